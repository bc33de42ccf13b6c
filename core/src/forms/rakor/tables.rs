//! What stands in tables about a meeting of the staff: tasks, people, and who was there, counted.

use super::facts::{Attending, Facts, Task};
use crate::forms::columns::column;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table};

pub(super) fn tasks(tasks: &[Task], what: &'static str) -> Table {
    type Row = (usize, Task);
    let columns: [Column<Row>; 5] = [
        column("no", "No", 5.0, Kind::Place, |(no, _)| Cell::count(*no)),
        column("apa", what, 44.0, Kind::Prose, |(_, one)| {
            Cell::text(&one.what)
        }),
        column("siapa", "Penanggung jawab", 22.0, Kind::Text, |(_, one)| {
            Cell::maybe(one.who.clone())
        }),
        column("tenggat", "Tenggat", 17.0, Kind::Text, |(_, one)| {
            Cell::maybe(one.due.map(indonesian_day))
        }),
        column("status", "Status", 14.0, Kind::Text, |(_, one)| {
            Cell::text(one.state)
        }),
    ];
    Table::new(&columns, (1..).zip(tasks.iter().cloned()), None)
}

/// Everybody, with two columns to sign in turn.
pub(super) fn people(facts: &Facts) -> Table {
    type Row = (usize, Attending);
    let columns: [Column<Row>; 7] = [
        column("no", "No", 5.0, Kind::Place, |(no, _)| Cell::count(*no)),
        column("nama", "Nama", 28.0, Kind::Text, |(_, one)| {
            Cell::text(&one.name)
        }),
        column(
            "jabatan",
            "Jabatan/Instansi",
            22.0,
            Kind::Text,
            |(_, one)| Cell::text(&one.role),
        ),
        column("kecamatan", "Kecamatan", 18.0, Kind::Text, |(_, one)| {
            Cell::text(&one.kecamatan)
        }),
        column("ket", "Keterangan", 20.0, Kind::Text, |(_, one)| {
            Cell::text(&one.presence)
        }),
        column(
            "ganjil",
            "Tanda tangan (ganjil)",
            14.0,
            Kind::Text,
            |(no, _)| numbered(*no, 1),
        ),
        column(
            "genap",
            "Tanda tangan (genap)",
            14.0,
            Kind::Text,
            |(no, _)| numbered(*no, 0),
        ),
    ];
    Table::new(&columns, (1..).zip(facts.people.iter().cloned()), None)
}

/// The number beside which somebody signs, in every second row.
fn numbered(no: usize, rest: usize) -> Cell {
    if no % 2 == rest {
        Cell::text(format!("{no}."))
    } else {
        Cell::Empty
    }
}

/// Who was there, counted.
pub(super) struct Tally {
    pub(super) staff: usize,
    pub(super) there: usize,
    pub(super) excused: usize,
    pub(super) absent: usize,
    pub(super) guests: usize,
}

impl Tally {
    pub(super) fn of(people: &[Attending]) -> Self {
        let staff = || people.iter().filter(|one| !one.guest);
        let of = |word: &str| staff().filter(|one| one.presence.starts_with(word)).count();
        Self {
            staff: staff().count(),
            there: of("Hadir"),
            excused: of("Izin"),
            absent: of("Tanpa"),
            guests: people.len() - staff().count(),
        }
    }

    pub(super) fn unmarked(&self) -> usize {
        self.staff - self.there - self.excused - self.absent
    }

    pub(super) fn words(&self) -> String {
        let first = format!(
            "{} dari {} staf hadir; izin {}, tanpa keterangan {}",
            self.there, self.staff, self.excused, self.absent
        );
        let more = [(self.unmarked(), "belum ditandai"), (self.guests, "tamu")];
        let more = more.into_iter().filter(|(many, _)| *many > 0);
        let more = more.map(|(many, what)| format!("{what} {many}"));
        let parts: Vec<String> = std::iter::once(first).chain(more).collect();
        parts.join(", ")
    }
}
