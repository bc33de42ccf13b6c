//! The register, and the rows that every screen about letters shows.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ground::{Ground, GroundStanding, grounds};
use crate::calls::Query;
use crate::calls::compliance::absent;
use crate::calls::numbering::doubles;
use crate::calls::refusal::Refusal;
use crate::calls::terms::{GroupName, Person, Safe};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DeliveryWay, LetterStep};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::letters::{Letter, LetterState};
use crate::queries::members::Members;
use crate::queries::staff::Who;
use crate::reference::fold;
use crate::reference::month::YearMonth;

/// Asks for the register: on a phone of one's own groups, at the office of all.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letters {
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// The register.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LettersView {
    /// Letters that are asked for and not written: those with the most months in a row first.
    pub due: Vec<DueLetter>,
    /// The letters: open ones before closed and cancelled ones, the latest first.
    pub rows: Vec<LetterRow>,
}

/// A family to which a letter is to be written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DueLetter {
    /// Its document.
    pub family: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group.
    pub group: GroupName,
    /// Who leads the group.
    pub pendamping: Option<Person>,
    /// Months in a row.
    pub months: u32,
    /// The letters that are missing, in order.
    pub steps: Vec<LetterStep>,
}

/// A letter in the register.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterRow {
    /// Its document.
    pub id: Uuid,
    /// The family.
    pub family: Uuid,
    /// Nama pengurus: as it was written, else as the family has it; empty where neither is here.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group when the letter was written.
    pub group: GroupName,
    /// Who leads that group.
    pub pendamping: Option<Person>,
    /// It is of the asking person: written by, or of a family of a group that the person leads.
    pub mine: bool,
    /// Which letter.
    pub step: LetterStep,
    /// The months that are its ground, the earliest first.
    pub months: Vec<String>,
    /// Nomor surat.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// When it was delivered.
    pub delivered: Option<NaiveDate>,
    /// How.
    pub way: Option<DeliveryWay>,
    /// When somebody signed for it.
    pub received: Option<NaiveDate>,
    /// What followed.
    pub response: Option<String>,
    /// What became of it.
    pub state: LetterState,
    /// Whether its ground is still there.
    pub standing: GroundStanding,
    /// Other letters have its number.
    pub doubled: bool,
    /// Fields on which people disagree.
    pub disagreements: u32,
    /// Where it is safe.
    pub safe: Safe,
}

/// Makes rows of letters; reads what they need once for a whole answer.
pub(super) struct Lister<'d> {
    device: &'d Device,
    pub groups: Groups,
    pub who: Who,
    names: HashMap<Uuid, String>,
    members: Members,
    doubles: HashMap<Uuid, Vec<Uuid>>,
    /// All letters.
    pub letters: Vec<Letter>,
    pub grounds: HashMap<Uuid, Ground>,
}

impl<'d> Lister<'d> {
    /// Of all letters that this device has.
    pub(super) fn new(device: &'d Device) -> Result<Self, Error> {
        let conn = device.reader();
        let letters = Letter::all(conn)?;
        let families: Vec<Uuid> = letters.iter().map(|letter| letter.family).collect();
        let records = FamilyRecord::some(conn, &families)?.into_iter();
        Ok(Self {
            device,
            groups: Groups::read(conn)?,
            who: Who::read(conn)?,
            names: records.map(|family| (family.id, family.name)).collect(),
            members: Members::of_families(conn, &families)?,
            doubles: doubles(&letters),
            grounds: grounds(device, &letters)?,
            letters,
        })
    }

    /// Nama pengurus: as it was written, which the paper says too, else as the family has it.
    pub(super) fn name(&self, letter: &Letter) -> String {
        let written = letter.name.as_ref().filter(|name| !name.is_empty());
        let name = written.or_else(|| self.names.get(&letter.family));
        name.cloned().unwrap_or_default()
    }

    /// The member of staff whose device wrote it.
    pub(super) fn author(&self, letter: &Letter) -> Option<Uuid> {
        self.who.staff_of(letter.device?)
    }

    /// Letters that have the same number.
    pub(super) fn same_number(&self, letter: Uuid) -> impl Iterator<Item = &Letter> {
        let same = self.doubles.get(&letter);
        self.letters
            .iter()
            .filter(move |other| same.is_some_and(|same| same.contains(&other.id)))
    }

    /// The row of a letter.
    pub(super) fn row(&self, letter: &Letter) -> Result<LetterRow, Error> {
        let today = self.device.today()?;
        let asking = self.device.person()?;
        let now = self.members.get(letter.family);
        let now = now.and_then(|member| member.group_on(today));
        let leader = |group: Option<Uuid>| {
            let group = group.and_then(|group| self.groups.get(group));
            group.and_then(|group| group.pendamping_on(today))
        };
        let group = letter.group.or(now).unwrap_or_default();
        let own = |staff: Option<Uuid>| staff.is_some() && staff == asking;
        let standing = self.grounds.get(&letter.id);
        Ok(LetterRow {
            id: letter.id,
            family: letter.family,
            name: self.name(letter),
            group: self.groups.named(group),
            pendamping: leader(now.or(letter.group)).and_then(|staff| self.who.person(staff)),
            mine: own(leader(now)) || own(self.author(letter)),
            step: letter.step,
            months: letter.months().iter().map(ToString::to_string).collect(),
            number: letter.number.clone(),
            day: letter.day,
            delivered: letter.delivered,
            way: letter.way,
            received: letter.received,
            response: letter.response.clone(),
            state: LetterState::of(letter),
            standing: standing.map_or(GroundStanding::Unknown, |ground| ground.standing),
            doubled: self.doubles.contains_key(&letter.id),
            disagreements: letter.disagreements,
            safe: if letter.pending {
                Safe::Here
            } else {
                Safe::Office
            },
        })
    }

    /// The rows of some letters: open ones first, the latest first.
    pub(super) fn rows<'l>(
        &self,
        letters: impl IntoIterator<Item = &'l Letter>,
    ) -> Result<Vec<LetterRow>, Error> {
        let rows = letters.into_iter().map(|letter| self.row(letter));
        let mut rows = rows.collect::<Result<Vec<_>, Error>>()?;
        rows.sort_by_cached_key(|row| {
            let name = fold::words(&row.name);
            (
                row.state.is_over(),
                Reverse(row.day),
                name,
                Reverse(row.step),
                row.id,
            )
        });
        Ok(rows)
    }

    /// Code of the kecamatan in which a letter is: that of its group, else of the family's group today.
    pub(super) fn kecamatan(&self, letter: &Letter) -> Result<Option<&str>, Error> {
        let today = self.device.today()?;
        let member = self.members.get(letter.family);
        let now = member.and_then(|member| member.group_on(today));
        let group = letter
            .group
            .or(now)
            .and_then(|group| self.groups.get(group));
        Ok(group.map(|group| group.kecamatan.as_str()))
    }
}

/// The rows of the letters that the register shows on this device: an office has all, others those of their own.
pub(in crate::calls) fn seen_here(device: &Device) -> Result<Vec<LetterRow>, Error> {
    let lister = Lister::new(device)?;
    let office = device.membership().is_office(device.id());
    let mut rows = lister.rows(&lister.letters)?;
    rows.retain(|row| office || row.mine);
    Ok(rows)
}

impl Query for Letters {
    type Answer = LettersView;

    fn answer(self, device: &Device) -> Result<LettersView, Error> {
        let conn = device.reader();
        let lister = Lister::new(device)?;
        let office = device.membership().is_office(device.id());
        let asked = |code: Option<&str>| {
            let wanted = self.kecamatan.as_deref();
            wanted.is_none_or(|wanted| Some(wanted) == code)
        };
        let mut of_place = Vec::new();
        for letter in &lister.letters {
            if asked(lister.kecamatan(letter)?) {
                of_place.push(letter);
            }
        }
        let mut rows = lister.rows(of_place)?;
        rows.retain(|row| office || row.mine);

        let month = YearMonth::of(device.today()?).ok_or(Refusal::Month)?;
        let of_groups: Vec<&Kelompok> = lister
            .groups
            .all()
            .filter(|group| asked(Some(&group.kecamatan)))
            .collect();
        let ids: Vec<Uuid> = of_groups.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let (_, absent) = absent(device, &of_groups, &members, month)?;
        let due = absent.into_iter().filter(|row| !row.due.is_empty());
        let due = due.filter(|row| office || row.mine).map(|row| DueLetter {
            family: row.id,
            name: row.name,
            group: row.group,
            pendamping: row.pendamping,
            months: u32::try_from(row.months.len()).unwrap_or(u32::MAX),
            steps: row.due,
        });
        Ok(LettersView {
            due: due.collect(),
            rows,
        })
    }
}
