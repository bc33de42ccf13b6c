//! An arrangement is taken back: what its change of each document put there is put back as it was, where it still stands.
//!
//! What an arrangement changed is read from the documents, so that every device can take it back, and two that do so at once say the same.
//! A family that was marked at a meeting of the group where it went stays there: its attendance would count nowhere.

use std::ops::Bound;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::{FieldChange, Scalar};
use sesi_engine::store::StoreError;
use uuid::Uuid;

use crate::calls::groups::saving::is_taken;
use crate::calls::{Command, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Arranged, Arranging, DocKey, Document, Since, View};
use crate::queries::arrangements::docs_of;
use crate::queries::groups::{Groups, is_used};
use crate::queries::marks;
use crate::queries::members::is_lived_in;
use crate::queries::names::shown_name_of;

/// Takes an arrangement back: just what it did. What people changed since stays, and is named.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoArrangement {
    /// Which.
    pub id: String,
}

/// What was taken back.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoneArrangement {
    /// Families that are as they were.
    pub families: u32,
    /// Groups likewise.
    pub groups: u32,
    /// What stays.
    pub stays: Vec<StaysArranged>,
}

/// A family or a group that stays as an arrangement made it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaysArranged {
    /// Its document.
    pub doc: Uuid,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: WhyStays,
}

/// Why something stays as an arrangement made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WhyStays {
    /// People changed it since.
    Changed,
    /// The family was marked at a meeting of the group since: its attendance would count nowhere.
    Met,
    /// The group has meetings or families of its own by now.
    Used,
    /// The group where the family was is closed by now.
    Closed,
    /// Another open group has the name by now: that one is to be renamed or closed first.
    NameTaken,
    /// Name or NIK were corrected since: whose they are, nobody can tell but a person.
    Corrected,
}

impl Command for UndoArrangement {
    type Answer = UndoneArrangement;

    fn run(self, device: &mut Device) -> Result<UndoneArrangement, Error> {
        must_be_theirs(device, &self.id)?;
        undo(device, &self.id)
    }
}

/// Takes an arrangement back.
pub(in crate::calls) fn undo(device: &mut Device, id: &str) -> Result<UndoneArrangement, Error> {
    let docs = docs_of(device.reader(), id)?;
    if docs.is_empty() {
        return Err(Error::Missing("such arrangement"));
    }
    let mut answer = UndoneArrangement::default();
    let (families, groups): (Vec<Uuid>, Vec<Uuid>) = {
        let mut families = Vec::new();
        let mut groups = Vec::new();
        for doc in docs {
            match ids::document(device, doc)? {
                Some((DocKey::Family(_), _)) => families.push(doc),
                Some(_) => groups.push(doc),
                None => {}
            }
        }
        (families, groups)
    };
    if let Some(stays) = stays_whole(device, id, &families, &groups)? {
        answer.stays.push(stays);
        return Ok(answer);
    }
    answer.families = take_back(device, id, &families, &mut answer.stays)?;
    // Whether a group that was made by it is empty again shows when the families have left.
    answer.groups = take_back(device, id, &groups, &mut answer.stays)?;
    Ok(answer)
}

/// What keeps an arrangement from being taken back at all: a group that would be open again under a name that another open group of its
/// desa has by now, or a family under the name and NIK of two persons.
fn stays_whole(
    device: &Device,
    id: &str,
    families: &[Uuid],
    groups: &[Uuid],
) -> Result<Option<StaysArranged>, Error> {
    let path = format!("arranged/{id}");
    let stays = |doc: Uuid, name: String, why| Some(StaysArranged { doc, name, why });
    for group in groups {
        let Some((_, document)) = ids::document(device, *group)? else {
            continue;
        };
        let Some(said) = said_of(&document, &path) else {
            continue;
        };
        let View::Group(view) = document.view() else {
            continue;
        };
        let closed_by_it = said.what == Arranging::Close
            || (said.what == Arranging::Merge && said.from == Some(*group));
        if closed_by_it
            && !view.open_on(device.today()?)
            && is_taken(device, &view.kecamatan, &view.desa, &view.name)?
        {
            return Ok(stays(*group, view.name, WhyStays::NameTaken));
        }
    }
    for family in families {
        let Some((_, document)) = ids::document(device, *family)? else {
            continue;
        };
        let Some(said) = said_of(&document, &path) else {
            continue;
        };
        if said.what != Arranging::NewPengurus || said.to != Some(*family) {
            continue;
        }
        let differs = |change: &FieldChange| {
            let now = document.value(&change.path).unwrap_or(Scalar::Empty);
            now != change.after && now != change.before
        };
        if wrote(&document, &path).iter().any(differs) {
            let name = shown_name_of(device.reader(), *family)?.unwrap_or_default();
            return Ok(stays(*family, name, WhyStays::Corrected));
        }
    }
    Ok(None)
}

/// What a document says of an arrangement that was not taken back in it.
fn said_of(document: &Document, path: &str) -> Option<Arranged> {
    let said = document.value(path);
    let said = said.and_then(|said| Arranged::parse(said.text()?));
    said.filter(|said| !said.undone)
}

/// What the change that made an arrangement wrote of a document, besides saying so.
fn wrote(document: &Document, path: &str) -> Vec<FieldChange> {
    let made_by = |change: &FieldChange| change.path == path && change.before == Scalar::Empty;
    let history = document.history().into_iter();
    let wrote = history
        .filter(|item| item.what.iter().any(made_by))
        .flat_map(|item| item.what);
    wrote.filter(|change| change.path != path).collect()
}

/// Refuses whoever could not have handed the groups over: the office can, and who leads them now.
fn must_be_theirs(device: &Device, id: &str) -> Result<(), Error> {
    if device.membership().is_office(device.id()) {
        return Ok(());
    }
    let (asking, today) = (device.person()?, device.today()?);
    let groups = Groups::read(device.reader())?;
    for doc in docs_of(device.reader(), id)? {
        let Some((DocKey::Group(group), document)) = ids::document(device, doc)? else {
            continue;
        };
        let said = document.value(&format!("arranged/{id}"));
        let said = said.and_then(|said| Arranged::parse(said.text()?));
        let handed = said.is_some_and(|said| said.what == Arranging::HandOver);
        let leads = groups
            .get(group)
            .and_then(|group| group.pendamping_on(today));
        if handed && (asking.is_none() || leads != asking) {
            return Err(Error::NotAllowed(
                "take back what was done with another person's group",
            ));
        }
    }
    Ok(())
}

/// Puts documents back in one transaction; says how many changed.
fn take_back(
    device: &mut Device,
    id: &str,
    docs: &[Uuid],
    stays: &mut Vec<StaysArranged>,
) -> Result<u32, Error> {
    let mut values = Vec::new();
    for doc in docs {
        let Some((key, document)) = ids::document(device, *doc)? else {
            continue;
        };
        let (back, why) = values_of(device, &key, &document, id)?;
        if let Some(why) = why {
            stays.push(StaysArranged {
                doc: *doc,
                name: shown_name_of(device.reader(), *doc)?.unwrap_or_default(),
                why,
            });
        }
        if !back.is_empty() {
            values.push((key, back));
        }
    }
    let changed = device.put_back(&values)?;
    Ok(u32::try_from(changed.len()).unwrap_or(u32::MAX))
}

type Back = (Vec<(String, Scalar)>, Option<WhyStays>);

/// The values that go back, and why something of it stays.
fn values_of(device: &Device, key: &DocKey, document: &Document, id: &str) -> Result<Back, Error> {
    let conn = device.reader();
    let path = format!("arranged/{id}");
    let Some(said) = said_of(document, &path) else {
        return Ok((Vec::new(), None));
    };
    if let DocKey::Family(family) = key {
        if is_met(conn, *family, &said)? {
            return Ok((Vec::new(), Some(WhyStays::Met)));
        }
        if is_gone(device, &said)? {
            return Ok((Vec::new(), Some(WhyStays::Closed)));
        }
    }
    // What doing it anew would refuse: a group in which families live is not closed.
    if let (DocKey::Group(group), Arranging::Reopen) = (key, said.what)
        && is_lived_in(conn, *group)?
    {
        return Ok((Vec::new(), Some(WhyStays::Used)));
    }
    let (mut back, mut why, mut made) = (Vec::new(), None, false);
    for change in wrote(document, &path) {
        made |= matches!(key, DocKey::Group(_))
            && change.path == "name"
            && change.before == Scalar::Empty;
        let now = document.value(&change.path).unwrap_or(Scalar::Empty);
        if now == change.after {
            back.push((change.path, change.before));
        } else if now != change.before {
            why = Some(WhyStays::Changed);
        }
    }
    // A family's kecamatan is that of the group where it is.
    let goes = back.iter().any(|(path, _)| path == "kecamatan");
    if matches!(key, DocKey::Family(_)) && goes && (why.is_some() || moved_later(document, &said)) {
        back.retain(|(path, _)| path != "kecamatan");
        why = Some(WhyStays::Changed);
    }
    if made {
        if why.is_some() || is_used(conn, document.id().0)? {
            return Ok((Vec::new(), why.or(Some(WhyStays::Used))));
        }
        // Where a document belongs stays with it: what is said of it travels there.
        back.retain(|(path, _)| path != "kecamatan");
    }
    if why.is_none() {
        let undone = Arranged {
            undone: true,
            ..said
        };
        let text = undone.to_text().ok_or(StoreError::Damaged("arrangement"))?;
        back.push((path, Scalar::Text(text)));
    }
    Ok((back, why))
}

/// Whether the family was marked at a meeting of the group where it went, since it went there.
fn is_met(conn: &Connection, family: Uuid, said: &Arranged) -> Result<bool, Error> {
    let moves = matches!(
        said.what,
        Arranging::Move | Arranging::Split | Arranging::Merge
    );
    let (Some(to), Some(since), true) = (said.to, said.since, moves) else {
        return Ok(false);
    };
    Ok(marks::is_marked_since(conn, family, to, since)?)
}

/// Whether the group from which a family was moved is closed today: nobody is put back there. One that a merge closed opens with it.
fn is_gone(device: &Device, said: &Arranged) -> Result<bool, Error> {
    let (Some(from), Arranging::Move | Arranging::Split) = (said.from, said.what) else {
        return Ok(false);
    };
    let today = device.today()?;
    let groups = Groups::read(device.reader())?;
    let from = groups.get(from);
    Ok(from.is_some_and(|group| !group.open_on(today)))
}

/// Whether the family was moved again, for later than the arrangement holds.
fn moved_later(document: &Document, said: &Arranged) -> bool {
    let View::Family(family) = document.view() else {
        return false;
    };
    let later = (Bound::Excluded(Since(said.since)), Bound::Unbounded);
    said.since.is_some() && family.groups.range(later).next().is_some()
}
