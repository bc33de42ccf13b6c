//! All that one kabupaten told. What counts of a month is the telling of the highest version whose figures are whole; the others stay and are
//! shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::columns::{Line, Of, table, words_of};
use super::handing::{digest, is_within, table_of};
use super::who::{as_kabupaten, member_of, must_be_province, own_kabupaten};
use crate::calls::Query;
use crate::calls::refusal::Refusal;
use crate::calls::terms::{Choice, Safe};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Sums;
use crate::queries::published::Published;
use crate::queries::staff::{StaffMember, devices_of};
use crate::reference::month::YearMonth;
use crate::reference::{Provinces, Regions};
use crate::reports::{Cell, Table, Words};

/// Letters of the code of a kabupaten.
const KABUPATEN: usize = "72.01".len();

/// Asks what this kabupaten told its province. In the kabupaten's profile in the province's workspace only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnMonths {}

/// Asks what a kabupaten told. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KabupatenMonths {
    /// Its Kemendagri code.
    pub code: String,
}

/// What a kabupaten told.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KabupatenView {
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Name of its province.
    pub province: String,
    /// Its office as a member; none if it was not invited.
    pub staff: Option<Uuid>,
    /// A device of its joined.
    pub joined: bool,
    /// The months, the latest first.
    pub months: Vec<PublishedMonth>,
    /// The same as a table: a row for each month, by what counts.
    pub trend: Table,
}

/// A month with all that was told of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublishedMonth {
    /// The month.
    pub month: String,
    /// What was told: what counts first; of two with one version both.
    pub versions: Vec<PublishedVersion>,
    /// What the first of them says otherwise than the one before it.
    pub changes: Vec<SumsChange>,
}

/// A telling.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublishedVersion {
    /// Its id.
    pub send: Uuid,
    /// 1 for what was told first, more for corrections.
    pub version: u16,
    /// Another one of other figures has the same version: two devices told it apart.
    pub doubled: bool,
    /// The figures are those of the digest. Not so while a part of them is not here.
    pub whole: bool,
    /// The day as of which it was counted.
    pub counted: Option<NaiveDate>,
    /// The day on which it was told.
    pub sent: Option<NaiveDate>,
    /// The device that told it, in hex.
    pub device: Option<String>,
    /// Digest of its figures.
    pub digest: String,
    /// Where it is safe.
    pub safe: Safe,
    /// A row for each kecamatan, the kabupaten's own sums last.
    pub table: Table,
}

/// A figure that two tellings say differently.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SumsChange {
    /// Code of the kecamatan, or of the kabupaten for the whole.
    pub code: String,
    /// Its name.
    pub place: String,
    /// Words of the figure.
    pub column: Words,
    /// What the earlier one said; none where it is not known.
    pub was: Option<u32>,
    /// What the later one says.
    pub now: Option<u32>,
}

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
pub(super) struct Told<'d> {
    device: &'d Device,
    all: BTreeMap<Uuid, BTreeMap<String, Vec<Published>>>,
}

impl<'d> Told<'d> {
    pub(super) fn read(device: &'d Device) -> Result<Self, Error> {
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
    pub(super) fn of(&self, staff: Option<Uuid>, month: &str) -> &[Published] {
        let months = staff.and_then(|staff| self.all.get(&staff));
        months
            .and_then(|months| months.get(month))
            .map_or(&[], Vec::as_slice)
    }

    /// What counts.
    pub(super) fn counts(&self, staff: Option<Uuid>, month: &str) -> Option<&Published> {
        let first = self.of(staff, month).first();
        first.filter(|one| is_whole(self.device, one))
    }

    /// The months of a member, the latest first.
    pub(super) fn months(&self, staff: Uuid) -> Vec<&String> {
        let months = self.all.get(&staff).into_iter().flat_map(BTreeMap::keys);
        months.rev().collect()
    }
}

/// Whether another telling of that version has other figures.
pub(super) fn doubled(one: &Published, all: &[Published]) -> bool {
    all.iter()
        .any(|other| other.version == one.version && other.digest != one.digest)
}

/// The sums of the whole of a kabupaten.
pub(super) fn whole(one: &Published, code: &str) -> Option<Sums> {
    one.places.get(code).copied()
}

/// What a telling says otherwise than an earlier one.
pub(super) fn changes(now: &Published, was: &Published, kabupaten: &str) -> Vec<SumsChange> {
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

pub(super) fn indonesian(month: &str) -> String {
    month
        .parse::<YearMonth>()
        .map_or_else(|_| month.to_owned(), YearMonth::indonesian)
}

pub(super) fn choice(code: &str) -> Choice {
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
pub(super) fn members(
    device: &Device,
    province: &str,
) -> Result<BTreeMap<String, StaffMember>, Error> {
    let all = StaffMember::all(device.reader())?.into_iter();
    let offices = all.filter_map(|member| as_kabupaten(device, province, member));
    let by_code = offices.filter_map(|member| Some((member.kabupaten.clone()?, member)));
    Ok(by_code.collect())
}
