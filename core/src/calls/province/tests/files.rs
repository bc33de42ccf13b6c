//! Files of sums and of the table: what they say, what they leave empty, and which are refused.

use super::*;

#[test]
fn a_file_that_was_touched_or_is_anothers_is_refused() {
    let mut province = Province::new(2004, &[BANGGAI, POSO]);
    let (_folder, path) = made_up(BANGGAI, MONTH, 10);
    let device = &mut province.members[1].2.device;
    assert_eq!(kind(take(device, &path)), "sums_other");
    let text = std::fs::read_to_string(&path).unwrap();
    for (was, is) in [
        ("-,-,10", "-,-,11"),
        (MONTH, "2026-09"),
        ("sesi sums 1", "sesi sums 2"),
        ("72.01.01", "72.02.01"),
        ("-,-,10", "-,-,ANI"),
    ] {
        assert!(text.contains(was));
        std::fs::write(&path, text.replace(was, is)).unwrap();
        let device = &mut province.members[0].2.device;
        assert_eq!(kind(take(device, &path)), "sums_file", "{is}");
    }
    std::fs::write(&path, "x".repeat(70_000)).unwrap();
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "sums_file"
    );
    std::fs::write(&path, &text).unwrap();
    let told = take(&mut province.members[0].2.device, &path).unwrap();
    assert_eq!((told.month.as_str(), told.version), (MONTH, 1));
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "rekap_same"
    );
    // The province itself speaks for no kabupaten, and a kabupaten's own profile neither.
    assert_eq!(
        kind(take(&mut province.stage.office.device, &path)),
        "not_kabupaten"
    );
}

#[test]
fn the_workbook_leaves_unknown_cells_empty_and_the_paper_says_who_is_missing() {
    let mut province = Province::new(2011, &[BANGGAI, POSO]);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    let folder = tempfile::tempdir().unwrap();
    let mut export = |format, name: &str| {
        let export = ExportProvince {
            month: MONTH.to_owned(),
            format,
            paper: Size::A4,
            path: folder.path().join(name),
        };
        let device = &mut province.stage.office.device;
        let printed = export.run(device, &mut unwatched).unwrap();
        assert_eq!(printed.told, 1);
        printed.path
    };
    let path = export(ProvinceFormat::Xlsx, "provinsi.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    assert_eq!(book.sheet_names(), ["Provinsi", "Tren", "Banggai"]);
    let sheet = book.worksheet_range("Provinsi").unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let row = |name: &str| {
        let found = rows
            .iter()
            .find(|row| row.contains(&Data::String(name.to_owned())));
        found.unwrap_or_else(|| panic!("no row {name}")).clone()
    };
    let poso = row("Poso");
    let figures = poso
        .iter()
        .filter(|cell| matches!(cell, Data::Float(_) | Data::Int(_)));
    assert_eq!(figures.count(), 1, "its number alone: {poso:?}");
    assert!(poso.contains(&Data::String("Belum kirim".into())));
    let banggai = row("Banggai");
    assert!(banggai.contains(&Data::Float(10.0)) && banggai.contains(&Data::Float(50.0)));
    assert!(row("Jumlah yang kirim").contains(&Data::Float(10.0)));
    let text = format!("{rows:?}");
    assert!(text.contains("Jumlah dari 1 dari 13 kabupaten/kota."));
    let path = export(ProvinceFormat::Pdf, "provinsi.pdf");
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_disk_that_is_full_leaves_no_half_of_a_table_or_of_sums() {
    use sesi_engine::whole_file::room;
    let mut province = Province::new(2016, &[BANGGAI]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("provinsi");
    for format in [ProvinceFormat::Xlsx, ProvinceFormat::Pdf] {
        let export = ExportProvince {
            month: MONTH.to_owned(),
            format,
            paper: Size::A4,
            path: path.clone(),
        };
        let device = &mut province.stage.office.device;
        let full = room::of(100, || export.run(device, &mut unwatched));
        assert_eq!(kind(full), "file_full");
    }
    let mut toili = kabupaten(2017);
    let device = &mut toili.stage.office.device;
    let export = ExportSums {
        month: MONTH.to_owned(),
        seen: sums(device, MONTH).unwrap().digest,
        path,
    };
    let full = room::of(100, || export.run(device, &mut unwatched));
    assert_eq!(kind(full), "file_full");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_read_of_a_file_is_what_was_written() {
    let mut toili = with_letters(2014);
    let (_folder, path) = handed(&mut toili.stage.office.device, MONTH);
    let read = Handed::read(&path).unwrap();
    let view = sums(&toili.stage.office.device, MONTH).unwrap();
    assert_eq!(read.digest, view.digest);
    assert_eq!(read.told().places, 2);
    let stale = ExportSums {
        month: MONTH.to_owned(),
        seen: "0".repeat(64),
        path,
    };
    let stale = stale.run(&mut toili.stage.office.device, &mut unwatched);
    assert_eq!(kind(stale), "rekap_changed");
}
