//! The province's table, and all that one kabupaten told. What counts of a month is the telling of the highest version whose figures are
//! whole; the others stay and are shown, and a kabupaten that told nothing has no figure at all.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::columns::{Line, Of, as_of, table, total, words_of};
use super::handing::{digest, is_within, table_of};
use super::who::{as_kabupaten, member_of, must_be_province, own_kabupaten};
use super::{
    KabupatenMonths, KabupatenView, OwnMonths, ProvinceMonth, ProvinceRow, ProvinceView,
    PublishedMonth, PublishedVersion, SumsChange, ToldVersion,
};
use crate::calls::refusal::Refusal;
use crate::calls::terms::{Choice, Safe};
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Sums;
use crate::queries::published::Published;
use crate::queries::staff::{StaffMember, devices_of};
use crate::reference::month::YearMonth;
use crate::reference::{Provinces, Regions};
use crate::reports::Cell;

/// Months of a trend.
const TREND: u32 = 12;

/// Letters of the code of a kabupaten.
const KABUPATEN: usize = "72.01".len();

/// The figures are those of the digest, of that kabupaten as a whole and of nobody else's kecamatan: a file is not taken otherwise, and what
/// did not come by one is no better.
fn is_whole(device: &Device, one: &Published) -> bool {
    let mut kabupaten = one.places.keys().filter(|code| code.len() == KABUPATEN);
    let own = kabupaten.find(|code| member_of(device, code) == one.staff);
    let Some(own) = own else { return false };
    if !one.places.keys().all(|code| is_within(code, own)) {
        return false;
    }
    let lines = one.places.iter();
    let lines: BTreeMap<String, String> = lines
        .map(|(code, sums)| (code.clone(), sums.line()))
        .collect();
    digest(&one.month, &lines) == one.digest
}

/// What was told, by member and month, in the order of [`Published::all`] but for what is whole before what is not.
struct Told<'d> {
    device: &'d Device,
    all: BTreeMap<Uuid, BTreeMap<String, Vec<Published>>>,
}

impl<'d> Told<'d> {
    fn read(device: &'d Device) -> Result<Self, Error> {
        let mut told: BTreeMap<Uuid, BTreeMap<String, Vec<Published>>> = BTreeMap::new();
        for one in Published::all(device.reader())? {
            let months = told.entry(one.staff).or_default();
            months.entry(one.month.clone()).or_default().push(one);
        }
        for versions in told.values_mut().flat_map(BTreeMap::values_mut) {
            versions.sort_by_key(|one| !is_whole(device, one));
        }
        Ok(Self { device, all: told })
    }

    /// What was told of a month by a member, what counts first.
    fn of(&self, staff: Option<Uuid>, month: &str) -> &[Published] {
        let months = staff.and_then(|staff| self.all.get(&staff));
        months
            .and_then(|months| months.get(month))
            .map_or(&[], Vec::as_slice)
    }

    /// What counts.
    fn counts(&self, staff: Option<Uuid>, month: &str) -> Option<&Published> {
        let first = self.of(staff, month).first();
        first.filter(|one| is_whole(self.device, one))
    }

    /// The months of a member, the latest first.
    fn months(&self, staff: Uuid) -> Vec<&String> {
        let months = self.all.get(&staff).into_iter().flat_map(BTreeMap::keys);
        months.rev().collect()
    }
}

/// Whether another telling of that version has other figures.
fn doubled(one: &Published, all: &[Published]) -> bool {
    all.iter()
        .any(|other| other.version == one.version && other.digest != one.digest)
}

/// The sums of the whole of a kabupaten.
fn whole(one: &Published, code: &str) -> Option<Sums> {
    one.places.get(code).copied()
}

/// What a telling says otherwise than an earlier one.
fn changes(now: &Published, was: &Published, kabupaten: &str) -> Vec<SumsChange> {
    let codes: BTreeSet<&String> = now.places.keys().chain(was.places.keys()).collect();
    let mut found = Vec::new();
    for code in codes {
        let figures = |one: &Published| one.places.get(code).copied().unwrap_or_default().all();
        let pairs = figures(was).into_iter().zip(figures(now));
        for (key, (was, now)) in Sums::KEYS.iter().zip(pairs) {
            if was == now {
                continue;
            }
            found.push(SumsChange {
                code: code.clone(),
                place: if code == kabupaten {
                    Provinces::own().name(code).to_owned()
                } else {
                    Regions::own().name(code).to_owned()
                },
                column: words_of(key),
                was,
                now,
            });
        }
    }
    found
}

fn month_of(
    device: &Device,
    month: &str,
    versions: &[Published],
    kabupaten: &str,
) -> PublishedMonth {
    let changes = match versions {
        [now, was, ..] => changes(now, was, kabupaten),
        _ => Vec::new(),
    };
    let shown = versions.iter().map(|one| PublishedVersion {
        send: one.send,
        version: one.version,
        doubled: doubled(one, versions),
        whole: is_whole(device, one),
        counted: one.counted,
        sent: one.sent,
        device: one.device.as_ref().map(DeviceId::to_string),
        digest: one.digest.clone(),
        safe: if one.pending {
            Safe::Here
        } else {
            Safe::Office
        },
        table: table_of(kabupaten, &one.places),
    });
    PublishedMonth {
        month: month.to_owned(),
        versions: shown.collect(),
        changes,
    }
}

fn indonesian(month: &str) -> String {
    month
        .parse::<YearMonth>()
        .map_or_else(|_| month.to_owned(), YearMonth::indonesian)
}

fn choice(code: &str) -> Choice {
    Choice {
        code: code.to_owned(),
        name: Provinces::own().name(code).to_owned(),
    }
}

fn of_kabupaten(
    device: &Device,
    code: &str,
    member: Option<&StaffMember>,
) -> Result<KabupatenView, Error> {
    let staff = member.map(|member| member.id);
    let joined = match staff {
        Some(staff) => !devices_of(device.reader(), staff)?.is_empty(),
        None => false,
    };
    let told = Told::read(device)?;
    let months = staff.map(|staff| told.months(staff)).unwrap_or_default();
    let lines = (1..).zip(months.iter().rev()).map(|(no, month)| Line {
        no,
        name: indonesian(month),
        second: Cell::Empty,
        sums: told.counts(staff, month).and_then(|one| whole(one, code)),
        last: Cell::Empty,
    });
    Ok(KabupatenView {
        kabupaten: choice(code),
        province: choice(Provinces::of_kabupaten(code).unwrap_or_default()).name,
        staff,
        joined,
        trend: table(Of::Month, lines.collect(), None),
        months: months
            .into_iter()
            .map(|month| month_of(device, month, told.of(staff, month), code))
            .collect(),
    })
}

impl Query for OwnMonths {
    type Answer = KabupatenView;

    fn answer(self, device: &Device) -> Result<KabupatenView, Error> {
        let member = own_kabupaten(device)?.ok_or(Refusal::NotKabupaten)?;
        let code = member.kabupaten.clone().unwrap_or_default();
        of_kabupaten(device, &code, Some(&member))
    }
}

impl Query for KabupatenMonths {
    type Answer = KabupatenView;

    fn answer(self, device: &Device) -> Result<KabupatenView, Error> {
        let province = must_be_province(device)?;
        if Provinces::of_kabupaten(&self.code) != Some(province.as_str()) {
            return Err(Refusal::UnknownKabupaten(self.code).into());
        }
        let members = members(device, &province)?;
        of_kabupaten(device, &self.code, members.get(&self.code))
    }
}

/// The members that are offices of kabupaten, by code.
fn members(device: &Device, province: &str) -> Result<BTreeMap<String, StaffMember>, Error> {
    let all = StaffMember::all(device.reader())?.into_iter();
    let offices = all.filter_map(|member| as_kabupaten(device, province, member));
    let by_code = offices.filter_map(|member| Some((member.kabupaten.clone()?, member)));
    Ok(by_code.collect())
}

/// All that the province's table and its files say.
pub(super) struct Province {
    pub view: ProvinceView,
    /// Kabupaten that told the month, with their kecamatan.
    pub kecamatan: Vec<(String, crate::reports::Table)>,
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
) -> crate::reports::Table {
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
