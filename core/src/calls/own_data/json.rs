//! All tables as one JSON, written row by row: what the tables are, then their rows as objects; what a row has not is left out.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};
use sesi_engine::whole_file::Part;

use super::reading::{Cell, Read};
use crate::error::Error;

/// Writes them.
pub(super) fn write(
    file: &mut Part,
    read: &[Read],
    at: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut out = BufWriter::new(file);
    let tables: Vec<Value> = read.iter().map(|read| json!(read.described())).collect();
    write!(out, "{{\"format\":\"sesi-data\",\"version\":1,\"tables\":")?;
    serde_json::to_writer(&mut out, &tables).map_err(io::Error::from)?;
    write!(out, ",\"data\":{{")?;
    for (done, read) in read.iter().enumerate() {
        at(done)?;
        let comma = if done == 0 { "" } else { "," };
        write!(out, "{comma}\n\"{}\":[", read.table.name)?;
        for (no, row) in read.rows.iter().enumerate() {
            out.write_all(if no == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut out, &object(read, row)).map_err(io::Error::from)?;
        }
        write!(out, "]")?;
    }
    writeln!(out, "}}}}")?;
    Ok(out.flush()?)
}

fn object(read: &Read, row: &[Cell]) -> Map<String, Value> {
    let cells = read.table.columns.iter().zip(row);
    let values = cells.filter_map(|(column, cell)| {
        let value = match cell {
            Cell::None => return None,
            Cell::Number(number) => Value::from(*number),
            Cell::Text(text) => Value::from(text.as_str()),
        };
        Some((column.name.to_owned(), value))
    });
    values.collect()
}
