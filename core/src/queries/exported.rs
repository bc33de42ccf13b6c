//! The tables of the export: from where each is read, and what its columns say. What the read model holds and is not here is
//! derived from what is; a test lists it.

use rusqlite::{Connection, Row};

/// A table of the export.
pub(crate) struct Table {
    /// Its stable name.
    pub name: &'static str,
    /// What its rows are.
    pub title: &'static str,
    /// What it is read from.
    pub from: &'static str,
    /// Its columns, in order; by the first of them its rows are in order.
    pub columns: &'static [Column],
}

/// A column of the export.
pub(crate) struct Column {
    /// Its stable name.
    pub name: &'static str,
    /// The column that it is read from.
    pub from: &'static str,
    /// How it is written.
    pub kind: Kind,
    /// What it says.
    pub meaning: &'static str,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text or a number as it is; ids as UUID, other bytes as hex.
    Plain,
    /// The name of a desa, kecamatan or kabupaten, of its code.
    Place,
    /// Minutes after midnight as `09:00`.
    Time,
    /// The id of the family that the key of a mark means, where it means one.
    Family,
    /// Seconds since 1970 as a moment in UTC.
    Moment,
}

impl Table {
    /// Shows every row to `take`, in order.
    pub(crate) fn each<E: From<rusqlite::Error>>(
        &self,
        conn: &Connection,
        mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.from).collect();
        // A column that is read twice would be ambiguous by its name: it is ordered by place.
        let sql = format!(
            "SELECT {} FROM {} ORDER BY 1, 2",
            columns.join(", "),
            self.from
        );
        let mut statement = conn.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// How many rows it has.
    pub(crate) fn count(&self, conn: &Connection) -> rusqlite::Result<u32> {
        let sql = format!("SELECT count(*) FROM {}", self.from);
        conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    }
}

const fn plain(name: &'static str, meaning: &'static str) -> Column {
    of(name, name, Kind::Plain, meaning)
}

const fn of(name: &'static str, from: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column {
        name,
        from,
        kind,
        meaning,
    }
}

const ID: &str = "Nomor tetap (UUID), menghubungkan tabel-tabel ini";
const SINCE: &str = "Berlaku sejak tanggal ini; kosong: sejak awal";

/// All of them.
pub(crate) const TABLES: &[Table] = &[
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
        name: "surat",
        title: "Surat teguran dan pernyataan komitmen",
        from: "rm_letter",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("kpm", "family", Kind::Plain, "id KPM"),
            of(
                "sejak",
                "since",
                Kind::Plain,
                "Bulan Alfa pertama yang menjadi dasarnya",
            ),
            of(
                "tahap",
                "step",
                Kind::Plain,
                "teguran_1, teguran_2, teguran_3, pernyataan",
            ),
            of(
                "nama",
                "name",
                Kind::Plain,
                "Nama pengurus seperti tertulis",
            ),
            of("kelompok", "grp", Kind::Plain, "id kelompok saat itu"),
            of("perangkat", "device", Kind::Plain, "Perangkat yang membuat"),
            of("nomor", "number", Kind::Plain, "Nomor surat"),
            of("tanggal", "day", Kind::Plain, "Tanggal surat"),
            of(
                "undangan",
                "invited",
                Kind::Plain,
                "Tanggal pertemuan yang diundang",
            ),
            of("tempat", "place", Kind::Plain, "Tempat pertemuan itu"),
            of("diserahkan", "delivered", Kind::Plain, "Tanggal penyerahan"),
            of("cara", "way", Kind::Plain, "Cara penyampaian"),
            of(
                "pengantar",
                "carrier",
                Kind::Plain,
                "id orang yang menyerahkan",
            ),
            of("penerima", "receiver", Kind::Plain, "Diterima oleh"),
            of("diterima", "received", Kind::Plain, "Tanggal tanda terima"),
            of("tindak_lanjut", "response", Kind::Plain, "Tindak lanjut"),
            of("ditindaklanjuti", "responded", Kind::Plain, "Tanggalnya"),
            of("selesai", "closed", Kind::Plain, "1: selesai"),
            of("dibatalkan", "cancelled", Kind::Plain, "1: dibatalkan"),
            of("alasan", "why", Kind::Plain, "Mengapa dibatalkan"),
        ],
    },
    Table {
        name: "dasar_surat",
        title: "Pertemuan yang menjadi dasar surat",
        from: "rm_letter_ground",
        columns: &[
            of("surat", "doc", Kind::Plain, "id surat"),
            of("pertemuan", "meeting", Kind::Plain, "id pertemuan"),
            of(
                "tanggal",
                "day",
                Kind::Plain,
                "Tanggal saat surat dibuat; KPM itu Alfa",
            ),
        ],
    },
    Table {
        name: "rekap_terkirim",
        title: "Rekap yang sudah terkirim, satu lembar per kecamatan",
        from: "rm_sent",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of(
                "kecamatan_kode",
                "kecamatan",
                Kind::Plain,
                "Kode Kemendagri kecamatan",
            ),
            of("kecamatan", "kecamatan", Kind::Place, "Nama kecamatan"),
            of("bulan", "month", Kind::Plain, "Bulan, tahun-bulan"),
            of(
                "kiriman",
                "send",
                Kind::Plain,
                "Lembar satu kiriman bernomor sama",
            ),
            of(
                "versi",
                "version",
                Kind::Plain,
                "1: yang pertama; lebih: pembetulan",
            ),
            of("tanggal", "day", Kind::Plain, "Tanggal terkirim"),
            of("tujuan", "receiver", Kind::Plain, "Kepada siapa"),
            of("catatan", "note", Kind::Plain, "Catatan"),
            of("tanda", "digest", Kind::Plain, "Tanda angka kiriman itu"),
            of(
                "pertemuan",
                "meetings",
                Kind::Plain,
                "Pertemuan yang dihitung dalam kiriman itu",
            ),
            of(
                "perangkat",
                "device",
                Kind::Plain,
                "Perangkat kantor yang mengirim",
            ),
        ],
    },
    Table {
        name: "angka_terkirim",
        title: "Baris rekap seperti terkirim",
        from: "rm_sent_row",
        columns: &[
            of("lembar", "doc", Kind::Plain, "id lembar terkirim"),
            of(
                "baris",
                "line",
                Kind::Plain,
                "id pendamping; none: tanpa pendamping; total: jumlah",
            ),
            of("isi", "cells", Kind::Plain, "Isi per kolom, JSON"),
        ],
    },
    Table {
        name: "suara",
        title: "Suara staf: pertanyaan, kendala, aspirasi, usul",
        from: "rm_voice",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("tanggal", "day", Kind::Plain, "Kapan disampaikan"),
            of("nomor", "id", Kind::Plain, "Pembeda suara pada hari itu"),
            of("jenis", "kind", Kind::Plain, "Jenisnya"),
            of("topik", "topic", Kind::Plain, "Topik"),
            of("isi", "text", Kind::Plain, "Yang disampaikan"),
            of("orang", "by", Kind::Plain, "id orang, seperti tertulis"),
            of(
                "perangkat",
                "device",
                Kind::Plain,
                "Perangkat yang menyampaikan",
            ),
            of("pertemuan", "meeting", Kind::Plain, "id pertemuan asalnya"),
            of("jawaban", "answer", Kind::Plain, "Jawaban kantor"),
            of("dijawab", "answered", Kind::Plain, "Tanggal jawaban"),
            of("tindak_lanjut", "task", Kind::Plain, "Yang dikerjakan"),
            of(
                "penanggung_jawab",
                "who",
                Kind::Plain,
                "id orang yang mengerjakan",
            ),
            of("tenggat", "due", Kind::Plain, "Paling lambat"),
            of("selesai", "closed", Kind::Plain, "1: selesai"),
            of(
                "digabung",
                "joined",
                Kind::Plain,
                "id suara yang dijawab bersama",
            ),
            of("bukti", "proof", Kind::Plain, "Bukti selesai"),
            of("dibuktikan", "proved", Kind::Plain, "Tanggal bukti"),
        ],
    },
    Table {
        name: "pelatihan",
        title: "Pelatihan staf: diklat, bimtek, coaching, e-learning, uji",
        from: "rm_training",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("dicatat", "filed", Kind::Plain, "Tanggal penyimpanan"),
            of("nama", "name", Kind::Plain, "Nama kegiatan"),
            of("jenis", "kind", Kind::Plain, "Jenisnya"),
            of("tema", "theme", Kind::Plain, "Tema"),
            of("penyelenggara", "organizer", Kind::Plain, "Penyelenggara"),
            of("angkatan", "batch", Kind::Plain, "Angkatan atau gelombang"),
            of("moda", "mode", Kind::Plain, "Tatap muka, daring, campuran"),
            of("tempat", "place", Kind::Plain, "Tempat"),
            of("mulai", "starts", Kind::Plain, "Hari pertama"),
            of("selesai", "ends", Kind::Plain, "Hari terakhir"),
            of("jp", "jp", Kind::Plain, "Jam pelajaran"),
            of("fds", "fds", Kind::Plain, "1: tentang P2K2/FDS"),
            of("tidak_jadi", "cancelled", Kind::Plain, "1: tidak jadi"),
        ],
    },
    Table {
        name: "pelatihan_setengah_hari",
        title: "Setengah hari pelatihan",
        from: "rm_training_half",
        columns: &[
            of("pelatihan", "doc", Kind::Plain, "id pelatihan"),
            of(
                "waktu",
                "half",
                Kind::Plain,
                "Tanggal, .p pagi atau .s siang",
            ),
            of("materi", "topic", Kind::Plain, "Materi"),
        ],
    },
    Table {
        name: "pelatihan_orang",
        title: "Peserta dan fasilitator pelatihan",
        from: "rm_training_person",
        columns: &[
            of("pelatihan", "doc", Kind::Plain, "id pelatihan"),
            of(
                "siapa",
                "who",
                Kind::Plain,
                "s dan id orang, atau g dan nomor tamu",
            ),
            of("orang", "staff", Kind::Plain, "id orang"),
            of("nama", "name", Kind::Plain, "Nama tamu"),
            of("instansi", "agency", Kind::Plain, "Instansi tamu"),
            of(
                "status",
                "taking",
                Kind::Plain,
                "diusulkan, terdaftar, hadir, batal",
            ),
            of("sebagai", "as_what", Kind::Plain, "Fasilitator sebagai apa"),
        ],
    },
    Table {
        name: "pelatihan_hadir",
        title: "Kehadiran pada pelatihan",
        from: "rm_training_mark",
        columns: &[
            of("pelatihan", "doc", Kind::Plain, "id pelatihan"),
            of(
                "waktu",
                "half",
                Kind::Plain,
                "Tanggal, .p pagi atau .s siang",
            ),
            of(
                "siapa",
                "who",
                Kind::Plain,
                "s dan id orang, atau g dan nomor tamu",
            ),
            of(
                "tanda",
                "presence",
                Kind::Plain,
                "hadir, izin, tanpa_keterangan",
            ),
        ],
    },
    Table {
        name: "rakor",
        title: "Rapat koordinasi staf",
        from: "rm_rakor",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("dicatat", "filed", Kind::Plain, "Tanggal penyimpanan"),
            of("nama", "title", Kind::Plain, "Nama rapat"),
            of("tanggal", "day", Kind::Plain, "Tanggal, tahun-bulan-hari"),
            of("mulai", "starts", Kind::Time, "Jam mulai"),
            of("selesai", "ends", Kind::Time, "Jam selesai"),
            of("tempat", "place", Kind::Plain, "Tempat"),
            of("nomor", "number", Kind::Plain, "Nomor undangan"),
            of("dari", "sender", Kind::Plain, "Pengirim undangan"),
            of("kepada", "addressee", Kind::Plain, "Tujuan undangan"),
            of("sifat", "nature", Kind::Plain, "Sifat undangan"),
            of("pimpinan", "leader", Kind::Plain, "Pimpinan rapat"),
            of("notulis", "secretary", Kind::Plain, "Notulis"),
            of("agenda", "agenda", Kind::Plain, "Agenda"),
            of("kesimpulan", "conclusion", Kind::Plain, "Kesimpulan"),
            of("tidak_jadi", "cancelled", Kind::Plain, "1: tidak jadi"),
            of(
                "dikunci",
                "locked",
                Kind::Plain,
                "Versi notulen yang dikunci (heksadesimal); kosong: belum dikunci",
            ),
        ],
    },
    Table {
        name: "rakor_orang",
        title: "Kehadiran pada rapat koordinasi",
        from: "rm_rakor_person",
        columns: &[
            of("rakor", "doc", Kind::Plain, "id rapat"),
            of(
                "siapa",
                "who",
                Kind::Plain,
                "s dan id orang, atau g dan nomor tamu",
            ),
            of("orang", "staff", Kind::Plain, "id orang"),
            of("nama", "name", Kind::Plain, "Nama tamu"),
            of("instansi", "agency", Kind::Plain, "Instansi tamu"),
            of(
                "tanda",
                "presence",
                Kind::Plain,
                "hadir, izin, tanpa_keterangan",
            ),
            of("alasan", "reason", Kind::Plain, "Alasan izin"),
        ],
    },
    Table {
        name: "rakor_notulen",
        title: "Pokok notulen rapat koordinasi",
        from: "rm_rakor_point",
        columns: &[
            of("rakor", "doc", Kind::Plain, "id rapat"),
            of("pokok", "point", Kind::Plain, "Nomor pokok, menurut urutan"),
            of("pembicara", "speaker", Kind::Plain, "Siapa yang berbicara"),
            of("isi", "said", Kind::Plain, "Yang dikatakan"),
            of("keputusan", "decided", Kind::Plain, "Yang diputuskan"),
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
    Table {
        name: "rencana",
        title: "Rencana kelompok setahun (RTL)",
        from: "rm_plan",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("kelompok", "grp", Kind::Plain, "id kelompok"),
            of("tahun", "year", Kind::Plain, "Tahun"),
        ],
    },
    Table {
        name: "rencana_bulan",
        title: "Rencana kelompok per bulan",
        from: "rm_planned",
        columns: &[
            of("rencana", "doc", Kind::Plain, "id rencana"),
            of("bulan", "month", Kind::Plain, "Bulan, 1 sampai 12"),
            of(
                "sesi",
                "sessions",
                Kind::Plain,
                "Kode sesi yang direncanakan",
            ),
            of("tanggal", "date", Kind::Plain, "Tanggal yang direncanakan"),
            of("mulai", "starts", Kind::Time, "Jam mulai"),
            of("selesai", "ends", Kind::Time, "Jam selesai"),
            of("tempat", "place", Kind::Plain, "Tempat"),
            of(
                "alasan",
                "reason",
                Kind::Plain,
                "Mengapa tidak ada pertemuan bulan itu",
            ),
        ],
    },
    Table {
        name: "siks",
        title: "Pertemuan dan SIKS-NG",
        from: "rm_siks",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("pertemuan", "meeting", Kind::Plain, "id pertemuan"),
            of("tahun", "year", Kind::Plain, "Tahun"),
            of("keadaan", "state", Kind::Plain, "masuk atau ditolak"),
            of("tanggal", "day", Kind::Plain, "Kapan itu dicatat"),
            of(
                "catatan",
                "note",
                Kind::Plain,
                "Alasan ditolak, atau catatan lain",
            ),
            of("oleh", "by", Kind::Plain, "id orang yang mencatat"),
        ],
    },
    Table {
        name: "siks_disalin",
        title: "Isian yang sudah disalin ke SIKS-NG",
        from: "rm_siks_copied",
        columns: &[
            of("siks", "doc", Kind::Plain, "id pada tabel siks"),
            of("isian", "field", Kind::Plain, "Isian yang disalin"),
        ],
    },
    Table {
        name: "susulan",
        title: "Materi susulan dan kunjungan rumah",
        from: "rm_visit",
        columns: &[
            of("id", "doc", Kind::Plain, ID),
            of("kpm", "family", Kind::Plain, "id KPM"),
            of("tanggal", "day", Kind::Plain, "Kapan"),
            of(
                "cara",
                "way",
                Kind::Plain,
                "pertemuan, kunjungan, atau jarak_jauh",
            ),
            of("catatan", "note", Kind::Plain, "Temuan dan tindak lanjut"),
            of("oleh", "by", Kind::Plain, "id orang, seperti tertulis"),
            of(
                "batal",
                "withdrawn",
                Kind::Plain,
                "1: ternyata tidak terjadi",
            ),
        ],
    },
    Table {
        name: "susulan_sesi",
        title: "Sesi yang diberikan di luar pertemuan",
        from: "rm_visit_session",
        columns: &[
            of("susulan", "doc", Kind::Plain, "id pada tabel susulan"),
            of("sesi", "session", Kind::Plain, "Kode sesi"),
        ],
    },
    Table {
        name: "perbedaan",
        title: "Isian yang dicatat berbeda oleh beberapa orang",
        from: "rm_disagreement",
        columns: &[
            of(
                "id",
                "doc",
                Kind::Plain,
                "id yang dicatat: pertemuan, KPM, kelompok, ...",
            ),
            of("isian", "path", Kind::Plain, "Isian yang berbeda"),
            of("urutan", "rank", Kind::Plain, "0: yang ditampilkan"),
            of("nilai", "value", Kind::Plain, "Yang dicatat"),
            of(
                "perangkat",
                "author",
                Kind::Plain,
                "Perangkat yang mencatat",
            ),
            of("waktu", "time", Kind::Moment, "Kapan dicatat (UTC)"),
        ],
    },
    Table {
        name: "tidak_dihitung",
        title: "Catatan yang tidak berlaku",
        from: "rm_not_heard",
        columns: &[
            of("id", "doc", Kind::Plain, "id yang dicatat"),
            of("alasan", "reason", Kind::Plain, "Mengapa tidak berlaku"),
            of("isian", "path", Kind::Plain, "Isian"),
            of("nilai", "value", Kind::Plain, "Yang dicatat"),
        ],
    },
];
