//! What reports that a head of office signs have in common: the letterhead above, whoever signs below. Knows no report.

use chrono::NaiveDate;

use super::document::said;
use super::template::{Fields, letterhead as letterhead_of};
use crate::reference::month::indonesian_day;
use crate::reports::{Signer, Signing};

/// Whoever signs, with what stands above: place and day above the last. Nobody makes one of whom nothing is known.
fn with_above(signing: &Signing) -> Vec<(String, String, Signer)> {
    let mut signers = signing.signers.clone();
    if signers.is_empty() {
        signers.push((String::new(), Signer::default()));
    }
    let last = signers.len() - 1;
    let each = signers.into_iter().enumerate().map(|(at, (role, who))| {
        let above = if at == last {
            place_and_day(&signing.kabupaten, signing.day)
        } else {
            "Mengetahui,".to_owned()
        };
        (above, role, who)
    });
    each.collect()
}

/// Place and day, each a blank where it is not known.
pub(super) fn place_and_day(place: &str, day: Option<NaiveDate>) -> String {
    let day = day.map(indonesian_day);
    format!(
        "{}, {}",
        said(Some(place), "tempat"),
        said(day.as_deref(), "tanggal")
    )
}

/// The letterhead as a template sees it.
pub(super) fn letterhead_fields(lines: &[String]) -> Fields {
    letterhead_of(Fields::new(), lines)
}

/// Whoever signs as a template sees it: what stands above each, place and day above the last. Nobody makes a blank one.
pub(super) fn signer_fields(fields: Fields, signing: &Signing) -> Fields {
    let each = with_above(signing).into_iter();
    let each = each.map(|(above, role, who)| signer(&above, Some(&role), &who));
    let about = (
        "Penanda tangan dari Pengaturan kantor, dengan tempat dan tanggal",
        "Who signs, from the office's settings, with place and day",
    );
    fields.list("penanda_tangan", about, each)
}

/// Whoever signs a form that the office's own signers do not sign.
pub(super) fn own_signers(fields: Fields, each: impl IntoIterator<Item = Fields>) -> Fields {
    let about = (
        "Penanda tangan formulir ini, dengan yang di atasnya",
        "Who signs this form, with what stands above",
    );
    fields.list("penanda_tangan", about, each)
}

/// Somebody who signs: what stands above, what the person is, and who.
pub(super) fn signer(above: &str, role: Option<&str>, who: &Signer) -> Fields {
    Fields::new()
        .text(
            "atas",
            (
                "Mengetahui, atau tempat dan tanggal",
                "What stands above: place and day above the last",
            ),
            Some(above),
            "tempat dan tanggal",
        )
        .text(
            "jabatan",
            ("Jabatan", "What the person is"),
            role,
            "jabatan",
        )
        .text("nama", ("Nama", "Name"), who.name.as_deref(), "nama")
        .text("nip", ("NIP", "NIP"), who.nip.as_deref(), "NIP")
}
