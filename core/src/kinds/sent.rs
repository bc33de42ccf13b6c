//! The sheet of a kecamatan in a rekap that was sent: its cells as they were, never counted anew. Only the office says it, and every sending
//! is a document of its own, so that two devices that send apart keep both.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize, Serializer};
use sesi_wire::ids::DeviceId;
use sesi_wire::varint;
use uuid::Uuid;

use super::limits::NAME;
use super::rows::{Rows, Table};
use super::year_month::YearMonth;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, FieldPath, Fields, Home, KeyError, KeyPiece, Keys,
    Kind, Right, Rule, Scalar, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_sent",
        "CREATE TABLE rm_sent (
             doc BLOB PRIMARY KEY, kecamatan TEXT NOT NULL, month TEXT NOT NULL, send BLOB NOT NULL, version INTEGER NOT NULL, day TEXT,
             receiver TEXT, note TEXT, digest TEXT NOT NULL, meetings INTEGER NOT NULL, device BLOB
         ) WITHOUT ROWID;",
    ),
    // line: a pendamping's id, 'none' or 'total', whose cells are a value for each column by its key; or 'paper', who signed. JSON.
    Table::new(
        "rm_sent_row",
        "CREATE TABLE rm_sent_row (doc BLOB NOT NULL, line TEXT NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (doc, line)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 13,
    name: "sent",
    root: &[
        same("version", Rule::Number(1, 999)),
        same("day", Rule::Date),
        same("receiver", NAME),
        same("note", Rule::Text(500)),
        same("digest", Rule::Text(64)),
        same("meetings", Rule::Number(0, 1_000_000)),
    ],
    steps: &[&[map("lines", "lines", Keys::Named(40, Rule::Text(30_000)))]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("lines"), Right::Office),
    ],
});

const LINES: usize = 0;

/// The Kemendagri code of a kecamatan as a key carries it: 1 to 13 digits and dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KecamatanCode(String);

impl KecamatanCode {
    const MAX: usize = 13;

    /// The code, if it is one.
    pub fn new(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        let fits = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(legal);
        fits.then(|| Self(text.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for KecamatanCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl KeyPiece for KecamatanCode {
    fn put(&self, out: &mut Vec<u8>) {
        varint::put(out, self.0.len() as u64);
        out.extend(self.0.as_bytes());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let len = varint::take_len(input, Self::MAX, "kecamatan")?;
        std::str::from_utf8(varint::take_bytes(input, len, "kecamatan")?)
            .ok()
            .and_then(Self::new)
            .ok_or(KeyError::Malformed("kecamatan"))
    }
}

/// A sheet that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SentView {
    /// Whose sheet.
    pub kecamatan: KecamatanCode,
    /// Of which month.
    pub month: YearMonth,
    /// The sending.
    pub send: Uuid,
    /// 1 for what was sent first, more for corrections; 0 while it is not known.
    pub version: u16,
    /// When it was sent.
    pub day: Option<NaiveDate>,
    /// To whom.
    pub receiver: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Digest of all sheets of the sending.
    pub digest: String,
    /// Meetings that all its sheets counted.
    pub meetings: u32,
    /// The device that sent it.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// Cells by line: JSON.
    pub lines: BTreeMap<String, String>,
}

pub(super) fn home(_kecamatan: &KecamatanCode, month: &YearMonth, _send: &Uuid) -> Home {
    super::feeds::in_meetings(month.year())
}

pub(super) fn view(
    kecamatan: &KecamatanCode,
    month: &YearMonth,
    send: &Uuid,
    fields: &Fields,
) -> SentView {
    let number = |key| {
        fields
            .root(key)
            .and_then(Scalar::number)
            .unwrap_or_default()
    };
    SentView {
        kecamatan: kecamatan.clone(),
        month: *month,
        send: *send,
        version: u16::try_from(number("version")).unwrap_or_default(),
        day: fields.date("day"),
        receiver: fields.text("receiver"),
        note: fields.text("note"),
        digest: fields.text("digest").unwrap_or_default(),
        meetings: u32::try_from(number("meetings")).unwrap_or_default(),
        device: fields.said_by(&FieldPath::root("digest")),
        lines: fields.texts(LINES),
    }
}

/// Edits of a sheet that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SentPatch {
    /// 1 for what was sent first.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub version: Set<u16>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub day: Set<NaiveDate>,
    /// To whom, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub receiver: Set<String>,
    /// A remark, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub note: Set<String>,
    /// Digest of all sheets of the sending.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub digest: Set<String>,
    /// Meetings that all its sheets counted.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub meetings: Set<u32>,
    /// Cells by line: JSON.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub lines: Entries<String, String>,
}

impl DocumentPatch for SentPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.root("version", &self.version, |number| {
            Scalar::Number((*number).into())
        });
        edits.root("day", &self.day, |day| Scalar::from(*day));
        edits.text("receiver", &self.receiver);
        edits.text("note", &self.note);
        edits.text("digest", &self.digest);
        edits.root("meetings", &self.meetings, |many| {
            Scalar::Number((*many).into())
        });
        edits.entries(LINES, &self.lines, |cells| cells.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &SentView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_sent_row WHERE doc = ?")?;
    // One of which nobody entitled has said anything is none, whatever its key names.
    if view.digest.is_empty() {
        return rows.delete("DELETE FROM rm_sent WHERE doc = ?");
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_sent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.kecamatan.as_str(),
            view.month.to_string(),
            view.send.as_bytes(),
            view.version,
            view.day.map(|day| day.to_string()),
            view.receiver,
            view.note,
            view.digest,
            view.meetings,
            view.device.as_ref().map(DeviceId::as_bytes),
        ],
    )?;
    rows.pairs("INSERT INTO rm_sent_row VALUES (?, ?, ?)", &view.lines)
}
