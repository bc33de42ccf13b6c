//! Rekapitulasi tahunan of a pendamping: the meetings that they led on their days, all twelve months, a subtotal each quarter. Attendances are
//! added up over meetings; different families are counted once for a month, a quarter and the year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;
use uuid::Uuid;

use super::{Recap, RecapKind, RecapSheet, SheetOf, SheetSigner, Span, Wanted, count};
use crate::error::Error;
use crate::kinds::Mark;
use crate::queries::delivered::Delivered;
use crate::queries::families::of_key;
use crate::queries::groups::Groups;
use crate::queries::marks::of_meeting;
use crate::queries::meetings::{held_between, versions_between};
use crate::queries::once::once;
use crate::queries::sessions::Sessions;
use crate::readmodel::Merged;
use crate::reference::Regions;
use crate::reference::calendar::MONTHS;
use crate::rekap::AsOf;
use crate::reports::{Cell, Column, Kind, Table, words};

const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// A meeting that somebody led.
#[derive(Debug, Clone)]
struct Led {
    meeting: Uuid,
    kecamatan: String,
    day: NaiveDate,
    sessions: Vec<String>,
    /// Who was there, by document, or by key where this device does not know the family.
    present: BTreeSet<String>,
}

/// A month, a quarter or the year.
#[derive(Debug, Clone, Default)]
struct Line {
    no: usize,
    label: String,
    quarter: &'static str,
    meetings: u32,
    attendances: u32,
    different: BTreeSet<String>,
    /// How often each session was given, and to how many attendances.
    sessions: BTreeMap<String, (u32, u32)>,
    said: String,
}

impl Line {
    fn add(&mut self, led: &Led) {
        self.meetings += 1;
        self.attendances += count(led.present.len());
        self.different.extend(led.present.iter().cloned());
        for code in &led.sessions {
            let of = self.sessions.entry(code.clone()).or_default();
            of.0 += 1;
            of.1 += count(led.present.len());
        }
    }

    /// Its sessions in words.
    fn say(mut self, sessions: &Sessions) -> Self {
        let mut named: Vec<_> = self
            .sessions
            .iter()
            .map(|(code, of)| (sessions.name(code), *of))
            .collect();
        named.sort_by_key(|(name, _)| (name.number == 0, name.number, name.code.clone()));
        let said = named.iter().map(|(name, (times, attendances))| {
            let number = match name.number {
                0 => String::new(),
                number => format!("Sesi {number} "),
            };
            let module = if name.module.is_empty() {
                String::new()
            } else {
                format!("{}: ", name.module)
            };
            format!(
                "{module}{number}{} ({times}\u{d7}, {attendances} KPM)",
                name.title
            )
        });
        self.said = said.collect::<Vec<_>>().join("; ");
        self
    }
}

fn columns() -> Vec<Column<Line>> {
    let text = |key, label, width, kind, value: fn(&Line) -> Cell| Column {
        summed: kind == Kind::Figure,
        ..Column::new(key, label, width, kind, value)
    };
    vec![
        text("no", words("No", "No"), 5.0, Kind::Place, |line| {
            if line.no == 0 {
                Cell::Empty
            } else {
                Cell::count(line.no)
            }
        }),
        text(
            "month",
            words("Bulan / Tahun", "Month"),
            20.0,
            Kind::Text,
            |line| Cell::text(&line.label),
        ),
        text(
            "quarter",
            words("Triwulan", "Quarter"),
            9.0,
            Kind::Text,
            |line| Cell::text(line.quarter),
        ),
        text(
            "meetings",
            words("Jumlah Pertemuan", "Meetings"),
            12.0,
            Kind::Figure,
            |line| line.meetings.into(),
        ),
        text(
            "attendances",
            words("Jumlah kehadiran KPM", "Attendances"),
            12.0,
            Kind::Figure,
            |line| line.attendances.into(),
        ),
        text(
            "different",
            words("KPM berbeda yang hadir", "Different KPM present"),
            12.0,
            Kind::Figure,
            |line| Cell::count(line.different.len()),
        ),
        text(
            "sessions",
            words("Modul dan Sesi", "Modules and sessions"),
            60.0,
            Kind::Prose,
            |line| Cell::text(&line.said),
        ),
    ]
}

/// Somebody whose year is wanted.
#[derive(Debug, Clone)]
pub struct YearOf {
    /// The member of staff.
    pub staff: Uuid,
    /// Who signs.
    pub signer: SheetSigner,
    /// Names of the kecamatan in which they work.
    pub works_in: Vec<String>,
}

/// The years of some people: all twelve months of `year` for each.
///
/// # Errors
/// If the tables cannot be read; whatever `at` says.
pub fn recap(
    conn: &Connection,
    year: Span,
    people: Vec<YearOf>,
    wanted: &Wanted,
    kabupaten: Option<&str>,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Recap, Error> {
    let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
    let delivered = Delivered::read(conn)?;
    let merged = Merged::read(conn)?;
    let versions = versions_between(conn, year.first_day(), year.last_day())?;
    let mut given: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for one in groups.all().flat_map(|group| delivered.of(group.id)) {
        given
            .entry(one.meeting)
            .or_default()
            .push(one.session.clone());
    }
    let held = held_between(conn, year.first_day(), year.last_day())?;
    let steps = people.len();
    let mut sheets = Vec::with_capacity(steps);
    for (no, person) in people.into_iter().enumerate() {
        at(no, steps)?;
        let mut led = Vec::new();
        for (meeting, group, day) in &held {
            let Some(group) = groups.get(*group) else {
                continue;
            };
            if group.pendamping_on(*day) != Some(person.staff) {
                continue;
            }
            let marks = of_meeting(conn, *meeting)?;
            let (mut known, mut marked) = (Vec::new(), Vec::new());
            for (key, mark) in marks {
                match of_key(conn, &key)? {
                    Some(id) => known.push((id, mark)),
                    None => marked.push((key.as_str().to_owned(), mark)),
                }
            }
            let counted = once(known, |family| merged.kept(family)).into_iter();
            marked.extend(counted.map(|(kept, (_, mark))| (kept.to_string(), mark)));
            let present = marked.into_iter();
            let present = present.filter(|(_, mark)| *mark == Mark::Hadir);
            let present = present.map(|(who, _)| who).collect();
            led.push(Led {
                meeting: *meeting,
                kecamatan: group.kecamatan.clone(),
                day: *day,
                sessions: given.get(meeting).cloned().unwrap_or_default(),
                present,
            });
        }
        if let Some(code) = &wanted.kecamatan {
            led.retain(|led| led.kecamatan == *code);
        }
        sheets.push(sheet(year, person, &led, &sessions, &versions, kabupaten));
    }
    Ok(Recap {
        kind: RecapKind::Year,
        period: year.year().to_string(),
        sheets,
        left_out: 0,
        waiting_rows: 0,
    })
}

fn sheet(
    year: Span,
    person: YearOf,
    led: &[Led],
    sessions: &Sessions,
    versions: &BTreeMap<Uuid, Vec<u8>>,
    kabupaten: Option<&str>,
) -> RecapSheet {
    let mut rows = Vec::with_capacity(16);
    let mut total = Line::default();
    let mut quarter = Line::default();
    for ((no, name), numeral) in (1..).zip(MONTHS).zip(QUARTERS.iter().flat_map(|q| [q; 3])) {
        let mut month = Line {
            no,
            label: format!("{name} {}", year.year()),
            quarter: numeral,
            ..Line::default()
        };
        for one in led.iter().filter(|led| led.day.month0() as usize + 1 == no) {
            for line in [&mut month, &mut quarter, &mut total] {
                line.add(one);
            }
        }
        rows.push(month.say(sessions));
        if no % 3 == 0 {
            let mut sum = std::mem::take(&mut quarter);
            sum.label = format!("Jumlah Triwulan {numeral}");
            sum.quarter = numeral;
            sum.said = format!("{} sesi berbeda", sum.sessions.len());
            rows.push(sum);
        }
    }
    let of = versions.iter().filter(|(meeting, _)| {
        let mut led = led.iter();
        led.any(|led| led.meeting == **meeting)
    });
    let as_of = AsOf::of_versions(of.map(|(doc, heads)| (*doc, heads.as_slice())));
    let regions = Regions::own();
    let mut places = person.works_in;
    places.extend(
        led.iter()
            .map(|led| regions.name(&led.kecamatan).to_owned()),
    );
    places.sort();
    places.dedup();
    let works = places.join(", ");
    RecapSheet {
        of: SheetOf::Person(person.signer.name.clone().unwrap_or_default()),
        facts: vec![
            ("Tahun", Some(year.year().to_string())),
            ("Nama Pendamping", person.signer.name.clone()),
            ("NIP", person.signer.nip.clone()),
            ("Jabatan", person.signer.jabatan.clone()),
            (
                "Wilayah Tugas",
                Some(works).filter(|works| !works.is_empty()),
            ),
            ("Kabupaten/Kota", kabupaten.map(str::to_owned)),
        ],
        table: Table::new(&columns(), rows, Some(&total)),
        total: "JUMLAH",
        meetings: count(led.len()),
        counted: as_of.short(),
        signer: Some(person.signer),
    }
}

/// An invented year of somebody.
pub(crate) fn sample(year: i32, kabupaten: &str) -> RecapSheet {
    let line = |no: usize, label: &str, quarter: &'static str| Line {
        no,
        label: label.to_owned(),
        quarter,
        meetings: 2,
        attendances: 31,
        different: ["a", "b"].map(str::to_owned).into(),
        said: "Pengasuhan Anak: Sesi 1 Memahami Perilaku Anak (2\u{d7}, 31 KPM)".to_owned(),
        ..Line::default()
    };
    let rows = vec![
        line(1, &format!("Januari {year}"), "I"),
        line(0, "Jumlah Triwulan I", "I"),
    ];
    let text = |text: &str| Some(text.to_owned());
    RecapSheet {
        of: SheetOf::Person("Ani Lestari, S.Sos".to_owned()),
        facts: vec![
            ("Tahun", Some(year.to_string())),
            ("Nama Pendamping", text("Ani Lestari, S.Sos")),
            ("NIP", text("198001012010012001")),
            ("Jabatan", text("Pendamping Sosial PKH")),
            ("Wilayah Tugas", text("Toili")),
            ("Kabupaten/Kota", text(kabupaten)),
        ],
        table: Table::new(&columns(), rows, Some(&line(0, "", ""))),
        total: "JUMLAH",
        meetings: 2,
        counted: "c0ffee00".to_owned(),
        signer: Some(SheetSigner {
            jabatan: text("Pendamping Sosial PKH"),
            name: text("Ani Lestari, S.Sos"),
            nip: text("198001012010012001"),
        }),
    }
}
