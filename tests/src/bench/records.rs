//! The records that are measured: meetings of 25 families with marks, ratings, a note of about 130 characters, times and a
//! place. The same for Sesi and for the peer. The words are the bench's own: the dictionary of entries was trained on others.

use serde_json::{Map, Value, json};
use sesi_core::kinds::{Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Patch, Rating};
use sesi_engine::documents::Set;

use crate::seeded_rng::SeededRng;
use crate::world::{Kelompok, meeting};

/// Families of a group.
pub const FAMILIES: usize = 25;

/// What notes are made of.
const WORDS: &str = "diskusi lancar bercerita pengalaman dibahas rencana terlambat pulang menulis contoh permainan pasar \
    warung sayur jalan rusak perahu nelayan sawah pupuk dokter obat demam sikat dapur kayu bakar sumur gotong royong arisan \
    simpan pinjam modal kue jahit ternak ayam bebek kambing jual beli untung rugi catat buku pensil seragam guru nilai rapor \
    lulus bolos malas rajin pintar sabar marah peluk puji teladan ibu anak rumah materi tugas keluarga hujan tidak sudah akan \
    dengan untuk yang dan di ke dari pada masih belum juga lebih banyak sedikit semua beberapa sering jarang";

const PLACES: [&str; 6] = [
    "Balai Desa Samalore",
    "Rumah Ketua",
    "Pondok Baca Tolisu",
    "Balai Dusun Dua",
    "Gereja Lama",
    "Serambi Masjid Nurul Huda",
];

/// Meetings from a seed.
#[derive(Debug)]
pub struct Records {
    rng: SeededRng,
    words: Vec<&'static str>,
}

/// One meeting, as it was recorded.
#[derive(Debug, Clone)]
pub struct Record {
    /// The meeting.
    pub key: DocKey,
    /// What was recorded of it.
    pub patch: MeetingPatch,
    group: uuid::Uuid,
    date: String,
    session: String,
}

impl Records {
    /// Draws from a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: SeededRng::new(seed),
            words: WORDS.split_whitespace().collect(),
        }
    }

    /// One meeting of each of `groups` on a day.
    pub fn round(&self, groups: &[Kelompok], date: &str) -> Vec<Record> {
        groups.iter().map(|group| self.one(group, date)).collect()
    }

    /// A meeting of a group on a day.
    pub fn one(&self, group: &Kelompok, date: &str) -> Record {
        let session = format!("M{}.{}", 1 + self.rng.below(5), 1 + self.rng.below(4));
        let starts = 480 + 30 * u16::try_from(self.rng.below(16)).unwrap_or_default();
        let mut patch = MeetingPatch {
            starts: Set::To(starts),
            ends: Set::To(starts + 90),
            place: Set::To((*self.rng.pick(&PLACES)).to_owned()),
            notes: [(Aspect::Proses, Some(self.note()))].into(),
            ..MeetingPatch::default()
        };
        for family in &group.families {
            let key = FamilyKey::of(*family);
            let mark = match self.rng.below(10) {
                0 => Mark::Sakit,
                1 => Mark::Alfa,
                _ => Mark::Hadir,
            };
            patch.marks.insert(key.clone(), Some(mark));
            if mark == Mark::Hadir {
                patch.ratings.insert(key, Some(*self.rng.pick(Rating::ALL)));
            }
        }
        Record {
            key: meeting(group.id, date, &session),
            patch,
            group: group.id,
            date: date.to_owned(),
            session,
        }
    }

    /// About 130 characters.
    fn note(&self) -> String {
        let mut note = String::new();
        while note.len() < 125 {
            if !note.is_empty() {
                note.push(' ');
            }
            let word: &&str = self.rng.pick(&self.words);
            note += word;
        }
        note
    }
}

impl Record {
    /// As Sesi's devices take it.
    pub fn edit(&self) -> (DocKey, Patch) {
        (self.key.clone(), Patch::Meeting(self.patch.clone()))
    }

    /// As a document for the peer: the same values, families named by the same short keys.
    pub fn document(&self) -> Value {
        let patch = &self.patch;
        let marks: Map<String, Value> = patch
            .marks
            .iter()
            .map(|(key, mark)| (key.as_str().to_owned(), json!(mark.map(Mark::code))))
            .collect();
        let ratings: Map<String, Value> = patch
            .ratings
            .iter()
            .map(|(key, rating)| (key.as_str().to_owned(), json!(rating.map(Rating::code))))
            .collect();
        json!({
            "_id": self.id(), "type": "meeting", "group": self.group, "date": self.date, "session": self.session,
            "starts": patch.starts.value(), "ends": patch.ends.value(), "place": patch.place.value(),
            "marks": marks, "ratings": ratings,
            "notes": { "proses": patch.notes.get(&Aspect::Proses) },
        })
    }

    /// The document's id at the peer.
    pub fn id(&self) -> String {
        format!("meeting:{}:{}", self.group, self.date)
    }
}
