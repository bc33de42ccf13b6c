//! What a rekap says: figures, and behind each figure the meetings and families that it was counted from. It counts nothing.

use std::ops::AddAssign;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Serialize, Serializer};
use uuid::Uuid;

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
    /// Her document; none for the groups without pendamping.
    pub pendamping: Option<Uuid>,
    /// Her name; none where nobody is known.
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

/// The figures of a row or a sum of rows, under the words of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Figures {
    /// Total Jumlah Kelompok.
    pub groups: u32,
    /// Jumlah Kelompok Terealisasi.
    pub groups_met: u32,
    /// Total KPM Dampingan.
    pub families: u32,
    /// Hadir.
    pub hadir: u32,
    /// Tidak Hadir.
    pub tidak_hadir: u32,
    /// Kurang.
    pub kurang: u32,
    /// Baik.
    pub baik: u32,
    /// Sangat Baik.
    pub sangat_baik: u32,
    /// Tidak Dapat Dinilai.
    pub tidak_dapat_dinilai: u32,
}

impl Figures {
    /// Adds one family.
    pub fn add(&mut self, family: &CountedFamily) {
        self.families += 1;
        *(if family.hadir {
            &mut self.hadir
        } else {
            &mut self.tidak_hadir
        }) += 1;
        *match family.level {
            Level::Kurang => &mut self.kurang,
            Level::Baik => &mut self.baik,
            Level::SangatBaik => &mut self.sangat_baik,
            Level::TidakDapatDinilai => &mut self.tidak_dapat_dinilai,
        } += 1;
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.groups += other.groups;
        self.groups_met += other.groups_met;
        self.families += other.families;
        self.hadir += other.hadir;
        self.tidak_hadir += other.tidak_hadir;
        self.kurang += other.kurang;
        self.baik += other.baik;
        self.sangat_baik += other.sangat_baik;
        self.tidak_dapat_dinilai += other.tidak_dapat_dinilai;
    }
}

/// Pengetahuan & Pemahaman.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Kurang.
    Kurang,
    /// Baik.
    Baik,
    /// Sangat Baik.
    SangatBaik,
    /// Tidak Dapat Dinilai: absent, or present but unrated.
    TidakDapatDinilai,
}

/// A family that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountedFamily {
    /// Her document.
    pub doc: Uuid,
    /// Her name.
    pub name: String,
    /// Her group at the end of the month.
    pub group: Uuid,
    /// Whether she was there.
    pub hadir: bool,
    /// What she took with her.
    pub level: Level,
    /// The meeting whose mark was counted; none if she has no mark.
    pub meeting: Option<Uuid>,
}

/// A meeting that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountedMeeting {
    /// Its document.
    pub doc: Uuid,
    /// The version that was counted: its heads, 32 bytes each.
    #[serde(serialize_with = "hex")]
    #[cfg_attr(test, ts(type = "string"))]
    pub heads: Vec<u8>,
    /// Its group.
    pub group: Uuid,
    /// The group's name.
    pub group_name: String,
    /// Its day.
    pub date: NaiveDate,
    /// Its start, in minutes after midnight.
    pub starts: Option<i64>,
    /// Code of its session.
    pub session: String,
    /// Titles of its sessions.
    pub materi: Vec<String>,
    /// Names of its speakers.
    pub pemateri: Vec<String>,
}

fn hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&HEXLOWER.encode(bytes))
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
        let mut versions: Vec<(Uuid, &[u8])> =
            meetings.map(|m| (m.doc, m.heads.as_slice())).collect();
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
    /// `H`, `S` or `A`.
    pub mark: String,
    /// Why it was not counted.
    pub reason: UnmatchedReason,
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
    /// A family marked in the meeting of a group where she was not in this month; counted in her own group only.
    MarkedElsewhere { meeting: Uuid, family: Uuid },
    /// A pendamping of a group who is not there; her row has no name.
    UnknownPendamping { staff: Uuid },
    /// An active family without a group that exists; in no figure. `group` is the name of the closed group in which it is left.
    FamilyWithoutGroup {
        family: Uuid,
        name: String,
        kecamatan: String,
        group: Option<String>,
    },
    /// A remark on the month by somebody who has no row.
    RemarkWithoutRow { staff: Uuid },
    /// A row whose id has not 16 bytes; left out.
    DamagedId { table: String },
    /// An edition of the curriculum that cannot be read; the others are used.
    DamagedCurriculum { edition: String },
}
