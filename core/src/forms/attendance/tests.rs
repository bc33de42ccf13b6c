//! The list's figures are counted a second way, and hard cases still make a file.

use super::*;
use crate::forms::Signer;
use crate::forms::template::OfficeWords;
use crate::reports::{Cell, Head, Kind, Table};

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

fn made(list: &List, variant: Variant) -> Document {
    document(list, variant, &Templates::default()).unwrap()
}

fn table(document: &Document) -> &Table {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table { table, .. } => Some(table),
        _ => None,
    });
    let [table] = tables.collect::<Vec<_>>()[..] else {
        panic!("a table");
    };
    table
}

#[test]
fn the_columns_are_the_forms_own() {
    let labels = |variant| -> Vec<String> {
        let list = list(marks(), true);
        let document = made(&list, variant);
        let heads = table(&document).columns.iter();
        heads.map(|head| head.words().to_owned()).collect()
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
    let present = |list: &List| {
        let blocks = made(list, Variant::B).blocks;
        let chapters = blocks.into_iter().filter_map(|block| match block {
            Block::Chapter(text) => Some(text),
            _ => None,
        });
        chapters.collect::<String>()
    };
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
    let digits: String = blank.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(
        digits, "1",
        "of a meeting that was not held nothing is counted"
    );
}

#[test]
fn no_signature_is_filled_in_and_every_list_says_whom_nobody_marked() {
    for variant in [Variant::A, Variant::B, Variant::C, Variant::D] {
        let document = made(&list(marks(), true), variant);
        let table = table(&document);
        let at = table
            .columns
            .iter()
            .position(|head| head.kind == Kind::Sign);
        for (no, row) in table.rows.iter().enumerate() {
            let Cell::Text(text) = &row[at.unwrap()] else {
                panic!("{variant:?}");
            };
            assert!(text.starts_with(&format!("{}.", no + 1)));
            assert!(!text.contains("SITI"));
        }
        assert!(format!("{:?}", table.rows[4]).contains("Belum ditandai"));
    }
}

/// What an office changes of a list: columns, their order, heads and widths, its letterhead, who signs.
#[test]
fn a_list_of_the_office_has_its_columns_and_goes_on_being_a_list_to_sign() {
    let own = "!kertas F4 tegak\n# DAFTAR {{ kelompok }}\n!tabel kpm\n!kolom ttd | PARAF | 40\n!kolom nama | IBU | 30\n@ Di sini || {{ pendamping_ttd }}\n";
    let own = [("hadir_a".to_owned(), own.to_owned())].into();
    let templates = Templates::new(own, OfficeWords::default());
    let many = list((1..=60).map(|no| family(no, None)).collect(), false);
    let document = document(&many, Variant::A, &templates).unwrap();
    let heads: Vec<&str> = table(&document).columns.iter().map(Head::words).collect();
    assert_eq!(heads, ["PARAF", "IBU"]);
    assert!(!document.wide);
    let flow = paper::flow(&[document], Size::F4, |_, _| Ok(())).unwrap();
    let drawn = flow.drawn();
    let pages = drawn.split(|line| line.starts_with("page ")).skip(1);
    for page in pages {
        assert!(
            page.iter().any(|line| line.ends_with("PARAF")),
            "the head on every page"
        );
        let signs = page.iter().any(|line| line.ends_with("Di sini"));
        let rows = page.iter().filter(|line| line.contains("SITI")).count();
        assert!(!signs || rows > 0, "who signs is never alone");
    }
    // Two who sign below each other have the left and the right half.
    let left = |no: usize| -> f32 {
        let number = format!(" {no}.");
        let line = drawn.iter().find(|line| line.ends_with(&number)).unwrap();
        line.split(' ').next().unwrap().parse().unwrap()
    };
    assert!(left(2) > left(1) + 20.0 && (left(3) - left(1)).abs() < 0.01);
    let other = made(&many, Variant::B);
    assert!(table(&other).columns.len() == 6, "the others stay");
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
            let write = |lists: &[List]| {
                write(lists, variant, size, &Templates::default(), |_, _| Ok(())).unwrap()
            };
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
        write(&[], Variant::A, Size::A4, &Templates::default(), |_, _| Ok(
            ()
        ))
        .unwrap()
        .pdf
        .len()
            > 100
    );
}
