//! The office writes meetings of the staff down. While minutes are closed nothing of them is changed here; what comes from another device
//! all the same is shown as changed after closing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::ambient::random;
use sesi_engine::documents::{Heads, Set};
use uuid::Uuid;

use super::{RakorFacts, RakorPoint};
use crate::calls::events::{filed_on, id_of};
use crate::calls::participants::{Guest, participant};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    Attendee, DocKey, Presence, RakorPatch, RakorView, View, VoiceKind, VoicePatch,
};
use crate::queries::rakor::Rakor;
use crate::queries::staff::is_staff;
use crate::reference::fold;

/// Makes or changes a meeting of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveRakor {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: RakorFacts,
}

/// Marks who was there. Only who is named changes.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MarkRakor {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// By who they are; null: not marked.
    pub marks: BTreeMap<String, Option<Presence>>,
    /// Why somebody was not there; empty for no reason.
    pub reasons: BTreeMap<String, String>,
    /// A guest who is there: name and instansi.
    pub guests: Vec<RakorGuest>,
}

/// A guest.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorGuest {
    /// Name.
    pub name: String,
    /// Instansi; empty for none.
    pub agency: String,
}

/// Writes a point of the minutes. One without any text is taken out.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveRakorPoint {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// As it is to be.
    pub point: RakorPoint,
}

/// Closes the minutes as they were shown, or opens them again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseRakor {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// Closed.
    pub closed: bool,
}

/// Gives a task that follows from a meeting of the staff: it becomes a voice with a task.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TaskOfRakor {
    /// Document.
    pub id: Uuid,
    /// What is to be done.
    pub task: String,
    /// By whom.
    pub who: Uuid,
    /// Until when.
    pub due: NaiveDate,
}

/// The meeting of a document, whose minutes are open.
fn open(device: &Device, id: Uuid) -> Result<(DocKey, Box<RakorView>), Error> {
    let (key, view) = rakor(device, id)?;
    if view.locked.is_some() {
        return Err(Refusal::RakorClosed.into());
    }
    Ok((key, view))
}

fn rakor(device: &Device, id: Uuid) -> Result<(DocKey, Box<RakorView>), Error> {
    let missing = Error::Missing("such rakor");
    let Some((key, document)) = ids::document(device, id)? else {
        return Err(missing);
    };
    match document.view() {
        View::Rakor(view) => Ok((key, view)),
        _ => Err(missing),
    }
}

/// Writes upon the version that was shown.
fn write(
    device: &mut Device,
    key: &DocKey,
    patch: RakorPatch,
    seen: Option<&Heads>,
) -> Result<(), Error> {
    let name = format!("rakor:{}", key.id(&device.office()).0);
    device.save_draft(&name, key, &patch.into(), seen)?;
    Ok(())
}

fn text(text: &str) -> Set<String> {
    Some(fold::tidy(text))
        .filter(|text| !text.is_empty())
        .into()
}

/// Lines stay lines.
fn lines(text: &str) -> Set<String> {
    let lines: Vec<String> = text.lines().map(fold::tidy).collect();
    let text = lines.join("\n").trim().to_owned();
    Some(text).filter(|text| !text.is_empty()).into()
}

impl Command for SaveRakor {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let title = fold::tidy(&self.facts.title);
        if title.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let day = self.facts.day.ok_or(Refusal::RakorDay)?;
        let times = self.facts.starts.zip(self.facts.ends);
        if times.is_some_and(|(starts, ends)| ends <= starts) {
            return Err(Refusal::RakorDay.into());
        }
        let (key, base) = if let Some(id) = self.id {
            (open(device, id)?.0, Some(seen::version(&self.base)?))
        } else {
            let key = DocKey::Rakor {
                filed: filed_on(day, device.today()?),
                id: id_of("rakor", &title, day),
            };
            // Whichever year it is filed in; one that nobody entitled has named is none.
            let words = fold::words(&title);
            let same = |other: &Rakor| {
                other.doc == key.id(&device.office()).0
                    || (other.day == day && fold::words(&other.title) == words)
            };
            if Rakor::all(device.reader())?.iter().any(same) {
                return Err(Refusal::RakorTaken.into());
            }
            (key, None)
        };
        let RakorFacts {
            starts,
            ends,
            nature,
            cancelled,
            ..
        } = self.facts;
        let facts = &self.facts;
        let patch = RakorPatch {
            title: Set::To(title),
            day: Set::To(day),
            starts: starts.into(),
            ends: ends.into(),
            place: text(&facts.place),
            number: text(&facts.number),
            sender: text(&facts.sender),
            addressee: text(&facts.addressee),
            nature: nature.into(),
            leader: text(&facts.leader),
            secretary: text(&facts.secretary),
            agenda: lines(&facts.agenda),
            conclusion: lines(&facts.conclusion),
            cancelled: Some(true).filter(|_| cancelled).into(),
            ..RakorPatch::default()
        };
        write(device, &key, patch, base.as_ref())?;
        Ok(key.id(&device.office()).0)
    }
}

/// Who is named by a text: somebody who is known here, or whom the meeting has.
fn attendee(device: &Device, view: &RakorView, text: &str) -> Result<Attendee, Error> {
    let is_marked = |who: &Attendee| view.presence.contains_key(who);
    participant(device.reader(), text, &view.guests, is_marked)
}

impl Command for MarkRakor {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, view) = open(device, self.id)?;
        let base = seen::version(&self.base)?;
        let mut patch = RakorPatch::default();
        for (who, presence) in self.marks {
            let who = attendee(device, &view, &who)?;
            patch.presence.insert(who, presence);
            // Only who said beforehand that they do not come has a reason.
            if presence != Some(Presence::Izin) {
                patch.reasons.insert(who, None);
            }
        }
        for (who, reason) in self.reasons {
            let who = attendee(device, &view, &who)?;
            let reason = Some(fold::tidy(&reason)).filter(|reason| !reason.is_empty());
            patch.reasons.insert(who, reason);
        }
        for guest in self.guests {
            let Guest { who, name, agency } = Guest::typed(&guest.name, &guest.agency)?;
            patch.guests.insert(who, Some(name));
            patch.agencies.insert(who, agency);
            patch.presence.insert(who, Some(Presence::Hadir));
        }
        write(device, &key, patch, Some(&base))?;
        Ok(Done {})
    }
}

impl Command for SaveRakorPoint {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, view) = open(device, self.id)?;
        let base = seen::version(&self.base)?;
        let point = self.point;
        let at = if point.key.is_empty() {
            let [a, b, c, d]: [u8; 4] = random(device.me().ambient());
            let now = device.me().ambient().now().timestamp();
            format!("{now:08x}{a:02x}{b:02x}{c:02x}{d:02x}")
        } else if view.points.contains_key(&point.key) {
            point.key
        } else {
            return Err(Error::Missing("such point"));
        };
        let whole = |text: &str| {
            let text = text.trim().to_owned();
            Some(text).filter(|text| !text.is_empty())
        };
        let speaker = Some(fold::tidy(&point.speaker)).filter(|text| !text.is_empty());
        let (said, decided) = (whole(&point.said), whole(&point.decided));
        // A name alone is no point.
        let speaker = speaker.filter(|_| said.is_some() || decided.is_some());
        let patch = RakorPatch {
            speakers: [(at.clone(), speaker)].into(),
            said: [(at.clone(), said)].into(),
            decided: [(at, decided)].into(),
            ..RakorPatch::default()
        };
        write(device, &key, patch, Some(&base))?;
        Ok(Done {})
    }
}

impl Command for CloseRakor {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        // Closed over what came since, that would no longer be told.
        let (key, _) = if self.closed {
            open(device, self.id)?
        } else {
            rakor(device, self.id)?
        };
        let base = seen::version(&self.base)?;
        let patch = RakorPatch {
            locked: Some(base.clone()).filter(|_| self.closed).into(),
            ..RakorPatch::default()
        };
        write(device, &key, patch, Some(&base))?;
        Ok(Done {})
    }
}

impl Command for TaskOfRakor {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (_, rakor) = rakor(device, self.id)?;
        let task = fold::tidy(&self.task);
        if task.is_empty() {
            return Err(Refusal::TaskIncomplete.into());
        }
        if !is_staff(device.reader(), self.who)? {
            return Err(Error::Missing("such member of staff"));
        }
        let by = device.person()?.ok_or(Refusal::NoStaff)?;
        let id = uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
        let key = DocKey::Voice {
            day: device.today()?,
            device: device.id(),
            id,
        };
        let patch = VoicePatch {
            kind: Set::To(VoiceKind::Usul),
            text: Set::To(format!("Tindak lanjut {}", rakor.title)),
            by: Set::To(by),
            meeting: Set::To(self.id),
            task: Set::To(task),
            who: Set::To(self.who),
            due: Set::To(self.due),
            ..VoicePatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}
