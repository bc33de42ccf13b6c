//! The relay in memory that the field's own tests use says what the real one would: an office, its phones and their mishaps are played
//! with both, and each answer must be the same.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use sesi_core::device::Device;
use sesi_core::kinds::{DocKey, Mark};
use sesi_core::testkit::made_up::{families_of, marks, meeting, office_of, staff_of};
use sesi_core::testkit::{FakeRelay, Station, TOILI, start};
use sesi_engine::ambient::Seeded;
use sesi_engine::device::InviteWish;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::driver;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_tests::seeded_rng::SeededRng;
use sesi_tests::simulate::relay::SimRelay;
use sesi_wire::sync::{Frame, FrameReader, to_vec};
use uuid::Uuid;

/// Both relays at the end of one line.
struct Both {
    fake: FakeRelay,
    real: SimRelay,
    /// Answers that were compared.
    compared: usize,
    /// Kinds of frames that both said.
    heard: Vec<&'static str>,
    /// Entries that get lost on the way in the next answer.
    loses: usize,
}

impl Both {
    fn new(seed: u64) -> Self {
        let mut fake = FakeRelay::new(seed);
        // The incarnation that the other one draws first.
        fake.incarnation = SeededRng::new(seed).bytes();
        let real = SimRelay::new("relay.example", SeededRng::new(seed), fake.clock);
        Self {
            fake,
            real,
            compared: 0,
            heard: Vec::new(),
            loses: 0,
        }
    }

    fn passes(&mut self, millis: u64) {
        self.fake.clock += millis;
        self.real.clock += millis;
    }
}

fn named(frame: &Frame) -> &'static str {
    match frame {
        Frame::Head { .. } => "head",
        Frame::Page { .. } => "page",
        Frame::Entry(_) => "entry",
        Frame::Own(_) => "own",
        Frame::PageEnd { .. } => "page end",
        Frame::Listing { .. } => "listing",
        Frame::Wanted { .. } => "wanted",
        Frame::Diverged { .. } => "diverged",
        Frame::Refused(_) => "refused",
        Frame::End => "end",
        Frame::Unknown(_) => "unknown",
    }
}

/// Frames in short, for whoever looks for the one that differs.
fn told(frames: &[Frame]) -> String {
    let told = frames.iter().map(|frame| match frame {
        Frame::Entry(bytes) => format!("entry of {} B", bytes.len()),
        other => format!("{other:?}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = FrameReader::default();
    reader.feed(bytes);
    std::iter::from_fn(|| reader.next_frame().unwrap()).collect()
}

impl Transport for Both {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        let (status, _, said) = self.real.call(path, bearer, &body);
        let mut answer = self.fake.post(path, bearer, body)?;
        let mut bytes = Vec::new();
        answer.body.read_to_end(&mut bytes).unwrap();
        assert_eq!(answer.status, status, "{path}");
        self.compared += 1;
        if status == 200 && path.starts_with("/v1/sync") {
            let (here, mut there) = (frames(&bytes), frames(&said));
            let same = here == there;
            assert!(
                same,
                "{path}\nin memory: {}\nreal: {}",
                told(&here),
                told(&there)
            );
            self.heard.extend(there.iter().map(named));
            there.retain(|frame| {
                let lost = self.loses > 0 && matches!(frame, Frame::Entry(_));
                self.loses -= usize::from(lost);
                !lost
            });
            bytes = there.iter().flat_map(to_vec).collect();
        } else if status == 200 {
            assert_eq!(bytes, said, "{path}");
        }
        answer.body = Box::new(std::io::Cursor::new(bytes));
        Ok(answer)
    }
}

struct Office {
    relay: Both,
    stations: Vec<Station>,
    rng: SeededRng,
    group: Uuid,
    families: Vec<Uuid>,
}

impl Office {
    fn found(folder: &Path, seed: u64) -> Self {
        let ambient = Arc::new(Seeded::new(seed, start()));
        let key = DbKey::generate(&*ambient);
        let path = folder.join("office.db");
        let founded = sesi_core::office::found(
            &path,
            &key,
            ambient.clone(),
            &RelayAddress::unpinned("http://relay.test"),
            &office_of("72.01"),
        );
        let mut device = founded.unwrap().device;
        let mut relay = Both::new(seed);
        driver::found(&mut device, &mut relay, None).unwrap();
        let (staff, (document, hired)) = staff_of("ANI", &[TOILI]);
        device.edit(&document, &hired).unwrap();
        device.ensure_place(TOILI, &[2026]).unwrap();
        let (group, edits) = families_of(TOILI, "MELATI", staff, 6);
        device.edit_all(&edits).unwrap();
        let office = Station {
            device,
            ambient,
            path,
            key,
        };
        let mut played = Self {
            relay,
            stations: vec![office],
            rng: SeededRng::new(seed),
            group: group.id,
            families: group.families,
        };
        for no in 1..4 {
            played.joins(folder, staff, no);
        }
        (1..4).for_each(|who| played.exchange(who));
        played
    }

    fn joins(&mut self, folder: &Path, person: Uuid, no: u64) {
        let wish = InviteWish {
            person,
            places: vec![TOILI.into()],
            office: no == 1,
            valid_for: Duration::days(7),
        };
        let invited = self.stations[0].device.invite(&wish).unwrap();
        self.exchange(0);
        let ambient = Arc::new(Seeded::new(no, start()));
        let key = DbKey::generate(&*ambient);
        let path = folder.join(format!("{no}.db"));
        let joined = Device::join(&path, &key, ambient.clone(), &invited.link, &mut self.relay);
        self.stations.push(Station {
            device: joined.unwrap(),
            ambient,
            path,
            key,
        });
        self.exchange(0);
    }

    fn exchange(&mut self, who: usize) {
        self.relay.passes(1000);
        let device = &mut self.stations[who].device;
        let run = driver::run(device, &mut self.relay, |_| true);
        assert!(run.stopped.is_none(), "{who}: {:?}", run.stopped);
    }

    fn records(&mut self, who: usize) {
        let day = format!("2026-10-{:02}", 1 + self.rng.below(28));
        let key: DocKey = meeting(self.group, &day, "M1.1");
        let family = *self.rng.pick(&self.families);
        let mark = *self.rng.pick(&[Mark::Hadir, Mark::Sakit, Mark::Alfa]);
        let patch = marks([(family, mark)]);
        self.stations[who].device.edit(&key, &patch).unwrap();
    }
}

#[test]
fn both_relays_say_the_same() {
    let (mut compared, mut heard) = (0, Vec::new());
    for seed in 1..6 {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found(dir.path(), seed);
        for step in 0..60_u64 {
            let who = office.rng.below(office.stations.len());
            match office.rng.below(10) {
                0..4 => office.records(who),
                4 => {
                    // A backup of the phone is brought back: what it says next has numbers that are taken.
                    let copy = format!("again-{step}.db");
                    let again = office.stations[who].copy(&copy, 1000 + step);
                    office.records(who);
                    office.exchange(who);
                    office.stations[who] = again;
                    office.records(who);
                }
                5 => {
                    office.relay.loses = 1;
                    office.exchange(who);
                    office.relay.loses = 0;
                }
                _ => office.exchange(who),
            }
        }
        compared += office.relay.compared;
        heard.extend(office.relay.heard);
    }
    heard.sort_unstable();
    heard.dedup();
    assert!(compared > 200, "{compared}");
    let all = [
        "end", "entry", "head", "listing", "own", "page", "page end", "wanted",
    ];
    assert!(all.iter().all(|word| heard.contains(word)), "{heard:?}");
    println!("{compared} answers compared: {heard:?}");
}
