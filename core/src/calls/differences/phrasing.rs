//! How a value of a document is said to people: names for ids and codes, the forms' own codes for marks and ratings. Words that
//! depend on a language are the window's.

use chrono::DateTime;
use sesi_engine::documents::Scalar;
use uuid::Uuid;

use super::shapes::{Difference, Side, Subject};
use crate::calls::ids;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Attendee, DocKey, Document, FamilyKey, Ground, Mark, Rating, View};
use crate::queries::families;
use crate::queries::names::shown_name_of;
use crate::queries::office::Office;
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::reference::month::indonesian_day;
use crate::reference::{Regions, naming};
use crate::roster::kept::PREFIX;

/// Says values; reads staff and sessions once for a whole answer.
pub(in crate::calls) struct Phrasing<'d> {
    device: &'d Device,
    who: Who,
    sessions: Sessions,
}

impl<'d> Phrasing<'d> {
    /// For the documents of this device.
    pub(crate) fn new(device: &'d Device) -> Result<Self, Error> {
        Ok(Self {
            device,
            who: Who::read(device.reader())?,
            sessions: Sessions::read(device.reader())?,
        })
    }

    /// The fields of a document on which people disagree, by path; none if there is no such document.
    pub(crate) fn differences_of(&self, doc: Uuid) -> Result<Vec<Difference>, Error> {
        let Some((key, document)) = ids::document(self.device, doc)? else {
            return Ok(Vec::new());
        };
        self.differences(doc, &key, &document)
    }

    /// The same of a document that is at hand.
    pub(crate) fn differences(
        &self,
        doc: Uuid,
        key: &DocKey,
        document: &Document,
    ) -> Result<Vec<Difference>, Error> {
        let disagreements = document.disagreements();
        if disagreements.is_empty() {
            return Ok(Vec::new());
        }
        let view = document.view();
        let subject = self.subject(&view)?;
        let date = match &view {
            View::Meeting(meeting) => Some(meeting.date),
            _ => None,
        };
        let mut differences = Vec::with_capacity(disagreements.len());
        for found in disagreements {
            let mut sides = Vec::with_capacity(found.values.len());
            for side in found.values {
                sides.push(Side {
                    shown: self.shown(&found.path, &side.value)?,
                    value: side.value,
                    who: side.author.and_then(|device| self.who.author(device)),
                    at: DateTime::from_timestamp(side.time, 0).unwrap_or_default(),
                });
            }
            differences.push(Difference {
                doc,
                kind: kind(key),
                subject: subject.clone(),
                date,
                family: match self.family_of(&found.path)? {
                    Some(family) => Some(family),
                    None => self.attendee_of(&view, &found.path),
                },
                field: found.path,
                sides,
            });
        }
        Ok(differences)
    }

    /// A value in a form for people; none if the field is cleared.
    pub(crate) fn shown(&self, path: &str, value: &Scalar) -> Result<Option<String>, Error> {
        let map = path.split('/').next().unwrap_or(path);
        Ok(Some(match (map, value) {
            (_, Scalar::Empty) => return Ok(None),
            ("marks", Scalar::Number(number)) => {
                code(Mark::from_number(*number).map(Mark::code), value)
            }
            ("ratings" | "behaviour" | "potential", Scalar::Number(number)) => {
                code(Rating::from_number(*number).map(Rating::code), value)
            }
            ("starts" | "ends", Scalar::Number(minutes)) => {
                format!("{:02}.{:02}", minutes / 60, minutes % 60)
            }
            ("session" | "sessions" | "more_sessions", Scalar::Text(codes)) => {
                let names = codes.split(' ').map(|code| self.sessions.name(code).title);
                names.collect::<Vec<_>>().join("; ")
            }
            // Prints of names and numbers: told apart by the digest of all of them, of which nobody reads more.
            ("said", Scalar::Text(text)) if path == "said/families" => {
                let digest = blake3::hash(text.as_bytes()).to_hex();
                digest.chars().take(8).collect()
            }
            ("settings", Scalar::Text(text)) => listed(path, text).unwrap_or_else(|| value.shown()),
            ("postings", Scalar::Text(codes)) if codes != "-" => {
                let names = codes.split(',').map(|code| Regions::own().name(code));
                names.collect::<Vec<_>>().join(", ")
            }
            ("ground", Scalar::Text(text)) => {
                let ground = Ground::read(text);
                let mut days: Vec<_> = ground.meetings().values().copied().collect();
                days.sort();
                let days = days.into_iter().map(indonesian_day);
                days.collect::<Vec<_>>().join(", ")
            }
            ("desa" | "kecamatan" | "kabupaten", Scalar::Text(code)) => {
                Regions::own().name(code).to_owned()
            }
            (_, Scalar::Bytes(bytes)) => match Uuid::from_slice(bytes) {
                Ok(id) => self.named(id)?.unwrap_or_else(|| value.shown()),
                // The version of a verdict: people tell versions apart by their first characters.
                Err(_) => value.shown().chars().take(8).collect(),
            },
            _ => value.shown(),
        }))
    }

    /// Name of the family whose field it is.
    pub(crate) fn family_of(&self, path: &str) -> Result<Option<String>, Error> {
        let of_families = ["marks/", "ratings/", "behaviour/", "potential/"];
        let mut keys = of_families.iter().filter_map(|map| path.strip_prefix(map));
        let key = keys.next().and_then(FamilyKey::parse);
        let Some(key) = key else { return Ok(None) };
        // Where two families fit, neither is named.
        let conn = self.device.reader();
        let family = families::of_key(conn, &key)?;
        Ok(family
            .map(|id| shown_name_of(conn, id))
            .transpose()?
            .flatten())
    }

    /// Name of the member of staff or the guest whose field of an event it is.
    fn attendee_of(&self, view: &View, path: &str) -> Option<String> {
        let guests = match view {
            View::Training(training) => &training.guests,
            View::Rakor(rakor) => &rakor.guests,
            _ => return None,
        };
        let key = path.rsplit(['/', '.']).next()?;
        let who = Attendee::parse(key)?;
        match who.staff() {
            Some(staff) => self.who.person(staff).map(|person| person.name),
            None => guests.get(&who).cloned(),
        }
    }

    /// The name of a member of staff, a family or a group.
    fn named(&self, id: Uuid) -> Result<Option<String>, Error> {
        if let Some(person) = self.who.person(id) {
            return Ok(Some(naming::shown(&person.name)));
        }
        Ok(shown_name_of(self.device.reader(), id)?)
    }

    /// Group and day of a meeting.
    fn meeting_named(&self, meeting: Uuid) -> Result<String, Error> {
        let Some((_, document)) = ids::document(self.device, meeting)? else {
            return Ok(String::new());
        };
        let View::Meeting(view) = document.view() else {
            return Ok(String::new());
        };
        let group = self.named(view.group)?.unwrap_or_default();
        Ok(format!("{group}, {}", indonesian_day(view.date)))
    }

    fn subject(&self, view: &View) -> Result<String, Error> {
        Ok(match view {
            View::Office(office) => office.name.clone(),
            View::Curriculum(_) => Office::read(self.device.reader())?
                .map(|office| office.name)
                .unwrap_or_default(),
            View::Staff(staff) => naming::shown(&staff.name),
            View::Group(group) => group.name.clone(),
            View::Family(family) => naming::shown(&family.name),
            View::Meeting(meeting) => self.named(meeting.group)?.unwrap_or_default(),
            View::Month(month) => self.named(month.staff)?.unwrap_or_default(),
            View::Letter(letter) => match self.named(letter.family)? {
                Some(name) => name,
                None => letter.name.clone().unwrap_or_default(),
            },
            View::Sent(sent) => Regions::own().name(sent.kecamatan.as_str()).to_owned(),
            View::Published(told) => self.named(told.kabupaten)?.unwrap_or_default(),
            View::Voice(voice) => voice.text.clone(),
            View::Siks(siks) => self.meeting_named(siks.meeting)?,
            View::Visit(visit) => self.named(visit.family)?.unwrap_or_default(),
            View::Plan(plan) => self.named(plan.group)?.unwrap_or_default(),
            View::Training(training) => training.name.clone(),
            View::Rakor(rakor) => rakor.title.clone(),
            View::Supervision(seen) => self.named(seen.staff)?.unwrap_or_default(),
            View::Score(score) => self.named(score.staff)?.unwrap_or_default(),
            View::Template(of) => of.form.as_str().replace('_', " "),
            View::Instrument(_) => Office::read(self.device.reader())?
                .map(|office| office.name)
                .unwrap_or_default(),
            View::Semester(rated) => self.named(rated.group)?.unwrap_or_default(),
        })
    }
}

fn code(known: Option<&str>, value: &Scalar) -> String {
    known.map_or_else(|| value.shown(), str::to_owned)
}

fn kind(key: &DocKey) -> Subject {
    match key {
        DocKey::Meeting { .. } => Subject::Meeting,
        DocKey::Family(_) => Subject::Family,
        DocKey::Group(_) => Subject::Group,
        DocKey::Semester { .. } => Subject::Semester,
        DocKey::Plan { .. } => Subject::Plan,
        DocKey::Siks { .. } => Subject::Siks,
        DocKey::Visit { .. } => Subject::Visit,
        DocKey::Staff(_) | DocKey::Supervision { .. } | DocKey::Score { .. } => Subject::Staff,
        DocKey::Letter { .. } => Subject::Letter,
        DocKey::Office
        | DocKey::Curriculum
        | DocKey::Month { .. }
        | DocKey::Sent { .. }
        | DocKey::Published { .. }
        | DocKey::Voice { .. }
        | DocKey::Training { .. }
        | DocKey::Rakor { .. }
        | DocKey::Instrument
        | DocKey::Template { .. } => Subject::Office,
    }
}

/// How a column or a sheet of a list is read, as the office keeps it.
fn listed(path: &str, text: &str) -> Option<String> {
    path.strip_prefix("settings/")?.strip_prefix(PREFIX)?;
    let (of, value): (String, serde_json::Value) = serde_json::from_str(text).ok()?;
    let value = match value {
        serde_json::Value::String(word) => word,
        serde_json::Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    Some(format!("{of}: {value}"))
}
