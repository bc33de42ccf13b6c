//! Names of things on the wire. All are opaque bytes; none is derived from a person or a place.

use std::fmt;

/// A fixed-length byte name: CBOR byte string on the wire, lower-case hex when shown.
macro_rules! byte_name {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Reads the name from exactly `LEN` bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Some(Self(bytes.try_into().ok()?))
            }

            /// The bytes of the name.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!(stringify!($name), " of a wrong length"))
                })
            }
        }
    };
}

byte_name!(
    /// One workspace: the first 16 bytes of the derived hash of the office's root signing key.
    OfficeId,
    16
);
byte_name!(
    /// An append-only log and a unit of access. Random; unique within its office.
    FeedId,
    8
);
byte_name!(
    /// One installed copy of the app: the first 8 bytes of the derived hash of its signing key.
    DeviceId,
    8
);
byte_name!(
    /// BLAKE3 of all bytes of a sealed entry.
    EntryId,
    32
);
byte_name!(
    /// The first 16 bytes of an [`EntryId`], enough to tell a feed's entries apart in a listing.
    ShortEntryId,
    16
);
byte_name!(
    /// Names an invite at the relay: the first 16 bytes of the derived hash of the invite's verifying key.
    InviteId,
    16
);
byte_name!(
    /// The Ed25519 verifying key of an invite; only who holds the invite's secret can sign for it.
    InviteKey,
    32
);
byte_name!(
    /// Derived hash of a device's bearer token: all that a relay stores of it.
    TokenHash,
    32
);
byte_name!(
    /// Names a feed key, and what it is for, without telling either: the first 16 bytes of a derived hash. Nobody makes two keys of one name.
    KeyId,
    16
);
byte_name!(
    /// An Ed25519 verifying key.
    SignKey,
    32
);
byte_name!(
    /// An X25519 public key, to which feed keys are wrapped.
    SealKey,
    32
);

impl FeedId {
    /// The control feed, the same in every office: statements and enrolments.
    pub const CONTROL: Self = Self([0; 8]);
}

impl OfficeId {
    /// The office that `root` founds.
    pub fn of_root(root: &SignKey) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&derive("sesi/1 office id", &root.0)[..16]);
        Self(id)
    }
}

impl DeviceId {
    /// The device that signs with `key`.
    pub fn of_key(key: &SignKey) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&derive("sesi/1 device id", &key.0)[..8]);
        Self(id)
    }
}

impl InviteId {
    /// The invite whose secret signs with `key`.
    pub fn of_key(key: &InviteKey) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&derive("sesi/1 invite id", &key.0)[..16]);
        Self(id)
    }
}

impl SealKey {
    /// Whether the key is a point of small order of Curve25519 or its twist, in any of its encodings: all secrets agree on zero with it.
    pub fn is_small(&self) -> bool {
        SMALL_ORDER.iter().any(|small| {
            let last = (self.0[31] & 0x7f) == small[31];
            last && self.0[..31] == small[..31]
        })
    }
}

/// The u coordinates of small order: 0, 1, two of order 8, and -1, with the encodings of 0 and 1 above 2^255 - 19. The highest bit counts
/// for nothing (RFC 7748).
const SMALL_ORDER: [[u8; 32]; 7] = [
    edges(0x00, 0x00),
    edges(0x01, 0x00),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
    edges(0xec, 0x7f),
    edges(0xed, 0x7f),
    edges(0xee, 0x7f),
];

/// A number near 0 or near 2^255: all bytes in between are those of its sign.
const fn edges(first: u8, last: u8) -> [u8; 32] {
    let mut bytes = [if last == 0 { 0x00 } else { 0xff }; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

impl EntryId {
    /// The id of these sealed bytes.
    pub fn of(sealed: &[u8]) -> Self {
        Self(*blake3::hash(sealed).as_bytes())
    }

    /// The form used in listings.
    pub fn short(&self) -> ShortEntryId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.0[..16]);
        ShortEntryId(id)
    }
}

/// Length of a bearer token, in random bytes; on the wire it is unpadded base64url.
pub const TOKEN_LEN: usize = 24;

impl TokenHash {
    /// What the relay stores of a bearer token.
    pub fn of_token(token: &[u8; TOKEN_LEN]) -> Self {
        Self(derive("sesi/1 token", token))
    }
}

/// BLAKE3 in key-derivation mode: `context` separates the domains.
pub(crate) fn derive(context: &str, material: &[u8]) -> [u8; 32] {
    blake3::derive_key(context, material)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_wrong_length_is_refused() {
        let bytes = minicbor::to_vec(OfficeId([7; 16])).unwrap();
        assert_eq!(
            minicbor::decode::<OfficeId>(&bytes).unwrap(),
            OfficeId([7; 16])
        );
        assert!(minicbor::decode::<FeedId>(&bytes).is_err());
    }
}
