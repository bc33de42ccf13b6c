//! The engine knows no word of the field: its sources are read, and hold none.

#![allow(clippy::unwrap_used)]

use std::path::Path;

/// Words of the field wherever they stand, also inside of names.
const ANYWHERE: &[&str] = &[
    "meeting",
    "famil",
    "kecamatan",
    "kabupaten",
    "pendamping",
    "korkab",
    "rekap",
    "kelompok",
    "p2k2",
    "curriculum",
    "pengurus",
    "attendance",
    "roster",
    "siks",
    "kantor",
    "pertemuan",
];
/// Words of the field that are pieces of other words.
const ALONE: &[&str] = &[
    "pkh", "kpm", "fds", "nik", "desa", "rating", "ratings", "hadir", "sakit", "alfa", "ketua",
];

/// Words of a language, of which a person's recovery words are drawn.
const RECOVERY_WORDS: &str = "recovery_words.txt";

/// The words of the field in a text.
fn words_in(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let pieces: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let anywhere = ANYWHERE.iter().filter(|word| text.contains(**word));
    let alone = ALONE.iter().filter(|word| pieces.contains(word));
    anywhere.chain(alone).copied().collect()
}

fn read(path: &Path, found: &mut Vec<String>) -> usize {
    let mut files = 0;
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += read(&path, found);
        } else if path.file_name().is_some_and(|name| name != RECOVERY_WORDS) {
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            for (at, line) in (1..).zip(text.lines()) {
                for word in words_in(line) {
                    found.push(format!("{}:{at}: {word}", path.display()));
                }
            }
        }
    }
    files
}

#[test]
fn the_engine_knows_no_word_of_the_field() {
    assert_eq!(
        words_in("let x = MeetingPatch { nik_of }"),
        ["meeting", "nik"]
    );
    assert!(words_in("a technique, and its unhadirable part").is_empty());
    let mut found = Vec::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(
        read(&sources, &mut found) > 50,
        "the sources are not where they were"
    );
    assert!(found.is_empty(), "{found:#?}");
}
