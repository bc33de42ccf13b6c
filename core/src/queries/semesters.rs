//! The ratings of a half year: one rating a family and scale, whichever of its groups it was given in.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::families::of_key;
use super::ids::{id, rows, text};
use super::marks::rating_of_code;
use super::members::Member;
use crate::error::Error;
use crate::kinds::{FamilyKey, HalfYear, Rating};
use crate::readmodel::Merged;

/// A rating, and the group in which it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given {
    pub rating: Rating,
    pub group: Uuid,
}

/// What a family was rated; a scale that nobody rated is *Tidak Dapat Dinilai* in reports, and open on screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rated {
    /// Perubahan perilaku.
    pub behaviour: Option<Given>,
    /// Kemampuan mengenali potensi.
    pub potential: Option<Given>,
}

/// What one document says under one key.
#[derive(Debug)]
struct Line {
    group: Uuid,
    key: FamilyKey,
    /// Said of a family that is part of the one that counts.
    of_part: bool,
    behaviour: Option<Rating>,
    potential: Option<Rating>,
}

/// All ratings of a half year that this device has.
#[derive(Debug, Default)]
pub(crate) struct Semesters {
    of: HashMap<Uuid, Vec<Line>>,
}

impl Semesters {
    /// Reads them. A key that names two families is nobody's.
    pub(crate) fn read(conn: &Connection, semester: HalfYear) -> Result<Self, Error> {
        let merged = Merged::read(conn)?;
        let sql = "SELECT s.grp, r.family_key, coalesce(r.behaviour, ''), coalesce(r.potential, '')
             FROM rm_semester s JOIN rm_semester_rating r ON r.doc = s.doc
             WHERE s.semester = ?1 ORDER BY s.doc, r.family_key DESC";
        let found = rows(conn, sql, [semester.to_string()], |row| {
            let key = FamilyKey::parse(text(row, 1)?);
            let scales = (rating_of_code(text(row, 2)?), rating_of_code(text(row, 3)?));
            Ok((id(row, 0)?, key, scales))
        })?;
        let mut of: HashMap<Uuid, Vec<Line>> = HashMap::new();
        for (group, key, (behaviour, potential)) in found {
            let Some(key) = key else { continue };
            let Some(family) = of_key(conn, &key)? else {
                continue;
            };
            let kept = merged.kept(family);
            of.entry(kept).or_default().push(Line {
                group,
                key,
                of_part: kept != family,
                behaviour,
                potential,
            });
        }
        Ok(Self { of })
    }

    /// What a family was rated: in the group where it is last, else in the one before, and so on; what is said of itself before what
    /// is said of a family that is part of it.
    pub(crate) fn of(&self, member: &Member) -> Rated {
        let mut lines: Vec<&Line> = self.of.get(&member.id).into_iter().flatten().collect();
        let last = |group| {
            let mut stays = member.stays().iter().rev();
            stays.position(|(_, stay)| *stay == group)
        };
        // Stable: of what is equal here, the longer key of the first document stays first.
        lines.sort_by_key(|line| (last(line.group).unwrap_or(usize::MAX), line.of_part));
        let first = |of: fn(&Line) -> Option<Rating>| {
            lines.iter().find_map(|line| {
                let rating = of(line)?;
                Some(Given {
                    rating,
                    group: line.group,
                })
            })
        };
        Rated {
            behaviour: first(|line| line.behaviour),
            potential: first(|line| line.potential),
        }
    }

    /// The key under which a group's document has a family; the surest, if it has several.
    pub(crate) fn key(&self, family: Uuid, group: Uuid) -> Option<&FamilyKey> {
        let mut lines = self.of.get(&family).into_iter().flatten();
        lines
            .find(|line| line.group == group && !line.of_part)
            .map(|line| &line.key)
    }
}
