//! Forms about a meeting of the staff: invitation, list of attendance, minutes, and the RHK 8 report of one who was there. They read no
//! database.

mod facts;
mod fields;
mod tables;

pub use self::facts::{Attending, Facts, Minute, Task};
pub use self::fields::{fields, report_fields};
use super::Signer;
use super::closing::{digest, short};
use super::columns::only;
use super::document::Document;
use super::template::{Closing, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::indonesian_day;
use crate::reports::Words;

const fn form(name: &'static str, title: Words, source: &'static str, turns: bool) -> Form {
    Form {
        name,
        title,
        source,
        turns,
        sample: || fields(&Facts::sample()),
    }
}

/// Undangan, as a nota dinas.
pub static INVITATION: Form = form(
    "nota_dinas",
    Words {
        id: "Nota dinas undangan rakor",
        en: "Invitation to a rakor (nota dinas)",
    },
    include_str!("../templates/nota_dinas.txt"),
    false,
);

/// The list of attendance, to sign.
pub static ATTENDANCE: Form = form(
    "hadir_rakor",
    Words {
        id: "Daftar hadir rakor",
        en: "Attendance list of a rakor",
    },
    include_str!("../templates/hadir_rakor.txt"),
    true,
);

/// Notulen.
pub static MINUTES: Form = form(
    "notulen",
    Words {
        id: "Notulen rakor",
        en: "Minutes of a rakor",
    },
    include_str!("../templates/notulen.txt"),
    false,
);

/// Laporan Rakor for RHK 8.
pub static RHK8: Form = Form {
    sample: || {
        let who = Signer {
            name: Some("Ani Lestari, S.Sos".to_owned()),
            nip: Some("198001012010012001".to_owned()),
        };
        report_fields(&Facts::sample(), &who, Some("Pendamping Sosial PKH"))
    },
    ..form(
        "rhk8",
        only("Laporan RHK 8"),
        include_str!("../templates/rhk8.txt"),
        false,
    )
};

/// Undangan.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn invitation(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Undangan {}", facts.title);
    facts.document(title, &INVITATION, &fields(facts), Vec::new(), templates)
}

/// The list of attendance.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn attendance(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Daftar hadir {}", facts.title);
    facts.document(title, &ATTENDANCE, &fields(facts), Vec::new(), templates)
}

/// Notulen.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn minutes(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Notulen {}", facts.title);
    let remarks = vec![facts.standing()];
    facts.document(title, &MINUTES, &fields(facts), remarks, templates)
}

/// Laporan Rakor of one who was there, with the minutes.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn rhk8(
    facts: &Facts,
    of: &Signer,
    jabatan: Option<&str>,
    templates: &Templates,
) -> Result<Document, Error> {
    let whose = of.name.as_deref().unwrap_or_default();
    let title = format!("Laporan RHK 8 {} {whose}", facts.title);
    let fields = report_fields(facts, of, jabatan);
    facts.document(title, &RHK8, &fields, vec![facts.standing()], templates)
}

impl Facts {
    /// How far the minutes can be relied upon.
    fn standing(&self) -> String {
        match (self.closed, self.changed.len()) {
            (true, 0) => "Notulen ini dikunci dan tidak berubah sejak itu.".to_owned(),
            (true, changed) => {
                format!("Notulen ini dikunci; sesudahnya {changed} isian berubah.")
            }
            (false, _) => "DRAF: notulen ini belum dikunci.".to_owned(),
        }
    }

    fn document(
        &self,
        title: String,
        form: &Form,
        fields: &Fields,
        remarks: Vec<String>,
        templates: &Templates,
    ) -> Result<Document, Error> {
        let digest = digest(self).map_err(std::io::Error::from)?;
        let closing = Closing {
            counted: format!(
                "Dari catatan {}, versi {}; tanda {}.",
                indonesian_day(self.day),
                short(&self.version),
                short(&digest)
            ),
            remarks,
        };
        let filled = templates.fill(form, fields, &closing)?;
        Ok(filled.document(title, self.day, digest))
    }
}
