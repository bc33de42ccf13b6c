//! What a column of a roster may say. How offices name such columns stands in [`field_labels`](super::field_labels).

use serde::{Deserialize, Serialize};

/// A column that rosters have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Running number in the sheet.
    No,
    /// Number of the family in the programme.
    PkhId,
    /// Nama pengurus: the woman who comes to the meetings.
    Name,
    /// Its NIK.
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
    /// Number of the group, where it has a column beside the name.
    GroupNo,
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
    /// Dusun or lingkungan beside an address: part of the address.
    Dusun,
    /// RT, or RT and RW in one: part of the address.
    Rt,
    /// RW: part of the address.
    Rw,
    /// Date of birth: known, not kept; its NIK has it.
    Birth,
    /// Number in the DTKS, the ministry's list of the poor: known, not kept; it changes with the list.
    Dtks,
    /// Code of the desa in digits, as SIKS-NG writes it: `7201092036`.
    Region,
    /// How the aid is being paid out (SI, SP2D, berhasil salur): known, not kept; it is no family's status.
    Payment,
}

impl Field {
    /// All of them, in the order of the field's own rosters.
    pub const ALL: [Self; 29] = [
        Self::No,
        Self::PkhId,
        Self::Name,
        Self::Nik,
        Self::Kk,
        Self::Address,
        Self::Desa,
        Self::Kecamatan,
        Self::Group,
        Self::GroupNo,
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
        Self::Dusun,
        Self::Rt,
        Self::Rw,
        Self::Birth,
        Self::Dtks,
        Self::Region,
        Self::Payment,
    ];
    /// What a block of families may say once for all of them: in a merged cell, in a line above, as the sheet's name.
    pub const OF_A_BLOCK: [Self; 4] = [Self::Kecamatan, Self::Desa, Self::Group, Self::Pendamping];
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

    /// The field of a stable name, as it is in JSON.
    pub fn of_name(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }
}
