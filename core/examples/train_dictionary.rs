//! Trains the dictionary that packing method 2 uses, and writes `core/src/seal/body.dict`.
//!
//! Run it from the workspace root: `cargo run -p sesi-core --example train_dictionary`. A released dictionary is frozen (a
//! test holds its hash): entries that were packed with it need it forever. The samples here are synthetic: the words of the
//! field between bytes that do not repeat, about as changes of documents lay them out.

use sesi_core::ambient::{Ambient, Seeded};

const LARGEST: usize = 8 * 1024;
const SAMPLES: u64 = 4_000;
/// What real changes repeat: property names, marks, ratings and places.
const WORDS: &[&str] = &[
    "attendance",
    "date",
    "start",
    "end",
    "place",
    "module",
    "session",
    "speakers",
    "notes",
    "group",
    "family",
    "name",
    "status",
    "rating",
    "Hadir",
    "Sakit",
    "Alfa",
    "Kurang",
    "Baik",
    "Sangat Baik",
    "Tidak Dapat Dinilai",
    "Balai Desa",
    "Rumah Ketua Kelompok",
    "aktif",
    "graduasi",
    "pendamping",
    "ketua",
    "desa",
    "alamat",
    "NIK",
    "hamil",
    "AUD",
    "SD",
    "SMP",
    "SMA",
    "lansia",
    "disabilitas",
    "2026-",
    "2027-",
    "72.01.",
];

fn main() -> std::io::Result<()> {
    let samples: Vec<Vec<u8>> = (0..SAMPLES).map(sample).collect();
    let dictionary = zstd::dict::from_samples(&samples, LARGEST)?;
    std::fs::write("core/src/seal/body.dict", &dictionary)?;
    println!("{} bytes, {}", dictionary.len(), blake3::hash(&dictionary));
    Ok(())
}

fn sample(seed: u64) -> Vec<u8> {
    let ambient = Seeded::new(seed, chrono::DateTime::UNIX_EPOCH);
    let mut choices = [0; 40];
    ambient.fill(&mut choices);
    // The head of an automerge change chunk, then a body of few kinds of lines.
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    for pair in choices.chunks_exact(2) {
        let word = WORDS[usize::from(pair[0]) % WORDS.len()];
        bytes.extend(u8::try_from(word.len()));
        bytes.extend_from_slice(word.as_bytes());
        bytes.extend_from_slice(&choices[..usize::from(pair[1]) % 9]);
    }
    bytes
}
