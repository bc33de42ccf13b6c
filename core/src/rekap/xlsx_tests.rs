//! The spreadsheet is read back with another library than the one that wrote it.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::super::fixture::Tables;
use super::*;

const TOILI: &str = "72.01.09";

fn tables() -> Tables {
    let tables = Tables::new();
    tables.staff(
        1,
        "=HYPERLINK(\"http://x\",\"ANI\")",
        "pendamping",
        &[TOILI],
    );
    tables.staff(2, "BUDI", "pendamping", &["72.01.04"]);
    tables.group(1, TOILI, Some(1));
    tables.group(2, TOILI, Some(1));
    tables.group(3, TOILI, None);
    for number in 1..=5 {
        tables.family(number, 1);
    }
    tables.meeting(1, 1, "2026-05-12", "M1.1");
    tables.speaker(1, 1, "+62 SITI");
    tables.mark(1, 1, "H", Some("SB"));
    tables.mark(1, 2, "H", Some("K"));
    tables.mark(1, 3, "S", None);
    tables.mark_key(1, "zzzzzzzz", Some("H"), None);
    tables.month(
        1,
        1,
        "2026-05",
        Some("@Banjir di kelompok 2"),
        Some("-Jalan putus\nTidak ada sinyal"),
    );
    tables
}

fn book() -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = write(&tables().count(), &Wording::default()).expect("writes");
    Xlsx::new(Cursor::new(bytes)).expect("reads")
}

fn texts(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, row: u32) -> Vec<String> {
    let range = book.worksheet_range(sheet).expect("has the sheet");
    (0..15)
        .map(|column| {
            range
                .get_value((row, column))
                .map(Data::to_string)
                .unwrap_or_default()
        })
        .collect()
}

#[test]
fn the_header_is_the_forms_own_with_its_merged_cells() {
    let mut book = book();
    assert_eq!(
        book.sheet_names(),
        ["Kabupaten", "Luwuk", "Toili", "Dasar hitungan"]
    );
    assert_eq!(
        texts(&mut book, "Toili", 0)[0],
        "REKAP KECAMATAN PEMANTAUAN PELAKSANAAN P2K2"
    );
    assert_eq!(
        texts(&mut book, "Toili", 2)[0],
        "Kecamatan: Toili   Bulan: Mei 2026"
    );
    let (upper, lower) = (
        texts(&mut book, "Toili", HEADER_ROW),
        texts(&mut book, "Toili", HEADER_ROW + 1),
    );
    assert_eq!(
        upper,
        [
            "No",
            "Kecamatan",
            "Nama Pendamping",
            "Pelaksanaan P2K2",
            "",
            "Alasan Jika Tidak Melaksanakan",
            "Materi",
            "Pemateri",
            "Total KPM Dampingan",
            "Kehadiran",
            "",
            "Pengetahuan & Pemahaman",
            "",
            "",
            "",
        ]
    );
    assert_eq!(
        lower,
        [
            "",
            "",
            "",
            "Total Jumlah Kelompok",
            "Jumlah Kelompok Terealisasi",
            "",
            "",
            "",
            "",
            "Hadir",
            "Tidak Hadir",
            "Kurang",
            "Baik",
            "Sangat Baik",
            "Tidak Dapat Dinilai",
        ]
    );
    let merged = book.merge_cells_by_sheet_name("Toili").expect("reads");
    for range in [
        (4, 3, 4, 4),
        (4, 9, 4, 10),
        (4, 11, 4, 14),
        (4, 0, 5, 0),
        (4, 8, 5, 8),
    ] {
        assert!(
            merged
                .iter()
                .any(|m| (m.start.0, m.start.1, m.end.0, m.end.1) == range),
            "{range:?}"
        );
    }
}

#[test]
fn figures_are_numbers_and_what_people_wrote_is_never_a_formula() {
    let mut book = book();
    let row = texts(&mut book, "Toili", FIRST_ROW);
    assert_eq!(
        row,
        [
            "1",
            "Toili",
            "=HYPERLINK(\"http://x\",\"ANI\")",
            "2",
            "1",
            "@Banjir di kelompok 2",
            "Menjadi Orangtua yang Lebih Baik",
            "+62 SITI",
            "5",
            "2",
            "3",
            "1",
            "0",
            "1",
            "3",
        ]
    );
    for sheet in book.sheet_names() {
        assert!(
            book.worksheet_formula(&sheet)
                .expect("the sheet")
                .is_empty(),
            "{sheet}"
        );
    }
    let range = book.worksheet_range("Toili").expect("the sheet");
    assert!(matches!(
        range.get_value((FIRST_ROW, 9)),
        Some(Data::Float(_))
    ));
}

#[test]
fn rows_kecamatan_and_kabupaten_add_up_and_the_footer_follows() {
    let mut book = book();
    assert_eq!(
        texts(&mut book, "Toili", FIRST_ROW + 1)[2],
        "(belum ada pendamping)"
    );
    let sum = texts(&mut book, "Toili", FIRST_ROW + 2);
    assert_eq!(
        (
            sum[0].as_str(),
            sum[3].as_str(),
            sum[4].as_str(),
            sum[8].as_str()
        ),
        ("Jumlah", "3", "1", "5")
    );
    assert_eq!(
        texts(&mut book, "Toili", FIRST_ROW + 4)[0],
        "Catatan Dinamika Pelaksanaan P2K2"
    );
    assert!(
        texts(&mut book, "Toili", FIRST_ROW + 5)[0].ends_with("-Jalan putus\nTidak ada sinyal")
    );
    let luwuk = texts(&mut book, "Kabupaten", FIRST_ROW);
    let toili = texts(&mut book, "Kabupaten", FIRST_ROW + 1);
    assert_eq!(
        (luwuk[1].as_str(), luwuk[2].as_str(), luwuk[8].as_str()),
        ("Luwuk", "1", "0")
    );
    assert_eq!((&toili[3..5], &toili[8..]), (&sum[3..5], &sum[8..]));
    assert_eq!(
        toili[5],
        "=HYPERLINK(\"http://x\",\"ANI\"): @Banjir di kelompok 2"
    );
    assert_eq!(toili[6], "Menjadi Orangtua yang Lebih Baik");
    assert_eq!(
        texts(&mut book, "Kabupaten", FIRST_ROW + 2)[3..],
        sum[3..],
        "only Toili has groups"
    );
}

#[test]
fn the_last_sheet_says_what_was_counted_and_what_was_not() {
    let mut book = book();
    let rekap = tables().count();
    let as_of = &texts(&mut book, "Dasar hitungan", HEADER_ROW - 1)[0];
    assert_eq!(
        *as_of,
        format!(
            "Dihitung dari 1 pertemuan; tanda hitungan {}.",
            rekap.as_of.short()
        )
    );
    let meeting = texts(&mut book, "Dasar hitungan", FIRST_ROW);
    assert_eq!(
        (
            meeting[1].as_str(),
            meeting[3].as_str(),
            meeting[5].as_str()
        ),
        ("12 Mei 2026", "MELATI 1", "M1.1")
    );
    assert_eq!(meeting[7], "01010101", "its version");
    assert_eq!(
        texts(&mut book, "Dasar hitungan", FIRST_ROW + 2)[0],
        "Tanda H pada pertemuan kelompok MELATI 1, 12 Mei 2026 tidak dihitung: KPM-nya belum dikenal di perangkat ini."
    );
}

#[test]
fn names_that_the_format_refuses_and_texts_that_are_too_long_still_make_a_file() {
    let tables = tables();
    let mut rekap = tables.count();
    let mut strange = rekap.kecamatan[1].clone();
    strange.name = "'Kec. [A]/B: yang namanya sangat panjang sekali'".to_owned();
    strange.dynamics = vec![("ANI".to_owned(), "x".repeat(40_000))];
    let same = strange.clone();
    let mut kabupaten = strange.clone();
    kabupaten.name = "KABUPATEN".to_owned();
    rekap.kecamatan.extend([strange, same, kabupaten]);
    let bytes = write(&rekap, &Wording::default()).expect("writes");
    let names = Xlsx::new(Cursor::new(bytes)).expect("reads").sheet_names();
    assert_eq!(names.len(), 7);
    assert_eq!(names[5], "KABUPATEN 2");
}

#[test]
fn each_sheet_has_its_own_basis_whoever_signs_and_who_gave_no_reason() {
    let tables = tables();
    tables.group(4, "72.01.04", Some(2));
    let mut rekap = tables.count();
    rekap.waiting_rows = 3;
    let signing = Signing {
        letterhead: vec!["DINAS SOSIAL & PPPA".into()],
        kabupaten: "Banggai".into(),
        day: chrono::NaiveDate::from_ymd_opt(2026, 6, 3),
        signers: vec![
            ("Katim".into(), Signer::default()),
            (
                "Kepala Dinas".into(),
                Signer {
                    name: Some("Drs. AMIR".into()),
                    nip: Some("1965".into()),
                },
            ),
        ],
    };
    let bytes = write_watched(&rekap, &Wording::default(), &signing, |_, _| {
        Ok::<_, RekapError>(())
    });
    let mut book = Xlsx::new(Cursor::new(bytes.expect("writes"))).expect("reads");
    let mut all = |sheet: &str| {
        let range = book.worksheet_range(sheet).expect("has the sheet");
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        cells.collect::<Vec<_>>()
    };
    let (kabupaten, toili, luwuk) = (all("Kabupaten"), all("Toili"), all("Luwuk"));
    for sheet in [&kabupaten, &toili, &luwuk] {
        let said = sheet.join("|");
        for text in [
            "Kabupaten/Kota: Banggai",
            "Mengetahui,",
            "(isi nama)",
            "NIP (isi NIP)",
            "Banggai, 3 Juni 2026",
            "Drs. AMIR",
            "NIP 1965",
            "3 baris daftar KPM masih menunggu",
        ] {
            assert!(said.contains(text), "{text}: {said}");
        }
    }
    let basis = |sheet: &[String]| {
        let mut lines = sheet.iter();
        lines
            .find(|text| text.starts_with("Dasar hitungan: "))
            .cloned()
            .unwrap()
    };
    assert!(basis(&toili).contains(": 1 pertemuan"));
    assert!(basis(&luwuk).contains(": 0 pertemuan"));
    assert_ne!(basis(&toili), basis(&luwuk));
    assert!(luwuk.iter().any(|text| text == "(belum ada alasan)"));
    assert!(
        kabupaten
            .iter()
            .any(|text| text == "BUDI: (belum ada alasan)")
    );
    assert_eq!(head(&signing.letterhead), "&CDINAS SOSIAL && PPPA");
}

#[test]
fn a_long_reason_is_whole_in_rows_that_a_program_can_show() {
    let tables = tables();
    let reason = "Jalan ke desa putus karena banjir. ".repeat(40);
    tables.month(2, 2, "2026-05", Some(&reason), None);
    tables.group(4, "72.01.04", Some(2));
    let bytes = write(&tables.count(), &Wording::default()).expect("writes");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("reads");
    let range = book.worksheet_range("Luwuk").expect("has the sheet");
    let column = (0..30)
        .find(|at| {
            range.get_value((HEADER_ROW, *at)).map(Data::to_string)
                == Some("Alasan Jika Tidak Melaksanakan".into())
        })
        .expect("has the column");
    let said: Vec<String> = (FIRST_ROW..FIRST_ROW + 20)
        .filter_map(|row| range.get_value((row, column)).map(Data::to_string))
        .collect();
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(said.len() > 2, "{said:?}");
    let whole = words(&said.join(" "));
    assert!(whole.starts_with(&words(&reason)), "{said:?}");
}
