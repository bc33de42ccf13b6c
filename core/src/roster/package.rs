//! The parts of a workbook that is an archive, and what one part names of others, within the limits of [`limits`](super::limits). It knows
//! the container, not what is in the parts.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::limits::{Meter, Metered};
use super::open_error::OpenError;
use super::xml::{Xml, attribute, damaged};

/// The most files in an archive; a workbook has a few dozen.
const MAX_FILES: usize = 2_000;
/// The most bytes of the parts that list sheets and relationships.
pub(super) const MAX_LIST: u64 = 2 * 1024 * 1024;
/// The part of an XLSX that lists the sheets.
pub(super) const USUAL: &str = "xl/workbook.xml";
/// The part of an XLSB that does.
pub(super) const BINARY: &str = "xl/workbook.bin";

/// Refuses an archive whose directory alone would fill memory: each of its files has a mark in the bytes, whatever the directory claims.
pub(super) fn bounded_directory(bytes: &[u8]) -> Result<(), OpenError> {
    /// Marks that compressed bytes may hold by chance.
    const BY_CHANCE: usize = 16;
    let marks = |mark: &[u8; 4]| bytes.windows(4).filter(|four| four == mark).count();
    if marks(b"PK\x01\x02") > MAX_FILES + BY_CHANCE || marks(b"PK\x05\x06") > BY_CHANCE {
        return Err(damaged("too many files in one workbook"));
    }
    Ok(())
}

/// A part that another one names.
pub(super) struct Part {
    kind: String,
    /// Where it is.
    pub path: String,
}

impl Part {
    /// Whether it is of a kind: `worksheet`, `styles`.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// The archive, and its files by name: some programs write them with other capitals, or with `\`.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    files: HashMap<String, usize>,
}

impl<'b> Package<'b> {
    /// Opens an archive.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, OpenError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(fault.to_string()))?;
        if archive.len() > MAX_FILES {
            return Err(damaged("too many files in one workbook"));
        }
        let mut files = HashMap::new();
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index) {
                files.insert(plain(&name), index);
            }
        }
        Ok(Self { archive, files })
    }

    /// Whether it has a part.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(&plain(path))
    }

    /// A part as XML.
    pub(super) fn part<'m>(
        &mut self,
        path: &str,
        meter: &'m Meter,
        limit: u64,
    ) -> Result<Xml<'m, impl Read>, OpenError> {
        Ok(Xml::new(self.file(path)?, meter, limit))
    }

    /// A part as bytes.
    pub(super) fn bytes<'m>(
        &mut self,
        path: &str,
        meter: &'m Meter,
        limit: u64,
    ) -> Result<Metered<'m, impl Read>, OpenError> {
        Ok(Metered::new(self.file(path)?, meter, limit))
    }

    fn file(&mut self, path: &str) -> Result<impl Read, OpenError> {
        let index = *self
            .files
            .get(&plain(path))
            .ok_or_else(|| damaged(format!("{path} is missing")))?;
        self.archive
            .by_index(index)
            .map_err(|fault| damaged(fault.to_string()))
    }

    /// The path of the part that lists the sheets.
    pub(super) fn workbook(&mut self, meter: &Meter) -> Result<String, OpenError> {
        let usual = if self.has(USUAL) {
            USUAL
        } else if self.has(BINARY) {
            BINARY
        } else {
            return Err(OpenError::OtherType(if self.has("word/document.xml") {
                "a Word document"
            } else {
                "a ZIP archive"
            }));
        };
        let package = self.related("_rels/.rels", "", meter)?;
        let named = package.into_values().find(|part| part.is("officeDocument"));
        Ok(named.map_or_else(|| usual.to_owned(), |part| part.path))
    }

    /// What the part that lists the sheets names, by id.
    pub(super) fn relationships(
        &mut self,
        workbook: &str,
        meter: &Meter,
    ) -> Result<BTreeMap<String, Part>, OpenError> {
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", workbook));
        self.related(
            &joined(folder, &format!("_rels/{name}.rels")),
            folder,
            meter,
        )
    }

    /// What a list of relationships names, by id; their targets count from `folder`.
    fn related(
        &mut self,
        path: &str,
        folder: &str,
        meter: &Meter,
    ) -> Result<BTreeMap<String, Part>, OpenError> {
        let mut xml = self.part(path, meter, MAX_LIST)?;
        let mut parts = BTreeMap::new();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let named = |name: &str| attribute(&tag, name);
                    if let (Some(id), Some(kind), Some(target)) =
                        (named("Id"), named("Type"), named("Target"))
                    {
                        let part = Part {
                            kind: kind.into_owned(),
                            path: joined(folder, &target),
                        };
                        parts.insert(id.into_owned(), part);
                    }
                }
                Event::Eof => return Ok(parts),
                _ => {}
            }
        }
    }
}

/// `target` from `folder`, without `.` and `..`; one that begins with `/` counts from the top.
fn joined(folder: &str, target: &str) -> String {
    let folder = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn plain(path: &str) -> String {
    path.replace('\\', "/").to_ascii_lowercase()
}
