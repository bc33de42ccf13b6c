//! Every form that a month owes, written by the calls of the window into a folder, each named with what it says that it counted.
//!
//! - [`writing`]: which forms there are, and who writes them.
//! - [`reading`]: what a file says, read with other people's programs.
//! - [`checking`]: what the record says that they must say.
//! - `papers`: recaps, a rekap as it was sent, plans, a school's list, the other RHK, a letter by an office's own template.
//! - [`write_people`]: the forms of an office's people, written and read back.

pub mod checking;
mod papers;
mod people;
pub mod reading;
mod writing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

pub use people::write_people;
pub use writing::write;

use crate::recount::Known;

/// A written form: a line of `owed.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owed {
    /// Which form.
    pub document: String,
    /// Its file, in the folder.
    pub file: PathBuf,
    /// The meeting, group, person or event that it is about, where it is about one.
    pub about: Option<Uuid>,
    /// What Sesi says that it counted.
    pub counted: BTreeMap<String, Value>,
    /// Digest of what it says, as Sesi prints it; none of texts and lists.
    pub digest: Option<String>,
    /// Bytes of the file.
    pub bytes: u64,
    /// BLAKE3 of the file, in hex.
    pub blake3: String,
    /// What the file says, beside what the record says.
    pub recounted: Vec<Figure>,
}

/// A figure, twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Which.
    pub what: &'static str,
    /// As the record has it, counted without Sesi.
    pub recorded: String,
    /// As it was read from the file.
    pub read: String,
}

impl Figure {
    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.recorded == self.read
    }
}

/// The month and the kecamatan whose forms are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// `YYYY-MM`.
    pub month: String,
    /// Code of the kecamatan.
    pub kecamatan: String,
}

impl Wanted {
    /// A month in the kecamatan where the most meetings of it were; of several the first.
    pub fn of(known: &Known<'_>, month: &str) -> Option<Self> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for meeting in known
            .meetings
            .iter()
            .filter(|meeting| meeting.date.starts_with(month))
        {
            *places
                .entry(known.groups.get(&meeting.group)?.1)
                .or_default() += 1;
        }
        let most = places
            .into_iter()
            .min_by_key(|(_, many)| std::cmp::Reverse(*many));
        most.map(|(kecamatan, _)| Self {
            month: month.to_owned(),
            kecamatan: kecamatan.to_owned(),
        })
    }
}

/// A folder that fills.
#[derive(Debug)]
struct Folder<'f> {
    root: &'f Path,
    written: Vec<Owed>,
}

impl Folder<'_> {
    /// A place in it, whose folder is there.
    fn place(&self, file: &str) -> PathBuf {
        let path = self.root.join(file);
        let parent = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        path
    }

    /// Notes a file that was written, with what the answer of its job says.
    fn note(&mut self, document: &str, file: &str, answer: &Value) {
        let bytes = std::fs::read(self.root.join(file)).expect("it was written");
        let counted = answer.as_object().into_iter().flatten();
        let counted = counted
            .filter(|(name, _)| !["path", "bytes", "digest", "tables"].contains(&name.as_str()));
        self.written.push(Owed {
            document: document.to_owned(),
            file: file.into(),
            about: None,
            counted: counted
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            digest: answer["digest"].as_str().map(str::to_owned),
            bytes: bytes.len() as u64,
            blake3: blake3::hash(&bytes).to_hex().to_string(),
            recounted: Vec::new(),
        });
    }

    /// Says what the last one is about.
    fn about(&mut self, id: &Uuid) {
        if let Some(last) = self.written.last_mut() {
            last.about = Some(*id);
        }
    }

    /// The same, by an answer's id.
    fn about_text(&mut self, id: &Value) {
        let id = id.as_str().and_then(|id| id.parse().ok());
        self.about(&id.expect("an id"));
    }

    /// Writes a text or a list that a screen shows.
    fn text(&mut self, document: &str, file: &str, text: &str, counted: &Value) {
        std::fs::write(self.place(file), text).expect("the disk takes it");
        self.note(document, file, counted);
    }
}
