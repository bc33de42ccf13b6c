//! A roster becomes documents: what is sound is written, what is not is kept as a task with its original row.

use chrono::NaiveDate;
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

/// What an import wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// Documents that were made or changed.
    pub changed: usize,
    /// New tasks; rows that were tasks before are not counted.
    pub todos: usize,
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
        let kabupaten = self.kabupaten()?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan,
        };
        let workbook = Workbook::open(bytes, file)?;
        let mut previews = Vec::new();
        let mut headless = None;
        for sheet in &workbook.sheets {
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

    /// What importing these previews together would do. Writes nothing.
    pub fn plan_roster(&self, previews: &mut [Preview]) -> Result<RosterPlan, Error> {
        roster::compare(previews);
        let known = Known {
            conn: self.reader(),
            fault: std::cell::Cell::new(None),
        };
        let plan = roster::plan(previews, self.identity_rules(), &known);
        known.checked(plan)
    }

    /// Writes a plan in one transaction. `today` is the day in the office's zone from which moves and handing over hold.
    pub fn import_roster(
        &mut self,
        plan: &RosterPlan,
        file: &str,
        today: NaiveDate,
    ) -> Result<ImportDone, Error> {
        let kecamatan: std::collections::BTreeSet<&str> = plan
            .families
            .iter()
            .map(|planned| planned.family.kecamatan.as_str())
            .collect();
        let Self { store, me } = self;
        store.write(|conn| {
            me.must_be_office()?;
            for code in kecamatan {
                me.ensure_year(conn, code, chrono::Datelike::year(&today))?;
            }
            let mut done = ImportDone::default();
            for (key, patch) in patches(plan, today) {
                let purpose = me.purpose_of(conn, &key, &patch)?;
                done.changed += usize::from(me.edit(conn, &key, &purpose, &patch)?.is_some());
            }
            for todo in &plan.todos {
                let json = serde_json::to_string(todo)
                    .map_err(|_| StoreError::Damaged("task of a roster"))?;
                let row = RosterTodoRow {
                    id: *todo.id.as_bytes(),
                    file: file.to_owned(),
                    json,
                };
                done.todos += usize::from(row.add(conn, me.now().timestamp_millis())?);
            }
            Ok(done)
        })
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
        let known = Known {
            conn: self.reader(),
            fault: std::cell::Cell::new(None),
        };
        let family = match roster::resolve(todo, correction, &context, &known) {
            Ok(family) => family,
            Err(faults) => return known.checked(Err(faults)),
        };
        let plan = match roster::plan::plan_one(&family, self.identity_rules(), &known) {
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

    fn kabupaten(&self) -> Result<String, Error> {
        self.reader()
            .query_row("SELECT kabupaten FROM rm_office", [], |row| row.get(0))
            .optional()?
            .ok_or(Error::Missing("office document"))
    }
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

/// What is there already, as the read model has it. A fault of the database is kept and told at the end.
struct Known<'c> {
    conn: &'c Connection,
    fault: std::cell::Cell<Option<rusqlite::Error>>,
}

const FAMILY: &str = "SELECT doc, name, nik, kk, pkh_id, address, desa, kecamatan, phone, tahap,
        hamil, aud, sd, smp, sma, disabilitas, lansia,
        (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1),
        (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1)
    FROM rm_family f";

impl Known<'_> {
    fn checked<T>(&self, value: T) -> Result<T, Error> {
        self.fault
            .take()
            .map_or(Ok(value), |fault| Err(fault.into()))
    }

    fn told<T>(&self, read: rusqlite::Result<T>) -> Option<T> {
        read.map_err(|fault| self.fault.set(Some(fault))).ok()
    }

    fn family(&self, column: &str, value: &str) -> Option<KnownFamily> {
        let read = || {
            let found: Option<[u8; 16]> = self
                .conn
                .prepare_cached(&format!(
                    "SELECT doc FROM rm_family WHERE {column} = ?1 ORDER BY same_as IS NOT NULL, doc LIMIT 1"
                ))?
                .query_row([value], |row| row.get(0))
                .optional()?;
            let Some(found) = found.map(Uuid::from_bytes) else {
                return Ok(None);
            };
            // What a roster says of a family that is part of another, it says of that one, if she is here.
            let mut statement = self
                .conn
                .prepare_cached(&format!("{FAMILY} WHERE doc = ?1"))?;
            let mut get = |id: Uuid| {
                statement
                    .query_row([id.as_bytes()], known_family)
                    .optional()
            };
            match get(Merged::read(self.conn)?.kept(found))? {
                Some(kept) => Ok(Some(kept)),
                None => get(found),
            }
        };
        self.told(read()).flatten()
    }
}

impl Existing for Known<'_> {
    fn family_by_nik(&self, nik: &str) -> Option<KnownFamily> {
        self.family("nik", nik)
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<KnownFamily> {
        self.family("pkh_id", pkh_id)
    }

    fn group_by_name(&self, kecamatan: &str, group_key: &str) -> Option<KnownGroup> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
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
        };
        self.told(read()).flatten()
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        let read = || {
            let mut statement = self.conn.prepare_cached(
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
        };
        self.told(read()).flatten()
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
