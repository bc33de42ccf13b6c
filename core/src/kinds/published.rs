//! A month that a kabupaten told its province: sums by place, as they were then. Every telling is a document of its own in the kabupaten's
//! own feed, so that two devices that tell one month apart keep both; it can hold no name.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::rows::{Rows, Table};
use super::sums::Sums;
use super::year_month::YearMonth;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Home, Keys, Kind, Right, Rule, Scalar, Set,
    Shape, field, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_published",
        "CREATE TABLE rm_published (
             doc BLOB PRIMARY KEY, staff BLOB NOT NULL, month TEXT NOT NULL, send BLOB NOT NULL, version INTEGER NOT NULL, counted TEXT, sent TEXT,
             digest TEXT NOT NULL, device BLOB NOT NULL
         ) WITHOUT ROWID;",
    ),
    Table::new("rm_published_place", super::sums::TABLE),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 20,
    name: "published",
    root: &[
        same("version", Rule::Number(1, 999)),
        field("counted", "as_of", Rule::Date),
        same("sent", Rule::Date),
        same("digest", Rule::Word(is_digest)),
    ],
    steps: &[&[map(
        "places",
        "sums",
        Keys::Formed(is_place, Rule::Word(Sums::is_line)),
    )]],
    rights: &[
        Entitled::all(None, Right::MemberMaker),
        Entitled::all(Some("places"), Right::MemberMaker),
    ],
});

const PLACES: usize = 0;

/// 64 hex digits: what else could stand there is a text, and texts can be names.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A Kemendagri code of a kabupaten or kecamatan: `72.01` or `72.01.09`.
fn is_place(code: &str) -> bool {
    let parts: Vec<&str> = code.split('.').collect();
    let digits = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.len(), 2 | 3) && parts.iter().all(digits)
}

/// A month that was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedView {
    /// Whose month: the member of the province's workspace that is the kabupaten's office.
    pub kabupaten: Uuid,
    /// Which month.
    pub month: YearMonth,
    /// The telling.
    pub send: Uuid,
    /// 1 for what was told first, more for corrections; 0 while it is not known.
    pub version: u16,
    /// The day as of which it was counted.
    pub counted: Option<NaiveDate>,
    /// The day on which it was told.
    pub sent: Option<NaiveDate>,
    /// Digest of its places.
    pub digest: String,
    /// The device that tells it.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// The sums by code: of each kecamatan, and of the kabupaten as a whole.
    pub places: BTreeMap<String, Sums>,
}

pub(super) fn home(kabupaten: &Uuid, _month: &YearMonth, _device: &DeviceId, _send: &Uuid) -> Home {
    super::feeds::in_own(*kabupaten)
}

pub(super) fn view(
    kabupaten: &Uuid,
    month: &YearMonth,
    device: &DeviceId,
    send: &Uuid,
    fields: &Fields,
) -> PublishedView {
    let version = fields.root("version").and_then(Scalar::number);
    let places = fields.map(PLACES);
    let places = places
        .filter(|(code, _)| is_place(code))
        .filter_map(|(code, value)| Some((code.to_owned(), Sums::parse(value.text()?)?)));
    PublishedView {
        kabupaten: *kabupaten,
        month: *month,
        send: *send,
        version: u16::try_from(version.unwrap_or_default()).unwrap_or_default(),
        counted: fields.date("counted"),
        sent: fields.date("sent"),
        digest: fields
            .text("digest")
            .filter(|text| is_digest(text))
            .unwrap_or_default(),
        device: Some(*device),
        places: places.collect(),
    }
}

/// Edits of a month that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublishedPatch {
    /// 1 for what is told first.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub version: Set<u16>,
    /// The day as of which it was counted.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub counted: Set<NaiveDate>,
    /// The day on which it is told.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub sent: Set<NaiveDate>,
    /// Digest of its places: 64 hex digits.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub digest: Set<String>,
    /// Lines of [`Sums`] by code.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub places: Entries<String, String>,
}

impl DocumentPatch for PublishedPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.root("version", &self.version, |number| {
            Scalar::Number((*number).into())
        });
        edits.root("counted", &self.counted, |day| Scalar::from(*day));
        edits.root("sent", &self.sent, |day| Scalar::from(*day));
        edits.text("digest", &self.digest);
        edits.entries(PLACES, &self.places, |line| line.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &PublishedView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_published_place WHERE doc = ?")?;
    // One of which nothing was said is none, whatever its key names.
    if view.digest.is_empty() {
        return rows.delete("DELETE FROM rm_published WHERE doc = ?");
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_published VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.kabupaten.as_bytes(),
            view.month.to_string(),
            view.send.as_bytes(),
            view.version,
            view.counted.map(|day| day.to_string()),
            view.sent.map(|day| day.to_string()),
            view.digest,
            view.device.as_ref().map(DeviceId::as_bytes),
        ],
    )?;
    let marks = vec!["?"; Sums::KEYS.len()].join(", ");
    let mut statement = rows.prepare(&format!(
        "INSERT INTO rm_published_place VALUES (?, ?, {marks})"
    ))?;
    for (place, sums) in &view.places {
        statement.raw_bind_parameter(1, rows.doc())?;
        statement.raw_bind_parameter(2, place)?;
        for (at, figure) in (3..).zip(sums.all()) {
            statement.raw_bind_parameter(at, figure)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}
