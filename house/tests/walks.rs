//! The walks of `docs/ARCHITECTURE.md`: where something new goes, held against the sources.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sesi_house::Crate;

fn read(root: &str) -> Crate {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(house).unwrap();
    Crate::read(Path::new(root)).unwrap()
}

/// The kinds of documents, by the list at the end of `kinds/mod.rs`: name and file.
fn kinds() -> Vec<(String, String)> {
    let text = std::fs::read_to_string("core/src/kinds/mod.rs").unwrap();
    let (_, list) = text.split_once("\nkinds! {").unwrap();
    let (list, _) = list.split_once("\n}").unwrap();
    let lines: Vec<&str> = list.lines().map(str::trim).collect();
    let code: Vec<&str> = lines
        .into_iter()
        .filter(|line| !line.starts_with("//"))
        .collect();
    code.concat()
        .split(';')
        .filter(|kind| !kind.is_empty())
        .map(|kind| {
            let (head, tail) = kind
                .rsplit_once(" = ")
                .unwrap_or_else(|| kind.split_once("= ").unwrap());
            let name: String = head
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            let file = tail.split(',').next().unwrap_or_default().trim();
            (name, file.to_owned())
        })
        .collect()
}

/// A new kind is one file in `kinds/` and its line: the compiler asks for the rest. No other file of the core lists the kinds, but for those
/// that the walk names.
#[test]
fn a_kind_is_listed_where_the_walk_says() {
    let core = read("core/src/lib.rs");
    let kinds = kinds();
    assert!(kinds.len() >= 7, "{kinds:?}");
    for (_, file) in &kinds {
        assert!(
            Path::new(&format!("core/src/kinds/{file}.rs")).exists(),
            "{file}"
        );
    }
    let mut named: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (file, path) in core.paths() {
        let [.., of, kind] = path else { continue };
        let kind = kinds.iter().find(|(name, _)| name == kind);
        if let (Some((kind, _)), "DocKey" | "View" | "Patch") = (kind, of.as_str()) {
            let file = file.display().to_string();
            named.entry(file).or_default().insert(kind);
        }
    }
    let walk = std::fs::read_to_string("docs/ARCHITECTURE.md").unwrap();
    let beside: Vec<&String> = named
        .iter()
        .filter(|(file, kinds_named)| {
            !file.starts_with("core/src/kinds/") && kinds_named.len() + 1 >= kinds.len()
        })
        .map(|(file, _)| file)
        .collect();
    for file in &beside {
        assert!(
            walk.contains(file.as_str()),
            "the walk of a kind does not lead to {file}"
        );
    }
    // The reading itself: kinds are named in many files, all of them in one at least.
    assert!(named.len() > 20 && !beside.is_empty(), "{named:?}");
}

/// A second backend is a folder and its line in `storage/backends.rs`, by which it also runs the suite: nothing else of the relay names one.
#[test]
fn a_backend_is_named_in_one_file() {
    let relay = read("sync-server/src/lib.rs");
    // Each is a folder beside the suite that all of them pass.
    let storage = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sync-server/src/storage");
    let entries = std::fs::read_dir(storage).unwrap().map(Result::unwrap);
    let backends: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|folder| folder != "conformance")
        .collect();
    assert!(backends.contains(&"sqlite".to_owned()), "{backends:?}");
    let list = std::fs::read_to_string("sync-server/src/storage/backends.rs").unwrap();
    for backend in &backends {
        assert!(
            list.contains(&format!("super::{backend}::")),
            "{backend} is no backend of `storage/backends.rs`"
        );
    }
    let mut named: BTreeSet<String> = BTreeSet::new();
    for (file, path) in relay.paths() {
        let file = file.display().to_string();
        for backend in &backends {
            // `Sqlite` and `sqlite` of a folder `sqlite`; `OutOfMemory` names no `memory`.
            let says_it = |part: &String| part.to_lowercase().starts_with(backend.as_str());
            let own = format!("sync-server/src/storage/{backend}/");
            if path.iter().any(says_it) && !file.starts_with(&own) {
                named.insert(file.clone());
            }
        }
    }
    let only: BTreeSet<String> = ["sync-server/src/storage/backends.rs".to_owned()].into();
    assert_eq!(named, only);
}

/// A file that no `mod` names is not compiled, and nothing else says so: its rows, its queries and its tests are not there.
#[test]
fn every_file_is_part_of_its_crate() {
    let mut left_out = Vec::new();
    let mut read = 0;
    for sources in [
        "wire",
        "engine",
        "core",
        "sync-server",
        "src-tauri",
        "tests",
        "model",
        "house",
    ] {
        let sources = house().join(sources).join("src");
        for file in rust_files(&sources) {
            let folder = file.parent().unwrap().to_owned();
            let (name, beside) = if file.ends_with("mod.rs") {
                (folder.file_name(), folder.parent().unwrap().to_owned())
            } else {
                (file.file_stem(), folder)
            };
            let name = name.unwrap().to_str().unwrap();
            // What cargo itself takes for a crate.
            if beside == sources && ["lib", "main"].contains(&name) || beside.ends_with("src/bin") {
                continue;
            }
            read += 1;
            let named = [format!("mod {name};"), format!("{name}.rs\"]")];
            let neighbours = std::fs::read_dir(&beside).unwrap();
            let by = neighbours.map(|entry| entry.unwrap().path());
            let by = by.chain([beside.with_extension("rs")]);
            let by = by.filter(|by| *by != file && by.is_file());
            let mut texts = by.map(|by| std::fs::read_to_string(by).unwrap_or_default());
            if !texts.any(|text| named.iter().any(|named| text.contains(named.as_str()))) {
                left_out.push(format!("{}: no `mod {name}`\n", file.display()));
            }
        }
    }
    assert!(left_out.is_empty(), "\n{}", left_out.concat());
    assert!(read > 700, "{read}");
}

/// A call that is not in the list of `calls/mod.rs` is answered to nobody.
#[test]
fn every_call_is_in_the_list() {
    let calls = house().join("core/src/calls");
    let list = std::fs::read_to_string(calls.join("mod.rs")).unwrap();
    let (_, list) = list.split_once("\ncalls! {").unwrap();
    let mut unlisted = Vec::new();
    let mut read = 0;
    for file in rust_files(&calls) {
        let text = std::fs::read_to_string(&file).unwrap();
        for what in ["Query", "Command", "Job"] {
            for call in text.split(&format!("\nimpl {what} for ")).skip(1) {
                let call: String = call
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                read += 1;
                if !list.contains(&format!("::{call},")) {
                    unlisted.push(format!("{}: {call}\n", file.display()));
                }
            }
        }
    }
    assert!(
        unlisted.is_empty(),
        "not in `calls!`:\n{}",
        unlisted.concat()
    );
    assert!(read > 150, "{read}");
}

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sources in a folder and those below it.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}
