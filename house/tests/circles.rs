//! No file of a crate needs itself by way of others.

use std::path::Path;

use sesi_house::{Crate, circles};

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

#[test]
fn no_circle_of_files() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(house).unwrap();
    let found: Vec<String> = CRATES
        .iter()
        .map(|name| Crate::read(&Path::new(name).join("src/lib.rs")).unwrap())
        .flat_map(|read| circles(&read))
        .map(|circle| circle.to_string())
        .collect();
    assert!(found.is_empty(), "\n{}", found.concat());
}
