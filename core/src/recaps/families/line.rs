//! A family's line of the rekap per KPM, and its columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::queries::compliance::MonthState;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Words, month_columns, words};

/// A family in the months of a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FamilyLine {
    /// Its number in the sheet.
    pub(super) no: usize,
    /// Its document.
    pub(super) id: Uuid,
    /// Its name.
    pub(super) name: String,
    /// NIK, of which most digits are hidden.
    pub(super) nik: Option<String>,
    /// No. KK, likewise.
    pub(super) kk: Option<String>,
    /// Name of its group's desa.
    pub(super) desa: String,
    /// Name of its group's kecamatan.
    pub(super) kecamatan: String,
    /// The group in which it was last.
    pub(super) group: String,
    /// What its months were, by number.
    pub(super) months: BTreeMap<u32, MonthState>,
    /// Meetings at which it was Hadir, Sakit, Alfa, and not marked.
    pub(super) marks: [u32; 4],
    /// The day of its last meeting.
    pub(super) last: Option<NaiveDate>,
    /// Sessions that it has had by the end of these months.
    pub(super) sessions: u32,
    /// Sessions that there are.
    pub(super) sessions_of: u32,
    /// Its status at the end.
    pub(super) status: &'static str,
    /// Groups that it left, and when its status changed.
    pub(super) note: String,
}

impl FamilyLine {
    fn met(&self) -> u32 {
        self.marks.iter().sum()
    }

    /// How it stands, in the words of the form.
    fn standing(&self) -> &'static str {
        let [_, sakit, alfa, _] = self.marks;
        match (self.met(), sakit + alfa) {
            (0, _) => "Belum ada laporan",
            (_, 0) => "Aktif",
            _ => "Perlu dipantau",
        }
    }
}

const STATES: Words = words("Bulan", "Months");
const MEETINGS: Words = words("Pertemuan", "Meetings");

fn text(
    key: &'static str,
    label: Words,
    width: f64,
    value: fn(&FamilyLine) -> Cell,
) -> Column<FamilyLine> {
    Column::new(key, label, width, Kind::Text, value)
}

fn months() -> [Column<FamilyLine>; 12] {
    let months: [Column<FamilyLine>; 12] = month_columns!(6.0, |line, no| {
        Cell::text(match line.months.get(&no) {
            Some(MonthState::Hadir) => "H",
            Some(MonthState::Sakit) => "S",
            Some(MonthState::Alfa) => "A",
            Some(MonthState::Unmarked) => "?",
            Some(MonthState::NoMeeting) | None => "",
        })
    });
    months.map(|column| Column {
        group: Some(STATES),
        ..column
    })
}

pub(super) fn columns(shown: &[u32]) -> Vec<Column<FamilyLine>> {
    let figure = |key, label, group, value: fn(&FamilyLine) -> Cell| Column {
        group,
        kind: Kind::Figure,
        summed: true,
        ..text(key, label, 8.0, value)
    };
    let mut columns = vec![
        Column {
            kind: Kind::Place,
            ..text("no", words("No", "No"), 5.0, |line| Cell::count(line.no))
        },
        text("name", words("Nama KPM", "Family"), 22.0, |line| {
            Cell::text(&line.name)
        }),
        text("nik", words("NIK", "NIK"), 14.0, |line| {
            Cell::maybe(line.nik.as_deref())
        }),
        text("kk", words("No KK", "No KK"), 14.0, |line| {
            Cell::maybe(line.kk.as_deref())
        }),
        text("desa", words("Desa", "Desa"), 13.0, |line| {
            Cell::text(&line.desa)
        }),
        text("kecamatan", words("Kecamatan", "Kecamatan"), 13.0, |line| {
            Cell::text(&line.kecamatan)
        }),
        text("group", words("Kelompok", "Group"), 15.0, |line| {
            Cell::text(&line.group)
        }),
    ];
    let of_year = (1..).zip(months());
    columns.extend(of_year.filter_map(|(no, column)| shown.contains(&no).then_some(column)));
    columns.extend([
        figure("hadir", words("Hadir", "Present"), Some(MEETINGS), |line| {
            line.marks[0].into()
        }),
        figure("sakit", words("Sakit", "Ill"), Some(MEETINGS), |line| {
            line.marks[1].into()
        }),
        figure("alfa", words("Alfa", "Absent"), Some(MEETINGS), |line| {
            line.marks[2].into()
        }),
        figure(
            "unmarked",
            words("Belum ditandai", "Not marked"),
            Some(MEETINGS),
            |line| line.marks[3].into(),
        ),
        figure("met", words("Total", "Total"), Some(MEETINGS), |line| {
            line.met().into()
        }),
        text(
            "last",
            words("Pertemuan Terakhir", "Last meeting"),
            14.0,
            |line| Cell::maybe(line.last.map(indonesian_day)),
        ),
        text("sessions", words("Sesi", "Sessions"), 8.0, |line| {
            Cell::text(match line.sessions_of {
                0 => String::new(),
                of => format!("{}/{of}", line.sessions),
            })
        }),
        text("status", words("Status KPM", "Status"), 11.0, |line| {
            Cell::text(line.status)
        }),
        text("standing", words("Pantauan", "Standing"), 14.0, |line| {
            Cell::text(if line.no == 0 { "" } else { line.standing() })
        }),
        Column {
            kind: Kind::Prose,
            ..text("note", words("Catatan", "Note"), 24.0, |line| {
                Cell::text(&line.note)
            })
        },
    ]);
    columns
}
