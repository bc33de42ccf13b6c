//! One word, one number: every figure that two questions answer is the same in both, in the sample office and in offices made
//! up at random.

mod families;
mod merged;
mod owed;
mod staff;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use serde_json::json;
use sesi_engine::ambient::Seeded;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::badges::Badges;
use super::checking::{CheckList, Checked};
use super::differences::Differences;
use super::families::{Families, FamilyTable};
use super::groups::Groups;
use super::people::People;
use super::register::StaffRegister;
use super::rekap::ReadRekap;
use super::ringkasan::{Ringkasan, RingkasanView};
use super::security::Security;
use super::supervision::{
    ReadSupervision, SaveSupervision, SignSupervision, Supervised, SupervisionFacts,
    SupervisionPlan, SupervisionState, TaskFacts, WithdrawSupervision,
};
use super::terms::MatterState;
use super::training::Untrained;
use super::unmet::Unmet;
use super::voices::Voices;
use super::{Command, Query};
use crate::app::{App, Launch};
use crate::device::Device;
use crate::kinds::{
    CheckPatch, DocKey, FamilyPatch, GroupPatch, GroupState, Mark, MeetingPatch, SessionCode,
    Since, Status, Verdict,
};
use crate::reference::instrument::Instrument;
use crate::testkit::{Kelompok, LUWUK, Stage, TOILI, start};

/// Compares whatever is asked in two ways, in one month. Answers the groups, so that a test sees that there was something.
fn agree(device: &Device, asked: &str) -> u32 {
    let month = || asked.to_owned();
    let view = Ringkasan { month: month() }.answer(device).unwrap();
    let rekap = ReadRekap { month: month() }.answer(device).unwrap();
    let rekap = rekap.rekap;
    // Ringkasan and the form.
    let (total, form) = (view.total, rekap.total);
    assert_eq!(
        [total.groups, total.groups_met, total.families, total.hadir],
        [form.groups, form.groups_met, form.families, form.hadir]
    );
    assert_eq!(total.absent + total.of_unmet, form.tidak_hadir);
    assert_eq!(form.hadir + form.tidak_hadir, form.families);
    assert_eq!(view.trend.last().unwrap().figures, total);
    for (one, heat) in view.kecamatan.iter().zip(&view.heat) {
        let place = rekap.kecamatan.iter();
        let place = place.clone().find(|place| place.code == one.kecamatan.code);
        let figures = place.unwrap().total;
        assert_eq!(one.figures.groups, figures.groups);
        assert_eq!(one.figures.groups_met, figures.groups_met);
        assert_eq!(one.figures.hadir, figures.hadir);
        assert_eq!(heat.groups, figures.groups);
    }
    // The month before, as the trend has it and as its own page has it.
    for point in view.trend.iter().rev().skip(1).take(2) {
        let month = point.month.clone();
        assert_eq!(
            Ringkasan { month }.answer(device).unwrap().total,
            point.figures
        );
    }

    agree_on_unmet(device, asked, &view);
    agree_on_checks(device, asked, &view);
    agree_on_people(device, asked, &view);
    agree_on_families(device);
    agree_on_supervision(device);
    families::agree(device);
    merged::agree(device, asked);
    owed::agree(device, asked);
    staff::agree(device);
    total.groups
}

/// Supervisi: the plan, each person's own list, the tasks beside the voices, the register, and "Belum pernah diklat".
fn agree_on_supervision(device: &Device) {
    let plan = SupervisionPlan {}.answer(device).unwrap();
    let untrained = Untrained {}.answer(device).unwrap();
    let coaching = Voices {}.answer(device).unwrap().coaching;
    assert_eq!(
        plan.people.len() + plan.without_groups as usize,
        untrained.total.staff as usize
    );
    let (mut this_month, mut open_tasks) = (0, 0);
    let register = StaffRegister { day: None }.answer(device).unwrap();
    for member in &register.staff {
        let staff = Some(member.person.id);
        let all = Supervised { staff }.answer(device).unwrap();
        let counting = all
            .rows
            .iter()
            .filter(|row| row.state != SupervisionState::Draft && !row.withdrawn);
        let month = |day: NaiveDate| day.format("%Y-%m").to_string();
        this_month += counting
            .clone()
            .filter(|row| month(row.day) == month(plan.today))
            .count();
        let open: u32 = counting.clone().map(|row| row.open_tasks).sum();
        open_tasks += open as usize;
        let of_person = coaching
            .iter()
            .filter(|task| Some(task.person.id) == staff && task.state == MatterState::Going);
        assert_eq!(of_person.count(), open as usize);
        let planned = plan.people.iter().find(|row| Some(row.person.id) == staff);
        assert_eq!(planned.is_some(), member.posted && member.groups > 0);
        if let Some(row) = planned {
            assert_eq!(row.times as usize, counting.clone().count());
            assert_eq!(row.last, counting.map(|row| row.day).max());
            assert_eq!(row.open_tasks, open);
            assert_eq!((row.groups, row.families), (member.groups, member.families));
        }
    }
    assert_eq!(plan.this_month as usize, this_month);
    let going = coaching
        .iter()
        .filter(|task| task.state == MatterState::Going);
    assert_eq!(going.count(), open_tasks);
    for row in &untrained.people {
        let mut people = plan.people.iter();
        if let Some(planned) = people.find(|one| one.person.id == row.person.id) {
            assert_eq!((planned.hadir, planned.expected), (row.hadir, row.expected));
        }
    }
    let never = plan.people.iter().filter(|row| row.last.is_none());
    assert_eq!(never.count(), plan.never as usize);
}

/// Belum bertemu: whole, by kecamatan and by pendamping.
fn agree_on_unmet(device: &Device, month: &str, view: &RingkasanView) {
    let month = month.to_owned();
    let unmet = Unmet { month }.answer(device).unwrap();
    let total = view.total;
    let missing = |groups: u32, met: u32| (groups - met) as usize;
    assert_eq!(unmet.len(), missing(total.groups, total.groups_met));
    for one in &view.kecamatan {
        let here = unmet
            .iter()
            .filter(|row| row.kecamatan == one.kecamatan.code);
        assert_eq!(
            here.count(),
            missing(one.figures.groups, one.figures.groups_met)
        );
    }
    for row in &view.pendamping {
        let hers = unmet.iter().filter(|one| {
            one.kecamatan == row.kecamatan
                && one.pendamping.as_ref().map(|person| person.id) == Some(row.person.id)
        });
        assert_eq!(
            hers.count(),
            missing(row.figures.groups, row.figures.groups_met)
        );
    }
    let expected = unmet.iter().filter(|row| row.silent).count();
    assert_eq!(expected, view.silent_expected as usize);
}

/// Periksa, Perbedaan and Keamanan.
fn agree_on_checks(device: &Device, month: &str, view: &RingkasanView) {
    let badges = Badges {}.answer(device).unwrap();
    let list = |which, month: Option<String>| {
        let list = CheckList {
            which,
            month,
            kecamatan: None,
            pendamping: None,
        };
        list.answer(device).unwrap()
    };
    let due = list(Checked::Due, None);
    assert_eq!(
        [due.rows.len(), due.due as usize, badges.check as usize],
        [view.check_due as usize; 3]
    );
    assert_eq!(due.changed, view.check_changed);
    assert_eq!(
        list(Checked::Due, Some(month.to_owned())).due,
        view.check_due_in_month
    );
    for (which, count) in [
        (Checked::Waiting, due.waiting),
        (Checked::Changed, due.changed),
        (Checked::ToMend, due.to_mend),
        (Checked::Fine, due.fine),
    ] {
        assert_eq!(list(which, None).rows.len(), count as usize);
    }

    // Perbedaan and Keamanan.
    let differences = Differences { doc: None }.answer(device).unwrap().len();
    assert_eq!(differences, view.differences_total as usize);
    assert_eq!(badges.differences, view.differences_total);
    assert_eq!(badges.security, Security {}.answer(device).unwrap().open);
}

/// Orang: of the month that it is.
fn agree_on_people(device: &Device, month: &str, view: &RingkasanView) {
    let people = People {}.answer(device).unwrap();
    let devices = people.staff.iter().flat_map(|staff| &staff.devices);
    let devices = devices.chain(&people.unowned).filter(|one| !one.revoked);
    let phones = devices.clone().filter(|one| !one.office).count();
    assert_eq!(phones, view.phones as usize);
    let silent = devices.filter(|one| one.silent).count();
    assert_eq!(silent, view.silent as usize);
    let today = device.today().unwrap();
    if month == today.format("%Y-%m").to_string() {
        let mut of: BTreeMap<Uuid, (u32, u32)> = BTreeMap::new();
        for row in &view.pendamping {
            let (groups, unmet) = of.entry(row.person.id).or_default();
            *groups += row.figures.groups;
            *unmet += row.figures.groups - row.figures.groups_met;
        }
        for staff in &people.staff {
            let counted = of.get(&staff.person.id).copied().unwrap_or_default();
            assert_eq!(
                (staff.groups, staff.unmet),
                counted,
                "{}",
                staff.person.name
            );
        }
    }
}

/// KPM, in the table, in the list and in their groups: of today.
fn agree_on_families(device: &Device) {
    let table = FamilyTable {}.answer(device).unwrap();
    let listed = |status| {
        let list = Families {
            search: String::new(),
            kecamatan: None,
            group: None,
            status,
            offset: 0,
            limit: 0,
        };
        list.answer(device).unwrap().total as usize
    };
    assert_eq!(table.rows.len(), listed(None));
    let active = || table.rows.iter().filter(|row| row.status == Status::Aktif);
    assert_eq!(active().count(), listed(Some(Status::Aktif)));
    let all = Groups {
        search: String::new(),
        kecamatan: None,
        closed: true,
    };
    let groups = all.answer(device).unwrap();
    let mut of: BTreeMap<Uuid, u32> = BTreeMap::new();
    for row in active() {
        if let Some(group) = row.group {
            *of.entry(table.groups[group as usize].id).or_default() += 1;
        }
    }
    for row in &groups {
        let counted = of.get(&row.group.id).copied().unwrap_or_default();
        assert_eq!(row.families, counted, "{}", row.group.name);
    }
}

#[test]
fn in_the_sample_office() {
    let folder = tempfile::tempdir().unwrap();
    let launch = Launch {
        profile: folder.path().to_owned(),
        proposed_relay: None,
        handover: folder.path().join("handover"),
        version: "0.1.0".into(),
    };
    let app = App::start(launch, Arc::new(Seeded::new(1, start()))).unwrap();
    app.onboarding("open_sample", json!({})).unwrap();
    let groups: Vec<u32> = app.with_device(|device| {
        ["2026-11", "2026-10", "2026-09"]
            .map(|month| agree(device, month))
            .into()
    });
    assert!(groups.iter().all(|groups| *groups > 5), "{groups:?}");
}

/// Numbers that look like chance and are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn day(&mut self) -> NaiveDate {
        let first: NaiveDate = "2026-08-20".parse().unwrap();
        first + Duration::days(i64::try_from(self.below(110)).unwrap())
    }
}

#[test]
fn in_offices_made_up_at_random() {
    for seed in 0..6_u64 {
        let mut chance = Chance(seed * 77 + 5);
        let mut stage = Stage::new(1200 + seed);
        let people = [
            stage.hire("ANI", &[TOILI]),
            stage.hire("BUDI", &[TOILI, LUWUK]),
            stage.hire("CITRA", &[LUWUK]),
        ];
        let groups: Vec<Kelompok> = (0..8)
            .map(|at| {
                let kecamatan = [TOILI, LUWUK][at % 2];
                let size = 1 + chance.below(5);
                stage.group(kecamatan, &format!("MELATI {at}"), people[at % 3], size)
            })
            .collect();
        let mut phone = stage.phone(people[0], &[TOILI]);
        for _ in 0..60 {
            random_edit(&mut chance, &mut stage.office.device, &groups, &people);
        }
        let observed = (0..12)
            .filter(|_| random_supervision(&mut chance, &mut stage.office.device, &groups))
            .count();
        assert!(observed > 2, "some meetings were observed");
        // Two who disagree, and a phone that falls silent.
        let one = DocKey::meeting(
            groups[0].id,
            "2026-11-09".parse().unwrap(),
            SessionCode::new("M1.4").unwrap(),
        );
        let one = one.unwrap();
        stage.office.synced(&mut stage.relay);
        phone.synced(&mut stage.relay);
        phone.mark(&one, groups[0].families[0], Mark::Sakit);
        stage.office.mark(&one, groups[0].families[0], Mark::Hadir);
        phone.synced(&mut stage.relay);
        stage.office.synced(&mut stage.relay);
        if seed % 2 == 0 {
            let later = start() + Duration::days(9);
            stage.relay.clock = u64::try_from(later.timestamp_millis()).unwrap();
            stage.office.ambient.set(later);
            stage.office.synced(&mut stage.relay);
        }
        let office = &stage.office.device;
        for month in ["2026-09", "2026-10", "2026-11", "2026-12"] {
            agree(office, month);
        }
    }
}

/// Somebody's meeting is observed, and signed or not, and taken back or not; false where there was none to observe.
fn random_supervision(chance: &mut Chance, office: &mut Device, groups: &[Kelompok]) -> bool {
    let (group, day) = (groups[chance.below(groups.len())].id, chance.day());
    let led = crate::queries::groups::Groups::one(office.reader(), group).unwrap();
    let Some(staff) = led.and_then(|led| led.pendamping_on(day)) else {
        return false;
    };
    let items = Instrument::own().items.iter();
    let answers = items.map(|item| (item.id.clone(), u8::try_from(chance.below(4)).unwrap()));
    let facts = SupervisionFacts {
        day: Some(day),
        group: Some(group),
        answers: answers.collect(),
        tasks: vec![TaskFacts {
            key: String::new(),
            what: "flipchart".to_owned(),
            who: Some(staff),
            due: Some(day),
        }],
        ..SupervisionFacts::default()
    };
    let save = SaveSupervision {
        id: None,
        staff,
        base: String::new(),
        facts,
    };
    let Ok(id) = save.run(office) else {
        return false;
    };
    if chance.below(4) > 0 {
        let staff = None;
        let read = ReadSupervision {
            id: Some(id),
            staff,
        };
        let content = Some(read.answer(office).unwrap().content);
        SignSupervision { id, content }.run(office).unwrap();
    }
    if chance.below(5) == 0 {
        let withdrawn = true;
        WithdrawSupervision { id, withdrawn }.run(office).unwrap();
    }
    true
}

/// One of the things that an office or its people do.
fn random_edit(chance: &mut Chance, office: &mut Device, groups: &[Kelompok], people: &[Uuid]) {
    let group = &groups[chance.below(groups.len())];
    let family = group.families[chance.below(group.families.len())];
    let since = Since(Some(chance.day()));
    let (key, patch) = match chance.below(11) {
        0 => {
            let patch = GroupPatch {
                states: [(
                    since,
                    Some([GroupState::Closed, GroupState::Open][chance.below(2)]),
                )]
                .into(),
                ..GroupPatch::default()
            };
            (DocKey::Group(group.id), patch.into())
        }
        1 => {
            let patch = GroupPatch {
                pendamping: [(since, Some(people[chance.below(3)]))].into(),
                ..GroupPatch::default()
            };
            (DocKey::Group(group.id), patch.into())
        }
        2 => {
            let to = groups[chance.below(groups.len())].id;
            let patch = FamilyPatch {
                groups: [(since, Some(to))].into(),
                ..FamilyPatch::default()
            };
            (DocKey::Family(family), patch.into())
        }
        3 => {
            let status = [Status::Graduasi, Status::Aktif][chance.below(2)];
            let patch = FamilyPatch {
                statuses: [(since, Some(status))].into(),
                ..FamilyPatch::default()
            };
            (DocKey::Family(family), patch.into())
        }
        4 if group.families.len() > 1 && family != group.families[0] => {
            // Found to be the same as the first family of its group.
            let patch = FamilyPatch {
                same_as: Set::To(group.families[0]),
                ..FamilyPatch::default()
            };
            (DocKey::Family(family), patch.into())
        }
        _ => {
            let session = SessionCode::new(["M1.1", "M1.2", "M1.3"][chance.below(3)]).unwrap();
            let key = DocKey::meeting(group.id, chance.day(), session).unwrap();
            random_meeting(chance, office, group, &key);
            return;
        }
    };
    office.edit(&key, &patch).unwrap();
}

fn random_meeting(chance: &mut Chance, office: &mut Device, group: &Kelompok, key: &DocKey) {
    let marks = group.families.iter().map(|family| {
        let mark = [Mark::Hadir, Mark::Sakit, Mark::Alfa][chance.below(3)];
        (*family, mark)
    });
    let marks: Vec<(Uuid, Mark)> = marks.collect();
    office.edit(key, &crate::testkit::marks(marks)).unwrap();
    let cancelled = chance.below(8) == 0;
    if chance.below(2) == 0 {
        let heads = office.document(key).unwrap().unwrap().heads();
        let verdict = [Verdict::Sesuai, Verdict::Perbaiki][chance.below(2)];
        let patch = MeetingPatch {
            check: CheckPatch {
                verdict: Set::To(verdict),
                heads: Set::To(heads),
                ..CheckPatch::default()
            },
            ..MeetingPatch::default()
        };
        office.edit(key, &patch.into()).unwrap();
    }
    if cancelled || chance.below(4) == 0 {
        let patch = MeetingPatch {
            cancelled: Set::To(cancelled),
            place: Set::To("Balai".into()),
            ..MeetingPatch::default()
        };
        office.edit(key, &patch.into()).unwrap();
    }
}
