//! NIK as spreadsheets give it, and what is left of it. It knows the number's form, not whose it is.
//!
//! A NIK has 16 digits: six of the place where it was issued, day (plus 40 for women), month and year of birth, four of a series
//! (Permendagri 102/2009). Excel keeps 15 significant digits of a number and puts 0 for the rest, so a number cell that ends
//! in 0 cannot be trusted, and above 2^53 no number cell can.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reference::fold;

use super::cell::Cell;
use super::fault::FaultCode;

/// The digits of a NIK or a No. KK.
pub const DIGITS: usize = 16;

/// Series begin with 0001: a number that ends so was `7,20105E+15` before somebody showed it in full.
const NO_SERIAL: &str = "0000";

/// A NIK in form: 16 digits. It cannot be printed by accident: `Debug` shows the place only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nik(String);

/// A text that is not 16 digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a NIK has {DIGITS} digits; correct it from the KTP")]
pub struct NotANik;

impl Nik {
    /// Its 16 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether day and month of birth can be: 01 to 31 or 41 to 71, and 01 to 12.
    pub fn is_plausible(&self) -> bool {
        let two = |at: usize| {
            self.0
                .get(at..at + 2)
                .and_then(|text| text.parse::<u8>().ok())
                .unwrap_or(0)
        };
        matches!(two(6), 1..=31 | 41..=71) && matches!(two(8), 1..=12) && !self.0.starts_with('0')
    }
}

impl Nik {
    fn two(&self, at: usize) -> u32 {
        let digits = self.0.get(at..at + 2);
        digits.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Whether a place can have issued it: a province that there is, and a kabupaten and a kecamatan that are not 0.
    pub fn has_place(&self) -> bool {
        let province = matches!(
            self.two(0),
            11..=21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81..=82 | 91..=97
        );
        province && self.two(2) > 0 && self.two(4) > 0
    }

    /// Day, month and the last two digits of the year of the birth that it holds; for women the day without the 40.
    pub fn birth(&self) -> (u32, u32, u32) {
        let day = self.two(6);
        let day = if day > 40 { day - 40 } else { day };
        (day, self.two(8), self.two(10))
    }
}

impl TryFrom<String> for Nik {
    type Error = NotANik;

    fn try_from(text: String) -> Result<Self, NotANik> {
        if text.len() == DIGITS && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(NotANik)
        }
    }
}

impl From<Nik> for String {
    fn from(nik: Nik) -> Self {
        nik.0
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({}**********)", self.0.get(..6).unwrap_or_default())
    }
}

/// What a cell that should hold 16 digits holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The digits. `apostrophe`: a leading apostrophe was taken off, the mark by which people make Excel keep text.
    Digits {
        /// 16 of them.
        digits: String,
        /// Whether something was taken off.
        apostrophe: bool,
    },
    /// Nothing: blank, `-`, `sama`, `0`.
    Missing,
    /// Digits, but not 16 of them.
    Length,
    /// A number whose last digits Excel has thrown away.
    Numeric,
    /// Letters among the digits.
    Characters,
}

impl Reading {
    /// Reads a cell of NIK or No. KK.
    pub fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Empty => Self::Missing,
            Cell::Number(number) => Self::of_number(*number),
            Cell::Text(text) => Self::of_text(text),
        }
    }

    /// The fault of a NIK so read, if it has one.
    pub fn fault(&self) -> Option<FaultCode> {
        match self {
            Self::Digits {
                apostrophe: false, ..
            } => None,
            Self::Digits {
                apostrophe: true, ..
            } => Some(FaultCode::NikApostrophe),
            Self::Missing => Some(FaultCode::NikMissing),
            Self::Length => Some(FaultCode::NikLength),
            Self::Numeric => Some(FaultCode::NikNumeric),
            Self::Characters => Some(FaultCode::NikCharacters),
        }
    }

    fn of_number(number: f64) -> Self {
        /// 2^53: above it neighbouring numbers fall together.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number == 0.0 {
            return Self::Missing;
        }
        let digits = number.to_string();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Self::Characters;
        }
        if digits.len() != DIGITS {
            return Self::Length;
        }
        if digits.ends_with('0') || number > EXACT {
            return Self::Numeric;
        }
        Self::Digits {
            digits,
            apostrophe: false,
        }
    }

    fn of_text(text: &str) -> Self {
        let tidy = fold::tidy(text);
        // ="7201..." is how some systems export text to CSV.
        let bare = tidy
            .strip_prefix("=\"")
            .and_then(|t| t.strip_suffix('"'))
            .unwrap_or(&tidy);
        let digits = bare.trim_start_matches(fold::is_apostrophe);
        let apostrophe = digits.len() != bare.len();
        let digits = without_label(digits);
        if is_exponential(digits) {
            return Self::Numeric;
        }
        // "7201045612879213.0": a number after a detour through another program.
        if let Some(whole) = without_decimals(digits) {
            return whole.parse().map_or(Self::Characters, Self::of_number);
        }
        let digits: String = digits
            .chars()
            .filter(|c| !matches!(c, ' ' | '.' | ',' | '-' | '_' | '/'))
            .collect();
        if !digits.bytes().any(|b| matches!(b, b'1'..=b'9')) {
            return Self::Missing;
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Self::Characters;
        }
        if digits.len() == DIGITS && digits.ends_with(NO_SERIAL) {
            Self::Numeric
        } else if digits.len() == DIGITS {
            Self::Digits { digits, apostrophe }
        } else {
            Self::Length
        }
    }
}

/// A number whose cell says once more what it is: `NIK. 7201...`, `No KK : 7201...`.
fn without_label(text: &str) -> &str {
    let Some(first) = text.find(|c: char| c.is_ascii_digit()) else {
        return text;
    };
    let (label, number) = text.split_at(first);
    let known = ["nik", "ktp", "noktp", "nokk", "kk", "nonik"];
    if known.contains(&fold::joined(label).as_str()) {
        number
    } else {
        text
    }
}

/// A whole number that was written with decimals that say nothing: `7201045612879213.0`, `7201045612879213,00`.
fn without_decimals(text: &str) -> Option<&str> {
    let (whole, decimals) = text.split_once(['.', ','])?;
    let zeros = matches!(decimals, "0" | "00");
    let digits = whole.len() == DIGITS && whole.bytes().all(|b| b.is_ascii_digit());
    (zeros && digits).then_some(whole)
}

/// `7,20105E+15`: what Excel shows, and saves to CSV, instead of 16 digits.
fn is_exponential(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let number = |t: &str| {
        !t.is_empty()
            && t.bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    };
    number(mantissa) && number(exponent.strip_prefix('+').unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(cell: &Cell) -> &'static str {
        Reading::of(cell).fault().map_or("", FaultCode::as_str)
    }

    #[test]
    fn each_way_in_which_niks_go_wrong() {
        for (text, fault) in [
            ("7201045612879213", ""),
            (" 7201 0456 1287 9213 ", ""),
            ("720104.561287.9213", ""),
            ("=\"7201045612879213\"", ""),
            ("7201045612879213.0", ""),
            ("'7201045612879213", "nik_apostrophe"),
            ("\u{2019}7201045612879213", "nik_apostrophe"),
            ("", "nik_missing"),
            ("sama", "nik_missing"),
            ("-", "nik_missing"),
            ("0", "nik_missing"),
            ("0000000000000000", "nik_missing"),
            ("tidak ada", "nik_missing"),
            ("'", "nik_missing"),
            ("720104561287921", "nik_length"),
            ("72010456128792131", "nik_length"),
            ("'720104561287921", "nik_length"),
            ("7.20105E+15", "nik_numeric"),
            ("7,20105e15", "nik_numeric"),
            ("7201045612879210.0", "nik_numeric"),
            ("7201050000000000", "nik_numeric"),
            ("72O1045612879213", "nik_characters"),
        ] {
            assert_eq!(code(&Cell::text(text)), fault, "{text}");
        }
        for (number, fault) in [
            (7_201_046_308_679_220.0, "nik_numeric"),
            (7_201_046_308_679_223.0, ""),
            (9_101_046_308_679_222.0, "nik_numeric"),
            (0.0, "nik_missing"),
            (720_104_630_867_922.0, "nik_length"),
            (1.5, "nik_characters"),
            (-7_201_046_308_679_223.0, "nik_characters"),
        ] {
            assert_eq!(code(&Cell::Number(number)), fault, "{number}");
        }
    }

    #[test]
    fn a_date_of_birth_that_cannot_be_is_noticed() {
        let plausible =
            |text: &str| Nik::try_from(text.to_owned()).is_ok_and(|nik| nik.is_plausible());
        assert!(plausible("7201045612879213") && plausible("7201043101879213"));
        assert!(
            !plausible("7201047212879213")
                && !plausible("7201043113879213")
                && !plausible("7201043301879213")
        );
    }

    #[test]
    fn a_nik_does_not_print_itself() {
        let nik = Nik::try_from("7201045612879213".to_owned()).expect("in form");
        assert_eq!(format!("{nik:?}"), "Nik(720104**********)");
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_are_sixteen_digits(text in "['0-9 .E+-]{0,24}|\\PC{0,20}") {
            if let Reading::Digits { digits, .. } = Reading::of(&Cell::text(text)) {
                prop_assert!(Nik::try_from(digits).is_ok());
            }
        }

        #[test]
        fn what_excel_cut_is_never_accepted(nik in 1_100_000_000_000_000_u64..9_999_999_999_999_999) {
            #[allow(clippy::cast_precision_loss)]
            let cut = (nik / 10 * 10) as f64;
            prop_assert_eq!(Reading::of(&Cell::Number(cut)), Reading::Numeric);
        }
    }
}
