//! What an invited device is told at once: who invites it, as whom, and the keys of its feeds. The relay holds it sealed.
//!
//! Sealed form: 24 random bytes of nonce, then XChaCha20-Poly1305 under the invite's welcome key with the invite id as
//! associated data. Plain form: a CBOR map; keys of later versions are skipped.
//!
//! ```text
//! 0 office name     1 office id          2 root signing key   3 staff id (16)    4 staff name
//! 5 role label      6 UTC offset, min    7 [[feed, purpose, rights, [[epoch, key] ...]] ...]
//! ```

use minicbor::{Decoder, Encoder};
use sesi_wire::ids::{FeedId, OfficeId, SignKey};
use sesi_wire::limits::MAX_WELCOME;
use sesi_wire::statement::Rights;
use zeroize::Zeroizing;

use super::cbor::{definite, message};
use super::epoch::EpochKey;
use super::feed_kind::{FeedKind, kind_of};
use super::invite::InviteKeys;
use super::purpose::Purpose;
use super::secret::{FeedKey, secret_cbor};
use super::{NONCE_LEN, TAG_LEN, open, seal};
use crate::ambient::{self, Ambient};

/// Bytes of feeds in a welcome. Every feed that is in it gets a new key once the invite ended, so an office that invites a device of its
/// own does not hand out all that it has.
pub const ROOM: usize = 3 * 1024;
/// Bytes of a feed without purpose and keys: three heads, id and rights.
const ENTRY_ROOM: usize = 12;
/// Bytes of a key: heads, a number, 32.
const KEY_ROOM: usize = 40;

/// Smaller is more urgent: feeds of no year in the order of their kinds, then those of a year from `year` back, then what a later version made.
fn urgency(kinds: &[FeedKind], purpose: &Purpose, year: u16) -> (u8, u64) {
    match (kind_of(kinds, purpose), purpose.year) {
        (None, _) => (2, 0),
        (Some(_), Some(of)) => (1, year.saturating_sub(of).into()),
        (Some(kind), None) => (0, kind.number),
    }
}

/// A feed in a welcome: what it is, what the device may do there, and its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeFeed {
    /// The feed.
    pub feed: FeedId,
    /// What it is for.
    pub purpose: Purpose,
    /// What the device may do there.
    pub rights: Rights,
    /// Epoch numbers with their keys; an epoch that was begun twice is there twice.
    pub keys: Vec<(u32, FeedKey)>,
}

impl WelcomeFeed {
    /// The keys one by one.
    pub fn epoch_keys(&self) -> impl Iterator<Item = EpochKey> + '_ {
        self.keys.iter().map(|(epoch, key)| EpochKey {
            feed: self.feed,
            epoch: *epoch,
            purpose: self.purpose.clone(),
            key: key.clone(),
        })
    }
}

/// The welcome in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// As people know the office.
    pub office_name: String,
    /// The office.
    pub office: OfficeId,
    /// Verifies the founding; the office id is derived from it.
    pub root: SignKey,
    /// The id of the person who is invited.
    pub person: [u8; 16],
    /// The person's name.
    pub person_name: String,
    /// What the office calls the role.
    pub role_label: String,
    /// The office's zone, minutes east of UTC.
    pub utc_offset_minutes: i16,
    /// The feeds that the device gets at once.
    pub feeds: Vec<WelcomeFeed>,
}

/// Why a welcome could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WelcomeFault {
    /// Give fewer old epochs: the grant brings the rest.
    #[error("the welcome has {0} bytes, more than the {MAX_WELCOME} that an invite holds")]
    TooLarge(usize),
    /// Sealed for another invite, or damaged.
    #[error("the welcome does not open with this invite")]
    WrongKey,
    /// It opens, but does not say what a welcome says.
    #[error("the welcome is malformed: {0}")]
    Malformed(&'static str),
    /// The office id does not follow from the root key.
    #[error("the welcome names an office that its root did not found")]
    ForeignRoot,
}

impl Welcome {
    /// Keeps the most urgent feeds, as far as they take about [`ROOM`] bytes: those of no year in the order of their `kinds`, those of `year` and
    /// later, then older ones from the newest back. The grant brings what is left out. Says which were kept, with their epochs.
    pub fn bound(&mut self, kinds: &[FeedKind], year: u16) -> Vec<(FeedId, u32)> {
        self.feeds
            .sort_by_key(|feed| (urgency(kinds, &feed.purpose, year), feed.feed));
        let mut room = ROOM;
        let mut kept = 0;
        for feed in &self.feeds {
            let size = ENTRY_ROOM + feed.purpose.to_bytes().len() + KEY_ROOM * feed.keys.len();
            if size > room {
                break;
            }
            room -= size;
            kept += 1;
        }
        self.feeds.truncate(kept);
        let keys = self.feeds.iter().flat_map(|feed| {
            let keys = feed.keys.iter();
            keys.map(|(epoch, _)| (feed.feed, *epoch))
        });
        keys.collect()
    }

    /// Seals it for whoever holds the invite's secret.
    pub fn seal(
        &self,
        invite: &InviteKeys,
        ambient: &dyn Ambient,
    ) -> Result<Vec<u8>, WelcomeFault> {
        let plain = secret_cbor(2 * MAX_WELCOME, |e| self.put(e));
        let len = NONCE_LEN + plain.len() + TAG_LEN;
        if len > MAX_WELCOME {
            return Err(WelcomeFault::TooLarge(len));
        }
        let nonce: [u8; NONCE_LEN] = ambient::random(ambient);
        let mut sealed = nonce.to_vec();
        sealed.extend(seal(&invite.welcome, &nonce, &invite.invite.0, &plain));
        Ok(sealed)
    }

    /// Opens what the relay handed out, and checks that the office is the root's.
    pub fn open(sealed: &[u8], invite: &InviteKeys) -> Result<Self, WelcomeFault> {
        if sealed.len() > MAX_WELCOME {
            return Err(WelcomeFault::TooLarge(sealed.len()));
        }
        let (nonce, ciphertext) = sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(WelcomeFault::WrongKey)?;
        let plain: Zeroizing<Vec<u8>> = open(&invite.welcome, nonce, &invite.invite.0, ciphertext)
            .ok_or(WelcomeFault::WrongKey)?;
        let welcome = Self::take(&mut Decoder::new(&plain))
            // What the decoder says could quote a part of a key: keep it out of the error.
            .map_err(|_| WelcomeFault::Malformed("not a map of its fields"))?;
        if OfficeId::of_root(&welcome.root) != welcome.office {
            return Err(WelcomeFault::ForeignRoot);
        }
        Ok(welcome)
    }

    fn put<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.map(8)?.u8(0)?.str(&self.office_name)?;
        e.u8(1)?.encode(self.office)?.u8(2)?.encode(self.root)?;
        e.u8(3)?
            .bytes(&self.person)?
            .u8(4)?
            .str(&self.person_name)?;
        e.u8(5)?
            .str(&self.role_label)?
            .u8(6)?
            .i16(self.utc_offset_minutes)?;
        e.u8(7)?.array(self.feeds.len() as u64)?;
        for feed in &self.feeds {
            e.array(4)?
                .encode(feed.feed)?
                .encode(&feed.purpose)?
                .encode(feed.rights)?;
            e.array(feed.keys.len() as u64)?;
            for (epoch, key) in &feed.keys {
                e.array(2)?.u32(*epoch)?.bytes(key.as_bytes())?;
            }
        }
        Ok(())
    }

    fn take(d: &mut Decoder<'_>) -> Result<Self, minicbor::decode::Error> {
        let (mut office_name, mut office, mut root) = (None, None, None);
        let (mut person, mut person_name, mut role_label) = (None, None, None);
        let (mut offset, mut feeds) = (None, None);
        let fields = d
            .map()?
            .ok_or_else(|| message("maps have a definite length"))?;
        for _ in 0..fields {
            match d.u64()? {
                0 => office_name = Some(d.str()?.to_owned()),
                1 => office = Some(d.decode()?),
                2 => root = Some(d.decode()?),
                3 => person = Some(d.bytes()?.try_into().map_err(|_| message("person"))?),
                4 => person_name = Some(d.str()?.to_owned()),
                5 => role_label = Some(d.str()?.to_owned()),
                6 => offset = Some(d.i16()?),
                7 => feeds = Some(take_feeds(d)?),
                _ => d.skip()?,
            }
        }
        let missing = || message("a field is missing");
        Ok(Self {
            office_name: office_name.ok_or_else(missing)?,
            office: office.ok_or_else(missing)?,
            root: root.ok_or_else(missing)?,
            person: person.ok_or_else(missing)?,
            person_name: person_name.ok_or_else(missing)?,
            role_label: role_label.ok_or_else(missing)?,
            utc_offset_minutes: offset.ok_or_else(missing)?,
            feeds: feeds.ok_or_else(missing)?,
        })
    }
}

fn take_feeds(d: &mut Decoder<'_>) -> Result<Vec<WelcomeFeed>, minicbor::decode::Error> {
    let mut feeds = Vec::new();
    for _ in 0..definite(d)? {
        let items = definite(d)?;
        if items < 4 {
            return Err(message("a feed of a welcome has four items"));
        }
        let mut feed = WelcomeFeed {
            feed: d.decode()?,
            purpose: d.decode()?,
            rights: d.decode()?,
            keys: Vec::new(),
        };
        for _ in 0..definite(d)? {
            if definite(d)? != 2 {
                return Err(message("a key of a welcome has two items"));
            }
            let epoch = d.u32()?;
            let key = FeedKey::from_secret_bytes(d.bytes()?).map_err(|_| message("key length"))?;
            feed.keys.push((epoch, key));
        }
        for _ in 4..items {
            d.skip()?;
        }
        feeds.push(feed);
    }
    Ok(feeds)
}

#[cfg(test)]
#[path = "welcome_tests.rs"]
mod tests;
