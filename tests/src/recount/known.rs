//! The record put in order, and what follows from it of single meetings and families: who was expected where, how a meeting's sheet adds up, what
//! the months of a family were. It shares no code with the counts of `sesi-core`.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::record::{
    Letter, Meeting, PlannedMonth, Rakor, Rated, Record, SiksWords, Training, Visit,
};

/// Months before the last one that are read.
const LOOK_BACK: u32 = 17;

/// A mark with its rating.
pub type Marked = (String, Option<String>);

/// The record, put in order.
#[derive(Debug, Default)]
pub struct Known<'r> {
    /// Name and number of whoever is on a roster.
    pub families: BTreeMap<Uuid, (&'r str, Option<&'r str>)>,
    /// Those that are active.
    pub active: BTreeSet<Uuid>,
    /// Groups by name, kecamatan and who leads them.
    pub groups: BTreeMap<Uuid, (&'r str, &'r str, Option<Uuid>)>,
    /// Names and kecamatan of members of staff.
    pub staff: BTreeMap<Uuid, (&'r str, &'r str)>,
    /// Meetings that took place, by day.
    pub meetings: Vec<&'r Meeting>,
    /// What families were rated.
    pub rated: Vec<&'r Rated>,
    /// What is planned.
    pub planned: Vec<&'r PlannedMonth>,
    /// What was given outside meetings.
    pub visits: Vec<&'r Visit>,
    /// Letters.
    pub letters: Vec<&'r Letter>,
    /// What was said of SIKS-NG.
    pub siks: Vec<&'r SiksWords>,
    /// Trainings.
    pub trainings: Vec<&'r Training>,
    /// Meetings of the staff.
    pub rakors: Vec<&'r Rakor>,
    /// Families whose number was corrected.
    pub renumbered: BTreeSet<Uuid>,
    /// Meetings that were corrected after their rekap was sent.
    pub later: BTreeSet<Uuid>,
    /// The day that it is.
    pub today: &'r str,
    /// From so many months on a letter is due.
    pub teguran_months: usize,
    stays: BTreeMap<Uuid, Vec<(&'r str, Uuid)>>,
    ever: BTreeMap<Uuid, BTreeSet<Uuid>>,
}

/// How a meeting's sheet adds up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Families on it.
    pub total: u32,
    /// Hadir.
    pub hadir: u32,
    /// Sakit.
    pub sakit: u32,
    /// Alfa.
    pub alfa: u32,
    /// Belum ditandai.
    pub unmarked: u32,
    /// Kurang.
    pub kurang: u32,
    /// Baik.
    pub baik: u32,
    /// Sangat baik.
    pub sangat_baik: u32,
}

impl Sheet {
    /// Whoever has no level.
    pub fn not_rated(self) -> u32 {
        self.total - self.kurang - self.baik - self.sangat_baik
    }

    /// Whoever was not there.
    pub fn absent(self) -> u32 {
        self.total - self.hadir
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            hadir: self.hadir + other.hadir,
            sakit: self.sakit + other.sakit,
            alfa: self.alfa + other.alfa,
            unmarked: self.unmarked + other.unmarked,
            kurang: self.kurang + other.kurang,
            baik: self.baik + other.baik,
            sangat_baik: self.sangat_baik + other.sangat_baik,
        }
    }
}

/// What a month was for a family: the first that is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Hadir at a meeting.
    Hadir,
    /// Sakit at a meeting.
    Sakit,
    /// Alfa wherever it was marked.
    Alfa,
    /// Marked nowhere.
    Unmarked,
}

/// A family that stayed away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Which.
    pub family: Uuid,
    /// Its group.
    pub group: Uuid,
    /// The months in a row, the latest first.
    pub months: Vec<String>,
    /// The days on which it was missed, the earliest first.
    pub missed: Vec<String>,
}

impl<'r> Known<'r> {
    /// Of a record.
    pub fn of(records: &'r [Record]) -> Self {
        let mut known = Self {
            today: "9999-12-31",
            ..Self::default()
        };
        for record in records {
            known.add(record);
        }
        for stays in known.stays.values_mut() {
            stays.sort();
        }
        known
            .meetings
            .sort_by_key(|meeting| (&meeting.date, meeting.starts, meeting.id));
        known
    }

    fn add(&mut self, record: &'r Record) {
        match record {
            Record::Staff {
                id,
                name,
                kecamatan,
            } => {
                self.staff.insert(*id, (name, kecamatan));
            }
            Record::Group {
                id,
                name,
                kecamatan,
                pendamping,
            } => {
                self.groups.insert(*id, (name, kecamatan, *pendamping));
            }
            Record::Family {
                id,
                name,
                nik,
                group,
                status,
                ..
            } => {
                self.families.insert(*id, (name, nik.as_deref()));
                if status == "aktif" {
                    self.active.insert(*id);
                }
                if let Some(group) = group {
                    self.stay(*id, "", *group);
                }
            }
            Record::Move { family, to, since } => self.stay(*family, since, *to),
            Record::Meeting(meeting) if !meeting.cancelled => self.meetings.push(meeting),
            Record::Setting {
                today,
                teguran_months,
            } => {
                (self.today, self.teguran_months) = (today, *teguran_months as usize);
            }
            Record::Rated(rated) => self.rated.push(rated),
            Record::Planned(planned) => self.planned.push(planned),
            Record::Visit(visit) => self.visits.push(visit),
            Record::Letter(letter) => self.letters.push(letter),
            Record::Siks(words) => self.siks.push(words),
            Record::Training(training) => self.trainings.push(training),
            Record::Rakor(rakor) => self.rakors.push(rakor),
            Record::Later(later) => drop(self.later.insert(later.meeting)),
            Record::Renumbered { family, .. } => drop(self.renumbered.insert(*family)),
            _ => {}
        }
    }

    fn stay(&mut self, family: Uuid, since: &'r str, group: Uuid) {
        self.stays.entry(family).or_default().push((since, group));
        self.ever.entry(group).or_default().insert(family);
    }

    /// The group of a family on a day.
    pub fn group_on(&self, family: Uuid, day: &str) -> Option<Uuid> {
        let stays = self.stays.get(&family)?;
        let now = stays.iter().rev().find(|(since, _)| *since <= day)?;
        Some(now.1)
    }

    /// The active families of a group on a day.
    pub fn members(&self, group: Uuid, day: &str) -> Vec<Uuid> {
        let ever = self.ever.get(&group).into_iter().flatten();
        ever.copied()
            .filter(|family| {
                self.active.contains(family) && self.group_on(*family, day) == Some(group)
            })
            .collect()
    }

    /// Who leads a group.
    pub fn leader(&self, group: Uuid) -> Option<Uuid> {
        self.groups.get(&group)?.2
    }

    /// Who was expected at a meeting or marked there.
    pub fn expected(&self, meeting: &'r Meeting) -> BTreeMap<Uuid, Option<&'r Marked>> {
        let mut all: BTreeMap<Uuid, Option<&Marked>> = self
            .members(meeting.group, &meeting.date)
            .into_iter()
            .map(|family| (family, None))
            .collect();
        all.extend(
            meeting
                .marks
                .iter()
                .map(|(family, mark)| (*family, Some(mark))),
        );
        all
    }

    /// How a meeting's sheet adds up.
    pub fn sheet(&self, meeting: &'r Meeting) -> Sheet {
        let mut sheet = Sheet::default();
        for mark in self.expected(meeting).into_values() {
            sheet.total += 1;
            let Some((mark, rating)) = mark else {
                sheet.unmarked += 1;
                continue;
            };
            sheet.hadir += u32::from(mark == "H");
            sheet.sakit += u32::from(mark == "S");
            sheet.alfa += u32::from(mark == "A");
            let rating = rating.as_deref().filter(|_| mark == "H");
            sheet.kurang += u32::from(rating == Some("K"));
            sheet.baik += u32::from(rating == Some("B"));
            sheet.sangat_baik += u32::from(rating == Some("SB"));
        }
        sheet
    }

    /// The meetings of a month in a kecamatan, by day.
    pub fn meetings_in(&self, month: &str, kecamatan: &str) -> Vec<&'r Meeting> {
        let here = |meeting: &&&Meeting| {
            meeting.date.starts_with(month)
                && self
                    .groups
                    .get(&meeting.group)
                    .is_some_and(|group| group.1 == kecamatan)
        };
        self.meetings.iter().filter(here).copied().collect()
    }

    /// What every month up to `until` was for the active families that have a group then, with the days on which each was Alfa.
    pub fn months(&self, until: &str) -> BTreeMap<Uuid, BTreeMap<String, (State, Vec<String>)>> {
        let mut all: BTreeMap<Uuid, BTreeMap<String, (State, Vec<String>)>> = self
            .active
            .iter()
            .filter(|family| self.group_on(**family, until).is_some())
            .map(|family| (*family, BTreeMap::new()))
            .collect();
        for meeting in self
            .meetings
            .iter()
            .filter(|meeting| meeting.date.as_str() <= until)
        {
            for (family, mark) in self.expected(meeting) {
                let Some(months) = all.get_mut(&family) else {
                    continue;
                };
                if self.group_on(family, &meeting.date).is_none() {
                    continue;
                }
                let state = match mark.map(|(mark, _)| mark.as_str()) {
                    Some("H") => State::Hadir,
                    Some("S") => State::Sakit,
                    Some(_) => State::Alfa,
                    None => State::Unmarked,
                };
                let (best, missed) = months
                    .entry(meeting.date[..7].to_owned())
                    .or_insert((State::Unmarked, Vec::new()));
                *best = state.min(*best);
                if state == State::Alfa {
                    missed.push(meeting.date.clone());
                }
            }
        }
        all
    }

    /// The last day of a month that has come.
    pub fn until(&self, month: &str) -> String {
        let last = format!("{month}-31");
        if *last < *self.today {
            last
        } else {
            self.today.to_owned()
        }
    }

    /// Who stayed away up to a month, in months in a row. A month without any mark neither lengthens nor ends them.
    pub fn absent(&self, month: &str) -> Vec<Absent> {
        let until = self.until(month);
        let first = earliest(month);
        let mut absent = Vec::new();
        for (family, mut months) in self.months(&until) {
            months.retain(|month, _| *month >= first);
            let (mut in_a_row, mut missed) = (Vec::new(), Vec::new());
            for (month, (state, days)) in months.into_iter().rev() {
                match state {
                    State::Unmarked => {}
                    State::Alfa => {
                        in_a_row.push(month);
                        missed.extend(days);
                    }
                    State::Hadir | State::Sakit => break,
                }
            }
            let Some(group) = self
                .group_on(family, &until)
                .filter(|_| !in_a_row.is_empty())
            else {
                continue;
            };
            missed.sort();
            missed.dedup();
            absent.push(Absent {
                family,
                group,
                months: in_a_row,
                missed,
            });
        }
        absent
    }
}

/// The first of the months that are read for those in a row.
fn earliest(month: &str) -> String {
    let number = |text: &str| text.parse::<u32>().unwrap_or_default();
    let months = number(&month[..4]) * 12 + number(&month[5..]) - 1 - LOOK_BACK;
    format!("{:04}-{:02}", months / 12, months % 12 + 1)
}
