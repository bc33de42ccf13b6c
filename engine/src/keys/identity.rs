//! The keys of one installed copy of the app. Knows nothing of what the device is called or may do.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use sesi_wire::Malformed;
use sesi_wire::entry::{EntryFault, Header, SealedEntry};
use sesi_wire::ids::{DeviceId, SealKey, SignKey, TOKEN_LEN, TokenHash};
use sesi_wire::statement::DeviceKeys;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::ambient::{self, Ambient};

/// Length of [`DeviceIdentity::to_secret_bytes`]: signing seed, X25519 secret, bearer token.
pub const IDENTITY_LEN: usize = 32 + 32 + TOKEN_LEN;

/// A device's secrets: it signs entries, opens feed keys that are wrapped to it, and shows its token to the relay.
pub struct DeviceIdentity {
    sign: SigningKey,
    seal: StaticSecret,
    token: Zeroizing<[u8; TOKEN_LEN]>,
}

impl DeviceIdentity {
    /// A new device.
    pub fn generate(ambient: &dyn Ambient) -> Self {
        let mut secret = Zeroizing::new([0; IDENTITY_LEN]);
        ambient.fill(&mut *secret);
        Self::of_parts(&secret)
    }

    /// From signing seed, X25519 secret and token, in this order.
    pub(super) fn of_parts(secret: &[u8; IDENTITY_LEN]) -> Self {
        let mut sign = Zeroizing::new([0; 32]);
        let mut seal = Zeroizing::new([0; 32]);
        let mut token = Zeroizing::new([0; TOKEN_LEN]);
        sign.copy_from_slice(&secret[..32]);
        seal.copy_from_slice(&secret[32..64]);
        token.copy_from_slice(&secret[64..]);
        Self {
            sign: SigningKey::from_bytes(&sign),
            seal: StaticSecret::from(*seal),
            token,
        }
    }

    /// For storing inside the encrypted database, nowhere else.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; IDENTITY_LEN]> {
        let mut secret = Zeroizing::new([0; IDENTITY_LEN]);
        secret[..32].copy_from_slice(self.sign.as_bytes());
        secret[32..64].copy_from_slice(self.seal.as_bytes());
        secret[64..].copy_from_slice(&*self.token);
        secret
    }

    /// Reads what [`Self::to_secret_bytes`] gave.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let secret = bytes
            .try_into()
            .map_err(|_| Malformed::new("device identity", "is not 88 bytes long"))?;
        Ok(Self::of_parts(secret))
    }

    /// What others may know: two public keys and the hash of the token.
    pub fn public(&self) -> DeviceKeys {
        DeviceKeys {
            sign: SignKey(self.sign.verifying_key().to_bytes()),
            seal: SealKey(PublicKey::from(&self.seal).to_bytes()),
            token: TokenHash::of_token(&self.token),
        }
    }

    /// The device's id.
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&SignKey(self.sign.verifying_key().to_bytes()))
    }

    /// The token as the relay wants it after `Authorization: Bearer `: unpadded base64url.
    pub fn bearer(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.token))
    }

    /// Signs an entry within `scope`: the office id, or the invite id for an enrolment.
    pub fn sign(
        &self,
        header: Header,
        body: &[u8],
        scope: &[u8; 16],
    ) -> Result<SealedEntry, EntryFault> {
        SealedEntry::sign(header, body, scope, &self.sign)
    }

    /// The X25519 secret, for opening what is wrapped to this device.
    pub(super) fn seal_secret(&self) -> &[u8; 32] {
        self.seal.as_bytes()
    }
}

impl std::fmt::Debug for DeviceIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceIdentity({}, secret)", self.device())
    }
}

/// A fresh 12-byte salt for an entry header.
pub(crate) fn salt(ambient: &dyn Ambient) -> [u8; 12] {
    ambient::random(ambient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;

    #[test]
    fn an_identity_survives_its_bytes_and_is_never_printed() {
        let ambient = Seeded::new(1, chrono::DateTime::UNIX_EPOCH);
        let device = DeviceIdentity::generate(&ambient);
        let back = DeviceIdentity::from_secret_bytes(&*device.to_secret_bytes()).unwrap();
        assert_eq!(back.public(), device.public());
        assert_eq!(back.bearer(), device.bearer());
        assert_eq!(device.public().device(), device.device());
        assert_eq!(device.bearer().len(), 32);
        assert!(DeviceIdentity::from_secret_bytes(&[0; 87]).is_err());

        let shown = format!("{device:?}");
        assert_eq!(
            shown,
            format!("DeviceIdentity({}, secret)", device.device())
        );
        assert_ne!(DeviceIdentity::generate(&ambient).device(), device.device());
    }

    #[test]
    fn no_two_salts_are_one() {
        let ambient = Seeded::new(2, chrono::DateTime::UNIX_EPOCH);
        let salts: std::collections::BTreeSet<_> = (0..50).map(|_| salt(&ambient)).collect();
        assert_eq!(salts.len(), 50);
    }
}
