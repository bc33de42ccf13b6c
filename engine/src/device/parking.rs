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

#[cfg(test)]
mod tests {
    use super::*;

    fn obstacle(reason: ParkReason) -> Obstacle {
        Obstacle::new(reason, &reason.name())
    }

    #[test]
    fn what_arrived_adds_up() {
        let mut all = Retry::default();
        assert!(all.is_none());
        assert!(!Retry::after_statements().is_none());
        let arrived = [
            Retry::after_statements(),
            Retry {
                verdict: true,
                documents: [[1; 16]].into(),
                ..Retry::default()
            },
            Retry {
                documents: [[2; 16]].into(),
                set_aside: [vec![3]].into(),
                ..Retry::default()
            },
            Retry::default(),
        ];
        for one in arrived {
            all.add(one);
        }
        let expected = Retry {
            statements: true,
            verdict: true,
            documents: [[1; 16], [2; 16]].into(),
            set_aside: [vec![3]].into(),
        };
        assert_eq!(all, expected);
    }

    #[test]
    fn of_two_obstacles_the_one_that_may_pass_first_is_shown_and_both_are_waited_for() {
        use ParkReason::{MissingDependency, Newer, NotAllowed, Unreadable};
        let other_change = || Wait::AnyChange([1; 16]);
        let change = || Wait::AnyChange([2; 16]);
        let pairs = [
            (MissingDependency, Newer, MissingDependency),
            (Newer, Unreadable, Newer),
            (MissingDependency, Unreadable, MissingDependency),
            (Newer, MissingDependency, MissingDependency),
            (Unreadable, NotAllowed, NotAllowed),
            // Of two alike the earlier part's, which is handed in.
            (Newer, NotAllowed, NotAllowed),
        ];
        for (this, other, shown) in pairs {
            let other = obstacle(other).until(other_change());
            let both = obstacle(this).until(change()).or_sooner(Some(other));
            assert_eq!(both.reason(), shown);
            assert_eq!(both.detail, shown.name());
            assert_eq!(both.lacks_changes(), shown == MissingDependency);
            assert_eq!(both.waits.len(), 2);
        }
        let alone = obstacle(Newer).until(other_change()).or_sooner(None);
        assert_eq!((alone.reason(), alone.waits.len()), (Newer, 1));
    }

    #[test]
    fn each_missing_change_is_waited_for_until_they_are_too_many() {
        let waits = |missing: usize| {
            let missing = vec![[7; 32]; missing].into_iter();
            let obstacle = obstacle(ParkReason::MissingDependency);
            obstacle.until_changes([1; 16], missing).waits
        };
        assert_eq!(waits(NOTED).len(), NOTED);
        assert!(matches!(waits(NOTED)[0], Wait::Change { .. }));
        assert!(matches!(waits(NOTED + 1)[..], [Wait::AnyChange(_)]));
    }
}
