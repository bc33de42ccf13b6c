//! A rekap as it was sent, plans on paper, a school's list, the other RHK, and letters by the office's own template.

use super::{Asking, all_of, figure};
use crate::owed::papers::{DAYS, OWN_WORDS, PUPILS};
use crate::owed::reading::{Said, numbers};
use crate::owed::{Figure, Owed};

impl Asking<'_> {
    pub(super) fn plan_paper(&self, said: &Said) -> Vec<Figure> {
        let groups = self.here();
        let (mut planned, mut held) = (0, 0);
        for group in &groups {
            for month in 1..=12 {
                let month = format!("{}-{month:02}", &self.wanted.month[..4]);
                held += usize::from(!self.held_in(*group, &month).is_empty());
                let of = self.planned(*group, &month);
                planned += usize::from(
                    of.is_some_and(|of| of.reason.is_empty() && !of.sessions.is_empty()),
                );
            }
        }
        // A paper for each person who leads groups.
        let add = |from: &str, to: &str| {
            let found = said.between(from, to);
            let numbers = found.split("; ").filter_map(|number| {
                let last = number.rsplit(' ').next()?;
                last.parse::<usize>().ok()
            });
            numbers.sum::<usize>()
        };
        // `2 (14)`: the session, and the day on which it was held.
        let days = groups.iter().flat_map(|group| {
            let months = (1..=12).map(|month| format!("{}-{month:02}", &self.wanted.month[..4]));
            months.flat_map(|month| self.held_in(*group, &month))
        });
        let days = days.map(|meeting| meeting.date[8..].trim_start_matches('0').to_owned());
        let flowing = said.flowing();
        let read = flowing.split('(').skip(1).filter_map(|part| {
            let (inner, _) = part.split_once(')')?;
            let is_day = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
            is_day.then(|| inner.to_owned())
        });
        vec![
            figure("groups", groups.len(), add("Memuat ", " kelompok:")),
            figure(
                "days of meetings",
                all_of(days.collect()),
                all_of(read.collect()),
            ),
            figure(
                "months that are planned",
                planned,
                add(" kelompok: ", " bulan direncanakan"),
            ),
            figure(
                "months with a meeting",
                held,
                add("direncanakan, ", " bulan terlaksana"),
            ),
        ]
    }

    pub(super) fn schedule_paper(&self, said: &Said) -> Vec<Figure> {
        let mut entries = 0;
        for group in self.here() {
            let met = self.held_in(group, &self.wanted.month);
            let planned = self.planned(group, &self.wanted.month);
            let open = planned
                .is_some_and(|planned| !planned.reason.is_empty() || !planned.sessions.is_empty());
            entries += met.len() + usize::from(met.is_empty() && open);
        }
        vec![figure(
            "entries",
            entries,
            said.between("Memuat ", " pertemuan; tanda"),
        )]
    }

    pub(super) fn school(said: &Said) -> Vec<Figure> {
        let below = PUPILS.iter().filter(|away| {
            let mut present = away.iter().map(|days| (DAYS - days) * 100 / DAYS);
            present.any(|percent| percent < 85)
        });
        let flowing = said.flowing();
        // Of each month alpa, izin, sakit, the days of presence and their share.
        let recorded = PUPILS.iter().map(|away| {
            let months = away.map(|days| {
                let present = DAYS - days;
                format!("{days} 0 0 {present} {}", present * 100 / DAYS)
            });
            months.join(" ")
        });
        let rows = said.lines.iter().map(|line| numbers(line));
        let rows = rows.filter_map(|row| {
            let row: Vec<&str> = row.split(' ').collect();
            let from = row.len().checked_sub(15)?;
            Some(row[from..].join(" "))
        });
        vec![
            figure(
                "days and shares of every pupil",
                recorded.collect::<Vec<_>>().join("; "),
                rows.collect::<Vec<_>>().join("; "),
            ),
            figure(
                "pupils below the line, of all",
                format!("{} dari {} siswa", below.count(), PUPILS.len()),
                counted_of(&flowing),
            ),
            figure(
                "pupils",
                PUPILS.len(),
                flowing.to_uppercase().matches("ANAK ").count(),
            ),
        ]
    }

    /// What the monthly report says of the meetings of its person, and the frames that they are of their month.
    pub(super) fn other_rhk(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let held = self.known.meetings.iter().filter(|meeting| {
            meeting.date.starts_with(&self.wanted.month)
                && self.known.leader(meeting.group) == owed.about
        });
        let (mut many, mut hadir, mut total) = (0, 0, 0);
        for meeting in held {
            let sheet = self.known.sheet(meeting);
            many += 1;
            hadir += sheet.hadir;
            total += sheet.total;
        }
        let counted = figure(
            "meetings",
            many,
            said.between("Dihitung dari ", " pertemuan,"),
        );
        if owed.document != "rhk7" {
            return vec![counted];
        }
        // The cell is narrow: its words stand in several lines, beside those of other cells.
        let flat = |text: String| text.split_whitespace().collect::<String>();
        let says = flat(format!("{many} pertemuan, {hadir} dari {total} kehadiran"));
        if owed.file.extension().is_some_and(|kind| kind == "pdf") {
            return vec![counted];
        }
        let there = flat(said.flowing()).contains(&says);
        vec![
            counted,
            figure("attendances", &says, if there { says.as_str() } else { "" }),
        ]
    }

    pub(super) fn own_template(&self, said: &Said) -> Vec<Figure> {
        let flowing = said.flowing();
        vec![figure(
            "letters in the office's own words",
            self.letters_here(),
            flowing.matches(OWN_WORDS).count(),
        )]
    }
}

/// `2 dari 4 siswa`, wherever it stands.
fn counted_of(flowing: &str) -> String {
    let words: Vec<&str> = flowing.split(' ').collect();
    let found = words
        .windows(4)
        .find(|four| four[1] == "dari" && four[3] == "siswa");
    found.map(|four| four.join(" ")).unwrap_or_default()
}
