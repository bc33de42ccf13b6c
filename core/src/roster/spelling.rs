//! Spellings that may be one name: groups numbered in Roman or Arabic, people with and without titles. It proposes; people decide.

use crate::reference::fold;
use crate::reference::naming::Named;

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
fn roman(word: &str) -> Option<u32> {
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
