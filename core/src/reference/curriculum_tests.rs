//! The product's own edition, other people's editions, and what is suggested next.

use super::*;
use proptest::prelude::*;
use proptest::sample::subsequence;

fn code(text: &str) -> SessionCode {
    text.parse().expect("a code")
}

#[test]
fn the_own_edition_answers_for_each_of_its_codes() {
    let own = Curriculum::own();
    assert_eq!(own.codes().count(), 30);
    for code in own.codes() {
        assert!(
            own.title(&code).is_some() && own.siks_materi(&code).is_some(),
            "{code}"
        );
    }
    assert_eq!(
        own.title(&code("M1.1")),
        Some("Menjadi Orangtua yang Lebih Baik")
    );
    assert_eq!(
        own.title(&code("M6.15")),
        Some("Komitmen Melaksanakan Rencana Tindak Lanjut")
    );
    assert_eq!(
        own.title(&code("MX")),
        Some("P2K2 Adaptif / Materi Tambahan")
    );
    assert_eq!(own.siks_materi(&code("M6.1")), Some("KESEHATAN DAN GIZI."));
    assert!(
        own.siks_materi(&code("MX"))
            .is_some_and(|s| s.ends_with("KEBUTUHAN")),
        "the sixth has no full stop"
    );
    assert_eq!(own.title(&code("M1.5")), None, "session 5 belongs to M2");
    assert_eq!(
        own.title(&code("M1")),
        None,
        "a module with sessions is no session"
    );
    assert_eq!(own.position(&code("M2.5")), Some(4));
}

#[test]
fn the_own_edition_is_the_one_that_the_office_handed_out() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/domain/curriculum.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("not compared: the office's curriculum is not on this machine");
        return;
    };
    assert_eq!(
        &Curriculum::parse(&text).expect("the office's edition reads"),
        Curriculum::own()
    );
}

#[test]
fn an_edition_comes_back_from_its_own_json() {
    let json = serde_json::to_string(Curriculum::own()).expect("writes");
    assert_eq!(&Curriculum::parse(&json).expect("reads"), Curriculum::own());
}

#[test]
fn a_faulty_edition_is_refused_with_its_reason() {
    let edition = |modules: &str| {
        format!(r#"{{"edition":"x","siks_materi":{{"1":"A."}},"modules":[{modules}]}}"#)
    };
    let refused = |json: &str| Curriculum::parse(json).expect_err("refused").to_string();
    assert!(refused("{").contains("cannot be read"));
    assert!(refused(r#"{"modules":[]}"#).contains("no edition"));
    assert!(refused(&edition("")).contains("no modules"));
    let m = r#"{"id":"M1","title":"T","siks_materi":"1","sessions":[{"no":1,"title":"S"}]}"#;
    assert!(Curriculum::parse(&edition(m)).is_ok());
    assert!(refused(&edition(&format!("{m},{m}"))).contains("M1 appears twice"));
    for (from, to, says) in [
        (r#""id":"M1""#, r#""id":"M.1""#, "no module id"),
        (r#""siks_materi":"1""#, r#""siks_materi":7"#, "materi 7"),
        (r#""no":1"#, r#""no":0"#, "sessions of M1"),
        (r#""title":"S""#, r#""title":" ""#, "M1.1 has a title"),
        (r#"{"no":1,"title":"S"}"#, "", "sessions of M1"),
        (
            r#"{"no":1,"title":"S"}"#,
            r#"{"no":1,"title":"S"},{"no":1,"title":"R"}"#,
            "M1.1 appears twice",
        ),
    ] {
        assert!(
            refused(&edition(&m.replace(from, to))).contains(says),
            "{to}"
        );
    }
    let huge = " ".repeat(MAX_EDITION_BYTES + 1);
    assert!(matches!(
        Curriculum::parse(&huge),
        Err(CurriculumError::TooLarge(_))
    ));
}

#[test]
fn the_suggestion_follows_the_modules() {
    let own = Curriculum::own();
    let next = |given: &[&str]| {
        own.suggest_next(&given.iter().map(|c| code(c)).collect::<Vec<_>>())
            .map(|c| c.to_string())
    };
    assert_eq!(next(&[]).as_deref(), Some("M1.1"));
    assert_eq!(next(&["M1.1", "M1.2"]).as_deref(), Some("M1.3"));
    assert_eq!(
        next(&["M1.4"]).as_deref(),
        Some("M2.5"),
        "an office that starts in the middle goes on from there"
    );
    assert_eq!(
        next(&["M1.4", "MX"]).as_deref(),
        Some("M2.5"),
        "an open topic does not move the place"
    );
    assert_eq!(
        next(&["M6.15"]).as_deref(),
        Some("M1.1"),
        "after the last one, what was skipped"
    );
    let all: Vec<SessionCode> = own.codes().collect();
    assert_eq!(own.suggest_next(&all), None);
}

proptest! {
    #[test]
    fn a_suggestion_is_never_one_that_was_given(given in subsequence(Curriculum::own().codes().collect::<Vec<_>>(), 0..=30)) {
        match Curriculum::own().suggest_next(&given) {
            Some(next) => prop_assert!(!given.contains(&next) && next.no().is_some()),
            None => prop_assert!(given.iter().filter(|c| c.no().is_some()).count() == 29),
        }
    }
}
