//! Which PINs and passphrases are refused when they are chosen.

/// Fewest characters of a PIN or passphrase.
pub const SHORTEST: usize = 6;
/// Most characters of a piece whose repetition is refused; twice that is the shortest PIN.
const LONGEST_PIECE: usize = SHORTEST / 2;

/// Why a PIN may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPin {
    /// Too few characters.
    #[error("a PIN has at least {SHORTEST} characters")]
    TooShort,
    /// Among the first that anybody tries: one step repeated (`111111`, `123456`, `642086`) or a short piece repeated
    /// (`121212`, `123123`).
    #[error("this PIN is among the first that anybody tries; choose another")]
    Trivial,
}

/// Refuses what a thief tries first.
pub fn check(pin: &str) -> Result<(), WeakPin> {
    let characters: Vec<char> = pin.chars().collect();
    if characters.len() < SHORTEST {
        return Err(WeakPin::TooShort);
    }
    let repeats = (1..=LONGEST_PIECE).any(|period| {
        characters
            .iter()
            .zip(&characters[period..])
            .all(|(a, b)| a == b)
    });
    if repeats || steps_evenly(&characters) {
        return Err(WeakPin::Trivial);
    }
    Ok(())
}

/// Digits that always move on by the same step, with 0 after 9.
fn steps_evenly(characters: &[char]) -> bool {
    let digits: Option<Vec<u32>> = characters.iter().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    let mut steps = digits.windows(2).map(|pair| (pair[1] + 10 - pair[0]) % 10);
    let first = steps.next();
    steps.all(|step| Some(step) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_thief_tries_first_is_refused_and_the_rest_is_not() {
        for pin in [
            "111111", "123456", "654321", "890123", "098765", "246802", "121212", "123123",
            "aaaaaa", "abcabcab",
        ] {
            assert!(check(pin).is_err(), "{pin}");
        }
        for pin in ["", "12345", "abcde", "日本語日本"] {
            assert_eq!(check(pin), Err(WeakPin::TooShort), "{pin}");
        }
        for pin in [
            "271828",
            "112233",
            "123457",
            "kopi luwuk",
            "100000",
            "12341234",
        ] {
            assert_eq!(check(pin), Ok(()), "{pin}");
        }
    }
}
