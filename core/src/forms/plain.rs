//! A document as plain text, to copy into another form or to send as a message.

use super::document::{Block, BoxRow, Document};
use super::paper::plain;
use crate::reports::{Cell, Head, Table};

/// The text of a document; frames and what is for paper alone are left out.
pub fn text(document: &Document) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Title(text) | Block::Middle(text) | Block::Text(text) | Block::Small(text) => {
                lines.push(text.clone());
            }
            Block::Chapter(text) => lines.extend([String::new(), text.clone()]),
            Block::Facts(facts) => {
                lines.extend(
                    facts
                        .iter()
                        .map(|(label, value)| format!("{label}: {value}")),
                );
            }
            Block::Boxes(rows) => lines.extend(rows.iter().map(row)),
            Block::Table { table, total, .. } => lines.extend(table_lines(table, total)),
            Block::Signatures(signers) => {
                for (above, below) in signers {
                    lines.push(String::new());
                    lines.extend(
                        above
                            .iter()
                            .chain(below)
                            .filter(|line| !line.is_empty())
                            .cloned(),
                    );
                }
            }
            Block::Frames { .. } | Block::NewPage => {}
        }
    }
    lines.join("\n")
}

fn row(row: &BoxRow) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    match cells.as_slice() {
        [bar] => format!("\n{bar}"),
        cells => {
            let pairs = cells.chunks(2).map(|pair| pair.join(": "));
            pairs.collect::<Vec<_>>().join("; ")
        }
    }
}

fn table_lines(table: &Table, total: &str) -> Vec<String> {
    let heads: Vec<&str> = table.columns.iter().map(Head::words).collect();
    let line = |cells: &Vec<Cell>| cells.iter().map(plain).collect::<Vec<_>>().join(" | ");
    let mut lines = vec![heads.join(" | ")];
    lines.extend(table.rows.iter().map(line));
    lines.extend(
        table
            .total
            .iter()
            .map(|sums| format!("{total}{}", line(sums))),
    );
    lines
}
