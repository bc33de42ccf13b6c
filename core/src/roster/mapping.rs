//! Which column says what: guessed from the header, corrected by the person. It knows columns, not rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::field::Field;
use super::header::Header;
use super::sheet::SheetRow;

/// For each field at most one column, counted from 0; no column serves two fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping(BTreeMap<Field, usize>);

impl Mapping {
    /// The mapping that the header's own names give.
    pub fn guess(header: &Header) -> Self {
        Self(
            header
                .fields
                .iter()
                .enumerate()
                .filter_map(|(column, field)| Some(((*field)?, column)))
                .collect(),
        )
    }

    /// The same with `field` read from `column`, taken from the field that had it before; none: the field is not read at all.
    #[must_use]
    pub fn with(mut self, field: Field, column: Option<usize>) -> Self {
        self.0.remove(&field);
        if let Some(column) = column {
            self.0.retain(|_, taken| *taken != column);
            self.0.insert(field, column);
        }
        self
    }

    /// The column from which a field is read.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// The field that a column gives.
    pub fn field(&self, column: usize) -> Option<Field> {
        self.0
            .iter()
            .find(|(_, taken)| **taken == column)
            .map(|(field, _)| *field)
    }

    /// What a row says in the mapped columns; a field without a column is absent, which is not the same as empty.
    pub fn values(&self, row: &SheetRow) -> BTreeMap<Field, Cell> {
        self.0
            .iter()
            .map(|(field, column)| (*field, row.cell(*column).clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::workbook::Sheet;

    #[test]
    fn a_column_serves_one_field() {
        let sheet = Sheet {
            rows: vec![SheetRow {
                number: 1,
                cells: ["NAMA", "NIK", "?"].map(Cell::text).to_vec(),
                ..SheetRow::default()
            }],
            ..Sheet::default()
        };
        let header = Header::find(&sheet).expect("found");
        let mapping = Mapping::guess(&header)
            .with(Field::PkhId, Some(2))
            .with(Field::Kk, Some(1));
        assert_eq!(mapping.column(Field::Nik), None);
        assert_eq!(mapping.column(Field::Kk), Some(1));
        assert_eq!(mapping.field(2), Some(Field::PkhId));
        let mapping = mapping.with(Field::PkhId, None);
        assert_eq!(mapping.field(2), None);
        let row = SheetRow {
            number: 1,
            cells: vec![Cell::text("SITI")],
            ..SheetRow::default()
        };
        assert_eq!(
            mapping.values(&row),
            BTreeMap::from([(Field::Name, Cell::text("SITI")), (Field::Kk, Cell::Empty)])
        );
    }
}
