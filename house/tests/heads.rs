//! Every file says first what it is; and comments of the field speak of families and persons as the glossary does.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sesi_house::Crate;

const CRATES: [&str; 8] = [
    "wire",
    "engine",
    "core",
    "sync-server",
    "src-tauri",
    "tests",
    "model",
    "house",
];
/// A family is "it", a person "they".
const NOT_SAID: [&str; 4] = ["she", "her", "hers", "herself"];

/// The files of a crate that are no tests.
fn files(name: &str) -> BTreeSet<PathBuf> {
    let read = Crate::read(&Path::new(name).join("src/lib.rs")).unwrap();
    read.files().map(Path::to_owned).collect()
}

fn words_not_said(comment: &str) -> bool {
    let mut words = comment.split(|c: char| !c.is_alphanumeric());
    words.any(|word| NOT_SAID.contains(&word.to_lowercase().as_str()))
}

#[test]
fn every_file_says_first_what_it_is() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(house).unwrap();
    let mut found = Vec::new();
    let mut read = 0;
    for file in CRATES.iter().flat_map(|name| files(name)) {
        let text = std::fs::read_to_string(&file).unwrap();
        read += 1;
        if !text.starts_with("//! ") {
            found.push(format!("{}: no first comment\n", file.display()));
        }
        if !file.starts_with("core") {
            continue;
        }
        for (at, line) in (1..).zip(text.lines()) {
            let comment = line.trim_start().strip_prefix("//");
            if comment.is_some_and(words_not_said) {
                found.push(format!("{}:{at}: {}\n", file.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.concat());
    assert!(read > 500, "{read}");
}

#[test]
fn words_are_told_from_parts_of_words() {
    assert!(words_not_said("/ Her group, if any"));
    assert!(!words_not_said("/ where there is another"));
}
