//! The office's month: the rekap's figures, what is behind the month before, who is silent, what waits.

use chrono::Duration;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::{Ringkasan, RingkasanView};
use crate::calls::office::{ReadOffice, SaveOffice};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{CheckPatch, DocKey, Mark, MeetingPatch, SessionCode, Verdict};
use crate::testkit::{Kelompok, LUWUK, Station, TOILI, Toili, start};

fn look(device: &Device, month: &str) -> RingkasanView {
    let month = month.to_owned();
    Ringkasan { month }.answer(device).unwrap()
}

fn meeting(group: &Kelompok, date: &str, session: &str) -> DocKey {
    let session = SessionCode::new(session).unwrap();
    DocKey::meeting(group.id, date.parse().unwrap(), session).unwrap()
}

/// ANI leads two groups of Toili, CITRA one of Luwuk; the clock stands at the 18th of November.
struct Scene {
    toili: Toili,
    citra: Station,
    mawar: Kelompok,
    dahlia: Kelompok,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut toili = Toili::new(seed);
        let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
        let dahlia = toili.stage.group(TOILI, "DAHLIA", ani, 3);
        let citra = toili.stage.hire("CITRA", &[LUWUK]);
        let mawar = toili.stage.group(LUWUK, "MAWAR", citra, 2);
        let citra = toili.stage.phone(citra, &[LUWUK]);
        toili.synced_phone();
        Self {
            toili,
            citra,
            mawar,
            dahlia,
        }
    }

    fn exchange(&mut self) {
        self.toili.synced_phone();
        self.citra.synced(&mut self.toili.stage.relay);
        self.toili.synced_office();
    }

    fn office(&mut self) -> &mut Device {
        &mut self.toili.stage.office.device
    }

    /// So many days after the beginning, by the relay's clock and everybody's.
    fn pass(&mut self, days: i64) {
        let now = start() + Duration::days(days);
        self.toili.stage.relay.clock = u64::try_from(now.timestamp_millis()).unwrap();
        for station in [&self.toili.phone, &self.citra, &self.toili.stage.office] {
            station.ambient.set(now);
        }
    }
}

#[test]
fn figures_are_the_rekaps_and_absent_is_only_whose_group_met() {
    let mut scene = Scene::new(901);
    let first = meeting(&scene.toili.group, "2026-11-03", "M1.1");
    let again = meeting(&scene.toili.group, "2026-11-10", "M1.2");
    let families = scene.toili.group.families.clone();
    for (at, mark) in [(0, Mark::Hadir), (1, Mark::Hadir), (2, Mark::Hadir)] {
        scene.toili.phone.mark(&first, families[at], mark);
    }
    // It met twice: the later one counts.
    scene.toili.phone.mark(&again, families[0], Mark::Hadir);
    scene.toili.phone.mark(&again, families[1], Mark::Sakit);
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    let total = view.total;
    assert_eq!(
        [
            total.groups,
            total.groups_met,
            total.families,
            total.hadir,
            total.absent
        ],
        [3, 1, 9, 1, 3]
    );
    let names: Vec<(&str, u32)> = view
        .kecamatan
        .iter()
        .map(|one| (one.kecamatan.name.as_str(), one.pendamping))
        .collect();
    assert_eq!(names, [("Luwuk", 1), ("Toili", 1)]);
    let [luwuk, toili] = &view.kecamatan[..] else {
        panic!("two kecamatan")
    };
    assert_eq!((luwuk.figures.groups, luwuk.figures.absent), (1, 0));
    assert_eq!((toili.figures.groups_met, toili.figures.hadir), (1, 1));
    let people: Vec<(&str, u32)> = view
        .pendamping
        .iter()
        .map(|row| (row.person.name.as_str(), row.figures.families))
        .collect();
    assert_eq!(people, [("CITRA", 2), ("ANI", 7)]);
    // The last month of the trend is the month itself; before the year there is nothing.
    assert_eq!(view.trend.len(), 12);
    assert_eq!(view.trend[0].month, "2025-12");
    assert_eq!(
        (view.trend[11].month.as_str(), view.trend[11].figures),
        ("2026-11", total)
    );
    assert_eq!(view.trend[10].figures.groups_met, 0);
    assert_eq!(view.month, "2026-11");
}

#[test]
fn the_month_before_is_compared_by_the_same_day() {
    let mut scene = Scene::new(902);
    let families = scene.toili.group.families.clone();
    let early = meeting(&scene.toili.group, "2026-10-18", "M1.1");
    let late = meeting(&scene.dahlia, "2026-10-19", "M1.1");
    let cancelled = meeting(&scene.mawar, "2026-10-02", "M1.1");
    scene.toili.phone.mark(&early, families[0], Mark::Hadir);
    let dahlia = scene.dahlia.families[0];
    scene.toili.phone.mark(&late, dahlia, Mark::Hadir);
    let patch = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    scene.citra.device.edit(&cancelled, &patch.into()).unwrap();
    scene.exchange();
    assert_eq!(look(scene.office(), "2026-11").met_before, 1);
    // Of a month that is over, the whole month before counts.
    scene.pass(20);
    assert_eq!(look(scene.office(), "2026-11").met_before, 2);
    assert_eq!(look(scene.office(), "2026-12").met_before, 0);
    // A group that no longer existed in that month did not meet in it.
    let dahlia = scene.dahlia.clone();
    scene.toili.stage.close(&dahlia, "2026-10-01");
    assert_eq!(look(scene.office(), "2026-11").met_before, 1);
}

#[test]
fn a_phone_is_silent_after_the_offices_threshold_and_its_groups_are_expected() {
    let mut scene = Scene::new(903);
    let met = meeting(&scene.toili.group, "2026-11-17", "M1.1");
    let family = scene.toili.group.families[0];
    scene.toili.phone.mark(&met, family, Mark::Hadir);
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    assert_eq!((view.phones, view.silent, view.silent_expected), (2, 0, 0));
    assert_eq!(view.silent_days, 7);
    // Eight days later only CITRA wrote again.
    scene.pass(8);
    let mawar = meeting(&scene.mawar, "2026-11-20", "M1.1");
    scene
        .citra
        .mark(&mawar, scene.mawar.families[0], Mark::Hadir);
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    assert_eq!((view.phones, view.silent), (2, 1));
    assert_eq!(view.silent_expected, 1, "MELATI met, DAHLIA did not");
    let row = |view: &RingkasanView, name: &str| {
        let row = view
            .pendamping
            .iter()
            .find(|row| row.person.name == name)
            .unwrap();
        (row.last_heard, row.silent)
    };
    assert_eq!(row(&view, "ANI"), (Some(start()), true));
    let later = start() + Duration::days(8);
    assert_eq!(row(&view, "CITRA"), (Some(later), false));
    let heard: Vec<_> = view.kecamatan.iter().map(|one| one.last_heard).collect();
    assert_eq!(heard, [Some(later), Some(start())]);
    // The office decides what is long.
    let mut settings = ReadOffice {}.answer(scene.office()).unwrap();
    settings.silent_days = 8;
    SaveOffice { settings }.run(scene.office()).unwrap();
    assert_eq!(look(scene.office(), "2026-11").silent, 0);
    // What the office writes in a kecamatan is no word from there; a revoked phone is no phone in use.
    let phone = scene.toili.phone.device.id();
    scene.office().revoke(phone).unwrap();
    scene.pass(9);
    let place = MeetingPatch {
        place: Set::To("Balai".into()),
        ..MeetingPatch::default()
    };
    scene.office().edit(&met, &place.into()).unwrap();
    scene.toili.synced_office();
    let view = look(scene.office(), "2026-11");
    assert_eq!((view.phones, view.silent), (1, 0));
    assert_eq!(row(&view, "ANI"), (Some(start()), false));
    assert_eq!(view.kecamatan[1].last_heard, Some(start()));
}

#[test]
fn a_second_phone_that_speaks_keeps_its_person_from_being_silent() {
    let mut scene = Scene::new(904);
    scene.pass(9);
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    scene.toili.stage.phone(ani, &[TOILI]);
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    assert_eq!((view.phones, view.silent), (3, 2));
    assert_eq!(view.silent_expected, 1, "CITRA's group alone");
}

#[test]
fn meetings_that_wait_for_a_check_or_changed_after_one_are_counted() {
    let mut scene = Scene::new(905);
    let families = scene.toili.group.families.clone();
    let meetings = ["2026-11-03", "2026-11-04", "2026-10-05"]
        .map(|date| meeting(&scene.toili.group, date, "M1.1"));
    for meeting in &meetings {
        scene.toili.phone.mark(meeting, families[0], Mark::Hadir);
    }
    let off = meeting(&scene.dahlia, "2026-11-05", "M1.1");
    let patch = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    scene.toili.phone.device.edit(&off, &patch.into()).unwrap();
    scene.exchange();
    let counts = |scene: &mut Scene| {
        let view = look(scene.office(), "2026-11");
        (view.check_due, view.check_changed, view.check_due_in_month)
    };
    // The one of October counts too: the number is what waits for a person, whenever it was.
    assert_eq!(counts(&mut scene), (3, 0, 2));
    let heads = scene
        .office()
        .document(&meetings[0])
        .unwrap()
        .unwrap()
        .heads();
    let verdict = MeetingPatch {
        check: CheckPatch {
            verdict: Set::To(Verdict::Sesuai),
            heads: Set::To(heads),
            ..CheckPatch::default()
        },
        ..MeetingPatch::default()
    };
    scene.office().edit(&meetings[0], &verdict.into()).unwrap();
    assert_eq!(counts(&mut scene), (2, 0, 1));
    scene
        .toili
        .phone
        .mark(&meetings[0], families[1], Mark::Alfa);
    scene.exchange();
    assert_eq!(counts(&mut scene), (3, 1, 2));
}

#[test]
fn the_heat_map_counts_each_group_once_for_each_session_it_ever_had() {
    let mut scene = Scene::new(906);
    let families = scene.toili.group.families.clone();
    for (date, session) in [
        ("2026-09-03", "M1.1"),
        ("2026-10-03", "M1.1"),
        ("2026-11-03", "M1.2"),
        ("2026-12-03", "M1.3"),
    ] {
        let one = meeting(&scene.toili.group, date, session);
        scene.toili.phone.mark(&one, families[0], Mark::Hadir);
    }
    let more = MeetingPatch {
        more_sessions: Set::To(vec![SessionCode::new("M2.5").unwrap()]),
        ..MeetingPatch::default()
    };
    let dahlia = meeting(&scene.dahlia, "2026-11-04", "M1.1");
    scene
        .toili
        .phone
        .device
        .edit(&dahlia, &more.into())
        .unwrap();
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    assert_eq!(view.sessions.len(), 29, "an open topic has no column");
    assert_eq!(view.sessions[4].code, "M2.5");
    let [luwuk, toili] = &view.heat[..] else {
        panic!("two kecamatan")
    };
    assert!(luwuk.done.iter().all(|done| *done == 0));
    assert_eq!((toili.groups, toili.done.len()), (2, 29));
    assert_eq!(toili.done[..5], [2, 1, 0, 0, 1]);
    assert_eq!(
        look(scene.office(), "2026-10").heat[1].done[..5],
        [1, 0, 0, 0, 0]
    );
}

#[test]
fn the_latest_disagreements_are_shown_five_at_most() {
    let mut scene = Scene::new(907);
    let budi = scene.toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = scene.toili.stage.phone(budi, &[TOILI]);
    let mut second = |scene: &mut Scene, day: u32, family: usize| {
        let one = scene.toili.record(day, family, Mark::Hadir);
        colleague.mark(&one, scene.toili.group.families[family], Mark::Alfa);
    };
    for day in 1..=3 {
        second(&mut scene, day, 0);
        second(&mut scene, day, 1);
    }
    scene.exchange();
    colleague.synced(&mut scene.toili.stage.relay);
    scene.exchange();
    let view = look(scene.office(), "2026-11");
    assert_eq!((view.differences.len(), view.differences_total), (5, 6));
    assert_eq!(view.differences[0].sides.len(), 2);
}

#[test]
fn what_is_no_month_is_refused() {
    let scene = Scene::new(908);
    let month = "November".to_owned();
    let refused = Ringkasan { month }.answer(&scene.toili.stage.office.device);
    assert_eq!(ApiError::from(&refused.unwrap_err()).kind, "month");
}
