//! Meetings that follow from a seed: which group, when, about what, who came, and a note as people write it.

use chrono::NaiveDate;
use sesi_core::kinds::{Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Rating, SessionCode};
use sesi_core::reference::Curriculum;
use sesi_engine::documents::Set;

use super::rosters::Known;
use crate::seeded_rng::SeededRng;

const BEGINNINGS: [&str; 8] = [
    "Diskusi berjalan lancar",
    "Peserta datang tepat waktu",
    "Hujan sejak pagi",
    "Pertemuan dibuka oleh ketua kelompok",
    "Ibu-ibu antusias",
    "Materi disampaikan dengan flipchart",
    "Dua peserta membawa anak balita",
    "Pertemuan digabung dengan posyandu",
];
const MIDDLES: [&str; 8] = [
    "beberapa masih malu bertanya",
    "kartu gambar dipakai bergantian",
    "contoh dari dapur sendiri paling diingat",
    "semua sempat berlatih berpasangan",
    "yang belum lancar membaca dibantu temannya",
    "buku kerja dibagikan dan diisi bersama",
    "pembahasan tentang pengeluaran keluarga hangat",
    "video diputar dua kali karena suara kecil",
];
const ENDS: [&str; 8] = [
    "tugas rumah dibahas bulan depan",
    "kunjungan rumah untuk yang alfa",
    "disepakati mulai lebih pagi",
    "ketua menyimpan daftar hadir",
    "data KKS dua KPM perlu diperbarui",
    "rencana tindak lanjut ditempel di balai",
    "anak usia dini akan ditimbang pekan depan",
    "ditutup dengan doa bersama",
];
const PLACES: [&str; 6] = [
    "Balai Desa",
    "Rumah Ketua Kelompok",
    "Posyandu Melati",
    "Masjid Al-Ikhlas",
    "Gedung Serbaguna Dusun II",
    "SDN 2",
];

/// A meeting to be recorded.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its document.
    pub key: DocKey,
    /// What is entered.
    pub patch: MeetingPatch,
}

/// The `no`th meeting of a seed. `None` if no group has families, or the year is none.
pub fn meeting(seed: u64, no: usize, groups: &[Known], year: i32) -> Option<Made> {
    let rng = SeededRng::new(
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(no as u64),
    );
    // Every group once before one comes again.
    let first = SeededRng::new(seed).below(groups.len());
    let group = groups.get((first + no) % groups.len().max(1))?;
    let day = u32::try_from(1 + rng.below(364)).ok()?;
    let codes: Vec<_> = Curriculum::own().codes().collect();
    let session = SessionCode::new(&rng.pick(&codes).to_string()).ok()?;
    let key = DocKey::meeting(group.id, NaiveDate::from_yo_opt(year, day)?, session)?;
    let starts = 8 * 60 + 5 * u16::try_from(rng.below(60)).ok()?;
    let note = format!(
        "{}, {}; {}, {} dari {} hadir.",
        rng.pick(&BEGINNINGS),
        rng.pick(&MIDDLES),
        rng.pick(&ENDS),
        rng.below(group.families.len()) + 1,
        group.families.len(),
    );
    let mut patch = MeetingPatch {
        starts: Set::To(starts),
        ends: Set::To(starts + 60 + 5 * u16::try_from(rng.below(13)).ok()?),
        place: Set::To((*rng.pick(&PLACES)).to_owned()),
        notes: [(Aspect::Proses, Some(note))].into(),
        ..MeetingPatch::default()
    };
    for family in &group.families {
        let key = FamilyKey::parse(family)?;
        let mark = match rng.below(100) {
            0..=79 => Mark::Hadir,
            80..=87 => Mark::Sakit,
            _ => Mark::Alfa,
        };
        patch.marks.insert(key.clone(), Some(mark));
        if mark == Mark::Hadir {
            let rating = match rng.below(100) {
                0..=9 => Rating::ALL[0],
                10..=69 => Rating::ALL[1],
                70..=96 => Rating::ALL[2],
                _ => Rating::ALL[3],
            };
            patch.ratings.insert(key, Some(rating));
        }
    }
    Some(Made { key, patch })
}
