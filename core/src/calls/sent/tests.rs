//! What was sent stays, whatever is recorded later; what changed is told cell by cell, counted a second way from two rekap.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::sheets::DYNAMICS;
use super::*;
use crate::calls::rekap::{ReadRekap, RekapView};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{DocKey, GroupPatch, MonthPatch, Since, View, YearMonth};
use crate::kinds::{KecamatanCode, Mark, SentPatch};
use crate::testkit::{Kelompok, LUWUK, Stage, TOILI, Toili, marks};
use sesi_engine::documents::Set;

const MONTH: &str = "2026-10";

fn view(device: &Device) -> SentRekapView {
    let month = MONTH.to_owned();
    SentRekap { month }.answer(device).unwrap()
}

fn send(device: &mut Device) -> Result<Uuid, Error> {
    let send = SendRekap {
        month: MONTH.to_owned(),
        seen: view(device).now,
        day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
        receiver: " Dinsos  Provinsi ".to_owned(),
        note: String::new(),
    };
    send.run(device)
}

fn rekap(device: &Device) -> RekapView {
    let month = MONTH.to_owned();
    ReadRekap { month }.answer(device).unwrap()
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    ApiError::from(&done.unwrap_err()).kind.to_string()
}

/// The cells of a rekap by place, line and column, from the tables that the screen shows.
fn cells(view: &RekapView) -> BTreeMap<(String, String, String), String> {
    let mut found = BTreeMap::new();
    let json = serde_json::to_value(&view.tables.kecamatan).unwrap();
    for (place, table) in view.rekap.kecamatan.iter().zip(json.as_array().unwrap()) {
        let keys: Vec<&str> = table["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|head| head["key"].as_str().unwrap())
            .collect();
        let named = place
            .rows
            .iter()
            .map(|row| row.name.clone().unwrap_or_default());
        let rows = table["rows"].as_array().unwrap().iter();
        let lines = named.zip(rows).chain([(String::new(), &table["total"])]);
        for (who, row) in lines {
            for (key, cell) in keys
                .iter()
                .zip(row.as_array().unwrap())
                .filter(|(key, _)| **key != "no")
            {
                let text = match cell {
                    Value::Null => continue,
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                found.insert((place.code.clone(), who.clone(), (*key).to_owned()), text);
            }
        }
    }
    found
}

fn scene(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    toili.record(3, 0, Mark::Hadir);
    toili.record(3, 1, Mark::Alfa);
    toili.synced_phone();
    toili.synced_office();
    toili
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one month from sending to correction"
)]
fn what_was_sent_stays_and_what_changed_is_told_cell_by_cell() {
    let mut toili = scene(1301);
    let nothing = view(&toili.stage.office.device);
    assert!(nothing.versions.is_empty() && nothing.changes.is_empty());
    assert_eq!((nothing.next, nothing.places), (1, 1));
    let stale = SendRekap {
        month: MONTH.to_owned(),
        seen: "00".to_owned(),
        day: NaiveDate::default(),
        receiver: String::new(),
        note: String::new(),
    };
    assert_eq!(
        kind(stale.run(&mut toili.stage.office.device)),
        "rekap_changed"
    );
    assert_eq!(kind(send(&mut toili.phone.device)), "not_allowed");

    let then = rekap(&toili.stage.office.device);
    let first = send(&mut toili.stage.office.device).unwrap();
    let seen = view(&toili.stage.office.device);
    assert!(seen.changes.is_empty());
    let version = &seen.versions[0];
    assert_eq!(
        (
            version.send,
            version.version,
            version.whole,
            version.doubled
        ),
        (first, 1, true, false)
    );
    assert_eq!(
        (
            version.receiver.as_deref(),
            version.by.as_ref().unwrap().name.as_str()
        ),
        (Some("Dinsos Provinsi"), "RATNA")
    );
    assert_eq!(
        (version.meetings, version.digest.as_str()),
        (1, seen.now.as_str())
    );
    assert_eq!(kind(send(&mut toili.stage.office.device)), "rekap_same");

    // A mark, a meeting's rating and a reason come later.
    toili.record(3, 1, Mark::Hadir);
    let month = DocKey::Month {
        staff: toili.phone.device.person().unwrap().unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let said = MonthPatch {
        dynamics: Set::To("Hujan".to_owned()),
        ..MonthPatch::default()
    };
    toili.phone.device.edit(&month, &said.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &toili.stage.office.device;
    let seen = view(office);
    // The second way: cell by cell from the tables then and now.
    let (then, now) = (cells(&then), cells(&rekap(office)));
    let keys: std::collections::BTreeSet<_> = then.keys().chain(now.keys()).collect();
    let differ = keys
        .into_iter()
        .filter(|key| then.get(*key) != now.get(*key));
    let mut differ: Vec<(String, String, String, String)> = differ
        .map(|key| {
            let of = |cells: &BTreeMap<_, String>| cells.get(key).cloned().unwrap_or_default();
            (key.1.clone(), key.2.clone(), of(&then), of(&now))
        })
        .collect();
    assert_eq!(
        differ.len(),
        4,
        "hadir and tidak hadir, of ANI and of all: {differ:?}"
    );
    differ.push((
        String::new(),
        "dynamics".into(),
        String::new(),
        "Ani: Hujan".into(),
    ));
    differ.sort();
    let told = seen.changes.iter().map(|change| {
        let who = change.who.clone().unwrap_or_default();
        (
            who,
            change.key.clone(),
            change.sent.clone(),
            change.now.clone(),
        )
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    assert_eq!(told, differ);
    // What is kept is what it was, cell by cell.
    let kept = SentTables {
        month: MONTH.to_owned(),
        send: first,
    }
    .answer(office)
    .unwrap();
    let json = serde_json::to_value(&kept[0].table).unwrap();
    let hadir = json["columns"]
        .as_array()
        .unwrap()
        .iter()
        .position(|head| head["key"] == "hadir")
        .unwrap();
    assert_eq!(
        (&json["rows"][0][hadir], &json["total"][hadir]),
        (&1.into(), &1.into())
    );

    // The correction.
    let second = send(&mut toili.stage.office.device).unwrap();
    let seen = view(&toili.stage.office.device);
    assert!(seen.changes.is_empty());
    let versions: Vec<(Uuid, u16)> = seen
        .versions
        .iter()
        .map(|one| (one.send, one.version))
        .collect();
    assert_eq!(versions, [(second, 2), (first, 1)]);
    // The pendamping's phone has it too.
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(view(&toili.phone.device).versions.len(), 2);
}

#[test]
fn two_that_send_apart_keep_both_and_only_the_office_is_heard() {
    let mut toili = scene(1302);
    let sari = toili.stage.hire("SARI", &[]);
    let mut second = toili.stage.second_office(sari);
    second.synced(&mut toili.stage.relay);
    let here = send(&mut toili.stage.office.device).unwrap();
    let there = send(&mut second.device).unwrap();
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    let mut order = Vec::new();
    for device in [&toili.stage.office.device, &second.device] {
        let seen = view(device);
        assert!(
            seen.versions
                .iter()
                .all(|one| one.doubled && one.whole && one.version == 1)
        );
        let sends: Vec<Uuid> = seen.versions.iter().map(|one| one.send).collect();
        assert!(sends.contains(&here) && sends.contains(&there));
        order.push(sends);
    }
    assert_eq!(order[0], order[1], "both compare with the same");
    let paper = SentChangesText {
        month: MONTH.to_owned(),
        send: there,
    };
    let paper = paper.answer(&toili.stage.office.device).unwrap();
    assert!(
        paper.contains("Dua perangkat kantor mengirim versi ini terpisah"),
        "{paper}"
    );
    // A phone that writes into a sheet is not heard.
    toili.synced_phone();
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: here,
    };
    let lie = SentPatch {
        version: Set::To(9),
        lines: [("total".to_owned(), Some("{\"hadir\":99}".to_owned()))].into(),
        ..SentPatch::default()
    };
    // Whether it is refused here or not heard there: nothing of it is shown.
    drop(toili.phone.device.edit(&key, &lie.into()));
    toili.sync_phone();
    toili.synced_office();
    let document = toili.stage.office.device.document(&key).unwrap().unwrap();
    let View::Sent(sheet) = document.view() else {
        unreachable!()
    };
    assert_eq!(sheet.version, 1);
    assert!(
        view(&toili.stage.office.device)
            .versions
            .iter()
            .all(|one| one.whole)
    );
}

/// A kecamatan of many pendamping, each of whom wrote as much of the month as fits.
#[test]
fn a_large_kecamatan_with_much_to_say_is_sent_whole() {
    let mut toili = scene(1303);
    for at in 0..40 {
        let name = format!("PENDAMPING BERNAMA PANJANG {at}");
        let staff = toili.stage.hire(&name, &[TOILI]);
        toili.stage.group(TOILI, &format!("K{at}"), staff, 2);
        let month = DocKey::Month {
            staff,
            month: YearMonth::new(2026, 10).unwrap(),
        };
        let said = MonthPatch {
            dynamics: Set::To("h\u{fa}jan\"".repeat(166)),
            reason: Set::To("jalan ".repeat(160)),
        };
        let office = &mut toili.stage.office.device;
        office.edit(&month, &said.into()).unwrap();
    }
    let office = &mut toili.stage.office.device;
    send(office).unwrap();
    let seen = view(office);
    assert!(seen.versions[0].whole && seen.changes.is_empty());
    toili.synced_office();
    toili.synced_phone();
    assert!(view(&toili.phone.device).versions[0].whole);
    // Not a word of it is lost: a remark that is taken away is told whole.
    let month = DocKey::Month {
        staff: crate::testkit::made_up::staff_of("PENDAMPING BERNAMA PANJANG 7", &[TOILI]).0,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let none = MonthPatch {
        dynamics: Set::Clear,
        ..MonthPatch::default()
    };
    let office = &mut toili.stage.office.device;
    office.edit(&month, &none.into()).unwrap();
    let changes = view(office).changes;
    let told = serde_json::to_string(&changes).unwrap();
    assert_eq!(
        told.matches("h\u{fa}jan").count(),
        166 * (40 + 39),
        "before and after"
    );
}

#[test]
fn a_sending_that_is_not_whole_says_so_and_can_be_sent_again() {
    let mut toili = scene(767);
    let office = &mut toili.stage.office.device;
    let sent = send(office).unwrap();
    assert!(view(office).versions[0].whole);
    assert_eq!(kind(send(office)), "rekap_same");
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: sent,
    };
    // A line that is not here, as when a sheet has not come whole.
    let gone = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &gone.into()).unwrap();
    assert!(!view(office).versions[0].whole);
    send(office).unwrap();
    assert_eq!(view(office).versions.len(), 2);
}

#[test]
fn a_sheet_of_which_nobody_said_what_it_has_is_no_sending() {
    let mut toili = scene(768);
    let office = &mut toili.stage.office.device;
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: Uuid::from_u128(7),
    };
    let named = SentPatch {
        receiver: Set::To("Dinsos".into()),
        ..SentPatch::default()
    };
    office.edit(&key, &named.into()).unwrap();
    assert!(view(office).versions.is_empty());
}

#[test]
fn a_code_of_a_kecamatan_is_digits_and_dots() {
    assert!(KecamatanCode::new(TOILI).is_some());
    for wrong in ["", "72.01.0a", "72 01", "72.01.09.200.1"] {
        assert!(KecamatanCode::new(wrong).is_none(), "{wrong}");
    }
}

/// Every text and number of a workbook, sheet by sheet.
fn cells_of(path: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let names = book.sheet_names();
    let of = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        (name, cells.filter(|cell| !cell.is_empty()).collect())
    });
    of.collect()
}

#[test]
fn a_version_prints_what_was_sent_whatever_is_set_or_recorded_later() {
    use crate::calls::Job;
    use crate::calls::office::{ReadOffice, SaveOffice};
    use sesi_engine::job::unwatched;
    let mut toili = scene(1304);
    let dir = toili.stage.dir.path().to_owned();
    let office = &mut toili.stage.office.device;
    let letterhead = |office: &mut Device, line: &str, signer: &str| {
        let mut settings = ReadOffice {}.answer(office).unwrap();
        settings.letterhead = vec![line.to_owned()];
        settings.signers = vec![signer.to_owned()];
        SaveOffice { settings }.run(office).unwrap();
    };
    letterhead(office, "DINAS LAMA", "Kepala; Drs. AMIR; 1965");
    let first = send(office).unwrap();
    let print = |office: &mut Device, send: Uuid, format: SentFormat| {
        let path = dir.join(format!("{send}.{format:?}"));
        let export = ExportSent {
            month: MONTH.to_owned(),
            send,
            format,
            paper: Size::F4,
            path: path.clone(),
        };
        export.run(office, &mut unwatched).map(|done| {
            let bytes = std::fs::read(&done.path).unwrap();
            (path, bytes)
        })
    };
    let formats = [SentFormat::Pdf, SentFormat::Xlsx];
    let then = formats.map(|format| print(office, first, format).unwrap().1);
    let sent = cells(&rekap(office));
    // Other settings, another meeting, another version.
    letterhead(office, "DINAS BARU", "Plt. Kepala; SITI; 1970");
    toili.record(9, 2, Mark::Hadir);
    toili.record(9, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let second = send(office).unwrap();
    let now = formats.map(|format| print(office, first, format).unwrap().1);
    assert!(then == now, "the same bytes");
    let (path, _) = print(office, first, SentFormat::Xlsx).unwrap();
    let read = cells_of(&path);
    let toili_sheet = &read["Toili"];
    for ((_, who, key), value) in &sent {
        if key != "kecamatan" {
            assert!(
                toili_sheet.contains(value),
                "{who} {key} {value}: {toili_sheet:?}"
            );
        }
    }
    let said = toili_sheet.join("|");
    assert!(
        said.contains("DINAS LAMA") && said.contains("NIP 1965"),
        "{said}"
    );
    assert!(!said.contains("DINAS BARU") && said.contains("Versi: 1, terkirim 3 November 2026"));
    assert!(
        read["Kabupaten"]
            .join("|")
            .contains("Dihitung dari 1 pertemuan")
    );
    let (path, bytes) = print(office, second, SentFormat::Xlsx).unwrap();
    assert!(bytes != then[1]);
    assert!(cells_of(&path)["Toili"].join("|").contains("DINAS BARU"));
    // A sending of which something is missing is not printed as if it were whole.
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: first,
    };
    let cut = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &cut.into()).unwrap();
    let refused = print(office, first, SentFormat::Pdf).map(|(path, _)| path);
    assert_eq!(kind(refused), "sent_not_whole");
}

#[test]
#[allow(clippy::too_many_lines, reason = "one month told in three formats")]
fn what_changed_is_a_paper_a_workbook_and_a_text_with_the_difference() {
    use crate::calls::Job;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1305);
    let dir = toili.stage.dir.path().to_owned();
    let office = &mut toili.stage.office.device;
    let first = send(office).unwrap();
    let text = |office: &Device, send: Uuid| {
        let month = MONTH.to_owned();
        SentChangesText { month, send }.answer(office)
    };
    let same = text(office, first).unwrap();
    assert!(same.contains("Tidak ada angka yang berubah."), "{same}");
    assert!(same.contains("Tidak ada uraian yang berubah."), "{same}");
    assert!(same.contains(": 0 angka dan 0 uraian berubah;"), "{same}");

    // One more is Hadir, another meeting is held, and something is said of the month.
    toili.record(3, 1, Mark::Hadir);
    let month = DocKey::Month {
        staff: toili.phone.device.person().unwrap().unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let said = MonthPatch {
        dynamics: Set::To("=Hujan\nbanjir".to_owned()),
        ..MonthPatch::default()
    };
    toili.phone.device.edit(&month, &said.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let changes = view(office).changes;
    let told = text(office, first).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    // A line for each figure of the screen, with what is counted now less what was sent.
    let figures = changes.iter().filter(|change| change.key != DYNAMICS);
    let mut wanted: Vec<String> = Vec::new();
    for change in figures {
        let [sent, now] = [&change.sent, &change.now].map(|cell| cell.parse::<i64>().unwrap());
        let who = change.who.clone().unwrap_or_else(|| "Jumlah".to_owned());
        let said = format!(
            "{} | {who} | {} | {sent} | {now} | {}",
            change.place,
            change.column.id,
            now - sent
        );
        // One kecamatan: its sums are those of the kabupaten.
        if change.who.is_none() {
            wanted.push(said.replacen(&change.place, "Semua kecamatan", 1));
        }
        wanted.push(said);
    }
    assert_eq!(wanted.len(), 6, "hadir and tidak hadir: {wanted:?}");
    for one in &wanted {
        let there = |line: &&str| line.split_once(" | ").is_some_and(|(_, rest)| rest == one);
        assert_eq!(
            lines.iter().filter(|line| there(line)).count(),
            1,
            "{one}: {told}"
        );
    }
    assert!(told.contains("Toili, seluruh kecamatan: Catatan dinamika\nTerkirim: (kosong)\nSekarang: Ani: =Hujan\nbanjir"), "{told}");
    assert!(
        told.contains("Versi 1, terkirim 3 November 2026 kepada Dinsos Provinsi"),
        "{told}"
    );
    assert!(
        told.contains(": 6 angka dan 1 uraian berubah; dihitung kembali dari 1 pertemuan per "),
        "{told}"
    );

    let write = |office: &mut Device, format: SentFormat| {
        let path = dir.join(format!("perubahan.{format:?}"));
        let export = ExportSentChanges {
            month: MONTH.to_owned(),
            send: first,
            format,
            paper: Size::F4,
            signed: None,
            path: path.clone(),
        };
        let done = export.run(office, &mut unwatched).unwrap();
        (path, done.digest)
    };
    let (paper, digest) = write(office, SentFormat::Pdf);
    let bytes = std::fs::read(&paper).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    assert!(
        told.contains(&format!("tanda lembar {}", &digest[..8])),
        "{told}"
    );
    let (book, _) = write(office, SentFormat::Xlsx);
    let cells = &cells_of(&book)["Perubahan"];
    for figure in [
        "Hadir",
        "-1",
        "1",
        "Semua kecamatan",
        "Sekarang: Ani: =Hujan\nbanjir",
    ] {
        assert!(
            cells.iter().any(|cell| cell.contains(figure)),
            "{figure}: {cells:?}"
        );
    }
    // Printed again it is the same.
    write(office, SentFormat::Pdf);
    assert!(std::fs::read(&paper).unwrap() == bytes);
    // The day of signing is the one that was given.
    let signed = ExportSentChanges {
        month: MONTH.to_owned(),
        send: first,
        format: SentFormat::Xlsx,
        paper: Size::F4,
        signed: NaiveDate::from_ymd_opt(2026, 12, 25),
        path: dir.join("bertanggal.xlsx"),
    };
    let signed = signed.run(office, &mut unwatched).unwrap();
    let signed = cells_of(&signed.path)["Perubahan"].join("|");
    assert!(signed.contains(", 25 Desember 2026"), "{signed}");

    // Against the correction nothing differs, against the first all of it.
    let second = send(office).unwrap();
    assert!(
        text(office, second)
            .unwrap()
            .contains(": 0 angka dan 0 uraian berubah;")
    );
    let against_first = text(office, first).unwrap();
    assert!(against_first.contains(": 6 angka dan 1 uraian berubah;"));
    assert!(against_first.contains("Dibandingkan: Versi 1, terkirim 3 November 2026"));
    assert!(
        against_first.contains("Kiriman versi 2:") && against_first.contains("Kiriman versi 1:")
    );
    // A sending of which something is missing is not compared as if it were whole.
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: first,
    };
    let cut = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &cut.into()).unwrap();
    assert_eq!(kind(text(office, first)), "sent_not_whole");
    assert_eq!(kind(text(office, Uuid::nil())), "missing");
}

#[test]
fn a_sending_is_printed_by_the_templates_of_its_day() {
    use crate::calls::Job;
    use crate::calls::templates::PublishTemplate;
    use crate::forms::sent::KECAMATAN;
    use crate::kinds::template_version;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1306);
    let dir = toili.stage.dir.path().to_owned();
    let own = |word: &str| {
        let title = "# REKAP KECAMATAN";
        KECAMATAN
            .source
            .replace(title, &format!("# {word}\n{title}"))
    };
    let publish = |office: &mut Device, source: &str, base: Option<String>| {
        let publish = PublishTemplate {
            form: KECAMATAN.name.to_owned(),
            source: source.to_owned(),
            base,
        };
        publish.run(office).unwrap();
    };
    let said = |device: &mut Device, send: Uuid| {
        let export = ExportSent {
            month: MONTH.to_owned(),
            send,
            format: SentFormat::Xlsx,
            paper: Size::F4,
            path: dir.join("lembar.xlsx"),
        };
        let done = export.run(device, &mut unwatched).unwrap();
        cells_of(&done.path)["Toili"].join("|")
    };
    let office = &mut toili.stage.office.device;
    let first = send(office).unwrap();
    let printed = said(office, first);
    publish(office, &own("KATA PERTAMA"), None);
    assert_eq!(said(office, first), printed, "it was sent before");
    assert!(printed.contains("Templat bawaan "), "{printed}");
    toili.record(3, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let second = send(office).unwrap();
    let version = template_version(&own("KATA PERTAMA"));
    publish(office, &own("KATA KEDUA"), Some(version.clone()));
    let printed = said(office, second);
    assert!(
        printed.contains("KATA PERTAMA") && !printed.contains("KATA KEDUA"),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("Templat kantor {}.", &version[..8])),
        "{printed}"
    );
    // Each by its own, whichever of them is older.
    toili.record(3, 2, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let third = send(office).unwrap();
    assert!(said(office, third).contains("KATA KEDUA"));
    assert_eq!(said(office, second), printed);
    // The pendamping's phone prints the same.
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(said(&mut toili.phone.device, second), printed);
}

/// Three pendamping in two kecamatan, one group each.
fn two_places(seed: u64) -> (Stage, [Kelompok; 3]) {
    let mut stage = Stage::new(seed);
    let groups = [
        ("ANI", TOILI, "MELATI"),
        ("BUDI", TOILI, "MAWAR"),
        ("CICI", LUWUK, "ANGGREK"),
    ]
    .map(|(name, place, group)| {
        // Posted nowhere: a line is there for its group.
        let staff = stage.hire(name, &[]);
        stage.group(place, group, staff, 2)
    });
    let marks = marks([(groups[0].families[0], Mark::Hadir)]);
    let office = &mut stage.office.device;
    office.edit(&groups[0].meeting(3), &marks).unwrap();
    (stage, groups)
}

#[test]
fn a_line_and_a_kecamatan_that_are_gone_are_told_by_their_names_and_what_is_left_out_is_counted() {
    let (mut stage, [_, mawar, anggrek]) = two_places(1308);
    let first = send(&mut stage.office.device).unwrap();
    for gone in [mawar, anggrek] {
        stage.close(&gone, "2026-09-01");
    }
    let office = &stage.office.device;
    let told = view(office).changes;
    let mut of_kpm: Vec<(&str, Option<&str>, &str, &str)> = told
        .iter()
        .filter(|change| change.key == "families")
        .map(|change| {
            let who = change.who.as_deref();
            (
                change.place.as_str(),
                who,
                change.sent.as_str(),
                change.now.as_str(),
            )
        })
        .collect();
    of_kpm.sort();
    assert_eq!(
        of_kpm,
        [
            ("Luwuk", None, "2", ""),
            ("Luwuk", Some("Cici"), "2", ""),
            ("Toili", None, "4", "2"),
            ("Toili", Some("Budi"), "2", ""),
        ]
    );
    let rekap = rekap(office).rekap;
    let left_out = rekap.unmatched.len() + rekap.notes.len();
    assert!(left_out > 0);
    let month = MONTH.to_owned();
    let text = SentChangesText { month, send: first };
    let text = text.answer(office).unwrap();
    assert!(
        text.contains(&format!("\n{left_out} hal tidak dihitung;")),
        "{text}"
    );
}

#[test]
fn a_sending_of_which_one_sheet_waits_here_is_not_said_to_be_at_the_office() {
    let (mut stage, _) = two_places(1309);
    let sent = send(&mut stage.office.device).unwrap();
    stage.office.synced(&mut stage.relay);
    let safe = |device: &Device| view(device).versions[0].safe;
    assert_eq!(safe(&stage.office.device), Safe::Office);
    let mut sheets = [LUWUK, TOILI].map(|code| DocKey::Sent {
        kecamatan: KecamatanCode::new(code).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: sent,
    });
    sheets.reverse();
    for sheet in sheets {
        let named = SentPatch {
            note: Set::To("Pembetulan".to_owned()),
            ..SentPatch::default()
        };
        let office = &mut stage.office.device;
        office.edit(&sheet, &named.into()).unwrap();
        assert_eq!(safe(office), Safe::Here, "{sheet:?}");
        stage.office.synced(&mut stage.relay);
    }
}

#[test]
fn a_sending_whose_template_is_not_here_is_not_printed_by_another() {
    use crate::calls::Job;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1310);
    let path = toili.stage.dir.path().join("lembar.pdf");
    let office = &mut toili.stage.office.device;
    let sent = send(office).unwrap();
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: sent,
    };
    // A version that this device has not got; the cells are whole.
    let document = office.document(&key).unwrap().unwrap();
    let View::Sent(sheet) = document.view() else {
        unreachable!()
    };
    let mut paper: Value = serde_json::from_str(&sheet.lines["paper"]).unwrap();
    paper["templates"] = serde_json::json!({ "terkirim_kabupaten": "00".repeat(32) });
    // One that does not read here is not replaced by another either.
    for paper in [paper.to_string(), "{\"letterhead\":7}".to_owned()] {
        let lacking = SentPatch {
            lines: [("paper".to_owned(), Some(paper))].into(),
            ..SentPatch::default()
        };
        office.edit(&key, &lacking.into()).unwrap();
        assert!(view(office).versions[0].whole);
        let export = ExportSent {
            month: MONTH.to_owned(),
            send: sent,
            format: SentFormat::Pdf,
            paper: Size::F4,
            path: path.clone(),
        };
        assert_eq!(kind(export.run(office, &mut unwatched)), "sent_not_whole");
    }
    assert!(!path.exists());
}

/// A template of these forms is tried with the latest month's latest sending that is whole.
#[test]
fn a_template_is_tried_with_the_latest_that_is_whole() {
    use crate::calls::templates::TryTemplate;
    let mut toili = scene(1311);
    let office = &mut toili.stage.office.device;
    let tried = |office: &Device, form: &str| {
        let trial = TryTemplate {
            form: form.to_owned(),
            source: "Bulan {{ bulan }}, versi {{ versi }}".to_owned(),
        };
        trial.answer(office).unwrap().recorded
    };
    let forms = [
        "perubahan_rekap",
        "terkirim_kabupaten",
        "terkirim_kecamatan",
    ];
    for form in forms {
        assert_eq!(tried(office, form), None, "nothing was sent");
    }
    let send_of = |office: &mut Device, month: &str| {
        let asked = SentRekap {
            month: month.to_owned(),
        };
        let seen = asked.answer(office).unwrap().now;
        let sending = SendRekap {
            month: month.to_owned(),
            seen,
            day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
            receiver: String::new(),
            note: String::new(),
        };
        sending.run(office).unwrap()
    };
    send_of(office, "2026-09");
    send_of(office, MONTH);
    toili.record(3, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let cut = send_of(office, MONTH);
    let says = |office: &Device, words: &str| {
        for form in forms {
            let said = tried(office, form).unwrap();
            assert!(said.starts_with(words), "{form}: {said}");
        }
    };
    says(office, "Bulan Oktober 2026, versi 2");
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: cut,
    };
    let gone = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &gone.into()).unwrap();
    says(office, "Bulan Oktober 2026, versi 1");
}

#[test]
fn what_an_own_template_says_of_the_office_is_what_it_was_on_the_day_of_sending() {
    use crate::calls::Job;
    use crate::calls::office::{ReadOffice, SaveOffice};
    use crate::calls::templates::PublishTemplate;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1312);
    let path = toili.stage.dir.path().join("lembar.xlsx");
    let office = &mut toili.stage.office.device;
    let base = |office: &mut Device, line: &str| {
        let mut settings = ReadOffice {}.answer(office).unwrap();
        settings.legal_bases = vec![line.to_owned()];
        SaveOffice { settings }.run(office).unwrap();
    };
    base(office, "Peraturan Bupati 5/2026.");
    let publish = PublishTemplate {
        form: "terkirim_kecamatan".to_owned(),
        source: "{% untuk d dari dasar_hukum %}\nDasar: {{ d.teks }}\n{% akhir %}\nKantor: {{ kabupaten_kantor }}\n!penutup"
            .to_owned(),
        base: None,
    };
    publish.run(office).unwrap();
    let sent = send(office).unwrap();
    base(office, "Peraturan Bupati 9/2026.");
    let export = ExportSent {
        month: MONTH.to_owned(),
        send: sent,
        format: SentFormat::Xlsx,
        paper: Size::F4,
        path,
    };
    let done = export.run(office, &mut unwatched).unwrap();
    let said = cells_of(&done.path)["Toili"].join("|");
    assert!(said.contains("Dasar: Peraturan Bupati 5/2026."), "{said}");
    assert_eq!(said.matches("Dasar: ").count(), 1, "{said}");
    assert!(said.contains("Kantor: Banggai"), "{said}");
}

#[test]
fn groups_that_nobody_leads_have_the_words_of_the_rekap_in_what_was_sent() {
    let (mut stage, [melati, ..]) = two_places(1313);
    let nobody = GroupPatch {
        pendamping: [(Since(None), None)].into(),
        ..GroupPatch::default()
    };
    let office = &mut stage.office.device;
    let group = DocKey::Group(melati.id);
    office.edit(&group, &nobody.into()).unwrap();
    let send = send(office).unwrap();
    let month = MONTH.to_owned();
    let kept = SentTables { month, send }.answer(office).unwrap();
    let told = serde_json::to_string(&kept).unwrap();
    assert!(told.contains("\"(belum ada pendamping)\""), "{told}");
}

/// The relay gets what is said of a year in which the office has written nothing yet.
#[test]
fn a_rekap_of_a_year_without_feeds_leaves_the_device() {
    let (mut stage, _) = two_places(1314);
    let month = "2025-12".to_owned();
    let view = |device: &Device| {
        SentRekap {
            month: month.clone(),
        }
        .answer(device)
        .unwrap()
    };
    let office = &mut stage.office.device;
    let sending = SendRekap {
        month: month.clone(),
        seen: view(office).now,
        day: NaiveDate::from_ymd_opt(2026, 1, 3).unwrap(),
        receiver: String::new(),
        note: String::new(),
    };
    sending.run(office).unwrap();
    stage.office.synced(&mut stage.relay);
    assert_eq!(view(&stage.office.device).versions[0].safe, Safe::Office);
}
