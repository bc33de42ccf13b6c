//! Which values a field may hold, and what is wrong with the others. Knows no field by name.

use chrono::NaiveDate;

use super::hash::Heads;
use super::scalar::Scalar;

/// What a field may hold. [`Scalar::Empty`] is legal everywhere.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Text of 1 to so many characters.
    Text(usize),
    /// So many decimal digits.
    Digits(usize),
    /// An ISO date of the years 1900 to 2199.
    Date,
    /// A whole number of this range.
    Number(i64, i64),
    /// `true`, or cleared.
    Yes,
    /// A UUID.
    Id,
    /// A version of a document.
    Heads,
    /// A text that the field's vocabulary knows.
    Word(fn(&str) -> bool),
    /// A number that the field's vocabulary knows.
    Code(fn(i64) -> bool),
}

/// A value that its field may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No field of this name.
    #[error("there is no such field")]
    NoSuchField,
    /// Text that is empty, or only spaces: clear the field instead.
    #[error("the text is empty; clear the field instead")]
    Blank,
    /// Too many characters.
    #[error("the text has {len} characters, at most {max} are allowed")]
    TooLong {
        /// Characters found.
        len: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Not the required number of digits.
    #[error("{0} digits are required")]
    Digits(usize),
    /// Not an ISO date of the years 1900 to 2199.
    #[error("not a date of the years 1900 to 2199")]
    Date,
    /// A number outside its range.
    #[error("not a number of {min} to {max}")]
    Range {
        /// Smallest allowed.
        min: i64,
        /// Largest allowed.
        max: i64,
    },
    /// A value of another type or a word that the field does not know.
    #[error("the field cannot hold this value")]
    Value,
    /// Each value fits its field, and together they break a rule of the kind.
    #[error("{says}")]
    Together {
        /// The rule's stable name.
        rule: &'static str,
        /// What it asks for.
        says: &'static str,
    },
}

impl Rule {
    /// Whether people may put `value` here.
    pub(super) fn check(self, value: &Scalar) -> Result<(), Unfit> {
        let fits = match (self, value) {
            (_, Scalar::Empty) => true,
            (Self::Text(max), Scalar::Text(text)) => return check_text(text, max),
            (Self::Digits(len), Scalar::Text(text)) => {
                let digits = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
                return if digits {
                    Ok(())
                } else {
                    Err(Unfit::Digits(len))
                };
            }
            (Self::Date, Scalar::Text(text)) => {
                return parse_date(text).map(|_| ()).ok_or(Unfit::Date);
            }
            (Self::Number(min, max), Scalar::Number(number)) => {
                let inside = (min..=max).contains(number);
                return if inside {
                    Ok(())
                } else {
                    Err(Unfit::Range { min, max })
                };
            }
            (Self::Yes, Scalar::Flag(flag)) => *flag,
            (Self::Id, Scalar::Bytes(bytes)) => bytes.len() == 16,
            (Self::Heads, Scalar::Bytes(bytes)) => Heads::from_bytes(bytes).is_some(),
            (Self::Word(known), Scalar::Text(text)) => known(text),
            (Self::Code(known), Scalar::Number(number)) => known(*number),
            _ => false,
        };
        if fits { Ok(()) } else { Err(Unfit::Value) }
    }
}

fn check_text(text: &str, max: usize) -> Result<(), Unfit> {
    let len = text.chars().count();
    if text.trim().is_empty() {
        Err(Unfit::Blank)
    } else if len > max {
        Err(Unfit::TooLong { len, max })
    } else {
        Ok(())
    }
}

/// An ISO date (`2026-11-21`, no other spelling) of the years 1900 to 2199.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.parse().ok()?;
    let sane = ("1900-01-01".."2200-01-01").contains(&text);
    (sane && date.to_string() == text).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_tell_what_is_wrong() {
        assert_eq!(
            Rule::Digits(16).check(&"123".into()),
            Err(Unfit::Digits(16))
        );
        assert_eq!(
            Rule::Text(3).check(&"héé!".into()),
            Err(Unfit::TooLong { len: 4, max: 3 })
        );
        assert_eq!(Rule::Text(3).check(&" ".into()), Err(Unfit::Blank));
        assert_eq!(
            Rule::Number(0, 1440).check(&Scalar::Number(1441)),
            Err(Unfit::Range { min: 0, max: 1440 })
        );
        let even = Rule::Code(|number| number % 2 == 0);
        assert_eq!(even.check(&Scalar::Number(4)), Ok(()));
        assert_eq!(even.check(&Scalar::Number(3)), Err(Unfit::Value));
        assert_eq!(even.check(&"4".into()), Err(Unfit::Value));
        assert_eq!(Rule::Date.check(&"2026-02-30".into()), Err(Unfit::Date));
        assert_eq!(Rule::Id.check(&Scalar::Empty), Ok(()));
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
    }
}
