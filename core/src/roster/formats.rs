//! How a workbook shows its numbers, as far as it changes what they say: dates, and numbers with leading zeros. `4/6` that Excel took for
//! a date is the text that Excel shows, not the number of a day. It knows number formats, not cells.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::Read;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use quick_xml::events::Event;

use crate::reference::calendar::MONTHS;

use super::open_error::OpenError;
use super::xml::{Xml, attribute};

/// The most styles of cells that a workbook may have, as Excel has it.
const MAX_STYLES: usize = 65_536;
/// The most number formats of its own.
const MAX_FORMATS: usize = 5_000;
/// The longest code of a format that is read, in bytes; Excel has 255 characters.
const MAX_CODE: usize = 1_024;
/// The last day that Excel has: 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;
const DAYS: [&str; 7] = [
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
];

/// The styles of a workbook's cells, as far as they say how numbers are shown.
#[derive(Default)]
pub(super) struct Formats {
    styles: Vec<u16>,
    own: HashMap<u16, Format>,
}

/// How a number is shown, where that is not simply its digits.
#[derive(Clone, Debug, PartialEq)]
enum Format {
    Plain,
    Date(Vec<Piece>),
    /// At least so many digits.
    Padded(usize),
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Literal(String),
    /// A letter of the code and how often it stands there: `dd`, `mmm`.
    Part(char, usize),
    Minute(usize),
    HalfDay,
}

impl Formats {
    /// Reads the part `styles` of an XLSX.
    pub(super) fn read<R: Read>(xml: &mut Xml<'_, R>) -> Result<Self, OpenError> {
        let mut formats = Self::default();
        let mut in_styles = false;
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "cellXfs" => in_styles = true,
                    "xf" if in_styles => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                        formats.style(id.unwrap_or(0))?;
                    }
                    "numFmt" => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                            formats.format(id, &code)?;
                        }
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_styles = false,
                Event::Eof => return Ok(formats),
                _ => {}
            }
        }
    }

    /// The next style of cells, which shows numbers by the format of this id.
    ///
    /// # Errors
    /// More styles than Excel has.
    pub(super) fn style(&mut self, format: u16) -> Result<(), OpenError> {
        if self.styles.len() == MAX_STYLES {
            return Err(OpenError::TooMuch("styles", MAX_STYLES));
        }
        self.styles.push(format);
        Ok(())
    }

    /// A format of the workbook's own.
    ///
    /// # Errors
    /// More formats than a workbook has.
    pub(super) fn format(&mut self, id: u16, code: &str) -> Result<(), OpenError> {
        if self.own.len() == MAX_FORMATS {
            return Err(OpenError::TooMuch("number formats", MAX_FORMATS));
        }
        if code.len() <= MAX_CODE {
            self.own.insert(id, Format::of_code(code));
        }
        Ok(())
    }

    /// What Excel shows for a number in a style, where that says something else than its digits.
    pub(super) fn shown(&self, style: usize, number: f64, since_1904: bool) -> Option<String> {
        let id = *self.styles.get(style)?;
        match self.own.get(&id) {
            Some(format) => format.shown(number, since_1904),
            None => Format::of_code(built_in(id)?).shown(number, since_1904),
        }
    }
}

/// The number formats that every workbook has without naming them, as Excel in Indonesian shows them (ECMA-376 18.8.30).
fn built_in(id: u16) -> Option<&'static str> {
    Some(match id {
        14 | 27..=36 | 50..=58 => "dd/mm/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 | 46 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        45 | 47 => "mm:ss",
        _ => return None,
    })
}

impl Format {
    fn of_code(code: &str) -> Self {
        let pieces = pieces(code);
        if pieces
            .iter()
            .any(|piece| !matches!(piece, Piece::Literal(_)))
        {
            return Self::Date(pieces);
        }
        match code.trim_start_matches("\\@").trim() {
            zeros if zeros.len() > 1 && zeros.bytes().all(|byte| byte == b'0') => {
                Self::Padded(zeros.len())
            }
            _ => Self::Plain,
        }
    }

    fn shown(&self, number: f64, since_1904: bool) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::Padded(digits) => {
                let plain = number.to_string();
                let whole = plain.bytes().all(|byte| byte.is_ascii_digit());
                (whole && plain.len() < *digits).then(|| format!("{plain:0>digits$}"))
            }
            Self::Date(pieces) => date(pieces, moment(number, since_1904)?),
        }
    }
}

/// The moment of a number of days, as Excel counts them.
fn moment(days: f64, since_1904: bool) -> Option<NaiveDateTime> {
    if !(0.0..LAST_DAY).contains(&days) {
        return None;
    }
    // Excel believes that 1900 was a leap year.
    let days = match (since_1904, days < 60.0) {
        (true, _) => days + 1_462.0,
        (false, true) => days + 1.0,
        (false, false) => days,
    };
    #[allow(clippy::cast_possible_truncation, reason = "some 10^14 at the most")]
    let millis = TimeDelta::try_milliseconds((days * 86_400_000.0).round() as i64)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(millis)
}

fn date(pieces: &[Piece], at: NaiveDateTime) -> Option<String> {
    let half_day = pieces.contains(&Piece::HalfDay);
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::HalfDay => out.push_str(if at.hour() < 12 { "AM" } else { "PM" }),
            Piece::Minute(width) => number(&mut out, at.minute(), *width)?,
            Piece::Part('d', width @ 1..=2) => number(&mut out, at.day(), *width)?,
            Piece::Part('d', width) => {
                let name = DAYS.get(at.weekday().num_days_from_monday() as usize)?;
                out.extend(name.chars().take(if *width == 3 { 3 } else { 9 }));
            }
            Piece::Part('m', width @ 1..=2) => number(&mut out, at.month(), *width)?,
            Piece::Part('m', width) => {
                let name = MONTHS.get(at.month0() as usize)?;
                let letters = match width {
                    3 => 3,
                    5 => 1,
                    _ => 9,
                };
                out.extend(name.chars().take(letters));
            }
            Piece::Part('y', width @ 1..=2) => {
                number(&mut out, at.year().unsigned_abs() % 100, (*width).max(2))?;
            }
            Piece::Part('y', _) => number(&mut out, at.year().unsigned_abs(), 4)?,
            Piece::Part('h', width) if half_day => {
                number(&mut out, (at.hour() + 11) % 12 + 1, *width)?;
            }
            Piece::Part('h', width) => number(&mut out, at.hour(), *width)?,
            Piece::Part(_, width) => number(&mut out, at.second(), *width)?,
        }
    }
    Some(out.trim().to_owned())
}

fn number(out: &mut String, number: u32, width: usize) -> Option<()> {
    let width = width.min(4);
    write!(out, "{number:0width$}").ok()
}

/// The first section of a format's code, cut into what it shows; only literals if it shows no date or time.
fn pieces(code: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let lower = first.to_ascii_lowercase();
        let run = rest
            .chars()
            .take_while(|letter| letter.to_ascii_lowercase() == lower)
            .count();
        let mut taken = first.len_utf8();
        match lower {
            ';' => break,
            '"' => {
                let text = rest.get(1..).unwrap_or_default();
                let text = text.split('"').next().unwrap_or_default();
                taken = (text.len() + 2).min(rest.len());
                pieces.push(Piece::Literal(text.to_owned()));
            }
            '\\' | '_' | '*' => {
                let next = rest.chars().nth(1);
                taken += next.map_or(0, char::len_utf8);
                pieces.extend(
                    next.filter(|_| lower == '\\')
                        .map(|next| Piece::Literal(next.to_string())),
                );
            }
            '[' => taken = rest.find(']').map_or(rest.len(), |end| end + 1),
            'a' if rest
                .get(..5)
                .is_some_and(|text| text.eq_ignore_ascii_case("am/pm")) =>
            {
                taken = 5;
                pieces.push(Piece::HalfDay);
            }
            'g' if rest
                .get(..7)
                .is_some_and(|text| text.eq_ignore_ascii_case("general")) =>
            {
                taken = 7;
            }
            'd' | 'y' | 'h' | 's' => {
                taken = run;
                pieces.push(Piece::Part(lower, run));
            }
            'm' => {
                taken = run;
                let of_an_hour = pieces.iter().rev().find_map(|piece| match piece {
                    Piece::Part(letter, _) => Some(*letter == 'h'),
                    Piece::Minute(_) => Some(false),
                    _ => None,
                });
                let before_seconds = rest
                    .get(run..)
                    .unwrap_or_default()
                    .trim_start_matches([':', '.'])
                    .starts_with(['s', 'S']);
                pieces.push(
                    if run <= 2 && (of_an_hour == Some(true) || before_seconds) {
                        Piece::Minute(run)
                    } else {
                        Piece::Part('m', run)
                    },
                );
            }
            '/' | '-' | '.' | ',' | ' ' | ':' | '(' | ')' => {
                pieces.push(Piece::Literal(first.to_string()));
            }
            _ => {}
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> Option<String> {
        Format::of_code(code).shown(number, false)
    }

    #[test]
    fn what_excel_took_for_a_date_is_the_text_that_it_shows() {
        for (code, number, text) in [
            ("d/m", 46_177.0, "4/6"),
            ("d/m;@", 46_177.0, "4/6"),
            ("d-mmm", 46_177.0, "4-Jun"),
            ("[$-421]dd\\ mmmm\\ yyyy;@", 46_177.0, "04 Juni 2026"),
            ("dd/mm/yyyy", 46_177.0, "04/06/2026"),
            ("dddd, d mmmm yy", 46_177.0, "Kamis, 4 Juni 26"),
            ("h:mm AM/PM", 0.5, "12:00 PM"),
            ("hh.mm", 0.3125, "07.30"),
            ("mm:ss", 0.25 / 24.0, "15:00"),
            ("\"RT \"d\"/\"m", 46_177.0, "RT 4/6"),
            ("d/m/yyyy", 1.0, "1/1/1900"),
            ("000", 1.0, "001"),
        ] {
            assert_eq!(shown(code, number).as_deref(), Some(text), "{code}");
        }
    }

    #[test]
    fn other_numbers_stay_numbers() {
        for (code, number) in [
            ("General", 5.0),
            ("0", 7_201_094_101_600_010.0),
            ("0000000000000000", 7_201_094_101_600_010.0),
            ("#,##0", 225_000.0),
            ("\"Rp\"#,##0.00_);[Red]\\(0\\)", 225_000.0),
            ("@", 5.0),
            ("d/m", 7_201_094_101_600_010.0),
            ("d/m", -1.0),
            ("0.00E+00", 7e15),
        ] {
            assert_eq!(shown(code, number), None, "{code}");
        }
    }

    #[test]
    fn a_style_shows_by_its_format() {
        let mut formats = Formats::default();
        formats.format(164, "d/m").expect("room");
        for id in [0, 14, 164] {
            formats.style(id).expect("room");
        }
        let at = |style| formats.shown(style, 46_177.0, false);
        assert_eq!(at(0), None);
        assert_eq!(at(1).as_deref(), Some("04/06/2026"));
        assert_eq!(at(2).as_deref(), Some("4/6"));
        assert_eq!(at(3), None);
        assert_eq!(
            formats.shown(2, 44_715.0, true).as_deref(),
            Some("4/6"),
            "four years later"
        );
    }
}
