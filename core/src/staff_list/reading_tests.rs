//! Lists of staff as offices have them.

use super::*;

const BANGGAI: &str = "72.01";

fn sheet(rows: &[&[&str]]) -> Sheet {
    let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
        number,
        cells: cells.iter().map(|text| Cell::text(*text)).collect(),
        ..SheetRow::default()
    });
    Sheet {
        name: "SDM".into(),
        rows: rows
            .filter(|row| !row.cells.iter().all(Cell::is_empty))
            .collect(),
        ..Sheet::default()
    }
}

fn list(rows: &[&[&str]]) -> ReadList {
    let roles = [("korkab".to_owned(), "Katim Kabupaten".to_owned())].into();
    let office = Office {
        kabupaten: BANGGAI,
        roles: &roles,
    };
    read(&[sheet(rows)], office).unwrap()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list with its rows")]
fn every_row_is_somebody_or_left_out_with_a_reason_and_nothing_private_is_in_either() {
    let rows: &[&[&str]] = &[
        &["DAFTAR SDM PKH KABUPATEN BANGGAI"],
        &[
            "No",
            "Nama Lengkap",
            "NIP",
            "Jabatan",
            "Status Pegawai",
            "Kecamatan Tugas",
            "No HP/WA",
            "Email",
            "TMT Mulai",
            "Alamat",
            "No Rekening",
            "Ukuran Baju",
        ],
        &[
            "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
        ],
        &[
            "1",
            "ANI LESTARI, S.Sos",
            "199001012019032001",
            "Pendamping Sosial",
            "PPPK",
            "Toili",
            "'0812-3456",
            "ani@contoh.id",
            "01/03/2019",
            "Jl. Rahasia 9",
            "5550123",
            "M",
        ],
        &[
            "2",
            "BUDI",
            "",
            "Ketua Tim Kecamatan",
            "Non-ASN",
            "Luwuk dan Toili",
            "",
            "bukan surel",
            "Maret",
            "",
            "",
            "",
        ],
        &["", "", "", "", "", "", "", "", "", "Jl. Lain", "777", ""],
        &[
            "No",
            "Nama Lengkap",
            "NIP",
            "Jabatan",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
        &["", "Jumlah", "2"],
    ];
    let list = list(rows);
    assert_eq!(
        list.people.len() + list.skipped.len(),
        6,
        "each row below the heads"
    );
    let ani = &list.people[0].says;
    let says = |field| ani.get(&field).map(String::as_str);
    assert_eq!(says(StaffField::Nip), Some("199001012019032001"));
    assert_eq!(says(StaffField::Role), Some("pendamping"));
    assert_eq!(says(StaffField::Employment), Some("pppk"));
    assert_eq!(says(StaffField::Kecamatan), Some("72.01.09"));
    assert_eq!(says(StaffField::Phone), Some("0812-3456"));
    assert_eq!(says(StaffField::Started), Some("2019-03-01"));
    let budi = &list.people[1];
    assert_eq!(budi.says[&StaffField::Kecamatan], "72.01.04,72.01.09");
    assert_eq!(budi.says[&StaffField::Role], "ketua_tim_kecamatan");
    assert_eq!(budi.says[&StaffField::Employment], "kontrak");
    let faults: Vec<StaffFault> = budi.doubts.iter().map(|doubt| doubt.fault).collect();
    assert_eq!(
        faults,
        [StaffFault::EmailUnreadable, StaffFault::StartedUnreadable]
    );
    let skipped: Vec<(u32, StaffFault)> = list
        .skipped
        .iter()
        .map(|row| (row.place.row, row.fault))
        .collect();
    assert_eq!(
        skipped,
        [
            (3, StaffFault::Heads),
            (6, StaffFault::NoName),
            (7, StaffFault::Heads),
            (8, StaffFault::Total)
        ]
    );
    let left: Vec<&str> = list
        .columns
        .iter()
        .filter(|column| column.used == ColumnUse::LeftOut)
        .map(|column| column.label.as_str())
        .collect();
    assert_eq!(left, ["Alamat", "No Rekening"]);
    let all = format!("{list:?}");
    for private in ["Rahasia", "5550123", "Jl. Lain", "777"] {
        assert!(!all.contains(private), "{private}");
    }
}

#[test]
fn what_cannot_be_read_is_not_guessed() {
    let roles = BTreeMap::new();
    let office = Office {
        kabupaten: BANGGAI,
        roles: &roles,
    };
    let nip = |cell: Cell| word(StaffField::Nip, &cell, &cell.shown(), office);
    assert_eq!(
        nip(Cell::Number(199_001_012_019_032_000.0)),
        Err(StaffFault::NipLostDigits)
    );
    assert_eq!(
        nip(Cell::text("1.99001E+17")),
        Err(StaffFault::NipLostDigits)
    );
    assert_eq!(
        nip(Cell::text("19900101 201903 2 001")).unwrap(),
        "199001012019032001"
    );
    assert_eq!(
        kecamatan("Toilii", BANGGAI),
        Err(StaffFault::KecamatanUnknown)
    );
    for (text, iso) in [
        ("1-3-2019", "2019-03-01"),
        ("2019-03-01", "2019-03-01"),
        ("1 Maret 2019", "2019-03-01"),
        ("05 Okt 2020", "2020-10-05"),
    ] {
        assert_eq!(
            day(text).map(|day| day.to_string()).as_deref(),
            Some(iso),
            "{text}"
        );
    }
    for text in ["01/03/19", "32/01/2019", "2019", "besok"] {
        assert_eq!(day(text), None, "{text}");
    }
    assert_eq!(employment("PNS/ASN"), Some(Employment::Asn));
    assert_eq!(employment("Non-ASN/Kontrak"), Some(Employment::Kontrak));
    assert_eq!(employment("Honor Daerah"), Some(Employment::HonorDaerah));
    assert_eq!(employment("?"), None);
}

#[test]
fn a_sheet_that_is_no_list_of_staff_is_said() {
    let roles = BTreeMap::new();
    let office = Office {
        kabupaten: BANGGAI,
        roles: &roles,
    };
    assert!(read(&[sheet(&[&["Catatan"], &["x"]])], office).is_none());
    let both = [
        sheet(&[&["Catatan"]]),
        sheet(&[&["Nama", "NIP", "Jabatan"], &["ANI", "1", "Pendamping"]]),
    ];
    let list = read(&both, office).unwrap();
    assert_eq!((list.people.len(), list.other_sheets.len()), (1, 1));
}
