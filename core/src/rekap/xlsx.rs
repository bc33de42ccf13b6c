//! The rekap as a spreadsheet in the form's own words and columns. It counts nothing and knows no tables.
//!
//! One workbook a month for all kecamatan: the kabupaten's sums first, then one sheet for each kecamatan ("one sheet a month"),
//! last the sheet that says what was counted. Everything that people wrote goes in as text, never as a formula, and figures go
//! in as numbers, never as formulas: what was counted is what is read, in every program.

mod basis;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::RekapError;
use super::figures::{AsOf, KecamatanRekap, Rekap};
use super::table::Tables;
use super::wording::{self, Wording};
use crate::reference::month::indonesian_day;
use crate::reports::names::Names;
use crate::reports::sheet::{self, cut, text_height};
use crate::reports::{Signer, Signing, Table};

/// The header takes two rows below the title lines.
const HEADER_ROW: u32 = 4;
const FIRST_ROW: u32 = HEADER_ROW + 2;
/// Characters that a line over the whole width of the form holds.
const WHOLE_WIDTH: usize = 190;

/// Writes a rekap as XLSX.
///
/// # Errors
/// [`RekapError::Spreadsheet`] if the file would break a limit of the format.
pub fn write(rekap: &Rekap, wording: &Wording) -> Result<Vec<u8>, RekapError> {
    write_watched(rekap, wording, &Signing::default(), |_, _| Ok(()))
}

/// The same, with letterhead and signers, saying before each sheet, and before they become a file, how many steps of how many are done. A fault that is said
/// to that ends it.
pub fn write_watched<E: From<RekapError>>(
    rekap: &Rekap,
    wording: &Wording,
    signing: &Signing,
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    // The kabupaten's sheet, one a kecamatan, what was counted, and the file.
    let steps = rekap.kecamatan.len() + 3;
    let mut book = sheet::book().map_err(RekapError::from)?;
    let mut writer = Writer {
        rekap,
        wording,
        signing,
        formats: Formats::new(),
        names: Names::default(),
    };
    let tables = Tables::of(rekap, wording);
    at(0, steps)?;
    writer
        .kabupaten(book.add_worksheet(), &tables.kabupaten)
        .map_err(RekapError::from)?;
    for (no, (kecamatan, table)) in (1..).zip(rekap.kecamatan.iter().zip(&tables.kecamatan)) {
        at(no, steps)?;
        writer
            .kecamatan(book.add_worksheet(), kecamatan, table)
            .map_err(RekapError::from)?;
    }
    at(steps - 2, steps)?;
    writer
        .basis(book.add_worksheet())
        .map_err(RekapError::from)?;
    at(steps - 1, steps)?;
    Ok(book.save_to_buffer().map_err(RekapError::from)?)
}

struct Formats {
    title: Format,
    plain: Format,
    wrapped: Format,
    table: sheet::Formats,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            plain: Format::new(),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            table: sheet::Formats::default(),
        }
    }
}

struct Writer<'a> {
    rekap: &'a Rekap,
    wording: &'a Wording,
    signing: &'a Signing,
    formats: Formats,
    names: Names,
}

impl Writer<'_> {
    fn kecamatan(
        &mut self,
        sheet: &mut Worksheet,
        kecamatan: &KecamatanRekap,
        table: &Table,
    ) -> Result<(), XlsxError> {
        let line = format!("{}: {}", self.wording.kecamatan_line, kecamatan.name);
        self.set_up(sheet, &kecamatan.name, &line)?;
        let end = self.table(sheet, HEADER_ROW, table)?;
        self.dynamics(sheet, end + 1, kecamatan, table.columns.len())
    }

    fn kabupaten(&mut self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let name = self.wording.kabupaten_sheet.clone();
        self.set_up(sheet, &name, &name)?;
        let end = self.table(sheet, HEADER_ROW, table)?;
        let all = &self.rekap.as_of;
        self.close(sheet, end + 1, all, table.columns.len())
    }

    fn table(&self, sheet: &mut Worksheet, top: u32, table: &Table) -> Result<u32, XlsxError> {
        sheet::draw(sheet, top, table, &self.wording.total, &self.formats.table)
    }

    /// Name, titles and print set-up.
    fn set_up(&mut self, sheet: &mut Worksheet, name: &str, line: &str) -> Result<(), XlsxError> {
        sheet.set_name(self.names.sheet(name))?;
        sheet::on_paper(sheet);
        sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW + 1)?;
        sheet.set_freeze_panes(FIRST_ROW, 0)?;
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&A&R&P / &N");
        sheet.write_string_with_format(0, 0, &self.wording.title, &self.formats.title)?;
        sheet.set_header(head(&self.signing.letterhead));
        let mut office = self.rekap.office.clone().unwrap_or_default();
        if !self.signing.kabupaten.is_empty() {
            let place = format!("Kabupaten/Kota: {}", self.signing.kabupaten);
            office = [office, place].join("   ");
        }
        sheet.write_string_with_format(1, 0, cut(&office), &self.formats.plain)?;
        let line = format!(
            "{line}   {}: {}",
            self.wording.month,
            self.rekap.month.indonesian()
        );
        sheet.write_string_with_format(2, 0, line, &self.formats.plain)?;
        Ok(())
    }

    fn dynamics(
        &self,
        sheet: &mut Worksheet,
        mut at: u32,
        kecamatan: &KecamatanRekap,
        columns: usize,
    ) -> Result<(), XlsxError> {
        let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.write_string_with_format(at, 0, &self.wording.dynamics, &self.formats.title)?;
        for (name, remark) in &kecamatan.dynamics {
            at += 1;
            let text = format!("{name}: {remark}");
            sheet.merge_range(at, 0, at, last, &cut(&text), &self.formats.wrapped)?;
            sheet.set_row_height(at, text_height(&text, WHOLE_WIDTH))?;
        }
        let meetings = kecamatan.rows.iter().flat_map(|row| &row.meetings);
        self.close(sheet, at + 2, &AsOf::of(meetings), columns)
    }

    /// What may be missing, who signs, and the basis of the sheet's own figures.
    fn close(
        &self,
        sheet: &mut Worksheet,
        mut at: u32,
        as_of: &AsOf,
        columns: usize,
    ) -> Result<(), XlsxError> {
        let plain = &self.formats.plain;
        if let Some(waiting) = wording::waiting(self.rekap.waiting_rows) {
            sheet.write_string_with_format(at, 0, waiting, plain)?;
            at += 2;
        }
        let nobody = vec![("(isi jabatan)".to_owned(), Signer::default())];
        let signers = match self.signing.signers.as_slice() {
            [] => nobody.as_slice(),
            signers => signers,
        };
        let last = signers.len() - 1;
        for (no, (role, who)) in signers.iter().enumerate() {
            // Whoever stands at the right is a third of the way before the end.
            let place = columns.saturating_sub(1) * (no + 1) / (signers.len() + 1);
            let place = u16::try_from(place).unwrap_or_default();
            let above = if no == last {
                self.place_and_day()
            } else {
                "Mengetahui,".to_owned()
            };
            let name = who.name.clone().unwrap_or_else(|| "(isi nama)".to_owned());
            let nip = who.nip.as_deref().unwrap_or("(isi NIP)");
            let lines = [
                (0, above),
                (1, role.clone()),
                (5, name),
                (6, format!("NIP {nip}")),
            ];
            for (below, line) in lines {
                sheet.write_string_with_format(at + below, place, cut(&line), plain)?;
            }
        }
        at += 8;
        let line = format!(
            "{}: {} pertemuan, tanda hitungan {}",
            self.wording.basis_sheet,
            as_of.meetings,
            as_of.short()
        );
        sheet.write_string_with_format(at, 0, line, plain)?;
        Ok(())
    }

    fn place_and_day(&self) -> String {
        let place = match self.signing.kabupaten.as_str() {
            "" => "(isi tempat)",
            kabupaten => kabupaten,
        };
        let day = self.signing.day.map(indonesian_day);
        format!("{place}, {}", day.as_deref().unwrap_or("(isi tanggal)"))
    }
}

/// Letters that the format allows above a page.
const MOST_HEAD: usize = 250;

/// The letterhead as it is printed above each page. It stands in no cell, so that the form's own cells keep their places.
fn head(lines: &[String]) -> String {
    let mut head = "&C".to_owned();
    for line in lines {
        // What begins with this sign is a command of the format.
        let line = line.replace('&', "&&");
        if head.chars().count() + line.chars().count() + 1 > MOST_HEAD {
            break;
        }
        if head.len() > 2 {
            head.push('\n');
        }
        head.push_str(&line);
    }
    head
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
