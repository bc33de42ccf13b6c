//! A family as a roster describes it. It knows what may be left unsaid, not where the family is kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::reference::fold;

use super::field::Field;
use super::nik::Nik;

/// A family as one row of a roster says it. What the roster does not say is none and never erases what is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RosterFamily {
    /// Nama pengurus, tidied but in the roster's own spelling.
    pub name: String,
    /// NIK; none only for a family that a person accepted without it.
    pub nik: Option<Nik>,
    /// No. KK, 16 digits.
    pub kk: Option<String>,
    /// ID PKH.
    pub pkh_id: Option<String>,
    /// Dusun, street.
    pub address: Option<String>,
    /// Desa or kelurahan.
    pub desa: Option<Desa>,
    /// Kemendagri code of the kecamatan.
    pub kecamatan: String,
    /// Name of its group.
    pub group: Option<String>,
    /// Whether its pengurus is the group's ketua.
    pub is_ketua: bool,
    /// Who in the family the programme is for.
    pub components: Components,
    /// Kepesertaan.
    pub status: Option<Status>,
    /// The day from which the status holds, where a person chose it for the list.
    #[serde(default)]
    pub status_since: Option<NaiveDate>,
    /// Tahap bansos, as written.
    pub tahap: Option<String>,
    /// Telephone, digits as written.
    pub phone: Option<String>,
    /// Name of its pendamping.
    pub pendamping: Option<String>,
}

/// A desa by code, or only by name where the list of regions does not know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desa {
    /// Kemendagri code.
    pub code: Option<String>,
    /// Its name: the list's spelling if the code is known.
    pub name: String,
}

/// Numbers of family members by component; none where the roster has no such column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words are those of the forms, see Field")]
pub struct Components {
    pub hamil: Option<u16>,
    pub aud: Option<u16>,
    pub sd: Option<u16>,
    pub smp: Option<u16>,
    pub sma: Option<u16>,
    pub disabilitas: Option<u16>,
    pub lansia: Option<u16>,
}

impl Components {
    /// The number for a component; none for other fields and for what was not said.
    pub fn get(&self, field: Field) -> Option<u16> {
        match field {
            Field::Hamil => self.hamil,
            Field::Aud => self.aud,
            Field::Sd => self.sd,
            Field::Smp => self.smp,
            Field::Sma => self.sma,
            Field::Disabilitas => self.disabilitas,
            Field::Lansia => self.lansia,
            _ => None,
        }
    }

    /// Sets the number for a component; other fields are left alone.
    pub fn set(&mut self, field: Field, number: Option<u16>) {
        let place = match field {
            Field::Hamil => &mut self.hamil,
            Field::Aud => &mut self.aud,
            Field::Sd => &mut self.sd,
            Field::Smp => &mut self.smp,
            Field::Sma => &mut self.sma,
            Field::Disabilitas => &mut self.disabilitas,
            Field::Lansia => &mut self.lansia,
            _ => return,
        };
        *place = number;
    }
}

/// Status kepesertaan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "RosterStatus"))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Receives and comes to meetings.
    Aktif,
    /// No longer receives.
    TidakAktif,
    /// Left the programme because it no longer needs it.
    Graduasi,
}

impl Status {
    /// The word that documents and the read model keep.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aktif => "aktif",
            Self::TidakAktif => "tidak_aktif",
            Self::Graduasi => "graduasi",
        }
    }

    /// The status that a cell means, if it is one that offices write.
    pub fn of_label(label: &str) -> Option<Self> {
        let bare = label.split_once('(').map_or(label, |(bare, _)| bare);
        let joined = fold::joined(bare);
        let joined = joined
            .strip_prefix("kpm")
            .or_else(|| joined.strip_prefix("status"))
            .unwrap_or(&joined);
        match joined {
            "aktif" | "ya" | "masihaktif" | "eligible" | "aktifpkh" | "aktifkembali" => {
                Some(Self::Aktif)
            }
            "tidakaktif" | "nonaktif" | "noneligible" | "tdkaktif" | "keluar" | "meninggal"
            | "meninggaldunia" | "exit" | "pindah" | "pindahdomisili" | "pindahalamat"
            | "pindahdaerah" | "pindahkabupaten" | "mengundurkandiri" | "mundur" => {
                Some(Self::TidakAktif)
            }
            other
                if [
                    "graduasi",
                    "graduate",
                    "gradmandiri",
                    "gradalamiah",
                    "gradsejahtera",
                ]
                .iter()
                .any(|begin| other.starts_with(begin)) =>
            {
                Some(Self::Graduasi)
            }
            other if other.starts_with("tidakaktif") || other.starts_with("nonaktif") => {
                Some(Self::TidakAktif)
            }
            _ => None,
        }
    }
}

impl RosterFamily {
    /// What the roster says in a field, as text for comparing and showing; none if it does not say.
    pub fn said(&self, field: Field) -> Option<String> {
        match field {
            Field::Name => Some(self.name.clone()).filter(|name| !name.is_empty()),
            Field::Nik => self.nik.clone().map(String::from),
            Field::Kk => self.kk.clone(),
            Field::PkhId => self.pkh_id.clone(),
            Field::Address => self.address.clone(),
            Field::Desa => self.desa.as_ref().map(|desa| desa.name.clone()),
            Field::Kecamatan => Some(self.kecamatan.clone()).filter(|code| !code.is_empty()),
            Field::Group => self.group.clone(),
            Field::Status => self.status.map(|status| status.as_str().to_owned()),
            Field::Tahap => self.tahap.clone(),
            Field::Phone => self.phone.clone(),
            Field::Pendamping => self.pendamping.clone(),
            Field::No | Field::GroupNo | Field::GroupRole => None,
            component => self
                .components
                .get(component)
                .map(|number| number.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_as_offices_write_them() {
        for (label, status) in [
            ("AKTIF", Some(Status::Aktif)),
            (" Aktif ", Some(Status::Aktif)),
            ("KPM Aktif", Some(Status::Aktif)),
            ("Tidak  Aktif", Some(Status::TidakAktif)),
            ("Non-Aktif", Some(Status::TidakAktif)),
            ("GRADUASI MANDIRI", Some(Status::Graduasi)),
            ("AKTIF (PKH)", Some(Status::Aktif)),
            ("Grad. Mandiri", Some(Status::Graduasi)),
            ("Pindah", Some(Status::TidakAktif)),
            ("pindah kelompok", None),
            ("GRADE 3", None),
            ("inaktif?", None),
            ("x", None),
        ] {
            assert_eq!(Status::of_label(label), status, "{label}");
        }
    }
}
