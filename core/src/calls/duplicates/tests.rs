//! Families that are one: found, merged, counted once, unmerged; harmless whoever merged what into what at the same time.

use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use uuid::Uuid;

use super::{
    DuplicatePair, Duplicates, Likeness, MaybeSameFamily, MergeFamilies, NewPengurus,
    NotSameFamily, UnmergeFamily,
};
use crate::calls::families::{Families, Family};
use crate::calls::rekap::ReadRekap;
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{DocKey, FamilyPatch, Mark};
use crate::testkit::{Station, TOILI, Toili, marks};

fn pairs(device: &Device) -> Vec<DuplicatePair> {
    Duplicates {}.answer(device).unwrap()
}

fn merge(device: &mut Device, merge: Uuid, keep: Uuid) -> Result<(), &'static str> {
    let done = MergeFamilies { keep, merge }.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn unmerge(device: &mut Device, id: Uuid) -> Result<(), &'static str> {
    let done = UnmergeFamily { id }.run(device);
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
    let total = ReadRekap { month }.answer(device).unwrap().rekap.total;
    let page = Families {
        search: String::new(),
        kecamatan: None,
        group: None,
        status: None,
        offset: 0,
        limit: 500,
    };
    let rows = page.answer(device).unwrap().rows.into_iter();
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
    let desa = Likeness::Desa;
    assert_eq!(why, [[Likeness::Nik, desa], [Likeness::PkhId, desa]]);
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
    assert_eq!(why[0], [Likeness::Kk, Likeness::NameAlmost, desa]);
    assert_eq!(why[1], [Likeness::NameAlmost, desa]);
    assert_eq!(found.len(), 2);
    // Two sound NIK are two people of one name; a slip of the pen is not.
    edit(device, hasna, |patch| patch.nik = Set::To(nik("9999")));
    assert_eq!(pairs(device).len(), 1);
    edit(device, hasna, |patch| patch.nik = Set::To(nik("0002")));
    assert_eq!(pairs(device).len(), 2);
    // Another desa is another family, but under a NIK that was mistyped.
    edit(device, hasna, |patch| {
        patch.desa = Set::To("72.01.09.2002".into());
    });
    let found = pairs(device);
    let almost = [Likeness::NikAlmost, Likeness::NameAlmost];
    assert!(found.iter().any(|pair| pair.why == almost), "{found:?}");
    edit(device, hasna, |patch| patch.nik = Set::Clear);
    assert_eq!(pairs(device).len(), 1);
    // On one card there is one family, whatever the names; a name alone in two desa says nothing.
    edit(device, hasna, |patch| {
        patch.kk = Set::To("7201090101150001".into());
        patch.name = Set::To("ROSMINI".into());
    });
    let why: Vec<Vec<Likeness>> = pairs(device).into_iter().map(|pair| pair.why).collect();
    let card = |why: &&Vec<Likeness>| why[0] == Likeness::Kk;
    assert_eq!((why.len(), why.iter().filter(card).count()), (3, 3));
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
    // Where the kept one has a mark of its own, that one counts.
    office
        .edit(&meeting, &marks([(hasna, Mark::Sakit)]))
        .unwrap();
    assert_eq!(counted(office).0, [3, 0, 3]);
    let view = Family { id: siti }.answer(office).unwrap();
    assert_eq!(view.same_as, Some(hasna));
    let view = Family { id: hasna }.answer(office).unwrap();
    assert_eq!((view.same_as, view.attendance.len()), (None, 1));
    assert_eq!(view.attendance[0].mark, Some(Mark::Sakit));
    let found = pairs(office);
    assert_eq!(found.len(), 1);
    assert!(found[0].merged);
    assert_eq!((found[0].a.row.id, found[0].b.row.id), (hasna, siti));
    // On the phone too, and back again as it was.
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
    let rekap = rekap.answer(office).unwrap().rekap;
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
    let view = Family { id: kept }.answer(&second.device).unwrap();
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
        keep: false,
        answers: Vec::new(),
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(import.run(office, &mut unwatched).unwrap().families, 1);
    let view = Family { id: kept }.answer(office).unwrap();
    assert_eq!(view.phone.as_deref(), Some("0811"));
    assert_eq!(view.pkh_id.as_deref(), Some("72001"));
    assert_eq!(counted(office).0[0], 3);
}

fn not_same(device: &mut Device, a: Uuid, b: Uuid) -> Result<(), &'static str> {
    let done = NotSameFamily { a, b }.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

#[test]
fn who_is_not_the_same_is_not_asked_about_again_until_somebody_takes_it_back() {
    let mut toili = scene(1107);
    let (a, b) = (toili.group.families[0], toili.group.families[1]);
    let office = &mut toili.stage.office.device;
    for family in [a, b] {
        edit(office, family, |patch| {
            patch.kk = Set::To("7201090101150001".into());
        });
    }
    assert_eq!(pairs(office).len(), 1);
    toili.synced_office();
    toili.synced_phone();
    // Said on the phone of whoever knows them.
    not_same(&mut toili.phone.device, b, a).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let found = pairs(office);
    assert_eq!(found.len(), 1);
    assert!(found[0].others && !found[0].merged);
    assert_eq!(
        found[0].why,
        [Likeness::Kk, Likeness::Desa],
        "why it was asked is still told"
    );
    assert_eq!(found[0].others_by.as_ref().unwrap().name, "ANI");
    assert_eq!(merge(office, a, b), Err("said_other"));
    assert_eq!(merge(office, b, a), Err("said_other"));
    let pengurus = NewPengurus { keep: a, new: b }.run(office);
    assert_eq!(ApiError::from(&pengurus.unwrap_err()).kind, "said_other");
    // A list that comes again changes nothing of it.
    let path = toili.stage.dir.path().join("kpm.csv");
    let list = "ID PKH;NAMA PENGURUS;NIK;NO KK;KECAMATAN;KELOMPOK\n\
                72001;SITI AMINAH;7201094107800001;7201090101150001;Toili;MELATI\n";
    std::fs::write(&path, list).unwrap();
    let office = &mut toili.stage.office.device;
    edit(office, a, |patch| patch.pkh_id = Set::To("72001".into()));
    let import = crate::calls::importing::ImportRoster {
        path,
        profile: None,
        keep: false,
        hire: false,
        answers: Vec::new(),
    };
    assert_eq!(import.run(office, &mut unwatched).unwrap().families, 1);
    assert!(pairs(office)[0].others);
    // Taken back, it is asked again.
    MaybeSameFamily { a, b }.run(office).unwrap();
    let found = pairs(office);
    assert!(found.len() == 1 && !found[0].others && found[0].others_by.is_none());
    merge(office, a, b).unwrap();
    assert_eq!(
        not_same(office, a, b),
        Err("merge_circle"),
        "they are one: that goes back first"
    );
    assert_eq!(not_same(office, a, a), Err("merge_circle"));
    assert_eq!(not_same(office, a, Uuid::from_u128(4)), Err("missing"));
}

#[test]
fn merged_by_one_and_said_to_be_two_by_another_both_are_told() {
    let mut toili = scene(1108);
    let (a, b) = (toili.group.families[0], toili.group.families[1]);
    merge(&mut toili.stage.office.device, a, b).unwrap();
    not_same(&mut toili.phone.device, a, b).unwrap();
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    for device in [&toili.stage.office.device, &toili.phone.device] {
        let found = pairs(device);
        assert!(found.len() == 1 && found[0].merged && found[0].others);
    }
}

#[test]
fn what_an_import_was_told_to_be_another_family_is_not_asked_about_as_kpm_ganda() {
    let mut toili = scene(1109);
    let list = |rows: &str| format!("NAMA PENGURUS;NIK;NO KK;DESA;KECAMATAN;KELOMPOK\n{rows}");
    let first = "SITI BARU;7201094107800001;7201090101150009;Samalore;Toili;MELATI\n";
    let both = format!("{first}ROSMINI;7201094107810002;7201090101150009;Samalore;Toili;MELATI\n");
    let path = toili.stage.dir.path().join("kpm.csv");
    let office = &mut toili.stage.office.device;
    let mut import = |rows: &str, answers: Vec<crate::calls::importing::ImportAnswer>| {
        std::fs::write(&path, list(rows)).unwrap();
        let import = crate::calls::importing::ImportRoster {
            path: path.clone(),
            profile: None,
            keep: false,
            hire: false,
            answers,
        };
        import.run(office, &mut unwatched).unwrap().account
    };
    import(first, Vec::new());
    let asked = import(&both, Vec::new());
    let question = &asked.questions[0];
    assert_eq!(question.kind, "same_kk");
    let other = crate::calls::importing::ImportAnswer {
        id: question.id.clone(),
        choice: "other".into(),
        since: None,
        group: None,
    };
    assert_eq!(import(&both, vec![other]).imported, 1);
    let found = pairs(&toili.stage.office.device);
    assert_eq!(found.len(), 1);
    assert!(found[0].others, "the answer holds here too");
}

#[test]
fn a_family_gets_its_new_pengurus_and_keeps_its_id_history_and_progress() {
    let mut toili = scene(1110);
    let [siti, rina, ..] = toili.group.families[..] else {
        panic!("four families")
    };
    let meeting = toili.group.meeting(1);
    let office = &mut toili.stage.office.device;
    let nik = |last: &str| format!("720109410780{last}");
    for (family, no) in [(siti, "0001"), (rina, "0777")] {
        edit(office, family, |patch| {
            patch.kk = Set::To("7201090101150001".into());
            patch.nik = Set::To(nik(no));
        });
    }
    office
        .edit(&meeting, &marks([(siti, Mark::Hadir)]))
        .unwrap();
    let before = counted(office);
    let renew = |device: &mut Device| {
        let done = NewPengurus {
            keep: siti,
            new: rina,
        };
        done.run(device)
            .map_err(|error| ApiError::from(&error).kind)
    };
    assert_eq!(renew(&mut toili.phone.device).unwrap_err(), "not_allowed");
    let office = &mut toili.stage.office.device;
    renew(office).unwrap();
    let view = Family { id: siti }.answer(office).unwrap();
    assert_eq!(view.row.name, "HASNA TAMRIN", "her name");
    assert_eq!(view.attendance[0].mark, Some(Mark::Hadir), "its history");
    let numbers = crate::calls::families::FamilyNumbers { id: siti };
    assert_eq!(numbers.answer(office).unwrap().nik, Some(nik("0777")));
    assert_eq!(counted(office).0, [3, 1, 2]);
    let found = pairs(office);
    assert!(found.len() == 1 && found[0].merged);
    // Taken apart, both are as they were.
    unmerge(office, rina).unwrap();
    assert_eq!(counted(office), before);
    let numbers = crate::calls::families::FamilyNumbers { id: siti };
    assert_eq!(numbers.answer(office).unwrap().nik, Some(nik("0001")));
    assert!(!pairs(office)[0].merged);
}

#[test]
fn a_new_pengurus_whose_nik_was_corrected_is_not_taken_apart_by_halves() {
    let mut toili = scene(1111);
    let [siti, rina, ..] = toili.group.families[..] else {
        panic!("four families")
    };
    let office = &mut toili.stage.office.device;
    let nik = |last: &str| format!("720109410780{last}");
    for (family, no) in [(siti, "0001"), (rina, "0777")] {
        edit(office, family, |patch| patch.nik = Set::To(nik(no)));
    }
    let renew = NewPengurus {
        keep: siti,
        new: rina,
    };
    let done = renew.run(office).unwrap();
    edit(office, siti, |patch| patch.nik = Set::To(nik("0778")));
    let of = |device: &Device, id| {
        let name = Family { id }.answer(device).unwrap().row.name;
        let numbers = crate::calls::families::FamilyNumbers { id };
        (name, numbers.answer(device).unwrap().nik.unwrap())
    };
    assert_eq!(unmerge(office, rina), Err("pengurus_corrected"));
    let back = crate::calls::arranging::UndoArrangement { id: done.id };
    let back = back.run(office).unwrap();
    assert_eq!((back.families, back.stays.len()), (0, 1));
    assert_eq!(back.stays[0].name, "Hasna Tamrin");
    assert!(pairs(office)[0].merged, "both stay as they are");
    assert_eq!(of(office, siti), ("HASNA TAMRIN".to_owned(), nik("0778")));
    // As the error says: put back by hand, they part.
    edit(office, siti, |patch| {
        patch.name = Set::To("SITI AMINAH".into());
        patch.nik = Set::To(nik("0001"));
    });
    unmerge(office, rina).unwrap();
    assert_eq!(of(office, siti), ("SITI AMINAH".to_owned(), nik("0001")));
    assert_eq!(of(office, rina), ("HASNA TAMRIN".to_owned(), nik("0777")));
    assert!(pairs(office).iter().all(|pair| !pair.merged));
}
