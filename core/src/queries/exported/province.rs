//! What kabupaten told their province, in the export.

use super::table::{Column, ID, Kind, Table, of};

/// A figure under the name that the rekap has for it.
const fn figure(name: &'static str, from: &'static str) -> Column {
    of(name, from, Kind::Plain, "Jumlah; kosong: tidak diketahui")
}

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "kiriman_kabupaten",
        title: "Bulan yang dikirim kabupaten ke provinsi",
        from: "rm_published",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of(
                "kabupaten",
                "staff",
                Kind::Plain,
                "id kantor kabupaten pada tabel orang",
            ),
            of("bulan", "month", Kind::Plain, "Bulan, tahun-bulan"),
            of("kiriman", "send", Kind::Plain, "Nomor kiriman"),
            of(
                "versi",
                "version",
                Kind::Plain,
                "1: yang pertama; lebih: pembetulan",
            ),
            of("dihitung", "counted", Kind::Plain, "Data per tanggal"),
            of("dikirim", "sent", Kind::Plain, "Tanggal terkirim"),
            of("tanda", "digest", Kind::Plain, "Tanda angka kiriman itu"),
            of(
                "perangkat",
                "device",
                Kind::Plain,
                "Perangkat kabupaten yang mengirim",
            ),
        ],
    },
    Table {
        name: "angka_kabupaten",
        title: "Angka per kecamatan seperti dikirim",
        from: "rm_published_place",
        columns: &[
            of(
                "kiriman",
                "doc",
                Kind::Plain,
                "id pada tabel kiriman_kabupaten",
            ),
            of(
                "wilayah",
                "place",
                Kind::Plain,
                "Kode kecamatan; kode kabupaten: seluruhnya",
            ),
            figure("kelompok", "groups"),
            figure("kelompok_terealisasi", "groups_met"),
            figure("kpm", "families"),
            figure("hadir", "hadir"),
            figure("tidak_hadir", "tidak_hadir"),
            figure("kurang", "kurang"),
            figure("baik", "baik"),
            figure("sangat_baik", "sangat_baik"),
            figure("tidak_dapat_dinilai", "tidak_dapat_dinilai"),
            figure("sdm", "staff"),
            figure("sudah_diklat", "trained"),
            figure("belum_diklat", "untrained"),
            figure("supervisi", "supervised"),
            figure("surat_teguran", "letters"),
            figure("suara_terbuka", "voices_open"),
            figure("suara_lewat_tenggat", "voices_overdue"),
        ],
    },
];
