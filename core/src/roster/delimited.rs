//! CSV into one sheet of cells: which encoding, which separator, which cells. It leans on the names of columns to tell
//! separators apart, because a list with addresses has commas enough to fool a count.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::cell::Cell;
use super::header::Header;
use super::limits::{Allowance, MAX_COLUMNS};
use super::open_error::OpenError;
use super::records::Records;
use super::sheet::{Sheet, SheetRow};
use super::xml::damaged;

/// Separators in the order in which they are tried; Indonesian Excel writes `;`.
const SEPARATORS: [u8; 4] = *b";,\t|";
/// Records looked at for telling separators apart.
const SAMPLE: usize = 60;

/// Reads a text file as a sheet called `name`.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Sheet, OpenError> {
    let text = decode(bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    let (separator, skip) = match declared(text) {
        Some(separator) => (separator, 1),
        None => (likeliest(text, name)?, 0),
    };
    rows(text, separator, name, usize::MAX, skip)
}

/// Excel's own first line, `sep=;`.
fn declared(text: &str) -> Option<u8> {
    let separator = text.lines().next()?.strip_prefix("sep=")?;
    match separator.as_bytes() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The separator under which the most column names are found, then the one that makes the most cells.
fn likeliest(text: &str, name: &str) -> Result<u8, OpenError> {
    let mut best = (0, 0, b';');
    for separator in SEPARATORS {
        let sample = rows(text, separator, name, SAMPLE, 0)?;
        let known = Header::find(&sample).map_or(0, |header| header.known());
        let cells = sample.rows.iter().map(|row| row.cells.len()).sum::<usize>();
        if (known, cells) > (best.0, best.1) {
            best = (known, cells, separator);
        }
    }
    Ok(best.2)
}

/// At most `most` rows that hold anything, after `skip` records.
fn rows(
    text: &str,
    separator: u8,
    name: &str,
    most: usize,
    skip: usize,
) -> Result<Sheet, OpenError> {
    let mut allowance = Allowance::default();
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    for (at, piece) in Records::of(text, separator).enumerate() {
        let piece = piece?;
        if at < skip {
            continue;
        }
        if rows.len() == most {
            break;
        }
        csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .quoting(!piece.broken)
            .buffer_capacity(piece.text.len().clamp(64, 8 * 1024))
            .from_reader(piece.text.as_bytes())
            .read_record(&mut record)
            .map_err(|fault| damaged(fault.to_string()))?;
        let filled = |cell: &str| !cell.trim().is_empty();
        let cells = record.iter().take(MAX_COLUMNS).enumerate();
        let Some((last, _)) = cells.filter(|(_, cell)| filled(cell)).last() else {
            continue;
        };
        let told = || record.iter().take(last + 1);
        allowance.cells(last + 1)?;
        allowance.text(told().filter(|cell| filled(cell)).map(str::len).sum())?;
        let mut cells: Vec<Cell> = told().map(Cell::text).collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            continue;
        }
        allowance.row(name)?;
        rows.push(SheetRow {
            number: piece.line,
            cells,
            broken: piece.broken,
            ..SheetRow::default()
        });
    }
    Ok(Sheet {
        name: name.to_owned(),
        rows,
        text: true,
        ..Sheet::default()
    })
}

/// The text of a file in UTF-8, UTF-16 (with a mark, or plain by its zero bytes) or else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Result<String, OpenError> {
    let encoding = Encoding::for_bom(bytes).map_or_else(|| guess(bytes), |(encoding, _)| encoding);
    let (text, _, _) = encoding.decode(bytes);
    if text.contains('\0') {
        return Err(OpenError::OtherType("a binary file"));
    }
    Ok(text.into_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
            * 4
            > sample.len()
    };
    if zeros(1) {
        UTF_16LE
    } else if zeros(0) {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::limits::{MAX_CELLS, MAX_PIECE, MAX_ROWS};
    use proptest::prelude::*;

    const TABLE: [[&str; 4]; 2] = [
        ["NAMA", "NIK", "ALAMAT", "DESA"],
        [
            "SITI",
            "7201045612879213",
            "Jl. Melati, No 3, RT 1",
            "Caf\u{e9}",
        ],
    ];

    fn written(separator: char) -> String {
        TABLE
            .map(|row| {
                row.map(|cell| format!("\"{cell}\""))
                    .join(&separator.to_string())
            })
            .join("\r\n")
    }

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes, "list").expect("reads");
        sheet
            .rows
            .iter()
            .map(|row| row.cells.iter().map(Cell::shown).collect())
            .collect()
    }

    #[test]
    fn every_separator_and_encoding_gives_the_same_cells() {
        for separator in [';', ',', '\t', '|'] {
            let text = written(separator);
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let utf16be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [
                text.clone().into_bytes(),
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                utf16.clone(),
                [b"\xFF\xFE".as_slice(), &utf16].concat(),
                utf16be,
                WINDOWS_1252.encode(&text).0.into_owned(),
                format!("sep={separator}\r\n{text}").into_bytes(),
            ] {
                assert_eq!(
                    cells(&bytes),
                    TABLE.map(|row| row.map(str::to_owned).to_vec()),
                    "{separator:?}"
                );
            }
        }
    }

    #[test]
    fn commas_in_addresses_do_not_outvote_the_column_names() {
        let rows: Vec<String> = (0..20)
            .map(|i| format!("{i};SITI;Jl. A, RT 1, RW 2, No {i}, dekat masjid"))
            .collect();
        let text = format!("NO;NAMA;ALAMAT\n{}", rows.join("\n"));
        assert!(cells(text.as_bytes()).iter().all(|row| row.len() == 3));
    }

    #[test]
    fn rows_keep_their_line_numbers() {
        let sheet = read(b"NAMA;NIK;DESA\n\n;;\nA;1;B\n", "list").expect("reads");
        assert_eq!(
            sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(),
            [1, 4]
        );
    }

    #[test]
    fn more_rows_than_a_roster_has_are_refused_not_cut_off() {
        let text = format!("NAMA;NIK;DESA\n{}", ";;\nA;1;B\n".repeat(MAX_ROWS));
        assert!(matches!(
            read(text.as_bytes(), "x"),
            Err(OpenError::TooManyRows { .. })
        ));
        let text = format!("NAMA;NIK;DESA\n{}A;1;B\n", ";;\n".repeat(MAX_ROWS));
        assert_eq!(
            read(text.as_bytes(), "x").map(|sheet| sheet.rows.len()),
            Ok(2),
            "empty rows do not count"
        );
    }

    #[test]
    fn a_line_without_end_and_rows_of_empty_cells_are_refused() {
        for endless in ["x", ",", "\"\n\",", "\"", "a;b\t"] {
            let text =
                endless.repeat(usize::try_from(2 * MAX_PIECE).expect("fits") / endless.len());
            assert!(read(text.as_bytes(), "x").is_err(), "{endless:?}");
        }
        let wide = format!("{}x\n", ";".repeat(MAX_COLUMNS - 1));
        let rows = MAX_CELLS / MAX_COLUMNS;
        assert_eq!(
            read(wide.repeat(rows).as_bytes(), "x").map(|sheet| sheet.rows.len()),
            Ok(rows)
        );
        assert!(matches!(
            read(wide.repeat(rows + 1).as_bytes(), "x"),
            Err(OpenError::TooMuch("cells", MAX_CELLS))
        ));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail_hard(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, "x");
        }
    }
}
