//! What an office and its pendamping do in some months, from a seed, through the real commands of real devices, with an
//! independent record of everything they enter.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use sesi_core::documents::{
    Aspect, DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, MonthPatch, Patch,
    Rating, SessionCode, Set, Since, SpeakerPatch, YearMonth,
};
use sesi_core::reference::Curriculum;
use sesi_core::roster::Status;
use sesi_core::roster::plan::{FamilyPlan, RosterPlan};
use uuid::Uuid;

use crate::dice::Dice;
use crate::record::{Meeting, Record};
use crate::world::{Station, World};

/// How much happens.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Phones; `None` for one for each pendamping of the rosters.
    pub pendamping: Option<usize>,
    /// Months, from January 2026.
    pub months: u32,
    /// What everything follows from.
    pub seed: u64,
}

/// A group as the story sees it.
#[derive(Debug, Clone)]
struct Kelompok {
    id: Uuid,
    kecamatan: String,
    pendamping: Option<Uuid>,
    members: Vec<Uuid>,
    delivered: usize,
}

/// A phone and whose it is.
#[derive(Debug)]
pub struct Phone {
    /// The device.
    pub station: Station,
    kecamatan: String,
}

/// The story's people and places, and the record.
#[derive(Debug)]
pub struct Story {
    /// The office.
    pub world: World,
    /// A second device of the office.
    pub desk: Station,
    /// Phones of pendamping.
    pub phones: Vec<Phone>,
    groups: Vec<Kelompok>,
    records: Vec<Record>,
    meetings: BTreeMap<Uuid, Meeting>,
    dice: Dice,
}

const NOTES: [&str; 5] = [
    "Diskusi kelompok berjalan lancar dan semua ibu ikut bercerita tentang pengalaman di rumah masing-masing sejak pertemuan lalu.",
    "Peserta menonton video lalu berlatih berpasangan; beberapa masih malu berbicara tetapi mau mencoba setelah diberi contoh.",
    "Hujan deras, pertemuan mulai terlambat tiga puluh menit; materi inti tersampaikan, permainan peran ditunda ke bulan depan.",
    "Ketua kelompok membantu membagikan buku kerja; tugas rumah dibahas bersama dan tiga keluarga berbagi hasilnya.",
    "Pembahasan hangat tentang kebiasaan sehari-hari; disepakati rencana tindak lanjut yang akan dicek pada kunjungan berikutnya.",
];
const PLACES: [&str; 4] = [
    "Balai Desa",
    "Rumah Ketua Kelompok",
    "Posyandu Melati",
    "Gedung Serbaguna Dusun II",
];
const SPEAKERS: [&str; 4] = [
    "Bidan Rosmawati",
    "Pak Kades Arifin",
    "Ibu Guru Salma",
    "Petugas Puskesmas Hendra",
];
const REASONS: [&str; 3] = [
    "Cuti melahirkan",
    "Jalan putus karena banjir",
    "Mengikuti diklat di Palu",
];

impl Story {
    /// Founds the office in `folder`, imports the rosters, and lets every device join.
    ///
    /// # Panics
    /// If anything fails: the demo cannot go on without it.
    pub fn begin(folder: &Path, relay: &str, rosters: &[(String, Vec<u8>)], scale: Scale) -> Self {
        let now = sesi_core::ambient::Ambient::now(&sesi_core::ambient::System);
        let mut world = World::found(folder, relay, scale.seed, now);
        let plan = import(&mut world, rosters);
        let mut records = records_of(&plan);
        let mut groups = groups_of(&plan);
        let dice = Dice::new(scale.seed);
        let staff = staff_of(
            &mut world,
            &plan,
            &mut groups,
            &mut records,
            scale.pendamping,
        );
        let years: Vec<i32> = months(scale.months).iter().map(Datelike::year).collect();
        let mut phones = Vec::new();
        for (id, kecamatan) in staff {
            world
                .office
                .device
                .ensure_kecamatan(&kecamatan, &years)
                .expect("the office opens years");
            let station = world.join(id, &[&kecamatan]);
            phones.push(Phone { station, kecamatan });
        }
        let founder = world.founder();
        let desk = world.join_office(founder);
        let mut story = Self {
            world,
            desk,
            phones,
            groups,
            records,
            meetings: BTreeMap::new(),
            dice,
        };
        story.sync_all();
        story
    }

    /// Plays the months: everybody records offline, and exchanges now and then.
    ///
    /// # Panics
    /// If a device refuses what it must accept.
    pub fn play(&mut self, scale: Scale) {
        for month in months(scale.months) {
            let mut order: Vec<usize> = (0..self.phones.len()).collect();
            self.dice.shuffle(&mut order);
            for phone in order {
                self.month_of(phone, month);
                if self.dice.chance(40) {
                    self.phones[phone].station.synced();
                }
            }
            self.corrections(month);
            self.sync_all();
        }
    }

    /// Everything that was entered, as it stands at the end.
    pub fn recorded(&self) -> Vec<Record> {
        let meetings = self.meetings.values().cloned().map(Record::Meeting);
        self.records.iter().cloned().chain(meetings).collect()
    }

    /// All devices.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        let phones = self.phones.iter().map(|phone| &phone.station);
        [&self.world.office, &self.desk].into_iter().chain(phones)
    }

    fn sync_all(&mut self) {
        // Phones bring; the office takes, lets in and hands out; phones take.
        for _ in 0..2 {
            for phone in &mut self.phones {
                phone.station.synced();
            }
            self.world.office.synced();
            self.desk.synced();
        }
        self.phones
            .iter_mut()
            .for_each(|phone| drop(phone.station.synced()));
        self.world.office.synced();
    }

    fn month_of(&mut self, phone: usize, month: NaiveDate) {
        let staff = self.phones[phone].station.staff;
        let own: Vec<usize> = (0..self.groups.len())
            .filter(|at| self.groups[*at].pendamping == Some(staff))
            .collect();
        // Somebody is away for a whole month now and then.
        let away = self.dice.chance(6);
        let mut missed = away;
        for &group in &own {
            if away || self.dice.chance(5) {
                missed = true;
                continue;
            }
            let day = 1 + self.dice.below(26);
            self.record(phone, group, month, day);
            if self.dice.chance(8) {
                self.record(phone, group, month, day + 1 + self.dice.below(2));
            }
        }
        if !own.is_empty() && missed {
            self.explain(phone, month);
        }
        if own.len() > 1 && self.dice.chance(60) {
            self.move_family(phone, &own, month);
        }
    }

    /// Records one meeting: sometimes with a colleague, who has the other half of the list.
    fn record(&mut self, phone: usize, group: usize, month: NaiveDate, day: usize) {
        let codes: Vec<_> = Curriculum::own().codes().collect();
        let kelompok = self.groups[group].clone();
        let code = &codes[kelompok.delivered % codes.len()];
        let title = Curriculum::own().title(code).unwrap_or_default().to_owned();
        let session = SessionCode::new(&code.to_string()).expect("a session of the curriculum");
        let date = month
            .with_day(u32::try_from(day).unwrap_or(1))
            .expect("a day of the month");
        let key = DocKey::meeting(kelompok.id, date, session).expect("a day since 2000");
        let starts = 8 * 60 + 15 * u16::try_from(self.dice.below(24)).unwrap_or(0);
        let office = self.world.office.device.office();
        let mut meeting = Meeting {
            id: key.id(&office).0,
            group: kelompok.id,
            date: date.to_string(),
            session: code.to_string(),
            title,
            starts,
            ends: starts + 90,
            place: (*self.dice.pick(&PLACES)).to_owned(),
            speakers: vec![(*self.dice.pick(&SPEAKERS)).to_owned()],
            note: (*self.dice.pick(&NOTES)).to_owned(),
            cancelled: self.dice.chance(2),
            recorded_by: self.phones[phone].station.staff,
            marks: BTreeMap::new(),
        };
        for family in &kelompok.members {
            if let Some(mark) = self.mark() {
                meeting.marks.insert(*family, mark);
            }
        }
        let colleague = (0..self.phones.len())
            .find(|at| *at != phone && self.phones[*at].kecamatan == self.phones[phone].kecamatan)
            .filter(|_| self.dice.chance(10));
        let (first, second): (Vec<_>, Vec<_>) = meeting
            .marks
            .iter()
            .enumerate()
            .partition(|(at, _)| colleague.is_none() || at % 2 == 0);
        let patch = full_patch(&meeting, first.into_iter().map(|(_, mark)| mark));
        self.edit(phone, &key, &patch);
        if let Some(colleague) = colleague {
            let half = marks_patch(second.into_iter().map(|(_, mark)| mark));
            self.edit(colleague, &key, &half);
        }
        if !meeting.cancelled {
            self.groups[group].delivered += 1;
        }
        self.meetings.insert(meeting.id, meeting);
    }

    fn mark(&self) -> Option<(String, Option<String>)> {
        let rating = |dice: &Dice| {
            dice.chance(88)
                .then(|| (*dice.pick(&["K", "B", "B", "B", "SB", "SB", "TDD"])).to_owned())
        };
        match self.dice.below(100) {
            0..=78 => Some(("H".into(), rating(&self.dice))),
            79..=85 => Some(("S".into(), None)),
            86..=94 => Some(("A".into(), None)),
            _ => None,
        }
    }

    /// A few marks of the month are corrected by whoever recorded them.
    fn corrections(&mut self, month: NaiveDate) {
        let prefix = month.format("%Y-%m").to_string();
        let ids: Vec<Uuid> = self
            .meetings
            .values()
            .filter(|m| m.date.starts_with(&prefix) && !m.marks.is_empty())
            .map(|m| m.id)
            .collect();
        for id in ids {
            if !self.dice.chance(10) {
                continue;
            }
            let mut meeting = self.meetings[&id].clone();
            let families: Vec<Uuid> = meeting.marks.keys().copied().collect();
            let family = *self.dice.pick(&families);
            let corrected = ("H".to_owned(), Some("SB".to_owned()));
            let Some(phone) = self
                .phones
                .iter()
                .position(|p| p.station.staff == meeting.recorded_by)
            else {
                continue;
            };
            // She corrects what she has: the colleague's half of the list must have arrived.
            self.world.office.synced();
            self.phones
                .iter_mut()
                .for_each(|phone| drop(phone.station.synced()));
            self.phones[phone].station.synced();
            let key = crate::world::meeting(meeting.group, &meeting.date, &meeting.session);
            self.edit(phone, &key, &marks_patch([(&family, &corrected)]));
            meeting.marks.insert(family, corrected);
            self.meetings.insert(id, meeting);
        }
    }

    fn explain(&mut self, phone: usize, month: NaiveDate) {
        let staff = self.phones[phone].station.staff;
        let reason = (*self.dice.pick(&REASONS)).to_owned();
        let text = (*self.dice.pick(&NOTES)).to_owned();
        let patch = MonthPatch {
            reason: Set::To(reason.clone()),
            dynamics: Set::To(text.clone()),
        };
        let key = YearMonth::new(month.year(), month.month()).expect("a month since 2000");
        self.edit(phone, &DocKey::Month { staff, month: key }, &patch.into());
        let month = month.format("%Y-%m").to_string();
        self.records.push(Record::Reason {
            staff,
            month: month.clone(),
            reason,
        });
        self.records.push(Record::Dynamics { staff, month, text });
    }

    /// A family goes to another group of the same pendamping in the middle of the month, after she was marked.
    fn move_family(&mut self, phone: usize, own: &[usize], month: NaiveDate) {
        let (from, to) = (*self.dice.pick(own), *self.dice.pick(own));
        if from == to || self.groups[from].members.len() < 3 {
            return;
        }
        let family = self.groups[from].members.remove(0);
        let to_id = self.groups[to].id;
        let since = month.with_day(15).expect("a day of the month");
        let patch = FamilyPatch {
            groups: [(Since(Some(since)), Some(to_id))].into(),
            ..FamilyPatch::default()
        };
        self.edit(phone, &DocKey::Family(family), &patch.into());
        self.groups[to].members.push(family);
        self.records.push(Record::Move {
            family,
            to: to_id,
            since: since.to_string(),
        });
    }

    fn edit(&mut self, phone: usize, key: &DocKey, patch: &Patch) {
        self.phones[phone]
            .station
            .device
            .edit(key, patch)
            .expect("the phone accepts the edit");
    }
}

/// The first day of each month of the story.
pub fn months(count: u32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    (0..count)
        .filter_map(|n| first.checked_add_months(chrono::Months::new(n)))
        .collect()
}

fn import(world: &mut World, rosters: &[(String, Vec<u8>)]) -> RosterPlan {
    let office = &mut world.office.device;
    let mut previews = Vec::new();
    for (file, bytes) in rosters {
        let read = office.preview_roster(bytes, file, None);
        previews.extend(read.unwrap_or_else(|fault| panic!("{file}: {fault}")));
    }
    let plan = office
        .plan_roster(&mut previews)
        .expect("the rosters are compared");
    let today = months(1)[0];
    office
        .import_roster(&plan, "rosters", today)
        .expect("the rosters are imported");
    plan
}

fn records_of(plan: &RosterPlan) -> Vec<Record> {
    let families = plan.families.iter().map(|planned| Record::Family {
        id: planned.id,
        name: planned.family.name.clone(),
        nik: planned
            .family
            .nik
            .as_ref()
            .map(|nik| nik.as_str().to_owned()),
        kecamatan: planned.family.kecamatan.clone(),
        group: planned.group,
        status: planned
            .family
            .status
            .map_or("aktif", |status| match status {
                Status::Aktif => "aktif",
                Status::TidakAktif => "tidak_aktif",
                Status::Graduasi => "graduasi",
            })
            .to_owned(),
    });
    families.collect()
}

fn groups_of(plan: &RosterPlan) -> Vec<Kelompok> {
    // Who graduated is on the roster still, but is not called up.
    let active = |family: &FamilyPlan| family.family.status.is_none_or(|s| s == Status::Aktif);
    let members = |group: Uuid| -> Vec<Uuid> {
        let of_group = plan
            .families
            .iter()
            .filter(|family| family.group == Some(group));
        of_group
            .filter(|family| active(family))
            .map(|family| family.id)
            .collect()
    };
    plan.groups
        .iter()
        .map(|group| Kelompok {
            id: group.id,
            kecamatan: group.kecamatan.clone(),
            pendamping: group.pendamping,
            members: members(group.id),
            delivered: 0,
        })
        .collect()
}

/// The pendamping who get a phone. More than the rosters name are hired and take groups over.
fn staff_of(
    world: &mut World,
    plan: &RosterPlan,
    groups: &mut [Kelompok],
    records: &mut Vec<Record>,
    wanted: Option<usize>,
) -> Vec<(Uuid, String)> {
    let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
    let mut staff: Vec<(Uuid, String)> = Vec::new();
    for planned in &plan.staff {
        names.insert(planned.id, planned.name.clone());
        staff.push((planned.id, planned.kecamatan.clone()));
    }
    let kecamatan: Vec<String> = staff.iter().map(|(_, code)| code.clone()).collect();
    let wanted = wanted.unwrap_or(staff.len());
    for extra in staff.len()..wanted {
        let code = kecamatan[extra % kecamatan.len()].clone();
        let name = format!("PENDAMPING TAMBAHAN {extra}");
        let id = world.hire(&name, &[&code]);
        names.insert(id, name);
        staff.push((id, code.clone()));
        hand_over(world, groups, &code, id);
    }
    for (id, code) in &staff {
        let name = names.get(id).cloned().unwrap_or_default();
        records.push(Record::Staff {
            id: *id,
            name,
            kecamatan: code.clone(),
        });
    }
    for (group, planned) in groups.iter().zip(&plan.groups) {
        records.push(Record::Group {
            id: group.id,
            name: planned.name.clone(),
            kecamatan: group.kecamatan.clone(),
            pendamping: group.pendamping,
        });
    }
    staff.truncate(wanted);
    staff
}

/// Every third group of a kecamatan goes to its new pendamping.
fn hand_over(world: &mut World, groups: &mut [Kelompok], kecamatan: &str, to: Uuid) {
    let there = groups
        .iter_mut()
        .filter(|group| group.kecamatan == kecamatan);
    for group in there.step_by(3) {
        let patch = GroupPatch {
            pendamping: [(Since(None), Some(to))].into(),
            ..GroupPatch::default()
        };
        world
            .office
            .device
            .edit(&DocKey::Group(group.id), &Patch::Group(patch))
            .expect("the office hands a group over");
        group.pendamping = Some(to);
    }
}

type Marked<'a> = (&'a Uuid, &'a (String, Option<String>));

fn marks_patch<'a>(marks: impl IntoIterator<Item = Marked<'a>>) -> Patch {
    let mut patch = MeetingPatch::default();
    put_marks(&mut patch, marks);
    patch.into()
}

fn full_patch<'a>(meeting: &Meeting, marks: impl IntoIterator<Item = Marked<'a>>) -> Patch {
    let speakers = (1..).zip(&meeting.speakers).map(|(no, name)| {
        (
            no,
            SpeakerPatch {
                name: Set::To(name.clone()),
                ..SpeakerPatch::default()
            },
        )
    });
    let mut patch = MeetingPatch {
        starts: Set::To(meeting.starts),
        ends: Set::To(meeting.ends),
        place: Set::To(meeting.place.clone()),
        notes: [(Aspect::Proses, Some(meeting.note.clone()))].into(),
        speakers: speakers.collect(),
        ..MeetingPatch::default()
    };
    if meeting.cancelled {
        patch.cancelled = Set::To(true);
    }
    put_marks(&mut patch, marks);
    patch.into()
}

fn put_marks<'a>(patch: &mut MeetingPatch, marks: impl IntoIterator<Item = Marked<'a>>) {
    for (family, (mark, rating)) in marks {
        let key = FamilyKey::of(*family);
        let mark = Mark::ALL.iter().copied().find(|known| known.code() == mark);
        patch.marks.insert(key.clone(), mark);
        if let Some(rating) = rating {
            let rating = Rating::ALL
                .iter()
                .copied()
                .find(|known| known.code() == rating);
            patch.ratings.insert(key, rating);
        }
    }
}
