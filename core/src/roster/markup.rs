//! Spreadsheets written out as XML: the content of an ODS, and Excel's XML of 2003. Read forwards and within the limits of
//! [`limits`](super::limits); it knows the tags of tables, not what the columns mean.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::grown::{Rows, Said};
use super::limits::{Allowance, LAST_ROW, MAX_COLUMNS, MAX_SHEETS, MAX_UNPACKED, Meter};
use super::open_error::OpenError;
use super::sheet::{Merge, Sheet};
use super::xml::{Xml, attribute, damaged, is_true};

/// Reads a file that is XML itself.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let text = super::delimited::decode(bytes)?;
    let meter = Meter::new(MAX_UNPACKED);
    sheets(&mut Xml::new(text.as_bytes(), &meter, MAX_UNPACKED))
}

/// Reads the tables of a part.
pub(super) fn sheets<R: Read>(xml: &mut Xml<'_, R>) -> Result<Vec<Sheet>, OpenError> {
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    loop {
        let (name, tag) = match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                local @ ("table" | "Worksheet") => {
                    let local = if local == "table" {
                        "table"
                    } else {
                        "Worksheet"
                    };
                    let name = attribute(&tag, "name");
                    let name = name.or_else(|| attribute(&tag, "Name"));
                    (name.unwrap_or_default().into_owned(), local)
                }
                _ => continue,
            },
            Event::Eof => return Ok(sheets),
            _ => continue,
        };
        if sheets.len() == MAX_SHEETS {
            return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
        }
        sheets.push(table(xml, name, tag, &mut allowance)?);
    }
}

/// A cell as it is begun.
#[derive(Default)]
struct Begun {
    /// Its number, where it is one and not a date.
    number: Option<f64>,
    /// So many cells side by side are the same.
    times: usize,
    across: usize,
    down: u32,
}

fn table<R: Read>(
    xml: &mut Xml<'_, R>,
    name: String,
    end: &str,
    allowance: &mut Allowance,
) -> Result<Sheet, OpenError> {
    let mut rows = Rows::of(&name, allowance);
    let mut merges = Vec::new();
    let (mut row, mut column, mut repeated) = (1_u32, 0_usize, 1_u32);
    let mut cell: Option<Begun> = None;
    let mut text = String::new();
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "table-row" | "Row" => {
                    row = number(&tag, "Index").unwrap_or(row);
                    repeated = number(&tag, "number-rows-repeated").unwrap_or(1);
                    column = 0;
                    let visible = attribute(&tag, "visibility");
                    rows.hidden = is_true(attribute(&tag, "Hidden").as_deref())
                        || visible.is_some_and(|how| how == "collapse" || how == "filter");
                }
                "table-cell" | "covered-table-cell" | "Cell" => {
                    let index: Option<usize> = number(&tag, "Index");
                    column = index
                        .and_then(|index| index.checked_sub(1))
                        .unwrap_or(column);
                    cell = Some(begun(&tag));
                    text.clear();
                }
                "Data" if cell.is_some() => {
                    let numeric = attribute(&tag, "Type").is_some_and(|kind| kind == "Number");
                    drop(tag);
                    xml.text("Data", &mut text)?;
                    if let (true, Some(cell)) = (numeric, &mut cell) {
                        cell.number = text.trim().parse().ok();
                    }
                }
                "p" if cell.is_some() => {
                    drop(tag);
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    xml.text("p", &mut text)?;
                }
                "annotation" | "Comment" => {
                    let local = if tag.local_name().as_ref() == "Comment" {
                        "Comment"
                    } else {
                        "annotation"
                    };
                    drop(tag);
                    xml.skip(local)?;
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "table-cell" | "covered-table-cell" | "Cell" => {
                    let Some(begun) = cell.take() else { continue };
                    if begun.across > 0 || begun.down > 0 {
                        rows.merge()?;
                        merges.push(Merge {
                            rows: (row, row.saturating_add(begun.down)),
                            columns: (column, column.saturating_add(begun.across)),
                        });
                    }
                    let upto = column.saturating_add(begun.times);
                    if !text.trim().is_empty() || begun.number.is_some() {
                        for at in column..upto.min(MAX_COLUMNS) {
                            let said = match begun.number {
                                Some(number) if number.is_finite() => Said::Number(number),
                                _ => Said::Text(text.as_str().into()),
                            };
                            rows.put(row, at, said)?;
                        }
                    }
                    // Covered cells of Excel's XML are not written out.
                    let covered = if end == "Worksheet" { begun.across } else { 0 };
                    column = upto.saturating_add(covered);
                }
                "table-row" | "Row" => {
                    repeat(&mut rows, row, repeated)?;
                    row = row.saturating_add(repeated).min(LAST_ROW + 1);
                }
                tag if tag == end => {
                    let grown = rows.grown;
                    return Ok(Sheet {
                        rows: grown,
                        name,
                        merges,
                        ..Sheet::default()
                    });
                }
                _ => {}
            },
            Event::Eof => return Err(damaged("a sheet ends before its data do")),
            _ => {}
        }
    }
}

fn begun(tag: &BytesStart<'_>) -> Begun {
    let kind = attribute(tag, "value-type");
    let numeric = kind.is_some_and(|kind| kind == "float");
    let spanned = |name: &str| number::<u32>(tag, name).unwrap_or(1).saturating_sub(1);
    let across =
        number::<u32>(tag, "MergeAcross").unwrap_or_else(|| spanned("number-columns-spanned"));
    Begun {
        number: attribute(tag, "value")
            .filter(|_| numeric)
            .and_then(|value| value.parse().ok()),
        times: number(tag, "number-columns-repeated").unwrap_or(1),
        across: usize::try_from(across)
            .unwrap_or(MAX_COLUMNS)
            .min(MAX_COLUMNS),
        down: number::<u32>(tag, "MergeDown")
            .unwrap_or_else(|| spanned("number-rows-spanned"))
            .min(LAST_ROW),
    }
}

/// Writes a row that stands for several out so often.
fn repeat(rows: &mut Rows<'_>, row: u32, times: u32) -> Result<(), OpenError> {
    let last = rows.grown.last().filter(|last| last.number == row).cloned();
    let Some(last) = last.filter(|_| times > 1) else {
        return Ok(());
    };
    for next in (1..times)
        .map(|more| row.saturating_add(more))
        .take_while(|next| *next <= LAST_ROW)
    {
        for (column, cell) in last.cells.iter().enumerate() {
            match cell {
                super::cell::Cell::Empty => {}
                super::cell::Cell::Number(number) => {
                    rows.put(next, column, Said::Number(*number))?;
                }
                super::cell::Cell::Text(text) => {
                    rows.put(next, column, Said::Text(text.as_str().into()))?;
                }
            }
        }
    }
    Ok(())
}

fn number<T: std::str::FromStr>(tag: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(tag, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::cell::Cell;

    #[test]
    fn excels_xml_of_2003_is_a_workbook() {
        let file = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="Toili"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">NAMA</Data></Cell>
            <Cell><Data ss:Type="String">NIK</Data></Cell></Row><Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="3" ss:MergeDown="2">
            <Data ss:Type="Number">7201</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let sheets = read(file.as_bytes()).expect("reads");
        let [sheet] = sheets.as_slice() else {
            panic!("one sheet");
        };
        assert_eq!(sheet.name, "Toili");
        assert_eq!(
            sheet.rows[0].cells,
            [Cell::text("NAMA"), Cell::Empty, Cell::text("NIK")]
        );
        assert_eq!((sheet.rows[1].number, sheet.rows[1].hidden), (4, true));
        assert_eq!(sheet.rows[1].cell(2), &Cell::Number(7201.0));
        assert_eq!(sheet.merges.len(), 2);
    }

    #[test]
    fn the_content_of_an_ods_is_a_workbook() {
        let content = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="Toili">
            <table:table-row><table:table-cell office:value-type="string"><text:p>NAMA</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="date" office:date-value="2026-06-04">
            <text:p>4/6</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
            <table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="5" table:number-rows-spanned="3">
            <text:p>5</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
        let meter = Meter::new(MAX_UNPACKED);
        let sheets =
            sheets(&mut Xml::new(content.as_bytes(), &meter, MAX_UNPACKED)).expect("reads");
        let rows = &sheets[0].rows;
        assert_eq!(rows[0].cell(3), &Cell::text("4/6"));
        assert_eq!((rows[1].number, rows[1].hidden), (1_000_002, true));
        assert_eq!(rows[1].cell(0), &Cell::Number(5.0));
        assert_eq!(sheets[0].merges.len(), 1);
    }
}
