//! Families that lists had and that this list no longer has. A list says nothing about what it does not cover: it covers a group or a
//! pendamping of whose listed families it names half at least, a kecamatan of which it names three quarters, and, of families without
//! a pendamping, one of which it names half.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::reference::fold;

use super::answers::Answers;
use super::existing::{Existing, KnownFamily};
use super::family::Status;
use super::field::Field;
use super::listed::Gone;
use super::plan::{Missing, MissingAnswer, RosterPlan};
use super::todo::Todo;

/// What a list may cover.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Group(Uuid),
    Pendamping(Uuid),
    Kecamatan(String),
}

/// How many listed families a part has, and how many of them the list names.
#[derive(Debug, Clone, Copy, Default)]
struct Coverage {
    listed: usize,
    named: usize,
}

impl Coverage {
    fn is_at_least(self, share: usize, of: usize) -> bool {
        self.named > 0 && self.named * of >= self.listed * share
    }
}

/// The families that the list should have and has not, by name. `named` are those that its rows are about.
pub(super) fn find(
    plan: &RosterPlan,
    todos: &[Todo],
    named: &HashSet<Uuid>,
    existing: &dyn Existing,
    answers: &Answers,
) -> Vec<Missing> {
    let here: HashSet<&str> = plan
        .families
        .iter()
        .map(|family| family.family.kecamatan.as_str())
        .collect();
    let drafts: HashSet<String> = todos
        .iter()
        .flat_map(|todo| [Some(fold::words(&todo.draft.name)), todo.draft.kk.clone()])
        .flatten()
        .collect();
    let listed: Vec<Arc<KnownFamily>> = existing
        .listed_families()
        .into_iter()
        .filter(|known| here.contains(known.record.kecamatan.as_str()))
        .filter(|known| named.contains(&known.id) || is_expected(known))
        .collect();
    let leads = leads(&here, existing);
    let mut coverage: HashMap<Part, Coverage> = HashMap::new();
    let is_named = |known: &KnownFamily| {
        let kk = known.record.kk.as_ref();
        // Its row may be one that became a task.
        let waits = drafts.contains(&fold::words(&known.record.name))
            || kk.is_some_and(|kk| drafts.contains(kk));
        named.contains(&known.id) || waits
    };
    for known in &listed {
        for part in parts(known, &leads) {
            let coverage = coverage.entry(part).or_default();
            coverage.listed += 1;
            coverage.named += usize::from(is_named(known));
        }
    }
    let of = |part: &Part| coverage.get(part).copied().unwrap_or_default();
    let covers = |known: &KnownFamily| {
        let parts = parts(known, &leads);
        let led = parts.iter().any(|part| matches!(part, Part::Pendamping(_)));
        parts.iter().any(|part| match part {
            Part::Kecamatan(_) if led => of(part).is_at_least(3, 4),
            _ => of(part).is_at_least(1, 2),
        })
    };
    let mut missing: Vec<Missing> = listed
        .iter()
        .filter(|known| !is_named(known) && known.listed.gone.is_none() && covers(known))
        .map(|known| said(known, answers))
        .collect();
    missing.sort_by(|a, b| (&a.name, a.family).cmp(&(&b.name, b.family)));
    missing
}

/// Whether a list should have it: it receives.
fn is_expected(known: &KnownFamily) -> bool {
    !known.listed.is_empty() && matches!(known.record.status, None | Some(Status::Aktif))
}

fn leads(here: &HashSet<&str>, existing: &dyn Existing) -> HashMap<Uuid, Uuid> {
    let groups = here.iter().flat_map(|code| existing.groups_of(code));
    groups
        .filter_map(|group| Some((group.id, group.pendamping?)))
        .collect()
}

/// What it is part of: the group in which lists have it, who leads it, its kecamatan.
fn parts(known: &KnownFamily, leads: &HashMap<Uuid, Uuid>) -> Vec<Part> {
    let listed = known.listed.says.get(&Field::Group);
    let group = listed
        .and_then(|id| Uuid::parse_str(id).ok())
        .or(known.group);
    let mut parts = vec![Part::Kecamatan(known.record.kecamatan.clone())];
    parts.extend(group.map(Part::Group));
    let lead = group.and_then(|group| leads.get(&group));
    parts.extend(lead.map(|lead| Part::Pendamping(*lead)));
    parts
}

fn said(known: &KnownFamily, answers: &Answers) -> Missing {
    let id = format!("missing:{}", known.id);
    let answer = answers.get(&id).and_then(|answer| {
        let gone = match answer.choice.as_str() {
            "keep" => Gone::Keep,
            "tidak_aktif" => Gone::TidakAktif,
            "graduasi" => Gone::Graduasi,
            "pindah" => Gone::Pindah,
            _ => return None,
        };
        Some(MissingAnswer {
            gone,
            since: answer.since,
            group: answer.group,
        })
    });
    Missing {
        id,
        family: known.id,
        name: known.record.name.clone(),
        group: known.group,
        answer,
    }
}
