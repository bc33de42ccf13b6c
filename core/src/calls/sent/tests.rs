//! What was sent stays, whatever is recorded later; what changed is told cell by cell, counted a second way from two rekap.

mod paper;

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
