//! Numbers of letters: the pattern of the office, the next number of a kecamatan and year, and who has the same. Reads no database.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::queries::letters::Letter;

/// How letters are numbered where the office said nothing.
pub(super) const USUAL: &str = "{no}/PKH/{kecamatan}/{bulan}/{tahun}";

const NO: &str = "{no}";
/// Characters of a pattern at the most: a number filled in has to fit into its field.
const LONGEST: usize = 50;
const ROMAN: [&str; 12] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
];

/// Whether a text is a way of numbering.
pub(super) fn is_pattern(text: &str) -> bool {
    text.matches(NO).count() == 1 && text.chars().count() <= LONGEST
}

/// The office's pattern in a kecamatan.
pub(super) struct Numbering {
    /// With the kecamatan filled in.
    pattern: String,
}

impl Numbering {
    /// Of that kecamatan, by name.
    pub(super) fn new(pattern: &str, kecamatan: &str) -> Self {
        let kecamatan = kecamatan.trim().to_uppercase();
        Self {
            pattern: pattern.replace("{kecamatan}", &kecamatan),
        }
    }

    /// The number after the highest that a letter of that year has, those that were cancelled too.
    pub(super) fn next<'l>(
        &self,
        letters: impl IntoIterator<Item = &'l Letter>,
        day: NaiveDate,
    ) -> String {
        let numbers = letters.into_iter().filter_map(|letter| {
            let year = letter.day.unwrap_or(day).year();
            self.read(letter.number.as_deref()?, day.year())
                .filter(|_| year == day.year())
        });
        let next = numbers.max().unwrap_or(0) + 1;
        let month = usize::try_from(day.month0()).unwrap_or_default();
        self.of_year(day.year())
            .replace("{bulan}", ROMAN.get(month).copied().unwrap_or_default())
            .replace(NO, &format!("{next:03}"))
            .chars()
            .take(60)
            .collect()
    }

    fn of_year(&self, year: i32) -> String {
        self.pattern.replace("{tahun}", &year.to_string())
    }

    /// The running number of a number that is written as the pattern says, in whatever month of that year.
    fn read(&self, number: &str, year: i32) -> Option<u32> {
        let pattern = self.of_year(year);
        let (before, after) = pattern.split_once(NO)?;
        ROMAN.iter().find_map(|month| {
            let text = |part: &str| folded(&part.replace("{bulan}", month));
            let number = folded(number);
            let rest = number.strip_prefix(&text(before))?;
            let digits = rest.strip_suffix(&text(after))?;
            let digits = Some(digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            digits?.parse().ok()
        })
    }
}

/// A number as numbers are compared: without spaces, in one case.
fn folded(number: &str) -> String {
    let letters = number.chars().filter(|letter| !letter.is_whitespace());
    letters.flat_map(char::to_uppercase).collect()
}

/// The letters that have the same number as another, those that were cancelled left out: by letter, the others.
pub(super) fn doubles(letters: &[Letter]) -> HashMap<Uuid, Vec<Uuid>> {
    let mut of: HashMap<String, Vec<Uuid>> = HashMap::new();
    for letter in letters.iter().filter(|letter| !letter.cancelled) {
        if let Some(number) = &letter.number {
            of.entry(folded(number)).or_default().push(letter.id);
        }
    }
    let mut doubles = HashMap::new();
    for same in of.values().filter(|same| same.len() > 1) {
        for id in same {
            let others = same.iter().copied().filter(|other| other != id);
            doubles.insert(*id, others.collect());
        }
    }
    doubles
}

/// Whether a letter other than `but` has that number.
pub(super) fn is_taken(letters: &[Letter], number: &str, but: Option<Uuid>) -> bool {
    let mut others = letters
        .iter()
        .filter(|letter| !letter.cancelled && Some(letter.id) != but);
    others.any(|letter| {
        let has = letter.number.as_deref().map(folded);
        has.is_some_and(|has| has == folded(number))
    })
}
