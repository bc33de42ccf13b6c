//! Lists as offices write them, one shape a row of a table: what was right of each was written down before it was read.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test cannot go on without what it unwraps; a table is read in one piece"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sesi_tests::roster::desk::{Desk, list, number, updated};
use sesi_tests::roster::invented::{NAMES, Sheet, VILLAGE as S, kk, nik, text, write};

struct Shape {
    what: &'static str,
    file: &'static str,
    sheets: &'static [Sheet],
    imported: usize,
    /// Rows that are tasks.
    tasks: &'static [u64],
    /// Group, desa, pendamping and active families.
    groups: &'static [(&'static str, &'static str, &'static str, u64)],
    /// Families that are no longer aktif, and their status.
    left: &'static [(usize, &'static str)],
}

const SHAPES: [Shape; 29] = [
    Shape {
        what: "subtotals of many shapes between blocks",
        file: "subtotal.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN TOILI",
                "NO|NAMA|NIK|DESA|KELOMPOK|SD",
                "1|N0|I0|Samalore|MELATI 1|1",
                "2|N1|I1|Samalore|MELATI 1|0",
                "|Jumlah KPM Melati 1||||1",
                "3|N2|I2|Samalore|MELATI 2|1",
                "|||||1",
                "4|N3|I3|Samalore|MAWAR 1|1",
                "Sub Total||1||",
                "5|N4|I4|Samalore|MAWAR 2|0",
                "|Total KPM = 1 Orang",
                "|JUMLAH SELURUHNYA||||3",
            ],
            &[],
        )],
        imported: 5,
        tasks: &[],
        groups: &[
            ("MAWAR 1", S, "", 1),
            ("MAWAR 2", S, "", 1),
            ("MELATI 1", S, "", 2),
            ("MELATI 2", S, "", 1),
        ],
        left: &[],
    },
    Shape {
        what: "a merged group cell that goes on over the page, with the word for that",
        file: "lanjutan.xlsx",
        sheets: &[(
            "TOILI",
            &[
                "KECAMATAN TOILI",
                "NO|KELOMPOK|NAMA|NIK|DESA",
                "1|MELATI 1|N0|I0|Samalore",
                "2||N1|I1|Samalore",
                "NO|KELOMPOK|NAMA|NIK|DESA",
                "3|MELATI 1 (LANJUTAN)|N2|I2|Samalore",
                "4||N3|I3|Samalore",
                "5|Lanjutan Melati 1|N4|I4|Samalore",
            ],
            &[(3, 4, 1), (6, 7, 1)],
        )],
        imported: 5,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 5)],
        left: &[],
    },
    Shape {
        what: "lines of groups with a number or a letter before them",
        file: "baris kelompok.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN TOILI DESA SAMALORE",
                "NO|NAMA|NIK|ALAMAT",
                "I. KELOMPOK MELATI 1",
                "1|N0|I0|Dusun 1",
                "2|N1|I1|Dusun 1",
                "C. MAWAR 1",
                "1|N2|I2|Dusun 1",
                "4. Kelompok Anggrek",
                "1|N3|I3|Dusun 1",
            ],
            &[],
        )],
        imported: 4,
        tasks: &[],
        groups: &[
            ("Anggrek", S, "", 1),
            ("MAWAR 1", S, "", 1),
            ("MELATI 1", S, "", 2),
        ],
        left: &[],
    },
    Shape {
        what: "words of other provinces",
        file: "nagari.xlsx",
        sheets: &[
            (
                "A",
                &[
                    "NO|NAMA|NIK|NAGARI|KEC.|NAMA KLPK",
                    "1|N0|I0|Samalore|Toili|MELATI 1",
                ],
                &[],
            ),
            (
                "B",
                &[
                    "NO|NAMA|NIK|GAMPONG|DISTRIK|KELOMPOK P2K2 / FDS",
                    "1|N1|I1|Samalore|Toili|MELATI 1",
                ],
                &[],
            ),
            (
                "C",
                &[
                    "NO|NAMA|NO. INDUK KEPENDUDUKAN (NIK)|DESA/KEL/NAGARI|KECAMATAN DOMISILI|KLP",
                    "1|N2|I2|Samalore|Toili|MELATI 1",
                ],
                &[],
            ),
        ],
        imported: 3,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 3)],
        left: &[],
    },
    Shape {
        what: "running numbers under DESA, the desa above",
        file: "nomor di desa.xlsx",
        sheets: &[(
            "KPM",
            &[
                "DAFTAR KPM KECAMATAN TOILI",
                "DESA : SAMALORE",
                "NO|NAMA|NIK|DESA|KELOMPOK",
                "1|N0|I0|1|MELATI 1",
                "2|N1|I1|2|MELATI 1",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "codes under DESA and KECAMATAN",
        file: "kode.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK",
                "1|N0|I0|7201092036|720109|MELATI 1",
                "2|N1|I1|3. Samalore|72.01.09 TOILI|MELATI 1",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "numbers begin again, the group's name under NAMA",
        file: "mulai lagi.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN : TOILI",
                "NO|NAMA KPM|NIK|DESA",
                "|ANGGREK",
                "1|N0|I0|Samalore",
                "2|N1|I1|Samalore",
                "|KENANGA",
                "1|N2|I2|Samalore",
            ],
            &[],
        )],
        imported: 3,
        tasks: &[],
        groups: &[("ANGGREK", S, "", 2), ("KENANGA", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "where groups have a column, a name alone is a family without a NIK",
        file: "nama saja.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK",
                "|N5",
                "1|N0|I0|Samalore|Toili|MELATI 1",
            ],
            &[],
        )],
        imported: 1,
        tasks: &[2],
        groups: &[("MELATI 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "NIK as numbers with decimals, commas and labels",
        file: "nik.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK",
                "1|N0|I0.0|Samalore|Toili|MELATI 1",
                "2|N1|I1,00|Samalore|Toili|MELATI 1",
                "3|N2|'I2|Samalore|Toili|MELATI 1",
                "4|N3|NIK. I3|Samalore|Toili|MELATI 1",
                "5|N4|7,201,094,505,741,005|Samalore|Toili|MELATI 1",
                "6|N5|7,20109E+15|Samalore|Toili|MELATI 1",
            ],
            &[],
        )],
        imported: 5,
        tasks: &[7],
        groups: &[("MELATI 1", S, "", 5)],
        left: &[],
    },
    Shape {
        what: "a small table beside the list",
        file: "di samping.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN TOILI KELOMPOK MELATI 1",
                "NO|NAMA|NIK|DESA||KELOMPOK|JUMLAH",
                "1|N0|I0|Samalore||MELATI 1|4",
                "2|N1|I1|Samalore||MAWAR 1|9",
                "3|N2|I2|Samalore||JUMLAH|13",
                "4|N3|I3|Samalore",
            ],
            &[],
        )],
        imported: 4,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 4)],
        left: &[],
    },
    Shape {
        what: "a small table below the list",
        file: "di bawah.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN TOILI",
                "NO|NAMA|NIK|DESA|KELOMPOK",
                "1|N0|I0|Samalore|MELATI 1",
                "2|N1|I1|Samalore|MAWAR 2",
                "",
                "REKAPITULASI",
                "NO|KELOMPOK|JUMLAH KPM|KETUA",
                "1|MELATI 1|1|N0",
                "2|MAWAR 2|1|N1",
                "|JUMLAH|2",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MAWAR 2", S, "", 1), ("MELATI 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "a sheet for each desa, the kecamatan in the file's name",
        file: "KPM Kec. Toili Tahap 3.xlsx",
        sheets: &[
            (
                "SAMALORE",
                &["NO|NAMA|NIK|KELOMPOK", "1|N0|I0|MELATI 1"],
                &[],
            ),
            (
                "CENDANA",
                &["NO|NAMA|NIK|KELOMPOK", "1|N1|I1|MELATI 1"],
                &[],
            ),
        ],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", "Cendana", "", 1), ("MELATI 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "remarks that are statuses, and remarks that are not",
        file: "keterangan.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK|KETERANGAN",
                "1|N0|I0|Samalore|Toili|MELATI 1|",
                "2|N1|I1|Samalore|Toili|MELATI 1|Graduasi",
                "3|N2|I2|Samalore|Toili|MELATI 1|meninggal dunia",
                "4|N3|I3|Samalore|Toili|MELATI 1|anak sakit",
            ],
            &[],
        )],
        imported: 4,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[(1, "graduasi"), (2, "tidak aktif")],
    },
    Shape {
        what: "a pendamping with a telephone behind the name",
        file: "blok.xlsx",
        sheets: &[(
            "KPM",
            &[
                "DAFTAR KPM KECAMATAN TOILI",
                "NAMA PENDAMPING : NURDIANA LAODE, S.Sos / HP. 0852-4100-2200",
                "KELOMPOK||: MELATI 1",
                "NO|NAMA|NIK|DESA",
                "1|N0|I0|Samalore",
            ],
            &[],
        )],
        imported: 1,
        tasks: &[],
        groups: &[("MELATI 1", S, "NURDIANA LAODE, S.Sos", 1)],
        left: &[],
    },
    Shape {
        what: "a second list below, NIK and No. KK exchanged",
        file: "kepala kedua.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN TOILI",
                "KELOMPOK MELATI 1",
                "NO|NAMA|NIK|NO KK|DESA",
                "1|N0|I0|K0|Samalore",
                "2|N1|I1|K1|Samalore",
                "",
                "KELOMPOK MAWAR 1",
                "NO|NAMA|NO KK|NIK|ALAMAT|DESA",
                "1|N2|K2|I2|Dusun 2|Samalore",
            ],
            &[],
        )],
        imported: 3,
        tasks: &[],
        groups: &[("MAWAR 1", S, "", 1), ("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "words for no group and no pendamping",
        file: "belum ada.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK|PENDAMPING",
                "1|N0|I0|Samalore|Toili|MELATI 1|NURDIANA",
                "2|N1|I1|Samalore|Toili|BELUM ADA|NURDIANA",
                "3|N2|I2|Samalore|Toili|Tidak ada kelompok|Belum ada",
                "4|N3|I3|Samalore|Toili|-|KOSONG",
            ],
            &[],
        )],
        imported: 4,
        tasks: &[],
        groups: &[("MELATI 1", S, "NURDIANA", 1)],
        left: &[],
    },
    Shape {
        what: "a copy of the list with fewer columns, before it",
        file: "salinan.xlsx",
        sheets: &[
            ("Sheet1 (2)", &["NO|NAMA|NIK", "1|N0|I0", "2|N1|I1"], &[]),
            (
                "LENGKAP",
                &[
                    "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK",
                    "1|N0|I0|Samalore|Toili|MELATI 1",
                    "2|N1|I1|Samalore|Toili|MELATI 1",
                ],
                &[],
            ),
        ],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "statuses of all kinds",
        file: "status.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK|STATUS KEPESERTAAN",
                "1|N0|I0|Samalore|Toili|MELATI 1|AKTIF (PKH)",
                "2|N1|I1|Samalore|Toili|MELATI 1|Grad. Mandiri",
                "3|N2|I2|Samalore|Toili|MELATI 1|Pindah",
                "4|N3|I3|Samalore|Toili|MELATI 1|pindah kelompok",
            ],
            &[],
        )],
        imported: 3,
        tasks: &[5],
        groups: &[("MELATI 1", S, "", 1)],
        left: &[(1, "graduasi"), (2, "tidak aktif")],
    },
    Shape {
        what: "a line for each desa with how many there are, the kecamatan with its code",
        file: "baris desa.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN|:|72.01.09 TOILI",
                "NO|NAMA|NIK|KELOMPOK",
                "DESA SAMALORE",
                "1|N0|I0|MELATI 1",
                "|Jumlah|1 KPM",
                "Ds. UE MEA (8 KPM)",
                "1|N1|I1|MAWAR 1",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MAWAR 1", "Ue Mea", "", 1), ("MELATI 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "numbers and the ketua within names",
        file: "nama.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NAMA KPM|NIK|DESA|KECAMATAN|KELOMPOK",
                "1. N0|I0|Samalore|Toili|MELATI 1",
                "2) N1 (KETUA)|I1|Samalore|Toili|MELATI 1",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "the name and the number of a group in two columns",
        file: "nama dan nomor.xlsx",
        sheets: &[
            (
                "TOILI",
                &[
                    "NO|NAMA|NIK|DESA|NAMA KELOMPOK|NO KELOMPOK",
                    "1|N0|I0|Samalore|MELATI|1",
                    "2|N1|I1|Samalore|MELATI|1",
                    "3|N2|I2|Samalore|MELATI|2",
                    "4|N3|I3|Cendana|MELATI|3",
                    "5|N4|I4|Samalore|MAWAR|1",
                ],
                &[],
            ),
            (
                "TOILI (2)",
                &[
                    "NO|NAMA|NIK|DESA|KECAMATAN|KLP|KE",
                    "1|N5|I5|Samalore|Toili|MELATI|2",
                    "2|N6|I6|Samalore|Toili|Melati|Klp. 01",
                ],
                &[],
            ),
        ],
        imported: 7,
        tasks: &[],
        groups: &[
            ("MAWAR", S, "", 1),
            ("MELATI", "Cendana", "", 1),
            ("MELATI 1", S, "", 3),
            ("MELATI 2", S, "", 2),
        ],
        left: &[],
    },
    Shape {
        what: "name and number merged over their rows",
        file: "nomor gabung.xlsx",
        sheets: &[(
            "TOILI",
            &[
                "NAMA KPM GROUP|NOMOR|NAMA|NIK|DESA",
                "MELATI|1|N0|I0|Samalore",
                "||N1|I1|Samalore",
                "|2|N2|I2|Samalore",
                "||N3|I3|Samalore",
            ],
            &[(2, 5, 0), (2, 3, 1), (4, 5, 1)],
        )],
        imported: 4,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "running numbers beside the group",
        file: "nomor anggota.xlsx",
        sheets: &[(
            "TOILI",
            &[
                "NAMA|NIK|DESA|KELOMPOK|NO",
                "N0|I0|Samalore|MELATI|1",
                "N1|I1|Samalore|MELATI|2",
                "N2|I2|Samalore|MELATI|3",
                "N3|I3|Samalore|MELATI|4",
                "N4|I4|Samalore|MELATI|5",
                "N5|I5|Samalore|MAWAR|1",
                "N6|I6|Samalore|MAWAR|2",
            ],
            &[],
        )],
        imported: 7,
        tasks: &[],
        groups: &[("MAWAR", S, "", 2), ("MELATI", S, "", 5)],
        left: &[],
    },
    Shape {
        what: "sums on sheets that are called like groups and desa",
        file: "jumlah.xlsx",
        sheets: &[
            (
                "MELATI 3",
                &[
                    "REKAP PER KELOMPOK KECAMATAN TOILI",
                    "NO|KELOMPOK|DESA|KPM|LAKI-LAKI|PEREMPUAN",
                    "1|MELATI 1|Samalore|2|0|2",
                    "|JUMLAH||2|0|2",
                ],
                &[],
            ),
            (
                "SAMALORE",
                &["NO|NAMA|DESA|JUMLAH KPM|KETUA", "1|ANGGREK|Samalore|14|N7"],
                &[],
            ),
            (
                "MAWAR 1",
                &[
                    "NO|NAMA KELOMPOK|NAMA KETUA|L|P|JML",
                    "1|MELATI 1|N8|1|11|12",
                ],
                &[],
            ),
            (
                "TOILI",
                &[
                    "NO|NAMA|NIK|DESA|KELOMPOK",
                    "1|N0|I0|Samalore|MELATI 1",
                    "2|N1|I1|Samalore|MELATI 1",
                ],
                &[],
            ),
        ],
        imported: 2,
        tasks: &[],
        groups: &[("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "sums above the list of the same sheet",
        file: "jumlah di atas.xlsx",
        sheets: &[(
            "TOILI",
            &[
                "KECAMATAN TOILI",
                "NO|KELOMPOK|DESA|KPM",
                "1|MELATI 1|Samalore|1",
                "2|MAWAR 1|Samalore|1",
                "",
                "NO|NAMA KPM|NIK|DESA|KELOMPOK",
                "1|N0|I0|Samalore|MELATI 1",
                "2|N1|I1|Samalore|MAWAR 1",
            ],
            &[],
        )],
        imported: 2,
        tasks: &[],
        groups: &[("MAWAR 1", S, "", 1), ("MELATI 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "two lists beside each other, the group of each above it",
        file: "berdampingan.xlsx",
        sheets: &[(
            "SAMALORE",
            &[
                "DAFTAR KPM KECAMATAN TOILI",
                "KELOMPOK MELATI 1||||KELOMPOK MAWAR 1",
                "NO|NAMA|NIK||NO|NAMA|NIK",
                "1|N0|I0||1|N2|I2",
                "2|N1|I1||2|N3|I3",
                "||||3|N4|I4",
            ],
            &[],
        )],
        imported: 5,
        tasks: &[],
        groups: &[("MAWAR 1", S, "", 3), ("MELATI 1", S, "", 2)],
        left: &[],
    },
    Shape {
        what: "two lists beside each other that begin in different rows",
        file: "tidak sejajar.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN : TOILI",
                "NO|NAMA|NIK|DESA",
                "1|N0|I0|Samalore",
                "2|N1|I1|Samalore||NO|NAMA KPM|NO KTP|KELOMPOK|DESA",
                "3|N2|I2|Samalore||1|N3|I3|MAWAR 1|Samalore",
            ],
            &[],
        )],
        imported: 4,
        tasks: &[],
        groups: &[("MAWAR 1", S, "", 1)],
        left: &[],
    },
    Shape {
        what: "one list that goes on beside itself",
        file: "dua kolom.xlsx",
        sheets: &[(
            "KPM",
            &[
                "KECAMATAN : TOILI, DESA : SAMALORE, KELOMPOK : MELATI 1",
                "NO|NAMA|NIK|NO|NAMA|NIK",
                "1|N0|I0|3|N2|I2",
                "2|N1|I1|4|N3|",
            ],
            &[],
        )],
        imported: 3,
        tasks: &[4],
        groups: &[("MELATI 1", S, "", 3)],
        left: &[],
    },
    Shape {
        what: "husbands beside their wives are no families of their own",
        file: "suami.xlsx",
        sheets: &[(
            "KPM",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KECAMATAN||NAMA|NIK|NO KK",
                "1|N0|I0|K0|Samalore|Toili||N2|I2|K0",
                "2|N1|I1|K1|Samalore|Toili||N3|I3|K1",
            ],
            &[],
        )],
        imported: 0,
        tasks: &[],
        groups: &[],
        left: &[],
    },
];

fn written(desk: &Desk, shape: &Shape) -> std::path::PathBuf {
    write(desk, shape.file, shape.sheets)
}

#[test]
fn every_shape_ends_with_what_was_written_down_before() {
    for (shape, seed) in SHAPES.iter().zip(940..) {
        let what = shape.what;
        let mut desk = Desk::new(seed);
        let file = written(&desk, shape);
        let [seen, done, again] = desk.thrice(&file);
        assert_eq!(number(&done, "imported"), shape.imported, "{what}: {done}");
        assert_eq!(seen["imported"], done["imported"], "{what}");
        assert_eq!(number(&done, "asked"), 0, "{what}: {done}");
        let tasks: Vec<u64> = list(&done, "tasks")
            .iter()
            .map(|task| task["row"].as_u64().unwrap())
            .collect();
        assert_eq!(tasks, shape.tasks, "{what}: {done}");
        let groups: BTreeSet<(&str, &str, &str, u64)> = list(&done, "groups")
            .iter()
            .map(|group| {
                let families = group["families"].as_u64().unwrap();
                (
                    text(&group["name"]),
                    text(&group["desa"]),
                    text(&group["pendamping"]),
                    families,
                )
            })
            .collect();
        assert_eq!(groups, shape.groups.iter().copied().collect(), "{what}");
        let state = desk.state();
        let families = list(&state, "families");
        // Each family once, under its own name and numbers, counted a second way.
        let by_name: BTreeMap<&str, &Value> = families
            .iter()
            .map(|family| (text(&family["name"]), family))
            .collect();
        assert_eq!(by_name.len(), shape.imported, "{what}: {state}");
        for (name, family) in &by_name {
            let no = NAMES.iter().position(|known| known == name);
            let no = no.unwrap_or_else(|| panic!("{what}: nobody is called {name}"));
            let status = shape.left.iter().find(|(of, _)| *of == no);
            let status = status.map_or("aktif", |(_, status)| status);
            assert_eq!(text(&family["status"]), status, "{what}: {name}");
            assert_eq!(text(&family["nik"]), nik(no), "{what}: {name}");
            if !family["kk"].is_null() {
                assert_eq!(text(&family["kk"]), kk(no), "{what}: {name}");
            }
        }
        assert_eq!(
            (number(&again, "imported"), updated(&again)),
            (0, 0),
            "{what}: {again}"
        );
        assert_eq!(list(&again, "conflicts").len(), 0, "{what}: {again}");
    }
}

/// The reasons for which rows of a sheet are left out.
fn reasons<'a>(answer: &'a Value, sheet: &str) -> BTreeSet<&'a str> {
    let rows = list(answer, "left_out").iter();
    rows.filter(|row| row["sheet"] == sheet)
        .map(|row| text(&row["reason"]))
        .collect()
}

fn shape(file: &str) -> &'static Shape {
    SHAPES.iter().find(|shape| shape.file == file).unwrap()
}

#[test]
fn sums_are_left_out_as_sums_and_husbands_as_what_cannot_be_told_apart() {
    let mut desk = Desk::new(970);
    let sums = written(&desk, shape("jumlah.xlsx"));
    let [seen, ..] = desk.thrice(&sums);
    for sheet in ["MELATI 3", "SAMALORE", "MAWAR 1"] {
        assert_eq!(reasons(&seen, sheet), BTreeSet::from(["sums"]), "{sheet}");
    }
    assert!(!reasons(&seen, "TOILI").contains("sums"));
    // Somebody who says that names of families stand there has it read.
    let profile = serde_json::json!({"columns": {"NAMA": "name"}, "sheets": {}});
    let said = desk.work("import_preview", &sums, Some(&profile));
    assert!(!reasons(&said, "SAMALORE").contains("sums"), "{said}");
    let profile = serde_json::json!({"columns": {}, "sheets": {"SAMALORE": {"rows": "import"}}});
    let said = desk.work("import_preview", &sums, Some(&profile));
    assert!(!reasons(&said, "SAMALORE").contains("sums"), "{said}");
    let husbands = written(&desk, shape("suami.xlsx"));
    let [seen, ..] = desk.thrice(&husbands);
    assert_eq!(reasons(&seen, "KPM"), BTreeSet::from(["side_by_side"]));
}

#[test]
fn lists_beside_each_other_have_their_columns_in_their_names() {
    let mut desk = Desk::new(971);
    let file = written(&desk, shape("berdampingan.xlsx"));
    let profile = serde_json::json!({"columns": {}, "sheets": {"SAMALORE (kolom E–G)": {"rows": "leave_out"}}});
    let seen = desk.work("import_preview", &file, Some(&profile));
    assert_eq!(number(&seen, "imported"), 2, "only the left one: {seen}");
    let right = reasons(&seen, "SAMALORE (kolom E–G)");
    assert_eq!(right, BTreeSet::from(["sheet_left_out"]));
}

#[test]
fn a_task_of_a_second_list_has_the_labels_of_that_list() {
    let mut desk = Desk::new(972);
    let file = written(
        &desk,
        &Shape {
            what: "two lists with other labels",
            file: "label kedua.xlsx",
            sheets: &[(
                "KPM",
                &[
                    "KECAMATAN TOILI",
                    "NO|NAMA PENGURUS|NIK|DESA",
                    "1|N0|123|Samalore",
                    "",
                    "NO|NO KTP|NAMA KPM|ALAMAT RUMAH|KELURAHAN",
                    "1|456|N1|Dusun 2|Samalore",
                    "",
                    "NO|NAMA KPM|NO. KTP|DESA",
                    "1|N2|789|Samalore",
                ],
                &[],
            )],
            imported: 0,
            tasks: &[],
            groups: &[],
            left: &[],
        },
    );
    desk.work("import_roster", &file, None);
    let tasks = sesi_core::calls::query(&desk.device, "todos", serde_json::json!({})).unwrap();
    let said: BTreeSet<String> = tasks
        .as_array()
        .unwrap()
        .iter()
        .map(|task| {
            let headings = task["headings"].as_array().unwrap().iter().map(text);
            let cells = task["row"]["original"].as_array().unwrap().iter().map(text);
            let pairs: Vec<String> = headings
                .zip(cells)
                .map(|(heading, cell)| format!("{heading}={cell}"))
                .collect();
            pairs.join(" ")
        })
        .collect();
    let meant = [
        format!("NO=1 NAMA PENGURUS={} NIK=123 DESA=Samalore", NAMES[0]),
        format!(
            "NO=1 NAMA KPM={} NO KTP=456 KELURAHAN=Samalore ALAMAT RUMAH=Dusun 2",
            NAMES[1]
        ),
        format!("NO=1 NAMA KPM={} NO. KTP=789 DESA=Samalore", NAMES[2]),
    ];
    assert_eq!(said, meant.into_iter().collect());
}

#[test]
fn a_part_of_the_list_means_the_groups_that_two_columns_named() {
    let mut desk = Desk::new(973);
    let whole = written(&desk, shape("nama dan nomor.xlsx"));
    desk.work("import_roster", &whole, None);
    let part = written(
        &desk,
        &Shape {
            what: "one pendamping's part of it",
            file: "bagian.xlsx",
            sheets: &[(
                "MELATI",
                &[
                    "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK|NO KELOMPOK",
                    "1|N2|I2|Samalore|Toili|MELATI|2",
                    "2|N7|I7|Samalore|Toili|MELATI|2",
                    "3|N4|I4|Samalore|Toili|MAWAR|1",
                ],
                &[],
            )],
            imported: 1,
            tasks: &[],
            groups: &[],
            left: &[],
        },
    );
    let done = desk.work("import_roster", &part, None);
    assert_eq!(
        (number(&done, "imported"), updated(&done)),
        (1, 0),
        "{done}"
    );
    let groups = |answer: &Value| -> BTreeMap<String, u64> {
        let groups = list(answer, "groups").iter();
        groups
            .map(|group| {
                (
                    text(&group["name"]).to_owned(),
                    group["families"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    let meant = BTreeMap::from([("MAWAR".to_owned(), 1), ("MELATI 2".to_owned(), 3)]);
    assert_eq!(groups(&done), meant);
    // Where a group of the name alone is there too, that one is meant.
    let bare = written(
        &desk,
        &Shape {
            what: "a group of the name alone",
            file: "nama saja.xlsx",
            sheets: &[(
                "A",
                &[
                    "NO|NAMA|NIK|DESA|KECAMATAN|KELOMPOK",
                    "1|N8|I8|Samalore|Toili|MELATI",
                ],
                &[],
            )],
            imported: 1,
            tasks: &[],
            groups: &[],
            left: &[],
        },
    );
    desk.work("import_roster", &bare, None);
    let seen = desk.work("import_preview", &part, None);
    assert!(groups(&seen).contains_key("MELATI"), "{seen}");
}

#[test]
fn a_sheet_of_sums_does_not_make_the_name_of_the_other_sheet_a_groups() {
    let mut desk = Desk::new(975);
    let file = written(
        &desk,
        &Shape {
            what: "sums and one list",
            file: "rekap dan daftar.xlsx",
            sheets: &[
                (
                    "REKAP",
                    &["NO|NAMA|DESA|JUMLAH KPM", "1|ANGGREK|Samalore|14"],
                    &[],
                ),
                (
                    "KENANGA",
                    &["NO|NAMA|NIK|DESA|KECAMATAN", "1|N0|I0|Samalore|Toili"],
                    &[],
                ),
            ],
            imported: 1,
            tasks: &[],
            groups: &[],
            left: &[],
        },
    );
    let seen = desk.work("import_preview", &file, None);
    assert!(list(&seen, "groups").is_empty(), "{seen}");
}

#[test]
fn both_columns_of_a_group_can_be_corrected() {
    let mut desk = Desk::new(974);
    let file = written(&desk, shape("nama dan nomor.xlsx"));
    let names = |answer: &Value| -> BTreeSet<String> {
        let groups = list(answer, "groups").iter();
        groups
            .map(|group| text(&group["name"]).to_owned())
            .collect()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let profile = |columns: Value| serde_json::json!({"columns": columns, "sheets": {}});
    let unread = profile(serde_json::json!({"NO KELOMPOK": null, "KE": null}));
    let seen = desk.work("import_preview", &file, Some(&unread));
    let bare: BTreeSet<String> = set(&["MELATI", "MAWAR"]);
    assert_eq!(names(&seen), bare);
    let members = written(&desk, shape("nomor anggota.xlsx"));
    let said = profile(serde_json::json!({"kolom E": "group_no", "NO": "group_no"}));
    let seen = desk.work("import_preview", &members, Some(&said));
    let several: BTreeSet<String> = set(&[
        "MAWAR 1", "MAWAR 2", "MELATI 1", "MELATI 2", "MELATI 3", "MELATI 4", "MELATI 5",
    ]);
    assert_eq!(
        names(&seen),
        several,
        "what a person said of a column holds"
    );
}
