//! What is wrong with a template, with the line on which it stands. In Indonesian, because it is said on paper too; windows have words of
//! their own for each kind.

use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The text is longer than it may be.
    #[default]
    TooLong,
    /// It says nothing.
    Empty,
    /// A letter that is not seen, or that turns the direction of others.
    Hidden,
    /// `{{` without `}}`, or `{%` without `%}`.
    Unclosed,
    /// Between braces stands something that is no field.
    Expression,
    /// No such `!` line.
    Command,
    /// No such `{% %}` line.
    Statement,
    /// A `{% %}` that is not alone on its line.
    NotAlone,
    /// A line that lacks a part, or has one too many.
    Shape,
    /// A line that may be there once, and not inside a repetition or condition.
    OnceOutside,
    /// The paper of that form always stands upright.
    Upright,
    /// Something was begun and not ended.
    EndMissing,
    /// Something is ended that was not begun.
    EndUnexpected,
    /// Too many repetitions and conditions inside each other.
    TooDeep,
    /// The form has no such field.
    UnknownField,
    /// That field is a list or a table where a text is needed, or the other way round.
    OtherKind,
    /// The table has no such column.
    UnknownColumn,
    /// A column that is there twice.
    ColumnTwice,
    /// It goes on for too long.
    Steps,
    /// It makes too much.
    Size,
    /// It makes too many pages.
    Pages,
    /// The office chose a text that is not here, or that this app does not take for the one that was chosen.
    Lost,
}

/// Something that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, thiserror::Error)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[error("{}{}", self.place(), self.words())]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// What.
    pub kind: FaultKind,
    /// The word that is wrong, or what would be right.
    pub word: String,
}

impl Fault {
    /// A fault on a line.
    pub(super) fn new(line: u32, kind: FaultKind, word: impl Into<String>) -> Self {
        let word: String = word.into();
        Self {
            line,
            kind,
            word: word.chars().take(60).collect(),
        }
    }

    /// Of the template of a version that cannot be read.
    pub fn lost(version: &str) -> Self {
        let version: String = version.chars().take(8).collect();
        Self::new(1, FaultKind::Lost, version)
    }

    fn place(&self) -> String {
        match self.kind {
            FaultKind::Lost => String::new(),
            _ => format!("baris {}: ", self.line),
        }
    }

    fn words(&self) -> String {
        let word = &self.word;
        match self.kind {
            FaultKind::TooLong => format!("templat terlalu panjang, paling banyak {word} karakter"),
            FaultKind::Empty => "templat tidak berisi apa-apa".to_owned(),
            FaultKind::Hidden => format!("ada huruf yang tidak terlihat ({word})"),
            FaultKind::Unclosed => format!("{word} tidak ditutup"),
            FaultKind::Expression => {
                format!("di antara kurung kurawal hanya boleh nama data, bukan {word}")
            }
            FaultKind::Command | FaultKind::Statement => format!("tidak ada perintah {word}"),
            FaultKind::NotAlone => format!("{word} harus sendiri di barisnya"),
            FaultKind::Shape => format!("baris ini ditulis {word}"),
            FaultKind::OnceOutside => {
                format!("{word} hanya boleh sekali, di luar {{% %}}")
            }
            FaultKind::Upright => "kertas formulir ini selalu tegak".to_owned(),
            FaultKind::EndMissing => format!("{word} belum diakhiri dengan {{% akhir %}}"),
            FaultKind::EndUnexpected => format!("{word} tanpa awal"),
            FaultKind::TooDeep => "terlalu banyak perintah di dalam perintah".to_owned(),
            FaultKind::UnknownField => format!("formulir ini tidak punya data {word}"),
            FaultKind::OtherKind => format!("data {word} tidak dapat dipakai di sini"),
            FaultKind::UnknownColumn => format!("tabel ini tidak punya kolom {word}"),
            FaultKind::ColumnTwice => format!("kolom {word} ada dua kali"),
            FaultKind::Steps => "pengulangan terlalu banyak".to_owned(),
            FaultKind::Size => "hasilnya terlalu besar".to_owned(),
            FaultKind::Pages => format!("hasilnya lebih dari {word} halaman"),
            FaultKind::Lost => format!("teks templat {word} tidak terbaca di aplikasi ini"),
        }
    }
}
