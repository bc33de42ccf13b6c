//! One device, one document: what an edit writes, what it refuses, what is read back.

use super::*;

#[test]
fn an_edit_writes_only_what_differs() {
    let mut document = meeting();
    assert_eq!(
        document
            .commit(&MeetingPatch::default().into(), by(ANI, 1))
            .unwrap(),
        None
    );
    let patch = marks([(1, Some(Mark::Hadir)), (2, None)]);
    let change = commit(&mut document, &patch, by(ANI, 1));
    assert_eq!((change.seq(), change.time(), change.author()), (1, 1, ANI));
    assert_eq!(document.commit(&patch, by(ANI, 2)).unwrap(), None);
    let second = commit(&mut document, &marks([(1, Some(Mark::Sakit))]), by(ANI, 3));
    assert_eq!(
        (second.seq(), second.deps(), second.author()),
        (2, &[change.hash()][..], ANI)
    );
}

#[test]
fn every_kind_keeps_what_is_put_into_it() {
    let since = Since(NaiveDate::from_ymd_opt(2026, 1, 1));
    let id = Uuid::from_u128(77);
    let text = |text: &str| Set::To(text.to_owned());
    let patches: Vec<(DocKey, Patch)> = vec![
        (
            DocKey::Office,
            OfficePatch {
                name: text("Dinsos"),
                kabupaten: text("72.01"),
                utc_offset_minutes: Set::To(480),
                settings: [("peran".to_owned(), Some("{}".to_owned()))].into(),
            }
            .into(),
        ),
        (
            DocKey::Curriculum,
            CurriculumPatch {
                editions: [("2024-1".to_owned(), Some("{}".to_owned()))].into(),
            }
            .into(),
        ),
        (
            DocKey::Staff(id),
            StaffPatch {
                name: text("Ani"),
                role: text("pendamping"),
                nip: text("1"),
                phone: text("08"),
                kecamatan: [
                    ("72.01.01".to_owned(), Some(true)),
                    ("72.01.02".to_owned(), None),
                ]
                .into(),
                devices: [("00112233445566ff".into(), Some(true))].into(),
            }
            .into(),
        ),
        (
            DocKey::Group(id),
            GroupPatch {
                name: text("Mawar"),
                closed: Set::To(NaiveDate::from_ymd_opt(2026, 5, 1).unwrap()),
                ketua: Set::To(id),
                pendamping: [(Since(None), Some(id)), (since, Some(id))].into(),
                ..GroupPatch::default()
            }
            .into(),
        ),
        (
            DocKey::Family(id),
            FamilyPatch {
                name: text("Sitti"),
                nik: text("7201010101010001"),
                components: [(Component::Sd, Some(2))].into(),
                groups: [(Since(None), Some(id))].into(),
                statuses: [
                    (Since(None), Some(Status::Aktif)),
                    (since, Some(Status::Graduasi)),
                ]
                .into(),
                ..FamilyPatch::default()
            }
            .into(),
        ),
        (
            DocKey::Month {
                staff: id,
                month: YearMonth::new(2026, 11).unwrap(),
            },
            MonthPatch {
                reason: text("banjir"),
                dynamics: text("baik"),
            }
            .into(),
        ),
    ];
    for (key, patch) in patches {
        let mut document = Document::new(key, &OFFICE).read_by(&speaking());
        let change = commit(&mut document, &patch, by(BUDI, 1));
        let mut other = Document::new(document.key().clone(), &OFFICE).read_by(&speaking());
        other.apply(&[change], Provenance::Device(BUDI)).whole();
        assert_eq!(reload(&document).view(), other.view());
        let json = serde_json::to_string_pretty(&document.view()).unwrap();
        let copy: Patch = serde_json::from_str(&serde_json::to_string(&patch).unwrap()).unwrap();
        assert_eq!(document.commit(&copy, by(BUDI, 2)).unwrap(), None, "{json}");
        if let View::Family(family) = document.view() {
            let day = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap();
            assert_eq!(family.status_on(day(2025)), Status::Aktif);
            assert_eq!(family.status_on(day(2026)), Status::Graduasi);
            assert_eq!(family.group_on(day(2025)), Some(id));
        }
    }
}

#[test]
fn a_full_meeting_is_read_back() {
    let mut document = meeting();
    let text = |text: &str| Set::To(text.to_owned());
    let patch = MeetingPatch {
        marks: [(family(1), Some(Mark::Hadir))].into(),
        ratings: [(family(1), Some(Rating::SangatBaik))].into(),
        session: Set::To(SessionCode::new("M2.6").unwrap()),
        more_sessions: Set::To(vec![SessionCode::new("M2.7").unwrap()]),
        starts: Set::To(9 * 60),
        ends: Set::To(11 * 60),
        topic: text("Menabung"),
        cancelled: Set::To(false),
        notes: [(Aspect::Kendala, Some("Hujan".to_owned()))].into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: text("Bidan"),
                agency: text("Puskesmas"),
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    commit(&mut document, &patch.into(), by(ANI, 1));
    let seen = view(&reload(&document));
    assert_eq!(seen.marks[&family(1)], Mark::Hadir);
    assert_eq!(seen.ratings[&family(1)], Rating::SangatBaik);
    assert_eq!(seen.session.as_str(), "M2.6");
    assert_eq!(seen.more_sessions[0].as_str(), "M2.7");
    assert_eq!(
        (seen.starts, seen.ends, seen.cancelled),
        (Some(540), Some(660), false)
    );
    assert_eq!(seen.notes[&Aspect::Kendala], "Hujan");
    assert_eq!(seen.speakers[&1].agency.as_deref(), Some("Puskesmas"));
    assert_eq!(seen.date, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
}

#[test]
fn what_does_not_fit_is_refused_with_its_field() {
    let mut document = meeting();
    let refused = |document: &mut Document, patch: MeetingPatch| match document
        .commit(&patch.into(), by(ANI, 1))
    {
        Err(DocumentError::Unfit { path, unfit }) => (path, unfit),
        other => panic!("{other:?}"),
    };
    let empty = MeetingPatch::default;
    let title = MeetingPatch {
        title: Set::To("x".repeat(101)),
        ..empty()
    };
    let too_long = Unfit::TooLong { len: 101, max: 100 };
    assert_eq!(
        refused(&mut document, title),
        ("title".to_owned(), too_long)
    );
    let notes = Aspect::ALL
        .iter()
        .map(|aspect| (*aspect, Some("x".repeat(201))))
        .collect();
    let notes = MeetingPatch { notes, ..empty() };
    let too_long = Unfit::TooLong {
        len: 1005,
        max: 1000,
    };
    assert_eq!(
        refused(&mut document, notes),
        ("notes".to_owned(), too_long)
    );
    let speakers = [(
        4,
        SpeakerPatch {
            name: Set::To("x".to_owned()),
            agency: Set::Keep,
        },
    )]
    .into();
    let fourth = MeetingPatch {
        speakers,
        ..empty()
    };
    assert_eq!(refused(&mut document, fourth).1, Unfit::NoSuchField);
    let times = MeetingPatch {
        starts: Set::To(600),
        ends: Set::To(600),
        ..empty()
    };
    assert_eq!(
        refused(&mut document, times),
        ("ends".to_owned(), Unfit::EndsBeforeStart)
    );
    let late = MeetingPatch {
        ends: Set::To(1441),
        ..empty()
    };
    assert_eq!(
        refused(&mut document, late).1,
        Unfit::Range { min: 0, max: 1440 }
    );
    assert!(document.is_blank());

    let mut family = Document::new(DocKey::Family(Uuid::from_u128(1)), &OFFICE);
    let patch = FamilyPatch {
        nik: Set::To("72".to_owned()),
        ..FamilyPatch::default()
    };
    assert!(matches!(
        family.commit(&patch.clone().into(), by(ANI, 1)),
        Err(DocumentError::Unfit {
            unfit: Unfit::Digits(16),
            ..
        })
    ));
    assert!(matches!(
        document.commit(&patch.into(), by(ANI, 1)),
        Err(DocumentError::OtherKind {
            patch: Kind::Family,
            document: Kind::Meeting
        })
    ));
    let mut curriculum = Document::new(DocKey::Curriculum, &OFFICE).read_by(&speaking());
    let editions = (0..4)
        .map(|n| (n.to_string(), Some("x".repeat(20_000))))
        .collect();
    let large = curriculum.commit(&CurriculumPatch { editions }.into(), by(BUDI, 1));
    assert!(matches!(large, Err(DocumentError::TooLarge)));
    assert!(curriculum.is_blank());
}

#[test]
fn damaged_or_wrong_saves_are_not_loaded() {
    let mut document = meeting();
    commit(&mut document, &place("A"), by(ANI, 1));
    let (saved, heads) = (document.save(), document.heads());
    let load =
        |key: DocKey, saved: &[u8], heads: &Heads| Document::load(key, &OFFICE, saved, heads);
    assert!(load(meeting_key(), &saved, &heads).is_ok());
    assert!(matches!(
        load(DocKey::Office, &saved, &heads),
        Err(LoadError::OtherKind)
    ));
    let blank = meeting().heads();
    assert_eq!(
        load(meeting_key(), &saved, &blank).unwrap_err(),
        LoadError::OtherHeads {
            found: heads.clone()
        }
    );
    assert!(load(meeting_key(), &saved[..saved.len() - 1], &heads).is_err());
    assert!(load(meeting_key(), &[], &heads).is_err());
}

#[test]
fn a_second_run_of_the_app_goes_on_where_the_first_stopped() {
    let mut document = meeting();
    commit(&mut document, &place("A"), by(ANI, 1));
    let mut document = reload(&document);
    let same_run = commit(&mut document, &place("B"), by(ANI, 2));
    assert_eq!(same_run.seq(), 2);
    let next_run = Authorship {
        actor: ActorSeed([5; 6]),
        ..by(ANI, 3)
    };
    let next = commit(&mut document, &place("C"), next_run);
    assert_eq!((next.seq(), next.author()), (1, ANI));
    assert_eq!(document.history().len(), 3);
}
