//! An entry arrived, from a relay or in a file: archive it, check it, apply it, or park it with the reason.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId};
use sesi_wire::statement::End;

use super::Me;
use super::ahead;
use super::belonging::{belongs_in, home_after};
use super::fallen::Fallen;
use super::feeds::{keep_key, keys_of_feed};
use super::me::{Keeping, keep_document};
use super::parking::{Obstacle, Retry};
use crate::documents::{
    Applied as Judged, DocKey, Document, KeyError, OfficeDevices, PlainChange, PlainChangeError,
    Provenance,
};
use crate::error::Error;
use crate::keys::enrolment;
use crate::keys::epoch::{EpochKey, FeedPurpose};
use crate::keys::membership::{DeviceState, MembershipFault, WriteFault};
use crate::keys::secret::FeedKey;
use crate::seal::entry::OpenFault;
use crate::seal::parts::DocumentPart;
use crate::seal::remark::{self, AppVersion};
use crate::store::{
    ArchivedEntry, DocumentRow, FeedRow, HeldKey, NewEntry, ParkReason, Parked, reach,
};

/// What became of an entry that arrived.
#[derive(Debug, Default)]
pub struct Received {
    /// It was not in the archive before.
    pub new: bool,
    /// Whose name it bears, where its bytes read; this device's own only if this device signed it.
    pub author: Option<DeviceId>,
    /// Documents that it changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// Which parked entries may have waited for it.
    pub(crate) retry: Retry,
}

/// Either everything was applied, or it says what stands in the way of the rest.
type Applied = Result<Result<(), Obstacle>, Error>;

impl Me {
    /// Archives the entry, which came in `feed`, and applies what can be applied of it.
    ///
    /// Refuses an entry whose header names another feed: relays store entries by their headers, so one that brings it here lies.
    pub(crate) fn receive(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        bytes: &[u8],
    ) -> Result<Received, Error> {
        let parsed = SealedEntry::parse(bytes.to_vec());
        if let Ok(entry) = &parsed
            && entry.header().feed != feed
        {
            // Archived under a feed that is not its own, it would never be taken from where it belongs.
            return Err(Error::NotARelay("an entry of another feed".into()));
        }
        let new = ArchivedEntry::add(
            conn,
            &NewEntry {
                feed,
                bytes,
                entry: parsed.as_ref().ok(),
            },
        )?;
        let ours_forged = parsed
            .as_ref()
            .is_ok_and(|entry| self.is_forged_as_ours(entry));
        let author = parsed.as_ref().ok().map(|entry| entry.header().device);
        let mut received = Received {
            new,
            author: author.filter(|_| !ours_forged),
            ..Received::default()
        };
        if !new {
            return Ok(received);
        }
        let outcome = match parsed {
            Ok(_) if ours_forged => Err(Obstacle::new(
                ParkReason::Unreadable,
                &"not signed by this device, whose name it bears",
            )),
            Ok(entry) => self.absorb(conn, &entry, &mut received)?,
            Err(EntryFault::Version(version)) => Err(Obstacle::new(
                ParkReason::Newer,
                &format!("entry version {version}"),
            )),
            Err(fault) => Err(Obstacle::new(ParkReason::Unreadable, &fault)),
        };
        if let Err(obstacle) = outcome {
            obstacle.park(conn, EntryId::of(bytes))?;
        }
        Ok(received)
    }

    /// Whether the header names this device and somebody else signed: nothing may follow from that but that it is kept.
    fn is_forged_as_ours(&self, entry: &SealedEntry) -> bool {
        let header = entry.header();
        if header.device != self.device() {
            return false;
        }
        let own = self.identity.public().sign;
        match header.kind {
            Kind::Enrolment => enrolment::read_enrolment(entry).is_err(),
            _ => entry.verify(&self.office.0, &own).is_err(),
        }
    }

    /// Decides what the control entries that came are worth, and does what follows; says which documents changed.
    fn settle(
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
        }
        if news.believed || !news.ended.is_empty() {
            *retry = Retry::All;
            self.open_wraps(conn, &news.epochs)?;
            ArchivedEntry::offer_again(conn, None)?;
        }
        Ok(changed)
    }

    /// Tries parked entries again until none moves; says which documents changed.
    pub(crate) fn retry_parked(
        &mut self,
        conn: &Connection,
        mut retry: Retry,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        let mut changed = self.settle(conn, &mut retry)?;
        while retry != Retry::None {
            let mut next = Retry::None;
            for parked in Parked::all(conn)? {
                if !retry.tries(parked.reason) {
                    continue;
                }
                let Some(archived) = ArchivedEntry::get(conn, &parked.entry)? else {
                    continue;
                };
                let Ok(entry) = SealedEntry::parse(archived.bytes) else {
                    continue;
                };
                let mut received = Received::default();
                match self.absorb(conn, &entry, &mut received)? {
                    Ok(()) => Parked::release(conn, &parked.entry)?,
                    Err(obstacle) => obstacle.park(conn, parked.entry)?,
                }
                // A part of it may have been applied though it stays parked.
                next = next.max(received.retry);
                changed.extend(received.changed);
            }
            changed.extend(self.settle(conn, &mut next)?);
            retry = next;
        }
        Ok(changed)
    }

    fn absorb(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        match entry.header().kind {
            Kind::Statements | Kind::Enrolment => self.absorb_control(conn, entry),
            Kind::Data => self.absorb_data(conn, entry, received),
            Kind::Unknown(kind) => Ok(Err(Obstacle::new(
                ParkReason::Newer,
                &format!("entry kind {kind}"),
            ))),
        }
    }

    /// Notes when the entry came, once it is proved whose it is.
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

    fn absorb_control(&mut self, conn: &Connection, entry: &SealedEntry) -> Applied {
        match self.membership_mut().take(entry) {
            // What is withheld counts by itself once later statements allow it.
            Ok(_) => {
                ArchivedEntry::prove_author(conn, &entry.id())?;
                self.heard_from(conn, entry)?;
                Ok(Ok(()))
            }
            Err(fault @ MembershipFault::TooMuch(_)) => {
                Ok(Err(Obstacle::new(ParkReason::NotAllowed, &fault)))
            }
            Err(MembershipFault::UnknownAuthor(device)) => {
                Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, &device)))
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
            for wrapped in self.membership.wrapped_for(self.device(), *feed) {
                let epoch = wrapped.epoch;
                let opened =
                    EpochKey::unwrap(&wrapped.sealed, &self.office, *feed, epoch, &self.identity);
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
        let mut known: BTreeSet<u32> = BTreeSet::new();
        let mut held = keys_of_feed(conn, feed)?;
        known.extend(held.iter().map(|key| key.epoch));
        while let Some(key) = held.pop() {
            let before = key.epoch.saturating_sub(1);
            if before == 0 || known.contains(&before) {
                continue;
            }
            for (entry, sealed) in self.membership.keys_before(feed, key.epoch) {
                // An epoch that was begun twice has two keys; what the other one sealed does not open with this one.
                if let Ok(opened) = key.open_before(sealed, &self.office) {
                    self.keep_said(conn, &opened, &entry)?;
                    held.push(opened);
                }
            }
        }
        Ok(())
    }

    /// Keeps a key that a believed statement brought.
    fn keep_said(&self, conn: &Connection, key: &EpochKey, entry: &EntryId) -> Result<(), Error> {
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

    fn absorb_data(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        received
            .changed
            .extend(self.settle(conn, &mut received.retry)?);
        let header = entry.header();
        let device = header.device;
        let Some(author) = self.membership.author_key(device) else {
            return Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, &device)));
        };
        if let Err(fault) = entry.verify(&self.office.0, &author) {
            return Ok(Err(Obstacle::new(ParkReason::Unreadable, &fault)));
        }
        ArchivedEntry::prove_author(conn, &entry.id())?;
        self.heard_from(conn, entry)?;
        if self.membership.state(device) == DeviceState::Revoked {
            let ends: BTreeSet<End> = self.membership.ends(device, header.feed).copied().collect();
            if reach::extend(conn, device, &entry.id(), &ends)? > 1 {
                // What lay behind it is reached with it.
                received.retry = Retry::All;
            }
        }
        match self.believes(conn, entry)? {
            Ok(()) => {}
            Err(WriteFault::UnknownDevice(_)) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, &device)));
            }
            Err(fault @ WriteFault::Revoked { .. }) => {
                // Somebody may have built upon it all the same.
                if Parked::any(conn, ParkReason::MissingDependency)? {
                    received.retry = received.retry.max(Retry::Changes);
                }
                let detail = format!("{device}: {fault}");
                return Ok(Err(Obstacle::new(ParkReason::Revoked, &detail)));
            }
            Err(fault) => {
                return Ok(Err(Obstacle::new(
                    ParkReason::NotAllowed,
                    &format!("{device}: {fault}"),
                )));
            }
        }
        let feed = FeedRow::get(conn, header.feed)?;
        let keys = HeldKey::of_epoch(conn, header.feed, header.epoch)?;
        let Some(feed) = feed.filter(|_| !keys.is_empty()) else {
            let detail = format!("feed {} epoch {}", header.feed, header.epoch);
            return Ok(Err(Obstacle::new(ParkReason::UnknownKey, &detail)));
        };
        let parts = match self.open_with_any(entry, &keys) {
            Ok((parts, app)) => {
                if let Some(app) = app {
                    ArchivedEntry::says_app(conn, &entry.id(), app.as_str())?;
                }
                parts
            }
            Err(fault @ OpenFault::WrongKey) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownKey, &fault)));
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
        let arrived_by = FeedPurpose::from_bytes(&feed.purpose)?;
        let mut fallen = Fallen::default();
        let office = self.office;
        let speaking = Arc::clone(&self.office_devices);
        ahead::in_turn(
            parts,
            |part| Arriving::prepare(part, from, &arrived_by, &office, &speaking),
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
        if !received.changed.is_empty() && Parked::any(conn, ParkReason::MissingDependency)? {
            received.retry = received.retry.max(Retry::Changes);
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

    /// The documents' parts of the entry, and which app it says sealed it.
    ///
    /// An epoch that two office devices began at once has two keys: the entry opens with one of them.
    pub(super) fn open_with_any(
        &self,
        entry: &SealedEntry,
        keys: &[HeldKey],
    ) -> Result<(Vec<DocumentPart>, Option<AppVersion>), OpenFault> {
        let mut fault = OpenFault::WrongKey;
        for held in keys {
            let Ok(key) = FeedKey::from_secret_bytes(&*held.key) else {
                continue;
            };
            match crate::seal::entry::open(entry, &key, &self.office) {
                Ok(mut parts) => {
                    let app = remark::take(&mut parts);
                    return Ok((parts, app));
                }
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }

    /// Applies what can be applied of a part; says which document that changed, and what the rest waits for.
    fn apply_part(
        &self,
        conn: &Connection,
        arriving: Arriving,
        from: Provenance,
        arrived_by: &FeedPurpose,
    ) -> Result<Done, Error> {
        let Arriving {
            key,
            id,
            changes,
            obstacle,
            alone,
        } = arriving;
        let mut done = Done {
            waiting: obstacle,
            ..Done::default()
        };
        if let Some(alone) = alone
            && !DocumentRow::exists(conn, &id)?
        {
            alone.put_first(conn)?;
            done.changed = Some(id);
            return Ok(done);
        }
        let stored = self.load_with_home(conn, &key)?;
        let (mut document, home) = match stored {
            Some((document, home)) => (document, Some(home)),
            None => (self.new_document(&key), None),
        };
        let mut applied = document.apply(&changes, from);
        if !applied.missing.is_empty() {
            let set_aside = self.set_aside_for(conn, document.key())?;
            if !set_aside.is_empty() {
                let possible = document.possible(changes, from, set_aside);
                let second = document.apply_upon(&possible, from);
                applied = applied.and(second);
                applied.missing = possible.missing;
            }
        }
        for obstacle in obstacles(&applied, &document) {
            done.waiting = Some(obstacle.or_sooner(done.waiting.take()));
        }
        // What does not fit makes no document by itself.
        if !applied.changed() || document.is_blank() {
            return Ok(done);
        }
        let now = home_after(&document, home.as_ref(), arrived_by);
        keep_document(conn, &document, &now.to_bytes())?;
        if now != *arrived_by {
            let moved = home.is_some_and(|home| home != now);
            let trusted = matches!(from, Provenance::Office(_));
            let new = applied.new.iter();
            let new: Vec<_> = new.filter_map(|hash| document.change(*hash)).collect();
            self.pass_on(conn, &document, &now, &new, moved && !trusted)?;
        }
        done.changed = Some(id);
        done.fallen = self.own_among(&document, applied.gone);
        Ok(done)
    }
}

/// What became of a part.
#[derive(Default)]
struct Done {
    /// The document, if it is another than before.
    changed: Option<[u8; 16]>,
    /// What some of it waits for, or why it never counts.
    waiting: Option<Obstacle>,
    /// Own work that fell out of the document.
    fallen: Fallen,
}

/// Why some changes were not taken.
fn obstacles(applied: &Judged, document: &Document) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if !applied.forged.is_empty() {
        found.push(Obstacle::new(ParkReason::ForgedAuthor, &document.id()));
    }
    if let Some((hash, fault)) = applied.unfit.first() {
        let detail = format!("change {hash} does not fit the document: {fault}");
        found.push(Obstacle::new(ParkReason::Unreadable, &detail));
    }
    if !applied.missing.is_empty() {
        let detail = format!("{} changes of {}", applied.missing.len(), document.id());
        found.push(Obstacle::new(ParkReason::MissingDependency, &detail));
    }
    found
}

/// A part as far as it can be made ready without the database, so that other processors can do it.
struct Arriving {
    key: DocKey,
    id: [u8; 16],
    changes: Vec<PlainChange>,
    /// Why others of its changes do not read.
    obstacle: Option<Obstacle>,
    /// The document that the changes make by themselves, if they do and it stays where it came: most are new to their reader.
    alone: Option<Keeping>,
}

impl Arriving {
    fn prepare(
        part: DocumentPart,
        from: Provenance,
        arrived_by: &FeedPurpose,
        office: &OfficeId,
        speaking: &Arc<OfficeDevices>,
    ) -> Result<Self, Obstacle> {
        let key = match DocKey::from_bytes(&part.key) {
            Ok(key) => key,
            Err(KeyError::Newer { .. }) => {
                return Err(Obstacle::new(
                    ParkReason::Newer,
                    &"a newer kind of document",
                ));
            }
            Err(fault) => return Err(Obstacle::new(ParkReason::Unreadable, &fault)),
        };
        if !belongs_in(&key, arrived_by) {
            return Err(Obstacle::new(
                ParkReason::NotAllowed,
                &"a document of another feed",
            ));
        }
        let mut changes = Vec::with_capacity(part.changes.len());
        let mut obstacle: Option<Obstacle> = None;
        for contents in part.changes {
            let found = match PlainChange::from_contents(contents) {
                Ok(change) => {
                    changes.push(change);
                    continue;
                }
                Err(fault @ PlainChangeError::NeedsNewerApp(_)) => {
                    Obstacle::new(ParkReason::Newer, &fault)
                }
                Err(fault) => Obstacle::new(ParkReason::Unreadable, &fault),
            };
            obstacle = Some(found.or_sooner(obstacle));
        }
        // Where this fails, it is found again, and told, beside what is stored.
        let document = Document::born(key.clone(), office, &changes, from)
            .map(|document| document.read_by(speaking))
            .filter(|document| home_after(document, None, arrived_by) == *arrived_by);
        let alone = document.map(|document| {
            let saved = match &changes[..] {
                [only] => Document::save_of(key.kind(), only),
                _ => document.save(),
            };
            Keeping::of(&document, saved, &arrived_by.to_bytes())
        });
        Ok(Self {
            id: *key.id(office).as_bytes(),
            key,
            changes,
            obstacle,
            alone,
        })
    }
}
