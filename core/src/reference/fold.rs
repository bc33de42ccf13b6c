//! How names that people typed are compared: what counts as the same spelling. It knows letters, not what the names stand for.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text as it should be kept: composed Unicode, invisible characters dropped, every run of white space one space, trimmed.
/// Upper and lower case stay as they were written.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut take = |c: char| {
        if is_invisible(c) {
            return;
        }
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    };
    // Nothing in ASCII is put together from parts, and most names hold nothing else.
    if text.is_ascii() {
        text.chars().for_each(&mut take);
    } else {
        text.nfc().for_each(&mut take);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words of a name for comparing: lower case, without accents and apostrophes, other punctuation as a space.
/// `"Hj. NU'MAN  É"` becomes `"hj numan e"`.
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut take = |c: char| {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if is_invisible(c) || is_combining_mark(c) || is_apostrophe(c) {
            // Belongs to the letter before it.
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut take);
    } else {
        text.nfkd().for_each(&mut take);
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`words`] run together, for names whose spaces cannot be trusted: `"Tirta Kencana"`, `"TirtaKencana"` and `"TIRTA-KENCANA"`
/// are one.
pub fn joined(text: &str) -> String {
    let mut out = words(text);
    out.retain(|c| c != ' ');
    out
}

/// [`words`] for names that end in a number: `"MELATI 01"`, `"Melati1"` and `"melati-1"` are all `"melati 1"`.
pub fn numbered(text: &str) -> String {
    let mut out = String::new();
    for word in words(text).split(' ') {
        for part in split_digits(word) {
            if !out.is_empty() {
                out.push(' ');
            }
            let bare = part.trim_start_matches('0');
            out.push_str(if !part.is_empty() && bare.is_empty() {
                "0"
            } else {
                bare
            });
        }
    }
    out
}

/// Whether `c` is one of the marks that keyboards and spreadsheets give for an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '`' | '\u{00B4}'
    )
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Cuts a word wherever letters and digits meet.
fn split_digits(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut previous: Option<bool> = None;
    for (at, c) in word.char_indices() {
        let digit = c.is_ascii_digit();
        if previous.is_some_and(|was| was != digit) {
            parts.push(&word[start..at]);
            start = at;
        }
        previous = Some(digit);
    }
    if start < word.len() {
        parts.push(&word[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tidy_keeps_the_spelling_and_folds_the_spaces() {
        assert_eq!(
            tidy("  HJ.\u{a0} SITI\u{200b}\tAMINAH \r\n"),
            "HJ. SITI AMINAH"
        );
        assert_eq!(tidy(" \u{feff} "), "");
    }

    #[test]
    fn one_group_is_written_many_ways() {
        for spelling in [
            "MELATI 1",
            "Melati 01",
            "melati1",
            " MELATI-1 ",
            "MELATI  1.",
        ] {
            assert_eq!(numbered(spelling), "melati 1", "{spelling}");
        }
        assert_ne!(numbered("MELATI 1 1"), numbered("MELATI 11"));
        assert_eq!(numbered("RT 0"), "rt 0");
    }

    #[test]
    fn spaces_and_apostrophes_do_not_tell_places_apart() {
        assert_eq!(joined("Ondo-Ondolu"), joined("ONDO ONDOLU"));
        assert_eq!(joined("Ra\u{2019}u"), joined("Rau"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".*") {
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
            prop_assert_eq!(words(&words(&text)), words(&text));
            prop_assert_eq!(numbered(&numbered(&text)), numbered(&text));
        }

        #[test]
        fn case_and_outer_space_never_matter(text in "[A-Za-z0-9 .'-]{0,30}") {
            let other = format!("  {} ", text.to_uppercase());
            prop_assert_eq!(joined(&other), joined(&text));
            prop_assert_eq!(numbered(&other), numbered(&text));
        }
    }
}
