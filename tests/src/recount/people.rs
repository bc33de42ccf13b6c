//! What follows from the lines about people, counted from them alone: it knows no id, no device and nothing of how `sesi-core` counts.
//!
//! Every figure has a name and a value as text; whoever reads devices gives the same names, so that a figure that one of both lacks is seen.

mod rakor;
mod sums;
mod supervised;
mod trained;
mod voices;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use crate::record::people::{Entered, Line};

/// Figures by name.
pub type Figures = BTreeMap<String, String>;

pub use rakor::{Rakor, There};
pub use sums::SUMS;
pub use supervised::Supervision;
pub use trained::Training;
pub use voices::{Voice, task_text};

/// The lines put in order.
#[derive(Debug, Default)]
pub struct People<'r> {
    /// How many lines there are.
    pub lines: usize,
    /// The day that it is.
    pub today: &'r str,
    /// Who founded the office: posted in no kecamatan in particular.
    pub founder: &'r str,
    /// Where the list of staff had people.
    pub staff: BTreeMap<&'r str, &'r str>,
    /// Where they were posted afterwards, since when.
    postings: BTreeMap<&'r str, BTreeMap<&'r str, &'r [String]>>,
    groups: BTreeMap<&'r str, (&'r str, &'r str, &'r [String])>,
    met: Vec<(&'r str, &'r str, &'r Marks)>,
    kinds: BTreeSet<&'r str>,
    /// Trainings by name.
    pub trainings: BTreeMap<&'r str, Training<'r>>,
    /// Meetings of the staff by name.
    pub rakors: BTreeMap<&'r str, Rakor<'r>>,
    voices: BTreeMap<String, Voice<'r>>,
    supervisions: BTreeMap<(&'r str, &'r str), Supervision<'r>>,
}

type Marks = BTreeMap<String, (String, Option<String>)>;

impl<'r> People<'r> {
    /// Of all lines.
    ///
    /// # Panics
    /// If a line is about what no line before it entered.
    pub fn of(lines: &'r [Line]) -> Self {
        let mut people = Self {
            kinds: ["diklat"].into(),
            lines: lines.len(),
            ..Self::default()
        };
        for line in lines {
            people.add(line);
        }
        people
    }

    fn add(&mut self, line: &'r Line) {
        match &line.entered {
            Entered::Today { founder } => (self.today, self.founder) = (&line.on, founder),
            Entered::Staff {
                name, kecamatan, ..
            } => drop(self.staff.insert(name, kecamatan)),
            Entered::Posted {
                name,
                since,
                kecamatan,
            } => {
                let postings = self.postings.entry(name).or_default();
                postings.insert(since, kecamatan);
            }
            Entered::Group {
                name,
                kecamatan,
                leader,
                families,
            } => drop(self.groups.insert(name, (kecamatan, leader, families))),
            Entered::Met { group, day, marks } => self.met.push((group, day, marks)),
            Entered::Rule { kinds } => self.kinds = kinds.iter().map(String::as_str).collect(),
            _ => {
                self.add_training(line);
                self.add_rakor(line);
                self.add_voice(line);
                self.add_supervision(line);
            }
        }
    }

    /// Where somebody was posted on a day: nowhere in particular for the whole kabupaten; none for who had left.
    pub fn posted(&self, name: &str, day: &str) -> Option<Vec<&'r str>> {
        if name == self.founder {
            return Some(Vec::new());
        }
        let mut postings = self.postings.get(name).into_iter().flatten().rev();
        match postings.find(|(since, _)| **since <= day) {
            Some((_, [])) => None,
            Some((_, places)) => Some(places.iter().map(String::as_str).collect()),
            None => Some(vec![self.staff.get(name)?]),
        }
    }

    /// Everybody who was posted on a day.
    pub fn on(&self, day: &str) -> BTreeMap<&'r str, Vec<&'r str>> {
        let all = self.staff.keys().copied().chain([self.founder]);
        all.filter_map(|name| Some((name, self.posted(name, day)?)))
            .collect()
    }

    /// Everything that an office device must say.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        self.figures_of_postings(&mut figures);
        self.figures_of_training(&mut figures);
        self.figures_of_rakor(&mut figures);
        self.figures_of_voices(&mut figures);
        self.figures_of_supervision(&mut figures);
        self.figures_of_sums(&mut figures);
        figures
    }

    /// Everything that the phone of somebody must say.
    pub fn own_figures(&self, name: &str) -> Figures {
        let mut figures = Figures::new();
        self.own_training(name, &mut figures);
        self.own_rakor(name, &mut figures);
        self.own_voices(name, &mut figures);
        self.own_supervision(name, &mut figures);
        figures
    }

    /// The register of some days: how many are posted where.
    fn figures_of_postings(&self, figures: &mut Figures) {
        for back in REGISTER_DAYS {
            let day = before(self.today, back);
            let on = self.on(&day);
            let mut places: BTreeMap<&str, usize> = BTreeMap::new();
            for place in on.values().flatten() {
                *places.entry(place).or_default() += 1;
            }
            figures.insert(format!("register {back}: semua"), on.len().to_string());
            for (place, many) in places {
                figures.insert(format!("register {back}: {place}"), many.to_string());
            }
        }
    }
}

/// So many days before today the register is read.
pub const REGISTER_DAYS: [u64; 4] = [60, 25, 15, 0];

/// The day so many days before another.
///
/// # Panics
/// If it is no day.
pub fn before(day: &str, days: u64) -> String {
    let there = date(day).checked_sub_days(chrono::Days::new(days));
    there.expect("a day").to_string()
}

/// The day so many months before another.
fn months_before(day: &str, months: u32) -> String {
    let there = date(day).checked_sub_months(Months::new(months));
    there.expect("a day").to_string()
}

fn date(day: &str) -> NaiveDate {
    day.parse().expect("an ISO date")
}

/// Names in order, in one text.
pub fn listed<'t>(names: impl IntoIterator<Item = &'t str>) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    names.join("; ")
}
