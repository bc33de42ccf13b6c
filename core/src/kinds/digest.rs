//! Digests of what somebody saw, as documents store them. Knows no kind.

/// Whether a text is so many lower-case hexadecimal digits.
pub(super) fn is_hex(text: &str, digits: usize) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == digits && text.bytes().all(digit)
}

/// Digests names and values, in the order in which they come.
pub(super) struct Digest(blake3::Hasher);

impl Digest {
    /// Of nothing yet; `context` tells it from digests of other things.
    pub(super) fn new(context: &str) -> Self {
        Self(blake3::Hasher::new_derive_key(context))
    }

    /// Adds a name and what it says. What says nothing is left out, so that a field that a later version adds changes no older digest.
    pub(super) fn add(&mut self, name: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        for part in [name, value] {
            self.0.update(&(part.len() as u64).to_be_bytes());
            self.0.update(part.as_bytes());
        }
    }

    /// In hex.
    pub(super) fn hex(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[(&str, Option<&str>)]) -> String {
        let mut digest = Digest::new("sesi test 1");
        for (name, value) in parts {
            digest.add(name, *value);
        }
        digest.hex()
    }

    #[test]
    fn what_says_nothing_changes_nothing_and_no_part_runs_into_the_next() {
        let one = of(&[("a", Some("bc"))]);
        assert!(is_hex(&one, 64));
        assert_eq!(one, of(&[("z", None), ("a", Some("bc"))]));
        assert_ne!(one, of(&[("ab", Some("c"))]));
        assert_ne!(one, of(&[("a", Some("b")), ("c", Some(""))]));
    }
}
