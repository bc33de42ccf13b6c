//! RTL and jadwal: what was planned beside what was held.

use serde_json::Value;
use uuid::Uuid;

use super::{Asking, all_of, figure};
use crate::owed::reading::Said;
use crate::owed::{Figure, Owed};
use crate::record::{Meeting, PlannedMonth};

/// Months of groups: planned, done, other, missed, upcoming, off, unplanned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Months {
    done: u32,
    other: u32,
    missed: u32,
    upcoming: u32,
    off: u32,
    unplanned: u32,
}

impl Months {
    fn planned(self) -> u32 {
        self.done + self.other + self.missed + self.upcoming
    }
}

impl Asking<'_> {
    pub(super) fn held_in(&self, group: Uuid, month: &str) -> Vec<&Meeting> {
        let held = self
            .known
            .meetings
            .iter()
            .filter(|meeting| meeting.group == group && meeting.date.starts_with(month));
        held.copied().collect()
    }

    pub(super) fn planned(&self, group: Uuid, month: &str) -> Option<&PlannedMonth> {
        self.known
            .planned
            .iter()
            .find(|planned| planned.group == group && planned.month == month)
            .copied()
    }

    pub(super) fn here(&self) -> Vec<Uuid> {
        let here = self
            .known
            .groups
            .iter()
            .filter(|(_, group)| group.1 == self.wanted.kecamatan);
        here.map(|(id, _)| *id).collect()
    }

    fn year(&self, groups: &[Uuid]) -> Months {
        let mut months = Months::default();
        for group in groups {
            for month in 1..=12 {
                let month = format!("{}-{month:02}", &self.wanted.month[..4]);
                let held = self.held_in(*group, &month);
                let planned = self.planned(*group, &month);
                let meets = planned
                    .is_some_and(|planned| !planned.sessions.is_empty() || planned.date.is_some());
                let all = planned.is_some_and(|planned| {
                    planned
                        .sessions
                        .iter()
                        .all(|code| held.iter().any(|meeting| meeting.session == *code))
                });
                let count = match (meets, held.is_empty()) {
                    (true, false) if all => &mut months.done,
                    (true, false) => &mut months.other,
                    (false, false) => &mut months.unplanned,
                    (_, true) if planned.is_some_and(|planned| !planned.reason.is_empty()) => {
                        &mut months.off
                    }
                    (true, true) if format!("{month}-31").as_str() < self.known.today => {
                        &mut months.missed
                    }
                    (true, true) => &mut months.upcoming,
                    (false, true) => continue,
                };
                *count += 1;
            }
        }
        months
    }

    pub(super) fn plan_table(&self, list: &Value) -> Vec<Figure> {
        let months = self.year(&self.here());
        let recorded = [
            months.planned(),
            months.done,
            months.other,
            months.missed,
            months.upcoming,
            months.off,
            months.unplanned,
        ];
        let names = [
            "planned",
            "done",
            "other",
            "missed",
            "upcoming",
            "off",
            "unplanned",
        ];
        let numbers = |of: &Value| names.map(|name| of[name].to_string()).join(" ");
        let each = self.here().into_iter().map(|group| {
            let months = self.year(&[group]);
            let Months {
                done,
                other,
                missed,
                upcoming,
                off,
                unplanned,
            } = months;
            let planned = months.planned();
            format!("{group} {planned} {done} {other} {missed} {upcoming} {off} {unplanned}")
        });
        let groups = list["groups"].as_array().into_iter().flatten();
        let read = groups.map(|row| {
            let id = row["group"]["id"].as_str().unwrap_or_default();
            format!("{id} {}", numbers(&row["figures"]))
        });
        vec![
            figure(
                "months of the year",
                recorded.map(|number| number.to_string()).join(" "),
                numbers(&list["total"]),
            ),
            figure(
                "months of every group",
                all_of(each.collect()),
                all_of(read.collect()),
            ),
        ]
    }

    pub(super) fn plan(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let Some(group) = owed.about else {
            return vec![figure("group", "one of the record", "none")];
        };
        if owed.file.extension().is_some_and(|kind| kind == "ics") {
            let planned = self
                .known
                .planned
                .iter()
                .filter(|planned| planned.group == group);
            return self.events(planned.copied(), said);
        }
        let months = self.year(&[group]);
        vec![figure(
            "months of the year",
            format!(
                "{}, terlaksana {}, terlaksana sesi lain {}, tertunda {}",
                months.planned(),
                months.done,
                months.other,
                months.missed
            ),
            said.between("Direncanakan ", "."),
        )]
    }

    /// Every dated plan is an event; it does not take place where it has a reason and the group did not meet.
    fn events<'p>(
        &self,
        planned: impl Iterator<Item = &'p PlannedMonth>,
        said: &Said,
    ) -> Vec<Figure> {
        let dated: Vec<&PlannedMonth> = planned.filter(|planned| planned.date.is_some()).collect();
        let off = dated.iter().filter(|planned| {
            !planned.reason.is_empty() && self.held_in(planned.group, &planned.month).is_empty()
        });
        let mut days: Vec<String> = dated
            .iter()
            .filter_map(|planned| Some(planned.date.as_deref()?.replace('-', "")))
            .collect();
        days.sort();
        // All begin at nine in the office's zone, which is one o'clock in the other.
        let lines = said.lines.iter().filter(|line| line[0] == "DTSTART");
        let mut read: Vec<String> = lines.map(|line| line[1].replace("T010000Z", "")).collect();
        read.sort();
        let is = |name: &str, value: &str| {
            said.lines
                .iter()
                .filter(|line| line[0] == name && line[1] == value)
                .count()
        };
        vec![
            figure("events", dated.len(), is("BEGIN", "VEVENT")),
            figure("days", days.join(" "), read.join(" ")),
            figure(
                "events that do not take place",
                off.count(),
                is("STATUS", "CANCELLED"),
            ),
        ]
    }

    pub(super) fn schedule(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let (month, groups) = (&self.wanted.month, self.here());
        if owed.file.extension().is_some_and(|kind| kind == "ics") {
            let planned = self
                .known
                .planned
                .iter()
                .filter(|planned| planned.month == *month && groups.contains(&planned.group));
            return self.events(planned.copied(), said);
        }
        let (mut held, mut off, mut open) = (0, 0, 0);
        for group in groups {
            let met = self.held_in(group, month);
            held += met.len();
            let planned = self.planned(group, month).filter(|_| met.is_empty());
            off += usize::from(planned.is_some_and(|planned| !planned.reason.is_empty()));
            open +=
                usize::from(planned.is_some_and(|planned| {
                    planned.reason.is_empty() && !planned.sessions.is_empty()
                }));
        }
        let lines = said
            .lines
            .iter()
            .flatten()
            .filter(|line| line.starts_with("- "));
        let ends = |words: &[&str]| {
            lines
                .clone()
                .filter(|line| words.iter().any(|word| line.contains(word)))
                .count()
        };
        vec![
            figure(
                "meetings that were held",
                held,
                ends(&["Terlaksana", "Di luar rencana"]),
            ),
            figure("entries", held + off + open, lines.clone().count()),
            figure(
                "without a meeting, with a reason",
                off,
                ends(&["Tidak ada pertemuan"]),
            ),
        ]
    }
}
