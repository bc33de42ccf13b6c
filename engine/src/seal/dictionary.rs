//! What bodies of a field often say: the dictionary of packing method 2, prepared for each effort. The field hands it in.

use std::sync::OnceLock;

use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// How much work packing is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// To learn about how much a body will have: a seventh of the time, a fortieth more bytes.
    Quick,
    /// What is sent.
    Thorough,
}

impl Effort {
    /// zstd's. Measured on a hundred documents of two changes: 6 takes 1.2 ms and 287 bytes a document, 15 takes 9 ms and 279, 19 takes 14 ms
    /// and 278.
    pub(super) fn level(self) -> i32 {
        match self {
            Self::Quick => 6,
            Self::Thorough => 15,
        }
    }
}

/// A dictionary for zstd, prepared when it is first needed. Released entries need it to be read: once a version is out, it never changes.
pub struct Dictionary {
    bytes: &'static [u8],
    quick: OnceLock<EncoderDictionary<'static>>,
    thorough: OnceLock<EncoderDictionary<'static>>,
    decoder: OnceLock<DecoderDictionary<'static>>,
}

impl Dictionary {
    /// Of what `zstd --train` made of samples, or of any bytes that bodies repeat; at most 32 KiB are of use.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self {
            bytes,
            quick: OnceLock::new(),
            thorough: OnceLock::new(),
            decoder: OnceLock::new(),
        }
    }

    /// What it was made of.
    pub fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    pub(super) fn encoder(&self, effort: Effort) -> &EncoderDictionary<'static> {
        let prepared = match effort {
            Effort::Quick => &self.quick,
            Effort::Thorough => &self.thorough,
        };
        prepared.get_or_init(|| EncoderDictionary::copy(self.bytes, effort.level()))
    }

    pub(super) fn decoder(&self) -> &DecoderDictionary<'static> {
        self.decoder
            .get_or_init(|| DecoderDictionary::copy(self.bytes))
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dictionary({} bytes)", self.bytes.len())
    }
}

/// For tests of this room.
#[cfg(test)]
pub(super) static SOME: Dictionary =
    Dictionary::new(b"shelf, book, reader, returned, lent, here, ill, absent, hall, title, year");
