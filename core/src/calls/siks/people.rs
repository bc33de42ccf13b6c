//! By which name and number a meeting's families are in SIKS-NG: prints of them are kept with what was copied, so that a correction counts as a
//! change. Whoever a device does not know, or is told apart no longer, is left as it was.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use rusqlite::Connection;
use uuid::Uuid;

use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, FamilyKey, Prints, SIKS_PRINT, View};
use crate::queries::families::of_key;
use crate::queries::families_of::Listed;
use crate::queries::siks::Names;
use crate::readmodel::Merged;
use crate::reference::fold;

/// A family as SIKS-NG knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub id: Uuid,
    pub name: String,
    pub nik: Option<String>,
}

impl Person {
    pub(super) fn print(&self) -> String {
        print(&self.name, self.nik.as_deref())
    }

    /// As the difference names it.
    pub(super) fn named(&self) -> String {
        match &self.nik {
            Some(nik) => format!("{} (NIK {nik})", self.name),
            None => format!("{} (tanpa NIK)", self.name),
        }
    }
}

/// A print of a name and a number. Case and spaces are none of a name's own.
fn print(name: &str, nik: Option<&str>) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("sesi siks family 1");
    hasher.update(fold::words(name).as_bytes());
    hasher.update(&[0]);
    hasher.update(nik.unwrap_or_default().as_bytes());
    let mut print = BASE64URL_NOPAD.encode(hasher.finalize().as_bytes());
    print.truncate(SIKS_PRINT);
    print
}

/// Prints of all of them.
pub(super) fn prints(people: &BTreeMap<FamilyKey, Person>) -> Prints {
    let people = people.iter();
    people
        .map(|(key, person)| (key.clone(), person.print()))
        .collect()
}

/// Whether all that were copied have the names and numbers that they had then, and none is part of another.
pub(super) fn are_same(copied: &Prints, names: &Names) -> bool {
    copied.iter().all(|(key, then)| {
        let now = names.of(key);
        !names.is_part(key) && now.is_none_or(|(name, nik)| print(name, nik) == *then)
    })
}

/// A family of a meeting that was copied under a key that has no line of its own by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    /// The key of its line.
    pub line: FamilyKey,
    /// The keys under which it was copied, each with the family that it names.
    pub copied: BTreeMap<FamilyKey, Uuid>,
}

/// The families of a meeting that were merged after they were copied.
pub(super) fn joined(
    conn: &Connection,
    copied: &Prints,
    listed: &[Listed],
) -> Result<Vec<Joined>, Error> {
    let has_line = |key: &FamilyKey| listed.iter().any(|family| family.key == *key);
    if copied.keys().all(has_line) {
        return Ok(Vec::new());
    }
    let merged = Merged::read(conn)?;
    let mut by_whole: BTreeMap<Uuid, BTreeMap<FamilyKey, Uuid>> = BTreeMap::new();
    for key in copied.keys() {
        if let Some(family) = of_key(conn, key)? {
            let keys = by_whole.entry(merged.kept(family)).or_default();
            keys.insert(key.clone(), family);
        }
    }
    let lines = listed.iter().filter_map(|family| {
        let copied = by_whole.remove(&merged.kept(family.id?))?;
        let is_joined = copied.keys().any(|key| !has_line(key));
        is_joined.then(|| Joined {
            line: family.key.clone(),
            copied,
        })
    });
    Ok(lines.collect())
}

/// The families of a meeting that are named or numbered differently than they were copied.
pub(super) fn corrected<'p>(
    copied: &Prints,
    people: &'p BTreeMap<FamilyKey, Person>,
) -> BTreeMap<&'p FamilyKey, &'p Person> {
    let differs = |(key, person): &(&FamilyKey, &Person)| {
        let then = copied.get(*key);
        then.is_some_and(|then| *then != person.print())
    };
    people.iter().filter(differs).collect()
}

/// A family as it was copied, found in its history; none where this device has not read that.
pub(super) fn as_copied(
    device: &Device,
    family: Uuid,
    print: &str,
) -> Result<Option<Person>, Error> {
    let Some(document) = device.document(&DocKey::Family(family))? else {
        return Ok(None);
    };
    let mut versions = document.history().into_iter().rev();
    let found = versions.find_map(|item| {
        let View::Family(view) =
            document.view_at(&sesi_engine::documents::Heads::new([item.hash]))?
        else {
            return None;
        };
        let then = Person {
            id: family,
            name: view.name.clone(),
            nik: view.nik.clone(),
        };
        (then.print() == print).then_some(then)
    });
    Ok(found)
}
