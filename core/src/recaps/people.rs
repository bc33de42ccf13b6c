//! Rekap per pendamping: how many of the months of their groups met, what is missing with and without a reason, and a table of each year's
//! months. It takes what `counted` counted and counts nothing itself.

use super::counted::{CountedMonths, CountedRow, Sums, name_of};
use super::{Recap, RecapKind, RecapSheet, SheetOf};
use crate::reference::month::{YearMonth, indonesian_day};
use crate::rekap::AsOf;
use crate::reports::{Cell, Column, Kind, Table, Words, month_columns, words};

/// From how many percent on somebody needs no looking after.
const ENOUGH: u32 = 80;

/// How somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No group was expected to meet, and none met.
    NoGroups,
    /// No group met.
    Nothing,
    /// Fewer met than are enough.
    Watch,
    /// Enough of them met.
    Fine,
}

impl Standing {
    /// Of what months come to.
    pub fn of(sums: &Sums) -> Self {
        match (sums.figures.groups, sums.figures.groups_met, sums.percent()) {
            (0, ..) => Self::NoGroups,
            (_, 0, _) => Self::Nothing,
            (_, _, Some(percent)) if percent >= ENOUGH => Self::Fine,
            _ => Self::Watch,
        }
    }

    /// In the words of the form.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoGroups => "Tidak memegang kelompok",
            Self::Nothing => "Belum ada laporan",
            Self::Watch => "Perlu dipantau",
            Self::Fine => "Aktif",
        }
    }
}

/// A line of the sheets.
struct Line<'r> {
    no: usize,
    kecamatan: &'r str,
    row: Option<&'r CountedRow>,
    sums: &'r Sums,
    months: Vec<(u32, String)>,
}

const EXPECTED: Words = words("Kelompok \u{d7} bulan", "Groups \u{d7} months");

fn text<'r>(
    key: &'static str,
    label: Words,
    width: f64,
    value: fn(&Line<'r>) -> Cell,
) -> Column<Line<'r>> {
    Column::new(key, label, width, Kind::Text, value)
}

fn who<'r>() -> Vec<Column<Line<'r>>> {
    vec![
        Column {
            kind: Kind::Place,
            ..text("no", words("No", "No"), 5.0, |line| Cell::count(line.no))
        },
        text(
            "pendamping",
            words("Nama Pendamping", "Pendamping"),
            24.0,
            |line| Cell::maybe(line.row.map(name_of)),
        ),
        text("kecamatan", words("Kecamatan", "Kecamatan"), 16.0, |line| {
            Cell::text(line.kecamatan)
        }),
    ]
}

fn columns<'r>() -> Vec<Column<Line<'r>>> {
    let figure = |key, label, group, value: fn(&Line<'r>) -> Cell| Column {
        group,
        kind: Kind::Figure,
        summed: true,
        ..text(key, label, 10.0, value)
    };
    let mut columns = who();
    columns.extend([
        figure("groups", words("Jumlah Kelompok", "Groups"), None, |line| {
            Cell::count(line.sums.groups.len())
        }),
        figure(
            "expected",
            words("Seharusnya", "Expected"),
            Some(EXPECTED),
            |line| line.sums.figures.groups.into(),
        ),
        figure("met", words("Terealisasi", "Met"), Some(EXPECTED), |line| {
            line.sums.figures.groups_met.into()
        }),
        figure(
            "excused",
            words("Belum, ada alasan", "Not met, reason given"),
            Some(EXPECTED),
            |line| line.sums.excused.into(),
        ),
        figure(
            "silent",
            words("Belum, tanpa alasan", "Not met, no reason"),
            Some(EXPECTED),
            |line| line.sums.silent.into(),
        ),
        figure(
            "percent",
            words("% Terealisasi", "% met"),
            Some(EXPECTED),
            |line| line.sums.percent().map_or(Cell::Empty, Cell::from),
        ),
        figure("held", words("Total Pertemuan", "Meetings"), None, |line| {
            line.sums.held.into()
        }),
        figure(
            "families",
            words("KPM berbeda", "Different KPM"),
            None,
            |line| Cell::count(line.sums.families.len()),
        ),
        text(
            "last",
            words("Pertemuan Terakhir", "Last meeting"),
            16.0,
            |line| Cell::maybe(line.sums.last.map(indonesian_day)),
        ),
        text("standing", words("Status", "Standing"), 16.0, |line| {
            Cell::maybe(line.row.map(|row| Standing::of(&row.sums).words()))
        }),
    ]);
    columns
}

/// A column for each month: how many of how many groups met, and a star where one did not and nobody said why.
fn months<'r>() -> [Column<Line<'r>>; 12] {
    month_columns!(8.0, |line, no| {
        let said = line.months.iter().find(|(month, _)| *month == no);
        Cell::maybe(said.map(|(_, said)| said.clone()))
    })
}

fn number(month: YearMonth) -> u32 {
    chrono::Datelike::month(&month.first_day())
}

/// The recap per pendamping.
pub fn recap(counted: &CountedMonths, kabupaten: Option<&str>) -> Recap {
    let lines = |months: &[YearMonth]| -> Vec<Line<'_>> {
        let rows = counted.places.iter();
        let rows = rows.flat_map(|place| place.rows.iter().map(move |row| (place, row)));
        (1..)
            .zip(rows)
            .map(|(no, (place, row))| Line {
                no,
                kecamatan: &place.name,
                row: Some(row),
                sums: &row.sums,
                months: of_months(&row.sums, months),
            })
            .collect()
    };
    let total = |months: &[YearMonth]| Line {
        no: 0,
        kecamatan: "",
        row: None,
        sums: &counted.total,
        months: of_months(&counted.total, months),
    };
    let as_of = AsOf::of(counted.total.counted.iter());
    let sheet = |of, table, period: String| RecapSheet {
        of,
        facts: vec![
            ("Bulan", Some(period)),
            ("Kabupaten/Kota", kabupaten.map(str::to_owned)),
        ],
        table,
        total: "Jumlah",
        meetings: u32::try_from(as_of.meetings).unwrap_or(u32::MAX),
        counted: as_of.short(),
        signer: None,
    };
    let whole = Table::new(&columns(), lines(&[]), Some(&total(&[])));
    let mut sheets = vec![sheet(SheetOf::People, whole, counted.span.indonesian())];
    for part in counted.span.years() {
        let wanted = part.months();
        let mut columns = who();
        columns.extend((1..).zip(months()).filter_map(|(no, column)| {
            let shown = wanted.iter().any(|month| number(*month) == no);
            shown.then_some(Column {
                summed: true,
                ..column
            })
        }));
        let table = Table::new(&columns, lines(&wanted), Some(&total(&wanted)));
        let of = SheetOf::PeopleMonths(part.year().to_string());
        let mut sheet = sheet(of, table, part.indonesian());
        let of_part = counted.total.counted.iter();
        let of_part =
            of_part.filter(|one| part.first_day() <= one.date && one.date <= part.last_day());
        let as_of = AsOf::of(of_part);
        sheet.meetings = u32::try_from(as_of.meetings).unwrap_or(u32::MAX);
        sheet.counted = as_of.short();
        sheets.push(sheet);
    }
    Recap {
        kind: RecapKind::People,
        period: counted.span.indonesian(),
        sheets,
        left_out: counted.left_out,
        waiting_rows: 0,
    }
}

fn of_months(sums: &Sums, months: &[YearMonth]) -> Vec<(u32, String)> {
    let said = months.iter().filter_map(|month| {
        let of = sums.months.get(month).filter(|of| of.groups > 0)?;
        let star = if of.silent > 0 { "*" } else { "" };
        Some((number(*month), format!("{}/{}{star}", of.met, of.groups)))
    });
    said.collect()
}
