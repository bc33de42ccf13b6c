//! A meeting and SIKS-NG as they stand, in the order of the form; and the rule that says how a meeting stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Datelike;
use sesi_engine::documents::{DocId, Heads};
use uuid::Uuid;

use super::form;
use super::marking::shown;
use super::people::{self, Joined, Person};
use super::{
    Siks, SiksChange, SiksLine, SiksMeeting, SiksMerged, SiksMissing, SiksParticipant, SiksState,
};
use crate::calls::recording::written_version;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::MeetingRow;
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Document, FamilyKey, KeyYear, MeetingView, SiksField, SiksSaid, View};
use crate::queries::families::FamilyRecord;
use crate::queries::families_of::{Listed, families_of};
use crate::queries::groups::Groups;
use crate::queries::sessions::Sessions;
use crate::queries::siks::{Content, Names, SiksRecord, contents_of, said_of};
use crate::queries::staff::Who;
use crate::roster::nik::DIGITS;

pub(super) const MISSING: Error = Error::Missing("such meeting");

type Texts = BTreeMap<SiksField, String>;

/// A meeting put into the form, as it is and as it was.
struct Forms<'a> {
    document: &'a Document,
    sessions: &'a Sessions,
    families: Vec<Listed>,
    names: BTreeMap<FamilyKey, String>,
    people: BTreeMap<FamilyKey, Person>,
    /// Of what was copied of it, families that are one by now.
    joined: Vec<Joined>,
    now: Texts,
}

impl<'a> Forms<'a> {
    fn new(
        device: &Device,
        document: &'a Document,
        meeting: &MeetingView,
        sessions: &'a Sessions,
        record: &SiksRecord,
    ) -> Result<Self, Error> {
        let marked: BTreeSet<FamilyKey> = meeting.marks.keys().cloned().collect();
        let none = BTreeSet::new();
        let families = families_of(device.reader(), meeting.group, meeting.date, &marked, &none)?;
        let names: BTreeMap<FamilyKey, String> = families
            .iter()
            .map(|family| {
                let known = !family.name.is_empty();
                let name = if known {
                    family.name.as_str()
                } else {
                    family.key.as_str()
                };
                (family.key.clone(), name.to_owned())
            })
            .collect();
        Ok(Self {
            now: form::texts(meeting, sessions, &names),
            people: known(device, &families)?,
            joined: people::joined(device.reader(), &record.families, &families)?,
            document,
            sessions,
            families,
            names,
        })
    }

    /// The form of a version; none if this device does not have it. Families are named as they are now: only what was said of them differs.
    fn at(&self, version: &Heads) -> Option<Texts> {
        let Some(View::Meeting(then)) = self.document.view_at(version) else {
            return None;
        };
        Some(form::texts(&then, self.sessions, &self.names))
    }

    /// The same forms with every family that was corrected or merged named as it was, and as it is.
    fn with_corrections(
        &self,
        device: &Device,
        record: &SiksRecord,
        meeting: &MeetingView,
        changes: Vec<SiksChange>,
    ) -> Result<Vec<SiksChange>, Error> {
        let corrected = people::corrected(&record.families, &self.people);
        let then = record
            .heads
            .as_ref()
            .and_then(|version| self.document.view_at(version));
        let Some(View::Meeting(then)) = then.filter(|_| self.is_corrected(record)) else {
            return Ok(changes);
        };
        let (mut before, mut after) = (self.names.clone(), self.names.clone());
        for (key, person) in corrected {
            let was = self.as_copied(device, record, key, person.id)?;
            let was = was.map_or_else(|| format!("{} (data lama)", person.name), |was| was.named());
            before.insert(key.clone(), was);
            after.insert(key.clone(), person.named());
        }
        for joined in &self.joined {
            let gone = joined.copied.iter();
            for (key, family) in gone.filter(|(key, _)| !self.names.contains_key(*key)) {
                let was = self.as_copied(device, record, key, *family)?;
                let name = || format!("{} (data lama)", self.name(&joined.line));
                before.insert(key.clone(), was.map_or_else(name, |was| was.named()));
            }
        }
        let field = SiksField::Participants;
        let text = |meeting, names| {
            let mut texts = form::texts(meeting, self.sessions, names);
            texts.remove(&field).unwrap_or_default()
        };
        let (before, after) = (text(&then, &before), text(meeting, &after));
        let mut changes = changes;
        changes.retain(|change| change.field != field);
        changes.push(SiksChange {
            field,
            before: Some(differing(&before, &after)),
            after: differing(&after, &before),
        });
        Ok(changes)
    }

    /// A family as it was copied under a key: the one that the key names, or the one that counts for it; none where this device has not read
    /// that.
    fn as_copied(
        &self,
        device: &Device,
        record: &SiksRecord,
        key: &FamilyKey,
        counts: Uuid,
    ) -> Result<Option<Person>, Error> {
        let print = record.families.get(key).map_or("", String::as_str);
        let mut joined = self.joined.iter();
        let own = joined.find_map(|joined| joined.copied.get(key)).copied();
        for family in own.into_iter().chain([counts]) {
            if let Some(was) = people::as_copied(device, family, print)? {
                return Ok(Some(was));
            }
        }
        Ok(None)
    }

    fn name(&self, line: &FamilyKey) -> String {
        self.names.get(line).cloned().unwrap_or_default()
    }

    /// Of the families that are one by now, by which names they were copied.
    fn merged(&self, device: &Device, record: &SiksRecord) -> Result<Vec<SiksMerged>, Error> {
        let each = self.joined.iter().map(|joined| {
            let name = self.name(&joined.line);
            let copied = joined.copied.iter().map(|(key, family)| {
                let was = self.as_copied(device, record, key, *family)?;
                Ok(was.map_or_else(|| name.clone(), |was| was.name))
            });
            let mut copied: Vec<String> = copied.collect::<Result<_, Error>>()?;
            copied.sort();
            Ok(SiksMerged { copied, name })
        });
        each.collect()
    }

    /// Fields that say something else than in a version.
    fn since(&self, version: &Heads) -> Vec<SiksChange> {
        let Some(then) = self.at(version) else {
            let all = self.now.iter();
            return all
                .map(|(field, after)| SiksChange {
                    field: *field,
                    before: None,
                    after: after.clone(),
                })
                .collect();
        };
        let fields: BTreeSet<&SiksField> = then.keys().chain(self.now.keys()).collect();
        let text = |of: &Texts, field| of.get(field).cloned().unwrap_or_default();
        let changed = fields.into_iter().filter_map(|field| {
            let (before, after) = (text(&then, field), text(&self.now, field));
            if before == after {
                return None;
            }
            let (before, after) = match field {
                SiksField::Participants => (differing(&before, &after), differing(&after, &before)),
                _ => (before, after),
            };
            Some(SiksChange {
                field: *field,
                before: Some(before),
                after,
            })
        });
        changed.collect()
    }

    fn is_changed(&self, field: SiksField, version: &Heads, record: &SiksRecord) -> bool {
        let then = self.at(version);
        then.is_none_or(|then| then.get(&field) != self.now.get(&field))
            || (field == SiksField::Participants && self.is_corrected(record))
    }

    /// A family has another name or number than it was copied by, or is part of another since.
    fn is_corrected(&self, record: &SiksRecord) -> bool {
        !self.joined.is_empty() || !people::corrected(&record.families, &self.people).is_empty()
    }

    /// The families were copied as they were known then: into a form that SIKS-NG took, or ticked.
    fn has_families(record: &SiksRecord) -> bool {
        record.state == Some(SiksSaid::Masuk)
            || (record.state.is_none() && record.copied.contains_key(&SiksField::Participants))
    }
}

/// The families that this device knows, as SIKS-NG knows them.
fn known(device: &Device, families: &[Listed]) -> Result<BTreeMap<FamilyKey, Person>, Error> {
    let ids: Vec<Uuid> = families.iter().filter_map(|family| family.id).collect();
    let records = FamilyRecord::some(device.reader(), &ids)?.into_iter();
    let mut records: HashMap<Uuid, FamilyRecord> =
        records.map(|record| (record.id, record)).collect();
    let people = families.iter().filter_map(|family| {
        let record = records.remove(&family.id?)?;
        let person = Person {
            id: record.id,
            name: record.name,
            nik: record.nik,
        };
        Some((family.key.clone(), person))
    });
    Ok(people.collect())
}

/// The lines of a text that another does not have.
fn differing(text: &str, other: &str) -> String {
    let other: BTreeSet<&str> = other.lines().collect();
    let lines = text.lines().filter(|line| !other.contains(line));
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn missing(row: &MeetingRow, content: &Content) -> Vec<SiksMissing> {
    let unmarked = (row.tally.unmarked > 0).then_some(SiksMissing::Marks);
    unmarked
        .into_iter()
        .chain(content.lacks.iter().copied())
        .collect()
}

/// How a meeting stands. What was copied and changed before anybody said that it is in SIKS-NG is to be copied anew as well.
pub(super) fn state(record: &SiksRecord, missing: &[SiksMissing], is_changed: bool) -> SiksState {
    match record.state {
        Some(SiksSaid::Ditolak) => SiksState::Rejected,
        _ if is_changed => SiksState::Changed,
        Some(SiksSaid::Masuk) => SiksState::Entered,
        None if missing.is_empty() => SiksState::Ready,
        None => SiksState::NotReady,
    }
}

/// Whether what was copied is no longer what the meeting says; asks the document only where the meeting has another version by now.
pub(super) fn is_changed(
    device: &Device,
    meeting: Uuid,
    record: &SiksRecord,
    now: Option<&Heads>,
    sessions: &Sessions,
    names: &Names,
) -> Result<bool, Error> {
    let mut versions = record.heads.iter().chain(record.copied.values());
    let same = versions.all(|version| Some(version) == now);
    if record.state == Some(SiksSaid::Ditolak)
        || (same && people::are_same(&record.families, names))
    {
        return Ok(false);
    }
    let (_, document) = ids::document(device, meeting)?.ok_or(MISSING)?;
    let View::Meeting(view) = document.view() else {
        return Err(MISSING);
    };
    let forms = Forms::new(device, &document, &view, sessions, record)?;
    Ok(changed(&forms, record))
}

fn changed(forms: &Forms<'_>, record: &SiksRecord) -> bool {
    match (record.state, &record.heads) {
        (Some(SiksSaid::Masuk), Some(version)) => {
            !forms.since(version).is_empty() || forms.is_corrected(record)
        }
        (Some(_), _) => false,
        (None, _) => {
            let mut copied = record.copied.iter();
            copied.any(|(field, version)| forms.is_changed(*field, version, record))
        }
    }
}

/// The version of what was said of a meeting and SIKS-NG.
fn base(device: &Device, meeting: Uuid, key: &DocKey) -> Result<Option<String>, Error> {
    let DocKey::Meeting { date, .. } = key else {
        return Ok(None);
    };
    let Some(year) = KeyYear::new(date.year()) else {
        return Ok(None);
    };
    let said = device.document(&DocKey::Siks { meeting, year })?;
    Ok(said.map(|document| written_version(&document.heads())))
}

impl Query for Siks {
    type Answer = SiksMeeting;

    fn answer(self, device: &Device) -> Result<SiksMeeting, Error> {
        let conn = device.reader();
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let (key, document) = ids::document(device, self.meeting)?.ok_or(MISSING)?;
        let View::Meeting(meeting) = document.view() else {
            return Err(MISSING);
        };
        let some = [self.meeting];
        let row = meeting_rows(conn, &some, &groups, &sessions)?.pop();
        let content = contents_of(conn, &some)?.remove(&self.meeting);
        let (row, content) = row.zip(content).ok_or(MISSING)?;
        let record = said_of(conn, &some)?.remove(&self.meeting);
        let record = record.unwrap_or_default();
        let forms = Forms::new(device, &document, &meeting, &sessions, &record)?;
        let lacks = missing(&row, &content);
        let is_changed = changed(&forms, &record);
        let who = Who::read(conn)?;
        let leader = groups
            .get(meeting.group)
            .and_then(|group| group.pendamping_on(meeting.date));
        Ok(SiksMeeting {
            state: state(&record, &lacks, is_changed),
            missing: lacks,
            lines: lines(&forms, &meeting, &record),
            participants: participants(&forms, &meeting),
            pendamping: leader.and_then(|staff| who.person(staff)),
            day: record.day,
            by: record.by.and_then(|staff| who.person(staff)),
            note: record.note.clone(),
            changed: match (record.state, &record.heads) {
                (Some(SiksSaid::Masuk), Some(version)) => {
                    forms.with_corrections(device, &record, &meeting, forms.since(version))?
                }
                _ => Vec::new(),
            },
            merged: if Forms::has_families(&record) {
                forms.merged(device, &record)?
            } else {
                Vec::new()
            },
            version: shown(&document.heads(), &people::prints(&forms.people)),
            base: base(device, self.meeting, &key)?,
            editable: device.may_edit(DocId(self.meeting))?,
            row,
        })
    }
}

fn lines(forms: &Forms<'_>, meeting: &MeetingView, record: &SiksRecord) -> Vec<SiksLine> {
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let lines = forms.now.iter().map(|(field, text)| {
        let copied = record.copied.get(field);
        SiksLine {
            field: *field,
            length: count(text.chars().count()),
            limit: form::limit(*field).map(count),
            copied: copied.is_some(),
            changed: copied.is_some_and(|version| forms.is_changed(*field, version, record)),
            warning: form::warning(*field, text),
            left_out: match field {
                SiksField::Notes => form::uraian(&meeting.notes).1,
                _ => Vec::new(),
            },
            text: text.clone(),
        }
    });
    lines.collect()
}

fn participants(forms: &Forms<'_>, meeting: &MeetingView) -> Vec<SiksParticipant> {
    let is_whole =
        |nik: &String| nik.len() == DIGITS && nik.bytes().all(|byte| byte.is_ascii_digit());
    let has_nik = |key: &FamilyKey| {
        let nik = forms.people.get(key).and_then(|person| person.nik.as_ref());
        nik.is_some_and(is_whole)
    };
    let mut all: Vec<SiksParticipant> = forms
        .families
        .iter()
        .map(|family| SiksParticipant {
            id: family.id,
            name: forms.names.get(&family.key).cloned().unwrap_or_default(),
            nik: has_nik(&family.key),
            mark: meeting.marks.get(&family.key).copied(),
        })
        .collect();
    // Stable: within each they stay by name.
    all.sort_by_key(|family| family.nik);
    all
}
