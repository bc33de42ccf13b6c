//! Bad input over every document that can be written: long names, two hundred families and none, a meeting at midnight, formulas, emoji, letters that
//! run from the right, no NIP, a folder that is not there. A job that writes a file and is not listed here fails the first test.

use std::path::{Path, PathBuf};

use calamine::Reader as _;
use serde_json::{Value, json};
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use sesi_engine::whole_file::room;
use uuid::Uuid;

use crate::calls::{command, job, query};
use crate::device::Device;
use crate::kinds::{
    Aspect, Component, DocKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, MonthPatch, Patch,
    SpeakerPatch, StaffPatch, YearMonth,
};
use crate::testkit::{Stage, TOILI, marks};

/// Jobs that write no document of an office's field: entries for another device, all data of this one, sealed sums for a province, and the table of
/// a province, which is another office. Their own tests hold them.
const OTHERS: [&str; 4] = [
    "export_entries",
    "export_data",
    "export_sums",
    "export_province",
];

const NAMES: [&str; 8] = [
    "=HYPERLINK(\"http://x\",\"SITTI\")",
    "+62 812",
    "@SUM(A1:A9)",
    "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467} NUR \u{1F600}",
    "\u{645}\u{631}\u{64A}\u{645} \u{628}\u{646}\u{62A} \u{62F}\u{627}\u{648}\u{62F}",
    "\u{202E}TERBALIK\u{202C} <b>&amp;</b>",
    "A'B\"C\\D/E:F*G?H[I]J|K\u{1F}",
    "WA ODE SITTI NUR AMINAH BINTI LA ODE MUHAMMAD ABDURRAHMAN SALEH YUSUF",
];

pub(super) struct Hard {
    pub stage: Stage,
    pub staff: Uuid,
    pub big: Uuid,
    pub empty: Uuid,
    pub meeting: Uuid,
    pub letter: Value,
    pub rakor: Value,
    pub training: Value,
    pub send: Value,
    pub school: PathBuf,
}

pub(super) fn edit(device: &mut Device, key: &DocKey, patch: impl Into<Patch>) {
    device.edit(key, &patch.into()).unwrap();
}

#[allow(clippy::too_many_lines, reason = "one office with everything in it")]
fn hard(number: u64) -> Hard {
    let long = "PENDAMPING BERNAMA SANGAT PANJANG SEKALI SAMPAI ENAM PULUH HURUF";
    let mut stage = Stage::new(number);
    let staff = stage.hire(long, &[TOILI]);
    let big = stage.group(
        TOILI,
        "=KELOMPOK \u{1F33A} MELATI INDAH PERMAI SEJAHTERA NUSANTARA RAYA",
        staff,
        200,
    );
    let empty = stage.group(TOILI, "KOSONG", staff, 0);
    let silent = stage.group(TOILI, "TANPA PERTEMUAN", staff, 1);
    let device = &mut stage.office.device;
    edit(
        device,
        &DocKey::Staff(staff),
        StaffPatch {
            role: Set::To("pendamping".into()),
            ..StaffPatch::default()
        },
    );
    for (no, family) in big.families.iter().enumerate() {
        let patch = FamilyPatch {
            name: Set::To(format!("{} {no}", NAMES[no % NAMES.len()])),
            address: Set::To("=1+1\nRT 1 \u{1F3E0}".into()),
            components: [(Component::Sd, Some(2))].into(),
            ..FamilyPatch::default()
        };
        edit(device, &DocKey::Family(*family), patch);
    }
    let mut days = Vec::new();
    for (day, mark) in [("2026-09-30", Mark::Alfa), ("2026-10-31", Mark::Alfa)] {
        let key = crate::testkit::made_up::meeting(big.id, day, "M1.1");
        let all = big.families.iter().enumerate();
        let all = all.map(|(no, family)| (*family, if no % 3 == 0 { mark } else { Mark::Hadir }));
        device.edit(&key, &marks(all)).unwrap();
        let said = "=CMD()\n\u{1F4A5} \u{645}\u{631} ".repeat(30);
        // What all aspects say together has its limit.
        let said: String = said.chars().take(190).collect();
        let patch = MeetingPatch {
            starts: Set::To(0),
            ends: Set::To(1439),
            place: Set::To("@Balai \u{1F3DB} \"Desa\"".into()),
            notes: Aspect::ALL
                .iter()
                .map(|aspect| (*aspect, Some(said.clone())))
                .collect(),
            speakers: [(
                1,
                SpeakerPatch {
                    name: Set::To("-PEMATERI \u{1F9D1}".into()),
                    agency: Set::To("=DINAS".into()),
                },
            )]
            .into(),
            ..MeetingPatch::default()
        };
        edit(device, &key, patch);
        days.push(key.id(&device.office()).0);
    }
    let key = crate::testkit::made_up::meeting(empty.id, "2026-10-01", "M1.1");
    edit(
        device,
        &key,
        MeetingPatch {
            starts: Set::To(0),
            ..MeetingPatch::default()
        },
    );
    let month = DocKey::Month {
        staff,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let words = "=banjir \u{1F30A}\tjembatan putus\n".repeat(40);
    let words: String = words.chars().take(400).collect();
    edit(
        device,
        &month,
        MonthPatch {
            reason: Set::To(words.clone()),
            dynamics: Set::To(words),
        },
    );
    assert_ne!(silent.id, empty.id);
    edit(
        device,
        &DocKey::Group(big.id),
        GroupPatch {
            ketua: Set::To(big.families[3]),
            ..GroupPatch::default()
        },
    );
    let mut settings = query(device, "office", json!({})).unwrap();
    settings["letterhead"] = json!(["=PEMERINTAH & \u{1F3DB}", NAMES[7], NAMES[4]]);
    settings["signers"] = json!(["Kepala; =SUM(1); ", "Katim"]);
    command(device, "save_office", json!({"settings": settings})).unwrap();
    let letter = json!({
        "family": big.families[0], "step": "teguran_1", "number": "=1", "day": "2026-11-01", "invited": null, "place": "",
    });
    let letter = command(device, "write_letter", letter).unwrap();
    let who = format!("s{}", staff.simple());
    let mut made = |named: &str, title: &str, dated: Value| {
        let mut facts = query(device, named, json!({"id": null})).unwrap()["facts"].clone();
        facts[title] = json!(NAMES[3]);
        for (day, value) in dated.as_object().unwrap() {
            facts[day] = value.clone();
        }
        let asked = json!({"id": null, "base": "", "facts": facts});
        command(device, &format!("save_{named}"), asked).unwrap()
    };
    let training = made(
        "training",
        "name",
        json!({"kind": "diklat", "starts": "2026-11-02", "ends": "2026-11-02"}),
    );
    let rakor = made("rakor", "title", json!({"day": "2026-10-03"}));
    let base = query(device, "rakor", json!({"id": rakor})).unwrap()["base"].clone();
    let own = device.person().unwrap().unwrap();
    let marked = json!({
        "id": rakor, "base": base, "marks": {who: "hadir", format!("s{}", own.simple()): "hadir"}, "reasons": {}, "guests": [],
    });
    command(device, "mark_rakor", marked).unwrap();
    let form = query(device, "plan", json!({"group": big.id, "year": 2026})).unwrap();
    let planned = json!({
        "month": 12, "sessions": ["M1.2"], "date": "2026-12-01", "starts": 0, "ends": 1439, "place": "=A1", "reason": "",
    });
    let save = json!({"group": big.id, "year": 2026, "base": form["base"], "months": [planned]});
    command(device, "save_plan", save).unwrap();
    let seen = query(device, "sent_rekap", json!({"month": "2026-10"})).unwrap();
    let send = json!({
        "month": "2026-10", "seen": seen["now"], "day": "2026-11-03", "receiver": NAMES[0], "note": NAMES[3],
    });
    let send = command(device, "send_rekap", send).unwrap();
    let school = stage.dir.path().join("sekolah.csv");
    let list = format!(
        "NPSN;=1\nNama Sekolah;{0}\nNIK PENGURUS;NAMA PENGURUS;NAMA SISWA;JULI;;\n;;;ALPA;IZIN;SAKIT\n1;{0};{1};1;;\n",
        NAMES[3], NAMES[5]
    );
    std::fs::write(&school, list).unwrap();
    Hard {
        staff,
        big: big.id,
        empty: empty.id,
        meeting: days[1],
        letter,
        rakor,
        training,
        send,
        school,
        stage,
    }
}

/// Every job that writes a document, with what it is asked and how its file ends.
#[allow(clippy::too_many_lines, reason = "a line for each form and format")]
pub(super) fn asked(hard: &Hard) -> Vec<(&'static str, &'static str, Value)> {
    let month = "2026-10";
    let mut all = Vec::new();
    for variant in ["a", "b", "c", "d"] {
        for of in [
            json!({"meeting": hard.meeting}),
            json!({"group": hard.big}),
            json!({"group": hard.empty}),
            json!({"kecamatan": TOILI}),
        ] {
            let ask = json!({"of": of, "variant": variant, "paper": "f4"});
            all.push(("export_attendance", "pdf", ask));
        }
    }
    for (form, formats) in [
        ("pemantauan", ["pdf", "docx", "xlsx"].as_slice()),
        ("pemantauan_foto", &["pdf"]),
        ("kegiatan", &["pdf", "docx"]),
        ("rhk2", &["pdf", "docx"]),
    ] {
        for format in formats {
            let of = json!({"pendamping": [month, hard.staff]});
            let ask =
                json!({"of": of, "form": form, "format": format, "paper": "a4", "signed": null});
            all.push(("export_meetings", *format, ask));
        }
    }
    let signed = json!({"month": month, "kecamatan": null, "paper": "a4", "signed": null});
    all.push(("print_rekap", "pdf", signed));
    all.push((
        "export_rekap",
        "xlsx",
        json!({"month": month, "signed": null}),
    ));
    for kind in ["held", "people", "families", "year"] {
        for format in ["pdf", "xlsx", "docx"] {
            let of = json!({"kind": kind, "from": "2026-09", "to": "2026-10", "kecamatan": null, "whose": "all"});
            let ask = json!({"of": of, "format": format, "paper": "a4", "signed": null});
            all.push(("export_recap", format, ask));
        }
    }
    for format in ["pdf", "xlsx"] {
        let ask = json!({"month": month, "send": hard.send, "format": format, "paper": "f4"});
        all.push(("export_sent", format, ask));
        let ask = json!({
            "month": month, "send": hard.send, "format": format, "paper": "a4", "signed": null,
        });
        all.push(("export_sent_changes", format, ask));
        let ask = json!({"kecamatan": null, "format": format, "paper": "a4"});
        all.push(("export_register", format, ask));
        let ask = json!({"from": hard.school, "format": format, "paper": "a4"});
        all.push(("print_school", format, ask));
    }
    for format in ["pdf", "docx"] {
        for form in ["rhk3", "rhk4", "rhk7"] {
            let ask = json!({
                "month": month, "pendamping": hard.staff, "form": form, "format": format, "paper": "a4", "signed": null,
            });
            all.push(("export_rhk", format, ask));
        }
        for form in ["invitation", "attendance", "minutes", "rhk8"] {
            let ask = json!({"id": hard.rakor, "form": form, "format": format, "paper": "f4"});
            all.push(("export_rakor", format, ask));
        }
        for form in [json!({"attendance": hard.training}), json!("rekap")] {
            let ask = json!({"form": form, "format": format, "paper": "f4"});
            all.push(("export_training", format, ask));
        }
        let ask = json!({"ids": [hard.letter], "format": format, "paper": "a4"});
        all.push(("export_letters", format, ask));
    }
    for form in crate::forms::templates::forms() {
        // Of these nothing is kept here.
        let without = ["komitmen", "verifikasi_pendidikan", "pelaksanaan_kecamatan"];
        let of = if without.contains(&form.name) {
            "sample"
        } else {
            "recorded"
        };
        let ask = json!({"form": form.name, "source": form.source, "of": of});
        all.push(("print_trial", "pdf", ask));
    }
    for of in [
        json!({"year": {"year": 2026, "kecamatan": null, "mine": false}}),
        json!({"month": {"month": "2026-10", "kecamatan": null, "mine": false}}),
    ] {
        let ask = json!({"of": of, "paper": "f4", "signed": null});
        all.push(("print_plans", "pdf", ask));
    }
    let of = json!({"group": {"group": hard.big, "year": 2026}});
    all.push(("export_calendar", "ics", json!({"of": of})));
    all
}

/// Jobs of the list of calls whose names say that they write a document.
fn writing() -> Vec<&'static str> {
    let source = include_str!("../mod.rs");
    // The last of these is the list; those above are the macro that reads it.
    let jobs = source.split("    job {").last().unwrap();
    let jobs = jobs.split('}').next().unwrap();
    let names = jobs
        .lines()
        .filter_map(|line| Some(line.trim().split_once(':')?.0));
    names
        .filter(|name| name.starts_with("export_") || name.starts_with("print_"))
        .collect()
}

fn check(name: &str, end: &str, path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    match end {
        "pdf" => assert!(
            bytes.starts_with(b"%PDF-1.") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
            "{name}"
        ),
        "xlsx" => {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
            for sheet in book.sheet_names() {
                let formulas = book.worksheet_formula(&sheet).unwrap();
                assert!(formulas.is_empty(), "{name}: a formula in {sheet}");
                assert!(sheet.encode_utf16().count() <= 31, "{name}: {sheet}");
            }
        }
        "docx" => {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let part = zip.by_name("word/document.xml").unwrap();
            let text = std::io::read_to_string(part).unwrap();
            let illegal = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
            assert!(!text.contains(illegal), "{name}: a letter that XML has not");
            assert!(
                !text.contains("<b>") && !text.contains("&amp;amp;lt"),
                "{name}"
            );
        }
        _ => assert!(!bytes.is_empty(), "{name}"),
    }
}

#[test]
fn every_document_is_written_from_the_hardest_data_and_twice_the_same() {
    let mut hard = hard(2501);
    let asked = asked(&hard);
    let mut names: Vec<&str> = asked.iter().map(|(name, ..)| *name).chain(OTHERS).collect();
    names.sort_unstable();
    names.dedup();
    let mut listed = writing();
    listed.sort_unstable();
    assert_eq!(
        listed, names,
        "jobs that write, and those that this test asks"
    );

    let dir = hard.stage.dir.path().to_owned();
    let device = &mut hard.stage.office.device;
    for (no, (name, end, mut ask)) in asked.into_iter().enumerate() {
        let path = dir.join(format!("{no}.{end}"));
        ask["path"] = json!(path);
        job(device, name, ask.clone(), &mut unwatched)
            .unwrap_or_else(|fault| panic!("{name} {ask}: {fault:?}"));
        check(name, end, &path);
        let bytes = std::fs::read(&path).unwrap();
        job(device, name, ask.clone(), &mut unwatched).unwrap();
        assert!(std::fs::read(&path).unwrap() == bytes, "{name} {ask}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_nothing_is_left() {
    let mut hard = hard(2502);
    let asked = asked(&hard);
    let dir = hard.stage.dir.path().to_owned();
    let before = std::fs::read_dir(&dir).unwrap().count();
    let device = &mut hard.stage.office.device;
    let mut seen = Vec::new();
    for (name, end, mut ask) in asked {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let folder = dir.join("tidak-ada");
        ask["path"] = json!(folder.join(format!("x.{end}")));
        let refused = job(device, name, ask, &mut unwatched).unwrap_err();
        assert!(!refused.kind.is_empty(), "{name}");
        assert!(!folder.exists(), "{name}");
    }
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), before);
}

#[test]
fn a_disk_that_is_full_is_said_in_words_and_nothing_is_half_written() {
    let mut hard = hard(2503);
    let mut asked = asked(&hard);
    asked.push(("export_entries", "sesi", json!({"all": true})));
    for format in ["csv", "json", "xlsx"] {
        asked.push(("export_data", format, json!({ "format": format })));
    }
    let folder = hard.stage.dir.path().join("berkas");
    std::fs::create_dir(&folder).unwrap();
    let device = &mut hard.stage.office.device;
    let mut seen = Vec::new();
    for (name, end, mut ask) in asked {
        // One of each job and format: how a file is put in its place is not a matter of what it says.
        if seen.contains(&(name, end)) {
            continue;
        }
        seen.push((name, end));
        let path = folder.join(format!("x.{end}"));
        ask["path"] = json!(path);
        let write = |device: &mut Device| job(device, name, ask.clone(), &mut unwatched);
        write(device).unwrap();
        let whole = std::fs::metadata(&path).unwrap().len();
        std::fs::write(&path, b"before").unwrap();
        for bytes in [0, 1, whole / 2, whole - 1] {
            let full = room::of(bytes, || write(device)).expect_err("it does not fit");
            assert_eq!(full.kind, "file_full", "{name} {end}: {}", full.message);
            assert_eq!(std::fs::read(&path).unwrap(), b"before", "{name} {end}");
            let there = std::fs::read_dir(&folder).unwrap().count();
            assert_eq!(there, 1, "{name} {end}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
