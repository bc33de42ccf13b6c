//! Previews become a plan: who is new, who changes, what is asked. It reads what is known and writes nothing.

use std::collections::HashSet;
use std::convert::Infallible;

use uuid::Uuid;

use super::answers::Answers;
use super::arrange::{SoundRow, arrange, refuse_niks};
use super::existing::Existing;
use super::family::RosterFamily;
use super::fault::{Fault, RowPlace};
use super::field::Field;
use super::identity::Identity;
use super::missing;
use super::plan::RosterPlan;
use super::preview::{Outcome, Preview, PreviewRow};
use super::question::Question;
use super::settle::{Settling, Stopped, clash};
use super::todo::{Origin, Todo};

/// Plans the import of previews that were [compared](super::comparison::compare), with nothing answered.
pub fn plan(previews: &[Preview], identity: Identity, existing: &dyn Existing) -> RosterPlan {
    let answers = Answers::new();
    match plan_watched(previews, identity, existing, &answers, |_| {
        Ok::<_, Infallible>(())
    }) {
        Ok(plan) => plan,
        Err(never) => match never {},
    }
}

/// The same with answers, saying before each row how many are done. A fault that is said to that ends it.
pub fn plan_watched<E>(
    previews: &[Preview],
    identity: Identity,
    existing: &dyn Existing,
    answers: &Answers,
    mut at: impl FnMut(usize) -> Result<(), E>,
) -> Result<RosterPlan, E> {
    let mut settling = Settling::new(identity, existing, answers);
    let mut rows = Rows::default();
    let all = previews
        .iter()
        .flat_map(|preview| preview.rows.iter().map(move |row| (preview, row)));
    for (no, (preview, row)) in all.enumerate() {
        at(no)?;
        let settled = match &row.outcome {
            Outcome::Repeats(_) => continue,
            Outcome::Sound(family) => settling.settle(family),
            Outcome::Todo(draft) => settling.settle_draft(draft, &row.faults),
        };
        let place = preview.place(row);
        match settled {
            Ok(sound) => rows.add((Some(place), row.faults.clone(), sound), |stopped| {
                Waiting {
                    preview,
                    row,
                    identity,
                }
                .todo(stopped)
            }),
            Err(stopped) => match *stopped {
                Stopped::Asked(mut question) => {
                    question.place = Some(place.clone());
                    rows.named.extend(question.family);
                    rows.asked.push(place);
                    rows.questions.push(question);
                }
                Stopped::SameFamily { family, nik } => {
                    rows.named.insert(family);
                    rows.repeated.push(place);
                    rows.refused.push((family, nik));
                }
                Stopped::Task { fault, known } => {
                    rows.named.extend(known);
                    let todo = Waiting {
                        preview,
                        row,
                        identity,
                    }
                    .todo((fault, known));
                    rows.wait(todo);
                }
            },
        }
    }
    Ok(rows.planned(identity, existing, answers))
}

/// The rows of an import, by what becomes of them.
#[derive(Default)]
struct Rows {
    sound: Vec<SoundRow>,
    /// Further rows of families of `sound`.
    again: Vec<SoundRow>,
    taken: HashSet<Uuid>,
    todos: Vec<Todo>,
    todo_ids: HashSet<Uuid>,
    questions: Vec<Question>,
    asked: Vec<RowPlace>,
    repeated: Vec<RowPlace>,
    refused: Vec<(Uuid, Option<String>)>,
    /// Families that rows are about which wait.
    named: HashSet<Uuid>,
}

impl Rows {
    fn add(&mut self, row: SoundRow, todo: impl FnOnce((Fault, Option<Uuid>)) -> Todo) {
        let (_, _, settled) = &row;
        if self.taken.insert(settled.id) {
            self.sound.push(row);
            return;
        }
        let first = self
            .sound
            .iter()
            .find(|(_, _, first)| first.id == settled.id);
        let same = first.is_some_and(|(_, _, first)| {
            super::settle::same_words(&first.family.name, &settled.family.name)
        });
        if same {
            self.again.push(row);
        } else {
            let stopped = clash(&settled.family, Some(settled.id));
            if let Stopped::Task { fault, known } = *stopped {
                self.wait(todo((fault, known)));
            }
        }
    }

    /// Keeps a row as a task. The same once more is the same person where a number says so; without one it may be somebody of the
    /// same name, and waits by itself.
    fn wait(&mut self, mut todo: Todo) {
        let first = todo.id;
        let numbered = todo.draft.nik.is_some() || todo.draft.pkh_id.is_some();
        let mut times = 1_u32;
        while !self.todo_ids.insert(todo.id) {
            if numbered {
                self.repeated.push(todo.place);
                return;
            }
            times = times.saturating_add(1);
            todo.id = Uuid::new_v5(&first, &times.to_be_bytes());
        }
        self.todos.push(todo);
    }

    fn planned(self, identity: Identity, existing: &dyn Existing, answers: &Answers) -> RosterPlan {
        let mut plan = arrange(&self.sound, self.again, identity, existing, answers);
        refuse_niks(&mut plan, self.refused);
        let mut named = self.named;
        named.extend(plan.families.iter().map(|family| family.id));
        plan.missing = missing::find(&plan, &self.todos, &named, existing, answers);
        plan.todos = self.todos;
        plan.questions.splice(0..0, self.questions);
        plan.asked.splice(0..0, self.asked);
        plan.repeated.splice(0..0, self.repeated);
        plan
    }
}

/// Plans one family, as [`resolve`](super::todo::resolve) gives it.
///
/// # Errors
/// The fault that only shows beside the families that are there, or the question that has to be answered first.
pub fn plan_one(
    family: &RosterFamily,
    identity: Identity,
    existing: &dyn Existing,
    answers: &Answers,
) -> Result<RosterPlan, Hindrance> {
    let settled = Settling::new(identity, existing, answers).settle(family);
    let sound = settled.map_err(|stopped| match *stopped {
        Stopped::Task { fault, .. } => Hindrance::Fault(fault),
        Stopped::Asked(question) => Hindrance::Question(Box::new(question)),
        Stopped::SameFamily { .. } => {
            let name = family.name.clone();
            Hindrance::Fault(Fault::new(
                super::fault::FaultCode::NikDuplicate,
                Field::Nik,
                name,
            ))
        }
    })?;
    let rows = [(None, Vec::new(), sound)];
    Ok(arrange(&rows, Vec::new(), identity, existing, answers))
}

/// What stands in the way of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Something is wrong with it.
    Fault(Fault),
    /// Somebody has to say which family it is.
    Question(Box<Question>),
}

/// A row that becomes a task.
struct Waiting<'a> {
    preview: &'a Preview,
    row: &'a PreviewRow,
    identity: Identity,
}

impl Waiting<'_> {
    fn todo(&self, (fault, known): (Fault, Option<Uuid>)) -> Todo {
        let mut faults = self.row.faults.clone();
        if !faults.contains(&fault) {
            faults.push(fault);
        }
        let draft = self.row.family().cloned().unwrap_or_default();
        let origin = Origin::of(self.preview, self.identity);
        Todo::of(self.row, draft, faults, known, &origin)
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
