//! The rekap as a spreadsheet in the form's own words and columns. It counts nothing and knows no tables.
//!
//! One workbook a month for all kecamatan: the kabupaten's sums first, then one sheet for each kecamatan ("one sheet a month"),
//! last the sheet that says what was counted. Everything that people wrote goes in as text, never as a formula, and figures go
//! in as numbers, never as formulas: what was counted is what is read, in every program.

mod basis;

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::RekapError;
use super::figures::{Figures, KecamatanRekap, Rekap, Row};
use super::wording::Wording;

/// Paper size A4 in the numbering of the file format.
const A4: u8 = 9;
/// The longest text of a cell, in characters; the format allows 32,767 and every program copes with this.
const MAX_TEXT: usize = 32_000;
/// The header takes two rows below the title lines.
const HEADER_ROW: u32 = 4;
const FIRST_ROW: u32 = HEADER_ROW + 2;
const LAST_COLUMN: u16 = 14;

/// Writes a rekap as XLSX.
///
/// # Errors
/// [`RekapError::Spreadsheet`] if the file would break a limit of the format.
pub fn write(rekap: &Rekap, wording: &Wording) -> Result<Vec<u8>, RekapError> {
    write_watched(rekap, wording, |_, _| Ok(()))
}

/// The same, saying before each sheet, and before they become a file, how many steps of how many are done. A fault that is said
/// to that ends it.
pub fn write_watched<E: From<RekapError>>(
    rekap: &Rekap,
    wording: &Wording,
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    // The kabupaten's sheet, one a kecamatan, what was counted, and the file.
    let steps = rekap.kecamatan.len() + 3;
    let mut book = Workbook::new();
    let mut writer = Writer {
        rekap,
        wording,
        formats: Formats::new(),
        names: BTreeSet::new(),
    };
    at(0, steps)?;
    writer
        .kabupaten(book.add_worksheet())
        .map_err(RekapError::from)?;
    for (no, kecamatan) in (1..).zip(&rekap.kecamatan) {
        at(no, steps)?;
        writer
            .kecamatan(book.add_worksheet(), kecamatan)
            .map_err(RekapError::from)?;
    }
    at(steps - 2, steps)?;
    writer
        .basis(book.add_worksheet())
        .map_err(RekapError::from)?;
    at(steps - 1, steps)?;
    Ok(book.save_to_buffer().map_err(RekapError::from)?)
}

/// Characters that a line of the columns of reason, materi and pemateri holds, a little less than their widths.
const TEXT_WIDTHS: [usize; 3] = [24, 32, 20];

/// Points that `text` needs in lines of `width` characters, 15 points each, at most what a row may have.
fn height(text: &str, width: usize) -> u16 {
    let lines: usize = text
        .lines()
        .map(|line| 1 + line.chars().count() / width)
        .sum();
    15 * u16::try_from(lines).unwrap_or(u16::MAX).clamp(1, 27)
}

struct Formats {
    title: Format,
    plain: Format,
    header: Format,
    text: Format,
    number: Format,
    bold: Format,
    sum: Format,
    wrapped: Format,
}

impl Formats {
    fn new() -> Self {
        let boxed = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
        };
        let header = boxed()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            plain: Format::new(),
            header: header
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(0x00E7_EEF5),
            text: boxed().set_text_wrap(),
            number: boxed().set_num_format("#,##0"),
            bold: boxed().set_bold(),
            sum: boxed().set_bold().set_num_format("#,##0"),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

struct Writer<'a> {
    rekap: &'a Rekap,
    wording: &'a Wording,
    formats: Formats,
    names: BTreeSet<String>,
}

impl Writer<'_> {
    fn kecamatan(
        &mut self,
        sheet: &mut Worksheet,
        kecamatan: &KecamatanRekap,
    ) -> Result<(), XlsxError> {
        let line = format!("{}: {}", self.wording.kecamatan_line, kecamatan.name);
        self.set_up(
            sheet,
            &kecamatan.name,
            &line,
            &[5.0, 16.0, 24.0, 10.0, 12.0, 26.0, 34.0, 22.0],
        )?;
        self.headers(sheet, &self.wording.pendamping)?;
        let mut at = FIRST_ROW;
        for (index, row) in kecamatan.rows.iter().enumerate() {
            self.number(sheet, at, 0, u32::try_from(index + 1).unwrap_or(u32::MAX))?;
            self.text(sheet, at, 1, &kecamatan.name)?;
            self.text(sheet, at, 2, self.name(row))?;
            let reason = row.reason.as_deref().unwrap_or_default();
            self.texts(
                sheet,
                at,
                [reason, &row.materi.join("; "), &row.pemateri.join("; ")],
            )?;
            Self::figures(sheet, at, &row.figures, &self.formats.number)?;
            at += 1;
        }
        self.sum(sheet, at, &kecamatan.total)?;
        self.dynamics(sheet, at + 2, kecamatan)
    }

    fn kabupaten(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.wording.kabupaten_sheet.clone();
        self.set_up(
            sheet,
            &name,
            &name,
            &[5.0, 18.0, 12.0, 10.0, 12.0, 26.0, 34.0, 22.0],
        )?;
        self.headers(sheet, &self.wording.pendamping_count)?;
        let mut at = FIRST_ROW;
        for (index, kecamatan) in self.rekap.kecamatan.iter().enumerate() {
            let people = kecamatan
                .rows
                .iter()
                .filter(|row| row.pendamping.is_some())
                .count();
            self.number(sheet, at, 0, u32::try_from(index + 1).unwrap_or(u32::MAX))?;
            self.text(sheet, at, 1, &kecamatan.name)?;
            self.number(sheet, at, 2, u32::try_from(people).unwrap_or(u32::MAX))?;
            let reasons = kecamatan
                .rows
                .iter()
                .filter_map(|row| Some(format!("{}: {}", self.name(row), row.reason.as_ref()?)));
            let materi = once(kecamatan.rows.iter().flat_map(|row| &row.materi));
            let pemateri = once(kecamatan.rows.iter().flat_map(|row| &row.pemateri));
            let reasons = reasons.collect::<Vec<_>>().join("; ");
            self.texts(sheet, at, [&reasons, &materi, &pemateri])?;
            Self::figures(sheet, at, &kecamatan.total, &self.formats.number)?;
            at += 1;
        }
        self.sum(sheet, at, &self.rekap.total)
    }

    fn name<'r>(&'r self, row: &'r Row) -> &'r str {
        match (&row.name, row.pendamping) {
            (Some(name), _) => name,
            (None, Some(_)) => &self.wording.unknown,
            (None, None) => &self.wording.nobody,
        }
    }

    /// Name, titles, print set-up and widths of the first columns.
    fn set_up(
        &mut self,
        sheet: &mut Worksheet,
        name: &str,
        line: &str,
        widths: &[f64],
    ) -> Result<(), XlsxError> {
        sheet.set_name(self.sheet_name(name))?;
        sheet
            .set_landscape()
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW + 1)?;
        sheet.set_freeze_panes(FIRST_ROW, 0)?;
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&A&R&P / &N");
        sheet.write_string_with_format(0, 0, &self.wording.title, &self.formats.title)?;
        let office = self.rekap.office.as_deref().unwrap_or_default();
        sheet.write_string_with_format(1, 0, cut(office), &self.formats.plain)?;
        let line = format!(
            "{line}   {}: {}",
            self.wording.month,
            self.rekap.month.indonesian()
        );
        sheet.write_string_with_format(2, 0, line, &self.formats.plain)?;
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(())
    }

    /// The two-row header; a column without sub-columns goes over both rows.
    fn headers(&self, sheet: &mut Worksheet, third: &str) -> Result<(), XlsxError> {
        let words = self.wording;
        let (upper, lower, format) = (HEADER_ROW, HEADER_ROW + 1, &self.formats.header);
        let tall = [
            (0, words.no.as_str()),
            (1, &words.kecamatan),
            (2, third),
            (5, &words.reason),
            (6, &words.materi),
            (7, &words.pemateri),
            (8, &words.families),
        ];
        for (column, label) in tall {
            sheet.merge_range(upper, column, lower, column, label, format)?;
        }
        for (first, last, label) in [
            (3, 4, &words.pelaksanaan),
            (9, 10, &words.kehadiran),
            (11, 14, &words.pengetahuan),
        ] {
            sheet.merge_range(upper, first, upper, last, label, format)?;
        }
        let lower_labels = [
            (3, &words.groups),
            (4, &words.groups_met),
            (9, &words.hadir),
            (10, &words.tidak_hadir),
            (11, &words.kurang),
            (12, &words.baik),
            (13, &words.sangat_baik),
            (14, &words.tidak_dapat_dinilai),
        ];
        for (column, label) in lower_labels {
            sheet.write_string_with_format(lower, column, label, format)?;
        }
        for column in 8..=LAST_COLUMN {
            sheet.set_column_width(column, 10)?;
        }
        sheet.set_row_height(lower, 48)?;
        Ok(())
    }

    fn figures(
        sheet: &mut Worksheet,
        at: u32,
        figures: &Figures,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let cells = [
            (3, figures.groups),
            (4, figures.groups_met),
            (8, figures.families),
            (9, figures.hadir),
            (10, figures.tidak_hadir),
            (11, figures.kurang),
            (12, figures.baik),
            (13, figures.sangat_baik),
            (14, figures.tidak_dapat_dinilai),
        ];
        for (column, number) in cells {
            sheet.write_number_with_format(at, column, number, format)?;
        }
        Ok(())
    }

    fn sum(&self, sheet: &mut Worksheet, at: u32, figures: &Figures) -> Result<(), XlsxError> {
        sheet.merge_range(at, 0, at, 2, &self.wording.total, &self.formats.bold)?;
        sheet.merge_range(at, 5, at, 7, "", &self.formats.bold)?;
        Self::figures(sheet, at, figures, &self.formats.sum)
    }

    fn dynamics(
        &self,
        sheet: &mut Worksheet,
        mut at: u32,
        kecamatan: &KecamatanRekap,
    ) -> Result<(), XlsxError> {
        sheet.write_string_with_format(at, 0, &self.wording.dynamics, &self.formats.title)?;
        for (name, remark) in &kecamatan.dynamics {
            at += 1;
            let text = format!("{name}: {remark}");
            sheet.merge_range(at, 0, at, LAST_COLUMN, &cut(&text), &self.formats.wrapped)?;
            sheet.set_row_height(at, height(&text, 190))?;
        }
        at += 2;
        let as_of = &self.rekap.as_of;
        let line = format!(
            "{}: {} pertemuan, tanda hitungan {}",
            self.wording.basis_sheet,
            as_of.meetings,
            as_of.short()
        );
        sheet.write_string_with_format(at, 0, line, &self.formats.plain)?;
        Ok(())
    }

    /// The three columns of running text, in a row that is high enough for them: not every program grows rows by itself.
    fn texts(&self, sheet: &mut Worksheet, at: u32, texts: [&str; 3]) -> Result<(), XlsxError> {
        let mut tallest: u16 = 15;
        for ((column, width), text) in (5..).zip(TEXT_WIDTHS).zip(texts) {
            self.text(sheet, at, column, text)?;
            tallest = tallest.max(height(text, width));
        }
        sheet.set_row_height(at, tallest).map(|_| ())
    }

    fn text(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        text: &str,
    ) -> Result<(), XlsxError> {
        sheet
            .write_string_with_format(row, column, cut(text), &self.formats.text)
            .map(|_| ())
    }

    fn number(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        number: u32,
    ) -> Result<(), XlsxError> {
        sheet
            .write_number_with_format(row, column, number, &self.formats.number)
            .map(|_| ())
    }

    /// A name that the format allows: at most 31 characters, none of `[]:*?/\`, no apostrophe at either end, and no name twice.
    fn sheet_name(&mut self, name: &str) -> String {
        let allowed: String = name
            .chars()
            .map(|c| {
                if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let base: String = allowed
            .trim_matches(|c: char| c == '\'' || c.is_whitespace())
            .chars()
            .take(26)
            .collect();
        let base = base.trim_end_matches(|c: char| c == '\'' || c.is_whitespace());
        let base = if base.is_empty() { "-" } else { base };
        let mut unique = base.to_owned();
        let mut number = 1;
        while !self.names.insert(unique.to_lowercase()) {
            number += 1;
            unique = format!("{base} {number}");
        }
        unique
    }
}

/// Texts once each, joined in the order in which they come.
fn once<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text.as_str()) {
            seen.push(text);
        }
    }
    seen.join("; ")
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
