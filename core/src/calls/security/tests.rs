//! What the office is shown of its devices, and what it can do about it.

use chrono::NaiveDate;
use sesi_engine::sync::file::{Extent, export};
use sesi_engine::sync::request;
use uuid::Uuid;

use super::{AcceptBeyondEnd, Finding, FindingKind, Security, SecurityView, SeenFindings};
use crate::calls::people::AnswerEnrolment;
use crate::calls::sending::SendingState;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::engine_tests::device::authority::bring;
use crate::engine_tests::device::invites::{enrolment, join, later};
use crate::error::{ApiError, Error};
use crate::kinds::Mark;
use crate::testkit::{Station, TOILI, Toili, start};

fn security(device: &Device) -> SecurityView {
    Security {}.answer(device).unwrap()
}

/// What is shown, each with whether it was seen.
fn kinds(device: &Device) -> Vec<(FindingKind, bool)> {
    let findings = security(device).findings;
    findings.iter().map(|it| (it.kind, it.seen)).collect()
}

fn only(device: &Device) -> Finding {
    let mut findings = security(device).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

fn see(device: &mut Device, marks: &[&str]) {
    let marks = marks.iter().map(|mark| (*mark).to_owned()).collect();
    SeenFindings { marks }.run(device).unwrap();
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

/// The phone was revoked, and made so many meetings that the office had not got.
fn revoked(seed: u64, late: u32) -> Toili {
    let mut toili = Toili::new(seed);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let phone = toili.phone.device.id();
    toili.stage.office.device.revoke(phone).unwrap();
    for day in 2..2 + late {
        toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
    }
    toili.synced_office();
    toili
}

#[test]
fn where_nothing_happened_nothing_is_shown() {
    let mut toili = Toili::new(951);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let view = security(&toili.stage.office.device);
    assert_eq!((view.findings, view.open), (vec![], 0));
    assert_eq!(kind(Security {}.answer(&toili.phone.device)), "not_allowed");
    let phone = SendingState {}.answer(&toili.phone.device).unwrap();
    assert!(!phone.copied && !phone.impersonated && phone.notices.is_empty());
}

#[test]
fn what_waits_beyond_the_end_of_a_revoked_phone_is_named_and_taken_in_by_a_person() {
    let mut toili = revoked(952, 8);
    let phone = toili.phone.device.id().to_string();
    let office = &mut toili.stage.office.device;
    let found = only(office);
    assert_eq!((found.kind, found.count), (FindingKind::BeyondEnd, 8));
    assert_eq!(found.device.id, phone);
    assert_eq!(found.device.person.as_ref().unwrap().name, "ANI");
    assert!(found.device.revoked && !found.device.this && !found.device.office);
    assert_eq!(found.places, ["Toili"]);
    let named: Vec<_> = found
        .meetings
        .iter()
        .map(|meeting| (meeting.group.as_str(), meeting.date))
        .collect();
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
    assert_eq!((named.len(), found.others), (6, 2));
    assert_eq!(named[0], ("MELATI", day(9)));
    assert!(found.at.is_some_and(|at| at >= start()));

    let accept = |device: &str, upto| AcceptBeyondEnd {
        device: device.into(),
        upto,
    };
    let upto = found.upto.unwrap();
    assert_eq!(kind(accept("nonsense", upto).run(office)), "missing");
    assert_eq!(
        kind(accept(&phone, upto).run(&mut toili.phone.device)),
        "not_allowed"
    );
    accept(&phone, upto).run(office).unwrap();
    assert_eq!(security(office).open, 0);
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        9
    );
}

#[test]
fn what_was_seen_is_not_counted_until_there_is_more_of_it() {
    let mut toili = revoked(953, 1);
    let office = &mut toili.stage.office;
    let found = only(&office.device);
    assert_eq!(security(&office.device).open, 1);
    see(&mut office.device, &[&found.mark, "something else"]);
    assert_eq!(kinds(&office.device), [(FindingKind::BeyondEnd, true)]);
    assert_eq!(security(&office.device).open, 0);
    let kept = sesi_engine::store::Fact::SeenFindings.text(office.device.reader());
    assert_eq!(
        kept.unwrap().unwrap(),
        found.mark,
        "nothing but what is there"
    );
    toili.record(9, 0, Mark::Hadir);
    request::prepare(&mut toili.phone.device).unwrap();
    let entry = toili
        .phone
        .rows_of_bytes(toili.meetings_feed())
        .pop()
        .unwrap();
    bring(&mut toili.stage.office, &[entry]);
    assert_eq!(security(&toili.stage.office.device).open, 1);
}

#[test]
fn numbers_used_twice_are_shown_once_for_each_device() {
    let mut toili = Toili::new(954);
    let mut copy = toili.phone.copy("copy.db", 71);
    for station in [&mut toili.phone, &mut copy] {
        for day in [1, 2] {
            station.mark(
                &toili.group.meeting(day),
                toili.group.families[0],
                Mark::Hadir,
            );
            request::prepare(&mut station.device).unwrap();
        }
        let mut file = Vec::new();
        export(&mut station.device, Extent::Unsent, &mut file).unwrap();
        sesi_engine::sync::file::import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    }
    let office = &toili.stage.office.device;
    let found = only(office);
    assert_eq!((found.kind, found.count), (FindingKind::TwoUnderOne, 2));
    assert_eq!(found.device.person.unwrap().name, "ANI");
    assert_eq!(found.places, ["Toili"]);
    assert!(found.at.is_some() && !found.device.revoked);
}

#[test]
fn what_does_not_count_is_told_by_device_and_reason() {
    let mut toili = Toili::new(955);
    let meeting = toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let phone = toili.phone.device.id();
    let office = &mut toili.stage.office.device;
    let id = *meeting.id(&office.office()).as_bytes();
    let elsewhere = Uuid::from_u128(7).into_bytes();
    let rows = [
        (id, 1_u8, "verdict", "not_entitled"),
        (id, 1, "verdict_note", "not_entitled"),
        (elsewhere, 2, "", "contradicted"),
        (elsewhere, 3, "", "contradicted"),
        (elsewhere, 4, "", "built_upon"),
    ];
    office
        .write(|conn, _| {
            for (doc, change, path, reason) in rows {
                conn.execute(
                    "INSERT INTO rm_not_heard (doc, change, path, reason, device, time, value) VALUES (?1, ?2, ?3, ?4, ?5, 1795000000, '')",
                    (doc, [change; 32], path, reason, phone.0),
                )?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    let findings = security(office).findings;
    let told: Vec<_> = findings
        .iter()
        .map(|it| (it.kind, it.count, it.meetings.len(), it.others))
        .collect();
    assert_eq!(
        told,
        [
            (FindingKind::Contradicted, 2, 0, 1),
            (FindingKind::BuiltUpon, 1, 0, 1),
            (FindingKind::NotEntitled, 1, 1, 0),
        ]
    );
    assert_eq!(findings[2].meetings[0].group, "MELATI");
    assert_eq!(findings[2].at, Some(start()));
    assert!(findings.iter().all(|it| it.device.id == phone.to_string()));
}

#[test]
fn who_enrolled_late_is_a_question_until_it_is_answered() {
    for accept in [true, false] {
        let mut toili = Toili::new(956);
        let staff = toili.stage.hire("BUDI", &[TOILI]);
        let invited = toili.stage.invite(staff, &[TOILI], false);
        toili.synced_office();
        let log = toili.stage.relay.feeds.clone();
        let late = join(&mut toili.stage, &invited);
        toili.stage.relay.feeds = log;
        later(&mut toili.stage, 8);
        toili.synced_office();
        bring(&mut toili.stage.office, &[enrolment(&late)]);
        let office = &mut toili.stage.office.device;
        let found = only(office);
        assert_eq!(found.kind, FindingKind::Late);
        assert_eq!(found.device.id, late.device.id().to_string());
        assert_eq!(found.device.person.as_ref().unwrap().name, "BUDI");
        assert!(found.at.is_some_and(|at| at > start()));
        see(office, &[&found.mark]);
        assert_eq!(security(office).open, 1, "a question is not read away");
        let answer = AnswerEnrolment {
            device: found.device.id,
            accept,
        };
        answer.run(office).unwrap();
        assert_eq!(security(office).findings, []);
        let known = office.membership().author_key(late.device.id());
        assert_eq!(known.is_some(), accept);
    }
}

/// An entry in the phone's name that somebody else signed.
fn forged(toili: &Toili, by: &Station) -> Vec<u8> {
    let log = toili.stage.relay.log(toili.meetings_feed());
    let entry = sesi_wire::entry::SealedEntry::parse(log[0].clone()).unwrap();
    let me = by.device.me();
    let header = entry.header().clone();
    let honest = me.identity().sign(
        sesi_wire::entry::Header {
            device: by.device.id(),
            device_seq: 77,
            ..header
        },
        entry.body(),
        &me.office().0,
    );
    // The name stands at a place of its own in the header.
    let mut bytes = honest.unwrap().into_bytes();
    let own = by.device.id().0;
    let at = bytes.windows(8).position(|part| part == own).unwrap();
    bytes[at..at + 8].copy_from_slice(&toili.phone.device.id().0);
    bytes
}

#[test]
fn a_phone_in_whose_name_somebody_speaks_says_so_once_and_goes_on() {
    let mut toili = Toili::new(957);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    let lie = forged(&toili, &colleague);
    bring(&mut toili.phone, &[lie]);
    let phone = &mut toili.phone.device;
    let said = SendingState {}.answer(phone).unwrap();
    assert!(said.impersonated && !said.copied);
    assert_eq!(said.notices, ["impersonated"]);
    see(phone, &["impersonated"]);
    let said = SendingState {}.answer(phone).unwrap();
    assert!(said.impersonated && said.notices.is_empty());
    let meeting = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &toili.stage.office.device;
    assert!(office.document(&meeting).unwrap().is_some());
    assert_eq!(security(office).findings, []);
}
