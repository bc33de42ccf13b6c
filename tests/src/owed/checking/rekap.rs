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
        if !file.ends_with(".txt") {
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
            line.len() > 9 && is_number(&line[0]) && !is_number(&line[1])
        });
        let with_name = |line: &&Vec<String>| {
            let third = line.get(2).map_or("", String::as_str);
            !third.bytes().all(|byte| byte.is_ascii_digit())
        };
        let (people_read, places_read): (Vec<&Vec<String>>, Vec<_>) = lines.partition(with_name);
        let nine = |line: &&Vec<String>| {
            let read = numbers(&line[1..]);
            let read: Vec<&str> = read.split(' ').collect();
            read[read.len().saturating_sub(9)..].join(" ")
        };
        let mut figures = vec![
            figure("sums of every sheet", sums, said.sums("Jumlah")),
            figure(
                "every pendamping",
                sorted(people.into_iter()),
                sorted(people_read.iter().map(nine)),
            ),
        ];
        if !of_one {
            figures.push(figure(
                "every kecamatan",
                sorted(of_places_alone()),
                sorted(places_read.iter().map(nine)),
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
        let differing = |then: [u32; 9], now: [u32; 9]| {
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
