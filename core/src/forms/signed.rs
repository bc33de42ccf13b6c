//! What reports that a head of office signs have in common: the letterhead above, whoever signs below. Knows no report.

use super::document::{Block, blank, said};
use super::template::{Fields, letterhead as letterhead_of};
use crate::reference::month::indonesian_day;
use crate::reports::{Signer, Signing};

/// The letterhead, or a blank that says where it is set.
pub(super) fn letterhead(lines: &[String]) -> Vec<Block> {
    let mut blocks: Vec<Block> = lines.iter().cloned().map(Block::Title).collect();
    if blocks.is_empty() {
        blocks.push(Block::Title(
            "(isi kop surat di Pengaturan kantor)".to_owned(),
        ));
    }
    blocks.push(Block::Middle(String::new()));
    blocks
}

/// Whoever signs; place and day stand above the last.
pub(super) fn signatures(signing: &Signing) -> Block {
    let each = with_above(signing, &blank("jabatan"))
        .into_iter()
        .map(|(above, role, who)| (vec![above, role], below(&who)));
    Block::Signatures(each.collect())
}

/// Whoever signs, with what stands above: place and day above the last. Nobody makes one with `nobody` for a role.
fn with_above(signing: &Signing, nobody: &str) -> Vec<(String, String, Signer)> {
    let mut signers = signing.signers.clone();
    if signers.is_empty() {
        signers.push((nobody.to_owned(), Signer::default()));
    }
    let last = signers.len() - 1;
    let each = signers.into_iter().enumerate().map(|(at, (role, who))| {
        let above = if at == last {
            place_and_day(signing)
        } else {
            "Mengetahui,".to_owned()
        };
        (above, role, who)
    });
    each.collect()
}

/// Place and day, each a blank where it is not known.
pub(super) fn place_and_day(signing: &Signing) -> String {
    let day = signing.day.map(indonesian_day);
    format!(
        "{}, {}",
        said(Some(&signing.kabupaten), "tempat"),
        said(day.as_deref(), "tanggal")
    )
}

/// The lines below a signature.
pub(super) fn below(who: &Signer) -> Vec<String> {
    let name = said(who.name.as_deref(), "nama");
    let nip = said(who.nip.as_deref(), "NIP");
    vec![name, format!("NIP {nip}")]
}

/// The letterhead as a template sees it.
pub(super) fn letterhead_fields(lines: &[String]) -> Fields {
    letterhead_of(Fields::new(), lines)
}

/// Whoever signs as a template sees it: what stands above each, place and day above the last. Nobody makes a blank one.
pub(super) fn signer_fields(fields: Fields, signing: &Signing) -> Fields {
    let each = with_above(signing, "")
        .into_iter()
        .map(|(above, role, who)| {
            Fields::new()
                .text(
                    "atas",
                    (
                        "Mengetahui, atau tempat dan tanggal",
                        "What stands above: place and day above the last",
                    ),
                    Some(&above),
                    "tempat dan tanggal",
                )
                .text(
                    "jabatan",
                    ("Jabatan", "What the person is"),
                    Some(&role),
                    "jabatan",
                )
                .text("nama", ("Nama", "Name"), who.name.as_deref(), "nama")
                .text("nip", ("NIP", "NIP"), who.nip.as_deref(), "NIP")
        });
    let about = (
        "Penanda tangan dari Pengaturan kantor, dengan tempat dan tanggal",
        "Who signs, from the office's settings, with place and day",
    );
    fields.list("penanda_tangan", about, each)
}
