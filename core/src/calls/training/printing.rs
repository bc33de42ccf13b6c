//! What the forms about trainings say, read in one go so that a file is of one moment.

use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::listing;
use super::untrained::{UntrainedRow, read};
use crate::calls::office::OfficeSettings;
use crate::calls::recording::written_version;
use crate::calls::templates::in_force;
use crate::calls::who::must_be_office;
use crate::calls::{Job, ids};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::template::Fields;
use crate::forms::training;
use crate::forms::training::attendance::{Attendance, Line};
use crate::forms::training::rekap::{Counted, Place, Rekap, Waiting};
use crate::forms::{docx, paper};
use crate::kinds::{HalfDay, Presence, Taking, TrainingKind};
use crate::pdf::Size;
use crate::queries::office::Office;
use crate::queries::staff::Postings;
use crate::queries::training::Training;
use crate::reference::{Regions, naming};

/// Which form about trainings.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrainingForm {
    /// Daftar hadir of one.
    Attendance(Uuid),
    /// Rekap diklat of the kabupaten, with whoever has had none.
    Rekap,
}

/// As what it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrainingFormat {
    /// To print.
    Pdf,
    /// To go on writing.
    Docx,
}

/// Writes a form about trainings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportTraining {
    /// Which.
    pub form: TrainingForm,
    /// As what.
    pub format: TrainingFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingPrinted {
    /// Where it is.
    pub path: PathBuf,
    /// People in it.
    pub people: u32,
    /// Bytes of the file.
    pub bytes: u32,
    /// Digest of what it says, in hex.
    pub digest: String,
}

impl Job for ExportTraining {
    type Answer = TrainingPrinted;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<TrainingPrinted, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (document, people) = {
            let device = device.lend();
            must_be_office(&device)?;
            match self.form {
                TrainingForm::Attendance(id) => attendance(&device, id)?,
                TrainingForm::Rekap => rekap(&device)?,
            }
        };
        let digest = document.digest.clone();
        let documents = [document];
        let bytes = match self.format {
            TrainingFormat::Pdf => {
                let title = documents[0].title.clone();
                paper::pdf(&documents, self.paper, &title, |done, total| {
                    Ok(watch(Phase::Writing.at(done, total))?)
                })?
            }
            TrainingFormat::Docx => {
                watch(Phase::Writing.at(0, 1))?;
                docx::docx(&documents, self.paper)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        Ok(TrainingPrinted {
            path: self.path,
            people: count(people),
            bytes: count(bytes.len()),
            digest,
        })
    }
}

fn word(kind: TrainingKind) -> &'static str {
    match kind {
        TrainingKind::Diklat => "Diklat",
        TrainingKind::Bimtek => "Bimtek",
        TrainingKind::Coaching => "Coaching",
        TrainingKind::Elearning => "E-learning",
        TrainingKind::Uji => "Uji sertifikasi",
        TrainingKind::Lainnya => "Kegiatan",
    }
}

fn mark(presence: Option<&Presence>) -> &'static str {
    match presence {
        Some(Presence::Hadir) => "V",
        Some(Presence::Izin) => "I",
        Some(Presence::TanpaKeterangan) => "T",
        None => "",
    }
}

pub(super) fn attendance(device: &Device, id: Uuid) -> Result<(Document, usize), Error> {
    let list = list(device, id)?;
    let document = training::attendance::document(&list, &in_force(device)?)?;
    Ok((document, list.people.len()))
}

fn list(device: &Device, id: Uuid) -> Result<Attendance, Error> {
    let conn = device.reader();
    let missing = Error::Missing("such training");
    let Some((_, document)) = ids::document(device, id)? else {
        return Err(missing);
    };
    let training = Training::one(conn, id)?.ok_or(missing)?;
    let people = listing::people(device, &training, &Postings::read(conn)?)?;
    let roles = OfficeSettings::read(conn)?.roles;
    let halves: Vec<HalfDay> = training.halves.keys().copied().collect();
    let lines = people.iter().filter(|one| {
        !one.marks.is_empty() || one.taking.is_some_and(|taking| taking != Taking::Batal)
    });
    let lines: Vec<Line> = lines
        .map(|one| {
            let role = one.role.as_ref().map(|role| {
                let own = roles.get(role).cloned();
                own.unwrap_or_else(|| role.replace('_', " "))
            });
            Line {
                name: naming::shown(&one.name),
                nip: one.nip.clone(),
                role: role.or_else(|| one.agency.clone()).unwrap_or_default(),
                kecamatan: one.kecamatan.join(", "),
                marks: halves
                    .iter()
                    .map(|half| mark(one.marks.get(&half.to_string())))
                    .collect(),
                remark: match one.taking {
                    Some(Taking::Diusulkan) => "diusulkan",
                    Some(Taking::Batal) => "batal",
                    Some(Taking::Terdaftar | Taking::Hadir) | None => "",
                }
                .to_owned(),
            }
        })
        .collect();
    let facilitators = people.iter().filter_map(|one| {
        let as_what = one.as_what.as_ref()?;
        Some(format!("{} ({as_what})", one.name))
    });
    let batch = training
        .batch
        .as_ref()
        .map(|batch| format!("angkatan {batch}"));
    let organizer: Vec<String> = training.organizer.iter().cloned().chain(batch).collect();
    Ok(Attendance {
        letterhead: OfficeSettings::letterhead(conn)?,
        kind: word(training.kind),
        theme: training.theme.clone(),
        organizer: Some(organizer.join(", ")),
        place: training.place.clone(),
        starts: training.starts,
        ends: training.ends,
        jp: training.jp,
        facilitators: facilitators.collect(),
        version: written_version(&document.heads()),
        halves: halves
            .iter()
            .map(|half| (half.day, half.afternoon))
            .collect(),
        people: lines,
        signers: Vec::new(),
        name: training.name,
    })
}

pub(super) fn rekap(device: &Device) -> Result<(Document, usize), Error> {
    let rekap = trained(device)?;
    let people = usize::try_from(rekap.total.staff).unwrap_or(usize::MAX);
    Ok((
        training::rekap::document(&rekap, &in_force(device)?)?,
        people,
    ))
}

/// What a template of these forms sees of the latest training, and of everybody today.
pub(in crate::calls) fn latest_fields(
    device: &Device,
    form: &str,
) -> Result<Option<Fields>, Error> {
    if form == training::rekap::FORM.name {
        return Ok(Some(training::rekap::fields(&trained(device)?)));
    }
    let all = Training::all(device.reader())?;
    let Some(last) = all.into_iter().max_by_key(|one| (one.starts, one.doc)) else {
        return Ok(None);
    };
    Ok(Some(training::attendance::fields(&list(device, last.doc)?)))
}

fn trained(device: &Device) -> Result<Rekap, Error> {
    let conn = device.reader();
    let view = read(device)?;
    let counted = |count: super::TrainedCount| Counted {
        staff: count.staff,
        trained: count.trained,
        untrained: count.untrained,
        coached: count.coached,
    };
    // Paper is read by name.
    let mut places: Vec<Place> = view
        .places
        .iter()
        .map(|place| Place {
            name: place.kecamatan.name.clone(),
            counted: counted(place.count),
        })
        .collect();
    places.sort_by(|a, b| a.name.cmp(&b.name));
    places.extend(view.elsewhere.map(|count| Place {
        name: "Seluruh kabupaten".to_owned(),
        counted: counted(count),
    }));
    let office = Office::read(conn)?.ok_or(Error::Missing("office document"))?;
    Ok(Rekap {
        letterhead: OfficeSettings::letterhead(conn)?,
        kabupaten: Regions::own().name(&office.kabupaten).to_owned(),
        day: view.today,
        counting: view.counting.iter().map(|kind| word(*kind)).collect(),
        places,
        total: counted(view.total),
        untrained: view.people.into_iter().map(waiting).collect(),
        signers: OfficeSettings::signers(conn)?,
    })
}

fn waiting(row: UntrainedRow) -> Waiting {
    let kecamatan: Vec<String> = row.kecamatan.into_iter().map(|at| at.name).collect();
    Waiting {
        name: naming::shown(&row.person.name),
        kecamatan: kecamatan.join(", "),
        families: row.families,
        attendance: (row.hadir * 100).checked_div(row.expected),
        coached: row.coached,
        waits_for: row.waits_for.join("; "),
    }
}
