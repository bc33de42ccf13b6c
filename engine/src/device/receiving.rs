//! An entry arrived, from a relay or in a file: archive it, check it, apply it, or park it with the reason.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, KeyId};
use sesi_wire::statement::End;

use super::Me;
use super::access::{keep_key, keys_of_feed, keys_said};
use super::applying::Arriving;
use super::fallen::Fallen;
use super::parking::{Obstacle, Retry};
use super::prefetch;
use super::proving::Proof;
use crate::documents::{DocumentKey, Provenance};
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::membership::{DeviceState, MembershipFault, WriteFault};
use crate::keys::purpose::Purpose;
use crate::keys::secret::FeedKey;
use crate::seal::author_notes::{self, AuthorNotes};
use crate::seal::entry::OpenFault;
use crate::seal::parts::DocumentPart;
use crate::store::{
    ArchivedEntry, Fact, FeedRow, HeldKey, MAX_UNVERIFIED, NewEntry, PER_ENTRY, ParkReason, Parked,
    Standing, Wait, reach, unverified_bytes,
};

/// Where an entry came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A relay's log.
    Relay,
    /// A file, which anybody may have made.
    File,
}

/// What is kept of what a revoked device wrote that no end reaches, in bytes, for each device.
const MAX_BEYOND_END: u64 = 1024 * 1024;

/// What became of an entry that arrived.
#[derive(Debug, Default)]
pub struct Received {
    /// It was not in the archive before.
    pub new: bool,
    /// It was not here, and this device signed it.
    pub own: bool,
    /// It is not kept: there is too much already of authors who are not proved, or of this revoked one.
    pub not_kept: bool,
    /// Documents that it changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// For what other entries may have waited.
    pub retry: Retry,
}

/// Either everything was applied, or it says what stands in the way of the rest.
type Applied = Result<Result<(), Obstacle>, Error>;

impl<F: Field> Me<F> {
    /// Archives the entry, which came in `feed`, and applies what can be applied of it. Nothing of its header counts before its signature
    /// is verified.
    ///
    /// Refuses an entry whose header names another feed: relays store entries by their headers, so one that brings it here lies.
    pub fn receive(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        bytes: &[u8],
        source: Source,
    ) -> Result<Received, Error> {
        let parsed = SealedEntry::parse(bytes.to_vec());
        if let Ok(entry) = &parsed
            && entry.header().feed != feed
        {
            // Archived under a feed that is not its own, it would never be taken from where it belongs.
            return Err(Error::NotARelay("an entry of another feed".into()));
        }
        let id = EntryId::of(bytes);
        if ArchivedEntry::is_here(conn, &id)? {
            if !ArchivedEntry::fill_omitted(conn, &id, bytes)? {
                return Ok(Received::default());
            }
            let mut received = Received::default();
            if let Ok(entry) = parsed {
                match self.absorb_again(conn, &entry, Standing::Member, &mut received)? {
                    Ok(()) => Parked::release(conn, &id)?,
                    Err(obstacle) => obstacle.park(conn, id)?,
                }
            }
            return Ok(received);
        }
        if source == Source::File && ArchivedEntry::was_withdrawn(conn, &id)? {
            // Another entry says what it said. Whoever has it goes on handing it about.
            return Ok(Received::default());
        }
        let mut received = Received::default();
        let proof = match &parsed {
            Ok(entry) => {
                if matches!(entry.header().kind, Kind::Data | Kind::Unknown(_)) {
                    let changed = self.settle(conn, &mut received.retry)?;
                    received.changed.extend(changed);
                }
                self.prove(conn, entry)?
            }
            Err(_) => Proof::Unknown,
        };
        match self.room_for(conn, parsed.as_ref().ok(), bytes, proof, source)? {
            Room::Whole => {}
            Room::IdOnly => {
                let entry = parsed?;
                ArchivedEntry::add_omitted(conn, &entry)?;
                let reason = ParkReason::Revoked;
                let detail = format!("{}: not kept", entry.header().device);
                Obstacle::new(reason, &detail).park(conn, id)?;
                received.new = true;
                return Ok(received);
            }
            Room::None => {
                received.not_kept = true;
                return Ok(received);
            }
        }
        ArchivedEntry::add(
            conn,
            &NewEntry {
                feed,
                bytes,
                entry: parsed.as_ref().ok(),
                standing: proof.standing(),
            },
        )?;
        received.new = true;
        received.own = proof == Proof::Own;
        if received.own {
            ArchivedEntry::unwithdraw(conn, &id)?;
        }
        let outcome = match parsed {
            Ok(entry) => {
                if proof == Proof::False && entry.header().device == self.device() {
                    Fact::Impersonated.set(conn, b"1")?;
                }
                self.absorb(conn, &entry, proof, &mut received)?
            }
            Err(EntryFault::Version(version)) => Err(Obstacle::new(
                ParkReason::Newer,
                &format!("entry version {version}"),
            )),
            Err(fault) => Err(Obstacle::new(ParkReason::Unreadable, &fault)),
        };
        if let Err(obstacle) = outcome {
            obstacle.park(conn, id)?;
        }
        Ok(received)
    }

    /// Decides what the control entries that came are worth, and does what follows; says which documents changed.
    pub(super) fn settle(
        &mut self,
        conn: &Connection,
        retry: &mut Retry,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        if !self.membership.has_news() {
            return Ok(BTreeSet::new());
        }
        self.membership_mut().settle();
        let news = self.membership_mut().take_news();
        let mut changed = self.end_others(conn, &news.ended)?;
        self.roles_stale = true;
        changed.extend(self.heed_roles(conn)?);
        for device in &news.ended {
            ArchivedEntry::offer_taken_of(conn, *device)?;
            ArchivedEntry::want_reached(conn, *device)?;
            if self.membership.state(*device) == DeviceState::Active {
                ArchivedEntry::want_omitted_of(conn, *device)?;
            }
        }
        if news.believed {
            self.beyond_end.clear();
            retry.statements = true;
            retry.verdict |= !news.ended.is_empty();
            self.open_wraps(conn, &news.epochs)?;
            self.take_back_unvouched_work(conn)?;
            ArchivedEntry::offer_again(conn)?;
        }
        Ok(changed)
    }

    /// Whether there is room for an entry that is not here.
    fn room_for(
        &mut self,
        conn: &Connection,
        entry: Option<&SealedEntry>,
        bytes: &[u8],
        proof: Proof,
        source: Source,
    ) -> Result<Room, Error> {
        let length = bytes.len() as u64;
        if proof.standing() < Standing::Member {
            let kept = unverified_bytes(conn, source == Source::Relay)?;
            return Ok(
                if kept.saturating_add(length + PER_ENTRY) > MAX_UNVERIFIED {
                    Room::None
                } else {
                    Room::Whole
                },
            );
        }
        let Some(header) = entry.map(SealedEntry::header) else {
            return Ok(Room::Whole);
        };
        let (device, feed, number) = (header.device, header.feed, header.device_seq);
        // An enrolment is its author's first entry, of which there is one.
        let revoked =
            header.kind != Kind::Enrolment && self.membership.state(device) == DeviceState::Revoked;
        // What an end goes on from bears a number below it, each once.
        let ends = self.membership.ends(device, feed);
        let beyond = revoked
            && (ends.map(|end| end.device_seq).max().unwrap_or(0) < number
                || ArchivedEntry::has_number(conn, feed, device, number)?);
        if !beyond || proof == Proof::Own {
            return Ok(Room::Whole);
        }
        let kept = match self.beyond_end.get(&header.device) {
            Some(kept) => *kept,
            None => ArchivedEntry::bytes_parked(conn, header.device, ParkReason::Revoked)?,
        };
        let full = kept.saturating_add(length) > MAX_BEYOND_END;
        let now = if full { kept } else { kept + length };
        self.beyond_end.insert(header.device, now);
        Ok(match (full, source) {
            (false, _) => Room::Whole,
            // A relay's log must be known without a gap.
            (true, Source::Relay) => Room::IdOnly,
            (true, Source::File) => Room::None,
        })
    }

    /// Takes in an archived entry once more, which had been proved to be of `standing`.
    pub(super) fn absorb_again(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        standing: Standing,
        received: &mut Received,
    ) -> Applied {
        let proof = if standing == Standing::Member {
            Proof::Member
        } else {
            let proof = self.prove(conn, entry)?;
            if proof.standing() > standing {
                ArchivedEntry::proved(conn, entry, proof.standing())?;
            }
            proof
        };
        self.absorb(conn, entry, proof, received)
    }

    fn absorb(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        proof: Proof,
        received: &mut Received,
    ) -> Applied {
        let header = entry.header();
        let device = header.device;
        match (header.kind, proof) {
            (_, Proof::False) => Ok(Err(Obstacle::new(
                ParkReason::Unreadable,
                &format!("not signed by {device}, whose name it bears"),
            ))),
            (Kind::Statements | Kind::Enrolment, _) => {
                self.absorb_control(conn, entry, proof, received)
            }
            (_, Proof::Unknown | Proof::Stranger) => {
                let unknown = Obstacle::new(ParkReason::UnknownAuthor, &device);
                Ok(Err(unknown.until(Wait::Author(device))))
            }
            (Kind::Data, Proof::Own | Proof::Member) => self.absorb_data(conn, entry, received),
            (Kind::Unknown(kind), Proof::Own | Proof::Member) => {
                self.goes_on(conn, entry, received)?;
                if header.feed != FeedId::CONTROL
                    && let Some(obstacle) = self.hinders(conn, entry, &mut received.retry)?
                {
                    return Ok(Err(obstacle));
                }
                let newer = Obstacle::new(ParkReason::Newer, &format!("entry kind {kind}"));
                Ok(Err(newer))
            }
        }
    }

    /// An entry of a known author is here, whether or not it can be read.
    fn goes_on(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Result<(), Error> {
        self.heard_from(conn, entry)?;
        self.reaches(conn, entry, received)
    }

    /// If its author was revoked, what the office names may be this entry, and so what lies before it.
    fn reaches(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Result<(), Error> {
        let (device, feed) = (entry.header().device, entry.header().feed);
        if self.membership.state(device) == DeviceState::Revoked {
            let ends: BTreeSet<End> = self.membership.ends(device, feed).copied().collect();
            if reach::extend(conn, device, &entry.id(), &ends)? > 1 {
                // What lay behind it is reached with it.
                ArchivedEntry::want_reached(conn, device)?;
                received.retry.verdict = true;
            }
        }
        Ok(())
    }

    /// Notes when the entry came, whose author is proved.
    fn heard_from(&self, conn: &Connection, entry: &SealedEntry) -> Result<(), Error> {
        if entry.header().device == self.device() {
            return Ok(());
        }
        let now = self.relay_now(conn)?;
        Ok(ArchivedEntry::heard(
            conn,
            &entry.id(),
            now.timestamp_millis(),
        )?)
    }

    fn absorb_control(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        proof: Proof,
        received: &mut Received,
    ) -> Applied {
        let device = entry.header().device;
        self.reaches(conn, entry, received)?;
        // What the office names is taken in however much else its author said.
        let named = reach::contains(conn, device, &entry.id())?;
        match self.membership_mut().take_in(entry, named) {
            // What is withheld counts by itself once later statements allow it.
            Ok(_) => {
                self.heard_from(conn, entry)?;
                if proof == Proof::Stranger {
                    // Until then it counts as an unverified one.
                    Wait::Author(device).put(conn, &entry.id())?;
                }
                Ok(Ok(()))
            }
            Err(fault @ MembershipFault::TooMuch(_))
                if self.membership.state(device) == DeviceState::Revoked =>
            {
                // It is tried again when somebody is believed otherwise, and not whenever the office says something.
                Ok(Err(Obstacle::new(ParkReason::Revoked, &fault)))
            }
            Err(fault @ MembershipFault::TooMuch(_)) => {
                let obstacle = Obstacle::new(ParkReason::NotAllowed, &fault);
                Ok(Err(obstacle.until(Wait::Office(device))))
            }
            Err(MembershipFault::UnknownAuthor(device)) => {
                let unknown = Obstacle::new(ParkReason::UnknownAuthor, &device);
                Ok(Err(unknown.until(Wait::Signer(device))))
            }
            Err(fault @ MembershipFault::Newer(_)) => {
                Ok(Err(Obstacle::new(ParkReason::Newer, &fault)))
            }
            Err(fault) => Ok(Err(Obstacle::new(ParkReason::Unreadable, &fault))),
        }
    }

    /// Keeps the feed keys that statements hold for this device, and with the newest of each feed all those before it.
    pub(super) fn open_wraps(
        &mut self,
        conn: &Connection,
        feeds: &BTreeSet<FeedId>,
    ) -> Result<(), Error> {
        for feed in feeds {
            // Opening a key that is held, by a word that counts, would change nothing.
            let known: BTreeSet<(u32, KeyId)> = keys_said(conn, *feed)?
                .into_iter()
                .filter(|(_, said_by)| said_by.is_none_or(|by| self.membership.believes(&by)))
                .map(|(key, _)| (key.epoch, key.id()))
                .collect();
            for wrapped in self.membership.wrapped_for(self.device(), *feed) {
                let epoch = wrapped.epoch;
                if known.contains(&(epoch, wrapped.key)) {
                    continue;
                }
                let (sealed, key) = (&wrapped.sealed, wrapped.key);
                let opened =
                    EpochKey::unwrap(sealed, &self.office, *feed, epoch, key, &self.identity);
                match opened {
                    Ok(key) => self.keep_said(conn, &key, &wrapped.entry)?,
                    Err(fault) => tracing::warn!(%feed, epoch, %fault, "a feed key does not open"),
                }
            }
            self.walk_back(conn, *feed)?;
        }
        Ok(())
    }

    /// Opens the keys of the epochs before those that this device holds, as far as that leads.
    fn walk_back(&self, conn: &Connection, feed: FeedId) -> Result<(), Error> {
        let mut held = keys_of_feed(conn, feed)?;
        let mut known: BTreeSet<KeyId> = held.iter().map(EpochKey::id).collect();
        while let Some(key) = held.pop() {
            let before = key.epoch.saturating_sub(1);
            if self
                .membership
                .keys_of_epoch(feed, before)
                .is_subset(&known)
            {
                continue;
            }
            let sealed = self.membership.keys_before(feed, key.epoch, key.id());
            for (entry, before) in sealed {
                if known.contains(&before.key) {
                    continue;
                }
                match key.open_before(before, &self.office) {
                    Ok(opened) => {
                        self.keep_said(conn, &opened, &entry)?;
                        known.insert(before.key);
                        held.push(opened);
                    }
                    Err(fault) => {
                        tracing::warn!(%feed, epoch = key.epoch, %fault, "a key of the epoch before does not open");
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps a key that a believed statement brought.
    fn keep_said(&self, conn: &Connection, key: &EpochKey, entry: &EntryId) -> Result<(), Error> {
        let counts =
            |said_by: Option<EntryId>| said_by.is_none_or(|by| self.membership.believes(&by));
        if !keys_said(conn, key.feed)?
            .into_iter()
            .any(|(_, by)| counts(by))
        {
            // What the feed is for, as far as this device knew it, only words said that do not count any more.
            FeedRow::rename(conn, key.feed, &key.purpose.to_bytes())?;
        }
        keep_key(conn, key, Some(entry))?;
        let held = HeldKey::of_epoch(conn, key.feed, key.epoch)?;
        let secret = key.key.to_secret_bytes();
        let fallen = held.iter().any(|held| {
            let said_by = held.said_by.filter(|by| !self.membership.believes(by));
            *held.key == *secret && said_by.is_some()
        });
        if fallen {
            HeldKey::said_by_another(conn, key.feed, key.epoch, &secret, entry)?;
        }
        Ok(())
    }

    /// Why a data entry is not believed, if it is not.
    fn hinders(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        retry: &mut Retry,
    ) -> Result<Option<Obstacle>, Error> {
        let header = entry.header();
        let (device, feed) = (header.device, header.feed);
        let fault = match self.believes(conn, entry)? {
            Ok(()) => return Ok(None),
            Err(fault) => fault,
        };
        let detail = format!("{device}: {fault}");
        Ok(Some(match fault {
            WriteFault::UnknownDevice(_) => {
                Obstacle::new(ParkReason::UnknownAuthor, &device).until(Wait::Author(device))
            }
            WriteFault::Revoked { .. } => {
                // Somebody may have built upon it all the same.
                if Parked::any(conn, ParkReason::MissingDependency)?
                    && let Some(opened) = self.opened(conn, &entry.id())?
                {
                    let keys = opened.keys::<F::Key>();
                    retry.set_aside.extend(keys.map(|key| key.to_bytes()));
                }
                Obstacle::new(ParkReason::Revoked, &detail)
            }
            _ => {
                Obstacle::new(ParkReason::NotAllowed, &detail).until(Wait::Access { device, feed })
            }
        }))
    }

    fn absorb_data(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        let header = entry.header();
        let (device, feed) = (header.device, header.feed);
        self.goes_on(conn, entry, received)?;
        if let Some(obstacle) = self.hinders(conn, entry, &mut received.retry)? {
            return Ok(Err(obstacle));
        }
        let keys = HeldKey::of_epoch(conn, feed, header.epoch)?;
        let key = Wait::Key {
            feed,
            epoch: header.epoch,
            tried: u32::try_from(keys.len()).unwrap_or(u32::MAX),
        };
        let row = FeedRow::get(conn, feed)?;
        let Some(feed) = row.filter(|_| !keys.is_empty()) else {
            let detail = format!("feed {feed} epoch {}", header.epoch);
            return Ok(Err(
                Obstacle::new(ParkReason::UnknownKey, &detail).until(key)
            ));
        };
        let parts = match self.open_with_any(entry, &keys) {
            Ok((parts, remarks)) => {
                if let Some(app) = remarks.app {
                    ArchivedEntry::says_app(conn, &entry.id(), app.as_str())?;
                }
                self.note_lacked(conn, &remarks.lacks, &feed)?;
                parts
            }
            Err(fault @ OpenFault::WrongKey) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownKey, &fault).until(key)));
            }
            Err(fault @ OpenFault::Newer { .. }) => {
                return Ok(Err(Obstacle::new(ParkReason::Newer, &fault)));
            }
            Err(fault) => return Ok(Err(Obstacle::new(ParkReason::Unreadable, &fault))),
        };
        received.changed.extend(self.heed_roles(conn)?);
        let from = self.provenance(device);
        // One part that cannot be applied does not keep the others back.
        let mut obstacle = None;
        let arrived_by = Purpose::from_bytes(&feed.purpose)?;
        let mut fallen = Fallen::<F>::new();
        let office = self.office;
        let (kinds, speaking) = (self.kinds, Arc::clone(&self.office_devices));
        prefetch::in_turn(
            parts,
            |part| Arriving::<F>::prepare(part, from, &arrived_by, &office, kinds, &speaking),
            |arriving| {
                let waiting = match arriving {
                    Ok(arriving) => {
                        let done = self.apply_part(conn, arriving, from, &arrived_by)?;
                        received.changed.extend(done.changed);
                        fallen.extend(done.fallen);
                        done.waiting
                    }
                    Err(found) => Some(found),
                };
                if let Some(found) = waiting {
                    obstacle = Some(found.or_sooner(obstacle.take()));
                }
                Ok::<_, Error>(())
            },
        )?;
        self.say_fallen_again(conn, fallen)?;
        received.retry.documents.extend(&received.changed);
        let obstacle = obstacle.map(|obstacle: Obstacle| {
            if obstacle.reason() == ParkReason::ForgedAuthor {
                obstacle.until(Wait::Office(device))
            } else {
                obstacle
            }
        });
        if obstacle.as_ref().is_some_and(Obstacle::lacks_changes) {
            // Perhaps one of those whose bytes were left out holds them.
            ArchivedEntry::want_omitted(conn, feed.id)?;
        }
        Ok(obstacle.map_or(Ok(()), Err))
    }

    /// Whose changes the device may carry.
    pub(super) fn provenance(&self, device: DeviceId) -> Provenance {
        if self.spoke_for_office(device) {
            Provenance::Office(device)
        } else {
            Provenance::Device(device)
        }
    }

    /// Whether the device ever had the office role: what it carried then stays carried when it is revoked later, and every device
    /// comes to the same verdict whenever it hears of that.
    pub(super) fn spoke_for_office(&self, device: DeviceId) -> bool {
        self.membership.was_office(device)
    }

    /// The documents' parts of the entry, and what it says of itself.
    ///
    /// An epoch that two office devices began at once has two keys: the entry opens with one of them.
    pub(super) fn open_with_any(
        &self,
        entry: &SealedEntry,
        keys: &[HeldKey],
    ) -> Result<(Vec<DocumentPart>, AuthorNotes), OpenFault> {
        let mut fault = OpenFault::WrongKey;
        for held in keys {
            let Ok(key) = FeedKey::from_secret_bytes(&*held.key) else {
                continue;
            };
            match crate::seal::entry::open(entry, &key, &self.office) {
                Ok(mut parts) => {
                    let remarks = author_notes::take(&mut parts);
                    return Ok((parts, remarks));
                }
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }
}

/// How much of an entry is kept.
enum Room {
    Whole,
    /// Its id and its place, so that the relay's log stays known without a gap.
    IdOnly,
    None,
}
