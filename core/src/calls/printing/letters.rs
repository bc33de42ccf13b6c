//! Letters and their register as files and as text. What a letter says is read here; how it looks is said in `forms`.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::Printed;
use super::facts::Reader;
use crate::calls::letters::{GroundStanding, LetterRow, LetterState, Letters};
use crate::calls::office::OfficeSettings;
use crate::calls::recording::written_version;
use crate::calls::templates::in_force;
use crate::calls::{Job, Query, ids};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::letter::{Before, LetterFacts};
use crate::forms::letter_register::{Register, RegisterRow};
use crate::forms::template::Fields;
use crate::forms::{Signer, docx, letter, letter_register, paper, plain};
use crate::kinds::LetterStep;
use crate::pdf::Size;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Kelompok;
use crate::queries::letters::Letter;
use crate::queries::members::Members;
use crate::queries::names::shown_name_of;
use crate::queries::office::Office;
use crate::queries::plans;
use crate::queries::staff::{StaffMember, Who, workplaces};
use crate::reference::{Regions, naming};

/// As what letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LetterFormat {
    /// To print.
    Pdf,
    /// To go on writing.
    Docx,
}

/// Writes letters, each on a page of its own.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportLetters {
    /// Which.
    pub ids: Vec<Uuid>,
    /// As what.
    pub format: LetterFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Asks for a letter as text, to copy or to send.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterText {
    /// Its document.
    pub id: Uuid,
}

/// As what the register is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RegisterFormat {
    /// To print.
    Pdf,
    /// To sort and to count.
    Xlsx,
}

/// Writes the register that [`Letters`] shows.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRegister {
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// As what.
    pub format: RegisterFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl Job for ExportLetters {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let documents = documents(&device.lend(), &self.ids)?;
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let first = documents.first().ok_or(Error::Missing("such letter"))?;
        let bytes = match self.format {
            LetterFormat::Pdf => paper::pdf(&documents, self.paper, &first.title, &mut at)?,
            LetterFormat::Docx => {
                at(0, 1)?;
                docx::docx(&documents, self.paper)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(Printed {
            path: self.path,
            lists: count(documents.len()),
            families: count(documents.len()),
            bytes: count(bytes.len()),
            digest: first.digest.clone(),
        })
    }
}

impl Query for LetterText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let documents = documents(device, &[self.id])?;
        let texts: Vec<String> = documents.iter().map(plain::text).collect();
        Ok(texts.join("\n\n"))
    }
}

impl Job for ExportRegister {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (register, templates) = {
            let device = device.lend();
            (register(&device, self.kecamatan)?, in_force(&device)?)
        };
        let page = letter_register::document(&register, &templates)?;
        let (title, digest) = (page.title.clone(), page.digest.clone());
        let bytes = match self.format {
            RegisterFormat::Pdf => paper::pdf(&[page], self.paper, &title, |done, total| {
                Ok(watch(Phase::Writing.at(done, total))?)
            })?,
            RegisterFormat::Xlsx => {
                watch(Phase::Writing.at(0, 1))?;
                letter_register::workbook(&register)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        let mut families: Vec<&String> = register.rows.iter().map(|row| &row.name).collect();
        families.sort_unstable();
        families.dedup();
        Ok(Printed {
            path: self.path,
            lists: count(register.rows.len()),
            families: count(families.len()),
            bytes: count(bytes.len()),
            digest,
        })
    }
}

fn documents(device: &Device, ids: &[Uuid]) -> Result<Vec<Document>, Error> {
    let reader = Reader::new(device)?;
    let letters = Letter::all(device.reader())?;
    let templates = in_force(device)?;
    ids.iter()
        .map(|id| letter::document(&facts(device, &reader, &letters, *id)?, &templates))
        .collect()
}

/// What one letter says.
pub(super) fn facts_of(device: &Device, id: Uuid) -> Result<LetterFacts, Error> {
    let reader = Reader::new(device)?;
    facts(device, &reader, &Letter::all(device.reader())?, id)
}

fn facts(
    device: &Device,
    reader: &Reader<'_>,
    letters: &[Letter],
    id: Uuid,
) -> Result<LetterFacts, Error> {
    let missing = || Error::Missing("such letter");
    let conn = device.reader();
    let letter = letters
        .iter()
        .find(|letter| letter.id == id)
        .ok_or_else(missing)?;
    let (_, document) = ids::document(device, id)?.ok_or_else(missing)?;
    let family = FamilyRecord::one(conn, letter.family)?;
    let day = letter.day.unwrap_or(device.today()?);
    let members = Members::of_families(conn, &[letter.family])?;
    let member = members.get(letter.family);
    let group = letter
        .group
        .or_else(|| member.and_then(|member| member.group_on(day)));
    let group = group.and_then(|group| reader.group(group));
    let regions = Regions::own();
    let kecamatan = group.map(|group| group.kecamatan.clone());
    let kecamatan = kecamatan.or(family.as_ref().map(|family| family.kecamatan.clone()));
    let kecamatan = kecamatan.unwrap_or_default();
    let kabupaten = kecamatan.rsplit_once('.').map_or("", |(above, _)| above);
    let who = Who::read(conn)?;
    let desa = group.map(|group| group.desa.clone());
    let desa = desa.or(family.as_ref().map(|family| family.desa.clone()));
    let leader = group
        .and_then(|group| group.pendamping_on(day))
        .or_else(|| who.staff_of(letter.device?));
    let (pendamping, jabatan) = reader.signer(leader);
    let months = letter.months();
    let same = letters.iter().filter(|other| {
        let about = other.months();
        let mut about = about.iter();
        other.family == letter.family
            && !other.cancelled
            && other.step < letter.step
            && about.any(|month| months.contains(month))
    });
    let before = same.map(|other| Before {
        step: other.step,
        number: other.number.clone(),
        day: other.day,
    });
    let nik = family.as_ref().and_then(|family| family.nik.clone());
    let ketua = group.and_then(|group| group.ketua);
    let mut missed: Vec<_> = letter.ground.iter().map(|(day, _)| *day).collect();
    missed.dedup();
    Ok(LetterFacts {
        letter: id,
        version: written_version(&document.heads()),
        letterhead: OfficeSettings::letterhead(conn)?,
        step: letter.step,
        number: letter.number.clone(),
        day: letter.day,
        before: before.collect(),
        // As it was written, so that paper and register say the same of a letter that was delivered.
        name: letter
            .name
            .clone()
            .or_else(|| family.as_ref().map(|family| family.name.clone()))
            .map(|name| naming::shown(&name)),
        nik: match letter.step {
            LetterStep::Commitment => nik,
            _ => nik.as_deref().map(masked),
        },
        address: family.and_then(|family| family.address),
        group: group.map(|group| group.name.clone()).unwrap_or_default(),
        desa: desa
            .map(|desa| regions.name(&desa).to_owned())
            .unwrap_or_default(),
        kabupaten: regions.name(kabupaten).to_owned(),
        katim: katim(device, &kecamatan)?,
        kecamatan: regions.name(&kecamatan).to_owned(),
        months,
        missed,
        invited: letter.invited,
        invited_at: invited_at(conn, group, letter.invited)?,
        place: letter.place.clone(),
        pendamping,
        jabatan,
        ketua: Signer {
            name: ketua
                .map(|ketua| shown_name_of(conn, ketua))
                .transpose()?
                .flatten(),
            nip: None,
        },
        way: letter.way,
        delivered: letter.delivered,
        receiver: letter.receiver.clone(),
    })
}

/// From when to when the plan of a group has a meeting on a day; none where it does not say.
fn invited_at(
    conn: &Connection,
    group: Option<&Kelompok>,
    day: Option<NaiveDate>,
) -> Result<Option<String>, Error> {
    let Some((group, day)) = group.zip(day) else {
        return Ok(None);
    };
    let planned = plans::on_day(conn, group, day)?;
    let times = super::times(planned.starts, planned.ends);
    Ok(Some(times).filter(|times| !times.is_empty()))
}

/// The first four and the last two digits.
fn masked(nik: &str) -> String {
    let len = nik.chars().count();
    let shown = |at: usize| at < 4 || at + 2 >= len;
    let digits = nik.chars().enumerate();
    digits
        .map(|(at, digit)| if shown(at) { digit } else { 'x' })
        .collect()
}

/// The supervisor of a kecamatan, who signs as its Ketua Tim; nobody where there are several or none.
pub(in crate::calls) fn katim(device: &Device, kecamatan: &str) -> Result<Signer, Error> {
    let conn = device.reader();
    let places = workplaces(conn)?;
    let works = |member: &StaffMember| {
        let at = places.get(&member.id);
        member.role == "supervisor" && at.is_some_and(|at| at.contains(kecamatan))
    };
    let mut found = StaffMember::all(conn)?.into_iter().filter(works);
    Ok(match (found.next(), found.next()) {
        (Some(one), None) => Signer {
            name: Some(naming::shown(&one.name)),
            nip: one.nip,
        },
        _ => Signer::default(),
    })
}

/// What a template of the register sees of every letter that is known here.
pub(super) fn register_fields(device: &Device) -> Result<Option<Fields>, Error> {
    let register = register(device, None)?;
    Ok((!register.rows.is_empty()).then(|| letter_register::fields(&register)))
}

fn register(device: &Device, kecamatan: Option<String>) -> Result<Register, Error> {
    let conn = device.reader();
    let regions = Regions::own();
    let place = match &kecamatan {
        Some(code) => format!("Kecamatan {}", regions.name(code)),
        None => Office::read(conn)?.map_or_else(String::new, |office| {
            format!("Kabupaten/Kota {}", regions.name(&office.kabupaten))
        }),
    };
    let mut rows = Letters { kecamatan }.answer(device)?.rows;
    rows.sort_by_key(|row| (row.day, row.number.clone(), row.id));
    Ok(Register {
        place,
        day: device.today()?,
        rows: (1..).zip(rows).map(|(no, row)| line(no, row)).collect(),
    })
}

fn line(no: usize, row: LetterRow) -> RegisterRow {
    let standing = match row.standing {
        GroundStanding::Stands | GroundStanding::Unknown => "",
        GroundStanding::Changed => "Sebagian dasar berubah",
        GroundStanding::Vanished => "Dasar surat tidak ada lagi",
    };
    let doubled = if row.doubled { "Nomor ganda" } else { "" };
    let notes = [standing, doubled]
        .into_iter()
        .filter(|note| !note.is_empty());
    let months = row.months.iter().filter_map(|month| month.parse().ok());
    let unknown = "(KPM tidak dikenal di perangkat ini)";
    RegisterRow {
        no,
        name: Some(row.name)
            .filter(|name| !name.is_empty())
            .map_or_else(|| unknown.to_owned(), |name| naming::shown(&name)),
        group: row.group.name,
        months: months.collect(),
        step: row.step,
        number: row.number,
        day: row.day,
        way: row.way,
        delivered: row.delivered,
        received: row.received,
        response: row.response,
        state: match row.state {
            LetterState::Draft => "Draf",
            LetterState::Delivered => "Diserahkan",
            LetterState::Answered => "Ditindaklanjuti",
            LetterState::Closed => "Selesai",
            LetterState::Cancelled => "Dibatalkan",
        },
        note: notes.collect::<Vec<_>>().join("; "),
    }
}
