//! What a rekap says of a month: its kecamatan and their rows, what was left out, and which versions it counted. It counts nothing.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::Serialize;
use uuid::Uuid;

use super::behind::hex;
pub use super::behind::{CountedFamily, CountedMeeting, Level};
pub use super::columns::Figures;
use crate::reference::month::YearMonth;

/// The report of a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rekap {
    /// The month.
    pub month: YearMonth,
    /// Name of the office, if it is known.
    pub office: Option<String>,
    /// The kecamatan by code.
    pub kecamatan: Vec<KecamatanRekap>,
    /// The kabupaten: the sum of the kecamatan.
    pub total: Figures,
    /// Marks that belong to no active family.
    pub unmatched: Vec<Unmatched>,
    /// What was found damaged or strange.
    pub notes: Vec<Note>,
    /// Which versions were counted.
    pub as_of: AsOf,
    /// Rows of rosters that wait as tasks on this device: families that may be missing from the figures.
    pub waiting_rows: u32,
    /// The month's meetings as people call them, by group and day: for texts that speak of one.
    #[serde(skip)]
    pub called: BTreeMap<Uuid, String>,
}

impl Rekap {
    /// Says every name of a person in another form.
    pub fn name_people(&mut self, form: fn(&str) -> String) {
        let renamed = |name: &mut String| *name = form(name);
        for kecamatan in &mut self.kecamatan {
            for row in &mut kecamatan.rows {
                row.name.as_mut().map(renamed);
                row.families
                    .iter_mut()
                    .for_each(|family| renamed(&mut family.name));
            }
            kecamatan
                .dynamics
                .iter_mut()
                .for_each(|(who, _)| renamed(who));
        }
        for mark in &mut self.unmatched {
            if let Some(family) = &mut mark.family {
                renamed(&mut family.name);
            }
        }
        for note in &mut self.notes {
            match note {
                Note::FamilyWithoutGroup { name, .. } | Note::FamilyPartOfNone { name, .. } => {
                    renamed(name);
                }
                Note::MarkedElsewhere { of, .. } => renamed(&mut of.name),
                Note::RemarkWithoutRow { name, .. } | Note::RemarkOfAnother { name, .. } => {
                    name.as_mut().map(renamed);
                }
                _ => {}
            }
        }
    }
}

/// A kecamatan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KecamatanRekap {
    /// Its Kemendagri code.
    pub code: String,
    /// Its name, or its code where the regions do not know it.
    pub name: String,
    /// Its pendamping by name; last, if there are any, its groups without one.
    pub rows: Vec<Row>,
    /// The sum of the rows.
    pub total: Figures,
    /// Catatan Dinamika: who wrote it, and what.
    pub dynamics: Vec<(String, String)>,
}

/// A pendamping in a kecamatan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Row {
    /// The pendamping's document; none for the groups without one.
    pub pendamping: Option<Uuid>,
    /// The pendamping's name; none where nobody is known.
    pub name: Option<String>,
    /// The figures.
    pub figures: Figures,
    /// Alasan Jika Tidak Melaksanakan.
    pub reason: Option<String>,
    /// Titles of the sessions, in the curriculum's order.
    pub materi: Vec<String>,
    /// Names of the speakers.
    pub pemateri: Vec<String>,
    /// The meetings that were counted, one for each group that met.
    pub meetings: Vec<CountedMeeting>,
    /// Its groups that did not meet, by name. With the meetings they are its groups.
    pub unmet: Vec<Uuid>,
    /// The families that were counted.
    pub families: Vec<CountedFamily>,
}

/// Which versions a report counted: two reports with the same digest counted the same meetings in the same versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AsOf {
    /// BLAKE3 over the number of counted meetings and, by document id, each one's id and heads.
    #[serde(serialize_with = "hex")]
    #[cfg_attr(test, ts(type = "string"))]
    pub digest: [u8; 32],
    /// How many meetings were counted.
    pub meetings: u64,
}

impl AsOf {
    /// The digest of a set of meetings, whatever their order.
    pub fn of<'a>(meetings: impl Iterator<Item = &'a CountedMeeting>) -> Self {
        Self::of_versions(meetings.map(|m| (m.doc, m.heads.as_slice())))
    }

    /// The same of meetings by id, with their heads.
    pub fn of_versions<'a>(meetings: impl Iterator<Item = (Uuid, &'a [u8])>) -> Self {
        let mut versions: Vec<(Uuid, &[u8])> = meetings.collect();
        versions.sort_unstable();
        let count = versions.len() as u64;
        let mut hasher = blake3::Hasher::new_derive_key("sesi rekap as of 1");
        hasher.update(&count.to_le_bytes());
        for (doc, heads) in versions {
            hasher
                .update(doc.as_bytes())
                .update(&(heads.len() as u64).to_le_bytes())
                .update(heads);
        }
        Self {
            digest: *hasher.finalize().as_bytes(),
            meetings: count,
        }
    }

    /// The first eight characters of the digest, to read aloud and to print.
    pub fn short(&self) -> String {
        HEXLOWER.encode(&self.digest).chars().take(8).collect()
    }
}

/// A mark that was not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unmatched {
    /// The meeting in which it stands.
    pub meeting: Uuid,
    /// The key under which it stands.
    pub family_key: String,
    /// Whose key it is, where that is one family.
    pub family: Option<NamedFamily>,
    /// `H`, `S` or `A`.
    pub mark: String,
    /// Why it was not counted.
    pub reason: UnmatchedReason,
}

/// A family as people call it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NamedFamily {
    /// Its name.
    pub name: String,
    /// Name of its group at the end of the month; none if it has none.
    pub group: Option<String>,
    /// Name of its kecamatan.
    pub kecamatan: String,
}

/// Why a mark was not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UnmatchedReason {
    /// No family has the key.
    Unknown,
    /// More than one family has the key.
    Ambiguous,
    /// The family is not aktif at the end of the month.
    NotActive,
}

/// Something damaged or strange, by the document where it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "the fields are the documents and values that the variant names"
)]
pub enum Note {
    /// A meeting of a group that is not there; not counted.
    MeetingOfUnknownGroup { meeting: Uuid },
    /// A meeting of a group that was closed before the month; not counted.
    MeetingOfClosedGroup { meeting: Uuid, group: Uuid },
    /// A meeting whose date is no day of the month; not counted.
    MeetingWithoutDay { meeting: Uuid, date: String },
    /// A session that no curriculum has; shown by its code.
    UnknownSession { meeting: Uuid, session: String },
    /// A mark that is neither H, S nor A; taken as not marked.
    UnknownMark {
        meeting: Uuid,
        family_key: String,
        mark: String,
    },
    /// A rating that is none of the four; taken as unrated.
    UnknownRating {
        meeting: Uuid,
        family_key: String,
        rating: String,
    },
    /// A family marked in the meeting of a group where it was not in this month; counted in its own group only.
    MarkedElsewhere {
        meeting: Uuid,
        family: Uuid,
        of: NamedFamily,
    },
    /// A pendamping of a group who is not there; their row has no name. `group` is that group's name.
    UnknownPendamping { staff: Uuid, group: String },
    /// An active family without a group that exists; in no figure. `group` is the name of the closed group in which it is left.
    FamilyWithoutGroup {
        family: Uuid,
        name: String,
        kecamatan: String,
        group: Option<String>,
    },
    /// A family that is part of another one which is not here; in no figure.
    FamilyPartOfNone {
        family: Uuid,
        name: String,
        kecamatan: String,
    },
    /// A remark on somebody's month by a device whose word does not count there; left out.
    RemarkOfAnother { staff: Uuid, name: Option<String> },
    /// A remark on the month by somebody who has no row.
    RemarkWithoutRow { staff: Uuid, name: Option<String> },
    /// A row whose id has not 16 bytes; left out.
    DamagedId { table: String },
    /// An edition of the curriculum that cannot be read; the others are used.
    DamagedCurriculum { edition: String },
}
