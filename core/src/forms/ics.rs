//! A calendar as other programs read it (iCalendar, RFC 5545): lines folded at 75 bytes, texts escaped, the same events in the same bytes.
//! Knows no plan and no clock.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};

/// Most bytes of a line, its end left aside.
const LINE: usize = 75;

/// When an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On a day, at no known time.
    Day(NaiveDate),
    /// From a moment, to another where that is known.
    Time(DateTime<Utc>, Option<DateTime<Utc>>),
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What other programs know it by, the same in every file: with it they replace what they have.
    pub uid: String,
    /// When it was planned like this.
    pub stamp: DateTime<Utc>,
    /// When it is.
    pub when: When,
    /// Its title.
    pub summary: String,
    /// Where; empty for nothing.
    pub location: String,
    /// More words, with line breaks; empty for nothing.
    pub description: String,
    /// It does not take place.
    pub cancelled: bool,
}

/// The file of a calendar with that name.
pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Sesi//P2K2//ID");
    line("CALSCALE:GREGORIAN");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(&event.uid)));
        line(&format!("DTSTAMP:{}", moment(event.stamp)));
        match event.when {
            When::Day(day) => {
                line(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
            }
            When::Time(from, to) => {
                line(&format!("DTSTART:{}", moment(from)));
                // An end that is not after the start is none.
                if let Some(to) = to.filter(|to| *to > from) {
                    line(&format!("DTEND:{}", moment(to)));
                }
            }
        }
        line(&format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.location.is_empty() {
            line(&format!("LOCATION:{}", escaped(&event.location)));
        }
        if !event.description.is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(&event.description)));
        }
        line(if event.cancelled {
            "STATUS:CANCELLED"
        } else {
            "STATUS:CONFIRMED"
        });
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value: what has a meaning in the file is escaped, and control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Appends a line, folded where it is too long: between characters, never within one.
fn fold(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        // Writing to a text does not fail.
        let _ = out.write_char(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(summary: &str) -> Event {
        let at = |hour: i64| DateTime::from_timestamp(1_795_478_400 + hour * 3600, 0).unwrap();
        Event {
            uid: "a-11@sesi".into(),
            stamp: at(0),
            when: When::Time(at(1), Some(at(3))),
            summary: summary.into(),
            location: String::new(),
            description: String::new(),
            cancelled: false,
        }
    }

    /// Lines put together again, by the words of the standard.
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "")
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    }

    fn value(file: &str, name: &str) -> Option<String> {
        let lines = unfolded(file);
        let found = lines
            .iter()
            .find_map(|line| line.strip_prefix(&format!("{name}:")))?;
        let mut out = String::new();
        let mut chars = found.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next()? {
                    'n' => out.push('\n'),
                    c => out.push(c),
                },
                c => out.push(c),
            }
        }
        Some(out)
    }

    #[test]
    fn a_calendar_is_written_line_by_line() {
        let mut all_day = event("MAWAR; Sesi 2, \\ dua");
        all_day.when = When::Day(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        all_day.cancelled = true;
        all_day.location = "Balai\nDesa".into();
        let file = calendar("Jadwal", &[event("MELATI"), all_day]);
        assert_eq!(
            file,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sesi//P2K2//ID\r\nCALSCALE:GREGORIAN\r\nX-WR-CALNAME:Jadwal\r\n\
             BEGIN:VEVENT\r\nUID:a-11@sesi\r\nDTSTAMP:20261124T000000Z\r\nDTSTART:20261124T010000Z\r\nDTEND:20261124T030000Z\r\n\
             SUMMARY:MELATI\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:a-11@sesi\r\nDTSTAMP:20261124T000000Z\r\nDTSTART;VALUE=DATE:20261130\r\n\
             SUMMARY:MAWAR\\; Sesi 2\\, \\\\ dua\r\nLOCATION:Balai\\nDesa\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn an_end_before_its_start_is_left_out() {
        let mut odd = event("X");
        if let When::Time(from, _) = odd.when {
            odd.when = When::Time(from, Some(from));
        }
        assert!(!calendar("", &[odd]).contains("DTEND"));
    }

    proptest! {
        #[test]
        fn every_text_survives_and_no_line_is_too_long(text in "[\\PC\\n;,\\\\]{0,200}") {
            let file = calendar(&text, &[event(&text)]);
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            prop_assert_eq!(value(&file, "SUMMARY"), Some(text.clone()));
            prop_assert_eq!(value(&file, "X-WR-CALNAME"), Some(text));
        }
    }
}
