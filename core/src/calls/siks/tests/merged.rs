//! Families that were copied and turn out to be one.

use super::*;

/// The office says that one family is part of another, or of none again, and the phone hears of it.
fn same(toili: &mut Toili, part: Uuid, whole: Set<Uuid>) {
    toili.synced_phone();
    toili.synced_office();
    let patch = FamilyPatch {
        same_as: whole,
        ..FamilyPatch::default()
    };
    let office = &mut toili.stage.office.device;
    office.edit(&DocKey::Family(part), &patch.into()).unwrap();
    toili.synced_office();
    toili.synced_phone();
}

#[test]
fn two_families_that_were_copied_and_turn_out_to_be_one_are_said_with_the_difference() {
    let mut toili = Toili::new(798);
    let (_, entered) = whole(&mut toili, 5);
    let (_, ticked) = whole(&mut toili, 6);
    let (_, bare) = whole(&mut toili, 7);
    let all = [entered, ticked, bare];
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let shown = siks(device, entered);
    say(device, &shown, Some(SiksSaid::Masuk), "");
    let shown = siks(device, ticked);
    tick(device, &shown, SiksField::Participants);
    let shown = siks(device, bare);
    tick(device, &shown, SiksField::Place);
    let states = |device: &Device| {
        let rows = month(device, true).rows;
        all.map(|id| {
            let of_page = siks(device, id).state;
            let mut rows = rows.iter();
            assert_eq!(rows.find(|row| row.row.id == id).unwrap().state, of_page);
            of_page
        })
    };
    let before = [SiksState::Entered, SiksState::Ready, SiksState::Ready];
    assert_eq!(states(device), before);

    same(&mut toili, families[2], Set::To(families[1]));
    let device = &toili.phone.device;
    let after = [SiksState::Changed, SiksState::Changed, SiksState::Ready];
    assert_eq!(states(device), after);
    let changed = siks(device, entered);
    assert_eq!(
        changed.changed,
        [SiksChange {
            field: SiksField::Participants,
            before: Some("MELATI KELUARGA 2 (tanpa NIK): SAKIT".into()),
            after: String::new(),
        }]
    );
    let one = |copied: &[&str]| {
        [SiksMerged {
            copied: copied.iter().map(|name| (*name).to_owned()).collect(),
            name: "MELATI KELUARGA 1".into(),
        }]
    };
    let both = one(&["MELATI KELUARGA 1", "MELATI KELUARGA 2"]);
    assert_eq!(changed.merged, both);
    let shown = siks(device, ticked);
    assert!(line(&shown, SiksField::Participants).changed);
    assert_eq!(shown.merged, both);
    assert!(siks(device, bare).merged.is_empty());
    // Of a form that SIKS-NG refused nobody is there twice.
    let device = &mut toili.phone.device;
    say(device, &shown, Some(SiksSaid::Ditolak), "Ganda");
    let refused = siks(device, ticked);
    assert_eq!(refused.state, SiksState::Rejected);
    assert!(refused.merged.is_empty());
    // It was no copy: once that is taken back, what was copied before is still of both.
    say(device, &refused, None, "");
    let shown = siks(device, ticked);
    assert!(line(&shown, SiksField::Participants).changed);
    assert_eq!(shown.merged, both);

    // Taken back, nothing differs.
    same(&mut toili, families[2], Set::Clear);
    let device = &toili.phone.device;
    assert_eq!(states(device), before);
    assert!(siks(device, entered).changed.is_empty());

    // What is said of the screen that shows them as one holds from then on.
    same(&mut toili, families[2], Set::To(families[1]));
    let device = &mut toili.phone.device;
    let now = siks(device, entered);
    say(device, &now, Some(SiksSaid::Masuk), "");
    let shown = siks(device, ticked);
    tick(device, &shown, SiksField::Participants);
    assert_eq!(states(device), before);
    assert!(siks(device, entered).merged.is_empty());
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(states(&toili.stage.office.device), before);
}

#[test]
fn of_a_pair_only_one_of_which_was_marked_the_line_goes_on_under_that_key() {
    let mut toili = Toili::new(799);
    let (key, id) = whole(&mut toili, 5);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let unmarked = MeetingPatch {
        marks: [(FamilyKey::of(families[1]), None)].into(),
        ..MeetingPatch::default()
    };
    device.edit(&key, &unmarked.into()).unwrap();
    let shown = siks(device, id);
    say(device, &shown, Some(SiksSaid::Masuk), "");
    same(&mut toili, families[2], Set::To(families[1]));
    let changed = siks(&toili.phone.device, id);
    assert_eq!(changed.state, SiksState::Changed);
    assert_eq!(
        changed.changed,
        [SiksChange {
            field: SiksField::Participants,
            before: Some(
                "MELATI KELUARGA 1 (tanpa NIK): belum ditandai\nMELATI KELUARGA 2 (tanpa NIK): SAKIT"
                    .into()
            ),
            after: "MELATI KELUARGA 1 (tanpa NIK): SAKIT".into(),
        }]
    );
    assert_eq!(
        changed.merged[0].copied,
        ["MELATI KELUARGA 1", "MELATI KELUARGA 2"]
    );
}

/// The usual pair: the same name, and no number yet.
#[test]
fn a_pair_of_one_name_that_was_copied_apart_is_told_on_the_page_and_in_the_month() {
    let mut toili = Toili::new(800);
    let (_, id) = whole(&mut toili, 5);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    for family in [families[1], families[2]] {
        let named = FamilyPatch {
            name: Set::To("SITI AMINAH".into()),
            ..FamilyPatch::default()
        };
        let key = DocKey::Family(family);
        device.edit(&key, &named.into()).unwrap();
    }
    let shown = siks(device, id);
    say(device, &shown, Some(SiksSaid::Masuk), "");
    let states = |device: &Device| {
        let rows = month(device, true).rows;
        (siks(device, id).state, rows[0].state)
    };
    let entered = (SiksState::Entered, SiksState::Entered);
    assert_eq!(states(device), entered);
    same(&mut toili, families[2], Set::To(families[1]));
    let device = &toili.phone.device;
    let changed = (SiksState::Changed, SiksState::Changed);
    assert_eq!(states(device), changed);
    let merged = siks(device, id).merged;
    assert_eq!(merged[0].copied, ["SITI AMINAH", "SITI AMINAH"]);
}

/// The one that is kept is of another kecamatan, and not on this phone.
#[test]
fn two_that_were_copied_and_are_part_of_one_that_is_not_here_are_told() {
    let mut toili = Toili::new(801);
    let (_, id) = whole(&mut toili, 5);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let kept = toili.stage.group(LUWUK, "MAWAR", budi, 1).families[0];
    let families = toili.group.families.clone();
    let shown = siks(&toili.phone.device, id);
    let device = &mut toili.phone.device;
    say(device, &shown, Some(SiksSaid::Masuk), "");
    for part in [families[1], families[2]] {
        same(&mut toili, part, Set::To(kept));
    }
    for device in [&toili.phone.device, &toili.stage.office.device] {
        let shown = siks(device, id);
        let in_month = month(device, false).rows[0].state;
        let changed = (SiksState::Changed, SiksState::Changed);
        assert_eq!((shown.state, in_month), changed);
        assert_eq!(
            shown.merged[0].copied,
            ["MELATI KELUARGA 1", "MELATI KELUARGA 2"]
        );
    }
}
