//! The lists of a half year: all groups with their figures, and one group with its families.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::saving::shown_version;
use super::{
    Levels, Semester, SemesterFigures, SemesterForm, SemesterGroup, SemesterGroups, SemesterLine,
    SemesterRating, SemesterTable,
};
use crate::calls::Query;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Tally;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{HalfYear, Rating};
use crate::queries::attended::attended;
use crate::queries::families::{FamilyRecord, key_of};
use crate::queries::groups::{Groups, Kelompok, by_name};
use crate::queries::members::{Member, Members};
use crate::queries::semesters::{Given, Rated, Semesters};
use crate::queries::staff::Who;
use crate::reference::fold;

/// In its first month the half year before is the one that is to be rated.
const FIRST_MONTH: Days = Days::new(31);
/// How many half years can be chosen.
const CHOICES: usize = 4;

/// A half year and what can be chosen besides.
struct Chosen {
    semester: HalfYear,
    semesters: Vec<String>,
    /// The day whose families count.
    until: NaiveDate,
}

impl Chosen {
    fn of(device: &Device, wanted: Option<&str>) -> Result<Self, Error> {
        let today = device.today()?;
        let latest = HalfYear::of(today).ok_or(Refusal::Semester)?;
        let now = today.checked_sub_days(FIRST_MONTH).and_then(HalfYear::of);
        let semester = match wanted {
            Some(text) => text.parse().map_err(|_| Refusal::Semester)?,
            None => now.unwrap_or(latest),
        };
        let mut choices: BTreeSet<HalfYear> =
            std::iter::successors(Some(latest), |half| half.before())
                .take(CHOICES)
                .collect();
        choices.insert(semester);
        // Nobody can be rated before the half year has begun.
        let until = semester.last_day().min(today).max(semester.first_day());
        Ok(Self {
            semester,
            semesters: choices.iter().rev().map(ToString::to_string).collect(),
            until,
        })
    }
}

impl Levels {
    /// Counts one more family.
    fn add(&mut self, given: Option<Given>) {
        let count = match given.map(|given| given.rating) {
            Some(Rating::Kurang) => &mut self.kurang,
            Some(Rating::Baik) => &mut self.baik,
            Some(Rating::SangatBaik) => &mut self.sangat_baik,
            Some(Rating::TidakDapatDinilai) | None => &mut self.tidak_dapat_dinilai,
        };
        *count += 1;
        self.unrated += u32::from(given.is_none());
    }
}

impl SemesterFigures {
    /// Counts one more family.
    fn add(&mut self, rated: Rated) {
        self.families += 1;
        self.behaviour.add(rated.behaviour);
        self.potential.add(rated.potential);
    }
}

impl Query for SemesterGroups {
    type Answer = SemesterTable;

    fn answer(self, device: &Device) -> Result<SemesterTable, Error> {
        let conn = device.reader();
        let chosen = Chosen::of(device, self.semester.as_deref())?;
        let (until, asking) = (chosen.until, device.person()?);
        let (groups, who) = (Groups::read(conn)?, Who::read(conn)?);
        let of = |group: &&Kelompok| {
            let here = |code: &String| *code == group.kecamatan;
            group.open_on(until) && self.kecamatan.as_ref().is_none_or(here)
        };
        let mut listed: Vec<&Kelompok> = groups.all().filter(of).collect();
        listed.sort_by_cached_key(|group| (by_name(&group.name), group.id));
        let ids: Vec<Uuid> = listed.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let ratings = Semesters::read(conn, chosen.semester)?;
        let mut total = SemesterFigures::default();
        let mut rows = Vec::with_capacity(listed.len());
        for group in listed {
            let mut figures = SemesterFigures::default();
            for member in members.active(group.id, until) {
                let rated = ratings.of(member);
                figures.add(rated);
                total.add(rated);
            }
            let pendamping = group.pendamping_on(until);
            rows.push(SemesterGroup {
                group: group.named(),
                pendamping: pendamping.and_then(|staff| who.person(staff)),
                mine: pendamping.is_some() && pendamping == asking,
                figures,
            });
        }
        Ok(SemesterTable {
            semester: chosen.semester.to_string(),
            semesters: chosen.semesters,
            until,
            groups: rows,
            total,
        })
    }
}

impl Query for Semester {
    type Answer = SemesterForm;

    fn answer(self, device: &Device) -> Result<SemesterForm, Error> {
        let conn = device.reader();
        let chosen = Chosen::of(device, self.semester.as_deref())?;
        let groups = Groups::read(conn)?;
        let group = groups.get(self.group).ok_or(Refusal::NoSuchGroup)?;
        let members = Members::of_groups(conn, &[group.id])?;
        let listed: Vec<&Member> = members.active(group.id, chosen.until).collect();
        let ids: BTreeSet<Uuid> = listed.iter().map(|member| member.id).collect();
        let (first, last) = (chosen.semester.first_day(), chosen.until);
        let met = attended(conn, &members, &ids, first, last)?;
        let ratings = Semesters::read(conn, chosen.semester)?;
        let rating = |given: Given| SemesterRating {
            rating: given.rating,
            elsewhere: (given.group != group.id).then(|| groups.named(given.group).name),
        };
        let mut figures = SemesterFigures::default();
        let mut families = Vec::with_capacity(listed.len());
        for member in listed {
            let rated = ratings.of(member);
            figures.add(rated);
            let mut attendance = Tally::default();
            for met in met.get(&member.id).into_iter().flatten() {
                attendance.add(met.mark);
            }
            let key = match ratings.key(member.id, group.id) {
                Some(key) => key.clone(),
                None => key_of(conn, member.id)?,
            };
            let name = FamilyRecord::one(conn, member.id)?.map(|family| family.name);
            families.push(SemesterLine {
                key: key.as_str().to_owned(),
                id: member.id,
                name: name.unwrap_or_default(),
                attendance,
                behaviour: rated.behaviour.map(rating),
                potential: rated.potential.map(rating),
            });
        }
        families.sort_by_cached_key(|family| (fold::words(&family.name), family.id));
        Ok(SemesterForm {
            group: group.named(),
            base: shown_version(device, group.id, chosen.semester)?,
            semester: chosen.semester.to_string(),
            semesters: chosen.semesters,
            until: chosen.until,
            families,
            figures,
        })
    }
}
