//! The engine knows no word of the field: rooms that are to be its own are read, and hold none.

use std::path::Path;

/// Rooms that know no word of the field, from the folder of this crate's sources.
const ROOMS: &[&str] = &["documents"];

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
];
/// Words of the field that are pieces of other words.
const ALONE: &[&str] = &[
    "pkh", "kpm", "fds", "nik", "desa", "mark", "marks", "staff", "group", "groups", "session",
    "sessions", "rating", "ratings", "hadir", "sakit", "alfa", "month", "months", "ketua",
];

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
        } else if path.extension().is_some_and(|it| it == "rs") {
            files += 1;
            let text = std::fs::read_to_string(&path).unwrap();
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
fn the_rooms_of_the_engine_know_no_word_of_the_field() {
    assert_eq!(
        words_in("let x = MeetingPatch { marks_of }"),
        ["meeting", "marks"]
    );
    assert!(words_in("a remark about a landmark").is_empty());
    let mut found = Vec::new();
    for room in ROOMS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
        assert!(read(&path, &mut found) > 1, "{room} is not where it was");
    }
    assert!(found.is_empty(), "{found:#?}");
}
