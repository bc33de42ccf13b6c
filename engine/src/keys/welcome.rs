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
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use crate::keys::feed_kind::Members;
    use crate::keys::invite::InviteSecret;

    const OFFICE: FeedKind = FeedKind {
        number: 0,
        of_place: false,
        of_year: false,
        members: Members::Read,
    };
    const PLACE: FeedKind = FeedKind {
        number: 1,
        of_place: true,
        of_year: false,
        members: Members::Invited,
    };
    const YEARS: FeedKind = FeedKind {
        number: 2,
        of_place: true,
        of_year: true,
        members: Members::Of(1),
    };
    const FORUM: FeedKind = FeedKind {
        number: 3,
        of_place: false,
        of_year: true,
        members: Members::Write,
    };

    fn sample(ambient: &Seeded, feeds: u8) -> (InviteKeys, Welcome) {
        let root = SignKey([4; 32]);
        let feed = |number| WelcomeFeed {
            feed: FeedId([number; 8]),
            purpose: YEARS.purpose(Some("72.01.05"), Some(2026)),
            rights: Rights::Write,
            keys: (1..=10)
                .map(|epoch| (epoch, FeedKey::generate(ambient)))
                .collect(),
        };
        let welcome = Welcome {
            office_name: "Office of the North".into(),
            office: OfficeId::of_root(&root),
            root,
            person: [5; 16],
            person_name: "Ni Luh Sulastri".into(),
            role_label: "Keeper".into(),
            utc_offset_minutes: 480,
            feeds: (0..feeds).map(feed).collect(),
        };
        (InviteSecret::generate(ambient).keys().unwrap(), welcome)
    }

    #[test]
    fn a_welcome_keeps_what_is_urgent_and_stays_small_whatever_the_history() {
        let ambient = Seeded::new(7, chrono::DateTime::UNIX_EPOCH);
        let (invite, mut welcome) = sample(&ambient, 0);
        let unknown = Purpose {
            kind: 9,
            place: None,
            year: None,
        };
        let mut purposes = vec![unknown, FORUM.purpose(None, Some(2025))];
        for place in 10..34 {
            let place = format!("72.01.{place}");
            let years = 2017..=2026;
            purposes.extend(years.map(|year| YEARS.purpose(Some(&place), Some(year))));
            purposes.push(PLACE.purpose(Some(&place), None));
        }
        purposes.push(OFFICE.purpose(None, None));
        welcome.feeds = (0_u64..)
            .zip(purposes)
            .map(|(number, purpose)| WelcomeFeed {
                feed: FeedId(number.to_be_bytes()),
                purpose,
                rights: Rights::Write,
                keys: vec![(700, FeedKey::generate(&ambient))],
            })
            .collect();
        let carried = welcome.bound(&[OFFICE, PLACE, YEARS, FORUM], 2026);
        assert_eq!(carried.len(), welcome.feeds.len());
        let sealed = welcome.seal(&invite, &ambient).unwrap();
        assert!(sealed.len() < ROOM + 512, "{}", sealed.len());
        let kept: Vec<(u64, Option<u16>)> = welcome
            .feeds
            .iter()
            .map(|feed| (feed.purpose.kind, feed.purpose.year))
            .collect();
        assert_eq!(kept[0], (0, None));
        assert!(kept[1..25].iter().all(|of| *of == (1, None)));
        assert!(kept.len() > 30, "{}", kept.len());
        assert!(kept[25..].iter().all(|of| *of == (2, Some(2026))));
    }

    #[test]
    fn a_welcome_opens_with_its_invite_alone_and_whole_alone() {
        let ambient = Seeded::new(8, chrono::DateTime::UNIX_EPOCH);
        let (invite, welcome) = sample(&ambient, 3);
        let sealed = welcome.seal(&invite, &ambient).unwrap();
        assert_eq!(Welcome::open(&sealed, &invite).unwrap(), welcome);
        assert_eq!(welcome.feeds[1].epoch_keys().count(), 10);

        let other = InviteSecret::generate(&ambient).keys().unwrap();
        assert_eq!(Welcome::open(&sealed, &other), Err(WelcomeFault::WrongKey));
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 0x10;
            assert_eq!(
                Welcome::open(&flipped, &invite),
                Err(WelcomeFault::WrongKey),
                "byte {at}"
            );
            assert_eq!(
                Welcome::open(&sealed[..at], &invite),
                Err(WelcomeFault::WrongKey),
                "cut {at}"
            );
        }
    }

    #[test]
    fn what_no_invite_can_hold_and_a_foreign_root_are_refused() {
        let ambient = Seeded::new(9, chrono::DateTime::UNIX_EPOCH);
        let (invite, large) = sample(&ambient, 80);
        assert!(matches!(
            large.seal(&invite, &ambient),
            Err(WelcomeFault::TooLarge(_))
        ));
        let (_, mut foreign) = sample(&ambient, 1);
        foreign.root = SignKey([6; 32]);
        let sealed = foreign.seal(&invite, &ambient).unwrap();
        assert_eq!(
            Welcome::open(&sealed, &invite),
            Err(WelcomeFault::ForeignRoot)
        );
    }

    #[test]
    fn a_welcome_may_fill_an_invite_and_not_by_a_byte_more() {
        let ambient = Seeded::new(10, chrono::DateTime::UNIX_EPOCH);
        let (invite, mut welcome) = sample(&ambient, 1);
        let sealed = welcome.seal(&invite, &ambient).unwrap().len();
        let long = "n".repeat(MAX_WELCOME / 2);
        welcome.office_name = long.clone();
        let spare = MAX_WELCOME - welcome.seal(&invite, &ambient).unwrap().len();
        assert!(
            sealed < spare,
            "the head of a text is as long for both names"
        );
        welcome.office_name = format!("{long}{}", "n".repeat(spare));
        let full = welcome.seal(&invite, &ambient).unwrap();
        assert_eq!(full.len(), MAX_WELCOME);
        assert_eq!(Welcome::open(&full, &invite).unwrap(), welcome);
        welcome.office_name.push('n');
        let more = welcome.seal(&invite, &ambient);
        assert_eq!(more, Err(WelcomeFault::TooLarge(MAX_WELCOME + 1)));
        let given = vec![0; MAX_WELCOME + 1];
        let read = Welcome::open(&given, &invite);
        assert_eq!(read, Err(WelcomeFault::TooLarge(MAX_WELCOME + 1)));
        let read = Welcome::open(&given[1..], &invite);
        assert_eq!(read, Err(WelcomeFault::WrongKey));
    }

    #[test]
    fn every_key_of_a_feed_takes_its_room() {
        let ambient = Seeded::new(11, chrono::DateTime::UNIX_EPOCH);
        let (_, mut welcome) = sample(&ambient, 3);
        let purpose = welcome.feeds[0].purpose.to_bytes().len();
        let fits = (ROOM - ENTRY_ROOM - purpose) / KEY_ROOM;
        let keys = |many: usize| -> Vec<_> {
            (1..=u32::try_from(many).unwrap())
                .map(|epoch| (epoch, FeedKey::generate(&ambient)))
                .collect()
        };
        welcome.feeds[0].keys = keys(fits);
        let kept = welcome.clone().bound(&[YEARS], 2026);
        assert_eq!(kept.len(), fits, "the first feed, whole, and no other");
        welcome.feeds[0].keys = keys(fits + 1);
        assert!(welcome.bound(&[YEARS], 2026).is_empty());
    }
    #[test]
    fn what_a_newer_app_says_of_a_feed_besides_is_passed_over() {
        let ambient = Seeded::new(12, chrono::DateTime::UNIX_EPOCH);
        let (_, welcome) = sample(&ambient, 1);
        let mut plain = secret_cbor(2 * MAX_WELCOME, |e| welcome.put(e)).to_vec();
        let read = |plain: &[u8]| Welcome::take(&mut Decoder::new(plain)).ok();
        assert_eq!(read(&plain).as_ref(), Some(&welcome));
        // The one feed stands at the end: an array of four that begins with the eight bytes of its id.
        let (four, five) = ([0x84, 0x48, 0, 0], 0x85);
        let at = plain.windows(4).position(|four_of| four_of == four);
        plain[at.unwrap()] = five;
        plain.push(0xf6);
        assert_eq!(read(&plain).as_ref(), Some(&welcome));
    }
}
