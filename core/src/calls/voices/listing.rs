//! Voices told by matter. Whatever is counted of them is counted from this one list.

use std::collections::{BTreeMap, BTreeSet};

use sesi_engine::keys::membership::Membership;
use uuid::Uuid;

use super::{Matter, MatterState, VoiceLine, Voices, VoicesView};
use crate::calls::Query;
use crate::calls::terms::Safe;
use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::{Postings, StaffMember, Who};
use crate::queries::voices::{Voice, heads};
use crate::reference::Regions;

/// Topics that offices use, to choose from.
const TOPICS: [&str; 10] = [
    "Jaringan/aplikasi",
    "Kehadiran KPM",
    "Modul & media",
    "Jarak/lokasi",
    "Data KPM",
    "Penyaluran",
    "Kesehatan/pendidikan",
    "Beban laporan",
    "Pelatihan",
    "Lainnya",
];

impl Query for Voices {
    type Answer = VoicesView;

    fn answer(self, device: &Device) -> Result<VoicesView, Error> {
        let conn = device.reader();
        let decides = device.membership().is_office(device.id());
        let voices = Voice::all(conn)?;
        let used = voices.iter().map(|voice| voice.topic.as_str());
        let used: BTreeSet<&str> = used
            .filter(|topic| !topic.is_empty() && !TOPICS.contains(topic))
            .collect();
        let topics = TOPICS.into_iter().chain(used).map(str::to_owned).collect();
        let staff = if decides {
            let people = StaffMember::all(conn)?.into_iter();
            people
                .map(|member| crate::calls::terms::Person {
                    id: member.id,
                    name: member.name,
                })
                .collect()
        } else {
            Vec::new()
        };
        let today = device.today()?;
        let telling = Telling {
            who: Who::read(conn)?,
            postings: Postings::read(conn)?,
            rakors: crate::queries::rakor::documents(conn)?,
            own: device.person()?,
            today,
            membership: device.membership(),
        };
        let mut matters = telling.matters(voices);
        matters.sort_by_key(rank);
        Ok(VoicesView {
            decides,
            today,
            topics,
            staff,
            matters,
            coaching: crate::calls::supervision::follow_ups(device)?,
        })
    }
}

type Rank = (bool, Option<chrono::NaiveDate>, MatterState, i32, Uuid);

/// Overdue first; then by state; closed ones from the newest back, all others from the oldest on.
fn rank(matter: &Matter) -> Rank {
    use chrono::Datelike;
    let day = matter.voices.first().map(|voice| voice.day);
    let day = day.map_or(0, |day| day.num_days_from_ce());
    let day = match matter.state {
        MatterState::Closed => day.saturating_neg(),
        _ => day,
    };
    let due = matter.due.filter(|_| matter.overdue);
    (!matter.overdue, due, matter.state, day, matter.id)
}

struct Telling<'d> {
    who: Who,
    postings: Postings,
    rakors: BTreeSet<Uuid>,
    own: Option<Uuid>,
    today: chrono::NaiveDate,
    membership: &'d Membership,
}

impl Telling<'_> {
    fn matters(&self, voices: Vec<Voice>) -> Vec<Matter> {
        let heads = heads(&voices);
        let mut by_head: BTreeMap<Uuid, Vec<Voice>> = BTreeMap::new();
        for voice in voices {
            let head = heads.get(&voice.doc).copied().unwrap_or(voice.doc);
            by_head.entry(head).or_default().push(voice);
        }
        by_head
            .into_iter()
            .filter_map(|(head, voices)| self.matter(head, voices))
            .collect()
    }

    fn matter(&self, id: Uuid, mut voices: Vec<Voice>) -> Option<Matter> {
        voices.sort_by_key(|voice| (voice.doc != id, voice.day, voice.doc));
        let lines: Vec<VoiceLine> = voices.iter().map(|voice| self.line(voice)).collect();
        let people: BTreeSet<_> = voices
            .iter()
            .map(|voice| self.author(voice).ok_or(voice.doc))
            .collect();
        let mut head = voices.into_iter().next()?;
        if !proof_counts(&head, &self.who, self.membership) {
            (head.proof, head.proved) = (None, None);
        }
        let state = state(&head);
        let waits = matches!(state, MatterState::Open | MatterState::Going);
        Some(Matter {
            id,
            kind: head.kind,
            topic: head.topic,
            people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            own: lines.iter().any(|line| line.own),
            voices: lines,
            state,
            answer: head.answer,
            answered: head.answered,
            own_task: head.task.is_some() && self.own.is_some() && head.who == self.own,
            task: head.task,
            who: head.who.and_then(|who| self.who.person(who)),
            due: head.due,
            overdue: waits && head.due.is_some_and(|due| due < self.today),
            proof: head.proof,
            proved: head.proved,
        })
    }

    fn author(&self, voice: &Voice) -> Option<Uuid> {
        self.who.staff_of(voice.device?)
    }

    fn line(&self, voice: &Voice) -> VoiceLine {
        let author = self.author(voice);
        let codes = author.and_then(|author| self.postings.on(author, voice.day));
        let codes = codes.unwrap_or_default();
        VoiceLine {
            id: voice.doc,
            day: voice.day,
            text: voice.text.clone(),
            from: author.and_then(|author| self.who.person(author)),
            kecamatan: codes
                .iter()
                .map(|code| Regions::own().name(code).to_owned())
                .collect(),
            own: author.is_some() && author == self.own,
            meeting: voice.meeting.filter(|id| !self.rakors.contains(id)),
            rakor: voice.meeting.filter(|id| self.rakors.contains(id)),
            safe: if voice.pending {
                Safe::Here
            } else {
                Safe::Office
            },
        }
    }
}

/// Whether it was said by a device of whose task it is, or of the office: any other member of staff can write it, and nobody believes it.
pub(super) fn proof_counts(voice: &Voice, who: &Who, membership: &Membership) -> bool {
    voice.proof_by.is_some_and(|device| {
        membership.was_office(device) || (voice.who.is_some() && who.staff_of(device) == voice.who)
    })
}

fn state(voice: &Voice) -> MatterState {
    if voice.closed {
        MatterState::Closed
    } else if voice.proof.is_some() {
        MatterState::Done
    } else if voice.answer.is_some() || voice.task.is_some() {
        MatterState::Going
    } else {
        MatterState::Open
    }
}
