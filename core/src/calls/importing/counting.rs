//! Counts and stable names as an answer says them.

/// A word's stable name, as it stands in JSON.
pub(super) fn name_of(word: impl serde::Serialize) -> Option<String> {
    let name = serde_json::to_value(word).ok()?;
    name.as_str().map(str::to_owned)
}

/// How many there are.
pub(super) fn counted(things: impl Iterator) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}
