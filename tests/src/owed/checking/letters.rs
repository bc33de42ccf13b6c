//! Letters, their register, and those that are due.

use serde_json::Value;

use super::{Asking, day, figure, month};
use crate::owed::reading::Said;
use crate::owed::{Figure, Owed};
use crate::record::Letter;
use crate::recount::{Absent, State};

impl Asking<'_> {
    /// The letters to families of groups of the kecamatan.
    fn own(&self) -> Vec<(&Letter, Absent)> {
        let letters = self.known.letters.iter().filter_map(|letter| {
            // It was written before anything was corrected.
            let absent = self
                .sent
                .absent(&letter.month)
                .into_iter()
                .find(|one| one.family == letter.family)?;
            let here = self.known.groups.get(&absent.group)?.1 == self.wanted.kecamatan;
            here.then_some((*letter, absent))
        });
        letters.collect()
    }

    /// How many letters of the kecamatan there are.
    pub(super) fn letters_here(&self) -> usize {
        self.own().len()
    }

    /// What became of a letter's ground, as the register says it.
    fn standing(&self, letter: &Letter, then: &Absent) -> &'static str {
        let months = self
            .known
            .months(self.known.today)
            .remove(&letter.family)
            .unwrap_or_default();
        let last = then.months.first().cloned().unwrap_or_default();
        let mut in_a_row = Vec::new();
        let mut days: Vec<&String> = Vec::new();
        for (month, (state, missed)) in months.iter().rev().filter(|(month, _)| **month <= last) {
            match state {
                State::Unmarked => {}
                State::Alfa => {
                    in_a_row.push(month);
                    days.extend(missed);
                }
                State::Hadir | State::Sakit => break,
            }
        }
        if !then.months.iter().all(|month| in_a_row.contains(&month)) {
            "Dasar surat tidak ada lagi"
        } else if then.missed.iter().all(|day| days.contains(&day)) {
            "-"
        } else {
            "Sebagian dasar berubah"
        }
    }

    pub(super) fn register(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let own = self.own();
        let mut figures = vec![figure(
            "letters",
            own.len(),
            said.lines
                .iter()
                .find_map(|line| {
                    let last = line.first()?;
                    last.split_once(" surat per ")
                        .map(|(many, _)| many.to_owned())
                })
                .unwrap_or_default(),
        )];
        let states = |letter: &Letter| match letter {
            letter if letter.cancelled => "Dibatalkan",
            letter if letter.closed => "Selesai",
            letter if letter.response.is_some() => "Ditindaklanjuti",
            letter if letter.delivered.is_some() => "Diserahkan",
            _ => "Draf",
        };
        if owed.file.extension().is_some_and(|kind| kind == "xlsx") {
            let recorded = own.iter().map(|(letter, then)| {
                let standing = self.standing(letter, then);
                format!("{} {} {standing}", letter.number, states(letter))
            });
            let words = [
                "Dibatalkan",
                "Selesai",
                "Ditindaklanjuti",
                "Diserahkan",
                "Draf",
            ];
            let read = said.lines.iter().filter_map(|line| {
                let number = line.iter().find(|cell| cell.contains("/PKH/"))?;
                let at = line
                    .iter()
                    .rposition(|cell| words.contains(&cell.as_str()))?;
                let note = line.get(at + 1).map_or("-", String::as_str);
                Some(format!("{number} {} {note}", line[at]))
            });
            figures.push(figure(
                "every letter with its state and ground",
                sorted(recorded),
                sorted(read),
            ));
        } else {
            figures.push(figure("numbers", own.len(), said.times("/PKH/")));
        }
        figures
    }

    pub(super) fn letters(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let own = self.own();
        if owed.file.extension().is_none_or(|kind| kind != "txt") {
            let spoken = own.iter().map(|(_, then)| then.months.len().to_string());
            let days = own.iter().map(|(_, then)| {
                let each = (1..).zip(&then.missed);
                let each = each.map(|(no, iso): (u32, _)| format!("{no}. {}", day(iso)));
                each.collect::<Vec<_>>().join(" ")
            });
            let flowing = said.flowing();
            let days_read = flowing.split("pada pertemuan: ").skip(1).map(|part| {
                let end = [" Selama menjadi", " Surat ini"];
                let end = end.iter().filter_map(|words| part.find(words)).min();
                part[..end.unwrap_or(part.len())].to_owned()
            });
            return vec![
                figure("days that were missed", sorted(days), sorted(days_read)),
                figure("letters", own.len(), said.times("Kepada Yth.")),
                figure(
                    "months in a row",
                    sorted(spoken),
                    sorted(
                        said.between("tanpa keterangan selama ", " bulan")
                            .split("; ")
                            .map(str::to_owned),
                    ),
                ),
            ];
        }
        let number = said
            .lines
            .iter()
            .flatten()
            .find_map(|line| line.strip_prefix("Nomor: "));
        let Some((_, then)) = own
            .iter()
            .find(|(letter, _)| Some(letter.number.as_str()) == number)
        else {
            return vec![figure(
                "letter",
                "one that was written",
                number.unwrap_or_default(),
            )];
        };
        let months: Vec<String> = then.months.iter().rev().map(|one| month(one)).collect();
        let months = match months.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} dan {last}", before.join(", ")),
            None => String::new(),
        };
        let days: Vec<String> = (1..)
            .zip(&then.missed)
            .map(|(no, iso): (u32, _)| format!("{no}. {}", day(iso)))
            .collect();
        vec![
            figure(
                "months",
                format!(
                    "{} bulan berturut-turut, yaitu {months}, pada pertemuan:",
                    then.months.len()
                ),
                said.between("tanpa keterangan selama ", " 1. "),
            ),
            figure(
                "days",
                days.join(" "),
                format!(
                    "1. {}",
                    said.between("pada pertemuan: 1. ", " Selama menjadi")
                        .split(" Surat ini")
                        .next()
                        .unwrap_or_default()
                ),
            ),
        ]
    }

    /// The families to which letters are due and not written.
    pub(super) fn due(&self, list: &Value) -> Vec<Figure> {
        let this_month = &self.known.today[..7];
        let here = |one: &&Absent| {
            self.known
                .groups
                .get(&one.group)
                .is_some_and(|group| group.1 == self.wanted.kecamatan)
        };
        let absent = self.known.absent(this_month);
        let missing = absent.iter().filter(here).filter(|one| {
            // Of the ladder each step is due a month after the one before; the third comes with a statement.
            let asked = (one.months.len() + 1)
                .saturating_sub(self.known.teguran_months)
                .min(3);
            let steps = ["teguran_1", "teguran_2", "teguran_3", "pernyataan"];
            let steps = if asked == 3 {
                &steps[..]
            } else {
                &steps[..asked]
            };
            steps.iter().any(|step| {
                !self.known.letters.iter().any(|letter| {
                    letter.family == one.family
                        && letter.step == *step
                        && !letter.cancelled
                        && self.about(letter, one)
                })
            })
        });
        vec![
            figure(
                "letters",
                self.own().len(),
                list["rows"].as_array().map_or(0, Vec::len),
            ),
            figure(
                "families to whom one is due",
                missing.count(),
                list["due"].as_array().map_or(0, Vec::len),
            ),
        ]
    }

    fn about(&self, letter: &Letter, now: &Absent) -> bool {
        let then = self
            .sent
            .absent(&letter.month)
            .into_iter()
            .find(|one| one.family == letter.family);
        then.is_some_and(|then| then.months.iter().any(|month| now.months.contains(month)))
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.join("; ")
}
