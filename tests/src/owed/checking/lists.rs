//! What screens list: half years, kepatuhan, SIKS-NG, and the tables of Data saya.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{Asking, all_of, figure};
use crate::owed::reading::Said;
use crate::owed::{Figure, Owed};
use crate::record::{Meeting, Rated};
use crate::recount::State;

fn number(value: &Value) -> String {
    value.to_string()
}

/// A scale as `kurang baik sangat_baik tidak_dapat_dinilai unrated`.
fn scale(figures: &Value) -> String {
    let names = [
        "kurang",
        "baik",
        "sangat_baik",
        "tidak_dapat_dinilai",
        "unrated",
    ];
    names.map(|name| number(&figures[name])).join(" ")
}

impl Asking<'_> {
    fn rated(&self, families: &[Uuid], of: fn(&Rated) -> Option<&str>) -> String {
        let mut counts = [0_u32; 5];
        for family in families {
            let rating = self
                .known
                .rated
                .iter()
                .find(|rated| rated.family == *family)
                .and_then(|rated| of(rated));
            match rating {
                Some("kurang") => counts[0] += 1,
                Some("baik") => counts[1] += 1,
                Some("sangat_baik") => counts[2] += 1,
                Some(_) => counts[3] += 1,
                None => {
                    counts[3] += 1;
                    counts[4] += 1;
                }
            }
        }
        counts.map(|count| count.to_string()).join(" ")
    }

    pub(super) fn semester(&self, owed: &Owed, list: &Value) -> Vec<Figure> {
        let half = self
            .known
            .rated
            .first()
            .map(|rated| rated.semester.as_str())
            .unwrap_or_default();
        let Some((year, no)) = half.split_once('-') else {
            return Vec::new();
        };
        let (begins, ends) = if no == "1" {
            ("01-01", "06-30")
        } else {
            ("07-01", "12-31")
        };
        let (begins, ends) = (format!("{year}-{begins}"), format!("{year}-{ends}"));
        let until = if *ends < *self.known.today {
            ends.as_str()
        } else {
            self.known.today
        };
        let groups: Vec<Uuid> = match owed.about {
            Some(group) => vec![group],
            None => self
                .known
                .groups
                .iter()
                .filter(|(_, group)| group.1 == self.wanted.kecamatan)
                .map(|(id, _)| *id)
                .collect(),
        };
        let families: Vec<Uuid> = groups
            .iter()
            .flat_map(|group| self.known.members(*group, until))
            .collect();
        let figures = if owed.about.is_some() {
            &list["figures"]
        } else {
            &list["total"]
        };
        let mut compared = vec![
            figure("families", families.len(), number(&figures["families"])),
            figure(
                "perubahan perilaku",
                self.rated(&families, |rated| rated.behaviour.as_deref()),
                scale(&figures["behaviour"]),
            ),
            figure(
                "mengenali potensi",
                self.rated(&families, |rated| rated.potential.as_deref()),
                scale(&figures["potential"]),
            ),
        ];
        if owed.about.is_some() {
            compared.push(self.rated_lines(&families, list));
            let mut hadir = 0;
            let mut met = 0;
            for meeting in self
                .known
                .meetings
                .iter()
                .filter(|meeting| begins <= meeting.date && meeting.date.as_str() <= until)
            {
                for (family, mark) in self.known.expected(meeting) {
                    if families.contains(&family) {
                        met += 1;
                        hadir += usize::from(mark.is_some_and(|(mark, _)| mark == "H"));
                    }
                }
            }
            let lines = || list["families"].as_array().into_iter().flatten();
            let read = |name: &str| {
                lines()
                    .map(|line| line["attendance"][name].as_u64().unwrap_or_default())
                    .sum::<u64>()
            };
            compared.push(figure("attendances of the half year", hadir, read("hadir")));
            compared.push(figure(
                "attendances that could have been",
                met,
                ["hadir", "sakit", "alfa", "unmarked"]
                    .map(read)
                    .iter()
                    .sum::<u64>(),
            ));
        }
        compared
    }

    /// How each family was rated on both scales.
    fn rated_lines(&self, families: &[Uuid], list: &Value) -> Figure {
        let recorded = families.iter().map(|family| {
            let mut rated = self.known.rated.iter();
            let rated = rated.find(|rated| rated.family == *family);
            let of = |scale: Option<&str>| scale.unwrap_or("-").to_owned();
            let behaviour = of(rated.and_then(|rated| rated.behaviour.as_deref()));
            let potential = of(rated.and_then(|rated| rated.potential.as_deref()));
            format!("{family} {behaviour} {potential}")
        });
        let lines = list["families"].as_array().into_iter().flatten();
        let read = lines.map(|line| {
            let of = |scale: &str| line[scale]["rating"].as_str().unwrap_or("-").to_owned();
            let id = line["id"].as_str().unwrap_or_default();
            format!("{id} {} {}", of("behaviour"), of("potential"))
        });
        figure(
            "how each family was rated",
            all_of(recorded.collect()),
            all_of(read.collect()),
        )
    }

    pub(super) fn compliance(&self, list: &Value) -> Vec<Figure> {
        let until = self.known.until(&self.wanted.month);
        let here = |group: Uuid| {
            self.known
                .groups
                .get(&group)
                .is_some_and(|group| group.1 == self.wanted.kecamatan)
        };
        let mut counts: BTreeMap<Option<State>, u32> = BTreeMap::new();
        for (family, months) in self.known.months(&until) {
            if self.known.group_on(family, &until).is_some_and(here) {
                *counts
                    .entry(months.get(&self.wanted.month).map(|(state, _)| *state))
                    .or_default() += 1;
            }
        }
        let states = [
            Some(State::Hadir),
            Some(State::Sakit),
            Some(State::Alfa),
            Some(State::Unmarked),
            None,
        ];
        let recorded = states
            .map(|state| counts.get(&state).copied().unwrap_or_default().to_string())
            .join(" ");
        let names = ["hadir", "sakit", "alfa", "unmarked", "no_meeting"];
        let absent = self
            .known
            .absent(&self.wanted.month)
            .into_iter()
            .filter(|one| here(one.group));
        let recorded_rows = absent.map(|one| {
            format!(
                "{} {} {}",
                one.family,
                one.months.join(" "),
                one.missed.join(" ")
            )
        });
        let texts = |list: &Value, turned: bool| {
            let texts = list
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let mut texts: Vec<&str> = texts.collect();
            if turned {
                texts.reverse();
            }
            texts.join(" ")
        };
        let rows = list["rows"].as_array().into_iter().flatten();
        let read = rows.map(|row| {
            format!(
                "{} {} {}",
                row["id"].as_str().unwrap_or_default(),
                texts(&row["months"], false),
                texts(&row["missed"], true)
            )
        });
        vec![
            figure(
                "what the month was",
                recorded,
                names.map(|name| number(&list["states"][name])).join(" "),
            ),
            figure(
                "who stayed away, for which months and days",
                all_of(recorded_rows.collect()),
                all_of(read.collect()),
            ),
        ]
    }

    /// How a meeting stands with SIKS-NG.
    fn siks_state(&self, meeting: &Meeting) -> &'static str {
        let words = self
            .known
            .siks
            .iter()
            .find(|words| words.meeting == meeting.id);
        let renumbered = self
            .known
            .expected(meeting)
            .into_keys()
            .any(|family| self.known.renumbered.contains(&family));
        let changed = self.known.later.contains(&meeting.id) || renumbered;
        let said = words.and_then(|words| words.said.as_deref());
        let ticked =
            words.is_some_and(|words| words.copied.iter().any(|field| field == "participants"));
        match said {
            Some("ditolak") => "rejected",
            Some(_) if changed => "changed",
            Some(_) => "entered",
            None if ticked && changed => "changed",
            None if self.known.sheet(meeting).unmarked > 0 => "not_ready",
            None => "ready",
        }
    }

    pub(super) fn siks_month(&self, list: &Value) -> Vec<Figure> {
        let held = self
            .known
            .meetings_in(&self.wanted.month, &self.wanted.kecamatan);
        let states: Vec<&str> = held
            .iter()
            .map(|meeting| self.siks_state(meeting))
            .collect();
        let count = |state: &str| states.iter().filter(|one| **one == state).count();
        let out = count("not_ready") + count("ready") + count("rejected");
        let names = ["not_ready", "ready", "rejected", "changed", "entered"];
        let recorded = names.map(|name| count(name).to_string()).join(" ");
        vec![
            figure("meetings", held.len(), number(&list["total"]["held"])),
            figure("belum masuk", out, number(&list["total"]["not_in"])),
            figure(
                "by state",
                recorded,
                names.map(|name| number(&list["total"][name])).join(" "),
            ),
        ]
    }

    pub(super) fn siks_text(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let Some(meeting) = self
            .known
            .meetings
            .iter()
            .find(|meeting| Some(meeting.id) == owed.about)
        else {
            return vec![figure("meeting", "one that took place", "none")];
        };
        let sheet = self.known.sheet(meeting);
        let state = owed
            .counted
            .get("state")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let ends = |word: &str| {
            said.lines
                .iter()
                .filter(|line| line.last().is_some_and(|cell| cell.ends_with(word)))
                .count()
        };
        let line = |name: &str| {
            let mut cells = said.lines.iter().filter_map(|line| line.first());
            let found = cells.find_map(|cell| cell.strip_prefix(name)?.strip_prefix(": "));
            found.unwrap_or_default().to_owned()
        };
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (year, rest) = meeting.date.split_at(4);
        let facts = [
            format!("{}-{}-{year}", &rest[4..], &rest[1..3]),
            clock(meeting.starts),
            clock(meeting.ends),
            meeting.place.clone(),
            meeting.speakers.first().cloned().unwrap_or_default(),
        ];
        vec![
            figure(
                "day, times, place and first speaker",
                facts.join("; "),
                ["date", "starts", "ends", "place", "speaker1"]
                    .map(line)
                    .join("; "),
            ),
            figure("state", self.siks_state(meeting), state),
            figure(
                "participants",
                format!(
                    "{} {} {} {}",
                    sheet.hadir, sheet.sakit, sheet.alfa, sheet.unmarked
                ),
                format!(
                    "{} {} {} {}",
                    ends(": HADIR"),
                    ends(": SAKIT"),
                    ends(": ALFA"),
                    ends(": belum ditandai")
                ),
            ),
        ]
    }

    /// The tables of what a device may read: as many rows as were entered.
    pub(super) fn data(&self, list: &Value) -> Vec<Figure> {
        let rows = |table: &str| list["data"][table].as_array().map_or(0, Vec::len);
        let sessions: usize = self
            .known
            .visits
            .iter()
            .map(|visit| visit.sessions.len())
            .sum();
        vec![
            figure(
                "materi susulan and kunjungan",
                self.known.visits.len(),
                rows("susulan"),
            ),
            figure("their sessions", sessions, rows("susulan_sesi")),
            figure("letters", self.known.letters.len(), rows("surat")),
            figure(
                "planned months",
                self.known
                    .planned
                    .iter()
                    .filter(|planned| {
                        !planned.sessions.is_empty()
                            || planned.date.is_some()
                            || !planned.reason.is_empty()
                    })
                    .count(),
                rows("rencana_bulan"),
            ),
            figure("meetings and SIKS-NG", self.known.siks.len(), rows("siks")),
        ]
    }
}
