//! Which values a field may hold, and what is wrong with the others. Knows no field by name.

use super::hash::Heads;
use super::scalar::Scalar;
use super::session::SessionCode;
use super::vocabulary::{Mark, Rating, Status, Verdict, parse_date};

/// What a field may hold. [`Scalar::Empty`] is legal everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Text of 1 to so many characters.
    Text(usize),
    /// So many decimal digits.
    Digits(usize),
    Date,
    Session,
    Sessions,
    /// A whole number of this range.
    Number(i64, i64),
    /// `true`, or cleared.
    Yes,
    Id,
    Heads,
    Mark,
    Rating,
    Status,
    Verdict,
}

/// Minutes after midnight.
pub(super) const MINUTES: Rule = Rule::Number(0, 1440);

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
    /// Not the required number of digits, as a NIK or a KK number must have.
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
    /// The end of a meeting is not after its start.
    #[error("a meeting ends after it starts")]
    EndsBeforeStart,
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
            (Self::Session, Scalar::Text(text)) => SessionCode::new(text).is_ok(),
            (Self::Sessions, Scalar::Text(text)) => {
                SessionCode::list(text).is_some_and(|list| (1..=8).contains(&list.len()))
            }
            (Self::Yes, Scalar::Flag(flag)) => *flag,
            (Self::Id, Scalar::Bytes(bytes)) => bytes.len() == 16,
            (Self::Heads, Scalar::Bytes(bytes)) => Heads::from_bytes(bytes).is_some(),
            (Self::Mark, Scalar::Number(number)) => Mark::from_number(*number).is_some(),
            (Self::Rating, Scalar::Number(number)) => Rating::from_number(*number).is_some(),
            (Self::Status, Scalar::Text(text)) => Status::parse(text).is_some(),
            (Self::Verdict, Scalar::Text(text)) => Verdict::parse(text).is_some(),
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
            MINUTES.check(&Scalar::Number(1441)),
            Err(Unfit::Range { min: 0, max: 1440 })
        );
        assert_eq!(Rule::Mark.check(&Scalar::Number(4)), Err(Unfit::Value));
        assert_eq!(Rule::Date.check(&"2026-02-30".into()), Err(Unfit::Date));
        assert_eq!(Rule::Id.check(&Scalar::Empty), Ok(()));
    }
}
