//! Every seed of the fuzzers, and everything that they ever found, goes through its door again.

use std::path::Path;

use sesi_tests::fuzzed::DOORS;

#[test]
fn every_seed_and_every_finding_goes_through_its_door() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    for (target, door) in DOORS {
        let mut played = 0;
        for folder in ["corpus", "found"] {
            let folder = fuzz.join(folder).join(target);
            let Ok(files) = std::fs::read_dir(&folder) else {
                continue;
            };
            for file in files {
                let path = file.expect("the folder can be listed").path();
                println!("{}", path.display());
                door(&std::fs::read(&path).expect("a seed can be read"));
                played += 1;
            }
        }
        assert!(played > 0, "{target} has no seeds");
    }
}

#[test]
fn nothing_and_single_bytes_go_through_every_door() {
    for (_, door) in DOORS {
        door(&[]);
        for byte in 0..=u8::MAX {
            door(&[byte]);
            door(&[byte, byte, byte, byte, byte, byte]);
        }
    }
}
