//! Columns of NIK or No. KK in which Excel kept 15 digits and put 0 for the rest, seen over all rows: in a text file one such number looks
//! like any other, a column of them does not. It knows digits, not families.

use serde::Serialize;

use super::cell::Cell;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::nik::Reading;
use super::row::Values;

/// A column that was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// NIK or No. KK.
    pub field: Field,
    /// Its numbers of 16 digits.
    pub numbers: usize,
    /// Those of them that end in 0.
    pub zeros: usize,
}

/// The columns that were cut. Of numbers that nobody cut one in ten ends in 0: four of four, or five and two in five of all, do not by chance.
pub(super) fn found<'v>(rows: impl Iterator<Item = &'v Values>) -> Vec<Cut> {
    let mut columns = [Field::Nik, Field::Kk].map(|field| Cut {
        field,
        numbers: 0,
        zeros: 0,
    });
    for values in rows {
        for column in &mut columns {
            let reading = values.get(&column.field).map(Reading::of);
            if let Some(Reading::Digits { digits, .. }) = reading {
                column.numbers += 1;
                column.zeros += usize::from(digits.ends_with('0'));
            }
        }
    }
    let is_cut = |column: &Cut| {
        let all = column.zeros >= 4 && column.zeros == column.numbers;
        all || (column.zeros >= 5 && column.zeros * 5 >= column.numbers * 2)
    };
    columns.into_iter().filter(is_cut).collect()
}

/// Takes the numbers that a cut column gives out of a family, with the fault that says so.
pub(super) fn apply(
    cut: &[Cut],
    values: &Values,
    family: &mut RosterFamily,
    faults: &mut Vec<Fault>,
) {
    for column in cut {
        let (number, code) = match column.field {
            Field::Kk => (family.kk.clone(), FaultCode::KkNumeric),
            _ => (
                family.nik.as_ref().map(|nik| nik.as_str().to_owned()),
                FaultCode::NikNumeric,
            ),
        };
        if !number.is_some_and(|number| number.ends_with('0')) {
            continue;
        }
        match column.field {
            Field::Kk => family.kk = None,
            _ => family.nik = None,
        }
        faults.retain(|fault| fault.field != column.field);
        let shown = values
            .get(&column.field)
            .map(Cell::shown)
            .unwrap_or_default();
        faults.push(Fault::new(code, column.field, shown));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(niks: &[&str]) -> Vec<Cut> {
        let rows: Vec<Values> = niks
            .iter()
            .map(|nik| Values::from([(Field::Nik, Cell::text(*nik))]))
            .collect();
        found(rows.iter())
    }

    #[test]
    fn a_column_is_cut_where_zeros_do_not_come_by_chance() {
        let zero = "7201094101600010";
        let other = "7201094101600011";
        assert_eq!(column(&[zero; 3]), []);
        assert_eq!(column(&[zero; 4]).len(), 1);
        assert_eq!(column(&[zero, zero, zero, zero, other]), []);
        let mixed: Vec<&str> = [zero; 5].into_iter().chain([other; 7]).collect();
        assert_eq!(column(&mixed).len(), 1);
        let chance: Vec<&str> = [zero; 5].into_iter().chain([other; 40]).collect();
        assert_eq!(column(&chance), []);
    }
}
