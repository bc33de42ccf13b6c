//! Keys and their ids, the bytes that the protocol pins, and that the list of kinds holds together.

mod contents;

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use sesi_engine::documents::{Set, first_change, growth_change};
use sesi_engine::field::Field as _;

use super::*;

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();

fn any_key() -> impl Strategy<Value = DocKey> {
    let id = any::<u128>().prop_map(Uuid::from_u128);
    prop_oneof![
        Just(DocKey::Office),
        Just(DocKey::Curriculum),
        Just(DocKey::Instrument),
        "[a-z0-9_]{1,24}".prop_map(|form| DocKey::Template {
            form: FormName::new(&form).unwrap(),
        }),
        (id.clone(), id.clone()).prop_map(|(staff, training)| DocKey::Score { staff, training }),
        (id.clone(), 0u64..2_000_000, id.clone()).prop_map(|(staff, days, id)| {
            DocKey::Supervision {
                staff,
                day: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
                id,
            }
        }),
        id.clone().prop_map(DocKey::Staff),
        id.clone().prop_map(DocKey::Group),
        id.clone().prop_map(DocKey::Family),
        (id.clone(), 0u64..2_000_000, "[A-Z0-9.]{1,12}").prop_map(|(group, days, session)| {
            DocKey::Meeting {
                group,
                date: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
                session: SessionCode::new(&session).unwrap(),
            }
        }),
        (id.clone(), 0u64..2_000_000, any::<[u8; 8]>()).prop_map(|(id, days, device)| {
            DocKey::Voice {
                day: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
                device: DeviceId(device),
                id,
            }
        }),
        (id.clone(), 0u64..2_000_000).prop_map(|(id, days)| DocKey::Rakor {
            filed: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
            id,
        }),
        (id.clone(), 0u64..2_000_000).prop_map(|(id, days)| DocKey::Training {
            filed: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
            id,
        }),
        (id.clone(), 2000i32..=9999, 1u32..=2).prop_map(|(group, year, half)| DocKey::Semester {
            group,
            semester: HalfYear::new(year, half).unwrap(),
        }),
        (id.clone(), 2000i32..=9999).prop_map(|(group, year)| DocKey::Plan {
            group,
            year: KeyYear::new(year).unwrap(),
        }),
        (id.clone(), 0u64..2_000_000).prop_map(|(family, days)| DocKey::Visit {
            family,
            day: EPOCH.checked_add_days(chrono::Days::new(days)).unwrap(),
        }),
        (id.clone(), 2000i32..=9999).prop_map(|(meeting, year)| DocKey::Siks {
            meeting,
            year: KeyYear::new(year).unwrap(),
        }),
        (id.clone(), 2000i32..=9999, 1u32..=12, 0usize..4).prop_map(
            |(family, year, month, step)| DocKey::Letter {
                family,
                since: YearMonth::new(year, month).unwrap(),
                step: LetterStep::ALL[step],
            }
        ),
        (id.clone(), 2000i32..=9999, 1u32..=12, "[0-9][0-9.]{0,12}").prop_map(
            |(send, year, month, code)| DocKey::Sent {
                kecamatan: KecamatanCode::new(&code).unwrap(),
                month: YearMonth::new(year, month).unwrap(),
                send,
            }
        ),
        (
            id.clone(),
            id.clone(),
            2000i32..=9999,
            1u32..=12,
            any::<[u8; 8]>()
        )
            .prop_map(|(kabupaten, send, year, month, device)| DocKey::Published {
                kabupaten,
                month: YearMonth::new(year, month).unwrap(),
                device: DeviceId(device),
                send,
            }),
        (id, 2000i32..=9999, 1u32..=12).prop_map(|(staff, year, month)| DocKey::Month {
            staff,
            month: YearMonth::new(year, month).unwrap(),
        }),
    ]
}

proptest! {
    #[test]
    fn a_key_survives_its_bytes_and_leaves_what_follows(key in any_key(), tail in any::<[u8; 3]>()) {
        let mut bytes = key.to_bytes();
        bytes.extend(tail);
        let mut rest = &bytes[..];
        prop_assert_eq!(DocKey::read(&mut rest).unwrap(), key);
        prop_assert_eq!(rest, &tail[..]);
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..48)) {
        if let Ok(key) = DocKey::from_bytes(&bytes) {
            prop_assert_eq!(key.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_newer_kind_or_version_is_told_from_a_broken_one(kind in 1u8..=255, version in 1u8..=255) {
        let known = KINDS.iter().any(|known| known.number() == kind);
        prop_assume!(!known || version > 1);
        prop_assert_eq!(DocKey::from_bytes(&[kind, version, 9, 9]), Err(KeyError::Newer { kind, version }));
    }
}

#[test]
fn ids_are_the_uuid_itself_or_derived_under_the_office() {
    let (here, there) = (OfficeId([1; 16]), OfficeId([2; 16]));
    let staff = DocKey::Staff(Uuid::from_u128(5));
    assert_eq!(staff.id(&here), DocId(Uuid::from_u128(5)));
    assert_ne!(DocKey::Office.id(&here), DocKey::Office.id(&there));
    assert_ne!(DocKey::Office.id(&here), DocKey::Curriculum.id(&here));
}

#[test]
fn the_bytes_of_a_meeting_are_pinned() {
    let key = DocKey::Meeting {
        group: Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
        date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        session: SessionCode::new("M1.1").unwrap(),
    };
    assert_eq!(
        HEXLOWER.encode(&key.to_bytes()),
        "06010102030405060708090a0b0c0d0e0f10dd4c044d312e31"
    );
    assert_eq!(
        key.id(&OfficeId([7; 16])).to_string(),
        "c4cfc021-b287-5746-bbd2-3924097d1365"
    );
}

#[test]
fn meetings_of_one_group_are_neighbours() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
    let meeting = |group, date, session| DocKey::Meeting {
        group: Uuid::from_u128(group),
        date: day(date),
        session: SessionCode::new(session).unwrap(),
    };
    let mut keys = [
        meeting(2, 1, "M1.1"),
        meeting(1, 9, "M1.1"),
        meeting(1, 2, "M1.2"),
        DocKey::Office,
    ];
    keys.sort();
    assert_eq!(
        keys,
        [
            DocKey::Office,
            meeting(1, 2, "M1.2"),
            meeting(1, 9, "M1.1"),
            meeting(2, 1, "M1.1")
        ]
    );
}

#[test]
fn a_date_before_2000_has_no_key() {
    let date = NaiveDate::from_ymd_opt(1999, 12, 31).unwrap();
    assert_eq!(
        DocKey::meeting(Uuid::nil(), date, SessionCode::new("M1.1").unwrap()),
        None
    );
}

/// These bytes are part of the protocol: a device that makes others can merge with nobody.
#[test]
fn the_first_changes_are_pinned() {
    let made: Vec<_> = KINDS
        .iter()
        .map(|kind| {
            let (contents, hash) = first_change(kind);
            format!("{kind:?} {} {hash}", HEXLOWER.encode(contents))
        })
        .collect();
    let golden: BTreeSet<&str> = GOLDEN.into_iter().collect();
    let (made, count): (BTreeSet<&str>, _) =
        (made.iter().map(String::as_str).collect(), made.len());
    let other: Vec<&&str> = made.symmetric_difference(&golden).collect();
    assert!(
        other.is_empty(),
        "a new kind has its line in GOLDEN, and a line that is there never changes: {other:#?}"
    );
    assert_eq!(count, GOLDEN.len());
}

/// What is tried of keys is tried of the keys of every kind.
#[test]
fn keys_of_every_kind_are_tried() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut tried = BTreeSet::new();
    for _ in 0..2_000 {
        let key = any_key().new_tree(&mut runner).unwrap().current();
        tried.insert(key.kind().name());
    }
    let all: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    let missing: Vec<&&str> = all.difference(&tried).collect();
    assert!(missing.is_empty(), "`any_key` makes no key of {missing:?}");
}

#[test]
fn every_kind_holds_together() {
    let numbers: BTreeSet<_> = KINDS.iter().map(|kind| kind.number()).collect();
    assert_eq!(numbers.len(), KINDS.len());
    assert!(!numbers.contains(&0), "0 is a remark's");
    for kind in KINDS {
        assert_eq!(kind.faults(), Vec::<String>::new(), "{kind:?}");
        assert!(growth_change(kind, kind.version()).is_some());
        assert!(growth_change(kind, kind.version() + 1).is_none());
    }
}

#[test]
fn absent_keeps_null_clears_and_a_value_sets() {
    let patch: GroupPatch =
        serde_json::from_str(r#"{"name":"Mawar","place":null,"pendamping":{"":null}}"#).unwrap();
    assert_eq!(patch.name, Set::To("Mawar".to_owned()));
    assert_eq!(patch.place, Set::Clear);
    assert_eq!(patch.desa, Set::Keep);
    let json = serde_json::to_string(&Patch::from(patch.clone())).unwrap();
    assert_eq!(
        json,
        r#"{"kind":"group","name":"Mawar","place":null,"pendamping":{"":null}}"#
    );
    assert_eq!(serde_json::from_str::<Patch>(&json).unwrap(), patch.into());
}

const GOLDEN: [&str; 21] = [
    "office 000100010100000005150a34014202560270027f0873657474696e6773017f007f007f00 aadaf14f1e059aa8c4bb30342ba2fc6541c998bb052323adad09453d4947d13a",
    "curriculum 000100010100000005150a34014202560270027f0865646974696f6e73017f007f007f00 7046b5b2a9a7530a7dafbae53b12be143413b80126cf81ce062510b21a900de4",
    "staff 000100010100000005152234014202560270027c096b6563616d6174616e0764657669636573056c6973747308706f7374696e677304040004000400 b562fb2e97306aafdb628adba1b67cb845612a50d3ce2134bd12ec1527073451",
    "group 000100010100000005152234014202560270027c0a70656e64616d70696e67056c697374730673746174657308617272616e67656404040004000400 747d785df3407281e4202dbfcc27c714d42df4457e3dcab03baa9ec7fa04da61",
    "family 000100010100000005153234014202560270027a0a636f6d706f6e656e74730667726f757073087374617475736573056c69737473066f746865727308617272616e67656406060006000600 d694e783bbf2bc90717d81c0b1845d2f7c10898da16788cdfaf93b95a4b74632",
    "meeting 000100010100000005150b34014202560270027b016d0172016e016b016305050005000500 38b3a5830532d43172ca207683040ccd9f64624a6d711602e7f3f9895bf127c7",
    "month 000100010100000005150734014202560270027f057465787473017f007f007f00 6de4b398301cb7e83b4a7861b6e43d24c0965fc7656ffb4cd3ffc6406b7bec29",
    "semester 000100010100000005150534014202560270027e0162017002020002000200 c7e9e69fa8810533c408f719b0e5c3444e7aeaf69f18b0bb175e8525e5884ae1",
    "plan 000100010100000005150d34014202560270027a01730164016201650170017206060006000600 a10013f8457d746e205195f17a0694d24b21077fdb35ba1829a4de0f7627d7c8",
    "visit 000100010100000005150334014202560270027f0173017f007f007f00 1afdc38b670f833cd94dde46bdc79c0da7ffbaf5c7b7f5ee2e2de509f2fe84d9",
    "siks 000100010100000005150534014202560270027e0174017302020002000200 44871fc78f94621abef713b15d69d322d0b0785adcda178177e08d50c4600109",
    "letter 000100010100000005151334014202560270027e0864656c697665727908726573706f6e736502020002000200 c54912db446e06149a49d48e62affb8f6af42f63fb3915e97c701f0c5ff48762",
    "sent 000100010100000005150734014202560270027f056c696e6573017f007f007f00 23b388dae4f1edbc792cbaa408b010bd13d4d657badd005958a35e6dbb155c8e",
    "supervision 000100010100000005153134014202560270027807616e7377657273056e6f746573057461736b730377686f0364756506636c6f7365640570726f6f660670726f76656408080008000800 29018fadeb31c4fb4e7e208320a0bd210fcfeb9f3312df0aee90f5c6b265f50e",
    "voice 000100010100000005150f34014202560270027e07646563696465640570726f6f6602020002000200 59f384236d4f2ba4e50de163023fa2525887c7596ca403c33170395d6450c7b9",
    "training 000100010100000005153c3401420256027002790668616c76657306746f706963730674616b696e670c666163696c697461746f727306677565737473086167656e636965730870726573656e636507070007000700 9ac1c6808b87f1744e5c515ef079f388ae9dcdc1c8ab2c29007415ed5e6df538",
    "rakor 00010001010000000515383401420256027002790870726573656e636507726561736f6e7306677565737473086167656e6369657308737065616b6572730473616964076465636964656407070007000700 a71d18f54207048ddd75ec4629198efa81e9057e356a1cb2efe10019ab069ed8",
    "instrument 000100010100000005150a34014202560270027f0876657273696f6e73017f007f007f00 1c821280cec568a9dc034ff269e2f19259d4f91d561f6ad3038736a63750d7e5",
    "score 000100010100000005151334014202560270027e0574657374730b636572746966696361746502020002000200 a410d2cf3b88737252f7011547ccec926f0364d2591c4d5dd1e970269773113f",
    "published 000100010100000005150834014202560270027f06706c61636573017f007f007f00 1d71090068a46adb2a72946859723a8ec6d18ce2a31887f27dc542abce938310",
    "template 000100010100000005151634014202560270027d0876657273696f6e7304646179730670656f706c6503030003000300 c9617b22f31e8c55bb748327c54627841d457b0400ef560442a82c1f0f42819c",
];

/// A stranger's client is written from that page: what it does not name is not read.
#[test]
fn the_protocol_page_describes_every_kind() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md");
    let page = std::fs::read_to_string(page).unwrap();
    // The rows of the table that begins with `head`.
    let table = |head: &str| -> Vec<&str> {
        let rows = page.lines().skip_while(|line| !line.starts_with(head));
        rows.take_while(|line| line.starts_with('|')).collect()
    };
    let keys = table("| kind | | identity |");
    let feeds = table("| documents | feed |");
    let of_fields = table("| kind | at the root |");
    let rights = table("| kind | fields | whose word counts |");
    let named = |rows: &[&str], title: &str| {
        rows.iter().any(|row| {
            let first = row.split('|').nth(1).unwrap_or_default();
            first.split(',').any(|part| part.trim() == title)
        })
    };
    let mut missing = Vec::new();
    for kind in KINDS {
        let name = kind.name();
        let title = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let key = format!("| {} | {title} |", kind.number());
        for (is_there, what) in [
            (keys.iter().any(|row| row.starts_with(&key)), "key"),
            (named(&feeds, &title), "feed"),
            (named(&of_fields, &title), "fields"),
            (!kind.has_rights() || named(&rights, &title), "rights"),
        ] {
            if !is_there {
                missing.push(format!("{title}: its {what}"));
            }
        }
        let fields: Vec<&&str> = of_fields
            .iter()
            .filter(|row| row.starts_with(&format!("| {title} |")))
            .collect();
        for stored in kind.stored_names() {
            if !fields
                .iter()
                .any(|row| row.contains(&format!("`{stored}`")))
            {
                missing.push(format!("{title}: `{stored}`"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_dictionary_of_bodies_is_the_released_one() {
    let words = Pkh::dictionary().bytes();
    assert!(words.len() <= 32 * 1024);
    // Entries that were packed with it need it forever. To improve it after a release, add a method.
    assert_eq!(
        blake3::hash(words).to_hex().as_str(),
        "4a96f41e39ce7fb442e9dcd6e8a04ed43da91f805590b6b11add1bdc2704226d"
    );
}
