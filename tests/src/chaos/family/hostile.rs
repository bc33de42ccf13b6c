//! A hostile member: malformed, inflating, looping and oversized documents and entries, forged authors, replayed and withheld entries.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sesi_core::device::Device;
use sesi_core::kinds::DocKey;
use sesi_engine::ambient::{Ambient, Seeded, System};
use sesi_engine::documents::first_change;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::sync::http::Http;
use sesi_wire::entry::Kind;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::PushResult;
use uuid::Uuid;

use crate::chaos::counts::Fault;
use crate::chaos::mole::{HOSTILE_SESSION, Mole};
use crate::chaos::scene::Scene;
use crate::handset::folder::Folder;
use crate::hostile_member::{Insider, PUT, change, part};
use crate::world::{Station, meeting};

/// Bytes to which a bomb unpacks.
const BOMB: usize = 64 << 20;

/// Some forged entries, one by one.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    if scene.relays.other.is_some() {
        return Ok(());
    }
    let mut mole = match scene.mole.take() {
        Some(mole) => mole,
        None => turn(scene)?,
    };
    let relay = scene.relays.present().url();
    let reached = Http::new(&relay, None).map_err(std::io::Error::other)?;
    mole.insider.call(reached);
    for _ in 0..2 + scene.rng.below(4) {
        if mole.send(scene) {
            scene.counts.add(Fault::HostileEntry);
        }
    }
    scene.mole = Some(mole);
    scene.life();
    Ok(())
}

/// A phone joins like any other; then its owner takes everything out of it.
fn turn(scene: &mut Scene) -> std::io::Result<Mole> {
    scene.hear_all();
    for member in &scene.members {
        member.line.clear_up();
    }
    let (group, kecamatan, family) = {
        let group = scene.rng.pick(&scene.groups);
        (
            group.id.clone(),
            group.kecamatan.clone(),
            group.families[0].clone(),
        )
    };
    scene.must(0, "sync")?;
    let at = scene.join("mole", &kecamatan, false)?;
    scene.must(at, "sync")?;
    let (year, date) = (scene.year, format!("{}-12-01", scene.year));
    scene.must(
        at,
        &format!("save {group} {date} {HOSTILE_SESSION} {family}=H"),
    )?;
    scene.must(at, "sync")?;
    scene.must(0, "sync")?;
    scene.members[at].close(&mut scene.truth);
    let member = scene.members.remove(at);
    let folder = Folder::at(&member.folder);
    let (path, key) = (folder.database(), folder.key()?);
    let ambient = Arc::new(Seeded::new(scene.rng.below(1 << 30) as u64, now()));
    let device = Device::open(&path, &key, ambient.clone()).map_err(std::io::Error::other)?;
    let relay = scene.relays.present().url();
    let http = Http::new(&relay, None).map_err(std::io::Error::other)?;
    let group = group.parse().map_err(std::io::Error::other)?;
    let station = Station {
        device,
        http,
        ambient,
        path,
        key,
        staff: Uuid::nil(),
        requests: 0,
    };
    let like = meeting(group, &date, HOSTILE_SESSION);
    Ok(Mole {
        insider: Insider::of(&station, &relay, &like),
        station,
        group,
        year,
        days: 0,
    })
}

fn now() -> DateTime<Utc> {
    System.now()
}

impl Mole {
    /// A meeting of their own that nobody has recorded yet.
    fn fresh(&mut self) -> DocKey {
        self.days = self.days % 300 + 1;
        let date = chrono::NaiveDate::from_yo_opt(self.year, self.days).unwrap_or_default();
        meeting(self.group, &date.to_string(), HOSTILE_SESSION)
    }

    /// Sends one forged entry. False if the relay was not reached.
    fn send(&mut self, scene: &Scene) -> bool {
        let before = self.insider.place();
        let rng = &scene.rng;
        let entry = self.forge(scene);
        let results = self.insider.try_push(&[entry]);
        let taken = matches!(results.as_deref(), Some([PushResult::Accepted(_)]));
        if !taken || rng.chance(5) {
            // The number was not used, or is used again: two entries of one number.
            self.insider.set_place(before);
        }
        results.is_some()
    }

    fn forge(&mut self, scene: &Scene) -> Vec<u8> {
        let rng = &scene.rng;
        let key = self.fresh();
        let mine = self.station.device.id().0;
        let genesis = first_change(key.kind()).1.0;
        let noise = |most: usize| -> Vec<u8> {
            (0..rng.below(most))
                .map(|_| u8::try_from(rng.below(256)).unwrap_or(0))
                .collect()
        };
        match rng.below(17) {
            // Malformed.
            0 => self.insider.seal_payload(&noise(400)),
            1 => self.insider.seal_packed(&noise(400)),
            2 => self.insider.seal_packed(&[0, 0xff, 0xff, 0xff, 0x7f]),
            3 => {
                let parts: Vec<DocumentPart> =
                    (0..rng.below(9)).map(|_| part(&key, noise(300))).collect();
                self.insider.seal(&parts)
            }
            4 => {
                let nonsense = DocumentPart {
                    key: noise(40),
                    changes: vec![change(&[genesis], &PUT, Some(mine))],
                };
                self.insider.seal(&[nonsense])
            }
            // Inflating.
            5 => {
                let bomb = zstd::bulk::compress(&vec![0; BOMB], 3).unwrap_or_default();
                self.insider
                    .seal_packed(&[&[1], bomb.get(4..).unwrap_or_default()].concat())
            }
            // Looping: columns that claim 2^60 rows in a few bytes.
            6 => {
                let rows = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 1];
                let mut columns = PUT;
                columns[*rng.pick(&[0, 2, 3, 5])].1 = &rows;
                self.insider
                    .seal(&[part(&key, change(&[genesis], &columns, Some(mine)))])
            }
            // Oversized: a change beyond its bound, in an entry that is within its own.
            7 => {
                let text = vec![b'x'; 70_000];
                let mut columns = PUT;
                columns[4].1 = &text;
                let large = part(&key, change(&[genesis], &columns, Some(mine)));
                self.insider.seal_squeezed(&[large])
            }
            8 => {
                let one = change(&[genesis], &PUT, Some(mine));
                let many = DocumentPart {
                    key: key.to_bytes(),
                    changes: vec![one; 4000],
                };
                self.insider.seal_squeezed(&[many])
            }
            // Forged authors.
            9 => {
                let other = [7; 8];
                self.insider
                    .seal(&[part(&key, change(&[genesis], &PUT, Some(other)))])
            }
            10 => self
                .insider
                .seal(&[part(&key, change(&[genesis], &PUT, None))]),
            // What is not theirs, and what nobody has.
            11 => {
                let office = DocKey::Office;
                self.insider
                    .seal(&[part(&office, change(&[genesis], &PUT, Some(mine)))])
            }
            12 => self
                .insider
                .seal(&[part(&key, change(&[[9; 32]], &PUT, Some(mine)))]),
            13 => self.insider.seal_under_no_key(),
            // Replayed.
            14 => self
                .insider
                .some_entry_of_others(&self.station, rng)
                .unwrap_or_else(|| noise(300)),
            // Withheld: numbers are left out before it.
            15 => {
                self.insider.leave_out(1 + rng.below(5) as u64);
                self.insider
                    .seal(&[part(&key, change(&[genesis], &PUT, Some(mine)))])
            }
            // Statements that are not theirs to make, and kinds that nobody knows.
            _ => match rng.below(3) {
                0 => self.insider.sign_body(Kind::Statements, &noise(200)),
                1 => self
                    .insider
                    .sign_body_in(FeedId::CONTROL, Kind::Statements, &[0x80]),
                _ => self.insider.sign_body(Kind::Unknown(77), &noise(200)),
            },
        }
    }
}
