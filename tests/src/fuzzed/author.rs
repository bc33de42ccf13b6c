//! Who wrote what is fuzzed: an office and a device, the same in every run.

use std::sync::LazyLock;

use chrono::DateTime;
use ed25519_dalek::SigningKey;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_wire::ids::OfficeId;

/// The office of all fuzzed entries.
pub const OFFICE: OfficeId = OfficeId([1; 16]);

/// The device that writes them.
pub static AUTHOR: LazyLock<(DeviceIdentity, SigningKey)> = LazyLock::new(|| {
    let identity = DeviceIdentity::generate(&Seeded::new(1, DateTime::UNIX_EPOCH));
    let secret = identity.to_secret_bytes();
    let mut seed = [0; 32];
    seed.copy_from_slice(&secret[..32]);
    (identity, SigningKey::from_bytes(&seed))
});
