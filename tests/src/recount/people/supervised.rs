//! Supervisions: what counts, how it is scored, and what was agreed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Figures, People, months_before};
use crate::record::people::{Entered, Line};

/// A meeting that was observed.
#[derive(Debug)]
pub struct Supervision<'r> {
    group: &'r str,
    heads: u32,
    answers: &'r BTreeMap<String, u32>,
    tasks: BTreeMap<&'r str, Task<'r>>,
    signed: bool,
    agreed: Option<&'r str>,
    withdrawn: bool,
}

#[derive(Debug)]
struct Task<'r> {
    due: &'r str,
    proof: &'r str,
    closed: bool,
}

impl Task<'_> {
    fn state(&self) -> &'static str {
        match (self.closed, self.proof.is_empty()) {
            (true, _) => "closed",
            (false, false) => "done",
            (false, true) => "going",
        }
    }
}

impl Supervision<'_> {
    fn counts(&self) -> bool {
        self.signed && !self.withdrawn
    }

    fn open(&self) -> usize {
        let tasks = self.tasks.values();
        tasks.filter(|task| task.state() == "going").count()
    }

    /// Of 100, rounded down, with its band: none where fewer than eight were observed.
    fn score(&self) -> Option<(u32, &'static str)> {
        let seen: Vec<u32> = self
            .answers
            .values()
            .copied()
            .filter(|one| *one > 0)
            .collect();
        if seen.len() < 8 {
            return None;
        }
        let highest = u32::try_from(seen.len() * 3).expect("a few items");
        let score = seen.iter().sum::<u32>() * 100 / highest;
        let band = match score {
            0..=59 => "Perlu pembinaan",
            60..=79 => "Cukup",
            _ => "Baik",
        };
        Some((score, band))
    }

    fn text(&self) -> String {
        let state = match (self.signed, self.agreed) {
            (false, _) => "draft",
            (true, None) => "signed",
            (true, Some(_)) => "agreed",
        };
        let score = self.score();
        let score = score.map_or("- -".to_owned(), |(score, band)| format!("{score} {band}"));
        let observed = self.answers.values().filter(|one| **one > 0).count();
        format!(
            "{state}, dicabut {}, skor {score}, {observed} diamati, {} tugas terbuka",
            self.withdrawn,
            self.open()
        )
    }
}

impl<'r> People<'r> {
    pub(super) fn add_supervision(&mut self, line: &'r Line) {
        match &line.entered {
            Entered::Supervision {
                who,
                day,
                group,
                heads,
                answers,
                tasks,
            } => {
                let task = |(what, due): (&'r String, &'r String)| {
                    let task = Task {
                        due,
                        proof: "",
                        closed: false,
                    };
                    (what.as_str(), task)
                };
                let one = Supervision {
                    group,
                    heads: *heads,
                    answers,
                    tasks: tasks.iter().map(task).collect(),
                    signed: false,
                    agreed: None,
                    withdrawn: false,
                };
                self.supervisions.insert((who, day), one);
            }
            Entered::Signed { who, day } => {
                of(&mut self.supervisions, who, day).signed = true;
            }
            Entered::Agreed { who, day, reply } => {
                of(&mut self.supervisions, who, day).agreed = Some(reply);
            }
            Entered::Withdrawn { who, day } => {
                of(&mut self.supervisions, who, day).withdrawn = true;
            }
            Entered::FollowedUp {
                who,
                day,
                task,
                proof,
                closed,
            } => {
                let task = of(&mut self.supervisions, who, day)
                    .tasks
                    .get_mut(task.as_str());
                let task = task.expect("a task that was agreed");
                (task.proof, task.closed) = (proof, *closed);
            }
            _ => {}
        }
    }

    /// Marks of `hadir` and whoever could have been there, at meetings of the groups of somebody since a day.
    fn attended(&self, leader: &str, since: &str) -> (usize, usize) {
        let (mut hadir, mut expected) = (0, 0);
        for (group, day, marks) in &self.met {
            let (_, led_by, families) = self.groups[group];
            if led_by == leader && *day >= since && *day <= self.today {
                let all: BTreeSet<&String> = families.iter().chain(marks.keys()).collect();
                expected += all.len();
                hadir += marks.values().filter(|mark| mark.0 == "hadir").count();
            }
        }
        (hadir, expected)
    }

    /// Supervisions of a month that count, of groups of a kecamatan or of all.
    pub(super) fn supervised(&self, month: &str, place: Option<&str>) -> u32 {
        let all = self.supervisions.iter();
        let counted = all.filter(|((_, day), one)| {
            let here = place.is_none_or(|place| self.groups[one.group].0 == place);
            one.counts() && day.starts_with(month) && here
        });
        u32::try_from(counted.count()).expect("a few")
    }

    pub(super) fn figures_of_supervision(&self, figures: &mut Figures) {
        let since = months_before(self.today, 6);
        let (mut never, mut without) = (0, 0);
        for name in self.on(self.today).into_keys() {
            let groups: Vec<_> = self.groups.values().filter(|one| one.1 == name).collect();
            if groups.is_empty() {
                without += 1;
                continue;
            }
            let families: usize = groups.iter().map(|one| one.2.len()).sum();
            let of = self
                .supervisions
                .iter()
                .filter(|((who, _), _)| *who == name);
            let counting: Vec<_> = of.filter(|(_, one)| one.counts()).collect();
            let last = counting.iter().map(|((_, day), _)| *day).max();
            let open: usize = counting.iter().map(|(_, one)| one.open()).sum();
            never += usize::from(last.is_none());
            let (hadir, expected) = self.attended(name, &since);
            figures.insert(
                format!("rencana supervisi {name}"),
                format!(
                    "{} kali, terakhir {}, {open} tugas terbuka, {} kelompok, {families} KPM, {hadir} hadir dari {expected}",
                    counting.len(),
                    last.unwrap_or("-"),
                    groups.len(),
                ),
            );
        }
        let month = self.supervised(&self.today[..7], None);
        figures.insert(
            "rencana supervisi: belum pernah, bulan ini, tanpa kelompok".into(),
            format!("{never} {month} {without}"),
        );
        for ((who, day), one) in &self.supervisions {
            figures.insert(format!("supervisi {who} {day}"), one.text());
            let met = self
                .met
                .iter()
                .find(|(group, met, _)| group == &one.group && met == day);
            let marks = met.map_or(0, |(_, _, marks)| {
                marks.values().filter(|mark| mark.0 == "hadir").count()
            });
            figures.insert(
                format!("supervisi {who} {day}: kepala, hadir, tanggapan"),
                format!("{} {marks} {}", one.heads, one.agreed.unwrap_or_default()),
            );
            if !one.counts() {
                continue;
            }
            for (what, task) in &one.tasks {
                let overdue = task.state() == "going" && task.due < self.today;
                figures.insert(
                    format!("tindak lanjut {who} {day} {what}"),
                    format!("{}, lewat {overdue}", task.state()),
                );
            }
        }
    }

    pub(super) fn own_supervision(&self, name: &str, figures: &mut Figures) {
        let own = self
            .supervisions
            .iter()
            .filter(|((who, _), _)| *who == name);
        for ((_, day), one) in own {
            figures.insert(format!("supervisi saya {day}"), one.text());
        }
    }
}

fn of<'p, 'r>(
    all: &'p mut BTreeMap<(&'r str, &'r str), Supervision<'r>>,
    who: &'r str,
    day: &'r str,
) -> &'p mut Supervision<'r> {
    all.get_mut(&(who, day))
        .expect("a supervision that was entered")
}
