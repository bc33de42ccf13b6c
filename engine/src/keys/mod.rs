//! Who may read and write: the keys of a device, of feeds, of invites, and what the office says about devices.
//!
//! Pure logic over injected randomness and time: no database, no network. Secrets are wiped when dropped, never printed and
//! never `Serialize`; `to_secret_bytes` is for the encrypted database alone.
//!
//! 1. [`identity`]: the keys of one installed app; [`recovery`]: the root's keys, from 24 words on paper.
//! 2. [`pin`]: the database key, wrapped by a PIN or passphrase ([`pin_choice`] says which PINs are refused).
//! 3. [`epoch`]: the key of a feed, and how it is handed to a device.
//! 4. [`invite`], [`invite_link`], [`welcome`], [`enrolment`]: how somebody joins; [`relay_address`]: where.
//! 5. [`membership`]: what follows from everything the office has said in the control feed.

mod cbor;
mod cipher;
pub mod enrolment;
pub mod epoch;
pub mod feed_kind;
pub mod identity;
pub mod invite;
pub mod invite_link;
pub mod invite_photo;
pub mod link_fault;
pub mod membership;
pub mod pin;
pub mod pin_choice;
pub mod purpose;
pub mod recovery;
pub mod relay_address;
mod rng;
pub mod secret;
pub mod stretch;
pub mod welcome;
mod word_list;

pub(crate) use cipher::{NONCE_LEN, TAG_LEN, open, seal};
