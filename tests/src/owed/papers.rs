//! What is printed beside the forms of meetings: recaps over months, a rekap as it was sent, plans on paper, a school's list, the other RHK, and a
//! letter by a template of the office's own.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Folder, Wanted};
use crate::asked::{ask, tell, write as call};
use crate::recount::Known;
use sesi_core::device::Device;

/// A line that only the office's own template has.
pub(super) const OWN_WORDS: &str = "Surat ini memakai formulir kantor sendiri.";
/// Pupils of the school, each with days away in three months of twenty days: alpa, izin and sakit together.
pub(super) const PUPILS: [[u32; 3]; 4] = [[0, 1, 0], [2, 2, 2], [4, 0, 0], [0, 0, 20]];
/// Days of school in each month.
pub(super) const DAYS: u32 = 20;

/// The months of the record up to the one that is wanted, the first and the last.
pub(super) fn span(known: &Known<'_>, wanted: &Wanted) -> [String; 2] {
    let months = known.meetings.iter().map(|meeting| &meeting.date[..7]);
    let first = months.min().unwrap_or(&wanted.month).to_owned();
    [first, wanted.month.clone()]
}

pub(super) fn recaps(
    folder: &mut Folder<'_>,
    office: &mut Device,
    known: &Known<'_>,
    wanted: &Wanted,
) {
    let [first, last] = span(known, wanted);
    for (document, kind, from) in [
        ("rekap_pelaksanaan", "held", &first),
        ("rekap_pendamping", "people", &last),
        ("rekap_kpm", "families", &last),
        ("rekap_tahunan", "year", &last),
    ] {
        for format in ["xlsx", "pdf", "docx"] {
            let file = format!("rekap/{document}.{format}");
            let of = json!({ "kind": kind, "from": from, "to": last, "kecamatan": wanted.kecamatan, "whose": "all" });
            let job = json!({ "of": of, "format": format, "paper": "f4", "signed": null });
            let answer = call(office, "export_recap", job, &folder.place(&file));
            folder.note(document, &file, &answer);
        }
    }
}

pub(super) fn sent(folder: &mut Folder<'_>, office: &mut Device, wanted: &Wanted) {
    let sent = ask(office, "sent_rekap", json!({ "month": wanted.month }));
    for format in ["xlsx", "pdf"] {
        let file = format!("rekap/terkirim.{format}");
        let job = json!({ "month": wanted.month, "send": sent["versions"][0]["send"], "format": format, "paper": "f4" });
        let answer = call(office, "export_sent", job, &folder.place(&file));
        folder.note("rekap_terkirim_lembar", &file, &answer);
    }
    let of = json!({ "month": wanted.month, "send": sent["versions"][0]["send"] });
    for format in ["xlsx", "pdf"] {
        let file = format!("rekap/perubahan.{format}");
        let mut job = of.clone();
        (job["format"], job["paper"], job["signed"]) = (format.into(), "f4".into(), Value::Null);
        let answer = call(office, "export_sent_changes", job, &folder.place(&file));
        folder.note("rekap_perubahan", &file, &answer);
    }
    let text = ask(office, "sent_changes_text", of);
    folder.text(
        "rekap_perubahan",
        "rekap/perubahan.txt",
        text.as_str().unwrap_or_default(),
        &json!({}),
    );
}

pub(super) fn plans(folder: &mut Folder<'_>, office: &mut Device, wanted: &Wanted) {
    let year: i32 = wanted.month[..4].parse().expect("a year");
    let year = json!({ "year": { "year": year, "kecamatan": wanted.kecamatan, "mine": false } });
    let month =
        json!({ "month": { "month": wanted.month, "kecamatan": wanted.kecamatan, "mine": false } });
    for (document, of, file) in [
        ("rtl_cetak", year, "rtl/rtl.pdf"),
        ("jadwal_cetak", month, "rtl/jadwal.pdf"),
    ] {
        let job = json!({ "of": of, "paper": "f4", "signed": null });
        let answer = call(office, "print_plans", job, &folder.place(file));
        folder.note(document, file, &answer);
    }
}

/// A list as a school writes it.
fn school_list() -> String {
    let months = ["JULI", "AGUSTUS", "SEPTEMBER"].map(|month| format!("{month};;;;"));
    let mut lines = vec![
        "FORM VERIFIKASI KOMITMEN PENDIDIKAN".to_owned(),
        "NPSN;40201234".to_owned(),
        "Nama Sekolah;SMP 2 TOILI".to_owned(),
        format!(
            "NO;NIK PENGURUS;NAMA PENGURUS;NIK SISWA;NISN;NAMA SISWA;BENTUK PENDIDIKAN;TINGKAT PENDIDIKAN;{};KET;NAMA PENDAMPING",
            months.join(";")
        ),
    ];
    lines.push(format!(
        ";;;;;;;;{};;",
        [
            format!("{DAYS};;;;"),
            format!("{DAYS};;;;"),
            format!("{DAYS};;;;")
        ]
        .join(";")
    ));
    lines.push(format!(
        ";;;;;;;;{};;",
        ["ALPA;IZIN;SAKIT;JML;%"; 3].join(";")
    ));
    for (no, away) in PUPILS.iter().enumerate() {
        let cells = away.map(|days| format!("{days};0;0;;"));
        lines.push(format!(
            "{no};720109410190000{no};IBU {no};720109410115000{no};00{no};ANAK {no};SMP;7;{};;ANI",
            cells.join(";")
        ));
    }
    lines.join("\r\n")
}

pub(super) fn school(folder: &mut Folder<'_>, office: &mut Device) {
    let from = folder.place("verkom/dari-sekolah.csv");
    std::fs::write(&from, school_list()).expect("the disk takes it");
    for format in ["xlsx", "pdf"] {
        let file = format!("verkom/verkom.{format}");
        let job = json!({ "from": from, "format": format, "paper": "f4" });
        let answer = call(office, "print_school", job, &folder.place(&file));
        folder.note("verifikasi_pendidikan", &file, &answer);
    }
}

pub(super) fn other_rhk(
    folder: &mut Folder<'_>,
    office: &mut Device,
    wanted: &Wanted,
    leaders: &[Uuid],
) {
    for (no, leader) in (1..).zip(leaders) {
        for form in ["rhk3", "rhk4", "rhk7"] {
            for format in ["pdf", "docx"] {
                let file = format!("{form}/bulan-{no:02}.{format}");
                let job = json!({
                    "month": wanted.month, "pendamping": leader, "form": form, "format": format, "paper": "a4", "signed": null,
                });
                let answer = call(office, "export_rhk", job, &folder.place(&file));
                folder.note(form, &file, &answer);
                folder.about(leader);
            }
        }
    }
}

/// The letters of the kecamatan by a template that the office wrote; afterwards the product's own is in force again.
pub(super) fn by_own_template(folder: &mut Folder<'_>, office: &mut Device, wanted: &Wanted) {
    let form = "surat_teguran";
    let shown = ask(office, "letters", json!({ "kecamatan": wanted.kecamatan }));
    let rows = shown["rows"].as_array().into_iter().flatten();
    let ids: Vec<Value> = rows.map(|row| row["id"].clone()).collect();
    if ids.is_empty() {
        return;
    }
    let built_in = ask(office, "template", json!({ "form": form }));
    let built_in = built_in["built_in"].as_str().expect("a text");
    let source = built_in.replace("\n!penutup", &format!("\n{OWN_WORDS}\n\n!penutup"));
    tell(
        office,
        "publish_template",
        json!({ "form": form, "source": source, "base": null }),
    );
    for format in ["pdf", "docx"] {
        let file = format!("surat/formulir-kantor.{format}");
        let job = json!({ "ids": ids, "format": format, "paper": "f4" });
        let answer = call(office, "export_letters", job, &folder.place(&file));
        folder.note("surat_formulir_kantor", &file, &answer);
    }
    let now = ask(office, "template", json!({ "form": form }));
    tell(
        office,
        "restore_template",
        json!({ "form": form, "base": now["row"]["version"] }),
    );
}
