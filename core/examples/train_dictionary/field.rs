//! Invented people, places and notes of the field, for training the dictionary only. Knows no real person and no bench.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use sesi_core::kinds::{
    Aspect, Component, DocKey, FamilyKey, Mark, MeetingPatch, Rating, SessionCode, SpeakerPatch,
    YearMonth,
};
use sesi_core::reference::Curriculum;
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::documents::Set;
use uuid::Uuid;

const OPENINGS: &[&str] = &[
    "Kegiatan berjalan lancar dan tertib",
    "Pertemuan berjalan dengan baik",
    "Peserta sangat antusias mengikuti materi",
    "KPM aktif bertanya dan berbagi pengalaman",
    "Diskusi kelompok berjalan lancar",
    "Sebagian besar KPM sudah memahami materi",
    "Materi disampaikan dengan media flipchart dan video",
    "Acara dibuka oleh ketua kelompok dilanjutkan dengan doa bersama",
    "Peserta hadir tepat waktu",
    "KPM dapat menjelaskan kembali isi materi",
    "Penyampaian materi menggunakan metode ceramah dan tanya jawab",
    "Ibu-ibu bercerita tentang pengalaman mengasuh anak di rumah",
];
const SUBJECTS: &[&str] = &[
    "KPM",
    "ibu-ibu",
    "peserta",
    "para ibu",
    "pengurus",
    "ketua kelompok",
    "beberapa KPM",
    "ibu hamil",
    "keluarga",
    "anak-anak",
    "sebagian peserta",
    "pendamping",
    "bidan desa",
    "kader posyandu",
    "kepala desa",
    "ibu lansia",
    "kami",
];
const VERBS: &[&str] = &[
    "belum memahami",
    "sudah mengerti",
    "bertanya tentang",
    "membahas",
    "mempraktikkan",
    "bercerita tentang",
    "berjanji akan memperbaiki",
    "diminta mencatat",
    "berdiskusi mengenai",
    "mengeluhkan",
    "membutuhkan",
    "menyampaikan",
    "mengikuti",
    "akan mencoba",
    "masih bingung dengan",
    "mengingatkan kembali",
    "menyimak",
    "mengisi",
    "menyusun",
    "membawa",
];
const OBJECTS: &[&str] = &[
    "materi hari ini",
    "cara mengasuh anak",
    "pengelolaan keuangan keluarga",
    "buku tabungan",
    "pencairan bantuan",
    "kartu keluarga sejahtera",
    "gizi ibu hamil",
    "makanan bergizi",
    "imunisasi balita",
    "jadwal posyandu",
    "absensi sekolah",
    "kehadiran anak di sekolah",
    "rencana usaha kecil",
    "cuci tangan pakai sabun",
    "jamban sehat",
    "pekerjaan rumah",
    "tugas di rumah",
    "pertemuan bulan depan",
    "data kependudukan",
    "perubahan data keluarga",
    "hak anak",
    "kekerasan pada anak",
    "catatan pengeluaran",
    "pemeriksaan kehamilan",
    "air susu ibu",
    "air bersih",
    "perilaku anak",
    "anak usia dini",
    "lanjut usia",
    "penyandang disabilitas",
    "kebersihan lingkungan",
];
const REASONS: &[&str] = &[
    "karena hujan deras",
    "karena jarak rumah jauh",
    "karena sedang panen",
    "sehingga waktu pertemuan mundur",
    "karena ada hajatan di desa",
    "tetapi suasana tetap kondusif",
    "walaupun listrik padam",
    "dengan baik",
    "dengan penuh semangat",
    "bersama suami di rumah",
    "di depan kelompok",
    "setelah kegiatan selesai",
    "karena anak sakit",
    "karena membawa balita",
    "pada pertemuan berikutnya",
    "melalui contoh sehari-hari",
    "sampai selesai",
    "secara bergantian",
    "dan saling membantu",
    "karena jaringan tidak ada",
    "tanpa kendala",
    "karena ke kebun",
    "sesuai jadwal",
    "minggu depan",
    "dalam keluarga",
    "yang belum hadir",
    "lebih awal",
];
const NAMES: &[&str] = &[
    "ASNI",
    "BADARIAH",
    "CICI",
    "DARMAWATI",
    "ERNI",
    "FATMAWATI",
    "GITA",
    "HERLINA",
    "INDRAWATI",
    "JUMRIAH",
    "KARTINI",
    "LILIS",
    "MARYAM",
    "NURHAYATI",
    "OKTAVIA",
    "PONIRAH",
    "RAHMATIA",
    "SALMA",
    "SRI",
    "SUMIATI",
    "TUTI",
    "UMI",
    "VERA",
    "WAHYUNI",
    "YANTI",
    "ZAENAB",
    "ROSDIANA",
    "HALIMAH",
    "MASNI",
    "SUHARNI",
];
const FAMILY_NAMES: &[&str] = &[
    "ABDULLAH",
    "BADU",
    "DAENG",
    "GANI",
    "HASAN",
    "ISMAIL",
    "KADIR",
    "LASIMPALA",
    "MOIDADY",
    "NENTO",
    "OTTA",
    "PAKAYA",
    "RAHMAN",
    "SALEH",
    "TAMRIN",
    "USMAN",
    "WAHAB",
    "YUNUS",
    "NINGSIH",
    "LESTARI",
    "ASTUTI",
    "HANDAYANI",
];
const VILLAGES: &[&str] = &[
    "Sukamaju",
    "Tanjung Sari",
    "Mekar Jaya",
    "Bukit Harapan",
    "Lambolemo",
    "Sumber Agung",
    "Padang Loang",
    "Watu Ampar",
    "Kampung Baru",
    "Tirta Kencana",
    "Bonebobakal",
    "Pulau Dua",
];
const AGENCIES: &[&str] = &[
    "Puskesmas",
    "Dinas Sosial",
    "Pendamping PKH",
    "Dinas Kesehatan",
    "Kantor Desa",
    "Bidan Desa",
    "Polsek",
    "Dinas Pendidikan",
    "BKKBN",
    "KUA",
    "Bank Mandiri",
    "BRI",
    "TP PKK",
    "Kecamatan",
];

/// Draws whatever a record holds.
pub struct Field(Seeded);

impl Field {
    pub fn new(seeded: Seeded) -> Self {
        Self(seeded)
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    pub fn below(&self, sides: u16) -> u16 {
        u16::from_le_bytes(self.bytes()) % sides
    }

    pub fn pick<'a, T>(&self, choices: &'a [T]) -> &'a T {
        let sides = u16::try_from(choices.len()).unwrap_or(u16::MAX);
        &choices[usize::from(self.below(sides))]
    }

    pub fn word(&self, choices: &[&'static str]) -> &'static str {
        self.pick::<&'static str>(choices)
    }

    pub fn id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    pub fn day(&self) -> NaiveDate {
        super::first_day() + Duration::days(self.below(5 * 365).into())
    }

    pub fn month(&self) -> Result<YearMonth, super::Trouble> {
        let day = self.day();
        YearMonth::new(day.year(), day.month()).ok_or("a month before 2000".into())
    }

    pub fn year(&self) -> i32 {
        self.day().year()
    }

    pub fn time(&self) -> DateTime<Utc> {
        self.day().and_time(chrono::NaiveTime::MIN).and_utc()
            + Duration::seconds(self.below(60_000).into())
    }

    pub fn minutes(&self) -> u16 {
        8 * 60 + 15 * self.below(32)
    }

    pub fn digits(&self, start: &str, len: usize) -> String {
        let mut digits = start.to_owned();
        while digits.len() < len {
            digits += &self.below(10).to_string();
        }
        digits
    }

    pub fn kecamatan(&self) -> String {
        let province = self.pick(&[
            11, 12, 32, 33, 35, 52, 53, 64, 71, 72, 73, 74, 75, 76, 81, 94,
        ]);
        format!(
            "{province}.{:02}.{:02}",
            1 + self.below(20),
            1 + self.below(25)
        )
    }

    pub fn person(&self) -> String {
        match self.below(3) {
            0 => self.word(NAMES).to_owned(),
            _ => format!("{} {}", self.word(NAMES), self.word(FAMILY_NAMES)),
        }
    }

    pub fn agency(&self) -> String {
        match self.below(2) {
            0 => self.word(AGENCIES).to_owned(),
            _ => format!("{} {}", self.word(AGENCIES), self.word(VILLAGES)),
        }
    }

    pub fn place(&self) -> String {
        match self.below(9) {
            0 => "Rumah Ketua Kelompok".to_owned(),
            1 => "Aula Kantor Desa".to_owned(),
            2 => format!("Balai Dusun {}", self.word(VILLAGES)),
            3 => format!("Kantor Desa {}", self.word(VILLAGES)),
            4 => format!("Posyandu {}", self.word(VILLAGES)),
            5 => format!("Rumah Ibu {}", title_case(self.word(NAMES))),
            6 => format!("Gedung Serbaguna {}", self.word(VILLAGES)),
            _ => format!("Balai Desa {}", self.word(VILLAGES)),
        }
    }

    pub fn address(&self) -> String {
        let village = self.word(VILLAGES);
        match self.below(3) {
            0 => format!("DUSUN {} {}", 1 + self.below(5), village.to_uppercase()),
            1 => format!("JL. TRANS SULAWESI DUSUN {}", 1 + self.below(5)),
            _ => format!(
                "RT {:03} RW {:03} {village}",
                1 + self.below(9),
                1 + self.below(5)
            ),
        }
    }

    pub fn group_name(&self) -> String {
        let flower = self.word(&[
            "MELATI", "MAWAR", "ANGGREK", "KAMBOJA", "TERATAI", "CEMPAKA", "KENANGA",
        ]);
        format!("{flower} {}", 1 + self.below(20))
    }

    /// About 130 characters, as pendamping write them.
    pub fn note(&self) -> String {
        let mut note = match self.below(2) {
            0 => self.word(OPENINGS).to_owned(),
            _ => String::new(),
        };
        let length = usize::from(90 + self.below(80));
        while note.chars().count() < length {
            if !note.is_empty() {
                note += self.word(&[", ", ". ", " dan ", ", namun ", " serta "]);
            }
            note += self.word(SUBJECTS);
            note.push(' ');
            note += self.word(VERBS);
            note.push(' ');
            note += self.word(OBJECTS);
            if self.below(3) > 0 {
                note.push(' ');
                note += self.word(REASONS);
            }
        }
        match self.below(3) {
            0 => note.to_lowercase(),
            _ => note,
        }
    }

    pub fn aspect(&self) -> Aspect {
        match self.below(9) {
            0..5 => Aspect::Proses,
            5 => Aspect::Materi,
            6 => Aspect::Partisipasi,
            7 => Aspect::Hasil,
            _ => Aspect::Kendala,
        }
    }

    pub fn mark(&self) -> Mark {
        match self.below(12) {
            0 => Mark::Alfa,
            1 => Mark::Sakit,
            _ => Mark::Hadir,
        }
    }

    pub fn rating(&self) -> Rating {
        match self.below(10) {
            0 => Rating::Kurang,
            1..7 => Rating::Baik,
            7..9 => Rating::SangatBaik,
            _ => Rating::TidakDapatDinilai,
        }
    }

    pub fn components(&self) -> std::collections::BTreeMap<Component, Option<u16>> {
        (0..=self.below(3))
            .map(|_| (*self.pick(Component::ALL), Some(1 + self.below(2))))
            .collect()
    }

    pub fn meeting_key(&self) -> Result<DocKey, super::Trouble> {
        let code = match self.below(10) {
            0 => "MX".to_owned(),
            _ => format!("M{}.{}", 1 + self.below(6), 1 + self.below(15)),
        };
        DocKey::meeting(self.id(), self.day(), SessionCode::new(&code)?)
            .ok_or("a day before 2000".into())
    }

    /// A recorded meeting of a group of 10 to 30 families.
    pub fn meeting(&self) -> MeetingPatch {
        let mut patch = MeetingPatch {
            place: Set::To(self.place()),
            ..MeetingPatch::default()
        };
        let starts = self.minutes();
        if self.below(10) > 0 {
            patch.starts = Set::To(starts);
            patch.ends = Set::To(starts + 15 * (3 + self.below(7)));
        }
        let rated = self.below(10) > 1;
        for _ in 0..10 + self.below(21) {
            let key = FamilyKey::of(self.id());
            let mark = self.mark();
            patch.marks.insert(key.clone(), Some(mark));
            if rated && (mark == Mark::Hadir || self.below(8) == 0) {
                patch.ratings.insert(key, Some(self.rating()));
            }
        }
        for _ in 0..=(self.below(4) / 3) {
            patch.notes.insert(self.aspect(), Some(self.note()));
        }
        if self.below(3) == 0 {
            self.titled(&mut patch);
        }
        if self.below(4) == 0 {
            let speaker = SpeakerPatch {
                name: Set::To(self.person()),
                agency: Set::To(self.agency()),
            };
            patch.speakers.insert(1, speaker);
        }
        patch
    }

    fn titled(&self, patch: &mut MeetingPatch) {
        let curriculum = Curriculum::own();
        let module = self.pick(&curriculum.modules);
        patch.title = Set::To(format!("P2K2 {}", module.title));
        patch.topic = match self.below(2) {
            0 => curriculum
                .siks_materi
                .get(&module.siks_materi)
                .cloned()
                .into(),
            _ if module.sessions.is_empty() => Set::Keep,
            _ => Set::To(self.pick(&module.sessions).title.clone()),
        };
    }
}

fn title_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}
