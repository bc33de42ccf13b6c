//! Recaps over months, a rekap as it was sent, plans on paper, a school's list, the other RHK, and letters by the office's own template.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Asking, figure};
use crate::owed::papers::{DAYS, OWN_WORDS, PUPILS, span};
use crate::owed::reading::{Said, numbers};
use crate::owed::{Figure, Owed};
use crate::recount::recount;

/// The figures at some places of a row of numbers.
fn at(places: &[usize], row: &str) -> String {
    let numbers: Vec<&str> = row.split(' ').collect();
    let chosen = places.iter().map(|place| numbers.get(*place).copied());
    chosen
        .map(Option::unwrap_or_default)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The rows of sums of a workbook, whatever they are called there.
fn sums(said: &Said) -> Vec<String> {
    let is_sum = |first: &String| ["jumlah", "total"].contains(&first.to_lowercase().as_str());
    let lines = said.lines.iter();
    let lines = lines.filter(|line| line.first().is_some_and(is_sum) && line.len() > 3);
    lines.map(|line| numbers(&line[1..])).collect()
}

fn sorted(mut lines: Vec<String>) -> String {
    lines.sort();
    lines.join("; ")
}

fn is_workbook(owed: &Owed) -> bool {
    owed.file.extension().is_some_and(|kind| kind == "xlsx")
}

impl Asking<'_> {
    /// Groups × months, those that met, families × months, Hadir and Tidak Hadir of the kecamatan, month by month.
    fn added_up(&self) -> [u32; 5] {
        let [first, last] = span(self.known, self.wanted);
        let mut sum = [0; 5];
        let mut month = first;
        while month <= last {
            for ((kecamatan, _), figures) in recount(self.records, &month) {
                if kecamatan == self.wanted.kecamatan {
                    let row = [
                        figures.groups,
                        figures.groups_met,
                        figures.families,
                        figures.hadir,
                        figures.tidak_hadir,
                    ];
                    for (sum, one) in sum.iter_mut().zip(row) {
                        *sum += one;
                    }
                }
            }
            month = after(&month);
        }
        sum
    }

    /// How many meetings of the kecamatan a form with sheets counted, where every sheet says it.
    pub(super) fn recap(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let of_sheets: BTreeSet<String> = said
            .between("Dihitung dari ", " pertemuan, tanda")
            .split("; ")
            .map(str::to_owned)
            .collect();
        match owed.document.as_str() {
            "rekap_pelaksanaan" if is_workbook(owed) => {
                let all = self.added_up().map(|number| number.to_string());
                let first = sums(said).first().cloned().unwrap_or_default();
                vec![figure(
                    "groups, met, families, Hadir, Tidak Hadir, added up by month",
                    all.join(" "),
                    at(&[0, 1, 3, 4, 5], &first),
                )]
            }
            "rekap_pendamping" if is_workbook(owed) => {
                let (mut groups, mut met) = (0, 0);
                for ((kecamatan, _), figures) in recount(self.records, &self.wanted.month) {
                    if kecamatan == self.wanted.kecamatan {
                        groups += figures.groups;
                        met += figures.groups_met;
                    }
                }
                let first = sums(said).first().cloned().unwrap_or_default();
                vec![figure(
                    "groups, groups × months, met",
                    format!("{groups} {groups} {met}"),
                    at(&[0, 1, 2], &first),
                )]
            }
            "rekap_kpm" if is_workbook(owed) => {
                let first = sums(said).first().cloned().unwrap_or_default();
                vec![figure(
                    "Hadir, Sakit, Alfa, unmarked, all",
                    self.attendances(),
                    at(&[0, 1, 2, 3, 4], &first),
                )]
            }
            "rekap_tahunan" => {
                let years = self.years();
                if is_workbook(owed) {
                    let mut read = sums(said);
                    read.retain(|row| row != "0 0 0");
                    let recorded = years
                        .values()
                        .map(|[meetings, all, different]| format!("{meetings} {all} {different}"));
                    return vec![figure(
                        "meetings, attendances and different families of every pendamping",
                        sorted(recorded.collect()),
                        sorted(read),
                    )];
                }
                let meetings: BTreeSet<String> =
                    years.values().map(|[many, ..]| many.to_string()).collect();
                let read: BTreeSet<String> =
                    of_sheets.into_iter().filter(|many| many != "0").collect();
                vec![figure(
                    "meetings of every pendamping",
                    sorted(meetings.into_iter().collect()),
                    sorted(read.into_iter().collect()),
                )]
            }
            "rekap_kpm" => {
                let held = self
                    .known
                    .meetings_in(&self.wanted.month, &self.wanted.kecamatan);
                vec![figure(
                    "meetings",
                    held.len(),
                    sorted(of_sheets.into_iter().collect()),
                )]
            }
            _ => {
                let met = match owed.document.as_str() {
                    "rekap_pelaksanaan" => self.added_up()[1],
                    _ => recount(self.records, &self.wanted.month)
                        .iter()
                        .filter(|((kecamatan, _), _)| *kecamatan == self.wanted.kecamatan)
                        .map(|(_, figures)| figures.groups_met)
                        .sum(),
                };
                vec![figure(
                    "a sheet of all meetings that are counted",
                    true,
                    of_sheets.contains(&met.to_string()),
                )]
            }
        }
    }

    /// Attendances of the month by mark, of families that are in groups of the kecamatan at its end.
    fn attendances(&self) -> String {
        let until = format!("{}-31", self.wanted.month);
        let mut sums = [0; 5];
        let held = self.known.meetings.iter();
        for meeting in held.filter(|meeting| meeting.date.starts_with(&self.wanted.month)) {
            for (family, mark) in self.known.expected(meeting) {
                let group = self.known.group_on(family, &until);
                let group = group.and_then(|group| self.known.groups.get(&group));
                if group.is_none_or(|group| group.1 != self.wanted.kecamatan) {
                    continue;
                }
                let place = match mark.map(|(mark, _)| mark.as_str()) {
                    Some("H") => 0,
                    Some("S") => 1,
                    Some(_) => 2,
                    None => 3,
                };
                sums[place] += 1;
                sums[4] += 1;
            }
        }
        sums.map(|sum: u32| sum.to_string()).join(" ")
    }

    /// Of everybody who led a meeting of the year in the kecamatan: meetings, attendances, different families.
    fn years(&self) -> BTreeMap<Uuid, [usize; 3]> {
        let mut all: BTreeMap<Uuid, (usize, usize, BTreeSet<Uuid>)> = BTreeMap::new();
        for meeting in &self.known.meetings {
            let Some((_, kecamatan, Some(leader))) = self.known.groups.get(&meeting.group) else {
                continue;
            };
            if meeting.date[..4] != self.wanted.month[..4] || *kecamatan != self.wanted.kecamatan {
                continue;
            }
            let present = meeting.marks.iter().filter(|(_, (mark, _))| mark == "H");
            let present: Vec<Uuid> = present.map(|(family, _)| *family).collect();
            let of = all.entry(*leader).or_default();
            of.0 += 1;
            of.1 += present.len();
            of.2.extend(present);
        }
        let all = all.into_iter();
        all.map(|(leader, (meetings, attendances, different))| {
            (leader, [meetings, attendances, different.len()])
        })
        .collect()
    }

    pub(super) fn sent_paper(&self, said: &Said) -> Vec<Figure> {
        vec![figure(
            "sums of the kabupaten and of every kecamatan as sent",
            self.sums_as_sent(),
            said.sums("Jumlah"),
        )]
    }

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
        vec![
            figure("groups", groups.len(), add("Memuat ", " kelompok:")),
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
        vec![
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

/// The month after a month.
fn after(month: &str) -> String {
    let number = |text: &str| text.parse::<u32>().expect("a month");
    match (number(&month[..4]), number(&month[5..])) {
        (year, 12) => format!("{:04}-01", year + 1),
        (year, of) => format!("{year:04}-{:02}", of + 1),
    }
}
