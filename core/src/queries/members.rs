//! Which families belong to which group on which day: their stays and statuses by date, never "as they are now" for a meeting of
//! the past.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::dated::Dated;
use super::ids::{id, id_list, id_or_none, rows, text};
use crate::error::Error;
use crate::kinds::Status;
use crate::readmodel::Merged;

/// From how many groups on all families are read.
const MANY: usize = 60;

/// A family with its groups and statuses.
#[derive(Debug)]
pub(crate) struct Member {
    pub id: Uuid,
    stays: Dated<Uuid>,
    statuses: Dated<Status>,
    /// It is part of another family.
    part: bool,
}

impl Member {
    /// Its group on a day.
    pub(crate) fn group_on(&self, day: NaiveDate) -> Option<Uuid> {
        self.stays.on(day).copied()
    }

    /// Its status on a day; a family of which nobody has said anything is active.
    pub(crate) fn status_on(&self, day: NaiveDate) -> Status {
        self.statuses.on(day).copied().unwrap_or(Status::Aktif)
    }

    /// Its statuses, each from a day (an ISO date, or nothing for "from the beginning"), in order.
    pub(crate) fn statuses(&self) -> &[(String, Status)] {
        self.statuses.all()
    }

    /// Since when it is in groups that this device knows, where it was in one that it does not know before: it came from elsewhere, and what it
    /// did there is not here.
    pub(crate) fn came(&self, day: NaiveDate, knows: impl Fn(Uuid) -> bool) -> Option<NaiveDate> {
        let stays = self.stays.until(&day.to_string());
        let at = stays.iter().rposition(|(_, group)| !knows(*group))?;
        let (since, _) = stays.get(at + 1)?;
        since.parse().ok()
    }

    /// Whether it is part of another family.
    pub(crate) fn is_part(&self) -> bool {
        self.part
    }

    /// Its groups, each from a day (an ISO date, or nothing for "from the beginning"), in order.
    pub(crate) fn stays(&self) -> &[(String, Uuid)] {
        self.stays.all()
    }
}

/// Families, read once for a whole answer.
#[derive(Debug, Default)]
pub(crate) struct Members {
    all: HashMap<Uuid, Member>,
    /// Of each group, whoever was in it at any time, in order of id.
    of_group: HashMap<Uuid, Vec<Uuid>>,
}

impl Members {
    /// Families that are or were in one of `groups`; of many groups, every family: one pass through all is quicker than
    /// looking each up.
    pub(crate) fn of_groups(conn: &Connection, groups: &[Uuid]) -> Result<Self, Error> {
        if groups.len() > MANY {
            return Self::read_where(conn, "", &[]);
        }
        let chosen = "WHERE doc IN (SELECT doc FROM rm_family_group \
                      WHERE grp IN (SELECT unhex(value) FROM json_each(?1)))";
        Self::read_where(conn, chosen, &[&id_list(groups)])
    }

    /// Those of these families that this device knows.
    pub(crate) fn of_families(conn: &Connection, families: &[Uuid]) -> Result<Self, Error> {
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
        let mut found = statement.query(bound)?;
        while let Some(row) = found.next()? {
            let (family, group) = (id(row, 0)?, id(row, 2)?);
            members.member(family).stays.push(row.get(1)?, group);
            let of_group = members.of_group.entry(group).or_default();
            if of_group.last() != Some(&family) {
                of_group.push(family);
            }
        }
        let sql =
            format!("SELECT doc, since, status FROM rm_family_status {chosen} ORDER BY doc, since");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut found = statement.query(bound)?;
        while let Some(row) = found.next()? {
            // A status that this version does not know says nothing.
            if let Some(status) = Status::parse(text(row, 2)?) {
                let family = id(row, 0)?;
                members.member(family).statuses.push(row.get(1)?, status);
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
            stays: Dated::default(),
            statuses: Dated::default(),
            part: false,
        })
    }

    /// A family.
    pub(crate) fn get(&self, id: Uuid) -> Option<&Member> {
        self.all.get(&id)
    }

    /// Whoever was, is or will be in a group, in order of id; not those that are part of others.
    pub(crate) fn ever_in(&self, group: Uuid) -> impl Iterator<Item = Uuid> {
        let ids = self.of_group.get(&group).into_iter().flatten();
        let members = ids.filter_map(|id| self.get(*id));
        members
            .filter(|member| !member.part)
            .map(|member| member.id)
    }

    /// The families of a group on a day, whatever their status. Those that are part of others are no families of their own.
    pub(crate) fn of(&self, group: Uuid, day: NaiveDate) -> impl Iterator<Item = &Member> {
        let ids = self
            .of_group
            .get(&group)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let members = ids.iter().filter_map(|id| self.get(*id));
        members.filter(move |member| !member.part && member.group_on(day) == Some(group))
    }

    /// The active families of a group on a day.
    pub(crate) fn active(&self, group: Uuid, day: NaiveDate) -> impl Iterator<Item = &Member> {
        let all = self.of(group, day);
        all.filter(move |member| member.status_on(day) == Status::Aktif)
    }

    /// How many active families a group has on a day.
    pub(crate) fn count(&self, group: Uuid, day: NaiveDate) -> u32 {
        u32::try_from(self.active(group, day).count()).unwrap_or(u32::MAX)
    }
}

/// Of every family its group on a day.
pub(crate) fn groups_on(conn: &Connection, day: NaiveDate) -> Result<HashMap<Uuid, Uuid>, Error> {
    let sql = "SELECT doc, grp FROM rm_family_group WHERE since <= ?1 ORDER BY doc, since";
    let found = rows(conn, sql, [day.to_string()], |row| {
        Ok((id(row, 0)?, id(row, 1)?))
    })?;
    // Of several groups the last is that of the day.
    Ok(found.into_iter().collect())
}

/// Of every family its status on a day; a family of which nobody has said anything is active and not among them.
pub(crate) fn statuses_on(
    conn: &Connection,
    day: NaiveDate,
) -> Result<HashMap<Uuid, Status>, Error> {
    let sql = "SELECT doc, status FROM rm_family_status WHERE since <= ?1 ORDER BY doc, since";
    let found = rows(conn, sql, [day.to_string()], |row| {
        Ok((id(row, 0)?, Status::parse(text(row, 1)?)))
    })?;
    let known = found.into_iter();
    Ok(known
        .filter_map(|(family, status)| Some((family, status?)))
        .collect())
}

/// Families with the group and the status that they have in the end, also of a day to come.
const IN_THE_END: &str = "SELECT f.doc,
        (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1) AS grp,
        (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1) AS status
    FROM rm_family f";

/// The group and the status that a family has in the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct InTheEnd {
    pub group: Option<Uuid>,
    /// As it is written.
    pub status: Option<String>,
}

impl InTheEnd {
    /// Of every family.
    pub(crate) fn all(conn: &Connection) -> Result<HashMap<Uuid, Self>, Error> {
        let found = rows(conn, IN_THE_END, [], Self::of_row)?;
        Ok(found.into_iter().collect())
    }

    /// Of one family.
    pub(crate) fn one(conn: &Connection, family: Uuid) -> Result<Self, Error> {
        let sql = format!("{IN_THE_END} WHERE f.doc = ?1");
        let found = rows(conn, &sql, [family.as_bytes()], Self::of_row)?;
        Ok(found.into_iter().next().unwrap_or_default().1)
    }

    fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<(Uuid, Self)> {
        let in_the_end = Self {
            group: id_or_none(row, 1)?,
            status: row.get(2)?,
        };
        Ok((id(row, 0)?, in_the_end))
    }
}

/// Active families by the group in which they are in the end; those that are part of others are no families of their own.
pub(crate) fn active_in_the_end(conn: &Connection) -> Result<HashMap<Uuid, u32>, Error> {
    let sql = format!(
        "SELECT doc, grp FROM ({IN_THE_END}) WHERE grp IS NOT NULL AND coalesce(status, 'aktif') = 'aktif'"
    );
    let merged = Merged::read(conn)?;
    let mut active: HashMap<Uuid, u32> = HashMap::new();
    for (family, group) in rows(conn, &sql, [], |row| Ok((id(row, 0)?, id(row, 1)?)))? {
        if !merged.is_part(family) {
            *active.entry(group).or_default() += 1;
        }
    }
    Ok(active)
}

/// Whether active families are in a group, or will be.
pub(crate) fn is_lived_in(conn: &Connection, group: Uuid) -> Result<bool, Error> {
    let sql = format!(
        "SELECT doc FROM ({IN_THE_END}) WHERE grp = ?1 AND coalesce(status, 'aktif') = 'aktif'"
    );
    let merged = Merged::read(conn)?;
    let families = rows(conn, &sql, [group.as_bytes()], |row| id(row, 0))?;
    Ok(families.iter().any(|family| !merged.is_part(*family)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{DocKey, FamilyPatch};
    use crate::testkit::{Stage, TOILI};
    use sesi_engine::documents::Set;

    #[test]
    fn a_family_and_its_part_are_one_in_the_end_and_two_that_are_part_of_each_other_too() {
        let mut stage = Stage::new(914);
        let ani = stage.hire("ANI", &[TOILI]);
        let melati = stage.group(TOILI, "MELATI", ani, 2);
        let device = &mut stage.office.device;
        let same = |device: &mut crate::device::Device, part: usize, whole: usize| {
            let patch = FamilyPatch {
                same_as: Set::To(melati.families[whole]),
                ..FamilyPatch::default()
            };
            let part = DocKey::Family(melati.families[part]);
            device.edit(&part, &patch.into()).unwrap();
            let counted = active_in_the_end(device.reader()).unwrap();
            assert_eq!(counted, [(melati.id, 1)].into());
            assert!(is_lived_in(device.reader(), melati.id).unwrap());
        };
        same(device, 1, 0);
        // Two people said it the other way round.
        same(device, 0, 1);
    }
}
