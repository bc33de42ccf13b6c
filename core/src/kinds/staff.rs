//! A member of staff.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::limits::{NAME, SHORT};
use super::lists::{LISTS_MAP, lists_rows};
use super::rows::{Rows, Table};
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
        "CREATE TABLE rm_staff (doc BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, nip TEXT, phone TEXT) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_staff_kecamatan",
        "CREATE TABLE rm_staff_kecamatan (doc BLOB NOT NULL, kecamatan TEXT NOT NULL, PRIMARY KEY (doc, kecamatan)) WITHOUT ROWID;
         CREATE INDEX rm_staff_by_kecamatan ON rm_staff_kecamatan (kecamatan);",
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
    ],
    steps: &[&[
        map("kecamatan", "kecamatan", Keys::Named(20, Rule::Yes)),
        map("devices", "devices", Keys::Named(16, Rule::Yes)),
        LISTS_MAP,
    ]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("kecamatan"), Right::Office),
        Entitled::all(Some("devices"), Right::Office),
        Entitled::all(Some("lists"), Right::Office),
    ],
});

const KECAMATAN: usize = 0;
const DEVICES: usize = 1;
const LISTS: usize = 2;

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
    /// Kemendagri codes of where they work.
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
        let nowhere = self.kecamatan.is_empty() && self.devices.is_empty();
        self.name.is_empty() && self.role.is_empty() && nowhere
    }
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
        edits.entries(KECAMATAN, &self.kecamatan, |works| Scalar::yes(*works));
        edits.entries(DEVICES, &self.devices, |belongs| Scalar::yes(*belongs));
        edits.entries(LISTS, &self.lists, |said| said.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &StaffView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    if view.is_blank() {
        for table in ["rm_staff", "rm_staff_kecamatan", "rm_staff_device"] {
            rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
        }
        return lists_rows(&view.lists, rows);
    }
    lists_rows(&view.lists, rows)?;
    rows.run(
        "INSERT OR REPLACE INTO rm_staff VALUES (?, ?, ?, ?, ?)",
        params![rows.doc(), view.name, view.role, view.nip, view.phone],
    )?;
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
