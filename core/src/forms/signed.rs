//! What reports that a head of office signs have in common: the letterhead above, whoever signs below. Knows no report.

use super::document::{Block, blank, said};
use super::template::Fields;
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
    let nobody = vec![(blank("jabatan"), Signer::default())];
    let signers = if signing.signers.is_empty() {
        &nobody
    } else {
        &signing.signers
    };
    let last = signers.len() - 1;
    let each = signers.iter().enumerate().map(|(at, (role, who))| {
        let first = if at == last {
            place_and_day(signing)
        } else {
            "Mengetahui,".to_owned()
        };
        (vec![first, role.clone()], below(who))
    });
    Block::Signatures(each.collect())
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
    let lines = lines.iter().map(|line| {
        let about = ("Satu baris", "A line");
        Fields::new().text("teks", about, Some(line), "kop surat")
    });
    let about = (
        "Kop surat dari Pengaturan kantor",
        "The office's letterhead",
    );
    Fields::new().list("kop", about, lines)
}
