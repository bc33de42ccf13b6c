//! What a column of a list of staff may say, and the names that offices give to such columns. Of some it is known what they are, and nothing
//! of them is kept: where somebody lives, their bank account, their NIK.

use serde::{Deserialize, Serialize};

use crate::reference::fold;

/// A column that lists of staff have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StaffField {
    /// Running number.
    No,
    /// Nama lengkap.
    Name,
    /// NIP.
    Nip,
    /// Jabatan.
    Role,
    /// Status pegawai.
    Employment,
    /// Kecamatan tugas.
    Kecamatan,
    /// Desa pendampingan: known, not kept; it follows from the groups that the person leads.
    Desa,
    /// No HP/WA.
    Phone,
    /// Email.
    Email,
    /// TMT mulai.
    Started,
    /// Home address: left out.
    Address,
    /// Bank and account: left out.
    Bank,
    /// NIK of the person: left out.
    Nik,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ColumnUse {
    /// It is read.
    Read,
    /// It is known and nothing of it is kept.
    LeftOut,
    /// Nobody knows what it is; it is not read.
    Unknown,
}

impl StaffField {
    const ALL: [Self; 13] = [
        Self::No,
        Self::Name,
        Self::Nip,
        Self::Role,
        Self::Employment,
        Self::Kecamatan,
        Self::Desa,
        Self::Phone,
        Self::Email,
        Self::Started,
        Self::Address,
        Self::Bank,
        Self::Nik,
    ];
    /// Those that are merged, in the order of the register.
    pub const KEPT: [Self; 8] = [
        Self::Name,
        Self::Nip,
        Self::Role,
        Self::Employment,
        Self::Kecamatan,
        Self::Phone,
        Self::Email,
        Self::Started,
    ];

    /// The labels under which offices write it, folded by [`fold::joined`].
    #[expect(clippy::too_many_lines, reason = "one list")]
    fn labels(self) -> &'static [&'static str] {
        match self {
            Self::No => &["no", "nomor", "nourut"],
            Self::Name => &[
                "nama",
                "namalengkap",
                "namasdm",
                "namasdmpkh",
                "namapegawai",
                "namapendamping",
                "namastaf",
                "namapetugas",
                "namapendampingsosial",
                "namalengkapgelar",
                "namalengkapdangelar",
                "name",
            ],
            Self::Nip => &[
                "nip",
                "nippppk",
                "nipnippppk",
                "nipnirp",
                "nippegawai",
                "nomorindukpegawai",
                "nipp3k",
                "nip18digit",
                "nomorindukpegawainip",
            ],
            Self::Role => &[
                "jabatan",
                "posisi",
                "peran",
                "jabatantugas",
                "jabatansdm",
                "jabatanpkh",
                "tugas",
            ],
            Self::Employment => &[
                "statuspegawai",
                "statuskepegawaian",
                "status",
                "kepegawaian",
                "jenispegawai",
                "asnpppknonasn",
            ],
            Self::Kecamatan => &[
                "kecamatan",
                "kecamatantugas",
                "wilayahtugas",
                "wilayahkerja",
                "kecamatandampingan",
                "kecamatanpendampingan",
                "lokasitugas",
                "wilayahdampingan",
                "penempatan",
                "kec",
                "kectugas",
            ],
            Self::Desa => &[
                "desa",
                "desapendampingan",
                "desadampingan",
                "desakelurahan",
                "desakel",
                "desakelurahandampingan",
                "desatugas",
            ],
            Self::Phone => &[
                "nohp",
                "nohpwa",
                "nowa",
                "hp",
                "nomorhp",
                "nomorhpwa",
                "nomorwa",
                "notelepon",
                "notelp",
                "telepon",
                "telp",
                "kontak",
                "whatsapp",
                "nowhatsapp",
                "handphone",
                "nohandphone",
            ],
            Self::Email => &["email", "surel", "alamatemail", "emailaktif", "alamatsurel"],
            Self::Started => &[
                "tmt",
                "tmtmulai",
                "tmttugas",
                "tmtpengangkatan",
                "mulaitugas",
                "mulaibertugas",
                "tanggalmulai",
                "tglmulai",
                "tmtsk",
                "mulaibekerja",
            ],
            Self::Address => &[
                "alamat",
                "alamatrumah",
                "alamatlengkap",
                "alamatdomisili",
                "domisili",
                "alamatktp",
                "tempattinggal",
            ],
            Self::Bank => &[
                "norekening",
                "norek",
                "nomorrekening",
                "rekening",
                "bank",
                "namabank",
                "rekeningbank",
                "norekeningbank",
                "atasnamarekening",
                "namarekening",
                "banknorekening",
                "namadirekening",
            ],
            Self::Nik => &["nik", "noktp", "nomorktp", "nikktp", "nonik"],
        }
    }

    /// The field that a label names. A bank account or a home address is known by a part of its label too: it must not be kept under another
    /// name.
    pub fn of_label(label: &str) -> Option<Self> {
        let key = fold::joined(label);
        let exact = Self::ALL
            .into_iter()
            .find(|field| field.labels().contains(&key.as_str()));
        let private = || {
            let part = |words: &[&str]| words.iter().any(|word| key.contains(word));
            if part(&["rekening", "norek"]) {
                Some(Self::Bank)
            } else if part(&["alamat", "domisili"]) && !part(&["mail", "surel"]) {
                Some(Self::Address)
            } else {
                None
            }
        };
        exact.or_else(private)
    }

    /// What becomes of a column of it.
    pub fn use_of(field: Option<Self>) -> ColumnUse {
        match field {
            None => ColumnUse::Unknown,
            Some(Self::Address | Self::Bank | Self::Nik | Self::Desa) => ColumnUse::LeftOut,
            Some(_) => ColumnUse::Read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_of_offices_is_known_and_what_is_private_is_left_out() {
        for (label, field) in [
            ("Nama Lengkap", StaffField::Name),
            ("NIP", StaffField::Nip),
            ("Jabatan", StaffField::Role),
            ("Status Pegawai", StaffField::Employment),
            ("Kecamatan Tugas", StaffField::Kecamatan),
            ("Desa Pendampingan", StaffField::Desa),
            ("No HP/WA", StaffField::Phone),
            ("Email", StaffField::Email),
            ("TMT Mulai", StaffField::Started),
            ("Alamat", StaffField::Address),
            ("No Rekening", StaffField::Bank),
            ("No. Rekening BRI a.n.", StaffField::Bank),
            ("Alamat tempat tinggal sekarang", StaffField::Address),
            ("Alamat e-mail", StaffField::Email),
        ] {
            assert_eq!(StaffField::of_label(label), Some(field), "{label}");
        }
        for field in [StaffField::Address, StaffField::Bank, StaffField::Nik] {
            assert_eq!(StaffField::use_of(Some(field)), ColumnUse::LeftOut);
            assert!(!StaffField::KEPT.contains(&field));
        }
        assert_eq!(StaffField::of_label("Ukuran baju"), None);
    }

    #[test]
    fn no_label_names_two_fields() {
        let mut seen = std::collections::BTreeSet::new();
        for label in StaffField::ALL.into_iter().flat_map(StaffField::labels) {
            assert!(seen.insert(label), "{label}");
        }
    }
}
