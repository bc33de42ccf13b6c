//! A roster that somebody sent, as a spreadsheet or as text: opened, guessed, previewed and planned.

use std::io::{Cursor, Write};

use sesi_core::reference::Regions;
use sesi_core::roster::existing::Nothing;
use sesi_core::roster::{Context, Header, Identity, Mapping, Preview, Workbook, plan};
use uuid::Uuid;
use zip::write::SimpleFileOptions;

/// Takes `data[1..]` as a file, or, where the first byte is odd, as the sheet inside an otherwise sound workbook: no fuzzer
/// gets through a checksum.
pub fn roster(data: &[u8]) {
    let Some((which, bytes)) = data.split_first() else {
        return;
    };
    if which % 2 == 0 {
        open(bytes);
    } else if let Ok(book) = workbook(bytes) {
        open(&book);
    }
}

fn open(bytes: &[u8]) {
    let Ok(book) = Workbook::open(bytes, "daftar Toili.xlsx") else {
        return;
    };
    let context = Context {
        regions: Regions::own(),
        kabupaten: "72.01",
        kecamatan: None,
    };
    let mut previews = Vec::new();
    for sheet in &book.sheets {
        if let Ok(header) = Header::find(sheet) {
            let preview = Preview::of(sheet, &header, &Mapping::guess(&header), &context);
            for row in &preview.rows {
                drop(preview.place(row));
            }
            previews.push(preview);
        }
    }
    drop(plan(&previews, Identity::of_office(Uuid::nil()), &Nothing));
}

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="TOILI" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// A workbook of one sheet.
pub(super) fn workbook(sheet: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS {
        writer.start_file(name, stored)?;
        writer.write_all(text.as_bytes())?;
    }
    writer.start_file("xl/worksheets/sheet1.xml", stored)?;
    writer.write_all(sheet)?;
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workbook_around_a_fuzzed_sheet_is_sound() {
        let row = |no: u32, cells: [&str; 3]| {
            let cells = cells.map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
            let cells = cells.concat();
            format!("<row r=\"{no}\">{cells}</row>")
        };
        let rows = [
            row(1, ["NAMA PENGURUS", "NIK", "DESA"]),
            row(2, ["SITI", "7201094505900001", "Cendana"]),
        ];
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
            rows.concat()
        );
        let book = Workbook::open(&workbook(sheet.as_bytes()).unwrap(), "x.xlsx").unwrap();
        assert_eq!(book.sheets[0].rows.len(), 2);
        assert!(Header::find(&book.sheets[0]).is_ok());
    }
}
