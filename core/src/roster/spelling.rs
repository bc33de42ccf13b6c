//! Spellings that may be one name: groups numbered in Roman or Arabic, people with and without titles. It proposes; people decide.

use crate::reference::fold;

/// Titles that stand before a name, folded.
const BEFORE: [&str; 22] = [
    "h", "hj", "ir", "dr", "drs", "dra", "drh", "drg", "ibu", "bpk", "bapak", "sdr", "sdri",
    "prof", "kh", "ust", "ustad", "ustadz", "ustazah", "ny", "tn", "apt",
];
/// Titles that stand behind a name, folded and without spaces and dots.
const BEHIND: [&str; 44] = [
    "sos", "ssos", "sp", "se", "sh", "st", "spd", "spdi", "sag", "sip", "skm", "skom", "skep",
    "sst", "sstp", "msi", "mm", "mh", "mpd", "map", "msos", "mkes", "mt", "mp", "mkom", "amd",
    "amdkeb", "amdkep", "ak", "ss", "si", "ssi", "sti", "stp", "spt", "spsi", "spi", "shut", "shi",
    "sei", "sthi", "ners", "ns", "tr",
];

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

/// A name with its titles apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Titles before it, as written: `Hj.`, `Ir.`
    pub before: Vec<String>,
    /// The name itself, as written.
    pub bare: String,
    /// Titles behind it, as written: `S.Sos`, `M.Si`
    pub behind: Vec<String>,
}

impl Named {
    /// Sets the titles of a name apart. What would leave no name is no title.
    pub fn of(name: &str) -> Self {
        let tidy = fold::tidy(name);
        let (main, after_comma) = match tidy.split_once(',') {
            Some((main, after)) if after.split(',').all(all_titles) => (main, after),
            _ => (tidy.as_str(), ""),
        };
        let mut words: Vec<&str> = main.split(' ').filter(|word| !word.is_empty()).collect();
        let mut behind: Vec<String> = Vec::new();
        // "NURDIANA LAODE S.Sos": with a dot it is a title also without a comma.
        while words.len() > 1
            && words
                .last()
                .is_some_and(|word| word.contains('.') && is_behind(word))
        {
            behind.extend(words.pop().map(str::to_owned));
        }
        behind.reverse();
        let titles = after_comma.split(',').map(fold::tidy);
        behind.extend(titles.filter(|title| !title.is_empty()));
        let before = words
            .iter()
            .take(words.len().saturating_sub(1))
            .take_while(|word| is_before(word))
            .count();
        let bare = words.split_off(before);
        Self {
            before: words.into_iter().map(str::to_owned).collect(),
            bare: bare.join(" ").trim_matches([',', ' ']).to_owned(),
            behind,
        }
    }

    /// The name in title case: `SITI AMINAH` is `Siti Aminah`, `NU'MAN` is `Nu'man`. A name of mixed case stays as it was typed.
    pub fn shown(&self) -> String {
        title_case(&self.bare)
    }

    /// Name and titles, the name in title case.
    pub fn shown_whole(&self) -> String {
        let mut words: Vec<String> = self.before.iter().map(|title| title_case(title)).collect();
        words.push(self.shown());
        let mut whole = words.join(" ");
        for title in &self.behind {
            whole.push_str(", ");
            whole.push_str(title);
        }
        whole
    }

    /// What a greeting says: the first word of the name, or two where the first is only a letter or a name of birth order (`Ni Ketut`).
    pub fn greeted(&self) -> String {
        let shown = self.shown();
        let words: Vec<&str> = shown.split(' ').collect();
        let opening = words
            .iter()
            .take_while(|word| is_opening(&fold::words(word)))
            .count();
        let upto = (opening + 1).min(words.len());
        words.get(..upto).unwrap_or_default().join(" ")
    }
}

/// Words that open a name without being one: Balinese caste and birth order, Butonese nobility, an initial.
fn is_opening(word: &str) -> bool {
    word.chars().count() == 1
        || matches!(
            word,
            "ni" | "ida"
                | "wa"
                | "la"
                | "ode"
                | "andi"
                | "sitti"
                | "st"
                | "dg"
                | "made"
                | "wayan"
                | "ketut"
                | "nyoman"
                | "gusti"
                | "gede"
                | "putu"
                | "ayu"
                | "dewa"
                | "muh"
                | "moh"
                | "md"
        )
}

fn is_before(word: &str) -> bool {
    BEFORE.contains(&fold::joined(word).as_str())
}

fn is_behind(word: &str) -> bool {
    BEHIND.contains(&fold::joined(word).as_str())
}

fn all_titles(text: &str) -> bool {
    is_behind(text) || (!text.trim().is_empty() && text.split_whitespace().all(is_behind))
}

fn title_case(name: &str) -> String {
    let mixed = name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase);
    if mixed {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut inside = false;
    for letter in name.chars() {
        if inside {
            out.extend(letter.to_lowercase());
        } else {
            out.extend(letter.to_uppercase());
        }
        inside = letter.is_alphanumeric() || fold::is_apostrophe(letter);
    }
    out
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

    #[test]
    fn names_are_shown_so_that_a_greeting_finds_them() {
        for (name, shown, greeted) in [
            ("HJ. SITI AMINAH", "Siti Aminah", "Siti"),
            ("JUNIATI NU'MAN", "Juniati Nu'man", "Juniati"),
            ("NI KETUT SUARTI", "Ni Ketut Suarti", "Ni Ketut Suarti"),
            ("YULIANTI DG. MACORA", "Yulianti Dg. Macora", "Yulianti"),
            ("McCain Dewi", "McCain Dewi", "McCain"),
            ("nur hayati", "Nur Hayati", "Nur"),
            ("IR. ABYASA PRATIWI, M.SI", "Abyasa Pratiwi", "Abyasa"),
        ] {
            let named = Named::of(name);
            assert_eq!(
                (named.shown().as_str(), named.greeted().as_str()),
                (shown, greeted),
                "{name}"
            );
        }
        assert_eq!(
            Named::of("HJ. SITI AMINAH, S.Sos").shown_whole(),
            "Hj. Siti Aminah, S.Sos"
        );
    }

    proptest! {
        #[test]
        fn no_name_is_lost(name in "\\PC{1,40}") {
            let tidy = fold::tidy(&name);
            prop_assume!(tidy.chars().any(char::is_alphanumeric));
            let named = Named::of(&name);
            prop_assert!(!fold::words(&named.bare).is_empty() || !fold::words(&tidy).is_empty());
            let _ = (named.shown(), named.greeted(), group(&name), ends_in_a_number(&name));
        }
    }
}
