//! Daftar hadir: the list that families sign, in the four variants of the field, blank before a meeting and filled after it. A
//! signature is never filled in; a mark that nobody made is said to be none.

mod fields;
mod list;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::fields::fields;
pub use self::list::{Family, Held, List, Marked};
use super::closing::{digest, short};
use super::document::{Block, Document};
use super::paper;
use super::template::{Closing, Form, Templates};
use crate::error::Error;
use crate::pdf::Size;
use crate::reference::month::indonesian_day;
use crate::reports::Words;

/// Which columns the list has, and how the paper lies, where the office has no template of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// On its side, with the numbers and the components of every family.
    #[default]
    A,
    /// Upright, with one number, the status, and signatures left and right.
    B,
    /// Upright, with RT and RW to be written.
    C,
    /// Upright, names alone: without any number.
    D,
}

const fn form(name: &'static str, title: Words, source: &'static str) -> Form {
    Form {
        name,
        title,
        source,
        turns: true,
        sample: || fields(&List::sample(4, true)),
    }
}

macro_rules! variant {
    ($(#[$doc:meta])* $form:ident, $name:literal, $id:literal, $en:literal) => {
        $(#[$doc])*
        pub static $form: Form = form(
            $name,
            Words { id: $id, en: $en },
            include_str!(concat!("../templates/", $name, ".txt")),
        );
    };
}

variant!(
    /// [`Variant::A`].
    A, "hadir_a", "Daftar hadir P2K2 A: lengkap", "Attendance list A: with all numbers"
);
variant!(
    /// [`Variant::B`].
    B, "hadir_b", "Daftar hadir P2K2 B: NIK/No. KK dan status", "Attendance list B: one number and status"
);
variant!(
    /// [`Variant::C`].
    C, "hadir_c", "Daftar hadir P2K2 C: NIK, alamat, RT/RW", "Attendance list C: NIK, address, RT/RW"
);
variant!(
    /// [`Variant::D`].
    D, "hadir_d", "Daftar hadir P2K2 D: nama saja", "Attendance list D: names alone"
);

impl Variant {
    /// Its form.
    pub fn form(self) -> &'static Form {
        match self {
            Self::A => &A,
            Self::B => &B,
            Self::C => &C,
            Self::D => &D,
        }
    }
}

/// A file of lists.
pub struct Written {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Families that stand in it.
    pub families: usize,
    /// Digest of what it says.
    pub digest: String,
}

/// Writes lists into one file, each from a page of its own.
///
/// # Errors
/// If it would break a rule of its format; whatever `at` says before each list.
pub fn write(
    lists: &[List],
    variant: Variant,
    size: Size,
    templates: &Templates,
    at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Written, Error> {
    let title = match lists {
        [one] => format!("Daftar hadir P2K2 {}", one.group),
        _ => "Daftar hadir P2K2".to_owned(),
    };
    let documents = documents(lists, variant, templates)?;
    Ok(Written {
        pdf: paper::pdf(&documents, size, &title, at)?,
        families: lists.iter().map(|list| list.families.len()).sum(),
        digest: digest(&lists).map_err(std::io::Error::from)?,
    })
}

/// The lists, or one page that says that there is none.
pub(super) fn documents(
    lists: &[List],
    variant: Variant,
    templates: &Templates,
) -> Result<Vec<Document>, Error> {
    if lists.is_empty() {
        let title = "DAFTAR HADIR P2K2".to_owned();
        let none = Block::Middle("Tidak ada kelompok.".to_owned());
        return Ok(vec![Document {
            title: title.clone(),
            day: NaiveDate::default(),
            wide: false,
            blocks: vec![Block::Title(title), none],
            digest: String::new(),
        }]);
    }
    let each = lists.iter().map(|list| document(list, variant, templates));
    each.collect()
}

/// A list.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(list: &List, variant: Variant, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(list).map_err(std::io::Error::from)?;
    let closing: Closing = closing(list, &digest).as_str().into();
    let filled = templates.fill(variant.form(), &fields(list), &closing)?;
    Ok(filled.document(
        format!("DAFTAR HADIR P2K2 KELOMPOK {}", list.group.to_uppercase()),
        list.day,
        digest,
    ))
}

fn closing(list: &List, digest: &str) -> String {
    let many = list.families.len();
    let digest = short(digest);
    match &list.held {
        Some(held) => format!(
            "Dihitung dari {many} KPM pada pertemuan {}, versi {}; tanda {digest}.",
            indonesian_day(list.day),
            short(&held.version)
        ),
        None => format!(
            "Daftar {many} KPM aktif kelompok ini menurut data per {}; tanda {digest}.",
            indonesian_day(list.day)
        ),
    }
}

#[cfg(test)]
mod tests;
