//! One-time codes with which an operator lets an office in. Shown once, stored as a hash.

use data_encoding::BASE32_NOPAD;

use super::RelayTime;

/// Random bytes of a code: 120 bits, 24 characters to type.
const LEN: usize = 15;
/// Characters between dashes.
const GROUP: usize = 6;
const CONTEXT: &str = "sesi/1 founding code";

/// A new code, as the operator reads it out, and what is stored of it.
pub struct FoundingCode {
    /// Groups of letters and digits. Print it once.
    pub shown: String,
    /// What the relay keeps.
    pub hash: [u8; 32],
}

impl FoundingCode {
    /// Draws a code.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let random: [u8; LEN] = crate::random::bytes()?;
        let letters = BASE32_NOPAD.encode(&random);
        let groups: Vec<String> = letters
            .as_bytes()
            .chunks(GROUP)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        let shown = groups.join("-");
        let hash = hash(&shown);
        Ok(Self { shown, hash })
    }
}

/// What is stored of a code, however it was typed: letter case, dashes and blanks do not matter, nor do 0 for O, 1 for I
/// and 8 for B, which the alphabet does not have.
pub fn hash(typed: &str) -> [u8; 32] {
    let canonical: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            letter => letter.to_ascii_uppercase(),
        })
        .collect();
    blake3::derive_key(CONTEXT, canonical.as_bytes())
}

/// When a code drawn at `now` ends, in seconds since 1970.
pub fn expiry(now: RelayTime, hours: u32) -> u64 {
    now.seconds().saturating_add(u64::from(hours) * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_however_it_is_typed_and_no_two_are_alike() {
        let code = FoundingCode::draw().unwrap();
        assert_eq!(code.shown.len(), 24 + 3);
        assert_eq!(
            hash(&code.shown.to_lowercase().replace('-', " ")),
            code.hash
        );
        assert_eq!(hash("oib"), hash("0-1 8"));
        assert_ne!(FoundingCode::draw().unwrap().hash, code.hash);
        assert_ne!(hash(&code.shown[1..]), code.hash);
    }

    #[test]
    fn a_code_ends_after_its_hours_and_never_before_it_began() {
        let at = |seconds: u64| RelayTime(seconds * 1000);
        assert_eq!(expiry(at(100), 0), 100);
        assert_eq!(expiry(at(100), 48), 100 + 48 * 3600);
        assert_eq!(expiry(at(100), u32::MAX), 100 + u64::from(u32::MAX) * 3600);
    }
}
