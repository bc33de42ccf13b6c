//! From one document to its rows. Deletes only from tables that the document's kind writes.

use rusqlite::{Connection, Result, ToSql, params};

use crate::documents::{
    Component, CurriculumView, Disagreement, DocId, DocKey, Document, FamilyKey, FamilyView,
    GroupState, GroupView, Heads, MeetingView, MonthView, NotHeard, OfficeView, SessionCode, Since,
    StaffView, View,
};
use crate::reference::fold;
use sesi_engine::field::ReadModel;
use sesi_wire::ids::DeviceId;

/// What a document says, read from it and ready to be written: reading takes longer than writing and needs no database.
#[derive(Debug)]
pub struct Projection {
    doc: DocId,
    heads: Heads,
    view: View,
    /// Of a meeting: it changed after its verdict, or the verdict is bound to no version that is here.
    changed_since_check: bool,
    disagreements: Vec<Disagreement>,
    not_heard: Vec<NotHeard>,
}

impl ReadModel<DocKey> for Projection {
    fn create(conn: &Connection) -> Result<()> {
        super::create(conn)
    }

    fn renew(conn: &Connection) -> Result<()> {
        super::renew(conn)
    }

    fn clear(conn: &Connection) -> Result<()> {
        super::clear(conn)
    }

    fn remove(conn: &Connection, doc: DocId) -> Result<()> {
        super::remove(conn, doc)
    }

    fn not_entitled(conn: &Connection, devices: &[DeviceId]) -> Result<Vec<DocId>> {
        super::not_entitled(conn, devices)
    }

    fn of(document: &Document) -> Self {
        let (view, disagreements, not_heard) = document.said();
        Self {
            doc: document.id(),
            heads: document.heads(),
            changed_since_check: changed_since_check(document, &view),
            view,
            disagreements,
            not_heard,
        }
    }

    fn write(&self, conn: &Connection, first: bool) -> Result<()> {
        let rows = Rows {
            conn,
            doc: self.doc,
            first,
        };
        match &self.view {
            View::Office(view) => rows.office(view),
            View::Curriculum(view) => rows.curriculum(view),
            View::Staff(view) => rows.staff(view),
            View::Group(view) => rows.group(view),
            View::Family(view) => rows.family(view),
            View::Meeting(view) => rows.meeting(view, &self.heads, self.changed_since_check),
            View::Month(view) => rows.month(view),
        }?;
        rows.disagreements(&self.disagreements)?;
        rows.not_heard(&self.not_heard)
    }
}

fn changed_since_check(document: &Document, view: &View) -> bool {
    let checked = matches!(view, View::Meeting(meeting) if meeting.check.is_some());
    checked && crate::kinds::changed_since_check(document).is_none_or(|changes| !changes.is_empty())
}

/// Replaces the rows of `document` by what it says now. Call it in the transaction that stores the document.
pub fn project(conn: &Connection, document: &Document) -> Result<()> {
    Projection::of(document).write(conn, false)
}

/// Writes the rows of one document.
struct Rows<'a> {
    conn: &'a Connection,
    doc: DocId,
    /// There are none yet, so none are to be deleted.
    first: bool,
}

impl Rows<'_> {
    fn delete(&self, sql: &str) -> Result<()> {
        if self.first {
            return Ok(());
        }
        self.run(sql, &[self.doc.as_bytes()])
    }

    fn run(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
        self.conn.prepare_cached(sql)?.execute(values).map(|_| ())
    }

    /// Writes `doc, key, value` rows.
    fn pairs<K: ToSql, V: ToSql>(
        &self,
        sql: &str,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        for (key, value) in pairs {
            statement.execute(params![self.doc.as_bytes(), key, value])?;
        }
        Ok(())
    }

    fn office(&self, view: &OfficeView) -> Result<()> {
        self.run(
            "INSERT OR REPLACE INTO rm_office VALUES (?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                view.name,
                view.kabupaten,
                view.utc_offset_minutes.unwrap_or_default()
            ],
        )?;
        self.delete("DELETE FROM rm_setting WHERE doc = ?")?;
        self.pairs("INSERT INTO rm_setting VALUES (?, ?, ?)", &view.settings)
    }

    fn curriculum(&self, view: &CurriculumView) -> Result<()> {
        self.delete("DELETE FROM rm_curriculum WHERE doc = ?")?;
        self.pairs("INSERT INTO rm_curriculum VALUES (?, ?, ?)", &view.editions)
    }

    fn staff(&self, view: &StaffView) -> Result<()> {
        if view.is_blank() {
            for table in ["rm_staff", "rm_staff_kecamatan", "rm_staff_device"] {
                self.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
            }
            return self.listed(&view.lists);
        }
        self.listed(&view.lists)?;
        self.run(
            "INSERT OR REPLACE INTO rm_staff VALUES (?, ?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                view.name,
                view.role,
                view.nip,
                view.phone
            ],
        )?;
        self.delete("DELETE FROM rm_staff_kecamatan WHERE doc = ?")?;
        for kecamatan in &view.kecamatan {
            let values = params![self.doc.as_bytes(), kecamatan];
            self.run("INSERT INTO rm_staff_kecamatan VALUES (?, ?)", values)?;
        }
        self.delete("DELETE FROM rm_staff_device WHERE doc = ?")?;
        for device in &view.devices {
            let values = params![self.doc.as_bytes(), device.as_bytes()];
            self.run("INSERT INTO rm_staff_device VALUES (?, ?)", values)?;
        }
        Ok(())
    }

    fn group(&self, view: &GroupView) -> Result<()> {
        if view.is_blank() {
            self.delete("DELETE FROM rm_group WHERE doc = ?")?;
            self.delete("DELETE FROM rm_group_pendamping WHERE doc = ?")?;
            self.delete("DELETE FROM rm_group_state WHERE doc = ?")?;
            self.arranged(&view.arranged)?;
            return self.listed(&view.lists);
        }
        self.run(
            "INSERT OR REPLACE INTO rm_group VALUES (?, ?, ?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                view.name,
                view.kecamatan,
                view.desa,
                view.place,
                view.ketua.as_ref().map(uuid::Uuid::as_bytes),
            ],
        )?;
        self.delete("DELETE FROM rm_group_state WHERE doc = ?")?;
        let opens =
            |(since, state): (&Since, &GroupState)| (since.to_string(), *state == GroupState::Open);
        // Of one that was opened at first, it is said that it did not exist before.
        let not_before = view.states.iter().next().map(opens);
        let not_before = not_before.filter(|(since, open)| *open && !since.is_empty());
        let not_before = not_before.map(|_| (String::new(), false));
        let states = not_before.into_iter().chain(view.states.iter().map(opens));
        self.pairs("INSERT INTO rm_group_state VALUES (?, ?, ?)", states)?;
        self.delete("DELETE FROM rm_group_pendamping WHERE doc = ?")?;
        let pendamping = view.pendamping.iter();
        self.pairs(
            "INSERT INTO rm_group_pendamping VALUES (?, ?, ?)",
            pendamping.map(|(since, staff)| (since.to_string(), staff.as_bytes())),
        )?;
        self.arranged(&view.arranged)?;
        self.listed(&view.lists)
    }

    fn arranged(&self, arranged: &std::collections::BTreeMap<String, String>) -> Result<()> {
        self.delete("DELETE FROM rm_arranged WHERE doc = ?")?;
        self.pairs("INSERT INTO rm_arranged VALUES (?, ?, ?)", arranged)
    }

    fn listed(&self, lists: &std::collections::BTreeMap<String, String>) -> Result<()> {
        self.delete("DELETE FROM rm_listed WHERE doc = ?")?;
        self.pairs("INSERT INTO rm_listed VALUES (?, ?, ?)", lists)
    }

    fn family(&self, view: &FamilyView) -> Result<()> {
        if view.is_blank() {
            for table in [
                "rm_family",
                "rm_family_group",
                "rm_family_status",
                "rm_family_other",
            ] {
                self.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
            }
            self.arranged(&view.arranged)?;
            return self.listed(&view.lists);
        }
        let count = |component| view.components.get(&component).copied().unwrap_or_default();
        self.run(
            "INSERT OR REPLACE INTO rm_family VALUES \
             (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                FamilyKey::of(view.id).as_str(),
                view.name,
                view.nik,
                view.kk,
                view.pkh_id,
                view.address,
                view.desa,
                view.kecamatan,
                view.phone,
                view.tahap,
                count(Component::Hamil),
                count(Component::Aud),
                count(Component::Sd),
                count(Component::Smp),
                count(Component::Sma),
                count(Component::Disabilitas),
                count(Component::Lansia),
                fold::words(&view.name),
                view.same_as.as_ref().map(uuid::Uuid::as_bytes),
            ],
        )?;
        self.delete("DELETE FROM rm_family_group WHERE doc = ?")?;
        let groups = view
            .groups
            .iter()
            .map(|(since, id)| (since.to_string(), id.as_bytes()));
        self.pairs("INSERT INTO rm_family_group VALUES (?, ?, ?)", groups)?;
        self.delete("DELETE FROM rm_family_status WHERE doc = ?")?;
        let statuses = view
            .statuses
            .iter()
            .map(|(since, status)| (since.to_string(), status.as_str()));
        self.pairs("INSERT INTO rm_family_status VALUES (?, ?, ?)", statuses)?;
        self.listed(&view.lists)?;
        self.arranged(&view.arranged)?;
        self.delete("DELETE FROM rm_family_other WHERE doc = ?")?;
        for other in &view.others {
            let values = params![self.doc.as_bytes(), other.as_str()];
            self.run("INSERT INTO rm_family_other VALUES (?, ?)", values)?;
        }
        Ok(())
    }

    fn meeting(&self, view: &MeetingView, heads: &Heads, changed: bool) -> Result<()> {
        let check = view.check.as_ref();
        let more = SessionCode::join(&view.more_sessions);
        self.run(
            "INSERT OR REPLACE INTO rm_meeting VALUES \
             (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                view.group.as_bytes(),
                view.date.to_string(),
                view.session.as_str(),
                Some(more).filter(|codes| !codes.is_empty()),
                view.starts,
                view.ends,
                view.place,
                view.title,
                view.topic,
                view.cancelled,
                check.map(|check| check.verdict.as_str()),
                check.and_then(|check| check.note.as_deref()),
                check
                    .and_then(|check| check.by)
                    .as_ref()
                    .map(uuid::Uuid::as_bytes),
                check
                    .and_then(|check| check.heads.as_ref())
                    .map(Heads::to_bytes),
                check
                    .and_then(|check| check.device.as_ref())
                    .map(DeviceId::as_bytes),
                heads.to_bytes(),
                changed,
            ],
        )?;
        self.delete("DELETE FROM rm_speaker WHERE doc = ?")?;
        for (number, speaker) in &view.speakers {
            self.run(
                "INSERT INTO rm_speaker VALUES (?, ?, ?, ?)",
                params![self.doc.as_bytes(), number, speaker.name, speaker.agency],
            )?;
        }
        self.delete("DELETE FROM rm_note WHERE doc = ?")?;
        let notes = view
            .notes
            .iter()
            .map(|(aspect, text)| (aspect.as_str(), text));
        self.pairs("INSERT INTO rm_note VALUES (?, ?, ?)", notes)?;
        self.marks(view)
    }

    fn marks(&self, view: &MeetingView) -> Result<()> {
        self.delete("DELETE FROM rm_mark WHERE doc = ?")?;
        let sql = "INSERT INTO rm_mark VALUES (?, ?, ?, ?)";
        let mut insert = self.conn.prepare_cached(sql)?;
        let rated_only = view
            .ratings
            .keys()
            .filter(|key| !view.marks.contains_key(*key));
        for key in view.marks.keys().chain(rated_only) {
            let mark = view.marks.get(key).map(|mark| mark.code());
            let rating = view.ratings.get(key).map(|rating| rating.code());
            let doc = self.doc.as_bytes();
            insert.execute(params![doc, key.as_str(), mark, rating])?;
        }
        Ok(())
    }

    fn month(&self, view: &MonthView) -> Result<()> {
        self.run(
            "INSERT OR REPLACE INTO rm_month VALUES (?, ?, ?, ?, ?)",
            params![
                self.doc.as_bytes(),
                view.staff.as_bytes(),
                view.month.to_string(),
                view.reason,
                view.dynamics
            ],
        )
    }

    fn not_heard(&self, not_heard: &[NotHeard]) -> Result<()> {
        self.delete("DELETE FROM rm_not_heard WHERE doc = ?")?;
        for one in not_heard {
            self.run(
                "INSERT OR REPLACE INTO rm_not_heard VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.doc.as_bytes(),
                    one.change.0,
                    one.path,
                    one.reason.name(),
                    one.device.as_bytes(),
                    one.time,
                    one.value,
                ],
            )?;
        }
        Ok(())
    }

    fn disagreements(&self, disagreements: &[Disagreement]) -> Result<()> {
        self.delete("DELETE FROM rm_disagreement WHERE doc = ?")?;
        for disagreement in disagreements {
            for (rank, side) in (0i64..).zip(&disagreement.values) {
                self.run(
                    "INSERT INTO rm_disagreement VALUES (?, ?, ?, ?, ?, ?, ?)",
                    params![
                        self.doc.as_bytes(),
                        disagreement.path,
                        rank,
                        side.shown,
                        side.author.as_ref().map(DeviceId::as_bytes),
                        side.time,
                        side.change.0,
                    ],
                )?;
            }
        }
        Ok(())
    }
}
