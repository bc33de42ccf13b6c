//! Two people say different things apart from each other; somebody chooses; anybody can take that back.

use sesi_engine::documents::{Scalar, Set};
use uuid::Uuid;

use super::{Difference, Differences, Settle, Subject};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, Patch, SessionCode,
};
use crate::testkit::{Station, TOILI, Toili, start};

fn all(device: &Device) -> Vec<Difference> {
    Differences { doc: None }.answer(device).unwrap()
}

fn of(device: &Device, key: &DocKey) -> Vec<Difference> {
    let doc = Some(key.id(&device.office()).0);
    Differences { doc }.answer(device).unwrap()
}

fn shown(difference: &Difference) -> Vec<Option<&str>> {
    let sides = difference.sides.iter();
    sides.map(|side| side.shown.as_deref()).collect()
}

/// Two phones of one kecamatan.
fn scene(seed: u64) -> (Toili, Station) {
    let mut toili = Toili::new(seed);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    (toili, colleague)
}

fn meet(toili: &mut Toili, colleague: &mut Station) {
    for _ in 0..2 {
        toili.synced_phone();
        colleague.synced(&mut toili.stage.relay);
        toili.synced_office();
    }
}

/// Both phones edit one document apart from each other.
fn apart(toili: &mut Toili, colleague: &mut Station, key: &DocKey, ours: &Patch, theirs: &Patch) {
    toili.phone.device.edit(key, ours).unwrap();
    colleague.device.edit(key, theirs).unwrap();
    meet(toili, colleague);
}

fn settle(device: &mut Device, of: &Difference, value: Scalar) -> Result<Scalar, Error> {
    let settle = Settle {
        doc: of.doc,
        field: of.field.clone(),
        value,
    };
    settle.run(device).map(|settled| settled.before)
}

#[test]
fn both_values_are_told_with_who_and_when_until_somebody_chooses() {
    let (mut toili, mut colleague) = scene(801);
    colleague
        .ambient
        .set(start() + chrono::Duration::minutes(3));
    let meeting = toili.record(5, 0, Mark::Alfa);
    colleague.mark(&meeting, toili.group.families[0], Mark::Sakit);
    colleague.mark(&meeting, toili.group.families[1], Mark::Hadir);
    meet(&mut toili, &mut colleague);
    let office = &mut toili.stage.office.device;
    let found = all(office);
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!(
        (one.kind, one.subject.as_str()),
        (Subject::Meeting, "MELATI")
    );
    assert_eq!(one.date.unwrap().to_string(), "2026-10-05");
    assert_eq!(one.family.as_deref(), Some("Melati Keluarga 0"));
    assert!(one.field.starts_with("marks/"));
    let mut sides: Vec<_> = one
        .sides
        .iter()
        .map(|side| {
            let who = side.who.as_ref().unwrap().name.as_str();
            (who, side.shown.as_deref(), side.at)
        })
        .collect();
    sides.sort();
    assert_eq!(
        sides,
        [
            ("ANI", Some("A"), start()),
            ("BUDI", Some("S"), start() + chrono::Duration::minutes(3))
        ]
    );
    assert_eq!(of(office, &meeting).len(), 1);
    assert_eq!(super::count(office.reader()).unwrap(), 1);

    // The second value is chosen; what was shown before takes it back.
    let (first, second) = (one.sides[0].value.clone(), one.sides[1].value.clone());
    let before = settle(office, one, second.clone()).unwrap();
    assert_eq!(before, first);
    assert!(all(office).is_empty());
    let mark = |device: &Device| {
        device
            .document(&meeting)
            .unwrap()
            .unwrap()
            .value(&one.field)
    };
    assert_eq!(mark(office), Some(second.clone()));
    assert_eq!(settle(office, one, before).unwrap(), second);
    assert_eq!(mark(office), Some(first));
    // A third value, for everybody.
    settle(office, one, Scalar::Number(1)).unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(mark(&toili.phone.device), Some(Scalar::Number(1)));
    assert!(all(&toili.phone.device).is_empty());
}

#[test]
fn choosing_what_is_shown_already_settles_too() {
    let (mut toili, mut colleague) = scene(802);
    let meeting = toili.record(5, 0, Mark::Alfa);
    colleague.mark(&meeting, toili.group.families[0], Mark::Sakit);
    meet(&mut toili, &mut colleague);
    let office = &mut toili.stage.office.device;
    let one = all(office).remove(0);
    let value = one.sides[0].value.clone();
    assert_eq!(settle(office, &one, value.clone()).unwrap(), value);
    assert!(all(office).is_empty());
}

#[test]
fn values_are_said_by_name_and_a_cleared_one_as_none() {
    let (mut toili, mut colleague) = scene(803);
    let group = DocKey::Group(toili.group.id);
    let (one, other) = (toili.group.families[0], toili.group.families[1]);
    let ours = GroupPatch {
        ketua: Set::To(one),
        place: Set::To("Balai Desa".into()),
        desa: Set::To("72.01.09.2001".into()),
        ..GroupPatch::default()
    };
    let theirs = GroupPatch {
        ketua: Set::To(other),
        place: Set::Clear,
        desa: Set::To("72.01.09.2036".into()),
        ..GroupPatch::default()
    };
    // A value to be cleared has to be there first.
    let place = GroupPatch {
        place: Set::To("Pasar".into()),
        desa: Set::To("72.01.09.2002".into()),
        ..GroupPatch::default()
    };
    toili.phone.device.edit(&group, &place.into()).unwrap();
    meet(&mut toili, &mut colleague);
    apart(
        &mut toili,
        &mut colleague,
        &group,
        &ours.into(),
        &theirs.into(),
    );
    let found = of(&toili.stage.office.device, &group);
    let fields: Vec<&str> = found.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["desa", "ketua", "place"]);
    assert!(found.iter().all(|one| one.kind == Subject::Group));
    assert!(
        found
            .iter()
            .all(|one| one.family.is_none() && one.date.is_none())
    );
    let sorted = |at: usize| {
        let mut texts = shown(&found[at]);
        texts.sort_unstable();
        texts
    };
    assert_eq!(sorted(0), [Some("Cendana Pura"), Some("Samalore")]);
    assert_eq!(
        sorted(1),
        [Some("Melati Keluarga 0"), Some("Melati Keluarga 1")]
    );
    assert_eq!(sorted(2), [None, Some("Balai Desa")]);

    let meeting = toili.group.meeting(9);
    let patch = |session: &str, starts: u16| {
        Patch::Meeting(MeetingPatch {
            session: Set::To(SessionCode::new(session).unwrap()),
            starts: Set::To(starts),
            ratings: [(FamilyKey::of(one), Some(crate::kinds::Rating::Baik))].into(),
            ..MeetingPatch::default()
        })
    };
    let (ours, theirs) = (patch("M1.2", 485), patch("M1.3", 600));
    apart(&mut toili, &mut colleague, &meeting, &ours, &theirs);
    let found = of(&toili.stage.office.device, &meeting);
    assert_eq!(found.len(), 2, "the same rating twice is no disagreement");
    let mut texts = shown(&found[1]);
    texts.sort_unstable();
    assert_eq!(texts, [Some("08.05"), Some("10.00")]);
    let own = crate::reference::Curriculum::own();
    let title = own.title(&"M1.2".parse().unwrap());
    assert!(shown(&found[0]).contains(&title), "{:?}", found[0]);
}

#[test]
fn the_latest_come_first_and_a_family_is_named_once() {
    let (mut toili, mut colleague) = scene(804);
    let family = DocKey::Family(toili.group.families[2]);
    let phone = |text: &str| {
        Patch::Family(FamilyPatch {
            phone: Set::To(text.into()),
            address: Set::To(format!("Dusun {text}")),
            ..FamilyPatch::default()
        })
    };
    apart(
        &mut toili,
        &mut colleague,
        &family,
        &phone("1"),
        &phone("2"),
    );
    toili.phone.ambient.set(start() + chrono::Duration::days(1));
    let meeting = toili.record(5, 0, Mark::Alfa);
    colleague.mark(&meeting, toili.group.families[0], Mark::Sakit);
    meet(&mut toili, &mut colleague);
    toili.phone.ambient.set(start() + chrono::Duration::days(2));
    let tahap = |text: &str| {
        Patch::Family(FamilyPatch {
            tahap: Set::To(text.into()),
            ..FamilyPatch::default()
        })
    };
    let later = DocKey::Family(toili.group.families[3]);
    apart(&mut toili, &mut colleague, &later, &tahap("1"), &tahap("2"));
    let device = &toili.stage.office.device;
    let fields: Vec<String> = all(device).into_iter().map(|one| one.field).collect();
    assert!(fields[1].starts_with("marks/"), "{fields:?}");
    assert_eq!(
        (fields[0].as_str(), &fields[2..]),
        ("tahap", &["address".to_owned(), "phone".to_owned()][..])
    );
    assert_eq!(super::latest(device, 2).unwrap().len(), 2);
    assert_eq!(super::count(device.reader()).unwrap(), 4);
    assert_eq!(all(device)[2].subject, "Melati Keluarga 2");
}

#[test]
fn what_does_not_fit_is_refused_and_both_values_stay() {
    let (mut toili, mut colleague) = scene(805);
    let meeting = toili.record(5, 0, Mark::Alfa);
    colleague.mark(&meeting, toili.group.families[0], Mark::Sakit);
    meet(&mut toili, &mut colleague);
    let office = &mut toili.stage.office.device;
    let one = all(office).remove(0);
    let refused = |done: Result<Scalar, Error>| ApiError::from(&done.unwrap_err()).kind;
    assert_eq!(refused(settle(office, &one, Scalar::Number(9))), "document");
    assert_eq!(
        refused(settle(office, &one, Scalar::Text("hadir".into()))),
        "document"
    );
    let nowhere = Difference {
        doc: Uuid::from_u128(1),
        ..one.clone()
    };
    assert_eq!(refused(settle(office, &nowhere, Scalar::Empty)), "missing");
    let nothing = Difference {
        field: "nonsense".into(),
        ..one.clone()
    };
    assert_eq!(refused(settle(office, &nothing, Scalar::Empty)), "document");
    assert_eq!(all(office).len(), 1);
    let unknown = Differences {
        doc: Some(Uuid::from_u128(1)),
    };
    assert!(unknown.answer(office).unwrap().is_empty());
}
