//! Before saving she sees what the office will see: the warnings of a form are those of the meeting that it becomes.

use super::*;
use crate::calls::checking::Check;
use crate::calls::warnings::Warning;

fn before(device: &Device, draft: &MeetingDraft) -> Vec<Warning> {
    let draft = draft.clone();
    RecordWarnings { draft }.answer(device).unwrap()
}

fn after(device: &Device, id: Uuid) -> Vec<Warning> {
    Check { id }.answer(device).unwrap().warnings
}

/// A form with nothing to look at.
fn sound(device: &Device, families: &[Uuid]) -> MeetingDraft {
    let mut draft = new(device, None, None).draft;
    for family in families {
        mark(&mut draft, *family, Mark::Hadir);
        draft.ratings.insert(key(*family), Rating::Baik);
    }
    draft.notes.insert(Aspect::Hasil, "Baik".into());
    (draft.starts, draft.ends) = (Some(540), Some(600));
    draft.place = "Balai desa".into();
    draft.speakers = vec![SpeakerLine {
        name: "ANI".into(),
        agency: String::new(),
    }];
    draft
}

/// A change that makes a form odd, and what is said of it then.
type Oddity = (Vec<Warning>, Box<dyn Fn(&mut MeetingDraft)>);

/// What can be odd about a form, each by itself.
fn oddities(families: &[Uuid]) -> Vec<Oddity> {
    let (one, all) = (key(families[0]), families.to_vec());
    let (other, third) = (one.clone(), one.clone());
    vec![
        (vec![], Box::new(|_| {})),
        (
            vec![Warning::InFuture],
            Box::new(|draft| draft.date = day("2026-11-29")),
        ),
        (
            vec![Warning::NobodyPresent],
            Box::new(move |draft| {
                for family in &all {
                    mark(draft, *family, Mark::Alfa);
                }
            }),
        ),
        (
            vec![Warning::Unmarked],
            Box::new(move |draft| {
                draft.marks.remove(&one);
            }),
        ),
        (
            vec![Warning::Unrated],
            Box::new(move |draft| {
                draft.ratings.remove(&other);
            }),
        ),
        (
            vec![],
            Box::new(move |draft| {
                draft.ratings.remove(&third);
                draft.marks.insert(third.clone(), Mark::Sakit);
            }),
        ),
        (
            vec![Warning::NoSpeaker],
            Box::new(|draft| draft.speakers[0].name = "  ".into()),
        ),
        (vec![Warning::NoTimes], Box::new(|draft| draft.ends = None)),
        (
            vec![Warning::NoPlace],
            Box::new(|draft| draft.place = " ".into()),
        ),
        (
            vec![Warning::NoNotes],
            Box::new(|draft| {
                draft.notes.insert(Aspect::Hasil, "\n".into());
            }),
        ),
    ]
}

#[test]
fn a_new_meeting_is_warned_of_as_the_office_will_see_it() {
    let mut toili = Toili::new(341);
    let families = toili.group.families.clone();
    for at in 0..oddities(&families).len() {
        let mut toili = Toili::new(350 + u64::try_from(at).unwrap());
        let families = toili.group.families.clone();
        let (said, change) = oddities(&families).swap_remove(at);
        let device = &mut toili.phone.device;
        let mut draft = sound(device, &families);
        change(&mut draft);
        assert_eq!(before(device, &draft), said);
        let id = save(device, &draft).unwrap();
        assert_eq!(after(device, id), said);
    }
    // The second one of a month.
    let device = &mut toili.phone.device;
    let draft = sound(device, &families);
    save(device, &draft).unwrap();
    let mut draft = sound(device, &families);
    for (date, said) in [
        ("2026-11-02", vec![Warning::TwiceInMonth]),
        ("2026-10-31", vec![]),
    ] {
        draft.date = day(date);
        assert_eq!(before(device, &draft), said);
    }
    draft.date = day("2026-11-02");
    let id = save(device, &draft).unwrap();
    assert_eq!(after(device, id), [Warning::TwiceInMonth]);
}

#[test]
fn a_correction_is_warned_of_as_the_office_will_see_it() {
    let mut toili = Toili::new(342);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let id = save(device, &sound(device, &families)).unwrap();
    for (said, change) in oddities(&families) {
        let mut draft = edit(device, id);
        assert_eq!(before(device, &draft), []);
        change(&mut draft);
        assert_eq!(
            before(device, &draft),
            said,
            "not twice in a month with itself"
        );
        save(device, &draft).unwrap();
        assert_eq!(after(device, id), said);
        let mut back = edit(device, id);
        let whole = sound(device, &families);
        let (name, meeting, base) = (back.name.clone(), back.meeting, back.base.clone());
        back = MeetingDraft {
            name,
            meeting,
            base,
            ..whole
        };
        back.session = edit(device, id).session;
        save(device, &back).unwrap();
        assert_eq!(after(device, id), []);
    }
}

#[test]
fn what_is_added_to_a_colleagues_record_is_warned_of_with_it() {
    let mut toili = Toili::new(343);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let whole = sound(device, &families);
    save(device, &whole).unwrap();
    // She records the same meeting once more, and says next to nothing.
    let mut draft = new(device, Some(whole.group), None).draft;
    draft.session.clone_from(&whole.session);
    draft.place = String::new();
    (draft.starts, draft.ends) = (None, None);
    draft.speakers.clear();
    assert_eq!(before(device, &draft), []);
    let id = save(device, &draft).unwrap();
    assert_eq!(after(device, id), []);
}
