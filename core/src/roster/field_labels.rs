//! The names that offices give to the columns of a roster: a list of labels for each field, and words of which labels are put together. It knows
//! labels, not cells.

use super::field::Field;
use crate::reference::fold;

impl Field {
    /// The labels under which offices write it, folded by [`fold::joined`].
    #[allow(clippy::too_many_lines, reason = "one table")]
    fn labels(self) -> &'static [&'static str] {
        match self {
            Self::No => &["no", "nomor", "nourut", "nomorurut", "num"],
            Self::PkhId => &[
                "idpkh",
                "nopkh",
                "nopeserta",
                "nomorpeserta",
                "nopesertapkh",
                "nomorpesertapkh",
                "idkpm",
                "idpeserta",
                "idkeluarga",
                "idpengurus",
                "nopesertaid",
                "kodepeserta",
                "noidpkh",
                "idpesertapkh",
                "nokepesertaan",
                "nopkhkpm",
            ],
            Self::Name => &[
                "namapengurus",
                "namakpm",
                "nama",
                "namakpmpkh",
                "namapenerima",
                "namapenerimamanfaat",
                "namapeserta",
                "namapesertapkh",
                "namalengkap",
                "namapenguruskpm",
                "namapengurusspkh",
                "namapenguruspkh",
                "pengurus",
                "namakpmpengurus",
                "namakeluarga",
                "namapenerimabantuan",
                "namapenerimapkh",
                "namapenerimabansos",
                "namakpmpenguruspkh",
                "namaibupengurus",
                "namaibukpm",
                "namakpmibu",
                "namapenguruskeluarga",
                "namapengurusibu",
                "namaanggotakpm",
                "namaanggota",
                "namaart",
                "kpm",
                "namapm",
                "nmpengurus",
                "nmkpm",
                "nmpenerima",
                "namaktp",
                "namasesuaiktp",
                "namapengurusibukpm",
            ],
            Self::Nik => &[
                "nik",
                "noktp",
                "nomorktp",
                "ktp",
                "nonik",
                "nomornik",
                "nikpengurus",
                "nikkpm",
                "nikktp",
                "noktpnik",
                "niknoktp",
                "nomorindukkependudukan",
                "niksesuaiktp",
                "nikktppengurus",
                "nonikktp",
                "nonikpengurus",
                "nikpenerima",
                "nikkpmpengurus",
                "nopengurusnik",
                "nikpeserta",
                "nikibu",
                "nikart",
                "nikpm",
            ],
            Self::Kk => &[
                "nokk",
                "kk",
                "nomorkk",
                "nokartukeluarga",
                "nomorkartukeluarga",
                "kartukeluarga",
                "kkpengurus",
                "nokkkpm",
                "nokkpengurus",
                "nikkk",
                "idkk",
            ],
            Self::Address => &[
                "alamat",
                "alamatlengkap",
                "alamatrumah",
                "alamatktp",
                "alamatdomisili",
                "alamatpengurus",
                "alamatdusun",
                "dusunrtrw",
                "alamatkpm",
            ],
            Self::Desa => &[
                "desakelurahan",
                "desa",
                "kelurahan",
                "kelurahandesa",
                "desakel",
                "keldesa",
                "namadesa",
                "namakelurahan",
                "namadesakelurahan",
                "namakel",
                "nmkel",
                "nmdesa",
                "namadesakel",
                "desaataukelurahan",
                "namakeldesa",
                "namakelurahandesa",
                "desakelurahannama",
                "kel",
            ],
            Self::Kecamatan => &[
                "kecamatan",
                "kec",
                "namakecamatan",
                "namakec",
                "nmkec",
                "kecnama",
            ],
            Self::Group => &[
                "kelompok",
                "namakelompok",
                "kelompokp2k2",
                "namakelompokp2k2",
                "kelompokdampingan",
                "kelompokfds",
                "kelompokkpm",
                "namakelompokkpm",
                "namaklp",
                "klp",
                "kelompokpkh",
                "namakelompokpkh",
                "kelompokp2k2fds",
                "namakelompokfds",
                "nmkelompok",
            ],
            Self::GroupNo => &["nokelompok", "nomorkelompok", "kelompokke"],
            Self::GroupRole => &[
                "statuskelompok",
                "jabatan",
                "jabatankelompok",
                "jabatandalamkelompok",
                "statusdalamkelompok",
                "ketuaanggota",
                "ketuakelompok",
                "statusanggota",
            ],
            Self::Hamil => &[
                "hamil",
                "ibuhamil",
                "bumil",
                "komponenhamil",
                "jmlhamil",
                "jumlahhamil",
                "ibuhamilnifas",
            ],
            Self::Aud => &[
                "aud",
                "anakusiadini",
                "usiadini",
                "balita",
                "komponenaud",
                "anakbalita",
                "anakusiadiniaud",
                "jmlaud",
                "paud",
            ],
            Self::Sd => &[
                "sd",
                "anaksd",
                "sdsederajat",
                "sdmi",
                "komponensd",
                "jmlsd",
                "anaksdsederajat",
            ],
            Self::Smp => &[
                "smp",
                "anaksmp",
                "smpsederajat",
                "smpmts",
                "komponensmp",
                "sltp",
                "jmlsmp",
                "anaksmpsederajat",
            ],
            Self::Sma => &[
                "sma",
                "anaksma",
                "smasederajat",
                "smasmk",
                "smasmkma",
                "komponensma",
                "slta",
                "jmlsma",
                "anaksmasederajat",
            ],
            Self::Disabilitas => &[
                "disab",
                "disabilitas",
                "disabilitasberat",
                "difabel",
                "penyandangdisabilitas",
                "komponendisabilitas",
                "disabil",
                "disabilitasbrt",
                "jmldisabilitas",
                "pd",
            ],
            Self::Lansia => &[
                "lansia",
                "lanjutusia",
                "komponenlansia",
                "jmllansia",
                "usialanjut",
            ],
            Self::Status => &[
                "statuskepesertaan",
                "status",
                "statuskpm",
                "statuspeserta",
                "statuskpmpkh",
                "kepesertaan",
                "statuskeaktifan",
                "statusaktif",
                "keaktifan",
                "statuskeanggotaan",
                "statuskepesertaanpkh",
                "statuspkh",
            ],
            Self::Tahap => &[
                "tahapbansos",
                "tahap",
                "tahapbantuan",
                "tahappencairan",
                "tahapsalur",
                "tahappenyaluran",
            ],
            Self::Phone => &[
                "nohp",
                "hp",
                "nomorhp",
                "notelp",
                "notelepon",
                "nomortelepon",
                "telepon",
                "telp",
                "nowa",
                "nohpwa",
                "notelphp",
                "nohandphone",
            ],
            Self::Pendamping => &[
                "pendamping",
                "namapendamping",
                "pendampingpkh",
                "namapendampingpkh",
                "pendampingsosial",
                "namapendampingsosial",
                "namapsm",
                "pendampingsosialpkh",
                "nmpendamping",
                "namapendampingsosialpkh",
                "psp",
                "namapsp",
            ],
            Self::Dusun => &[
                "dusun",
                "namadusun",
                "lingkungan",
                "dusunlingkungan",
                "dsn",
                "jorong",
                "kampung",
            ],
            Self::Rt => &["rt", "nort", "rtrw", "nortrw"],
            Self::Rw => &["rw", "norw"],
            Self::Birth => &["tgllahir", "tanggallahir", "tgllhr", "tglahir"],
            Self::Dtks => &[
                "iddtks",
                "idbdt",
                "noiddtks",
                "iddtsen",
                "noiddtsen",
                "idbdtdtks",
                "iddtsenkeluarga",
            ],
            Self::Region => &[
                "kodewilayah",
                "kodedesa",
                "kddesa",
                "kdwilayah",
                "kodekelurahan",
                "kodekel",
                "kdkel",
            ],
            Self::Payment => &[
                "statuspenyaluran",
                "statussalur",
                "statuspencairan",
                "statusbayar",
                "statuspembayaran",
                "statustransaksi",
                "statusrekening",
                "statussp2d",
                "statusbansos",
                "statuskartu",
                "statuskks",
                "ketsalur",
                "keteranganpenyaluran",
            ],
        }
    }

    /// The field that a column label names, if it is one that offices use; what it says in brackets does not count.
    pub fn of_label(label: &str) -> Option<Self> {
        let named = |label: &str| {
            let folded = fold::joined(label);
            Self::ALL
                .into_iter()
                .find(|field| field.labels().contains(&folded.as_str()))
                .or_else(|| is_a_persons_name(&folded).then_some(Self::Name))
                .or_else(|| is_a_groups_number(&folded).then_some(Self::GroupNo))
                .or_else(|| composed(&folded))
        };
        named(label).or_else(|| {
            let (bare, rest) = label.split_once('(')?;
            let (within, after) = rest.split_once(')').unwrap_or((rest, ""));
            let is_number = |field: &Self| matches!(field, Self::Nik | Self::Kk);
            named(&format!("{bare} {after}")).or_else(|| named(within).filter(is_number))
        })
    }
}

/// Labels that are put together: the field, words of which one is there, and words that may stand around it.
type Composed = (Field, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const COMPOSED: [Composed; 15] = [
    (Field::Desa,
        &["desa", "kelurahan", "nagari", "gampong", "gampoeng", "pekon", "lembang", "ohoi", "tiyuh", "negeri"],
        &["nama", "nm", "kampung", "kel", "ds", "atau", "domisili", "alamat", "asal"]),
    (Field::Kecamatan,
        &["kecamatan", "kec", "distrik", "kapanewon", "kemantren"],
        &["nama", "nm", "atau", "domisili", "alamat", "asal"]),
    (Field::Group,
        &GROUP,
        &["nama", "nm", "pkh", "fds", "kpm", "dampingan", "binaan", "peserta"]),
    (Field::Pendamping,
        &["pendamping", "psp"],
        &["nama", "nm", "lengkap", "sosial", "pkh", "kpm", "wilayah", "desa", "kecamatan", "kelompok", "fds"]),
    (Field::Nik,
        &["nik", "ktp", "indukkependudukan"],
        &["no", "nomor", "pengurus", "kpm", "penerima", "peserta", "manfaat", "ibu", "istri", "pkh", "digit"]),
    (Field::Kk, &["kk", "kartukeluarga"], &["no", "nomor", "id", "kpm", "pengurus", "pkh", "digit"]),
    (Field::Phone,
        &["hp", "handphone", "telp", "telepon", "telpon", "tlp", "wa", "whatsapp"],
        &["no", "nomor", "kpm", "pengurus", "ibu", "aktif", "atau", "yang"]),
    (Field::Birth, &["lahir", "lhr", "ttl"], &["tempat", "tgl", "tanggal", "dan"]),
    (Field::Hamil, &["hamil", "bumil"], &["ibu", "nifas", "atau", "dan", "jml", "jumlah", "komponen"]),
    (Field::Aud,
        &["anakusiadini", "usiadini", "aud", "balita"],
        &["anak", "paud", "th", "thn", "tahun", "bulan", "jml", "jumlah", "komponen"]),
    (Field::Sd, &["sd"], &["anak", "mi", "sederajat", "usia", "sekolah", "jml", "jumlah", "komponen"]),
    (Field::Smp, &["smp", "sltp"], &["anak", "mts", "sederajat", "usia", "sekolah", "jml", "jumlah", "komponen"]),
    (Field::Sma, &["sma", "slta", "smk"], &["anak", "ma", "sederajat", "usia", "sekolah", "jml", "jumlah", "komponen"]),
    (Field::Disabilitas, &["disabilitas", "difabel"], &["penyandang", "berat", "jml", "jumlah", "komponen"]),
    (Field::Lansia,
        &["lansia", "lanjutusia", "usialanjut"],
        &["th", "thn", "tahun", "keatas", "jml", "jumlah", "komponen"]),
];
/// Words for a group.
const GROUP: [&str; 6] = ["kelompok", "klp", "klpk", "klmpk", "group", "grup"];
/// The longest folded label that is looked at as one that is put together.
const LONGEST_COMPOSED: usize = 60;

/// The field that a folded label names by its words, in whatever order: "desa/kel/nagari", "nama kelompok P2K2/FDS", "lansia 60 tahun ke atas".
fn composed(folded: &str) -> Option<Field> {
    if folded.len() > LONGEST_COMPOSED {
        return None;
    }
    // One word of the programme is as good as another.
    let named = folded.replace("p2k2", "pkh");
    let counted = named.replace(|sign: char| sign.is_ascii_digit(), "");
    let found = COMPOSED.iter().find(|(field, words, beside)| {
        let label = if Field::COMPONENTS.contains(field) {
            &counted
        } else {
            &named
        };
        consists_of(label, words, beside, false)
    });
    found.map(|(field, _, _)| *field)
}

/// Whether a folded label says a number and then of which group, or the other way round: "no. kelompok P2K2", "klp ke".
fn is_a_groups_number(folded: &str) -> bool {
    const BEFORE: [&str; 5] = ["no", "nomor", "nomer", "num", "angka"];
    const BEHIND: [&str; 5] = ["ke", "no", "nomor", "nomer", "noke"];
    const BESIDE: [&str; 4] = ["pkh", "fds", "dampingan", "binaan"];
    if folded.len() > LONGEST_COMPOSED {
        return false;
    }
    let folded = folded.replace("p2k2", "pkh");
    let is_group = |rest: &str| consists_of(rest, &GROUP, &BESIDE, false);
    let before = BEFORE.iter().filter_map(|word| folded.strip_prefix(word));
    let behind = BEHIND.iter().filter_map(|word| folded.strip_suffix(word));
    before.chain(behind).any(is_group)
}

/// Whether a text is nothing but these words, one of `words` among them.
fn consists_of(rest: &str, words: &[&str], beside: &[&str], named: bool) -> bool {
    if rest.is_empty() {
        return named;
    }
    let goes_on = |word: &&str, names: bool| {
        let after = rest.strip_prefix(*word);
        after.is_some_and(|after| consists_of(after, words, beside, named || names))
    };
    words.iter().any(|word| goes_on(word, true)) || beside.iter().any(|word| goes_on(word, false))
}

/// Whether a folded label says "nama" and then only whose it is, in whatever order: "nama lengkap KPM", "nama pengurus sesuai KTP".
fn is_a_persons_name(folded: &str) -> bool {
    const WHOSE: [&str; 12] = [
        "lengkap", "pengurus", "kpm", "peserta", "penerima", "sesuai", "ktp", "pkh", "ibu",
        "manfaat", "bantuan", "bansos",
    ];
    // "Nama bantuan" and "nama ibu" are others' names.
    const PERSONS: usize = 5;
    let Some(mut rest) = folded.strip_prefix("nama") else {
        return false;
    };
    let mut of_a_person = false;
    while !rest.is_empty() {
        let Some(at) = WHOSE.iter().position(|word| rest.starts_with(word)) else {
            return false;
        };
        of_a_person |= at < PERSONS;
        rest = &rest[WHOSE[at].len()..];
    }
    of_a_person
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn labels_as_offices_write_them() {
        for (label, field) in [
            ("NAMA PENGURUS", Field::Name),
            (" Nama KPM *", Field::Name),
            ("Nama Lengkap KPM", Field::Name),
            ("NAMA PENGURUS LENGKAP SESUAI KTP", Field::Name),
            ("N I K", Field::Nik),
            ("No. KTP", Field::Nik),
            ("NO.KK", Field::Kk),
            ("No Peserta", Field::PkhId),
            ("DESA/KELURAHAN", Field::Desa),
            ("Kel./Desa", Field::Desa),
            ("STATUS\nKELOMPOK", Field::GroupRole),
            ("Nomor HP", Field::Phone),
            ("NAMA_KEL", Field::Desa),
            ("NIK_KTP", Field::Nik),
            ("NIK (16 digit)", Field::Nik),
            ("TGL_LAHIR", Field::Birth),
            ("DISABIL", Field::Disabilitas),
            ("IDDTKS", Field::Dtks),
            ("NAGARI", Field::Desa),
            ("Gampong", Field::Desa),
            ("DESA/KEL/NAGARI", Field::Desa),
            ("KAMPUNG/KELURAHAN", Field::Desa),
            ("KAMPUNG", Field::Dusun),
            ("DISTRIK", Field::Kecamatan),
            ("KECAMATAN DOMISILI", Field::Kecamatan),
            ("NAMA\nKLPK", Field::Group),
            ("NAMA KELOMPOK P2K2 / FDS", Field::Group),
            ("PENDAMPING SOSIAL PKH KECAMATAN", Field::Pendamping),
            ("NO. INDUK KEPENDUDUKAN (NIK)", Field::Nik),
            ("NOMOR IDENTITAS (NIK)", Field::Nik),
            ("NO. HANDPHONE / WA", Field::Phone),
            ("ANAK USIA DINI (0-6 TH)", Field::Aud),
            ("LANJUT USIA 60+", Field::Lansia),
            ("TEMPAT, TGL LAHIR", Field::Birth),
            ("NO. KELOMPOK", Field::GroupNo),
            ("NO KLP P2K2", Field::GroupNo),
            ("KELOMPOK KE-", Field::GroupNo),
            ("Nomor Kelompok FDS", Field::GroupNo),
            ("NAMA KPM GROUP", Field::Group),
            ("NAMA GRUP", Field::Group),
        ] {
            assert_eq!(Field::of_label(label), Some(field), "{label}");
        }
        for label in [
            "",
            "KETERANGAN",
            "NO REKENING",
            "NAMA BANK",
            "NAMA_KAB",
            "NAMA IBU KANDUNG",
            "(tanda tangan)",
            "SITI AMINAH",
            "1",
            "KELOMPOK 1",
            "MELATI 1",
            "KETUA KELOMPOK UMUR",
            "NO HP PENDAMPING",
            "NIK PENDAMPING",
            "NIK ANAK",
            "NAMA KK",
            "JUMLAH",
            "JUMLAH KPM",
            "PARAF (KPM)",
            "NO URUT KELOMPOK",
            "NO ANGGOTA KELOMPOK",
        ] {
            assert_eq!(Field::of_label(label), None, "{label}");
        }
    }

    #[test]
    fn no_label_names_two_fields_and_every_field_has_one() {
        let mut seen = BTreeSet::new();
        for field in Field::ALL {
            assert!(!field.labels().is_empty());
            for label in field.labels() {
                assert!(seen.insert(*label), "{label}");
                assert_eq!(*label, fold::joined(label), "written as it is compared");
            }
        }
    }

    #[test]
    fn names_of_others_are_no_names_of_families() {
        for label in ["Nama Ibu", "Nama Bantuan", "Nama Bank", "Nama Lengkap Ayah"] {
            assert_eq!(Field::of_label(label), None, "{label}");
        }
    }
}
