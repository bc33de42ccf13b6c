//! A kabupaten's sums of a month, from the same queries as its own screens: the rekap, "Belum pernah diklat", the register of letters, the
//! voices, the supervisions. No name, group or family is read into them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::calls::Query;
use crate::calls::months;
use crate::calls::refusal::Refusal;
use crate::calls::training::trained_on;
use crate::calls::voices::{MatterState, Voices};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{LetterStep, Sums};
use crate::queries::groups::Groups;
use crate::queries::letters::Letter;
use crate::queries::office::Office;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;
use crate::reference::month::YearMonth;
use crate::reference::{Level, Provinces, Regions};
use crate::rekap::{Figures, Rekap};

/// The sums of a month.
pub(super) struct Summed {
    pub month: YearMonth,
    /// Code of the kabupaten.
    pub kabupaten: String,
    /// As of which day.
    pub counted: NaiveDate,
    /// By code: each kecamatan, and the kabupaten as a whole.
    pub places: BTreeMap<String, Sums>,
}

/// Counts them as they are now.
pub(super) fn summed(device: &Device, month: &str) -> Result<Summed, Error> {
    must_be_office(device)?;
    let conn = device.reader();
    let month = months::month(month)?;
    let today = device.today()?;
    if month.first_day() > today {
        return Err(Refusal::Month.into());
    }
    let office = Office::read(conn)?.ok_or(Error::Missing("office document"))?;
    let kabupaten = office.kabupaten;
    if Provinces::of_kabupaten(&kabupaten).is_none() {
        return Err(Refusal::NotKabupaten.into());
    }
    let mut places: BTreeMap<String, Sums> = BTreeMap::new();
    rekap(&mut places, &kabupaten, &Rekap::count(conn, month)?);
    // Where people are and who is trained is of a day: the month's last one, or today.
    let trained = trained_on(device, month.last_day().min(today))?;
    let staff = trained
        .places
        .iter()
        .map(|place| (place.kecamatan.code.as_str(), place.count))
        .chain([(kabupaten.as_str(), trained.total)]);
    for (code, count) in staff {
        let sums = places.entry(code.to_owned()).or_default();
        sums.staff = Some(count.staff);
        sums.trained = Some(count.trained);
        sums.untrained = Some(count.untrained);
    }
    letters(device, &mut places, &kabupaten, month)?;
    voices(device, &mut places, &kabupaten)?;
    supervisions(device, &mut places, &kabupaten, month)?;
    for sums in places.values_mut() {
        *sums = no_row_is_none(*sums);
    }
    Ok(Summed {
        month,
        kabupaten,
        counted: today,
        places,
    })
}

fn rekap(places: &mut BTreeMap<String, Sums>, kabupaten: &str, rekap: &Rekap) {
    let of_places = rekap.kecamatan.iter();
    let all = of_places
        .map(|place| (place.code.as_str(), place.total))
        .chain([(kabupaten, rekap.total)]);
    for (code, figures) in all {
        let Figures {
            groups,
            groups_met,
            families,
            hadir,
            tidak_hadir,
            kurang,
            baik,
            sangat_baik,
            tidak_dapat_dinilai,
        } = figures;
        let sums = places.entry(code.to_owned()).or_default();
        sums.groups = Some(groups);
        sums.groups_met = Some(groups_met);
        sums.families = Some(families);
        sums.hadir = Some(hadir);
        sums.tidak_hadir = Some(tidak_hadir);
        sums.kurang = Some(kurang);
        sums.baik = Some(baik);
        sums.sangat_baik = Some(sangat_baik);
        sums.tidak_dapat_dinilai = Some(tidak_dapat_dinilai);
    }
}

/// Surat teguran dated in the month that were not cancelled, by the kecamatan of the group of then.
fn letters(
    device: &Device,
    places: &mut BTreeMap<String, Sums>,
    kabupaten: &str,
    month: YearMonth,
) -> Result<(), Error> {
    let conn = device.reader();
    let groups = Groups::read(conn)?;
    let all = Letter::all(conn)?;
    let counted = all.iter().filter(|letter| {
        let dated = letter.day.is_some_and(|day| month.contains(day));
        dated && !letter.cancelled && letter.step != LetterStep::Commitment
    });
    for letter in counted {
        let group = letter.group.and_then(|group| groups.get(group));
        let place = group.map(|group| group.kecamatan.as_str());
        for code in place.into_iter().chain([kabupaten]) {
            let sums = places.entry(code.to_owned()).or_default();
            sums.letters = Some(sums.letters.unwrap_or_default() + 1);
        }
    }
    Ok(())
}

/// Meetings of the month that were observed, as the plan of supervision counts them: signed by whoever observed, by the kecamatan of the group.
fn supervisions(
    device: &Device,
    places: &mut BTreeMap<String, Sums>,
    kabupaten: &str,
    month: YearMonth,
) -> Result<(), Error> {
    let conn = device.reader();
    let (groups, who) = (Groups::read(conn)?, Who::read(conn)?);
    let all = Supervision::all(conn)?;
    for one in all
        .iter()
        .filter(|one| month.contains(one.day) && one.counts(&who))
    {
        let place = groups.get(one.group).map(|group| group.kecamatan.as_str());
        for code in place.into_iter().chain([kabupaten]) {
            let sums = places.entry(code.to_owned()).or_default();
            sums.supervised = Some(sums.supervised.unwrap_or_default() + 1);
        }
    }
    Ok(())
}

/// Matters as the desk of voices lists them; one that people of two kecamatan raised counts in both, and once in all.
fn voices(
    device: &Device,
    places: &mut BTreeMap<String, Sums>,
    kabupaten: &str,
) -> Result<(), Error> {
    let view = Voices {}.answer(device)?;
    let parts = Regions::own().parts_of(kabupaten);
    let parts = parts.filter(|region| region.level() == Level::Kecamatan);
    let codes: BTreeMap<&str, &str> = parts
        .map(|region| (region.name.as_str(), region.code.as_str()))
        .collect();
    for matter in view.matters {
        if matter.state == MatterState::Closed {
            continue;
        }
        let names = matter.voices.iter().flat_map(|voice| &voice.kecamatan);
        let mut here: BTreeSet<&str> = names
            .filter_map(|name| codes.get(name.as_str()).copied())
            .collect();
        here.insert(kabupaten);
        for code in here {
            let sums = places.entry(code.to_owned()).or_default();
            sums.voices_open = Some(sums.voices_open.unwrap_or_default() + 1);
            let overdue = sums.voices_overdue.unwrap_or_default() + u32::from(matter.overdue);
            sums.voices_overdue = Some(overdue);
        }
    }
    Ok(())
}

/// What is counted here and has no row in a place is none there.
fn no_row_is_none(sums: Sums) -> Sums {
    Sums::of(sums.all().into_iter().map(|figure| figure.or(Some(0))))
}
