//! A province on a real relay: three kabupaten with offices of their own, of which one never tells. What the province reads is what was
//! entered, and no name is in it.

use chrono::DateTime;
use serde_json::Value;
use sesi_tests::relay::RelayProcess;
use sesi_tests::story::province::Province;

#[test]
fn the_province_reads_what_was_entered_and_nothing_of_who_never_tells() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start_with(&dir.path().join("relay"), &["--open-founding"]);
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let province = Province::play(dir.path(), &relay.url(), 7201, now);
    let view = province.view();
    assert_eq!(view["told"], 2);
    assert_eq!(view["rows"].as_array().unwrap().len(), 13);
    let keys = ["staff", "groups", "groups_met", "families", "hadir"];
    for one in &province.kabupaten {
        let entered = serde_json::to_value(&one.entered).unwrap();
        for key in keys {
            let told = Province::cell(&view, &one.entered.kabupaten, key);
            let expected = if one.entered.tells {
                entered[key].clone()
            } else {
                Value::Null
            };
            assert_eq!(told, expected, "{}: {key}", one.entered.kabupaten);
        }
        let kecamatan = Province::cell(&view, &one.entered.kabupaten, "second");
        let as_of = Province::cell(&view, &one.entered.kabupaten, "as_of");
        if one.entered.tells {
            assert_eq!(kecamatan, one.entered.kecamatan);
            // Nobody was observed: that is known, and none.
            assert_eq!(
                Province::cell(&view, &one.entered.kabupaten, "supervised"),
                0
            );
        } else {
            assert_eq!(kecamatan, Value::Null);
            assert_eq!(as_of, "Belum kirim");
        }
    }
    // Neither the province nor another kabupaten holds a name of anybody.
    let dump = province.world.office.dump();
    for one in &province.kabupaten {
        assert!(
            one.office
                .as_ref()
                .is_some_and(|world| world.office.dump().contains(&one.names[0])),
            "it is a name"
        );
        for name in &one.names {
            assert!(!dump.contains(name), "{name}");
            for other in &province.kabupaten {
                assert!(!other.profile.dump().contains(name), "{name}");
            }
        }
    }
    // A profile holds what its own kabupaten told, and nobody else's.
    for one in &province.kabupaten {
        let rows = one.profile.dump();
        let others = province
            .kabupaten
            .iter()
            .filter(|other| other.entered != one.entered);
        for other in others {
            let place = format!("{}.", other.entered.kabupaten);
            assert!(
                !rows.contains(&place),
                "{} has {place}",
                one.entered.kabupaten
            );
        }
    }
}
