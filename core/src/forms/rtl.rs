//! RTL on paper: a year's plan of somebody's groups, session by month, with what was held below what was planned. It says nothing of
//! families but how many there are.

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::columns::BLUE;
use super::document::Document;
use super::signed;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reports::{Cell, Column, Kind, Table, Words, month_columns, words};

/// The plan of somebody's groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearPlan {
    /// The year.
    pub year: i32,
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Names of the kecamatan.
    pub kecamatan: String,
    /// Names of the desa.
    pub desa: String,
    /// Who leads the groups.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// The Ketua Tim of the kecamatan.
    pub katim: Signer,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The groups, by name.
    pub groups: Vec<GroupPlan>,
    /// The sessions of the curriculum: number and title.
    pub sessions: Vec<(u32, String)>,
}

/// The plan of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupPlan {
    /// Its name.
    pub name: String,
    /// Name of its desa.
    pub desa: String,
    /// Active families.
    pub families: u32,
    /// January to December.
    pub months: Vec<MonthPlan>,
}

/// A month of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MonthPlan {
    /// The planned sessions by number: `4`, `4+5`.
    pub planned: String,
    /// What was held, each with its day of the month: `4 (12)`.
    pub held: String,
    /// Why the group does not meet.
    pub reason: Option<String>,
    /// How it stands, in a word; nothing where there is nothing to say.
    pub state: &'static str,
}

/// A line of the table: what was planned, or what was held.
struct Line<'p> {
    no: Option<usize>,
    group: &'p GroupPlan,
    done: bool,
}

impl Line<'_> {
    fn month(&self, no: u32) -> Cell {
        let Some((_, month)) = (1..).zip(&self.group.months).find(|(of, _)| *of == no) else {
            return Cell::Empty;
        };
        if self.done {
            return Cell::text(&month.held);
        }
        match &month.reason {
            Some(_) if month.held.is_empty() => Cell::text("\u{2013}"),
            _ => Cell::text(&month.planned),
        }
    }

    fn remarks(&self) -> String {
        let named = self
            .group
            .months
            .iter()
            .zip(crate::reference::calendar::MONTHS);
        let said = named.filter_map(|(month, name)| {
            let short: String = name.chars().take(3).collect();
            let reason = month.reason.as_deref().unwrap_or_default();
            match (month.state, reason) {
                ("", "") => None,
                ("", reason) => Some(format!("{short}: {reason}")),
                (state, "") => Some(format!("{short}: {state}")),
                (state, reason) => Some(format!("{short}: {state}, {reason}")),
            }
        });
        said.collect::<Vec<_>>().join("; ")
    }
}

fn columns<'p>() -> Vec<Column<Line<'p>>> {
    let mut columns = vec![
        Column::new("no", words("No", "No"), 4.0, Kind::Place, |line: &Line| {
            line.no.map_or(Cell::Empty, Cell::count)
        }),
        Column::new(
            "group",
            words("Kelompok", "Group"),
            16.0,
            Kind::Text,
            |line| Cell::maybe(line.no.map(|_| line.group.name.as_str())),
        ),
        Column::new("desa", words("Desa", "Desa"), 13.0, Kind::Text, |line| {
            Cell::maybe(line.no.map(|_| line.group.desa.as_str()))
        }),
        Column::new(
            "families",
            words("Jumlah KPM", "KPM"),
            7.0,
            Kind::Figure,
            |line| line.no.map_or(Cell::Empty, |_| line.group.families.into()),
        ),
        Column::new("line", words("", ""), 10.0, Kind::Text, |line| {
            Cell::text(if line.done { "Terlaksana" } else { "Rencana" })
        }),
    ];
    let months: [Column<Line>; 12] = month_columns!(7.0, |line, no| line.month(no));
    columns.extend(months);
    columns.push(Column::new(
        "note",
        words("Keterangan", "Remarks"),
        24.0,
        Kind::Prose,
        |line| Cell::maybe(line.no.map(|_| line.remarks())),
    ));
    columns
}

/// The plan as a table: two lines a group, what was planned and what was held.
pub fn table(plan: &YearPlan) -> Table {
    let lines = (1..).zip(&plan.groups).flat_map(|(no, group)| {
        [(Some(no), false), (None, true)].map(|(no, done)| Line { no, group, done })
    });
    Table::new(&columns(), lines, None)
}

/// The form.
pub static FORM: Form = Form {
    name: "rtl",
    title: Words {
        id: "Rencana tindak lanjut (RTL)",
        en: "Plan of a year (RTL)",
    },
    source: include_str!("templates/rtl.txt"),
    turns: true,
    sample: || fields(&YearPlan::sample()),
};

/// The plan on paper.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(plan: &YearPlan, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(plan).map_err(std::io::Error::from)?;
    let closing = format!(
        "Memuat {} kelompok: {} bulan direncanakan, {} bulan terlaksana; tanda {}.",
        plan.groups.len(),
        planned(plan),
        held(plan),
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(plan), &closing.as_str().into())?;
    let whose = plan
        .pendamping
        .name
        .as_deref()
        .unwrap_or("tanpa pendamping");
    Ok(filled.document(
        format!("RTL P2K2 {} {whose}", plan.year),
        NaiveDate::from_ymd_opt(plan.year, 12, 31).unwrap_or_default(),
        digest,
    ))
}

/// A year's plan as a template sees it.
pub fn fields(plan: &YearPlan) -> Fields {
    let families: u32 = plan.groups.iter().map(|group| group.families).sum();
    let used = used(plan);
    let named = plan.sessions.iter().filter(|(no, _)| used.contains(no));
    let named: Vec<String> = named.map(|(no, title)| format!("{no} {title}")).collect();
    let fields = signed::letterhead_fields(&plan.letterhead)
        .count("tahun", ("Tahun", "The year"), plan.year)
        .text(
            "nama_pendamping",
            ("Nama pendamping", "Name of the pendamping"),
            plan.pendamping.name.as_deref(),
            "nama pendamping",
        )
        .text(
            "nip_pendamping",
            ("NIP pendamping", "NIP of the pendamping"),
            plan.pendamping.nip.as_deref(),
            "NIP",
        )
        .kabupaten(Some(&plan.kabupaten))
        .text(
            "kecamatan",
            ("Nama kecamatan", "Names of the kecamatan"),
            Some(&plan.kecamatan),
            "kecamatan",
        )
        .text(
            "desa",
            ("Nama desa", "Names of the desa"),
            Some(&plan.desa),
            "desa",
        )
        .count(
            "jumlah_kelompok",
            ("Banyak kelompok", "Groups"),
            plan.groups.len(),
        )
        .count("jumlah_kpm", ("Banyak KPM", "Families"), families)
        .count(
            "direncanakan",
            ("Bulan yang direncanakan", "Months that are planned"),
            planned(plan),
        )
        .count(
            "terlaksana",
            ("Bulan yang terlaksana", "Months with a meeting"),
            held(plan),
        )
        .with(
            "rtl",
            (
                "Rencana dan pelaksanaan tiap kelompok",
                "What was planned and held, group by group",
            ),
            Data::Table(table(plan), &[BLUE]),
        )
        .text(
            "sesi",
            (
                "Sesi yang disebut, dengan nomornya",
                "The sessions by number",
            ),
            Some(&named.join("; ")),
            "sesi",
        );
    signed::own_signers(
        fields,
        [
            signed::signer("Mengetahui,", Some("Ketua Tim"), &plan.katim),
            signed::signer(
                &signed::place_and_day(&plan.kabupaten, plan.signed),
                plan.jabatan.as_deref(),
                &plan.pendamping,
            ),
        ],
    )
}

fn planned(plan: &YearPlan) -> usize {
    months(plan, |month| {
        !month.planned.is_empty() && month.reason.is_none()
    })
}

fn held(plan: &YearPlan) -> usize {
    months(plan, |month| !month.held.is_empty())
}

fn months(plan: &YearPlan, wanted: fn(&MonthPlan) -> bool) -> usize {
    let all = plan.groups.iter().flat_map(|group| &group.months);
    all.filter(|month| wanted(month)).count()
}

/// The numbers of the sessions that are named in the cells.
fn used(plan: &YearPlan) -> std::collections::BTreeSet<u32> {
    let months = plan.groups.iter().flat_map(|group| &group.months);
    let texts = months.flat_map(|month| [&month.planned, &month.held]);
    texts
        .flat_map(|text| text.split(['+', ' ', ',']))
        .filter_map(|piece| piece.parse().ok())
        .collect()
}

impl YearPlan {
    /// An invented plan of two groups.
    pub(super) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let signer = |name: &str| Signer {
            name: Some(text(name)),
            nip: Some(text("198001012010012001")),
        };
        let month = |no: usize| match no {
            0 => MonthPlan {
                planned: text("4+5"),
                held: text("4 (12)"),
                state: "sesi lain",
                ..MonthPlan::default()
            },
            1 => MonthPlan {
                reason: Some(text("Banjir")),
                ..MonthPlan::default()
            },
            2 => MonthPlan {
                planned: text("6"),
                reason: Some(text("Jalan putus")),
                state: "tidak bertemu",
                ..MonthPlan::default()
            },
            _ => MonthPlan::default(),
        };
        let group = |name: &str| GroupPlan {
            name: text(name),
            desa: text("Rusa Kencana"),
            families: 21,
            months: (0..12).map(month).collect(),
        };
        Self {
            year: 2026,
            letterhead: vec![text("PEMERINTAH KABUPATEN BANGGAI"), text("DINAS SOSIAL")],
            kabupaten: text("Banggai"),
            kecamatan: text("Toili"),
            desa: text("Rusa Kencana"),
            pendamping: signer("Ani Lestari, S.Sos"),
            jabatan: Some(text("Pendamping Sosial PKH")),
            katim: signer("Rina Mahmud"),
            signed: NaiveDate::from_ymd_opt(2026, 1, 5),
            groups: vec![group("Melati"), group("Mawar")],
            sessions: vec![
                (4, text("Memahami Perilaku Anak")),
                (5, text("Cara Anak Usia Dini Belajar")),
                (7, text("Tidak dipakai")),
            ],
        }
    }

    /// A plan of nobody's, in which nothing is known.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            kabupaten: String::new(),
            kecamatan: String::new(),
            desa: String::new(),
            pendamping: Signer::default(),
            jabatan: None,
            katim: Signer::default(),
            signed: None,
            groups: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_in_which_a_group_met_after_all_shows_what_was_planned_beside_the_reason() {
        let mut plan = YearPlan::bare();
        let month = |held: &str| MonthPlan {
            planned: "4+5".to_owned(),
            held: held.to_owned(),
            reason: Some("Panen".to_owned()),
            state: "",
        };
        plan.groups = vec![GroupPlan {
            name: "Melati".to_owned(),
            desa: String::new(),
            families: 3,
            months: vec![month("4 (12)"), month("")],
        }];
        let table = table(&plan);
        let of = |key: &str| {
            let at = table.columns.iter().position(|head| head.key == key);
            [0, 1].map(|row: usize| table.rows[row][at.unwrap()].clone())
        };
        assert_eq!(of("m1"), [Cell::text("4+5"), Cell::text("4 (12)")]);
        assert_eq!(of("m2"), [Cell::text("\u{2013}"), Cell::text("")]);
        assert_eq!(of("note")[0], Cell::text("Jan: Panen; Feb: Panen"));
    }
}
