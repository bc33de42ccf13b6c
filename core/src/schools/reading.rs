//! The sheet of a school's list: where its heads are, its months and their days, its pupils. It knows the form's words, and no database.

use super::{
    Days, MONTHS, NoSchoolList, Pupil, SchoolFault, SchoolFaultKind, SchoolList, SchoolMonth,
};
use crate::reference::fold;
use crate::roster::sheet::{Sheet, SheetRow};

/// Rows below the heads in which the lower heads are looked for.
const HEAD_ROWS: u32 = 6;
/// Rows and pupils that a list has at the most.
const MOST: usize = 5_000;

/// Columns of the form by the words of their heads.
const HEADS: [&str; 9] = [
    "nik pengurus",
    "nama pengurus",
    "nik siswa",
    "nisn",
    "nama siswa",
    "bentuk pendidikan",
    "tingkat pendidikan",
    "ket",
    "nama pendamping",
];

/// Where the columns of a list are.
struct Columns {
    heads: [Option<usize>; 9],
    /// Alpa, izin and sakit of each month.
    months: Vec<[Option<usize>; 3]>,
}

/// Reads a school's list from the first sheet that has one.
///
/// # Errors
/// If none has.
pub fn read(sheets: &[Sheet]) -> Result<SchoolList, NoSchoolList> {
    sheets.iter().find_map(of_sheet).ok_or(NoSchoolList)
}

fn words(row: &SheetRow, column: usize) -> String {
    fold::words(&row.cell(column).shown())
}

fn of_sheet(sheet: &Sheet) -> Option<SchoolList> {
    let (head_at, head) = sheet.rows.iter().enumerate().find(|(_, row)| {
        let all: Vec<String> = (0..row.cells.len()).map(|at| words(row, at)).collect();
        let has = |wanted: &str| all.iter().any(|word| word == wanted);
        has("nik pengurus") && has("nama siswa")
    })?;
    let (lower_at, lower) = sheet
        .rows
        .iter()
        .enumerate()
        .skip(head_at)
        .take_while(|(_, row)| row.number <= head.number + HEAD_ROWS)
        .find(|(_, row)| (0..row.cells.len()).any(|at| is_alpa(&words(row, at))))?;
    let columns = columns(head, lower);
    let between = sheet.rows.get(head_at..=lower_at).unwrap_or_default();
    let months = months(&columns, head, between);
    let above = sheet.rows.get(..head_at).unwrap_or_default();
    let mut list = SchoolList {
        npsn: beside(above, "npsn"),
        school: beside(above, "nama sekolah"),
        months,
        pupils: Vec::new(),
        faults: Vec::new(),
    };
    let rows = sheet.rows.get(lower_at + 1..).unwrap_or_default();
    for row in rows.iter().take(MOST) {
        pupil(row, &columns, &mut list);
    }
    Some(list)
}

fn is_alpa(word: &str) -> bool {
    matches!(word, "alpa" | "alfa" | "a")
}

fn columns(head: &SheetRow, lower: &SheetRow) -> Columns {
    let place = |wanted: &str| (0..head.cells.len()).find(|at| words(head, *at) == wanted);
    let mut months = Vec::new();
    let mut at = 0;
    while at < lower.cells.len() && months.len() < MONTHS {
        if !is_alpa(&words(lower, at)) {
            at += 1;
            continue;
        }
        let next = (at + 1..lower.cells.len()).find(|next| is_alpa(&words(lower, *next)));
        let end = next.unwrap_or(lower.cells.len());
        let find = |names: [&str; 2]| {
            (at..end).find(|column| names.contains(&words(lower, *column).as_str()))
        };
        months.push([Some(at), find(["izin", "i"]), find(["sakit", "s"])]);
        at = end;
    }
    Columns {
        heads: HEADS.map(place),
        months,
    }
}

/// The name of each month, and its days, from the rows of the heads.
fn months(columns: &Columns, head: &SheetRow, between: &[SheetRow]) -> Vec<SchoolMonth> {
    let starts: Vec<usize> = columns.months.iter().filter_map(|of| of[0]).collect();
    let each = starts.iter().enumerate().map(|(no, start)| {
        let end = starts.get(no + 1).copied().unwrap_or(start + 5);
        let mut name = head.cell(*start).shown();
        let mut days = None;
        for column in *start..end {
            if name.trim().is_empty() {
                name = head.cell(column).shown();
            }
            for row in between {
                let said = row.cell(column).shown();
                let digits: String = said.chars().filter(char::is_ascii_digit).collect();
                let counted = digits.parse().ok().filter(|days| (1..=31).contains(days));
                // A year beside the month's name is no number of days.
                if row.number != head.number && days.is_none() {
                    days = counted;
                }
            }
        }
        SchoolMonth {
            name: fold::tidy(&name),
            days,
        }
    });
    each.collect()
}

/// What stands behind a label above the heads: in its own cell after a colon, or in the next cell that holds anything.
fn beside(above: &[SheetRow], label: &str) -> Option<String> {
    for row in above {
        for at in 0..row.cells.len() {
            let said = row.cell(at).shown();
            let (name, rest) = said.split_once(':').unwrap_or((said.as_str(), ""));
            if fold::words(name) != label {
                continue;
            }
            let after = (at + 1..row.cells.len()).map(|next| row.cell(next).shown());
            let mut found = std::iter::once(rest.to_owned()).chain(after);
            let tidy = |text: String| fold::tidy(text.trim_start_matches([':', ' ']));
            return found.find_map(|text| Some(tidy(text)).filter(|text| !text.is_empty()));
        }
    }
    None
}

fn pupil(row: &SheetRow, columns: &Columns, list: &mut SchoolList) {
    let text = |at: usize| {
        let column = columns.heads.get(at).copied().flatten();
        let said = column.map(|column| row.cell(column).shown());
        fold::tidy(said.unwrap_or_default().trim_start_matches('\''))
    };
    let name = text(4);
    if name.is_empty() {
        let said: Vec<String> = (0..row.cells.len())
            .map(|at| row.cell(at).shown())
            .collect();
        let said = fold::tidy(&said.join(" "));
        // Lines below the list, of who signs, have no NIK.
        if !text(0).is_empty() || !text(2).is_empty() {
            list.faults.push(SchoolFault {
                row: row.number,
                what: SchoolFaultKind::NoName,
                said,
            });
        }
        return;
    }
    let mut faults = Vec::new();
    let mut fault = |what, said: String| {
        faults.push(SchoolFault {
            row: row.number,
            what,
            said,
        });
    };
    let mut months = Vec::with_capacity(MONTHS);
    for (of, month) in columns.months.iter().zip(&list.months) {
        let mut number = |column: Option<usize>| {
            let said = column.map(|column| row.cell(column).shown());
            let said = fold::tidy(&said.unwrap_or_default());
            if said.is_empty() || said == "-" {
                return None;
            }
            let parsed: Option<u16> = said.parse().ok().filter(|days| *days <= 31);
            if parsed.is_none() {
                fault(SchoolFaultKind::NotANumber, said);
            }
            parsed
        };
        let [alpa, izin, sakit] = of.map(&mut number);
        let days = Days { alpa, izin, sakit };
        if let (Some(away), Some(of)) = (days.away(), month.days)
            && away > of
        {
            fault(SchoolFaultKind::TooMany, format!("{away} > {of}"));
        }
        months.push(days);
    }
    for nik in [text(0), text(2)] {
        let digits = nik.len() == 16 && nik.bytes().all(|byte| byte.is_ascii_digit());
        if !nik.is_empty() && !digits {
            fault(SchoolFaultKind::Nik, nik);
        }
    }
    list.faults.append(&mut faults);
    list.pupils.push(Pupil {
        row: row.number,
        nik_pengurus: text(0),
        pengurus: text(1),
        nik: text(2),
        nisn: text(3),
        name,
        form: text(5),
        grade: text(6),
        months,
        note: text(7),
        pendamping: text(8),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Workbook;
    use crate::schools::percent;

    /// As the ministry's system writes it: a byte order mark, a line that names the separator, cells of months over five columns.
    pub(crate) const LIST: &str = "\u{feff}sep=;\r\n\
        FORM VERIFIKASI KOMITMEN PENDIDIKAN\r\n\
        NPSN;40201234\r\n\
        Nama Sekolah: SDN 1 Toili\r\n\
        NO;NIK PENGURUS;NAMA PENGURUS;NIK SISWA;NISN;NAMA SISWA;BENTUK PENDIDIKAN;TINGKAT PENDIDIKAN;JULI 2026;;;;;AGUSTUS 2026;;;;;SEPTEMBER 2026;;;;;KET;NAMA PENDAMPING\r\n\
        ;;;;;;;;Hari Efektif: 20;;;;;25;;;;;;;;;;;\r\n\
        ;;;;;;;;ALPA;IZIN;SAKIT;JML;%;ALPA;IZIN;SAKIT;JML;%;ALPA;IZIN;SAKIT;JML;%;;\r\n\
        1;7201094101900001;SITTI AMINAH;7201094101150001;0123456789;=SUM(A1) BUDI;SD;5;1;0;2;;;;;;;;;;;;;;ANI\r\n\
        2;'7201094101900002;NUR;720109410115;;ALI;SD;4;x;;1;;;30;0;0;;;;;;;;pindah;ANI\r\n\
        3;7201094101900003;WA ODE;;;;;;;;;;;;;;;;;;;;;;\r\n\
        ;;;;;;;;;;;;;;;;;;;;Kepala Sekolah;;;;\r\n";

    fn list(text: &str) -> Result<SchoolList, NoSchoolList> {
        read(
            &Workbook::open(text.as_bytes(), "verkom.csv")
                .unwrap()
                .sheets,
        )
    }

    #[test]
    fn the_form_is_read_cell_by_cell_and_what_is_empty_stays_empty() {
        let list = list(LIST).unwrap();
        assert_eq!(list.npsn.as_deref(), Some("40201234"));
        assert_eq!(list.school.as_deref(), Some("SDN 1 Toili"));
        let months: Vec<(&str, Option<u16>)> = list
            .months
            .iter()
            .map(|month| (month.name.as_str(), month.days))
            .collect();
        assert_eq!(
            months,
            [
                ("JULI 2026", Some(20)),
                ("AGUSTUS 2026", Some(25)),
                ("SEPTEMBER 2026", None)
            ]
        );
        assert_eq!(list.pupils.len(), 2);
        let first = &list.pupils[0];
        assert_eq!(first.name, "=SUM(A1) BUDI");
        assert_eq!(first.pendamping, "ANI");
        let july = first.months[0];
        assert_eq!((july.away(), july.present(Some(20))), (Some(3), Some(17)));
        assert_eq!(percent(17, 20), Some(85));
        assert_eq!(percent(169, 200), Some(84), "never rounded up");
        // Nothing was written of August: nothing is counted, neither there nor away.
        assert_eq!(
            (first.months[1].away(), first.months[1].present(Some(25))),
            (None, None)
        );
        let second = &list.pupils[1];
        assert_eq!(second.nik_pengurus, "7201094101900002");
        assert_eq!(second.months[0].away(), Some(1));
        assert_eq!(
            second.months[1].present(Some(25)),
            None,
            "more days away than days"
        );
        let faults: Vec<SchoolFaultKind> = list.faults.iter().map(|fault| fault.what).collect();
        assert_eq!(
            faults,
            [
                SchoolFaultKind::NotANumber,
                SchoolFaultKind::TooMany,
                SchoolFaultKind::Nik,
                SchoolFaultKind::NoName
            ]
        );
    }

    #[test]
    fn commas_and_other_files_are_told_apart() {
        let commas = LIST.replace("sep=;\r\n", "").replace(';', ",");
        let pupils = |text: &str| {
            let mut pupils = list(text).unwrap().pupils;
            // One line fewer stands above them.
            for pupil in &mut pupils {
                pupil.row = 0;
            }
            pupils
        };
        assert_eq!(pupils(&commas), pupils(LIST));
        assert_eq!(list("NAMA;NIK\r\nANI;1\r\n"), Err(NoSchoolList));
        assert_eq!(
            list("NIK PENGURUS;NAMA SISWA\r\n1;ANI\r\n"),
            Err(NoSchoolList),
            "without its months it is another list"
        );
    }
}
