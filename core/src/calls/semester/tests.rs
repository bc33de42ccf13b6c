//! Ratings of a half year: two phones apart, families that moved, and every figure counted a second way from the documents.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use sesi_engine::documents::Set;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::*;
use crate::calls::differences::Differences;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{
    DocKey, FamilyKey, FamilyPatch, FamilyView, HalfYear, Mark, MeetingView, SemesterView, Since,
    Status, View,
};
use crate::testkit::{Kelompok, Stage, TOILI, Toili};

fn form(device: &Device, group: Uuid) -> SemesterForm {
    let semester = Some("2026-2".to_owned());
    Semester { group, semester }.answer(device).unwrap()
}

fn key(family: Uuid) -> String {
    FamilyKey::of(family).as_str().to_owned()
}

type Said = BTreeMap<String, Option<Rating>>;

fn rate(device: &mut Device, form: &SemesterForm, behaviour: Said, potential: Said) {
    let save = SaveSemester {
        group: form.group.id,
        semester: form.semester.clone(),
        base: form.base.clone(),
        behaviour,
        potential,
    };
    save.run(device).unwrap();
}

fn one(family: Uuid, rating: Rating) -> Said {
    [(key(family), Some(rating))].into()
}

fn line(form: &SemesterForm, family: Uuid) -> &SemesterLine {
    form.families.iter().find(|line| line.id == family).unwrap()
}

fn behaviour(form: &SemesterForm, family: Uuid) -> Option<Rating> {
    line(form, family)
        .behaviour
        .as_ref()
        .map(|given| given.rating)
}

#[test]
fn two_phones_that_rate_apart_lose_nothing_and_a_disagreement_is_shown_with_its_family() {
    let mut toili = Toili::new(731);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let families = toili.group.families.clone();
    let (group, phone) = (toili.group.id, &mut toili.phone);
    let (ours, theirs) = (form(&phone.device, group), form(&other.device, group));
    assert_eq!(ours.figures.behaviour.unrated, 4, "nothing is prefilled");
    let both = |first, rating| -> Said {
        [
            (key(first), Some(Rating::Baik)),
            (key(families[0]), Some(rating)),
        ]
        .into()
    };
    rate(
        &mut phone.device,
        &ours,
        both(families[1], Rating::Kurang),
        one(families[1], Rating::Baik),
    );
    rate(
        &mut other.device,
        &theirs,
        both(families[2], Rating::SangatBaik),
        one(families[2], Rating::Baik),
    );
    phone.synced(&mut toili.stage.relay);
    other.synced(&mut toili.stage.relay);
    phone.synced(&mut toili.stage.relay);
    toili.stage.office.synced(&mut toili.stage.relay);
    for device in [&phone.device, &other.device, &toili.stage.office.device] {
        let seen = form(device, group);
        for family in &families[1..3] {
            assert_eq!(behaviour(&seen, *family), Some(Rating::Baik));
            assert!(line(&seen, *family).potential.is_some());
        }
        assert_eq!(seen.figures.behaviour.unrated, 1);
        let differences = Differences { doc: None }.answer(device).unwrap();
        assert_eq!(differences.len(), 1);
        assert_eq!(differences[0].subject, "MELATI");
        assert_eq!(differences[0].family.as_deref(), Some("Melati Keluarga 0"));
        assert!(differences[0].field.starts_with("behaviour/"));
        let mut shown: Vec<_> = differences[0]
            .sides
            .iter()
            .map(|side| side.shown.clone().unwrap())
            .collect();
        shown.sort();
        assert_eq!(shown, ["K", "SB"]);
    }
    assert_eq!(phone.dump(), other.dump());
}

#[test]
fn what_a_colleague_rated_since_the_list_was_shown_is_not_written_over() {
    let mut toili = Toili::new(732);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let (group, family) = (toili.group.id, toili.group.families[0]);
    let shown = form(&toili.phone.device, group);
    let theirs = form(&other.device, group);
    rate(
        &mut other.device,
        &theirs,
        one(family, Rating::Baik),
        Said::new(),
    );
    other.synced(&mut toili.stage.relay);
    toili.synced_phone();
    // The list on her screen is the one from before.
    rate(
        &mut toili.phone.device,
        &shown,
        one(family, Rating::Kurang),
        Said::new(),
    );
    let differences = Differences { doc: None }
        .answer(&toili.phone.device)
        .unwrap();
    assert_eq!(differences.len(), 1, "both are kept");
    // One who has seen it says it over.
    let seen = form(&toili.phone.device, group);
    rate(
        &mut toili.phone.device,
        &seen,
        one(family, Rating::SangatBaik),
        Said::new(),
    );
    let differences = Differences { doc: None }
        .answer(&toili.phone.device)
        .unwrap();
    assert!(differences.is_empty());
    let now = form(&toili.phone.device, group);
    assert_eq!(behaviour(&now, family), Some(Rating::SangatBaik));
    let none: Said = [(key(family), None)].into();
    rate(&mut toili.phone.device, &now, none, Said::new());
    assert_eq!(
        behaviour(&form(&toili.phone.device, group), family),
        None,
        "it can be taken back"
    );
}

fn moved(device: &mut Device, family: Uuid, since: &str, group: Uuid) {
    let patch = FamilyPatch {
        groups: [(Since(since.parse().ok()), Some(group))].into(),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(family), &patch.into()).unwrap();
}

#[test]
fn a_family_that_moved_keeps_its_rating_until_its_new_group_gives_one() {
    let mut stage = Stage::new(733);
    let ani = stage.hire("ANI", &[TOILI]);
    let (old, new) = (
        stage.group(TOILI, "MAWAR", ani, 3),
        stage.group(TOILI, "MELATI", ani, 2),
    );
    let device = &mut stage.office.device;
    let family = old.families[0];
    let before = form(device, old.id);
    rate(
        device,
        &before,
        one(family, Rating::Kurang),
        one(family, Rating::Baik),
    );
    moved(device, family, "2026-10-01", new.id);
    let there = form(device, new.id);
    let given = line(&there, family).behaviour.as_ref().unwrap();
    assert_eq!(
        (given.rating, given.elsewhere.as_deref()),
        (Rating::Kurang, Some("MAWAR"))
    );
    assert!(
        form(device, old.id)
            .families
            .iter()
            .all(|line| line.id != family)
    );
    rate(device, &there, one(family, Rating::SangatBaik), Said::new());
    let there = form(device, new.id);
    let now = line(&there, family);
    let given = now.behaviour.as_ref().unwrap();
    assert_eq!(
        (given.rating, given.elsewhere.as_deref()),
        (Rating::SangatBaik, None)
    );
    assert_eq!(
        now.potential.as_ref().unwrap().elsewhere.as_deref(),
        Some("MAWAR"),
        "each scale by itself"
    );
    let other_half = Semester {
        group: new.id,
        semester: Some("2026-1".to_owned()),
    };
    let other_half = other_half.answer(device).unwrap();
    assert_eq!(other_half.until.to_string(), "2026-06-30");
    assert_eq!(
        other_half.figures.behaviour.unrated, 2,
        "another half year is another rating, and she was not there yet"
    );
}

#[test]
fn a_half_year_a_group_or_a_key_that_is_none_is_refused() {
    let mut toili = Toili::new(734);
    let device = &mut toili.phone.device;
    let group = toili.group.id;
    let save = |group, semester: &str, key: &str| SaveSemester {
        group,
        semester: semester.to_owned(),
        base: String::new(),
        behaviour: [(key.to_owned(), Some(Rating::Baik))].into(),
        potential: Said::new(),
    };
    for (save, kind) in [
        (save(group, "2026-3", "AbCd1234"), "semester"),
        (
            save(Uuid::from_u128(9), "2026-2", "AbCd1234"),
            "no_such_group",
        ),
        (save(group, "2026-2", "?"), "family_key"),
    ] {
        let refused = save.run(device).unwrap_err();
        assert_eq!(ApiError::from(&refused).kind, kind);
    }
}

/// One scale of a document.
type Scale = fn(&SemesterView) -> &BTreeMap<FamilyKey, Rating>;

/// Everything that the documents say, read one by one and not from the read model.
struct Slow {
    families: Vec<FamilyView>,
    meetings: Vec<MeetingView>,
    semesters: Vec<SemesterView>,
}

impl Slow {
    fn read(device: &Device) -> Self {
        let mut keys = Vec::new();
        DocumentRow::each(device.reader(), |row| {
            keys.push(DocKey::from_bytes(&row.key).unwrap());
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let mut slow = Self {
            families: Vec::new(),
            meetings: Vec::new(),
            semesters: Vec::new(),
        };
        for key in keys {
            match device.document(&key).unwrap().unwrap().view() {
                View::Family(family) => slow.families.push(family),
                View::Meeting(meeting) => slow.meetings.push(*meeting),
                View::Semester(semester) => slow.semesters.push(semester),
                _ => {}
            }
        }
        slow
    }

    /// The groups of a family from its last back, as ids.
    fn stays(family: &FamilyView, until: NaiveDate) -> Vec<Uuid> {
        let days: Vec<NaiveDate> = (0..400)
            .map(|back| until - chrono::Days::new(back))
            .collect();
        let mut stays = Vec::new();
        for day in days {
            let group = family.group_on(day).unwrap();
            if !stays.contains(&group) {
                stays.push(group);
            }
        }
        stays
    }

    fn rating(&self, family: &FamilyView, until: NaiveDate, of: Scale) -> Option<Rating> {
        let here = |one: &&SemesterView| one.semester.to_string() == "2026-2";
        let said = |group: Uuid| {
            let mut documents = self.semesters.iter().filter(here);
            let document = documents.find(|one| one.group == group)?;
            of(document).get(&FamilyKey::of(family.id)).copied()
        };
        let stays = Self::stays(family, until);
        // Where it never was comes last: there are two groups, so that this is one at the most.
        let others = self.semesters.iter().filter(here).map(|one| one.group);
        let others: Vec<Uuid> = others.filter(|group| !stays.contains(group)).collect();
        stays.into_iter().chain(others).find_map(said)
    }

    fn attendance(&self, family: &FamilyView, first: NaiveDate, until: NaiveDate) -> Tally {
        let mut tally = Tally::default();
        for meeting in self.meetings.iter().filter(|meeting| !meeting.cancelled) {
            if meeting.date < first || meeting.date > until {
                continue;
            }
            let mark = meeting.marks.get(&FamilyKey::of(family.id)).copied();
            let expected = family.group_on(meeting.date) == Some(meeting.group)
                && family.status_on(meeting.date) == Status::Aktif;
            match mark {
                Some(Mark::Hadir) => tally.hadir += 1,
                Some(Mark::Sakit) => tally.sakit += 1,
                Some(Mark::Alfa) => tally.alfa += 1,
                None => tally.unmarked += u32::from(expected),
            }
        }
        tally
    }

    fn agrees(&self, device: &Device, groups: &[Kelompok]) {
        let (first, until) = ("2026-07-01".parse().unwrap(), device.today().unwrap());
        let table = SemesterGroups {
            semester: Some("2026-2".to_owned()),
            kecamatan: None,
        };
        let table = table.answer(device).unwrap();
        let mut total = 0;
        for group in groups {
            let form = form(device, group.id);
            let mut counted = [[0; 5]; 2];
            let here: Vec<&FamilyView> = self
                .families
                .iter()
                .filter(|family| {
                    family.group_on(until) == Some(group.id)
                        && family.status_on(until) == Status::Aktif
                })
                .collect();
            assert_eq!(form.families.len(), here.len());
            for family in here {
                let line = line(&form, family.id);
                assert_eq!(
                    line.attendance,
                    self.attendance(family, first, until),
                    "{}",
                    family.name
                );
                let scales: [Scale; 2] = [|of| &of.behaviour, |of| &of.potential];
                for (at, (of, shown)) in scales
                    .into_iter()
                    .zip([&line.behaviour, &line.potential])
                    .enumerate()
                {
                    let rating = self.rating(family, until, of);
                    assert_eq!(shown.as_ref().map(|given| given.rating), rating);
                    counted[at][rating
                        .map_or(4, |rating| usize::try_from(rating.number()).unwrap() - 1)] += 1;
                }
            }
            let figures = form.figures;
            for (levels, counted) in [figures.behaviour, figures.potential]
                .into_iter()
                .zip(counted)
            {
                let shown = [
                    levels.kurang,
                    levels.baik,
                    levels.sangat_baik,
                    levels.tidak_dapat_dinilai,
                    levels.unrated,
                ];
                assert_eq!(
                    shown,
                    [
                        counted[0],
                        counted[1],
                        counted[2],
                        counted[3] + counted[4],
                        counted[4]
                    ]
                );
                assert_eq!(shown[..4].iter().sum::<u32>(), figures.families);
            }
            let row = table
                .groups
                .iter()
                .find(|row| row.group.id == group.id)
                .unwrap();
            assert_eq!(row.figures, figures, "one word, one number");
            total += figures.families;
        }
        assert_eq!(table.total.families, total);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// A family, where it goes on a day, how it is marked and rated: all at random.
    #[test]
    fn every_figure_is_counted_a_second_way(
        moves in prop::collection::vec((0usize..6, 0usize..2, 1u32..=28), 0..5),
        leaves in prop::collection::vec((0usize..6, 1u32..=28), 0..2),
        marks in prop::collection::vec((0usize..2, 1u32..=28, 0usize..6, 1i64..=3), 0..24),
        ratings in prop::collection::vec((0usize..2, 0usize..6, 1i64..=4, any::<bool>()), 0..16),
    ) {
        let mut stage = Stage::new(735);
        let ani = stage.hire("ANI", &[TOILI]);
        let groups = [stage.group(TOILI, "MAWAR", ani, 3), stage.group(TOILI, "MELATI", ani, 3)];
        let families: Vec<Uuid> = groups.iter().flat_map(|group| group.families.clone()).collect();
        let device = &mut stage.office.device;
        for (group, day, family, mark) in marks {
            let mark = Mark::from_number(mark).unwrap();
            let patch = crate::testkit::marks([(families[family], mark)]);
            device.edit(&groups[group].meeting(day), &patch).unwrap();
        }
        for (family, to, day) in moves {
            moved(device, families[family], &format!("2026-10-{day:02}"), groups[to].id);
        }
        for (family, day) in leaves {
            let since = Since(NaiveDate::from_ymd_opt(2026, 10, day));
            let patch = FamilyPatch { statuses: [(since, Some(Status::Graduasi))].into(), phone: Set::Keep, ..FamilyPatch::default() };
            device.edit(&DocKey::Family(families[family]), &patch.into()).unwrap();
        }
        for (group, family, rating, first) in ratings {
            let shown = form(device, groups[group].id);
            let said = one(families[family], Rating::from_number(rating).unwrap());
            let (behaviour, potential) = if first { (said, Said::new()) } else { (Said::new(), said) };
            rate(device, &shown, behaviour, potential);
        }
        Slow::read(device).agrees(device, &groups);
    }
}

#[test]
fn the_half_year_that_is_to_be_rated_is_the_one_before_in_its_first_month() {
    let toili = Toili::new(736);
    let table = SemesterGroups {
        semester: None,
        kecamatan: None,
    };
    let table = table.answer(&toili.phone.device).unwrap();
    assert_eq!(
        table.semester,
        HalfYear::of(toili.phone.device.today().unwrap())
            .unwrap()
            .to_string()
    );
    assert_eq!(table.semesters, ["2026-2", "2026-1", "2025-2", "2025-1"]);
    assert!(table.groups[0].mine);
    let elsewhere = SemesterGroups {
        semester: None,
        kecamatan: Some("72.01.04".to_owned()),
    };
    assert!(
        elsewhere
            .answer(&toili.phone.device)
            .unwrap()
            .groups
            .is_empty()
    );
}

#[test]
fn who_was_rated_is_spoken_of_and_no_import_that_is_taken_back_takes_it_away() {
    let mut toili = Toili::new(737);
    let device = &mut toili.phone.device;
    let (group, family) = (toili.group.id, toili.group.families[0]);
    let spoken_of = |device: &Device| crate::queries::families::is_used(device.reader(), family);
    assert!(!spoken_of(device).unwrap());
    let shown = form(device, group);
    rate(device, &shown, Said::new(), one(family, Rating::Baik));
    assert!(spoken_of(device).unwrap());
    let rows = "DELETE FROM rm_family_group WHERE grp = ?1";
    device
        .write(|conn, _| {
            conn.execute(rows, [group.as_bytes()])
                .map(|_| ())
                .map_err(StoreError::from)
        })
        .unwrap();
    assert!(crate::queries::groups::is_used(device.reader(), group).unwrap());
}
