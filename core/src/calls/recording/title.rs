//! Nama kegiatan, made of the group and the module in the house's form. The official form cuts at 100 characters without a
//! word; this cuts between words.

use crate::reference::fold;

/// Most characters of a title.
pub(super) const LIMIT: usize = 100;

/// `P2K2 <KELOMPOK> - <modul>`, within [`LIMIT`].
pub(super) fn proposed(group: &str, module: &str) -> String {
    let (group, module) = (fold::tidy(group).to_uppercase(), fold::tidy(module));
    let parts: Vec<&str> = ["P2K2", group.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let head = parts.join(" ");
    if module.is_empty() {
        return cut(&head);
    }
    let whole = format!("{head} - {module}");
    if whole.chars().count() <= LIMIT {
        return whole;
    }
    match unquoted(&module).as_str() {
        "" => cut(&head),
        shorter => cut(&format!("{head} - {shorter}")),
    }
}

/// A module without its slogans: what stands between quotation marks. A mark that nobody closed quotes nothing.
fn unquoted(module: &str) -> String {
    const MARKS: [(char, char); 3] = [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{ab}', '\u{bb}')];
    let mut rest = module.to_owned();
    for (open, close) in MARKS {
        while let Some((before, after)) = rest.split_once(open) {
            let Some((_, behind)) = after.split_once(close) else {
                break;
            };
            rest = format!("{before} {behind}");
        }
    }
    fold::tidy(&rest)
}

/// The longest run of whole words within the limit; a single word that is longer is cut.
fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LIMIT) else {
        return text.to_owned();
    };
    let (fits, rest) = text.split_at(end);
    let whole = match fits.rfind(' ') {
        Some(_) if rest.starts_with(' ') => fits,
        Some(at) => &fits[..at],
        None => fits,
    };
    let loose = |c: char| c == ' ' || c == '-' || c == ',' || c == '&';
    whole.trim_end_matches(loose).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_has_the_form_of_the_house() {
        assert_eq!(
            proposed("Melati 1", "Pengasuhan dan Pendidikan Anak"),
            "P2K2 MELATI 1 - Pengasuhan dan Pendidikan Anak"
        );
        assert_eq!(proposed("MELATI", ""), "P2K2 MELATI");
        assert_eq!(proposed("", "Gizi"), "P2K2 - Gizi");
    }

    #[test]
    fn slogans_go_before_words_are_cut() {
        let module = format!(
            "Kesehatan \u{201c}{}\u{201d} dan Gizi",
            "Sehat Itu Hebat ".repeat(6)
        );
        assert_eq!(
            proposed("MELATI", &module),
            "P2K2 MELATI - Kesehatan dan Gizi"
        );
        let short = "Kesehatan \"Sehat\"";
        assert_eq!(proposed("MELATI", short), format!("P2K2 MELATI - {short}"));
        let open = format!("Gizi \" {}", "a ".repeat(60));
        assert!(proposed("MELATI", &open).starts_with("P2K2 MELATI - Gizi \" a a"));
    }

    #[test]
    fn it_is_cut_between_words() {
        let module = "Mendukung Ibu Hamil Mengakses Informasi yang Tepat dan Layanan yang Tersedia di Masyarakat";
        let title = proposed("SINAR HARAPAN 12", module);
        assert_eq!(
            title,
            "P2K2 SINAR HARAPAN 12 - Mendukung Ibu Hamil Mengakses Informasi yang Tepat dan Layanan yang Tersedia"
        );
        assert_eq!(
            title.chars().count(),
            100,
            "whole words up to the last character"
        );
        let no_module_fits = proposed(&"A".repeat(92), "Pengasuhan");
        assert_eq!(no_module_fits, format!("P2K2 {}", "A".repeat(92)));
        assert_eq!(proposed(&"Á".repeat(200), "").chars().count(), 4);
        assert_eq!(cut(&"Á".repeat(200)).chars().count(), LIMIT);
    }

    proptest! {
        #[test]
        fn it_is_never_too_long_and_never_loose(group in "\\PC{0,130}", module in "\\PC{0,130}") {
            let title = proposed(&group, &module);
            prop_assert!((1..=LIMIT).contains(&title.chars().count()));
            prop_assert_eq!(title.trim(), title.as_str());
            let whole = format!("P2K2 {} - {}", fold::tidy(&group).to_uppercase(), fold::tidy(&module));
            if whole.chars().count() <= LIMIT && !fold::tidy(&group).is_empty() && !fold::tidy(&module).is_empty() {
                prop_assert_eq!(title, whole);
            }
        }
    }
}
