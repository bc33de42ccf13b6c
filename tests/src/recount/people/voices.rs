//! Voices by matter: what state each is in, who waits since when, and how they were dealt with.

use std::collections::{BTreeMap, BTreeSet};

use super::{Figures, People, date, listed};
use crate::record::people::{Entered, Line};

/// A voice, or a task of a rakor.
#[derive(Debug)]
pub struct Voice<'r> {
    who: &'r str,
    day: &'r str,
    topic: &'r str,
    /// Of what the office gave as a task at a rakor.
    rakor: Option<&'r str>,
    with: Option<&'r str>,
    answered: Option<&'r str>,
    task: &'r str,
    due: Option<&'r str>,
    closed: bool,
    proof: &'r str,
}

impl Voice<'_> {
    fn state(&self) -> &'static str {
        if self.closed {
            "closed"
        } else if !self.proof.is_empty() {
            "done"
        } else if self.answered.is_some() || !self.task.is_empty() {
            "going"
        } else {
            "open"
        }
    }

    fn overdue(&self, today: &str) -> bool {
        let waits = ["open", "going"].contains(&self.state());
        waits && self.due.is_some_and(|due| due < today)
    }
}

/// Voices counted.
#[derive(Debug, Default)]
struct Dealt {
    voices: u32,
    answered: u32,
    closed: u32,
    overdue: u32,
    waited: Vec<i64>,
}

impl Dealt {
    fn text(&self) -> String {
        let mut waited = self.waited.clone();
        waited.sort_unstable();
        let (low, high) = (waited.len().saturating_sub(1) / 2, waited.len() / 2);
        let median = waited.get(high).map_or("-".to_owned(), |high| {
            let twice = waited[low] + high;
            format!("{}{}", twice / 2, if twice % 2 == 1 { ",5" } else { "" })
        });
        let Self {
            voices,
            answered,
            closed,
            overdue,
            ..
        } = self;
        format!(
            "{voices} suara, {answered} dijawab, {closed} selesai, {overdue} lewat, median {median} hari"
        )
    }
}

impl<'r> People<'r> {
    pub(super) fn add_voice(&mut self, line: &'r Line) {
        match &line.entered {
            Entered::Voice { topic, text, .. } => {
                let voice = Voice {
                    who: &line.by,
                    day: &line.on,
                    topic,
                    rakor: None,
                    with: None,
                    answered: None,
                    task: "",
                    due: None,
                    closed: false,
                    proof: "",
                };
                self.voices.insert(text.clone(), voice);
            }
            Entered::RakorTask {
                rakor, task, due, ..
            } => {
                let voice = Voice {
                    who: self.founder,
                    day: &line.on,
                    topic: "",
                    rakor: Some(rakor),
                    with: None,
                    answered: None,
                    task,
                    due: Some(due),
                    closed: false,
                    proof: "",
                };
                self.voices.insert(task_text(task), voice);
            }
            Entered::Joined { text, with } => {
                of(&mut self.voices, text).with = with.as_deref();
            }
            Entered::Decided {
                text,
                answer,
                task,
                due,
                closed,
                ..
            } => {
                let voice = of(&mut self.voices, text);
                voice.answered = match (answer.is_empty(), voice.answered) {
                    (true, _) => None,
                    (false, Some(first)) => Some(first),
                    (false, None) => Some(&line.on),
                };
                (voice.task, voice.due, voice.closed) = (task, due.as_deref(), *closed);
            }
            Entered::Proved { text, proof } => {
                of(&mut self.voices, text).proof = proof;
            }
            _ => {}
        }
    }

    fn head(&self, text: &'r str) -> &'r str {
        let mut at = text;
        while let Some(with) = self.voices.get(at).and_then(|voice| voice.with) {
            at = with;
        }
        at
    }

    /// The sentences of each matter, by that of the voice that it is answered with.
    fn matters(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut matters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (text, voice) in &self.voices {
            let mut head = text.as_str();
            let mut with = voice.with;
            while let Some(next) = with {
                head = next;
                with = self.voices[next].with;
            }
            matters.entry(head).or_default().push(text);
        }
        matters
    }

    /// What is not closed of what had been said by a day, but for the tasks of that rakor.
    pub(super) fn open_by(&self, day: &str, rakor: &str) -> Vec<&str> {
        let matters = self.matters().into_iter();
        matters
            .filter(|(head, texts)| {
                let said = texts.iter().any(|text| self.voices[*text].day <= day);
                let head = &self.voices[*head];
                said && !head.closed && head.rakor != Some(rakor)
            })
            .map(|(head, _)| head)
            .collect()
    }

    /// Matters that are not closed and those of them that are overdue, of a kecamatan or of all.
    pub(super) fn open_and_overdue(&self, place: Option<&str>) -> (u32, u32) {
        let (mut open, mut overdue) = (0, 0);
        for (head, texts) in self.matters() {
            let here = place.is_none_or(|place| {
                texts
                    .iter()
                    .any(|text| self.places_of(text).contains(&place))
            });
            let head = &self.voices[head];
            if here && !head.closed {
                open += 1;
                overdue += u32::from(head.overdue(self.today));
            }
        }
        (open, overdue)
    }

    /// Where whoever said it was posted on that day.
    pub(super) fn places_of(&self, text: &str) -> Vec<&'r str> {
        let voice = &self.voices[text];
        self.posted(voice.who, voice.day).unwrap_or_default()
    }

    /// Kecamatan with a matter that is not closed.
    pub(super) fn places_with_open(&self) -> BTreeSet<&'r str> {
        let matters = self.matters().into_iter();
        let open = matters.filter(|(head, _)| !self.voices[*head].closed);
        open.flat_map(|(_, texts)| texts)
            .flat_map(|text| self.places_of(text))
            .collect()
    }

    fn state_of(&self, head: &str, texts: &[&str]) -> String {
        let who: BTreeSet<&str> = texts.iter().map(|text| self.voices[*text].who).collect();
        let voice = &self.voices[head];
        format!(
            "{} orang, {}, lewat {}, dijawab {}",
            who.len(),
            voice.state(),
            voice.overdue(self.today),
            voice.answered.unwrap_or("-")
        )
    }

    pub(super) fn figures_of_voices(&self, figures: &mut Figures) {
        for (head, texts) in self.matters() {
            figures.insert(format!("suara {head}"), self.state_of(head, &texts));
        }
        let (open, overdue) = self.open_and_overdue(None);
        figures.insert(
            "suara: terbuka, lewat tenggat".into(),
            format!("{open} {overdue}"),
        );
        let mut all = Dealt::default();
        let mut topics: BTreeMap<&str, Dealt> = BTreeMap::new();
        let mut months: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut places: BTreeMap<&str, Dealt> = BTreeMap::new();
        for (text, voice) in &self.voices {
            if voice.rakor.is_some() {
                continue;
            }
            let head = match voice.with {
                Some(with) => &self.voices[self.head(with)],
                None => voice,
            };
            let waited = head
                .answered
                .map(|day| (date(day) - date(voice.day)).num_days().max(0));
            let add = |dealt: &mut Dealt| {
                dealt.voices += 1;
                dealt.answered += u32::from(head.answered.is_some());
                dealt.closed += u32::from(head.closed);
                dealt.overdue += u32::from(head.overdue(self.today));
                dealt.waited.extend(waited);
            };
            add(&mut all);
            add(topics.entry(head.topic).or_default());
            *months.entry((head.topic, &voice.day[..7])).or_default() += 1;
            for place in self.places_of(text) {
                add(places.entry(place).or_default());
            }
        }
        figures.insert("evaluasi suara".into(), all.text());
        for (topic, dealt) in topics {
            figures.insert(format!("evaluasi topik {topic}"), dealt.text());
        }
        for ((topic, month), many) in months {
            figures.insert(format!("evaluasi topik {topic} {month}"), many.to_string());
        }
        for (place, dealt) in places {
            figures.insert(format!("evaluasi kecamatan {place}"), dealt.text());
        }
    }

    /// What somebody said, and what became of it.
    pub(super) fn own_voices(&self, name: &str, figures: &mut Figures) {
        for (head, texts) in self.matters() {
            if texts.iter().any(|text| self.voices[*text].who == name) {
                figures.insert(format!("suara saya {head}"), self.state_of(head, &texts));
            }
        }
        let own = self.voices.iter().filter(|(_, voice)| voice.who == name);
        let own = own.map(|(text, _)| text.as_str());
        figures.insert("suara saya".into(), listed(own));
    }
}

/// Under which name the task of a rakor stands beside sentences.
pub fn task_text(task: &str) -> String {
    format!("tugas: {task}")
}

fn of<'p, 'r>(all: &'p mut BTreeMap<String, Voice<'r>>, text: &str) -> &'p mut Voice<'r> {
    all.get_mut(text).expect("a voice that was entered")
}
