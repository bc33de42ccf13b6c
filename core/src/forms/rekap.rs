//! The rekap as a head of office signs it: letterhead, the sheet of the kabupaten and of each kecamatan with the basis of its own
//! figures, what was not counted, and whoever signs. It takes the tables that the screen and the workbook take.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::closing::{digest, short};
use super::document::Document;
use super::rekap_sheet::{self, form};
use super::template::{Closing, Fields, Form, Templates};
use crate::error::Error;
use crate::rekap::{
    AsOf, CountedMeeting, Figures, KecamatanRekap, Rekap, Row, Tables, Wording, YearMonth,
};
pub use crate::reports::Signing;
use crate::reports::{Signer, Table, Words};

const KABUPATEN_NAME: &str = "rekap_kabupaten";
const KECAMATAN_NAME: &str = "rekap_kecamatan";

/// The sheet of the kabupaten.
pub static KABUPATEN: Form = form(
    KABUPATEN_NAME,
    Words {
        id: "Rekap P2K2 kabupaten/kota",
        en: "P2K2 report of the kabupaten",
    },
    include_str!("templates/rekap_kabupaten.txt"),
    || sample_fields(KABUPATEN_NAME),
);

/// The sheet of a kecamatan.
pub static KECAMATAN: Form = form(
    KECAMATAN_NAME,
    Words {
        id: "Rekap P2K2 kecamatan",
        en: "P2K2 report of a kecamatan",
    },
    include_str!("templates/rekap_kecamatan.txt"),
    || sample_fields(KECAMATAN_NAME),
);

/// A sheet: of the kabupaten, or of one kecamatan.
#[derive(Clone, Copy)]
struct Sheet<'r> {
    rekap: &'r Rekap,
    table: &'r Table,
    place: Option<&'r KecamatanRekap>,
}

/// The sheets: the kabupaten's, then each kecamatan's; or one kecamatan's alone.
///
/// # Errors
/// If its data cannot be written as JSON, or a template cannot be used.
pub fn documents(
    rekap: &Rekap,
    tables: &Tables,
    signing: &Signing,
    kecamatan: Option<&str>,
    templates: &Templates,
) -> Result<Vec<Document>, Error> {
    let sheets = sheets(rekap, tables).into_iter();
    let wanted = sheets.filter(|sheet| match kecamatan {
        None => true,
        Some(code) => sheet.place.is_some_and(|place| place.code == code),
    });
    wanted
        .map(|sheet| sheet.document(signing, templates))
        .collect()
}

/// What a template of one of these forms sees of a month: of its first kecamatan, where it is about one.
pub fn fields(rekap: &Rekap, tables: &Tables, signing: &Signing, form: &str) -> Option<Fields> {
    let sheets = sheets(rekap, tables);
    let mut of_form = sheets.iter().filter(|sheet| sheet.form().name == form);
    of_form.next().map(|sheet| sheet.fields(signing))
}

fn sheets<'r>(rekap: &'r Rekap, tables: &'r Tables) -> Vec<Sheet<'r>> {
    let kabupaten = Sheet {
        rekap,
        table: &tables.kabupaten,
        place: None,
    };
    let places = rekap.kecamatan.iter().zip(&tables.kecamatan);
    let places = places.map(|(place, table)| Sheet {
        rekap,
        table,
        place: Some(place),
    });
    std::iter::once(kabupaten).chain(places).collect()
}

impl Sheet<'_> {
    fn form(&self) -> &'static Form {
        match self.place {
            None => &KABUPATEN,
            Some(_) => &KECAMATAN,
        }
    }

    /// The versions that its own figures counted.
    fn as_of(&self) -> AsOf {
        match self.place {
            None => AsOf::of(self.rekap.kecamatan.iter().flat_map(meetings)),
            Some(place) => AsOf::of(meetings(place)),
        }
    }

    fn document(&self, signing: &Signing, templates: &Templates) -> Result<Document, Error> {
        let as_of = self.as_of();
        let digest = digest(&(signing, self.table, &as_of)).map_err(std::io::Error::from)?;
        let closing = Closing {
            counted: format!(
                "Dihitung dari {} pertemuan lembar ini, tanda hitungan {}; tanda lembar {}.",
                as_of.meetings,
                as_of.short(),
                short(&digest)
            ),
            remarks: self.remarks(),
        };
        let filled = templates.fill(self.form(), &self.fields(signing), &closing)?;
        let month = self.rekap.month.indonesian();
        let of = self.place.map_or(&signing.kabupaten, |place| &place.name);
        Ok(filled.document(
            format!("Rekap P2K2 {of} {month}"),
            self.rekap.month.last_day(),
            digest,
        ))
    }

    /// What may be missing from the figures, and who gave no reason.
    fn remarks(&self) -> Vec<String> {
        match self.place {
            None => {
                let silent = self.rekap.kecamatan.iter().flat_map(without_reason);
                notes(self.rekap).into_iter().chain(silent).collect()
            }
            Some(place) => without_reason(place),
        }
    }

    fn fields(&self, signing: &Signing) -> Fields {
        rekap_sheet::body(
            rekap_sheet::head(self.rekap.month, signing),
            ("Tabel rekap lembar ini", "The table of this sheet"),
            self.table,
            self.place
                .map(|place| (place.name.as_str(), dynamics(place))),
            signing,
        )
    }
}

/// What was written of the month, each with who wrote it.
fn dynamics(place: &KecamatanRekap) -> Vec<Fields> {
    let each = place.dynamics.iter().map(|(who, what)| {
        Fields::new()
            .text(
                "siapa",
                ("Siapa yang menulis", "Who wrote it"),
                Some(who),
                "nama",
            )
            .text("isi", ("Isinya", "What it says"), Some(what), "catatan")
    });
    each.collect()
}

fn sample_fields(form: &str) -> Fields {
    let Ok(month) = YearMonth::new(2026, 10) else {
        return Fields::new();
    };
    let (rekap, signing) = sample(month);
    let tables = Tables::of(&rekap, &Wording::default());
    fields(&rekap, &tables, &signing, form).unwrap_or_default()
}

/// An invented rekap of two kecamatan with everything that its paper can say, and who signs it.
pub(super) fn sample(month: YearMonth) -> (Rekap, Signing) {
    let text = |text: &str| text.to_owned();
    let meeting = |no: u32| CountedMeeting {
        doc: Uuid::from_u128(no.into()),
        heads: vec![1; 32],
        group: Uuid::nil(),
        group_name: text("Melati"),
        date: NaiveDate::from_ymd_opt(2026, 10, 3).unwrap_or_default(),
        starts: None,
        session: text("M1.1"),
        materi: Vec::new(),
        pemateri: Vec::new(),
    };
    let row = |no: u32, name: &str, reason: Option<&str>| Row {
        pendamping: Some(Uuid::from_u128(no.into())),
        name: Some(text(name)),
        figures: Figures {
            groups: 3,
            groups_met: 2,
            families: 40,
            hadir: 31,
            tidak_hadir: 9,
            kurang: 4,
            baik: 20,
            sangat_baik: 5,
            tidak_dapat_dinilai: 11,
        },
        reason: reason.map(text),
        materi: vec![text("Memahami Perilaku Anak")],
        pemateri: vec![text("Bidan Nur")],
        meetings: (2 * no..2 * no + 2).map(meeting).collect(),
        unmet: vec![Uuid::nil()],
        families: Vec::new(),
    };
    let place = |code: &str, name: &str, rows: Vec<Row>| {
        let mut total = Figures::default();
        for row in &rows {
            total += row.figures;
        }
        KecamatanRekap {
            code: text(code),
            name: text(name),
            rows,
            total,
            dynamics: vec![(text("Ani Lestari, S.Sos"), text("Jalan ke dusun rusak."))],
        }
    };
    let toili = [
        row(1, "Ani Lestari, S.Sos", Some("Banjir di dua dusun.")),
        row(2, "Budi Santoso", None),
    ];
    let kecamatan = vec![
        place("72.01.01", "Toili", toili.into()),
        place("72.01.02", "Luwuk", vec![row(3, "Citra Dewi", None)]),
    ];
    let mut total = Figures::default();
    for place in &kecamatan {
        total += place.total;
    }
    let as_of = AsOf::of(kecamatan.iter().flat_map(meetings));
    let rekap = Rekap {
        month,
        office: Some(text("Dinas Sosial")),
        kecamatan,
        total,
        unmatched: Vec::new(),
        notes: Vec::new(),
        as_of,
        waiting_rows: 3,
        called: BTreeMap::new(),
    };
    let signer = |name: &str| Signer {
        name: Some(text(name)),
        nip: Some(text("197001011995031001")),
    };
    let signing = Signing {
        letterhead: vec![text("PEMERINTAH KABUPATEN BANGGAI"), text("DINAS SOSIAL")],
        kabupaten: text("Banggai"),
        day: NaiveDate::from_ymd_opt(2026, 11, 5),
        signers: vec![
            (text("Katim Kabupaten"), signer("Rina Mahmud")),
            (text("Kepala Dinas Sosial"), signer("Drs. Hasan")),
        ],
    };
    (rekap, signing)
}

fn meetings(place: &KecamatanRekap) -> impl Iterator<Item = &CountedMeeting> {
    place.rows.iter().flat_map(|row| &row.meetings)
}

/// Pendamping whose groups did not all meet and who gave no reason.
fn without_reason(place: &KecamatanRekap) -> Vec<String> {
    let silent = place.rows.iter().filter(|row| {
        let said = row
            .reason
            .as_deref()
            .is_some_and(|reason| !reason.trim().is_empty());
        !row.unmet.is_empty() && !said
    });
    let lines = silent.map(|row| {
        let name = row.name.as_deref().unwrap_or("Kelompok tanpa pendamping");
        format!(
            "Belum ada alasan: {name} ({}), {} kelompok belum bertemu.",
            place.name,
            row.unmet.len()
        )
    });
    lines.collect()
}

/// What may be missing from the figures.
fn notes(rekap: &Rekap) -> Vec<String> {
    let mut lines = Vec::new();
    if rekap.waiting_rows > 0 {
        lines.push(format!(
            "{} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung.",
            rekap.waiting_rows
        ));
    }
    let left = rekap.unmatched.len() + rekap.notes.len();
    if left > 0 {
        lines.push(format!(
            "{left} hal tidak dihitung; rinciannya di lembar \"Dasar hitungan\" pada berkas Excel."
        ));
    }
    lines
}

#[cfg(test)]
#[path = "rekap_tests.rs"]
mod tests;
