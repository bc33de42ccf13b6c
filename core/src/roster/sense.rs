//! What a column or a sheet is, where its label alone does not say: by its values, or by words in the sheet's name. It knows words, not rows.

use crate::reference::fold;

use super::cell::Cell;
use super::family::Status;
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::sheet::Sheet;

/// The mapping with a column of statuses taken for what its values are: how the aid is paid out, or who leads a group, is no status of a
/// family. Of several columns of that name the one whose values are statuses is read; where more are, one that says whose status it is.
pub(super) fn adjusted(sheet: &Sheet, header: &Header, mapping: &Mapping) -> Mapping {
    let Some(column) = mapping.column(Field::Status) else {
        return with_remarks(sheet, header, mapping);
    };
    let is_bare = |column: &usize| {
        let label = header.labels.get(*column);
        label.is_some_and(|label| fold::joined(label) == "status")
    };
    let mut of_families: Vec<usize> = std::iter::once(column)
        .chain(header.rivals_of(Field::Status))
        .filter(|column| Said::of(sheet, header, *column).known > 0)
        .collect();
    of_families.sort_by_key(is_bare);
    let read = of_families.first().copied();
    if read == Some(column) {
        return mapping.clone();
    }
    let bare = without(mapping, column, &Said::of(sheet, header, column));
    match read {
        Some(read) => bare.with(Field::Status, Some(read)),
        None => bare,
    }
}

/// The mapping with a column of remarks as that of the statuses, where a list has no other and a remark says that a family is no longer
/// aktif: who is marked `GRADUASI` beside its name is not taken for aktif.
fn with_remarks(sheet: &Sheet, header: &Header, mapping: &Mapping) -> Mapping {
    let left = |row: &super::sheet::SheetRow, column: usize| {
        let said = row.cell(column).said();
        let status = said.and_then(|said| Status::of_label(&said));
        status.is_some_and(|status| status != Status::Aktif)
    };
    let mut columns = (0..header.labels.len()).filter(|column| {
        let unread = mapping.field(*column).is_none() && !header.chosen.contains(column);
        unread && is_for_remarks(header, *column)
    });
    let found = columns.find(|column| {
        let mut body = sheet.rows.iter().skip(header.body());
        body.any(|row| left(row, *column))
    });
    match found {
        Some(column) => mapping.clone().with(Field::Status, Some(column)),
        None => mapping.clone(),
    }
}

/// Whether a column is for remarks of any kind.
pub(super) fn is_for_remarks(header: &Header, column: usize) -> bool {
    const REMARKS: [&str; 6] = [
        "ket",
        "keterangan",
        "catatan",
        "keteranganlain",
        "note",
        "kondisi",
    ];
    let label = header.labels.get(column).map(|label| fold::joined(label));
    label.is_some_and(|label| REMARKS.contains(&label.as_str()))
}

/// The mapping without a column of statuses, where its values are known to be something else.
fn without(mapping: &Mapping, column: usize, said: &Said) -> Mapping {
    if said.known > 0 || said.paid + said.leads + said.civil == 0 {
        return mapping.clone();
    }
    let field = if said.leads > said.paid + said.civil {
        Field::GroupRole
    } else if said.paid > 0 {
        Field::Payment
    } else {
        return mapping.clone().with(Field::Status, None);
    };
    let taken = mapping.column(field).is_some();
    let bare = mapping.clone().with(Field::Status, None);
    if taken {
        bare
    } else {
        bare.with(field, Some(column))
    }
}

/// How many cells of a column say what kind of status.
#[derive(Default)]
struct Said {
    /// Of a family.
    known: usize,
    /// Of the aid.
    paid: usize,
    /// In a group.
    leads: usize,
    /// Of a marriage.
    civil: usize,
}

impl Said {
    fn of(sheet: &Sheet, header: &Header, column: usize) -> Self {
        let mut counted = Self::default();
        for row in sheet.rows.iter().skip(header.body()) {
            let Some(said) = row.cell(column).said() else {
                continue;
            };
            let words = fold::words(&said);
            if Status::of_label(&said).is_some() {
                counted.known += 1;
            } else if is_payment(&words) {
                counted.paid += 1;
            } else if matches!(
                words.as_str(),
                "ketua" | "anggota" | "sekretaris" | "bendahara"
            ) {
                counted.leads += 1;
            } else if is_civil(&words) {
                counted.civil += 1;
            }
        }
        counted
    }
}

/// Whether the folded words of a cell say how far the aid is paid out.
pub(super) fn is_payment(words: &str) -> bool {
    const WHOLE: [&str; 7] = ["si", "sp2d", "spm", "om span", "omspan", "sukses", "retur"];
    const WITHIN: [&str; 12] = [
        "sp2d",
        "salur",
        "cair",
        "berhasil",
        "gagal",
        "transfer",
        "burekol",
        "rekening",
        "verifikasi",
        "top up",
        "transaksi",
        "standing instruction",
    ];
    WHOLE.contains(&words) || WITHIN.iter().any(|part| words.contains(part))
}

fn is_civil(words: &str) -> bool {
    ["kawin", "menikah", "nikah", "janda", "duda", "cerai"]
        .iter()
        .any(|part| words.contains(part))
}

/// Whether a sheet's name or title says that its families are no longer aktif: `GRADUASI 2025`, `KPM NON AKTIF`.
pub(super) fn says_not_aktif(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "graduasi",
        "graduate",
        "nonaktif",
        "meninggal",
        "exit",
        "keluar",
        "dikeluarkan",
        "noneligible",
        "nonelligible",
        "arsip",
        "pindah",
    ];
    let words = fold::words(text);
    let joined = words
        .replace("tidak aktif", "nonaktif")
        .replace("non aktif", "nonaktif");
    let joined = joined
        .replace("tdk aktif", "nonaktif")
        .replace("non eligible", "noneligible")
        .replace("tidak layak", "noneligible")
        .replace("tidak eligible", "noneligible");
    joined.split(' ').any(|word| WORDS.contains(&word))
}

/// The name behind the word "kecamatan" in a sheet's or a file's name: `daftar kpm kec. toili`.
pub(super) fn kecamatan_in(name: &str) -> Option<String> {
    let words = fold::words(name);
    let mut words = words
        .split(' ')
        .skip_while(|word| !matches!(*word, "kecamatan" | "kec"));
    words.next()?;
    let rest: Vec<&str> = words.collect();
    (!rest.is_empty()).then(|| rest.join(" "))
}

/// Whether a cell of the status column speaks of the payment, in a column that has statuses too.
pub(super) fn speaks_of_payment(cell: &Cell) -> bool {
    cell.said()
        .is_some_and(|said| Status::of_label(&said).is_none() && is_payment(&fold::words(&said)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::sheet::SheetRow;

    #[test]
    fn sheets_of_families_that_left_say_so() {
        for name in [
            "GRADUASI 2025",
            "KPM Non-Aktif",
            "tidak aktif",
            "KPM MENINGGAL",
            "Non Eligible",
        ] {
            assert!(says_not_aktif(name), "{name}");
        }
        for name in ["Sheet1", "KPM AKTIF", "MELATI 1", "TAHAP 3"] {
            assert!(!says_not_aktif(name), "{name}");
        }
    }

    #[test]
    fn how_the_aid_is_paid_out_is_no_status() {
        for words in [
            "si",
            "sp2d",
            "berhasil salur",
            "gagal transaksi",
            "cek rekening",
        ] {
            assert!(is_payment(words), "{words}");
        }
        for words in ["aktif", "graduasi mandiri", "siti", "pindah"] {
            assert!(!is_payment(words), "{words}");
        }
    }

    /// The column from which statuses are read, of a list with these heads and rows.
    fn status_of(rows: &[[&str; 4]]) -> Option<usize> {
        let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
            number,
            cells: cells.map(Cell::text).to_vec(),
            ..SheetRow::default()
        });
        let sheet = Sheet {
            rows: rows.collect(),
            ..Sheet::default()
        };
        let header = Header::find(&sheet).expect("found");
        adjusted(&sheet, &header, &Mapping::guess(&header)).column(Field::Status)
    }

    #[test]
    fn of_two_columns_the_one_with_statuses_of_families_is_read() {
        let (own, other) = (Some(3), Some(2));
        for (heads, cells, read) in [
            (["STATUS", "STATUS KPM"], ["SI", "GRADUASI MANDIRI"], own),
            (["STATUS KPM", "STATUS"], ["SP2D", "NON AKTIF"], own),
            (["STATUS", "STATUS PKH"], ["GRADUASI", "PKH"], other),
            (["STATUS", "STATUS KPM"], ["AKTIF", "GRADUASI"], own),
            (["STATUS KPM", "STATUS"], ["GRADUASI", "AKTIF"], other),
            (["STATUS", "STATUS KPM"], ["SI", "SP2D"], None),
        ] {
            let list = [
                ["NAMA", "NIK", heads[0], heads[1]],
                ["SITI", "7", cells[0], cells[1]],
            ];
            assert_eq!(status_of(&list), read, "{heads:?} {cells:?}");
        }
    }
}
