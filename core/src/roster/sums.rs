//! Sheets of sums: how many families each group, desa or pendamping has. They name no family, however the sheet and its columns are called. In
//! doubt a sheet is a list, so that nobody vanishes. It knows labels and cells, not what becomes of rows.

use crate::reference::fold;

use super::cell::Cell;
use super::field::Field;
use super::header::Header;
use super::sheet::{Sheet, SheetRow};
use super::spelling::{ends_in_a_number, group_key};

/// Rows from the top in which the names of columns are looked for.
const SEARCHED: usize = 60;
/// A number with so many digits is somebody's.
const DIGITS_OF_AN_IDENTITY: usize = 10;
/// More people than this are no family.
const LARGEST_FAMILY: u32 = 12;

/// Whether a sheet under a header is one of sums: no row has a number of a family, and families are counted in a column, or groups are.
pub(super) fn is_one(sheet: &Sheet, header: &Header) -> bool {
    let column = |field: Field| header.fields.iter().position(|has| *has == Some(field));
    let Some(name) = column(Field::Name) else {
        return has_one(sheet);
    };
    if header.chosen.contains(&name) {
        return false;
    }
    let numbers: Vec<usize> = [Field::Nik, Field::Kk, Field::PkhId]
        .into_iter()
        .filter_map(column)
        .collect();
    let body = || {
        let rows = sheet.rows.iter().skip(header.body());
        rows.filter(|row| !header.is_repeated_by(row))
    };
    let identified = |row: &SheetRow| {
        let own = numbers.iter().any(|column| {
            let shown = row.cell(*column).shown();
            digits(&shown) >= DIGITS_OF_AN_IDENTITY || shown.to_uppercase().contains("E+")
        });
        own || row.cells.iter().any(|cell| digits(&cell.shown()) == 16)
    };
    if body().any(identified) {
        return false;
    }
    let rows: Vec<&SheetRow> = body()
        .filter(|row| row.cell(name).said().is_some_and(|said| !is_total(&said)))
        .collect();
    if rows.is_empty() {
        return false;
    }
    let named = |row: &&&SheetRow| {
        let said = row.cell(name).said().unwrap_or_default();
        said.chars().any(char::is_alphabetic)
    };
    if rows.iter().filter(named).count() == 0 {
        return rows.iter().all(|row| count(row.cell(name)).is_some());
    }
    let counted = |column: usize| {
        let mut filled = rows.iter().map(|row| row.cell(column));
        let counts = filled.clone().filter_map(count).count();
        counts * 2 > rows.len() && filled.all(|cell| cell.said().is_none() || count(cell).is_some())
    };
    let counting: Vec<(usize, Counting)> = header
        .labels
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != name && counted(*at))
        .filter_map(|(at, label)| Some((at, Counting::of(label)?)))
        .collect();
    if counting.iter().any(|(_, what)| *what == Counting::Families) {
        return true;
    }
    let large = |column: usize| {
        let over = |row: &&&SheetRow| count(row.cell(column)).is_some_and(|n| n > LARGEST_FAMILY);
        rows.iter().filter(over).count() * 2 > rows.len()
    };
    let group = column(Field::Group);
    let of_groups = rows.iter().filter(|row| {
        let said = row.cell(name).said().unwrap_or_default();
        let in_group = group.and_then(|column| row.cell(column).said());
        ends_in_a_number(&said) || in_group.is_some_and(|own| group_key(&own) == group_key(&said))
    });
    let mostly_groups = of_groups.count() * 2 > rows.len();
    counting.iter().any(|(at, _)| mostly_groups || large(*at))
}

/// Whether a sheet that has no header of a list is one of sums: a row names what is counted and the counts, and counts stand below it.
pub(super) fn has_one(sheet: &Sheet) -> bool {
    let rows = sheet.rows.iter().enumerate().take(SEARCHED);
    let mut heads = rows.filter_map(|(at, row)| {
        let labels: Vec<String> = row.cells.iter().map(Cell::shown).collect();
        let of_what = labels.iter().any(|label| {
            let field = Field::of_label(label);
            field.is_some_and(|field| Field::OF_A_BLOCK.contains(&field) || field == Field::GroupNo)
        });
        let counting: Vec<usize> = (0..labels.len())
            .filter(|column| Counting::of(&labels[*column]).is_some())
            .collect();
        (of_what && !counting.is_empty()).then_some((at, counting))
    });
    heads.any(|(at, counting)| {
        let below = sheet.rows.iter().skip(at + 1);
        let below: Vec<&SheetRow> = below.collect();
        let counted = |row: &&&SheetRow| counting.iter().any(|at| count(row.cell(*at)).is_some());
        !below.is_empty() && below.iter().filter(counted).count() * 2 >= below.len()
    })
}

/// What a column counts.
#[derive(Clone, Copy, PartialEq)]
enum Counting {
    /// Families, of which a row of a list is one.
    Families,
    /// People or something else.
    Others,
}

impl Counting {
    /// By a label; none if it counts nothing.
    fn of(label: &str) -> Option<Self> {
        const FAMILIES: [&str; 8] = [
            "kpm", "keluarga", "kk", "peserta", "pengurus", "penerima", "kpmpkh", "pkh",
        ];
        const PEOPLE: [&str; 11] = [
            "laki",
            "lakilaki",
            "perempuan",
            "pria",
            "wanita",
            "lk",
            "pr",
            "l",
            "p",
            "orang",
            "jiwa",
        ];
        let words = fold::words(label);
        let joined = words.replace(' ', "");
        let mut each = words.split(' ');
        let counts = matches!(
            each.next(),
            Some("jumlah" | "jml" | "jlh" | "jmlh" | "total" | "banyak" | "banyaknya")
        );
        let rest: Vec<&str> = each.collect();
        if FAMILIES[..2].contains(&joined.as_str()) {
            return Some(Self::Families);
        }
        if counts {
            let families = !rest.is_empty()
                && rest.iter().all(|word| {
                    FAMILIES.contains(word) || PEOPLE.contains(word) || *word == "aktif"
                })
                && rest.iter().any(|word| FAMILIES.contains(word));
            return Some(if families {
                Self::Families
            } else {
                Self::Others
            });
        }
        PEOPLE.contains(&joined.as_str()).then_some(Self::Others)
    }
}

fn is_total(said: &str) -> bool {
    let words = fold::words(said);
    matches!(
        words.split(' ').next(),
        Some("jumlah" | "jml" | "jlh" | "total" | "subtotal" | "sub" | "grand")
    )
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// A number of families or people, as sums have them.
fn count(cell: &Cell) -> Option<u32> {
    let said = cell.said()?;
    let number = said.split(' ').next().unwrap_or_default();
    let unit = said.get(number.len()..).unwrap_or_default();
    let unit = fold::words(unit);
    let bare = unit.is_empty() || matches!(unit.as_str(), "kpm" | "orang" | "org" | "kk");
    number
        .parse()
        .ok()
        .filter(|number| bare && *number <= 99_999)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
            number,
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
            ..SheetRow::default()
        });
        Sheet {
            name: "MELATI 3".to_owned(),
            rows: rows.collect(),
            ..Sheet::default()
        }
    }

    fn is_of_sums(rows: &[&[&str]]) -> bool {
        let sheet = sheet(rows);
        match Header::find(&sheet) {
            Ok(header) => is_one(&sheet, &header),
            Err(_) => has_one(&sheet),
        }
    }

    #[test]
    fn sums_are_no_list_however_their_columns_are_called() {
        let sums: [&[&[&str]]; 9] = [
            &[
                &["NO", "KELOMPOK", "DESA", "KPM"],
                &["1", "MELATI 1", "Samalore", "12"],
            ],
            &[
                &["NO", "NAMA", "DESA", "JUMLAH KPM"],
                &["1", "ANGGREK", "Samalore", "12"],
            ],
            &[
                &["NO", "NAMA", "DESA", "LAKI-LAKI", "PEREMPUAN", "JUMLAH"],
                &["1", "MELATI 1", "Samalore", "2", "10", "12"],
                &["2", "MELATI 2", "Samalore", "1", "8", "9"],
                &["", "JUMLAH", "", "3", "18", "21"],
            ],
            &[
                &["NO", "NAMA", "DESA", "L", "P", "JML"],
                &["1", "ANGGREK", "Samalore", "2", "13", "15"],
                &["2", "KENANGA", "Samalore", "1", "17", "18"],
            ],
            &[
                &["NO", "NAMA KELOMPOK", "JUMLAH KPM"],
                &["1", "MELATI 1", "12 KPM"],
            ],
            &[
                &["NO", "NAMA", "KELOMPOK", "TOTAL"],
                &["1", "MELATI", "MELATI", "7"],
            ],
            &[
                &["NO", "NAMA", "JABATAN", "KECAMATAN", "JML KPM"],
                &["1", "ANI", "-", "Toili", "250"],
            ],
            &[&["REKAP"], &["KECAMATAN", "L", "P"], &["Toili", "4", "300"]],
            &[
                &["NO", "DESA", "NAMA PENGURUS", "KELUARGA"],
                &["1", "Samalore", "SITI", "12"],
            ],
        ];
        for rows in sums {
            assert!(is_of_sums(rows), "{rows:?}");
        }
    }

    #[test]
    fn a_list_with_counts_is_a_list() {
        let lists: [&[&[&str]]; 6] = [
            &[
                &["NO", "NAMA", "NIK", "JUMLAH KPM"],
                &["1", "SITI", "7201094107800001", "1"],
            ],
            &[
                &["NO", "NAMA", "DESA", "JUMLAH ANAK"],
                &["1", "SITI", "Samalore", "3"],
            ],
            &[
                &["NO", "NAMA", "DESA", "L/P", "KELOMPOK"],
                &["1", "SITI", "Samalore", "P", "MELATI 1"],
            ],
            &[
                &["NO", "NAMA", "DESA", "NIK", "JUMLAH KPM"],
                &["1", "SITI", "Samalore", "7,20109E+15", "1"],
            ],
            &[
                &["NO", "NAMA", "DESA", "KELOMPOK"],
                &["1", "SITI", "Samalore", "MELATI 1"],
            ],
            // A number under a person's name is a fault of its row, not a count.
            &[&["NO", "NAMA", "NIK"], &["1", "12", "7201094107800001"]],
        ];
        for rows in lists {
            assert!(!is_of_sums(rows), "{rows:?}");
        }
    }
}
