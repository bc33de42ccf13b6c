//! What a month's rekap needs: a dozen statements over whole tables, none per family. A damaged id is told by its table and stops nothing.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::months::SAID;
use super::office::Office;
use super::sessions::written_editions;
use crate::readmodel::Merged;
use crate::reference::month::YearMonth;

/// The month as the tables have it.
pub(crate) struct MonthTables {
    pub month: YearMonth,
    pub office: Option<String>,
    /// Edition and JSON, the newest edition first.
    pub curricula: Vec<(String, String)>,
    pub staff: HashMap<Uuid, Staff>,
    pub groups: BTreeMap<Uuid, Group>,
    /// In the order of their ids.
    pub families: Vec<Family>,
    stays: Vec<Stay>,
    /// Meetings of the month that were not cancelled.
    pub meetings: Vec<Meeting>,
    /// Their speakers, in order.
    pub speakers: HashMap<Uuid, Vec<String>>,
    /// Their marks by meeting.
    pub marks: HashMap<Uuid, Vec<WrittenMark>>,
    /// What staff wrote about the month.
    pub remarks: Vec<Remark>,
    /// Tables in which an id is damaged; what hangs on it is left out.
    pub damaged: Vec<String>,
}

pub(crate) struct Staff {
    pub name: String,
    pub role: String,
    pub kecamatan: Vec<String>,
}

pub(crate) struct Group {
    pub name: String,
    pub kecamatan: String,
    /// It exists on the first day of the month, or is opened within it.
    pub open: bool,
    /// At the end of the month.
    pub pendamping: Option<Uuid>,
}

pub(crate) struct Family {
    pub doc: Uuid,
    pub name: String,
    pub kecamatan: Rc<str>,
    /// Status at the end of the month.
    pub active: bool,
    /// Where its stays stand among those of the month.
    stays: Range<usize>,
    /// The place of the family of which it is part; its own if of none.
    pub counts_as: usize,
    /// It is part of one that is not here.
    pub part_of_none: bool,
}

/// That a family is in a group, from a day on until its next stay begins.
#[derive(Clone, Copy)]
pub(crate) struct Stay {
    pub group: Uuid,
    /// It began after the first day of the month.
    pub after_the_first: bool,
}

pub(crate) struct Meeting {
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
pub(crate) type Order = (NaiveDate, Option<i64>, String, Uuid);

pub(crate) fn order(day: NaiveDate, starts: Option<i64>, session: String, doc: Uuid) -> Order {
    (day, starts, session, doc)
}

/// A mark as it is written, not yet understood.
pub(crate) struct WrittenMark {
    pub family_key: String,
    pub mark: Option<Rc<str>>,
    pub rating: Option<Rc<str>>,
}

pub(crate) struct Remark {
    pub staff: Uuid,
    pub reason: Option<String>,
    pub dynamics: Option<String>,
    /// Somebody wrote of it whose word does not count there.
    pub unheard: bool,
}

impl MonthTables {
    /// Reads them.
    ///
    /// # Errors
    /// If a table is missing or holds another type than its schema says.
    pub(crate) fn read(conn: &Connection, month: YearMonth) -> rusqlite::Result<Self> {
        let mut reader = Reader {
            conn,
            damaged: Vec::new(),
            texts: HashSet::new(),
        };
        let (first, last) = (month.first_day().to_string(), month.last_day().to_string());
        let (families, stays) = reader.families(&first, &last)?;
        let mut tables = Self {
            month,
            office: Office::read(conn)?.map(|office| office.name),
            curricula: written_editions(conn)?,
            staff: reader.staff()?,
            groups: reader.groups(&first, &last)?,
            families,
            stays,
            meetings: reader.meetings(month)?,
            speakers: reader.speakers(month)?,
            marks: reader.marks(month)?,
            remarks: reader.remarks(month)?,
            damaged: Vec::new(),
        };
        tables.damaged = reader.damaged;
        Ok(tables)
    }

    /// In which groups the family was until the end of the month; the last is the present one.
    pub(crate) fn stays_of(&self, family: &Family) -> &[Stay] {
        self.stays.get(family.stays.clone()).unwrap_or_default()
    }
}

/// Texts from `start` to `end` begin with the month: also damaged dates, which are noted instead of being overlooked.
const IN_MONTH: &str =
    "rm_meeting.date >= ?1 AND rm_meeting.date < ?1 || '~' AND rm_meeting.cancelled = 0";

struct Reader<'c> {
    conn: &'c Connection,
    damaged: Vec<String>,
    /// Texts of which there are few and that stand in very many rows, each kept once.
    texts: HashSet<Rc<str>>,
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
            self.damaged.push(table.to_owned());
        }
        Ok(id)
    }

    /// The text in a column of which there are few different ones: equal texts are one in memory.
    fn interned(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Rc<str>>> {
        let text = row.get_ref(column)?.as_str_or_null()?;
        Ok(text.map(|text| {
            self.texts.get(text).cloned().unwrap_or_else(|| {
                let text: Rc<str> = text.into();
                self.texts.insert(Rc::clone(&text));
                text
            })
        }))
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

    fn families(&mut self, first: &str, last: &str) -> rusqlite::Result<(Vec<Family>, Vec<Stay>)> {
        let mut families: Vec<Family> = Vec::new();
        self.each(
            "SELECT doc, name, kecamatan FROM rm_family ORDER BY doc",
            &[],
            |reader, row| {
                if let Some(doc) = reader.id(row, 0, "rm_family")? {
                    families.push(Family {
                        doc,
                        name: row.get(1)?,
                        kecamatan: reader.interned(row, 2)?.unwrap_or_default(),
                        // A family of which nobody has said anything is active: a roster need not have a column for it.
                        active: true,
                        stays: 0..0,
                        counts_as: families.len(),
                        part_of_none: false,
                    });
                }
                Ok(())
            },
        )?;
        let sql = "SELECT doc, status FROM rm_family_status WHERE since <= ?1 ORDER BY doc, since";
        let mut cursor = FamilyCursor::default();
        self.each(sql, params![last], |reader, row| {
            let doc = reader.id(row, 0, "rm_family_status")?;
            if let Some(family) = doc.and_then(|doc| cursor.seek(&mut families, doc)) {
                family.active = row.get_ref(1)?.as_str()? == "aktif";
            }
            Ok(())
        })?;
        let sql = "SELECT doc, grp, since > ?1 FROM rm_family_group WHERE since <= ?2 ORDER BY doc, since";
        let mut cursor = FamilyCursor::default();
        let mut stays = Vec::new();
        self.each(sql, params![first, last], |reader, row| {
            let doc = reader.id(row, 0, "rm_family_group")?;
            let group = reader.id(row, 1, "rm_family_group")?;
            let family = doc.and_then(|doc| cursor.seek(&mut families, doc));
            if let (Some(family), Some(group)) = (family, group) {
                if family.stays.is_empty() {
                    family.stays = stays.len()..stays.len();
                }
                family.stays.end += 1;
                stays.push(Stay {
                    group,
                    after_the_first: row.get(2)?,
                });
            }
            Ok(())
        })?;
        let place = |families: &[Family], doc: Uuid| {
            families
                .binary_search_by_key(&doc, |family| family.doc)
                .ok()
        };
        for (part, kept) in Merged::read(self.conn)?.all() {
            let kept = place(&families, kept);
            let part = place(&families, part).and_then(|at| families.get_mut(at));
            if let Some(family) = part {
                // Counted is the kept one alone; where it is not here, it is counted elsewhere, if anywhere.
                family.part_of_none = family.active && kept.is_none();
                family.active = false;
                family.counts_as = kept.unwrap_or(family.counts_as);
            }
        }
        Ok((families, stays))
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
        let sql = format!(
            "SELECT k.doc, k.family_key, k.mark, k.rating FROM rm_mark k JOIN rm_meeting ON rm_meeting.doc = k.doc \
             WHERE {IN_MONTH}"
        );
        self.each(&sql, params![month.to_string()], |reader, row| {
            if let Some(doc) = reader.id(row, 0, "rm_mark")? {
                let mark = WrittenMark {
                    family_key: row.get(1)?,
                    mark: reader.interned(row, 2)?,
                    rating: reader.interned(row, 3)?,
                };
                marks.entry(doc).or_default().push(mark);
            }
            Ok(())
        })?;
        // A key that is the start of another comes before it, so the longer, surer one has the last word. They are nearly always read in
        // this order, while the database would copy and sort all of the month.
        for of_meeting in marks.values_mut() {
            of_meeting.sort_by(|one, other| one.family_key.cmp(&other.family_key));
        }
        Ok(marks)
    }

    fn remarks(&mut self, month: YearMonth) -> rusqlite::Result<Vec<Remark>> {
        let mut remarks = Vec::new();
        let sql = format!(
            "SELECT staff, reason, dynamics, unheard FROM {SAID} WHERE month = ?1 ORDER BY doc"
        );
        self.each(&sql, params![month.to_string()], |reader, row| {
            if let Some(staff) = reader.id(row, 0, "rm_month")? {
                remarks.push(Remark {
                    staff,
                    reason: row.get(1)?,
                    dynamics: row.get(2)?,
                    unheard: row.get(3)?,
                });
            }
            Ok(())
        })?;
        Ok(remarks)
    }
}

/// Walks over the families, which stand in the order of their ids, beside rows in the same order.
#[derive(Default)]
struct FamilyCursor {
    at: usize,
}

impl FamilyCursor {
    /// The family of that id, which is not smaller than the one before.
    fn seek<'f>(&mut self, families: &'f mut [Family], doc: Uuid) -> Option<&'f mut Family> {
        while families.get(self.at).is_some_and(|family| family.doc < doc) {
            self.at += 1;
        }
        families.get_mut(self.at).filter(|family| family.doc == doc)
    }
}

/// The meetings of a month that took place, by what orders them: group and place in the order.
pub(crate) fn held_in(conn: &Connection, month: YearMonth) -> rusqlite::Result<Vec<(Uuid, Order)>> {
    let sql = format!("SELECT doc, grp, date, starts, session FROM rm_meeting WHERE {IN_MONTH}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![month.to_string()])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let doc = Uuid::from_slice(row.get_ref(0)?.as_blob()?);
        let group = Uuid::from_slice(row.get_ref(1)?.as_blob()?);
        let day: Option<NaiveDate> = row.get_ref(2)?.as_str()?.parse().ok();
        let day = day.filter(|day| month.contains(*day));
        if let (Ok(doc), Ok(group), Some(day)) = (doc, group, day) {
            held.push((group, order(day, row.get(3)?, row.get(4)?, doc)));
        }
    }
    Ok(held)
}
