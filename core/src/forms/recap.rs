//! Recaps over months as documents that are signed: letterhead, what each sheet is about, its table, what may be missing, and the basis of its own
//! figures. It takes the tables that the screen takes.

use super::closing::{digest, short};
use super::columns::{BLUE, GREEN, YELLOW};
use super::document::{Document, said};
use super::template::{Closing, Data, Fields, Form, Templates};
use super::{rekap, signed};
use crate::error::Error;
use crate::recaps::counted::CountedMonths;
use crate::recaps::{
    Recap, RecapKind, RecapSheet, SheetOf, Span, families, pelaksanaan, people, year,
};
use crate::reference::month::YearMonth;
use crate::reports::{Signer, Signing, Words};

/// The sheets, each with the name that it has in a workbook.
///
/// # Errors
/// If its data cannot be written as JSON, or a template cannot be used.
pub fn documents(
    recap: &Recap,
    span: Span,
    signing: &Signing,
    templates: &Templates,
) -> Result<Vec<(String, Document)>, Error> {
    let each = recap.sheets.iter().map(|sheet| {
        let document = document(recap, sheet, span, signing, templates)?;
        Ok((name(sheet), document))
    });
    each.collect()
}

fn name(sheet: &RecapSheet) -> String {
    match &sheet.of {
        SheetOf::Months => "Per bulan".to_owned(),
        SheetOf::Places => "Per kecamatan".to_owned(),
        SheetOf::People => "Per pendamping".to_owned(),
        SheetOf::PeopleMonths(year) => format!("Bulan {year}"),
        SheetOf::Families(year) => format!("KPM {year}"),
        SheetOf::Place(name) | SheetOf::Person(name) => name.clone(),
    }
}

/// A form of recaps.
macro_rules! recap_form {
    ($name:ident, $key:literal, $id:literal, $en:literal) => {
        #[doc = $en]
        pub static $name: Form = Form {
            name: $key,
            title: Words { id: $id, en: $en },
            source: include_str!(concat!("templates/", $key, ".txt")),
            turns: true,
            sample: || sample_fields($key),
        };
    };
}

recap_form!(
    MONTHS,
    "pelaksanaan_bulan",
    "Rekap pelaksanaan per bulan",
    "What was held, by month"
);
recap_form!(
    PLACES,
    "pelaksanaan_kecamatan",
    "Rekap pelaksanaan per kecamatan",
    "What was held, by kecamatan"
);
recap_form!(
    PLACE,
    "pelaksanaan_pendamping",
    "Rekap pelaksanaan per pendamping",
    "What was held, by pendamping"
);
recap_form!(
    PEOPLE,
    "rekap_pendamping",
    "Rekap laporan per pendamping",
    "Reports by pendamping"
);
recap_form!(
    PEOPLE_MONTHS,
    "rekap_pendamping_bulan",
    "Kelompok yang bertemu tiap bulan",
    "Groups that met each month"
);
recap_form!(
    FAMILIES,
    "rekap_kpm",
    "Rekap kehadiran per KPM",
    "Attendance by family"
);
recap_form!(
    YEAR,
    "rekap_tahunan",
    "Rekapitulasi tahunan pendamping",
    "The year of a pendamping"
);

/// By which form a sheet is printed.
fn form(of: &SheetOf) -> &'static Form {
    match of {
        SheetOf::Months => &MONTHS,
        SheetOf::Places => &PLACES,
        SheetOf::Place(_) => &PLACE,
        SheetOf::People => &PEOPLE,
        SheetOf::PeopleMonths(_) => &PEOPLE_MONTHS,
        SheetOf::Families(_) => &FAMILIES,
        SheetOf::Person(_) => &YEAR,
    }
}

/// In which recap the sheets of a form are.
pub fn kind_of(name: &str) -> Option<RecapKind> {
    let of = |forms: &[&Form]| forms.iter().any(|form| form.name == name);
    if of(&[&MONTHS, &PLACES, &PLACE]) {
        Some(RecapKind::Held)
    } else if of(&[&PEOPLE, &PEOPLE_MONTHS]) {
        Some(RecapKind::People)
    } else if of(&[&FAMILIES]) {
        Some(RecapKind::Families)
    } else if of(&[&YEAR]) {
        Some(RecapKind::Year)
    } else {
        None
    }
}

/// What stands above a table.
struct Fact {
    /// As the recap names it.
    label: &'static str,
    key: &'static str,
    about: (&'static str, &'static str),
    missing: &'static str,
}

const KECAMATAN: Fact = Fact {
    label: "Kecamatan",
    key: "kecamatan",
    about: (
        "Nama kecamatan, bila hanya satu",
        "The kecamatan, where it is one",
    ),
    missing: "kecamatan",
};
const BULAN: Fact = Fact {
    label: "Bulan",
    key: "bulan",
    about: ("Masa rekap", "The months"),
    missing: "bulan",
};
const KABUPATEN: Fact = Fact {
    label: "Kabupaten/Kota",
    key: "kabupaten",
    about: ("Nama kabupaten/kota", "Name of the kabupaten"),
    missing: "kabupaten/kota",
};

/// What a sheet may say above its table.
fn facts(of: &SheetOf) -> Vec<Fact> {
    match of {
        SheetOf::Months | SheetOf::Place(_) => vec![KECAMATAN, BULAN, KABUPATEN],
        SheetOf::Places | SheetOf::People | SheetOf::PeopleMonths(_) => vec![BULAN, KABUPATEN],
        SheetOf::Families(_) => vec![
            KECAMATAN,
            BULAN,
            KABUPATEN,
            Fact {
                label: "Jumlah KPM berbeda",
                key: "kpm_berbeda",
                about: ("Banyak KPM berbeda", "Different families"),
                missing: "jumlah kpm berbeda",
            },
        ],
        SheetOf::Person(_) => vec![
            Fact {
                label: "Tahun",
                key: "tahun",
                about: ("Tahun rekapitulasi", "The year"),
                missing: "tahun",
            },
            Fact {
                label: "Nama Pendamping",
                key: "nama_pendamping",
                about: ("Nama pendamping", "Name of the pendamping"),
                missing: "nama pendamping",
            },
            Fact {
                label: "NIP",
                key: "nip",
                about: ("NIP pendamping", "NIP of the pendamping"),
                missing: "NIP",
            },
            Fact {
                label: "Jabatan",
                key: "jabatan",
                about: ("Jabatan pendamping", "What the pendamping is"),
                missing: "jabatan",
            },
            Fact {
                label: "Wilayah Tugas",
                key: "wilayah_tugas",
                about: ("Wilayah tugas", "Where the pendamping works"),
                missing: "wilayah tugas",
            },
            KABUPATEN,
        ],
    }
}

/// A sheet as a template sees it.
fn fields(sheet: &RecapSheet, signing: &Signing) -> Fields {
    let mut fields = signed::letterhead_fields(&signing.letterhead);
    for fact in facts(&sheet.of) {
        let found = sheet.facts.iter().find(|(label, _)| *label == fact.label);
        let said = found.and_then(|(_, said)| said.as_deref());
        fields = fields.text(fact.key, fact.about, said, fact.missing);
    }
    let fields = fields
        .count(
            "pertemuan",
            (
                "Pertemuan yang dihitung lembar ini",
                "Meetings that it counted",
            ),
            sheet.meetings,
        )
        .with(
            "rekap",
            ("Tabel lembar ini", "The table of this sheet"),
            Data::Table(sheet.table.clone(), &[BLUE, YELLOW, GREEN, BLUE]),
        );
    signed::signer_fields(fields, signing)
}

/// What a template of a form sees of a recap: of the first sheet of that form.
pub fn fields_of(recap: &Recap, signing: &Signing, name: &str) -> Option<Fields> {
    let sheet = recap
        .sheets
        .iter()
        .find(|sheet| form(&sheet.of).name == name)?;
    Some(fields(sheet, &who_signs(sheet, signing)))
}

fn sample_fields(name: &str) -> Fields {
    let (Ok(first), Ok(last)) = (YearMonth::new(2026, 1), YearMonth::new(2026, 12)) else {
        return Fields::new();
    };
    let Some(span) = Span::new(first, last) else {
        return Fields::new();
    };
    let (_, signing) = rekap::sample(last);
    // Where it is one kecamatan the months of it name it.
    let mut one = CountedMonths::sample(span);
    one.places.truncate(1);
    let mut all = vec![pelaksanaan::recap(&one, Some(&signing.kabupaten))];
    all.extend(samples(span, &signing));
    let mut found = all
        .iter()
        .filter_map(|recap| fields_of(recap, &signing, name));
    found.next().unwrap_or_default()
}

/// Who signs a sheet: the office's signers, or whoever signs it alone.
fn who_signs(sheet: &RecapSheet, signing: &Signing) -> Signing {
    let mut signing = signing.clone();
    if let Some(signer) = &sheet.signer {
        let who = Signer {
            name: signer.name.clone(),
            nip: signer.nip.clone(),
        };
        signing.signers = vec![(said(signer.jabatan.as_deref(), "jabatan"), who)];
    }
    signing
}

fn document(
    recap: &Recap,
    sheet: &RecapSheet,
    span: Span,
    signing: &Signing,
    templates: &Templates,
) -> Result<Document, Error> {
    let signing = who_signs(sheet, signing);
    let digest = digest(&(&signing, sheet)).map_err(std::io::Error::from)?;
    let closing = Closing {
        counted: format!(
            "Dihitung dari {} pertemuan, tanda hitungan {}; tanda lembar {}.",
            sheet.meetings,
            sheet.counted,
            short(&digest)
        ),
        remarks: missing(recap),
    };
    let filled = templates.fill(form(&sheet.of), &fields(sheet, &signing), &closing)?;
    let about = match &sheet.of {
        SheetOf::Place(name) | SheetOf::Person(name) => format!("{name} {}", recap.period),
        _ => recap.period.clone(),
    };
    Ok(filled.document(
        format!("{} {about}", called(recap.kind)),
        span.last_day(),
        digest,
    ))
}

fn called(kind: RecapKind) -> &'static str {
    match kind {
        RecapKind::Held => "Rekap pelaksanaan P2K2",
        RecapKind::People => "Rekap per pendamping",
        RecapKind::Families => "Rekap per KPM",
        RecapKind::Year => "Rekapitulasi tahunan P2K2",
    }
}

/// What may be missing from the figures.
fn missing(recap: &Recap) -> Vec<String> {
    let mut lines = Vec::new();
    if recap.waiting_rows > 0 {
        lines.push(format!(
            "{} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung.",
            recap.waiting_rows
        ));
    }
    if recap.left_out > 0 {
        lines.push(format!(
            "{} hal pada bulan-bulan ini tidak dihitung; rinciannya di rekap tiap bulan.",
            recap.left_out
        ));
    }
    lines
}

/// Invented recaps of every kind, with everything that their paper can say.
pub(super) fn samples(span: Span, signing: &Signing) -> Vec<Recap> {
    let counted = CountedMonths::sample(span);
    let of = |kind, sheets| Recap {
        kind,
        period: span.indonesian(),
        sheets,
        left_out: 2,
        waiting_rows: 3,
    };
    let kabupaten = signing.kabupaten.as_str();
    let mut all = vec![
        pelaksanaan::recap(&counted, Some(kabupaten)),
        people::recap(&counted, Some(kabupaten)),
        of(RecapKind::Families, vec![families::sample(span, kabupaten)]),
        of(RecapKind::Year, vec![year::sample(span.year(), kabupaten)]),
    ];
    for recap in &mut all {
        recap.waiting_rows = 3;
    }
    all
}
