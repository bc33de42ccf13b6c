//! A recap counted in one go, so that its figures are of one moment.

use std::collections::BTreeSet;

use sesi_engine::job::{Phase, Watch};
use uuid::Uuid;

use super::{CountRecap, RecapOf, RecapText, Whose};
use crate::calls::families::listing::masked;
use crate::calls::printing::Reader;
use crate::calls::refusal::Refusal;
use crate::calls::{Job, months};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::queries::groups::Groups;
use crate::queries::meetings::held_between;
use crate::queries::office::Office;
use crate::queries::staff::{StaffMember, workplaces};
use crate::recaps::counted::CountedMonths;
use crate::recaps::pelaksanaan::recap as pelaksanaan;
use crate::recaps::year::{YearOf, recap as year};
use crate::recaps::{Recap, RecapKind, SheetSigner, Span, Wanted, families, people};
use crate::reference::month::YearMonth;
use crate::reference::{Regions, fold, naming};
use crate::reports::text;

/// The months that are asked for; of a year all twelve.
pub(super) fn span(of: &RecapOf) -> Result<Span, Error> {
    let (mut first, mut last) = (months::month(&of.from)?, months::month(&of.to)?);
    if of.kind == RecapKind::Year {
        let year = chrono::Datelike::year(&first.first_day());
        first = YearMonth::new(year, 1).map_err(|_| Refusal::Month)?;
        last = YearMonth::new(year, 12).map_err(|_| Refusal::Month)?;
    }
    Ok(Span::new(first, last).ok_or(Refusal::Months)?)
}

/// Counts a recap.
pub(super) fn recap(
    device: &Device,
    of: &RecapOf,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Recap, Error> {
    let conn = device.reader();
    let span = span(of)?;
    let wanted = Wanted {
        kecamatan: of.kecamatan.clone(),
        pendamping: match of.whose {
            Whose::All => None,
            Whose::Mine => Some(device.person()?.ok_or(Refusal::NoStaff)?),
            Whose::Pendamping(staff) => Some(staff),
        },
    };
    let office = Office::read(conn)?;
    let kabupaten = office.map(|office| Regions::own().name(&office.kabupaten).to_owned());
    let kabupaten = kabupaten.as_deref();
    let mut recap = match of.kind {
        RecapKind::Held | RecapKind::People => {
            let counted = CountedMonths::count(conn, span, &wanted, naming::shown, &mut at)?;
            if of.kind == RecapKind::Held {
                pelaksanaan(&counted, kabupaten)
            } else {
                people::recap(&counted, kabupaten)
            }
        }
        RecapKind::Families => families::recap(conn, span, &wanted, kabupaten, masked, &mut at)?,
        RecapKind::Year => {
            let people = people_of(device, span, &wanted)?;
            year(conn, span, people, &wanted, kabupaten, &mut at)?
        }
    };
    recap.waiting_rows = RosterTodoRow::waiting(conn)?;
    Ok(recap)
}

/// Whose years are wanted: one person's, or of everybody who is a pendamping or led a meeting of that year, in the kecamatan if one is named.
fn people_of(device: &Device, year: Span, wanted: &Wanted) -> Result<Vec<YearOf>, Error> {
    let conn = device.reader();
    let (places, groups) = (workplaces(conn)?, Groups::read(conn)?);
    let mut led: BTreeSet<Uuid> = BTreeSet::new();
    for (_, group, day) in held_between(conn, year.first_day(), year.last_day())? {
        let group = groups.get(group);
        let here = group.filter(|group| {
            let of = |code: &String| *code == group.kecamatan;
            wanted.kecamatan.as_ref().is_none_or(of)
        });
        led.extend(here.and_then(|group| group.pendamping_on(day)));
    }
    let mut everybody = StaffMember::all(conn)?;
    everybody.sort_by_cached_key(|member| (fold::words(&member.name), member.id));
    let reader = Reader::new(device)?;
    let chosen = everybody.into_iter().filter(|member| {
        if let Some(one) = wanted.pendamping {
            return member.id == one;
        }
        let works = places.get(&member.id);
        let here = match &wanted.kecamatan {
            Some(code) => works.is_some_and(|works| works.contains(code)),
            None => true,
        };
        led.contains(&member.id) || (member.role == "pendamping" && here)
    });
    let regions = Regions::own();
    let people = chosen.map(|member| {
        let (signer, jabatan) = reader.signer(Some(member.id));
        let works = places.get(&member.id).into_iter().flatten();
        YearOf {
            staff: member.id,
            signer: SheetSigner {
                jabatan,
                name: signer.name,
                nip: signer.nip,
            },
            works_in: works.map(|code| regions.name(code).to_owned()).collect(),
        }
    });
    Ok(people.collect())
}

impl Job for CountRecap {
    type Answer = Recap;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Recap, Error> {
        recap(&device.lend(), &self.of, |done, total| {
            Ok(watch(Phase::Reading.at(done, total))?)
        })
    }
}

impl Job for RecapText {
    type Answer = String;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<String, Error> {
        let recap = recap(&device.lend(), &self.of, |done, total| {
            Ok(watch(Phase::Reading.at(done, total))?)
        })?;
        let sheet = recap.sheets.get(self.sheet);
        Ok(text::tabbed(
            &sheet.ok_or(Error::Missing("such sheet"))?.table,
        ))
    }
}
