//! Groups and families in the export, and how they were arranged.

use super::table::{ID, Kind, SINCE, Table, of, plain};

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "kelompok",
        title: "Kelompok",
        from: "rm_group",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("nama", "name", Kind::Plain, "Nama kelompok"),
            of(
                "kecamatan_kode",
                "kecamatan",
                Kind::Plain,
                "Kode Kemendagri kecamatan",
            ),
            of("kecamatan", "kecamatan", Kind::Place, "Nama kecamatan"),
            of(
                "desa_kode",
                "desa",
                Kind::Plain,
                "Kode Kemendagri desa/kelurahan",
            ),
            of("desa", "desa", Kind::Place, "Nama desa/kelurahan"),
            of("tempat", "place", Kind::Plain, "Tempat bertemu yang biasa"),
            of("ketua", "ketua", Kind::Plain, "id KPM ketua kelompok"),
        ],
    },
    Table {
        name: "kelompok_keadaan",
        title: "Sejak kapan kelompok ada atau ditutup",
        from: "rm_group_state",
        columns: &[
            of("kelompok", "doc", Kind::Plain, "id kelompok"),
            of("sejak", "since", Kind::Plain, SINCE),
            of("ada", "open", Kind::Plain, "1: ada, 0: ditutup"),
        ],
    },
    Table {
        name: "kelompok_pendamping",
        title: "Pendamping kelompok",
        from: "rm_group_pendamping",
        columns: &[
            of("kelompok", "doc", Kind::Plain, "id kelompok"),
            of("sejak", "since", Kind::Plain, SINCE),
            of("orang", "staff", Kind::Plain, "id orang yang mendampingi"),
        ],
    },
    Table {
        name: "kpm",
        title: "KPM",
        from: "rm_family",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("nama", "name", Kind::Plain, "Nama pengurus"),
            plain("nik", "NIK"),
            plain("kk", "Nomor KK"),
            of("id_pkh", "pkh_id", Kind::Plain, "Id PKH"),
            of("alamat", "address", Kind::Plain, "Alamat"),
            of(
                "desa_kode",
                "desa",
                Kind::Plain,
                "Kode Kemendagri desa/kelurahan",
            ),
            of("desa", "desa", Kind::Place, "Nama desa/kelurahan"),
            of(
                "kecamatan_kode",
                "kecamatan",
                Kind::Plain,
                "Kode Kemendagri kecamatan",
            ),
            of("kecamatan", "kecamatan", Kind::Place, "Nama kecamatan"),
            of("telepon", "phone", Kind::Plain, "Nomor telepon"),
            plain("tahap", "Tahap"),
            plain("hamil", "Jumlah ibu hamil"),
            plain("aud", "Jumlah anak usia dini"),
            plain("sd", "Jumlah anak SD"),
            plain("smp", "Jumlah anak SMP"),
            plain("sma", "Jumlah anak SMA"),
            plain("disabilitas", "Jumlah penyandang disabilitas berat"),
            plain("lansia", "Jumlah lanjut usia"),
            of(
                "sama_dengan",
                "same_as",
                Kind::Plain,
                "id KPM lain yang ternyata keluarga yang sama",
            ),
        ],
    },
    Table {
        name: "kpm_kelompok",
        title: "Kelompok KPM",
        from: "rm_family_group",
        columns: &[
            of("kpm", "doc", Kind::Plain, "id KPM"),
            of("sejak", "since", Kind::Plain, SINCE),
            of("kelompok", "grp", Kind::Plain, "id kelompok"),
        ],
    },
    Table {
        name: "kpm_status",
        title: "Status KPM",
        from: "rm_family_status",
        columns: &[
            of("kpm", "doc", Kind::Plain, "id KPM"),
            of("sejak", "since", Kind::Plain, SINCE),
            plain("status", "aktif, tidak aktif, atau graduasi"),
        ],
    },
    Table {
        name: "kpm_bukan_sama",
        title: "KPM yang dinyatakan bukan keluarga yang sama",
        from: "rm_family_other",
        columns: &[
            of("kpm", "doc", Kind::Plain, "id KPM"),
            of("lain", "other", Kind::Plain, "Kunci KPM lain itu"),
        ],
    },
    Table {
        name: "penataan",
        title: "Yang ditata dengan tangan: pindah, pecah, gabung, serah terima, tutup, buka",
        from: "rm_arranged",
        columns: &[
            of("id", "doc", Kind::Plain, "id KPM atau kelompok"),
            of(
                "penataan",
                "arrangement",
                Kind::Plain,
                "Penataan yang menyebutnya",
            ),
            of("isi", "said", Kind::Plain, "Yang dilakukan"),
        ],
    },
    Table {
        name: "kata_daftar",
        title: "Isi daftar yang pernah diimpor",
        from: "rm_listed",
        columns: &[
            of("id", "doc", Kind::Plain, "id KPM atau kelompok"),
            of("impor", "import", Kind::Plain, "Impor yang menyebutnya"),
            of("isi", "said", Kind::Plain, "Yang tertulis di daftar itu"),
        ],
    },
];
