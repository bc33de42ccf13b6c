//! Why an entry cannot be applied yet, and which parked entries may be tried again when something arrives.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::ids::EntryId;

use crate::error::Error;
use crate::store::{ParkReason, Parked, Wait};

/// What arrived: parked entries that waited for some of it are worth another try.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retry {
    /// Statements of the office that count, and keys perhaps.
    pub statements: bool,
    /// It was decided anew which entries count.
    pub verdict: bool,
    /// Documents that got changes.
    pub documents: BTreeSet<[u8; 16]>,
    /// Keys of documents for which something was set aside that others may be built upon.
    pub set_aside: BTreeSet<Vec<u8>>,
}

impl Retry {
    /// The office said something.
    pub fn after_statements() -> Self {
        Self {
            statements: true,
            ..Self::default()
        }
    }

    /// This and what arrived besides.
    pub fn add(&mut self, other: Self) {
        self.statements |= other.statements;
        self.verdict |= other.verdict;
        self.documents.extend(other.documents);
        self.set_aside.extend(other.set_aside);
    }

    /// Whether nothing arrived.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Why an entry, or a part of it, was not applied, and what it lacks.
pub(super) struct Obstacle {
    reason: ParkReason,
    detail: String,
    waits: Vec<Wait>,
}

/// Missing changes of one document that are noted one by one; where more are missing, any change of it is a reason to try again.
const NOTED: usize = 256;

impl Obstacle {
    /// Nothing that may arrive helps, but perhaps an update of the app.
    pub(super) fn new(reason: ParkReason, detail: &dyn std::fmt::Display) -> Self {
        Self {
            reason,
            detail: detail.to_string(),
            waits: Vec::new(),
        }
    }

    pub(super) fn reason(&self) -> ParkReason {
        self.reason
    }

    /// Whether some part of the entry waits for changes of others.
    pub(super) fn lacks_changes(&self) -> bool {
        self.reason == ParkReason::MissingDependency
    }

    /// The same, until this arrives.
    pub(super) fn until(mut self, wait: Wait) -> Self {
        self.waits.push(wait);
        self
    }

    /// The same, until changes of a document arrive.
    pub(super) fn until_changes(
        mut self,
        document: [u8; 16],
        missing: impl ExactSizeIterator<Item = [u8; 32]>,
    ) -> Self {
        if missing.len() > NOTED {
            return self.until(Wait::AnyChange(document));
        }
        self.waits
            .extend(missing.map(|change| Wait::Change { document, change }));
        self
    }

    pub(super) fn park(self, conn: &Connection, entry: EntryId) -> Result<(), Error> {
        let Self {
            reason,
            detail,
            waits,
        } = self;
        Parked {
            entry,
            reason,
            detail,
        }
        .put(conn)?;
        for wait in waits {
            wait.put(conn, &entry)?;
        }
        Ok(())
    }

    /// Of two parts' obstacles, the one that may pass first; the entry waits for what either lacks.
    pub(super) fn or_sooner(self, other: Option<Self>) -> Self {
        let Some(other) = other else {
            return self;
        };
        let (mut first, second) = if other.patience() <= self.patience() {
            (other, self)
        } else {
            (self, other)
        };
        first.waits.extend(second.waits);
        first
    }

    fn patience(&self) -> u8 {
        match self.reason {
            ParkReason::MissingDependency => 0,
            ParkReason::Unreadable => 2,
            _ => 1,
        }
    }
}
