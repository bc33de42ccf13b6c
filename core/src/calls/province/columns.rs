//! The columns of the province's table, of a kabupaten's kecamatan and of a trend: one list, of which each table takes what it shows. What
//! is not known or was not told is an empty cell, never a zero.

use crate::kinds::Sums;
use crate::reference::month::indonesian_day;
use crate::rekap::columns::{Sheet, columns as columns_of_rekap};
use crate::reports::{Cell, Column, Kind, Table, Words, words};
use chrono::NaiveDate;

/// A row of figures.
pub(super) struct Line {
    pub no: usize,
    /// Of a kabupaten, a kecamatan or a month.
    pub name: String,
    /// What stands in the column between the name and the figures.
    pub second: Cell,
    /// Nothing was told without.
    pub sums: Option<Sums>,
    /// What stands in the last column.
    pub last: Cell,
}

/// What a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Kabupaten of a province.
    Kabupaten,
    /// Kecamatan of a kabupaten.
    Kecamatan,
    /// Months.
    Month,
}

/// The table of lines, its sums last.
pub(super) fn table(of: Of, lines: Vec<Line>, total: Option<&Line>) -> Table {
    Table::new(&columns(of), lines, total)
}

/// The words that the rekap has for a figure.
fn of_rekap(key: &str) -> Words {
    let named = columns_of_rekap(Sheet::Kabupaten);
    let named = named.into_iter().find(|column| column.key == key);
    named.map_or(words("", ""), |column| column.label)
}

/// The words of a figure by its name.
pub(super) fn words_of(key: &str) -> Words {
    let found = columns(Of::Kabupaten);
    let found = found.iter().find(|column| column.key == key);
    found.map_or(words("", ""), |column| column.label)
}

/// The sum of what was told. A figure that somebody did not know is not known of all; nothing where nobody told anything.
pub(super) fn total(all: impl IntoIterator<Item = Sums>) -> Option<Sums> {
    let mut all = all.into_iter();
    let first = all.next()?;
    Some(all.fold(first, |sum, one| {
        let pairs = sum.all().into_iter().zip(one.all());
        Sums::of(pairs.map(|(a, b)| Some(a?.saturating_add(b?))))
    }))
}

/// The last column of a kabupaten: as of which day.
pub(super) fn as_of(day: Option<NaiveDate>) -> Cell {
    Cell::maybe(day.map(indonesian_day))
}

/// A share in whole per cent, rounded to the nearest; nothing of nothing.
fn percent(part: Option<u32>, all: Option<u32>) -> Cell {
    let (Some(part), Some(all)) = (part, all) else {
        return Cell::Empty;
    };
    let twice = (u64::from(part) * 200 + u64::from(all)).checked_div(u64::from(all) * 2);
    twice.map_or(Cell::Empty, Cell::count)
}

const fn column(key: &'static str, label: Words, value: fn(&Line) -> Cell) -> Column<Line> {
    Column {
        summed: true,
        ..Column::new(key, label, 9.0, Kind::Figure, value)
    }
}

/// A figure by its name.
macro_rules! figure {
    ($key:ident, $label:expr, $group:expr) => {
        Column {
            group: $group,
            ..column(stringify!($key), $label, |line: &Line| {
                let figure = line.sums.and_then(|sums| sums.$key);
                figure.map_or(Cell::Empty, Cell::from)
            })
        }
    };
}

const P2K2: Words = words("Pelaksanaan P2K2", "P2K2 held");
const PRESENCE: Words = words("Kehadiran", "Attendance");
const RATED: Words = words("Pengetahuan & Pemahaman", "Knowledge & understanding");
const TRAINING: Words = words("Diklat FDS", "FDS training");
const VOICES: Words = words("Suara staf", "Staff voices");

fn columns(of: Of) -> Vec<Column<Line>> {
    let (name, second) = match of {
        Of::Kabupaten => (
            words("Kabupaten/Kota", "Kabupaten/kota"),
            words("Kecamatan", "Kecamatan"),
        ),
        Of::Kecamatan => (words("Kecamatan", "Kecamatan"), words("", "")),
        Of::Month => (words("Bulan", "Month"), words("Yang kirim", "Sent by")),
    };
    let text = |column: Column<Line>, width| Column {
        width,
        kind: Kind::Text,
        summed: false,
        ..column
    };
    let mut all = vec![
        Column {
            kind: Kind::Place,
            ..text(
                column("no", words("No", "No"), |line| Cell::count(line.no)),
                4.0,
            )
        },
        text(
            column("name", name, |line| Cell::text(line.name.as_str())),
            20.0,
        ),
    ];
    if of != Of::Kecamatan {
        all.push(Column {
            summed: of == Of::Kabupaten,
            ..column("second", second, |line| line.second.clone())
        });
    }
    all.extend([
        figure!(staff, words("SDM", "Staff"), None),
        figure!(families, words("KPM", "KPM"), None),
        figure!(groups, words("Kelompok", "Groups"), Some(P2K2)),
        figure!(groups_met, words("Terealisasi", "Met"), Some(P2K2)),
        Column {
            group: Some(P2K2),
            ..column("met_percent", words("% terealisasi", "% met"), |line| {
                line.sums
                    .map_or(Cell::Empty, |sums| percent(sums.groups_met, sums.groups))
            })
        },
        figure!(hadir, words("Hadir", "Present"), Some(PRESENCE)),
        figure!(tidak_hadir, words("Tidak Hadir", "Absent"), Some(PRESENCE)),
        Column {
            group: Some(PRESENCE),
            ..column("hadir_percent", words("% Hadir", "% present"), |line| {
                line.sums
                    .map_or(Cell::Empty, |sums| percent(sums.hadir, sums.families))
            })
        },
        figure!(kurang, words("Kurang", "Poor"), Some(RATED)),
        figure!(baik, words("Baik", "Good"), Some(RATED)),
        figure!(sangat_baik, words("Sangat Baik", "Very good"), Some(RATED)),
        figure!(
            tidak_dapat_dinilai,
            of_rekap("tidak_dapat_dinilai"),
            Some(RATED)
        ),
        figure!(trained, words("Sudah", "Trained"), Some(TRAINING)),
        figure!(untrained, words("Belum", "Not yet"), Some(TRAINING)),
        figure!(supervised, words("Supervisi", "Supervision"), None),
        figure!(letters, words("Surat teguran", "Letters"), None),
        figure!(voices_open, words("Terbuka", "Open"), Some(VOICES)),
        figure!(
            voices_overdue,
            words("Lewat tenggat", "Overdue"),
            Some(VOICES)
        ),
    ]);
    if of == Of::Kabupaten {
        all.push(text(
            column("as_of", words("Data per tanggal", "As of"), |line| {
                line.last.clone()
            }),
            16.0,
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_that_is_told_has_a_column() {
        for key in Sums::KEYS {
            assert!(!words_of(key).id.is_empty(), "{key}");
        }
    }

    #[test]
    fn what_one_does_not_know_is_not_known_of_all_and_nobody_makes_no_zero() {
        let one = Sums {
            families: Some(3),
            letters: Some(1),
            ..Sums::default()
        };
        let other = Sums {
            families: Some(4),
            ..Sums::default()
        };
        let sum = total([one, other]).unwrap();
        assert_eq!((sum.families, sum.letters), (Some(7), None));
        assert_eq!(total([]), None);
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest() {
        let share = |part, all| percent(Some(part), Some(all));
        assert_eq!(share(2, 3), Cell::Number(67));
        assert_eq!(share(1, 3), Cell::Number(33));
        assert_eq!(share(1, 200), Cell::Number(1));
        assert_eq!(share(0, 0), Cell::Empty);
        assert_eq!(percent(None, Some(3)), Cell::Empty);
    }
}
