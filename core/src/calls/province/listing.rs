//! The province's table: a row for each kabupaten. One that told nothing has no figure at all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::columns::{Line, Of, as_of, table, total};
use super::handing::table_of;
use super::kabupaten::{Told, changes, choice, doubled, indonesian, members, whole};
use super::who::must_be_province;
use crate::calls::terms::Choice;
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Sums;
use crate::queries::staff::{StaffMember, devices_of};
use crate::reference::Provinces;
use crate::reference::month::YearMonth;
use crate::reports::{Cell, Table};

/// Months of a trend.
const TREND: u32 = 12;

/// Asks for all kabupaten of the province in a month. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceMonth {
    /// The month, `2026-10`.
    pub month: String,
}

/// The kabupaten of a province in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceView {
    /// The month.
    pub month: String,
    /// The province.
    pub province: Choice,
    /// A row for each kabupaten, by code.
    pub rows: Vec<ProvinceRow>,
    /// How many of them told the month.
    pub told: u32,
    /// Their figures in the columns of the form, a row for each of `rows`; the sums are of those that told.
    pub table: Table,
    /// The sums of the twelve months up to this one, with how many told each.
    pub trend: Table,
}

/// Where a kabupaten stands in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceRow {
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Its office as a member; none if it was not invited.
    pub staff: Option<Uuid>,
    /// A device of its joined.
    pub joined: bool,
    /// What counts of the month; none: it told nothing, which is no zero.
    pub told: Option<ToldVersion>,
    /// The last month that it told, if any.
    pub last: Option<String>,
}

/// What counts of a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToldVersion {
    /// Its version.
    pub version: u16,
    /// Two devices told this version with other figures: both are shown with the kabupaten.
    pub doubled: bool,
    /// The day as of which it was counted.
    pub counted: Option<NaiveDate>,
    /// The day on which it was told.
    pub sent: Option<NaiveDate>,
    /// Figures that differ from the version before.
    pub changed: u32,
}

/// All that the province's table and its files say.
pub(super) struct Province {
    pub view: ProvinceView,
    /// Kabupaten that told the month, with their kecamatan.
    pub kecamatan: Vec<(String, Table)>,
    /// Names of those that did not.
    pub silent: Vec<String>,
}

/// Reads it, in one go.
pub(super) fn province(device: &Device, month: &str) -> Result<Province, Error> {
    let code = must_be_province(device)?;
    let month = months::month(month)?;
    let name = month.to_string();
    let provinces = Provinces::own();
    let members = members(device, &code)?;
    let told = Told::read(device)?;
    // One that a province invited is a row of its own even where the list does not have it.
    let known = provinces.parts(&code).map(|(code, _)| code.to_owned());
    let codes: BTreeSet<String> = known.chain(members.keys().cloned()).collect();
    let mut rows = Vec::with_capacity(codes.len());
    let mut lines = Vec::with_capacity(codes.len());
    let (mut kecamatan, mut silent) = (Vec::new(), Vec::new());
    let mut sums = Vec::new();
    let mut places = 0;
    for (no, code) in (1..).zip(&codes) {
        let staff = members.get(code).map(|member| member.id);
        let joined = match staff {
            Some(staff) => !devices_of(device.reader(), staff)?.is_empty(),
            None => false,
        };
        let last = staff.and_then(|staff| told.months(staff).first().map(|month| (*month).clone()));
        let counts = told.counts(staff, &name);
        let all = told.of(staff, &name);
        let figures = counts.and_then(|one| whole(one, code));
        sums.extend(figures);
        let many = counts.map(|one| one.places.len().saturating_sub(1));
        places += many.unwrap_or_default();
        let row = ProvinceRow {
            kabupaten: choice(code),
            staff,
            joined,
            told: counts.map(|one| ToldVersion {
                version: one.version,
                doubled: doubled(one, all),
                counted: one.counted,
                sent: one.sent,
                changed: all.get(1).map_or(0, |was| {
                    u32::try_from(changes(one, was, code).len()).unwrap_or(u32::MAX)
                }),
            }),
            last,
        };
        if let Some(one) = counts {
            kecamatan.push((row.kabupaten.name.clone(), table_of(code, &one.places)));
        } else {
            silent.push(row.kabupaten.name.clone());
        }
        lines.push(Line {
            no,
            name: row.kabupaten.name.clone(),
            second: many.map_or(Cell::Empty, Cell::count),
            sums: figures,
            last: match counts {
                Some(one) => as_of(one.counted),
                None => Cell::text(not_told(&row)),
            },
        });
        rows.push(row);
    }
    let whole = Line {
        no: 0,
        name: String::new(),
        second: if sums.is_empty() {
            Cell::Empty
        } else {
            Cell::count(places)
        },
        sums: total(sums.iter().copied()),
        last: Cell::Empty,
    };
    let trend = trend(&told, &members, &codes, month);
    let view = ProvinceView {
        month: name,
        province: choice(&code),
        told: u32::try_from(kecamatan.len()).unwrap_or(u32::MAX),
        rows,
        table: table(Of::Kabupaten, lines, Some(&whole)),
        trend,
    };
    Ok(Province {
        view,
        kecamatan,
        silent,
    })
}

/// What stands in place of a day where a kabupaten told nothing.
fn not_told(row: &ProvinceRow) -> String {
    match (&row.last, row.joined) {
        (Some(last), _) => format!("Belum kirim (terakhir {})", indonesian(last)),
        (None, true) => "Belum kirim".to_owned(),
        (None, false) => "Belum bergabung".to_owned(),
    }
}

/// The sums of the months up to one; a month that nobody told has no figure.
fn trend(
    told: &Told<'_>,
    members: &BTreeMap<String, StaffMember>,
    codes: &BTreeSet<String>,
    month: YearMonth,
) -> Table {
    let first = month.first_day();
    let before = |back: u32| first.checked_sub_months(chrono::Months::new(back));
    let months = (0..TREND).rev().filter_map(before);
    let lines = (1..)
        .zip(months.filter_map(YearMonth::of))
        .map(|(no, month)| {
            let name = month.to_string();
            let sums = codes.iter().filter_map(|code| {
                let staff = members.get(code).map(|member| member.id);
                whole(told.counts(staff, &name)?, code)
            });
            let sums: Vec<Sums> = sums.collect();
            Line {
                no,
                name: month.indonesian(),
                second: Cell::text(format!("{} dari {}", sums.len(), codes.len())),
                sums: total(sums),
                last: Cell::Empty,
            }
        });
    table(Of::Month, lines.collect(), None)
}

impl Query for ProvinceMonth {
    type Answer = ProvinceView;

    fn answer(self, device: &Device) -> Result<ProvinceView, Error> {
        Ok(province(device, &self.month)?.view)
    }
}
