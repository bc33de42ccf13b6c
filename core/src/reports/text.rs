//! A table as text to copy: tabs between cells, one row a line, which every spreadsheet takes apart again. What people wrote never
//! becomes a formula there.

use super::column::{Cell, Kind, Table};

/// The rows without their numbers, and the sums last.
pub fn tabbed(table: &Table) -> String {
    let line = |row: &Vec<Cell>| {
        let shown = table.columns.iter().zip(row);
        let shown = shown.filter(|(head, _)| head.kind != Kind::Place);
        let cells: Vec<String> = shown.map(|(_, cell)| one_line(cell)).collect();
        cells.join("\t")
    };
    let lines: Vec<String> = table.rows.iter().chain(&table.total).map(line).collect();
    lines.join("\n")
}

/// A cell on one line.
pub fn one_line(cell: &Cell) -> String {
    let text = guarded(cell);
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A cell as text. What a spreadsheet would take for a formula gets the apostrophe that makes it a text.
pub fn guarded(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if text.trim_start().starts_with(['=', '+', '-', '@']) => {
            format!("'{text}")
        }
        Cell::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::{Column, Words};
    use super::*;

    #[test]
    fn a_row_is_a_line_and_nothing_in_it_is_a_formula_or_another_cell() {
        let word = Words { id: "x", en: "x" };
        let column = |key, kind, summed, value| Column::<(i64, &str)> {
            key,
            label: word,
            group: None,
            width: 1.0,
            kind,
            summed,
            value,
        };
        let columns = [
            column("no", Kind::Place, false, |_| Cell::Number(1)),
            column("said", Kind::Prose, false, |row| Cell::text(row.1)),
            column("many", Kind::Figure, true, |row| Cell::Number(row.0)),
        ];
        let rows = [
            (2, "=1+1"),
            (3, "a\tb\nc"),
            (4, " +62 812"),
            (5, "-"),
            (-6, ""),
        ];
        let table = Table::new(&columns, rows, Some(&(8, "never said")));
        assert_eq!(
            tabbed(&table),
            "'=1+1\t2\na b c\t3\n' +62 812\t4\n'-\t5\n\t-6\n\t8"
        );
    }
}
