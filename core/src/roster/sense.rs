//! What a column or a sheet is, where its label alone does not say: by its values, or by words in the sheet's name. It knows words, not rows.

use crate::reference::fold;

use super::cell::Cell;
use super::family::Status;
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::sheet::Sheet;

/// The mapping with a column of statuses taken for what its values are: how the aid is paid out, or who leads a group, is no status of a family.
pub(super) fn adjusted(sheet: &Sheet, header: &Header, mapping: &Mapping) -> Mapping {
    let Some(column) = mapping.column(Field::Status) else {
        return mapping.clone();
    };
    let (mut known, mut paid, mut leads, mut civil) = (0, 0, 0, 0);
    for row in sheet.rows.iter().skip(header.body()) {
        let Some(said) = row.cell(column).said() else {
            continue;
        };
        let words = fold::words(&said);
        if Status::of_label(&said).is_some() {
            known += 1;
        } else if is_payment(&words) {
            paid += 1;
        } else if matches!(
            words.as_str(),
            "ketua" | "anggota" | "sekretaris" | "bendahara"
        ) {
            leads += 1;
        } else if is_civil(&words) {
            civil += 1;
        }
    }
    if known > 0 || paid + leads + civil == 0 {
        return mapping.clone();
    }
    let field = if leads > paid + civil {
        Field::GroupRole
    } else if paid > 0 {
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
}
