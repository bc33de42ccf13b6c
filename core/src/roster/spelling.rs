//! Spellings that may mean one group: MAWAR II and Mawar 2. What they have in common is proposed, never decided here.

use super::identity::group_key;

/// The form in which spellings of one group meet: like [`group_key`], with Roman numbers as figures.
pub fn alike_key(name: &str) -> String {
    let key = group_key(name);
    let words = key.split(' ').enumerate().map(|(at, word)| {
        let number = if at == 0 { None } else { roman(word) };
        number.map_or_else(|| word.to_owned(), |number| number.to_string())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The number that a word of Roman figures is, up to 39.
fn roman(word: &str) -> Option<u32> {
    let tens = word.len() - word.trim_start_matches('x').len();
    let ones = match word.get(tens..)? {
        "" if tens > 0 => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    let tens = u32::try_from(tens).ok().filter(|tens| *tens <= 3)?;
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_meet_figures() {
        for name in ["MAWAR II", "Mawar 2", "KLP. MAWAR 02", "Mawar-II"] {
            assert_eq!(alike_key(name), "mawar 2", "{name}");
        }
        assert_eq!(alike_key("MELATI XIV"), "melati 14");
        // A name that is a letter is a name.
        assert_eq!(alike_key("V"), "v");
        assert_eq!(alike_key("MELATI XL"), "melati xl");
    }
}
