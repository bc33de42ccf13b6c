//! Changes that come into documents: the guard before automerge, automerge itself, and everything that is then read from the document.

use sesi_core::kinds::{DocKey, Document, SessionCode, YearMonth};
use sesi_engine::documents::{PartKey, PlainChange, Provenance, first_change};
use uuid::Uuid;

use super::author::{AUTHOR, OFFICE};

/// Takes `data` into a document of the kind that its first byte says: changes, each behind its length of two bytes.
///
/// A change may begin with `ff ff`: then it depends on the document's first change, which no fuzzer finds by itself.
///
/// # Panics
/// If what was taken does not hold.
pub fn document(data: &[u8]) {
    let Some((kind, mut rest)) = data.split_first() else {
        return;
    };
    let key = key_of(*kind);
    let mut changes = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length)).min(after.len());
        let (change, after) = after.split_at(length);
        changes.push(with_dependency(&key, change));
        rest = after;
    }
    take(&key.to_bytes(), changes);
}

fn with_dependency(key: &DocKey, change: &[u8]) -> Vec<u8> {
    match change.strip_prefix(&[0xff, 0xff]) {
        Some(rest) => [&[1][..], &first_change(key.kind()).1.0, rest].concat(),
        None => change.to_vec(),
    }
}

/// A document of each kind.
pub fn key_of(kind: u8) -> DocKey {
    let id = Uuid::from_bytes([7; 16]);
    match kind % 7 {
        0 => DocKey::Office,
        1 => DocKey::Curriculum,
        2 => DocKey::Staff(id),
        3 => DocKey::Group(id),
        4 => DocKey::Family(id),
        5 => {
            let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
            SessionCode::new("M1.1")
                .ok()
                .and_then(|session| DocKey::meeting(id, date, session))
                .unwrap_or(DocKey::Office)
        }
        _ => YearMonth::new(2026, 11)
            .map_or(DocKey::Office, |month| DocKey::Month { staff: id, month }),
    }
}

/// What a part of an entry goes through.
pub fn take(key: &[u8], changes: Vec<Vec<u8>>) {
    let Ok(named) = PartKey::<DocKey>::from_bytes(key) else {
        return;
    };
    assert_eq!(named.to_bytes(), key);
    let key = named.key;
    assert_eq!(DocKey::from_bytes(&key.to_bytes()).as_ref(), Ok(&key));
    let mut plain = Vec::new();
    for contents in changes {
        match PlainChange::from_contents(contents.clone()) {
            Ok(change) => {
                assert_eq!(change.contents(), contents);
                plain.push(change);
            }
            Err(_) => return,
        }
    }
    let mut document = Document::new(key.clone(), &OFFICE);
    let before = document.heads();
    for from in [
        Provenance::Device(AUTHOR.0.device()),
        Provenance::Office(AUTHOR.0.device()),
    ] {
        let applied = document.apply(&plain, from);
        if applied.new.is_empty() {
            assert_eq!(document.heads(), before, "nothing new, nothing else");
            continue;
        }
        for hash in &applied.new {
            assert!(document.contains(*hash));
        }
        // What was taken can be shown, stored, loaded and handed on.
        drop(document.view());
        drop(document.disagreements());
        drop(document.history());
        let loaded = Document::load(key.clone(), &OFFICE, &document.save(), &document.heads());
        let loaded = loaded.expect("what was saved loads");
        assert_eq!(loaded.changes().len(), document.changes().len());
        return;
    }
}
