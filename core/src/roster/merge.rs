//! The three-way merge of one field: what lists said last, what this list says, what is known now. It knows words, not families.

use crate::reference::fold;

use super::answers::{KEEP, LIST};
use super::field::Field;

/// What becomes of a word of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is what is known.
    Same,
    /// Only the list changed: it is written.
    Changes,
    /// Only people changed: what they said stays.
    Stays,
    /// Both did, or nobody knows who: somebody chooses.
    Asks,
}

/// `known` is what is known, `listed` what lists said last, `now` what this list says.
pub(super) fn judge(field: Field, known: Option<&str>, listed: Option<&str>, now: &str) -> Verdict {
    let nobody_said = known.is_none() && listed.is_none();
    let known = meant(field, known);
    let now = meant(field, Some(now));
    if same(known, now) {
        return Verdict::Same;
    }
    // A status that somebody gave is never taken back unasked, whatever lists said before.
    let taken_back = field == Field::Status && now == Some("aktif");
    if taken_back {
        return Verdict::Asks;
    }
    // Whoever has no status is active, and yet nobody said so.
    if nobody_said {
        return Verdict::Changes;
    }
    judge_words(known, listed.map(|word| meant(field, Some(word))), now)
}

#[allow(
    clippy::option_option,
    reason = "a list that left a field empty said something, one that has no such field did not"
)]
/// The same of words that mean what they say, whatever they are about: `listed` is nothing where no list said anything.
pub(crate) fn judge_words(
    known: Option<&str>,
    listed: Option<Option<&str>>,
    now: Option<&str>,
) -> Verdict {
    match listed {
        _ if same(known, now) => Verdict::Same,
        Some(listed) if same(listed, now) => Verdict::Stays,
        Some(listed) if same(listed, known) => Verdict::Changes,
        None if known.is_none() => Verdict::Changes,
        _ => Verdict::Asks,
    }
}

/// A word that says nothing is none: nobody of a component; and whoever has no status is active.
fn meant(field: Field, word: Option<&str>) -> Option<&str> {
    if field == Field::Status {
        return Some(word.unwrap_or("aktif"));
    }
    let component = Field::COMPONENTS.contains(&field);
    word.filter(|word| !(component && *word == "0"))
}

fn same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other || fold::words(one) == fold::words(other),
        (one, other) => one == other,
    }
}

/// What becomes of a list's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decided {
    /// It is written.
    pub written: bool,
    /// It is what lists said last from now on.
    pub heard: bool,
}

/// By the verdict, and by what somebody chose.
pub(crate) fn decide(verdict: Verdict, choice: Option<&str>) -> Decided {
    let (written, heard) = match (verdict, choice) {
        (Verdict::Same | Verdict::Changes | Verdict::Asks, Some(KEEP)) | (Verdict::Same, _) => {
            (false, true)
        }
        (Verdict::Changes, _) | (Verdict::Asks, Some(LIST)) => (true, true),
        (Verdict::Stays | Verdict::Asks, _) => (false, false),
    };
    Decided { written, heard }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changed_decides() {
        for (known, listed, now, verdict) in [
            (Some("A"), Some("A"), "a ", Verdict::Same),
            (Some("B"), Some("A"), "B", Verdict::Same),
            (Some("A"), Some("A"), "C", Verdict::Changes),
            (Some("B"), Some("A"), "A", Verdict::Stays),
            (Some("B"), Some("A"), "C", Verdict::Asks),
            (None, Some("A"), "A", Verdict::Stays),
            (None, Some("A"), "C", Verdict::Asks),
            (None, None, "C", Verdict::Changes),
            (Some("B"), None, "C", Verdict::Asks),
        ] {
            let found = judge(Field::Name, known, listed, now);
            assert_eq!(found, verdict, "{known:?} {listed:?} {now}");
        }
    }

    #[test]
    fn a_status_is_never_taken_back_unasked() {
        for (known, listed, now, verdict) in [
            (None, None, "aktif", Verdict::Same),
            (None, None, "graduasi", Verdict::Changes),
            (Some("aktif"), None, "graduasi", Verdict::Asks),
            (Some("graduasi"), Some("aktif"), "aktif", Verdict::Asks),
            (Some("graduasi"), Some("graduasi"), "aktif", Verdict::Asks),
            (Some("aktif"), Some("aktif"), "graduasi", Verdict::Changes),
            (
                Some("graduasi"),
                Some("aktif"),
                "tidak_aktif",
                Verdict::Asks,
            ),
            (Some("aktif"), Some("graduasi"), "graduasi", Verdict::Stays),
        ] {
            let found = judge(Field::Status, known, listed, now);
            assert_eq!(found, verdict, "{known:?} {listed:?} {now}");
        }
    }

    #[test]
    fn nobody_of_a_component_is_what_nobody_said() {
        let sd = |known, listed, now| judge(Field::Sd, known, listed, now);
        assert_eq!(sd(Some("0"), None, "2"), Verdict::Changes);
        assert_eq!(sd(Some("0"), None, "0"), Verdict::Same);
        assert_eq!(sd(Some("1"), Some("0"), "0"), Verdict::Stays);
    }
}
