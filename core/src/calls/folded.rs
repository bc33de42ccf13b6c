//! The words of a search, and which of them a text has. Case, accents and apostrophes do not count; each word may stand anywhere.

use crate::reference::fold;

/// The words that somebody searches for, at most 32.
pub(super) struct Wanted {
    words: Vec<String>,
}

/// Which words are found: one bit each.
pub(super) type Hits = u32;

impl Wanted {
    /// The words of what was typed.
    pub(super) fn of(typed: &str) -> Self {
        let folded = fold::words(typed);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        Self {
            words: words.take(32).map(str::to_owned).collect(),
        }
    }

    /// Nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that stand in a text, folded already.
    pub(super) fn in_folded(&self, text: &str) -> Hits {
        self.hits(|word| text.contains(word))
    }

    /// The words that stand in a text as people write it.
    pub(super) fn in_text(&self, text: &str) -> Hits {
        self.in_folded(&fold::words(text))
    }

    /// The words that are a part of a number, of at least four digits: fewer are in every number.
    pub(super) fn in_number(&self, number: &str) -> Hits {
        self.hits(|word| is_number(word) && number.contains(word))
    }

    /// Whether a word may be a part of a number.
    pub(super) fn has_number(&self) -> bool {
        self.words.iter().any(|word| is_number(word))
    }

    /// Whether every word is found.
    pub(super) fn all(&self, found: Hits) -> bool {
        found.count_ones() as usize == self.words.len()
    }

    fn hits(&self, has: impl Fn(&str) -> bool) -> Hits {
        let words = (0..).zip(&self.words);
        words.fold(0, |hits, (bit, word)| hits | u32::from(has(word)) << bit)
    }
}

fn is_number(word: &str) -> bool {
    word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}
