//! What is between the office and one member of staff in the export: supervisions, scores, certificates. A phone's export has its person's alone.

use super::table::{ID, Kind, Table, of};

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "supervisi",
        title: "Supervisi pertemuan",
        from: "rm_supervision",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("orang", "staff", Kind::Plain, "id orang yang disupervisi"),
            of("tanggal", "day", Kind::Plain, "Tanggal pertemuan"),
            of(
                "nomor",
                "id",
                Kind::Plain,
                "Pembeda supervisi pada hari itu",
            ),
            of("kelompok", "grp", Kind::Plain, "id kelompok"),
            of(
                "pengamat",
                "observer",
                Kind::Plain,
                "id orang yang mengamati",
            ),
            of("instrumen", "instrument", Kind::Plain, "Versi instrumen"),
            of(
                "dihitung",
                "counted",
                Kind::Plain,
                "Orang hadir menurut pengamat",
            ),
            of("catatan", "note", Kind::Plain, "Yang terlihat"),
            of(
                "pembinaan",
                "coaching",
                Kind::Plain,
                "Pembinaan yang diberikan",
            ),
            of(
                "dibatalkan",
                "withdrawn",
                Kind::Plain,
                "1: dibatalkan kantor",
            ),
            of(
                "isi",
                "content",
                Kind::Plain,
                "Sidik isi yang ditandatangani (heksadesimal)",
            ),
            of(
                "ditandatangani",
                "signed",
                Kind::Plain,
                "Sidik isi yang ditandatangani pengamat",
            ),
            of(
                "tanggal_tanda_tangan",
                "signed_on",
                Kind::Plain,
                "Tanggal tanda tangan pengamat",
            ),
            of(
                "perangkat_pengamat",
                "signed_by",
                Kind::Plain,
                "Perangkat yang menandatangani",
            ),
            of(
                "disetujui",
                "agreed",
                Kind::Plain,
                "Sidik isi yang disetujui orang itu",
            ),
            of(
                "tanggal_disetujui",
                "agreed_on",
                Kind::Plain,
                "Tanggal persetujuan",
            ),
            of(
                "perangkat_orang",
                "agreed_by",
                Kind::Plain,
                "Perangkat yang menyetujui",
            ),
            of("tanggapan", "reply", Kind::Plain, "Tanggapan orang itu"),
            of(
                "perangkat_tanggapan",
                "reply_by",
                Kind::Plain,
                "Perangkat yang menanggapi",
            ),
        ],
    },
    Table {
        name: "supervisi_butir",
        title: "Jawaban per butir instrumen",
        from: "rm_supervision_item",
        columns: &[
            of("supervisi", "doc", Kind::Plain, "id supervisi"),
            of("butir", "item", Kind::Plain, "Butir instrumen"),
            of(
                "jawaban",
                "answer",
                Kind::Plain,
                "Mulai 1 menurut skala; 0: tidak diamati",
            ),
            of("catatan", "note", Kind::Plain, "Catatan butir"),
        ],
    },
    Table {
        name: "supervisi_tindak_lanjut",
        title: "Tindak lanjut supervisi",
        from: "rm_supervision_task",
        columns: &[
            of("supervisi", "doc", Kind::Plain, "id supervisi"),
            of("nomor", "task", Kind::Plain, "Pembeda, menurut urutan"),
            of("tindak_lanjut", "what", Kind::Plain, "Yang dikerjakan"),
            of(
                "penanggung_jawab",
                "who",
                Kind::Plain,
                "id orang yang mengerjakan",
            ),
            of("tenggat", "due", Kind::Plain, "Paling lambat"),
            of(
                "selesai",
                "closed",
                Kind::Plain,
                "1: selesai menurut kantor",
            ),
            of("bukti", "proof", Kind::Plain, "Bukti selesai"),
            of("dibuktikan", "proved", Kind::Plain, "Tanggal bukti"),
        ],
    },
    Table {
        name: "instrumen",
        title: "Versi instrumen supervisi",
        from: "rm_instrument",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("versi", "version", Kind::Plain, "Sidik versi"),
            of(
                "isi",
                "json",
                Kind::Plain,
                "Butir, skala, dan kategori (JSON)",
            ),
        ],
    },
    Table {
        name: "instrumen_berlaku",
        title: "Versi instrumen yang berlaku",
        from: "rm_instrument_current",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("versi", "version", Kind::Plain, "Sidik versi"),
        ],
    },
    Table {
        name: "nilai_pelatihan",
        title: "Nilai dan sertifikat pelatihan",
        from: "rm_score",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("orang", "staff", Kind::Plain, "id orang"),
            of("pelatihan", "training", Kind::Plain, "id pelatihan"),
            of("pretest", "pre", Kind::Plain, "Nilai pre-test, persepuluh"),
            of(
                "posttest",
                "post",
                Kind::Plain,
                "Nilai post-test, persepuluh",
            ),
            of("hasil", "outcome", Kind::Plain, "lulus atau tidak_lulus"),
            of("sertifikat", "certificate", Kind::Plain, "Nomor sertifikat"),
            of("tanggal", "certified", Kind::Plain, "Tanggal sertifikat"),
            of("jp", "jp", Kind::Plain, "Jam pelajaran pada sertifikat"),
        ],
    },
];
