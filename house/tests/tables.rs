//! Tables of the read model are named where their rows are written and where they are asked, nowhere else.

use std::path::Path;

use sesi_house::Crate;

/// The rooms of the core that know the tables.
const ROOMS: [&str; 3] = [
    "core/src/kinds/",
    "core/src/readmodel/",
    "core/src/queries/",
];

fn names_a_table(text: &str) -> bool {
    let begins = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
    };
    text.match_indices("rm_").any(|(at, _)| begins(at))
}

#[test]
fn only_kinds_read_model_and_queries_name_tables() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(house).unwrap();
    let mut within = 0;
    let mut outside = Vec::new();
    for root in [
        "core/src/lib.rs",
        "engine/src/lib.rs",
        "src-tauri/src/lib.rs",
    ] {
        let read = Crate::read(Path::new(root)).unwrap();
        for (file, text) in read.texts().filter(|(_, text)| names_a_table(text)) {
            let file = file.display().to_string();
            if ROOMS.iter().any(|room| file.starts_with(room)) {
                within += 1;
            } else {
                outside.push(format!("{file}: {text}\n"));
            }
        }
    }
    assert!(outside.is_empty(), "\n{}", outside.concat());
    // Texts are found at all: in calls, in constants and in macros.
    assert!(within > 100, "{within}");
}

#[test]
fn a_table_is_told_from_other_words() {
    assert!(names_a_table("SELECT doc FROM rm_family"));
    assert!(names_a_table("rm_{name}"));
    assert!(!names_a_table("form_of, firm_"));
}
