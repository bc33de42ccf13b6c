//! Calls automerge on foreign bytes so that a panic of it becomes an error. Knows no kind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::Automerge;

use super::hash::ChangeHash;

/// Whether the change is part of the document.
pub(super) fn knows(automerge: &Automerge, change: ChangeHash) -> bool {
    automerge.get_change_meta_by_hash(&change.into()).is_some()
}

/// Runs automerge on bytes that somebody else made; a panic becomes its message.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("automerge panicked: {}", text.unwrap_or_default())
    })
}
