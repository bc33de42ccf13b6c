//! The product's own list, and names as people write them.

use super::*;
use proptest::prelude::*;

fn name(found: Found<'_>) -> (bool, &str) {
    match found {
        Found::Same(r) => (true, r.name.as_str()),
        Found::Near(r) => (false, r.name.as_str()),
        Found::Nothing => (false, ""),
    }
}

#[test]
fn the_own_list_is_the_one_that_the_office_handed_out() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/domain/regions.csv"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("not compared: the office's list of regions is not on this machine");
        return;
    };
    let theirs = Regions::parse(&text).expect("reads");
    let own: Vec<_> = Regions::own()
        .by_code
        .values()
        .filter(|r| r.level() != Level::Kabupaten)
        .collect();
    assert_eq!(own, theirs.by_code.values().collect::<Vec<_>>());
}

#[test]
fn the_own_list_has_no_orphans_and_no_two_siblings_of_one_name() {
    let own = Regions::own();
    for region in own.by_code.values() {
        assert!(
            region.parent().is_none_or(|p| own.get(p).is_some()),
            "{}",
            region.code
        );
        if let Some(parent) = region.parent() {
            assert_eq!(own.find(parent, &region.name), Found::Same(region));
        }
    }
}

#[test]
fn a_desa_is_found_however_it_is_spelled() {
    let own = Regions::own();
    for typed in [
        "Samalore",
        "samalore ",
        "DESA SAMALORE",
        "Ds. Samalore",
        "KEL. SAMALORE",
        "Desa/Kel Samalore",
        "Samalore (Blok A)",
        "SAMA LORE",
        "S\u{e1}malore",
        "samalore\u{a0}",
    ] {
        assert_eq!(
            name(own.find("72.01.09", typed)),
            (true, "Samalore"),
            "{typed}"
        );
    }
    assert_eq!(name(own.find("72.01.09", "Samalre")), (false, "Samalore"));
    assert_eq!(own.find("72.01.09", "Jakarta"), Found::Nothing);
    assert_eq!(own.find("72.01.09", ""), Found::Nothing);
    assert_eq!(own.find("99.99.99", "Samalore"), Found::Nothing);
    assert_eq!(name(own.find("72.01.02", "BUNTA 2")), (true, "Bunta II"));
    assert_eq!(name(own.find("72.01", "KECAMATAN LUWUK")), (true, "Luwuk"));
    assert_eq!(
        name(own.find("72.01", "Kec. Luwuk Timur")),
        (true, "Luwuk Timur")
    );
}

#[test]
fn a_place_has_its_days() {
    let list = Regions::parse(
        "code,name,since,until\n72.01,B,,\n72.01.01,Lama,,2020-01-01\n72.01.02,Lama,2020-01-01,\n",
    )
    .expect("reads");
    let old = list.get("72.01.01").expect("listed");
    let day = |text: &str| text.parse().expect("a day");
    assert!(old.exists_on(day("2019-12-31")) && !old.exists_on(day("2020-01-01")));
    assert!(
        matches!(list.find("72.01", "lama"), Found::Same(r) if r.code == "72.01.02"),
        "the one that exists"
    );
}

#[test]
fn a_faulty_list_is_refused() {
    for (csv, says) in [
        ("kode,nama\n", None),
        ("code,name\n72.01.x,A\n", Some("no region code")),
        ("code,name\n72,A\n", Some("no region code")),
        ("code,name\n72.01,A\n72.01,B\n", Some("appears twice")),
        ("code,name\n72.01,-\n", Some("has no name")),
    ] {
        match (Regions::parse(csv), says) {
            (Err(fault), Some(says)) => assert!(fault.to_string().contains(says), "{fault}"),
            (Ok(list), None) => assert_eq!(list.by_code.len(), 0),
            (other, _) => panic!("{csv}: {other:?}"),
        }
    }
}

proptest! {
    #[test]
    fn finding_never_fails_and_gives_only_parts_of_the_parent(typed in "\\PC{0,40}") {
        if let Found::Same(r) | Found::Near(r) = Regions::own().find("72.01.09", &typed) {
            prop_assert_eq!(r.parent(), Some("72.01.09"));
        }
    }
}
