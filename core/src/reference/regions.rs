//! Kabupaten, kecamatan and desa by Kemendagri code and name, and how a name that somebody typed is found among them.
//! It knows places and spellings, not what a roster or a group is.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Serialize;

use super::fold;

/// What kind of place a code names; the number of its parts says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// `72.01`
    Kabupaten,
    /// `72.01.09`
    Kecamatan,
    /// `72.01.09.2005`, desa or kelurahan
    Desa,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Region {
    /// Its Kemendagri code, parts separated by dots.
    pub code: String,
    /// Its name without "Kecamatan", "Desa" or "Kelurahan".
    pub name: String,
    /// The first day on which it existed; none: from the beginning.
    pub since: Option<NaiveDate>,
    /// The first day on which it no longer exists; none: it goes on.
    pub until: Option<NaiveDate>,
}

impl Region {
    /// What kind of place it is.
    pub fn level(&self) -> Level {
        match self.code.bytes().filter(|b| *b == b'.').count() {
            0 | 1 => Level::Kabupaten,
            2 => Level::Kecamatan,
            _ => Level::Desa,
        }
    }

    /// The code of the place of which it is a part; none for a kabupaten.
    pub fn parent(&self) -> Option<&str> {
        (self.level() != Level::Kabupaten)
            .then(|| self.code.rsplit_once('.').map(|(parent, _)| parent))
            .flatten()
    }

    /// Whether it exists on a day.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// What a typed name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// The same name but for case, spaces, punctuation, accents, a leading "Desa" or "Kel." and a trailing remark in brackets.
    Same(&'a Region),
    /// No such name; this one is the nearest in spelling, for a person to confirm.
    Near(&'a Region),
    /// No name that is even near.
    Nothing,
}

impl<'a> Found<'a> {
    /// The code of the place if it is the same name, not merely a near one.
    pub fn code(self) -> Option<&'a str> {
        match self {
            Self::Same(region) => Some(&region.code),
            Self::Near(_) | Self::Nothing => None,
        }
    }
}

/// Why a text is no list of regions.
#[derive(Debug, thiserror::Error)]
pub enum RegionsError {
    /// Not a CSV table with the columns `code` and `name`.
    #[error("the list of regions cannot be read: {0}")]
    Malformed(#[from] csv::Error),
    /// A code that is not two to four groups of digits.
    #[error("\"{0}\" is no region code; a code looks like 72.01.09.2005")]
    Code(String),
    /// A place without a name, a code that appears twice, or a part of a place that the list does not have.
    #[error("{code} {fault}")]
    Row {
        /// The code of the row.
        code: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

/// A checked list of regions.
#[derive(Debug, Clone)]
pub struct Regions {
    by_code: BTreeMap<String, Region>,
    /// Made when somebody first looks for a name: most who have the list only say names of codes.
    by_name: OnceLock<ByName>,
}

/// Codes by the code of the parent, then by the folded name.
type ByName = HashMap<String, BTreeMap<String, String>>;

#[derive(serde::Deserialize)]
struct Row {
    code: String,
    name: String,
    #[serde(default)]
    since: Option<NaiveDate>,
    #[serde(default)]
    until: Option<NaiveDate>,
}

impl Regions {
    /// The list that the product carries.
    ///
    /// # Panics
    /// Never in a built product: the text is part of it, and a test reads it.
    pub fn own() -> &'static Self {
        static OWN: OnceLock<Regions> = OnceLock::new();
        OWN.get_or_init(|| {
            Self::parse(include_str!("data/regions.csv"))
                .expect("the product's own regions are sound")
        })
    }

    /// Reads and checks a list: CSV with `code`, `name` and, optionally, `since` and `until` as ISO dates.
    ///
    /// # Errors
    /// [`RegionsError`] names the first row that is wrong.
    pub fn parse(csv: &str) -> Result<Self, RegionsError> {
        let mut regions = Self {
            by_code: BTreeMap::new(),
            by_name: OnceLock::new(),
        };
        for row in csv::Reader::from_reader(csv.as_bytes()).deserialize() {
            let Row {
                code,
                name,
                since,
                until,
            } = row?;
            let parts = code.split('.').count();
            if !(2..=4).contains(&parts)
                || !code
                    .split('.')
                    .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
            {
                return Err(RegionsError::Code(code));
            }
            let name = fold::tidy(&name);
            let wrong = |fault| RegionsError::Row {
                code: code.clone(),
                fault,
            };
            if !name.contains(char::is_alphanumeric) {
                return Err(wrong("has no name"));
            }
            if regions.by_code.contains_key(&code) {
                return Err(wrong("appears twice"));
            }
            regions.by_code.insert(
                code.clone(),
                Region {
                    code,
                    name,
                    since,
                    until,
                },
            );
        }
        Ok(regions)
    }

    fn names(&self) -> ByName {
        let mut names = ByName::new();
        // A place that no longer exists gives way to one of the same name that does.
        let mut places: Vec<&Region> = self.by_code.values().collect();
        places.sort_by_key(|r| (r.until.is_some(), std::cmp::Reverse(r.until)));
        for region in places {
            if let Some(parent) = region.parent() {
                let siblings = names.entry(parent.to_owned()).or_default();
                siblings
                    .entry(place_key(&region.name))
                    .or_insert_with(|| region.code.clone());
            }
        }
        names
    }

    /// The place of a code.
    pub fn get(&self, code: &str) -> Option<&Region> {
        self.by_code.get(code)
    }

    /// The name of a code, or the code itself where the list does not know it.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |r| r.name.as_str())
    }

    /// All places of a level, by code.
    pub fn of_level(&self, level: Level) -> impl Iterator<Item = &Region> {
        self.by_code.values().filter(move |r| r.level() == level)
    }

    /// The parts of a place, by code: kecamatan of a kabupaten, desa of a kecamatan.
    pub fn parts_of<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a Region> {
        self.by_code
            .values()
            .filter(move |r| r.parent() == Some(parent))
    }

    /// Finds a part of `parent` by a name as people write it.
    ///
    /// ```
    /// # use sesi_core::reference::{Found, Regions};
    /// let found = Regions::own().find("72.01.09", "DESA  samalore (Blok A)");
    /// assert!(matches!(found, Found::Same(desa) if desa.name == "Samalore"));
    /// ```
    pub fn find(&self, parent: &str, typed: &str) -> Found<'_> {
        let names = self.by_name.get_or_init(|| self.names());
        let Some(siblings) = names.get(parent) else {
            return Found::Nothing;
        };
        let keys = spellings(typed);
        let same = keys
            .iter()
            .find_map(|key| siblings.get(key))
            .and_then(|code| self.get(code));
        if let Some(region) = same {
            return Found::Same(region);
        }
        let near = keys.iter().flat_map(|key| {
            siblings.iter().filter_map(move |(name, code)| {
                let distance = strsim::damerau_levenshtein(key, name);
                (distance <= (key.chars().count() / 4).max(1)).then_some((distance, code))
            })
        });
        near.min()
            .and_then(|(_, code)| self.get(code))
            .map_or(Found::Nothing, Found::Near)
    }
}

/// The folded spellings under which a typed name may be found, the most literal first.
fn spellings(typed: &str) -> Vec<String> {
    let bare = without_brackets(typed);
    let mut keys = Vec::new();
    for text in [typed, bare.as_str()] {
        let mut words = fold::words(text);
        let mut key = place_key(&words);
        loop {
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
            // "Desa/Kel. X" has two of them.
            match words.split_once(' ') {
                Some((first, rest)) if is_kind_of_place(first) => words = rest.to_owned(),
                _ => break,
            }
            key = place_key(&words);
        }
    }
    keys
}

fn is_kind_of_place(word: &str) -> bool {
    matches!(
        word,
        "desa" | "ds" | "kelurahan" | "kel" | "kecamatan" | "kec" | "kabupaten" | "kab" | "kota"
    )
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Spaces cannot be trusted in names of places (`TirtaKencana`), and "Bunta II" is also written "Bunta 2".
fn place_key(name: &str) -> String {
    let words = fold::words(name);
    let Some((rest, last)) = words.rsplit_once(' ') else {
        return fold::joined(&words);
    };
    let number = match last {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "v" => "5",
        "vi" => "6",
        other => other,
    };
    fold::joined(&format!("{rest} {number}"))
}

#[cfg(test)]
#[path = "regions_tests.rs"]
mod tests;
