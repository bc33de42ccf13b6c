//! A stolen machine of the office, before and after it is revoked: what it says stops nobody's work, hides nothing, and fills no device.

mod crowding;

use chrono::Datelike;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::{Brought, InviteWish};
use sesi_engine::documents::Set;
use sesi_engine::keys::epoch::EpochKey;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::keys::secret::FeedKey;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::file::import;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, KeyId};
use sesi_wire::statement::{
    DeviceKeys, DeviceRole, End, Epoch, GiveAccess, Given, Grant, Revoke, Rights, Statement,
    Withdraw, Wrapped,
};

use super::authority::{bring, forge};
use super::invites::join;
use crate::kinds::{
    DocKey, Mark, Patch, SessionCode, StaffPatch, forum_feed, meetings_feed, office_feed,
};
use crate::testkit::{LUWUK, Station, TOILI, Toili, meetings, roster, start};

/// An office with two machines more: one that is stolen, and one that has not heard of it.
pub(super) fn scene(seed: u64) -> (Toili, Station, Station) {
    let mut toili = Toili::new(seed);
    let [mut stolen, mut unaware] = ["DEWI", "EKA"].map(|name| {
        let staff = toili.stage.hire(name, &[]);
        toili.stage.second_office(staff)
    });
    for _ in 0..2 {
        toili.synced_office();
        stolen.synced(&mut toili.stage.relay);
        unaware.synced(&mut toili.stage.relay);
        toili.synced_phone();
    }
    (toili, stolen, unaware)
}

fn place(device_seq: u64) -> Place {
    Place {
        device_seq,
        ..Place::first(FeedId::CONTROL)
    }
}

/// Where the machine's next honest statement would stand.
pub(super) fn next_place(station: &Station) -> Place {
    let control = FeedRow::get(station.device.reader(), FeedId::CONTROL);
    let control = control.unwrap().unwrap();
    Place {
        device_seq: control.own_seq + 1,
        previous: control.own_last.map_or([0; 16], |id| id.short().0),
        ..Place::first(FeedId::CONTROL)
    }
}

pub(super) fn keys(station: &Station) -> DeviceKeys {
    station.device.me().identity().public()
}

/// A word of the machine by which `feed` is for `purpose`, with a key and access for those devices.
fn names(
    machine: &Station,
    no: u64,
    feed: FeedId,
    purpose: &Purpose,
    to: &[DeviceKeys],
) -> Vec<u8> {
    let key = EpochKey {
        feed,
        epoch: 1,
        purpose: purpose.clone(),
        key: FeedKey::generate(&*machine.ambient),
    };
    let office = machine.device.office();
    let wrapped = to
        .iter()
        .map(|to| key.wrap(&office, to, &*machine.ambient).unwrap());
    let given = to.iter().map(|to| Given {
        device: to.device(),
        rights: Rights::Write,
    });
    let said = [
        Statement::Access(GiveAccess {
            feed,
            devices: given.collect(),
        }),
        Statement::Epoch(Epoch {
            feed,
            epoch: 1,
            key: key.id(),
            keys: wrapped.collect(),
            previous: None,
        }),
    ];
    forge(machine, place(no), &said)
}

/// Statements that mean nothing, in a chain that goes on from `place`: so many entries of 19 KB.
fn chatter(machine: &Station, place: &Place, entries: u64) -> Vec<Vec<u8>> {
    let said = (0..entries * 1024).map(|no| {
        let mut invite = [7; 16];
        invite[..8].copy_from_slice(&no.to_be_bytes());
        Statement::Withdraw(Withdraw {
            invite: InviteId(invite),
        })
    });
    let me = machine.device.me();
    let said: Vec<Statement> = said.collect();
    let signed = sign_statements(&said, place, me.identity(), &me.office(), &*machine.ambient);
    let signed: Vec<Vec<u8>> = signed
        .unwrap()
        .iter()
        .map(|one| one.as_bytes().to_vec())
        .collect();
    assert!(signed.len() as u64 >= entries);
    signed
}

fn kept(station: &Station) -> u64 {
    let sum = "SELECT sum(length(bytes)) FROM entry";
    let conn = station.device.reader();
    conn.query_row(sum, [], |row| row.get(0)).unwrap()
}

pub(super) fn pending(station: &Station) -> u64 {
    station.device.status().unwrap().pending_changes
}

pub(super) fn is_there(station: &Station, document: &DocKey) -> bool {
    station.device.document(document).unwrap().is_some()
}

fn renames(station: &mut Station, staff: uuid::Uuid) {
    let patch = StaffPatch {
        phone: Set::To("0811".into()),
        ..StaffPatch::default()
    };
    let key = DocKey::Staff(staff);
    station.device.edit(&key, &Patch::from(patch)).unwrap();
}

#[test]
fn a_feed_that_only_a_thief_named_keeps_nobodys_work() {
    let (mut toili, stolen, mut unaware) = scene(1601);
    let machine = stolen.device.id();
    toili.stage.office.device.revoke(machine).unwrap();
    // Of each purpose one with the smallest id that there is, of which nothing was heard before the revocation.
    let purposes = [
        roster(TOILI),
        meetings(TOILI),
        office_feed(),
        forum_feed(2026),
    ];
    let to = [keys(&toili.phone), keys(&unaware)];
    let named: Vec<Vec<u8>> = (1..)
        .zip(&purposes)
        .map(|(no, purpose)| {
            let feed = FeedId([0, 0, 0, 0, 0, 0, 0, no]);
            names(&stolen, 90 + u64::from(no), feed, purpose, &to)
        })
        .collect();
    for station in [&mut toili.phone, &mut unaware] {
        bring(station, &named);
        assert_eq!(
            station.feed(&roster(TOILI)).id.0[7],
            1,
            "the thief is believed yet"
        );
    }
    toili.synced_office();
    toili.synced_phone();
    unaware.synced(&mut toili.stage.relay);

    let meeting = toili.record(4, 0, Mark::Hadir);
    let ani = toili.phone.device.person().unwrap().unwrap();
    renames(&mut unaware, ani);
    toili.synced_phone();
    unaware.synced(&mut toili.stage.relay);
    toili.synced_office();
    for station in [&toili.phone, &unaware] {
        assert_eq!(pending(station), 0);
    }
    let office = &toili.stage.office;
    assert!(is_there(office, &meeting));
    assert!(office.dump().contains("0811"));
    // The next year's feeds are made all the same.
    let next = u16::try_from(start().year() + 1).unwrap();
    let forum = FeedId([0, 0, 0, 0, 0, 0, 0, 9]);
    bring(
        &mut unaware,
        &[names(&stolen, 99, forum, &forum_feed(next), &to)],
    );
    let made = |station: &Station| {
        let me = station.device.me();
        let feed = me.feed_of(station.device.reader(), &forum_feed(next));
        feed.unwrap().map(|feed| feed.id)
    };
    assert_eq!(made(&unaware), None);
    unaware.ambient.set(start() + chrono::Duration::days(60));
    unaware.device.ensure_years().unwrap();
    assert!(made(&unaware).is_some_and(|feed| feed != forum));
}

/// A feed of `purpose` with the smallest id, of which a machine that is believed gives the phone a key, and rubbish to machines.
fn decoy(
    toili: &Toili,
    stolen: &Station,
    purpose: Purpose,
    machines: &[DeviceId],
) -> (FeedId, Statement) {
    let key = EpochKey {
        feed: FeedId([0, 0, 0, 0, 0, 0, 0, 1]),
        epoch: 1,
        purpose,
        key: FeedKey::generate(&*stolen.ambient),
    };
    let office = stolen.device.office();
    let to_phone = key.wrap(&office, &keys(&toili.phone), &*stolen.ambient);
    let mut wrapped = vec![to_phone.unwrap()];
    wrapped.extend(machines.iter().map(|device| Wrapped {
        device: *device,
        sealed: vec![7; 96].into(),
    }));
    let said = Statement::Epoch(Epoch {
        feed: key.feed,
        epoch: 1,
        key: key.id(),
        keys: wrapped,
        previous: None,
    });
    (key.feed, said)
}

pub(super) fn lets_write(feed: FeedId, who: &[DeviceId]) -> Statement {
    let given = who.iter().map(|device| Given {
        device: *device,
        rights: Rights::Write,
    });
    Statement::Access(GiveAccess {
        feed,
        devices: given.collect(),
    })
}

#[test]
fn what_a_phone_wrote_to_a_feed_of_a_thief_comes_to_the_desks_when_the_thief_is_out() {
    let (mut toili, stolen, unaware) = scene(1611);
    let machine = stolen.device.id();
    let machines = [toili.stage.office.device.id(), unaware.device.id(), machine];
    let (feed, begins) = decoy(&toili, &stolen, meetings(TOILI), &machines);
    let readers = [&machines[..], &[toili.phone.device.id()]].concat();
    let said = [lets_write(feed, &readers), begins];
    let named = forge(&stolen, next_place(&stolen), &said);
    toili.stage.relay.push(&named);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(toili.stage.relay.log(feed).len(), 1);
    assert!(!is_there(&toili.stage.office, &meeting));
    toili.stage.office.device.revoke(machine).unwrap();
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    assert!(is_there(&toili.stage.office, &meeting));
    // Once, and what follows goes there at once.
    let truly = toili.stage.office.feed(&meetings(TOILI)).id;
    let length = toili.stage.relay.log(truly).len();
    let next = toili.record(7, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert!(is_there(&toili.stage.office, &next));
    assert_eq!(toili.stage.relay.log(truly).len(), length + 1);
    assert_eq!(toili.stage.relay.log(feed).len(), 1);
}

/// Of a year that nobody has opened, a key and no leave to write.
#[test]
fn nothing_is_written_to_a_feed_that_nobody_let_the_device_write() {
    let (mut toili, stolen, _) = scene(1612);
    let (feed, begins) = decoy(&toili, &stolen, meetings_feed(TOILI, 2025), &[]);
    let named = forge(&stolen, next_place(&stolen), &[begins]);
    toili.stage.relay.push(&named);
    toili.synced_phone();
    let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 6).unwrap();
    let session = SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(toili.group.id, day, session).unwrap();
    let family = toili.group.families[0];
    toili.phone.mark(&meeting, family, Mark::Hadir);
    for _ in 0..2 {
        toili.synced_phone();
        toili.synced_office();
    }
    assert!(toili.stage.relay.log(feed).is_empty());
    assert!(is_there(&toili.stage.office, &meeting));
}

#[test]
fn a_feed_of_which_no_word_that_counts_gave_a_key_is_none() {
    let (mut toili, stolen, mut unaware) = scene(1613);
    let feed = FeedId([0, 0, 0, 0, 0, 0, 0, 1]);
    let next = u16::try_from(start().year() + 1).unwrap();
    let lets = lets_write(feed, &[unaware.device.id()]);
    let access = forge(&stolen, next_place(&stolen), &[lets]);
    bring(&mut toili.stage.office, std::slice::from_ref(&access));
    let machine = stolen.device.id();
    toili.stage.office.device.revoke(machine).unwrap();
    let to = [keys(&unaware)];
    let begins = names(&stolen, 99, feed, &forum_feed(next), &to);
    bring(&mut unaware, &[access, begins]);
    toili.synced_office();
    unaware.synced(&mut toili.stage.relay);
    let membership = unaware.device.membership();
    assert!(
        membership
            .may_write(unaware.device.id(), feed, true)
            .is_ok()
    );
    unaware.ambient.set(start() + chrono::Duration::days(60));
    unaware.device.ensure_years().unwrap();
    let me = unaware.device.me();
    let made = me
        .feed_of(unaware.device.reader(), &forum_feed(next))
        .unwrap();
    assert!(made.is_some_and(|made| made.id != feed));
}

#[test]
fn what_a_feed_is_for_says_no_word_that_does_not_count() {
    let (mut toili, stolen, _) = scene(1602);
    let machine = stolen.device.id();
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let group = toili.stage.group(LUWUK, "MAWAR", budi, 2);
    toili.synced_office();
    let truly = toili.stage.office.feed(&roster(LUWUK)).id;
    toili.stage.office.device.revoke(machine).unwrap();
    let to = [keys(&toili.phone)];
    let wrong = names(&stolen, 91, truly, &meetings("72.01.10"), &to);
    bring(&mut toili.phone, &[wrong]);
    assert_eq!(toili.phone.feed(&meetings("72.01.10")).id, truly);
    // The phone is let in there by those whose word counts.
    let phone = toili.phone.device.id();
    let office = &mut toili.stage.office.device;
    office
        .write(|conn, me| me.give_place(conn, phone, LUWUK))
        .unwrap();
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    assert_eq!(toili.phone.feed(&roster(LUWUK)).id, truly);
    assert!(toili.phone.device.may_write(&roster(LUWUK)).unwrap());
    assert!(is_there(&toili.phone, &DocKey::Family(group.families[0])));
}

#[test]
fn epochs_of_which_nobody_was_given_a_key_stop_nobody_and_hide_nothing() {
    let (mut toili, stolen, _) = scene(1603);
    let feed = toili.meetings_feed();
    let before = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let newest = toili.stage.office.device.membership().newest_epoch(feed);
    let begins = |epoch| {
        Statement::Epoch(Epoch {
            feed,
            epoch,
            key: KeyId([1; 16]),
            keys: vec![],
            previous: None,
        })
    };
    let said: Vec<Statement> = (1..4).map(|no| begins(newest.unwrap() + no)).collect();
    let poison = forge(&stolen, next_place(&stolen), &said);
    toili.stage.relay.push(&poison);
    toili.synced_phone();
    let late = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 1, "nothing goes under an older key");
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    assert_eq!(pending(&toili.phone), 0);
    assert!(is_there(&toili.stage.office, &late));
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    assert!(is_there(&colleague, &before) && is_there(&colleague, &late));
    // It is said once.
    for _ in 0..2 {
        toili.synced_office();
    }
    let length = toili.stage.relay.log(FeedId::CONTROL).len();
    toili.synced_office();
    assert_eq!(toili.stage.relay.log(FeedId::CONTROL).len(), length);
}

#[test]
fn who_comes_after_a_machine_that_began_such_epochs_was_revoked_reads_what_was_before() {
    let (mut toili, stolen, _) = scene(1604);
    let feed = toili.meetings_feed();
    let before = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let newest = toili.stage.office.device.membership().newest_epoch(feed);
    let poison = Statement::Epoch(Epoch {
        feed,
        epoch: newest.unwrap() + 1,
        key: KeyId([1; 16]),
        keys: vec![],
        previous: None,
    });
    let poison = forge(&stolen, next_place(&stolen), &[poison]);
    bring(&mut toili.stage.office, &[poison]);
    let machine = stolen.device.id();
    toili.stage.office.device.revoke(machine).unwrap();
    toili.synced_office();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    assert!(is_there(&colleague, &before));
}

/// More of them than are begun once more in one go, with the newest given to nobody or to a device that nobody knows.
#[test]
fn however_many_epochs_a_machine_began_everybody_who_comes_later_reads_what_was_before() {
    let nobody = DeviceIdentity::generate(&Seeded::new(67, start()));
    for (many, to, is_revoked) in [(300, None, true), (600, Some(nobody.device()), false)] {
        let (mut toili, stolen, _) = scene(1609);
        let feed = toili.meetings_feed();
        let before = toili.record(1, 0, Mark::Hadir);
        toili.synced_phone();
        toili.synced_office();
        let newest = toili.stage.office.device.membership().newest_epoch(feed);
        let begins = |no| {
            let to = to.filter(|_| no == many).into_iter();
            Statement::Epoch(Epoch {
                feed,
                epoch: newest.unwrap() + no,
                key: KeyId([1; 16]),
                keys: to
                    .map(|device| Wrapped {
                        device,
                        sealed: vec![7; 80].into(),
                    })
                    .collect(),
                previous: None,
            })
        };
        let said: Vec<Statement> = (1..=many).map(begins).collect();
        let poison = forge(&stolen, next_place(&stolen), &said);
        bring(&mut toili.stage.office, &[poison]);
        if is_revoked {
            let machine = stolen.device.id();
            toili.stage.office.device.revoke(machine).unwrap();
        }
        for _ in 0..4 {
            toili.synced_office();
        }
        toili.synced_phone();
        let late = toili.record(2, 0, Mark::Hadir);
        toili.synced_phone();
        toili.synced_office();
        assert!(is_there(&toili.stage.office, &late));
        let budi = toili.stage.hire("BUDI", &[TOILI]);
        let colleague = toili.stage.phone(budi, &[TOILI]);
        assert!(is_there(&colleague, &before), "{many}");
        assert!(is_there(&colleague, &late), "{many}");
        // It is said once.
        let length = toili.stage.relay.log(FeedId::CONTROL).len();
        for _ in 0..2 {
            toili.synced_office();
        }
        assert_eq!(toili.stage.relay.log(FeedId::CONTROL).len(), length);
    }
}

#[test]
fn nobody_who_grants_a_device_once_more_has_what_is_meant_for_it() {
    let (mut toili, _, mut second) = scene(1608);
    let feed = toili.meetings_feed();
    // The second machine invites a phone; then the first one, which is nearer to the root, is stolen.
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    let wish = InviteWish {
        person: budi,
        places: vec![TOILI.to_owned()],
        office: false,
        valid_for: chrono::Duration::days(7),
    };
    let invited = second.device.invite(&wish).unwrap();
    second.synced(&mut toili.stage.relay);
    let mut phone = join(&mut toili.stage, &invited);
    for _ in 0..2 {
        second.synced(&mut toili.stage.relay);
        phone.synced(&mut toili.stage.relay);
    }
    let thief = DeviceIdentity::generate(&Seeded::new(66, start()));
    let own = keys(&phone);
    let grant = Statement::Grant(Grant {
        keys: DeviceKeys {
            sign: own.sign,
            ..thief.public()
        },
        role: DeviceRole::Member,
        access: vec![],
    });
    let first = &toili.stage.office;
    let forged = forge(first, next_place(first), &[grant]);
    for station in [&mut second, &mut phone] {
        bring(station, std::slice::from_ref(&forged));
    }
    let stolen = toili.stage.office.device.id();
    second.device.revoke(stolen).unwrap();
    for _ in 0..2 {
        second.synced(&mut toili.stage.relay);
        phone.synced(&mut toili.stage.relay);
    }
    let membership = second.device.membership();
    let newest = membership.newest_epoch(feed);
    let wrapped = membership.wrapped_for(own.device(), feed);
    let newest: Vec<_> = wrapped
        .iter()
        .filter(|key| Some(key.epoch) == newest)
        .collect();
    assert!(!newest.is_empty());
    let office = second.device.office();
    for one in newest {
        let opened = |by: &DeviceIdentity| {
            EpochKey::unwrap(&one.sealed, &office, feed, one.epoch, one.key, by)
        };
        assert!(opened(&thief).is_err());
        assert!(opened(phone.device.me().identity()).is_ok());
    }
    phone.mark(
        &toili.group.meeting(4),
        toili.group.families[0],
        Mark::Hadir,
    );
    phone.synced(&mut toili.stage.relay);
    second.synced(&mut toili.stage.relay);
    assert_eq!(pending(&phone), 0);
    assert!(is_there(&second, &toili.group.meeting(4)));
    let again = second.copy("again.db", 9);
    assert_eq!(again.device.membership(), second.device.membership());
}
