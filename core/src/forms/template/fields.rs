//! The data of a form as a template sees it: named values in words. What nobody recorded is a visible blank; nothing here is markup.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::forms::document::blank;
use crate::reports::{Table, Words};

/// The data of a form, or of a row of one of its lists, in the order in which they are listed.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    items: Vec<Item>,
}

/// A named value.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub key: &'static str,
    /// What it is.
    pub about: Words,
    /// What it says.
    pub data: Data,
}

/// A value.
#[derive(Debug, Clone)]
pub enum Data {
    /// A text, or what stands where nobody recorded one.
    Text(Option<String>, Missing),
    /// A number.
    Number(i64),
    /// Whether it is so.
    Yes(bool),
    /// Rows that can be repeated.
    List(Vec<Fields>),
    /// A table, with the colours of its groups of heads.
    Table(Table, &'static [(u8, u8, u8)]),
}

/// What stands in place of a text that nobody recorded.
#[derive(Debug, Clone, Copy)]
pub enum Missing {
    /// A blank that says what belongs there.
    Blank(&'static str),
    /// What it is written on by hand, such as dots.
    ByHand(&'static str),
}

impl Fields {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    #[must_use]
    pub fn with(
        mut self,
        key: &'static str,
        about: (&'static str, &'static str),
        data: Data,
    ) -> Self {
        let (id, en) = about;
        self.items.push(Item {
            key,
            about: Words { id, en },
            data,
        });
        self
    }

    /// A text; what belongs there where there is none.
    #[must_use]
    pub fn text(
        self,
        key: &'static str,
        about: (&'static str, &'static str),
        said: Option<&str>,
        missing: &'static str,
    ) -> Self {
        self.with(key, about, Data::Text(tidy(said), Missing::Blank(missing)))
    }

    /// A text that is written by hand where there is none, on what `line` says.
    #[must_use]
    pub fn by_hand(
        self,
        key: &'static str,
        about: (&'static str, &'static str),
        said: Option<&str>,
        line: &'static str,
    ) -> Self {
        self.with(key, about, Data::Text(tidy(said), Missing::ByHand(line)))
    }

    /// A count.
    #[must_use]
    pub fn count(
        self,
        key: &'static str,
        about: (&'static str, &'static str),
        many: impl TryInto<i64>,
    ) -> Self {
        self.with(
            key,
            about,
            Data::Number(many.try_into().unwrap_or(i64::MAX)),
        )
    }

    /// A list.
    #[must_use]
    pub fn list(
        self,
        key: &'static str,
        about: (&'static str, &'static str),
        rows: impl IntoIterator<Item = Fields>,
    ) -> Self {
        self.with(key, about, Data::List(rows.into_iter().collect()))
    }

    /// The value of that name.
    pub fn get(&self, key: &str) -> Option<&Data> {
        let found = self.items.iter().find(|item| item.key == key);
        found.map(|item| &item.data)
    }

    /// All of them.
    pub fn items(&self) -> &[Item] {
        &self.items
    }
}

/// A text that says something.
fn tidy(said: Option<&str>) -> Option<String> {
    let said = said.map(str::trim).filter(|text| !text.is_empty());
    said.map(str::to_owned)
}

impl Data {
    /// As it is printed; none of what is no text.
    pub(super) fn printed(&self) -> Option<String> {
        match self {
            Self::Text(said, missing) => Some(said.clone().unwrap_or_else(|| match missing {
                Missing::Blank(what) => blank(what),
                Missing::ByHand(line) => (*line).to_owned(),
            })),
            Self::Number(number) => Some(number.to_string()),
            Self::Yes(_) | Self::List(_) | Self::Table(..) => None,
        }
    }

    /// Whether there is something: a recorded text, a number above zero, a row.
    pub(super) fn is_there(&self) -> bool {
        match self {
            Self::Text(said, _) => said.is_some(),
            Self::Number(number) => *number > 0,
            Self::Yes(yes) => *yes,
            Self::List(rows) => !rows.is_empty(),
            Self::Table(table, _) => !table.rows.is_empty(),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.items.len()))?;
        for item in &self.items {
            map.serialize_entry(item.key, &item.data)?;
        }
        map.end()
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(said, _) => said.serialize(serializer),
            Self::Number(number) => number.serialize(serializer),
            Self::Yes(yes) => yes.serialize(serializer),
            Self::List(rows) => rows.serialize(serializer),
            Self::Table(table, _) => table.serialize(serializer),
        }
    }
}
