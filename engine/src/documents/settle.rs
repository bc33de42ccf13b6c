//! Which changes of a document count. A function of the set of changes: the order in which they came leaves no trace.
//!
//! Changes are taken in the order of their first operation's counter, then of their hash, which puts every change after those
//! that it builds upon. One is in the document if what it builds upon is, if no change before it claims the same place of
//! the same actor, and if it fits. What is not in the document has no influence on what is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use automerge::{Automerge, Change, ReadDoc};

use super::fit;
use super::guard::{guarded, knows};
use super::hash::ChangeHash;
use super::kind::Kind;
use super::plain_change::PlainChange;
use super::slots::Slots;

/// Why a change is not in the document. The numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Why {
    /// Its author said something else in its place.
    Contradicted = 1,
    /// It builds upon a change that is not in the document.
    BuiltUpon = 2,
    /// It does not fit what it builds upon, or that does not.
    Unfit = 3,
}

impl Why {
    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        [Self::Contradicted, Self::BuiltUpon, Self::Unfit]
            .into_iter()
            .find(|why| *why as u8 == byte)
    }
}

/// A change that is not in the document.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub change: PlainChange,
    pub why: Why,
}

/// Changes that are not in the document, by hash.
pub(super) type AllLeftOut = BTreeMap<ChangeHash, LeftOut>;

/// What became of changes.
pub(super) struct Settled {
    pub automerge: Automerge,
    pub left_out: AllLeftOut,
    /// What is wrong with the changes that do not fit.
    pub unfit: BTreeMap<ChangeHash, String>,
}

/// Takes `changes`, of which `base` holds none, into `base`, whose actors' changes are `slots` and from which `left_out` was left out
/// before. What `changes` build upon is in one of them.
pub(super) fn settle(
    base: &Automerge,
    kind: &'static Kind,
    mut slots: Slots,
    mut left_out: AllLeftOut,
    mut changes: Vec<PlainChange>,
) -> Settled {
    changes.sort_by_key(|change| (change.start_op(), change.hash()));
    let ends: BTreeMap<ChangeHash, u64> = changes
        .iter()
        .map(|change| (change.hash(), change.max_op()))
        .collect();
    let mut automerge = base.clone();
    let mut unfit = BTreeMap::new();
    let mut taken: Vec<PlainChange> = Vec::new();
    // Few documents ever meet a change that automerge finds wanting; from the first one on, each is tried on a copy.
    let mut wary = false;
    for change in changes {
        let judged = seen_by(&change, &automerge, kind)
            .and_then(|document| judge(&document, kind, &slots, &left_out, &ends, &change));
        let judged = judged.and_then(|()| {
            let before = wary.then(|| automerge.clone());
            take(&mut automerge, kind, &change).map_err(|fault| {
                automerge = before.unwrap_or_else(|| again(base, kind, &taken));
                wary = true;
                (Why::Unfit, fault)
            })
        });
        match judged {
            Ok(()) => {
                slots.insert(change.slot(), change.hash());
                taken.push(change);
            }
            Err((why, fault)) => {
                if why == Why::Unfit {
                    unfit.insert(change.hash(), fault);
                }
                left_out.insert(change.hash(), LeftOut { change, why });
            }
        }
    }
    Settled {
        automerge,
        left_out,
        unfit,
    }
}

/// `base` with changes that it took before.
fn again(base: &Automerge, kind: &'static Kind, taken: &[PlainChange]) -> Automerge {
    let mut automerge = base.clone();
    for change in taken {
        // It took hold a moment ago, and nothing was decided since that could change that.
        let _ = take(&mut automerge, kind, change);
    }
    automerge
}

/// The document with the steps that a change builds upon: they are no part of it unless the change is.
fn seen_by<'a>(
    change: &PlainChange,
    document: &'a Automerge,
    kind: &'static Kind,
) -> Result<Cow<'a, Automerge>, (Why, String)> {
    let growth = kind.growth();
    match growth.grown(document, growth.upon(change)) {
        Ok(Some(grown)) => Ok(Cow::Owned(grown)),
        Ok(None) => Ok(Cow::Borrowed(document)),
        Err(fault) => Err((Why::Unfit, fault.to_string())),
    }
}

fn judge(
    document: &Automerge,
    kind: &'static Kind,
    slots: &Slots,
    left_out: &AllLeftOut,
    ends: &BTreeMap<ChangeHash, u64>,
    change: &PlainChange,
) -> Result<(), (Why, String)> {
    let unfit = |fault: &str| Err((Why::Unfit, fault.to_owned()));
    let mut why = None;
    for dep in change.deps() {
        if ends.get(dep).is_some_and(|end| *end >= change.start_op()) {
            return unfit("it does not count on");
        }
        match left_out.get(dep).map(|dep| dep.why) {
            Some(Why::Unfit) => return unfit("what it builds upon does not fit"),
            Some(_) => why = Some(Why::BuiltUpon),
            None => {}
        }
    }
    if let Some(why) = why {
        return Err((why, String::new()));
    }
    if slots.contains_key(&change.slot()) {
        return Err((Why::Contradicted, String::new()));
    }
    guarded(|| fit::check(document, kind, slots, change))
        .and_then(|fits| fits)
        .map_err(|fault| (Why::Unfit, fault))
}

/// Takes a change that fits, and proves that it can be given back exactly as it was signed: one that is not written in the one
/// canonical way could not, and saving and loading the document would then fail for ever.
fn take(document: &mut Automerge, kind: &'static Kind, change: &PlainChange) -> Result<(), String> {
    let chunk = change.to_chunk();
    guarded(|| {
        let growth = kind.growth();
        let grown = growth.grown(document, growth.upon(change));
        if let Some(grown) = grown.map_err(|error| error.to_string())? {
            *document = grown;
        }
        let decoded = Change::try_from(&chunk[..]).map_err(|error| error.to_string())?;
        document
            .apply_changes([decoded])
            .map_err(|error| error.to_string())?;
        if !knows(document, change.hash()) {
            return Err("it did not take hold".to_owned());
        }
        let kept = document.get_change_by_hash(&change.hash().into());
        if kept.is_some_and(|kept| kept.raw_bytes() == chunk) {
            Ok(())
        } else {
            Err("it is not written in the canonical way".to_owned())
        }
    })
    .and_then(|taken| taken)
}
