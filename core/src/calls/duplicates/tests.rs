//! Families that are one: found, merged, counted once, unmerged; harmless whoever merged what into what at the same time.

use uuid::Uuid;

use super::{DuplicatePair, Duplicates, Likeness, MergeFamilies, UnmergeFamily};
use crate::calls::families::{Families, Family};
use crate::calls::rekap::ReadRekap;
use crate::calls::{Act, Look, Work};
use crate::device::Device;
use crate::documents::{DocKey, FamilyPatch, Mark, Set};
use crate::error::ApiError;
use crate::stage::{Station, TOILI, Toili, marks};
use crate::work::unwatched;

fn pairs(device: &Device) -> Vec<DuplicatePair> {
    Duplicates {}.look(device).unwrap()
}

fn merge(device: &mut Device, merge: Uuid, keep: Uuid) -> Result<(), &'static str> {
    let done = MergeFamilies { keep, merge }.act(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn unmerge(device: &mut Device, id: Uuid) -> Result<(), &'static str> {
    let done = UnmergeFamily { id }.act(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn edit(device: &mut Device, family: Uuid, change: impl FnOnce(&mut FamilyPatch)) {
    let mut patch = FamilyPatch::default();
    change(&mut patch);
    device.edit(&DocKey::Family(family), &patch.into()).unwrap();
}

/// Families of one desa with names of their own.
fn scene(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let names = ["SITI AMINAH", "HASNA TAMRIN", "WAYAN PUTRI", "MARIA LATIF"];
    for (family, name) in toili.group.families.clone().into_iter().zip(names) {
        let device = &mut toili.stage.office.device;
        edit(device, family, |patch| patch.name = Set::To(name.into()));
    }
    toili
}

/// Families, hadir and tidak hadir of October, and names in the list.
fn counted(device: &Device) -> ([u32; 3], Vec<String>) {
    let month = "2026-10".to_owned();
    let total = ReadRekap { month }.look(device).unwrap().rekap.total;
    let page = Families {
        search: String::new(),
        kecamatan: None,
        group: None,
        status: None,
        offset: 0,
        limit: 500,
    };
    let rows = page.look(device).unwrap().rows.into_iter();
    (
        [total.families, total.hadir, total.tidak_hadir],
        rows.map(|row| row.name).collect(),
    )
}

#[test]
fn families_are_set_side_by_side_with_what_they_have_in_common() {
    let mut toili = scene(1101);
    let device = &mut toili.stage.office.device;
    assert!(pairs(device).is_empty(), "four different people");
    let [siti, hasna, wayan, maria] = toili.group.families[..] else {
        panic!("four families")
    };
    let nik = |last: &str| format!("720109410780{last}");
    edit(device, siti, |patch| patch.nik = Set::To(nik("0001")));
    edit(device, hasna, |patch| patch.nik = Set::To(nik("0001")));
    edit(device, wayan, |patch| patch.pkh_id = Set::To("72".into()));
    edit(device, maria, |patch| patch.pkh_id = Set::To("72".into()));
    let found = pairs(device);
    let why: Vec<&[Likeness]> = found.iter().map(|pair| &pair.why[..]).collect();
    assert_eq!(why, [&[Likeness::Nik][..], &[Likeness::PkhId][..]]);
    let ids = [found[0].a.row.id, found[0].b.row.id];
    assert!(ids.contains(&siti) && ids.contains(&hasna) && !found[0].merged);
    // A name spelled a little differently in the same desa, or on the same card.
    edit(device, hasna, |patch| {
        patch.nik = Set::Clear;
        patch.name = Set::To("SITI AMINNAH".into());
    });
    edit(device, maria, |patch| {
        patch.pkh_id = Set::Clear;
        patch.kk = Set::To("7201090101150001".into());
        patch.name = Set::To("WAYAN PUTRI SARI".into());
    });
    edit(device, wayan, |patch| {
        patch.kk = Set::To("7201090101150001".into());
    });
    let found = pairs(device);
    let why: Vec<&[Likeness]> = found.iter().map(|pair| &pair.why[..]).collect();
    assert_eq!(why[0][0], Likeness::Kk);
    assert_eq!(why[1], [Likeness::NameAndDesa]);
    assert_eq!(found.len(), 2);
    // Two sound NIK are two people of one name; a slip of the pen is not.
    edit(device, hasna, |patch| patch.nik = Set::To(nik("9999")));
    assert_eq!(pairs(device).len(), 1);
    edit(device, hasna, |patch| patch.nik = Set::To(nik("0002")));
    assert_eq!(pairs(device).len(), 2);
    // Another desa is another family.
    edit(device, hasna, |patch| {
        patch.desa = Set::To("72.01.09.2002".into());
    });
    assert_eq!(pairs(device).len(), 1);
}

#[test]
fn a_merged_family_is_counted_once_with_the_marks_of_both() {
    let mut toili = scene(1102);
    let [siti, hasna, wayan, _] = toili.group.families[..] else {
        panic!("four families")
    };
    let meeting = toili.group.meeting(1);
    let office = &mut toili.stage.office.device;
    let patch = marks([(siti, Mark::Hadir), (wayan, Mark::Alfa)]);
    office.edit(&meeting, &patch).unwrap();
    assert_eq!(counted(office).0, [4, 1, 3]);
    merge(office, siti, hasna).unwrap();
    let (figures, names) = counted(office);
    assert_eq!(figures, [3, 1, 2], "her mark counts for the kept one");
    assert_eq!(names, ["HASNA TAMRIN", "MARIA LATIF", "WAYAN PUTRI"]);
    // Where the kept one has a mark of her own, that one counts.
    office
        .edit(&meeting, &marks([(hasna, Mark::Sakit)]))
        .unwrap();
    assert_eq!(counted(office).0, [3, 0, 3]);
    let view = Family { id: siti }.look(office).unwrap();
    assert_eq!(view.same_as, Some(hasna));
    let view = Family { id: hasna }.look(office).unwrap();
    assert_eq!((view.same_as, view.attendance.len()), (None, 1));
    assert_eq!(view.attendance[0].mark, Some(Mark::Sakit));
    let found = pairs(office);
    assert_eq!(found.len(), 1);
    assert!(found[0].merged);
    assert_eq!((found[0].a.row.id, found[0].b.row.id), (hasna, siti));
    // On her phone too, and back again as it was.
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(counted(&toili.phone.device).0, [3, 0, 3]);
    let office = &mut toili.stage.office.device;
    unmerge(office, siti).unwrap();
    assert_eq!(counted(office).0, [4, 1, 3]);
    assert_eq!(counted(office).1.len(), 4);
    assert!(pairs(office).is_empty());
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(counted(&toili.phone.device).0, [4, 1, 3]);
}

#[test]
fn her_mark_in_another_group_counts_for_the_kept_one() {
    let mut toili = scene(1103);
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    let dahlia = toili.stage.group(TOILI, "DAHLIA", ani, 2);
    let office = &mut toili.stage.office.device;
    let (part, kept) = (dahlia.families[0], toili.group.families[0]);
    let meeting = dahlia.meeting(2);
    let all = marks(dahlia.families.iter().map(|family| (*family, Mark::Hadir)));
    office.edit(&meeting, &all).unwrap();
    assert_eq!(counted(office).0, [6, 2, 4]);
    merge(office, part, kept).unwrap();
    assert_eq!(counted(office).0, [5, 2, 3]);
    let rekap = ReadRekap {
        month: "2026-10".into(),
    };
    let rekap = rekap.look(office).unwrap().rekap;
    assert!(
        rekap.unmatched.is_empty() && rekap.notes.is_empty(),
        "{rekap:?}"
    );
}

#[test]
fn what_would_go_round_in_a_circle_is_refused() {
    let mut toili = scene(1104);
    let [a, b, c, _] = toili.group.families[..] else {
        panic!("four families")
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(merge(office, a, a), Err("merge_circle"));
    merge(office, a, b).unwrap();
    merge(office, b, c).unwrap();
    assert_eq!(merge(office, c, a), Err("merge_circle"));
    assert_eq!(merge(office, c, b), Err("merge_circle"));
    assert_eq!(counted(office).0[0], 2, "a chain counts once");
    assert_eq!(merge(office, a, Uuid::from_u128(4)), Err("missing"));
    assert_eq!(unmerge(office, toili.group.id), Err("missing"));
    assert_eq!(merge(&mut toili.phone.device, a, b), Err("not_allowed"));
    // Taken back in the middle, the first stays part of the second.
    let office = &mut toili.stage.office.device;
    unmerge(office, b).unwrap();
    unmerge(office, b).unwrap();
    assert_eq!(counted(office).0[0], 3);
}

#[test]
fn merged_into_each_other_at_the_same_time_the_smaller_id_is_kept_everywhere() {
    let mut toili = scene(1105);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let (a, b) = (toili.group.families[0], toili.group.families[1]);
    merge(&mut toili.stage.office.device, a, b).unwrap();
    merge(&mut second.device, b, a).unwrap();
    for _ in 0..2 {
        toili.synced_office();
        second.synced(&mut toili.stage.relay);
    }
    toili.synced_phone();
    let names = |station: &Station| counted(&station.device);
    let expected = names(&toili.stage.office);
    assert_eq!(expected.0[0], 3);
    assert_eq!(names(&second), expected);
    assert_eq!(names(&toili.phone), expected);
    let kept = a.min(b);
    let view = Family { id: kept }.look(&second.device).unwrap();
    assert_eq!(view.same_as, None);
    // Either merge can be taken back.
    let office = &mut toili.stage.office.device;
    unmerge(office, kept).unwrap();
    assert_eq!(counted(office), expected);
    unmerge(office, a.max(b)).unwrap();
    assert_eq!(counted(office).0[0], 4);
}

#[test]
fn a_roster_that_names_a_merged_family_speaks_of_the_kept_one() {
    let mut toili = scene(1106);
    let (part, kept) = (toili.group.families[0], toili.group.families[1]);
    let office = &mut toili.stage.office.device;
    edit(office, part, |patch| patch.pkh_id = Set::To("72001".into()));
    merge(office, part, kept).unwrap();
    let path = toili.stage.dir.path().join("kpm.csv");
    let list = "ID PKH;NAMA PENGURUS;NIK;KECAMATAN;KELOMPOK;NO HP\n\
                72001;HASNA TAMRIN;7201094107800001;Toili;MELATI;0811\n";
    std::fs::write(&path, list).unwrap();
    let import = crate::calls::importing::ImportRoster {
        path,
        profile: None,
        hire: false,
        answers: Vec::new(),
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(import.work(office, &mut unwatched).unwrap().families, 1);
    let view = Family { id: kept }.look(office).unwrap();
    assert_eq!(view.phone.as_deref(), Some("0811"));
    assert_eq!(view.pkh_id.as_deref(), Some("72001"));
    assert_eq!(counted(office).0[0], 3);
}
