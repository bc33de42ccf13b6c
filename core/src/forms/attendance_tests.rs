//! The list's figures are counted a second way, and hard cases still make a file.

use super::*;

fn family(no: usize, mark: Option<Marked>) -> Family {
    Family {
        no,
        name: format!("SITI {no}"),
        ketua: no == 1,
        nik: Some("7201000000000001".into()),
        kk: None,
        address: Some("Dusun 2".into()),
        components: [1, 0, 2, 0, 0, 0, 0],
        status: "Aktif",
        mark,
        desa: "Rusa Kencana".into(),
        group: "MELATI".into(),
    }
}

fn list(families: Vec<Family>, held: bool) -> List {
    List {
        group: "MELATI".into(),
        desa: "Rusa Kencana".into(),
        kecamatan: "Toili".into(),
        kabupaten: "Banggai".into(),
        day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
        held: held.then(|| Held {
            time: "09.00 - 11.00".into(),
            place: "Balai desa".into(),
            session: "Modul 1, sesi 1".into(),
            version: "a1b2c3d4e5".into(),
        }),
        ketua: Signer::default(),
        pendamping: Signer {
            name: Some("ANI".into()),
            nip: None,
        },
        families,
    }
}

fn marks() -> Vec<Family> {
    let marks = [
        Marked::Hadir,
        Marked::Hadir,
        Marked::Sakit,
        Marked::Alfa,
        Marked::BelumDitandai,
    ];
    let marks = (1..).zip(marks);
    marks.map(|(no, mark)| family(no, Some(mark))).collect()
}

#[test]
fn the_columns_are_the_forms_own() {
    let labels = |variant| -> Vec<&str> {
        columns(variant)
            .iter()
            .map(|column| column.label.id)
            .collect()
    };
    assert_eq!(
        labels(Variant::A),
        [
            "NO",
            "PENGURUS",
            "NO KK",
            "NIK",
            "ALAMAT",
            "AUD",
            "SD",
            "SMP",
            "SMA",
            "DISAB",
            "LANSIA",
            "HAMIL",
            "KETERANGAN",
            "TTD",
        ]
    );
    assert_eq!(
        labels(Variant::C),
        [
            "NO",
            "Nama",
            "NIK",
            "Alamat",
            "RT",
            "RW",
            "Tanda Tangan",
            "Ket."
        ]
    );
    assert_eq!(
        labels(Variant::D),
        ["NO", "Nama", "Desa", "Kelompok", "Tanda Tangan"]
    );
    assert_eq!(labels(Variant::B).len(), 6);
}

#[test]
fn the_figures_above_the_table_add_up_and_a_blank_list_has_none() {
    let told = present(&list(marks(), true));
    assert!(
        told.ends_with("Total 5 | Hadir 2 | Sakit 1 | Alpa 1 | Belum ditandai 1"),
        "{told}"
    );
    let digits: Vec<usize> = told
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let [seen, total, parts @ ..] = digits.as_slice() else {
        panic!("{told}")
    };
    assert_eq!((*seen, parts.iter().sum::<usize>()), (2, *total));
    let blank = present(&list(vec![family(1, None)], false));
    assert!(
        blank.contains("Hadir ....") && blank.contains("Total 1"),
        "{blank}"
    );
}

#[test]
fn no_signature_is_filled_in_and_signatures_go_left_and_right() {
    for variant in [Variant::A, Variant::B, Variant::C, Variant::D] {
        let list = list(marks(), true);
        let table = Table::new(&columns(variant), list.families.iter().cloned(), None);
        let grid = grid(&table, variant);
        let at = table
            .columns
            .iter()
            .position(|head| head.key == "ttd")
            .unwrap();
        for (no, row) in grid.rows.iter().enumerate() {
            let cell = &row[at];
            assert_eq!(cell.align == Align::Half, no % 2 == 1);
            assert!(cell.text.starts_with(&format!("{}.", no + 1)));
            assert!(!cell.text.contains("SITI"));
        }
        let said: Vec<String> = grid
            .rows
            .iter()
            .map(|row| row.iter().map(|c| c.text.as_str()).collect())
            .collect();
        assert!(
            said[4].contains("Belum ditandai"),
            "{variant:?}: what nobody marked is said"
        );
    }
}

#[test]
fn hard_lists_make_a_file_and_the_same_list_the_same_bytes() {
    let long = |no| Family {
        name: "N".repeat(60),
        address: Some("=1+1 \u{1f600} \u{5d0}\u{5d1} ".repeat(9)),
        ..family(no, None)
    };
    let lists = [
        list(vec![], false),
        list((1..=200).map(long).collect(), false),
        list(marks(), true),
    ];
    for variant in [Variant::A, Variant::B, Variant::C, Variant::D] {
        for size in [Size::A4, Size::F4] {
            let write = |lists: &[List]| write(lists, variant, size, |_, _| Ok(())).unwrap();
            let (once, again) = (write(&lists), write(&lists));
            assert!(once.pdf == again.pdf && once.digest == again.digest);
            assert_eq!(once.families, 205);
            assert!(write(&lists[1..]).digest != once.digest);
            if let Ok(folder) = std::env::var("SESI_PDF_OUT") {
                std::fs::write(format!("{folder}/hadir-{variant:?}-{size:?}.pdf"), once.pdf)
                    .unwrap();
            }
        }
    }
    assert!(
        write(&[], Variant::A, Size::A4, |_, _| Ok(()))
            .unwrap()
            .pdf
            .len()
            > 100
    );
}
