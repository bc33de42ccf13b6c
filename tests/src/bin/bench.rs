//! What the line carries and how long the engine takes, in figures: `out/bench.json`. A side-by-side run with a peer, an emulated
//! bad line and the relay under load are still to come.

use std::path::Path;
use std::time::Instant;

use chrono::DateTime;
use serde::Serialize;
use sesi_core::documents::{Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Patch, Rating, Set};
use sesi_core::rekap::{Rekap, YearMonth};
use sesi_tests::dice::Dice;
use sesi_tests::relay::RelayProcess;
use sesi_tests::tap::Tap;
use sesi_tests::world::{Kelompok, Station, World, meeting};

const TOILI: &str = "72.01.09";
const GROUPS: usize = 100;
const FAMILIES: usize = 25;
/// Meetings of each group in the large transfer.
const ROUNDS: usize = 20;

/// One transfer, all bytes of both directions counted, headers included.
#[derive(Debug, Serialize)]
struct Figure {
    records: usize,
    requests: u32,
    bytes_up: u64,
    bytes_down: u64,
    seconds: f64,
}

/// `out/bench.json`.
#[derive(Debug, Serialize)]
struct Bench {
    idle: Figure,
    push1: Figure,
    edit1: Figure,
    push100: Figure,
    push_many: Figure,
    pull_many: Figure,
    save_meeting_ms: f64,
    rekap_ms: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new("out/bench");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let relay = RelayProcess::start_with(
        &folder.join("relay"),
        &[
            "--open-founding",
            "--device-rate",
            "0",
            "--stranger-rate",
            "0",
        ],
    );
    let tap = Tap::to(relay.address);
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    let mut world = World::found(folder, &tap.url(), 3, now);
    let staff = world.hire("ANI", &[TOILI]);
    let groups: Vec<Kelompok> = (0..GROUPS)
        .map(|no| world.kelompok(TOILI, &format!("KELOMPOK {no}"), staff, FAMILIES))
        .collect();
    let mut phone = world.join(staff, &[TOILI]);
    for _ in 0..2 {
        world.office.synced();
        phone.synced();
    }
    let bench = measure(&tap, &mut phone, &mut world.office, &groups)?;
    let json = serde_json::to_string_pretty(&bench)?;
    std::fs::write("out/bench.json", &json)?;
    println!("{json}");
    Ok(())
}

fn measure(
    tap: &Tap,
    phone: &mut Station,
    office: &mut Station,
    groups: &[Kelompok],
) -> Result<Bench, Box<dyn std::error::Error>> {
    let dice = Dice::new(9);
    let idle = exchange(tap, phone, 1);

    let first = meeting(groups[0].id, "2026-10-01", "M1.1");
    let started = Instant::now();
    phone.device.edit(&first, &full(&dice, &groups[0]))?;
    let save_meeting_ms = started.elapsed().as_secs_f64() * 1000.0;
    let push1 = exchange(tap, phone, 1);

    let place = MeetingPatch {
        place: Set::To("Rumah Ketua".into()),
        ..MeetingPatch::default()
    };
    phone.device.edit(&first, &place.into())?;
    let edit1 = exchange(tap, phone, 1);

    phone
        .device
        .edit_all(&meetings(&dice, groups, "2026-10-02"))?;
    let push100 = exchange(tap, phone, GROUPS);

    for round in 0..ROUNDS {
        phone.device.edit_all(&meetings(
            &dice,
            groups,
            &format!("2026-09-{:02}", round + 1),
        ))?;
    }
    let push_many = exchange(tap, phone, GROUPS * ROUNDS);
    let pull_many = exchange(tap, office, GROUPS * ROUNDS);

    let month = YearMonth::new(2026, 9)?;
    let started = Instant::now();
    Rekap::count(office.device.reader(), month)?;
    let rekap_ms = started.elapsed().as_secs_f64() * 1000.0;
    Ok(Bench {
        idle,
        push1,
        edit1,
        push100,
        push_many,
        pull_many,
        save_meeting_ms,
        rekap_ms,
    })
}

fn exchange(tap: &Tap, station: &mut Station, records: usize) -> Figure {
    let (up, down) = tap.bytes();
    let started = Instant::now();
    let requests = station.synced().requests;
    let seconds = started.elapsed().as_secs_f64();
    let (up_now, down_now) = tap.bytes();
    Figure {
        records,
        requests,
        bytes_up: up_now - up,
        bytes_down: down_now - down,
        seconds,
    }
}

fn meetings(dice: &Dice, groups: &[Kelompok], date: &str) -> Vec<(DocKey, Patch)> {
    groups
        .iter()
        .map(|group| (meeting(group.id, date, "M1.2"), full(dice, group)))
        .collect()
}

/// A meeting of 25 families with marks, ratings, a note of about 130 characters, times and a place.
fn full(dice: &Dice, group: &Kelompok) -> Patch {
    const WORDS: [&str; 16] = [
        "diskusi",
        "kelompok",
        "lancar",
        "ibu",
        "bercerita",
        "pengalaman",
        "rumah",
        "anak",
        "materi",
        "dibahas",
        "tugas",
        "rencana",
        "bersama",
        "keluarga",
        "hujan",
        "terlambat",
    ];
    let words: Vec<&str> = (0..17).map(|_| *dice.pick(&WORDS)).collect();
    let mut patch = MeetingPatch {
        starts: Set::To(540),
        ends: Set::To(630),
        place: Set::To("Balai Desa Samalore".into()),
        notes: [(Aspect::Proses, Some(words.join(" ")))].into(),
        ..MeetingPatch::default()
    };
    for family in &group.families {
        let key = FamilyKey::of(*family);
        let mark = *dice.pick(&[
            Mark::Hadir,
            Mark::Hadir,
            Mark::Hadir,
            Mark::Hadir,
            Mark::Sakit,
            Mark::Alfa,
        ]);
        patch.marks.insert(key.clone(), Some(mark));
        if mark == Mark::Hadir {
            patch.ratings.insert(key, Some(*dice.pick(Rating::ALL)));
        }
    }
    patch.into()
}
