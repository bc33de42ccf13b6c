//! The secret of an invite: ten random bytes that travel by QR code, message or voice, and the keys that follow from them.
//!
//! In text it is Crockford base32 of the ten bytes and of ten check bits, `XXXX-XXXX-XXXX-XXXX-CC`. The relay sees the invite
//! id alone; guessing the secret from it costs Argon2id for each of 2^80 tries.

use ed25519_dalek::SigningKey;
use sesi_wire::ids::{InviteId, InviteKey};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::stretch::{Stretch, StretchFault};
use crate::ambient::{self, Ambient};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SECRET_LEN: usize = 10;
/// Characters of the text form, check included, dashes not.
pub const TEXT_LEN: usize = 18;
const CHECK_BITS: u32 = 10;

/// What lets one person join, once.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct InviteSecret([u8; SECRET_LEN]);

/// Why a text is not an invite code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InviteFault {
    /// Characters are missing or too many.
    #[error("an invite code has {TEXT_LEN} characters, these are {found}")]
    Length {
        /// How many there are, spaces and dashes not counted.
        found: usize,
    },
    /// A character that no code has.
    #[error("{character:?} does not occur in invite codes")]
    Character {
        /// Which one.
        character: char,
    },
    /// All characters exist, but one is another than in the code.
    #[error("the code was not copied right: its last two characters do not fit the others")]
    Check,
}

impl InviteSecret {
    /// A new invite.
    pub fn generate(ambient: &dyn Ambient) -> Self {
        Self(ambient::random(ambient))
    }

    /// For storing inside the encrypted database, nowhere else.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; SECRET_LEN]> {
        Zeroizing::new(self.0)
    }

    /// Reads what [`Self::to_secret_bytes`] gave.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, sesi_wire::Malformed> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| sesi_wire::Malformed::new("invite secret", "is not 10 bytes long"))
    }

    /// The 18 characters without dashes, as in the link.
    pub fn to_compact(&self) -> Zeroizing<String> {
        let mut bits = Zeroizing::new(0);
        for byte in &self.0 {
            *bits = *bits << 8 | u128::from(*byte);
        }
        *bits = *bits << CHECK_BITS | u128::from(self.check());
        let text = (0..TEXT_LEN)
            .rev()
            .map(|at| char::from(ALPHABET[(*bits >> (5 * at)) as usize & 31]))
            .collect();
        Zeroizing::new(text)
    }

    /// The form for people: `XXXX-XXXX-XXXX-XXXX-CC`.
    pub fn to_text(&self) -> Zeroizing<String> {
        let compact = self.to_compact();
        let mut text = Zeroizing::new(String::with_capacity(TEXT_LEN + 4));
        for (at, character) in compact.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(character);
        }
        text
    }

    /// Reads a code in any case, with any spaces and dashes, `O` for `0`, `I` and `L` for `1`.
    pub fn parse(text: &str) -> Result<Self, InviteFault> {
        let mut bits = Zeroizing::new(0u128);
        let mut found = 0;
        for character in text.chars().filter(|c| !is_spacing(*c)) {
            let digit = digit_of(character).ok_or(InviteFault::Character { character })?;
            found += 1;
            if found <= TEXT_LEN {
                *bits = *bits << 5 | u128::from(digit);
            }
        }
        if found != TEXT_LEN {
            return Err(InviteFault::Length { found });
        }
        let mut secret = Self([0; SECRET_LEN]);
        let bytes = Zeroizing::new((*bits >> CHECK_BITS).to_be_bytes());
        secret.0.copy_from_slice(&bytes[bytes.len() - SECRET_LEN..]);
        let check = (*bits & ((1 << CHECK_BITS) - 1)) as u16;
        if secret.check() != check {
            return Err(InviteFault::Check);
        }
        Ok(secret)
    }

    /// Ten bits by which a slip of the pen is noticed.
    fn check(&self) -> u16 {
        let hash = blake3::derive_key("sesi/1 invite check", &self.0);
        u16::from_be_bytes([hash[0], hash[1]]) >> (16 - CHECK_BITS)
    }

    /// What follows from the secret. Costs one Argon2id: about 50 ms on a laptop.
    pub fn keys(&self) -> Result<InviteKeys, StretchFault> {
        let mut salt = [0; 16];
        salt.copy_from_slice(&blake3::derive_key("sesi/1 invite salt", b"")[..16]);
        let stretched = Stretch::STANDARD.stretch(&self.0, &salt)?;
        let seed = Zeroizing::new(blake3::derive_key("sesi/1 invite sign", &*stretched));
        let sign = SigningKey::from_bytes(&seed);
        Ok(InviteKeys {
            invite: InviteId::of_key(&InviteKey(sign.verifying_key().to_bytes())),
            welcome: Zeroizing::new(blake3::derive_key("sesi/1 invite welcome", &*stretched)),
            sign,
        })
    }
}

impl std::fmt::Debug for InviteSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteSecret(secret)")
    }
}

/// Whether people put this between the groups of a code.
pub(super) fn is_spacing(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '_' | '.' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        // Invisible marks that messengers insert.
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn digit_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|known| char::from(*known) == upper)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The invite's id, which the relay knows, and two keys, which it does not.
pub struct InviteKeys {
    /// Names the invite at the relay.
    pub invite: InviteId,
    /// Seals the welcome.
    pub(super) welcome: Zeroizing<[u8; 32]>,
    /// Proves an enrolment. Wiped when it is dropped.
    pub(super) sign: SigningKey,
}

impl InviteKeys {
    /// The welcome key and the seed of the signing key, for the published test vectors.
    pub fn to_secret_bytes(&self) -> (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>) {
        (self.welcome.clone(), Zeroizing::new(self.sign.to_bytes()))
    }
}

impl std::fmt::Debug for InviteKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InviteKeys({:?}, secret)", self.invite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use proptest::prelude::*;

    /// The text as a person might hand it on.
    fn garbled(text: &str, how: &[u8]) -> String {
        let mut out = String::new();
        for (character, how) in text.chars().filter(|c| *c != '-').zip(how.iter().cycle()) {
            match (character, how % 4) {
                ('0', 1) => out.push('o'),
                ('1', 1) => out.push('l'),
                ('1', 2) => out.push('I'),
                (other, 1 | 2) => out.push(other.to_ascii_lowercase()),
                (other, _) => out.push(other),
            }
            match how % 7 {
                0 => out.push(' '),
                1 => out.push('\u{2013}'),
                2 => out.push_str("\n-"),
                _ => {}
            }
        }
        out
    }

    proptest! {
        #[test]
        fn a_code_reads_back_however_it_was_handed_on(secret: [u8; 10], how in proptest::collection::vec(any::<u8>(), 1..30)) {
            let secret = InviteSecret(secret);
            let text = secret.to_text();
            prop_assert_eq!(text.len(), 22);
            prop_assert_eq!(InviteSecret::parse(&garbled(&text, &how)).unwrap().0, secret.0);
        }

        #[test]
        fn one_wrong_character_is_noticed_almost_always(secret: [u8; 10], at in 0usize..18, by in 1usize..32) {
            let text = InviteSecret(secret).to_compact();
            let mut wrong: Vec<u8> = text.bytes().collect();
            let digit = ALPHABET.iter().position(|c| *c == wrong[at]).unwrap();
            wrong[at] = ALPHABET[(digit + by) % 32];
            let read = InviteSecret::parse(std::str::from_utf8(&wrong).unwrap());
            // Ten check bits miss one slip in 1,024; then at least another secret comes out.
            prop_assert!(read.is_err() || read.unwrap().0 != secret);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            InviteSecret::parse(&text).ok();
        }
    }

    #[test]
    fn slips_are_explained() {
        let text = InviteSecret([7; 10]).to_text();
        assert_eq!(
            InviteSecret::parse(&text[..20]).unwrap_err(),
            InviteFault::Length { found: 16 }
        );
        assert_eq!(
            InviteSecret::parse(&text.replacen('0', "U", 1)).unwrap_err(),
            InviteFault::Character { character: 'U' }
        );
        let last = if text.ends_with('0') { "1" } else { "0" };
        let wrong = format!("{}{last}", &text[..21]);
        assert_eq!(InviteSecret::parse(&wrong).unwrap_err(), InviteFault::Check);
    }

    #[test]
    fn the_keys_differ_from_each_other_and_between_secrets() {
        let (one, two) = (
            InviteSecret([1; 10]).keys().unwrap(),
            InviteSecret([2; 10]).keys().unwrap(),
        );
        assert_ne!(one.invite, two.invite);
        assert_ne!(one.welcome, two.welcome);
        assert_ne!(one.sign.to_bytes(), *one.welcome);
        assert!(format!("{one:?}").ends_with(", secret)"));
    }

    #[test]
    fn what_is_stored_of_a_secret_and_published_of_its_keys_is_theirs() {
        let ambient = Seeded::new(3, chrono::DateTime::UNIX_EPOCH);
        let secret = InviteSecret::generate(&ambient);
        let back = InviteSecret::from_secret_bytes(&*secret.to_secret_bytes()).unwrap();
        assert_eq!(back.to_compact(), secret.to_compact());
        let keys = secret.keys().unwrap();
        let (welcome, sign) = keys.to_secret_bytes();
        assert_eq!(welcome, keys.welcome);
        assert_eq!(SigningKey::from_bytes(&sign), keys.sign);
        assert_ne!(welcome, sign);
    }
}
