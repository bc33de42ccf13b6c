//! Secret bytes: wiped when dropped, redacted in `Debug`, never `Serialize`.

use minicbor::Encoder;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use sesi_wire::Malformed;

use crate::ambient::{self, Ambient};

/// A 32-byte symmetric key.
macro_rules! secret_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// A new random key.
            pub fn generate(ambient: &dyn Ambient) -> Self {
                Self(ambient::random(ambient))
            }

            /// For storing inside the encrypted database, nowhere else.
            pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
                Zeroizing::new(self.0)
            }

            /// Reads what [`Self::to_secret_bytes`] gave.
            pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
                bytes
                    .try_into()
                    .map(Self)
                    .map_err(|_| Malformed::new(stringify!($name), "is not 32 bytes long"))
            }

            /// Its bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl PartialEq for $name {
            /// In constant time.
            fn eq(&self, other: &Self) -> bool {
                let difference = self.0.iter().zip(&other.0).fold(0, |d, (a, b)| d | (a ^ b));
                difference == 0
            }
        }

        impl Eq for $name {}

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret)"))
            }
        }
    };
}

secret_key!(
    /// Encrypts the entries of one feed in one epoch. All who may read the feed hold it.
    FeedKey
);
secret_key!(
    /// Opens the device's database file.
    DbKey
);

/// CBOR that holds secrets. `capacity` must not be outgrown: a vector that moves leaves an unwiped copy behind.
pub(super) fn secret_cbor(
    capacity: usize,
    write: impl FnOnce(
        &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>>,
) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    // Writing to memory cannot fail, and no type here refuses to be encoded.
    let written = write(&mut Encoder::new(&mut *bytes));
    debug_assert!(written.is_ok());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;

    #[test]
    fn a_key_survives_its_bytes_and_is_never_printed() {
        let ambient = Seeded::new(1, chrono::DateTime::UNIX_EPOCH);
        let key = FeedKey::generate(&ambient);
        let back = FeedKey::from_secret_bytes(&*key.to_secret_bytes()).unwrap();
        assert_eq!(back, key);
        assert_ne!(FeedKey::generate(&ambient), key);
        assert!(FeedKey::from_secret_bytes(&[0; 31]).is_err());
        assert_eq!(format!("{key:?}"), "FeedKey(secret)");
    }
}
