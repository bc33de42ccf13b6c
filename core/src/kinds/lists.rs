//! What lists said of a family or a group, by import: JSON that `roster/listed.rs` reads.

use sesi_engine::documents::{Keys, Map, Rule, map};

/// The map of a kind that lists speak of.
pub(super) const LISTS_MAP: Map = map("lists", "lists", Keys::Named(40, Rule::Text(2000)));
