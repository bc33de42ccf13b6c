//! What a column of a roster may say, and the names that offices give to such columns. It knows labels, not cells.

use serde::{Deserialize, Serialize};

use crate::reference::fold;

/// A column that rosters have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Running number in the sheet.
    No,
    /// Number of the family in the programme.
    PkhId,
    /// Nama pengurus: the woman who comes to the meetings.
    Name,
    /// Her NIK.
    Nik,
    /// No. Kartu Keluarga.
    Kk,
    /// Dusun, street, RT/RW.
    Address,
    /// Desa or kelurahan.
    Desa,
    /// Kecamatan.
    Kecamatan,
    /// Name of the group.
    Group,
    /// Ketua kelompok or anggota.
    GroupRole,
    /// Pregnant women in the family.
    Hamil,
    /// Anak usia dini.
    Aud,
    /// Children at primary school.
    Sd,
    /// Children at lower secondary school.
    Smp,
    /// Children at upper secondary school.
    Sma,
    /// Members with a severe disability.
    Disabilitas,
    /// Elderly members.
    Lansia,
    /// Aktif, tidak aktif, graduasi.
    Status,
    /// Tahap bansos.
    Tahap,
    /// Telephone.
    Phone,
    /// Name of the pendamping.
    Pendamping,
}

impl Field {
    /// All of them, in the order of the field's own rosters.
    pub const ALL: [Self; 21] = [
        Self::No,
        Self::PkhId,
        Self::Name,
        Self::Nik,
        Self::Kk,
        Self::Address,
        Self::Desa,
        Self::Kecamatan,
        Self::Group,
        Self::GroupRole,
        Self::Hamil,
        Self::Aud,
        Self::Sd,
        Self::Smp,
        Self::Sma,
        Self::Disabilitas,
        Self::Lansia,
        Self::Status,
        Self::Tahap,
        Self::Phone,
        Self::Pendamping,
    ];
    /// The components of a family.
    pub const COMPONENTS: [Self; 7] = [
        Self::Hamil,
        Self::Aud,
        Self::Sd,
        Self::Smp,
        Self::Sma,
        Self::Disabilitas,
        Self::Lansia,
    ];

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
                "namaibu",
                "namakpmpengurus",
                "namakeluarga",
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
            ],
            Self::Kk => &[
                "nokk",
                "kk",
                "nomorkk",
                "nokartukeluarga",
                "nomorkartukeluarga",
                "kartukeluarga",
            ],
            Self::Address => &[
                "alamat",
                "alamatlengkap",
                "alamatrumah",
                "dusun",
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
            ],
            Self::Kecamatan => &["kecamatan", "kec", "namakecamatan"],
            Self::Group => &[
                "kelompok",
                "namakelompok",
                "kelompokp2k2",
                "namakelompokp2k2",
                "kelompokdampingan",
                "kelompokfds",
                "kelompokkpm",
                "namakelompokkpm",
            ],
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
            Self::Hamil => &["hamil", "ibuhamil", "bumil", "komponenhamil"],
            Self::Aud => &["aud", "anakusiadini", "usiadini", "balita", "komponenaud"],
            Self::Sd => &["sd", "anaksd", "sdsederajat", "sdmi", "komponensd"],
            Self::Smp => &["smp", "anaksmp", "smpsederajat", "smpmts", "komponensmp"],
            Self::Sma => &[
                "sma",
                "anaksma",
                "smasederajat",
                "smasmk",
                "smasmkma",
                "komponensma",
            ],
            Self::Disabilitas => &[
                "disab",
                "disabilitas",
                "disabilitasberat",
                "difabel",
                "penyandangdisabilitas",
                "komponendisabilitas",
            ],
            Self::Lansia => &["lansia", "lanjutusia", "komponenlansia"],
            Self::Status => &[
                "statuskepesertaan",
                "status",
                "statuskpm",
                "statuspeserta",
                "statuskpmpkh",
                "kepesertaan",
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
            ],
        }
    }

    /// The field that a column label names, if it is one that offices use.
    pub fn of_label(label: &str) -> Option<Self> {
        let folded = fold::joined(label);
        Self::ALL
            .into_iter()
            .find(|field| field.labels().contains(&folded.as_str()))
    }
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
            ("N I K", Field::Nik),
            ("No. KTP", Field::Nik),
            ("NO.KK", Field::Kk),
            ("No Peserta", Field::PkhId),
            ("DESA/KELURAHAN", Field::Desa),
            ("Kel./Desa", Field::Desa),
            ("STATUS\nKELOMPOK", Field::GroupRole),
            ("Nomor HP", Field::Phone),
        ] {
            assert_eq!(Field::of_label(label), Some(field), "{label}");
        }
        for label in [
            "",
            "KETERANGAN",
            "NO REKENING",
            "NAMA BANK",
            "SITI AMINAH",
            "1",
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
}
