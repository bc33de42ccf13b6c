//! A meeting read for its forms: groups, sessions and staff once, the meeting from its document, its families as they were on its day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::calls::ids;
use crate::calls::recording::written_version;
use crate::device::Device;
use crate::error::Error;
use crate::forms::Signer;
use crate::forms::facts::{FamilyFacts, MeetingFacts, SessionFacts, SpeakerFacts};
use crate::kinds::{FamilyKey, View};
use crate::queries::families_of::families_of;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::office::settings;
use crate::queries::sessions::Sessions;
use crate::queries::staff::StaffMember;
use crate::reference::{Regions, naming};

const MISSING: Error = Error::Missing("such meeting");

/// Reads meetings of one device.
pub(in crate::calls) struct Reader<'d> {
    device: &'d Device,
    groups: Groups,
    sessions: Sessions,
    staff: BTreeMap<Uuid, StaffMember>,
    /// The office's words for roles.
    roles: BTreeMap<String, String>,
}

impl<'d> Reader<'d> {
    pub(in crate::calls) fn new(device: &'d Device) -> Result<Self, Error> {
        let conn = device.reader();
        let staff = StaffMember::all(conn)?;
        let roles = settings(conn, "role.")?.into_iter();
        Ok(Self {
            device,
            groups: Groups::read(conn)?,
            sessions: Sessions::read(conn)?,
            staff: staff
                .into_iter()
                .map(|member| (member.id, member))
                .collect(),
            roles: roles
                .filter_map(|(key, label)| Some((key.strip_prefix("role.")?.to_owned(), label)))
                .collect(),
        })
    }

    /// Who led a group on a day.
    pub(super) fn led_by(&self, group: Uuid, day: NaiveDate) -> Option<Uuid> {
        self.groups
            .get(group)
            .and_then(|group| group.pendamping_on(day))
    }

    /// A group.
    pub(super) fn group(&self, group: Uuid) -> Option<&Kelompok> {
        self.groups.get(group)
    }

    /// A member of staff who signs, and what that person is.
    pub(in crate::calls) fn signer(&self, staff: Option<Uuid>) -> (Signer, Option<String>) {
        let member = staff.and_then(|staff| self.staff.get(&staff));
        let signer = Signer {
            name: member.map(|member| naming::shown(&member.name)),
            nip: member.and_then(|member| member.nip.clone()),
        };
        (signer, member.map(|member| self.jabatan(&member.role)))
    }

    /// Whether a group is in a kecamatan.
    pub(super) fn is_in(&self, group: Uuid, kecamatan: &str) -> bool {
        self.groups
            .get(group)
            .is_some_and(|group| group.kecamatan == kecamatan)
    }

    /// A meeting that took place, and who led it.
    pub(in crate::calls) fn facts(&self, id: Uuid) -> Result<(Option<Uuid>, MeetingFacts), Error> {
        let (_, document) = ids::document(self.device, id)?.ok_or(MISSING)?;
        let View::Meeting(meeting) = document.view() else {
            return Err(MISSING);
        };
        if meeting.cancelled {
            return Err(Error::Missing("meeting that took place"));
        }
        let group = self.groups.get(meeting.group).ok_or(MISSING)?;
        let marked: BTreeSet<FamilyKey> = meeting.marks.keys().cloned().collect();
        let rated: BTreeSet<FamilyKey> = meeting.ratings.keys().cloned().collect();
        let listed = families_of(
            self.device.reader(),
            meeting.group,
            meeting.date,
            &marked,
            &rated,
        )?;
        let families = listed.into_iter().map(|family| {
            let mark = meeting.marks.get(&family.key).copied();
            let rating = meeting.ratings.get(&family.key).copied();
            FamilyFacts {
                name: if family.id.is_some() {
                    naming::shown(&family.name)
                } else {
                    super::UNKNOWN.to_owned()
                },
                mark,
                level: FamilyFacts::level_of(mark, rating),
            }
        });
        let codes = std::iter::once(&meeting.session).chain(&meeting.more_sessions);
        let sessions = codes.map(|code| self.sessions.name(code.as_str()));
        let materi = meeting.topic.clone();
        let leader = group.pendamping_on(meeting.date);
        let (pendamping, jabatan) = self.signer(leader);
        let facts = MeetingFacts {
            meeting: id,
            version: written_version(&document.heads()),
            date: meeting.date,
            starts: meeting.starts,
            ends: meeting.ends,
            place: meeting.place.clone(),
            group: group.name.clone(),
            sessions: sessions
                .map(|session| SessionFacts {
                    module: session.module,
                    title: session.title,
                })
                .collect(),
            materi: materi.or_else(|| self.sessions.materi(meeting.session.as_str())),
            speakers: meeting
                .speakers
                .values()
                .map(|speaker| SpeakerFacts {
                    name: speaker.name.clone().unwrap_or_default(),
                    agency: speaker.agency.clone().unwrap_or_default(),
                })
                .collect(),
            notes: meeting.notes.clone(),
            pendamping,
            jabatan,
            families: families.collect(),
            ..place_of(group)
        };
        Ok((leader, facts))
    }

    fn jabatan(&self, role: &str) -> String {
        let own = self.roles.get(role).cloned();
        own.unwrap_or_else(|| match role {
            "pendamping" => "Pendamping Sosial PKH".to_owned(),
            other => other.replace('_', " "),
        })
    }
}

/// The names of a group's places, and nothing else.
fn place_of(group: &Kelompok) -> MeetingFacts {
    let regions = Regions::own();
    let above = |code: &str| {
        code.rsplit_once('.')
            .map_or("", |(above, _)| above)
            .to_owned()
    };
    let kabupaten = above(&group.kecamatan);
    let provinsi = above(&kabupaten);
    MeetingFacts {
        meeting: Uuid::nil(),
        version: String::new(),
        date: NaiveDate::default(),
        starts: None,
        ends: None,
        place: None,
        group: String::new(),
        desa: regions.name(&group.desa).to_owned(),
        kecamatan: regions.name(&group.kecamatan).to_owned(),
        kabupaten: regions.name(&kabupaten).to_owned(),
        provinsi: Some(regions.name(&provinsi))
            .filter(|name| *name != provinsi)
            .map(str::to_owned),
        sessions: Vec::new(),
        materi: None,
        speakers: Vec::new(),
        notes: BTreeMap::new(),
        pendamping: Signer::default(),
        jabatan: None,
        families: Vec::new(),
    }
}
