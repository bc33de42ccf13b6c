//! Whatever somebody typed comes back whole from every form that carries it, in every format, read by other people's programs: formulas, emoji,
//! letters that run from the right, combining letters, quotes, words of sixty letters, line breaks and the signs of templates. Which form
//! carries what stands in [`CARRIED`]; a form that is not listed there, or carries less, fails.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use unicode_normalization::UnicodeNormalization;

use self::reading::read;
use super::hard_tests::{Hard, asked, edit};
use crate::calls::{command, job, query};
use crate::kinds::{
    Aspect, Component, DocKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, MonthPatch,
    SpeakerPatch, StaffPatch, YearMonth,
};
use crate::testkit::{Stage, TOILI, made_up, marks};

/// What is hard about a text. Each text begins with another of them.
const HARD: [&str; 7] = [
    "=1+1 @SUM(A1:A9) -5",
    "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{1F600} \u{1F1EE}\u{1F1E9}",
    "\u{645}\u{631}\u{64A}\u{645} \u{628}\u{646}\u{62A} \u{5E9}\u{5DC}\u{5D5}\u{5DD}",
    "e\u{301}n\u{303} a\u{323}\u{308} S\u{323}a\u{304}lih\u{323} \u{FB01}",
    "\"dua\" 'satu' <b>&amp;</b> \\ | {{x}} {% jika %} # !penutup ; : *",
    "+62 812 \u{2013} 5 % (isi) \u{202E}TERBALIK\u{202C}",
    "SITTINURAMINAHBINTILAODEMUHAMMADABDURRAHMANSALEHYUSUFWAKATOB",
];
/// How lines are parted.
const PARTED: [&str; 4] = ["\n", "\t", "\r\n", " "];

/// Which fields each form carries, in each of its formats.
const CARRIED: [(&str, &str); 81] = [
    (
        "export_attendance a",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KelompokDiam KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "export_attendance b",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KelompokDiam KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "export_attendance c",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KelompokDiam KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "export_attendance d",
        "Kelompok KelompokDiam KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    ("export_calendar group", "Kelompok TempatRencana"),
    (
        "export_letters",
        "Kelompok KopDua KopSatu KpmSatu NomorSurat Pendamping Penerima TempatSurat",
    ),
    (
        "export_meetings kegiatan",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu Kelompok PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "export_meetings pemantauan",
        "Kelompok KpmDua KpmSatu KpmTiga PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "export_meetings pemantauan_foto",
        "Kelompok KpmDua KpmSatu KpmTiga PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "export_meetings rhk2",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu Kelompok KopDua KopSatu PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "export_rakor attendance",
        "AlasanRakor InstansiTamu KopDua KopSatu Pendamping Petugas Pimpinan Rakor Tamu TempatRakor",
    ),
    (
        "export_rakor invitation",
        "Agenda Dari Kepada KopDua KopSatu NomorRakor Pimpinan Rakor TempatRakor",
    ),
    (
        "export_rakor minutes",
        "Agenda AlasanRakor InstansiTamu Keputusan Kesimpulan KopDua KopSatu Notulis Pembahasan Pembicara Pendamping Petugas Pimpinan Rakor Tamu TempatRakor",
    ),
    (
        "export_rakor rhk8",
        "Agenda Keputusan Kesimpulan KopDua KopSatu Notulis Pembahasan Pembicara Petugas Pimpinan Rakor TempatRakor",
    ),
    (
        "export_recap families",
        "Kelompok KelompokDiam KopDua KopSatu KpmDua KpmSatu KpmTiga Penanda",
    ),
    (
        "export_recap held",
        "Alasan KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping",
    ),
    ("export_recap people", "KopDua KopSatu Penanda Pendamping"),
    ("export_recap year", "KopDua KopSatu Pendamping"),
    ("export_register", "Kelompok KpmSatu NomorSurat Tanggapan"),
    (
        "export_rekap",
        "Alasan Dinamika Kelompok PemateriDua PemateriSatu Penanda Pendamping",
    ),
    (
        "export_rhk rhk3",
        "Kelompok KopDua KopSatu KpmSatu Pendamping KpmTiga Kunjungan",
    ),
    ("export_rhk rhk4", "KopDua KopSatu Pendamping"),
    (
        "export_rhk rhk7",
        "CatatanLima Kelompok KopDua KopSatu Pendamping",
    ),
    (
        "export_sent",
        "AlasanTerkirim CatatanKirim DinamikaTerkirim KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping PenerimaRekap",
    ),
    (
        "export_sent_changes",
        "Alasan AlasanTerkirim Dinamika DinamikaTerkirim KopDua KopSatu Penanda Pendamping PenerimaRekap",
    ),
    (
        "export_training attendance",
        "Diklat InstansiTamuDiklat KopDua KopSatu Pendamping Penyelenggara TamuDiklat Tema TempatDiklat",
    ),
    (
        "export_training rekap",
        "KopDua KopSatu Penanda Pendamping Petugas",
    ),
    (
        "letter_text",
        "Kelompok KopDua KopSatu KpmSatu NomorSurat Pendamping Penerima TempatSurat",
    ),
    (
        "meetings_text kegiatan",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu Kelompok PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "meetings_text pemantauan",
        "Kelompok KpmDua KpmSatu KpmTiga PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "meetings_text rhk2",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu Kelompok KopDua KopSatu PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "plans_text group",
        "AlasanRencana Kelompok Pendamping TempatRencana",
    ),
    ("plans_text month", "Kelompok TempatRencana"),
    (
        "print_plans month",
        "Kelompok KelompokDiam KopDua KopSatu Pendamping Tempat",
    ),
    (
        "print_plans year",
        "AlasanRencana Kelompok KelompokDiam KopDua KopSatu Pendamping",
    ),
    (
        "print_rekap",
        "Alasan Dinamika KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping",
    ),
    ("print_school", "Pengurus Sekolah Siswa"),
    (
        "print_trial hadir_a",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "print_trial hadir_b",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "print_trial hadir_c",
        "AlamatDua AlamatSatu AlamatTiga Kelompok KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "print_trial hadir_d",
        "Kelompok KpmDua KpmSatu KpmTiga Pendamping Tempat",
    ),
    (
        "print_trial hadir_diklat",
        "Diklat InstansiTamuDiklat KopDua KopSatu Pendamping Penyelenggara TamuDiklat Tema TempatDiklat",
    ),
    (
        "print_trial hadir_rakor",
        "AlasanRakor InstansiTamu KopDua KopSatu Pendamping Petugas Pimpinan Rakor Tamu TempatRakor",
    ),
    (
        "print_trial jadwal",
        "Kelompok KelompokDiam KopDua KopSatu Pendamping TempatRencana",
    ),
    (
        "print_trial kegiatan",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu PemateriDua PemateriSatu Pendamping Tempat",
    ),
    ("print_trial komitmen", ""),
    (
        "print_trial nota_dinas",
        "Agenda Dari Kepada KopDua KopSatu NomorRakor Pimpinan Rakor TempatRakor",
    ),
    (
        "print_trial notulen",
        "Agenda AlasanRakor InstansiTamu Keputusan Kesimpulan KopDua KopSatu Notulis Pembahasan Pembicara Pendamping Petugas Pimpinan Rakor Tamu TempatRakor",
    ),
    ("print_trial pelaksanaan_bulan", "KopDua KopSatu Penanda"),
    ("print_trial pelaksanaan_kecamatan", ""),
    (
        "print_trial pelaksanaan_pendamping",
        "Alasan KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping",
    ),
    (
        "print_trial pemantauan",
        "Kelompok KpmDua KpmSatu KpmTiga PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "print_trial perubahan_rekap",
        "Alasan AlasanTerkirim Dinamika DinamikaTerkirim KopDua KopSatu Penanda Pendamping PenerimaRekap",
    ),
    (
        "print_trial register_surat",
        "Kelompok KpmSatu NomorSurat Tanggapan",
    ),
    (
        "print_trial rekap_diklat",
        "KopDua KopSatu Penanda Pendamping Petugas",
    ),
    (
        "print_trial rekap_kabupaten",
        "Alasan KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping",
    ),
    (
        "print_trial rekap_kecamatan",
        "Alasan Dinamika KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping",
    ),
    (
        "print_trial rekap_kpm",
        "Kelompok KelompokDiam KopDua KopSatu KpmDua KpmSatu KpmTiga Penanda",
    ),
    (
        "print_trial rekap_pendamping",
        "KopDua KopSatu Penanda Pendamping",
    ),
    (
        "print_trial rekap_pendamping_bulan",
        "KopDua KopSatu Penanda Pendamping",
    ),
    ("print_trial rekap_tahunan", "KopDua KopSatu Pendamping"),
    (
        "print_trial rhk2",
        "CatatanDua CatatanEmpat CatatanLima CatatanSatu CatatanTiga InstansiDua InstansiSatu Kelompok KopDua KopSatu PemateriDua PemateriSatu Pendamping Tempat",
    ),
    (
        "print_trial rhk3",
        "Kelompok KopDua KopSatu KpmSatu Pendamping KpmTiga Kunjungan",
    ),
    ("print_trial rhk4", "KopDua KopSatu Pendamping"),
    (
        "print_trial rhk7",
        "CatatanLima Kelompok KopDua KopSatu Pendamping",
    ),
    (
        "print_trial rhk8",
        "Agenda Keputusan Kesimpulan KopDua KopSatu Notulis Pembahasan Pembicara Petugas Pimpinan Rakor TempatRakor",
    ),
    ("print_trial ringkasan_p2k2", "Kelompok Tempat"),
    (
        "print_trial rtl",
        "AlasanRencana Kelompok KelompokDiam KopDua KopSatu Pendamping",
    ),
    (
        "print_trial surat_teguran",
        "Kelompok KopDua KopSatu KpmSatu NomorSurat Pendamping Penerima TempatSurat",
    ),
    (
        "print_trial terkirim_kabupaten",
        "CatatanKirim KopDua KopSatu Penanda PenerimaRekap",
    ),
    (
        "print_trial terkirim_kecamatan",
        "AlasanTerkirim CatatanKirim DinamikaTerkirim KopDua KopSatu PemateriDua PemateriSatu Penanda Pendamping PenerimaRekap",
    ),
    ("print_trial verifikasi_pendidikan", ""),
    (
        "recap_text families",
        "Kelompok KelompokDiam KpmDua KpmSatu KpmTiga",
    ),
    (
        "recap_text held",
        "Alasan PemateriDua PemateriSatu Pendamping",
    ),
    ("recap_text people", "Pendamping"),
    ("recap_text year", ""),
    ("rekap_text", "Alasan PemateriDua PemateriSatu Pendamping"),
    (
        "rhk_text rhk3",
        "Kelompok KopDua KopSatu KpmSatu Pendamping KpmTiga Kunjungan",
    ),
    ("rhk_text rhk4", "KopDua KopSatu Pendamping"),
    (
        "rhk_text rhk7",
        "CatatanLima Kelompok KopDua KopSatu Pendamping",
    ),
    (
        "sent_changes_text",
        "Alasan AlasanTerkirim Dinamika DinamikaTerkirim KopDua KopSatu Penanda Pendamping PenerimaRekap",
    ),
];
/// What no form carries: the title is SIKS-NG's, and where a group meets is proposed for its meetings.
const NOWHERE: [&str; 2] = ["Judul", "TempatKelompok"];

/// What was typed, by field.
#[derive(Default)]
struct Typed {
    round: usize,
    texts: BTreeMap<&'static str, String>,
}

impl Typed {
    /// A text of a field that takes so many characters, on one line.
    fn line(&mut self, field: &'static str, most: usize) -> String {
        self.text(field, most, &[" "])
    }

    /// The same where people write several lines.
    fn prose(&mut self, field: &'static str, most: usize) -> String {
        self.text(field, most, &PARTED)
    }

    /// What is hard, the mark of its field, and more that is hard.
    fn text(&mut self, field: &'static str, most: usize, parted: &[&str]) -> String {
        let from = self.texts.len() + self.round;
        let fits =
            |at: &usize| HARD[at % HARD.len()].chars().count() + 2 + mark(field).len() < most;
        let first = (from..from + HARD.len()).find(fits).unwrap();
        let mut text = format!("{} {}", HARD[first % HARD.len()], mark(field));
        for more in 1..HARD.len() {
            let next = HARD[(first + more) % HARD.len()];
            let part = parted[more % parted.len()];
            if text.chars().count() + part.len() + next.chars().count() <= most {
                text += part;
                text += next;
            }
        }
        assert!(text.chars().count() <= most, "{field}");
        let before = self.texts.insert(field, text.clone());
        assert!(before.is_none(), "{field} is typed once");
        text
    }
}

/// A word that stands in the text of one field alone.
fn mark(field: &str) -> String {
    format!("Qz{field}Qz")
}

/// One office in which every field has a text of its own.
#[allow(clippy::too_many_lines, reason = "one office with everything in it")]
fn scene(number: u64, round: usize) -> (Hard, BTreeMap<&'static str, String>) {
    let mut typed = Typed {
        round,
        ..Typed::default()
    };
    let mut stage = Stage::new(number);
    let staff = stage.hire("ANI", &[TOILI]);
    let big = stage.group(TOILI, "MELATI", staff, 3);
    let empty = stage.group(TOILI, "KOSONG", staff, 0);
    let silent = stage.group(TOILI, "TANPA PERTEMUAN", staff, 1);
    let device = &mut stage.office.device;
    edit(
        device,
        &DocKey::Staff(staff),
        StaffPatch {
            name: Set::To(typed.line("Pendamping", 110)),
            nip: Set::To("197001012000011001".into()),
            ..StaffPatch::default()
        },
    );
    let own = device.person().unwrap().unwrap();
    edit(
        device,
        &DocKey::Staff(own),
        StaffPatch {
            name: Set::To(typed.line("Petugas", 110)),
            ..StaffPatch::default()
        },
    );
    edit(
        device,
        &DocKey::Group(big.id),
        GroupPatch {
            name: Set::To(typed.line("Kelompok", 110)),
            place: Set::To(typed.line("TempatKelompok", 110)),
            ketua: Set::To(big.families[1]),
            ..GroupPatch::default()
        },
    );
    edit(
        device,
        &DocKey::Group(silent.id),
        GroupPatch {
            name: Set::To(typed.line("KelompokDiam", 110)),
            ..GroupPatch::default()
        },
    );
    for (family, [name, address]) in big.families.iter().zip([
        ["KpmSatu", "AlamatSatu"],
        ["KpmDua", "AlamatDua"],
        ["KpmTiga", "AlamatTiga"],
    ]) {
        let patch = FamilyPatch {
            name: Set::To(typed.line(name, 110)),
            address: Set::To(typed.prose(address, 190)),
            components: [(Component::Sd, Some(2))].into(),
            ..FamilyPatch::default()
        };
        edit(device, &DocKey::Family(*family), patch);
    }
    let mut days = Vec::new();
    for (day, told) in [("2026-09-30", false), ("2026-10-31", true)] {
        let key = made_up::meeting(big.id, day, "M1.1");
        let all = [Mark::Alfa, Mark::Hadir, Mark::Sakit];
        let marked = big.families.iter().copied().zip(all);
        device.edit(&key, &marks(marked)).unwrap();
        if told {
            let notes = [
                "CatatanSatu",
                "CatatanDua",
                "CatatanTiga",
                "CatatanEmpat",
                "CatatanLima",
            ];
            let patch = MeetingPatch {
                starts: Set::To(0),
                ends: Set::To(1439),
                title: Set::To(typed.line("Judul", 100)),
                place: Set::To(typed.line("Tempat", 110)),
                notes: Aspect::ALL
                    .iter()
                    .zip(notes)
                    .map(|(aspect, field)| (*aspect, Some(typed.prose(field, 190))))
                    .collect(),
                speakers: [
                    (1, ["PemateriSatu", "InstansiSatu"]),
                    (2, ["PemateriDua", "InstansiDua"]),
                ]
                .map(|(no, [name, agency])| {
                    let speaker = SpeakerPatch {
                        name: Set::To(typed.line(name, 110)),
                        agency: Set::To(typed.line(agency, 110)),
                    };
                    (no, speaker)
                })
                .into(),
                ..MeetingPatch::default()
            };
            edit(device, &key, patch);
        }
        days.push(key.id(&device.office()).0);
    }
    let month = DocKey::Month {
        staff,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    edit(
        device,
        &month,
        MonthPatch {
            reason: Set::To(typed.prose("AlasanTerkirim", 400)),
            dynamics: Set::To(typed.prose("DinamikaTerkirim", 400)),
        },
    );
    let mut settings = query(device, "office", json!({})).unwrap();
    settings["letterhead"] = json!([typed.line("KopSatu", 110), typed.line("KopDua", 110)]);
    let signer = typed.line("Penanda", 100).replace(';', ",");
    typed.texts.insert("Penanda", signer.clone());
    settings["signers"] = json!([format!("Kepala; {signer}; 19")]);
    command(device, "save_office", json!({"settings": settings})).unwrap();
    let letter = json!({
        "family": big.families[0], "step": "teguran_1", "number": typed.line("NomorSurat", 60), "day": "2026-11-01", "invited": "2026-11-20",
        "place": typed.line("TempatSurat", 110),
    });
    let letter = command(device, "write_letter", letter).unwrap();
    for part in [
        json!({"delivery": {"day": "2026-11-02", "way": "langsung", "receiver": typed.line("Penerima", 110), "received": null}}),
        json!({"response": {"text": typed.prose("Tanggapan", 500), "closed": false}}),
    ] {
        let base = query(device, "letter", json!({"id": letter})).unwrap()["base"].clone();
        let save = json!({"id": letter, "base": base, "part": part});
        command(device, "save_letter", save).unwrap();
    }
    let visit = json!({
        "family": big.families[2], "day": "2026-10-20", "way": "kunjungan", "sessions": ["M1.2"], "note": typed.prose("Kunjungan", 500), "base": null,
    });
    let mut facts = query(device, "training", json!({"id": null})).unwrap()["facts"].clone();
    facts["kind"] = json!("diklat");
    (facts["starts"], facts["ends"]) = (json!("2026-11-02"), json!("2026-11-02"));
    for (key, field) in [
        ("name", "Diklat"),
        ("theme", "Tema"),
        ("organizer", "Penyelenggara"),
        ("place", "TempatDiklat"),
    ] {
        facts[key] = json!(typed.line(field, 110));
    }
    let save = json!({"id": null, "base": "", "facts": facts});
    let training = command(device, "save_training", save).unwrap();
    let base = query(device, "training", json!({"id": training})).unwrap()["base"].clone();
    let who = format!("s{}", staff.simple());
    let guest = json!({
        "name": typed.line("TamuDiklat", 110), "agency": typed.line("InstansiTamuDiklat", 110), "as_what": "",
    });
    let people = json!({
        "id": training, "base": base, "taking": {who.clone(): "terdaftar"}, "facilitators": {}, "guests": [guest],
    });
    command(device, "save_training_people", people).unwrap();
    let mut facts = query(device, "rakor", json!({"id": null})).unwrap()["facts"].clone();
    facts["day"] = json!("2026-10-03");
    for (key, field) in [
        ("title", "Rakor"),
        ("place", "TempatRakor"),
        ("sender", "Dari"),
        ("addressee", "Kepada"),
        ("leader", "Pimpinan"),
        ("secretary", "Notulis"),
    ] {
        facts[key] = json!(typed.line(field, 110));
    }
    facts["number"] = json!(typed.line("NomorRakor", 60));
    facts["agenda"] = json!(typed.line("Agenda", 400));
    facts["conclusion"] = json!(typed.prose("Kesimpulan", 400));
    let save = json!({"id": null, "base": "", "facts": facts});
    let rakor = command(device, "save_rakor", save).unwrap();
    let base = query(device, "rakor", json!({"id": rakor})).unwrap()["base"].clone();
    let marked = json!({
        "id": rakor, "base": base, "marks": {who.clone(): "izin", format!("s{}", own.simple()): "hadir"},
        "reasons": {who: typed.line("AlasanRakor", 190)},
        "guests": [{"name": typed.line("Tamu", 110), "agency": typed.line("InstansiTamu", 110)}],
    });
    command(device, "mark_rakor", marked).unwrap();
    let base = query(device, "rakor", json!({"id": rakor})).unwrap()["base"].clone();
    let point = json!({
        "key": "", "speaker": typed.line("Pembicara", 110), "said": typed.prose("Pembahasan", 400), "decided": typed.prose("Keputusan", 400),
    });
    let point = json!({"id": rakor, "base": base, "point": point});
    command(device, "save_rakor_point", point).unwrap();
    let form = query(device, "plan", json!({"group": big.id, "year": 2026})).unwrap();
    let planned = |month: u32, day: Value, place: String, sessions: Value, reason: String| {
        json!({
            "month": month, "sessions": sessions, "date": day, "starts": null, "ends": null, "place": place, "reason": reason,
        })
    };
    let months = [
        planned(
            11,
            json!("2026-11-25"),
            typed.line("TempatRencana", 110),
            json!(["M1.2"]),
            String::new(),
        ),
        planned(
            12,
            Value::Null,
            String::new(),
            json!([]),
            typed.line("AlasanRencana", 190),
        ),
    ];
    let save = json!({"group": big.id, "year": 2026, "base": form["base"], "months": months});
    command(device, "save_plan", save).unwrap();
    let seen = query(device, "sent_rekap", json!({"month": "2026-10"})).unwrap();
    let send = json!({
        "month": "2026-10", "seen": seen["now"], "day": "2026-11-03", "receiver": typed.line("PenerimaRekap", 110),
        "note": typed.prose("CatatanKirim", 400),
    });
    let send = command(device, "send_rekap", send).unwrap();
    // What is said since stands beside what was sent.
    edit(
        device,
        &month,
        MonthPatch {
            reason: Set::To(typed.prose("Alasan", 400)),
            dynamics: Set::To(typed.prose("Dinamika", 400)),
        },
    );
    let school = stage.dir.path().join("sekolah.csv");
    let mut quoted = |field| {
        let text = typed.line(field, 110).replace(';', ",");
        typed.texts.insert(field, text.clone());
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let list = format!(
        "NPSN;=1\nNama Sekolah;{}\nNIK PENGURUS;NAMA PENGURUS;NAMA SISWA;JULI;;\n;;;ALPA;IZIN;SAKIT\n1;{};{};1;;\n",
        quoted("Sekolah"),
        quoted("Pengurus"),
        quoted("Siswa")
    );
    std::fs::write(&school, list).unwrap();
    stage.office.synced(&mut stage.relay);
    let mut phone = stage.phone(staff, &[TOILI]);
    command(&mut phone.device, "save_visit", visit).unwrap();
    phone.synced(&mut stage.relay);
    stage.office.synced(&mut stage.relay);
    let hard = Hard {
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
    };
    (hard, typed.texts)
}

/// What of a text is compared: everything that can be seen, in either case. Where lines break, and how the parts of a letter are put together, is
/// each program's own.
fn seen(text: &str) -> String {
    let shows =
        |letter: &char| !(directs(*letter) || letter.is_whitespace() || letter.is_control());
    text.nfkc()
        .filter(shows)
        .flat_map(char::to_lowercase)
        .collect()
}

/// A sign that joins or turns letters and has no look of its own.
fn directs(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{1f}')
}

/// Text that runs from the right is told in the order of reading or of the page.
fn runs_from_the_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Its letters that run from the left, in order; and all others.
fn by_direction(text: &str) -> (String, Vec<char>) {
    let (mut right, left): (Vec<char>, Vec<char>) = text
        .chars()
        .partition(|letter| runs_from_the_right(*letter));
    right.sort_unstable();
    (left.into_iter().collect(), right)
}

/// Pages over which a text goes on at the most.
const GOES_ON: usize = 3;

/// Whether a text stands on one of the pages, or begins on one and goes on on the next.
fn stands_in(pages: &[String], text: &str) -> bool {
    (0..pages.len()).any(|at| begins_on(&pages[at..], text, GOES_ON))
}

fn begins_on(pages: &[String], text: &str, more: usize) -> bool {
    let Some((page, next)) = pages.split_first() else {
        return false;
    };
    let mut ends = text.char_indices().map(|(end, _)| end).skip(1);
    page.contains(text)
        || (more > 0
            && ends.any(|end| {
                let (here, rest) = text.split_at(end);
                page.contains(here) && begins_on(next, rest, more - 1)
            }))
}

/// The fields that something carries, each whole: on paper every letter, elsewhere every word too.
fn carried(
    what: &str,
    pages: &[String],
    typed: &BTreeMap<&'static str, String>,
    faults: &mut Vec<String>,
) -> BTreeSet<&'static str> {
    let on_paper = what.ends_with(" pdf");
    let whole = worded(&pages.concat());
    let pages: Vec<String> = pages.iter().map(|page| seen(page)).collect();
    let (left, right): (Vec<String>, Vec<Vec<char>>) =
        pages.iter().map(|page| by_direction(page)).unzip();
    let (left_of_all, right) = (left.concat(), right.concat());
    let mut fields = BTreeSet::new();
    for (field, text) in typed {
        if !left_of_all.contains(&seen(&mark(field))) {
            continue;
        }
        fields.insert(*field);
        let (seen, letters) = by_direction(&seen(text));
        let is_whole = letters.iter().all(|letter| right.contains(letter))
            && stands_in(&left, &seen)
            && (on_paper || whole.contains(&worded(text)));
        if !is_whole {
            let at = whole.find(&worded(&mark(field))).unwrap_or(0);
            let around: String = whole[..at].chars().rev().take(120).collect();
            let around: String = around
                .chars()
                .rev()
                .chain(whole[at..].chars().take(400))
                .collect();
            faults.push(format!(
                "{what}: {field}\n  typed {text:?}\n  read  {around:?}"
            ));
        }
    }
    fields
}

/// The words of a text, as they can be seen, in either case.
fn worded(text: &str) -> String {
    let shown: String = text.nfkc().filter(|letter| !directs(*letter)).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The name of a form in the list: its call, and which of its forms.
fn called(name: &str, ask: &Value) -> String {
    let which = [
        &ask["form"],
        &ask["variant"],
        &ask["of"]["kind"],
        &ask["of"],
    ];
    let which = which.into_iter().find_map(|which| match which {
        Value::String(word) => Some(word.clone()),
        Value::Object(one) => one.keys().next().cloned(),
        _ => None,
    });
    format!("{name} {}", which.unwrap_or_default())
        .trim()
        .to_owned()
}

/// What is copied as text: every call whose name says so.
fn texts(hard: &Hard) -> Vec<(&'static str, Value)> {
    let month = "2026-10";
    let mut all = vec![
        ("rekap_text", json!({"month": month, "kecamatan": null})),
        ("rekap_text", json!({"month": month, "kecamatan": TOILI})),
        ("letter_text", json!({"id": hard.letter})),
        (
            "sent_changes_text",
            json!({"month": month, "send": hard.send}),
        ),
        (
            "plans_text",
            json!({"of": {"month": {"month": "2026-11", "kecamatan": null, "mine": false}}}),
        ),
        (
            "plans_text",
            json!({"of": {"group": {"group": hard.big, "year": 2026}}}),
        ),
    ];
    for form in ["pemantauan", "kegiatan", "rhk2"] {
        let of = json!({"pendamping": [month, hard.staff]});
        all.push(("meetings_text", json!({"of": of, "form": form})));
    }
    for form in ["rhk3", "rhk4", "rhk7"] {
        let ask = json!({"month": month, "pendamping": hard.staff, "form": form});
        all.push(("rhk_text", ask));
    }
    for (kind, sheets) in [("held", 2), ("people", 2), ("families", 1), ("year", 1)] {
        for sheet in 0..sheets {
            let of = json!({"kind": kind, "from": "2026-09", "to": month, "kecamatan": TOILI, "whose": "all"});
            all.push(("recap_text", json!({"of": of, "sheet": sheet})));
        }
    }
    all
}

#[test]
fn what_was_typed_comes_back_whole_from_every_form_that_carries_it() {
    let mut faults = Vec::new();
    let (mut typed, mut copied) = (BTreeSet::new(), BTreeSet::new());
    let mut all: BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>> = BTreeMap::new();
    for round in 0..2_usize {
        let (mut hard, texts_of) = scene(2600 + round as u64, round);
        typed.extend(texts_of.keys().copied());
        let (asked, texts) = (asked(&hard), texts(&hard));
        let dir = hard.stage.dir.path().to_owned();
        let device = &mut hard.stage.office.device;
        let mut note = |what: String, end: &str, pages: &[String]| {
            let fields = carried(&format!("{what} {end}"), pages, &texts_of, &mut faults);
            let of = all.entry(what).or_default().entry(end.to_owned());
            of.or_default().extend(fields);
        };
        for (no, (name, end, mut ask)) in asked.into_iter().enumerate() {
            let path = dir.join(format!("{no}.{end}"));
            ask["path"] = json!(path);
            job(device, name, ask.clone(), &mut unwatched).unwrap();
            note(called(name, &ask), end, &read(&path));
        }
        for (name, ask) in texts {
            let said = query(device, name, ask.clone())
                .or_else(|_| job(device, name, ask.clone(), &mut unwatched));
            let said = said.unwrap_or_else(|fault| panic!("{name} {ask}: {fault:?}"));
            note(
                called(name, &ask),
                "txt",
                &[said.as_str().unwrap().to_owned()],
            );
            copied.insert(name);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let listed: BTreeMap<&str, BTreeSet<&str>> = CARRIED
        .iter()
        .map(|(what, fields)| (*what, fields.split_whitespace().collect()))
        .collect();
    let other = all.iter().flat_map(|(what, formats)| {
        let of = formats.iter();
        of.map(move |(end, fields)| (what.as_str(), end, fields))
    });
    let other = other.filter(|(what, _, fields)| listed.get(what) != Some(fields));
    let other = other.map(|(what, end, fields)| {
        let fields: Vec<&str> = fields.iter().copied().collect();
        format!("({what:?}, {:?}), // {end}", fields.join(" "))
    });
    let other: Vec<String> = other.collect();
    assert!(
        other.is_empty(),
        "carried, and listed otherwise:\n{}",
        other.join("\n")
    );
    let asked: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(listed.into_keys().collect::<BTreeSet<&str>>(), asked);
    let somewhere: BTreeSet<&str> = all
        .values()
        .flat_map(BTreeMap::values)
        .flatten()
        .copied()
        .collect();
    let nowhere = typed
        .iter()
        .filter(|field| !somewhere.contains(*field))
        .copied();
    assert_eq!(nowhere.collect::<Vec<_>>(), NOWHERE);
    // What copies text says so by its name.
    let calls = include_str!("../mod.rs")
        .split("\ncalls! {")
        .nth(1)
        .unwrap();
    let calls = calls
        .lines()
        .filter_map(|line| Some(line.trim().split_once(':')?.0));
    let copying: BTreeSet<&str> = calls.filter(|name| name.ends_with("_text")).collect();
    assert_eq!(copied, copying);
}
