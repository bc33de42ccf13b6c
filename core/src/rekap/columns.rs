//! The columns of the rekap, and the figures that they show: a column is added here, and in no other file. It is shown on the screen,
//! written into the workbook and copied as text from this list; how a table looks is not said here.

use std::ops::AddAssign;

use serde::Serialize;

use super::behind::{CountedFamily, CountedMeeting, Level};
use crate::reports::{Cell, Column, Kind, Words, words};

/// The head that other forms share with the rekap.
pub(crate) const CANNOT_BE_RATED: &str = "Tidak Dapat Dinilai";

/// A column that shows a figure by its name.
macro_rules! figure {
    ($key:ident, $label:expr, $group:expr) => {
        Column {
            group: $group,
            summed: true,
            ..Column::new(
                stringify!($key),
                $label,
                10.0,
                Kind::Figure,
                |line: &Line<'_>| line.figures.$key.into(),
            )
        }
    };
}

/// Declares the figures of a row, each with the families that it counts. Sums are made of them by the same list.
macro_rules! figures {
    ($($(#[$doc:meta])* $key:ident: $counts:expr;)+) => {
        /// The figures of a row or a sum of rows, under the words of the form.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct Figures {
            $($(#[$doc])* pub $key: u32,)+
        }

        impl Figures {
            /// Adds one family.
            pub fn add(&mut self, family: &CountedFamily) {
                $({
                    let counts: fn(&CountedFamily) -> bool = $counts;
                    self.$key += u32::from(counts(family));
                })+
            }
        }

        impl AddAssign for Figures {
            fn add_assign(&mut self, other: Self) {
                $(self.$key += other.$key;)+
            }
        }
    };
}

figures! {
    /// Total Jumlah Kelompok. Not of families: the count adds each group.
    groups: |_| false;
    /// Jumlah Kelompok Terealisasi. Not of families: the count adds each counted meeting.
    groups_met: |_| false;
    /// Total KPM Dampingan.
    families: |_| true;
    /// Hadir.
    hadir: |family| family.hadir;
    /// Tidak Hadir.
    tidak_hadir: |family| !family.hadir;
    /// Kurang.
    kurang: |family| family.level == Level::Kurang;
    /// Baik.
    baik: |family| family.level == Level::Baik;
    /// Sangat Baik.
    sangat_baik: |family| family.level == Level::SangatBaik;
    /// Tidak Dapat Dinilai.
    tidak_dapat_dinilai: |family| family.level == Level::TidakDapatDinilai;
}

/// A line of a sheet: a pendamping, a kecamatan, or a sum.
pub struct Line<'r> {
    /// Its number in the sheet.
    pub no: usize,
    /// The kecamatan's name.
    pub kecamatan: &'r str,
    /// The figures.
    pub figures: Figures,
    /// Whom it sums up: one for a pendamping's line.
    pub people: Vec<Person<'r>>,
    /// Whether it sums people up, however many.
    pub sums: bool,
}

/// A pendamping in a kecamatan, or its groups without one.
pub struct Person<'r> {
    /// Whether there is somebody, known by name or not.
    pub there: bool,
    /// The name, or what stands in its place.
    pub name: &'r str,
    /// Alasan Jika Tidak Melaksanakan.
    pub reason: Option<&'r str>,
    /// Groups that did not meet.
    pub unmet: usize,
    /// Titles of the sessions, in the curriculum's order.
    pub materi: &'r [String],
    /// Names of the speakers.
    pub pemateri: &'r [String],
    /// The meetings that were counted.
    pub meetings: &'r [CountedMeeting],
    /// The families that were counted.
    pub families: &'r [CountedFamily],
}

/// A sheet of the rekap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// A line for each kecamatan.
    Kabupaten,
    /// A line for each pendamping of a kecamatan.
    Kecamatan,
}

const PELAKSANAAN: Words = words("Pelaksanaan P2K2", "P2K2 held");
const KEHADIRAN: Words = words("Kehadiran", "Attendance");
const PENGETAHUAN: Words = words("Pengetahuan & Pemahaman", "Knowledge & understanding");

/// The columns of a sheet, in the order of the form.
pub fn columns<'r>(sheet: Sheet) -> Vec<Column<Line<'r>>> {
    let kecamatan = words("Kecamatan", "Kecamatan");
    let no = |line: &Line<'_>| Cell::count(line.no);
    let name = |line: &Line<'_>| Cell::text(line.kecamatan);
    let mut columns = vec![Column::new("no", words("No", "No"), 5.0, Kind::Place, no)];
    columns.extend(match sheet {
        Sheet::Kabupaten => [
            Column::new("kecamatan", kecamatan, 18.0, Kind::Text, name),
            Column::new(
                "people",
                words("Jumlah Pendamping", "Pendamping"),
                12.0,
                Kind::Figure,
                |line| Cell::count(line.people.iter().filter(|person| person.there).count()),
            ),
        ],
        Sheet::Kecamatan => [
            Column::new("kecamatan", kecamatan, 16.0, Kind::Text, name),
            Column::new(
                "pendamping",
                words("Nama Pendamping", "Pendamping"),
                24.0,
                Kind::Text,
                |line| Cell::maybe(line.people.first().map(|person| person.name)),
            ),
        ],
    });
    columns.extend([
        figure!(
            groups,
            words("Total Jumlah Kelompok", "Groups"),
            Some(PELAKSANAAN)
        ),
        Column {
            width: 12.0,
            ..figure!(
                groups_met,
                words("Jumlah Kelompok Terealisasi", "Met"),
                Some(PELAKSANAAN)
            )
        },
        Column::new(
            "reason",
            words("Alasan Jika Tidak Melaksanakan", "Reason if not held"),
            26.0,
            Kind::Prose,
            reasons,
        ),
        Column::new(
            "materi",
            words("Materi", "Topic"),
            34.0,
            Kind::Prose,
            |line| once(line, |person| person.materi),
        ),
        Column::new(
            "pemateri",
            words("Pemateri", "Speakers"),
            22.0,
            Kind::Prose,
            |line| once(line, |person| person.pemateri),
        ),
        figure!(families, words("Total KPM Dampingan", "KPM in total"), None),
        figure!(hadir, words("Hadir", "Present"), Some(KEHADIRAN)),
        figure!(tidak_hadir, words("Tidak Hadir", "Absent"), Some(KEHADIRAN)),
        figure!(kurang, words("Kurang", "Poor"), Some(PENGETAHUAN)),
        figure!(baik, words("Baik", "Good"), Some(PENGETAHUAN)),
        figure!(
            sangat_baik,
            words("Sangat Baik", "Very good"),
            Some(PENGETAHUAN)
        ),
        figure!(
            tidak_dapat_dinilai,
            words(CANNOT_BE_RATED, "Cannot be rated"),
            Some(PENGETAHUAN)
        ),
    ]);
    columns
}

/// What stands where groups did not meet and nobody said why.
pub(crate) const NO_REASON: &str = "(belum ada alasan)";

/// The reason of a pendamping; of a kecamatan each one's with the name.
fn reasons<'r>(line: &Line<'r>) -> Cell {
    let given = |person: &Person<'r>| {
        let reason = person.reason.filter(|reason| !reason.trim().is_empty());
        reason.or((person.there && person.unmet > 0).then_some(NO_REASON))
    };
    if let ([person], false) = (line.people.as_slice(), line.sums) {
        return Cell::maybe(given(person));
    }
    let said = line.people.iter();
    let said = said.filter_map(|p| Some(format!("{}: {}", p.name, given(p)?)));
    Cell::text(said.collect::<Vec<_>>().join("; "))
}

/// Texts of all people of a line, once each, joined in the order in which they come.
fn once<'r>(line: &Line<'r>, texts: fn(&Person<'r>) -> &'r [String]) -> Cell {
    let mut seen: Vec<&str> = Vec::new();
    for text in line.people.iter().flat_map(texts) {
        if !seen.contains(&text.as_str()) {
            seen.push(text);
        }
    }
    Cell::text(seen.join("; "))
}
