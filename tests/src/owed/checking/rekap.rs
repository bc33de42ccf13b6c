//! The rekap as workbook, paper and text, and the rekap that was sent.

use std::collections::BTreeMap;

use serde_json::Value;
use sesi_core::rekap::Figures;

use super::{Asking, figure};
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
        let differing = |then: [u32; 9], now: [u32; 9]| {
            then.iter()
                .zip(now)
                .filter(|(then, now)| **then != *now)
                .count()
        };
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
