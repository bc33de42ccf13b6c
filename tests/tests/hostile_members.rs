//! A member who holds every key of their kecamatan sends what the app never would. Nobody's device fails, everybody's honest work
//! arrives, and what cannot be applied waits with its reason or was refused by the relay.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

mod cases;

use std::collections::BTreeSet;
use std::io::Write;

use chrono::DateTime;
use proptest::prelude::*;

use sesi_tests::hostile_member::{
    Insider, PUT, change, first_difference, id_of, part, peak_memory, plant, unsealed,
};
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Kelompok, Station, World, marks, meeting};
use sesi_wire::entry::Kind;
use sesi_wire::sync::{PushResult, Rejection};
use uuid::Uuid;

use cases::runner;
use sesi_core::kinds::{DocKey, GroupPatch, Mark, MeetingPatch, Patch, StaffPatch};
use sesi_engine::documents::{Set, first_change};
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::store::{ParkReason, Parked};

const TOILI: &str = "72.01.09";
/// What all of a test may cost beyond what its honest beginning cost, in KiB.
const MEMORY: u64 = 200 * 1024;

/// An office, an honest phone, and what the hostile member took out of their own.
struct Scene {
    office: Station,
    honest: Station,
    insider: Insider,
    /// Their phone, which still makes honest changes; they seal them themselves.
    phone: Station,
    kelompok: Kelompok,
    ani: Uuid,
    days: u32,
    began: u64,
    _relay: RelayProcess,
    _dir: tempfile::TempDir,
}

fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), seed, now);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut honest = world.join(ani, &[TOILI]);
    let mut phone = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut honest, &mut phone] {
        station.synced();
    }
    let first = meeting(kelompok.id, "2026-01-05", "M1.1");
    let mark = marks([(kelompok.families[0], Mark::Hadir)]);
    phone.device.edit(&first, &mark).unwrap();
    phone.synced();
    let mut office = world.office;
    office.synced();
    honest.synced();
    phone.synced();
    Scene {
        insider: Insider::of(&phone, &relay.url(), &first),
        office,
        honest,
        phone,
        kelompok,
        ani,
        days: 0,
        began: peak_memory(None),
        _relay: relay,
        _dir: dir,
    }
}

impl Scene {
    /// A meeting that nobody has recorded yet.
    fn fresh(&mut self) -> DocKey {
        self.days += 1;
        let day = chrono::NaiveDate::from_yo_opt(2026, 10 + self.days).unwrap();
        meeting(self.kelompok.id, &day.to_string(), "M1.2")
    }

    /// An honest change of a fresh meeting by the hostile member's phone, not sealed yet.
    fn honest_part(&mut self) -> (DocKey, DocumentPart) {
        let key = self.fresh();
        let mark = marks([(self.kelompok.families[1], Mark::Sakit)]);
        self.phone.device.edit(&key, &mark).unwrap();
        let parts = unsealed(&self.phone);
        let part = parts.into_iter().find(|part| part.key == key.to_bytes());
        (key, part.expect("the change waits to be sealed"))
    }

    /// Sends `forged` with an honest entry after it. Everything that a test of this file promises is checked here: `spoilt`
    /// are documents that the forged entries may well change, because their author had every right to.
    fn survives(&mut self, what: &str, forged: &[Vec<u8>], told: &[Told], spoilt: &[DocKey]) {
        let (key, part) = self.honest_part();
        let mut entries = forged.to_vec();
        entries.push(self.insider.seal(&[part]));
        let before = self.office.dump();
        let parked_before = parked(&self.office);

        let results = self.insider.push(&entries);
        for (at, (result, told)) in results.iter().zip(told).enumerate() {
            match told {
                Told::Refused(reason) => {
                    assert_eq!(*result, PushResult::Rejected(*reason), "{what}: entry {at}");
                }
                _ => assert!(
                    matches!(result, PushResult::Accepted(_)),
                    "{what}: entry {at}: {result:?}"
                ),
            }
        }
        assert!(
            matches!(results.last(), Some(PushResult::Accepted(_))),
            "{what}: the honest entry after it"
        );
        self.office.synced();
        self.honest.synced();

        // Waiting with the right reason, on every device, and nothing else waits.
        for station in [&self.office, &self.honest] {
            let mut waiting = parked(station);
            for (entry, told) in forged.iter().zip(told) {
                let found = waiting.iter().find(|p| p.entry == id_of(entry)).cloned();
                match (told, &found) {
                    (Told::Parked(reason), Some(found)) => {
                        assert_eq!(found.reason, *reason, "{what}: {}", found.detail);
                    }
                    (Told::Parked(reason), None) => panic!("{what}: not parked as {reason:?}"),
                    (Told::Refused(_) | Told::Applied, Some(found)) => panic!("{what}: {found:?}"),
                    _ => {}
                }
                waiting.retain(|p| p.entry != id_of(entry));
            }
            assert_eq!(waiting.len(), parked_before.len(), "{what}");
        }

        // The honest part of the batch is there; nothing else in the read model moved.
        let office = self.office.device.office();
        let id = |key: &DocKey| key.id(&office).0.simple().to_string();
        let mut allowed: Vec<String> = spoilt.iter().map(id).collect();
        allowed.push(id(&key));
        let after = self.office.dump();
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let (was, is) = (lines(&before), lines(&after));
        for line in was.symmetric_difference(&is) {
            assert!(
                allowed.iter().any(|id| line.contains(id)),
                "{what}: changed: {line:.200}"
            );
        }
        assert!(is.iter().any(|line| line.contains(&id(&key))), "{what}");

        // And life goes on: later work of others travels both ways.
        let later = self.fresh();
        let mark = marks([(self.kelompok.families[2], Mark::Alfa)]);
        self.honest.device.edit(&later, &mark).unwrap();
        self.honest.synced();
        self.office.synced();
        let (ours, theirs) = (self.office.dump(), self.honest.dump());
        assert_eq!(first_difference(&ours, &theirs), None, "{what}");
        assert!(ours.contains(&id(&later)), "{what}: later work arrives");
        let grown = peak_memory(None).saturating_sub(self.began);
        assert!(grown < MEMORY, "{what}: took {grown} KiB");
    }

    /// What came is what a device has that reads its database anew: everything stored can be loaded again.
    fn rebuilds(mut self) {
        let before = self.office.dump();
        self.office.device.rebuild_read_model().unwrap();
        assert_eq!(first_difference(&before, &self.office.dump()), None);
        let ambient = self.office.ambient.clone();
        let (path, key) = (self.office.path, self.office.key);
        drop(self.office.device);
        let again = sesi_core::device::Device::open(&path, &key, ambient).unwrap();
        let after = sesi_core::readmodel::dump(again.reader()).unwrap();
        assert_eq!(first_difference(&before, &after), None);
    }
}

/// What must become of a forged entry.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// Every device keeps it waiting for this reason.
    Parked(ParkReason),
    /// The relay refuses it for this reason.
    Refused(Rejection),
    /// Every device takes it in, wholly.
    Applied,
    /// Any of these, or applied, being what its author might write; the rest of the promise holds in both cases.
    Any,
}

/// So many zeros, packed. They are never all there: what is measured is what a device takes for them.
fn bomb(zeros: u64) -> Vec<u8> {
    const PIECE: usize = 64 << 10;
    let piece = vec![0; PIECE];
    let mut packer = zstd::Encoder::new(Vec::new(), 19).unwrap();
    packer.set_pledged_src_size(Some(zeros)).unwrap();
    for _ in 0..zeros / PIECE as u64 {
        packer.write_all(&piece).unwrap();
    }
    packer.finish().unwrap()
}

fn parked(station: &Station) -> Vec<Parked> {
    Parked::all(station.device.reader()).unwrap()
}

#[test]
fn each_forgery_is_parked_with_its_reason_or_refused() {
    use ParkReason::{MissingDependency, Newer, NotAllowed, Unreadable};
    let mut scene = scene(81);
    let mine = scene.phone.device.id().0;
    let key = scene.fresh();
    let real = scene.honest_part().1;

    // A change whose dependencies nobody has.
    let homeless = change(&[[7; 32]], &PUT, Some(mine));
    let entry = scene.insider.seal(&[part(&key, homeless)]);
    scene.survives(
        "missing dependency",
        &[entry],
        &[Told::Parked(MissingDependency)],
        &[],
    );

    // Columns that claim 2^60 rows in a few bytes.
    let genesis = first_change(key.kind()).1.0;
    let rows = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 1];
    for at in [0, 2, 3, 5] {
        let mut columns = PUT;
        columns[at].1 = &rows;
        let absurd = change(&[genesis], &columns, Some(mine));
        let entry = scene.insider.seal(&[part(&key, absurd)]);
        scene.survives("absurd run", &[entry], &[Told::Parked(Unreadable)], &[]);
    }

    // Something that only a newer app writes: a kind, a version of a kind, a column, an action.
    let mut newer_kind = key.to_bytes();
    newer_kind[0] = 200;
    let mut newer_version = key.to_bytes();
    newer_version[1] = 9;
    for newer in [newer_kind, newer_version] {
        let stranger = DocumentPart {
            key: newer,
            changes: real.changes.clone(),
        };
        let entry = scene.insider.seal(&[stranger]);
        scene.survives("newer document", &[entry], &[Told::Parked(Newer)], &[]);
    }
    let column = change(&[genesis], &[(0x77, &[1, 1])], Some(mine));
    let entry = scene.insider.seal(&[part(&key, column)]);
    scene.survives("newer column", &[entry], &[Told::Parked(Newer)], &[]);

    // A key that is none, parts that are none, a body that is none, a packing of later, a bomb.
    let nonsense = DocumentPart {
        key: vec![5, 1, 2],
        changes: real.changes.clone(),
    };
    let entry = scene.insider.seal(&[nonsense]);
    scene.survives("no key", &[entry], &[Told::Parked(Unreadable)], &[]);
    let entry = scene.insider.seal_packed(&[0, 0xff, 0xff, 0xff, 0x7f]);
    scene.survives("no parts", &[entry], &[Told::Parked(Unreadable)], &[]);
    let entry = scene.insider.seal_payload(&[0xa5; 300]);
    scene.survives("garbage", &[entry], &[Told::Parked(Unreadable)], &[]);
    let entry = scene.insider.seal_payload(&[]);
    scene.survives("nothing", &[entry], &[Told::Parked(Unreadable)], &[]);
    let entry = scene.insider.seal_packed(&[77, 1, 2, 3]);
    scene.survives("later packing", &[entry], &[Told::Parked(Newer)], &[]);
    let entry = scene
        .insider
        .seal_packed(&[&[1], &bomb(256 << 20)[4..]].concat());
    scene.survives("bomb", &[entry], &[Told::Parked(Unreadable)], &[]);
    let entry = scene.insider.seal_under_no_key();
    scene.survives(
        "another key",
        &[entry],
        &[Told::Parked(ParkReason::UnknownKey)],
        &[],
    );

    // Documents that do not belong into the feed of meetings, by real changes that the member made for them.
    let owned = [
        (
            DocKey::Staff(scene.ani),
            Patch::Staff(StaffPatch {
                name: Set::To("KEPALA DINAS".into()),
                ..StaffPatch::default()
            }),
        ),
        (
            DocKey::Group(scene.kelompok.id),
            Patch::Group(GroupPatch {
                name: Set::To("DICURI".into()),
                ..GroupPatch::default()
            }),
        ),
    ];
    for (owned, patch) in owned {
        let stolen = forged_change(&scene, &owned, &patch);
        let entry = scene.insider.seal(&[part(&owned, stolen)]);
        scene.survives(
            "another feed's document",
            &[entry],
            &[Told::Parked(NotAllowed)],
            &[],
        );
    }
    // A meeting of another year than the feed's.
    let other_year = meeting(scene.kelompok.id, "2031-02-03", "M1.1");
    let entry = scene
        .insider
        .seal(&[part(&other_year, real.changes[0].clone())]);
    scene.survives(
        "another year's meeting",
        &[entry],
        &[Told::Parked(NotAllowed)],
        &[],
    );
    scene.rebuilds();
}

/// A change of `key` as the hostile member's phone would make it if it were allowed to.
fn forged_change(scene: &Scene, key: &DocKey, patch: &Patch) -> Vec<u8> {
    use sesi_engine::documents::{ActorSeed, Authorship, OfficeDevices};
    let everything = OfficeDevices([scene.phone.device.id()].into());
    let document = scene.phone.device.document(key).unwrap().unwrap();
    let mut document = document.read_by(&std::sync::Arc::new(everything));
    let authorship = Authorship {
        device: scene.phone.device.id(),
        actor: ActorSeed([9; 6]),
        time: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
    };
    let change = document.commit(patch, authorship).unwrap().unwrap();
    change.into_contents()
}

#[test]
fn what_an_entry_says_of_itself_decides_nothing() {
    let mut scene = scene(86);
    let real = scene.honest_part().1;
    let (key, sound) = scene.honest_part();
    let remark = |key: &[u8]| DocumentPart {
        key: key.to_vec(),
        changes: real.changes.clone(),
    };
    let text = "\u{1b}[2J\n".repeat(40);
    let remarks = [
        remark(&[0]),
        remark(&[0, 1]),
        remark(&[&[0, 1], text.as_bytes()].concat()),
        remark(&[0, 1, 0xff, 0xfe]),
        remark(&[&[0], &key.to_bytes()[1..]].concat()),
    ];
    // The rest of the entry counts, and no document is made of what is none.
    let entry = scene.insider.seal(&[&remarks[..], &[sound]].concat());
    scene.survives("remarks", &[entry], &[Told::Applied], &[key]);
    scene.rebuilds();
}

#[test]
fn what_is_no_entry_or_a_newer_one_is_refused_by_the_relay_alone() {
    let mut scene = scene(82);
    let real = scene.honest_part().1;
    // The right version, then numbers that never end.
    let noise = [&[1][..], &[0xff; 200]].concat();
    // Bytes that claim the entry format of a later version.
    let mut newer = scene.insider.seal(&[real]);
    newer[0] = 2;
    // A signature over something else: one bit of the body turned over.
    let (_, part) = scene.honest_part();
    let mut torn = scene.insider.seal(&[part]);
    let at = torn.len() - 80;
    torn[at] ^= 1;
    for (what, entry, reason) in [
        ("noise", noise, Rejection::Malformed),
        ("nothing", Vec::new(), Rejection::Malformed),
        ("version 2", newer, Rejection::Version),
        ("torn", torn, Rejection::Signature),
        ("too large", vec![1; 40_000], Rejection::TooLarge),
    ] {
        // What the relay refused used up a number that it never saw; the phone's next one still counts.
        scene.survives(what, &[entry], &[Told::Refused(reason)], &[]);
    }
    let statement = scene.insider.sign_body(Kind::Statements, &[0x80]);
    scene.survives(
        "statements of a phone",
        &[statement],
        &[Told::Refused(Rejection::Statement)],
        &[],
    );
    let unknown = scene.insider.sign_body(Kind::Unknown(77), &[1, 2, 3]);
    scene.survives(
        "an unknown kind of entry",
        &[unknown],
        &[Told::Parked(ParkReason::Newer)],
        &[],
    );
    scene.rebuilds();
}

#[test]
fn random_bytes_as_changes_and_bodies_harm_nobody() {
    let mut scene = scene(83);
    let bytes = || prop::collection::vec(any::<u8>(), 0..300);
    let strategy = (
        prop::collection::vec(bytes(), 1..12),
        bytes(),
        any::<bool>(),
    );
    let mut runner = runner(24);
    let scene_of_cases = std::cell::RefCell::new(&mut scene);
    let ran = runner.run(&strategy, |(changes, body, packed)| {
        let mut scene = scene_of_cases.borrow_mut();
        let keys: Vec<DocKey> = (0..)
            .take(changes.len())
            .map(|day| {
                let date = chrono::NaiveDate::from_yo_opt(2026, 300 + day).unwrap();
                meeting(scene.kelompok.id, &date.to_string(), "M2.1")
            })
            .collect();
        let parts: Vec<_> = keys
            .iter()
            .zip(changes)
            .map(|(key, change)| part(key, change))
            .collect();
        let forged = [
            scene.insider.seal(&parts),
            if packed {
                scene.insider.seal_packed(&body)
            } else {
                scene.insider.seal_payload(&body)
            },
        ];
        scene.survives("random bytes", &forged, &[Told::Any, Told::Any], &keys);
        Ok(())
    });
    ran.unwrap();
    assert!(parked(&scene.office).len() > 30, "noise is no change");
    scene.rebuilds();
}

#[test]
fn real_changes_with_a_few_bytes_turned_over_harm_nobody() {
    let mut scene = scene(84);
    // A large real change: marks, ratings, speakers, notes.
    let key = scene.fresh();
    let patch = MeetingPatch {
        marks: scene
            .kelompok
            .families
            .iter()
            .map(|id| (sesi_core::kinds::FamilyKey::of(*id), Some(Mark::Hadir)))
            .collect(),
        place: Set::To("Balai desa".into()),
        starts: Set::To(540),
        ends: Set::To(660),
        topic: Set::To("Menabung".into()),
        ..MeetingPatch::default()
    };
    scene.phone.device.edit(&key, &patch.into()).unwrap();
    let parts = unsealed(&scene.phone);
    let real = parts.iter().find(|part| part.key == key.to_bytes());
    let real = real.unwrap().changes[0].clone();
    let turned = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    let strategy = prop::collection::vec((turned, cut), 6);
    let mut runner = runner(16);
    let shared = std::cell::RefCell::new(&mut scene);
    let spoilt = std::cell::RefCell::new(BTreeSet::from([key.clone()]));
    let ran = runner.run(&strategy, |mutations| {
        let mut scene = shared.borrow_mut();
        let mut entries = Vec::new();
        for (no, (turned, cut)) in (0..).zip(mutations) {
            let mut contents = real.clone();
            for (at, byte) in turned {
                let at = at.index(contents.len());
                contents[at] ^= byte;
            }
            if let Some(cut) = cut {
                contents.truncate(cut.index(contents.len()));
            }
            let date = chrono::NaiveDate::from_yo_opt(2026, 340 + no).unwrap();
            let own = meeting(scene.kelompok.id, &date.to_string(), "M2.1");
            entries.push(scene.insider.seal(&[part(&own, contents)]));
            spoilt.borrow_mut().insert(own);
        }
        let spoilt: Vec<_> = spoilt.borrow().iter().cloned().collect();
        scene.survives("turned over", &entries, &[Told::Any; 6], &spoilt);
        Ok(())
    });
    ran.unwrap();
    assert!(parked(&scene.office).len() > 20, "most mutations are none");
    scene.rebuilds();
}

#[test]
fn what_a_phone_was_made_to_send_travels_as_garbage_and_stays_on_the_shelf() {
    // The same through the app itself: its own engine seals and sends what was put into its outbox.
    let mut scene = scene(85);
    let like = meeting(scene.kelompok.id, "2026-01-05", "M1.1");
    let target = scene.fresh();
    plant(&mut scene.phone, &target, &like, b"neither fish nor fowl");
    scene.phone.synced();
    scene.office.synced();
    scene.honest.synced();
    for station in [&scene.office, &scene.honest] {
        let waiting = parked(station);
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].reason, ParkReason::Unreadable);
    }
    let difference = first_difference(&scene.office.dump(), &scene.honest.dump());
    assert_eq!(difference, None);
    let key = scene.fresh();
    let mark = marks([(scene.kelompok.families[3], Mark::Hadir)]);
    scene.phone.device.edit(&key, &mark).unwrap();
    scene.phone.synced();
    scene.office.synced();
    assert!(scene.office.device.document(&key).unwrap().is_some());
}
