//! What changes: families whose identity is certain, set beside what is there and what lists said of them before.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::reference::fold;

use super::answers::Answers;
use super::existing::{Existing, KnownFamily};
use super::fault::{Fault, RowPlace};
use super::field::Field;
use super::groups::{Named, Row};
use super::identity::Identity;
use super::listed::{Gone, Said};
use super::merge::{Verdict, decide, judge};
use super::plan::{FamilyChange, FamilyPlan, FieldChange, Move, RosterPlan, change_id};
use super::question::{Choice, Question, QuestionKind};
use super::settle::Settled;

/// A sound row: where it stands, what is noted of it, whose it is.
pub(super) type SoundRow = (Option<RowPlace>, Vec<Fault>, Settled);

/// Families whose identity is certain, with their staff and groups. `again` are further rows of families of `rows`.
pub(super) fn arrange(
    rows: &[SoundRow],
    again: Vec<SoundRow>,
    identity: Identity,
    existing: &dyn Existing,
    answers: &Answers,
) -> RosterPlan {
    let first = rows.iter().map(|(_, _, settled)| for_group(settled, true));
    let later = again
        .iter()
        .map(|(_, _, settled)| for_group(settled, false));
    let all: Vec<Row<'_>> = first.chain(later).collect();
    let named = Named::of(&all, identity, existing, answers);
    let place: HashMap<Uuid, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, (_, _, settled))| (settled.id, at))
        .collect();
    let mut families: Vec<FamilyPlan> = rows
        .iter()
        .map(|row| family(row, &named, answers))
        .collect();
    let mut plan = RosterPlan::default();
    for (at, notes, settled) in again {
        let group = named.group_of(&settled.family, settled.known.as_deref());
        let first = place.get(&settled.id).and_then(|at| families.get_mut(*at));
        let (Some(first), Some(group)) = (first, group) else {
            plan.repeated.extend(at);
            continue;
        };
        match elsewhere(first, group, &settled, &named, answers) {
            Some(mut question) => {
                question.place.clone_from(&at);
                plan.asked.extend(at);
                plan.questions.push(question);
            }
            None => plan.repeated.extend(at),
        }
        first.notes.extend(notes);
    }
    plan.questions.extend(gone_groups(rows, &named));
    let (staff, groups, questions) = named.into_plans();
    plan.staff = staff;
    plan.groups = groups;
    plan.questions.extend(questions);
    plan.families = families;
    plan
}

fn for_group(settled: &Settled, counts: bool) -> Row<'_> {
    Row {
        id: settled.id,
        family: &settled.family,
        known: settled.known.as_deref(),
        counts,
    }
}

fn family(row: &SoundRow, named: &Named, answers: &Answers) -> FamilyPlan {
    let (place, notes, settled) = row;
    let group = group_of(settled, named);
    let mut plan = FamilyPlan {
        id: settled.id,
        place: place.clone(),
        family: settled.family.clone(),
        group,
        change: FamilyChange::Create,
        conflicts: Vec::new(),
        said: Said::default(),
        listed_group_by: None,
        since: None,
        others: settled.others.clone(),
        notes: notes.clone(),
    };
    if let Some(known) = &settled.known {
        compare(&mut plan, known, settled.successor, answers);
    } else {
        plan.said.says = compared()
            .filter_map(|field| Some((field, settled.family.said(field)?)))
            .collect();
        let said = group.map(|group| (Field::Group, group.to_string()));
        plan.said.says.extend(said);
        // Where its group was merged into one of another kecamatan, it comes there like those whom the merge moved.
        if let Some(there) = group.and_then(|group| named.kecamatan_of(group)) {
            there.clone_into(&mut plan.family.kecamatan);
        }
    }
    plan
}

/// The group into which a row brings its family. Nobody comes into a group that no longer exists: of one that people merged into another,
/// new families go there.
fn group_of(settled: &Settled, named: &Named) -> Option<Uuid> {
    let group = named.group_of(&settled.family, settled.known.as_deref())?;
    if !named.is_closed(group) || stays_in(settled, group) {
        return Some(group);
    }
    named.successor(group).map(|into| into.id)
}

/// What is said of rows that name a group which no longer exists.
fn gone_groups(rows: &[SoundRow], named: &Named) -> Vec<Question> {
    let mut gone: BTreeMap<Uuid, usize> = BTreeMap::new();
    for (_, _, settled) in rows {
        let group = named.group_of(&settled.family, settled.known.as_deref());
        let group = group.filter(|group| named.is_closed(*group) && !stays_in(settled, *group));
        let there = |into: Uuid| {
            settled
                .known
                .as_ref()
                .is_some_and(|known| known.group == Some(into))
        };
        if let Some(group) = group
            && !named.successor(group).is_some_and(|into| there(into.id))
        {
            *gone.entry(group).or_default() += 1;
        }
    }
    let question = |(group, about): (Uuid, usize)| {
        let into = named.successor(group);
        let name = |group: Uuid| named.known(group).map(|known| known.name.clone());
        Question {
            id: format!("gone:{group}"),
            kind: into.map_or(QuestionKind::GroupClosed, |_| QuestionKind::GroupMerged),
            place: None,
            name: name(group).unwrap_or_default(),
            family: None,
            other: into.map(|into| into.name.clone()).unwrap_or_default(),
            options: Vec::new(),
            default: None,
            answer: None,
            about,
        }
    };
    gone.into_iter().map(question).collect()
}

fn stays_in(settled: &Settled, group: Uuid) -> bool {
    let known = settled.known.as_deref();
    known.is_some_and(|known| {
        let listed = known.listed.says.get(&Field::Group);
        known.group == Some(group) || listed.is_some_and(|listed| *listed == group.to_string())
    })
}

/// The fields that are written to a family as a list says them.
fn compared() -> impl Iterator<Item = Field> {
    Field::ALL.into_iter().filter(|field| {
        !matches!(
            field,
            Field::No | Field::Group | Field::GroupRole | Field::Pendamping
        )
    })
}

/// What changes of a family that is there.
fn compare(plan: &mut FamilyPlan, known: &KnownFamily, successor: bool, answers: &Answers) {
    let mut merging = Merging {
        known,
        answers,
        said: Said::default(),
        fields: Vec::new(),
        conflicts: Vec::new(),
        since: None,
    };
    for field in compared() {
        let Some(now) = plan.family.said(field) else {
            continue;
        };
        let was = known.record.said(field);
        let renamed = successor && matches!(field, Field::Name | Field::Nik);
        if renamed && was.is_some() {
            if field == Field::Nik {
                merging.refuse(field, was.clone());
            }
            merging.write(field, was, now);
        } else {
            merging.merge(field, was, now);
        }
    }
    let mut moved = None;
    if let Some(to) = plan.group {
        let was = known.group.map(|group| group.to_string());
        merging.merge(Field::Group, was, to.to_string());
        let is_way = |change: &FieldChange| change.field == Field::Group;
        if merging.fields.iter().any(is_way) {
            merging.fields.retain(|change| !is_way(change));
            moved = Some(Move {
                from: known.group,
                to,
            });
        }
    }
    if known.listed.gone.is_some() {
        merging.said.gone = Some(Gone::Back);
    }
    plan.listed_group_by = known
        .listed
        .by
        .get(&Field::Group)
        .map(|import| import.as_ref().to_owned());
    plan.said = merging.said;
    plan.conflicts = merging.conflicts;
    plan.since = merging.since;
    plan.change = if merging.fields.is_empty() && moved.is_none() {
        FamilyChange::Unchanged
    } else {
        let fields = merging.fields;
        FamilyChange::Update { fields, moved }
    };
}

/// The merge of one family.
struct Merging<'a> {
    known: &'a KnownFamily,
    answers: &'a Answers,
    said: Said,
    fields: Vec<FieldChange>,
    conflicts: Vec<FieldChange>,
    since: Option<chrono::NaiveDate>,
}

impl Merging<'_> {
    fn merge(&mut self, field: Field, was: Option<String>, now: String) {
        let listed = self.known.listed.says.get(&field).cloned();
        if self.known.listed.refuses(field, &fold::words(&now)) {
            return;
        }
        let verdict = judge(field, was.as_deref(), listed.as_deref(), &now);
        let answer = self.answers.get(&change_id(self.known.id, field));
        let decided = decide(verdict, answer.map(|answer| answer.choice.as_str()));
        if decided.heard && listed.as_deref() != Some(now.as_str()) {
            self.said.says.insert(field, now.clone());
        }
        if decided.written {
            self.since = self.since.or(answer.and_then(|answer| answer.since));
            self.fields.push(self.change(field, was, now));
        } else if verdict == Verdict::Asks {
            if decided.heard && field == Field::Status {
                // The list will say so for as long as it is not corrected; it was asked once.
                self.refuse(field, Some(now));
            } else if !decided.heard {
                let conflict = self.change(field, was, now);
                self.conflicts.push(conflict);
            }
        }
    }

    /// What somebody said, who said that it is the family's new pengurus.
    fn write(&mut self, field: Field, was: Option<String>, now: String) {
        self.said.says.insert(field, now.clone());
        let change = self.change(field, was, now);
        self.fields.push(change);
    }

    fn refuse(&mut self, field: Field, word: Option<String>) {
        let words = self.said.refused.entry(field).or_default();
        words.extend(word.map(|word| fold::words(&word)));
    }

    fn change(&self, field: Field, was: Option<String>, now: String) -> FieldChange {
        FieldChange {
            id: change_id(self.known.id, field),
            field,
            listed: self.known.listed.says.get(&field).cloned(),
            listed_by: self
                .known
                .listed
                .by
                .get(&field)
                .map(|import| import.as_ref().to_owned()),
            was,
            now,
        }
    }
}

/// A further row of a family, in another group: the question in which it is, unless somebody has said so. An answer changes `first`.
fn elsewhere(
    first: &mut FamilyPlan,
    there: Uuid,
    settled: &Settled,
    named: &Named,
    answers: &Answers,
) -> Option<Question> {
    let known = settled.known.as_deref();
    let refused = |group: Uuid| {
        let word = fold::words(&group.to_string());
        known.is_some_and(|known| known.listed.refuses(Field::Group, &word))
    };
    let here = first
        .group
        .filter(|here| *here != there && !refused(there))?;
    if refused(here) || known.is_some_and(|known| known.group == Some(there)) {
        return None;
    }
    let id = format!("group:{}:{}:{}", first.id, here.min(there), here.max(there));
    let answer = answers.get(&id).map(|answer| answer.choice.clone());
    let choice = answer.as_deref().and_then(|id| Uuid::parse_str(id).ok());
    if let Some(chosen) = choice.filter(|chosen| [here, there].contains(chosen)) {
        let refused = if chosen == here { there } else { here };
        let words = first.said.refused.entry(Field::Group).or_default();
        words.insert(fold::words(&refused.to_string()));
        first.said.says.insert(Field::Group, chosen.to_string());
        first.place_in(chosen, known.and_then(|known| known.group));
        return None;
    }
    let option = |group: Uuid| Choice {
        choice: group.to_string(),
        name: named
            .plan_of(group)
            .map(|plan| plan.name.clone())
            .unwrap_or_default(),
    };
    Some(Question {
        id,
        kind: QuestionKind::TwoGroups,
        place: None,
        name: settled.family.name.clone(),
        family: Some(first.id),
        other: first.family.name.clone(),
        options: vec![option(here), option(there)],
        default: None,
        answer: None,
        about: 0,
    })
}

impl FamilyPlan {
    /// Somebody said in which group it is.
    fn place_in(&mut self, group: Uuid, known: Option<Uuid>) {
        self.group = Some(group);
        self.conflicts.retain(|change| change.field != Field::Group);
        let to = (known != Some(group)).then_some(Move {
            from: known,
            to: group,
        });
        match &mut self.change {
            FamilyChange::Update { moved, .. } => *moved = to,
            FamilyChange::Unchanged if to.is_some() => {
                self.change = FamilyChange::Update {
                    fields: Vec::new(),
                    moved: to,
                };
            }
            FamilyChange::Create | FamilyChange::Unchanged => {}
        }
        if let FamilyChange::Update {
            fields,
            moved: None,
        } = &self.change
            && fields.is_empty()
        {
            self.change = FamilyChange::Unchanged;
        }
    }
}

/// Notes on families of the plan which NIK somebody said is not the one that stands for it.
pub(super) fn refuse_niks(plan: &mut RosterPlan, refused: Vec<(Uuid, Option<String>)>) {
    let mut of: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (family, nik) in refused {
        of.entry(family).or_default().extend(nik);
    }
    for family in &mut plan.families {
        if let Some(niks) = of.remove(&family.id) {
            let words = family.said.refused.entry(Field::Nik).or_default();
            words.extend(niks);
        }
    }
}
