//! The office and its people in the export.

use super::table::{ID, Kind, SINCE, Table, of, plain};

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "kantor",
        title: "Kantor",
        from: "rm_office",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("nama", "name", Kind::Plain, "Nama kantor"),
            of(
                "kabupaten_kode",
                "kabupaten",
                Kind::Plain,
                "Kode Kemendagri kabupaten/kota",
            ),
            of("kabupaten", "kabupaten", Kind::Place, "Nama kabupaten/kota"),
            of(
                "zona_menit",
                "utc_offset_minutes",
                Kind::Plain,
                "Zona waktu: menit di timur UTC",
            ),
        ],
    },
    Table {
        name: "pengaturan",
        title: "Pengaturan kantor",
        from: "rm_setting",
        columns: &[
            of("kantor", "doc", Kind::Plain, "id kantor"),
            of("kunci", "key", Kind::Plain, "Nama pengaturan"),
            of("nilai", "value", Kind::Plain, "Isinya"),
        ],
    },
    Table {
        name: "kurikulum",
        title: "Edisi kurikulum",
        from: "rm_curriculum",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("edisi", "edition", Kind::Plain, "Nama edisi"),
            of("isi", "json", Kind::Plain, "Modul dan sesi, sebagai JSON"),
        ],
    },
    Table {
        name: "orang",
        title: "Pendamping dan petugas kantor",
        from: "rm_staff",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("nama", "name", Kind::Plain, "Nama"),
            of("peran", "role", Kind::Plain, "Peran, misalnya pendamping"),
            plain("nip", "NIP"),
            of("telepon", "phone", Kind::Plain, "Nomor telepon"),
            of("surel", "email", Kind::Plain, "Alamat surel"),
            of(
                "status_pegawai",
                "employment",
                Kind::Plain,
                "asn, pppk, kontrak, atau honor_daerah",
            ),
            of("tmt", "started", Kind::Plain, "Bekerja sejak (TMT)"),
            of(
                "kabupaten",
                "kabupaten",
                Kind::Plain,
                "Di kantor provinsi: kode kabupaten/kota yang diwakili",
            ),
        ],
    },
    Table {
        name: "orang_tugas",
        title: "Di mana orang bertugas, menurut tanggal",
        from: "rm_staff_posting",
        columns: &[
            of("orang", "doc", Kind::Plain, "id orang"),
            of("sejak", "since", Kind::Plain, SINCE),
            of(
                "kecamatan_kode",
                "kecamatan",
                Kind::Plain,
                "Kode Kemendagri kecamatan; kosong: tidak bertugas lagi",
            ),
            of("kecamatan", "kecamatan", Kind::Place, "Nama kecamatan"),
        ],
    },
    Table {
        name: "orang_kecamatan",
        title: "Kecamatan tempat orang bekerja",
        from: "rm_staff_kecamatan",
        columns: &[
            of("orang", "doc", Kind::Plain, "id orang"),
            of(
                "kecamatan_kode",
                "kecamatan",
                Kind::Plain,
                "Kode Kemendagri kecamatan",
            ),
            of("kecamatan", "kecamatan", Kind::Place, "Nama kecamatan"),
        ],
    },
    Table {
        name: "orang_perangkat",
        title: "Perangkat orang",
        from: "rm_staff_device",
        columns: &[
            of("orang", "doc", Kind::Plain, "id orang"),
            of(
                "perangkat",
                "device",
                Kind::Plain,
                "Nomor perangkat (heksadesimal)",
            ),
        ],
    },
];
