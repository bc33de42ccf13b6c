//! The field's fixed words and how documents store them. A code is never given another meaning.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enum whose variants are stored as the words of the field.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All words, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// Reads a stored word; `None` if this version does not know it.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

/// An enum whose variants are stored as numbers in documents and as short codes in the read model.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal, $code:literal, $word:literal);+ $(;)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All values, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number stored in a document.
            pub fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number),+
                }
            }

            /// Reads a stored number; `None` if this version does not know it.
            pub fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The code in the read model and on paper.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }
        }
    };
}

codes! {
    /// Attendance (kehadiran). Absence of a mark is *belum ditandai* and never means `Alfa`.
    Mark {
        /// Present.
        Hadir = 1, "H", "hadir";
        /// Absent and ill.
        Sakit = 2, "S", "sakit";
        /// Absent without word.
        Alfa = 3, "A", "alfa";
    }
}

codes! {
    /// Knowledge and understanding (pengetahuan dan pemahaman).
    Rating {
        /// Poor.
        Kurang = 1, "K", "kurang";
        /// Good.
        Baik = 2, "B", "baik";
        /// Very good.
        SangatBaik = 3, "SB", "sangat_baik";
        /// Cannot be assessed.
        TidakDapatDinilai = 4, "TDD", "tidak_dapat_dinilai";
    }
}

words! {
    /// Whether a family belongs to the programme.
    Status {
        /// Active.
        Aktif = "aktif",
        /// Not active.
        TidakAktif = "tidak aktif",
        /// Left the programme because it no longer needs it.
        Graduasi = "graduasi",
    }
}

words! {
    /// The members for whom a family is in the programme (komponen).
    Component {
        /// Pregnant.
        Hamil = "hamil",
        /// Young child, 0 to 6 years (anak usia dini).
        Aud = "aud",
        /// At primary school.
        Sd = "sd",
        /// At junior secondary school.
        Smp = "smp",
        /// At senior secondary school.
        Sma = "sma",
        /// With a severe disability.
        Disabilitas = "disabilitas",
        /// Elderly.
        Lansia = "lansia",
    }
}

words! {
    /// The aspects of a meeting's notes.
    Aspect {
        /// How the meeting went.
        Proses = "proses",
        /// The material.
        Materi = "materi",
        /// How the families took part.
        Partisipasi = "partisipasi",
        /// The outcome.
        Hasil = "hasil",
        /// What stood in the way.
        Kendala = "kendala",
    }
}

words! {
    /// What a supervisor says of a meeting.
    Verdict {
        /// In order.
        Sesuai = "sesuai",
        /// To be put right by the pendamping.
        Perbaiki = "perbaiki",
    }
}

/// The day from which something holds; `None` is "from the beginning", stored as an empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Since(pub Option<NaiveDate>);

impl Since {
    /// Reads an ISO date or an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            Some(Self(None))
        } else {
            parse_date(text).map(|date| Self(Some(date)))
        }
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |date| date.fmt(f))
    }
}

impl Serialize for Since {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Since {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("an ISO date of 1900 to 2199, or nothing"))
    }
}

/// An ISO date (`2026-11-21`, no other spelling) of the years 1900 to 2199.
pub(super) fn parse_date(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.parse().ok()?;
    let sane = ("1900-01-01".."2200-01-01").contains(&text);
    (sane && date.to_string() == text).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_forms_survive() {
        for mark in Mark::ALL {
            assert_eq!(Mark::from_number(mark.number()), Some(*mark));
        }
        for rating in Rating::ALL {
            assert_eq!(Rating::from_number(rating.number()), Some(*rating));
        }
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(*status));
        }
        assert_eq!(Mark::from_number(0), None);
        assert_eq!(Status::parse("AKTIF"), None);
    }

    #[test]
    fn dates_have_one_spelling() {
        assert!(parse_date("2026-11-21").is_some());
        for text in [
            "2026-1-2",
            "1899-12-31",
            "2200-01-01",
            "+2026-11-21",
            "21-11-2026",
            "2026-02-30",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        assert_eq!(Since::parse(""), Some(Since(None)));
        assert!(Since(None) < Since(parse_date("1900-01-01")));
    }
}
