//! What an office keeps of how its lists are read, by their shape: small entries, one for each column and for each thing said of a sheet, so that
//! two people who say different things of one list at once have both. It knows entries of names and texts, not where they are kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::reference::fold;

use super::column_names::column_name;
use super::field::Field;
use super::header::{Header, Meanings};
use super::previewing::named_kecamatan;
use super::profile::{EVERY_SHEET, Profile, SheetChoice, Take, shape};
use super::row::Context;
use super::sheet::Sheet;
use super::workbook::Workbook;

/// Before the shape in the name of an entry.
pub const PREFIX: &str = "list.";
/// The most characters of an entry's text.
const LONGEST: usize = 2_000;
/// Rows in which a header that somebody chose is looked for again.
const SEARCHED: usize = 60;

/// Entries by name; none clears one.
pub type Entries = BTreeMap<String, Option<String>>;

/// What is kept, by shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept(BTreeMap<String, KeptShape>);

/// What is kept of the lists of one shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptShape {
    /// Names of the files of which it was said.
    pub files: Vec<String>,
    /// What it says; sheets by name, or `*`.
    pub profile: Profile,
    /// Columns of which two people said different things at once: none of it counts until one of them is chosen.
    pub differing: BTreeSet<String>,
    /// Its entries by name, each with what it speaks of; and the names of those that have two values.
    names: BTreeMap<String, About>,
    disputed: BTreeSet<String>,
    /// By sheet the shape under the header row that somebody chose.
    headers: BTreeMap<String, String>,
}

/// What an entry speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    /// A file or a column.
    Shape,
    /// One thing of a sheet, or of every sheet.
    Sheet { sheet: String, what: String },
}

/// Where the rows of a sheet belong, as it was said of another list of its shape: true of that list, and perhaps not of this one. It holds
/// only once somebody says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptPlace {
    /// The sheet.
    pub sheet: String,
    /// Code of the kecamatan.
    pub kecamatan: Option<String>,
    /// Desa.
    pub desa: Option<String>,
    /// Group.
    pub group: Option<String>,
    /// Pendamping.
    pub pendamping: Option<String>,
}

impl KeptPlace {
    fn is_empty(&self) -> bool {
        let Self { sheet, .. } = self;
        let sheet = sheet.clone();
        *self
            == Self {
                sheet,
                ..Self::default()
            }
    }

    /// The same without what a choice says already.
    fn beside(mut self, said: &SheetChoice) -> Option<Self> {
        let open = |kept: &mut Option<String>, said: &Option<String>| {
            kept.take_if(|_| said.is_some());
        };
        open(&mut self.kecamatan, &said.kecamatan);
        open(&mut self.desa, &said.desa);
        open(&mut self.group, &said.group);
        open(&mut self.pendamping, &said.pendamping);
        (!self.is_empty()).then_some(self)
    }
}

/// The things of a sheet that say where its rows belong.
const PLACES: [&str; 4] = ["kecamatan", "desa", "group", "pendamping"];

/// A profile for a list, of what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// The profile.
    pub profile: Profile,
    /// What is asked beside it, in the order of the sheets.
    pub places: Vec<KeptPlace>,
    /// The shapes of which it is, in the order of the sheets.
    pub shapes: Vec<String>,
}

impl Kept {
    /// Reads entries; what does not read is as if it were not there. Those named by `disputed` have two values.
    pub fn read(
        entries: impl IntoIterator<Item = (String, String)>,
        disputed: &BTreeSet<String>,
    ) -> Self {
        let mut kept = Self::default();
        for (name, text) in entries {
            let Some((shape, part)) = name
                .strip_prefix(PREFIX)
                .and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            let of = kept.0.entry(shape.to_owned()).or_default();
            if let Some(about) = of.take(part, &text, disputed.contains(&name)) {
                of.disputed
                    .extend(disputed.contains(&name).then(|| name.clone()));
                of.names.insert(name, about);
            }
        }
        kept.0.retain(|_, of| !of.names.is_empty());
        kept
    }

    /// What is kept of each shape.
    pub fn shapes(&self) -> impl Iterator<Item = (&String, &KeptShape)> {
        self.0.iter()
    }

    /// What is kept of a shape.
    pub fn of(&self, shape: &str) -> Option<&KeptShape> {
        self.0.get(shape)
    }

    /// Whether an entry has two values.
    pub fn is_disputed(&self, name: &str) -> bool {
        self.0.values().any(|of| of.disputed.contains(name))
    }

    /// The profile that is proposed for a workbook. What the list says itself goes before what is kept of another.
    pub fn propose(&self, workbook: &Workbook, context: &Context<'_>) -> Proposal {
        let mut proposal = Proposal::default();
        for sheet in &workbook.sheets {
            let Some(shape) = shape_of(sheet) else {
                continue;
            };
            let Some(of) = self.0.get(&shape) else {
                continue;
            };
            for (name, field) in of.columns_of(sheet) {
                proposal.profile.columns.entry(name).or_insert(field);
            }
            let mut choice = of.profile.sheet(&sheet.name);
            let header = [sheet.name.as_str(), EVERY_SHEET]
                .into_iter()
                .find_map(|name| of.headers.get(name));
            choice.header_row = header.and_then(|header| of.row_of(sheet, header));
            let place = KeptPlace {
                sheet: sheet.name.clone(),
                // What the list says itself goes before what is kept of another.
                kecamatan: choice
                    .kecamatan
                    .take()
                    .filter(|_| named_kecamatan(sheet, context).is_none()),
                desa: choice.desa.take(),
                group: choice.group.take(),
                pendamping: choice.pendamping.take(),
            };
            proposal.places.extend((!place.is_empty()).then_some(place));
            if choice != SheetChoice::default() {
                proposal.profile.sheets.insert(sheet.name.clone(), choice);
            }
            if !proposal.shapes.contains(&shape) {
                proposal.shapes.push(shape);
            }
        }
        proposal
    }

    /// What is asked of the places of a workbook beside a profile that somebody gave it.
    pub fn places(
        &self,
        workbook: &Workbook,
        profile: &Profile,
        context: &Context<'_>,
    ) -> Vec<KeptPlace> {
        let places = self.propose(workbook, context).places.into_iter();
        places
            .filter_map(|place| {
                let said = profile.sheet(&place.sheet);
                place.beside(&said)
            })
            .collect()
    }

    /// The entries by which what people said of a workbook is kept. What they no longer say of its columns and sheets is cleared; what was
    /// said of sheets that it does not have stays, and so does where rows belong until somebody says another place.
    pub fn entries(&self, workbook: &Workbook, profile: &Profile) -> Entries {
        let said = profile.clone().folded();
        let mut entries = Entries::new();
        let mut of_shape: BTreeMap<String, Vec<&Sheet>> = BTreeMap::new();
        for sheet in &workbook.sheets {
            if let Some(shape) = shape_of(sheet) {
                of_shape.entry(shape).or_default().push(sheet);
            }
        }
        for (shape, sheets) in of_shape {
            let mut put = Putting {
                shape: &shape,
                entries: BTreeMap::new(),
                said: BTreeSet::new(),
            };
            for sheet in &sheets {
                put.columns(sheet, &said);
            }
            put.sheets(&sheets, &said);
            if put.entries.is_empty() && !self.0.contains_key(&shape) {
                continue;
            }
            if !put.entries.is_empty() {
                put.put("f", &workbook.file_name, "", &workbook.file_name);
            }
            let of = self.0.get(&shape);
            let is_file = |name: &String| name.starts_with(&format!("{PREFIX}{shape}.f."));
            let here = |name: &str| name == EVERY_SHEET || sheets.iter().any(|of| of.name == name);
            let stays = |about: &About| match about {
                About::Shape => false,
                About::Sheet { sheet, what } => {
                    let place = PLACES.contains(&what.as_str());
                    !here(sheet) || (place && !put.said.contains(what.as_str()))
                }
            };
            let names = of.into_iter().flat_map(|of| &of.names);
            let kept_files = !put.entries.is_empty();
            entries.extend(
                names
                    .filter(|(name, about)| !(stays(about) || kept_files && is_file(name)))
                    .map(|(name, _)| (name.clone(), None)),
            );
            entries.extend(
                put.entries
                    .into_iter()
                    .map(|(name, text)| (name, Some(text))),
            );
        }
        entries
    }

    /// The entries that forget a shape.
    pub fn without(&self, shape: &str) -> Entries {
        let names = self.0.get(shape).into_iter().flat_map(|of| &of.names);
        names.map(|(name, _)| (name.clone(), None)).collect()
    }
}

impl KeptShape {
    /// Takes the part of an entry's name behind the shape, with its text.
    fn take(&mut self, part: &str, text: &str, disputed: bool) -> Option<About> {
        if part.starts_with("f.") {
            self.files.push(read(text)?);
            return Some(About::Shape);
        }
        if part.starts_with("c.") {
            let (label, field): (String, Option<Field>) = read(text)?;
            if disputed {
                self.differing.insert(label);
            } else {
                self.profile.columns.insert(label, field);
            }
            return Some(About::Shape);
        }
        let (_, what) = part.strip_prefix("s.")?.rsplit_once('.')?;
        let (sheet, value): (String, serde_json::Value) = read(text)?;
        let about = About::Sheet {
            sheet: sheet.clone(),
            what: what.to_owned(),
        };
        if disputed {
            self.differing.insert(sheet);
            return Some(about);
        }
        if what == "header" {
            self.headers
                .insert(sheet, serde_json::from_value(value).ok()?);
            return Some(about);
        }
        let choice = self.profile.sheets.entry(sheet).or_default();
        let word = || serde_json::from_value::<String>(value.clone()).ok();
        match what {
            "rows" => choice.rows = serde_json::from_value(value).ok(),
            "hidden_rows" => choice.hidden_rows = serde_json::from_value(value).ok(),
            "kecamatan" => choice.kecamatan = word(),
            "desa" => choice.desa = word(),
            "group" => choice.group = word(),
            "pendamping" => choice.pendamping = word(),
            _ => return None,
        }
        Some(about)
    }

    /// What is kept of the columns of a sheet, under the names that they have there: `TAHAP 3` was perhaps called `TAHAP 2`.
    fn columns_of(&self, sheet: &Sheet) -> Vec<(String, Option<Field>)> {
        let folded = self.profile.clone().folded().columns;
        let meanings = Meanings {
            columns: Some(&folded),
            row: None,
        };
        let header = Header::find_with(sheet, &meanings).ok();
        let Some(header) = header.or_else(|| Header::likely(sheet)) else {
            return Vec::new();
        };
        let names: Vec<String> = (0..header.labels.len())
            .map(|column| column_name(&header.labels, column))
            .collect();
        let bare = |name: &str| fold::joined(name).replace(char::is_numeric, "");
        let alone = |bare_name: &str| {
            let is_it = |name: &&String| bare(name) == bare_name;
            names.iter().filter(is_it).count() == 1 && folded.keys().filter(is_it).count() == 1
        };
        let kept = |name: &String| {
            let exact = folded.get(&fold::joined(name));
            exact.copied().or_else(|| {
                let bare_name = bare(name);
                let mut like = folded.iter().filter(|(kept, _)| bare(kept) == bare_name);
                like.next()
                    .filter(|_| alone(&bare_name))
                    .map(|(_, field)| *field)
            })
        };
        names
            .iter()
            .filter_map(|name| Some((name.clone(), kept(name)?)))
            .collect()
    }

    /// The row whose labels have the shape of the header that somebody chose.
    fn row_of(&self, sheet: &Sheet, header: &str) -> Option<u32> {
        let columns = self.profile.clone().folded().columns;
        let rows = sheet.rows.iter().take(SEARCHED).map(|row| row.number);
        let mut rows = rows.filter(|row| {
            let meanings = Meanings {
                columns: Some(&columns),
                row: Some(*row),
            };
            Header::find_with(sheet, &meanings).is_ok_and(|found| shape(&found.labels) == header)
        });
        rows.next()
    }
}

/// The shape of a sheet as it is when nobody said anything of it.
pub fn shape_of(sheet: &Sheet) -> Option<String> {
    let header = Header::find(sheet).ok().or_else(|| Header::likely(sheet))?;
    let named = header
        .labels
        .iter()
        .any(|label| !fold::joined(label).is_empty());
    named.then(|| shape(&header.labels))
}

/// The entries of one shape as they are put together.
struct Putting<'s> {
    shape: &'s str,
    entries: BTreeMap<String, String>,
    /// The things of sheets that were said of some sheet.
    said: BTreeSet<&'static str>,
}

impl Putting<'_> {
    fn columns(&mut self, sheet: &Sheet, said: &Profile) {
        let choice = said.sheet(&sheet.name);
        let header = Header::find_with(sheet, &said.meanings(&choice))
            .ok()
            .or_else(|| Header::likely(sheet));
        let Some(header) = header else { return };
        for column in 0..header.labels.len() {
            let name = column_name(&header.labels, column);
            if let Some(field) = said.columns.get(&fold::joined(&name)) {
                self.put("c", &fold::joined(&name), "", &(&name, field));
            }
        }
    }

    /// What is said of sheets: of all of them where it is the same for each of this shape and does not speak of one sheet's rows.
    fn sheets(&mut self, sheets: &[&Sheet], said: &Profile) {
        let of_status = |take: &Take| matches!(take, Take::With { .. });
        for sheet in sheets {
            let choice = said.sheet(&sheet.name);
            let alike = |same: fn(&SheetChoice) -> Option<String>| {
                let own = same(&choice);
                sheets
                    .iter()
                    .all(|other| same(&said.sheet(&other.name)) == own)
            };
            let own = sheet.name.as_str();
            let named = |alike: bool| if alike { EVERY_SHEET } else { own };
            // Which rows of a text file count is said of that file: its sheet has no name of its own.
            if let Some(rows) = choice.rows.filter(|_| !sheet.text) {
                self.put_of(own, "rows", &rows);
            }
            if let Some(rows) = choice.hidden_rows.filter(|rows| !of_status(rows)) {
                let same = alike(|choice| serde_json::to_string(&choice.hidden_rows).ok());
                self.put_of(named(same), "hidden_rows", &rows);
            }
            if let Some(code) = &choice.kecamatan {
                self.put_of(
                    named(alike(|choice| choice.kecamatan.clone())),
                    "kecamatan",
                    code,
                );
            }
            if let Some(desa) = &choice.desa {
                self.put_of(named(alike(|choice| choice.desa.clone())), "desa", desa);
            }
            if let Some(group) = &choice.group {
                self.put_of(named(alike(|choice| choice.group.clone())), "group", group);
            }
            if let Some(name) = &choice.pendamping {
                self.put_of(
                    named(alike(|choice| choice.pendamping.clone())),
                    "pendamping",
                    name,
                );
            }
            if choice.header_row.is_some()
                && let Ok(header) = Header::find_with(sheet, &said.meanings(&choice))
            {
                self.put_of(named(sheets.len() == 1), "header", &shape(&header.labels));
            }
        }
    }

    fn put_of(&mut self, sheet: &str, what: &'static str, value: &impl Serialize) {
        self.said.insert(what);
        self.put("s", sheet, what, &(sheet, value));
    }

    /// An entry under a name that only its shape and what it speaks of decide. What is longer than an entry may be is not kept.
    fn put(&mut self, kind: &str, of: &str, what: &str, value: &impl Serialize) {
        let hash: String = blake3::hash(of.as_bytes())
            .to_hex()
            .chars()
            .take(12)
            .collect();
        let mut name = format!("{PREFIX}{}.{kind}.{hash}", self.shape);
        if !what.is_empty() {
            name = format!("{name}.{what}");
        }
        if let Ok(text) = serde_json::to_string(value)
            && text.chars().count() <= LONGEST
        {
            self.entries.insert(name, text);
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
