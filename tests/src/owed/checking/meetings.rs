//! Forms about meetings: lists of attendance, pemantauan, laporan kegiatan, RHK 2.

use uuid::Uuid;

use super::{Asking, all_of, figure, folded};
use crate::owed::reading::{Said, numbered, numbers};
use crate::owed::{Figure, Owed};
use crate::record::Meeting;
use crate::recount::Sheet;

impl Asking<'_> {
    fn held(&self) -> Vec<&Meeting> {
        self.known
            .meetings_in(&self.wanted.month, &self.wanted.kecamatan)
    }

    fn name(&self, family: Uuid) -> String {
        folded(self.known.families.get(&family).map_or("", |one| one.0))
    }

    pub(super) fn blank_lists(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let here = self
            .known
            .groups
            .iter()
            .filter(|(_, group)| group.1 == self.wanted.kecamatan);
        let sizes: Vec<(String, usize)> = here
            .map(|(id, group)| {
                (
                    group.0.to_owned(),
                    self.known.members(*id, self.known.today).len(),
                )
            })
            .collect();
        let families: usize = sizes.iter().map(|(_, size)| size).sum();
        let totals = said.between("Kehadiran: Total ", " |");
        let counted = |name: &str| {
            owed.counted
                .get(name)
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        vec![
            figure("lists", sizes.len(), totals.split("; ").count()),
            figure("lists, by the answer", sizes.len(), counted("lists")),
            figure(
                "families",
                families,
                totals
                    .split("; ")
                    .filter_map(|total| total.parse::<usize>().ok())
                    .sum::<usize>(),
            ),
            figure("families, by the answer", families, counted("families")),
            figure("places to sign", families, signatures(said)),
        ]
    }

    pub(super) fn filled_list(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let Some(meeting) = self
            .known
            .meetings
            .iter()
            .find(|meeting| Some(meeting.id) == owed.about)
        else {
            return vec![figure("meeting", "one that took place", "none")];
        };
        let Sheet {
            total,
            hadir,
            sakit,
            alfa,
            unmarked,
            ..
        } = self.known.sheet(meeting);
        // The line above the table says each of these words once.
        let marked = |word: &str| said.times(word) - 1;
        let left = match unmarked {
            0 => String::new(),
            some => format!(" | Belum ditandai {some}"),
        };
        let above = said
            .lines
            .iter()
            .flatten()
            .find_map(|cell| cell.split_once("Kehadiran: Total "));
        vec![
            figure(
                "attendance",
                format!("{total} | Hadir {hadir} | Sakit {sakit} | Alpa {alfa}{left}"),
                above.map_or("", |(_, counted)| counted),
            ),
            figure("places to sign", total, signatures(said)),
            figure("marked Sakit", sakit, marked("Sakit")),
            figure("marked Alpa", alfa, marked("Alpa")),
            figure(
                "belum ditandai",
                unmarked,
                said.times("ditandai") - usize::from(unmarked > 0),
            ),
        ]
    }

    pub(super) fn monitoring(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let (mut sheets, mut sum) = (Vec::new(), Sheet::default());
        let (mut names, mut all, mut marked) = (Vec::new(), Vec::new(), Vec::new());
        for meeting in self.held() {
            let sheet = self.known.sheet(meeting);
            let Sheet {
                hadir,
                kurang,
                baik,
                sangat_baik,
                ..
            } = sheet;
            sheets.push(format!(
                "{hadir} {} {kurang} {baik} {sangat_baik} {}",
                sheet.absent(),
                sheet.not_rated()
            ));
            for (family, mark) in self.known.expected(meeting) {
                names.push(self.name(family));
                let there = mark.filter(|(mark, _)| mark == "H");
                let level = match there.and_then(|(_, rating)| rating.as_deref()) {
                    Some("K") => 2,
                    Some("B") => 3,
                    Some("SB") => 4,
                    _ => 5,
                };
                let presence = usize::from(there.is_none());
                marked.push(format!("{} {presence} {level}", self.name(family)));
            }
            all.push(sheet);
            sum = sum.and(sheet);
        }
        let mut figures = vec![
            figure(
                "sums of each meeting",
                sheets.join("; "),
                said.sums("TOTAL"),
            ),
            figure("marks", sum.total * 2, said.cells("V")),
        ];
        if owed.file.extension().is_some_and(|kind| kind == "xlsx") {
            let rows = said
                .lines
                .iter()
                .filter(|line| line.len() > 3 && line[3..].iter().any(|cell| cell == "V"));
            let read = rows.map(|line| folded(&line[1])).collect();
            figures.push(figure("names", all_of(names), all_of(read)));
            figures.push(figure(
                "where every family has its marks",
                all_of(marked),
                all_of(marks_of(said)),
            ));
        } else {
            figures.extend(summary(&all, said));
        }
        figures
    }

    pub(super) fn activity(&self, said: &Said) -> Vec<Figure> {
        let mut all = Vec::new();
        let (mut unmarked, mut sheets) = (Vec::new(), Vec::new());
        for meeting in self.held() {
            let sheet = self.known.sheet(meeting);
            sheets.push(sheet);
            all.push(format!(
                "{} orang Hadir {} orang Sakit {} orang Alpa {} orang",
                sheet.total, sheet.hadir, sheet.sakit, sheet.alfa
            ));
            if sheet.unmarked > 0 {
                unmarked.push(format!("{} orang", sheet.unmarked));
            }
        }
        let read: Vec<String> = people(said, "Total Dampingan ", 4);
        let mut figures = vec![
            figure(
                "attendance of each meeting",
                all.join("; "),
                read.join("; "),
            ),
            figure(
                "belum ditandai",
                unmarked.join("; "),
                people(said, "Belum ditandai ", 1).join("; "),
            ),
        ];
        figures.extend(summary(&sheets, said));
        figures
    }

    pub(super) fn report(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let month = &self.wanted.month;
        let own = self.known.meetings.iter().filter(|meeting| {
            Some(meeting.id) == owed.about
                || meeting.date.starts_with(month.as_str())
                    && self.known.leader(meeting.group) == owed.about
        });
        let sheets: Vec<Sheet> = own.map(|meeting| self.known.sheet(meeting)).collect();
        let sum = sheets.iter().copied().fold(Sheet::default(), Sheet::and);
        let Sheet {
            total,
            hadir,
            sakit,
            alfa,
            unmarked,
            kurang,
            baik,
            sangat_baik,
        } = sum;
        let share = (hadir * 100)
            .checked_div(total)
            .map_or_else(String::new, |share| format!(" ({share} %)"));
        let left = if unmarked > 0 {
            format!(", belum ditandai {unmarked}")
        } else {
            String::new()
        };
        let mut figures = vec![
            figure(
                "meetings",
                sheets.len(),
                said.between("Laporan ini memuat ", " pertemuan"),
            ),
            figure(
                "attendance",
                format!("{hadir} dari {total} KPM hadir{share}; sakit {sakit}, alpa {alfa}{left}"),
                said.between("C. HASIL YANG DICAPAI Kehadiran", ". Pengetahuan")
                    .split(": ")
                    .last()
                    .unwrap_or_default(),
            ),
            figure(
                "levels",
                format!(
                    "kurang {kurang}, baik {baik}, sangat baik {sangat_baik}, tidak dapat dinilai {}",
                    sum.not_rated()
                ),
                said.between("Pengetahuan dan pemahaman: ", "."),
            ),
            figure(
                "what it says that it counted",
                format!("{} pertemuan dan {total}", sheets.len()),
                said.between("Dihitung dari ", " kehadiran yang mungkin"),
            ),
        ];
        if sheets.len() > 1 && owed.file.extension().is_none_or(|kind| kind != "txt") {
            figures.extend(summary(&sheets, said));
        }
        figures
    }
}

/// In which columns of a workbook each family has its marks, counted from the first column of figures.
fn marks_of(said: &Said) -> Vec<String> {
    let is_number =
        |cell: &String| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let sums = said
        .grid
        .iter()
        .find(|row| row.iter().any(|cell| cell == "TOTAL"));
    let first = sums.and_then(|row| row.iter().position(is_number));
    let rows = said.grid.iter().filter_map(|row| {
        let marks = row.iter().enumerate().filter(|(_, cell)| *cell == "V");
        let marks = marks.map(|(at, _)| at.checked_sub(first?).map(|at| at.to_string()));
        let marks: Vec<String> = marks.collect::<Option<_>>()?;
        let name = row.iter().filter(|cell| !cell.is_empty()).nth(1)?;
        (!marks.is_empty()).then(|| format!("{} {}", folded(name), marks.join(" ")))
    });
    rows.collect()
}

/// The lines of a table of meetings, and the last one of their sums.
fn summary(sheets: &[Sheet], said: &Said) -> [Figure; 2] {
    let five = |sheet: &Sheet| {
        let Sheet {
            total,
            hadir,
            sakit,
            alfa,
            unmarked,
            ..
        } = *sheet;
        format!("{total} {hadir} {sakit} {alfa} {unmarked}")
    };
    let lines = said.lines.iter().map(|line| numbered(line));
    let lines = lines.filter(|line| {
        let first = line.first().map_or("", String::as_str);
        !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit())
    });
    let lines = lines.map(|line| numbers(&line[1..]));
    let lines = lines.filter(|line| line.split(' ').count() == 5);
    let sum = sheets.iter().copied().fold(Sheet::default(), Sheet::and);
    [
        figure(
            "figures of every meeting",
            sheets.iter().map(five).collect::<Vec<_>>().join("; "),
            lines.collect::<Vec<_>>().join("; "),
        ),
        figure("sums of all meetings", five(&sum), said.sums("JUMLAH")),
    ]
}

/// What follows a label, up to so many counts of people.
fn people(said: &Said, label: &str, counts: usize) -> Vec<String> {
    let flowing = said.flowing();
    let parts = flowing.split(label).skip(1);
    parts
        .filter_map(|part| {
            let counts: Vec<&str> = part.split(" orang").take(counts).collect();
            let said = format!("{} orang", counts.join(" orang"));
            // A head of a table says the same words.
            said.starts_with(|c: char| c.is_ascii_digit())
                .then_some(said)
                .filter(|said| said.len() < 80)
        })
        .collect()
}

/// Places to sign: `1.`, `2.` and so on, each at the end of what stands in a row.
fn signatures(said: &Said) -> usize {
    let is_one = |cell: &&String| {
        let number = cell.split(' ').next().unwrap_or_default();
        let digits = number.strip_suffix('.').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    said.lines
        .iter()
        .filter(|line| line.iter().skip(1).any(|cell| is_one(&cell)))
        .count()
}
