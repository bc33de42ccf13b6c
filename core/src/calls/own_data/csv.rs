//! All tables as CSV in one ZIP, with a table that says what the columns mean. UTF-8 with a mark, so that spreadsheets read it as
//! that; text that a spreadsheet would take for a formula has an apostrophe in front.

use std::borrow::Cow;
use std::io::Write;

use sesi_engine::whole_file::Part;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::reading::{Cell, Read};
use crate::error::Error;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes them.
pub(super) fn write(
    file: &mut Part,
    read: &[Read],
    at: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut zip = ZipWriter::new(file);
    let options = SimpleFileOptions::default();
    let begin = |zip: &mut ZipWriter<&mut Part>, name: &str| -> Result<(), Error> {
        zip.start_file(format!("{name}.csv"), options)
            .map_err(std::io::Error::from)?;
        Ok(zip.write_all(MARK)?)
    };
    begin(&mut zip, "KETERANGAN")?;
    let mut out = writer(&mut zip);
    row(&mut out, ["tabel", "isi_tabel", "kolom", "arti"])?;
    for table in read.iter().map(|read| read.table) {
        for column in table.columns {
            row(
                &mut out,
                [table.name, table.title, column.name, column.meaning],
            )?;
        }
    }
    out.flush()?;
    drop(out);
    for (done, read) in read.iter().enumerate() {
        at(done)?;
        begin(&mut zip, read.table.name)?;
        let mut out = writer(&mut zip);
        row(
            &mut out,
            read.table.columns.iter().map(|column| column.name),
        )?;
        for cells in &read.rows {
            row(&mut out, cells.iter().map(text))?;
        }
        out.flush()?;
    }
    zip.finish().map_err(std::io::Error::from)?;
    Ok(())
}

/// Semicolons, as Indonesian spreadsheets part cells, and every cell in quotes: one with a separator of either kind stays one cell.
fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(out)
}

fn row<T: AsRef<[u8]>>(
    out: &mut csv::Writer<impl Write>,
    cells: impl IntoIterator<Item = T>,
) -> Result<(), Error> {
    out.write_record(cells).map_err(|fault| {
        Error::from(match fault.into_kind() {
            // As it is: a disk that is full has words of its own.
            csv::ErrorKind::Io(fault) => fault,
            other => std::io::Error::other(format!("{other:?}")),
        })
    })
}

fn text(cell: &Cell) -> Cow<'_, [u8]> {
    match cell {
        Cell::None => Cow::default(),
        Cell::Number(number) => number.to_string().into_bytes().into(),
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}").into_bytes().into()
        }
        Cell::Text(text) => text.as_bytes().into(),
    }
}
