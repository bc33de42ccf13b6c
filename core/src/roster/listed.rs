//! What lists said of a family or a group, one entry for each import that said something new: the base of the three-way merge. It
//! travels in the documents themselves, so that every device of the office compares a list with the same last one.
//!
//! There is one base for all lists of an office. What an office's own sheet said is what SIKS-NG's list is compared with: a field in
//! which the two differ is asked about once, and the answer is the base from then on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::field::Field;

/// What one import said of a family or a group, as its document keeps it: only what differs from what imports said before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Said {
    /// What the list says by field: texts as [`RosterFamily::said`](super::RosterFamily::said) gives them; of a group, its
    /// pendamping and its ketua (under `group_role`), and a family's group, by the id of the document.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub says: BTreeMap<Field, String>,
    /// Words of lists that somebody refused for good: they are not asked about again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub refused: BTreeMap<Field, BTreeSet<String>>,
    /// Of a group: what the list calls it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub names: BTreeSet<String>,
    /// Of a family that the list no longer has: what somebody said of it. False where it is in the list again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
}

/// What somebody said of a family that a list no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// It stays as it is.
    Keep,
    /// It no longer receives.
    TidakAktif,
    /// It has graduated.
    Graduasi,
    /// It has moved: to another group, or out of the office's area.
    Pindah,
    /// It is in the list again.
    Back,
}

impl Said {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The text that a document keeps.
    ///
    /// # Errors
    /// None that a map of texts can cause.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// What all imports said, the later over the earlier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The last word of each field.
    pub says: BTreeMap<Field, String>,
    /// Words that were refused.
    pub refused: BTreeMap<Field, BTreeSet<String>>,
    /// All names that lists have for a group.
    pub names: BTreeSet<String>,
    /// What was said of a family when a list did not have it.
    pub gone: Option<Gone>,
    /// The import that said each field last.
    pub by: BTreeMap<Field, Arc<str>>,
}

impl Listed {
    /// Adds the entry of one import; imports come in their order. An entry that does not read says nothing.
    pub fn add(&mut self, import: &Arc<str>, text: &str) {
        let Ok(said) = serde_json::from_str::<Said>(text) else {
            return;
        };
        self.add_said(import, said);
    }

    /// The same of an entry that is at hand.
    pub fn add_said(&mut self, import: &Arc<str>, said: Said) {
        for (field, word) in said.says {
            self.by.insert(field, Arc::clone(import));
            self.says.insert(field, word);
        }
        for (field, words) in said.refused {
            self.refused.entry(field).or_default().extend(words);
        }
        self.names.extend(said.names);
        self.gone = match said.gone {
            Some(Gone::Back) => None,
            Some(gone) => Some(gone),
            None => self.gone,
        };
    }

    /// Whether no list ever said anything.
    pub fn is_empty(&self) -> bool {
        self.says.is_empty() && self.names.is_empty()
    }

    /// Whether somebody refused this word for good.
    pub fn refuses(&self, field: Field, word: &str) -> bool {
        self.refused
            .get(&field)
            .is_some_and(|words| words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_each_field_holds_and_what_does_not_read_says_nothing() {
        let mut listed = Listed::default();
        listed.add(
            &"1".into(),
            r#"{"says":{"name":"SITI","tahap":"1"},"gone":"keep"}"#,
        );
        listed.add(
            &"2".into(),
            r#"{"says":{"tahap":"2"},"refused":{"status":["aktif"]}}"#,
        );
        listed.add(&"3".into(), "no JSON");
        assert_eq!(listed.says[&Field::Name], "SITI");
        assert_eq!(listed.says[&Field::Tahap], "2");
        assert_eq!(&*listed.by[&Field::Tahap], "2");
        assert!(listed.refuses(Field::Status, "aktif"));
        assert_eq!(listed.gone, Some(Gone::Keep));
        listed.add(&"4".into(), r#"{"gone":"back"}"#);
        assert_eq!(listed.gone, None);
    }

    #[test]
    fn what_an_import_said_survives_storage() {
        let said = Said {
            says: [(Field::Nik, "7201094107800001".to_owned())].into(),
            gone: Some(Gone::Pindah),
            ..Said::default()
        };
        let text = said.to_text().expect("writes");
        assert_eq!(
            text,
            r#"{"says":{"nik":"7201094107800001"},"gone":"pindah"}"#
        );
        assert_eq!(serde_json::from_str::<Said>(&text).expect("reads"), said);
    }
}
