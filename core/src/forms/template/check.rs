//! A template held against the fields of its form, in every branch: what it names has to be there, whatever the data of a day.

use super::fault::{Fault, FaultKind};
use super::fields::{Data, Fields};
use super::line::{Inline, Line, Node, Path, Piece, TableLine, Test, Than};

/// Everything that is wrong, by line.
pub(super) fn faults(nodes: &[Node], sample: &Fields) -> Vec<Fault> {
    let mut check = Check {
        root: sample,
        rows: Vec::new(),
        faults: Vec::new(),
    };
    check.nodes(nodes);
    check.faults.sort_by_key(|fault| fault.line);
    check.faults
}

struct Check<'f> {
    root: &'f Fields,
    rows: Vec<(&'f str, &'f Fields)>,
    faults: Vec<Fault>,
}

impl<'f> Check<'f> {
    fn nodes(&mut self, nodes: &'f [Node]) {
        for node in nodes {
            match node {
                Node::Line(at, line) => self.line(*at, line),
                Node::Each { at, name, of, body } => match self.get(*at, of) {
                    Some(Data::List(rows)) => {
                        if let Some(row) = rows.first() {
                            self.rows.push((name, row));
                            self.nodes(body);
                            self.rows.pop();
                        }
                    }
                    Some(_) => self.fault(*at, FaultKind::OtherKind, of),
                    None => {}
                },
                Node::When {
                    at,
                    test,
                    then,
                    otherwise,
                } => {
                    self.test(*at, test);
                    self.nodes(then);
                    self.nodes(otherwise);
                }
            }
        }
    }

    fn fault(&mut self, at: u32, kind: FaultKind, of: &Path) {
        self.faults.push(Fault::new(at, kind, of.to_string()));
    }

    fn get(&mut self, at: u32, of: &Path) -> Option<&'f Data> {
        let found = find(self.root, &self.rows, of);
        if found.is_none() {
            self.fault(at, FaultKind::UnknownField, of);
        }
        found
    }

    fn test(&mut self, at: u32, test: &Test) {
        let found = self.get(at, &test.of);
        let fits = match (found, &test.than) {
            (None, _) | (Some(_), None) => true,
            (Some(data), Some(Than::Text(_))) => matches!(data, Data::Text(..)),
            (Some(data), Some(_)) => matches!(data, Data::Number(_)),
        };
        if !fits {
            self.fault(at, FaultKind::OtherKind, &test.of);
        }
    }

    fn line(&mut self, at: u32, line: &'f Line) {
        match line {
            Line::Title(text)
            | Line::Middle(text)
            | Line::Chapter(text)
            | Line::Text(text)
            | Line::Small(text)
            | Line::Frame { caption: text, .. } => self.inline(at, text),
            Line::Fact(label, value) => {
                self.inline(at, label);
                self.inline(at, value);
            }
            Line::Box { cells, .. } => cells.iter().for_each(|cell| self.inline(at, cell)),
            Line::Signer(above, below) => {
                let lines = above.iter().chain(below);
                lines.for_each(|text| self.inline(at, text));
            }
            Line::Table(table) => self.table(at, table),
            Line::NewPage | Line::Closing | Line::Remarks | Line::Blank => {}
        }
    }

    fn inline(&mut self, at: u32, text: &Inline) {
        for piece in text {
            let Piece::Field { of, .. } = piece else {
                continue;
            };
            if self
                .get(at, of)
                .is_some_and(|data| data.printed().is_none())
            {
                self.fault(at, FaultKind::OtherKind, of);
            }
        }
    }

    fn table(&mut self, at: u32, line: &TableLine) {
        let table = match self.get(at, &line.of) {
            Some(Data::Table(table, _)) => table,
            Some(_) => return self.fault(at, FaultKind::OtherKind, &line.of),
            None => return,
        };
        for (no, column) in line.columns.iter().enumerate() {
            let known = table.columns.iter().any(|head| head.key == column.key);
            let before = line.columns.get(..no).unwrap_or_default();
            let kind = if !known {
                FaultKind::UnknownColumn
            } else if before.iter().any(|other| other.key == column.key) {
                FaultKind::ColumnTwice
            } else {
                continue;
            };
            self.faults
                .push(Fault::new(column.at, kind, column.key.as_str()));
        }
    }
}

/// The value that a path names: of the innermost row of that name, or of the form.
pub(super) fn find<'f>(
    root: &'f Fields,
    rows: &[(&'f str, &'f Fields)],
    of: &Path,
) -> Option<&'f Data> {
    match &of.row {
        Some(row) => {
            let found = rows.iter().rev().find(|(name, _)| name == row);
            found.and_then(|(_, fields)| fields.get(&of.key))
        }
        None => root.get(&of.key),
    }
}
