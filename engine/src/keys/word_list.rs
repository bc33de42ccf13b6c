//! The lists of words for recovery sheets: ours, in Indonesian, and BIP 39's English one, on which sheets before it were written. A
//! word of one is no word of the other, so that a sheet says by itself which it is of.

use std::collections::HashMap;
use std::sync::OnceLock;

use bip39::Language;

/// 2,048 everyday words, in order. Gathered by us; which place a word has is part of every sheet, so the file never changes.
const OWN: &str = include_str!("recovery_words.txt");

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordList {
    /// Indonesian. New sheets are written in it.
    Own,
    /// BIP 39's English one.
    English,
}

impl WordList {
    /// The list that most of these words are of; where that is none or both, ours.
    pub(super) fn of(words: &[&str]) -> Self {
        let known = |list: Self| {
            words
                .iter()
                .filter(|word| list.place(word).is_some())
                .count()
        };
        if known(Self::English) > known(Self::Own) {
            Self::English
        } else {
            Self::Own
        }
    }

    /// All its words, in order.
    pub(super) fn all(self) -> &'static [&'static str] {
        static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();
        match self {
            Self::Own => WORDS.get_or_init(|| OWN.lines().collect()),
            Self::English => Language::English.word_list(),
        }
    }

    /// The place of a word.
    pub(super) fn place(self, word: &str) -> Option<usize> {
        static PLACES: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
        match self {
            Self::Own => {
                let places = PLACES.get_or_init(|| {
                    (0..)
                        .zip(self.all())
                        .map(|(at, word)| (*word, at))
                        .collect()
                });
                places.get(word).copied()
            }
            Self::English => Language::English.find_word(word).map(usize::from),
        }
    }

    /// The word at a place; nothing beyond the end.
    pub(super) fn word(self, place: usize) -> &'static str {
        self.all().get(place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn our_list_has_2048_words_that_nobody_takes_for_another() {
        let words = WordList::Own.all();
        assert_eq!(words.len(), 2048);
        for word in words {
            assert!((4..=8).contains(&word.len()), "{word}");
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
        let starts: HashSet<&str> = words.iter().map(|word| &word[..4]).collect();
        assert_eq!(starts.len(), 2048, "the first four letters tell it");
        assert!(words.is_sorted(), "it reads like a dictionary");
        for (at, one) in words.iter().enumerate() {
            for other in &words[at + 1..] {
                // Words of other lengths are that far apart already.
                let near = one.len().abs_diff(other.len()) < 2;
                assert!(
                    !near || strsim::levenshtein(one, other) >= 2,
                    "{one} and {other} are one slip apart"
                );
            }
        }
    }

    #[test]
    fn the_lists_share_no_word_and_each_word_has_its_place() {
        for list in [WordList::Own, WordList::English] {
            for (at, word) in list.all().iter().enumerate() {
                assert_eq!(list.place(word), Some(at));
                assert_eq!(list.word(at), *word);
                assert_eq!(WordList::of(&[word]), list, "{word}");
            }
        }
        assert_eq!(WordList::of(&["xqzv"]), WordList::Own);
        assert_eq!(WordList::Own.word(2048), "");
    }

    #[test]
    fn the_list_is_the_one_that_sheets_were_written_with() {
        let digest = blake3::hash(OWN.as_bytes()).to_hex();
        assert_eq!(
            digest.as_str(),
            "214519a0372e0f1e64f71a0da317049c77b03812b66be18147677065b65b7197"
        );
    }
}
