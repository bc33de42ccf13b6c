//! The instrument by which a meeting is observed, as versioned data: items, scale, and how a score is made of the answers.
//!
//! It parses and checks a version and counts answers; it knows no supervision and no person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError};

/// The longest text of a version, in characters.
pub const MAX_CHARS: usize = 8000;
const MOST_ITEMS: usize = 30;

/// A checked version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// What people call it.
    pub name: String,
    /// What the answers are called, from 1 on. 0 is "not observed" in every version.
    pub scale: Vec<String>,
    /// So many items must be observed for a score.
    pub least: u32,
    /// From how many points on which band holds, ascending, the first from 0.
    pub bands: Vec<Band>,
    /// The items, in order.
    pub items: Vec<Item>,
}

/// A band of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The least score in it.
    pub from: u32,
    /// What people call it.
    pub name: String,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its stable id: the same question keeps it in later versions.
    pub id: String,
    /// The part in which it stands.
    pub part: String,
    /// What is observed.
    pub text: String,
}

/// Answers counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Items that were observed.
    pub observed: u32,
    /// Items that were answered, "not observed" included.
    pub answered: u32,
    /// Of 100, rounded down; none where too little was observed.
    pub score: Option<u32>,
    /// The index of its band.
    pub band: Option<usize>,
}

/// Why a text is no version of the instrument.
#[derive(Debug, thiserror::Error)]
pub enum InstrumentError {
    /// Not JSON, or without a part that every version has.
    #[error("the instrument cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Too long.
    #[error("the instrument is longer than {MAX_CHARS} characters; shorten its items")]
    TooLong,
    /// A name, a part, an item or a label that is empty or too long.
    #[error("every item, part, band and answer of the instrument needs a short text; correct {0}")]
    Text(&'static str),
    /// A number of items, answers or bands that makes no score.
    #[error(
        "an instrument has 1 to {MOST_ITEMS} items, 2 to 5 answers, bands from 0 up to 100, and asks for no more items than it has"
    )]
    Shape,
    /// Two items of one id, or an id that is none.
    #[error(
        "every item needs an id of its own, of 1 to 8 lower-case letters and digits; correct {0}"
    )]
    Id(String),
}

impl FieldError for InstrumentError {
    fn kind(&self) -> &'static str {
        "instrument"
    }
}

impl From<InstrumentError> for Error {
    fn from(fault: InstrumentError) -> Self {
        Self::Field(Box::new(fault))
    }
}

/// Whether a text can name an item: 1 to 8 lower-case letters and digits.
pub fn is_item(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=8).contains(&text.len()) && text.bytes().all(letter)
}

/// The text of the product's own version.
pub const OWN: &str = include_str!("data/instrument.json");

impl Instrument {
    /// The product's own version.
    pub fn own() -> &'static Self {
        static OWN_READ: OnceLock<Instrument> = OnceLock::new();
        // A test reads it; a version without items scores nothing.
        OWN_READ.get_or_init(|| {
            Self::parse(OWN).unwrap_or(Self {
                name: String::new(),
                scale: Vec::new(),
                least: 1,
                bands: Vec::new(),
                items: Vec::new(),
            })
        })
    }

    /// Reads a version.
    pub fn parse(json: &str) -> Result<Self, InstrumentError> {
        if json.chars().count() > MAX_CHARS {
            return Err(InstrumentError::TooLong);
        }
        let read: Self = serde_json::from_str(json)?;
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), InstrumentError> {
        let short = |text: &str, most: usize, what| {
            let fits = (1..=most).contains(&text.chars().count()) && !text.trim().is_empty();
            fits.then_some(()).ok_or(InstrumentError::Text(what))
        };
        short(&self.name, 60, "its name")?;
        for label in &self.scale {
            short(label, 40, "an answer")?;
        }
        for band in &self.bands {
            short(&band.name, 40, "a band")?;
        }
        let mut ids = BTreeSet::new();
        for item in &self.items {
            short(&item.part, 60, "a part")?;
            short(&item.text, 200, "an item")?;
            if !is_item(&item.id) || !ids.insert(&item.id) {
                return Err(InstrumentError::Id(item.id.clone()));
            }
        }
        let bands = (1..=5).contains(&self.bands.len())
            && self.bands.first().is_some_and(|band| band.from == 0)
            && self.bands.is_sorted_by(|a, b| a.from < b.from)
            && self.bands.iter().all(|band| band.from <= 100);
        let items = (1..=MOST_ITEMS).contains(&self.items.len());
        let least = self.least >= 1
            && usize::try_from(self.least).is_ok_and(|least| least <= self.items.len());
        if bands && items && least && (2..=5).contains(&self.scale.len()) {
            Ok(())
        } else {
            Err(InstrumentError::Shape)
        }
    }

    /// Counts answers. One to an item that this version does not have, or above its scale, is none.
    pub fn points(&self, answers: &BTreeMap<String, u8>) -> Points {
        let top = u32::try_from(self.scale.len()).unwrap_or(u32::MAX);
        let given = self.items.iter().filter_map(|item| answers.get(&item.id));
        let given = given
            .map(|answer| u32::from(*answer))
            .filter(|answer| *answer <= top);
        let (mut observed, mut answered, mut sum) = (0, 0, 0);
        for answer in given {
            answered += 1;
            observed += u32::from(answer > 0);
            sum += answer;
        }
        let score = (observed >= self.least.max(1)).then(|| sum * 100 / (top * observed));
        Points {
            observed,
            answered,
            score,
            band: score.and_then(|score| self.bands.iter().rposition(|band| band.from <= score)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(of: &[u8]) -> BTreeMap<String, u8> {
        let ids = Instrument::own().items.iter().map(|item| item.id.clone());
        ids.zip(of.iter().copied()).collect()
    }

    #[test]
    fn the_own_version_is_the_forms_twelve_items() {
        let own = Instrument::parse(OWN).unwrap();
        assert_eq!(&own, Instrument::own());
        assert_eq!((own.items.len(), own.scale.len(), own.least), (12, 3, 8));
        let bands: Vec<u32> = own.bands.iter().map(|band| band.from).collect();
        assert_eq!(bands, [0, 60, 80]);
    }

    #[test]
    fn a_score_is_the_sum_over_three_times_what_was_observed_rounded_down() {
        let own = Instrument::own();
        let of = |given: &[u8]| {
            let points = own.points(&answers(given));
            (points.observed, points.score, points.band)
        };
        assert_eq!(of(&[3; 12]), (12, Some(100), Some(2)));
        assert_eq!(of(&[1; 12]), (12, Some(33), Some(0)));
        // Seven observed are too few, eight are enough; what was not observed counts nowhere.
        assert_eq!(of(&[3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0]), (7, None, None));
        assert_eq!(
            of(&[3, 3, 3, 3, 3, 3, 3, 2, 0, 0, 0, 0]),
            (8, Some(95), Some(2))
        );
        // 43 of 54 are 79.6: no 80, in the figure as in the band.
        let nine_less = [3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 1];
        assert_eq!(of(&nine_less), (12, Some(88), Some(2)));
        assert_eq!(
            of(&[2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3]),
            (12, Some(75), Some(1))
        );
        assert_eq!(
            of(&[3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2]),
            (12, Some(77), Some(1))
        );
        assert_eq!(
            of(&[1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]),
            (12, Some(58), Some(0))
        );
        // An answer above the scale, and one to no item, are none.
        let mut odd = answers(&[3; 12]);
        odd.insert("a1".into(), 4);
        odd.insert("z9".into(), 3);
        let points = own.points(&odd);
        assert_eq!(
            (points.observed, points.answered, points.score),
            (11, 11, Some(100))
        );
    }

    #[test]
    fn what_makes_no_score_is_no_version() {
        let bad = |change: fn(&mut Instrument)| {
            let mut other = Instrument::own().clone();
            change(&mut other);
            Instrument::parse(&serde_json::to_string(&other).unwrap()).is_err()
        };
        assert!(!bad(|_| ()));
        assert!(bad(|one| one.items.clear()));
        assert!(bad(|one| one.least = 13));
        assert!(bad(|one| one.least = 0));
        assert!(bad(|one| one.scale.truncate(1)));
        assert!(bad(|one| one.bands[0].from = 1));
        assert!(bad(|one| one.bands[2].from = 60));
        assert!(bad(|one| one.bands[2].from = 101));
        assert!(bad(|one| one.items[1].id = "a1".into()));
        assert!(bad(|one| one.items[1].id = "A1".into()));
        assert!(bad(|one| one.items[1].text = " ".into()));
        assert!(Instrument::parse(&" ".repeat(MAX_CHARS + 1)).is_err());
    }
}
