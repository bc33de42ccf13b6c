//! An office whose founding is over, of whose devices one office machine is stolen and one member hostile.

use crate::entry::{Body, CONTROL, Device, Entry, Feed, ROOT, Rights, Role, Set, Statement};
use crate::findings::{Broken, Seen};
use crate::rules::Names;

/// The first office machine, honest.
pub const FIRST: Device = 1;
/// The second, honest, brought in by the first.
pub const SECOND: Device = 2;
/// The third, brought in by the first, honest until it is stolen.
pub const STOLEN: Device = 3;
/// A hostile member.
pub const MEMBER: Device = 4;
/// A device of the thief's, which nobody enrolled.
pub const OUTSIDER: Device = 5;
/// A member whom the third machine brought in while it was honest.
pub const NEWCOMER: Device = 6;
/// The feed that there is.
pub const FEED: Feed = 1;
/// A feed of a new year.
pub const NEW_FEED: Feed = 2;

/// How far the space goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Entries that hostile devices sign after the founding.
    pub hostile: usize,
    /// Entries that honest office machines sign after it.
    pub honest: usize,
    /// Whether hostile devices use every saying and place, or those that differ most.
    pub all_sayings: bool,
}

/// The office.
#[derive(Debug, Clone)]
pub struct Office {
    pub(crate) founding: Vec<Entry>,
    pub(crate) bounds: Bounds,
}

/// A state: what was said since the founding, by whom it was heard, and what was found wrong when it was said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// Entries since the founding, in the order of making.
    pub said: Vec<Entry>,
    /// For each of them what its author held when signing; hostile authors hold everything.
    pub held: Vec<Set>,
    /// What the two honest office machines heard.
    pub heard: [Set; 2],
    /// Whether names sort the other way round.
    pub reversed: bool,
    /// What some reader of some of the entries could show to be broken.
    pub broken: Broken,
    /// What came about for some reader: the space is not an empty one.
    pub seen: Seen,
}

impl Office {
    /// An office after its founding.
    pub fn new(bounds: Bounds) -> Self {
        let write = |feed| vec![(feed, Rights::Write)];
        let grant = |device, role| Statement::Grant {
            device,
            role,
            access: write(FEED),
        };
        let entry = |author, feed, number, previous, body| Entry {
            author,
            feed,
            number,
            previous,
            body,
        };
        let said = |author, number, previous, statements| {
            entry(
                author,
                CONTROL,
                number,
                previous,
                Body::Statements(statements),
            )
        };
        let epoch = Statement::Epoch {
            feed: FEED,
            number: 1,
            readers: vec![ROOT, FIRST, SECOND, STOLEN, MEMBER],
        };
        let founding = vec![
            said(
                ROOT,
                1,
                None,
                vec![Statement::Found, grant(FIRST, Role::Office)],
            ),
            said(
                FIRST,
                1,
                None,
                vec![
                    grant(SECOND, Role::Office),
                    grant(STOLEN, Role::Office),
                    grant(MEMBER, Role::Member),
                    epoch,
                    Statement::Invite(0),
                ],
            ),
            said(STOLEN, 1, None, vec![grant(NEWCOMER, Role::Member)]),
            entry(STOLEN, FEED, 1, None, Body::Data),
            entry(MEMBER, FEED, 1, None, Body::Data),
            entry(MEMBER, FEED, 2, Some(4), Body::Data),
            entry(NEWCOMER, FEED, 1, None, Body::Data),
        ];
        Self { founding, bounds }
    }

    /// All entries of a state, in the order of making.
    pub fn history(&self, state: &State) -> Vec<Entry> {
        [&self.founding[..], &state.said[..]].concat()
    }

    /// How many entries every reader has from the start.
    pub fn founded(&self) -> usize {
        self.founding.len()
    }

    /// The names of a state.
    pub fn names(state: &State) -> Names {
        if !state.reversed {
            return Names::default();
        }
        Names {
            devices: (0..16).rev().collect(),
            entries: (0..64).rev().collect(),
        }
    }
}
