//! The recovery sheet: 24 words that yield the office's root, for the day when every device burned.
//!
//! The words are BIP 39 (256 bits, checksum) in our own Indonesian list; sheets of its English list open too. What is derived from
//! them is Sesi's own.

use bip39::Mnemonic;
use sesi_wire::ids::OfficeId;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::identity::{DeviceIdentity, IDENTITY_LEN};
use super::word_list::WordList;
use crate::ambient::{self, Ambient};

/// Words on a sheet.
pub const WORD_COUNT: usize = 24;
const SUGGESTIONS: usize = 3;

/// The words, as the 32 bytes that they stand for.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecoveryWords([u8; 32]);

/// Why a text is not a recovery sheet. Positions count from 1, as the sheet does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryFault {
    /// Words are missing, or there are too many.
    #[error("a recovery sheet has {WORD_COUNT} words, these are {found}")]
    WordCount {
        /// How many there are.
        found: usize,
    },
    /// A word is not in the list.
    #[error("word {position}, {word:?}, is not in the list; nearest: {}", suggestions.join(", "))]
    UnknownWord {
        /// Which one.
        position: usize,
        /// As it was read.
        word: String,
        /// The words of the list that look most like it, best first; may be empty.
        suggestions: Vec<&'static str>,
    },
    /// All words exist, but one is another than on the sheet, or two changed places.
    #[error("the words do not belong together: one is wrong or two changed places")]
    Checksum,
}

impl RecoveryWords {
    /// A new sheet.
    pub fn generate(ambient: &dyn Ambient) -> Self {
        Self(ambient::random(ambient))
    }

    /// Reads a sheet in any case, with any spaces, line breaks, numbers and punctuation between the words.
    pub fn parse(text: &str) -> Result<Self, RecoveryFault> {
        let text = Zeroizing::new(text.to_lowercase());
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        let list = WordList::of(&words);
        let mut english = Zeroizing::new(String::new());
        for (at, word) in words.iter().enumerate() {
            let Some(place) = list.place(word) else {
                return Err(RecoveryFault::UnknownWord {
                    position: at + 1,
                    word: (*word).to_owned(),
                    suggestions: nearest(list, word),
                });
            };
            english.push_str(WordList::English.word(place));
            english.push(' ');
        }
        if words.len() != WORD_COUNT {
            return Err(RecoveryFault::WordCount { found: words.len() });
        }
        let mnemonic = Mnemonic::parse_in_normalized(bip39::Language::English, english.trim_end())
            .map_err(|_| RecoveryFault::Checksum)?;
        let (mut entropy, _) = mnemonic.to_entropy_array();
        let mut words = Self([0; 32]);
        words.0.copy_from_slice(&entropy[..32]);
        entropy.zeroize();
        Ok(words)
    }

    /// The words in the order of the sheet.
    pub fn words(&self) -> Vec<&'static str> {
        Mnemonic::from_entropy_in(bip39::Language::English, &self.0)
            .map(|mnemonic| {
                let places = mnemonic.word_indices();
                places.map(|place| WordList::Own.word(place)).collect()
            })
            // 32 bytes are one of the lengths that BIP 39 knows.
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for RecoveryWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryWords(secret)")
    }
}

/// The words of the list within three slips of the pen, or that begin like it, best first.
fn nearest(list: WordList, word: &str) -> Vec<&'static str> {
    let words = list.all().iter();
    let mut ranked: Vec<(usize, &str)> = words
        .map(|known| (strsim::osa_distance(word, known), *known))
        .filter(|(slips, known)| *slips <= 2 || (word.len() >= 3 && known.starts_with(word)))
        .collect();
    ranked.sort_unstable();
    ranked.truncate(SUGGESTIONS);
    ranked.into_iter().map(|(_, known)| known).collect()
}

/// The office's root: the "device" that the words yield. It exists in memory only while it founds, recovers or revokes.
#[derive(Debug)]
pub struct RootIdentity(DeviceIdentity);

impl RootIdentity {
    /// The same words always yield the same root.
    pub fn from_words(words: &RecoveryWords) -> Self {
        let mut secret = Zeroizing::new([0; IDENTITY_LEN]);
        for (context, from, to) in [
            ("sesi/1 root sign", 0, 32),
            ("sesi/1 root seal", 32, 64),
            ("sesi/1 root token", 64, IDENTITY_LEN),
        ] {
            let derived = Zeroizing::new(blake3::derive_key(context, &words.0));
            secret[from..to].copy_from_slice(&derived[..to - from]);
        }
        Self(DeviceIdentity::of_parts(&secret))
    }

    /// The root as a device.
    pub fn identity(&self) -> &DeviceIdentity {
        &self.0
    }

    /// The root as a device, given away.
    pub fn into_identity(self) -> DeviceIdentity {
        self.0
    }

    /// The office that this root founds.
    pub fn office(&self) -> OfficeId {
        OfficeId::of_root(&self.0.public().sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use proptest::prelude::*;

    fn sheet(seed: u64) -> RecoveryWords {
        RecoveryWords::generate(&Seeded::new(seed, chrono::DateTime::UNIX_EPOCH))
    }

    #[test]
    fn the_sheet_reads_back_however_it_was_copied() {
        let words = sheet(1);
        let root = RootIdentity::from_words(&words);
        let numbered: Vec<String> = (1..)
            .zip(words.words())
            .map(|(number, word)| format!("{number}. {}", word.to_uppercase()))
            .collect();
        let numbered = numbered.join("\r\n");
        let packed = words.words().join("  ,\t");
        for text in [numbered, packed] {
            let read = RecoveryWords::parse(&text).unwrap();
            assert_eq!(
                RootIdentity::from_words(&read).identity().public(),
                root.identity().public()
            );
        }
        assert_eq!(format!("{words:?}"), "RecoveryWords(secret)");
    }

    #[test]
    fn the_published_test_vector_of_bip_39_reads_as_its_bytes() {
        // https://github.com/trezor/python-mnemonic/blob/master/vectors.json
        let text = "void come effort suffer camp survey warrior heavy shoot primary clutch crush \
                    open amazing screen patrol group space point ten exist slush involve unfold";
        let read = RecoveryWords::parse(text).unwrap();
        assert_eq!(
            data_encoding::HEXLOWER.encode(&read.0),
            "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f"
        );
        // Written anew it is in our own words, which say the same.
        let own = read.words().join(" ");
        assert_ne!(own, text);
        assert_eq!(RecoveryWords::parse(&own).unwrap().0, read.0);
    }

    #[test]
    fn a_word_of_the_other_list_is_none_of_the_sheet() {
        let mut text: Vec<&str> = sheet(4).words();
        text[3] = "abandon";
        let fault = RecoveryWords::parse(&text.join(" ")).unwrap_err();
        assert!(matches!(
            fault,
            RecoveryFault::UnknownWord { position: 4, .. }
        ));
    }

    #[test]
    fn a_slip_of_the_pen_is_explained() {
        let words = sheet(2);
        let mut text: Vec<&str> = words.words();
        let slip = format!("{}x", text[6]);
        let right = text[6];
        text[6] = &slip;
        let Err(RecoveryFault::UnknownWord {
            position,
            word,
            suggestions,
        }) = RecoveryWords::parse(&text.join(" "))
        else {
            panic!("a word that does not exist was read");
        };
        assert_eq!((position, word.as_str()), (7, slip.as_str()));
        assert_eq!(suggestions.first(), Some(&right));

        assert_eq!(
            RecoveryWords::parse(&words.words()[..23].join(" ")).unwrap_err(),
            RecoveryFault::WordCount { found: 23 }
        );
        assert_eq!(
            RecoveryWords::parse(&["abandon"; 24].join(" ")).unwrap_err(),
            RecoveryFault::Checksum
        );
    }

    #[test]
    fn suggestions_are_near_or_begin_alike_and_there_may_be_none() {
        let english = |word| nearest(WordList::English, word);
        assert!(english("hospi").contains(&"hospital"), "it begins like it");
        assert_eq!(english("xqzvkjw"), Vec::<&str>::new());
        assert!(english("zo").len() <= SUGGESTIONS);
        assert!(nearest(WordList::Own, "matahar").contains(&"matahari"));
    }

    #[test]
    fn the_root_founds_the_office_that_its_key_names() {
        let root = RootIdentity::from_words(&sheet(3));
        let public = root.identity().public();
        assert_eq!(root.office(), OfficeId::of_root(&public.sign));
        assert_eq!(root.into_identity().public(), public);
    }

    proptest! {
        #[test]
        fn every_sheet_survives_and_no_text_panics(seed: u64, text in "\\PC{0,200}") {
            let words = sheet(seed);
            prop_assert_eq!(words.words().len(), WORD_COUNT);
            prop_assert_eq!(RecoveryWords::parse(&words.words().join(" ")).unwrap().0, words.0);
            prop_assert!(RecoveryWords::parse(&text).is_err());
        }
    }
}
