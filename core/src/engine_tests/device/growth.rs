//! Devices with an older and a newer app, whose kind of meetings has grown a map: nothing is lost, whoever is updated when.

use crate::kinds::Pkh;
use sesi_engine::field::Field as _;
use std::collections::BTreeSet;

use sesi_engine::device::Kinds;
use sesi_engine::documents::{Kind, PartKey, Provenance, Scalar};
use sesi_engine::seal::author_notes::AppVersion;
use sesi_engine::seal::body::PackedBody;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::file::{Extent, export, import};
use sesi_engine::sync::sealing::{keep_sealed, seal_pending};

use super::people::rebuilt;
use crate::error::Error;
use crate::kinds::{DocKey, Document, GROWN, KINDS, Mark};
use crate::testkit::{FakeRelay, Station, TOILI, Toili, marks, meetings};

static NEWER: &[&Kind] = &[&GROWN];

/// From now on the newer app runs there.
fn update(station: &mut Station) {
    let newer = station.device.write(|_, me| {
        me.kinds = Kinds(NEWER);
        Ok::<_, Error>(())
    });
    newer.unwrap();
    station.device.runs_in(AppVersion::new("2.0.0").unwrap());
}

fn document(station: &Station, key: &DocKey) -> Document {
    station.device.document(key).unwrap().unwrap()
}

/// Puts something into the map that only the newer app knows.
fn visit(station: &mut Station, meeting: &DocKey, name: &str) {
    let path = format!("visits/{name}");
    let said = station
        .device
        .resolve(meeting, &path, Scalar::Text(name.to_owned()));
    said.unwrap().unwrap();
}

fn reasons(station: &Station) -> Vec<&'static str> {
    let parked = station.device.status().unwrap().parked;
    parked.into_iter().map(|entry| entry.reason).collect()
}

/// The office and three phones of one kecamatan.
struct Four {
    stations: [Station; 4],
    relay: FakeRelay,
    families: Vec<uuid::Uuid>,
    meeting: DocKey,
    _dir: tempfile::TempDir,
}

impl Four {
    fn new(seed: u64) -> Self {
        let mut toili = Toili::new(seed);
        let [second, third] = ["BUDI", "CICI"].map(|name| {
            let staff = toili.stage.hire(name, &[TOILI]);
            toili.stage.phone(staff, &[TOILI])
        });
        let meeting = toili.group.meeting(1);
        let mut four = Self {
            stations: [toili.stage.office, toili.phone, second, third],
            relay: toili.stage.relay,
            families: toili.group.families,
            meeting,
            _dir: toili.stage.dir,
        };
        four.exchange();
        four
    }

    fn exchange(&mut self) {
        for _ in 0..2 {
            for station in &mut self.stations {
                station.synced(&mut self.relay);
            }
        }
    }

    /// Everybody marks a family, each another one; with the newer app, a visit too.
    fn everybody_writes(&mut self, round: usize, updated: &[usize]) {
        let mark = [Mark::Hadir, Mark::Sakit, Mark::Alfa][round % 3];
        for (who, station) in self.stations.iter_mut().enumerate() {
            station.mark(&self.meeting, self.families[who], mark);
            if updated.contains(&who) {
                visit(station, &self.meeting, &format!("{who}-{round}"));
            }
        }
    }
}

fn orders() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..4 {
        all = all
            .into_iter()
            .flat_map(|begun: Vec<usize>| {
                let rest: Vec<usize> = (0..4).filter(|who| !begun.contains(who)).collect();
                rest.into_iter()
                    .map(move |who| [&begun[..], &[who]].concat())
            })
            .collect();
    }
    all
}

/// Four tests, so that they run beside each other.
macro_rules! in_whatever_order_four_devices_are_updated {
    ($($name:ident: $first:literal),+) => {
        $(#[test]
        fn $name() {
            they_end_byte_for_byte_equal($first);
        })+
    };
}

in_whatever_order_four_devices_are_updated! {
    they_end_byte_for_byte_equal_the_office_first: 0,
    they_end_byte_for_byte_equal_a_phone_first: 1,
    they_end_byte_for_byte_equal_the_second_phone_first: 2,
    they_end_byte_for_byte_equal_the_third_phone_first: 3
}

fn they_end_byte_for_byte_equal(first: usize) {
    let of_first = orders().into_iter().filter(|order| order[0] == first);
    for (seed, order) in (700..).zip(of_first) {
        let mut four = Four::new(seed);
        let mut visits = BTreeSet::new();
        // Rounds with none, one, two, three and all of them updated; in each everybody writes without a signal.
        for round in 0..=4 {
            let updated = &order[..round];
            four.everybody_writes(round, updated);
            visits.extend(updated.iter().map(|who| format!("{who}-{round}")));
            four.exchange();
            for (who, station) in four.stations.iter().enumerate() {
                let expected = if updated.contains(&who) {
                    None
                } else {
                    Some("newer")
                };
                let reasons = reasons(station);
                assert!(
                    reasons.iter().all(|reason| Some(*reason) == expected),
                    "{order:?} {round} {who}: {reasons:?}"
                );
                assert_eq!(reasons.is_empty(), expected.is_none() || round == 0);
                let own = document(station, &four.meeting);
                assert_eq!(
                    own.changes().iter().any(|it| own.step_of(it) > 1),
                    updated.contains(&who)
                );
            }
            if let Some(next) = order.get(round) {
                update(&mut four.stations[*next]);
                four.stations[*next]
                    .device
                    .look_again_after_update()
                    .unwrap();
            }
        }
        let expected = document(&four.stations[0], &four.meeting);
        let view = expected.view();
        let dump = four.stations[0].dump();
        let bytes = canonical(&four.stations[0], &four.meeting);
        for station in &mut four.stations {
            assert_eq!(reasons(station), Vec::<&str>::new(), "{order:?}");
            let found = document(station, &four.meeting);
            assert_eq!(found.heads(), expected.heads(), "{order:?}");
            assert_eq!(canonical(station, &four.meeting), bytes);
            assert_eq!(found.view(), view);
            assert_eq!(found.disagreements(), []);
            for name in &visits {
                let held = found.value(&format!("visits/{name}"));
                assert_eq!(held, Some(Scalar::Text(name.clone())), "{order:?}");
            }
            assert_eq!(station.dump(), dump);
            assert_eq!(rebuilt(station), dump);
            assert_eq!(station.rows("SELECT mark FROM rm_mark").len(), 4);
            assert_eq!(station.rows("SELECT no FROM pending").len(), 0);
        }
    }
}

/// The document as one makes it who gets all its changes at once.
fn canonical(station: &Station, key: &DocKey) -> Vec<u8> {
    let found = document(station, key);
    let from = Provenance::Office(station.device.id());
    let blank = Document::new(key.clone(), &station.device.office()).of_kind(&GROWN);
    let made = blank.born_of(&found.changes(), from).unwrap();
    assert_eq!(made.heads(), found.heads());
    made.save()
}

#[test]
fn of_an_entry_only_what_needs_the_newer_app_waits_and_the_entry_is_passed_on() {
    let mut four = Four::new(731);
    let [office, newer, older, other] = &mut four.stations;
    update(newer);
    // One entry: a meeting with a visit, the marks before and after it, and another meeting.
    let second = {
        let DocKey::Meeting { group, session, .. } = &four.meeting else {
            unreachable!()
        };
        let date = chrono::NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        DocKey::meeting(*group, date, session.clone()).unwrap()
    };
    newer.mark(&four.meeting, four.families[0], Mark::Hadir);
    visit(newer, &four.meeting, "ani");
    newer.mark(&four.meeting, four.families[1], Mark::Sakit);
    newer.mark(&second, four.families[2], Mark::Alfa);
    newer.synced(&mut four.relay);
    office.synced(&mut four.relay);
    older.synced(&mut four.relay);
    for station in [&*office, &*older] {
        let parked = station.device.status().unwrap().parked;
        assert_eq!(parked.len(), 1);
        assert_eq!(parked[0].reason, "newer");
        assert_eq!(parked[0].detail, "step 2 of meeting");
        assert_eq!(document(station, &four.meeting).changes().len(), 1);
        assert_eq!(document(station, &second).changes().len(), 1);
    }
    // It reaches a newer app by way of the older one alone, as a file.
    update(other);
    let mut file = Vec::new();
    export(&mut older.device, Extent::All, &mut file).unwrap();
    import(&mut other.device, &mut &file[..]).unwrap();
    assert_eq!(reasons(other), Vec::<&str>::new());
    assert_eq!(
        document(other, &four.meeting).heads(),
        document(newer, &four.meeting).heads()
    );
    assert!(document(other, &four.meeting).value("visits/ani").is_some());
    // And who opens the database with a newer app, has it without an exchange.
    update(older);
    older.device.look_again_after_update().unwrap();
    assert_eq!(reasons(older), Vec::<&str>::new());
    assert_eq!(older.dump(), newer.dump());
    assert_eq!(
        canonical(older, &four.meeting),
        canonical(newer, &four.meeting)
    );
}

#[test]
fn who_claims_a_step_that_nobody_has_keeps_back_his_own_change_alone() {
    let mut four = Four::new(732);
    four.everybody_writes(0, &[]);
    let liar = &mut four.stations[3];
    // Honest work under a name that claims step 200, in an entry of its own.
    let meeting = four.meeting.clone();
    let change = {
        let mut other = document(liar, &meeting);
        let patch = marks([(four.families[1], Mark::Alfa)]);
        let by = liar.device.me().authorship();
        other.commit(&patch, by).unwrap().unwrap()
    };
    let part = DocumentPart {
        key: PartKey::new(meeting.clone(), 200).to_bytes(),
        changes: vec![change.contents().to_vec()],
    };
    let body = PackedBody::pack(&[part], Pkh::dictionary()).unwrap();
    liar.device
        .write(|tx, me| {
            let purpose = meetings(TOILI).to_bytes();
            seal_pending(tx, me)?;
            let mut feed = FeedRow::of_purpose(tx, &purpose)?.unwrap();
            let key = me.keys_that_count(tx, feed.id)?.remove(0);
            keep_sealed(tx, me, &mut feed, &body, &key)
        })
        .unwrap();
    four.exchange();
    update(&mut four.stations[1]);
    four.exchange();
    for (who, station) in four.stations.iter().enumerate() {
        let expected: &[&str] = if who == 3 { &[] } else { &["newer"] };
        assert_eq!(reasons(station), expected, "{who}");
        assert!(!document(station, &meeting).contains(change.hash()));
        assert_eq!(station.rows("SELECT mark FROM rm_mark").len(), 4);
        assert_eq!(station.dump(), four.stations[0].dump());
    }
    // Everybody goes on, the liar too.
    four.everybody_writes(1, &[1]);
    four.exchange();
    for who in [0, 2, 3] {
        update(&mut four.stations[who]);
    }
    four.exchange();
    for station in &four.stations {
        assert_eq!(station.dump(), four.stations[0].dump());
        assert!(document(station, &meeting).value("visits/1-1").is_some());
    }
}

#[test]
fn an_older_app_takes_nothing_back_that_it_could_not_say_again() {
    let mut four = Four::new(733);
    let phone = &mut four.stations[1];
    update(phone);
    phone.mark(&four.meeting, four.families[0], Mark::Hadir);
    visit(phone, &four.meeting, "ani");
    let sealed = phone.device.write(|tx, me| seal_pending(tx, me)).unwrap();
    assert_eq!(sealed, 1);
    let feed = phone.feed(&meetings(TOILI));
    let entry = feed.own_last.unwrap();
    let me = phone.device.me();
    let opened = me.opened(phone.device.reader(), &entry).unwrap().unwrap();
    assert_eq!(opened.changes_of(&four.meeting).count(), 2);
    assert_eq!(opened.keys::<DocKey>().collect::<BTreeSet<_>>().len(), 1);
    let mut takes_back = |kinds| {
        let taken = phone.device.write(|tx, me| {
            me.kinds = Kinds(kinds);
            me.take_changes_back(tx, &entry)
        });
        taken.unwrap()
    };
    assert!(!takes_back(KINDS));
    assert!(takes_back(NEWER));
}
