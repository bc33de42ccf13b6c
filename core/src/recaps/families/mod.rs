//! Rekap per KPM: each family's months at P2K2 in a year, its attendances and how many sessions it has had. A family stands once, with the
//! group that it was in last; what was before it joined, after it left, or under a family that is part of it, is told by the rules of Kepatuhan.

mod line;

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;
use uuid::Uuid;

use self::line::{FamilyLine, columns};
use super::{Recap, RecapKind, RecapSheet, SheetOf, Span, Wanted, count};
use crate::error::Error;
use crate::kinds::{Mark, Status};
use crate::queries::attended::{Met, attended};
use crate::queries::compliance::{MonthState, belongs, month_states};
use crate::queries::delivered::Delivered;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::meetings::versions_between;
use crate::queries::members::{Member, Members};
use crate::queries::sessions::Sessions;
use crate::queries::visits;
use crate::reference::month::indonesian_day;
use crate::reference::{Regions, fold, naming};
use crate::rekap::AsOf;
use crate::reports::Table;

/// What every year of a recap shares.
struct Reading<'c> {
    conn: &'c Connection,
    groups: Groups,
    members: Members,
    sessions: Sessions,
    /// Every family that is or was in a group, the oldest meeting first.
    met: HashMap<Uuid, Vec<Met>>,
    /// Codes of what was given at a meeting.
    given: HashMap<Uuid, Vec<String>>,
    /// Days and codes of what families were given outside.
    visits: HashMap<Uuid, Vec<(NaiveDate, String)>>,
    families: Vec<FamilyRecord>,
}

/// The recap per KPM of a span: a sheet for each calendar year.
///
/// # Errors
/// If the tables cannot be read; whatever `at` says.
pub fn recap(
    conn: &Connection,
    span: Span,
    wanted: &Wanted,
    kabupaten: Option<&str>,
    hidden: fn(&str) -> String,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Recap, Error> {
    let years = span.years();
    at(0, years.len() + 1)?;
    let groups = Groups::read(conn)?;
    let ids: Vec<Uuid> = groups.all().map(|group| group.id).collect();
    let members = Members::of_groups(conn, &ids)?;
    let everybody: BTreeSet<Uuid> = ids.iter().flat_map(|id| members.ever_in(*id)).collect();
    let met = attended(
        conn,
        &members,
        &everybody,
        NaiveDate::default(),
        span.last_day(),
    )?;
    let delivered = Delivered::read(conn)?;
    let mut given: HashMap<Uuid, Vec<String>> = HashMap::new();
    for one in ids.iter().flat_map(|group| delivered.of(*group)) {
        given
            .entry(one.meeting)
            .or_default()
            .push(one.session.clone());
    }
    let reading = Reading {
        conn,
        sessions: Sessions::read(conn)?,
        visits: visits::given_outside(conn)?,
        families: FamilyRecord::all(conn)?,
        groups,
        members,
        met,
        given,
    };
    let mut sheets = Vec::with_capacity(years.len());
    for (no, part) in (1..).zip(&years) {
        at(no, years.len() + 1)?;
        sheets.push(reading.sheet(*part, wanted, kabupaten, hidden)?);
    }
    Ok(Recap {
        kind: RecapKind::Families,
        period: span.indonesian(),
        sheets,
        left_out: 0,
        waiting_rows: 0,
    })
}

/// An invented sheet of two families over the months of a part.
pub(crate) fn sample(part: Span, kabupaten: &str) -> RecapSheet {
    let months = part.months();
    let shown: Vec<u32> = months
        .iter()
        .map(|month| month.first_day().month())
        .collect();
    let line = |no: usize, name: &str, state: MonthState, marks: [u32; 4]| FamilyLine {
        no,
        name: name.to_owned(),
        nik: Some("7201\u{2022}\u{2022}\u{2022}\u{2022}0001".to_owned()),
        kk: Some("7201\u{2022}\u{2022}\u{2022}\u{2022}0002".to_owned()),
        desa: "Rusa Kencana".to_owned(),
        kecamatan: "Toili".to_owned(),
        group: "Melati".to_owned(),
        months: shown.iter().map(|no| (*no, state)).collect(),
        marks,
        last: Some(part.last_day()),
        sessions: 4,
        sessions_of: 14,
        status: "Aktif",
        note: "pindah dari Mawar sejak 1 Oktober 2026".to_owned(),
        ..FamilyLine::default()
    };
    let lines = vec![
        line(1, "Siti Aminah", MonthState::Hadir, [2, 0, 0, 0]),
        line(2, "Nurhayati", MonthState::Alfa, [0, 0, 1, 1]),
    ];
    let total = FamilyLine {
        marks: [2, 0, 1, 1],
        ..FamilyLine::default()
    };
    RecapSheet {
        of: SheetOf::Families(part.year().to_string()),
        facts: vec![
            ("Kecamatan", Some("Toili".to_owned())),
            ("Bulan", Some(part.indonesian())),
            ("Kabupaten/Kota", Some(kabupaten.to_owned())),
            ("Jumlah KPM berbeda", Some("2".to_owned())),
        ],
        table: Table::new(&columns(&shown), lines, Some(&total)),
        total: "Jumlah",
        meetings: 2,
        counted: "c0ffee00".to_owned(),
        signer: None,
    }
}

impl Reading<'_> {
    fn sheet(
        &self,
        part: Span,
        wanted: &Wanted,
        kabupaten: Option<&str>,
        hidden: fn(&str) -> String,
    ) -> Result<RecapSheet, Error> {
        let mut lines = Vec::new();
        let mut meetings: BTreeSet<Uuid> = BTreeSet::new();
        for family in &self.families {
            let Some((member, group)) = self.placed(family.id, part, wanted) else {
                continue;
            };
            let met = self.met_in(member, part);
            meetings.extend(met.iter().map(|met| met.meeting));
            lines.push(self.line(family, member, group, &met, part, hidden));
        }
        lines.sort_by_cached_key(|line| {
            let place = (line.kecamatan.clone(), fold::words(&line.group));
            (place, fold::words(&line.name), line.id)
        });
        for (no, line) in (1..).zip(&mut lines) {
            line.no = no;
        }
        let mut total = FamilyLine::default();
        for line in &lines {
            for (sum, mark) in total.marks.iter_mut().zip(line.marks) {
                *sum += mark;
            }
        }
        let shown: Vec<u32> = part
            .months()
            .iter()
            .map(|month| month.first_day().month())
            .collect();
        let versions = versions_between(self.conn, part.first_day(), part.last_day())?;
        let of = versions
            .iter()
            .filter(|(meeting, _)| meetings.contains(meeting));
        let as_of = AsOf::of_versions(of.map(|(doc, heads)| (*doc, heads.as_slice())));
        let place = wanted.kecamatan.as_deref();
        let place = place.map(|code| Regions::own().name(code).to_owned());
        let mut facts = Vec::new();
        facts.extend(place.map(|name| ("Kecamatan", Some(name))));
        facts.push(("Bulan", Some(part.indonesian())));
        facts.push(("Kabupaten/Kota", kabupaten.map(str::to_owned)));
        facts.push(("Jumlah KPM berbeda", Some(lines.len().to_string())));
        Ok(RecapSheet {
            of: SheetOf::Families(part.year().to_string()),
            facts,
            table: Table::new(&columns(&shown), lines, Some(&total)),
            total: "Jumlah",
            meetings: count(meetings.len()),
            counted: as_of.short(),
            signer: None,
        })
    }

    /// A family that was active in a group at the end of a month, or expected or marked at a meeting while it was; with the group that it was in
    /// last, where that one is wanted.
    fn placed(&self, family: Uuid, part: Span, wanted: &Wanted) -> Option<(&Member, &Kelompok)> {
        let member = self.members.get(family)?;
        let was = part
            .months()
            .iter()
            .any(|month| belongs(member, month.last_day()));
        if !self.met.contains_key(&family) && !was {
            return None;
        }
        if member.is_part() || (!was && self.met_in(member, part).is_empty()) {
            return None;
        }
        let group = self.groups.get(member.group_on(part.last_day())?)?;
        let kecamatan = wanted.kecamatan.as_ref();
        let leader = group.pendamping_on(part.last_day());
        let here = kecamatan.is_none_or(|code| *code == group.kecamatan)
            && (wanted.pendamping.is_none() || leader == wanted.pendamping);
        here.then_some((member, group))
    }

    fn met_in(&self, member: &Member, part: Span) -> Vec<Met> {
        let met = self.met.get(&member.id).into_iter().flatten();
        let within = |met: &&Met| part.first_day() <= met.date && met.date <= part.last_day();
        met.filter(within)
            .filter(|met| belongs(member, met.date))
            .copied()
            .collect()
    }

    fn line(
        &self,
        family: &FamilyRecord,
        member: &Member,
        group: &Kelompok,
        met: &[Met],
        part: Span,
        hidden: fn(&str) -> String,
    ) -> FamilyLine {
        let mut marks = [0; 4];
        for one in met {
            let at = match one.mark {
                Some(Mark::Hadir) => 0,
                Some(Mark::Sakit) => 1,
                Some(Mark::Alfa) => 2,
                None => 3,
            };
            if let Some(sum) = marks.get_mut(at) {
                *sum += 1;
            }
        }
        let months = month_states(member, met);
        let regions = Regions::own();
        let last_day = part.last_day();
        let present = self.met.get(&family.id).into_iter().flatten();
        let present = present.filter(|met| met.mark == Some(Mark::Hadir) && met.date <= last_day);
        let at_meetings = present
            .filter_map(|met| self.given.get(&met.meeting))
            .flatten();
        let outside = self.visits.get(&family.id).into_iter().flatten();
        let outside = outside.filter(|(day, _)| *day <= last_day);
        let had = at_meetings
            .map(String::as_str)
            .chain(outside.map(|(_, code)| code.as_str()));
        FamilyLine {
            no: 0,
            id: family.id,
            name: naming::shown(&family.name),
            nik: family.nik.as_deref().map(hidden),
            kk: family.kk.as_deref().map(hidden),
            desa: regions.name(&group.desa).to_owned(),
            kecamatan: regions.name(&group.kecamatan).to_owned(),
            group: group.name.clone(),
            months: months
                .into_iter()
                .map(|(month, state)| (month.first_day().month(), state))
                .collect(),
            marks,
            last: met.iter().map(|met| met.date).max(),
            sessions: self.sessions.count_of(had),
            sessions_of: self.sessions.count(),
            status: status(member.status_on(last_day)),
            note: self.note(member, part),
        }
    }

    /// What changed within the months: a group that it left, a status.
    fn note(&self, member: &Member, part: Span) -> String {
        let within = |since: &str| {
            let day: Option<NaiveDate> = since.parse().ok();
            day.filter(|day| part.first_day() < *day && *day <= part.last_day())
        };
        let mut said = Vec::new();
        for pair in member.stays().windows(2) {
            let [(_, before), (since, _)] = pair else {
                continue;
            };
            if let Some(day) = within(since) {
                let name = self.groups.get(*before);
                let name = name.map_or("kelompok lain", |group| group.name.as_str());
                said.push(format!("pindah dari {name} sejak {}", indonesian_day(day)));
            }
        }
        for (since, of) in member.statuses() {
            if let Some(day) = within(since) {
                said.push(format!("{} sejak {}", status(*of), indonesian_day(day)));
            }
        }
        said.join("; ")
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Aktif => "Aktif",
        Status::Graduasi => "Graduasi",
        Status::TidakAktif => "Tidak aktif",
    }
}
