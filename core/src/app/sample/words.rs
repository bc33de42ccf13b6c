//! The words of which the sample office is made. Nobody is meant.

pub(super) const KECAMATAN: [&str; 3] = ["72.01.09", "72.01.04", "72.01.23"];
pub(super) const PENDAMPING: [&str; 5] = [
    "Rahma Yuliana (contoh)",
    "Dewi Anggraini (contoh)",
    "Budi Santoso (contoh)",
    "Sitti Hajar (contoh)",
    "I Made Wirawan (contoh)",
];
pub(super) const GIVEN: [&str; 28] = [
    "Nurhayati",
    "Sitti Aminah",
    "Rosdiana",
    "Hasna",
    "Komang Ayu",
    "Marlina",
    "Yuliana",
    "Ni Wayan",
    "Fatmawati",
    "Hadijah",
    "Ramlah",
    "Suriani",
    "Wahyuni",
    "Kartini",
    "Nurlaila",
    "Hartati",
    "Mariani",
    "Salma",
    "Rahmawati",
    "Sumiati",
    "Ni Luh",
    "Darmawati",
    "Erni",
    "Jumriah",
    "Kasmawati",
    "Lestari",
    "Megawati",
    "Norma",
];
pub(super) const FAMILY: [&str; 22] = [
    "Lasimpala",
    "Sukerti",
    "Moidady",
    "Tamrin",
    "Lestari",
    "Bulilo",
    "Mopio",
    "Abdullah",
    "Lamusa",
    "Sangkota",
    "Mangkona",
    "Usman",
    "Djafar",
    "Suarni",
    "Yasin",
    "Botutihe",
    "Laendo",
    "Pontoh",
    "Hamzah",
    "Dunggio",
    "Malik",
    "Katili",
];
pub(super) const FLOWERS: [&str; 10] = [
    "Melati",
    "Kenanga",
    "Seroja",
    "Anggrek",
    "Dahlia",
    "Mawar",
    "Cempaka",
    "Teratai",
    "Kamboja",
    "Flamboyan",
];
pub(super) const PLACES: [&str; 4] = [
    "Balai Desa",
    "Rumah ketua kelompok",
    "Posyandu Melati",
    "Gedung serbaguna",
];
pub(super) const SPEAKERS: [(&str, &str); 4] = [
    ("Bidan Rosmawati", "Puskesmas"),
    ("Arifin Lahay", "Pemerintah desa"),
    ("Salma Djafar", "SD Negeri 1"),
    ("Hendra Yasin", "Puskesmas"),
];
pub(super) const PROSES: [&str; 4] = [
    "Diskusi kelompok lancar; semua ibu bercerita tentang pengalaman di rumah sejak pertemuan lalu.",
    "Menonton video lalu berlatih berpasangan; beberapa masih malu, mau mencoba setelah diberi contoh.",
    "Mulai terlambat tiga puluh menit karena hujan; materi inti tersampaikan.",
    "Buku kerja dibagikan ketua kelompok; tugas rumah dibahas bersama.",
];
pub(super) const HASIL: [&str; 3] = [
    "Tiga keluarga berbagi hasil tugas rumah; disepakati rencana tindak lanjut.",
    "Ibu-ibu dapat menyebut kembali pesan utama sesi.",
    "Sebagian perlu pengulangan pada pertemuan berikut.",
];
