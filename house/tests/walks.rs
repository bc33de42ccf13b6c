//! The walks of `docs/ARCHITECTURE.md`: where something new goes, held against the sources.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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

/// A second backend is a folder and its line in `storage/backends.rs`: nothing else of the relay names one.
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
    let mut named: BTreeSet<String> = BTreeSet::new();
    for (file, path) in relay.paths() {
        let file = file.display().to_string();
        for backend in &backends {
            let says_it = |part: &String| part.to_lowercase().contains(backend.as_str());
            let own = format!("sync-server/src/storage/{backend}/");
            if path.iter().any(says_it) && !file.starts_with(&own) {
                named.insert(file.clone());
            }
        }
    }
    let only: BTreeSet<String> = ["sync-server/src/storage/backends.rs".to_owned()].into();
    assert_eq!(named, only);
}
