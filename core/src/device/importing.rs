//! A roster becomes documents: what is sound is written, what is not is kept as a task with its original row.

mod known;
mod patches;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension};

use self::known::Known;
use self::patches::patches;
use super::Device;
use crate::documents::DocKey;
use crate::error::Error;
use crate::reference::Regions;
use crate::roster::plan::RosterPlan;
use crate::roster::{
    self, Context, Correction, Identity, Preview, Profile, Reading, Todo, Workbook,
};
use crate::store::{RosterTodoRow, StoreError};
use crate::sync::lend::Lend;
use crate::work::Cancelled;

/// Documents written in one transaction: a tap waits for one of these at the most.
const BATCH: usize = 32;

/// What an import wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// Members of staff that were made or changed.
    pub staff: usize,
    /// Groups that were made or changed.
    pub groups: usize,
    /// Families that were made or changed.
    pub families: usize,
    /// New tasks; rows that were tasks before are not counted.
    pub todos: usize,
    /// It was stopped before the end of the file.
    pub stopped: bool,
}

impl ImportDone {
    fn count(&mut self, key: &DocKey) {
        match key {
            DocKey::Staff(_) => self.staff += 1,
            DocKey::Group(_) => self.groups += 1,
            _ => self.families += 1,
        }
    }
}

impl Device {
    /// Reads a roster file: every sheet that has a header, every row with its faults. Writes nothing.
    ///
    /// `kecamatan` is the code for rows that do not name one. Columns are found by their names; to correct that, change the
    /// preview's mapping and read again with [`roster::Preview::of`].
    pub fn preview_roster(
        &self,
        bytes: &[u8],
        file: &str,
        kecamatan: Option<&str>,
    ) -> Result<Vec<Preview>, Error> {
        let profile = Profile::default();
        preview_roster(
            &self.kabupaten()?,
            bytes,
            file,
            kecamatan,
            &profile,
            &mut |_, _| Ok(()),
        )
    }

    /// What importing these previews together would do. Writes nothing.
    pub fn plan_roster(&mut self, previews: &mut [Preview]) -> Result<RosterPlan, Error> {
        plan_roster(self, previews, &mut |_, _| Ok(()))
    }

    /// Writes a plan. `today` is the day in the office's zone from which moves and handing over hold.
    pub fn import_roster(
        &mut self,
        plan: &RosterPlan,
        file: &str,
        today: NaiveDate,
    ) -> Result<ImportDone, Error> {
        import_roster(self, plan, file, today, &mut |_, _| Ok(()))
    }

    /// Tasks that rosters left, with their original rows.
    pub fn roster_todos(&self) -> Result<Vec<Todo>, Error> {
        RosterTodoRow::open(self.reader())?
            .iter()
            .map(|row| {
                serde_json::from_str(&row.json)
                    .map_err(|_| StoreError::Damaged("task of a roster").into())
            })
            .collect()
    }

    /// Imports a row that waited, as corrected; or says what still stops it.
    pub fn resolve_roster_todo(
        &mut self,
        todo: &Todo,
        correction: &Correction,
        today: NaiveDate,
    ) -> Result<Result<ImportDone, Vec<roster::Fault>>, Error> {
        let kabupaten = self.kabupaten()?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan: None,
        };
        let identity = self.identity_rules();
        let known = Known::of(self);
        let family = match roster::resolve(todo, correction, &context, &known) {
            Ok(family) => family,
            Err(faults) => return known.checked(Err(faults)),
        };
        let plan = match roster::plan::plan_one(&family, identity, &known) {
            // A corrected row is about a family; nobody is hired by it.
            Ok(plan) => known.checked(plan)?.without_hiring(),
            Err(fault) => return known.checked(Err(vec![fault])),
        };
        let done = self.import_roster(&plan, &todo.place.file, today)?;
        self.write(|conn, _| RosterTodoRow::done(conn, todo.id.as_bytes()))?;
        Ok(Ok(done))
    }

    pub(crate) fn identity_rules(&self) -> Identity {
        Identity::of_office(self.me().namespace())
    }

    pub(crate) fn kabupaten(&self) -> Result<String, Error> {
        self.reader()
            .query_row("SELECT kabupaten FROM rm_office", [], |row| row.get(0))
            .optional()?
            .ok_or(Error::Missing("office document"))
    }
}

/// Told how many of how many steps are done, before each step; a fault ends the work there.
type Steps<'w> = dyn FnMut(usize, usize) -> Result<(), Cancelled> + 'w;

/// [`Device::preview_roster`] in an office of `kabupaten`, with what people say about the list; a sheet a step. Every sheet of the file has a
/// preview, also one that is no list.
pub(crate) fn preview_roster(
    kabupaten: &str,
    bytes: &[u8],
    file: &str,
    kecamatan: Option<&str>,
    profile: &Profile,
    steps: &mut Steps<'_>,
) -> Result<Vec<Preview>, Error> {
    let context = Context {
        regions: Regions::own(),
        kabupaten,
        kecamatan,
    };
    let workbook = Workbook::open(bytes, file)?;
    let reading = Reading::of(&workbook, profile)?;
    let total = workbook.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let mut rows = 0;
    let mut previews = Vec::new();
    for listed in &reading.sheets {
        steps(rows, total)?;
        rows += listed.sheet.rows.len();
        previews.push(reading.preview(listed, &context));
    }
    Ok(previews)
}

/// [`Device::plan_roster`], a row a step.
pub(crate) fn plan_roster(
    device: &mut impl Lend,
    previews: &mut [Preview],
    steps: &mut Steps<'_>,
) -> Result<RosterPlan, Error> {
    roster::compare(previews);
    let identity = device.lend().identity_rules();
    let total = previews.iter().map(|preview| preview.rows.len()).sum();
    let known = Known::of(device);
    let plan = roster::plan_watched(previews, identity, &known, |row| steps(row, total))?;
    known.checked(plan)
}

/// [`Device::import_roster`] in batches, each of which is one transaction: people can work in between, and where it is stopped, what
/// is in stays in. Every prefix is sound (staff, then groups, then families, then tasks), and the same file brings the rest.
pub(crate) fn import_roster(
    device: &mut impl Lend,
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
    let patches = patches(plan, today);
    let total = patches.len() + plan.todos.len();
    steps(0, total)?;
    let mut done = ImportDone::default();
    device.lend().write(|conn, me| {
        me.must_be_office()?;
        for code in kecamatan {
            me.ensure_year(conn, code, chrono::Datelike::year(&today))?;
        }
        Ok::<_, Error>(())
    })?;
    for (no, batch) in patches.chunks(BATCH).enumerate() {
        done.stopped = no > 0 && steps(no * BATCH, total).is_err();
        if done.stopped {
            return Ok(done);
        }
        let written = device.lend().write(|conn, me| {
            let mut written = done;
            for (key, patch) in batch {
                let purpose = me.purpose_of(conn, key, patch)?;
                if me.edit(conn, key, &purpose, patch)?.is_some() {
                    written.count(key);
                }
            }
            Ok::<_, Error>(written)
        })?;
        done = written;
    }
    for (no, batch) in plan.todos.chunks(BATCH).enumerate() {
        done.stopped = steps(patches.len() + no * BATCH, total).is_err();
        if done.stopped {
            return Ok(done);
        }
        let mut lent = device.lend();
        done.todos += lent.write(|conn, me| add_todos(conn, batch, file, me.now()))?;
    }
    Ok(done)
}

/// Keeps rows as tasks; says how many are new.
fn add_todos(
    conn: &Connection,
    todos: &[Todo],
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
        };
        new += usize::from(row.add(conn, now.timestamp_millis())?);
    }
    Ok(new)
}
