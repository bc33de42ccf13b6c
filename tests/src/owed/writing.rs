//! Which forms a month owes and who writes them: the office for a kecamatan, a pendamping her own. Each is a call of the window.

use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Folder, Owed, Wanted, papers};
use crate::asked::{ask, write as call};
use crate::recount::Known;
use crate::story::Story;
use sesi_core::device::Device;

const VARIANTS: [&str; 4] = ["a", "b", "c", "d"];
/// Of so many meetings all four variants of the list of attendance are written, of all others the first.
const ALL_VARIANTS: usize = 3;

/// Writes them into `root`. Nothing but ids is taken from the record: what there is to write about.
///
/// # Panics
/// If a device refuses a form, or the disk a file.
pub fn write(story: &mut Story, known: &Known<'_>, wanted: &Wanted, root: &Path) -> Vec<Owed> {
    let mut folder = Folder {
        root,
        written: Vec::new(),
    };
    let meetings = known.meetings_in(&wanted.month, &wanted.kecamatan);
    let ids: Vec<(Uuid, Option<Uuid>)> = meetings
        .iter()
        .map(|meeting| (meeting.id, known.leader(meeting.group)))
        .collect();
    let office = &mut story.world.office.device;
    attendance(&mut folder, office, wanted, &ids);
    meeting_forms(&mut folder, office, wanted, &ids);
    rekap(&mut folder, office, wanted);
    lists(&mut folder, office, known, wanted);
    letters(&mut folder, office, wanted);
    plans(&mut folder, office, known, wanted);
    siks(&mut folder, office, wanted, &ids);
    events(&mut folder, office, known);
    papers::recaps(&mut folder, office, known, wanted);
    papers::sent(&mut folder, office, wanted);
    papers::plans(&mut folder, office, wanted);
    papers::school(&mut folder, office);
    let mut leaders: Vec<Uuid> = ids.iter().filter_map(|(_, leader)| *leader).collect();
    leaders.sort_unstable();
    leaders.dedup();
    papers::other_rhk(&mut folder, office, wanted, &leaders);
    own(&mut folder, story, known, wanted);
    papers::by_own_template(&mut folder, &mut story.world.office.device, wanted);
    folder.written
}

fn attendance(
    folder: &mut Folder<'_>,
    office: &mut Device,
    wanted: &Wanted,
    meetings: &[(Uuid, Option<Uuid>)],
) {
    for variant in VARIANTS {
        let file = format!("daftar-hadir/kosong-{variant}.pdf");
        let job =
            json!({ "of": { "kecamatan": wanted.kecamatan }, "variant": variant, "paper": "f4" });
        let answer = call(office, "export_attendance", job, &folder.place(&file));
        folder.note("daftar_hadir_kosong", &file, &answer);
        for (no, (meeting, _)) in (1..).zip(meetings) {
            if variant != "a" && no > ALL_VARIANTS {
                break;
            }
            let file = format!("daftar-hadir/{no:03}-{variant}.pdf");
            let job = json!({ "of": { "meeting": meeting }, "variant": variant, "paper": "a4" });
            let answer = call(office, "export_attendance", job, &folder.place(&file));
            folder.note("daftar_hadir", &file, &answer);
            folder.about(meeting);
        }
    }
}

fn meeting_form(
    folder: &mut Folder<'_>,
    device: &mut Device,
    of: &Value,
    form: (&str, &str),
    format: &str,
    file: &str,
) {
    let file = format!("{file}.{format}");
    let job = json!({ "of": of, "form": form.1, "format": format, "paper": "a4", "signed": null });
    let answer = call(device, "export_meetings", job, &folder.place(&file));
    folder.note(form.0, &file, &answer);
}

fn meeting_forms(
    folder: &mut Folder<'_>,
    office: &mut Device,
    wanted: &Wanted,
    meetings: &[(Uuid, Option<Uuid>)],
) {
    let month = json!({ "kecamatan": [wanted.month, wanted.kecamatan] });
    for format in ["pdf", "docx", "xlsx"] {
        meeting_form(
            folder,
            office,
            &month,
            ("pemantauan", "pemantauan"),
            format,
            "pemantauan",
        );
    }
    meeting_form(
        folder,
        office,
        &month,
        ("pemantauan_foto", "pemantauan_foto"),
        "pdf",
        "pemantauan-foto",
    );
    for format in ["pdf", "docx"] {
        meeting_form(
            folder,
            office,
            &month,
            ("laporan_kegiatan", "kegiatan"),
            format,
            "laporan-kegiatan",
        );
    }
    let mut leaders: Vec<Uuid> = meetings.iter().filter_map(|(_, leader)| *leader).collect();
    leaders.sort_unstable();
    leaders.dedup();
    for (no, leader) in (1..).zip(&leaders) {
        let of = json!({ "pendamping": [wanted.month, leader] });
        for format in ["pdf", "docx"] {
            meeting_form(
                folder,
                office,
                &of,
                ("rhk2_bulan", "rhk2"),
                format,
                &format!("rhk2/bulan-{no:02}"),
            );
            folder.about(leader);
        }
        let text = ask(office, "meetings_text", json!({ "of": of, "form": "rhk2" }));
        folder.text(
            "rhk2_bulan",
            &format!("rhk2/bulan-{no:02}.txt"),
            text.as_str().unwrap_or_default(),
            &json!({}),
        );
        folder.about(leader);
    }
    for (no, (meeting, _)) in (1..).zip(meetings) {
        for format in ["pdf", "docx"] {
            let of = json!({ "meeting": meeting });
            meeting_form(
                folder,
                office,
                &of,
                ("rhk2_pertemuan", "rhk2"),
                format,
                &format!("rhk2/pertemuan-{no:03}"),
            );
            folder.about(meeting);
        }
    }
}

fn rekap(folder: &mut Folder<'_>, office: &mut Device, wanted: &Wanted) {
    let month = &wanted.month;
    let answer = call(
        office,
        "export_rekap",
        json!({ "month": month }),
        &folder.place("rekap/rekap.xlsx"),
    );
    folder.note("rekap", "rekap/rekap.xlsx", &answer);
    for (kecamatan, file) in [
        (None, "rekap/rekap.pdf"),
        (Some(&wanted.kecamatan), "rekap/rekap-kecamatan.pdf"),
    ] {
        let job = json!({ "month": month, "kecamatan": kecamatan, "paper": "f4", "signed": null });
        let answer = call(office, "print_rekap", job, &folder.place(file));
        folder.note("rekap", file, &answer);
    }
    for (kecamatan, file) in [
        (None, "rekap/rekap.txt"),
        (Some(&wanted.kecamatan), "rekap/rekap-kecamatan.txt"),
    ] {
        let text = ask(
            office,
            "rekap_text",
            json!({ "month": month, "kecamatan": kecamatan }),
        );
        folder.text("rekap", file, text.as_str().unwrap_or_default(), &json!({}));
    }
    let sent = ask(office, "sent_rekap", json!({ "month": month }));
    folder.text("rekap_terkirim", "rekap/terkirim.json", &pretty(&sent), &json!({
        "versions": sent["versions"].as_array().map(Vec::len), "changes": sent["changes"].as_array().map(Vec::len),
        "digest": sent["versions"][0]["digest"],
    }));
    let tables = ask(
        office,
        "sent_tables",
        json!({ "month": month, "send": sent["versions"][0]["send"] }),
    );
    folder.text(
        "rekap_terkirim",
        "rekap/terkirim-lembar.json",
        &pretty(&tables),
        &json!({ "sheets": tables.as_array().map(Vec::len) }),
    );
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

fn lists(folder: &mut Folder<'_>, office: &mut Device, known: &Known<'_>, wanted: &Wanted) {
    let half = known.rated.first().map(|rated| rated.semester.clone());
    let table = ask(
        office,
        "semester_groups",
        json!({ "semester": half, "kecamatan": wanted.kecamatan }),
    );
    folder.text(
        "semester",
        "semester/kecamatan.json",
        &pretty(&table),
        &table["total"],
    );
    for (no, group) in (1..).zip(table["groups"].as_array().into_iter().flatten()) {
        let list = ask(
            office,
            "semester",
            json!({ "group": group["group"]["id"], "semester": half }),
        );
        folder.text(
            "semester",
            &format!("semester/kelompok-{no:03}.json"),
            &pretty(&list),
            &list["figures"],
        );
        folder.about_text(&group["group"]["id"]);
    }
    let list = ask(
        office,
        "compliance",
        json!({ "month": wanted.month, "kecamatan": wanted.kecamatan }),
    );
    folder.text(
        "kepatuhan",
        "kepatuhan.json",
        &pretty(&list),
        &list["states"],
    );
    let answer = call(
        office,
        "export_data",
        json!({ "format": "json" }),
        &folder.place("data-saya.json"),
    );
    folder.note("data_saya", "data-saya.json", &answer);
}

fn letters(folder: &mut Folder<'_>, office: &mut Device, wanted: &Wanted) {
    let shown = ask(office, "letters", json!({ "kecamatan": wanted.kecamatan }));
    folder.text("register_surat", "surat/register.json", &pretty(&shown), &json!({
        "letters": shown["rows"].as_array().map(Vec::len), "due": shown["due"].as_array().map(Vec::len),
    }));
    for format in ["pdf", "xlsx"] {
        let file = format!("surat/register.{format}");
        let job = json!({ "kecamatan": wanted.kecamatan, "format": format, "paper": "f4" });
        let answer = call(office, "export_register", job, &folder.place(&file));
        folder.note("register_surat", &file, &answer);
    }
    let rows = shown["rows"].as_array().into_iter().flatten();
    let ids: Vec<Value> = rows.map(|row| row["id"].clone()).collect();
    if ids.is_empty() {
        return;
    }
    for format in ["pdf", "docx"] {
        let file = format!("surat/surat.{format}");
        let job = json!({ "ids": ids, "format": format, "paper": "a4" });
        let answer = call(office, "export_letters", job, &folder.place(&file));
        folder.note("surat", &file, &answer);
    }
    for (no, id) in (1..).zip(ids) {
        let text = ask(office, "letter_text", json!({ "id": id }));
        folder.text(
            "surat",
            &format!("surat/surat-{no:03}.txt"),
            text.as_str().unwrap_or_default(),
            &json!({ "id": id }),
        );
    }
}

fn plans(folder: &mut Folder<'_>, office: &mut Device, known: &Known<'_>, wanted: &Wanted) {
    let year: i32 = wanted.month[..4].parse().expect("a year");
    let schedule =
        json!({ "month": { "month": wanted.month, "kecamatan": wanted.kecamatan, "mine": false } });
    let text = ask(office, "plans_text", json!({ "of": schedule }));
    folder.text(
        "jadwal",
        "rtl/jadwal.txt",
        text.as_str().unwrap_or_default(),
        &json!({}),
    );
    let answer = call(
        office,
        "export_calendar",
        json!({ "of": schedule }),
        &folder.place("rtl/jadwal.ics"),
    );
    folder.note("jadwal", "rtl/jadwal.ics", &answer);
    let table = ask(
        office,
        "plans",
        json!({ "year": year, "kecamatan": wanted.kecamatan }),
    );
    folder.text(
        "rtl",
        "rtl/kecamatan.json",
        &pretty(&table),
        &table["total"],
    );
    for (no, row) in (1..).zip(table["groups"].as_array().into_iter().flatten()) {
        let group = &row["group"]["id"];
        let of = json!({ "group": { "group": group, "year": year } });
        let text = ask(office, "plans_text", json!({ "of": of }));
        folder.text(
            "rtl",
            &format!("rtl/kelompok-{no:03}.txt"),
            text.as_str().unwrap_or_default(),
            &row["figures"],
        );
        folder.about_text(group);
        let is_of = |planned: &&&crate::record::PlannedMonth| {
            group.as_str() == Some(&planned.group.to_string())
        };
        if known
            .planned
            .iter()
            .filter(is_of)
            .any(|planned| planned.date.is_some())
        {
            let file = format!("rtl/kelompok-{no:03}.ics");
            let answer = call(
                office,
                "export_calendar",
                json!({ "of": of }),
                &folder.place(&file),
            );
            folder.note("rtl", &file, &answer);
            folder.about_text(group);
        }
    }
}

fn siks(
    folder: &mut Folder<'_>,
    office: &mut Device,
    wanted: &Wanted,
    meetings: &[(Uuid, Option<Uuid>)],
) {
    let month = ask(
        office,
        "siks_month",
        json!({ "month": wanted.month, "kecamatan": wanted.kecamatan, "mine": false }),
    );
    folder.text("siks", "siks/bulan.json", &pretty(&month), &month["total"]);
    for (no, (meeting, _)) in (1..).zip(meetings) {
        let shown = ask(office, "siks", json!({ "meeting": meeting }));
        let lines = shown["lines"].as_array().into_iter().flatten();
        let lines: Vec<String> = lines
            .map(|line| {
                format!(
                    "{}: {}",
                    line["field"].as_str().unwrap_or_default(),
                    line["text"].as_str().unwrap_or_default()
                )
            })
            .collect();
        folder.text(
            "siks",
            &format!("siks/{no:03}.txt"),
            &lines.join("\n"),
            &json!({ "state": shown["state"] }),
        );
        folder.about(meeting);
    }
}

fn events(folder: &mut Folder<'_>, office: &mut Device, known: &Known<'_>) {
    for (no, training) in (1..).zip(&known.trainings) {
        for format in ["pdf", "docx"] {
            let file = format!("diklat/daftar-hadir-{no}.{format}");
            let job =
                json!({ "form": { "attendance": training.id }, "format": format, "paper": "f4" });
            let answer = call(office, "export_training", job, &folder.place(&file));
            folder.note("daftar_hadir_diklat", &file, &answer);
            folder.about(&training.id);
        }
    }
    for format in ["pdf", "docx"] {
        let file = format!("diklat/rekap.{format}");
        let answer = call(
            office,
            "export_training",
            json!({ "form": "rekap", "format": format, "paper": "f4" }),
            &folder.place(&file),
        );
        folder.note("rekap_diklat", &file, &answer);
    }
    for (no, rakor) in (1..).zip(&known.rakors) {
        for (document, form) in [
            ("undangan", "invitation"),
            ("daftar_hadir_rakor", "attendance"),
            ("notulen", "minutes"),
        ] {
            for format in ["pdf", "docx"] {
                let file = format!("rakor/{document}-{no}.{format}");
                let job = json!({ "id": rakor.id, "form": form, "format": format, "paper": "a4" });
                let answer = call(office, "export_rakor", job, &folder.place(&file));
                folder.note(document, &file, &answer);
                folder.about(&rakor.id);
            }
        }
    }
}

/// What a pendamping writes on her own phone: the report of her month, and of the rakor.
fn own(folder: &mut Folder<'_>, story: &mut Story, known: &Known<'_>, wanted: &Wanted) {
    let here = |phone: &&mut crate::story::Phone| {
        known
            .staff
            .get(&phone.station.staff)
            .is_some_and(|one| one.1 == wanted.kecamatan)
    };
    let Some(phone) = story.phones.iter_mut().find(here) else {
        return;
    };
    let (device, staff) = (&mut phone.station.device, phone.station.staff);
    for format in ["pdf", "docx"] {
        meeting_form(
            folder,
            device,
            &json!({ "own": wanted.month }),
            ("rhk2_sendiri", "rhk2"),
            format,
            "rhk2/sendiri",
        );
        folder.about(&staff);
    }
    for (no, rakor) in (1..).zip(&known.rakors) {
        let was_there = |phone: &&mut crate::story::Phone| {
            let mark = rakor.marks.get(&phone.station.staff);
            mark.is_some_and(|mark| mark == "hadir")
        };
        // Only who was there reports of it.
        let Some(phone) = story.phones.iter_mut().find(was_there) else {
            continue;
        };
        for format in ["pdf", "docx"] {
            let file = format!("rakor/rhk8-{no}.{format}");
            let job = json!({ "id": rakor.id, "form": "rhk8", "format": format, "paper": "a4" });
            let answer = call(
                &mut phone.station.device,
                "export_rakor",
                job,
                &folder.place(&file),
            );
            folder.note("rhk8", &file, &answer);
            folder.about(&rakor.id);
        }
    }
}
