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
    /// Names an invite at the relay; derived from the invite's secret.
    InviteId,
    16
);
byte_name!(
    /// Derived hash of a device's bearer token: all that a relay stores of it.
    TokenHash,
    32
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
