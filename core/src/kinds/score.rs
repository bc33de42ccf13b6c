//! What a training gave one member of staff: scores of its tests, whether they passed, and the certificate.
//!
//! It stands in the person's own feed: the office says it, the person reads it, and no colleague has it.

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::limits::NAME;
use super::rows::{Rows, Table};
use super::vocabulary::words;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Fields, Home, Keys, Kind, Right, Rule, Scalar, Set, Shape, map,
    parse_date, same,
};

words! {
    /// How somebody ended a training.
    Outcome {
        /// Passed.
        Lulus = "lulus",
        /// Did not pass.
        TidakLulus = "tidak_lulus",
    }
}

/// The highest score, in tenths of a point.
pub const MOST_TENTHS: u16 = 1000;

/// Its rows.
pub(super) const TABLES: &[Table] = &[Table::new(
    "rm_score",
    // pre, post: tenths of a point, 0 to 1000.
    "CREATE TABLE rm_score (
         doc BLOB PRIMARY KEY, staff BLOB NOT NULL, training BLOB NOT NULL, pre INTEGER, post INTEGER, outcome TEXT,
         certificate TEXT, certified TEXT, jp INTEGER
     ) WITHOUT ROWID;",
)];

const TENTHS: Rule = Rule::Number(0, MOST_TENTHS as i64);

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 19,
    name: "score",
    root: &[],
    steps: &[&[
        map(
            "tests",
            "tests",
            Keys::Fields(&[
                same("pre", TENTHS),
                same("post", TENTHS),
                same("outcome", Rule::Word(is_outcome)),
            ]),
        ),
        map(
            "certificate",
            "certificate",
            Keys::Fields(&[
                same("number", NAME),
                same("day", Rule::Date),
                same("jp", Rule::Number(1, 1000)),
            ]),
        ),
    ]],
    rights: &[
        Entitled::all(Some("tests"), Right::Office),
        Entitled::all(Some("certificate"), Right::Office),
    ],
});

const TESTS: usize = 0;
const CERTIFICATE: usize = 1;

fn is_outcome(word: &str) -> bool {
    Outcome::parse(word).is_some()
}

/// What a training gave somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreView {
    /// Whom.
    pub staff: Uuid,
    /// The document of the training.
    pub training: Uuid,
    /// The test before, in tenths of a point.
    pub pre: Option<u16>,
    /// The test after, in tenths of a point.
    pub post: Option<u16>,
    /// How they ended it.
    pub outcome: Option<Outcome>,
    /// The number of the certificate.
    pub certificate: Option<String>,
    /// Its day.
    pub certified: Option<NaiveDate>,
    /// The jam pelajaran that it says.
    pub jp: Option<u16>,
}

impl ScoreView {
    /// Whether nobody says anything of it any more.
    fn is_blank(&self) -> bool {
        let tests = self.pre.is_none() && self.post.is_none() && self.outcome.is_none();
        tests && self.certificate.is_none() && self.certified.is_none() && self.jp.is_none()
    }
}

pub(super) fn home(staff: &Uuid, _training: &Uuid) -> Home {
    super::feeds::in_own(*staff)
}

pub(super) fn view(staff: &Uuid, training: &Uuid, fields: &Fields) -> ScoreView {
    let number = |map, key, most| {
        let number = fields.entry(map, key).and_then(Scalar::number);
        number
            .and_then(|number| u16::try_from(number).ok())
            .filter(|number| *number <= most)
    };
    let text = |map, key| fields.entry(map, key).and_then(Scalar::text);
    ScoreView {
        staff: *staff,
        training: *training,
        pre: number(TESTS, "pre", MOST_TENTHS),
        post: number(TESTS, "post", MOST_TENTHS),
        outcome: text(TESTS, "outcome").and_then(Outcome::parse),
        certificate: text(CERTIFICATE, "number").map(str::to_owned),
        certified: text(CERTIFICATE, "day").and_then(parse_date),
        jp: number(CERTIFICATE, "jp", 1000),
    }
}

/// Edits of what a training gave somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScorePatch {
    /// The test before, in tenths of a point, 0 to 1000.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub pre: Set<u16>,
    /// The test after, in tenths of a point, 0 to 1000.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub post: Set<u16>,
    /// How they ended it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub outcome: Set<Outcome>,
    /// The number of the certificate, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub certificate: Set<String>,
    /// Its day.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub certified: Set<NaiveDate>,
    /// The jam pelajaran that it says, 1 to 1000.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub jp: Set<u16>,
}

impl DocumentPatch for ScorePatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.field(TESTS, "pre", &self.pre, |tenths| (*tenths).into());
        edits.field(TESTS, "post", &self.post, |tenths| (*tenths).into());
        edits.field(TESTS, "outcome", &self.outcome, |word| word.as_str().into());
        edits.field(CERTIFICATE, "number", &self.certificate, |text| text.into());
        edits.field(CERTIFICATE, "day", &self.certified, |day| {
            Scalar::from(*day)
        });
        edits.field(CERTIFICATE, "jp", &self.jp, |jp| (*jp).into());
    }
}

/// Writes them.
pub(super) fn rows(view: &ScoreView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    if view.is_blank() {
        return rows.delete("DELETE FROM rm_score WHERE doc = ?");
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.staff.as_bytes(),
            view.training.as_bytes(),
            view.pre,
            view.post,
            view.outcome.map(Outcome::as_str),
            view.certificate,
            view.certified.map(|day| day.to_string()),
            view.jp,
        ],
    )
}
