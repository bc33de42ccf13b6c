//! Meetings in the export, with what was marked and rated.

use super::table::{ID, Kind, Table, of, plain};

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "pertemuan",
        title: "Pertemuan",
        from: "rm_meeting",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("kelompok", "grp", Kind::Plain, "id kelompok"),
            of("tanggal", "date", Kind::Plain, "Tanggal, tahun-bulan-hari"),
            of("sesi", "session", Kind::Plain, "Kode sesi"),
            of(
                "sesi_lain",
                "more_sessions",
                Kind::Plain,
                "Kode sesi lain pada pertemuan itu",
            ),
            of("mulai", "starts", Kind::Time, "Jam mulai"),
            of("selesai", "ends", Kind::Time, "Jam selesai"),
            of("tempat", "place", Kind::Plain, "Tempat"),
            of("judul", "title", Kind::Plain, "Judul laporan"),
            of("topik", "topic", Kind::Plain, "Topik"),
            of(
                "tidak_jadi",
                "cancelled",
                Kind::Plain,
                "1: pertemuan tidak jadi",
            ),
            of(
                "putusan",
                "verdict",
                Kind::Plain,
                "Putusan kantor: sesuai atau perbaiki",
            ),
            of(
                "putusan_catatan",
                "verdict_note",
                Kind::Plain,
                "Catatan kantor",
            ),
            of(
                "putusan_oleh",
                "verdict_by",
                Kind::Plain,
                "id orang yang memutus",
            ),
            of(
                "berubah",
                "changed_since_check",
                Kind::Plain,
                "1: berubah setelah diputus",
            ),
        ],
    },
    Table {
        name: "pemateri",
        title: "Pemateri pertemuan",
        from: "rm_speaker",
        columns: &[
            of("pertemuan", "doc", Kind::Plain, "id pertemuan"),
            plain("no", "Urutan"),
            of("nama", "name", Kind::Plain, "Nama pemateri"),
            of("instansi", "agency", Kind::Plain, "Instansinya"),
        ],
    },
    Table {
        name: "uraian",
        title: "Uraian pertemuan",
        from: "rm_note",
        columns: &[
            of("pertemuan", "doc", Kind::Plain, "id pertemuan"),
            of("aspek", "aspect", Kind::Plain, "Bagian uraian"),
            of("isi", "text", Kind::Plain, "Yang ditulis"),
        ],
    },
    Table {
        name: "kehadiran",
        title: "Kehadiran KPM",
        from: "rm_mark",
        columns: &[
            of("pertemuan", "doc", Kind::Plain, "id pertemuan"),
            of(
                "kpm",
                "family_key",
                Kind::Family,
                "id KPM; kosong jika KPM-nya tidak ada di sini",
            ),
            of(
                "kunci",
                "family_key",
                Kind::Plain,
                "Awal nomor tetap KPM, seperti tercatat",
            ),
            of(
                "tanda",
                "mark",
                Kind::Plain,
                "H hadir, S sakit, A alfa; kosong: belum ditandai",
            ),
            of(
                "nilai",
                "rating",
                Kind::Plain,
                "K kurang, B baik, SB sangat baik, TDD tidak dapat dinilai",
            ),
        ],
    },
    Table {
        name: "bulan",
        title: "Catatan bulanan pendamping",
        from: "rm_month",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("orang", "staff", Kind::Plain, "id orang"),
            of("bulan", "month", Kind::Plain, "Bulan, tahun-bulan"),
            of(
                "alasan",
                "reason",
                Kind::Plain,
                "Alasan jika tidak melaksanakan",
            ),
            of("dinamika", "dynamics", Kind::Plain, "Catatan dinamika"),
        ],
    },
    Table {
        name: "bulan_perangkat",
        title: "Catatan bulanan menurut perangkat yang menulisnya",
        from: "rm_month_word",
        columns: &[
            of("id", "doc", Kind::Plain, "id catatan bulanan"),
            of(
                "isian",
                "word",
                Kind::Plain,
                "reason: alasan, dynamics: catatan dinamika",
            ),
            of(
                "urutan",
                "rank",
                Kind::Plain,
                "Bila ditulis bersamaan: yang terbesar ditampilkan",
            ),
            of("perangkat", "device", Kind::Plain, "Perangkat yang menulis"),
            of("tertulis", "said", Kind::Plain, "Yang ditulis"),
        ],
    },
    Table {
        name: "semester",
        title: "Penilaian semester",
        from: "rm_semester",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("kelompok", "grp", Kind::Plain, "id kelompok"),
            of(
                "semester",
                "semester",
                Kind::Plain,
                "Tahun dan paruhnya: 2026-2 untuk Juli sampai Desember",
            ),
        ],
    },
    Table {
        name: "nilai_semester",
        title: "Nilai semester per KPM",
        from: "rm_semester_rating",
        columns: &[
            of("penilaian", "doc", Kind::Plain, "id penilaian semester"),
            of(
                "kpm",
                "family_key",
                Kind::Family,
                "id KPM; kosong jika KPM-nya tidak ada di sini",
            ),
            of(
                "kunci",
                "family_key",
                Kind::Plain,
                "Awal nomor tetap KPM, seperti tercatat",
            ),
            of(
                "perilaku",
                "behaviour",
                Kind::Plain,
                "Perubahan perilaku: K, B, SB, TDD; kosong: belum dinilai",
            ),
            of(
                "potensi",
                "potential",
                Kind::Plain,
                "Mengenali potensi: K, B, SB, TDD; kosong: belum dinilai",
            ),
        ],
    },
];
