//! Spellings that may be one name: groups numbered in Roman or Arabic, people with and without titles. It proposes; people decide.

use crate::reference::fold;
use crate::reference::naming::Named;

/// A text without the number of its line: `1. MELATI 1`, `2) SITI`; of a line by itself (`lettered`) also `C. MAWAR 1` and `IV. MAWAR`.
pub fn without_enumerator(text: &str, lettered: bool) -> &str {
    let Some((mark, rest)) = text.split_once(['.', ')']) else {
        return text;
    };
    let mark = mark.trim_start_matches('(').trim();
    let digits = !mark.is_empty() && mark.len() <= 3 && mark.bytes().all(|b| b.is_ascii_digit());
    let letter = mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_alphabetic());
    let is_mark = digits || (lettered && (letter || roman(&mark.to_lowercase()).is_some()));
    // "R.A. KARTINI" is numbered by nothing.
    let apart = digits || rest.starts_with(' ');
    let rest = rest.trim_start();
    let named = rest.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let begins = rest.starts_with(char::is_alphabetic);
    if is_mark && apart && named && begins {
        rest
    } else {
        text
    }
}

/// The name of a group as a cell means it: without the number of its line, how many are in it, and the word that says that it goes on from
/// the page before. None if the cell says that there is none: `BELUM ADA`.
pub fn own_group(text: &str) -> Option<String> {
    let text = without_enumerator(text.trim(), false);
    let text = match text.split_once('(') {
        Some((bare, rest)) if !bare.trim().is_empty() && speaks_of_the_list(rest) => bare,
        _ => text,
    };
    let goes_on = |word: &&str| {
        matches!(
            fold::words(word).as_str(),
            "lanjutan" | "lanj" | "sambungan"
        )
    };
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !goes_on(word))
        .collect();
    let name = words.join(" ");
    (!fold::words(&name).is_empty() && !says_none(&name)).then_some(name)
}

/// Whether what stands in brackets behind a name is about the list: how many there are, that it goes on.
pub fn speaks_of_the_list(bracket: &str) -> bool {
    const ABOUT: [&str; 9] = [
        "lanjutan",
        "lanj",
        "sambungan",
        "kpm",
        "orang",
        "org",
        "anggota",
        "keluarga",
        "jumlah",
    ];
    let words = fold::words(bracket);
    words.split(' ').any(|word| ABOUT.contains(&word))
}

/// Whether a cell says that there is none: `BELUM ADA`, `Tidak ada kelompok`, `KOSONG`.
pub fn says_none(text: &str) -> bool {
    const NONE: [&str; 4] = ["kosong", "nihil", "belum", "tidak ada"];
    const BEGINS: [&str; 8] = [
        "belum ada",
        "blm ada",
        "tidak ada kelompok",
        "tidak ada pendamping",
        "tanpa kelompok",
        "belum berkelompok",
        "belum masuk kelompok",
        "belum punya",
    ];
    let words = fold::words(text);
    NONE.contains(&words.as_str()) || BEGINS.iter().any(|begin| words.starts_with(begin))
}

/// The form in which names of groups are compared: `"MELATI 01"`, `"Kelompok Melati 1"` and `"melati1"` are one group.
pub fn group_key(name: &str) -> String {
    let key = fold::numbered(name);
    let bare = ["kelompok ", "klp ", "kel "]
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix));
    bare.map_or_else(|| key.clone(), str::to_owned)
}

/// The form in which spellings of one group fall together: `MAWAR II`, `Mawar 2`, `KLP. MAWAR 02` and `Mawar-II` are `mawar 2`.
pub fn group(name: &str) -> String {
    let key = group_key(name);
    let Some((rest, last)) = key.rsplit_once(' ') else {
        return key;
    };
    match roman(last) {
        Some(number) if rest.chars().any(char::is_alphabetic) => format!("{rest} {number}"),
        _ => key,
    }
}

/// The form in which spellings of one person fall together: `Hj. NURDIANA LAODE, S.Sos` and `Nurdiana Laode` are one.
pub fn person(name: &str) -> String {
    fold::words(&Named::of(name).bare)
}

/// Whether a name ends in a number, Arabic or Roman: `MELATI 1`, `Mawar-II`.
pub fn ends_in_a_number(name: &str) -> bool {
    let key = fold::numbered(name);
    key.rsplit_once(' ').is_some_and(|(rest, last)| {
        let arabic = last.len() <= 3 && last.bytes().all(|byte| byte.is_ascii_digit());
        rest.chars().any(char::is_alphabetic) && (arabic || roman(last).is_some())
    })
}

/// A Roman numeral up to 39, folded; beyond that no group is numbered.
pub(super) fn roman(word: &str) -> Option<u32> {
    let mut rest = word;
    let mut number = 0;
    for (letters, value) in [("xxx", 30), ("xx", 20), ("x", 10)] {
        if let Some(after) = rest.strip_prefix(letters) {
            (rest, number) = (after, value);
            break;
        }
    }
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let one = ones.iter().position(|ones| *ones == rest)?;
    let number = number + u32::try_from(one).ok()?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_group_fall_together() {
        for name in [
            "MAWAR II",
            "Mawar 2",
            "KLP. MAWAR 02",
            "Mawar-II",
            "Kelompok Mawar ii",
            "MAWAR2",
        ] {
            assert_eq!(group(name), "mawar 2", "{name}");
        }
        assert_ne!(group("MAWAR I"), group("MAWAR II"));
        assert_eq!(group("MAWAR XIV"), "mawar 14");
        assert_eq!(group("MELATI"), "melati");
        assert_eq!(group("VI"), "vi", "a numeral alone is a name");
        assert_eq!(group("DAHLIA MIX"), "dahlia mix");
    }

    #[test]
    fn the_number_of_a_line_is_no_part_of_a_name() {
        for (text, column, line) in [
            ("1. MELATI 1", "MELATI 1", "MELATI 1"),
            ("12) SITI AMINAH", "SITI AMINAH", "SITI AMINAH"),
            ("(3) SITI", "SITI", "SITI"),
            ("C. MAWAR 1", "C. MAWAR 1", "MAWAR 1"),
            ("IV. Anggrek", "IV. Anggrek", "Anggrek"),
            ("R.A. KARTINI", "R.A. KARTINI", "R.A. KARTINI"),
            ("MELATI 1", "MELATI 1", "MELATI 1"),
            ("3. 4", "3. 4", "3. 4"),
            ("NO. 5", "NO. 5", "NO. 5"),
        ] {
            assert_eq!(without_enumerator(text, false), column, "{text}");
            assert_eq!(without_enumerator(text, true), line, "{text}");
        }
    }

    #[test]
    fn a_cell_may_say_that_there_is_no_group_or_that_it_goes_on() {
        for text in [
            "MELATI 1 (LANJUTAN)",
            "Lanjutan MELATI 1",
            "MELATI 1 (12 KPM)",
            "2. MELATI 1",
        ] {
            assert_eq!(own_group(text).as_deref(), Some("MELATI 1"), "{text}");
        }
        for text in [
            "BELUM ADA",
            "Tidak ada",
            "KOSONG",
            "Belum berkelompok",
            "lanjutan",
        ] {
            assert_eq!(own_group(text), None, "{text}");
        }
        for text in ["ANGGREK (BLOK A)", "BELUMBAK 1", "KELOMPOK 3"] {
            assert_eq!(own_group(text).as_deref(), Some(text), "{text}");
        }
    }

    #[test]
    fn titles_are_set_apart() {
        for (name, bare) in [
            ("NURDIANA LAODE", "nurdiana laode"),
            ("Nurdiana Laode, S.Sos", "nurdiana laode"),
            ("NURDIANA LAODE, S.SOS.,M.Si", "nurdiana laode"),
            ("Hj. NURDIANA LAODE S.Sos", "nurdiana laode"),
            ("IR. ABYASA PRATIWI", "abyasa pratiwi"),
            ("Hj. Ir. ABYASA PRATIWI, S. Sos", "abyasa pratiwi"),
            ("SITI, AMINAH", "siti aminah"),
            ("Hj.", "hj"),
            ("SE", "se"),
        ] {
            assert_eq!(person(name), bare, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_form(name in "\\PC{1,40}") {
            prop_assume!(name.chars().any(char::is_alphanumeric));
            let _ = (person(&name), group(&name), ends_in_a_number(&name));
        }
    }
}
