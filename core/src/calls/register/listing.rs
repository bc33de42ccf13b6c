//! The register read as it is on a day: who is posted where, and what each person and each kecamatan carries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    Load, PlaceLoad, PostingRow, RegisterRow, RegisterView, StaffFacts, StaffFactsView,
    StaffRegister,
};
use crate::calls::Query;
use crate::calls::people::kecamatan_choices;
use crate::calls::terms::{Choice, Person};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Since;
use crate::queries::groups::Groups;
use crate::queries::members::Members;
use crate::queries::staff::{Postings, StaffMember};
use crate::reference::{Regions, fold};

impl Query for StaffRegister {
    type Answer = RegisterView;

    fn answer(self, device: &Device) -> Result<RegisterView, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let day = self.day.map_or_else(|| device.today(), Ok)?;
        let (staff, carried) = people(conn, day)?;
        let (places, total) = loads(&staff, &carried);
        Ok(RegisterView {
            day,
            staff,
            places,
            total,
        })
    }
}

fn people(conn: &Connection, day: NaiveDate) -> Result<(Vec<RegisterRow>, Carried), Error> {
    let carried = Carried::read(conn, day)?;
    let postings = Postings::read(conn)?;
    let mut staff: Vec<RegisterRow> = StaffMember::all(conn)?
        .into_iter()
        .map(|member| row(member, &postings, &carried, day))
        .collect();
    staff.sort_by_cached_key(|row| (fold::words(&row.person.name), row.person.id));
    Ok((staff, carried))
}

/// Everybody as the register has them on a day, by name, and the load of each kecamatan by its code.
pub(in crate::calls) fn register(
    conn: &Connection,
    day: NaiveDate,
) -> Result<(Vec<RegisterRow>, BTreeMap<String, Load>), Error> {
    let (staff, carried) = people(conn, day)?;
    let (places, _) = loads(&staff, &carried);
    let loads = places.into_iter();
    let loads = loads.map(|place| (place.kecamatan.code, place.load));
    Ok((staff, loads.collect()))
}

/// What groups there are on a day and who leads them: by person and by kecamatan.
struct Carried {
    by_person: HashMap<Uuid, (u32, u32)>,
    desa: HashMap<Uuid, BTreeSet<String>>,
    by_place: BTreeMap<String, (u32, u32)>,
}

impl Carried {
    fn read(conn: &Connection, day: NaiveDate) -> Result<Self, Error> {
        let groups = Groups::read(conn)?;
        let open: Vec<_> = groups.all().filter(|group| group.open_on(day)).collect();
        let ids: Vec<Uuid> = open.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let mut carried = Self {
            by_person: HashMap::new(),
            desa: HashMap::new(),
            by_place: BTreeMap::new(),
        };
        for group in open {
            let families = members.count(group.id, day);
            let place = carried.by_place.entry(group.kecamatan.clone()).or_default();
            *place = (place.0 + 1, place.1 + families);
            if let Some(staff) = group.pendamping_on(day) {
                let person = carried.by_person.entry(staff).or_default();
                *person = (person.0 + 1, person.1 + families);
                let desa = carried.desa.entry(staff).or_default();
                desa.insert(Regions::own().name(&group.desa).to_owned());
            }
        }
        Ok(carried)
    }

    /// Groups and active families of somebody.
    fn of(&self, staff: Uuid) -> (u32, u32) {
        self.by_person.get(&staff).copied().unwrap_or_default()
    }
}

fn row(member: StaffMember, postings: &Postings, carried: &Carried, day: NaiveDate) -> RegisterRow {
    let posted = postings.on(member.id, day);
    let (groups, families) = carried.of(member.id);
    let desa = carried.desa.get(&member.id);
    RegisterRow {
        posted: posted.is_some(),
        kecamatan: choices(&posted.unwrap_or_default()),
        desa: desa.into_iter().flatten().cloned().collect(),
        person: Person {
            id: member.id,
            name: member.name,
        },
        role: member.role,
        nip: member.nip,
        employment: member.employment,
        phone: member.phone,
        email: member.email,
        started: member.started,
        groups,
        families,
    }
}

/// Kecamatan by name.
pub(in crate::calls) fn choices(codes: &BTreeSet<String>) -> Vec<Choice> {
    let regions = Regions::own();
    let mut choices: Vec<Choice> = codes
        .iter()
        .map(|code| Choice {
            code: code.clone(),
            name: regions.name(code).to_owned(),
        })
        .collect();
    choices.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    choices
}

fn loads(staff: &[RegisterRow], carried: &Carried) -> (Vec<PlaceLoad>, Load) {
    let mut places: BTreeMap<String, Load> = BTreeMap::new();
    let mut total = Load::default();
    for (code, (groups, families)) in &carried.by_place {
        let load = places.entry(code.clone()).or_default();
        (load.groups, load.families) = (*groups, *families);
        total.groups += groups;
        total.families += families;
    }
    for row in staff.iter().filter(|row| row.posted) {
        total.staff += 1;
        for place in &row.kecamatan {
            places.entry(place.code.clone()).or_default().staff += 1;
        }
    }
    let mut places: Vec<PlaceLoad> = places
        .into_iter()
        .map(|(code, load)| PlaceLoad {
            kecamatan: Choice {
                name: Regions::own().name(&code).to_owned(),
                code,
            },
            load,
        })
        .collect();
    // Of two fractions the greater first, without dividing; nobody for some families is more than any.
    places.sort_by(|a, b| {
        let (one, other) = (a.load, b.load);
        let of = |load: Load, by: Load| u64::from(load.families) * u64::from(by.staff);
        of(other, one)
            .cmp(&of(one, other))
            .then(other.families.cmp(&one.families))
            .then_with(|| a.kecamatan.name.cmp(&b.kecamatan.name))
    });
    // Nobody for no families carries nothing.
    places.sort_by_key(|place| place.load.staff != 0 || place.load.families == 0);
    (places, total)
}

impl Query for StaffFacts {
    type Answer = StaffFactsView;

    fn answer(self, device: &Device) -> Result<StaffFactsView, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let today = device.today()?;
        let member =
            StaffMember::one(conn, self.id)?.ok_or(Error::Missing("such member of staff"))?;
        let postings = Postings::read(conn)?;
        let rows = postings.all(self.id).iter().rev();
        Ok(StaffFactsView {
            today,
            employment: member.employment,
            email: member.email.unwrap_or_default(),
            started: member.started,
            postings: rows
                .map(|(since, codes)| PostingRow {
                    since: Since::parse(since).unwrap_or_default(),
                    kecamatan: choices(codes),
                })
                .collect(),
            kecamatan: kecamatan_choices(conn, today)?,
            groups: Carried::read(conn, today)?.of(self.id).0,
        })
    }
}
