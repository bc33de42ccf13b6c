//! The rekap as workbook, paper and text, and the rekap that was sent.

use std::collections::BTreeMap;

use serde_json::Value;
use sesi_core::rekap::Figures;

use super::{Asking, figure, folded};
use crate::owed::reading::{Said, numbers};
use crate::owed::{Figure, Owed};
use crate::recount::{Rows, recount};

/// What the columns of the figures are called, in the order of [`row`].
const COLUMNS: [&str; 9] = [
    "Total Jumlah Kelompok",
    "Jumlah Kelompok Terealisasi",
    "Total KPM Dampingan",
    "Hadir",
    "Tidak Hadir",
    "Kurang",
    "Baik",
    "Sangat Baik",
    "Tidak Dapat Dinilai",
];

/// The figures of a row, in the order of their columns.
type Row = [u32; COLUMNS.len()];

/// Takes them apart by name, so that a figure that is added does not compile until it is read back here, under its column.
fn row(figures: &Figures) -> Row {
    let Figures {
        groups,
        groups_met,
        families,
        hadir,
        tidak_hadir,
        kurang,
        baik,
        sangat_baik,
        tidak_dapat_dinilai,
    } = *figures;
    [
        groups,
        groups_met,
        families,
        hadir,
        tidak_hadir,
        kurang,
        baik,
        sangat_baik,
        tidak_dapat_dinilai,
    ]
}

fn joined(row: Row) -> String {
    row.map(|number| number.to_string()).join(" ")
}

/// The sums of each kecamatan.
fn places(rows: &Rows) -> BTreeMap<&str, Row> {
    let mut places: BTreeMap<&str, Row> = BTreeMap::new();
    for ((kecamatan, _), figures) in rows {
        let sum = places.entry(kecamatan).or_default();
        for (sum, one) in sum.iter_mut().zip(row(figures)) {
            *sum += one;
        }
    }
    places
}

fn all(places: &BTreeMap<&str, Row>) -> Row {
    places.values().fold(Row::default(), |mut sum, one| {
        for (sum, one) in sum.iter_mut().zip(one) {
            *sum += one;
        }
        sum
    })
}

/// The lines of the sheet of the kabupaten: how many pendamping a kecamatan has, and its figures.
fn of_places(rows: &Rows) -> impl Iterator<Item = String> {
    let places = places(rows).into_iter().map(|(place, sum)| {
        let people = rows.keys();
        let people = people.filter(|(kecamatan, who)| kecamatan == place && who.is_some());
        format!("{} {}", people.count(), joined(sum))
    });
    places.collect::<Vec<_>>().into_iter()
}

impl Asking<'_> {
    /// Every line of a rekap: sums, kecamatan with how many pendamping each has, and each pendamping.
    pub(super) fn rekap(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let rows = recount(self.records, &self.wanted.month);
        let file = owed.file.to_str().unwrap_or_default();
        if owed.file.extension().is_none_or(|kind| kind != "txt") {
            let of_one = file == "rekap/rekap-kecamatan.pdf";
            return self.lines_of(&rows, of_one, said);
        }
        let places = places(&rows);
        let (last, lines) = said
            .lines
            .split_last()
            .map_or((String::new(), &[][..]), |(last, lines)| {
                (numbers(last), lines)
            });
        let read = sorted(lines.iter().map(|line| numbers(line)));
        if file == "rekap/rekap-kecamatan.txt" {
            let here = places.get(self.wanted.kecamatan.as_str()).copied();
            return vec![
                figure(
                    "sums of the kecamatan",
                    joined(here.unwrap_or_default()),
                    last,
                ),
                figure("every pendamping", sorted(self.people_here(&rows)), read),
            ];
        }
        vec![
            figure("sums of the kabupaten", joined(all(&places)), last),
            figure("every kecamatan", sorted(of_places(&rows)), read),
        ]
    }

    fn people_here<'f>(&'f self, rows: &'f Rows) -> impl Iterator<Item = String> + 'f {
        let here = rows
            .iter()
            .filter(|((kecamatan, _), _)| *kecamatan == self.wanted.kecamatan);
        here.map(|(_, figures)| joined(row(figures)))
    }

    /// The lines of a sheet of the kabupaten and of one of each kecamatan, or of that of one alone.
    fn lines_of(&self, rows: &Rows, of_one: bool, said: &Said) -> Vec<Figure> {
        let places = places(rows);
        let of_places_alone = || places.values().map(|sum| joined(*sum));
        let (sums, people) = if of_one {
            let here = places.get(self.wanted.kecamatan.as_str()).copied();
            let people = self.people_here(rows).collect();
            (joined(here.unwrap_or_default()), people)
        } else {
            let sums: Vec<String> = std::iter::once(joined(all(&places)))
                .chain(of_places_alone())
                .collect();
            let people: Vec<String> = rows.values().map(|figures| joined(row(figures))).collect();
            (sums.join("; "), people)
        };
        // A line has its number, a place and figures; that of a kecamatan on the sheet of the kabupaten may begin with its pendamping.
        let lines = said.lines.iter().filter(|line| {
            let is_number = |cell: &String| cell.bytes().all(|byte| byte.is_ascii_digit());
            line.len() > COLUMNS.len() && is_number(&line[0]) && !is_number(&line[1])
        });
        let with_name = |line: &&Vec<String>| {
            let third = line.get(2).map_or("", String::as_str);
            !third.bytes().all(|byte| byte.is_ascii_digit())
        };
        let (people_read, places_read): (Vec<&Vec<String>>, Vec<_>) = lines.partition(with_name);
        let figures_of = |line: &&Vec<String>| {
            let read = numbers(&line[1..]);
            let read: Vec<&str> = read.split(' ').collect();
            read[read.len().saturating_sub(COLUMNS.len())..].join(" ")
        };
        let mut figures = vec![
            figure("sums of every sheet", sums, said.sums("Jumlah")),
            figure(
                "every pendamping",
                sorted(people.into_iter()),
                sorted(people_read.iter().map(figures_of)),
            ),
        ];
        if !of_one {
            figures.push(figure(
                "every kecamatan",
                sorted(of_places_alone()),
                sorted(places_read.iter().map(figures_of)),
            ));
        }
        figures
    }

    /// The same of the rekap as it was when it was sent.
    pub(super) fn sent_paper(&self, said: &Said) -> Vec<Figure> {
        let then = recount(self.sent_records, &self.wanted.month);
        self.lines_of(&then, false, said)
    }

    pub(super) fn sent(&self, owed: &Owed, list: &Value) -> Vec<Figure> {
        let then = recount(self.sent_records, &self.wanted.month);
        let now = recount(self.records, &self.wanted.month);
        if owed.file.ends_with("terkirim-lembar.json") {
            let sums = places(&then);
            let read = list.as_array().into_iter().flatten().map(|place| {
                let columns = place["table"]["columns"].as_array().into_iter().flatten();
                let cells = columns.zip(place["table"]["total"].as_array().into_iter().flatten());
                let figures = cells
                    .filter(|(column, _)| column["summed"] == true)
                    .map(|(_, cell)| cell_text(cell));
                format!(
                    "{}: {}",
                    place["kecamatan"].as_str().unwrap_or_default(),
                    figures.collect::<Vec<_>>().join(" ")
                )
            });
            let recorded = sums
                .iter()
                .map(|(kecamatan, sum)| format!("{kecamatan}: {}", joined(*sum)));
            return vec![figure(
                "sums of every kecamatan as sent",
                sorted(recorded),
                sorted(read),
            )];
        }
        let differing = |then: Row, now: Row| {
            let cells = then.into_iter().zip(now);
            let differ = cells.filter(|(then, now)| then != now);
            differ.map(|(then, now)| format!("{then} {now}"))
        };
        let people = now
            .iter()
            .flat_map(|(who, figures)| differing(row(&then[who]), row(figures)));
        let (places_then, places_now) = (places(&then), places(&now));
        let of_places = places_now
            .iter()
            .flat_map(|(place, sum)| differing(places_then[place], *sum));
        let changes = list["changes"].as_array().into_iter().flatten();
        let read = changes.map(|change| {
            let text = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("sent"), text("now"))
        });
        vec![
            figure(
                "versions",
                1,
                list["versions"].as_array().map_or(0, Vec::len),
            ),
            figure(
                "cells that differ since, as they were and as they are",
                sorted(people.chain(of_places)),
                sorted(read),
            ),
        ]
    }
}

/// Lines of what differs: whose, which figure, then, now, and by how much.
fn differing(whose: &str, then: Row, now: Row) -> Vec<[String; 3]> {
    let each = COLUMNS.iter().zip(then).zip(now);
    let differ = each.filter(|((_, then), now)| then != now);
    let lines = differ.map(|((column, then), now)| {
        let by = i64::from(now) - i64::from(then);
        [
            whose.to_owned(),
            (*column).to_owned(),
            format!("{then} {now} {by}"),
        ]
    });
    lines.collect()
}

impl Asking<'_> {
    /// Every line of what changed since the rekap was sent: of the kabupaten, of each kecamatan and of each pendamping.
    fn lines_that_differ(&self) -> Vec<[String; 3]> {
        let then = recount(self.sent_records, &self.wanted.month);
        let now = recount(self.records, &self.wanted.month);
        let (then_places, now_places) = (places(&then), places(&now));
        let mut lines = differing("semua", all(&then_places), all(&now_places));
        for (place, sums) in &now_places {
            lines.extend(differing("jumlah", then_places[place], *sums));
        }
        for (who, figures) in &now {
            let known = who.1.and_then(|staff| self.known.staff.get(&staff));
            let name = known.map_or_else(String::new, |one| folded(one.0));
            lines.extend(differing(&name, row(&then[who]), row(figures)));
        }
        lines
    }

    /// What changed since the rekap was sent, figure by figure with the difference.
    pub(super) fn sent_changes(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let wanted = self.lines_that_differ();
        let counted = said.between(", tanda kiriman ", " angka dan");
        let counted = counted.rsplit(' ').next().unwrap_or_default();
        let mut figures = vec![figure("figures that differ since", wanted.len(), counted)];
        let is_paper = owed.file.extension().is_some_and(|kind| kind == "pdf");
        if is_paper {
            // A cell may stand in several lines of paper, its figures stand in the first.
            let read = said.lines.iter().filter_map(|line| {
                let words: Vec<&str> = line.iter().flat_map(|cell| cell.split(' ')).collect();
                let (before, last) = words.split_at(words.len().checked_sub(3)?);
                let is_figure = |word: &&str| word.parse::<i64>().is_ok();
                let there = before.first().is_some_and(is_figure) && last.iter().all(is_figure);
                there.then(|| last.join(" "))
            });
            let recorded = wanted.iter().map(|[.., figures]| figures.clone());
            figures.push(figure(
                "then, now and the difference",
                sorted(recorded),
                sorted(read),
            ));
            return figures;
        }
        let read = said.lines.iter().filter_map(|line| {
            let cells: Vec<&str> = match line.as_slice() {
                [one] => one.split(" | ").collect(),
                cells => cells.iter().map(String::as_str).collect(),
            };
            let [no, place, who, column, then, now, by] = cells.as_slice() else {
                return None;
            };
            no.parse::<u32>().ok()?;
            let whose = match (*place, *who) {
                ("Semua kecamatan", "Jumlah") => "semua".to_owned(),
                (_, "Jumlah") => "jumlah".to_owned(),
                (_, name) => folded(name),
            };
            Some(format!("{whose} {column} {then} {now} {by}"))
        });
        figures.push(figure(
            "every line that differs, with the difference",
            sorted(wanted.iter().map(|line| line.join(" "))),
            sorted(read),
        ));
        figures
    }
}

fn cell_text(cell: &Value) -> String {
    match cell {
        Value::Object(cell) => cell
            .values()
            .next()
            .map(ToString::to_string)
            .unwrap_or_default(),
        other => other.to_string(),
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.join("; ")
}
