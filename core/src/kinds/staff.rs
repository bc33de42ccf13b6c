//! A member of staff: who it is, where they were posted from which day, and whose device is whose. Only the office says any of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::employment::Employment;
use super::limits::{CODE, NAME, SHORT};
use super::lists::{LISTS_MAP, lists_rows};
use super::rows::{Rows, Table};
use super::since::{self, Since};
use chrono::NaiveDate;
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Scalar, Set, Shape,
    map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_staff",
        "CREATE TABLE rm_staff (
             doc BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, nip TEXT, phone TEXT, email TEXT, employment TEXT, started TEXT, kabupaten TEXT
         ) WITHOUT ROWID;",
    ),
    // One row for each kecamatan; one with '' where the person is posted nowhere from that day on.
    Table::new(
        "rm_staff_posting",
        "CREATE TABLE rm_staff_posting (doc BLOB NOT NULL, since TEXT NOT NULL, kecamatan TEXT NOT NULL, PRIMARY KEY (doc, since, kecamatan)) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_staff_kecamatan",
        "CREATE TABLE rm_staff_kecamatan (doc BLOB NOT NULL, kecamatan TEXT NOT NULL, PRIMARY KEY (doc, kecamatan)) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_staff_device",
        "CREATE TABLE rm_staff_device (doc BLOB NOT NULL, device BLOB NOT NULL, PRIMARY KEY (doc, device)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 3,
    name: "staff",
    root: &[
        same("name", NAME),
        same("role", SHORT),
        same("nip", SHORT),
        same("phone", SHORT),
        same("email", NAME),
        same("employment", Rule::Word(is_employment)),
        same("started", Rule::Date),
        same("kabupaten", CODE),
    ],
    steps: &[&[
        map("kecamatan", "kecamatan", Keys::Named(20, Rule::Yes)),
        map("devices", "devices", Keys::Named(16, Rule::Yes)),
        LISTS_MAP,
        map("postings", "postings", since::since(Rule::Word(is_posting))),
    ]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("kecamatan"), Right::Office),
        Entitled::all(Some("devices"), Right::Office),
        Entitled::all(Some("lists"), Right::Office),
        Entitled::all(Some("postings"), Right::Office),
    ],
});

const KECAMATAN: usize = 0;
const DEVICES: usize = 1;
const LISTS: usize = 2;
const POSTINGS: usize = 3;

/// What a posting to nowhere says.
const NOWHERE: &str = "-";
/// In how many kecamatan somebody is posted at most.
const MOST_PLACES: usize = 30;

fn is_employment(word: &str) -> bool {
    Employment::parse(word).is_some()
}

fn is_posting(text: &str) -> bool {
    posting(text).is_some()
}

/// The Kemendagri codes of a posting; none of them: nowhere.
fn posting(text: &str) -> Option<BTreeSet<String>> {
    if text == NOWHERE {
        return Some(BTreeSet::new());
    }
    let is_code = |code: &str| {
        (1..=20).contains(&code.len()) && code.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let codes: BTreeSet<String> = text.split(',').map(str::to_owned).collect();
    let fits = codes.len() <= MOST_PLACES && codes.iter().all(|code| is_code(code));
    // Written in one way only, so that two who say the same do not disagree.
    (fits && written(&codes) == text).then_some(codes)
}

fn written(codes: &BTreeSet<String>) -> String {
    if codes.is_empty() {
        return NOWHERE.to_owned();
    }
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    codes.join(",")
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffView {
    /// The person's id.
    pub id: Uuid,
    /// Their name; empty if nobody has given one yet.
    pub name: String,
    /// The id of their role, or empty.
    pub role: String,
    /// Employee number.
    pub nip: Option<String>,
    /// As dialled.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Status pegawai.
    pub employment: Option<Employment>,
    /// TMT: since when they are employed.
    pub started: Option<NaiveDate>,
    /// Of a province's workspace: the kabupaten whose office this member is, by Kemendagri code.
    pub kabupaten: Option<String>,
    /// Where they were posted, from which day; an empty set: nowhere. Nobody said of whom there are none.
    pub postings: BTreeMap<Since, BTreeSet<String>>,
    /// Kemendagri codes of where they work: what their phones have.
    pub kecamatan: BTreeSet<String>,
    /// The person's devices, revoked ones too: whose work an entry is, stays known.
    #[serde(skip)]
    pub devices: BTreeSet<DeviceId>,
    /// What lists said of the person, by import: the one that made a member of staff of somebody.
    pub lists: BTreeMap<String, String>,
}

impl StaffView {
    /// Whether nobody says anything of the person any more: the import that made a member of staff of somebody was taken back.
    pub fn is_blank(&self) -> bool {
        let nowhere =
            self.kecamatan.is_empty() && self.devices.is_empty() && self.postings.is_empty();
        self.name.is_empty() && self.role.is_empty() && nowhere
    }

    /// Where the person is posted on a day, as far as anybody said.
    pub fn posted_on(&self, day: NaiveDate) -> Option<&BTreeSet<String>> {
        posted_on(&self.postings, day)
    }
}

/// Where somebody is posted on a day by these postings: by the last that has begun.
pub fn posted_on(
    postings: &BTreeMap<Since, BTreeSet<String>>,
    day: NaiveDate,
) -> Option<&BTreeSet<String>> {
    let begun = |since: &Since| since.0.is_none_or(|since| since <= day);
    let mut latest_first = postings.iter().rev();
    latest_first
        .find(|(since, _)| begun(since))
        .map(|(_, codes)| codes)
}

pub(super) fn home(_id: &Uuid) -> Home {
    super::feeds::in_office()
}

pub(super) fn view(id: &Uuid, fields: &Fields) -> StaffView {
    let works =
        |(code, value): (&str, &Scalar)| (*value == Scalar::Flag(true)).then(|| code.to_owned());
    StaffView {
        id: *id,
        name: fields.text("name").unwrap_or_default(),
        role: fields.text("role").unwrap_or_default(),
        nip: fields.text("nip"),
        phone: fields.text("phone"),
        email: fields.text("email"),
        employment: fields
            .text("employment")
            .and_then(|word| Employment::parse(&word)),
        started: fields.date("started"),
        kabupaten: fields.text("kabupaten"),
        postings: since::read(fields, POSTINGS, |value| posting(value.text()?)),
        kecamatan: fields.map(KECAMATAN).filter_map(works).collect(),
        devices: fields.map(DEVICES).filter_map(device).collect(),
        lists: fields.texts(LISTS),
    }
}

fn device((id, value): (&str, &Scalar)) -> Option<DeviceId> {
    let id = data_encoding::HEXLOWER.decode(id.as_bytes()).ok()?;
    DeviceId::from_slice(&id).filter(|_| *value == Scalar::Flag(true))
}

/// Edits of a member of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaffPatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// The id of a role; offices name their roles themselves.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub role: Set<String>,
    /// Employee number, as the office writes it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub nip: Set<String>,
    /// As dialled.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub phone: Set<String>,
    /// Mail address, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub email: Set<String>,
    /// Status pegawai.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub employment: Set<Employment>,
    /// TMT: since when the person is employed.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub started: Set<NaiveDate>,
    /// Of a province's workspace: the kabupaten whose office this member is, by Kemendagri code.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kabupaten: Set<String>,
    /// Kemendagri codes of where the person is posted, from which day; an empty set: nowhere.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub postings: Entries<Since, BTreeSet<String>>,
    /// Kemendagri codes: true where the person works, null where no longer.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub kecamatan: Entries<String, bool>,
    /// Ids of the person's devices in lower-case hex: true for each that the office let in.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub devices: Entries<String, bool>,
    /// What lists said of the person, by import.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub lists: Entries<String, String>,
}

impl DocumentPatch for StaffPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("role", &self.role);
        edits.text("nip", &self.nip);
        edits.text("phone", &self.phone);
        edits.text("email", &self.email);
        edits.root("employment", &self.employment, |word| word.as_str().into());
        edits.root("started", &self.started, |day| Scalar::from(*day));
        edits.text("kabupaten", &self.kabupaten);
        edits.entries(KECAMATAN, &self.kecamatan, |works| Scalar::yes(*works));
        edits.entries(DEVICES, &self.devices, |belongs| Scalar::yes(*belongs));
        edits.entries(LISTS, &self.lists, |said| said.into());
        edits.entries(POSTINGS, &self.postings, |codes| {
            Scalar::Text(written(codes))
        });
    }
}

/// Writes them.
pub(super) fn rows(view: &StaffView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    if view.is_blank() {
        for table in [
            "rm_staff",
            "rm_staff_kecamatan",
            "rm_staff_device",
            "rm_staff_posting",
        ] {
            rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
        }
        return lists_rows(&view.lists, rows);
    }
    lists_rows(&view.lists, rows)?;
    rows.run(
        "INSERT OR REPLACE INTO rm_staff VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.name,
            view.role,
            view.nip,
            view.phone,
            view.email,
            view.employment.map(Employment::as_str),
            view.started.map(|day| day.to_string()),
            view.kabupaten,
        ],
    )?;
    rows.delete("DELETE FROM rm_staff_posting WHERE doc = ?")?;
    let postings = view.postings.iter().flat_map(|(since, codes)| {
        let nowhere = codes.is_empty().then(String::new);
        let codes = codes.iter().cloned().chain(nowhere);
        codes.map(move |code| (since.to_string(), code))
    });
    rows.pairs("INSERT INTO rm_staff_posting VALUES (?, ?, ?)", postings)?;
    rows.delete("DELETE FROM rm_staff_kecamatan WHERE doc = ?")?;
    for kecamatan in &view.kecamatan {
        let values = params![rows.doc(), kecamatan];
        rows.run("INSERT INTO rm_staff_kecamatan VALUES (?, ?)", values)?;
    }
    rows.delete("DELETE FROM rm_staff_device WHERE doc = ?")?;
    for device in &view.devices {
        let values = params![rows.doc(), device.as_bytes()];
        rows.run("INSERT INTO rm_staff_device VALUES (?, ?)", values)?;
    }
    Ok(())
}
