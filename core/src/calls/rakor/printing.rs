//! What the forms about a meeting of the staff say, read in one go so that a file is of one moment.

use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::listing::{RakorDetail, ReadRakor};
use crate::calls::office::OfficeSettings;
use crate::calls::refusal::Refusal;
use crate::calls::templates::in_force;
use crate::calls::voices::{Matter, MatterState};
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::rakor::{self, Attending, Facts, Minute, Task};
use crate::forms::template::Fields;
use crate::forms::{Signer, docx, paper};
use crate::kinds::{Nature, Presence};
use crate::pdf::Size;
use crate::queries::office::{Office, settings};
use crate::queries::rakor::Rakor;
use crate::queries::staff::StaffMember;
use crate::reference::{Regions, naming};

/// Which form about a meeting of the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RakorForm {
    /// Undangan (nota dinas).
    Invitation,
    /// Daftar hadir to sign.
    Attendance,
    /// Notulen.
    Minutes,
    /// Laporan Rakor for RHK 8 of the person of this device, with the minutes.
    Rhk8,
}

/// As what it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RakorFormat {
    /// To print.
    Pdf,
    /// To go on writing.
    Docx,
}

/// Writes a form about a meeting of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRakor {
    /// Document.
    pub id: Uuid,
    /// Which.
    pub form: RakorForm,
    /// As what.
    pub format: RakorFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorPrinted {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes of the file.
    pub bytes: u32,
    /// Digest of what it says, in hex.
    pub digest: String,
}

impl Job for ExportRakor {
    type Answer = RakorPrinted;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<RakorPrinted, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let document = document(&device.lend(), self.id, self.form)?;
        let (title, digest) = (document.title.clone(), document.digest.clone());
        let documents = [document];
        let bytes = match self.format {
            RakorFormat::Pdf => paper::pdf(&documents, self.paper, &title, |done, total| {
                Ok(watch(Phase::Writing.at(done, total))?)
            })?,
            RakorFormat::Docx => {
                watch(Phase::Writing.at(0, 1))?;
                docx::docx(&documents, self.paper)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(RakorPrinted {
            path: self.path,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            digest,
        })
    }
}

pub(super) fn document(device: &Device, id: Uuid, form: RakorForm) -> Result<Document, Error> {
    let detail = ReadRakor { id: Some(id) }.answer(device)?;
    let templates = in_force(device)?;
    if form != RakorForm::Rhk8 {
        let facts = facts(device, detail)?;
        return match form {
            RakorForm::Invitation => rakor::invitation(&facts, &templates),
            RakorForm::Attendance => rakor::attendance(&facts, &templates),
            RakorForm::Minutes | RakorForm::Rhk8 => rakor::minutes(&facts, &templates),
        };
    }
    let own = device.person()?.ok_or(Refusal::NoStaff)?;
    let here = detail.people.iter().find(|one| one.staff == Some(own));
    if here.is_none_or(|one| one.presence != Some(Presence::Hadir)) {
        return Err(Refusal::RakorNotThere.into());
    }
    let (signer, jabatan) = reporting(device, own)?;
    let facts = facts(device, detail)?;
    rakor::rhk8(&facts, &signer, jabatan.as_deref(), &templates)
}

/// Who reports, and what that person is.
fn reporting(device: &Device, staff: Uuid) -> Result<(Signer, Option<String>), Error> {
    let member = StaffMember::one(device.reader(), staff)?;
    let jabatan = member
        .as_ref()
        .map(|member| role(device, &member.role))
        .transpose()?;
    let signer = member.map_or_else(Signer::default, |member| Signer {
        name: Some(naming::shown(&member.name)),
        nip: member.nip,
    });
    Ok((signer, jabatan))
}

/// The latest rakor that is known here, as a template of `form` sees it; none where there is none.
pub(in crate::calls) fn latest_fields(
    device: &Device,
    form: &str,
) -> Result<Option<Fields>, Error> {
    let rakors = Rakor::all(device.reader())?;
    let held = rakors.into_iter().filter(|rakor| !rakor.cancelled);
    let Some(last) = held.max_by_key(|rakor| (rakor.day, rakor.doc)) else {
        return Ok(None);
    };
    let facts = facts(device, ReadRakor { id: Some(last.doc) }.answer(device)?)?;
    if form != rakor::RHK8.name {
        return Ok(Some(rakor::fields(&facts)));
    }
    let (signer, jabatan) = match device.person()? {
        Some(own) => reporting(device, own)?,
        None => (Signer::default(), None),
    };
    Ok(Some(rakor::report_fields(
        &facts,
        &signer,
        jabatan.as_deref(),
    )))
}

/// What a role is called on paper: by the office's own word.
fn role(device: &Device, role: &str) -> Result<String, Error> {
    let own = settings(device.reader(), "role.")?;
    let own = own.get(&format!("role.{role}")).cloned();
    Ok(own.unwrap_or_else(|| match role {
        "pendamping" => "Pendamping Sosial PKH".to_owned(),
        other => other.replace('_', " "),
    }))
}

fn facts(device: &Device, detail: RakorDetail) -> Result<Facts, Error> {
    let conn = device.reader();
    let office = Office::read(conn)?;
    let zone = match office.as_ref().map(|office| office.utc_offset_minutes) {
        Some(420) => "WIB",
        Some(480) => "WITA",
        Some(540) => "WIT",
        _ => "",
    };
    let mut people = Vec::with_capacity(detail.people.len());
    for one in &detail.people {
        let presence = match (one.presence, &one.reason) {
            (Some(Presence::Hadir), _) => "Hadir".to_owned(),
            (Some(Presence::Izin), Some(reason)) => format!("Izin ({reason})"),
            (Some(Presence::Izin), None) => "Izin".to_owned(),
            (Some(Presence::TanpaKeterangan), _) => "Tanpa keterangan".to_owned(),
            (None, _) => String::new(),
        };
        let role = one
            .role
            .as_ref()
            .map(|word| role(device, word))
            .transpose()?;
        people.push(Attending {
            name: naming::shown(&one.name),
            role: role.or_else(|| one.agency.clone()).unwrap_or_default(),
            kecamatan: one.kecamatan.join(", "),
            guest: one.staff.is_none(),
            presence,
        });
    }
    let kabupaten = office.map(|office| Regions::own().name(&office.kabupaten).to_owned());
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let facts = detail.facts;
    Ok(Facts {
        letterhead: OfficeSettings::letterhead(conn)?,
        kabupaten: kabupaten.unwrap_or_default(),
        zone,
        title: facts.title,
        day: facts.day.unwrap_or_default(),
        starts: facts.starts,
        ends: facts.ends,
        place: some(facts.place),
        number: some(facts.number),
        sender: some(facts.sender),
        addressee: some(facts.addressee),
        nature: facts.nature.map(|nature| match nature {
            Nature::Biasa => "Biasa",
            Nature::Penting => "Penting",
            Nature::Segera => "Segera",
            Nature::Rahasia => "Rahasia",
        }),
        leader: some(facts.leader),
        secretary: some(facts.secretary),
        agenda: some(facts.agenda),
        conclusion: some(facts.conclusion),
        closed: detail.closed,
        changed: detail.changed,
        version: detail.base,
        people,
        points: detail
            .points
            .into_iter()
            .map(|point| Minute {
                speaker: point.speaker,
                said: point.said,
                decided: point.decided,
            })
            .collect(),
        open: detail.open.into_iter().map(opened).collect(),
        tasks: detail.tasks.into_iter().map(task).collect(),
    })
}

fn state(matter: &Matter) -> &'static str {
    match (matter.overdue, matter.state) {
        (true, _) => "Lewat tenggat",
        (_, MatterState::Open) => "Terbuka",
        (_, MatterState::Going) => "Dalam proses",
        (_, MatterState::Done) => "Ditindaklanjuti",
        (_, MatterState::Closed) => "Selesai",
    }
}

/// A matter told by what was said.
fn opened(matter: Matter) -> Task {
    let state = state(&matter);
    let text = matter.voices.into_iter().next().map(|voice| voice.text);
    Task {
        what: text.unwrap_or_default(),
        who: matter.who.map(|who| naming::shown(&who.name)),
        due: matter.due,
        state,
    }
}

/// A matter told by what is to be done.
fn task(matter: Matter) -> Task {
    Task {
        state: state(&matter),
        what: matter.task.unwrap_or_default(),
        who: matter.who.map(|who| naming::shown(&who.name)),
        due: matter.due,
    }
}
