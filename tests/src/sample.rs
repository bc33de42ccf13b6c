//! Rosters of invented people, for when there are no others: three kecamatan in the shape in which pendamping keep them.

use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::seeded_rng::SeededRng;

const KECAMATAN: [(&str, &str); 3] = [
    ("Toili", "72.01.09"),
    ("Luwuk", "72.01.04"),
    ("Nambo", "72.01.23"),
];
const GROUPS: usize = 9;
const FIRST: [&str; 10] = [
    "SITI", "NUR", "RATNA", "WAYAN", "HASNA", "MARIA", "DEWI", "AISYAH", "LINA", "YULIANA",
];
const LAST: [&str; 10] = [
    "LAMADJIDO",
    "HARUN",
    "PUTRI",
    "MANSUR",
    "LATIF",
    "SARI",
    "BAKRI",
    "TAHIR",
    "WULANDARI",
    "DJAFAR",
];
const FLOWERS: [&str; 6] = [
    "MELATI",
    "MAWAR",
    "DAHLIA",
    "ANGGREK",
    "SEROJA",
    "FLAMBOYAN",
];
const HEADER: [&str; 10] = [
    "NO",
    "ID PKH",
    "NAMA PENGURUS",
    "NIK",
    "NO KK",
    "DESA/KELURAHAN",
    "KECAMATAN",
    "KELOMPOK",
    "STATUS KEPESERTAAN",
    "PENDAMPING",
];

/// Writes one workbook a kecamatan into `folder`.
pub fn write(folder: &Path, seed: u64) -> Result<(), XlsxError> {
    let rng = SeededRng::new(seed);
    for (name, code) in KECAMATAN {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(
            0,
            0,
            format!("DAFTAR KPM PKH KECAMATAN {}", name.to_uppercase()),
        )?;
        for (column, title) in (0..).zip(HEADER) {
            sheet.write(2, column, title)?;
        }
        let mut row = 3;
        for group in 0..GROUPS {
            let pendamping = format!("{} {}", FIRST[group % 2], name.to_uppercase());
            for _ in 0..10 + rng.below(12) {
                let serial = format!("{}{row:04}", code.replace('.', ""));
                let cells = [
                    (row - 2).to_string(),
                    format!("72{serial}"),
                    format!("{} {}", rng.pick(&FIRST), rng.pick(&LAST)),
                    format!(
                        "{}4101{:02}{row:04}",
                        code.replace('.', ""),
                        60 + rng.below(39)
                    ),
                    format!("{}010115{row:04}", code.replace('.', "")),
                    name.to_owned(),
                    name.to_uppercase(),
                    format!("{} {}", FLOWERS[group % FLOWERS.len()], group + 1),
                    if rng.chance(95) { "Aktif" } else { "Graduasi" }.to_owned(),
                    pendamping.clone(),
                ];
                for (column, cell) in (0..).zip(cells) {
                    sheet.write(row, column, cell)?;
                }
                row += 1;
            }
        }
        book.save(folder.join(format!("kpm-{}.xlsx", name.to_lowercase())))?;
    }
    Ok(())
}

/// Writes one workbook of Toili with groups of one pendamping: their names, and how many families each has.
pub fn write_groups(file: &Path, groups: &[(&str, usize)]) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (name, code) = KECAMATAN[0];
    sheet.write(
        0,
        0,
        format!("DAFTAR KPM PKH KECAMATAN {}", name.to_uppercase()),
    )?;
    for (column, title) in (0..).zip(HEADER) {
        sheet.write(2, column, title)?;
    }
    let mut row = 3;
    for (group, families) in groups {
        for family in 0..*families {
            let place = code.replace('.', "");
            let cells = [
                (row - 2).to_string(),
                format!("72{place}{row:04}"),
                format!(
                    "{} {}",
                    FIRST[family % 10],
                    LAST[(family / 10 + family) % 10]
                ),
                format!("{place}410175{row:04}"),
                format!("{place}010115{row:04}"),
                name.to_owned(),
                name.to_uppercase(),
                (*group).to_owned(),
                "Aktif".to_owned(),
                "ANI LESTARI".to_owned(),
            ];
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell)?;
            }
            row += 1;
        }
    }
    book.save(file)
}
