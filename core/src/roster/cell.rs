//! One cell of a spreadsheet, and whether it says anything. It knows what Excel does to numbers, not what a column means.

use serde::{Deserialize, Serialize};

use crate::reference::fold;

/// What a cell holds. Text and number stay apart, because Excel keeps only 15 digits of a number and drops leading zeros.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, exactly as it is in the file.
    Text(String),
    /// A number, as Excel stores all of them.
    Number(f64),
}

impl Cell {
    /// A cell for a text; an empty one if the text has nothing but white space.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => fold::tidy(text).is_empty(),
            Self::Number(_) => false,
        }
    }

    /// The cell as a person would read it: a number without exponent and without a needless fraction.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// What the cell says, tidied; none if it is empty or holds only a placeholder such as `-`, `...` or `#N/A`.
    pub fn said(&self) -> Option<String> {
        let text = fold::tidy(&self.shown());
        let words = fold::words(&text);
        (!words.is_empty() && words != "n a" && words != "null").then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_say_nothing() {
        for text in ["", "  ", "-", "--", "...", "#N/A", "NULL", "\u{a0}"] {
            assert_eq!(Cell::text(text).said(), None, "{text}");
        }
        assert_eq!(Cell::text("  DUSUN  5 ").said().as_deref(), Some("DUSUN 5"));
    }

    #[test]
    fn numbers_are_shown_in_full() {
        assert_eq!(
            Cell::Number(7_201_046_308_679_220.0).shown(),
            "7201046308679220"
        );
        assert_eq!(Cell::Number(2.0).shown(), "2");
        assert_eq!(Cell::Number(0.5).shown(), "0.5");
    }
}
