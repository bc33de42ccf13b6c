//! A roster becomes documents: what is sound is written, what is not is kept as a task with its original row.

mod components;
mod known;
mod patches;
mod record;
mod todos;
mod undo;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use sesi_engine::job::Cancelled;
use sesi_engine::store::StoreError;

use self::known::Known;
use self::patches::{Item, Writing, items};
pub use self::record::ImportRecord;
pub(crate) use self::record::{next as next_import, note as note_import};
pub use self::todos::RosterTodoRow;
pub(crate) use self::undo::undo_import;
pub use self::undo::{Stayed, Undone};
use crate::calls::refusal::Refusal;
use crate::device::{Device, Me, SharedDevice};
use crate::error::Error;
use crate::kinds::year_of;
use crate::queries::office::Office;
use crate::reference::Regions;
use crate::roster::answers::{OTHER, SAME};
use crate::roster::plan::RosterPlan;
use crate::roster::planning::Hindrance;
use crate::roster::repaired::Repairs;
use crate::roster::{
    self, Answer, Answers, Context, Correction, Identity, Preview, Profile, Reading, Todo, Workbook,
};

/// Documents written in one transaction: a tap waits for one of these at the most, some 100 ms on an office's computer. Each transaction writes
/// the pages that it touches anew, so that smaller ones write several times as much.
const BATCH: usize = 256;

/// What an import wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// Under which it can be taken back; none if it wrote nothing.
    pub import: Option<String>,
    /// Members of staff that were made or changed.
    pub staff: usize,
    /// Groups that were made or changed.
    pub groups: usize,
    /// Families that were made or changed.
    pub families: usize,
    /// New tasks; rows that were tasks before are not counted.
    pub todos: usize,
    /// Tasks of earlier imports that closed by themselves.
    pub closed: Vec<uuid::Uuid>,
    /// It was stopped before the end of the file.
    pub stopped: bool,
}

impl ImportDone {
    fn count(&mut self, item: Item<'_>) {
        match item {
            _ if !item.is_seen() => {}
            Item::Staff(_) => self.staff += 1,
            Item::Group(_) => self.groups += 1,
            Item::Family(_) | Item::Missing(_) => self.families += 1,
        }
    }
}

/// What a device does with rosters.
pub trait Rosters {
    /// Reads a roster file: every sheet that has a header, every row with its faults. Writes nothing.
    ///
    /// `kecamatan` is the code for rows that do not name one. Columns are found by their names; to correct that, change the
    /// preview's mapping and read again with [`roster::Preview::of`].
    fn preview_roster(
        &self,
        bytes: &[u8],
        file: &str,
        kecamatan: Option<&str>,
    ) -> Result<Vec<Preview>, Error>;

    /// What importing these previews together would do. Writes nothing.
    fn plan_roster(&mut self, previews: &mut [Preview]) -> Result<RosterPlan, Error>;

    /// The same with answers to what was asked.
    fn plan_roster_with(
        &mut self,
        previews: &mut [Preview],
        answers: &Answers,
    ) -> Result<RosterPlan, Error>;

    /// Writes a plan. `today` is the day in the office's zone from which moves and handing over hold.
    fn import_roster(
        &mut self,
        plan: &RosterPlan,
        file: &str,
        today: NaiveDate,
    ) -> Result<ImportDone, Error>;

    /// Tasks that rosters left, with their original rows.
    fn roster_todos(&self) -> Result<Vec<Todo>, Error>;

    /// Imports a row that waited, as corrected; or says what still stops it. `same` answers whether it is the family that stands on
    /// its card already; without, such a row is refused.
    fn resolve_roster_todo(
        &mut self,
        todo: &Todo,
        correction: &Correction,
        same: Option<bool>,
        today: NaiveDate,
    ) -> Result<Result<ImportDone, Vec<roster::Fault>>, Error>;

    /// How things of lists are told apart and named in this office.
    fn identity_rules(&self) -> Identity;

    /// Kemendagri code of the office's kabupaten.
    fn kabupaten(&self) -> Result<String, Error>;
}

impl Rosters for Device {
    fn preview_roster(
        &self,
        bytes: &[u8],
        file: &str,
        kecamatan: Option<&str>,
    ) -> Result<Vec<Preview>, Error> {
        let kabupaten = self.kabupaten()?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan,
        };
        let workbook = Workbook::open(bytes, file)?;
        let reading = Reading::of(&workbook, &Profile::default())?;
        reading.previews(&context, |_, _| Ok(()))
    }

    fn plan_roster(&mut self, previews: &mut [Preview]) -> Result<RosterPlan, Error> {
        self.plan_roster_with(previews, &Answers::new())
    }

    fn plan_roster_with(
        &mut self,
        previews: &mut [Preview],
        answers: &Answers,
    ) -> Result<RosterPlan, Error> {
        plan_roster(self, previews, answers, &mut |_, _| Ok(()))
    }

    fn import_roster(
        &mut self,
        plan: &RosterPlan,
        file: &str,
        today: NaiveDate,
    ) -> Result<ImportDone, Error> {
        import_roster(self, plan, file, today, &mut |_, _| Ok(()))
    }

    fn roster_todos(&self) -> Result<Vec<Todo>, Error> {
        RosterTodoRow::open(self.reader())?
            .iter()
            .map(|row| {
                serde_json::from_str(&row.json)
                    .map_err(|_| StoreError::Damaged("task of a roster").into())
            })
            .collect()
    }

    fn resolve_roster_todo(
        &mut self,
        todo: &Todo,
        correction: &Correction,
        same: Option<bool>,
        today: NaiveDate,
    ) -> Result<Result<ImportDone, Vec<roster::Fault>>, Error> {
        let kabupaten = self.kabupaten()?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan: None,
        };
        let identity = self.identity_rules();
        let known = Known::read(self.reader())?;
        let family = match roster::resolve(todo, correction, &context, &known) {
            Ok(family) => family,
            Err(faults) => return Ok(Err(faults)),
        };
        let mut answers = Answers::new();
        let mut plan = roster::planning::plan_one(&family, identity, &known, &answers);
        if let (Err(Hindrance::Question(question)), Some(same)) = (&plan, same) {
            let choice = if same { SAME } else { OTHER }.to_owned();
            let answer = Answer {
                choice,
                ..Answer::default()
            };
            answers.insert(question.id.clone(), answer);
            plan = roster::planning::plan_one(&family, identity, &known, &answers);
        }
        let mut plan = match plan {
            // A corrected row is about a family; nobody is hired by it.
            Ok(plan) => plan.without_hiring(),
            Err(Hindrance::Fault(fault)) => return Ok(Err(vec![fault])),
            Err(Hindrance::Question(_)) => return Err(Refusal::RowQuestion.into()),
        };
        // What a person corrected, no list said.
        for family in &mut plan.families {
            let corrected = |field: &roster::Field| correction.values.contains_key(field);
            family.said.says.retain(|field, _| !corrected(field));
        }
        let done = self.import_roster(&plan, &todo.place.file, today)?;
        self.write(|conn, me| {
            if let Some(import) = &done.import {
                record::mark_correction(conn, me, import)?;
            }
            RosterTodoRow::done(conn, todo.id.as_bytes())?;
            Ok::<_, Error>(())
        })?;
        Ok(Ok(done))
    }

    fn identity_rules(&self) -> Identity {
        Identity::of_office(self.me().namespace())
    }

    fn kabupaten(&self) -> Result<String, Error> {
        let office = Office::read(self.reader())?;
        let office = office.ok_or(Error::Missing("office document"))?;
        Ok(office.kabupaten)
    }
}

/// Told how many of how many steps are done, before each step; a fault ends the work there.
type Steps<'w> = dyn FnMut(usize, usize) -> Result<(), Cancelled> + 'w;

/// [`Device::plan_roster`], a row a step.
pub(crate) fn plan_roster(
    device: &mut impl SharedDevice,
    previews: &mut [Preview],
    answers: &Answers,
    steps: &mut Steps<'_>,
) -> Result<RosterPlan, Error> {
    roster::compare(previews);
    let (identity, known) = {
        let lent = device.lend();
        (lent.identity_rules(), Known::read(lent.reader())?)
    };
    roster::name_groups(previews, &known);
    let total = previews.iter().map(|preview| preview.rows.len()).sum();
    Ok(roster::plan_watched(
        previews,
        identity,
        &known,
        answers,
        |row| steps(row, total),
    )?)
}

/// [`Device::import_roster`] in batches, each of which is one transaction: people can work in between, and where it is stopped, what
/// is in stays in. Every prefix is sound (staff, then groups, then families, then tasks), and the same file brings the rest.
pub(crate) fn import_roster(
    device: &mut impl SharedDevice,
    plan: &RosterPlan,
    file: &str,
    today: NaiveDate,
    steps: &mut Steps<'_>,
) -> Result<ImportDone, Error> {
    let kecamatan: BTreeSet<&str> = plan
        .families
        .iter()
        .map(|planned| planned.family.kecamatan.as_str())
        .collect();
    let items = items(plan);
    let total = items.len() + plan.todos.len();
    steps(0, total)?;
    let mut done = ImportDone::default();
    let import = device.lend().write(|conn, me| {
        me.must_be_office()?;
        for code in kecamatan {
            me.ensure_place(conn, code, &[year_of(today)])?;
        }
        record::next(conn, me)
    })?;
    let writing = Writing {
        import: &import,
        today,
    };
    for (no, batch) in items.chunks(BATCH).enumerate() {
        done.stopped = no > 0 && steps(no * BATCH, total).is_err();
        if done.stopped {
            return Ok(done);
        }
        done = device.lend().write(|conn, me| {
            let mut written = done.clone();
            for item in batch {
                let Some(patch) = item.patch(conn, writing)? else {
                    continue;
                };
                if me.edit_if_any(conn, &item.key(), &patch)? {
                    written.count(*item);
                    written.note(conn, me, &import, file)?;
                }
            }
            Ok::<_, Error>(written)
        })?;
    }
    for (no, batch) in plan.todos.chunks(BATCH).enumerate() {
        done.stopped = steps(items.len() + no * BATCH, total).is_err();
        if done.stopped {
            return Ok(done);
        }
        done = device.lend().write(|conn, me| {
            let mut written = done.clone();
            let new = add_todos(conn, batch, &import, file, me.now())?;
            if new > 0 {
                written.todos += new;
                written.note(conn, me, &import, file)?;
            }
            Ok::<_, Error>(written)
        })?;
    }
    device.lend().write(|conn, me| {
        done.closed = close_repaired(conn, plan, &import)?;
        if !done.closed.is_empty() {
            // An import that only closed tasks can be taken back too.
            done.note(conn, me, &import, file)?;
        }
        Ok::<_, Error>(done)
    })
}

impl ImportDone {
    /// Notes in the office's documents that there was this import, once, when it has written something.
    fn note(&mut self, conn: &Connection, me: &Me, import: &str, file: &str) -> Result<(), Error> {
        if self.import.is_none() {
            record::note(conn, me, import, file)?;
            self.import = Some(import.to_owned());
        }
        Ok(())
    }
}

/// Closes the tasks of earlier imports that sound rows of this one settle; says which.
fn close_repaired(
    conn: &Connection,
    plan: &RosterPlan,
    import: &str,
) -> Result<Vec<uuid::Uuid>, Error> {
    let repairs = Repairs::of(plan);
    let mut closed = Vec::new();
    for row in RosterTodoRow::open(conn)? {
        let todo: Todo =
            serde_json::from_str(&row.json).map_err(|_| StoreError::Damaged("task of a roster"))?;
        let Some(family) = repairs.of_todo(&todo) else {
            continue;
        };
        let why = serde_json::to_string(&roster::repaired::Why {
            family: family.id,
            name: family.family.name.clone(),
            place: family.place.clone(),
        })
        .map_err(|_| StoreError::Damaged("task of a roster"))?;
        RosterTodoRow::close(conn, &row.id, import, &why)?;
        closed.push(todo.id);
    }
    Ok(closed)
}

/// Keeps rows as tasks; says how many are new.
fn add_todos(
    conn: &Connection,
    todos: &[Todo],
    import: &str,
    file: &str,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let mut new = 0;
    for todo in todos {
        let json =
            serde_json::to_string(todo).map_err(|_| StoreError::Damaged("task of a roster"))?;
        let row = RosterTodoRow {
            id: *todo.id.as_bytes(),
            file: file.to_owned(),
            json,
            import: Some(import.to_owned()),
        };
        new += usize::from(row.add(conn, now.timestamp_millis())?);
    }
    Ok(new)
}
