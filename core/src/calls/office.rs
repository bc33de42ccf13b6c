//! The office's settings: name, zone, thresholds, role labels, letterhead.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::Set;

use super::numbering;
use super::refusal::Refusal;
use super::terms::Done;
use super::who::is_role;
use super::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::forms::Signer;
use crate::forms::school::Jml;
use crate::kinds::{DocKey, OfficePatch};
use crate::queries::office::{Office, settings};
use crate::reference::fold;

/// Thresholds that make sense.
const DAYS: RangeInclusive<u16> = 1..=366;
const MONTHS: RangeInclusive<u16> = 1..=12;
const STEPS: RangeInclusive<u16> = 1..=3;

/// Asks for the settings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadOffice {}

/// The settings, as read and as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfficeSettings {
    /// E.g. `Dinas Sosial Kabupaten Banggai`.
    pub name: String,
    /// Minutes east of UTC: 420 WIB, 480 WITA, 540 WIT.
    pub utc_offset_minutes: i16,
    /// Days without word from a phone after which it counts as silent.
    pub silent_days: u16,
    /// Months in a row of Alfa after which a family is a candidate for a surat teguran.
    pub teguran_months: u16,
    /// After how many months more Surat Teguran II, then III with the statement of commitment, then the proposal to the Ketua Tim.
    pub teguran_steps: [u16; 3],
    /// How letters are numbered: a text with `{no}`, and `{kecamatan}`, `{bulan}` and `{tahun}` where they are to stand.
    pub letter_number: String,
    /// What JML says on the form of a school.
    pub school_jml: Jml,
    /// From how many percent of Hari Efektif on the commitment in education is kept.
    pub school_percent: u16,
    /// Labels of roles, by stable name; what is not in it has the window's own.
    pub roles: BTreeMap<String, String>,
    /// Lines above a printed report.
    pub letterhead: Vec<String>,
    /// Who signs the rekap, a line each: what the person is; the name; NIP. The last one signs at the right, below place and day.
    pub signers: Vec<String>,
    /// On what the work is based, a line each; none: what the product has.
    pub legal_bases: Vec<String>,
    /// What a pendamping is to do in a month, by the number of the RHK; a blank on the report where the office said nothing.
    pub rhk_targets: BTreeMap<u8, u16>,
}

/// Changes the settings; only what differs is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveOffice {
    /// The settings.
    pub settings: OfficeSettings,
}

/// What an office that said nothing has.
const SILENT_DAYS: u16 = 7;
const TEGURAN_MONTHS: u16 = 2;
const TEGURAN_STEPS: [u16; 3] = [1; 3];
/// Names of settings in the office's document; a role's label stands under its stable name after the prefix.
const SILENT: &str = "silent_days";
const TEGURAN: &str = "teguran_months";
const TEGURAN_MORE: &str = "teguran_steps";
const LETTER_NUMBER: &str = "letter_number";
const SCHOOL_JML: &str = "school_jml";
const SCHOOL_PERCENT: &str = "school_percent";
const SCHOOL_ENOUGH: u16 = 85;
const PERCENT: RangeInclusive<u16> = 1..=100;
/// What JML is said to be, as the document keeps it.
const AWAY: &str = "away";
const PRESENT: &str = "present";
const LETTERHEAD: &str = "letterhead";
const SIGNERS: &str = "signers";
const LEGAL_BASES: &str = "legal_bases";
const ROLE: &str = "role.";
const RHK_TARGET: &str = "rhk_target.";
/// The RHK of a pendamping, and targets that make sense.
const RHK: RangeInclusive<u8> = 1..=9;
const TARGET: RangeInclusive<u16> = 1..=999;

impl OfficeSettings {
    /// What the office says now. A value that does not read counts as not said.
    pub(super) fn read(conn: &Connection) -> Result<Self, Error> {
        let office = Office::read(conn)?.ok_or(Error::Missing("office document"))?;
        let said = settings(conn, "")?;
        let number = |key: &str, range: RangeInclusive<u16>, default: u16| {
            let said = said.get(key).and_then(|text| text.parse().ok());
            said.filter(|number| range.contains(number))
                .unwrap_or(default)
        };
        Ok(Self {
            name: office.name,
            utc_offset_minutes: office.utc_offset_minutes,
            silent_days: number(SILENT, DAYS, SILENT_DAYS),
            teguran_months: number(TEGURAN, MONTHS, TEGURAN_MONTHS),
            teguran_steps: said
                .get(TEGURAN_MORE)
                .and_then(|text| steps(text))
                .unwrap_or(TEGURAN_STEPS),
            letter_number: Self::number_of(said.get(LETTER_NUMBER)),
            school_jml: Self::jml_of(said.get(SCHOOL_JML)),
            school_percent: number(SCHOOL_PERCENT, PERCENT, SCHOOL_ENOUGH),
            letterhead: said
                .get(LETTERHEAD)
                .map(|text| text.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            signers: said
                .get(SIGNERS)
                .map(|text| text.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            legal_bases: said
                .get(LEGAL_BASES)
                .map(|text| text.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            rhk_targets: targets(&said),
            roles: said
                .iter()
                .filter_map(|(key, label)| {
                    Some((key.strip_prefix(ROLE)?.to_owned(), label.clone()))
                })
                .collect(),
        })
    }

    /// How letters are numbered.
    pub(super) fn letter_number(conn: &Connection) -> Result<String, Error> {
        Ok(Self::number_of(
            settings(conn, LETTER_NUMBER)?.get(LETTER_NUMBER),
        ))
    }

    /// What JML says on the form of a school, and from how many percent on the commitment is kept.
    pub(super) fn school(conn: &Connection) -> Result<(Jml, u16), Error> {
        let said = settings(conn, "school_")?;
        let percent = said
            .get(SCHOOL_PERCENT)
            .and_then(|text| text.parse().ok())
            .filter(|percent| PERCENT.contains(percent));
        let jml = Self::jml_of(said.get(SCHOOL_JML));
        Ok((jml, percent.unwrap_or(SCHOOL_ENOUGH)))
    }

    fn jml_of(said: Option<&String>) -> Jml {
        match said.map(String::as_str) {
            Some(AWAY) => Jml::Away,
            _ => Jml::Present,
        }
    }

    fn number_of(said: Option<&String>) -> String {
        let said = said.filter(|text| numbering::is_pattern(text));
        said.map_or_else(|| numbering::USUAL.to_owned(), Clone::clone)
    }

    /// Lines above a printed report; none on a device that has not read the office's document.
    pub(super) fn letterhead(conn: &Connection) -> Result<Vec<String>, Error> {
        let said = settings(conn, LETTERHEAD)?;
        let lines = said.get(LETTERHEAD).map(|text| text.lines());
        Ok(lines.into_iter().flatten().map(str::to_owned).collect())
    }

    /// On what the work is based; none where the office said nothing.
    pub(super) fn legal_bases(conn: &Connection) -> Result<Vec<String>, Error> {
        let said = settings(conn, LEGAL_BASES)?;
        let lines = said.get(LEGAL_BASES).map(|text| text.lines());
        Ok(lines.into_iter().flatten().map(str::to_owned).collect())
    }

    /// What a pendamping is to do in a month, by the number of the RHK.
    pub(super) fn rhk_targets(conn: &Connection) -> Result<BTreeMap<u8, u16>, Error> {
        Ok(targets(&settings(conn, RHK_TARGET)?))
    }

    /// Who signs the rekap, each with what that person is.
    pub(super) fn signers(conn: &Connection) -> Result<Vec<(String, Signer)>, Error> {
        let said = settings(conn, SIGNERS)?;
        let lines = said.get(SIGNERS).map(|text| text.lines());
        let signers = lines.into_iter().flatten().map(|line| {
            let mut parts = line.split("; ").map(str::to_owned);
            let role = parts.next().unwrap_or_default();
            let [name, nip] = [parts.next(), parts.next()];
            (role, Signer { name, nip })
        });
        Ok(signers.collect())
    }

    /// Tidied, or what is wrong with it.
    fn checked(mut self) -> Result<Self, Refusal> {
        self.name = fold::tidy(&self.name);
        if self.name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        if !DAYS.contains(&self.silent_days) || !MONTHS.contains(&self.teguran_months) {
            return Err(Refusal::Threshold);
        }
        if !self
            .teguran_steps
            .iter()
            .all(|months| STEPS.contains(months))
        {
            return Err(Refusal::Threshold);
        }
        if !PERCENT.contains(&self.school_percent) {
            return Err(Refusal::Threshold);
        }
        let mut targets = self.rhk_targets.iter();
        if !targets.all(|(rhk, target)| RHK.contains(rhk) && TARGET.contains(target)) {
            return Err(Refusal::Threshold);
        }
        self.letter_number = fold::tidy(&self.letter_number);
        if !numbering::is_pattern(&self.letter_number) {
            return Err(Refusal::LetterPattern);
        }
        for label in self.roles.values_mut() {
            *label = fold::tidy(label);
        }
        self.roles.retain(|_, label| !label.is_empty());
        if self
            .roles
            .iter()
            .any(|(role, label)| !is_role(role) || label.chars().count() > 60)
        {
            return Err(Refusal::Role);
        }
        for line in &mut self.letterhead {
            *line = fold::tidy(line);
        }
        self.letterhead.retain(|line| !line.is_empty());
        for line in &mut self.legal_bases {
            *line = fold::tidy(line);
        }
        self.legal_bases.retain(|line| !line.is_empty());
        for line in &mut self.signers {
            let parts: Vec<String> = line.split(';').map(fold::tidy).collect();
            let joined = parts.join("; ");
            joined.trim_end_matches([';', ' ']).clone_into(line);
        }
        self.signers.retain(|line| !line.is_empty());
        Ok(self)
    }

    /// The settings as the document keeps them.
    fn kept(&self) -> BTreeMap<String, String> {
        let roles = self.roles.iter();
        let mut kept: BTreeMap<String, String> = roles
            .map(|(role, label)| (format!("{ROLE}{role}"), label.clone()))
            .collect();
        kept.insert(SILENT.into(), self.silent_days.to_string());
        kept.insert(TEGURAN.into(), self.teguran_months.to_string());
        kept.insert(
            TEGURAN_MORE.into(),
            self.teguran_steps
                .map(|months| months.to_string())
                .join(" "),
        );
        let jml = match self.school_jml {
            Jml::Present => PRESENT,
            Jml::Away => AWAY,
        };
        kept.insert(SCHOOL_JML.into(), jml.into());
        kept.insert(SCHOOL_PERCENT.into(), self.school_percent.to_string());
        kept.insert(LETTER_NUMBER.into(), self.letter_number.clone());
        for (rhk, target) in &self.rhk_targets {
            kept.insert(format!("{RHK_TARGET}{rhk}"), target.to_string());
        }
        if !self.letterhead.is_empty() {
            kept.insert(LETTERHEAD.into(), self.letterhead.join("\n"));
        }
        if !self.legal_bases.is_empty() {
            kept.insert(LEGAL_BASES.into(), self.legal_bases.join("\n"));
        }
        if !self.signers.is_empty() {
            kept.insert(SIGNERS.into(), self.signers.join("\n"));
        }
        kept
    }
}

/// What a pendamping is to do in a month; what does not read counts as not said.
fn targets(said: &BTreeMap<String, String>) -> BTreeMap<u8, u16> {
    let targets = said.iter().filter_map(|(key, text)| {
        let rhk = key.strip_prefix(RHK_TARGET)?.parse().ok();
        let target = text.parse().ok();
        rhk.filter(|rhk| RHK.contains(rhk))
            .zip(target.filter(|target| TARGET.contains(target)))
    });
    targets.collect()
}

/// The months between the steps of the ladder, as the document keeps them.
fn steps(text: &str) -> Option<[u16; 3]> {
    let months = text.split(' ').map(|months| months.parse().ok());
    let months: Vec<u16> = months.collect::<Option<_>>()?;
    let fit = months.iter().all(|months| STEPS.contains(months));
    <[u16; 3]>::try_from(months).ok().filter(|_| fit)
}

impl Query for ReadOffice {
    type Answer = OfficeSettings;

    fn answer(self, device: &Device) -> Result<OfficeSettings, Error> {
        OfficeSettings::read(device.reader())
    }
}

impl Command for SaveOffice {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let now = OfficeSettings::read(device.reader())?;
        let wanted = self.settings.checked()?;
        let (was, is) = (now.kept(), wanted.kept());
        let mut patch = OfficePatch::default();
        if wanted.name != now.name {
            patch.name = Set::To(wanted.name);
        }
        if wanted.utc_offset_minutes != now.utc_offset_minutes {
            patch.utc_offset_minutes = Set::To(wanted.utc_offset_minutes);
        }
        for (key, value) in &is {
            if was.get(key) != Some(value) {
                patch.settings.insert(key.clone(), Some(value.clone()));
            }
        }
        for key in was.keys().filter(|key| !is.contains_key(*key)) {
            patch.settings.insert(key.clone(), None);
        }
        device.edit(&DocKey::Office, &patch.into())?;
        Ok(Done {})
    }
}
