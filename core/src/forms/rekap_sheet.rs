//! A sheet of a rekap on paper, whether it is counted now or was kept when it was sent: the month, its table, of a kecamatan what was written of
//! the month, and who signs.

use super::columns::{BLUE, GREEN, YELLOW};
use super::signed;
use super::template::{Data, Fields, Form};
use crate::reference::month::YearMonth;
use crate::reports::{Signing, Table, Words};

/// The form of a sheet.
pub(super) const fn form(
    name: &'static str,
    title: Words,
    source: &'static str,
    sample: fn() -> Fields,
) -> Form {
    Form {
        name,
        title,
        source,
        turns: true,
        sample,
    }
}

/// What a sheet begins with: the letterhead, the month, and whose it is.
pub(super) fn head(month: YearMonth, signing: &Signing) -> Fields {
    signed::letterhead_fields(&signing.letterhead)
        .text(
            "bulan",
            ("Bulan rekap", "The month"),
            Some(&month.indonesian()),
            "bulan",
        )
        .kabupaten(Some(&signing.kabupaten))
}

/// What it goes on with: its table, of a kecamatan its name and what was written of the month, and who signs.
pub(super) fn body(
    head: Fields,
    about: (&'static str, &'static str),
    table: &Table,
    place: Option<(&str, Vec<Fields>)>,
    signing: &Signing,
) -> Fields {
    let table = Data::Table(table.clone(), &[BLUE, YELLOW, GREEN]);
    let fields = head.with("rekap", about, table);
    let fields = match place {
        None => fields,
        Some((name, dynamics)) => fields.kecamatan(Some(name)).list(
            "dinamika",
            ("Catatan dinamika pelaksanaan", "Remarks on the month"),
            dynamics,
        ),
    };
    signed::signer_fields(fields, signing)
}
