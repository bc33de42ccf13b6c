//! One letter, and what is needed to write the next one to a family.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::DocId;
use uuid::Uuid;

use super::ground::GroundLine;
use super::listing::{LetterRow, Lister};
#[cfg(doc)]
use super::writing::SaveLetter;
use crate::calls::Query;
use crate::calls::compliance::{Ladder, streak_of};
use crate::calls::differences::{Difference, Phrasing};
use crate::calls::ids;
use crate::calls::numbering::Numbering;
use crate::calls::office::OfficeSettings;
use crate::calls::recording::written_version;
use crate::calls::terms::{GroupName, Person};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::LetterStep;
use crate::queries::delivered::Delivered;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Kelompok;
use crate::queries::members::Members;
use crate::queries::plans;
use crate::readmodel::Merged;
use crate::reference::Regions;

/// Asks for one letter.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letter {
    /// Its document.
    pub id: Uuid,
}

/// One letter.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterView {
    /// As the register has it.
    pub row: LetterRow,
    /// The version that is shown, to be given back to [`SaveLetter`].
    pub base: String,
    /// The meetings that are its ground, the earliest first.
    pub ground: Vec<GroundLine>,
    /// The day of the meeting to which it invites.
    pub invited: Option<NaiveDate>,
    /// Where that is.
    pub place: Option<String>,
    /// Who wrote it.
    pub by: Option<Person>,
    /// Who delivered it.
    pub carrier: Option<Person>,
    /// Who took it.
    pub receiver: Option<String>,
    /// When something followed.
    pub responded: Option<NaiveDate>,
    /// Why it was cancelled.
    pub why: Option<String>,
    /// Letters with the same number.
    pub same_number: Vec<SameNumber>,
    /// The next number that is free.
    pub next_number: String,
    /// What people say differently of it.
    pub differences: Vec<Difference>,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// This device may change it.
    pub editable: bool,
}

/// A letter with the same number.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SameNumber {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus; empty where it is not here.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Which letter.
    pub step: LetterStep,
    /// It was delivered.
    pub delivered: bool,
}

/// Asks what is needed to write to a family.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterForm {
    /// The family.
    pub family: Uuid,
}

/// What is needed to write to a family.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterFormView {
    /// The family.
    pub family: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group; none where it is in none today.
    pub group: Option<GroupName>,
    /// The months in a row, the earliest first.
    pub months: Vec<String>,
    /// The meetings of these months at which it was Alfa, the earliest first.
    pub missed: Vec<NaiveDate>,
    /// The letters that can be written, in order.
    pub due: Vec<LetterStep>,
    /// All letters to the family, whatever they are about.
    pub letters: Vec<LetterRow>,
    /// The next number that is free.
    pub next_number: String,
    /// The day of the meeting that is planned next; none where the plan has none.
    pub invited: Option<NaiveDate>,
    /// Where that is, or where the group meets.
    pub place: String,
    /// Since when it is here, where it came from a kecamatan that this device does not have: months and letters of before are seen by the office
    /// alone.
    pub came: Option<NaiveDate>,
    /// Today in the office's zone.
    pub today: NaiveDate,
}

impl Lister<'_> {
    /// The next number of a kecamatan, by code, for a letter of that day.
    fn next_number(
        &self,
        device: &Device,
        kecamatan: Option<&str>,
        day: NaiveDate,
    ) -> Result<String, Error> {
        let pattern = OfficeSettings::letter_number(device.reader())?;
        let name = kecamatan.map_or("", |code| Regions::own().name(code));
        Ok(Numbering::new(&pattern, name).next(&self.letters, day))
    }
}

impl Query for Letter {
    type Answer = LetterView;

    fn answer(self, device: &Device) -> Result<LetterView, Error> {
        let missing = Error::Missing("such letter");
        let mut lister = Lister::new(device)?;
        let at = lister
            .letters
            .iter()
            .position(|letter| letter.id == self.id);
        let at = at.ok_or(Error::Missing("such letter"))?;
        let letter = lister.letters.get(at).cloned().ok_or(missing)?;
        let (_, document) = ids::document(device, self.id)?.ok_or(Error::Missing("such letter"))?;
        let today = device.today()?;
        let ground = lister.grounds.get_mut(&self.id);
        let ground: Vec<GroundLine> = ground
            .map(|ground| std::mem::take(&mut ground.lines))
            .unwrap_or_default();
        let person = |staff: Option<Uuid>| staff.and_then(|staff| lister.who.person(staff));
        let same_number = lister.same_number(self.id).map(|other| SameNumber {
            id: other.id,
            name: lister.name(other),
            step: other.step,
            delivered: other.delivered.is_some(),
        });
        let kecamatan = lister.kecamatan(&letter)?;
        Ok(LetterView {
            base: written_version(&document.heads()),
            ground,
            invited: letter.invited,
            place: letter.place.clone(),
            by: person(lister.author(&letter)),
            carrier: person(letter.carrier),
            receiver: letter.receiver.clone(),
            responded: letter.responded,
            why: letter.why.clone(),
            same_number: same_number.collect(),
            next_number: lister.next_number(device, kecamatan, letter.day.unwrap_or(today))?,
            differences: Phrasing::new(device)?.differences_of(self.id)?,
            today,
            editable: device.may_edit(DocId(self.id))?,
            row: lister.row(&letter)?,
        })
    }
}

impl Query for LetterForm {
    type Answer = LetterFormView;

    fn answer(self, device: &Device) -> Result<LetterFormView, Error> {
        let conn = device.reader();
        let family = Merged::read(conn)?.kept(self.family);
        let record = FamilyRecord::one(conn, family)?.ok_or(Error::Missing("such family"))?;
        let today = device.today()?;
        let lister = Lister::new(device)?;
        let members = Members::of_families(conn, &[family])?;
        let group = members
            .get(family)
            .and_then(|member| member.group_on(today));
        let group = group.and_then(|group| lister.groups.get(group));
        let own = || {
            lister
                .letters
                .iter()
                .filter(|letter| letter.family == family)
        };
        let streak = streak_of(device, family)?;
        let due = match &streak {
            Some(streak) => {
                let step = Ladder::read(conn)?.step(streak.months.len());
                Ladder::due(step, &streak.letters(own()))
            }
            None => Vec::new(),
        };
        let kecamatan = group.map(|group| group.kecamatan.as_str());
        let next = match group {
            Some(group) => {
                let delivered = Delivered::of_group(conn, group.id, None)?;
                plans::next(conn, &delivered, group, today)?
            }
            None => None,
        };
        let streak = streak.as_ref();
        let months = streak
            .into_iter()
            .flat_map(|streak| streak.months.iter().rev());
        let mut missed: Vec<NaiveDate> = streak
            .into_iter()
            .flat_map(|streak| &streak.missed)
            .map(|(day, _)| *day)
            .collect();
        missed.dedup();
        Ok(LetterFormView {
            family,
            name: record.name,
            group: group.map(Kelompok::named),
            months: months.map(ToString::to_string).collect(),
            missed,
            due,
            letters: lister.rows(own())?,
            next_number: lister.next_number(device, kecamatan, today)?,
            invited: next.as_ref().and_then(|next| next.date),
            place: next
                .and_then(|next| next.place)
                .or_else(|| group.and_then(|group| group.place.clone()))
                .unwrap_or_default(),
            came: members
                .get(family)
                .and_then(|member| member.came(today, |group| lister.groups.get(group).is_some())),
            today,
        })
    }
}
