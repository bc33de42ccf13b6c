//! An entry arrived, from a relay or in a file: archive it, check it, apply it, or park it with the reason.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::Me;
use crate::documents::{
    ApplyFault, ChangeHash, DocKey, Document, KeyError, PlainChange, PlainChangeError, Provenance,
};
use crate::error::Error;
use crate::keys::epoch::{EpochKey, FeedPurpose};
use crate::keys::membership::{MembershipFault, Outcome, WriteFault};
use crate::keys::secret::FeedKey;
use crate::seal::entry::OpenFault;
use crate::seal::parts::DocumentPart;
use crate::store::{
    ArchivedEntry, DocumentRow, FeedRow, HeldKey, NewEntry, ParkReason, Parked, PendingChange,
};

/// What became of an entry that arrived.
#[derive(Debug, Default)]
pub struct Received {
    /// It was not in the archive before.
    pub new: bool,
    /// Who wrote it, where its bytes read.
    pub author: Option<DeviceId>,
    /// Documents that it changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// Parked entries may have waited for it.
    pub retry: bool,
}

/// Why an entry, or a part of it, was not applied.
struct Obstacle {
    reason: ParkReason,
    detail: String,
}

impl Obstacle {
    fn new(reason: ParkReason, detail: impl ToString) -> Self {
        Self {
            reason,
            detail: detail.to_string(),
        }
    }
}

/// Either everything was applied, or it says what stands in the way of the rest.
type Applied = Result<Result<(), Obstacle>, Error>;

impl Me {
    /// Archives the entry and applies what can be applied of it.
    pub(crate) fn receive(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        bytes: &[u8],
    ) -> Result<Received, Error> {
        let parsed = SealedEntry::parse(bytes.to_vec());
        let new = ArchivedEntry::add(
            conn,
            &NewEntry {
                feed,
                bytes,
                entry: parsed.as_ref().ok(),
            },
        )?;
        let mut received = Received {
            new,
            author: parsed.as_ref().ok().map(|entry| entry.header().device),
            ..Received::default()
        };
        if !new {
            return Ok(received);
        }
        let outcome = match parsed {
            Ok(entry) if entry.header().feed == feed => self.absorb(conn, &entry, &mut received)?,
            Ok(_) => Err(Obstacle::new(
                ParkReason::Unreadable,
                "it belongs to another feed",
            )),
            Err(EntryFault::Version(version)) => Err(Obstacle::new(
                ParkReason::Newer,
                format!("entry version {version}"),
            )),
            Err(fault) => Err(Obstacle::new(ParkReason::Unreadable, fault)),
        };
        if let Err(Obstacle { reason, detail }) = outcome {
            Parked {
                entry: EntryId::of(bytes),
                reason,
                detail,
            }
            .put(conn)?;
        }
        Ok(received)
    }

    /// Tries parked entries again until none moves; says which documents changed.
    pub(crate) fn retry_parked(&mut self, conn: &Connection) -> Result<BTreeSet<[u8; 16]>, Error> {
        let mut received = Received::default();
        loop {
            let mut moved = false;
            for parked in Parked::all(conn)? {
                if matches!(
                    parked.reason,
                    ParkReason::Unreadable | ParkReason::ForgedAuthor
                ) {
                    continue;
                }
                let Some(archived) = ArchivedEntry::get(conn, &parked.entry)? else {
                    continue;
                };
                let Ok(entry) = SealedEntry::parse(archived.bytes) else {
                    continue;
                };
                match self.absorb(conn, &entry, &mut received)? {
                    Ok(()) => {
                        Parked::release(conn, &parked.entry)?;
                        moved = true;
                    }
                    Err(Obstacle { reason, detail }) if detail != parked.detail => {
                        Parked {
                            entry: parked.entry,
                            reason,
                            detail,
                        }
                        .put(conn)?;
                        moved = true;
                    }
                    Err(_) => {}
                }
            }
            if !moved {
                return Ok(received.changed);
            }
        }
    }

    fn absorb(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        match entry.header().kind {
            Kind::Statements | Kind::Enrolment => self.absorb_control(conn, entry, received),
            Kind::Data => self.absorb_data(conn, entry, received),
            Kind::Unknown(kind) => Ok(Err(Obstacle::new(
                ParkReason::Newer,
                format!("entry kind {kind}"),
            ))),
        }
    }

    fn absorb_control(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        match self.membership.apply(entry) {
            Ok(Outcome::Applied) => {
                received.retry = true;
                self.open_wraps(conn)?;
                ArchivedEntry::offer_again(conn, None)?;
                Ok(Ok(()))
            }
            // What is withheld counts by itself once later statements allow it.
            Ok(Outcome::Known | Outcome::Withheld | Outcome::Enrolled) => Ok(Ok(())),
            Err(MembershipFault::UnknownAuthor(device)) => {
                Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, device)))
            }
            Err(fault @ MembershipFault::Newer(_)) => {
                Ok(Err(Obstacle::new(ParkReason::Newer, fault)))
            }
            Err(fault) => Ok(Err(Obstacle::new(ParkReason::Unreadable, fault))),
        }
    }

    /// Keeps the feed keys that statements hold for this device.
    pub(super) fn open_wraps(&mut self, conn: &Connection) -> Result<(), Error> {
        for wrapped in self.membership.wrapped_for(self.device()) {
            let (feed, epoch) = (wrapped.feed, wrapped.epoch);
            let opened =
                EpochKey::unwrap(&wrapped.sealed, &self.office, feed, epoch, &self.identity);
            match opened {
                Ok(key) => self.keep_key(conn, &key)?,
                Err(fault) => tracing::warn!(%feed, epoch, %fault, "a feed key does not open"),
            }
        }
        Ok(())
    }

    /// Keeps a feed key and makes its feed known.
    pub(super) fn keep_key(&self, conn: &Connection, key: &EpochKey) -> Result<(), Error> {
        FeedRow::learn(conn, key.feed, &key.purpose.to_bytes())?;
        HeldKey::keep(conn, key.feed, key.epoch, &key.key.to_secret_bytes())?;
        Ok(())
    }

    fn absorb_data(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        let header = entry.header();
        let device = header.device;
        let Some(author) = self.membership.author_key(device) else {
            return Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, device)));
        };
        if entry.verify(&self.office.0, &author).is_err() {
            return Ok(Err(Obstacle::new(ParkReason::ForgedAuthor, device)));
        }
        match self
            .membership
            .may_write(device, header.feed, header.device_seq)
        {
            Ok(()) => {}
            Err(WriteFault::UnknownDevice(_)) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownAuthor, device)));
            }
            Err(fault) => {
                return Ok(Err(Obstacle::new(
                    ParkReason::NotAllowed,
                    format!("{device}: {fault}"),
                )));
            }
        }
        let keys = HeldKey::of_epoch(conn, header.feed, header.epoch)?;
        let purpose = FeedRow::get(conn, header.feed)?.map(|feed| feed.purpose);
        let Some(purpose) = purpose.filter(|_| !keys.is_empty()) else {
            let detail = format!("feed {} epoch {}", header.feed, header.epoch);
            return Ok(Err(Obstacle::new(ParkReason::UnknownKey, detail)));
        };
        let parts = match self.open_with_any(entry, &keys) {
            Ok(parts) => parts,
            Err(fault @ OpenFault::WrongKey) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownKey, fault)));
            }
            Err(fault @ OpenFault::Newer { .. }) => {
                return Ok(Err(Obstacle::new(ParkReason::Newer, fault)));
            }
            Err(fault) => return Ok(Err(Obstacle::new(ParkReason::Unreadable, fault))),
        };
        received.retry |= has_waiting(conn)?;
        let from = if self.membership.is_office(device) {
            Provenance::Office(device)
        } else {
            Provenance::Device(device)
        };
        // One part that cannot be applied does not keep the others back.
        let mut obstacle = None;
        for part in parts {
            match self.apply_part(conn, part, from, &purpose)? {
                Ok(changed) => received.changed.extend(changed),
                Err(found) => obstacle = obstacle.or(Some(found)),
            }
        }
        Ok(obstacle.map_or(Ok(()), Err))
    }

    /// Keeps a document that came by the feed of `came_by`, under the purpose that its own content gives: the same on every
    /// device, however its changes came. Two office devices apart from each other can put one family into two
    /// kecamatan, so that no feed holds all of her; an office device then carries to her place what is missing there, or
    /// its readers would wait for it for ever.
    fn settle_place(
        &self,
        conn: &Connection,
        document: &Document,
        came_by: &[u8],
        new: &[ChangeHash],
        arrived: &[ChangeHash],
    ) -> Result<(), Error> {
        let stored = DocumentRow::get(conn, document.id().as_bytes())?.map(|row| row.purpose);
        let place = self.place_of(conn, document, came_by)?;
        self.keep_document(conn, document, &place)?;
        let kept_there = stored.is_some_and(|stored| stored == place);
        let complete = came_by == place && kept_there;
        if complete || !self.membership.is_office(self.device()) {
            return Ok(());
        }
        for change in document.changes() {
            let hash = change.hash();
            let there = (kept_there && !new.contains(&hash))
                || (came_by == place && arrived.contains(&hash));
            if !there {
                let id = document.id();
                PendingChange::add(conn, id.as_bytes(), &place, change.contents())?;
            }
        }
        Ok(())
    }

    /// An epoch that two office devices began at once has two keys: the entry opens with one of them.
    fn open_with_any(
        &self,
        entry: &SealedEntry,
        keys: &[HeldKey],
    ) -> Result<Vec<DocumentPart>, OpenFault> {
        let mut fault = OpenFault::WrongKey;
        for held in keys {
            let Ok(key) = FeedKey::from_secret_bytes(&*held.key) else {
                continue;
            };
            match crate::seal::entry::open(entry, &key, &self.office) {
                Ok(parts) => return Ok(parts),
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }

    fn apply_part(
        &self,
        conn: &Connection,
        part: DocumentPart,
        from: Provenance,
        purpose: &[u8],
    ) -> Result<Result<Option<[u8; 16]>, Obstacle>, Error> {
        let key = match DocKey::from_bytes(&part.key) {
            Ok(key) => key,
            Err(KeyError::Newer { .. }) => {
                return Ok(Err(Obstacle::new(
                    ParkReason::Newer,
                    "a newer kind of document",
                )));
            }
            Err(fault) => return Ok(Err(Obstacle::new(ParkReason::Unreadable, fault))),
        };
        if !belongs(&key, &FeedPurpose::from_bytes(purpose)?) {
            let detail = format!("a {:?} in a feed for others", key.kind());
            return Ok(Err(Obstacle::new(ParkReason::NotAllowed, detail)));
        }
        let mut changes = Vec::with_capacity(part.changes.len());
        for contents in part.changes {
            match PlainChange::from_contents(contents) {
                Ok(change) => changes.push(change),
                Err(fault @ PlainChangeError::NeedsNewerApp(_)) => {
                    return Ok(Err(Obstacle::new(ParkReason::Newer, fault)));
                }
                Err(fault) => return Ok(Err(Obstacle::new(ParkReason::Unreadable, fault))),
            }
        }
        let mut document = match self.load_document(conn, &key)? {
            Some(document) => document,
            None => Document::new(key, &self.office),
        };
        match document.apply(&changes, from) {
            Ok(applied) if applied.new.is_empty() => Ok(Ok(None)),
            Ok(applied) => {
                let arrived: Vec<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
                self.settle_place(conn, &document, purpose, &applied.new, &arrived)?;
                Ok(Ok(Some(*document.id().as_bytes())))
            }
            Err(ApplyFault::MissingDependencies(missing)) => Ok(Err(Obstacle::new(
                ParkReason::MissingDependency,
                format!("{} changes of {}", missing.len(), document.id()),
            ))),
            Err(ApplyFault::ForgedAuthor(_)) => {
                Ok(Err(Obstacle::new(ParkReason::ForgedAuthor, document.id())))
            }
            Err(fault) => Ok(Err(Obstacle::new(ParkReason::Unreadable, fault))),
        }
    }
}

/// Whether documents of that kind travel in feeds of that purpose: who may write a kecamatan's meetings may not, by
/// way of them, write what is the office's.
fn belongs(key: &DocKey, purpose: &FeedPurpose) -> bool {
    match key {
        DocKey::Office | DocKey::Curriculum | DocKey::Staff(_) => *purpose == FeedPurpose::Office,
        DocKey::Group(_) | DocKey::Family(_) => matches!(purpose, FeedPurpose::Roster { .. }),
        DocKey::Meeting { date, .. } => of_year(purpose, chrono::Datelike::year(date)),
        DocKey::Month { month, .. } => of_year(purpose, month.year()),
    }
}

fn of_year(purpose: &FeedPurpose, year: i32) -> bool {
    matches!(purpose, FeedPurpose::Meetings { year: of, .. } if i32::from(*of) == year)
}

/// Whether any entry waits for changes that may come in another entry.
fn has_waiting(conn: &Connection) -> Result<bool, Error> {
    Ok(Parked::all(conn)?
        .iter()
        .any(|parked| parked.reason == ParkReason::MissingDependency))
}
