//! What earlier builds left opens in this one, holds what it held, and brings its unsent work to the office.

use std::path::Path;

use serde_json::{Value, json};
use sesi_tests::chaos::golden::{self, Golden};
use sesi_tests::handset::folder::Folder;
use sesi_tests::handset::words::{Command, Setting};
use sesi_tests::handset::work::Handset;
use sesi_tests::relay::{RelayProcess, binary};

/// A device of a golden folder, as the present build opens it.
fn open(golden: &Golden, device: &str, home: &Path, relay: &str) -> Handset {
    let home = home.join(device);
    golden.lay_out(device, &home).expect("the files are there");
    let setting = Setting {
        relay: Some(relay.to_owned()),
        pin: None,
        clock: 0,
        patience: None,
    };
    Handset::new(Folder::at(&home), &setting)
}

fn ask(handset: &mut Handset, command: Command) -> Value {
    handset
        .obey(command, &mut std::io::sink())
        .expect("the device does it")
}

/// Marks as [group, date, session, family, mark].
fn marks(handset: &mut Handset) -> Vec<Value> {
    let told = ask(handset, Command::Marks);
    told["marks"].as_array().expect("a list").clone()
}

fn missing(there: &[Value], saved: &[Value]) -> Vec<Value> {
    let rows = saved.iter().flat_map(|saved| {
        let marks = saved["marks"].as_object().expect("marks by family");
        marks.iter().map(|(family, mark)| {
            json!([
                saved["group"],
                saved["date"],
                saved["session"],
                family,
                mark
            ])
        })
    });
    rows.filter(|row| !there.contains(row)).collect()
}

#[test]
fn every_earlier_format_opens_and_goes_on() {
    let all = golden::all().expect("the golden folders read");
    assert!(!all.is_empty());
    for golden in all {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("relay");
        golden.lay_out_relay(&data).expect("the file is there");
        let relay = RelayProcess::start(&data);
        let mut office = open(&golden, "office", dir.path(), &relay.url());
        let mut phone = open(&golden, "phone", dir.path(), &relay.url());

        let at_relay = golden.saved.len() - golden.unsent;
        assert_eq!(missing(&marks(&mut phone), &golden.saved), [json!(null); 0]);
        assert_eq!(
            missing(&marks(&mut office), &golden.saved[..at_relay]),
            [json!(null); 0]
        );
        for handset in [&mut office, &mut phone] {
            let told = ask(handset, Command::Check);
            assert_eq!((&told["same"], &told["faults"]), (&json!(true), &json!([])));
        }
        ask(&mut phone, Command::Sync);
        ask(&mut office, Command::Sync);
        assert_eq!(
            missing(&marks(&mut office), &golden.saved),
            [json!(null); 0]
        );
        let more = Command::Record {
            count: 2,
            seed: 9,
            year: Some(golden.year),
        };
        ask(&mut phone, more);
        ask(&mut phone, Command::Sync);
        ask(&mut office, Command::Sync);
        assert_eq!(marks(&mut office), marks(&mut phone));

        let check = std::process::Command::new(binary())
            .args(["check", "--data"])
            .arg(&data)
            .output()
            .expect("the relay's program runs");
        assert!(check.status.success());
    }
}
