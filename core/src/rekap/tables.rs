//! Reads what a month's rekap needs from the read model: a dozen statements over whole tables, none per family. It knows the
//! tables and gives damaged ids a note; it counts nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::figures::Note;
use super::month::YearMonth;
use crate::readmodel::Merged;

/// The month as the tables have it.
pub(super) struct MonthTables {
    pub month: YearMonth,
    pub office: Option<String>,
    /// Edition and JSON, the newest edition first.
    pub curricula: Vec<(String, String)>,
    pub staff: HashMap<Uuid, Staff>,
    pub groups: BTreeMap<Uuid, Group>,
    pub families: Vec<Family>,
    /// Meetings of the month that were not cancelled.
    pub meetings: Vec<Meeting>,
    /// Their speakers, in order.
    pub speakers: HashMap<Uuid, Vec<String>>,
    /// Their marks by meeting.
    pub marks: HashMap<Uuid, Vec<WrittenMark>>,
    /// What staff wrote about the month.
    pub remarks: Vec<Remark>,
    pub notes: Vec<Note>,
}

pub(super) struct Staff {
    pub name: String,
    pub role: String,
    pub kecamatan: Vec<String>,
}

pub(super) struct Group {
    pub name: String,
    pub kecamatan: String,
    /// It exists on the first day of the month, or is opened within it.
    pub open: bool,
    /// At the end of the month.
    pub pendamping: Option<Uuid>,
}

pub(super) struct Family {
    pub doc: Uuid,
    pub name: String,
    pub kecamatan: String,
    /// Status at the end of the month.
    pub active: bool,
    /// Groups until the end of the month: since when, which; the last is the present one.
    pub groups: Vec<(String, Uuid)>,
    /// The place of the family of which she is part; her own if of none.
    pub counts_as: usize,
}

pub(super) struct Meeting {
    pub doc: Uuid,
    pub group: Uuid,
    pub date: String,
    pub session: String,
    pub more_sessions: Option<String>,
    pub starts: Option<i64>,
    pub topic: Option<String>,
    pub heads: Vec<u8>,
}

/// By which of two meetings a group is counted: the greater one (rule 4).
pub(super) type Order = (NaiveDate, Option<i64>, String, Uuid);

pub(super) fn order(day: NaiveDate, starts: Option<i64>, session: String, doc: Uuid) -> Order {
    (day, starts, session, doc)
}

/// Of what is told by the day since which it holds, in order: what had begun by `last`.
pub(super) fn stays_until<'s, T>(stays: &'s [(String, T)], last: &str) -> &'s [(String, T)] {
    let begun = stays.partition_point(|(since, _)| since.as_str() <= last);
    stays.get(..begun).unwrap_or(stays)
}

/// A mark as it is written, not yet understood.
pub(super) struct WrittenMark {
    pub family_key: String,
    pub mark: Option<String>,
    pub rating: Option<String>,
}

pub(super) struct Remark {
    pub staff: Uuid,
    pub reason: Option<String>,
    pub dynamics: Option<String>,
}

impl MonthTables {
    /// Reads them.
    ///
    /// # Errors
    /// If a table is missing or holds another type than its schema says.
    pub fn read(conn: &Connection, month: YearMonth) -> rusqlite::Result<Self> {
        let mut reader = Reader {
            conn,
            notes: Vec::new(),
        };
        let last = month.last_day().to_string();
        let mut tables = Self {
            month,
            office: reader.office()?,
            curricula: reader.curricula()?,
            staff: reader.staff()?,
            groups: reader.groups(&month.first_day().to_string(), &last)?,
            families: reader.families(&last)?,
            meetings: reader.meetings(month)?,
            speakers: reader.speakers(month)?,
            marks: reader.marks(month)?,
            remarks: reader.remarks(month)?,
            notes: Vec::new(),
        };
        tables.notes = reader.notes;
        Ok(tables)
    }
}

/// Texts from `start` to `end` begin with the month: also damaged dates, which are noted instead of being overlooked.
const IN_MONTH: &str =
    "rm_meeting.date >= ?1 AND rm_meeting.date < ?1 || '~' AND rm_meeting.cancelled = 0";

struct Reader<'c> {
    conn: &'c Connection,
    notes: Vec<Note>,
}

impl Reader<'_> {
    fn each(
        &mut self,
        sql: &str,
        bound: &[&dyn rusqlite::ToSql],
        mut take: impl FnMut(&mut Self, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(bound)?;
        while let Some(row) = rows.next()? {
            take(self, row)?;
        }
        Ok(())
    }

    /// The id in a column; none, and a note, if it has not 16 bytes.
    fn id(&mut self, row: &Row<'_>, column: usize, table: &str) -> rusqlite::Result<Option<Uuid>> {
        let id = Uuid::from_slice(row.get_ref(column)?.as_blob()?).ok();
        if id.is_none() {
            self.notes.push(Note::DamagedId {
                table: table.to_owned(),
            });
        }
        Ok(id)
    }

    fn office(&mut self) -> rusqlite::Result<Option<String>> {
        let mut office = None;
        self.each(
            "SELECT name FROM rm_office ORDER BY doc LIMIT 1",
            &[],
            |_, row| {
                office = Some(row.get(0)?);
                Ok(())
            },
        )?;
        Ok(office)
    }

    fn curricula(&mut self) -> rusqlite::Result<Vec<(String, String)>> {
        let mut curricula = Vec::new();
        self.each(
            "SELECT edition, json FROM rm_curriculum ORDER BY edition DESC, doc",
            &[],
            |_, row| {
                curricula.push((row.get(0)?, row.get(1)?));
                Ok(())
            },
        )?;
        Ok(curricula)
    }

    fn staff(&mut self) -> rusqlite::Result<HashMap<Uuid, Staff>> {
        let mut staff = HashMap::new();
        self.each(
            "SELECT doc, name, role FROM rm_staff",
            &[],
            |reader, row| {
                if let Some(doc) = reader.id(row, 0, "rm_staff")? {
                    staff.insert(
                        doc,
                        Staff {
                            name: row.get(1)?,
                            role: row.get(2)?,
                            kecamatan: Vec::new(),
                        },
                    );
                }
                Ok(())
            },
        )?;
        self.each(
            "SELECT doc, kecamatan FROM rm_staff_kecamatan ORDER BY doc, kecamatan",
            &[],
            |reader, row| {
                let doc = reader.id(row, 0, "rm_staff_kecamatan")?;
                if let Some(staff) = doc.and_then(|doc| staff.get_mut(&doc)) {
                    staff.kecamatan.push(row.get(1)?);
                }
                Ok(())
            },
        )?;
        Ok(staff)
    }

    fn groups(&mut self, first: &str, last: &str) -> rusqlite::Result<BTreeMap<Uuid, Group>> {
        let mut groups = BTreeMap::new();
        self.each(
            "SELECT doc, name, kecamatan FROM rm_group",
            &[],
            |reader, row| {
                if let Some(doc) = reader.id(row, 0, "rm_group")? {
                    let group = Group {
                        name: row.get(1)?,
                        kecamatan: row.get(2)?,
                        open: true,
                        pendamping: None,
                    };
                    groups.insert(doc, group);
                }
                Ok(())
            },
        )?;
        let sql = "SELECT doc, since <= ?1, open FROM rm_group_state WHERE since <= ?2 ORDER BY doc, since";
        self.each(sql, params![first, last], |reader, row| {
            let doc = reader.id(row, 0, "rm_group_state")?;
            if let Some(group) = doc.and_then(|doc| groups.get_mut(&doc)) {
                let (by_the_first, open): (bool, bool) = (row.get(1)?, row.get(2)?);
                group.open = open || (group.open && !by_the_first);
            }
            Ok(())
        })?;
        let sql =
            "SELECT doc, staff FROM rm_group_pendamping WHERE since <= ?1 ORDER BY doc, since";
        self.each(sql, params![last], |reader, row| {
            let doc = reader.id(row, 0, "rm_group_pendamping")?;
            let staff = reader.id(row, 1, "rm_group_pendamping")?;
            if let Some(group) = doc.and_then(|doc| groups.get_mut(&doc)) {
                group.pendamping = staff;
            }
            Ok(())
        })?;
        Ok(groups)
    }

    fn families(&mut self, last: &str) -> rusqlite::Result<Vec<Family>> {
        let mut families: Vec<Family> = Vec::new();
        let mut places = HashMap::new();
        self.each(
            "SELECT doc, name, kecamatan FROM rm_family ORDER BY doc",
            &[],
            |reader, row| {
                if let Some(doc) = reader.id(row, 0, "rm_family")? {
                    places.insert(doc, families.len());
                    families.push(Family {
                        doc,
                        name: row.get(1)?,
                        kecamatan: row.get(2)?,
                        // Of whom nobody has said anything, she is active: a roster need not have a column for it.
                        active: true,
                        groups: Vec::new(),
                        counts_as: families.len(),
                    });
                }
                Ok(())
            },
        )?;
        let sql = "SELECT doc, status FROM rm_family_status WHERE since <= ?1 ORDER BY doc, since";
        self.each(sql, params![last], |reader, row| {
            let doc = reader.id(row, 0, "rm_family_status")?;
            let place = doc.and_then(|doc| places.get(&doc)).copied();
            if let Some(family) = place.and_then(|place| families.get_mut(place)) {
                family.active = row.get_ref(1)?.as_str()? == "aktif";
            }
            Ok(())
        })?;
        let sql =
            "SELECT doc, since, grp FROM rm_family_group WHERE since <= ?1 ORDER BY doc, since";
        self.each(sql, params![last], |reader, row| {
            let doc = reader.id(row, 0, "rm_family_group")?;
            let group = reader.id(row, 2, "rm_family_group")?;
            let place = doc.and_then(|doc| places.get(&doc)).copied();
            if let (Some(family), Some(group)) =
                (place.and_then(|place| families.get_mut(place)), group)
            {
                family.groups.push((row.get(1)?, group));
            }
            Ok(())
        })?;
        for (part, kept) in Merged::read(self.conn)?.all() {
            let part = places.get(&part).and_then(|at| families.get_mut(*at));
            if let Some(family) = part {
                // Counted is the kept one alone; where she is not here, she is counted elsewhere.
                family.active = false;
                family.counts_as = places.get(&kept).copied().unwrap_or(family.counts_as);
            }
        }
        Ok(families)
    }

    fn meetings(&mut self, month: YearMonth) -> rusqlite::Result<Vec<Meeting>> {
        let mut meetings = Vec::new();
        let sql = format!(
            "SELECT doc, grp, date, session, more_sessions, starts, topic, heads FROM rm_meeting WHERE {IN_MONTH} ORDER BY doc"
        );
        self.each(&sql, params![month.to_string()], |reader, row| {
            let (doc, group) = (
                reader.id(row, 0, "rm_meeting")?,
                reader.id(row, 1, "rm_meeting")?,
            );
            if let (Some(doc), Some(group)) = (doc, group) {
                meetings.push(Meeting {
                    doc,
                    group,
                    date: row.get(2)?,
                    session: row.get(3)?,
                    more_sessions: row.get(4)?,
                    starts: row.get(5)?,
                    topic: row.get(6)?,
                    heads: row.get(7)?,
                });
            }
            Ok(())
        })?;
        Ok(meetings)
    }

    fn speakers(&mut self, month: YearMonth) -> rusqlite::Result<HashMap<Uuid, Vec<String>>> {
        let mut speakers: HashMap<Uuid, Vec<String>> = HashMap::new();
        let sql = format!(
            "SELECT s.doc, s.name FROM rm_speaker s JOIN rm_meeting ON rm_meeting.doc = s.doc \
             WHERE s.name IS NOT NULL AND {IN_MONTH} ORDER BY s.doc, s.no"
        );
        self.each(&sql, params![month.to_string()], |reader, row| {
            if let Some(doc) = reader.id(row, 0, "rm_speaker")? {
                speakers.entry(doc).or_default().push(row.get(1)?);
            }
            Ok(())
        })?;
        Ok(speakers)
    }

    fn marks(&mut self, month: YearMonth) -> rusqlite::Result<HashMap<Uuid, Vec<WrittenMark>>> {
        let mut marks: HashMap<Uuid, Vec<WrittenMark>> = HashMap::new();
        // A key that is the start of another comes before it, so the longer, surer one has the last word.
        let sql = format!(
            "SELECT k.doc, k.family_key, k.mark, k.rating FROM rm_mark k JOIN rm_meeting ON rm_meeting.doc = k.doc \
             WHERE {IN_MONTH} ORDER BY k.doc, k.family_key"
        );
        self.each(&sql, params![month.to_string()], |reader, row| {
            if let Some(doc) = reader.id(row, 0, "rm_mark")? {
                let mark = WrittenMark {
                    family_key: row.get(1)?,
                    mark: row.get(2)?,
                    rating: row.get(3)?,
                };
                marks.entry(doc).or_default().push(mark);
            }
            Ok(())
        })?;
        Ok(marks)
    }

    fn remarks(&mut self, month: YearMonth) -> rusqlite::Result<Vec<Remark>> {
        let mut remarks = Vec::new();
        let sql = "SELECT staff, reason, dynamics FROM rm_month WHERE month = ?1 ORDER BY doc";
        self.each(sql, params![month.to_string()], |reader, row| {
            if let Some(staff) = reader.id(row, 0, "rm_month")? {
                remarks.push(Remark {
                    staff,
                    reason: row.get(1)?,
                    dynamics: row.get(2)?,
                });
            }
            Ok(())
        })?;
        Ok(remarks)
    }
}
