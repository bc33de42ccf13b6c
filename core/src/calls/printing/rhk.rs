//! The other RHK of a pendamping's month as files and as text: what Sesi knows of the month is read here in one go.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::Printed;
use super::facts::Reader;
use super::letters::LetterFormat;
use super::meetings::{MeetingsOf, read};
use crate::calls::compliance::{ComplianceStep, absent};
use crate::calls::families::listing::masked;
use crate::calls::months::month;
use crate::calls::office::OfficeSettings;
use crate::calls::refusal::Refusal;
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::calls::{Job, Query, families};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::facts::Counted;
use crate::forms::rhk::{self, Rhk};
use crate::forms::rhk_facts::{AbsentFact, GraduateFact, LetterFact, MonthFacts, VisitFact};
use crate::forms::{docx, letter, paper, plain};
use crate::kinds::{Aspect, Attendee, Component, Presence, Status, VisitWay};
use crate::pdf::Size;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::letters::Letter;
use crate::queries::members::Members;
use crate::queries::rakor::Rakor;
use crate::queries::sessions::Sessions;
use crate::queries::visits;
use crate::reference::month::YearMonth;
use crate::reference::{fold, naming};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RhkForm {
    /// Verifikasi komitmen and pendampingan.
    Rhk3,
    /// Usulan graduasi.
    Rhk4,
    /// Laporan bulanan.
    Rhk7,
}

impl From<RhkForm> for Rhk {
    fn from(form: RhkForm) -> Self {
        match form {
            RhkForm::Rhk3 => Self::Three,
            RhkForm::Rhk4 => Self::Four,
            RhkForm::Rhk7 => Self::Seven,
        }
    }
}

/// Writes a report of somebody's month.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRhk {
    /// The month, `2026-11`.
    pub month: String,
    /// Whose; none for the person of this device.
    pub pendamping: Option<Uuid>,
    /// Which.
    pub form: RhkForm,
    /// As what.
    pub format: LetterFormat,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Asks for a report of somebody's month as text, to copy or to send.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RhkText {
    /// The month, `2026-11`.
    pub month: String,
    /// Whose; none for the person of this device.
    pub pendamping: Option<Uuid>,
    /// Which.
    pub form: RhkForm,
}

impl Job for ExportRhk {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (facts, templates) = {
            let device = device.lend();
            let facts = facts(&device, &self.month, self.pendamping, self.signed)?;
            (facts, in_force(&device)?)
        };
        let document = rhk::document(&facts, self.form.into(), &templates)?;
        let (title, digest) = (document.title.clone(), document.digest.clone());
        let bytes = match self.format {
            LetterFormat::Pdf => paper::pdf(&[document], self.paper, &title, |done, total| {
                Ok(watch(Phase::Writing.at(done, total))?)
            })?,
            LetterFormat::Docx => {
                watch(Phase::Writing.at(0, 1))?;
                docx::docx(&[document], self.paper)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(Printed {
            path: self.path,
            lists: facts.meetings,
            families: facts.families,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            digest,
        })
    }
}

impl Query for RhkText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let facts = facts(device, &self.month, self.pendamping, None)?;
        let templates = in_force(device)?;
        Ok(plain::text(&rhk::document(
            &facts,
            self.form.into(),
            &templates,
        )?))
    }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

fn way(way: VisitWay) -> &'static str {
    match way {
        VisitWay::Pertemuan => "Pertemuan lain",
        VisitWay::Kunjungan => "Kunjungan rumah",
        VisitWay::JarakJauh => "Jarak jauh",
    }
}

const COMPONENTS: [(Component, &str); 7] = [
    (Component::Hamil, "Ibu hamil"),
    (Component::Aud, "Anak usia dini"),
    (Component::Sd, "Anak SD"),
    (Component::Smp, "Anak SMP"),
    (Component::Sma, "Anak SMA"),
    (Component::Disabilitas, "Disabilitas"),
    (Component::Lansia, "Lansia"),
];

/// What this device knows of somebody's month.
pub(super) fn facts(
    device: &Device,
    text: &str,
    whose: Option<Uuid>,
    signed: Option<NaiveDate>,
) -> Result<MonthFacts, Error> {
    let conn = device.reader();
    let month = month(text)?;
    let (first, last) = (month.first_day(), month.last_day());
    let staff = match whose {
        Some(staff) => staff,
        None => device.person()?.ok_or(Refusal::NoStaff)?,
    };
    let groups = Groups::read(conn)?;
    let own: Vec<&Kelompok> = groups
        .led_by(staff, last)
        .filter(|group| group.exists_in(first, last))
        .collect();
    let ids: Vec<Uuid> = own.iter().map(|group| group.id).collect();
    let members = Members::of_groups(conn, &ids)?;
    let active: BTreeSet<Uuid> = ids
        .iter()
        .flat_map(|group| members.active(*group, last))
        .map(|member| member.id)
        .collect();
    let everybody: Vec<Uuid> = active.iter().copied().collect();
    let records = FamilyRecord::some(conn, &everybody)?;
    let components = COMPONENTS.iter().filter_map(|(component, name)| {
        let of = records
            .iter()
            .map(|record| u32::from(*record.components.get(component).unwrap_or(&0)));
        let sum: u32 = of.sum();
        (sum > 0).then_some((*name, sum))
    });
    let asked = read(
        device,
        &MeetingsOf::Pendamping(text.to_owned(), staff),
        |_, _| Ok(()),
    )?;
    let meetings: Vec<_> = asked.found.iter().map(|(_, facts)| facts).collect();
    let counted = Counted::of(meetings.iter().flat_map(|facts| &facts.families));
    let obstacles = meetings.iter().filter_map(|facts| {
        let note = facts.notes.get(&Aspect::Kendala)?.trim();
        (!note.is_empty()).then(|| format!("{}: {note}", facts.group))
    });
    let (pendamping, jabatan) = Reader::new(device)?.signer(Some(staff));
    let signing = signing(device, signed)?;
    Ok(MonthFacts {
        month,
        letterhead: signing.letterhead,
        kabupaten: signing.kabupaten,
        pendamping,
        jabatan,
        signed,
        groups: count(own.len()),
        families: count(active.len()),
        components: components.collect(),
        meetings: count(meetings.len()),
        attendances: counted.hadir,
        expected: counted.total,
        obstacles: obstacles.collect(),
        visits: visits_of(device, staff, &groups, month)?,
        absent: absent_of(device, &own, &members, month)?,
        letters: letters_of(device, &ids, &groups, month)?,
        graduated: graduated(device, &own, &members, month)?,
        rakors: rakors(device, staff, month)?,
        targets: OfficeSettings::rhk_targets(conn)?,
    })
}

/// The names of families and of their groups, by family and day.
type Named = BTreeMap<(Uuid, NaiveDate), (String, String)>;

/// The name of a family and of its group on a day.
fn named(device: &Device, groups: &Groups, families: &[(Uuid, NaiveDate)]) -> Result<Named, Error> {
    let conn = device.reader();
    let ids: Vec<Uuid> = families.iter().map(|(family, _)| *family).collect();
    let records = FamilyRecord::some(conn, &ids)?;
    let members = Members::of_families(conn, &ids)?;
    let names: BTreeMap<Uuid, String> = records
        .into_iter()
        .map(|record| (record.id, naming::shown(&record.name)))
        .collect();
    let of = families.iter().map(|(family, day)| {
        let name = names.get(family).cloned();
        let group = members
            .get(*family)
            .and_then(|member| groups.get(member.group_on(*day)?));
        let name = name.unwrap_or_else(|| super::UNKNOWN.to_owned());
        let group = group.map(|group| group.name.clone()).unwrap_or_default();
        ((*family, *day), (name, group))
    });
    Ok(of.collect())
}

/// What the person gave families outside their meetings, by day.
fn visits_of(
    device: &Device,
    staff: Uuid,
    groups: &Groups,
    month: YearMonth,
) -> Result<Vec<VisitFact>, Error> {
    let conn = device.reader();
    let sessions = Sessions::read(conn)?;
    let mut given = visits::between(conn, month.first_day(), month.last_day())?;
    given.retain(|(_, visit)| visit.by == Some(staff) && !visit.withdrawn);
    let about: Vec<(Uuid, NaiveDate)> = given
        .iter()
        .map(|(family, visit)| (*family, visit.day))
        .collect();
    let names = named(device, groups, &about)?;
    let facts = given.into_iter().map(|(family, visit)| {
        let (name, group) = names.get(&(family, visit.day)).cloned().unwrap_or_default();
        let titles = visit.sessions.iter().map(|code| sessions.name(code).title);
        VisitFact {
            day: visit.day,
            name,
            group,
            way: way(visit.way),
            sessions: titles.collect::<Vec<_>>().join("; "),
            note: visit.note,
        }
    });
    let mut facts: Vec<VisitFact> = facts.collect();
    facts.sort_by_cached_key(|fact| (fact.day, fold::words(&fact.name)));
    Ok(facts)
}

/// Families of these groups that were Alfa for so many months that a letter is due.
fn absent_of(
    device: &Device,
    own: &[&Kelompok],
    members: &Members,
    month: YearMonth,
) -> Result<Vec<AbsentFact>, Error> {
    let (_, rows) = absent(device, own, members, month)?;
    let due = rows
        .into_iter()
        .filter(|row| row.step > ComplianceStep::Call);
    let facts = due.map(|row| AbsentFact {
        name: naming::shown(&row.name),
        group: row.group.name,
        months: row
            .months
            .iter()
            .filter_map(|text| text.parse::<YearMonth>().ok())
            .map(YearMonth::indonesian)
            .collect(),
    });
    Ok(facts.collect())
}

/// The letters of the month to families of these groups, those that were cancelled left out.
fn letters_of(
    device: &Device,
    own: &[Uuid],
    groups: &Groups,
    month: YearMonth,
) -> Result<Vec<LetterFact>, Error> {
    let mut written = Letter::all(device.reader())?;
    written.retain(|letter| {
        let of_month = letter.day.is_some_and(|day| month.contains(day));
        let here = letter.group.is_some_and(|group| own.contains(&group));
        of_month && here && !letter.cancelled
    });
    written.sort_by_cached_key(|letter| (letter.day, letter.number.clone(), letter.id));
    let about: Vec<(Uuid, NaiveDate)> = written
        .iter()
        .map(|letter| (letter.family, month.last_day()))
        .collect();
    let names = named(device, groups, &about)?;
    let facts = written.into_iter().map(|letter| {
        let known = names.get(&(letter.family, month.last_day()));
        let name = letter.name.map(|name| naming::shown(&name));
        LetterFact {
            name: name
                .or_else(|| known.map(|(name, _)| name.clone()))
                .unwrap_or_default(),
            title: letter::title(letter.step),
            number: letter.number,
            day: letter.day,
            delivered: letter.delivered,
        }
    });
    Ok(facts.collect())
}

/// Families of these groups that graduated within the month, by name, as their own pages show them.
fn graduated(
    device: &Device,
    own: &[&Kelompok],
    members: &Members,
    month: YearMonth,
) -> Result<Vec<GraduateFact>, Error> {
    let mut facts = Vec::new();
    for group in own {
        for id in members.ever_in(group.id) {
            let Some(member) = members.get(id) else {
                continue;
            };
            let since = member.statuses().iter().find_map(|(since, status)| {
                let day: NaiveDate = since.parse().ok()?;
                (*status == Status::Graduasi && month.contains(day)).then_some(day)
            });
            let Some(day) = since.filter(|day| {
                member.group_on(*day) == Some(group.id)
                    && member.status_on(month.last_day()) == Status::Graduasi
            }) else {
                continue;
            };
            let page = families::detail::view(device, id)?;
            let record = FamilyRecord::one(device.reader(), id)?;
            let address = record.as_ref().and_then(|record| record.address.clone());
            let nik = record.and_then(|record| record.nik);
            facts.push(GraduateFact {
                name: naming::shown(&page.typed),
                nik: nik.as_deref().map(masked),
                address,
                group: group.name.clone(),
                day,
                sessions: page.sessions_done,
                sessions_of: page.sessions_of,
            });
        }
    }
    facts.sort_by_cached_key(|fact| (fold::words(&fact.name), fact.day));
    Ok(facts)
}

/// Rakor of the month that took place and at which the person was.
fn rakors(
    device: &Device,
    staff: Uuid,
    month: YearMonth,
) -> Result<Vec<(String, NaiveDate)>, Error> {
    let mut of: Vec<(String, NaiveDate)> = Rakor::all(device.reader())?
        .into_iter()
        .filter(|rakor| {
            let there = rakor.people.get(&Attendee::Staff(staff));
            let there = there.and_then(|there| there.presence);
            !rakor.cancelled && month.contains(rakor.day) && there == Some(Presence::Hadir)
        })
        .map(|rakor| (rakor.title, rakor.day))
        .collect();
    of.sort_by_key(|(title, day)| (*day, title.clone()));
    Ok(of)
}
