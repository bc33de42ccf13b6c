//! The names under which a person speaks of columns, also of those without a label.

use crate::reference::fold;

/// The name under which a person speaks of a column: its label, or its letter (`kolom C`) where it has none, or that of one before it.
pub fn column_name(labels: &[String], column: usize) -> String {
    let label = labels.get(column).map_or("", String::as_str);
    own_label(labels.get(..column).unwrap_or_default(), label)
}

pub(super) fn own_label(before: &[String], label: &str) -> String {
    let folded = fold::joined(label);
    if folded.is_empty() || before.iter().any(|other| fold::joined(other) == folded) {
        format!("kolom {}", letters(before.len()))
    } else {
        label.to_owned()
    }
}

/// A column as Excel names it: `A`, `AB`.
pub(super) fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.insert(
            0,
            char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()),
        );
        rest /= 26;
    }
    name
}
