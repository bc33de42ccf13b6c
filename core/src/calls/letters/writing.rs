//! A letter is written from the months that are counted when it is written; what becomes of it is saved upon the version that was shown.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::calls::compliance::{Ladder, Streak, streak_of};
use crate::calls::numbering::is_taken;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids, places, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    DeliveryWay, DocKey, Ground, LetterPatch, LetterStep, LetterView, View, YearMonth,
};
use crate::queries::families::FamilyRecord;
use crate::queries::letters::Letter;
use crate::queries::members::Members;
use crate::readmodel::Merged;
use crate::reference::fold;

/// Writes a letter. Its ground is counted here and kept with it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WriteLetter {
    /// To that family.
    pub family: Uuid,
    /// Which letter.
    pub step: LetterStep,
    /// Nomor surat; empty leaves a blank on paper.
    pub number: String,
    /// Its date.
    pub day: NaiveDate,
    /// The day of the meeting to which it invites; none leaves a blank.
    pub invited: Option<NaiveDate>,
    /// Where that is; empty leaves a blank.
    pub place: String,
}

/// Changes a part of a letter.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveLetter {
    /// Its document.
    pub id: Uuid,
    /// The version that was shown. What others wrote since stands beside what is written now.
    pub base: String,
    /// What it is to be.
    pub part: LetterPart,
}

/// A part of a letter, whole.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LetterPart {
    /// What stands on it.
    Paper {
        /// Nomor surat.
        number: String,
        /// Its date.
        day: Option<NaiveDate>,
        /// The day of the meeting to which it invites.
        invited: Option<NaiveDate>,
        /// Where that is.
        place: String,
    },
    /// How it was delivered.
    Delivery {
        /// When; none if it was not.
        day: Option<NaiveDate>,
        /// How.
        way: Option<DeliveryWay>,
        /// Who took it.
        receiver: String,
        /// When that person signed for it.
        received: Option<NaiveDate>,
    },
    /// What followed.
    Response {
        /// What.
        text: String,
        /// Nothing more is to follow.
        closed: bool,
    },
    /// Whether it counts.
    Cancel {
        /// It counts for nothing.
        cancelled: bool,
        /// Why.
        why: String,
    },
}

/// A text as it is kept; nothing where it is empty.
fn kept(text: &str) -> Option<String> {
    Some(fold::tidy(text)).filter(|text| !text.is_empty())
}

impl Command for WriteLetter {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        let conn = device.reader();
        let family = Merged::read(conn)?.kept(self.family);
        let record = FamilyRecord::one(conn, family)?.ok_or(Error::Missing("such family"))?;
        let streak = streak_of(device, family)?.ok_or(Refusal::LetterGround)?;
        let letters = Letter::all(conn)?;
        let own = letters.iter().filter(|letter| letter.family == family);
        let written = streak.letters(own);
        let step = Ladder::read(conn)?.step(streak.months.len());
        if written.iter().any(|letter| letter.step == self.step) {
            return Err(Refusal::LetterThere.into());
        }
        if !Ladder::letters(step).contains(&self.step) {
            return Err(Refusal::LetterGround.into());
        }
        if streak.missed.iter().any(|(day, _)| *day > self.day) {
            return Err(Refusal::LetterDays.into());
        }
        let number = kept(&self.number);
        if number
            .as_deref()
            .is_some_and(|number| is_taken(&letters, number, None))
        {
            return Err(Refusal::LetterNumber.into());
        }
        let first = streak
            .first()
            .map(crate::reference::month::YearMonth::first_day);
        let since = first.and_then(|day| YearMonth::new(day.year(), day.month()));
        let since = since.ok_or(Refusal::Month)?;
        let members = Members::of_families(conn, &[family])?;
        let member = members.get(family);
        let group = member
            .and_then(|member| member.stays().last())
            .map(|(_, group)| *group);
        let today = device.today()?;
        let group = member.and_then(|member| member.group_on(today)).or(group);
        let key = DocKey::Letter {
            family,
            since,
            step: self.step,
        };
        let before = match device.document(&key)?.map(|document| document.view()) {
            Some(View::Letter(letter)) => Some(letter),
            _ => None,
        };
        let patch = LetterPatch {
            group: group.into(),
            number: number.into(),
            day: Set::To(self.day),
            invited: self.invited.into(),
            place: kept(&self.place).into(),
            // One that was cancelled is taken up again: what became of it then is not what becomes of it now.
            cancelled: Set::To(false),
            why: Set::Clear,
            delivered: Set::Clear,
            way: Set::Clear,
            carrier: Set::Clear,
            receiver: Set::Clear,
            received: Set::Clear,
            response: Set::Clear,
            responded: Set::Clear,
            closed: Set::Clear,
            ..addressed(device, before.as_deref(), &record.name, &streak)
        };
        let first_day = NaiveDate::from_ymd_opt(since.year(), since.month(), 1);
        places::make_ready(device, &record.kecamatan, first_day.unwrap_or(self.day))?;
        device.edit(&key, &patch.into())?;
        Ok(key.id(&device.office()).0)
    }
}

/// Whom it is addressed to, and the meetings that are counted now. Where that is said already, only the office says it anew: a phone that
/// takes a cancelled letter up again leaves a ground that still holds as it is, and is refused where another would be needed.
fn addressed(
    device: &Device,
    before: Option<&LetterView>,
    name: &str,
    streak: &Streak,
) -> LetterPatch {
    let missed: BTreeMap<Uuid, NaiveDate> = streak
        .missed
        .iter()
        .map(|(day, meeting)| (*meeting, *day))
        .collect();
    let holds = |before: &LetterView| {
        let said = before.ground.meetings();
        !said.is_empty() && said.keys().all(|meeting| missed.contains_key(meeting))
    };
    let kept_as_it_is = !device.membership().is_office(device.id()) && before.is_some_and(holds);
    LetterPatch {
        name: kept(name).into(),
        ground: if kept_as_it_is {
            Set::Keep
        } else {
            Set::To(Ground::of(missed))
        },
        ..LetterPatch::default()
    }
}

impl Command for SaveLetter {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, letter) = letter(device, self.id)?;
        let seen = seen::version(&self.base)?;
        let none = LetterPatch::default();
        let in_order = |first: Option<NaiveDate>, then: Option<NaiveDate>| {
            first.is_none_or(|first| then.is_none_or(|then| first <= then))
        };
        let patch = match self.part {
            LetterPart::Paper {
                number,
                day,
                invited,
                place,
            } => {
                let after_ground = |day| letter.ground.meetings().values().all(|of| *of <= day);
                if !in_order(day, letter.delivered) || !day.is_none_or(after_ground) {
                    return Err(Refusal::LetterDays.into());
                }
                let number = kept(&number);
                let letters = Letter::all(device.reader())?;
                // One that has it keeps it until somebody takes another.
                let news = number
                    .as_deref()
                    .filter(|number| letter.number.as_deref() != Some(number));
                if news.is_some_and(|number| is_taken(&letters, number, Some(self.id))) {
                    return Err(Refusal::LetterNumber.into());
                }
                LetterPatch {
                    number: number.into(),
                    day: day.into(),
                    invited: invited.into(),
                    place: kept(&place).into(),
                    ..none
                }
            }
            LetterPart::Delivery {
                day,
                way,
                receiver,
                received,
            } => {
                if !in_order(letter.day, day)
                    || !in_order(day, received)
                    || (day.is_none() && received.is_some())
                {
                    return Err(Refusal::LetterDays.into());
                }
                let carrier = match (day, letter.delivered) {
                    (None, _) => Set::Clear,
                    (Some(day), Some(was)) if day == was => Set::Keep,
                    (Some(_), _) => device.person()?.map_or(Set::Keep, Set::To),
                };
                LetterPatch {
                    delivered: day.into(),
                    way: way.filter(|_| day.is_some()).into(),
                    carrier,
                    receiver: kept(&receiver).filter(|_| day.is_some()).into(),
                    received: received.into(),
                    ..none
                }
            }
            LetterPart::Response { text, closed } => {
                let text = kept(&text);
                let responded = match &text {
                    Some(text) if letter.response.as_ref() == Some(text) => Set::Keep,
                    Some(_) => Set::To(device.today()?),
                    None => Set::Clear,
                };
                LetterPatch {
                    response: text.into(),
                    responded,
                    closed: Set::To(closed),
                    ..none
                }
            }
            LetterPart::Cancel { cancelled, why } => LetterPatch {
                cancelled: Set::To(cancelled),
                why: kept(&why).filter(|_| cancelled).into(),
                ..none
            },
        };
        device.save_draft(
            &format!("letter:{}", self.id),
            &key,
            &patch.into(),
            Some(&seen),
        )?;
        Ok(Done {})
    }
}

/// The letter of a document.
fn letter(device: &Device, id: Uuid) -> Result<(DocKey, Box<LetterView>), Error> {
    let missing = Error::Missing("such letter");
    let Some((key, document)) = ids::document(device, id)? else {
        return Err(missing);
    };
    match document.view() {
        View::Letter(letter) => Ok((key, letter)),
        _ => Err(missing),
    }
}
