//! Rows one by one.

use super::*;

fn context() -> Context<'static> {
    Context {
        regions: Regions::own(),
        kabupaten: "72.01",
        kecamatan: Some("72.01.09"),
    }
}

fn values(cells: &[(Field, &str)]) -> Values {
    let sound = [
        (Field::Name, "SITI AMINAH"),
        (Field::Nik, "7201045612879213"),
    ];
    sound
        .iter()
        .chain(cells)
        .map(|(field, text)| (*field, Cell::text(*text)))
        .collect()
}

fn faults(cells: &[(Field, &str)]) -> Vec<&'static str> {
    read(&values(cells), &context())
        .1
        .iter()
        .map(|fault| fault.code.as_str())
        .collect()
}

#[test]
fn each_field_has_its_faults() {
    for (cells, expected) in [
        (&[][..], &[][..]),
        (&[(Field::Name, "")], &["name_missing"]),
        (&[(Field::Name, "0812 3456")], &["name_is_number"]),
        (&[(Field::Name, " Bank Mandiri ")], &["name_is_bank"]),
        (&[(Field::Name, "BNI")], &["name_is_bank"]),
        (&[(Field::Name, "PT. POS INDONESIA")], &["name_is_bank"]),
        (&[(Field::Name, "SITI MANDIRI")], &[]),
        (&[(Field::Name, "INDONESIA")], &[]),
        (
            &[(Field::Nik, "sama"), (Field::Name, "BRI")],
            &["name_is_bank", "nik_missing"],
        ),
        (&[(Field::Nik, "7201049912879213")], &["nik_implausible"]),
        (&[(Field::Kk, "-")], &[]),
        (&[(Field::Kk, "72010")], &["kk_length"]),
        (&[(Field::Kk, "7,2E+15")], &["kk_numeric"]),
        (&[(Field::Kecamatan, "Toil")], &["kecamatan_unknown"]),
        (&[(Field::Desa, "Jakarta")], &["desa_unknown"]),
        (&[(Field::Desa, "")], &["desa_missing"]),
        (&[(Field::Group, "-")], &["group_missing"]),
        (&[(Field::Sd, "banyak")], &["component_unreadable"]),
        (&[(Field::Status, "entah")], &["status_unknown"]),
    ] {
        assert_eq!(faults(cells), expected, "{cells:?}");
    }
}

#[test]
fn a_misspelled_place_comes_with_a_suggestion() {
    let (_, faults) = read(&values(&[(Field::Kecamatan, "Toilli")]), &context());
    assert_eq!(faults[0].suggestion.as_deref(), Some("Toili"));
    let (family, faults) = read(&values(&[(Field::Desa, "Samalorre")]), &context());
    assert_eq!(faults[0].suggestion.as_deref(), Some("Samalore"));
    assert_eq!(
        family.desa,
        Some(Desa {
            code: None,
            name: "Samalorre".to_owned()
        })
    );
}

#[test]
fn what_is_sound_is_kept_and_what_is_not_said_stays_open() {
    let mut cells = values(&[
        (Field::Name, "  hj.  Siti  "),
        (Field::PkhId, "7221 5971 4841"),
        (Field::Desa, "DESA SAMALORE"),
        (Field::GroupRole, "Ketua Kelompok"),
        (Field::Hamil, ""),
        (Field::Sd, "2"),
        (Field::Smp, "\u{2713}"),
        (Field::Status, ""),
    ]);
    cells.insert(Field::Phone, Cell::Number(83_871_050_667.0));
    let (family, faults) = read(&cells, &context());
    assert_eq!(faults, []);
    assert_eq!(family.name, "hj. Siti");
    assert_eq!(family.pkh_id.as_deref(), Some("722159714841"));
    assert_eq!(
        family.desa.and_then(|desa| desa.code).as_deref(),
        Regions::own().find("72.01.09", "samalore").code()
    );
    assert!(family.is_ketua);
    let components = family.components;
    assert_eq!(
        (
            components.hamil,
            components.sd,
            components.smp,
            components.sma
        ),
        (Some(0), Some(2), Some(1), None)
    );
    assert_eq!(family.status, Some(Status::Aktif));
    assert_eq!(family.phone.as_deref(), Some("083871050667"));
    assert_eq!(
        read(&values(&[]), &context()).0.status,
        None,
        "no column, nothing said"
    );
}
