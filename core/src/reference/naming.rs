//! Names of people as screens and documents show them: titles apart from the name, both in the case in which names are written. What is
//! shown of a shown name is the same again; what was typed is kept elsewhere, and who is meant it does not know.

use serde::Serializer;

use super::fold;

/// Titles that stand before a name, folded.
const BEFORE: [&str; 22] = [
    "h", "hj", "ir", "dr", "drs", "dra", "drh", "drg", "ibu", "bpk", "bapak", "sdr", "sdri",
    "prof", "kh", "ust", "ustad", "ustadz", "ustazah", "ny", "tn", "apt",
];
/// Of them those that are written small, and those that are letters.
const SMALL: [&str; 3] = ["drh", "drg", "apt"];
const LETTERS: [&str; 2] = ["h", "kh"];
/// Titles that stand behind a name, folded and without spaces and dots.
const BEHIND: [&str; 44] = [
    "sos", "ssos", "sp", "se", "sh", "st", "spd", "spdi", "sag", "sip", "skm", "skom", "skep",
    "sst", "sstp", "msi", "mm", "mh", "mpd", "map", "msos", "mkes", "mt", "mp", "mkom", "amd",
    "amdkeb", "amdkep", "ak", "ss", "si", "ssi", "sti", "stp", "spt", "spsi", "spi", "shut", "shi",
    "sei", "sthi", "ners", "ns", "tr",
];
/// Parts of such titles that are words: `S.Sos`, `S.Pd.I`. The others are letters.
const WORDS_BEHIND: [&str; 17] = [
    "sos", "pd", "si", "kom", "kep", "keb", "kes", "ag", "hut", "th", "psi", "tr", "ns", "ners",
    "md", "ak", "pt",
];
/// Words within a name that are not of it: son or daughter of, formerly, called. Small, but where they begin a name.
const BETWEEN: [&str; 13] = [
    "bin", "binti", "bt", "bt.", "bte", "bte.", "boru", "br.", "van", "alias", "als", "d/h", "a/n",
];
/// The Arabic article, before the letters that it takes on.
const ARTICLES: [&str; 14] = [
    "al", "as", "asy", "ash", "ar", "ad", "adz", "an", "at", "ath", "az", "ats", "adh", "el",
];

/// A name as it is shown: `HJ. SITI AMINAH, S.SOS` is `Hj. Siti Aminah, S.Sos`. Words of mixed case stay as they were typed.
pub fn shown(name: &str) -> String {
    Named::of(name).shown_whole()
}

/// For fields of answers: the name crosses to the window as it is [`shown`].
pub fn serialize<S: Serializer>(name: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shown(name))
}

/// The same for a name that may be missing.
#[allow(
    clippy::ref_option,
    reason = "serde calls it with a reference to the field"
)]
pub fn serialize_some<S: Serializer>(name: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    match name {
        Some(name) => to.serialize_some(&shown(name)),
        None => to.serialize_none(),
    }
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

    /// The name without its titles: `SITI AMINAH` is `Siti Aminah`, `NU'MAN` is `Nu'man`.
    pub fn shown(&self) -> String {
        let mixed = is_mixed(&self.bare);
        let words = self.bare.split(' ').enumerate();
        let words = words.map(|(at, word)| shown_word(word, at == 0, mixed));
        words.collect::<Vec<_>>().join(" ")
    }

    /// Name and titles.
    pub fn shown_whole(&self) -> String {
        let mut words: Vec<String> = self
            .before
            .iter()
            .map(|title| title_before(title))
            .collect();
        words.push(self.shown());
        let mut whole = words.join(" ");
        for title in &self.behind {
            whole.push_str(", ");
            whole.push_str(&title_behind(title));
        }
        whole
    }

    /// What a greeting says: the first word of the name, or more where the first is only a letter or a name of birth order
    /// (`Ni Ketut Suarti`).
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

fn is_mixed(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

fn title_before(title: &str) -> String {
    let folded = fold::joined(title);
    let typed_small = !title.chars().any(char::is_uppercase);
    if is_mixed(title) {
        title.to_owned()
    } else if SMALL.contains(&folded.as_str()) || (folded == "dr" && typed_small) {
        // "dr." is a physician, "Dr." a doctor; in capitals nobody can tell.
        title.to_lowercase()
    } else if LETTERS.contains(&folded.as_str()) {
        title.to_uppercase()
    } else {
        capitals(title)
    }
}

fn title_behind(title: &str) -> String {
    if is_mixed(title) {
        return title.to_owned();
    }
    let mut out = String::with_capacity(title.len());
    let part = |out: &mut String, part: &str| {
        let small = part.to_lowercase();
        if WORDS_BEHIND.contains(&small.as_str()) {
            out.push_str(&capitals(part));
        } else {
            out.push_str(&part.to_uppercase());
        }
    };
    let mut rest = title;
    while let Some(at) = rest.find(|letter: char| !letter.is_alphanumeric()) {
        let (before, after) = rest.split_at(at);
        // Where it has parts, those of two letters and more may be words; "SI" alone is letters.
        part(&mut out, before);
        let mut letters = after.chars();
        out.extend(letters.next());
        rest = letters.as_str();
    }
    if rest.len() == title.len() && !matches!(title.to_lowercase().as_str(), "ners") {
        return title.to_uppercase();
    }
    part(&mut out, rest);
    out
}

/// A word of a name. In a name of mixed case two capitals may be initials.
fn shown_word(word: &str, first: bool, in_mixed: bool) -> String {
    let small = word.to_lowercase();
    if is_mixed(word) {
        return word.to_owned();
    }
    if !first && BETWEEN.contains(&small.as_str()) {
        return small;
    }
    let all_upper = !word.chars().any(char::is_lowercase);
    if in_mixed && all_upper && word.chars().count() <= 2 {
        return word.to_owned();
    }
    if !first && is_numeral(&small) {
        return word.to_uppercase();
    }
    if let Some((article, rest)) = small.split_once('-')
        && ARTICLES.contains(&article)
        && rest.chars().count() > 2
    {
        let article = if first {
            capitals(article)
        } else {
            article.to_owned()
        };
        return format!("{article}-{}", capitals(rest));
    }
    capitals(word)
}

/// `II`, `III` and so on behind a name; a single letter is an initial.
fn is_numeral(small: &str) -> bool {
    matches!(small, "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix")
}

/// Each run of letters begins with a capital; an apostrophe does not end one, but after the `d` of `D'Souza`.
fn capitals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut run = 0_usize;
    let mut last = ' ';
    for letter in text.chars() {
        if inside {
            out.extend(letter.to_lowercase());
        } else {
            out.extend(letter.to_uppercase());
        }
        let apostrophe = fold::is_apostrophe(letter);
        let opens = apostrophe && run == 1 && matches!(last, 'd' | 'D');
        inside = (letter.is_alphanumeric() || apostrophe) && !opens;
        run = if letter.is_alphanumeric() { run + 1 } else { 0 };
        last = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_shown_so_that_a_greeting_finds_them() {
        for (name, shown, greeted) in [
            ("HJ. SITI AMINAH", "Siti Aminah", "Siti"),
            ("JUNIATI NU'MAN", "Juniati Nu'man", "Juniati"),
            ("MA’RUF", "Ma’ruf", "Ma’ruf"),
            ("NI KETUT SUARTI", "Ni Ketut Suarti", "Ni Ketut Suarti"),
            ("I WAYAN SUDANA", "I Wayan Sudana", "I Wayan Sudana"),
            ("i wayan sudana", "I Wayan Sudana", "I Wayan Sudana"),
            ("YULIANTI DG. MACORA", "Yulianti Dg. Macora", "Yulianti"),
            ("McCain Dewi", "McCain Dewi", "McCain"),
            ("nur hayati", "Nur Hayati", "Nur"),
            ("IR. ABYASA PRATIWI, M.SI", "Abyasa Pratiwi", "Abyasa"),
            ("SITI AMINAH BINTI USMAN", "Siti Aminah binti Usman", "Siti"),
            ("Siti Aminah BINTI USMAN", "Siti Aminah binti Usman", "Siti"),
            ("BINTI HASAN", "Binti Hasan", "Binti"),
            ("ROSMINI D/H SUMINI", "Rosmini d/h Sumini", "Rosmini"),
            ("INDANI BORU SITANGGANG", "Indani boru Sitanggang", "Indani"),
            ("NURUL AL-HABSYI", "Nurul al-Habsyi", "Nurul"),
            ("AL-HABSYI", "Al-Habsyi", "Al-Habsyi"),
            ("NUR-AINI", "Nur-Aini", "Nur-Aini"),
            ("M. YUSUF A", "M. Yusuf A", "M. Yusuf"),
            ("A.M. FATWA", "A.M. Fatwa", "A.M."),
            ("ABD.RAHMAN", "Abd.Rahman", "Abd.Rahman"),
            ("MARIA D'SOUZA", "Maria D'Souza", "Maria"),
            ("SITI MUNAWARAH II", "Siti Munawarah II", "Siti"),
            ("Andi Rahma DG", "Andi Rahma DG", "Andi Rahma"),
            ("ROSMINI (ISTRI AMIN)", "Rosmini (Istri Amin)", "Rosmini"),
        ] {
            let named = Named::of(name);
            assert_eq!(
                (named.shown().as_str(), named.greeted().as_str()),
                (shown, greeted),
                "{name}"
            );
        }
    }

    #[test]
    fn titles_keep_their_own_case() {
        for (name, whole) in [
            ("HJ. SITI AMINAH, S.SOS", "Hj. Siti Aminah, S.Sos"),
            ("Hj. SITI AMINAH S.Sos", "Hj. Siti Aminah, S.Sos"),
            ("DRG. RATNA DEWI, M.KES", "drg. Ratna Dewi, M.Kes"),
            ("dr. ratna dewi", "dr. Ratna Dewi"),
            ("DR. RATNA DEWI, SE, MM", "Dr. Ratna Dewi, SE, MM"),
            ("H. AMIR, S.PD.I", "H. Amir, S.Pd.I"),
            ("KH. ZAINUDDIN", "KH. Zainuddin"),
            ("DRA. SUMARNI, ners", "Dra. Sumarni, NERS"),
            ("HJ.", "Hj."),
        ] {
            let whole = whole.replace("NERS", "Ners");
            assert_eq!(shown(name), whole, "{name}");
        }
    }

    #[test]
    fn a_field_crosses_as_it_is_shown() {
        #[derive(serde::Serialize)]
        struct Row {
            #[serde(serialize_with = "serialize")]
            name: String,
            #[serde(serialize_with = "serialize_some")]
            by: Option<String>,
            #[serde(serialize_with = "serialize_some")]
            none: Option<String>,
        }
        let row = Row {
            name: "SITI".into(),
            by: Some("IR. ANI".into()),
            none: None,
        };
        let row = serde_json::to_value(row).unwrap();
        assert_eq!(
            row,
            serde_json::json!({"name": "Siti", "by": "Ir. Ani", "none": null})
        );
    }

    proptest! {
        #[test]
        fn no_name_is_lost(name in "\\PC{1,40}") {
            let tidy = fold::tidy(&name);
            prop_assume!(tidy.chars().any(char::is_alphanumeric));
            let named = Named::of(&name);
            prop_assert!(!fold::words(&named.bare).is_empty() || !fold::words(&tidy).is_empty());
            let _ = (named.shown(), named.greeted());
        }

        #[test]
        fn what_is_shown_is_the_same_name_and_is_shown_the_same_again(
            name in "(HJ\\. |IR\\. |dr\\. )?([A-Z]{1,8}|[a-z]{2,8}|[A-Z][a-z]{2,7}|[A-Z]{2}-[A-Z]{3,6}|NU'[A-Z]{3})( ([A-Z]{1,8}|[a-z]{2,8}|BINTI|AL-[A-Z]{3,6})){0,3}(, S\\.SOS|, M\\.Si|, SE)?"
        ) {
            let once = shown(&name);
            prop_assert_eq!(fold::joined(&once), fold::joined(&name));
            prop_assert_eq!(shown(&once), once);
        }
    }
}
