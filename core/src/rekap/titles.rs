//! What the meetings were about and who spoke, each title and name once and in a stable order. It knows the curriculum's
//! editions, not groups or figures.

use std::collections::{BTreeSet, HashMap};

use super::figures::Note;
use crate::queries::month_tables::Meeting;
use crate::reference::{Curriculum, SessionCode, fold};

/// Titles of sessions over all editions that the office has, the newest first, then the product's own.
pub(super) struct Titles {
    editions: Vec<Curriculum>,
    /// Place of each title in the editions' order.
    order: HashMap<String, usize>,
}

impl Titles {
    pub(super) fn of(curricula: &[(String, String)], notes: &mut Vec<Note>) -> Self {
        let mut editions = Vec::new();
        for (edition, json) in curricula {
            match Curriculum::parse(json) {
                Ok(curriculum) => editions.push(curriculum),
                Err(_) => notes.push(Note::DamagedCurriculum {
                    edition: edition.clone(),
                }),
            }
        }
        editions.push(Curriculum::own().clone());
        let mut order = HashMap::new();
        for edition in &editions {
            for title in edition
                .codes()
                .filter_map(|code| edition.title(&code).map(str::to_owned))
            {
                let next = order.len();
                order.entry(title).or_insert(next);
            }
        }
        Self { editions, order }
    }

    /// The titles of a meeting's sessions; an open topic by what was typed for it.
    pub(super) fn of_meeting(&self, meeting: &Meeting, notes: &mut Vec<Note>) -> Vec<String> {
        let more = meeting.more_sessions.as_deref().unwrap_or_default();
        // A list of codes, whether bare or as JSON.
        let more = more
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .filter(|code| !code.is_empty());
        let mut titles = Vec::new();
        for written in std::iter::once(meeting.session.as_str()).chain(more) {
            let code = written.parse::<SessionCode>().ok();
            let title = code
                .as_ref()
                .and_then(|code| self.editions.iter().find_map(|edition| edition.title(code)));
            let topic = meeting
                .topic
                .as_deref()
                .map(fold::tidy)
                .filter(|topic| !topic.is_empty());
            let open = code.is_some_and(|code| code.no().is_none());
            let title = match (topic.filter(|_| open), title) {
                (Some(topic), _) => topic,
                (None, Some(title)) => title.to_owned(),
                (None, None) => {
                    notes.push(Note::UnknownSession {
                        meeting: meeting.doc,
                        session: written.to_owned(),
                    });
                    written.to_owned()
                }
            };
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }

    /// Titles once each: those of the curriculum in its order, others after them by the alphabet.
    pub(super) fn in_order<'a>(&self, titles: impl Iterator<Item = &'a String>) -> Vec<String> {
        let titles: BTreeSet<(usize, &String)> = titles
            .map(|title| (self.order.get(title).copied().unwrap_or(usize::MAX), title))
            .collect();
        titles.into_iter().map(|(_, title)| title.clone()).collect()
    }
}

/// Texts once each, by the first spelling in order.
pub(super) fn distinct<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut sorted: Vec<&String> = texts.collect();
    sorted.sort();
    let mut seen = BTreeSet::new();
    sorted
        .into_iter()
        .filter(|text| seen.insert(fold::words(text)))
        .map(|text| fold::tidy(text))
        .collect()
}
