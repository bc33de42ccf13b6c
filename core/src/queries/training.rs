//! Trainings: who takes part and was there, and who has had an FDS training. The one place that says what counts as one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};
use uuid::Uuid;

use super::ids::{day, id, rows, text};
use super::office::settings;
use super::staff::StaffMember;
use crate::kinds::{Attendee, HalfDay, Presence, Taking, TrainingKind, TrainingMode};
use crate::reference::fold;

/// The office's setting of which kinds of events count as FDS training: words, with commas between.
pub(crate) const COUNTING: &str = "training.counts";
/// Of ten half days so many make somebody who took part.
const TENTHS: usize = 8;

/// A training as its rows have it.
#[derive(Debug, Clone)]
pub(crate) struct Training {
    pub doc: Uuid,
    pub name: String,
    pub kind: TrainingKind,
    pub theme: Option<String>,
    pub organizer: Option<String>,
    pub batch: Option<String>,
    pub mode: Option<TrainingMode>,
    pub place: Option<String>,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub jp: Option<u16>,
    pub fds: bool,
    pub cancelled: bool,
    /// With what they are about.
    pub halves: BTreeMap<HalfDay, Option<String>>,
    /// Participants, facilitators, and whoever has a mark.
    pub people: BTreeMap<Attendee, Person>,
}

/// Somebody at a training.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// Of a guest.
    pub name: Option<String>,
    pub agency: Option<String>,
    pub taking: Option<Taking>,
    /// As what they facilitate.
    pub as_what: Option<String>,
    pub marks: BTreeMap<HalfDay, Presence>,
}

impl Training {
    /// All that this device knows, the latest first.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let mut trainings = Self::read(conn, "", [])?;
        trainings.sort_by(|a, b| (b.starts, &a.name, a.doc).cmp(&(a.starts, &b.name, b.doc)));
        Ok(trainings)
    }

    /// One.
    pub(crate) fn one(conn: &Connection, doc: Uuid) -> Result<Option<Self>> {
        Ok(Self::read(conn, "WHERE doc = ?1", [doc.as_bytes()])?.pop())
    }

    fn read<P: rusqlite::Params + Clone>(
        conn: &Connection,
        chosen: &str,
        bound: P,
    ) -> Result<Vec<Self>> {
        let sql = format!(
            "SELECT doc, name, kind, theme, organizer, batch, mode, place, starts, ends, jp, fds, cancelled FROM rm_training {chosen}"
        );
        let mut all: BTreeMap<Uuid, Self> = rows(conn, &sql, bound.clone(), Self::of_row)?
            .into_iter()
            .map(|training| (training.doc, training))
            .collect();
        let sql = format!("SELECT doc, half, topic FROM rm_training_half {chosen}");
        for (doc, half, topic) in rows(conn, &sql, bound.clone(), |row| {
            Ok((id(row, 0)?, HalfDay::parse(text(row, 1)?), row.get(2)?))
        })? {
            if let (Some(training), Some(half)) = (all.get_mut(&doc), half) {
                training.halves.insert(half, topic);
            }
        }
        let sql = format!(
            "SELECT doc, who, name, agency, taking, as_what FROM rm_training_person {chosen}"
        );
        for (doc, who, person) in rows(conn, &sql, bound.clone(), |row| {
            let taking = row.get::<_, Option<String>>(4)?;
            let person = Person {
                name: row.get(2)?,
                agency: row.get(3)?,
                taking: taking.and_then(|word| Taking::parse(&word)),
                as_what: row.get(5)?,
                marks: BTreeMap::new(),
            };
            Ok((id(row, 0)?, Attendee::parse(text(row, 1)?), person))
        })? {
            if let (Some(training), Some(who)) = (all.get_mut(&doc), who) {
                training.people.insert(who, person);
            }
        }
        let sql = format!("SELECT doc, half, who, presence FROM rm_training_mark {chosen}");
        for (doc, half, who, presence) in rows(conn, &sql, bound, |row| {
            let half = HalfDay::parse(text(row, 1)?);
            let who = Attendee::parse(text(row, 2)?);
            Ok((id(row, 0)?, half, who, Presence::parse(text(row, 3)?)))
        })? {
            if let (Some(training), Some(half), Some(who), Some(presence)) =
                (all.get_mut(&doc), half, who, presence)
            {
                let person = training.people.entry(who).or_default();
                person.marks.insert(half, presence);
            }
        }
        Ok(all.into_values().collect())
    }

    fn of_row(row: &Row<'_>) -> Result<Self> {
        let mode = row.get::<_, Option<String>>(6)?;
        Ok(Self {
            doc: id(row, 0)?,
            name: row.get(1)?,
            kind: TrainingKind::parse(text(row, 2)?).unwrap_or(TrainingKind::Lainnya),
            theme: row.get(3)?,
            organizer: row.get(4)?,
            batch: row.get(5)?,
            mode: mode.and_then(|mode| TrainingMode::parse(&mode)),
            place: row.get(7)?,
            starts: day(text(row, 8)?),
            ends: day(text(row, 9)?),
            jp: row.get(10)?,
            fds: row.get(11)?,
            cancelled: row.get(12)?,
            halves: BTreeMap::new(),
            people: BTreeMap::new(),
        })
    }

    /// On how many of its half days somebody was there. A mark of a half day that was taken out counts no more.
    pub(crate) fn there(&self, person: &Person) -> usize {
        let marks = person.marks.iter();
        marks
            .filter(|(half, presence)| {
                **presence == Presence::Hadir && self.halves.contains_key(half)
            })
            .count()
    }

    /// Whether somebody took part: the office says so, or they are registered and were there on 8 of 10 of all its half days. Whoever is only
    /// proposed, does not come after all, or facilitates did not: that a facilitator was there says nothing of what they learned.
    pub(crate) fn took_part(&self, person: &Person) -> bool {
        let halves = self.halves.len();
        match person.taking {
            Some(Taking::Hadir) => !self.cancelled,
            Some(Taking::Terdaftar) => {
                let taught = person.as_what.is_none();
                let enough = halves > 0 && self.there(person) * 10 >= halves * TENTHS;
                !self.cancelled && taught && enough
            }
            Some(Taking::Diusulkan | Taking::Batal) | None => false,
        }
    }

    /// Members of staff who took part.
    fn who_took_part(&self) -> impl Iterator<Item = Uuid> {
        let people = self.people.iter();
        people
            .filter(|(_, person)| self.took_part(person))
            .filter_map(|(who, _)| who.staff())
    }
}

/// Which kinds of events count as FDS training: a course, where the office says nothing else.
pub(crate) fn counting(conn: &Connection) -> Result<BTreeSet<TrainingKind>> {
    let said = settings(conn, COUNTING)?;
    let said = said.get(COUNTING).map(|words| {
        let words = words.split(',').map(str::trim);
        words
            .filter_map(TrainingKind::parse)
            .collect::<BTreeSet<_>>()
    });
    Ok(said
        .filter(|kinds| !kinds.is_empty())
        .unwrap_or_else(|| [TrainingKind::Diklat].into()))
}

/// Who has had what by a day.
pub(crate) struct Trained {
    /// Whether and when somebody had FDS training last: once, however often they had it.
    fds: BTreeMap<Uuid, NaiveDate>,
    /// When somebody was coached last.
    coached: BTreeMap<Uuid, NaiveDate>,
}

impl Trained {
    /// Of all trainings that had ended by `day`.
    pub(crate) fn by(conn: &Connection, day: NaiveDate) -> Result<Self> {
        let counts = counting(conn)?;
        let mut trained = Self {
            fds: BTreeMap::new(),
            coached: BTreeMap::new(),
        };
        for training in Training::all(conn)? {
            if training.ends > day {
                continue;
            }
            let fds = training.fds && counts.contains(&training.kind);
            let coaching = training.kind == TrainingKind::Coaching;
            for staff in training.who_took_part() {
                let lists = [(fds, &mut trained.fds), (coaching, &mut trained.coached)];
                for (_, list) in lists.into_iter().filter(|(counts, _)| *counts) {
                    let last = list.entry(staff).or_insert(training.ends);
                    *last = training.ends.max(*last);
                }
            }
        }
        Ok(trained)
    }

    /// When somebody had FDS training last.
    pub(crate) fn fds(&self, staff: Uuid) -> Option<NaiveDate> {
        self.fds.get(&staff).copied()
    }

    /// When somebody was coached last.
    pub(crate) fn coached(&self, staff: Uuid) -> Option<NaiveDate> {
        self.coached.get(&staff).copied()
    }
}

/// Whether each member of staff whom this device knows has had an FDS training by a day, by the words of the name: what stands beside a
/// speaker. Of two of one name nothing is said unless both have, or neither.
pub(crate) fn trained_names(conn: &Connection, day: NaiveDate) -> Result<BTreeMap<String, bool>> {
    let trained = Trained::by(conn, day)?;
    let mut names: BTreeMap<String, Option<bool>> = BTreeMap::new();
    for member in StaffMember::all(conn)? {
        let has = trained.fds(member.id).is_some();
        let said = names.entry(fold::words(&member.name)).or_insert(Some(has));
        if *said != Some(has) {
            *said = None;
        }
    }
    let known = names.into_iter();
    Ok(known.filter_map(|(name, has)| Some((name, has?))).collect())
}
