//! A column that cannot be the NIK of the people in its rows, seen over all rows: its numbers hold dates of birth and places that there are
//! not, or other birthdays than the list itself says. It knows digits and dates, not families.

use serde::Serialize;

use super::cell::Cell;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::nik::{Nik, Reading};
use super::row::Values;

/// A column that cannot be what it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Odd {
    /// The NIK.
    pub field: Field,
    /// Its numbers of 16 digits.
    pub numbers: usize,
    /// Those of them that cannot be the NIK of the person in their row.
    pub impossible: usize,
}

/// Whether the NIK column cannot be one: in four of four rows, or in five and two in five of all, which typing errors do not make.
pub(super) fn found<'v>(rows: impl Iterator<Item = &'v Values>) -> Option<Odd> {
    let mut odd = Odd {
        field: Field::Nik,
        numbers: 0,
        impossible: 0,
    };
    for values in rows {
        let reading = values.get(&Field::Nik).map(Reading::of);
        let Some(Reading::Digits { digits, .. }) = reading else {
            continue;
        };
        let Ok(nik) = Nik::try_from(digits) else {
            continue;
        };
        odd.numbers += 1;
        let birth = values.get(&Field::Birth).and_then(birth_of);
        let other = birth.is_some_and(|birth| !birth.fits(&nik));
        let impossible = !nik.is_plausible() || !nik.has_place() || other;
        odd.impossible += usize::from(impossible);
    }
    let all = odd.impossible >= 4 && odd.impossible == odd.numbers;
    let many = odd.impossible >= 5 && odd.impossible * 5 >= odd.numbers * 2;
    (all || many).then_some(odd)
}

/// Takes the number that such a column gives out of a family, with the fault that says so.
pub(super) fn apply(
    odd: Option<Odd>,
    values: &Values,
    family: &mut RosterFamily,
    faults: &mut Vec<Fault>,
) {
    if odd.is_none() || family.nik.take().is_none() {
        return;
    }
    faults.retain(|fault| fault.field != Field::Nik);
    let shown = values.get(&Field::Nik).map(Cell::shown).unwrap_or_default();
    faults.push(Fault::new(FaultCode::NikColumn, Field::Nik, shown));
}

/// A date of birth: its two first numbers, in whichever order, and the last two digits of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Birth {
    one: u32,
    other: u32,
    year: u32,
}

impl Birth {
    fn fits(self, nik: &Nik) -> bool {
        let (day, month, year) = nik.birth();
        year == self.year
            && [(self.one, self.other), (self.other, self.one)].contains(&(day, month))
    }
}

fn birth_of(cell: &Cell) -> Option<Birth> {
    let text = cell.said()?;
    let mut parts = text.split(|sign: char| !sign.is_ascii_digit());
    let parts: Vec<&str> = parts.by_ref().filter(|part| !part.is_empty()).collect();
    let [first, second, third, ..] = parts[..] else {
        return None;
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let (one, other, year) = if first.len() == 4 {
        (third, second, first)
    } else {
        (first, second, third)
    };
    let day = |text: &str| number(text).filter(|number| (1..=31).contains(number));
    let year = Some(year).filter(|year| matches!(year.len(), 2 | 4));
    Some(Birth {
        one: day(one)?,
        other: day(other)?,
        year: number(year?)? % 100,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rows: &[(&str, &str)]) -> Option<usize> {
        let rows: Vec<Values> = rows
            .iter()
            .map(|(nik, birth)| {
                Values::from([
                    (Field::Nik, Cell::text(*nik)),
                    (Field::Birth, Cell::text(*birth)),
                ])
            })
            .collect();
        found(rows.iter()).map(|odd| odd.impossible)
    }

    const SOUND: (&str, &str) = ("7201094107800001", "01/07/1980");

    #[test]
    fn a_column_is_no_nik_where_dates_and_places_cannot_be() {
        for impossible in [
            "7201099913800001",
            "9901094107800001",
            "7200094107800001",
            "7201004107800001",
        ] {
            assert_eq!(column(&[(impossible, ""); 4]), Some(4), "{impossible}");
            assert_eq!(
                column(&[(impossible, ""); 3]),
                None,
                "three may be typed so"
            );
            let mut rows = vec![(impossible, ""); 4];
            rows.push(SOUND);
            assert_eq!(column(&rows), None);
            rows.push((impossible, ""));
            assert_eq!(column(&rows), Some(5));
            rows.extend([SOUND; 8]);
            assert_eq!(
                column(&rows),
                None,
                "five of fourteen are errors of their own"
            );
        }
        assert_eq!(column(&[SOUND; 9]), None);
    }

    #[test]
    fn a_column_that_slipped_against_its_birthdays_is_no_nik() {
        for sound in [
            "01/07/1980",
            "1980-07-01",
            "1-7-80",
            "07/01/1980",
            "1980-07-01 00:00:00",
            "Luwuk, 1 Juli 1980",
            "",
        ] {
            assert_eq!(column(&[(SOUND.0, sound); 9]), None, "{sound}");
        }
        for other in ["02/07/1980", "1980-08-01", "01/07/1981"] {
            assert_eq!(column(&[(SOUND.0, other); 5]), Some(5), "{other}");
        }
    }
}
