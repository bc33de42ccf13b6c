//! An office, its phones and their relay as processes: ordinary work on them, and the way back to a state without faults.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Datelike;
use sesi_engine::ambient::{Ambient, System};

use super::counts::{Counts, Fault};
use super::disk::Disk;
use super::golden::Golden;
use super::line::Line;
use super::member::{LONG, Member, SHORT};
use super::mole::Mole;
use super::process::Heard;
use super::relays::Relays;
use super::truth::{self, Cell, Truth};
use crate::seeded_rng::SeededRng;

/// MiB of a device's disk.
const DISK: u32 = 24;
/// Devices at the most; each costs time in every round.
pub const MOST: usize = 9;
/// Exchanges of everybody until nothing moves, at the most.
const PASSES: usize = 16;
/// Kecamatan of the office.
const KECAMATAN: [&str; 2] = ["72.01.09", "72.01.04"];
const GROUPS: usize = 6;
const FAMILIES: usize = 14;
/// Of a hundred saves, how many are about the staff.
const NOTES: usize = 40;

/// The values of a command, with what they are about.
pub(super) type Said = Vec<(Cell, String)>;

/// A group with the keys of its families.
#[derive(Debug, Clone)]
pub struct Kelompok {
    /// Its id.
    pub id: String,
    /// Its kecamatan.
    pub kecamatan: String,
    /// Keys of its families.
    pub families: Vec<String>,
}

/// Everything that a fault can strike.
#[derive(Debug)]
pub struct Scene {
    /// Where its files are.
    pub folder: PathBuf,
    /// Decides everything.
    pub rng: SeededRng,
    /// The devices; the first is the office, the second its other device.
    pub members: Vec<Member>,
    /// The relay.
    pub relays: Relays,
    /// What was said and confirmed.
    pub truth: Truth,
    /// What is counted.
    pub counts: Counts,
    /// The groups.
    pub groups: Vec<Kelompok>,
    /// The year of all meetings.
    pub year: i32,
    /// A hostile member, once there is one.
    pub mole: Option<Mole>,
    pub(super) seed: u64,
    made: u64,
    /// How often something was said about the staff.
    pub(super) noted: u64,
}

/// Which device.
pub type At = usize;

impl Scene {
    /// An office with two devices of its own and three phones, in calm weather: founded now, or as an earlier build left it.
    /// `mounts`: small disks can be had.
    pub fn begin(
        folder: &Path,
        seed: u64,
        counts: &Counts,
        mounts: bool,
        golden: Option<&Golden>,
    ) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let year = golden.map_or_else(|| System.now().year(), |golden| golden.year);
        let mut scene = Self {
            folder: folder.to_owned(),
            rng: SeededRng::new(seed),
            members: Vec::new(),
            relays: Relays::start(folder, mounts, golden)?,
            truth: Truth::default(),
            counts: counts.clone(),
            groups: Vec::new(),
            year,
            mole: None,
            seed,
            made: 0,
            noted: 0,
        };
        if let Some(golden) = golden {
            scene.grow_old(golden)?;
        } else {
            scene.add("office", "", false)?;
            scene.must(0, "found")?;
        }
        let kecamatan = KECAMATAN.join(",");
        let groups =
            format!("groups {GROUPS} --families {FAMILIES} --kecamatan {kecamatan} --years {year}");
        scene.must(0, &groups)?;
        scene.must(0, "sync")?;
        scene.learn(0)?;
        scene.join("desk", "", false)?;
        for (no, kecamatan) in [KECAMATAN[0], KECAMATAN[0], KECAMATAN[1]]
            .iter()
            .enumerate()
        {
            scene.join(&format!("phone{no}"), kecamatan, mounts && no == 0)?;
        }
        scene.settle();
        scene.say_each();
        Ok(scene)
    }

    /// The office and the phone that an earlier build left, with everything that they had confirmed.
    fn grow_old(&mut self, golden: &Golden) -> std::io::Result<()> {
        self.counts.add(Fault::Upgrade);
        for (device, kecamatan) in [("office", ""), ("phone", golden.kecamatan.as_str())] {
            let at = self.add(device, kecamatan, false)?;
            golden.lay_out(device, &self.members[at].folder)?;
            let told = self.must(at, "status")?;
            told.field("device")
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut self.members[at].id);
            self.members[at].person = person_of(&told);
            self.counts.add(Fault::Upgrade);
        }
        let lane = self.members[1].lane;
        for saved in &golden.saved {
            let text = |name: &str| saved[name].as_str().unwrap_or_default().to_owned();
            for (family, mark) in saved["marks"].as_object().into_iter().flatten() {
                let cell = (text("group"), text("date"), text("session"), family.clone());
                self.truth
                    .say(lane, cell, mark.as_str().unwrap_or_default());
            }
            let marks = self.truth.confirm(saved);
            self.counts.toll(|toll| toll.marks_saved += marks);
            self.counts.saved("marks", marks);
        }
        self.must(1, "sync")?;
        self.must(0, "sync")?;
        Ok(())
    }

    /// Who the devices are and what the office looks like.
    fn learn(&mut self, office: At) -> std::io::Result<()> {
        let told = self.must(office, "rosters")?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        self.groups = told
            .field("groups")
            .as_array()
            .into_iter()
            .flatten()
            .map(|group| Kelompok {
                id: text(&group["id"]),
                kecamatan: text(&group["kecamatan"]),
                families: group["families"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(text)
                    .collect(),
            })
            .collect();
        Ok(())
    }

    /// A place for a device, with a line of its own. It has not joined yet.
    pub fn add(&mut self, name: &str, kecamatan: &str, mount: bool) -> std::io::Result<At> {
        self.made += 1;
        let seed = self.seed.wrapping_mul(1009).wrapping_add(self.made);
        let target = self.relays.present().address;
        let way = Line::to(target, seed, self.counts.clone())?;
        let home = self.folder.join(format!("{name}-{}", self.made));
        let disk = mount.then(|| Disk::mount(&home, DISK)).transpose()?;
        let folder = home.join("device");
        let lane = self.truth.lane();
        let mut member = Member::new(name, &folder, way, lane, kecamatan, &self.counts);
        member.disk = disk;
        std::fs::create_dir_all(&home)?;
        self.members.push(member);
        Ok(self.members.len() - 1)
    }

    /// A person with a new device joins, in calm weather.
    pub fn join(&mut self, name: &str, kecamatan: &str, mount: bool) -> std::io::Result<At> {
        let link = self.invite(name, kecamatan)?;
        let at = self.add(name, kecamatan, mount)?;
        let told = self.must(at, &format!("enrol {link}"))?;
        told.field("device")
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut self.members[at].id);
        let told = self.must(at, "status")?;
        self.members[at].person = person_of(&told);
        Ok(at)
    }

    /// An invite's link, for a phone in a kecamatan or for the office itself.
    pub fn invite(&mut self, name: &str, kecamatan: &str) -> std::io::Result<String> {
        let wish = if kecamatan.is_empty() {
            format!("invite {name} --office")
        } else {
            format!("invite {name} --kecamatan {kecamatan}")
        };
        let told = self.must(0, &wish)?;
        let link = told.field("link").as_str().unwrap_or_default();
        Ok(link.to_owned())
    }

    /// A command without which the scene cannot be set.
    pub fn must(&mut self, at: At, command: &str) -> std::io::Result<Heard> {
        let heard = self.ask(at, command);
        if heard.ok() {
            Ok(heard)
        } else {
            let name = &self.members[at].name;
            Err(std::io::Error::other(format!(
                "{name}: `{command}`: {:?}",
                heard.answer
            )))
        }
    }

    /// Tells a device something.
    pub fn tell(&mut self, at: At, command: &str) {
        self.members[at].tell(&mut self.truth, command);
    }

    /// Asks a device something.
    pub fn ask(&mut self, at: At, command: &str) -> Heard {
        self.members[at].ask(&mut self.truth, command)
    }

    /// All answers that anybody owes.
    pub fn hear_all(&mut self) {
        for member in &mut self.members {
            member.hear_all(&mut self.truth);
        }
    }

    /// Every device exchanges, all at the same time; their answers, in their order.
    pub fn all_sync(&mut self) -> Vec<Heard> {
        self.hear_all();
        for at in 0..self.members.len() {
            self.tell(at, "sync");
        }
        let members = self.members.iter_mut();
        members.map(|member| member.hear(&mut self.truth)).collect()
    }

    /// A device that is not revoked.
    pub fn somebody(&self) -> At {
        let at: Vec<At> = (0..self.members.len())
            .filter(|at| !self.members[*at].revoked)
            .collect();
        *self.rng.pick(&at)
    }

    /// A phone that is not revoked, if there is one.
    pub fn some_phone(&self) -> Option<At> {
        let fit = |at: &At| !self.members[*at].revoked && !self.members[*at].is_office();
        let at: Vec<At> = (0..self.members.len()).filter(fit).collect();
        (!at.is_empty()).then(|| *self.rng.pick(&at))
    }

    /// Tells a device to save some marks, or something about the staff, without waiting: new cells mostly, now and then a correction of its own.
    pub fn tell_marks(&mut self, at: At, saves: usize) {
        for _ in 0..saves {
            let note = self.rng.chance(NOTES).then(|| self.some_note(at));
            let (command, said) = match note.flatten() {
                Some(note) => note,
                None => self.some_marks(at),
            };
            self.tell_said(at, &command, said);
        }
    }

    fn some_marks(&self, at: At) -> (String, Said) {
        let member = &self.members[at];
        let lane = member.lane;
        let mut marks: BTreeMap<Cell, &str> = BTreeMap::new();
        let mut own = self.truth.of_lane(lane);
        own.retain(|(cell, _)| truth::kind_of(&cell.0) == "marks");
        if self.rng.chance(25) && !own.is_empty() {
            let (cell, mark) = self.rng.pick(&own);
            let other = if *mark == "A" { "H" } else { "A" };
            marks.insert((*cell).clone(), other);
        } else {
            let groups: Vec<&Kelompok> = self
                .groups
                .iter()
                .filter(|group| member.is_office() || group.kecamatan == member.kecamatan)
                .collect();
            let group = self.rng.pick(&groups);
            // Several devices record the same meeting: in each, the first free families.
            for no in 0.. {
                let meeting = self.rng.below(4) + no;
                let day = 5 + u32::try_from(meeting).unwrap_or(0) % 330;
                let date = chrono::NaiveDate::from_yo_opt(self.year, day).unwrap_or_default();
                let cell = |family: &String| -> Cell {
                    (
                        group.id.clone(),
                        date.to_string(),
                        "M1.1".into(),
                        family.clone(),
                    )
                };
                let free = group
                    .families
                    .iter()
                    .map(cell)
                    .filter(|cell| self.truth.is_free(cell));
                let wanted = 1 + self.rng.below(5);
                marks.extend(
                    free.take(wanted)
                        .map(|cell| (cell, *self.rng.pick(&["H", "H", "S", "A"]))),
                );
                if !marks.is_empty() {
                    break;
                }
            }
        }
        let Some(((group, date, session, _), _)) = marks.first_key_value() else {
            return ("count".into(), Vec::new());
        };
        let said: Vec<String> = marks
            .iter()
            .map(|((.., family), mark)| format!("{family}={mark}"))
            .collect();
        let draft = if self.rng.chance(20) { " --draft" } else { "" };
        let command = format!("save{draft} {group} {date} {session} {}", said.join(","));
        let marks = marks.into_iter();
        let said = marks.map(|(cell, mark)| (cell, mark.to_owned()));
        (command, said.collect())
    }

    /// Some time passes: people record, and some of them have signal.
    pub fn life(&mut self) {
        for at in 0..self.members.len() {
            if self.rng.chance(45) {
                let saves = 1 + self.rng.below(3);
                self.tell_marks(at, saves);
            }
            if self.rng.chance(40) {
                self.tell(at, "sync");
            }
        }
        self.hear_all();
    }

    /// How stormy it is for everybody from now on, in percent of connections.
    pub fn storm(&mut self, percent: usize) {
        for member in &mut self.members {
            member.be_patient(&mut self.truth, SHORT);
            member.line.storm(percent);
        }
    }

    /// All lines lead to where the relays are now.
    pub fn lead(&mut self) {
        let present = self.relays.present().address;
        let other = self
            .relays
            .other
            .as_ref()
            .map_or(present, |other| other.address);
        for member in &self.members {
            member
                .line
                .lead_to(if member.elsewhere { other } else { present });
        }
    }

    /// The network heals, disks have room again, clocks are right.
    pub fn heal(&mut self) {
        self.hear_all();
        if self.relays.other.is_some() {
            let keep_other = self.rng.chance(50);
            let joined = self.relays.join(keep_other);
            self.told("join the relays", joined);
        }
        if !self.relays.alive() {
            self.counts.toll(|toll| toll.crashed += 1);
            eprintln!("a relay ended by itself");
            let data = self.relays.kill();
            let started = self.relays.restart(&data, None);
            self.told("restart the relay", started);
        }
        if let Some(disk) = &self.relays.disk {
            self.told("free the relay's disk", disk.free());
        }
        for at in 0..self.members.len() {
            if let Some(disk) = &self.members[at].disk {
                self.told("free a disk", disk.free());
            }
            let member = &mut self.members[at];
            member.elsewhere = false;
            member.limit(&mut self.truth, None);
            member.be_patient(&mut self.truth, LONG);
            member.tell(&mut self.truth, "clock 0");
            member.line.clear_up();
        }
        self.lead();
        self.hear_all();
    }

    /// The rig itself failed: whatever it finds is not to be trusted, so it counts as a crash.
    fn told(&self, what: &str, done: std::io::Result<()>) {
        if let Err(error) = done {
            eprintln!("chaos could not {what}: {error}");
            self.counts.toll(|toll| toll.crashed += 1);
        }
    }

    /// Heals, and everybody exchanges until nothing moves any more. False if something always moves.
    pub fn settle(&mut self) -> bool {
        self.heal();
        let mut quiet = 0;
        let mut last = Vec::new();
        for _ in 0..PASSES {
            let heard = self.all_sync();
            let moved: Vec<String> = heard
                .iter()
                .zip(&self.members)
                .filter(|(heard, member)| !is_still(heard, member))
                .map(|(heard, member)| format!("{}: {:?}", member.name, heard.answer))
                .collect();
            quiet = if moved.is_empty() { quiet + 1 } else { 0 };
            if quiet == 2 {
                return true;
            }
            last = moved;
        }
        for line in last {
            eprintln!("never still: {line}");
        }
        false
    }

    /// All marks that a device has, and all that it has about the staff.
    pub fn marks_of(&mut self, at: At) -> BTreeMap<Cell, String> {
        let mut there = BTreeMap::new();
        for what in ["marks", "notes"] {
            let told = self.ask(at, what);
            for row in told.field(what).as_array().into_iter().flatten() {
                let text = |no: usize| row[no].as_str().unwrap_or_default().to_owned();
                there.insert((text(0), text(1), text(2), text(3)), text(4));
            }
        }
        there
    }

    /// All lanes of a device.
    pub fn lanes_of(&self, at: At) -> BTreeSet<usize> {
        self.members[at].lanes.clone()
    }

    /// A moment that is a share of `whole`.
    pub fn moment(&self, whole: Duration) -> Duration {
        let share = u32::try_from(self.rng.below(1000)).unwrap_or(0);
        whole * share / 1000
    }
}

/// Whose device it says it is.
pub fn person_of(status: &Heard) -> String {
    let person = status.field("person").as_str();
    person.unwrap_or_default().to_owned()
}

fn is_still(heard: &Heard, member: &Member) -> bool {
    member.revoked
        || heard.ok()
            && ["received", "acknowledged", "pending", "unsent"]
                .iter()
                .all(|name| heard.number(name) == 0)
}
