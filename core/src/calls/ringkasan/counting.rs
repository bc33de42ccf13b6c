//! The month's figures: the rekap's own, summed and set beside the months before; and what else the page counts.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Datelike, Months, NaiveDate};
use rusqlite::Connection;
use uuid::Uuid;

use super::hearing::Hearing;
use super::{
    HeatRow, KecamatanMonth, MonthFigures, PendampingMonth, Ringkasan, RingkasanView, TrendPoint,
};
use crate::calls::Query;
use crate::calls::checking::CheckCounts;
use crate::calls::differences;
use crate::calls::months::month;
use crate::calls::office::OfficeSettings;
use crate::calls::terms::{Choice, Person, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::had_until;
use crate::queries::groups::Groups;
use crate::queries::meetings::groups_met;
use crate::queries::sessions::Sessions;
use crate::rekap::{KecamatanRekap, Rekap, Row, Totals, YearMonth};

/// Months of the trend.
const TREND: u32 = 12;
/// Differences that the page shows.
const DIFFERENCES: usize = 5;

impl Query for Ringkasan {
    type Answer = RingkasanView;

    fn answer(self, device: &Device) -> Result<RingkasanView, Error> {
        let conn = device.reader();
        let month = month(&self.month)?;
        let today = device.today()?;
        let settings = OfficeSettings::read(conn)?;
        let hearing = Hearing::read(device, settings.silent_days)?;
        let rekap = Rekap::count(conn, month)?;
        let groups = Groups::read(conn)?;
        let sessions = columns(&Sessions::read(conn)?);
        let pendamping = pendamping(&rekap, &hearing);
        let expected = pendamping
            .iter()
            .filter(|row| row.silent)
            .map(|row| row.figures.groups.saturating_sub(row.figures.groups_met));
        let total = summed(rekap.kecamatan.iter().flat_map(|kecamatan| &kecamatan.rows));
        let checks = CheckCounts::read(conn, None)?;
        let kecamatan = rekap.kecamatan.iter();
        Ok(RingkasanView {
            month: month.to_string(),
            total,
            met_before: met_before(conn, month, today, &groups)?,
            check_due: checks.due(),
            check_changed: checks.changed,
            check_due_in_month: CheckCounts::read(conn, Some(month))?.due(),
            phones: counted(hearing.phones()),
            silent: counted(hearing.silent()),
            silent_expected: expected.sum(),
            silent_days: settings.silent_days.into(),
            kecamatan: kecamatan.map(|one| of_kecamatan(one, &hearing)).collect(),
            pendamping,
            trend: trend(conn, month, total)?,
            heat: heat(conn, month, &groups, &rekap, &sessions)?,
            sessions,
            differences: differences::latest(device, DIFFERENCES)?,
            differences_total: differences::count(conn)?,
        })
    }
}

/// Figures of rows of the rekap.
fn summed<'r>(rows: impl Iterator<Item = &'r Row>) -> MonthFigures {
    let mut sum = MonthFigures::default();
    for row in rows {
        let met: HashSet<Uuid> = row.meetings.iter().map(|meeting| meeting.group).collect();
        let absent =
            |family: &&crate::rekap::CountedFamily| !family.hadir && met.contains(&family.group);
        sum.groups += row.figures.groups;
        sum.groups_met += row.figures.groups_met;
        sum.families += row.figures.families;
        sum.hadir += row.figures.hadir;
        sum.absent += counted(row.families.iter().filter(absent).count());
    }
    sum.of_unmet = sum.families - sum.hadir - sum.absent;
    sum
}

fn of_kecamatan(rekap: &KecamatanRekap, hearing: &Hearing) -> KecamatanMonth {
    let pendamping = rekap.rows.iter().filter(|row| row.pendamping.is_some());
    KecamatanMonth {
        kecamatan: Choice {
            code: rekap.code.clone(),
            name: rekap.name.clone(),
        },
        figures: summed(rekap.rows.iter()),
        pendamping: counted(pendamping.count()),
        last_heard: hearing.of_kecamatan(&rekap.code),
    }
}

fn pendamping(rekap: &Rekap, hearing: &Hearing) -> Vec<PendampingMonth> {
    let rows = rekap
        .kecamatan
        .iter()
        .flat_map(|kecamatan| kecamatan.rows.iter().map(move |row| (kecamatan, row)));
    let rows = rows.filter_map(|(kecamatan, row)| {
        let id = row.pendamping?;
        Some(PendampingMonth {
            person: Person {
                id,
                name: row.name.clone().unwrap_or_default(),
            },
            kecamatan: kecamatan.code.clone(),
            figures: summed(std::iter::once(row)),
            last_heard: hearing.of_staff(id),
            silent: hearing.silent_person(id),
        })
    });
    rows.collect()
}

/// How many groups had met on this day of the month before, so that a month that is not over is set beside its like.
fn met_before(
    conn: &Connection,
    month: YearMonth,
    today: NaiveDate,
    groups: &Groups,
) -> Result<u32, Error> {
    let Some(before) = earlier(month, 1) else {
        return Ok(0);
    };
    let until = if month.contains(today) {
        // The 31st has no like in a shorter month: its last day is.
        let like = before.first_day().with_day(today.day());
        like.unwrap_or(before.last_day())
    } else {
        before.last_day()
    };
    let first = before.first_day();
    let mut met = 0;
    for group in groups_met(conn, first, until)? {
        let group = groups.get(group);
        met += u32::from(group.is_some_and(|group| group.exists_in(first, before.last_day())));
    }
    Ok(met)
}

/// The months before, and this one as it was counted already.
fn trend(
    conn: &Connection,
    month: YearMonth,
    total: MonthFigures,
) -> Result<Vec<TrendPoint>, Error> {
    let before: Vec<YearMonth> = (1..TREND)
        .rev()
        .filter_map(|back| earlier(month, back))
        .collect();
    let totals = Totals::count(conn, &before)?;
    let before = before.iter().zip(totals).map(|(month, total)| TrendPoint {
        month: month.to_string(),
        figures: MonthFigures {
            groups: total.groups,
            groups_met: total.groups_met,
            families: total.families,
            hadir: total.hadir,
            absent: total.absent,
            of_unmet: total.families - total.hadir - total.absent,
        },
    });
    let this = TrendPoint {
        month: month.to_string(),
        figures: total,
    };
    Ok(before.chain([this]).collect())
}

fn earlier(month: YearMonth, months: u32) -> Option<YearMonth> {
    let day = month.first_day().checked_sub_months(Months::new(months))?;
    YearMonth::of(day)
}

/// Sessions that have a place in the order; an open topic has none.
fn columns(sessions: &Sessions) -> Vec<SessionName> {
    let mut all = sessions.all();
    all.retain(|session| session.number > 0);
    all
}

/// Of each kecamatan the groups that had had each session by the end of the month.
fn heat(
    conn: &Connection,
    month: YearMonth,
    groups: &Groups,
    rekap: &Rekap,
    sessions: &[SessionName],
) -> Result<Vec<HeatRow>, Error> {
    let column: HashMap<&str, usize> = sessions
        .iter()
        .enumerate()
        .map(|(at, session)| (session.code.as_str(), at))
        .collect();
    let mut had: HashMap<&str, BTreeSet<(usize, Uuid)>> = HashMap::new();
    for (group, code) in had_until(conn, month.last_day())? {
        let Some(group) = groups
            .get(group)
            .filter(|group| group.exists_in(month.first_day(), month.last_day()))
        else {
            continue;
        };
        let of_kecamatan = had.entry(group.kecamatan.as_str()).or_default();
        of_kecamatan.extend(column.get(code.as_str()).map(|at| (*at, group.id)));
    }
    let rows = rekap.kecamatan.iter().map(|kecamatan| {
        let mut done = vec![0; sessions.len()];
        for (at, _) in had.get(kecamatan.code.as_str()).into_iter().flatten() {
            if let Some(count) = done.get_mut(*at) {
                *count += 1;
            }
        }
        HeatRow {
            kecamatan: Choice {
                code: kecamatan.code.clone(),
                name: kecamatan.name.clone(),
            },
            groups: kecamatan.total.groups,
            done,
        }
    });
    Ok(rows.collect())
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
