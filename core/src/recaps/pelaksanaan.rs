//! Pelaksanaan over months: sheets of its months, of its kecamatan, and of the pendamping of each. It takes what `counted` counted and counts
//! nothing itself.

use super::counted::{CountedMonths, Sums, name_of};
use super::{Recap, RecapKind, RecapSheet, SheetOf};
use crate::rekap::AsOf;
use crate::rekap::columns as form;
use crate::reports::{Cell, Column, Kind, Table, Words, words};

/// The words that the rekap of a month has for a column.
fn of_form(key: &str) -> Words {
    let columns = form::columns(form::Sheet::Kecamatan);
    let found = columns.iter().find(|column| column.key == key);
    found.map_or(words("", ""), |column| column.label)
}

/// A line of a sheet.
struct Line<'r> {
    no: usize,
    label: String,
    /// There is somebody who could have given a reason.
    there: bool,
    sums: &'r Sums,
}

const PELAKSANAAN: Words = words("Pelaksanaan P2K2", "P2K2 held");
const ADDED: Words = words(
    "Kehadiran, dijumlah per bulan",
    "Attendance, added up by month",
);
const LEVELS: Words = words(
    "Pengetahuan & Pemahaman, dijumlah per bulan",
    "Knowledge & understanding, added up by month",
);
const DIFFERENT: Words = words(
    "KPM berbeda, tidak dijumlah",
    "Different KPM, never added up",
);

fn figure<'r>(
    key: &'static str,
    label: Words,
    group: Words,
    value: fn(&Line<'r>) -> Cell,
) -> Column<Line<'r>> {
    Column {
        group: Some(group),
        summed: true,
        ..Column::new(key, label, 10.0, Kind::Figure, value)
    }
}

/// What people wrote and said: for the lines of people alone.
fn prose<'r>() -> [Column<Line<'r>>; 3] {
    [
        Column::new(
            "reason",
            of_form("reason"),
            26.0,
            Kind::Prose,
            |line| match (line.sums.silent, line.sums.said()) {
                (0, said) => Cell::text(said),
                (_, said) if !line.there => Cell::text(said),
                (_, said) if said.is_empty() => Cell::text(form::NO_REASON),
                (_, said) => Cell::text(format!("{said}; bulan lain {}", form::NO_REASON)),
            },
        ),
        Column::new("materi", of_form("materi"), 34.0, Kind::Prose, |line| {
            Cell::text(line.sums.materi.join("; "))
        }),
        Column::new("pemateri", of_form("pemateri"), 22.0, Kind::Prose, |line| {
            Cell::text(line.sums.pemateri.join("; "))
        }),
    ]
}

fn columns<'r>(label: Words, of_people: bool) -> Vec<Column<Line<'r>>> {
    let mut columns = vec![
        Column::new("no", words("No", "No"), 5.0, Kind::Place, |line: &Line| {
            Cell::count(line.no)
        }),
        Column::new("label", label, 22.0, Kind::Text, |line| {
            Cell::text(&line.label)
        }),
        figure(
            "groups",
            words("Kelompok \u{d7} bulan", "Groups \u{d7} months"),
            PELAKSANAAN,
            |line| line.sums.figures.groups.into(),
        ),
        figure(
            "groups_met",
            words("Terealisasi", "Met"),
            PELAKSANAAN,
            |line| line.sums.figures.groups_met.into(),
        ),
        figure(
            "held",
            words("Jumlah pertemuan", "Meetings"),
            PELAKSANAAN,
            |line| line.sums.held.into(),
        ),
    ];
    if of_people {
        columns.extend(prose());
    }
    columns.extend([
        figure(
            "families",
            words("KPM \u{d7} bulan", "KPM \u{d7} months"),
            ADDED,
            |line| line.sums.figures.families.into(),
        ),
        figure("hadir", of_form("hadir"), ADDED, |line| {
            line.sums.figures.hadir.into()
        }),
        figure("tidak_hadir", of_form("tidak_hadir"), ADDED, |line| {
            line.sums.figures.tidak_hadir.into()
        }),
        figure("kurang", of_form("kurang"), LEVELS, |line| {
            line.sums.figures.kurang.into()
        }),
        figure("baik", of_form("baik"), LEVELS, |line| {
            line.sums.figures.baik.into()
        }),
        figure("sangat_baik", of_form("sangat_baik"), LEVELS, |line| {
            line.sums.figures.sangat_baik.into()
        }),
        figure(
            "tidak_dapat_dinilai",
            of_form("tidak_dapat_dinilai"),
            LEVELS,
            |line| line.sums.figures.tidak_dapat_dinilai.into(),
        ),
        figure(
            "different",
            words("Dampingan", "Accompanied"),
            DIFFERENT,
            |line| Cell::count(line.sums.families.len()),
        ),
        figure(
            "present",
            words("Pernah hadir", "Ever present"),
            DIFFERENT,
            |line| Cell::count(line.sums.present.len()),
        ),
    ]);
    columns
}

/// The recap Pelaksanaan: its months, its kecamatan, and the pendamping of each.
pub fn recap(counted: &CountedMonths, kabupaten: Option<&str>) -> Recap {
    let table = |label, prose, lines: Vec<((String, bool), &Sums)>, total: &Sums| {
        let lines = (1..).zip(lines).map(|(no, ((label, there), sums))| Line {
            no,
            label,
            there,
            sums,
        });
        let total = Line {
            no: 0,
            label: String::new(),
            there: false,
            sums: total,
        };
        Table::new(&columns(label, prose), lines, Some(&total))
    };
    let sheet = |of, place: Option<&str>, table, sums: &Sums| {
        let as_of = AsOf::of(sums.counted.iter());
        let mut facts = Vec::new();
        facts.extend(place.map(|name| ("Kecamatan", Some(name.to_owned()))));
        facts.push(("Bulan", Some(counted.span.indonesian())));
        facts.push(("Kabupaten/Kota", kabupaten.map(str::to_owned)));
        RecapSheet {
            of,
            facts,
            table,
            total: "Jumlah",
            meetings: u32::try_from(as_of.meetings).unwrap_or(u32::MAX),
            counted: as_of.short(),
            signer: None,
        }
    };
    let months = counted.months.iter();
    let months = months.map(|(month, sums)| ((month.indonesian(), false), sums));
    let months = table(
        words("Bulan", "Month"),
        false,
        months.collect(),
        &counted.total,
    );
    let places = counted.places.iter();
    let places = places.map(|place| ((place.name.clone(), false), &place.total));
    let places = table(
        words("Kecamatan", "Kecamatan"),
        false,
        places.collect(),
        &counted.total,
    );
    let only = match counted.places.as_slice() {
        [one] => Some(one.name.as_str()),
        _ => None,
    };
    let mut sheets = vec![sheet(SheetOf::Months, only, months, &counted.total)];
    if counted.places.len() != 1 {
        sheets.push(sheet(SheetOf::Places, None, places, &counted.total));
    }
    for place in &counted.places {
        let rows = place.rows.iter();
        let rows = rows.map(|row| {
            let label = name_of(row).to_owned();
            ((label, row.pendamping.is_some()), &row.sums)
        });
        let people = table(
            words("Nama Pendamping", "Pendamping"),
            true,
            rows.collect(),
            &place.total,
        );
        let of = SheetOf::Place(place.name.clone());
        sheets.push(sheet(of, Some(&place.name), people, &place.total));
    }
    Recap {
        kind: RecapKind::Held,
        period: counted.span.indonesian(),
        sheets,
        left_out: counted.left_out,
        waiting_rows: 0,
    }
}
