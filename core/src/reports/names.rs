//! Names of the sheets of a workbook, as the format allows them. Knows no report.

use std::collections::BTreeSet;

/// The names that a workbook has.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// A name that the format allows: at most 31 characters, none of `[]:*?/\`, no apostrophe at either end, and no name twice.
    pub fn sheet(&mut self, name: &str) -> String {
        let allowed: String = name
            .chars()
            .map(|c| {
                if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let base: String = allowed
            .trim_matches(|c: char| c == '\'' || c.is_whitespace())
            .chars()
            .take(26)
            .collect();
        // What the format counts are units of UTF-16, of which an emoji has two.
        let mut base = base
            .trim_end_matches(|c: char| c == '\'' || c.is_whitespace())
            .to_owned();
        while base.encode_utf16().count() > 26 {
            base.pop();
        }
        if base.is_empty() {
            base.push('-');
        }
        let mut unique = base.clone();
        let mut number = 1;
        while !self.0.insert(unique.to_lowercase()) {
            number += 1;
            unique = format!("{base} {number}");
        }
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_legal_and_no_two_are_the_same() {
        let mut names = Names::default();
        assert_eq!(names.sheet("Toili"), "Toili");
        assert_eq!(names.sheet("TOILI"), "TOILI 2");
        assert_eq!(names.sheet("'a/b:c'"), "a b c");
        assert_eq!(names.sheet(" '' "), "-");
        let long = names.sheet(&"\u{1F468}".repeat(40));
        assert!(long.encode_utf16().count() <= 31 && !long.is_empty());
        let again = names.sheet(&"\u{1F468}".repeat(40));
        assert_ne!(long, again);
    }
}
