//! The rekap as workbook, paper and text, and the rekap that was sent.

use std::collections::BTreeMap;

use serde_json::Value;
use sesi_core::rekap::Figures;

use super::{Asking, figure, folded};
use crate::owed::reading::{Said, numbers};
use crate::owed::{Figure, Owed};
use crate::recount::{Rows, recount};

fn row(figures: &Figures) -> [u32; 9] {
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
        ..
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

fn joined(row: [u32; 9]) -> String {
    row.map(|number| number.to_string()).join(" ")
}

/// The sums of each kecamatan.
fn places(rows: &Rows) -> BTreeMap<&str, [u32; 9]> {
    let mut places: BTreeMap<&str, [u32; 9]> = BTreeMap::new();
    for ((kecamatan, _), figures) in rows {
        let sum = places.entry(kecamatan).or_default();
        for (sum, one) in sum.iter_mut().zip(row(figures)) {
            *sum += one;
        }
    }
    places
}

fn all(places: &BTreeMap<&str, [u32; 9]>) -> [u32; 9] {
    places.values().fold([0; 9], |mut sum, one| {
        for (sum, one) in sum.iter_mut().zip(one) {
            *sum += one;
        }
        sum
    })
}

impl Asking<'_> {
    pub(super) fn rekap(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let rows = recount(self.records, &self.wanted.month);
        let places = places(&rows);
        let here = places
            .get(self.wanted.kecamatan.as_str())
            .copied()
            .unwrap_or_default();
        let sums = |every: bool| {
            let of_places = places.values().map(|sum| joined(*sum));
            let sums: Vec<String> = if every {
                std::iter::once(joined(all(&places)))
                    .chain(of_places)
                    .collect()
            } else {
                vec![joined(here)]
            };
            sums.join("; ")
        };
        match owed.file.to_str().unwrap_or_default() {
            "rekap/rekap.pdf" => vec![figure(
                "sums of the kabupaten and of every kecamatan",
                sums(true),
                said.sums("Jumlah"),
            )],
            "rekap/rekap-kecamatan.pdf" => vec![figure(
                "sums of the kecamatan",
                sums(false),
                said.sums("Jumlah"),
            )],
            "rekap/rekap.xlsx" => {
                let of_people = rows.values().map(|figures| joined(row(figures)));
                // A row of a sheet of a kecamatan: its number, the kecamatan, a name; then figures.
                let read = said.lines.iter().filter(|line| {
                    let is_number = |cell: &String| cell.bytes().all(|byte| byte.is_ascii_digit());
                    line.len() > 10 && is_number(&line[0]) && !is_number(&line[2])
                });
                vec![
                    figure(
                        "sums of the kabupaten and of every kecamatan",
                        sums(true),
                        said.sums("Jumlah"),
                    ),
                    figure(
                        "every pendamping",
                        sorted(of_people),
                        sorted(read.map(|line| numbers(&line[3..]))),
                    ),
                ]
            }
            "rekap/rekap-kecamatan.txt" => {
                let of_people = rows
                    .iter()
                    .filter(|((kecamatan, _), _)| *kecamatan == self.wanted.kecamatan);
                let (last, lines) = said
                    .lines
                    .split_last()
                    .map_or((String::new(), &[][..]), |(last, lines)| {
                        (numbers(last), lines)
                    });
                vec![
                    figure("sums of the kecamatan", sums(false), last),
                    figure(
                        "every pendamping",
                        sorted(of_people.map(|(_, figures)| joined(row(figures)))),
                        sorted(lines.iter().map(|line| numbers(line))),
                    ),
                ]
            }
            _ => {
                let last = said
                    .lines
                    .last()
                    .map(|last| numbers(last))
                    .unwrap_or_default();
                vec![figure("sums of the kabupaten", joined(all(&places)), last)]
            }
        }
    }

    /// The sums of the kabupaten and of every kecamatan when the rekap was sent.
    pub(super) fn sums_as_sent(&self) -> String {
        let then = recount(self.sent_records, &self.wanted.month);
        let places = places(&then);
        let of_places = places.values().map(|sum| joined(*sum));
        let all = std::iter::once(joined(all(&places)));
        all.chain(of_places).collect::<Vec<_>>().join("; ")
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
        let differing = |then: [u32; 9], now: [u32; 9]| differing("", then, now).len();
        let people: usize = now
            .iter()
            .map(|(who, figures)| differing(row(&then[who]), row(figures)))
            .sum();
        let (then, now) = (places(&then), places(&now));
        let of_places: usize = now
            .iter()
            .map(|(place, sum)| differing(then[place], *sum))
            .sum();
        vec![
            figure(
                "versions",
                1,
                list["versions"].as_array().map_or(0, Vec::len),
            ),
            figure(
                "cells that differ since",
                people + of_places,
                list["changes"].as_array().map_or(0, Vec::len),
            ),
        ]
    }
}

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

/// Lines of what differs: whose, which figure, then, now, and by how much.
fn differing(whose: &str, then: [u32; 9], now: [u32; 9]) -> Vec<[String; 3]> {
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
