//! The office writes trainings down: what they are, who takes part, who was there. Each is one change, upon the version that was shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::documents::{Entries, Heads, Set};
use uuid::Uuid;

use super::TrainingFacts;
use crate::calls::events::{filed_on, id_of};
use crate::calls::participants::{Guest, participant};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    Attendee, DocKey, HalfDay, OfficePatch, Presence, Taking, TrainingKind, TrainingPatch,
    TrainingView, View,
};
use crate::queries::training::{COUNTING, Training};
use crate::reference::fold;

/// A list of attendance has at most so many half days: three weeks.
const MOST_HALVES: usize = 42;

/// Makes or changes a training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTraining {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: TrainingFacts,
}

/// Says who takes part and who facilitates.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTrainingPeople {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// What somebody is to it, by who they are; null: nothing any more.
    pub taking: BTreeMap<String, Option<Taking>>,
    /// As what somebody facilitates; null: no more.
    pub facilitators: BTreeMap<String, Option<String>>,
    /// Guests that are new.
    pub guests: Vec<NewGuest>,
}

/// A guest.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewGuest {
    /// Name. Two guests of one name are one.
    pub name: String,
    /// Instansi; empty for none.
    pub agency: String,
    /// As what they facilitate; empty for one who takes part.
    pub as_what: String,
}

/// Marks attendance. Only marks that are named change.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MarkTraining {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// Half day.
    pub half: String,
    /// By who they are; null: not marked.
    pub marks: BTreeMap<String, Option<Presence>>,
}

/// Says which kinds of events count as FDS training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTrainingRule {
    /// Kinds; one at least.
    pub counting: BTreeSet<TrainingKind>,
}

/// The training of a document.
fn training(device: &Device, id: Uuid) -> Result<(DocKey, Box<TrainingView>), Error> {
    let missing = Error::Missing("such training");
    let Some((key, document)) = ids::document(device, id)? else {
        return Err(missing);
    };
    match document.view() {
        View::Training(view) => Ok((key, view)),
        _ => Err(missing),
    }
}

/// Writes upon the version that was shown.
fn write(
    device: &mut Device,
    key: &DocKey,
    patch: TrainingPatch,
    seen: Option<&Heads>,
) -> Result<(), Error> {
    let name = format!("training:{}", key.id(&device.office()).0);
    device.save_draft(&name, key, &patch.into(), seen)?;
    Ok(())
}

impl Command for SaveTraining {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let (starts, ends) = days(&self.facts)?;
        let name = fold::tidy(&self.facts.name);
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let today = device.today()?;
        let (key, before, base) = if let Some(id) = self.id {
            let (key, view) = training(device, id)?;
            (key, Some(view), Some(seen::version(&self.base)?))
        } else {
            let key = DocKey::Training {
                filed: filed_on(starts, today),
                id: id_of("training", &name, starts),
            };
            // Whichever year it is filed in; one that nobody entitled has named is none.
            let words = fold::words(&name);
            let same = |other: &Training| {
                other.doc == key.id(&device.office()).0
                    || (other.starts == starts && fold::words(&other.name) == words)
            };
            if Training::all(device.reader())?.iter().any(same) {
                return Err(Refusal::TrainingTaken.into());
            }
            (key, None, None)
        };
        let patch = patch(&self.facts, name, (starts, ends), before.as_deref())?;
        write(device, &key, patch, base.as_ref())?;
        Ok(key.id(&device.office()).0)
    }
}

fn days(facts: &TrainingFacts) -> Result<(NaiveDate, NaiveDate), Error> {
    let starts = facts.starts.ok_or(Refusal::TrainingDays)?;
    let ends = facts.ends.unwrap_or(starts);
    if ends < starts {
        return Err(Refusal::TrainingDays.into());
    }
    Ok((starts, ends))
}

fn patch(
    facts: &TrainingFacts,
    name: String,
    (starts, ends): (NaiveDate, NaiveDate),
    before: Option<&TrainingView>,
) -> Result<TrainingPatch, Error> {
    let text = |text: &str| Set::from(Some(fold::tidy(text)).filter(|text| !text.is_empty()));
    let mut wanted: BTreeMap<HalfDay, Option<String>> = BTreeMap::new();
    for (half, topic) in &facts.halves {
        let half = HalfDay::parse(half).ok_or(Refusal::TrainingDays)?;
        if half.day < starts || half.day > ends {
            return Err(Refusal::TrainingDays.into());
        }
        wanted.insert(
            half,
            Some(fold::tidy(topic)).filter(|text| !text.is_empty()),
        );
    }
    if wanted.len() > MOST_HALVES {
        return Err(Refusal::TrainingHalves(MOST_HALVES).into());
    }
    // A half day that is taken out keeps its marks in the document: they count again when it comes back.
    let old = before.map(|view| &view.halves);
    let gone = old.into_iter().flat_map(BTreeMap::keys);
    let gone: Vec<HalfDay> = gone
        .filter(|half| !wanted.contains_key(half))
        .copied()
        .collect();
    let halves: Entries<HalfDay, bool> = wanted
        .keys()
        .map(|half| (*half, Some(true)))
        .chain(gone.iter().map(|half| (*half, None)))
        .collect();
    let topics: Entries<HalfDay, String> = wanted
        .into_iter()
        .chain(gone.into_iter().map(|half| (half, None)))
        .collect();
    Ok(TrainingPatch {
        name: Set::To(name),
        kind: facts.kind.into(),
        theme: text(&facts.theme),
        organizer: text(&facts.organizer),
        batch: text(&facts.batch),
        mode: facts.mode.into(),
        place: text(&facts.place),
        starts: Set::To(starts),
        ends: Set::To(ends),
        jp: facts.jp.into(),
        fds: Some(true).filter(|_| facts.fds).into(),
        cancelled: Some(true).filter(|_| facts.cancelled).into(),
        halves,
        topics,
        ..TrainingPatch::default()
    })
}

/// Who is named by a text: somebody who is known here, or whom the training has.
fn attendee(device: &Device, view: &TrainingView, text: &str) -> Result<Attendee, Error> {
    let takes_part =
        |who: &Attendee| view.taking.contains_key(who) || view.facilitators.contains_key(who);
    participant(device.reader(), text, &view.guests, takes_part)
}

impl Command for SaveTrainingPeople {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, view) = training(device, self.id)?;
        let base = seen::version(&self.base)?;
        let mut patch = TrainingPatch::default();
        for (who, taking) in self.taking {
            patch.taking.insert(attendee(device, &view, &who)?, taking);
        }
        for (who, as_what) in self.facilitators {
            let as_what = as_what.map(|text| fold::tidy(&text));
            let as_what = as_what.map(|text| {
                if text.is_empty() {
                    FACILITATOR.into()
                } else {
                    text
                }
            });
            let who = attendee(device, &view, &who)?;
            patch.facilitators.insert(who, as_what);
        }
        for guest in self.guests {
            let Guest { who, name, agency } = Guest::typed(&guest.name, &guest.agency)?;
            let as_what = fold::tidy(&guest.as_what);
            patch.guests.insert(who, Some(name));
            if agency.is_some() {
                patch.agencies.insert(who, agency);
            }
            if as_what.is_empty() {
                patch.taking.insert(who, Some(Taking::Terdaftar));
            } else {
                patch.facilitators.insert(who, Some(as_what));
            }
        }
        write(device, &key, patch, Some(&base))?;
        Ok(Done {})
    }
}

const FACILITATOR: &str = "fasilitator";

impl Command for MarkTraining {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, view) = training(device, self.id)?;
        let base = seen::version(&self.base)?;
        let half = HalfDay::parse(&self.half);
        let half = half.filter(|half| view.halves.contains_key(half));
        let half = half.ok_or(Error::Missing("such half day"))?;
        let mut patch = TrainingPatch::default();
        for (who, presence) in self.marks {
            let who = attendee(device, &view, &who)?;
            patch
                .presence
                .insert(TrainingPatch::mark(half, who), presence);
        }
        write(device, &key, patch, Some(&base))?;
        Ok(Done {})
    }
}

impl Command for SaveTrainingRule {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        if self.counting.is_empty() {
            return Err(Refusal::TrainingRule.into());
        }
        let words: BTreeSet<&str> = self.counting.iter().map(|kind| kind.as_str()).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let patch = OfficePatch {
            settings: [(COUNTING.to_owned(), Some(words.join(",")))].into(),
            ..OfficePatch::default()
        };
        device.edit(&DocKey::Office, &patch.into())?;
        Ok(Done {})
    }
}
