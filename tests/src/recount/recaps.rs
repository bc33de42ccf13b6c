//! Recaps over months once more, from the record alone: every line of every sheet, as what it is of and its figures in the order of the form.

use std::collections::{BTreeMap, BTreeSet};

use sesi_core::rekap::Figures;
use uuid::Uuid;

use super::{Known, State, recount_families};
use crate::record::{Meeting, Record};

/// From how many percent on a pendamping needs no looking after.
const ENOUGH: u32 = 80;

/// A line of a recap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Whose, or of which month; empty for sums.
    pub of: String,
    /// Its figures; a figure that there is not is left out.
    pub figures: Vec<String>,
    /// What else is said of it, in the words of the form.
    pub words: Vec<String>,
}

/// What is recapped.
#[derive(Debug, Clone, Copy)]
pub struct Recapped<'r> {
    /// The record.
    pub records: &'r [Record],
    /// The same, put in order.
    pub known: &'r Known<'r>,
    /// The kecamatan.
    pub kecamatan: &'r str,
    /// First and last month.
    pub span: [&'r str; 2],
}

/// What months of a pendamping or of all come to.
#[derive(Debug, Clone, Default)]
struct Sums {
    figures: Figures,
    held: usize,
    groups: BTreeSet<Uuid>,
    families: BTreeSet<Uuid>,
    present: BTreeSet<Uuid>,
    excused: u32,
    silent: u32,
    last: Option<String>,
    /// Of each month the groups that met, all groups, and whether one is silent.
    months: BTreeMap<String, (u32, u32, bool)>,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.figures += other.figures;
        self.held += other.held;
        self.groups.extend(&other.groups);
        self.families.extend(&other.families);
        self.present.extend(&other.present);
        self.excused += other.excused;
        self.silent += other.silent;
        self.last = self.last.take().max(other.last.clone());
        for (month, (met, all, silent)) in &other.months {
            let of = self.months.entry(month.clone()).or_default();
            *of = (of.0 + met, of.1 + all, of.2 || *silent);
        }
    }

    /// Groups × months, met, meetings; attendances added up; levels; different families.
    fn held_line(&self, of: &str) -> Line {
        let figures = &self.figures;
        let numbers = [
            figures.groups as usize,
            figures.groups_met as usize,
            self.held,
            figures.families as usize,
            figures.hadir as usize,
            figures.tidak_hadir as usize,
            figures.kurang as usize,
            figures.baik as usize,
            figures.sangat_baik as usize,
            figures.tidak_dapat_dinilai as usize,
            self.families.len(),
            self.present.len(),
        ];
        Line {
            of: of.to_owned(),
            figures: numbers.map(|number| number.to_string()).into(),
            words: Vec::new(),
        }
    }

    /// Groups, groups × months, met, excused, silent, percent, meetings, different families.
    fn people_line(&self, of: &str) -> Line {
        let Figures {
            groups, groups_met, ..
        } = self.figures;
        let percent = (groups_met * 100).checked_div(groups - self.excused);
        let mut figures = vec![
            self.groups.len().to_string(),
            groups.to_string(),
            groups_met.to_string(),
            self.excused.to_string(),
            self.silent.to_string(),
        ];
        figures.extend(percent.map(|percent| percent.to_string()));
        figures.extend([self.held.to_string(), self.families.len().to_string()]);
        let standing = match (groups, groups_met, percent) {
            (0, ..) => "Tidak memegang kelompok",
            (_, 0, _) => "Belum ada laporan",
            (_, _, Some(percent)) if percent >= ENOUGH => "Aktif",
            _ => "Perlu dipantau",
        };
        let last = self.last.iter().map(|day| in_words(day));
        let words = last.chain([standing.to_owned()]);
        Line {
            of: of.to_owned(),
            figures,
            words: words.filter(|_| !of.is_empty()).collect(),
        }
    }

    fn months_line(&self, of: &str) -> Line {
        let with_groups = self.months.values().filter(|(_, all, _)| *all > 0);
        let months = with_groups.map(|(met, all, silent)| {
            let star = if *silent { "*" } else { "" };
            format!("{met}/{all}{star}")
        });
        Line {
            of: of.to_owned(),
            figures: months.collect(),
            words: Vec::new(),
        }
    }
}

impl<'r> Recapped<'r> {
    /// Pelaksanaan: a line for each month, one for each pendamping, and below each of both the sums.
    pub fn held(self) -> Vec<Line> {
        let mut all = Sums::default();
        let mut lines = Vec::new();
        let mut people: BTreeMap<Option<Uuid>, Sums> = BTreeMap::new();
        for month in self.months() {
            let mut of_month = Sums::default();
            for (who, sums) in self.month(&month) {
                of_month.add(&sums);
                people.entry(who).or_default().add(&sums);
            }
            lines.push(of_month.held_line(&month_in_words(&month)));
            all.add(&of_month);
        }
        lines.push(all.held_line(""));
        lines.extend(
            people
                .iter()
                .map(|(who, sums)| sums.held_line(&self.name(*who))),
        );
        lines.push(all.held_line(""));
        lines
    }

    /// Rekap per pendamping: a line for each and the sums, then the same with the months alone.
    pub fn people(self) -> Vec<Line> {
        let mut people: BTreeMap<Option<Uuid>, Sums> = BTreeMap::new();
        for month in self.months() {
            for (who, sums) in self.month(&month) {
                people.entry(who).or_default().add(&sums);
            }
        }
        let mut all = Sums::default();
        for sums in people.values() {
            all.add(sums);
        }
        let each = || people.iter().map(|(who, sums)| (self.name(*who), sums));
        let mut lines: Vec<Line> = each().map(|(who, sums)| sums.people_line(&who)).collect();
        lines.push(all.people_line(""));
        lines.extend(each().map(|(who, sums)| sums.months_line(&who)));
        lines.push(all.months_line(""));
        lines
    }

    /// Rekap per KPM: a line for each family that is in a group of the kecamatan at the end, and the sums.
    pub fn families(self) -> Vec<Line> {
        let until = format!("{}-31", self.span[1]);
        let begins = format!("{}-01", self.span[0]);
        let mut marks: BTreeMap<Uuid, ([u32; 4], &str)> = BTreeMap::new();
        let held = || {
            self.known
                .meetings
                .iter()
                .filter(|meeting| meeting.date <= until)
        };
        for meeting in held().filter(|meeting| meeting.date >= begins) {
            for (family, mark) in self.known.expected(meeting) {
                if !self.belongs(family, &meeting.date) {
                    continue;
                }
                let (of, last) = marks.entry(family).or_default();
                of[place_of(mark.map(|(mark, _)| mark.as_str()))] += 1;
                *last = meeting.date.as_str().max(last);
            }
        }
        let states = self.known.months(&until);
        let mut sums = [0; 4];
        let mut lines = Vec::new();
        for family in self.at_the_end(&until) {
            let (of, last) = marks.get(&family).copied().unwrap_or_default();
            sums.iter_mut().zip(of).for_each(|(sum, one)| *sum += one);
            let months = self.months().into_iter();
            let months = months.filter_map(|month| Some(states.get(&family)?.get(&month)?.0));
            let mut figures: Vec<String> = months.map(|state| letter(state).to_owned()).collect();
            figures.extend(counts(of));
            let present = held().filter(|meeting| {
                let mark = meeting.marks.get(&family);
                mark.is_some_and(|(mark, _)| mark == "H")
            });
            let mut had: BTreeSet<&str> = present.map(|meeting| meeting.session.as_str()).collect();
            let outside = self.known.visits.iter();
            let outside = outside
                .filter(|visit| visit.family == family && visit.day <= until && !visit.withdrawn);
            had.extend(outside.flat_map(|visit| visit.sessions.iter().map(String::as_str)));
            figures.push(had.len().to_string());
            let standing = match of {
                [0, 0, 0, 0] => "Belum ada laporan",
                [_, 0, 0, _] => "Aktif",
                _ => "Perlu dipantau",
            };
            let mut words: Vec<String> = vec!["Aktif".to_owned(), standing.to_owned()];
            if !last.is_empty() {
                words.insert(0, in_words(last));
            }
            let of = self.known.families.get(&family).map_or("", |one| one.0);
            lines.push(Line {
                of: of.to_owned(),
                figures,
                words,
            });
        }
        lines.push(Line {
            figures: counts(sums),
            ..Line::default()
        });
        lines
    }

    /// Rekapitulasi tahunan: of everybody twelve months, four quarters and the year.
    pub fn years(self) -> Vec<Line> {
        let mut lines = Vec::new();
        for who in self.rows_of(self.span[1]).into_keys().flatten() {
            let mut year = Year::default();
            let mut quarter = Year::default();
            for no in 1..=12 {
                let month = format!("{}-{no:02}", &self.span[1][..4]);
                let mut of = Year::default();
                for meeting in self.led(who, &month) {
                    for sums in [&mut of, &mut quarter, &mut year] {
                        sums.add(meeting);
                    }
                }
                let sessions = of.sessions.values();
                let sessions = sessions.map(|(times, many)| format!("({times}×, {many} KPM)"));
                lines.push(of.line(&month_in_words(&month), sessions.collect()));
                if no % 3 == 0 {
                    let done = std::mem::take(&mut quarter);
                    let words = vec![format!("{} sesi berbeda", done.sessions.len())];
                    let name = ["I", "II", "III", "IV"][no / 3 - 1];
                    lines.push(done.line(&format!("Jumlah Triwulan {name}"), words));
                }
            }
            lines.push(year.line("", Vec::new()));
        }
        lines
    }

    /// Of how many meetings each sheet says that it counted, in the order of the sheets.
    pub fn bases(self, kind: &str) -> Vec<usize> {
        let met = |months: &[String]| {
            let all = months
                .iter()
                .flat_map(|month| self.month(month).into_values());
            all.map(|sums| sums.figures.groups_met as usize)
                .sum::<usize>()
        };
        match kind {
            "rekap_tahunan" => {
                let year = &self.span[1][..4];
                let people = self.rows_of(self.span[1]).into_keys().flatten();
                people.map(|who| self.led(who, year).count()).collect()
            }
            "rekap_kpm" => {
                let begins = format!("{}-01", self.span[0]);
                let until = format!("{}-31", self.span[1]);
                let families = self.at_the_end(&until);
                let within = self.known.meetings.iter().filter(|meeting| {
                    let here = begins <= meeting.date && meeting.date <= until;
                    let mut expected = self.known.expected(meeting).into_keys();
                    here && expected.any(|family| {
                        families.contains(&family) && self.belongs(family, &meeting.date)
                    })
                });
                vec![within.count()]
            }
            _ => vec![met(&self.months()); 2],
        }
    }

    /// The active families of groups of the kecamatan.
    fn at_the_end(self, until: &str) -> BTreeSet<Uuid> {
        let here = |family: &&Uuid| {
            let group = self.known.group_on(**family, until);
            let group = group.and_then(|group| self.known.groups.get(&group));
            group.is_some_and(|group| group.1 == self.kecamatan)
        };
        self.known.active.iter().filter(here).copied().collect()
    }

    fn belongs(self, family: Uuid, day: &str) -> bool {
        self.known.active.contains(&family) && self.known.group_on(family, day).is_some()
    }

    fn led(self, who: Uuid, since: &str) -> impl Iterator<Item = &'r Meeting> {
        let Self {
            known, kecamatan, ..
        } = self;
        let since = since.to_owned();
        known.meetings.iter().copied().filter(move |meeting| {
            let group = known.groups.get(&meeting.group);
            let here = group.is_some_and(|group| group.1 == kecamatan && group.2 == Some(who));
            here && meeting.date.starts_with(&since)
        })
    }

    fn rows_of(self, month: &str) -> BTreeMap<Option<Uuid>, Figures> {
        let rows = recount_families(self.records, month).0.into_iter();
        let here = rows.filter(|((kecamatan, _), _)| *kecamatan == self.kecamatan);
        here.map(|((_, who), figures)| (who, figures)).collect()
    }

    /// A month of each pendamping of the kecamatan.
    fn month(self, month: &str) -> BTreeMap<Option<Uuid>, Sums> {
        let (rows, families) = recount_families(self.records, month);
        let rows = rows.into_iter();
        let rows = rows.filter(|((kecamatan, _), _)| *kecamatan == self.kecamatan);
        let mut people: BTreeMap<Option<Uuid>, Sums> = BTreeMap::new();
        for ((_, who), figures) in rows {
            let own = self.known.groups.iter();
            let own = own.filter(|(_, group)| group.1 == self.kecamatan && group.2 == who);
            let groups: BTreeSet<Uuid> = own.map(|(group, _)| *group).collect();
            let meetings = self.known.meetings.iter();
            let meetings = meetings.filter(|meeting| {
                meeting.date.starts_with(month) && groups.contains(&meeting.group)
            });
            let unmet = figures.groups - figures.groups_met;
            let excused = self.has_reason(who, month);
            let sums = Sums {
                figures,
                held: meetings.clone().count(),
                last: meetings.map(|meeting| meeting.date.clone()).max(),
                excused: if excused { unmet } else { 0 },
                silent: if excused { 0 } else { unmet },
                months: [(
                    month.to_owned(),
                    (figures.groups_met, figures.groups, unmet > 0 && !excused),
                )]
                .into(),
                groups,
                ..Sums::default()
            };
            people.insert(who, sums);
        }
        for one in families {
            let (kecamatan, who) = &one.row;
            if *kecamatan == self.kecamatan
                && let Some(sums) = people.get_mut(who)
            {
                sums.families.insert(one.family);
                if one.hadir {
                    sums.present.insert(one.family);
                }
            }
        }
        people
    }

    fn has_reason(self, who: Option<Uuid>, month: &str) -> bool {
        let said = self.records.iter().rev().find_map(|record| match record {
            Record::Reason {
                staff,
                month: of,
                reason,
            } if Some(*staff) == who && of == month => Some(reason),
            _ => None,
        });
        said.is_some_and(|reason| !reason.trim().is_empty())
    }

    fn name(self, who: Option<Uuid>) -> String {
        let name = who.and_then(|who| self.known.staff.get(&who));
        name.map_or("(belum ada pendamping)", |(name, _)| name)
            .to_owned()
    }

    fn months(self) -> Vec<String> {
        let [first, last] = self.span;
        let mut months = vec![first.to_owned()];
        while let Some(month) = months.last().filter(|month| month.as_str() < last) {
            months.push(after(month));
        }
        months
    }
}

/// Meetings that somebody led, added up.
#[derive(Debug, Default)]
struct Year {
    meetings: usize,
    attendances: usize,
    different: BTreeSet<Uuid>,
    sessions: BTreeMap<String, (usize, usize)>,
}

impl Year {
    fn add(&mut self, meeting: &Meeting) {
        let present = meeting.marks.iter().filter(|(_, (mark, _))| mark == "H");
        let present: BTreeSet<Uuid> = present.map(|(family, _)| *family).collect();
        self.meetings += 1;
        self.attendances += present.len();
        let session = self.sessions.entry(meeting.session.clone()).or_default();
        *session = (session.0 + 1, session.1 + present.len());
        self.different.extend(present);
    }

    fn line(&self, of: &str, words: Vec<String>) -> Line {
        let figures = [self.meetings, self.attendances, self.different.len()];
        Line {
            of: of.to_owned(),
            figures: figures.map(|number| number.to_string()).into(),
            words,
        }
    }
}

fn place_of(mark: Option<&str>) -> usize {
    match mark {
        Some("H") => 0,
        Some("S") => 1,
        Some(_) => 2,
        None => 3,
    }
}

/// Hadir, Sakit, Alfa, unmarked, and all of them.
fn counts(of: [u32; 4]) -> Vec<String> {
    let all: u32 = of.iter().sum();
    let numbers = of.into_iter().chain([all]);
    numbers.map(|number| number.to_string()).collect()
}

fn letter(state: State) -> &'static str {
    match state {
        State::Hadir => "H",
        State::Sakit => "S",
        State::Alfa => "A",
        State::Unmarked => "?",
    }
}

/// The month after a month.
fn after(month: &str) -> String {
    let number = |text: &str| text.parse::<u32>().expect("a month");
    match (number(&month[..4]), number(&month[5..])) {
        (year, 12) => format!("{:04}-01", year + 1),
        (year, of) => format!("{year:04}-{:02}", of + 1),
    }
}

/// `2026-01-02` as forms write it.
pub fn in_words(iso: &str) -> String {
    let day = iso[8..].trim_start_matches('0');
    format!("{day} {}", month_in_words(&iso[..7]))
}

/// `2026-01` as forms write it.
///
/// # Panics
/// If it is no month.
pub fn month_in_words(iso: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    let at = iso[5..7].parse::<usize>().expect("a month") - 1;
    format!("{} {}", MONTHS[at], &iso[..4])
}
