//! What can be wrong with a row, under names that never change. It knows which faults stop an import, not how they are found.

use serde::{Deserialize, Serialize};

use super::field::Field;

/// The kinds of fault. The names are stored in to-do lists and used to choose messages: never rename one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// NIK is blank, `-`, `0`, `sama`.
    NikMissing,
    /// NIK has not 16 digits.
    NikLength,
    /// NIK is a number of which Excel kept 15 digits.
    NikNumeric,
    /// NIK had a leading apostrophe, which was taken off.
    NikApostrophe,
    /// NIK has letters in it.
    NikCharacters,
    /// NIK holds a date of birth that cannot be.
    NikImplausible,
    /// The column of the NIK cannot be one: so many of its numbers cannot be the NIK of the person in their row.
    NikColumn,
    /// An earlier row, or a family already there, has the same NIK.
    NikDuplicate,
    /// The family with this ID PKH is already there with another NIK.
    NikDiffers,
    /// No name.
    NameMissing,
    /// The name is a bank's.
    NameIsBank,
    /// The name has no letters.
    NameIsNumber,
    /// No. KK has not 16 digits, or letters in it.
    KkLength,
    /// No. KK is a number of which Excel kept 15 digits.
    KkNumeric,
    /// An earlier row has the same ID PKH.
    PkhDuplicate,
    /// NIK and ID PKH belong to two different families that are already there, or to one that another row is.
    IdentityClash,
    /// Neither NIK nor ID PKH: nothing to know the family by.
    NoIdentity,
    /// No kecamatan in the row, in the title or chosen by the person.
    KecamatanMissing,
    /// A kecamatan that the kabupaten does not have.
    KecamatanUnknown,
    /// No desa.
    DesaMissing,
    /// A desa that the kecamatan does not have.
    DesaUnknown,
    /// No group.
    GroupMissing,
    /// A component that is no number.
    ComponentUnreadable,
    /// A status that is neither aktif, tidak aktif nor graduasi.
    StatusUnknown,
    /// An earlier row has the same woman in another group.
    TwoGroups,
    /// A quotation mark opens in the line and is never closed, so that its cells may be cut at the wrong places.
    QuoteUnclosed,
}

impl FaultCode {
    /// The name that never changes, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NikMissing => "nik_missing",
            Self::NikLength => "nik_length",
            Self::NikNumeric => "nik_numeric",
            Self::NikApostrophe => "nik_apostrophe",
            Self::NikCharacters => "nik_characters",
            Self::NikImplausible => "nik_implausible",
            Self::NikColumn => "nik_column",
            Self::NikDuplicate => "nik_duplicate",
            Self::NikDiffers => "nik_differs",
            Self::NameMissing => "name_missing",
            Self::NameIsBank => "name_is_bank",
            Self::NameIsNumber => "name_is_number",
            Self::KkLength => "kk_length",
            Self::KkNumeric => "kk_numeric",
            Self::PkhDuplicate => "pkh_duplicate",
            Self::IdentityClash => "identity_clash",
            Self::NoIdentity => "no_identity",
            Self::KecamatanMissing => "kecamatan_missing",
            Self::KecamatanUnknown => "kecamatan_unknown",
            Self::DesaMissing => "desa_missing",
            Self::DesaUnknown => "desa_unknown",
            Self::GroupMissing => "group_missing",
            Self::ComponentUnreadable => "component_unreadable",
            Self::StatusUnknown => "status_unknown",
            Self::TwoGroups => "two_groups",
            Self::QuoteUnclosed => "quote_unclosed",
        }
    }

    /// Whether a row with this fault waits in the to-do list. The others are reported, and the row is imported: the apostrophe
    /// is gone with certainty, a doubtful No. KK or component is left out, a desa stays as it was written.
    pub fn stops_import(self) -> bool {
        !matches!(
            self,
            Self::NikApostrophe
                | Self::NikImplausible
                | Self::KkLength
                | Self::KkNumeric
                | Self::DesaMissing
                | Self::DesaUnknown
                | Self::GroupMissing
                | Self::ComponentUnreadable
        )
    }

    /// Whether it is about the NIK alone, so that a family known by its ID PKH, or accepted without NIK, is sound.
    pub fn is_about_nik(self) -> bool {
        matches!(
            self,
            Self::NikMissing
                | Self::NikLength
                | Self::NikNumeric
                | Self::NikCharacters
                | Self::NikColumn
                | Self::NikDuplicate
                | Self::NikImplausible
        )
    }
}

/// One fault of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What is wrong.
    pub code: FaultCode,
    /// The column that says it.
    pub field: Field,
    /// What the cell says.
    pub found: String,
    /// What it may mean, for the person to confirm.
    pub suggestion: Option<String>,
    /// The other row concerned.
    pub other: Option<RowPlace>,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Its number as Excel shows it, from 1.
    pub row: u32,
}

impl Fault {
    /// A fault without suggestion.
    pub fn new(code: FaultCode, field: Field, found: impl Into<String>) -> Self {
        Self {
            code,
            field,
            found: found.into(),
            suggestion: None,
            other: None,
        }
    }

    /// The same with a suggestion.
    #[must_use]
    pub fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The same naming the other row.
    #[must_use]
    pub fn beside(mut self, other: RowPlace) -> Self {
        self.other = Some(other);
        self
    }
}
