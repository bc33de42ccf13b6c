//! Daftar hadir: of a meeting, filled; of a group or a kecamatan, blank.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::{Printed, UNKNOWN, times};
use crate::calls::Job;
use crate::calls::meeting::reading;
use crate::calls::templates::in_force;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::Signer;
use crate::forms::attendance::{self, Family, Held, List, Marked, Variant};
use crate::kinds::{Component, Mark, Status};
use crate::pdf::Size;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::members::Members;
use crate::queries::staff::StaffMember;
use crate::reference::{Regions, fold, naming};

/// Whose list of attendance it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ListOf {
    /// A meeting's, filled.
    Meeting(Uuid),
    /// A group's, blank.
    Group(Uuid),
    /// The groups of a kecamatan, blank, in one file.
    Kecamatan(String),
}

/// Writes lists of attendance as one PDF.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportAttendance {
    /// Whose.
    pub of: ListOf,
    /// Which columns.
    pub variant: Variant,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

impl Job for ExportAttendance {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (lists, templates) = {
            let device = device.lend();
            (lists(&device, &self.of)?, in_force(&device)?)
        };
        let at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let written = attendance::write(&lists, self.variant, self.paper, &templates, at)?;
        whole_file::write(&self.path, |file| file.write_all(&written.pdf))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        Ok(Printed {
            path: self.path,
            lists: count(lists.len()),
            families: count(written.families),
            bytes: count(written.pdf.len()),
            digest: written.digest,
        })
    }
}

pub(super) fn lists(device: &Device, of: &ListOf) -> Result<Vec<List>, Error> {
    let conn = device.reader();
    let groups = Groups::read(conn)?;
    match of {
        ListOf::Meeting(meeting) => Ok(vec![filled(device, *meeting, &groups)?]),
        ListOf::Group(group) => {
            let group = groups.get(*group).ok_or(Error::Missing("such group"))?;
            Ok(vec![blank(conn, group, device.today()?)?])
        }
        ListOf::Kecamatan(code) => {
            let day = device.today()?;
            let open = groups
                .all()
                .filter(|group| group.kecamatan == *code && group.open_on(day));
            let mut open: Vec<&Kelompok> = open.collect();
            open.sort_by_cached_key(|group| (fold::words(&group.name), group.id));
            open.into_iter()
                .map(|group| blank(conn, group, day))
                .collect()
        }
    }
}

/// The active families of a group, by name.
fn blank(conn: &Connection, group: &Kelompok, day: NaiveDate) -> Result<List, Error> {
    let members = Members::of_groups(conn, &[group.id])?;
    let families = members
        .active(group.id, day)
        .map(|member| (member.id, None));
    list(conn, group, day, families.collect(), None)
}

/// The families of a meeting: those of the group on its day, and whoever has a mark.
fn filled(device: &Device, meeting: Uuid, groups: &Groups) -> Result<List, Error> {
    let conn = device.reader();
    let view = reading::view(device, meeting)?;
    let group = groups
        .get(view.row.group.id)
        .ok_or(Error::Missing("such group"))?;
    let named = |code: &crate::calls::terms::SessionName| match code.module.as_str() {
        "" => code.title.clone(),
        module => format!("{module} / {}", code.title),
    };
    let sessions = std::iter::once(&view.row.session).chain(&view.more_sessions);
    let held = Held {
        time: times(view.starts, view.ends),
        place: view.place.clone().unwrap_or_default(),
        session: sessions.map(named).collect::<Vec<_>>().join("; "),
        version: view.heads.clone(),
    };
    let mut list_of = Vec::new();
    let mut unknown = Vec::new();
    for family in &view.families {
        let mark = match family.mark {
            Some(Mark::Hadir) => Marked::Hadir,
            Some(Mark::Sakit) => Marked::Sakit,
            Some(Mark::Alfa) => Marked::Alfa,
            None => Marked::BelumDitandai,
        };
        match family.id {
            Some(id) => list_of.push((id, Some(mark))),
            None => unknown.push(mark),
        }
    }
    let mut list = list(conn, group, view.row.date, list_of, Some(held))?;
    // Whom this device does not know has a line too: the figures above count everybody who was marked.
    for mark in unknown {
        list.families.push(Family {
            no: list.families.len() + 1,
            name: UNKNOWN.to_owned(),
            ketua: false,
            nik: None,
            kk: None,
            address: None,
            components: [0; 7],
            status: "",
            mark: Some(mark),
            desa: list.desa.clone(),
            group: list.group.clone(),
        });
    }
    Ok(list)
}

fn list(
    conn: &Connection,
    group: &Kelompok,
    day: NaiveDate,
    families: Vec<(Uuid, Option<Marked>)>,
    held: Option<Held>,
) -> Result<List, Error> {
    let regions = Regions::own();
    let desa = regions.name(&group.desa).to_owned();
    let ids: Vec<Uuid> = families.iter().map(|(id, _)| *id).collect();
    let members = Members::of_families(conn, &ids)?;
    let records = FamilyRecord::some(conn, &ids)?;
    let mut records: HashMap<Uuid, FamilyRecord> = records
        .into_iter()
        .map(|record| (record.id, record))
        .collect();
    let mut rows = Vec::with_capacity(families.len());
    for (id, mark) in families {
        let Some(record) = records.remove(&id) else {
            continue;
        };
        let count = |component: Component| record.components.get(&component).copied().unwrap_or(0);
        rows.push(Family {
            no: 0,
            ketua: group.ketua == Some(id),
            components: [
                count(Component::Aud),
                count(Component::Sd),
                count(Component::Smp),
                count(Component::Sma),
                count(Component::Disabilitas),
                count(Component::Lansia),
                count(Component::Hamil),
            ],
            name: naming::shown(&record.name),
            nik: record.nik,
            kk: record.kk,
            address: record.address,
            status: match members
                .get(id)
                .map_or(Status::Aktif, |member| member.status_on(day))
            {
                Status::Aktif => "Aktif",
                _ => "Tidak aktif",
            },
            mark,
            desa: desa.clone(),
            group: group.name.clone(),
        });
    }
    rows.sort_by_cached_key(|family| fold::words(&family.name));
    for (no, family) in (1..).zip(&mut rows) {
        family.no = no;
    }
    let ketua = rows.iter().find(|family| family.ketua);
    let kabupaten = group
        .kecamatan
        .rsplit_once('.')
        .map_or("", |(kabupaten, _)| kabupaten);
    Ok(List {
        group: group.name.clone(),
        kecamatan: regions.name(&group.kecamatan).to_owned(),
        kabupaten: regions.name(kabupaten).to_owned(),
        day,
        held,
        ketua: Signer {
            name: ketua.map(|family| family.name.clone()),
            nip: None,
        },
        pendamping: pendamping(conn, group, day)?,
        families: rows,
        desa,
    })
}

fn pendamping(conn: &Connection, group: &Kelompok, day: NaiveDate) -> Result<Signer, Error> {
    let Some(staff) = group.pendamping_on(day) else {
        return Ok(Signer::default());
    };
    let found = StaffMember::one(conn, staff)?;
    Ok(found.map_or_else(Signer::default, |member| Signer {
        name: Some(naming::shown(&member.name)),
        nip: member.nip,
    }))
}
