//! Months counted and added up: the rekap of each month, counted by its own rules, by pendamping, kecamatan and month. Attendances are
//! sums of what each month counted; different families and groups are sets over the whole time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::{Span, Wanted, count};
use crate::error::Error;
use crate::queries::month_tables::held_in;
use crate::reference::fold;
use crate::reference::month::YearMonth;
use crate::rekap::{CountedMeeting, Figures, Rekap, Row};

/// What months of a pendamping, a kecamatan or a kabupaten come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sums {
    /// The figures of each month, added up.
    pub figures: Figures,
    /// Different families that were counted in a month.
    pub families: BTreeSet<Uuid>,
    /// Different families that were Hadir in a month.
    pub present: BTreeSet<Uuid>,
    /// Different groups.
    pub groups: BTreeSet<Uuid>,
    /// Meetings that took place, also those by which a month does not count.
    pub held: u32,
    /// Months of groups that did not meet, of pendamping who gave a reason.
    pub excused: u32,
    /// Months of groups that did not meet, without a reason.
    pub silent: u32,
    /// The day of the last meeting.
    pub last: Option<NaiveDate>,
    /// Reasons with the months for which they were given.
    pub reasons: BTreeMap<String, Vec<YearMonth>>,
    /// Titles of the sessions, in the order in which they came.
    pub materi: Vec<String>,
    /// Names of the speakers.
    pub pemateri: Vec<String>,
    /// How each month stands.
    pub months: BTreeMap<YearMonth, MonthOf>,
    /// The meetings by which the months count.
    pub counted: Vec<CountedMeeting>,
}

/// How a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthOf {
    /// Groups.
    pub groups: u32,
    /// Those that met.
    pub met: u32,
    /// Those that did not, without a reason.
    pub silent: u32,
}

impl Sums {
    fn add(&mut self, month: YearMonth, row: &Row, held: &BTreeMap<Uuid, Vec<NaiveDate>>) {
        self.figures += row.figures;
        for family in &row.families {
            self.families.insert(family.doc);
            if family.hadir {
                self.present.insert(family.doc);
            }
        }
        let groups = row.meetings.iter().map(|meeting| meeting.group);
        for group in groups.chain(row.unmet.iter().copied()) {
            self.groups.insert(group);
            let days = held.get(&group).map(Vec::as_slice).unwrap_or_default();
            self.held += count(days.len());
            self.last = self.last.max(days.iter().copied().max());
        }
        let unmet = count(row.unmet.len());
        let reason = row.reason.as_deref().map(str::trim);
        let reason = reason.filter(|reason| !reason.is_empty());
        match reason {
            Some(_) => self.excused += unmet,
            None => self.silent += unmet,
        }
        if let Some(reason) = reason {
            let months = self.reasons.entry(reason.to_owned()).or_default();
            if !months.contains(&month) {
                months.push(month);
            }
        }
        let once = |known: &mut Vec<String>, said: &[String]| {
            for text in said {
                if !known.contains(text) {
                    known.push(text.clone());
                }
            }
        };
        once(&mut self.materi, &row.materi);
        once(&mut self.pemateri, &row.pemateri);
        let of = self.months.entry(month).or_default();
        of.groups += row.figures.groups;
        of.met += row.figures.groups_met;
        of.silent += if reason.is_none() { unmet } else { 0 };
        self.counted.extend(row.meetings.iter().cloned());
    }

    /// Of the months of groups that were expected, those that met, in percent; none where none was expected.
    pub fn percent(&self) -> Option<u32> {
        let expected = self.figures.groups.saturating_sub(self.excused);
        (self.figures.groups_met * 100).checked_div(expected)
    }

    /// The reasons with their months, in one text.
    pub(super) fn said(&self) -> String {
        // By the first month for which each was given.
        let mut each: Vec<(&Vec<YearMonth>, &String)> = self
            .reasons
            .iter()
            .map(|(reason, months)| (months, reason))
            .collect();
        each.sort();
        let texts = each.into_iter().map(|(months, reason)| {
            let months: Vec<String> = months.iter().map(|month| month.indonesian()).collect();
            format!("{}: {reason}", months.join(", "))
        });
        texts.collect::<Vec<_>>().join("; ")
    }
}

/// A pendamping in a kecamatan, or its groups without one.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedRow {
    /// The pendamping's document.
    pub pendamping: Option<Uuid>,
    /// The name; none where nobody is known.
    pub name: Option<String>,
    /// What the months come to.
    pub sums: Sums,
}

/// A kecamatan.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedPlace {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its pendamping by name, its groups without one last.
    pub rows: Vec<CountedRow>,
    /// All of them.
    pub total: Sums,
}

/// Months, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedMonths {
    /// Which months.
    pub span: Span,
    /// Name of the office.
    pub office: Option<String>,
    /// The kecamatan by code.
    pub places: Vec<CountedPlace>,
    /// Each month for itself.
    pub months: Vec<(YearMonth, Sums)>,
    /// All of it.
    pub total: Sums,
    /// Marks and meetings that are in no figure.
    pub left_out: u32,
}

impl CountedMonths {
    /// Two invented months of two pendamping in one kecamatan and one in another.
    pub(crate) fn sample(span: Span) -> Self {
        let months = span.months();
        let sums = |no: u32| Sums {
            figures: Figures {
                groups: 6,
                groups_met: 4,
                families: 80,
                hadir: 60 + no,
                tidak_hadir: 20 - no,
                kurang: 8,
                baik: 40,
                sangat_baik: 12 + no,
                tidak_dapat_dinilai: 20 - no,
            },
            families: (0..41).map(Uuid::from_u128).collect(),
            present: (0..36).map(Uuid::from_u128).collect(),
            groups: (0..3).map(Uuid::from_u128).collect(),
            held: 4,
            excused: 1,
            silent: 1,
            last: Some(span.last_day()),
            reasons: [("Banjir di dua dusun.".to_owned(), months.clone())].into(),
            materi: vec!["Memahami Perilaku Anak".to_owned()],
            pemateri: vec!["Bidan Nur".to_owned()],
            months: months
                .iter()
                .map(|month| {
                    let of = MonthOf {
                        groups: 3,
                        met: 2,
                        silent: no % 2,
                    };
                    (*month, of)
                })
                .collect(),
            counted: Vec::new(),
        };
        let row = |no: u32, name: &str| CountedRow {
            pendamping: Some(Uuid::from_u128(no.into())),
            name: Some(name.to_owned()),
            sums: sums(no),
        };
        let place = |code: &str, name: &str, rows: Vec<CountedRow>| CountedPlace {
            code: code.to_owned(),
            name: name.to_owned(),
            rows,
            total: sums(3),
        };
        Self {
            span,
            office: Some("Dinas Sosial".to_owned()),
            places: vec![
                place(
                    "72.01.01",
                    "Toili",
                    vec![row(1, "Ani Lestari, S.Sos"), row(2, "Budi Santoso")],
                ),
                place("72.01.02", "Luwuk", vec![row(3, "Citra Dewi")]),
            ],
            months: (1..)
                .zip(&months)
                .map(|(no, month)| (*month, sums(no)))
                .collect(),
            total: sums(4),
            left_out: 2,
        }
    }
}

impl CountedMonths {
    /// Counts the months of a span. `at` hears before each how many of how many are done, and may end it.
    ///
    /// # Errors
    /// If the tables cannot be read; whatever `at` says.
    pub fn count(
        conn: &Connection,
        span: Span,
        wanted: &Wanted,
        named: fn(&str) -> String,
        mut at: impl FnMut(usize, usize) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        type Place = (String, Option<Uuid>);
        let mut rows: BTreeMap<Place, CountedRow> = BTreeMap::new();
        let mut called: BTreeMap<String, String> = BTreeMap::new();
        let mut by_place: BTreeMap<String, Sums> = BTreeMap::new();
        let (mut total, mut months) = (Sums::default(), Vec::new());
        let (mut left_out, mut office) = (0, None);
        let all = span.months();
        for (no, month) in all.iter().enumerate() {
            at(no, all.len())?;
            let mut rekap = Rekap::count(conn, *month)?;
            rekap.name_people(named);
            left_out += count(rekap.unmatched.len() + rekap.notes.len());
            office = rekap.office.take();
            let mut held: BTreeMap<Uuid, Vec<NaiveDate>> = BTreeMap::new();
            for (group, (day, ..)) in held_in(conn, *month).map_err(rusqlite_error)? {
                held.entry(group).or_default().push(day);
            }
            let mut of_month = Sums::default();
            for place in &rekap.kecamatan {
                if wanted
                    .kecamatan
                    .as_ref()
                    .is_some_and(|code| *code != place.code)
                {
                    continue;
                }
                for row in &place.rows {
                    if wanted.pendamping.is_some() && row.pendamping != wanted.pendamping {
                        continue;
                    }
                    called.insert(place.code.clone(), place.name.clone());
                    let key = (place.code.clone(), row.pendamping);
                    let line = rows.entry(key).or_insert_with(|| CountedRow {
                        pendamping: row.pendamping,
                        name: row.name.clone(),
                        sums: Sums::default(),
                    });
                    line.sums.add(*month, row, &held);
                    let place = by_place.entry(place.code.clone()).or_default();
                    for sums in [place, &mut of_month, &mut total] {
                        sums.add(*month, row, &held);
                    }
                }
            }
            months.push((*month, of_month));
        }
        let mut places: BTreeMap<String, Vec<CountedRow>> = BTreeMap::new();
        for ((code, _), row) in rows {
            places.entry(code).or_default().push(row);
        }
        let places = places.into_iter().map(|(code, mut rows)| {
            rows.sort_by_cached_key(|row| {
                let name = row.name.as_deref().map(fold::words);
                (
                    row.pendamping.is_none(),
                    name.is_none(),
                    name,
                    row.pendamping,
                )
            });
            CountedPlace {
                name: called.remove(&code).unwrap_or_default(),
                total: by_place.remove(&code).unwrap_or_default(),
                code,
                rows,
            }
        });
        Ok(Self {
            span,
            office,
            places: places.collect(),
            months,
            total,
            left_out,
        })
    }
}

fn rusqlite_error(error: rusqlite::Error) -> Error {
    crate::rekap::RekapError::Tables(error).into()
}

/// The name of a row's pendamping, or what stands in its place.
pub(super) fn name_of(row: &CountedRow) -> &str {
    match (&row.name, row.pendamping) {
        (Some(name), _) => name,
        (None, Some(_)) => "(pendamping tidak dikenal)",
        (None, None) => "(belum ada pendamping)",
    }
}
