//! Which families belong to which group on which day: their stays and statuses by date, never "as they are now" for a meeting of
//! the past.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::ids::id_list;
use crate::documents::Status;
use crate::error::Error;
use crate::readmodel::Merged;

/// From how many groups on all families are read.
const MANY: usize = 60;

/// A family with its groups and statuses, each from a day (an ISO date, or nothing for "from the beginning"), in order.
#[derive(Debug)]
pub(super) struct Member {
    pub id: Uuid,
    stays: Vec<(String, Uuid)>,
    statuses: Vec<(String, Status)>,
    /// She is part of another family.
    part: bool,
}

impl Member {
    /// Its group on a day.
    pub fn group_on(&self, day: NaiveDate) -> Option<Uuid> {
        latest(&self.stays, day).copied()
    }

    /// Its status on a day; of whom nobody has said anything, she is active.
    pub fn status_on(&self, day: NaiveDate) -> Status {
        latest(&self.statuses, day)
            .copied()
            .unwrap_or(Status::Aktif)
    }

    /// Its groups, in order.
    pub fn stays(&self) -> &[(String, Uuid)] {
        &self.stays
    }
}

fn latest<V>(values: &[(String, V)], day: NaiveDate) -> Option<&V> {
    let day = day.to_string();
    let mut values = values.iter().rev();
    values
        .find(|(since, _)| *since <= day)
        .map(|(_, value)| value)
}

/// Families, read once for a whole answer.
#[derive(Debug, Default)]
pub(super) struct Members {
    all: HashMap<Uuid, Member>,
    /// Of each group, whoever was in it at any time, in order of id.
    of_group: HashMap<Uuid, Vec<Uuid>>,
}

impl Members {
    /// Families that are or were in one of `groups`; of many groups, every family: one pass through all is quicker than
    /// looking each up.
    pub fn of_groups(conn: &Connection, groups: &[Uuid]) -> Result<Self, Error> {
        if groups.len() > MANY {
            return Self::read_where(conn, "", &[]);
        }
        let chosen = "WHERE doc IN (SELECT doc FROM rm_family_group \
                      WHERE grp IN (SELECT unhex(value) FROM json_each(?1)))";
        Self::read_where(conn, chosen, &[&id_list(groups)])
    }

    /// Those of these families that this device knows.
    pub fn of_families(conn: &Connection, families: &[Uuid]) -> Result<Self, Error> {
        let chosen = "WHERE doc IN (SELECT unhex(value) FROM json_each(?1))";
        Self::read_where(conn, chosen, &[&id_list(families)])
    }

    fn read_where(
        conn: &Connection,
        chosen: &str,
        bound: &[&dyn rusqlite::ToSql],
    ) -> Result<Self, Error> {
        let mut members = Self::default();
        let sql =
            format!("SELECT doc, since, grp FROM rm_family_group {chosen} ORDER BY doc, since");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(bound)?;
        while let Some(row) = rows.next()? {
            let (id, group) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(2)?));
            members.member(id).stays.push((row.get(1)?, group));
            let of_group = members.of_group.entry(group).or_default();
            if of_group.last() != Some(&id) {
                of_group.push(id);
            }
        }
        let sql =
            format!("SELECT doc, since, status FROM rm_family_status {chosen} ORDER BY doc, since");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(bound)?;
        while let Some(row) = rows.next()? {
            // A status that this version does not know says nothing.
            if let Some(status) = Status::parse(row.get_ref(2)?.as_str().unwrap_or_default()) {
                let id = Uuid::from_bytes(row.get(0)?);
                members.member(id).statuses.push((row.get(1)?, status));
            }
        }
        for (part, _) in Merged::read(conn)?.all() {
            if let Some(member) = members.all.get_mut(&part) {
                member.part = true;
            }
        }
        Ok(members)
    }

    fn member(&mut self, id: Uuid) -> &mut Member {
        self.all.entry(id).or_insert_with(|| Member {
            id,
            stays: Vec::new(),
            statuses: Vec::new(),
            part: false,
        })
    }

    /// A family.
    pub fn get(&self, id: Uuid) -> Option<&Member> {
        self.all.get(&id)
    }

    /// Whoever was, is or will be in a group, in order of id; not those that are part of others.
    pub fn ever_in(&self, group: Uuid) -> impl Iterator<Item = Uuid> {
        let ids = self.of_group.get(&group).into_iter().flatten();
        let members = ids.filter_map(|id| self.get(*id));
        members
            .filter(|member| !member.part)
            .map(|member| member.id)
    }

    /// The families of a group on a day, whatever their status. Those that are part of others are no families of their own.
    pub fn of(&self, group: Uuid, day: NaiveDate) -> impl Iterator<Item = &Member> {
        let ids = self
            .of_group
            .get(&group)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let members = ids.iter().filter_map(|id| self.get(*id));
        members.filter(move |member| !member.part && member.group_on(day) == Some(group))
    }

    /// The active families of a group on a day.
    pub fn active(&self, group: Uuid, day: NaiveDate) -> impl Iterator<Item = &Member> {
        let all = self.of(group, day);
        all.filter(move |member| member.status_on(day) == Status::Aktif)
    }

    /// How many active families a group has on a day.
    pub fn count(&self, group: Uuid, day: NaiveDate) -> u32 {
        u32::try_from(self.active(group, day).count()).unwrap_or(u32::MAX)
    }
}
