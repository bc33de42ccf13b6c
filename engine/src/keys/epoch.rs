//! The key of a feed in one epoch, what the feed is for, and how a key is handed to a device.
//!
//! Handing over is HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, with
//! `info = "sesi/1 epoch" || office id` and `aad = feed || epoch (4 bytes, big endian) || device id`. The result is the
//! encapsulated key (32 bytes), then the ciphertext. Base mode does not say who sent it: the signed statement does. A key is also sealed
//! under the key of the epoch after it, so that whoever has the newest key has all.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use minicbor::Decoder;
use sesi_wire::ids::{DeviceId, FeedId, KeyId, OfficeId};
use sesi_wire::statement::{DeviceKeys, Previous, Wrapped};
use zeroize::Zeroizing;

use super::cbor::{definite, message};
use super::identity::DeviceIdentity;
use super::purpose::Purpose;
use super::rng::AmbientRng;
pub use super::secret::FeedKey;
use super::secret::secret_cbor;
use super::{NONCE_LEN, open, seal};
use crate::ambient::{Ambient, random};

const INFO: &[u8] = b"sesi/1 epoch";
const ENCAPSULATED_LEN: usize = 32;

/// A feed's key for one epoch. Two office devices that start the same epoch apart from each other make two keys of one
/// number: keep both, and try both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochKey {
    /// The feed.
    pub feed: FeedId,
    /// 1, 2, 3 ...
    pub epoch: u32,
    /// What the feed is for.
    pub purpose: Purpose,
    /// The key.
    pub key: FeedKey,
}

/// Why a key could not be handed over or taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EpochFault {
    /// The device's public key is not one.
    #[error("the device {0} has an unusable public key; it has to enrol anew")]
    BadSealKey(DeviceId),
    /// Wrapped to another device, for another feed, epoch or office, or damaged.
    #[error("this key is not wrapped to this device, or it is damaged")]
    NotForUs,
    /// It opens, but what is inside is not a key of this feed and epoch.
    #[error("a feed key does not say what its place requires: {0}")]
    Malformed(String),
}

impl EpochKey {
    /// The first epoch of a new feed.
    pub fn first(feed: FeedId, purpose: Purpose, ambient: &dyn Ambient) -> Self {
        Self {
            feed,
            epoch: 1,
            purpose,
            key: FeedKey::generate(ambient),
        }
    }

    /// The epoch after this one, with a new key. `None` after epoch 4,294,967,295.
    pub fn next(&self, ambient: &dyn Ambient) -> Option<Self> {
        Some(Self {
            epoch: self.epoch.checked_add(1)?,
            key: FeedKey::generate(ambient),
            ..self.clone()
        })
    }

    /// Names the key, and what it is for, in statements: the first 16 bytes of `derive("sesi/1 epoch key id", key || purpose)`. Whoever
    /// gives it to several can give no two of them another key, nor the same one for another purpose.
    pub fn id(&self) -> KeyId {
        let named = Zeroizing::new([self.key.as_bytes(), &self.purpose.to_bytes()[..]].concat());
        let hash = blake3::derive_key("sesi/1 epoch key id", &named);
        let mut id = [0; KeyId::LEN];
        id.copy_from_slice(&hash[..KeyId::LEN]);
        KeyId(id)
    }

    /// Seals this key under that of the epoch after it: nonce (24 bytes), then XChaCha20-Poly1305 of [`Self::to_secret_bytes`] under
    /// `derive("sesi/1 epoch before", key after)` with the office id, the feed and this epoch as associated data.
    pub fn seal_under(&self, after: &Self, office: &OfficeId, ambient: &dyn Ambient) -> Previous {
        let nonce: [u8; NONCE_LEN] = random(ambient);
        let aad = before_aad(office, self.feed, self.epoch);
        let sealed = seal(&before_key(after), &nonce, &aad, &self.to_secret_bytes());
        Previous {
            key: self.id(),
            sealed: [&nonce[..], &sealed].concat().into(),
        }
    }

    /// The key of the epoch before this one, from what [`Self::seal_under`] made of it.
    pub fn open_before(&self, before: &Previous, office: &OfficeId) -> Result<Self, EpochFault> {
        let epoch = self.epoch.checked_sub(1).ok_or(EpochFault::NotForUs)?;
        let (nonce, sealed) = before
            .sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(EpochFault::NotForUs)?;
        let aad = before_aad(office, self.feed, epoch);
        let plain = open(&before_key(self), nonce, &aad, sealed).ok_or(EpochFault::NotForUs)?;
        let key = Self::from_secret_bytes(&plain)?;
        key.must_be(self.feed, epoch, before.key)
    }

    /// The key, if it is what its statement says.
    fn must_be(self, feed: FeedId, epoch: u32, id: KeyId) -> Result<Self, EpochFault> {
        if (self.feed, self.epoch, self.id()) != (feed, epoch, id) {
            return Err(EpochFault::Malformed("another key inside".into()));
        }
        Ok(self)
    }

    /// CBOR array `[feed, epoch, purpose, key]`, for storing inside the encrypted database.
    pub fn to_secret_bytes(&self) -> Zeroizing<Vec<u8>> {
        secret_cbor(96, |e| {
            e.array(4)?
                .bytes(&self.feed.0)?
                .u32(self.epoch)?
                .encode(&self.purpose)?;
            e.bytes(self.key.as_bytes())?.ok()
        })
    }

    /// Reads what [`Self::to_secret_bytes`] gave.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, EpochFault> {
        let mut d = Decoder::new(bytes);
        Self::take(&mut d)
            .ok()
            .filter(|_| d.position() == bytes.len())
            // What the decoder says could quote a part of the key: keep it out of the error.
            .ok_or_else(|| EpochFault::Malformed("not [feed, epoch, purpose, key]".into()))
    }

    fn take(d: &mut Decoder<'_>) -> Result<Self, minicbor::decode::Error> {
        if definite(d)? != 4 {
            return Err(message("an epoch key has four items"));
        }
        Ok(Self {
            feed: d.decode()?,
            epoch: d.u32()?,
            purpose: d.decode()?,
            key: FeedKey::from_secret_bytes(d.bytes()?).map_err(|_| message("key length"))?,
        })
    }

    /// Seals the key to one device.
    pub fn wrap(
        &self,
        office: &OfficeId,
        to: &DeviceKeys,
        ambient: &dyn Ambient,
    ) -> Result<Wrapped, EpochFault> {
        let device = to.device();
        let bad = |_| EpochFault::BadSealKey(device);
        let recipient =
            <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.seal.0).map_err(bad)?;
        let (encapsulated, ciphertext) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &recipient,
                &[INFO, &office.0].concat(),
                &self.to_secret_bytes(),
                &aad(self.feed, self.epoch, device),
                &mut AmbientRng(ambient),
            )
            .map_err(bad)?;
        let sealed = [&encapsulated.to_bytes()[..], &ciphertext].concat();
        Ok(Wrapped {
            device,
            sealed: sealed.into(),
        })
    }

    /// Opens a key that a statement says is wrapped to this device.
    pub fn unwrap(
        sealed: &[u8],
        office: &OfficeId,
        feed: FeedId,
        epoch: u32,
        id: KeyId,
        identity: &DeviceIdentity,
    ) -> Result<Self, EpochFault> {
        let not_for_us = |_| EpochFault::NotForUs;
        let (encapsulated, ciphertext) = sealed
            .split_at_checked(ENCAPSULATED_LEN)
            .ok_or(EpochFault::NotForUs)?;
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(identity.seal_secret())
            .map_err(not_for_us)?;
        let encapsulated =
            <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).map_err(not_for_us)?;
        let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &secret,
            &encapsulated,
            &[INFO, &office.0].concat(),
            ciphertext,
            &aad(feed, epoch, identity.device()),
        )
        .map(Zeroizing::new)
        .map_err(not_for_us)?;
        let key = Self::from_secret_bytes(&plain)?;
        key.must_be(feed, epoch, id)
    }
}

fn before_key(after: &EpochKey) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(blake3::derive_key(
        "sesi/1 epoch before",
        after.key.as_bytes(),
    ))
}

fn before_aad(office: &OfficeId, feed: FeedId, epoch: u32) -> Vec<u8> {
    [&office.0[..], &feed.0, &epoch.to_be_bytes()].concat()
}

fn aad(feed: FeedId, epoch: u32, device: DeviceId) -> Vec<u8> {
    [&feed.0[..], &epoch.to_be_bytes(), &device.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use proptest::prelude::*;
    use sesi_wire::ids::SealKey;

    fn ambient() -> Seeded {
        Seeded::new(3, chrono::DateTime::UNIX_EPOCH)
    }

    fn purposes() -> impl Strategy<Value = Purpose> {
        let place = proptest::option::of("[0-9.]{2,8}");
        (any::<u64>(), place, any::<Option<u16>>()).prop_map(|(kind, place, year)| Purpose {
            kind,
            place,
            year,
        })
    }

    fn purpose() -> Purpose {
        Purpose {
            kind: 3,
            place: None,
            year: Some(2026),
        }
    }

    proptest! {
        #[test]
        fn a_wrapped_key_opens_for_its_device_and_place_alone(purpose in purposes(), epoch: u32) {
            let ambient = ambient();
            let (ours, theirs) = (DeviceIdentity::generate(&ambient), DeviceIdentity::generate(&ambient));
            let (office, feed) = (OfficeId([1; 16]), FeedId([2; 8]));
            let key = EpochKey { feed, epoch, purpose, key: FeedKey::generate(&ambient) };
            let wrapped = key.wrap(&office, &ours.public(), &ambient).unwrap();
            prop_assert_eq!(wrapped.device, ours.device());
            let id = key.id();
            let open = |office, feed, epoch, who| EpochKey::unwrap(&wrapped.sealed, office, feed, epoch, id, who);
            let other = EpochKey::unwrap(&wrapped.sealed, &office, feed, epoch, KeyId([0; 16]), &ours);
            prop_assert!(matches!(other, Err(EpochFault::Malformed(_))));
            prop_assert_eq!(open(&office, feed, epoch, &ours).unwrap(), key);
            for refused in [
                open(&office, feed, epoch, &theirs),
                open(&OfficeId([9; 16]), feed, epoch, &ours),
                open(&office, FeedId([9; 8]), epoch, &ours),
                open(&office, feed, epoch ^ 1, &ours),
            ] {
                prop_assert_eq!(refused, Err(EpochFault::NotForUs));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let ours = DeviceIdentity::generate(&ambient());
            prop_assert!(EpochKey::unwrap(&bytes, &OfficeId([1; 16]), FeedId([2; 8]), 1, KeyId([3; 16]), &ours).is_err());
            EpochKey::from_secret_bytes(&bytes).ok();
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let ambient = ambient();
        let ours = DeviceIdentity::generate(&ambient);
        let key = EpochKey::first(FeedId([2; 8]), purpose(), &ambient);
        let office = OfficeId([1; 16]);
        let sealed = key
            .wrap(&office, &ours.public(), &ambient)
            .unwrap()
            .sealed
            .to_vec();
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            for bad in [&flipped[..], &sealed[..at]] {
                assert!(
                    EpochKey::unwrap(bad, &office, key.feed, 1, key.id(), &ours).is_err(),
                    "byte {at}"
                );
            }
        }
    }

    #[test]
    fn who_has_the_newest_key_walks_back_and_nobody_else_does() {
        let ambient = ambient();
        let office = OfficeId([1; 16]);
        let first = EpochKey::first(FeedId([2; 8]), purpose(), &ambient);
        let second = first.next(&ambient).unwrap();
        let third = second.next(&ambient).unwrap();
        let sealed = first.seal_under(&second, &office, &ambient);
        assert_eq!(second.open_before(&sealed, &office), Ok(first.clone()));
        let mut elsewhere = second.clone();
        elsewhere.feed = FeedId([3; 8]);
        // Of the same feed and epoch: what differs is the secret alone.
        let twin = first.next(&ambient).unwrap();
        for (key, office) in [
            (&third, &office),
            (&twin, &office),
            (&elsewhere, &office),
            (&second, &OfficeId([9; 16])),
            (&first, &office),
        ] {
            assert!(key.open_before(&sealed, office).is_err());
        }
        for at in 0..sealed.sealed.len() {
            let mut flipped = sealed.clone();
            flipped.sealed[at] ^= 1;
            assert!(second.open_before(&flipped, &office).is_err(), "byte {at}");
        }
        let mut misnamed = sealed;
        misnamed.key = second.id();
        assert!(second.open_before(&misnamed, &office).is_err());
        let last = EpochKey {
            epoch: u32::MAX,
            ..third
        };
        assert_eq!(last.next(&ambient), None);
    }

    #[test]
    fn nobody_gives_one_key_for_two_purposes_nor_two_keys_under_one_name() {
        let key = EpochKey::first(FeedId([2; 8]), purpose(), &ambient());
        let other = EpochKey {
            purpose: Purpose {
                year: None,
                ..purpose()
            },
            ..key.clone()
        };
        assert_ne!(key.id(), other.id());
        // Two keys whose hashes begin with the same 8 bytes, which took 2^32 steps to find.
        let [one, another] = [0x18dc_3fb2_15e8_ebed_u64, 0xd1fa_aad4_058e_a46d].map(|start| {
            let mut secret = [0; 32];
            secret[..8].copy_from_slice(&start.to_le_bytes());
            secret
        });
        let hash = |secret: &[u8]| blake3::derive_key("sesi/1 epoch key id", secret);
        assert_eq!(hash(&one)[..8], hash(&another)[..8]);
        let [one, another] = [one, another].map(|secret| EpochKey {
            key: FeedKey::from_secret_bytes(&secret).unwrap(),
            ..key.clone()
        });
        assert_ne!(one.id(), another.id());
        assert_eq!(one.id().0.len(), 16);
    }

    #[test]
    fn a_public_key_of_low_order_is_refused() {
        let ambient = ambient();
        let mut keys = DeviceIdentity::generate(&ambient).public();
        keys.seal = SealKey([0; 32]);
        let key = EpochKey::first(FeedId([2; 8]), purpose(), &ambient);
        assert_eq!(
            key.wrap(&OfficeId([1; 16]), &keys, &ambient),
            Err(EpochFault::BadSealKey(keys.device()))
        );
    }
}
