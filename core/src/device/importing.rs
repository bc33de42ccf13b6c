//! A roster becomes documents: what is sound is written, what is not is kept as a task with its original row.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::Device;
use crate::documents::{
    Component, DocKey, FamilyPatch, GroupPatch, Patch, Set, Since, StaffPatch, Status,
};
use crate::error::Error;
use crate::readmodel::Merged;
use crate::reference::Regions;
use crate::roster::plan::{
    FamilyChange, FamilyPlan, GroupChange, GroupPlan, RosterPlan, StaffPlan,
};
use crate::roster::{
    self, Context, Correction, Existing, Field, Header, Identity, KnownFamily, KnownGroup, Mapping,
    Preview, RosterFamily, Todo, Workbook,
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
        preview_roster(&self.kabupaten()?, bytes, file, kecamatan, &mut |_, _| {
            Ok(())
        })
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
        self.store
            .write(|conn| RosterTodoRow::done(conn, todo.id.as_bytes()).map_err(Error::from))?;
        Ok(Ok(done))
    }

    pub(crate) fn identity_rules(&self) -> Identity {
        Identity::of_office(self.me.namespace())
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

/// [`Device::preview_roster`] in an office of `kabupaten`, a sheet a step.
pub(crate) fn preview_roster(
    kabupaten: &str,
    bytes: &[u8],
    file: &str,
    kecamatan: Option<&str>,
    steps: &mut Steps<'_>,
) -> Result<Vec<Preview>, Error> {
    let context = Context {
        regions: Regions::own(),
        kabupaten,
        kecamatan,
    };
    let workbook = Workbook::open(bytes, file)?;
    let total = workbook.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let mut rows = 0;
    let mut previews = Vec::new();
    let mut headless = None;
    for sheet in &workbook.sheets {
        steps(rows, total)?;
        rows += sheet.rows.len();
        match Header::find(sheet) {
            Ok(header) => {
                let mapping = Mapping::guess(&header);
                previews.push(Preview::of(sheet, &header, &mapping, &context));
            }
            // A cover sheet or a list of codes beside the roster is no fault of the file.
            Err(fault) => headless = headless.or(Some(fault)),
        }
    }
    match headless {
        Some(fault) if previews.is_empty() => Err(fault.into()),
        _ => Ok(previews),
    }
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
    {
        let mut lent = device.lend();
        let Device { store, me } = &mut *lent;
        store.write(|conn| {
            me.must_be_office()?;
            for code in kecamatan {
                me.ensure_year(conn, code, chrono::Datelike::year(&today))?;
            }
            Ok::<_, Error>(())
        })?;
    }
    for (no, batch) in patches.chunks(BATCH).enumerate() {
        done.stopped = no > 0 && steps(no * BATCH, total).is_err();
        if done.stopped {
            return Ok(done);
        }
        let mut lent = device.lend();
        let Device { store, me } = &mut *lent;
        let written = store.write(|conn| {
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
        let Device { store, me } = &mut *lent;
        done.todos += store.write(|conn| add_todos(conn, batch, file, me.now()))?;
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

fn patches(plan: &RosterPlan, today: NaiveDate) -> Vec<(DocKey, Patch)> {
    let staff = plan.staff.iter().map(staff_patch);
    let groups = plan
        .groups
        .iter()
        .filter_map(|group| group_patch(group, today));
    let families = plan
        .families
        .iter()
        .filter_map(|family| family_patch(family, today));
    staff.chain(groups).chain(families).collect()
}

fn staff_patch(planned: &StaffPlan) -> (DocKey, Patch) {
    let mut patch = StaffPatch {
        kecamatan: [(planned.kecamatan.clone(), Some(true))].into(),
        ..StaffPatch::default()
    };
    if planned.is_new {
        patch.name = Set::To(planned.name.clone());
        patch.role = Set::To("pendamping".into());
    }
    (DocKey::Staff(planned.id), patch.into())
}

fn group_patch(planned: &GroupPlan, today: NaiveDate) -> Option<(DocKey, Patch)> {
    let mut patch = GroupPatch::default();
    let (hand_over, new_ketua, since) = match planned.change {
        GroupChange::Unchanged => return None,
        GroupChange::Create => {
            patch.name = Set::To(planned.name.clone());
            patch.kecamatan = Set::To(planned.kecamatan.clone());
            patch.desa = planned
                .desa
                .as_ref()
                .map_or(Set::Keep, |desa| Set::To(desa_of(desa)));
            (true, true, Since(None))
        }
        GroupChange::Update { pendamping, ketua } => (pendamping, ketua, Since(Some(today))),
    };
    if let Some(pendamping) = planned.pendamping.filter(|_| hand_over) {
        patch.pendamping.insert(since, Some(pendamping));
    }
    if let Some(ketua) = planned.ketua.filter(|_| new_ketua) {
        patch.ketua = Set::To(ketua);
    }
    Some((DocKey::Group(planned.id), patch.into()))
}

fn family_patch(planned: &FamilyPlan, today: NaiveDate) -> Option<(DocKey, Patch)> {
    let (since, moves) = match &planned.change {
        FamilyChange::Unchanged => return None,
        FamilyChange::Create => (Since(None), true),
        FamilyChange::Update { moved, .. } => (Since(Some(today)), moved.is_some()),
    };
    let changed = |field: Field| match &planned.change {
        FamilyChange::Create => true,
        FamilyChange::Update { fields, .. } => fields.iter().any(|change| change.field == field),
        FamilyChange::Unchanged => false,
    };
    let family = &planned.family;
    // What the roster does not say is never erased.
    let said = |field: Field, value: Option<String>| match value.filter(|_| changed(field)) {
        Some(value) => Set::To(value),
        None => Set::Keep,
    };
    let mut patch = FamilyPatch {
        name: said(Field::Name, Some(family.name.clone())),
        nik: said(
            Field::Nik,
            family.nik.as_ref().map(|nik| nik.as_str().to_owned()),
        ),
        kk: said(Field::Kk, family.kk.clone()),
        pkh_id: said(Field::PkhId, family.pkh_id.clone()),
        address: said(Field::Address, family.address.clone()),
        desa: said(Field::Desa, family.desa.as_ref().map(desa_of)),
        kecamatan: said(Field::Kecamatan, Some(family.kecamatan.clone())),
        phone: said(Field::Phone, family.phone.clone()),
        tahap: said(Field::Tahap, family.tahap.clone()),
        ..FamilyPatch::default()
    };
    for (field, component) in COMPONENTS {
        if let Some(count) = family.components.get(field).filter(|_| changed(field)) {
            patch.components.insert(component, Some(count));
        }
    }
    if let Some(group) = planned.group.filter(|_| moves) {
        patch.groups.insert(since, Some(group));
    }
    if let Some(status) = family.status.filter(|_| changed(Field::Status)) {
        patch.statuses.insert(since, Some(status_of(status)));
    }
    Some((DocKey::Family(planned.id), patch.into()))
}

const COMPONENTS: [(Field, Component); 7] = [
    (Field::Hamil, Component::Hamil),
    (Field::Aud, Component::Aud),
    (Field::Sd, Component::Sd),
    (Field::Smp, Component::Smp),
    (Field::Sma, Component::Sma),
    (Field::Disabilitas, Component::Disabilitas),
    (Field::Lansia, Component::Lansia),
];

/// The code where the list of regions knows the desa, otherwise its name as it was written.
fn desa_of(desa: &roster::Desa) -> String {
    desa.code.clone().unwrap_or_else(|| desa.name.clone())
}

fn status_of(status: roster::Status) -> Status {
    match status {
        roster::Status::Aktif => Status::Aktif,
        roster::Status::TidakAktif => Status::TidakAktif,
        roster::Status::Graduasi => Status::Graduasi,
    }
}

/// What is there already, as the read model has it at the moment of each question. A fault of the database is kept and told at
/// the end.
struct Known<'d, D> {
    device: RefCell<&'d mut D>,
    fault: Cell<Option<rusqlite::Error>>,
}

const FAMILY: &str = "SELECT doc, name, nik, kk, pkh_id, address, desa, kecamatan, phone, tahap,
        hamil, aud, sd, smp, sma, disabilitas, lansia,
        (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1),
        (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1)
    FROM rm_family f";

impl<'d, D: Lend> Known<'d, D> {
    fn of(device: &'d mut D) -> Self {
        Self {
            device: RefCell::new(device),
            fault: Cell::new(None),
        }
    }

    fn checked<T>(&self, value: T) -> Result<T, Error> {
        self.fault
            .take()
            .map_or(Ok(value), |fault| Err(fault.into()))
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<Option<T>>,
    ) -> Option<T> {
        let mut device = self.device.borrow_mut();
        let answer = question(device.lend().reader());
        answer
            .map_err(|fault| self.fault.set(Some(fault)))
            .ok()
            .flatten()
    }

    fn family(&self, column: &str, value: &str) -> Option<KnownFamily> {
        self.ask(|conn| {
            let found: Option<[u8; 16]> = conn
                .prepare_cached(&format!(
                    "SELECT doc FROM rm_family WHERE {column} = ?1 ORDER BY same_as IS NOT NULL, doc LIMIT 1"
                ))?
                .query_row([value], |row| row.get(0))
                .optional()?;
            let Some(found) = found.map(Uuid::from_bytes) else {
                return Ok(None);
            };
            // What a roster says of a family that is part of another, it says of that one, if she is here.
            let mut statement = conn.prepare_cached(&format!("{FAMILY} WHERE doc = ?1"))?;
            let mut get = |id: Uuid| {
                statement
                    .query_row([id.as_bytes()], known_family)
                    .optional()
            };
            match get(Merged::read(conn)?.kept(found))? {
                Some(kept) => Ok(Some(kept)),
                None => get(found),
            }
        })
    }
}

impl<D: Lend> Existing for Known<'_, D> {
    fn family_by_nik(&self, nik: &str) -> Option<KnownFamily> {
        self.family("nik", nik)
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<KnownFamily> {
        self.family("pkh_id", pkh_id)
    }

    fn group_by_name(&self, kecamatan: &str, group_key: &str) -> Option<KnownGroup> {
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT doc, name, ketua,
                    (SELECT staff FROM rm_group_pendamping p WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1)
                 FROM rm_group g WHERE kecamatan = ?1 AND closed IS NULL ORDER BY doc",
            )?;
            let mut rows = statement.query([kecamatan])?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(1)?;
                if roster::identity::group_key(&name) == group_key {
                    return Ok(Some(KnownGroup {
                        id: Uuid::from_bytes(row.get(0)?),
                        ketua: row.get::<_, Option<[u8; 16]>>(2)?.map(Uuid::from_bytes),
                        pendamping: row.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes),
                    }));
                }
            }
            Ok(None)
        })
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.doc, name FROM rm_staff s JOIN rm_staff_kecamatan k ON k.doc = s.doc
                 WHERE kecamatan = ?1 ORDER BY s.doc",
            )?;
            let mut rows = statement.query([kecamatan])?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(1)?;
                if roster::identity::staff_key(&name) == staff_key {
                    return Ok(Some(Uuid::from_bytes(row.get(0)?)));
                }
            }
            Ok(None)
        })
    }
}

fn known_family(row: &rusqlite::Row<'_>) -> rusqlite::Result<KnownFamily> {
    let desa: String = row.get(6)?;
    let mut record = RosterFamily {
        name: row.get(1)?,
        nik: row
            .get::<_, Option<String>>(2)?
            .and_then(|nik| nik.try_into().ok()),
        kk: row.get(3)?,
        pkh_id: row.get(4)?,
        address: row.get(5)?,
        desa: (!desa.is_empty()).then(|| match Regions::own().get(&desa) {
            Some(region) => roster::Desa {
                code: Some(desa.clone()),
                name: region.name.clone(),
            },
            None => roster::Desa {
                code: None,
                name: desa.clone(),
            },
        }),
        kecamatan: row.get(7)?,
        phone: row.get(8)?,
        tahap: row.get(9)?,
        status: row
            .get::<_, Option<String>>(18)?
            .and_then(|word| roster::Status::of_label(&word)),
        ..RosterFamily::default()
    };
    for (column, (field, _)) in (10..).zip(COMPONENTS) {
        record.components.set(field, Some(row.get(column)?));
    }
    Ok(KnownFamily {
        id: Uuid::from_bytes(row.get(0)?),
        group: row.get::<_, Option<[u8; 16]>>(17)?.map(Uuid::from_bytes),
        record,
    })
}
