//! The lists as one JSON file: first what every column is, then the rows as objects by the columns' keys. Nothing is changed here, not
//! even what a spreadsheet would take for a formula.

use std::fs::File;
use std::io::{BufWriter, Write};

use serde_json::{Map, Value, json};

use super::described::List;
use super::sink::Sink;
use crate::reports::{Cell, ReportError};

/// The file as it grows.
pub(super) struct Json<'f> {
    out: BufWriter<&'f mut File>,
    lists: usize,
    rows: usize,
}

impl<'f> Json<'f> {
    pub(super) fn new(file: &'f mut File, lists: &[List]) -> Result<Self, ReportError> {
        let mut out = BufWriter::new(file);
        let about = lists.iter().map(|list| {
            let columns = list.columns.iter().map(|each| {
                json!({ "key": each.column.key, "label": each.column.label, "about": each.about })
            });
            json!({
                "key": list.key,
                "title": list.title,
                "about": list.about,
                "columns": columns.collect::<Vec<_>>(),
            })
        });
        let about: Vec<Value> = about.collect();
        write!(
            out,
            "{{\"format\":1,\"about\":{},\n\"lists\":{{",
            Value::from(about)
        )?;
        Ok(Self {
            out,
            lists: 0,
            rows: 0,
        })
    }
}

impl Sink for Json<'_> {
    fn begin(&mut self, list: &List) -> Result<(), ReportError> {
        let comma = if self.lists > 0 { "," } else { "" };
        write!(self.out, "{comma}\n{}:[", Value::from(list.key))?;
        self.lists += 1;
        self.rows = 0;
        Ok(())
    }

    fn row(&mut self, list: &List, cells: &[Cell]) -> Result<(), ReportError> {
        let mut object = Map::new();
        for (described, cell) in list.columns.iter().zip(cells) {
            let value = match cell {
                Cell::Empty => Value::Null,
                Cell::Number(number) => Value::from(*number),
                Cell::Text(text) => Value::from(text.as_str()),
            };
            object.insert(described.column.key.to_owned(), value);
        }
        let comma = if self.rows > 0 { "," } else { "" };
        write!(self.out, "{comma}\n{}", Value::from(object))?;
        self.rows += 1;
        Ok(())
    }

    fn end(&mut self, _: &List) -> Result<(), ReportError> {
        write!(self.out, "]")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        write!(self.out, "\n}}}}\n")?;
        self.out.flush()?;
        Ok(())
    }
}
