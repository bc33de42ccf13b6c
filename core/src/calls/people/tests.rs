//! Staff and their devices as the office's desk sees and changes them.

use chrono::Duration;
use sesi_engine::device::Source;
use sesi_engine::documents::Set;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::seal::author_notes::AppVersion;
use uuid::Uuid;

use super::{DeviceRow, Invite, People, PeopleView, Revoke, SaveStaff, StaffRow, WithdrawInvite};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{DocKey, Mark, MeetingPatch, SessionCode};
use crate::testkit::{LUWUK, Station, TOILI, Toili, start};

fn people(device: &Device) -> PeopleView {
    People {}.answer(device).unwrap()
}

fn row<'v>(view: &'v PeopleView, name: &str) -> &'v StaffRow {
    view.staff
        .iter()
        .find(|row| row.person.name == name)
        .unwrap()
}

fn save(name: &str, kecamatan: &[&str]) -> SaveStaff {
    SaveStaff {
        id: None,
        name: name.into(),
        role: "pendamping".into(),
        nip: String::new(),
        phone: String::new(),
        kecamatan: kecamatan.iter().map(|code| (*code).to_owned()).collect(),
    }
}

fn invite(staff: Uuid) -> Invite {
    Invite {
        staff,
        office: false,
        days: 7,
    }
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

fn ani(toili: &Toili) -> Uuid {
    row(&people(&toili.stage.office.device), "ANI").person.id
}

#[test]
fn everybody_is_listed_with_where_they_work_and_what_they_lead() {
    let mut toili = Toili::new(301);
    let citra = toili.stage.hire("Citra", &[LUWUK, TOILI]);
    toili.stage.group(LUWUK, "MAWAR", citra, 1);
    let closed = toili.stage.group(LUWUK, "KENANGA", citra, 1);
    toili.stage.close(&closed, "2026-01-01");
    let view = people(&toili.stage.office.device);
    let names: Vec<&str> = view
        .staff
        .iter()
        .map(|row| row.person.name.as_str())
        .collect();
    assert_eq!(names, ["ANI", "Citra", "RATNA"]);
    let works: Vec<&str> = row(&view, "Citra")
        .kecamatan
        .iter()
        .map(|at| at.name.as_str())
        .collect();
    assert_eq!(works, ["Luwuk", "Toili"]);
    assert_eq!(
        (row(&view, "ANI").groups, row(&view, "Citra").groups),
        (1, 1)
    );
    assert_eq!(row(&view, "RATNA").role, "korkab");
    assert_eq!(view.kecamatan.len(), 24);
    assert_eq!(view.roles, ["pendamping", "supervisor", "korkab", "korwil"]);
    // The founder's machine is this one; the phone is its owner's; the root is nobody's device.
    let office = &row(&view, "RATNA").devices;
    assert!(office.len() == 1 && office[0].this && office[0].office);
    let phone = &row(&view, "ANI").devices;
    assert_eq!(phone.len(), 1);
    assert_eq!(phone[0].id, toili.phone.device.id().to_string());
    assert!(!phone[0].this && !phone[0].office && !phone[0].revoked);
    assert!(view.unowned.is_empty());
}

#[test]
fn a_phone_was_heard_when_its_work_came_by_the_relays_clock() {
    let mut toili = Toili::new(302);
    // The office's clock is an hour slow.
    toili.stage.office.ambient.set(start() - Duration::hours(1));
    let phone = |toili: &Toili| {
        let view = people(&toili.stage.office.device);
        let device = &row(&view, "ANI").devices[0];
        (device.last_heard, device.entries)
    };
    let (joined, entries) = phone(&toili);
    assert_eq!(joined, Some(start()), "its enrolment came");
    toili.stage.relay.clock += 60_000;
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let after = start() + Duration::minutes(1);
    assert_eq!(phone(&toili), (Some(after), entries + 1));
    // Hearing the relay is not hearing the phone.
    toili.stage.relay.clock += 60_000;
    toili.synced_office();
    assert_eq!(phone(&toili), (Some(after), entries + 1));
}

#[test]
fn an_entry_whose_signature_is_wrong_is_no_sign_of_life() {
    let mut toili = Toili::new(303);
    toili.stage.relay.clock += 60_000;
    toili.record(1, 0, Mark::Hadir);
    sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    let feed = toili.meetings_feed();
    let mut bytes = toili.phone.rows_of_bytes(feed).pop().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let before = people(&toili.stage.office.device);
    let office = &mut toili.stage.office.device;
    office
        .write(|conn, me| me.receive(conn, feed, &bytes, Source::Relay).map(|_| ()))
        .unwrap();
    let after = people(&toili.stage.office.device);
    let last = |view: &PeopleView| row(view, "ANI").devices[0].last_heard;
    assert_eq!(last(&after), last(&before));
    assert_eq!(toili.stage.office.device.status().unwrap().parked.len(), 1);
    // Nor does it say which app that was, or count as that phone's.
    let device = &row(&after, "ANI").devices[0];
    assert_eq!((device.app.as_deref(), waiting(device)), (None, Vec::new()));
}

fn waiting(device: &DeviceRow) -> Vec<(&'static str, u32)> {
    let each = device.waiting.iter();
    each.map(|waits| (waits.reason, waits.entries)).collect()
}

#[test]
fn a_phone_says_once_which_app_it_runs_and_again_when_that_changed() {
    let mut toili = Toili::new(310);
    let app = |toili: &Toili| {
        let view = people(&toili.stage.office.device);
        row(&view, "ANI").devices[0].app.clone()
    };
    let said = |toili: &Toili| {
        let sql = "SELECT app FROM entry WHERE app IS NOT NULL";
        toili.stage.office.rows(sql).len()
    };
    assert_eq!(app(&toili), None, "it has written nothing yet");
    for (day, version, times) in [
        (1, "0.9.0", 1),
        (2, "0.9.0", 1),
        (3, "0.10.0", 2),
        (4, "0.9.0", 3),
    ] {
        let version = AppVersion::new(version).unwrap();
        toili.phone.device.runs_in(version.clone());
        toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        toili.synced_office();
        assert_eq!(app(&toili).as_deref(), Some(version.as_str()));
        assert_eq!(said(&toili), times, "day {day}");
    }
    // What it costs on the line: two marks on other days differ by it alone.
    let feed = toili.meetings_feed();
    let sizes: Vec<usize> = toili
        .phone
        .rows_of_bytes(feed)
        .iter()
        .map(Vec::len)
        .collect();
    assert!(sizes[0] <= sizes[1] + 16, "{sizes:?}");
    // The office's own machine need not say it to know it.
    let view = people(&toili.stage.office.device);
    let own = row(&view, "RATNA").devices[0].app.as_deref();
    assert_eq!(own, Some(AppVersion::of_core().as_str()));
}

#[test]
fn what_a_withdrawn_entry_said_of_the_app_is_said_again() {
    let mut toili = Toili::new(311);
    let mut copy = toili.phone.copy("copy.db", 3_110);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    // Its first entry is refused, for the number is taken; what it holds goes into another one.
    copy.device.runs_in(AppVersion::new("7.0.0").unwrap());
    copy.mark(&toili.group.meeting(2), toili.group.families[0], Mark::Alfa);
    sesi_engine::sync::request::prepare(&mut copy.device).unwrap();
    copy.synced(&mut toili.stage.relay);
    assert!(copy.device.status().unwrap().copied);
    toili.synced_office();
    let view = people(&toili.stage.office.device);
    assert_eq!(row(&view, "ANI").devices[0].app.as_deref(), Some("7.0.0"));
}

#[test]
fn what_of_a_phone_waits_here_is_counted_with_the_reason_until_it_is_taken_in() {
    let mut toili = Toili::new(312);
    let feed = toili.meetings_feed();
    for family in 0..3 {
        toili.record(1, family, Mark::Hadir);
        sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    }
    let sealed = toili.phone.rows_of_bytes(feed);
    let mut came = |bytes: &[u8]| {
        let taken = toili.stage.office.device.write(|conn, me| {
            let received = me.receive(conn, feed, bytes, Source::Relay)?;
            me.retry_parked(conn, received.retry)
        });
        taken.unwrap();
        waiting(&row(&people(&toili.stage.office.device), "ANI").devices[0])
    };
    assert_eq!(came(&sealed[2]), [("missing_dependency", 1)]);
    assert_eq!(came(&sealed[1]), [("missing_dependency", 2)]);
    assert_eq!(came(&sealed[0]), []);
}

#[test]
fn groups_without_a_meeting_of_this_month_are_counted() {
    let mut toili = Toili::new(313);
    let leads = ani(&toili);
    let other = toili.stage.group(TOILI, "MAWAR", leads, 1);
    let closed = toili.stage.group(TOILI, "KENANGA", leads, 1);
    toili.stage.close(&closed, "2026-11-01");
    // Of October.
    let before = toili.group.meeting(31);
    let office = &mut toili.stage.office.device;
    office
        .edit(&before, &MeetingPatch::default().into())
        .unwrap();
    let unmet = |device: &Device| {
        let view = people(device);
        (row(&view, "ANI").groups, row(&view, "ANI").unmet)
    };
    assert_eq!(unmet(office), (2, 2));
    let on = |group: Uuid, day: &str| {
        DocKey::meeting(
            group,
            day.parse().unwrap(),
            SessionCode::new("M1.1").unwrap(),
        )
        .unwrap()
    };
    for (group, day, left) in [
        (toili.group.id, "2026-11-01", 1),
        (other.id, "2026-11-30", 0),
    ] {
        let place = MeetingPatch {
            place: Set::To("Balai desa".into()),
            ..MeetingPatch::default()
        };
        office.edit(&on(group, day), &place.into()).unwrap();
        assert_eq!(unmet(office), (2, left), "{day}");
    }
    // A cancelled one is none.
    let cancelled = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    office
        .edit(&on(other.id, "2026-11-30"), &cancelled.into())
        .unwrap();
    assert_eq!(unmet(office), (2, 1));
}

#[test]
fn a_member_of_staff_is_made_changed_and_refused_with_a_reason() {
    let mut toili = Toili::new(304);
    let device = &mut toili.stage.office.device;
    let id = SaveStaff {
        nip: " 1988 ".into(),
        ..save("  BUDI   SANTOSO ", &[TOILI])
    }
    .run(device)
    .unwrap();
    let view = people(device);
    let budi = row(&view, "BUDI SANTOSO");
    assert_eq!((budi.person.id, budi.nip.as_deref()), (id, Some("1988")));
    // Empty text is none; what is the same is not written again.
    let again = SaveStaff {
        id: Some(id),
        ..save("BUDI SANTOSO", &[LUWUK])
    };
    again.run(device).unwrap();
    let view = people(device);
    let budi = row(&view, "BUDI SANTOSO");
    assert_eq!(budi.nip, None);
    assert_eq!(budi.kecamatan[0].code, LUWUK);
    assert_eq!(budi.kecamatan.len(), 1);
    assert_eq!(kind(save(" ", &[TOILI]).run(device)), "name_missing");
    let role = SaveStaff {
        role: "Ketua Tim".into(),
        ..save("X", &[TOILI])
    };
    assert_eq!(kind(role.run(device)), "role");
    for code in ["72.01", "72.01.09.2001", "74.71.01", "x"] {
        assert_eq!(
            kind(save("X", &[code]).run(device)),
            "unknown_kecamatan",
            "{code}"
        );
    }
    let nobody = SaveStaff {
        id: Some(Uuid::from_u128(9)),
        ..save("X", &[TOILI])
    };
    assert_eq!(kind(nobody.run(device)), "missing");
    assert_eq!(people(device).staff.len(), 3);
    let long = save(&"A".repeat(121), &[TOILI]);
    assert_eq!(kind(long.run(device)), "text_too_long");
    assert_eq!(
        kind(save("X", &[TOILI]).run(&mut toili.phone.device)),
        "not_allowed"
    );
}

#[test]
fn a_further_kecamatan_comes_to_the_phone_that_is_there_and_none_is_taken_from_it() {
    let mut toili = Toili::new(305);
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let mawar = toili.stage.group(LUWUK, "MAWAR", citra, 2);
    let ani = ani(&toili);
    let change = |kecamatan: &[&str]| SaveStaff {
        id: Some(ani),
        ..save("ANI", kecamatan)
    };
    let office = &mut toili.stage.office.device;
    change(&[TOILI, LUWUK]).run(office).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let family = DocKey::Family(mawar.families[0]);
    assert!(toili.phone.device.document(&family).unwrap().is_some());
    toili
        .phone
        .mark(&mawar.meeting(3), mawar.families[0], Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    assert!(office.document(&mawar.meeting(3)).unwrap().is_some());
    // Taking one away needs the phone to be revoked first.
    assert_eq!(kind(change(&[LUWUK]).run(office)), "phone_there");
    let told = ApiError::from(&change(&[LUWUK]).run(office).unwrap_err());
    assert!(told.message.contains("Toili"), "{told:?}");
    assert_eq!(row(&people(office), "ANI").kecamatan.len(), 2);
    Revoke {
        device: toili.phone.device.id().to_string(),
    }
    .run(office)
    .unwrap();
    change(&[LUWUK]).run(office).unwrap();
    let view = people(office);
    assert_eq!(row(&view, "ANI").kecamatan[0].code, LUWUK);
    assert!(row(&view, "ANI").devices[0].revoked);
}

#[test]
fn an_invite_is_text_and_picture_of_the_same_link_and_lets_a_phone_in() {
    let mut toili = Toili::new(306);
    let citra = save("CITRA", &[LUWUK])
        .run(&mut toili.stage.office.device)
        .unwrap();
    let card = invite(citra).run(&mut toili.stage.office.device).unwrap();
    let link = InviteLink::parse(&card.text).unwrap();
    let words = link.words();
    let said = [&words.office, &words.person, &words.role];
    assert_eq!(said, ["Dinas Sosial", "CITRA", "pendamping"]);
    assert_eq!(card.expires, start() + Duration::days(7));
    let width = card.qr.len();
    assert!(card.qr.iter().all(|row| row.len() == width));
    // A light border of four, and a finder pattern in three corners.
    let edge = |at: usize| {
        card.qr[at]
            .iter()
            .chain(card.qr.iter().map(|row| &row[at]))
            .all(|dark| !dark)
    };
    assert!((0..4).chain(width - 4..width).all(edge));
    let finder = |top: usize, left: usize| {
        (0..7).all(|at| card.qr[top][left + at] && card.qr[top + 6][left + at])
            && !card.qr[top + 1][left + 1]
            && card.qr[top + 3][left + 3]
    };
    assert!(finder(4, 4) && finder(4, width - 11) && finder(width - 11, 4));
    assert!(!finder(width - 11, width - 11));

    let view = people(&toili.stage.office.device);
    assert_eq!(view.invites.len(), 1);
    assert_eq!(view.invites[0].id, card.id);
    assert_eq!(view.invites[0].expires, card.expires);
    let person = view.invites[0].person.as_ref().unwrap();
    assert_eq!((person.id, person.name.as_str()), (citra, "CITRA"));
    // The text of a card brings a phone in, and is no open invite any more.
    toili.synced_office();
    let (path, ambient) = toili.stage.next();
    let key = DbKey::generate(&*ambient);
    let link = InviteLink::parse(&card.text).unwrap();
    let relay = &mut toili.stage.relay;
    let device = Device::join(&path, &key, ambient.clone(), &link, relay).unwrap();
    let mut phone = Station {
        device,
        ambient,
        path,
        key,
    };
    toili.synced_office();
    phone.synced(&mut toili.stage.relay);
    let view = people(&toili.stage.office.device);
    assert!(view.invites.is_empty());
    assert_eq!(
        row(&view, "CITRA").devices[0].id,
        phone.device.id().to_string()
    );
}

#[test]
fn an_invite_can_be_withdrawn_and_ends_by_itself() {
    let mut toili = Toili::new(307);
    let ani = ani(&toili);
    let card = invite(ani).run(&mut toili.stage.office.device).unwrap();
    let kept = invite(ani).run(&mut toili.stage.office.device).unwrap();
    let withdraw = |id: &str| WithdrawInvite { id: id.into() };
    let office = &mut toili.stage.office.device;
    withdraw(&card.id).run(office).unwrap();
    let open: Vec<String> = people(office)
        .invites
        .iter()
        .map(|row| row.id.clone())
        .collect();
    assert_eq!(open, std::slice::from_ref(&kept.id));
    for id in [card.id.as_str(), "00", "", "zz"] {
        assert_eq!(kind(withdraw(id).run(office)), "missing", "{id}");
    }
    toili.stage.office.ambient.set(start() + Duration::days(8));
    toili.stage.relay.clock += 8 * 24 * 3_600_000;
    toili.synced_office();
    assert!(people(&toili.stage.office.device).invites.is_empty());
}

#[test]
fn what_cannot_be_invited_is_said_and_nothing_is_left_of_it() {
    let mut toili = Toili::new(308);
    let office = &mut toili.stage.office.device;
    let desk = save("DESI", &[]).run(office).unwrap();
    let before = toili.stage.office.tables();
    let office = &mut toili.stage.office.device;
    assert_eq!(kind_of_card(invite(desk).run(office)), "no_kecamatan");
    for days in [0, 367] {
        let wish = Invite {
            days,
            ..invite(desk)
        };
        assert_eq!(kind_of_card(wish.run(office)), "invite_days");
    }
    let stranger = Invite {
        office: true,
        ..invite(Uuid::from_u128(5))
    };
    assert_eq!(kind_of_card(stranger.run(office)), "missing");
    assert_eq!(toili.stage.office.tables(), before);
    let phone = &mut toili.phone.device;
    assert_eq!(kind_of_card(invite(desk).run(phone)), "not_allowed");
    // A device of the office needs no kecamatan: it gets everything.
    let desk = Invite {
        office: true,
        ..invite(desk)
    };
    let office = &mut toili.stage.office.device;
    desk.run(office).unwrap();
    assert!(people(office).invites[0].office);
}

fn kind_of_card(done: Result<super::InviteCard, Error>) -> &'static str {
    kind(done.map(|card| card.id))
}

#[test]
fn a_revoked_phone_stays_in_the_list_and_its_work_too() {
    let mut toili = Toili::new(309);
    let meeting = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let id = toili.phone.device.id().to_string();
    let revoke = |device: &str| Revoke {
        device: device.into(),
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(kind(revoke("nonsense").run(office)), "missing");
    assert_eq!(kind(revoke("0011223344556677").run(office)), "missing");
    let own = office.id().to_string();
    assert_eq!(kind(revoke(&own).run(office)), "not_allowed");
    revoke(&id).run(office).unwrap();
    revoke(&id).run(office).unwrap();
    assert!(row(&people(office), "ANI").devices[0].revoked);
    assert!(office.document(&meeting).unwrap().is_some());
}
