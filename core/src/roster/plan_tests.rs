//! Importing, importing again, importing next quarter, and two devices that import the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::reference::Regions;
use crate::roster::comparison::compare;
use crate::roster::existing::{KnownFamily, KnownGroup, Nothing};
use crate::roster::fault::FaultCode;
use crate::roster::header::Header;
use crate::roster::identity::staff_key;
use crate::roster::listed::Listed;
use crate::roster::lists;
use crate::roster::mapping::Mapping;
use crate::roster::plan::{FamilyChange, GroupChange, Move};
use crate::roster::row::Context;
use crate::roster::todo::{Correction, resolve};
use crate::roster::workbook::Workbook;

/// An office after plans were carried out.
#[derive(Default, Debug, PartialEq)]
struct Office {
    families: BTreeMap<Uuid, Arc<KnownFamily>>,
    groups: BTreeMap<Uuid, (String, KnownGroup)>,
    staff: BTreeMap<(String, String), Uuid>,
    imports: usize,
}

impl Office {
    fn carry_out(&mut self, plan: &RosterPlan) {
        self.imports += 1;
        let import: Arc<str> = format!("{:06}", self.imports).into();
        for staff in &plan.staff {
            self.staff
                .insert((staff.kecamatan.clone(), staff_key(&staff.name)), staff.id);
        }
        for group in &plan.groups {
            let fresh = || KnownGroup {
                merged_into: None,
                id: group.id,
                name: group.name.clone(),
                desa: group.desa_key.clone(),
                open: true,
                pendamping: None,
                ketua: None,
                listed: Listed::default(),
            };
            let entry = self.groups.entry(group.id);
            let (_, known) = entry.or_insert_with(|| (group.kecamatan.clone(), fresh()));
            known.pendamping = group.pendamping.or(known.pendamping);
            known.ketua = group.ketua.or(known.ketua);
            known.listed.add_said(&import, group.said.clone());
        }
        for planned in &plan.families {
            let known = self.families.entry(planned.id).or_insert_with(|| {
                Arc::new(KnownFamily {
                    id: planned.id,
                    group: None,
                    record: planned.family.clone(),
                    listed: Listed::default(),
                })
            });
            let known = Arc::make_mut(known);
            known.listed.add_said(&import, planned.said.clone());
            if planned.change == FamilyChange::Unchanged {
                continue;
            }
            known.group = planned.group.or(known.group);
            let before = std::mem::replace(&mut known.record, planned.family.clone());
            // What a roster does not say is not erased.
            known.record.nik = known.record.nik.take().or(before.nik);
            known.record.pkh_id = known.record.pkh_id.take().or(before.pkh_id);
            known.record.status = known.record.status.or(before.status);
        }
    }

    fn find(&self, is_it: impl Fn(&KnownFamily) -> bool) -> Option<Arc<KnownFamily>> {
        self.families.values().find(|known| is_it(known)).cloned()
    }
}

impl Existing for Office {
    fn family_by_nik(&self, nik: &str) -> Option<Arc<KnownFamily>> {
        self.find(|known| known.record.nik.as_ref().is_some_and(|n| n.as_str() == nik))
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<Arc<KnownFamily>> {
        self.find(|known| known.record.pkh_id.as_deref() == Some(pkh_id))
    }

    fn family_by_former_nik(&self, nik: &str) -> Option<Arc<KnownFamily>> {
        self.find(|known| {
            let said = known.listed.says.get(&Field::Nik);
            said.is_some_and(|said| said == nik) || known.listed.refuses(Field::Nik, nik)
        })
    }

    fn families_by_kk(&self, kk: &str) -> Vec<Arc<KnownFamily>> {
        let families = self.families.values();
        families
            .filter(|known| known.record.kk.as_deref() == Some(kk))
            .cloned()
            .collect()
    }

    fn family(&self, id: Uuid) -> Option<Arc<KnownFamily>> {
        self.families.get(&id).cloned()
    }

    fn listed_families(&self) -> Vec<Arc<KnownFamily>> {
        self.families.values().cloned().collect()
    }

    fn groups_of(&self, kecamatan: &str) -> Vec<KnownGroup> {
        let groups = self.groups.values();
        groups
            .filter(|(of, _)| of == kecamatan)
            .map(|(_, group)| group.clone())
            .collect()
    }

    fn kecamatan_of(&self, group: Uuid) -> Option<String> {
        self.groups
            .get(&group)
            .map(|(kecamatan, _)| kecamatan.clone())
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        self.staff
            .get(&(kecamatan.to_owned(), staff_key.to_owned()))
            .copied()
    }
}

const HEAD: &str = "NO;ID PKH;NAMA;NIK;DESA;KELOMPOK;STATUS KELOMPOK;SD;STATUS;NO HP;PENDAMPING\n";

fn identity() -> Identity {
    Identity::of_office(Uuid::from_u128(7))
}

fn context() -> Context<'static> {
    Context {
        regions: Regions::own(),
        kabupaten: "72.01",
        kecamatan: Some("72.01.09"),
    }
}

fn planned(rows: &[&str], existing: &dyn Existing) -> RosterPlan {
    let csv = format!("{HEAD}{}\n", rows.join("\n"));
    let book = Workbook::open(csv.as_bytes(), "toili.csv").expect("opens");
    let header = Header::find(&book.sheets[0]).expect("a header");
    let preview = Preview::of(
        &book.sheets[0],
        &header,
        &Mapping::guess(&header),
        &context(),
    );
    plan(&[preview], identity(), existing)
}

const ANI: &str = "1;721;ANI;7201095410899881;Samalore;MELATI 1;Ketua Kelompok;1;Aktif;0812;BUDI";
const RINA: &str = "2;722;RINA;7201095410899882;Samalore;MELATI 1;Anggota;0;Aktif;;BUDI";
const SAMA: &str = "3;723;WATI;sama;Samalore;MELATI 1;Anggota;0;Aktif;;BUDI";
const BANK: &str = "4;724;BRI;7201095410899884;Samalore;MELATI 1;Anggota;0;Aktif;;BUDI";

#[test]
fn a_first_import_creates_and_a_second_changes_nothing() {
    let mut office = Office::default();
    let first = planned(&[ANI, RINA, SAMA], &office);
    assert_eq!(
        (
            first.staff.len(),
            first.groups.len(),
            first.families.len(),
            first.todos.len()
        ),
        (1, 1, 2, 1)
    );
    assert!(
        first
            .families
            .iter()
            .all(|f| f.change == FamilyChange::Create)
    );
    assert_eq!(first.groups[0].change, GroupChange::Create);
    assert_eq!(first.groups[0].ketua, Some(first.families[0].id));
    assert_eq!(first.groups[0].pendamping, Some(first.staff[0].id));
    office.carry_out(&first);

    let second = planned(&[SAMA, RINA, ANI], &office);
    assert!(
        second
            .families
            .iter()
            .all(|f| f.change == FamilyChange::Unchanged)
    );
    assert_eq!(second.groups[0].change, GroupChange::Unchanged);
    assert!(!second.staff[0].is_new);
    assert_eq!(
        second.todos[0].id, first.todos[0].id,
        "the same task, not another"
    );
}

#[test]
fn next_quarter_lists_what_differs_and_who_moved() {
    let mut office = Office::default();
    office.carry_out(&planned(&[ANI, RINA], &office));
    let next = planned(
        &["9;721;ani ;7201095410899881;SAMALORE;Melati 2;Anggota;2;Graduasi;-;CICI"],
        &office,
    );
    let FamilyChange::Update { fields, moved } = &next.families[0].change else {
        panic!("updated")
    };
    let listed: Vec<_> = fields
        .iter()
        .map(|f| (f.field, f.was.as_deref(), f.now.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (Field::Sd, Some("1"), "2"),
            (Field::Status, Some("aktif"), "graduasi")
        ]
    );
    let melati_1 = identity().group("72.01.09", Some("72.01.09.2036"), "MELATI 1");
    assert_eq!(
        *moved,
        Some(Move {
            from: Some(melati_1),
            to: identity().group("72.01.09", Some("72.01.09.2036"), "MELATI 2")
        })
    );
}

#[test]
fn a_group_that_is_handed_over_says_so() {
    let mut office = Office::default();
    office.carry_out(&planned(&[ANI, RINA], &office));
    let next = planned(
        &[&ANI.replace("BUDI", "CICI"), &RINA.replace("BUDI", "CICI")],
        &office,
    );
    assert_eq!(
        next.groups[0].change,
        GroupChange::Update {
            pendamping: true,
            ketua: false
        }
    );
    assert!(
        next.families
            .iter()
            .all(|f| f.change == FamilyChange::Unchanged)
    );
}

#[test]
fn the_same_id_pkh_with_another_nik_is_asked_about() {
    let mut office = Office::default();
    office.carry_out(&planned(&[ANI, RINA], &office));
    let other = planned(
        &[&ANI.replace("7201095410899881", "7201095410899889")],
        &office,
    );
    assert_eq!(
        other.todos[0].faults.last().map(|f| f.code),
        Some(FaultCode::NikDiffers)
    );
    assert_eq!(
        other.todos[0].known,
        office.family_by_pkh("721").map(|known| known.id)
    );
    let crossed = planned(&[&ANI.replace("721;", "722;")], &office);
    assert_eq!(
        crossed.todos[0].faults.last().map(|f| f.code),
        Some(FaultCode::IdentityClash)
    );
    assert!(other.families.is_empty() && crossed.families.is_empty());
}

#[test]
fn a_nik_that_another_family_has_is_asked_about() {
    let mut office = Office::default();
    office.carry_out(&planned(&[ANI], &office));
    let other = planned(
        &["1;729;TUTI;7201095410899881;Cendana;MELATI 9;;;;;"],
        &office,
    );
    assert_eq!(
        other.todos[0].faults.last().map(|f| f.code),
        Some(FaultCode::NikDuplicate)
    );
    let renumbered = planned(
        &["1;729;ANI;7201095410899881;Samalore;MELATI 1;;;;;"],
        &office,
    );
    assert!(
        renumbered.todos.is_empty(),
        "the same name and NIK: her ID PKH changed"
    );
}

#[test]
fn a_task_that_was_done_does_not_come_back() {
    let mut office = Office::default();
    let first = planned(&[ANI, SAMA, BANK], &office);
    office.carry_out(&first);
    let fixes = [
        Correction {
            without_nik: true,
            ..Correction::default()
        },
        Correction {
            values: BTreeMap::from([(Field::Name, "TUTI".to_owned())]),
            without_nik: false,
        },
    ];
    for (todo, fix) in first.todos.iter().zip(&fixes) {
        let family = resolve(todo, fix, &context(), &office).expect("sound now");
        let plan =
            plan_one(&family, identity(), &office, &Answers::new()).expect("nobody is in the way");
        assert_eq!(plan.families[0].change, FamilyChange::Create);
        assert_eq!(
            plan.families[0].group,
            first.groups.first().map(|g| g.id),
            "the group that is there"
        );
        office.carry_out(&plan);
    }
    let again = planned(&[ANI, SAMA, BANK], &office);
    assert!(again.todos.is_empty());
    assert!(
        again
            .families
            .iter()
            .all(|f| f.change == FamilyChange::Unchanged),
        "{:?}",
        again.families
    );
    let with_nik = planned(&[&SAMA.replace("sama", "7201095410899883")], &office);
    assert_eq!(
        with_nik.families[0].id, again.families[1].id,
        "her NIK, found later, makes no second family"
    );
    assert!(
        matches!(&with_nik.families[0].change, FamilyChange::Update { fields, .. } if fields[0].field == Field::Nik)
    );
}

#[test]
fn a_correction_is_checked_like_a_row() {
    let mut office = Office::default();
    let first = planned(
        &[
            ANI,
            SAMA,
            &RINA.replace("7201095410899882", "7201095410899881"),
        ],
        &office,
    );
    office.carry_out(&first);
    let refused = |todo: &Todo, values: &[(Field, &str)], without_nik| {
        let values = values
            .iter()
            .map(|(field, text)| (*field, (*text).to_owned()))
            .collect();
        let faults = resolve(
            todo,
            &Correction {
                values,
                without_nik,
            },
            &context(),
            &office,
        )
        .err()
        .unwrap_or_default();
        faults
            .iter()
            .map(|fault| fault.code.as_str())
            .collect::<Vec<_>>()
    };
    let [sama, twice] = first.todos.as_slice() else {
        panic!("two tasks")
    };
    assert_eq!(refused(sama, &[], false), ["nik_missing"]);
    assert_eq!(refused(sama, &[(Field::Nik, "123")], false), ["nik_length"]);
    assert_eq!(
        refused(sama, &[(Field::Nik, "7201095410899881")], false),
        ["nik_duplicate"],
        "another family's"
    );
    assert_eq!(refused(sama, &[(Field::PkhId, "")], true), ["no_identity"]);
    assert_eq!(
        refused(sama, &[(Field::Nik, "7201095410899883")], false),
        [""; 0]
    );
    assert_eq!(refused(twice, &[], false), ["nik_duplicate"]);
    assert_eq!(refused(twice, &[], true), [""; 0]);
    assert_eq!(
        refused(twice, &[(Field::Nik, "7201095410899882")], false),
        [""; 0]
    );
}

#[test]
fn a_task_keeps_the_whole_row_and_survives_storage() {
    let todo = planned(&[SAMA], &Nothing).todos.remove(0);
    assert!(
        todo.original
            .contains(&("NIK".to_owned(), "sama".to_owned()))
    );
    assert_eq!((todo.place.sheet.as_str(), todo.place.row), ("toili", 2));
    let json = serde_json::to_string(&todo).expect("writes");
    assert_eq!(serde_json::from_str::<Todo>(&json).expect("reads"), todo);
}

/// The office's three rosters at once: every row is a family or a task, and the second import asks the same and changes nothing.
#[test]
fn the_offices_rosters_are_imported_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/rosters");
    let mut previews = Vec::new();
    for name in ["kpm-toili.xlsx", "kpm-luwuk.xlsx", "kpm-nambo.xlsx"] {
        let Ok(bytes) = std::fs::read(format!("{folder}/{name}")) else {
            eprintln!("not imported: the office's rosters are not on this machine");
            return;
        };
        let book = Workbook::open(&bytes, name).expect("opens");
        let (sheet, header) = lists(&book).expect("has a list").remove(0);
        let context = Context {
            kecamatan: None,
            ..context()
        };
        previews.push(Preview::of(
            sheet,
            &header,
            &Mapping::guess(&header),
            &context,
        ));
    }
    compare(&mut previews);
    let mut office = Office::default();
    let first = plan(&previews, identity(), &office);
    let rows: usize = previews.iter().map(|preview| preview.counts.rows).sum();
    assert_eq!(first.families.len() + first.todos.len(), rows);
    assert_eq!(
        first.todos.len(),
        previews
            .iter()
            .map(|preview| preview.counts.todo)
            .sum::<usize>()
    );
    assert!(
        first
            .groups
            .iter()
            .all(|group| group.pendamping.is_some() && group.desa.is_some())
    );
    office.carry_out(&first);
    let second = plan(&previews, identity(), &office);
    assert!(
        second
            .families
            .iter()
            .all(|family| family.change == FamilyChange::Unchanged)
    );
    assert!(
        second
            .groups
            .iter()
            .all(|group| group.change == GroupChange::Unchanged)
    );
    let ids = |plan: &RosterPlan| plan.todos.iter().map(|todo| todo.id).collect::<Vec<_>>();
    assert_eq!(ids(&second), ids(&first));
}

fn rows() -> impl Strategy<Value = Vec<String>> {
    let row = (
        0..6_u8,
        0..8_u8,
        prop_oneof!["ANI", "RINA", "BRI", "ANI  "],
        1..4_u8,
        0..3_u8,
    );
    let row = row.prop_map(|(pkh, nik, name, group, sd)| {
        let nik = if nik == 0 {
            "sama".to_owned()
        } else {
            format!("720109541089988{nik}")
        };
        let pkh = if pkh == 0 {
            String::new()
        } else {
            format!("72{pkh}")
        };
        format!("1;{pkh};{name};{nik};Samalore;MELATI {group};Anggota;{sd};Aktif;;BUDI")
    });
    proptest::collection::vec(row, 1..12)
}

proptest! {
    /// Whatever a roster holds, importing it twice makes nobody twice, and nobody is dropped.
    #[test]
    fn nobody_is_duplicated_and_no_row_is_lost(rows in rows()) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut office = Office::default();
        let first = planned(&rows, &office);
        let again = planned(&rows, &Nothing);
        prop_assert_eq!(&first, &again, "two devices plan the same");
        let ids: BTreeSet<Uuid> = first.families.iter().map(|f| f.id).collect();
        prop_assert_eq!(ids.len(), first.families.len());
        office.carry_out(&first);
        let second = planned(&rows, &office);
        prop_assert!(second.families.iter().all(|f| f.change == FamilyChange::Unchanged), "{:?}", second.families);
        let ids_after: BTreeSet<Uuid> = second.families.iter().map(|f| f.id).collect();
        prop_assert_eq!(ids, ids_after);
    }
}
