//! What the marks of the counted meetings say about whom: rules 6, 8, 11 and 12 of [the module's page](super). It adds nothing up.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::figures::{CountedMeeting, Level, NamedFamily, Note, Unmatched, UnmatchedReason};
use super::keys::{FamilyKeys, Meant};
use crate::queries::month_tables::{Family, MonthTables, Stay, WrittenMark};
use crate::queries::once::once;
use crate::reference::Regions;

/// A mark that was made: present or not, and how it was rated.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub hadir: bool,
    pub level: Level,
}

/// Marks of the counted meetings.
#[derive(Default)]
pub(super) struct Marks {
    /// Of each meeting, by the place of the family in the table, in order.
    of_meeting: BTreeMap<Uuid, Vec<(usize, Mark)>>,
}

impl Marks {
    /// What the meeting says of the family of a place.
    pub(super) fn get(&self, meeting: Uuid, family: usize) -> Option<Mark> {
        let said = self.of_meeting.get(&meeting)?;
        let at = said.binary_search_by_key(&family, |(family, _)| *family);
        said.get(at.ok()?).map(|(_, mark)| *mark)
    }
}

/// Marks of the counted meetings, and those that are of no family that counts; rules 11 and 12.
pub(super) fn read_marks(
    tables: &MonthTables,
    counted: &BTreeMap<Uuid, CountedMeeting>,
    notes: &mut Vec<Note>,
) -> (Marks, Vec<Unmatched>) {
    let keys = FamilyKeys::new(tables.families.iter().map(|family| family.doc));
    let mut marks = Marks::default();
    let mut unmatched = Vec::new();
    for CountedMeeting {
        doc: meeting,
        group,
        ..
    } in counted.values()
    {
        let mut said = Vec::new();
        for WrittenMark {
            family_key,
            mark,
            rating,
        } in tables.marks.get(meeting).into_iter().flatten()
        {
            let about = (*meeting, family_key.as_str());
            let Some(hadir) = hadir(mark.as_deref(), about, notes) else {
                continue;
            };
            let level = level(hadir, rating.as_deref(), about, notes);
            let meant = keys.find(family_key);
            let reason = match meant {
                Meant::Family(at) => match counted_for(tables, at) {
                    Some(family) => {
                        let mut was_in = groups_in_month(tables.stays_of(family).iter().copied());
                        if was_in.all(|was_in| was_in != *group) {
                            notes.push(Note::MarkedElsewhere {
                                meeting: *meeting,
                                family: family.doc,
                                of: named(tables, family),
                            });
                        }
                        said.push((at, Mark { hadir, level }));
                        continue;
                    }
                    None => UnmatchedReason::NotActive,
                },
                Meant::Nobody => UnmatchedReason::Unknown,
                Meant::Several => UnmatchedReason::Ambiguous,
            };
            let mark = mark.as_deref().unwrap_or_default().to_owned();
            unmatched.push(Unmatched {
                meeting: *meeting,
                family_key: family_key.clone(),
                family: match meant {
                    Meant::Family(at) => tables.families.get(at).map(|of| named(tables, of)),
                    Meant::Nobody | Meant::Several => None,
                },
                mark,
                reason,
            });
        }
        let kept = |at: usize| {
            let family = tables.families.get(at);
            family.map_or(at, |family| family.counts_as)
        };
        let counted = once(said, kept).into_iter();
        let counted = counted.map(|(at, (_, mark))| (at, mark)).collect();
        marks.of_meeting.insert(*meeting, counted);
    }
    (marks, unmatched)
}

/// A family by its name, its group and its kecamatan.
fn named(tables: &MonthTables, family: &Family) -> NamedFamily {
    let stay = tables.stays_of(family).last();
    let group = stay.and_then(|stay| tables.groups.get(&stay.group));
    NamedFamily {
        name: family.name.clone(),
        group: group.map(|group| group.name.clone()),
        kecamatan: Regions::own().name(&family.kecamatan).to_owned(),
    }
}

/// The family of a place; none if the one that it counts for is not active.
fn counted_for(tables: &MonthTables, at: usize) -> Option<&Family> {
    let family = tables.families.get(at)?;
    let counted = tables.families.get(family.counts_as)?;
    counted.active.then_some(family)
}

/// Whether a mark means that it was there; none if it is no mark. Belum ditandai is the absence of a mark.
fn hadir(
    mark: Option<&str>,
    (meeting, family_key): (Uuid, &str),
    notes: &mut Vec<Note>,
) -> Option<bool> {
    match mark? {
        "H" => Some(true),
        "S" | "A" => Some(false),
        other => {
            let (family_key, mark) = (family_key.to_owned(), other.to_owned());
            notes.push(Note::UnknownMark {
                meeting,
                family_key,
                mark,
            });
            None
        }
    }
}

/// Rule 8.
fn level(
    hadir: bool,
    rating: Option<&str>,
    (meeting, key): (Uuid, &str),
    notes: &mut Vec<Note>,
) -> Level {
    match rating {
        _ if !hadir => Level::TidakDapatDinilai,
        Some("K") => Level::Kurang,
        Some("B") => Level::Baik,
        Some("SB") => Level::SangatBaik,
        Some("TDD") | None => Level::TidakDapatDinilai,
        Some(other) => {
            notes.push(Note::UnknownRating {
                meeting,
                family_key: key.to_owned(),
                rating: other.to_owned(),
            });
            Level::TidakDapatDinilai
        }
    }
}

/// The groups of a family in a month, the latest first: those into which it came after the first day, and the one in which it was on that
/// day. `stays` are in the order of time, and none begins after the month.
pub(super) fn groups_in_month(
    stays: impl DoubleEndedIterator<Item = Stay>,
) -> impl Iterator<Item = Uuid> {
    let mut next_came_within = true;
    stays
        .rev()
        .take_while(move |stay| std::mem::replace(&mut next_came_within, stay.after_the_first))
        .map(|stay| stay.group)
}
