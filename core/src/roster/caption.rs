//! A line that says something of all families below it: `KECAMATAN : TOILI`, `KELOMPOK MELATI 1 DESA SAMALORE`, label and value in one cell
//! or in two. It knows the words of such lines, not the families.

use crate::reference::fold;

use super::cell::Cell;
use super::field::Field;
use super::sheet::SheetRow;
use super::spelling;

/// The longest value, in characters; what is longer is a sentence.
const LONGEST: usize = 60;
/// The most words of a value that no colon and no cell of its own sets apart.
const MOST_WORDS: usize = 4;

/// What a line says of the families below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caption {
    /// Kecamatan, desa, group or pendamping.
    pub field: Field,
    /// As it is written.
    pub value: String,
    /// A colon or a cell of its own sets the value apart from what is around it.
    pub exact: bool,
}

/// What a line says of the families below it, in order; empty if it is no such line.
pub(super) fn captions(row: &SheetRow) -> Vec<Caption> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut before = String::new();
    for (cell, text) in row.cells.iter().enumerate() {
        let Some(text) = said(text) else { continue };
        let text = text.replace([':', '='], " : ");
        for word in text.split_whitespace() {
            let key = fold::words(word);
            if key.is_empty() {
                if let Some(open) = open.as_mut().filter(|open| open.value.is_empty()) {
                    open.exact |= word == ":";
                } else if let (Some(open), false) = (open.as_mut(), word == ":") {
                    open.value.push(word.to_owned());
                }
                continue;
            }
            if let Some(next) = label(&key, &before) {
                found.extend(open.replace(Open::of(next, cell)).and_then(Open::end));
            } else {
                if open.as_ref().is_some_and(|open| open.ended_before(cell)) {
                    found.extend(open.take().and_then(Open::end));
                }
                if let Some(open) = &mut open {
                    open.take_in(word, &key, cell);
                }
            }
            before = key;
        }
    }
    found.extend(open.and_then(Open::end));
    found
}

fn said(cell: &Cell) -> Option<String> {
    // A lone ":" between label and value says nothing by itself.
    let text = fold::tidy(&cell.shown());
    (!text.is_empty()).then_some(text)
}

#[derive(Clone, Copy, PartialEq)]
enum Label {
    Of(Field),
    /// `KEL.`: kelurahan or kelompok.
    Either,
    /// Something else that ends a value: `TAHUN`, `KABUPATEN`.
    Other,
}

fn label(key: &str, before: &str) -> Option<Label> {
    /// Before one of the words, they make it something else: the head of a desa, the number of groups.
    const OTHER_BEFORE: [&str; 21] = [
        "kepala",
        "jumlah",
        "total",
        "ketua",
        "anggota",
        "banyaknya",
        "sekretaris",
        "bendahara",
        "status",
        "jabatan",
        "semua",
        "seluruh",
        "tiap",
        "setiap",
        "antar",
        "per",
        "se",
        "kantor",
        "perangkat",
        "kode",
        "balai",
    ];
    let mut words = key.split(' ');
    let found = match words.next()? {
        "kecamatan" | "kec" => Label::Of(Field::Kecamatan),
        "desa" | "kelurahan" | "ds" => Label::Of(Field::Desa),
        "kelompok" | "klp" | "klpk" => Label::Of(Field::Group),
        "pendamping" => Label::Of(Field::Pendamping),
        "kel" => Label::Either,
        "kabupaten" | "kab" | "kota" | "provinsi" | "propinsi" | "prov" | "tahun" | "tahap"
        | "bulan" | "periode" | "tanggal" | "tgl" | "jumlah" | "total" | "ketua" | "sekretaris"
        | "bendahara" | "koordinator" | "operator" | "camat" | "kepala" | "lokasi" | "tempat"
        | "alamat" | "dusun" | "nip" | "hp" | "telp" | "triwulan" | "semester" | "mengetahui"
        | "anggota" | "hari" | "waktu" | "modul" | "sesi" | "materi" => Label::Other,
        _ => return None,
    };
    let more = words.all(|word| matches!(word, "desa" | "kelurahan" | "kel" | "kelompok" | "klp"));
    let other = found != Label::Other && OTHER_BEFORE.contains(&before);
    more.then_some(if other { Label::Other } else { found })
}

/// Words that may stand between a label and its value: "KELOMPOK P2K2 : MELATI 1", "PENDAMPING SOSIAL PKH ANI".
fn is_between(key: &str) -> bool {
    matches!(
        key,
        "p2k2"
            | "pkh"
            | "kpm"
            | "fds"
            | "dampingan"
            | "binaan"
            | "sosial"
            | "penerima"
            | "manfaat"
            | "nama"
    )
}

struct Open {
    label: Label,
    value: Vec<String>,
    exact: bool,
    label_cell: usize,
    value_cell: usize,
}

impl Open {
    fn of(label: Label, cell: usize) -> Self {
        Self {
            label,
            value: Vec::new(),
            exact: false,
            label_cell: cell,
            value_cell: cell,
        }
    }

    /// A value ends with its cell.
    fn ended_before(&self, cell: usize) -> bool {
        !self.value.is_empty() && self.value_cell != cell
    }

    fn take_in(&mut self, word: &str, key: &str, cell: usize) {
        if self.value.is_empty() && !self.exact && is_between(key) {
            return;
        }
        self.exact |= cell != self.label_cell;
        self.value_cell = cell;
        self.value.push(word.to_owned());
    }

    fn end(self) -> Option<Caption> {
        let value = self.value.join(" ");
        let value = value.trim_matches(['-', ',', ';', '|', '/', ' ']);
        let value = if value.contains('(') {
            value
        } else {
            value.trim_end_matches(')')
        };
        // "UE MEA (8 KPM)"
        let value = match value.split_once('(') {
            Some((bare, rest)) if spelling::speaks_of_the_list(rest) => bare.trim(),
            _ => value,
        };
        let words = fold::words(value);
        let field = match self.label {
            Label::Of(field) => field,
            Label::Either if spelling::ends_in_a_number(value) => Field::Group,
            Label::Either => Field::Desa,
            Label::Other => return None,
        };
        if words.is_empty() || value.chars().count() > LONGEST {
            return None;
        }
        let short = words.split(' ').count() <= MOST_WORDS;
        let sound = self.exact || (short && !words.split(' ').any(is_general));
        sound.then(|| Caption {
            field,
            value: value.trim().to_owned(),
            exact: self.exact,
        })
    }
}

/// Whether a word stands in titles of lists rather than in names of groups, desa and people.
pub(super) fn is_general(word: &str) -> bool {
    GENERAL.contains(&word)
}

#[rustfmt::skip]
const GENERAL: [&str; 106] = [
    "daftar", "data", "rekap", "rekapitulasi", "laporan", "kpm", "pkh", "program", "keluarga",
    "harapan", "penerima", "manfaat", "bantuan", "sosial", "dinas", "kabupaten", "kab", "kota",
    "provinsi", "kecamatan", "kec", "tahun", "tahap", "bulan", "periode", "nama", "peserta",
    "bnba", "final", "closing", "lampiran", "sheet", "lembar", "update", "revisi", "terbaru",
    "fix", "pendamping", "koordinator", "absen", "hadir", "p2k2", "fds", "master", "roster",
    "form", "formulir", "semester", "triwulan", "aktif", "graduasi", "halaman", "hal", "jumlah",
    "total", "dtks", "bansos", "bpnt", "sembako", "no", "nomor", "rt", "rw", "dusun", "blok",
    "kelompok", "desa", "kelurahan", "list", "januari", "februari", "maret", "april", "mei",
    "juni", "juli", "agustus", "september", "oktober", "november", "desember", "catatan",
    "keterangan", "ket", "hasil", "usulan", "import", "impor", "kpmpkh", "tabel", "table",
    "worksheet", "page", "sk", "siks", "ng", "sikng", "siksng", "kemensos", "republik",
    "indonesia", "pemerintah", "upppkh", "ppkh", "unit", "pelaksana",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said_by(cells: &[&str]) -> Vec<(Field, String)> {
        let row = SheetRow {
            number: 1,
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
            ..SheetRow::default()
        };
        let found = captions(&row).into_iter();
        found
            .map(|caption| (caption.field, caption.value))
            .collect()
    }

    #[test]
    fn lines_as_offices_write_them() {
        use Field::{Desa, Group, Kecamatan, Pendamping};
        type Meant = &'static [(Field, &'static str)];
        let cases: [(&[&str], Meant); 22] = [
            (&["KECAMATAN", ": TOILI"], &[(Kecamatan, "TOILI")]),
            (&["KECAMATAN", ":", "TOILI"], &[(Kecamatan, "TOILI")]),
            (&["KECAMATAN : TOILI"], &[(Kecamatan, "TOILI")]),
            (&["Kec. Toili"], &[(Kecamatan, "Toili")]),
            (
                &["KPM PKH KECAMATAN TOILI KELOMPOK MELATI 1"],
                &[(Kecamatan, "TOILI"), (Group, "MELATI 1")],
            ),
            (
                &[
                    "NAMA KELOMPOK",
                    "MELATI 1",
                    "",
                    "PENDAMPING",
                    ": NURDIANA, S.Sos",
                ],
                &[(Group, "MELATI 1"), (Pendamping, "NURDIANA, S.Sos")],
            ),
            (&["KELOMPOK P2K2 : MAWAR"], &[(Group, "MAWAR")]),
            (
                &["KLP. MAWAR 02 - DESA SAMALORE"],
                &[(Group, "MAWAR 02"), (Desa, "SAMALORE")],
            ),
            (&["Desa/Kelurahan", ": Samalore"], &[(Desa, "Samalore")]),
            (&["DESA / KELURAHAN : SAMALORE"], &[(Desa, "SAMALORE")]),
            (&["KEL. MAWAR 2"], &[(Group, "MAWAR 2")]),
            (&["Kel. Karaton"], &[(Desa, "Karaton")]),
            (
                &["DAFTAR KELOMPOK KPM PKH KECAMATAN TOILI"],
                &[(Kecamatan, "TOILI")],
            ),
            (
                &["DATA KPM PKH KECAMATAN TOILI TAHUN 2026"],
                &[(Kecamatan, "TOILI")],
            ),
            (
                &["DATA KPM PKH KECAMATAN TOILI KABUPATEN BANGGAI"],
                &[(Kecamatan, "TOILI")],
            ),
            (&["JUMLAH KELOMPOK : 5"], &[]),
            (&["KETUA KELOMPOK : SITI AMINAH"], &[]),
            (&["KEPALA DESA SAMALORE"], &[]),
            (&["Pendamping PKH"], &[]),
            (
                &["PENDAMPING SOSIAL : I MADE SUDANA"],
                &[(Pendamping, "I MADE SUDANA")],
            ),
            (&["1", "SITI AMINAH", "7201094107800001"], &[]),
            (
                &["KELOMPOK : MELATI 1 (DESA SAMALORE)"],
                &[(Group, "MELATI 1"), (Desa, "SAMALORE")],
            ),
        ];
        for (cells, meant) in cases {
            let meant: Vec<(Field, String)> = meant
                .iter()
                .map(|(field, value)| (*field, (*value).to_owned()))
                .collect();
            assert_eq!(said_by(cells), meant, "{cells:?}");
        }
    }
}
