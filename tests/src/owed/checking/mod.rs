//! What the record says that each form must say, beside what the file says. One file a concern; every figure comes from
//! [`crate::recount`], none from Sesi.

mod events;
mod letters;
mod lists;
mod meetings;
mod papers;
mod plans;
mod recaps;
mod rekap;

use std::path::Path;

use serde_json::Value;

use super::reading::{Said, read};
use super::{Figure, Owed, Wanted};
use crate::record::Record;
use crate::recount::recaps::{in_words as day, month_in_words as month};
use crate::recount::{Known, as_sent};

/// What is asked of the record.
#[derive(Debug)]
struct Asking<'r> {
    records: &'r [Record],
    known: &'r Known<'r>,
    /// As it was when the rekap was sent.
    sent_records: &'r [Record],
    sent: &'r Known<'r>,
    wanted: &'r Wanted,
}

/// A figure.
#[expect(
    clippy::needless_pass_by_value,
    reason = "numbers and texts, as they come"
)]
fn figure(what: &'static str, recorded: impl ToString, read: impl ToString) -> Figure {
    Figure {
        what,
        recorded: recorded.to_string(),
        read: read.to_string(),
    }
}

/// Reads every file back and puts what it says beside what the record says. Gives how many figures were compared.
///
/// # Panics
/// If a file cannot be read.
pub fn check(records: &[Record], wanted: &Wanted, root: &Path, written: &mut [Owed]) -> usize {
    let sent_records = as_sent(records);
    let (known, sent) = (Known::of(records), Known::of(&sent_records));
    let asking = Asking {
        records,
        known: &known,
        sent_records: &sent_records,
        sent: &sent,
        wanted,
    };
    let mut compared = 0;
    for owed in written {
        let path = root.join(&owed.file);
        owed.recounted = match (path.extension().and_then(|kind| kind.to_str()), read(&path)) {
            (Some("json"), _) => {
                let bytes = std::fs::read(&path).expect("it was written");
                asking.list(owed, &serde_json::from_slice(&bytes).expect("JSON"))
            }
            (_, Some(said)) => asking.form(owed, &said),
            (_, None) => Vec::new(),
        };
        compared += owed.recounted.len();
    }
    compared
}

impl Asking<'_> {
    fn form(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        match owed.document.as_str() {
            "daftar_hadir_kosong" => self.blank_lists(owed, said),
            "daftar_hadir" => self.filled_list(owed, said),
            "pemantauan" | "pemantauan_foto" => self.monitoring(owed, said),
            "laporan_kegiatan" => self.activity(said),
            "rhk2_bulan" | "rhk2_sendiri" | "rhk2_pertemuan" => self.report(owed, said),
            "rekap" => self.rekap(owed, said),
            "rekap_pelaksanaan" | "rekap_pendamping" | "rekap_kpm" | "rekap_tahunan" => {
                self.recap(owed, said)
            }
            "rekap_terkirim_lembar" => self.sent_paper(said),
            "rekap_perubahan" => self.sent_changes(owed, said),
            "rtl_cetak" => self.plan_paper(said),
            "jadwal_cetak" => self.schedule_paper(said),
            "verifikasi_pendidikan" => Self::school(said),
            "rhk3" | "rhk4" | "rhk7" => self.other_rhk(owed, said),
            "surat_formulir_kantor" => self.own_template(said),
            "register_surat" => self.register(owed, said),
            "surat" => self.letters(owed, said),
            "jadwal" => self.schedule(owed, said),
            "rtl" => self.plan(owed, said),
            "siks" => self.siks_text(owed, said),
            "daftar_hadir_diklat" => self.training(owed, said),
            "rekap_diklat" => self.trained(said),
            "undangan" | "daftar_hadir_rakor" | "notulen" | "rhk8" => self.rakor(owed, said),
            _ => Vec::new(),
        }
    }

    fn list(&self, owed: &Owed, list: &Value) -> Vec<Figure> {
        match owed.document.as_str() {
            "semester" => self.semester(owed, list),
            "kepatuhan" => self.compliance(list),
            "data_saya" => self.data(list),
            "register_surat" => self.due(list),
            "rtl" => self.plan_table(list),
            "siks" => self.siks_month(list),
            "rekap_terkirim" => self.sent(owed, list),
            _ => Vec::new(),
        }
    }
}

/// The name of a person as any form may write it: without case.
fn folded(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Some texts in order, short: how many, and a digest of them.
fn all_of(mut texts: Vec<String>) -> String {
    texts.sort();
    let hash = blake3::hash(texts.join("\n").as_bytes()).to_hex();
    format!("{} ({})", texts.len(), &hash[..8])
}
