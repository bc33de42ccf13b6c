//! What an invite gives, and for how long: one device, until its end, and no key that outlives it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::{Doubt, InviteWish, Invited};
use sesi_engine::keys::enrolment::enrol;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::invite::InviteSecret;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::keys::secret::DbKey;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::sync::Rejection;

use super::authority::bring;
use crate::device::Device;
use crate::kinds::{Mark, office_feed};
use crate::testkit::{FakeRelay, Stage, Station, TOILI, Toili, start};

pub(crate) fn join(stage: &mut Stage, invited: &Invited) -> Station {
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    let relay = &mut stage.relay;
    let device = Device::join(&path, &key, ambient.clone(), &invited.link, relay).unwrap();
    Station {
        device,
        ambient,
        path,
        key,
    }
}

/// The enrolment that a device made, as its own database has it.
pub(crate) fn enrolment(station: &Station) -> Vec<u8> {
    let control = station.rows_of_bytes(FeedId::CONTROL).into_iter();
    let mut own = control.filter(|bytes| {
        let entry = SealedEntry::parse(bytes.clone()).unwrap();
        entry.header().kind == Kind::Enrolment && entry.header().device == station.device.id()
    });
    own.next().unwrap()
}

fn newest(stage: &Stage, purpose: &Purpose) -> Option<u32> {
    let feed = stage.office.feed(purpose).id;
    stage.office.device.membership().newest_epoch(feed)
}

pub(crate) fn later(stage: &mut Stage, days: i64) {
    let now = start() + Duration::days(days);
    stage.office.ambient.set(now);
    stage.relay.clock = u64::try_from(now.timestamp_millis()).unwrap();
}

#[test]
fn keys_that_invites_carried_are_renewed_once_for_all_that_ended() {
    let mut toili = Toili::new(321);
    let before = newest(&toili.stage, &office_feed()).unwrap();
    let [one, two, three, open] = ["BUDI", "CICI", "DODI", "EKA"].map(|name| {
        let staff = toili.stage.hire(name, &[TOILI]);
        toili.stage.invite(staff, &[TOILI], false)
    });
    toili.synced_office();
    assert_eq!(newest(&toili.stage, &office_feed()), Some(before));
    let mut phones = [one, two].map(|invited| join(&mut toili.stage, &invited));
    toili.stage.office.device.withdraw_invite(three.id).unwrap();
    toili.synced_office();
    toili.synced_office();
    assert_eq!(newest(&toili.stage, &office_feed()), Some(before + 1));
    let roster = crate::testkit::roster(TOILI);
    assert!(newest(&toili.stage, &roster) > Some(1));
    // Whoever joined with them has the new ones; what the last one carried ends with it.
    for phone in &mut phones {
        phone.synced(&mut toili.stage.relay);
        let feed = phone.feed(&office_feed()).id;
        let counts = phone
            .device
            .me()
            .keys_that_count(phone.device.reader(), feed);
        assert_eq!(counts.unwrap()[0].epoch, before + 1);
    }
    later(&mut toili.stage, 8);
    toili.synced_office();
    // It carried a key that is not the newest any more, so there is nothing to renew.
    assert_eq!(newest(&toili.stage, &office_feed()), Some(before + 1));
    assert!(open.id != three.id);
}

#[test]
fn an_invite_that_nobody_used_ends_with_its_keys() {
    let mut toili = Toili::new(322);
    let before = newest(&toili.stage, &office_feed()).unwrap();
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    toili.stage.invite(staff, &[TOILI], false);
    for (days, epoch) in [(6, before), (8, before + 1), (9, before + 1)] {
        later(&mut toili.stage, days);
        toili.synced_office();
        assert_eq!(newest(&toili.stage, &office_feed()), Some(epoch));
    }
}

#[test]
fn a_second_device_of_one_invite_is_not_let_in_and_is_shown() {
    let mut toili = Toili::new(323);
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(staff, &[TOILI], false);
    toili.synced_office();
    let first = join(&mut toili.stage, &invited);
    // A relay that lets it in all the same.
    let log = toili.stage.relay.feeds.clone();
    let control = toili.stage.relay.feeds.get_mut(&FeedId::CONTROL).unwrap();
    control.retain(|bytes| *bytes != enrolment(&first));
    let second = join(&mut toili.stage, &invited);
    toili.stage.relay.feeds = log;
    toili.synced_office();
    bring(&mut toili.stage.office, &[enrolment(&second)]);
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let known = |office: &Device, station: &Station| {
        office
            .membership()
            .author_key(station.device.id())
            .is_some()
    };
    assert!(known(office, &first) && !known(office, &second));
    let shown = office.status().unwrap().doubtful;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].device, second.device.id().to_string());
    assert_eq!((shown[0].staff, shown[0].doubt), (staff, Doubt::UsedTwice));
    assert!(office.accept_late_enrolment(second.device.id()).is_err());
    office.turn_down_enrolment(second.device.id()).unwrap();
    assert_eq!(office.status().unwrap().doubtful, []);
}

#[test]
fn who_comes_by_file_after_the_end_waits_for_a_person() {
    let mut toili = Toili::new(324);
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
    assert_eq!(office.membership().author_key(late.device.id()), None);
    let shown = office.doubtful_enrolments().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].doubt, Doubt::Late);
    office.accept_late_enrolment(late.device.id()).unwrap();
    assert!(office.membership().author_key(late.device.id()).is_some());
    assert_eq!(office.doubtful_enrolments().unwrap(), []);
}

#[test]
fn what_the_relay_refused_of_somebody_is_offered_again_when_a_person_lets_them_in() {
    let mut toili = Toili::new(331);
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(staff, &[TOILI], false);
    toili.synced_office();
    let log = toili.stage.relay.feeds.clone();
    let mut late = join(&mut toili.stage, &invited);
    let meeting = toili.group.meeting(9);
    late.synced(&mut toili.stage.relay);
    late.mark(&meeting, toili.group.families[0], Mark::Hadir);
    late.synced(&mut toili.stage.relay);
    let feed = toili.meetings_feed();
    let by_late = |bytes: &Vec<u8>| {
        SealedEntry::parse(bytes.clone()).unwrap().header().device == late.device.id()
    };
    let work: Vec<Vec<u8>> = late
        .rows_of_bytes(feed)
        .into_iter()
        .filter(by_late)
        .collect();
    assert_eq!(work.len(), 1);
    toili.stage.relay.feeds = log;
    let unknown = [enrolment(&late), work[0].clone()].map(|bytes| EntryId::of(&bytes));
    for entry in unknown {
        let refuses = &mut toili.stage.relay.refuses;
        refuses.insert(entry, Rejection::UnknownAuthor);
    }
    later(&mut toili.stage, 8);
    toili.synced_office();
    bring(&mut toili.stage.office, &[enrolment(&late)]);
    bring(&mut toili.stage.office, &work);
    for _ in 0..4 {
        toili.synced_office();
    }
    let is_there = |relay: &FakeRelay| relay.log(feed).contains(&work[0]);
    assert!(!is_there(&toili.stage.relay), "nobody has let them in");
    let office = &mut toili.stage.office.device;
    office.accept_late_enrolment(late.device.id()).unwrap();
    toili.stage.relay.refuses.clear();
    toili.synced_office();
    assert!(is_there(&toili.stage.relay));
}

#[test]
fn what_a_relay_took_in_time_is_granted_for_sixty_days() {
    for (days, granted) in [(7 + 59, true), (7 + 61, false)] {
        let mut toili = Toili::new(325);
        let staff = toili.stage.hire("BUDI", &[TOILI]);
        let invited = toili.stage.invite(staff, &[TOILI], false);
        toili.synced_office();
        let phone = join(&mut toili.stage, &invited);
        later(&mut toili.stage, days);
        toili.synced_office();
        let office = &toili.stage.office.device;
        let known = office.membership().author_key(phone.device.id()).is_some();
        assert_eq!(known, granted, "after {days} days");
        assert_eq!(
            office.doubtful_enrolments().unwrap().len(),
            usize::from(!granted)
        );
    }
}

#[test]
fn an_invite_whose_end_this_device_saw_pass_is_opened_by_no_clock() {
    // The days on which the office looked, then what the relay's clock says, whether it comes by the relay, and whether somebody is let in.
    for (looked, back, by_relay, let_in) in [
        (&[8, 68][..], 1, true, false),
        (&[8, 68], 30, true, false),
        (&[400], 1, true, false),
        (&[8], 30, true, true),
        (&[8], 1, true, true),
        (&[8], 1, false, false),
        (&[1], 1, false, true),
    ] {
        let mut toili = Toili::new(327);
        let staff = toili.stage.hire("BUDI", &[TOILI]);
        let invited = toili.stage.invite(staff, &[TOILI], false);
        toili.synced_office();
        for days in looked {
            later(&mut toili.stage, *days);
            toili.synced_office();
        }
        later(&mut toili.stage, back);
        let log = toili.stage.relay.feeds.clone();
        let phone = join(&mut toili.stage, &invited);
        if !by_relay {
            toili.stage.relay.feeds = log;
            toili.synced_office();
            bring(&mut toili.stage.office, &[enrolment(&phone)]);
        }
        toili.synced_office();
        let office = &toili.stage.office.device;
        let known = office.membership().author_key(phone.device.id()).is_some();
        assert_eq!(known, let_in, "{looked:?} {back} {by_relay}");
        let doubtful = office.doubtful_enrolments().unwrap();
        assert_eq!(doubtful.len(), usize::from(!let_in));
    }
}

/// What the database did for an exchange in which there is nothing to do.
fn steps(station: &mut Station, relay: &mut FakeRelay) -> u64 {
    station.synced(relay);
    let steps = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&steps);
    let counted = move || {
        count.fetch_add(1, Ordering::Relaxed);
        false
    };
    let hooks = station.device.hooks();
    hooks.progress_handler(10, Some(counted)).unwrap();
    station.synced(relay);
    let hooks = station.device.hooks();
    hooks.progress_handler(0, None::<fn() -> bool>).unwrap();
    steps.load(Ordering::Relaxed)
}

#[test]
fn enrolments_with_invites_that_nobody_made_cost_an_exchange_nothing() {
    let mut toili = Toili::new(328);
    toili.synced_office();
    let before = steps(&mut toili.stage.office, &mut toili.stage.relay);
    let ambient = Seeded::new(328, start());
    let invite = InviteSecret::generate(&ambient).keys().unwrap();
    let junk = (0..400).map(|_| {
        let nobody = DeviceIdentity::generate(&ambient);
        enrol(&nobody, &invite, &ambient).unwrap().into_bytes()
    });
    let junk: Vec<Vec<u8>> = junk.collect();
    bring(&mut toili.stage.office, &junk);
    let after = steps(&mut toili.stage.office, &mut toili.stage.relay);
    assert!(after < before + 400, "{before} {after}");
    // Whoever was invited is let in among them.
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    let phone = toili.stage.phone(staff, &[TOILI]);
    let office = &toili.stage.office.device;
    assert!(office.membership().author_key(phone.device.id()).is_some());
}

/// Ten years of an office of 24 kecamatan have more feeds than a welcome held.
#[test]
fn a_machine_of_the_office_can_be_invited_after_ten_years() {
    let mut stage = Stage::new(326);
    let years: Vec<i32> = (2017..=2026).collect();
    for kecamatan in 1..=24 {
        let code = format!("72.01.{kecamatan:02}");
        stage.office.device.ensure_place(&code, &years).unwrap();
    }
    let dewi = stage.hire("DEWI", &[]);
    let wish = InviteWish {
        person: dewi,
        places: vec![],
        office: true,
        valid_for: Duration::days(7),
    };
    let invited = stage.office.device.invite(&wish).unwrap();
    stage.office.synced(&mut stage.relay);
    let mut second = join(&mut stage, &invited);
    let carried = second.rows("SELECT id FROM feed").len();
    assert!(
        (26..=80).contains(&carried),
        "{carried} feeds in the welcome"
    );
    stage.office.synced(&mut stage.relay);
    second.synced(&mut stage.relay);
    assert_eq!(
        second.rows("SELECT id FROM feed"),
        stage.office.rows("SELECT id FROM feed")
    );
    assert!(second.device.membership().is_office(second.device.id()));
    assert_eq!(
        stage.office.device.status().unwrap().unreachable,
        Vec::<String>::new()
    );
}
