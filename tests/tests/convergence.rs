//! Random edits on five devices, offline spells, deliveries by relay and by file, duplicated and out of order: in the end all
//! read models are equal, byte for byte, and each equals the one that is built anew from its documents.

use chrono::DateTime;
use minicbor::{Decoder, Encoder};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sesi_core::kinds::{Aspect, DocKey, FamilyKey, FamilyPatch, Mark, MeetingPatch, Patch, Rating};
use sesi_engine::documents::Set;
use sesi_engine::sync::file::{self, Extent};
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Kelompok, Station, World, meeting};

const TOILI: &str = "72.01.09";
const DEVICES: usize = 5;
const HEADER: usize = 24;

#[derive(Debug, Clone)]
enum Step {
    /// A mark (or none) and a rating for a family at one of a few meetings.
    Mark {
        device: usize,
        meeting: usize,
        family: usize,
        mark: Option<usize>,
        rating: usize,
    },
    /// A scalar that people disagree about.
    Note {
        device: usize,
        meeting: usize,
        text: String,
    },
    /// A family's own data.
    Rename {
        device: usize,
        family: usize,
        name: String,
    },
    /// An exchange with the relay.
    Sync { device: usize },
    /// Everything one device has, as a file, in another order and partly twice, taken in by another.
    File { from: usize, to: usize, order: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let device = 0..DEVICES;
    let step = prop_oneof![
        5 => (device.clone(), 0..3_usize, 0..5_usize, prop::option::of(0..3_usize), 0..4_usize)
            .prop_map(|(device, meeting, family, mark, rating)| Step::Mark { device, meeting, family, mark, rating }),
        2 => (device.clone(), 0..3_usize, "[a-z]{1,12}")
            .prop_map(|(device, meeting, text)| Step::Note { device, meeting, text }),
        1 => (device.clone(), 0..5_usize, "[A-Z]{3,9}")
            .prop_map(|(device, family, name)| Step::Rename { device, family, name }),
        3 => device.clone().prop_map(|device| Step::Sync { device }),
        1 => (device.clone(), device, any::<u64>())
            .prop_map(|(from, to, order)| Step::File { from, to, order }),
    ];
    prop::collection::vec(step, 10..60)
}

#[test]
fn all_devices_end_with_the_same_rows() {
    // Each case founds an office and enrols four more devices: few cases by default, more by PROPTEST_CASES.
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(6);
    let mut runner = TestRunner::new(Config {
        cases,
        max_shrink_iters: 24,
        ..Config::default()
    });
    runner.run(&steps(), |steps| converge(&steps)).unwrap();
}

fn converge(steps: &[Step]) -> Result<(), TestCaseError> {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 31, now);
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 5);
    let mut stations: Vec<Station> = (0..3).map(|_| world.join(ani, &[TOILI])).collect();
    stations.push(world.join_office(ani));
    stations.push(world.office);
    for _ in 0..2 {
        for station in &mut stations {
            station.synced();
        }
    }
    for step in steps {
        play(&mut stations, &kelompok, step);
    }
    for _ in 0..3 {
        for station in &mut stations {
            station.synced();
        }
    }
    let rows = stations[0].dump();
    for station in &mut stations {
        prop_assert_eq!(&station.dump(), &rows);
        station.device.rebuild_read_model().unwrap();
        prop_assert_eq!(&station.dump(), &rows, "rebuilt equals incremental");
        let parked = sesi_engine::store::Parked::all(station.device.reader()).unwrap();
        prop_assert!(parked.is_empty(), "nothing waits: {parked:?}");
    }
    Ok(())
}

fn play(stations: &mut [Station], kelompok: &Kelompok, step: &Step) {
    let at = |no: usize| meeting(kelompok.id, &format!("2026-10-{:02}", no + 1), "M1.1");
    let mut edit = |device: usize, key: &DocKey, patch: Patch| {
        stations[device].device.edit(key, &patch).unwrap();
    };
    match step {
        Step::Mark {
            device,
            meeting,
            family,
            mark,
            rating,
        } => {
            let key = FamilyKey::of(kelompok.families[*family]);
            let patch = MeetingPatch {
                marks: [(key.clone(), mark.map(|no| Mark::ALL[no]))].into(),
                ratings: [(key, Some(Rating::ALL[*rating]))].into(),
                ..MeetingPatch::default()
            };
            edit(*device, &at(*meeting), patch.into());
        }
        Step::Note {
            device,
            meeting,
            text,
        } => {
            let patch = MeetingPatch {
                notes: [(Aspect::ALL[0], Some(text.clone()))].into(),
                place: Set::To(text.clone()),
                ..MeetingPatch::default()
            };
            edit(*device, &at(*meeting), patch.into());
        }
        Step::Rename {
            device,
            family,
            name,
        } => {
            let patch = FamilyPatch {
                name: Set::To(name.clone()),
                ..FamilyPatch::default()
            };
            edit(
                *device,
                &DocKey::Family(kelompok.families[*family]),
                patch.into(),
            );
        }
        Step::Sync { device } => drop(stations[*device].synced()),
        Step::File { from, to, order } => {
            let mut bytes = Vec::new();
            file::export(&mut stations[*from].device, Extent::All, &mut bytes).unwrap();
            let bytes = disordered(&bytes, *order);
            file::import(&mut stations[*to].device, &mut &bytes[..]).unwrap();
        }
    }
}

/// The same file with its entries in another order and every third one twice.
fn disordered(file: &[u8], order: u64) -> Vec<u8> {
    let (header, entries) = file.split_at(HEADER);
    let mut decoder = Decoder::new(entries);
    let mut list = Vec::new();
    while decoder.position() < entries.len() {
        list.push(decoder.bytes().unwrap());
    }
    let twice: Vec<_> = list.iter().step_by(3).copied().collect();
    list.extend(twice);
    list.sort_by_key(|entry| {
        let hash = blake3::keyed_hash(blake3::hash(&order.to_le_bytes()).as_bytes(), entry);
        *hash.as_bytes()
    });
    let mut out = header.to_vec();
    for entry in list {
        let mut framed = Vec::new();
        Encoder::new(&mut framed).bytes(entry).unwrap();
        out.extend_from_slice(&framed);
    }
    out
}
