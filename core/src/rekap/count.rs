//! Counts a month. The rules stand in [the module's page](super), numbered as here; it knows no database and no file format.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::figures::{
    AsOf, CountedFamily, CountedMeeting, Figures, KecamatanRekap, Level, Note, Rekap, Row,
};
use super::marks::{Marks, groups_in_month, read_marks};
use super::titles::{Titles, distinct};
use crate::queries::month_tables::{Family, Group, Meeting, MonthTables, Remark, order};
use crate::reference::month::indonesian_day;
use crate::reference::{Regions, fold};

/// Counts the month that the tables hold.
pub(super) fn count(tables: &MonthTables) -> Rekap {
    let damaged = tables.damaged.iter().cloned();
    let mut notes: Vec<Note> = damaged.map(|table| Note::DamagedId { table }).collect();
    let groups: BTreeMap<Uuid, &Group> = open_groups(&tables.groups);
    let titles = Titles::of(&tables.curricula, &mut notes);
    let counted = counted_meetings(tables, &groups, &titles, &mut notes);
    let (marks, unmatched) = read_marks(tables, &counted, &mut notes);
    let families = count_families(tables, &groups, &counted, &marks, &mut notes);

    let mut rows = rows_of(tables, &groups, &mut notes);
    add_unmet(&groups, &counted, &mut rows);
    for family in families {
        if let Some(row) = groups
            .get(&family.group)
            .and_then(|group| rows.get_mut(&place(group)))
        {
            row.figures.add(&family);
            row.families.push(family);
        }
    }
    for meeting in counted.into_values() {
        if let Some(row) = groups
            .get(&meeting.group)
            .and_then(|group| rows.get_mut(&place(group)))
        {
            row.figures.groups_met += 1;
            row.meetings.push(meeting);
        }
    }
    for row in rows.values_mut() {
        row.meetings
            .sort_by(|a, b| (a.date, &a.group_name, a.doc).cmp(&(b.date, &b.group_name, b.doc)));
        row.families
            .sort_by(|a, b| (a.group, &a.name, a.doc).cmp(&(b.group, &b.name, b.doc)));
        row.materi = titles.in_order(row.meetings.iter().flat_map(|meeting| &meeting.materi));
        row.pemateri = distinct(row.meetings.iter().flat_map(|meeting| &meeting.pemateri));
    }
    let dynamics = add_remarks(tables, &mut rows, &mut notes);
    let called = tables.meetings.iter().map(|meeting| {
        let group = tables.groups.get(&meeting.group);
        let day = meeting.date.parse::<NaiveDate>().map(indonesian_day);
        let parts = [
            group.map(|group| format!("kelompok {}", group.name)),
            Some(day.unwrap_or_else(|_| meeting.date.clone())),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (meeting.doc, parts.join(", "))
    });
    let called = called.collect();
    let as_of = AsOf::of(rows.values().flat_map(|row| &row.meetings));
    let kecamatan = by_kecamatan(rows, dynamics);
    let mut total = Figures::default();
    for kecamatan in &kecamatan {
        total += kecamatan.total;
    }
    notes.sort();
    notes.dedup();
    Rekap {
        month: tables.month,
        office: tables.office.clone(),
        kecamatan,
        total,
        unmatched,
        notes,
        as_of,
        waiting_rows: 0,
        called,
    }
}

/// Where a group is counted: kecamatan and pendamping.
type Place<'t> = (&'t str, Option<Uuid>);

fn place(group: &Group) -> Place<'_> {
    (&group.kecamatan, group.pendamping)
}

/// Rule 2.
fn open_groups(groups: &BTreeMap<Uuid, Group>) -> BTreeMap<Uuid, &Group> {
    groups
        .iter()
        .filter(|(_, group)| group.open)
        .map(|(doc, group)| (*doc, group))
        .collect()
}

/// Rules 3 and 4: of each group the latest meeting.
fn counted_meetings(
    tables: &MonthTables,
    groups: &BTreeMap<Uuid, &Group>,
    titles: &Titles,
    notes: &mut Vec<Note>,
) -> BTreeMap<Uuid, CountedMeeting> {
    let mut latest: BTreeMap<Uuid, (NaiveDate, &Meeting)> = BTreeMap::new();
    for meeting in &tables.meetings {
        let day = meeting
            .date
            .parse::<NaiveDate>()
            .ok()
            .filter(|day| tables.month.contains(*day));
        let Some(day) = day else {
            notes.push(Note::MeetingWithoutDay {
                meeting: meeting.doc,
                date: meeting.date.clone(),
            });
            continue;
        };
        if !groups.contains_key(&meeting.group) {
            let (meeting, group) = (meeting.doc, meeting.group);
            notes.push(if tables.groups.contains_key(&group) {
                Note::MeetingOfClosedGroup { meeting, group }
            } else {
                Note::MeetingOfUnknownGroup { meeting }
            });
            continue;
        }
        let at = |(day, m): &(NaiveDate, &Meeting)| order(*day, m.starts, m.session.clone(), m.doc);
        let place = latest.entry(meeting.group).or_insert((day, meeting));
        if at(&(day, meeting)) > at(place) {
            *place = (day, meeting);
        }
    }
    let counted = latest.into_iter().map(|(group, (date, meeting))| {
        let speakers = tables.speakers.get(&meeting.doc);
        let counted = CountedMeeting {
            doc: meeting.doc,
            heads: meeting.heads.clone(),
            group,
            group_name: groups
                .get(&group)
                .map(|group| group.name.clone())
                .unwrap_or_default(),
            date,
            starts: meeting.starts,
            session: meeting.session.clone(),
            materi: titles.of_meeting(meeting, notes),
            pemateri: distinct(speakers.into_iter().flatten()),
        };
        (group, counted)
    });
    counted.collect()
}

/// Rules 5 to 8.
fn count_families(
    tables: &MonthTables,
    groups: &BTreeMap<Uuid, &Group>,
    counted: &BTreeMap<Uuid, CountedMeeting>,
    marks: &Marks,
    notes: &mut Vec<Note>,
) -> Vec<CountedFamily> {
    let mut families = Vec::with_capacity(tables.families.len());
    let mut parts: HashMap<usize, Vec<&Family>> = HashMap::new();
    for (at, family) in tables.families.iter().enumerate() {
        if family.counts_as != at {
            parts.entry(family.counts_as).or_default().push(family);
        }
        if family.part_of_none {
            notes.push(Note::FamilyPartOfNone {
                family: family.doc,
                name: family.name.clone(),
                kecamatan: Regions::own().name(&family.kecamatan).to_owned(),
            });
        }
    }
    for (at, family) in tables
        .families
        .iter()
        .enumerate()
        .filter(|(_, family)| family.active)
    {
        let last = tables.stays_of(family).last().map(|stay| stay.group);
        let Some(group) = last.filter(|group| groups.contains_key(group)) else {
            let left_in = last.and_then(|group| tables.groups.get(&group));
            notes.push(Note::FamilyWithoutGroup {
                family: family.doc,
                name: family.name.clone(),
                kecamatan: Regions::own().name(&family.kecamatan).to_owned(),
                group: left_in.map(|group| group.name.clone()),
            });
            continue;
        };
        let parts = parts.get(&at).into_iter().flatten();
        let ways = std::iter::once(family).chain(parts.copied());
        let mut groups =
            ways.flat_map(|family| groups_in_month(tables.stays_of(family).iter().copied()));
        let found = groups.find_map(|group| {
            let meeting = counted.get(&group)?.doc;
            Some((meeting, marks.get(meeting, at)?))
        });
        families.push(CountedFamily {
            doc: family.doc,
            name: family.name.clone(),
            group,
            hadir: found.is_some_and(|(_, mark)| mark.hadir),
            level: found.map_or(Level::TidakDapatDinilai, |(_, mark)| mark.level),
            meeting: found.map(|(meeting, _)| meeting),
        });
    }
    families
}

/// Rule 1: the rows that there are, without what happened.
fn rows_of<'t>(
    tables: &'t MonthTables,
    groups: &BTreeMap<Uuid, &'t Group>,
    notes: &mut Vec<Note>,
) -> BTreeMap<Place<'t>, Row> {
    let name = |staff: Uuid| tables.staff.get(&staff).map(|staff| staff.name.clone());
    let empty = |pendamping: Option<Uuid>| Row {
        pendamping,
        name: pendamping.and_then(name),
        figures: Figures::default(),
        reason: None,
        materi: Vec::new(),
        pemateri: Vec::new(),
        meetings: Vec::new(),
        unmet: Vec::new(),
        families: Vec::new(),
    };
    let mut rows: BTreeMap<Place<'t>, Row> = BTreeMap::new();
    for (doc, staff) in tables
        .staff
        .iter()
        .filter(|(_, staff)| staff.role == "pendamping")
    {
        for kecamatan in &staff.kecamatan {
            rows.entry((kecamatan, Some(*doc)))
                .or_insert_with(|| empty(Some(*doc)));
        }
    }
    for group in groups.values() {
        if let Some(staff) = group
            .pendamping
            .filter(|staff| !tables.staff.contains_key(staff))
        {
            let group = group.name.clone();
            notes.push(Note::UnknownPendamping { staff, group });
        }
        rows.entry(place(group))
            .or_insert_with(|| empty(group.pendamping))
            .figures
            .groups += 1;
    }
    rows
}

/// The groups of rule 2 that rule 3 leaves.
fn add_unmet<'t>(
    groups: &BTreeMap<Uuid, &'t Group>,
    counted: &BTreeMap<Uuid, CountedMeeting>,
    rows: &mut BTreeMap<Place<'t>, Row>,
) {
    let mut unmet: Vec<(&Uuid, &&Group)> = groups
        .iter()
        .filter(|(id, _)| !counted.contains_key(id))
        .collect();
    unmet.sort_by(|(a, one), (b, other)| (&one.name, a).cmp(&(&other.name, b)));
    for (id, group) in unmet {
        if let Some(row) = rows.get_mut(&place(group)) {
            row.unmet.push(*id);
        }
    }
}

/// Rules 9 and 10: reasons into the rows; what is left are the dynamics by kecamatan, with the name of who wrote them.
fn add_remarks(
    tables: &MonthTables,
    rows: &mut BTreeMap<Place<'_>, Row>,
    notes: &mut Vec<Note>,
) -> BTreeMap<String, Vec<(String, String)>> {
    let mut dynamics: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for Remark {
        staff,
        reason,
        dynamics: remark,
        unheard,
    } in &tables.remarks
    {
        if *unheard {
            let name = tables.staff.get(staff).map(|staff| staff.name.clone());
            let staff = *staff;
            notes.push(Note::RemarkOfAnother { staff, name });
        }
        let said = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let mut has_row = false;
        for ((kecamatan, _), row) in rows
            .iter_mut()
            .filter(|((_, pendamping), _)| *pendamping == Some(*staff))
        {
            has_row = true;
            let all_met = row.figures.groups > 0 && row.figures.groups_met == row.figures.groups;
            if let Some(reason) = said(reason).filter(|_| !all_met) {
                row.reason = Some(
                    row.reason
                        .take()
                        .map_or_else(|| reason.clone(), |said| format!("{said}; {reason}")),
                );
            }
            if let Some(remark) = said(remark) {
                dynamics
                    .entry((*kecamatan).to_owned())
                    .or_default()
                    .push((row.name.clone().unwrap_or_default(), remark));
            }
        }
        if !has_row && (said(reason).is_some() || said(remark).is_some()) {
            let name = tables.staff.get(staff).map(|staff| staff.name.clone());
            notes.push(Note::RemarkWithoutRow {
                staff: *staff,
                name,
            });
        }
    }
    dynamics
}

fn by_kecamatan(
    rows: BTreeMap<Place<'_>, Row>,
    mut dynamics: BTreeMap<String, Vec<(String, String)>>,
) -> Vec<KecamatanRekap> {
    let mut kecamatan: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for ((code, _), row) in rows {
        kecamatan.entry(code.to_owned()).or_default().push(row);
    }
    let regions = Regions::own();
    let sum = |(code, mut rows): (String, Vec<Row>)| {
        // By name; people without a name after those with one, groups without people last.
        let order = |row: &Row| {
            let name = row.name.as_deref().map(fold::words);
            (
                row.pendamping.is_none(),
                name.is_none(),
                name,
                row.pendamping,
            )
        };
        rows.sort_by_cached_key(order);
        let mut total = Figures::default();
        for row in &rows {
            total += row.figures;
        }
        let mut dynamics = dynamics.remove(&code).unwrap_or_default();
        dynamics.sort();
        KecamatanRekap {
            name: regions.name(&code).to_owned(),
            code,
            rows,
            total,
            dynamics,
        }
    };
    kecamatan.into_iter().map(sum).collect()
}

#[cfg(test)]
#[path = "count_tests.rs"]
mod tests;
