//! The file by which a kabupaten's own profile hands sums to its profile in the province's workspace: a small JSON that holds codes, days
//! and figures and has no room for anything else. No key of either goes into it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::columns::{Line, Of, table};
use super::summing::{Summed, summed};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Choice;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::kinds::Sums;
use crate::reference::month::YearMonth;
use crate::reference::{Provinces, Regions};
use crate::reports::{Cell, Table};

/// What the file calls itself.
const FORM: &str = "sesi sums 1";
/// Bytes of such a file at the most: 60 kecamatan need some 5 KB.
const MOST: u64 = 64 * 1024;

/// Asks what this kabupaten would tell its province of a month. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceSums {
    /// The month, `2026-10`.
    pub month: String,
}

/// What would be told: sums alone.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceSumsView {
    /// The month.
    pub month: String,
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Name of its province.
    pub province: String,
    /// The day as of which it is counted.
    pub counted: NaiveDate,
    /// The month is not over.
    pub running: bool,
    /// Rows of rosters that wait on this device: families that may be missing.
    pub waiting_rows: u32,
    /// Digest of the sums, to be given back.
    pub digest: String,
    /// A row for each kecamatan, the kabupaten's own sums last.
    pub table: Table,
}

/// Writes the sums of a month as a file for the profile in the province's workspace. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportSums {
    /// The month, `2026-10`.
    pub month: String,
    /// The digest of what was on the screen.
    pub seen: String,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Sums that were handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandedSums {
    /// The month.
    pub month: String,
    /// The day as of which they were counted.
    pub counted: NaiveDate,
    /// Digest of them.
    pub digest: String,
    /// Kecamatan in them.
    pub places: u32,
}

/// The content of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Handed {
    form: String,
    /// Code of the kabupaten.
    pub kabupaten: String,
    /// The month.
    pub month: YearMonth,
    /// As of which day.
    pub counted: NaiveDate,
    /// Digest of the places.
    pub digest: String,
    /// Lines of [`Sums`] by code.
    pub places: BTreeMap<String, String>,
}

impl Handed {
    fn of(summed: &Summed) -> Self {
        let lines = summed.places.iter();
        let places: BTreeMap<String, String> = lines
            .map(|(code, sums)| (code.clone(), sums.line()))
            .collect();
        Self {
            form: FORM.to_owned(),
            kabupaten: summed.kabupaten.clone(),
            month: summed.month,
            counted: summed.counted,
            digest: digest(&summed.month.to_string(), &places),
            places,
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Refusal::SumsFile`] if it is none, or its figures are not those of its digest.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
        Self::parse(&bytes).ok_or_else(|| Refusal::SumsFile.into())
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() as u64 > MOST {
            return None;
        }
        let read: Self = serde_json::from_slice(bytes).ok()?;
        let sound = read.form == FORM
            && Provinces::of_kabupaten(&read.kabupaten).is_some()
            && read.places.contains_key(&read.kabupaten)
            && read
                .places
                .keys()
                .all(|code| is_within(code, &read.kabupaten))
            && read.places.values().all(|line| Sums::parse(line).is_some())
            && read.digest == digest(&read.month.to_string(), &read.places);
        sound.then_some(read)
    }

    /// What was handed over, in short.
    pub(crate) fn told(&self) -> HandedSums {
        HandedSums {
            month: self.month.to_string(),
            counted: self.counted,
            digest: self.digest.clone(),
            places: u32::try_from(self.places.len().saturating_sub(1)).unwrap_or(u32::MAX),
        }
    }
}

/// The digest of the sums of a month by code: see `docs/protocol.md`, 16.3.
pub(super) fn digest(month: &str, places: &BTreeMap<String, String>) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("sesi sums 1");
    hasher.update(month.as_bytes()).update(b"\n");
    for (code, line) in places {
        hasher.update(code.as_bytes()).update(b"=");
        hasher.update(line.as_bytes()).update(b"\n");
    }
    HEXLOWER.encode(hasher.finalize().as_bytes())
}

/// The name of the file of a month.
pub(crate) fn file_name(kabupaten: &str, month: &str) -> String {
    format!("sesi-{kabupaten}-{month}.json")
}

/// Writes the sums of a month, as they were on the screen.
///
/// # Errors
/// If they are others by now, or the file cannot be written.
pub(crate) fn write_sums(
    device: &Device,
    month: &str,
    seen: &str,
    path: impl FnOnce(&Handed) -> PathBuf,
) -> Result<Handed, Error> {
    let handed = Handed::of(&summed(device, month)?);
    if handed.digest != seen {
        return Err(Refusal::RekapChanged.into());
    }
    let bytes = serde_json::to_vec_pretty(&handed).map_err(std::io::Error::from)?;
    whole_file::write(&path(&handed), |file| file.write_all(&bytes))?;
    Ok(handed)
}

/// Whether a code is that of a kabupaten, or of one of its kecamatan.
pub(super) fn is_within(code: &str, kabupaten: &str) -> bool {
    let part = code.strip_prefix(kabupaten);
    part.is_some_and(|part| {
        let kecamatan = part
            .strip_prefix('.')
            .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()));
        part.is_empty() || kecamatan
    })
}

/// The lines of a kabupaten: its kecamatan by name, its own sums last.
pub(super) fn table_of(kabupaten: &str, places: &BTreeMap<String, Sums>) -> Table {
    let regions = Regions::own();
    let mut named: Vec<(&str, Sums)> = places
        .iter()
        .filter(|(code, _)| *code != kabupaten)
        .map(|(code, sums)| (regions.name(code), *sums))
        .collect();
    named.sort_by_key(|(name, _)| *name);
    let line = |no, name: &str, sums| Line {
        no,
        name: name.to_owned(),
        second: Cell::Empty,
        sums,
        last: Cell::Empty,
    };
    let lines = (1..).zip(named);
    let lines = lines.map(|(no, (name, sums))| line(no, name, Some(sums)));
    let whole = line(0, "", places.get(kabupaten).copied());
    table(Of::Kecamatan, lines.collect(), Some(&whole))
}

impl Query for ProvinceSums {
    type Answer = ProvinceSumsView;

    fn answer(self, device: &Device) -> Result<ProvinceSumsView, Error> {
        let summed = summed(device, &self.month)?;
        let provinces = Provinces::own();
        let province = Provinces::of_kabupaten(&summed.kabupaten).unwrap_or_default();
        Ok(ProvinceSumsView {
            month: summed.month.to_string(),
            kabupaten: Choice {
                name: provinces.name(&summed.kabupaten).to_owned(),
                code: summed.kabupaten.clone(),
            },
            province: provinces.name(province).to_owned(),
            counted: summed.counted,
            running: summed.month.last_day() >= summed.counted,
            waiting_rows: RosterTodoRow::waiting(device.reader())?,
            digest: Handed::of(&summed).digest,
            table: table_of(&summed.kabupaten, &summed.places),
        })
    }
}

impl Job for ExportSums {
    type Answer = HandedSums;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<HandedSums, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let handed = write_sums(&device.lend(), &self.month, &self.seen, |_| self.path)?;
        Ok(handed.told())
    }
}
