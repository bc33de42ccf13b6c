//! Groups arranged by hand: right in the reports of the months before and after, taken back as a whole, and never silently against
//! somebody else's arrangement.

mod apart;
mod handing;

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::acting::{
    CloseGroup, DoneArranging, HandOver, MergeGroups, MoveFamilies, ReopenGroup, SplitGroup,
};
use super::handing::Handover;
use super::listing::{ArrangementList, Arrangements};
use super::undoing::{UndoArrangement, UndoneArrangement, WhyStays};
use crate::calls::families::{Families, MoveFamily, SetStatus};
use crate::calls::groups::{Group, Groups, SaveGroup};
use crate::calls::rekap::ReadRekap;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{Arranging, DocKey, GroupPatch, Mark, MeetingPatch, Status, Verdict};
use crate::testkit::{Kelompok, LUWUK, Station, TOILI, Toili, marks};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn kind<T>(done: Result<T, Error>) -> &'static str {
    match done {
        Ok(_) => "done",
        Err(error) => ApiError::from(&error).kind,
    }
}

/// Melati with four families, Mawar with three, of one pendamping.
pub(super) struct Scene {
    pub toili: Toili,
    pub mawar: Kelompok,
}

impl Scene {
    pub fn new(seed: u64) -> Self {
        let mut toili = Toili::new(seed);
        let ani = toili.stage.hire("ANI", &[TOILI]);
        let mawar = toili.stage.group(TOILI, "MAWAR", ani, 3);
        toili.synced_office();
        toili.synced_phone();
        Self { toili, mawar }
    }

    pub fn office(&mut self) -> &mut Device {
        &mut self.toili.stage.office.device
    }

    pub fn melati(&self) -> Kelompok {
        self.toili.group.clone()
    }

    fn all_synced(&mut self, others: &mut [&mut Station]) {
        for _ in 0..2 {
            self.toili.synced_office();
            self.toili.synced_phone();
            for other in &mut *others {
                other.synced(&mut self.toili.stage.relay);
            }
        }
    }
}

pub(super) fn split(
    device: &mut Device,
    of: &Kelompok,
    some: &[usize],
    since: &str,
) -> DoneArranging {
    split_of(
        of.id,
        some.iter().map(|at| of.families[*at]).collect(),
        since,
    )
    .run(device)
    .unwrap()
}

pub(super) fn split_of(group: Uuid, families: Vec<Uuid>, since: &str) -> SplitGroup {
    SplitGroup {
        group,
        families,
        name: "Anggrek".into(),
        place: "Balai".into(),
        pendamping: None,
        since: day(since),
    }
}

pub(super) fn merge(group: Uuid, into: Uuid, since: &str) -> MergeGroups {
    MergeGroups {
        group,
        into,
        since: day(since),
    }
}

pub(super) fn undo(device: &mut Device, id: &str) -> UndoneArrangement {
    UndoArrangement { id: id.to_owned() }.run(device).unwrap()
}

pub(super) fn list(device: &Device) -> ArrangementList {
    Arrangements { group: None }.answer(device).unwrap()
}

/// Groups, families and hadir of a month, and each pendamping's groups and families.
pub(super) fn month(device: &Device, month: &str) -> ([u32; 3], Vec<(String, u32, u32)>) {
    let month = month.to_owned();
    let rekap = ReadRekap { month }.answer(device).unwrap().rekap;
    assert_eq!(rekap.notes, [], "nothing strange");
    assert!(rekap.unmatched.is_empty());
    let total = rekap.total;
    let rows = rekap.kecamatan.into_iter().flat_map(|of| of.rows);
    let rows = rows.map(|row| {
        let name = row.name.unwrap_or_default();
        (name, row.figures.groups, row.figures.families)
    });
    (
        [total.groups, total.families, total.hadir],
        rows.filter(|(_, groups, families)| groups + families > 0)
            .collect(),
    )
}

/// Counted another way: the families that the documents say are in a group on a day and active.
fn by_hand(device: &Device, group: Uuid, on: &str) -> usize {
    let mut statement = device
        .reader()
        .prepare("SELECT doc FROM rm_family")
        .unwrap();
    let ids = statement.query_map([], |row| row.get(0).map(Uuid::from_bytes));
    let ids: Vec<Uuid> = ids.unwrap().map(Result::unwrap).collect();
    let families = ids
        .into_iter()
        .map(|id| crate::calls::families::known(device, id).unwrap());
    families
        .filter(|family| family.group_on(day(on)) == Some(group))
        .filter(|family| family.status_on(day(on)) == Status::Aktif)
        .count()
}

#[test]
fn a_part_becomes_a_group_from_its_day_on_and_reports_before_stay_as_they_were() {
    let mut scene = Scene::new(1301);
    let (melati, mawar) = (scene.melati(), scene.mawar.id);
    let ketua = GroupPatch {
        ketua: Set::To(melati.families[1]),
        ..GroupPatch::default()
    };
    let office = scene.office();
    office
        .edit(&DocKey::Group(melati.id), &ketua.into())
        .unwrap();
    let before = [month(office, "2026-10"), month(office, "2026-12")];
    assert_eq!(before[0].0, [2, 7, 0]);
    let done = split(office, &melati, &[1, 2], "2026-11-15");
    let new = done.group.unwrap();
    assert_eq!(done.families, 2);
    assert_eq!(
        month(office, "2026-10"),
        before[0],
        "October does not change"
    );
    for later in ["2026-11", "2026-12"] {
        assert_eq!(month(office, later).0, [3, 7, 0], "{later}");
    }
    for (on, sizes) in [("2026-11-14", [4, 0, 3]), ("2026-11-15", [2, 2, 3])] {
        let found = [melati.id, new, mawar].map(|group| by_hand(office, group, on));
        assert_eq!(found, sizes, "{on}");
    }
    let view = Group { id: new }.answer(office).unwrap();
    assert_eq!(view.row.pendamping.unwrap().name, "ANI");
    assert_eq!(
        view.ketua.unwrap().id,
        melati.families[1],
        "the ketua went along"
    );
    assert_eq!(
        Group { id: melati.id }
            .answer(office)
            .unwrap()
            .ketua
            .map(|one| one.id),
        None
    );
    let shown = &list(office).rows[0];
    assert_eq!(
        (shown.what, shown.since),
        (Arranging::Split, Some(day("2026-11-15")))
    );
    assert_eq!(shown.by.as_ref().unwrap().name, "RATNA");
    assert_eq!(
        (shown.from.join(","), shown.to.as_str()),
        ("MELATI".into(), "Anggrek")
    );
    assert_eq!((shown.families.len(), shown.groups.len()), (2, 2));
    // It is in the history of each document, and so is that it was taken back.
    let back = undo(office, &done.id);
    assert_eq!((back.families, back.groups, back.stays.len()), (2, 2, 0));
    assert_eq!([month(office, "2026-10"), month(office, "2026-12")], before);
    assert_eq!(month(office, "2026-11").0, [2, 7, 0]);
    assert_eq!(kind(Group { id: new }.answer(office)), "missing");
    assert_eq!(
        Group { id: melati.id }
            .answer(office)
            .unwrap()
            .ketua
            .unwrap()
            .id,
        melati.families[1]
    );
    let family = DocKey::Family(melati.families[2]);
    let history = office.document(&family).unwrap().unwrap().history();
    let paths: Vec<Vec<&str>> = history
        .iter()
        .map(|item| {
            item.what
                .iter()
                .map(|change| change.path.as_str())
                .collect()
        })
        .collect();
    let arranged = format!("arranged/{}", done.id);
    assert_eq!(paths.len(), 3);
    assert_eq!(paths[1], [arranged.as_str(), "groups/2026-11-15"]);
    assert_eq!(paths[2], [arranged.as_str(), "groups/2026-11-15"]);
    let shown = &list(office).rows[0];
    assert!(shown.is_undone && shown.undone == 4);
    // Once more changes nothing.
    let again = undo(office, &done.id);
    assert_eq!((again.families, again.groups, again.stays.len()), (0, 0, 0));
}

#[test]
fn what_cannot_be_split_is_refused_and_writes_nothing() {
    let mut scene = Scene::new(1302);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let office = scene.office();
    let with = |change: &dyn Fn(&mut SplitGroup)| {
        let mut asked = split_of(melati.id, vec![melati.families[0]], "2026-11-15");
        change(&mut asked);
        asked
    };
    let before = month(office, "2026-11");
    for (refused, change) in [
        (
            "group_name_missing",
            &(|asked: &mut SplitGroup| asked.name = " ".into()) as &dyn Fn(&mut SplitGroup),
        ),
        ("group_taken", &|asked| asked.name = "kelompok MAWAR".into()),
        ("not_in_group", &|asked| asked.families.clear()),
        ("not_in_group", &|asked| {
            asked.families = vec![mawar.families[0]];
        }),
        ("no_such_group", &|asked| asked.group = Uuid::from_u128(9)),
        ("missing", &|asked| {
            asked.families = vec![Uuid::from_u128(9)];
        }),
    ] {
        assert_eq!(kind(with(change).run(office)), refused);
    }
    assert_eq!(month(office, "2026-11"), before);
    assert!(list(office).rows.is_empty());
}

#[test]
fn a_group_goes_into_another_with_the_marks_of_its_month() {
    let mut scene = Scene::new(1303);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let held = melati.meeting(6);
    let office = scene.office();
    let all = marks(melati.families.iter().map(|family| (*family, Mark::Hadir)));
    office.edit(&held, &all).unwrap();
    // One family of Melati is to go elsewhere by itself later: that stays.
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    let dahlia = scene.toili.stage.group(TOILI, "DAHLIA", ani, 1);
    let office = scene.office();
    MoveFamily {
        id: melati.families[3],
        group: dahlia.id,
        since: day("2026-12-01"),
    }
    .run(office)
    .unwrap();
    let done = merge(melati.id, mawar.id, "2026-10-20")
        .run(office)
        .unwrap();
    assert_eq!(done.families, 4);
    let (figures, rows) = month(office, "2026-10");
    assert_eq!(
        figures,
        [3, 8, 4],
        "Melati existed on the first, and its marks count"
    );
    assert_eq!(rows, [("Ani".to_owned(), 3, 8)]);
    assert_eq!(month(office, "2026-09").0, [3, 8, 0]);
    assert_eq!(month(office, "2026-11").0, [2, 8, 0]);
    assert_eq!(by_hand(office, mawar.id, "2026-10-20"), 7);
    assert_eq!(
        by_hand(office, mawar.id, "2026-12-01"),
        6,
        "the later move stays"
    );
    let names = |device: &Device, closed| -> Vec<String> {
        let asked = Groups {
            search: String::new(),
            kecamatan: None,
            closed,
        };
        let rows = asked.answer(device).unwrap().into_iter();
        rows.map(|row| row.group.name).collect()
    };
    assert_eq!(names(office, false), ["DAHLIA", "MAWAR"]);
    assert_eq!(names(office, true), ["DAHLIA", "MAWAR", "MELATI"]);
    let view = Group { id: melati.id }.answer(office).unwrap();
    assert_eq!(view.row.closed, Some(day("2026-10-20")));
    let back = undo(office, &done.id);
    assert_eq!((back.families, back.groups, back.stays.len()), (4, 2, 0));
    assert_eq!(month(office, "2026-11").0, [3, 8, 0]);
    assert_eq!(month(office, "2026-10").0, [3, 8, 4]);
    assert_eq!(by_hand(office, dahlia.id, "2026-12-01"), 2);
    assert_eq!(
        kind(merge(mawar.id, mawar.id, "2026-11-01").run(office)),
        "same_as_before"
    );
}

#[test]
fn whoever_was_marked_in_the_new_group_stays_there_and_is_named() {
    let mut scene = Scene::new(1304);
    let melati = scene.melati();
    let office = scene.office();
    let done = split(office, &melati, &[0, 1], "2026-11-01");
    let new = Kelompok {
        id: done.group.unwrap(),
        families: Vec::new(),
    };
    let met = DocKey::meeting(
        new.id,
        day("2026-11-10"),
        crate::kinds::SessionCode::new("M1.1").unwrap(),
    );
    let met = met.unwrap();
    office
        .edit(&met, &marks([(melati.families[0], Mark::Hadir)]))
        .unwrap();
    assert_eq!(month(office, "2026-11").0, [3, 7, 1]);
    let back = undo(office, &done.id);
    let stays: Vec<(Uuid, WhyStays)> = back.stays.iter().map(|one| (one.doc, one.why)).collect();
    assert_eq!(
        stays,
        [
            (melati.families[0], WhyStays::Met),
            (new.id, WhyStays::Used)
        ]
    );
    assert_eq!(back.stays[0].name, "Melati Keluarga 0");
    assert_eq!((back.families, back.groups), (1, 1));
    assert_eq!(
        month(office, "2026-11").0,
        [3, 7, 1],
        "the mark still counts"
    );
    assert_eq!(by_hand(office, melati.id, "2026-11-10"), 3);
    // A meeting that was called off is none: then all goes back.
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    office.edit(&met, &off.into()).unwrap();
    let back = undo(office, &done.id);
    assert_eq!(
        (back.families, back.stays.len()),
        (1, 1),
        "the group had a meeting"
    );
    assert_eq!(by_hand(office, melati.id, "2026-11-10"), 4);
}

#[test]
fn many_families_move_at_once_and_what_people_changed_since_stays() {
    let mut scene = Scene::new(1305);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let office = scene.office();
    let done = MoveFamilies {
        ids: vec![melati.families[0], melati.families[1], melati.families[1]],
        group: mawar.id,
        since: day("2026-11-05"),
    };
    let done = done.run(office).unwrap();
    assert_eq!(done.families, 2, "named twice, moved once");
    assert_eq!(by_hand(office, mawar.id, "2026-11-05"), 5);
    // One of them moves on since.
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    let dahlia = scene.toili.stage.group(TOILI, "DAHLIA", ani, 0);
    let office = scene.office();
    MoveFamily {
        id: melati.families[0],
        group: dahlia.id,
        since: day("2026-11-05"),
    }
    .run(office)
    .unwrap();
    let back = undo(office, &done.id);
    let stays: Vec<(Uuid, WhyStays)> = back.stays.iter().map(|one| (one.doc, one.why)).collect();
    assert_eq!(stays, [(melati.families[0], WhyStays::Changed)]);
    assert_eq!(by_hand(office, dahlia.id, "2026-11-05"), 1);
    assert_eq!(by_hand(office, melati.id, "2026-11-05"), 3);
    assert!(list(office).crossed.is_empty(), "each knew of the other");
    // To a group that is closed by then nobody moves.
    scene.toili.stage.close(&scene.mawar.clone(), "2026-11-01");
    let office = scene.office();
    let into_closed = MoveFamilies {
        ids: melati.families.clone(),
        group: mawar.id,
        since: day("2026-11-01"),
    };
    assert_eq!(kind(into_closed.run(office)), "group_closed");
}

#[test]
fn a_move_to_another_kecamatan_takes_the_families_there_and_back() {
    let mut scene = Scene::new(1306);
    let melati = scene.melati();
    let eka = scene.toili.stage.hire("EKA", &[LUWUK]);
    let kenanga = scene.toili.stage.group(LUWUK, "KENANGA", eka, 1);
    let office = scene.office();
    let done = MoveFamilies {
        ids: melati.families[..2].to_vec(),
        group: kenanga.id,
        since: day("2026-11-01"),
    };
    let done = done.run(office).unwrap();
    let in_luwuk = |device: &Device| {
        let asked = Families {
            search: String::new(),
            kecamatan: Some(LUWUK.into()),
            group: None,
            status: None,
            offset: 0,
            limit: 9,
        };
        asked.answer(device).unwrap().total
    };
    assert_eq!(in_luwuk(office), 3);
    assert_eq!(
        month(office, "2026-11").1,
        [("Eka".to_owned(), 1, 3), ("Ani".to_owned(), 2, 5)]
    );
    undo(office, &done.id);
    assert_eq!(in_luwuk(office), 1);
    assert_eq!(
        month(office, "2026-11").1,
        [("Eka".to_owned(), 1, 1), ("Ani".to_owned(), 2, 7)]
    );
}

#[test]
fn a_group_is_closed_when_nobody_is_left_and_opened_again() {
    let mut scene = Scene::new(1309);
    let mawar = scene.mawar.clone();
    let office = scene.office();
    let close = |since: &str| CloseGroup {
        group: mawar.id,
        since: day(since),
    };
    let open = |since: &str| ReopenGroup {
        group: mawar.id,
        since: day(since),
    };
    let told = ApiError::from(&close("2026-09-10").run(office).unwrap_err());
    assert_eq!(told.kind, "group_lived_in");
    assert!(told.message.contains('3'), "{}", told.message);
    for family in &mawar.families {
        SetStatus {
            id: *family,
            status: Status::Graduasi,
            since: day("2026-09-01"),
        }
        .run(office)
        .unwrap();
    }
    assert_eq!(
        kind(close("2026-08-10").run(office)),
        "group_lived_in",
        "they were active then"
    );
    let closed = close("2026-09-10").run(office).unwrap();
    assert_eq!(kind(close("2026-09-12").run(office)), "group_closed");
    assert_eq!(kind(open("2026-09-09").run(office)), "group_open");
    let reopened = open("2026-11-05").run(office).unwrap();
    let groups = |device: &Device| {
        ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"].map(|of| month(device, of).0[0])
    };
    assert_eq!(
        groups(office),
        [2, 2, 1, 2, 2],
        "only while it was closed it does not count"
    );
    undo(office, &reopened.id);
    assert_eq!(groups(office), [2, 2, 1, 1, 1]);
    undo(office, &closed.id);
    assert_eq!(groups(office), [2, 2, 2, 2, 2]);
    // A name that another group has meanwhile.
    close("2026-09-10").run(office).unwrap();
    let desa = Group { id: mawar.id }.answer(office).unwrap().desa;
    SaveGroup {
        id: None,
        name: "MAWAR".into(),
        desa,
        place: String::new(),
        ketua: None,
        pendamping: None,
    }
    .run(office)
    .unwrap();
    assert_eq!(kind(open("2026-11-05").run(office)), "group_taken");
}

#[test]
fn the_list_of_one_group_has_what_concerns_it() {
    let mut scene = Scene::new(1312);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let office = scene.office();
    let done = split(office, &melati, &[0], "2026-11-15");
    merge(done.group.unwrap(), mawar.id, "2026-11-16")
        .run(office)
        .unwrap();
    let of = |group| {
        let asked = Arrangements { group: Some(group) };
        let rows = asked.answer(office).unwrap().rows.into_iter();
        rows.map(|row| row.what).collect::<Vec<_>>()
    };
    assert_eq!(of(melati.id), [Arranging::Split]);
    assert_eq!(of(mawar.id), [Arranging::Merge]);
    assert_eq!(
        of(done.group.unwrap()),
        [Arranging::Merge, Arranging::Split]
    );
    assert_eq!(
        kind(UndoArrangement { id: "9".into() }.run(scene.office())),
        "missing"
    );
}

#[test]
fn a_family_that_was_moved_on_keeps_the_kecamatan_of_the_group_where_it_is() {
    let mut scene = Scene::new(1321);
    let melati = scene.melati();
    let eka = scene.toili.stage.hire("EKA", &[LUWUK]);
    let kenanga = scene.toili.stage.group(LUWUK, "KENANGA", eka, 1);
    let cempaka = scene.toili.stage.group(LUWUK, "CEMPAKA", eka, 1);
    let office = scene.office();
    let family = melati.families[0];
    let to = |group: Uuid, since: &str| MoveFamilies {
        ids: vec![family],
        group,
        since: day(since),
    };
    let first = to(kenanga.id, "2026-11-01").run(office).unwrap();
    to(cempaka.id, "2026-12-01").run(office).unwrap();
    let back = undo(office, &first.id);
    assert_eq!(back.stays[0].why, WhyStays::Changed);
    let of_luwuk = Families {
        search: String::new(),
        kecamatan: Some(LUWUK.into()),
        group: None,
        status: None,
        offset: 0,
        limit: 9,
    };
    let there = of_luwuk.answer(office).unwrap();
    assert!(
        there.rows.iter().any(|row| row.id == family),
        "it is in Cempaka"
    );
}

#[test]
fn nobody_is_put_back_into_a_group_that_is_closed_and_none_that_is_lived_in_is_closed() {
    let mut scene = Scene::new(1322);
    let melati = scene.melati();
    let mawar = scene.mawar.clone();
    let office = scene.office();
    let moved = MoveFamilies {
        ids: mawar.families.clone(),
        group: melati.id,
        since: day("2026-11-01"),
    };
    let moved = moved.run(office).unwrap();
    let closed = CloseGroup {
        group: mawar.id,
        since: day("2026-11-02"),
    };
    closed.run(office).unwrap();
    let back = undo(office, &moved.id);
    assert!(back.stays.iter().all(|one| one.why == WhyStays::Closed));
    assert_eq!((back.families, back.stays.len()), (0, 3));
    let opened = ReopenGroup {
        group: mawar.id,
        since: day("2026-11-03"),
    };
    let opened = opened.run(office).unwrap();
    assert_eq!(undo(office, &moved.id).families, 3);
    let back = undo(office, &opened.id);
    assert_eq!(
        back.stays[0].why,
        WhyStays::Used,
        "three families live there"
    );
    assert_eq!(back.groups, 0);
}

#[test]
fn whatever_is_written_into_documents_each_arrangement_has_its_own_id() {
    let mut scene = Scene::new(1323);
    let melati = scene.melati();
    let mawar = scene.mawar.clone();
    for odd in ["zzz", "4294967295.x", "999999.x"] {
        let patch = GroupPatch {
            arranged: [(odd.to_owned(), Some("{}".to_owned()))].into(),
            ..GroupPatch::default()
        };
        let office = scene.office();
        office
            .edit(&DocKey::Group(mawar.id), &patch.into())
            .unwrap();
    }
    let office = scene.office();
    let mut ids = std::collections::BTreeSet::new();
    for at in 0..3 {
        let moved = MoveFamilies {
            ids: vec![melati.families[at]],
            group: mawar.id,
            since: day("2026-11-01"),
        };
        assert!(ids.insert(moved.run(office).unwrap().id));
    }
}
