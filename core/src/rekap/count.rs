//! Counts a month. The rules stand in [the module's page](super), numbered as here; it knows no database and no file format.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::figures::{
    AsOf, CountedFamily, CountedMeeting, Figures, KecamatanRekap, Level, Note, Rekap, Row,
    Unmatched, UnmatchedReason,
};
use super::keys::{FamilyKeys, Meant};
use super::tables::{Family, Group, Meeting, MonthTables};
use crate::reference::{Curriculum, Regions, SessionCode, fold};

/// Counts the month that the tables hold.
pub(super) fn count(mut tables: MonthTables) -> Rekap {
    let mut notes = std::mem::take(&mut tables.notes);
    let first = tables.month.first_day().to_string();
    let groups: BTreeMap<Uuid, &Group> = open_groups(&tables.groups, &first);
    let titles = Titles::of(&tables.curricula, &mut notes);
    let counted = counted_meetings(&tables, &groups, &titles, &mut notes);
    let (marks, unmatched) = read_marks(&tables, &counted, &mut notes);
    let families = count_families(&tables, &groups, &counted, &marks, &mut notes);

    let mut rows = rows_of(&tables, &groups, &mut notes);
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
    let dynamics = add_remarks(&tables, &mut rows, &mut notes);
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
        office: tables.office,
        kecamatan,
        total,
        unmatched,
        notes,
        as_of,
    }
}

/// Where a group is counted: kecamatan and pendamping.
type Place = (String, Option<Uuid>);

fn place(group: &Group) -> Place {
    (group.kecamatan.clone(), group.pendamping)
}

/// Rule 2.
fn open_groups<'t>(groups: &'t BTreeMap<Uuid, Group>, first: &str) -> BTreeMap<Uuid, &'t Group> {
    let open = |group: &Group| group.closed.as_deref().is_none_or(|closed| closed > first);
    groups
        .iter()
        .filter(|(_, group)| open(group))
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
        let order = |(day, m): &(NaiveDate, &Meeting)| (*day, m.starts, m.session.clone(), m.doc);
        let place = latest.entry(meeting.group).or_insert((day, meeting));
        if order(&(day, meeting)) > order(place) {
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

/// A mark that was made: present or not, and how she was rated.
#[derive(Clone, Copy)]
struct Mark {
    hadir: bool,
    level: Level,
}

/// Marks of the counted meetings by meeting and place of the family in the table; rule 11.
fn read_marks(
    tables: &MonthTables,
    counted: &BTreeMap<Uuid, CountedMeeting>,
    notes: &mut Vec<Note>,
) -> (HashMap<(Uuid, usize), Mark>, Vec<Unmatched>) {
    let first = tables.month.first_day().to_string();
    let keys = FamilyKeys::new(tables.families.iter().map(|family| family.doc));
    let mut marks = HashMap::new();
    let mut unmatched = Vec::new();
    for CountedMeeting {
        doc: meeting,
        group,
        ..
    } in counted.values()
    {
        for (family_key, mark, rating) in tables.marks.get(meeting).into_iter().flatten() {
            let about = (*meeting, family_key.as_str());
            let Some(hadir) = hadir(mark.as_deref(), about, notes) else {
                continue;
            };
            let level = level(hadir, rating.as_deref(), about, notes);
            let reason = match keys.find(family_key) {
                Meant::Family(at) => match tables.families.get(at) {
                    Some(family) if family.active => {
                        if groups_in_month(family, &first).all(|was_in| was_in != *group) {
                            notes.push(Note::MarkedElsewhere {
                                meeting: *meeting,
                                family: family.doc,
                            });
                        }
                        marks.insert((*meeting, at), Mark { hadir, level });
                        continue;
                    }
                    _ => UnmatchedReason::NotActive,
                },
                Meant::Nobody => UnmatchedReason::Unknown,
                Meant::Several => UnmatchedReason::Ambiguous,
            };
            let mark = mark.clone().unwrap_or_default();
            unmatched.push(Unmatched {
                meeting: *meeting,
                family_key: family_key.clone(),
                mark,
                reason,
            });
        }
    }
    (marks, unmatched)
}

/// Whether a mark means that she was there; none if it is no mark. Belum ditandai is the absence of a mark.
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

/// Rules 5 to 8.
fn count_families(
    tables: &MonthTables,
    groups: &BTreeMap<Uuid, &Group>,
    counted: &BTreeMap<Uuid, CountedMeeting>,
    marks: &HashMap<(Uuid, usize), Mark>,
    notes: &mut Vec<Note>,
) -> Vec<CountedFamily> {
    let first = tables.month.first_day().to_string();
    let mut families = Vec::with_capacity(tables.families.len());
    for (at, family) in tables
        .families
        .iter()
        .enumerate()
        .filter(|(_, family)| family.active)
    {
        let present = family
            .groups
            .last()
            .map(|(_, group)| *group)
            .filter(|group| groups.contains_key(group));
        let Some(group) = present else {
            notes.push(Note::FamilyWithoutGroup { family: family.doc });
            continue;
        };
        let found = groups_in_month(family, &first).find_map(|group| {
            let meeting = counted.get(&group)?.doc;
            Some((meeting, *marks.get(&(meeting, at))?))
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

/// The groups in which a family was on a day of the month, the present one first. A group counts if she left it after the
/// first day.
fn groups_in_month<'f>(family: &'f Family, first: &'f str) -> impl Iterator<Item = Uuid> + 'f {
    let left = family
        .groups
        .iter()
        .skip(1)
        .map(|(since, _)| Some(since.as_str()))
        .chain([None]);
    let mut stays: Vec<(Uuid, Option<&str>)> = family
        .groups
        .iter()
        .map(|(_, group)| *group)
        .zip(left)
        .collect();
    stays.reverse();
    stays
        .into_iter()
        .take_while(move |(_, left)| left.is_none_or(|left| left > first))
        .map(|(group, _)| group)
}

/// Rule 1: the rows that there are, without what happened.
fn rows_of(
    tables: &MonthTables,
    groups: &BTreeMap<Uuid, &Group>,
    notes: &mut Vec<Note>,
) -> BTreeMap<Place, Row> {
    let name = |staff: Uuid| tables.staff.get(&staff).map(|staff| staff.name.clone());
    let empty = |pendamping: Option<Uuid>| Row {
        pendamping,
        name: pendamping.and_then(name),
        figures: Figures::default(),
        reason: None,
        materi: Vec::new(),
        pemateri: Vec::new(),
        meetings: Vec::new(),
        families: Vec::new(),
    };
    let mut rows: BTreeMap<Place, Row> = BTreeMap::new();
    for (doc, staff) in tables
        .staff
        .iter()
        .filter(|(_, staff)| staff.role == "pendamping")
    {
        for kecamatan in &staff.kecamatan {
            rows.entry((kecamatan.clone(), Some(*doc)))
                .or_insert_with(|| empty(Some(*doc)));
        }
    }
    for group in groups.values() {
        if let Some(staff) = group
            .pendamping
            .filter(|staff| !tables.staff.contains_key(staff))
        {
            notes.push(Note::UnknownPendamping { staff });
        }
        rows.entry(place(group))
            .or_insert_with(|| empty(group.pendamping))
            .figures
            .groups += 1;
    }
    rows
}

/// Rules 9 and 10: reasons into the rows; what is left are the dynamics by kecamatan, with the name of who wrote them.
fn add_remarks(
    tables: &MonthTables,
    rows: &mut BTreeMap<Place, Row>,
    notes: &mut Vec<Note>,
) -> BTreeMap<String, Vec<(String, String)>> {
    let mut dynamics: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (staff, reason, remark) in &tables.remarks {
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
                    .entry(kecamatan.clone())
                    .or_default()
                    .push((row.name.clone().unwrap_or_default(), remark));
            }
        }
        if !has_row && (said(reason).is_some() || said(remark).is_some()) {
            notes.push(Note::RemarkWithoutRow { staff: *staff });
        }
    }
    dynamics
}

fn by_kecamatan(
    rows: BTreeMap<Place, Row>,
    mut dynamics: BTreeMap<String, Vec<(String, String)>>,
) -> Vec<KecamatanRekap> {
    let mut kecamatan: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for ((code, _), row) in rows {
        kecamatan.entry(code).or_default().push(row);
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

/// Texts once each, by the first spelling in order.
fn distinct<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut sorted: Vec<&String> = texts.collect();
    sorted.sort();
    let mut seen = BTreeSet::new();
    sorted
        .into_iter()
        .filter(|text| seen.insert(fold::words(text)))
        .map(|text| fold::tidy(text))
        .collect()
}

/// Titles of sessions over all editions that the office has, the newest first, then the product's own.
struct Titles {
    editions: Vec<Curriculum>,
    /// Place of each title in the editions' order.
    order: HashMap<String, usize>,
}

impl Titles {
    fn of(curricula: &[(String, String)], notes: &mut Vec<Note>) -> Self {
        let mut editions = Vec::new();
        for (edition, json) in curricula {
            match Curriculum::parse(json) {
                Ok(curriculum) => editions.push(curriculum),
                Err(_) => notes.push(Note::DamagedCurriculum {
                    edition: edition.clone(),
                }),
            }
        }
        editions.push(Curriculum::own().clone());
        let mut order = HashMap::new();
        for edition in &editions {
            for title in edition
                .codes()
                .filter_map(|code| edition.title(&code).map(str::to_owned))
            {
                let next = order.len();
                order.entry(title).or_insert(next);
            }
        }
        Self { editions, order }
    }

    /// The titles of a meeting's sessions; an open topic by what was typed for it.
    fn of_meeting(&self, meeting: &Meeting, notes: &mut Vec<Note>) -> Vec<String> {
        let more = meeting.more_sessions.as_deref().unwrap_or_default();
        // A list of codes, whether bare or as JSON.
        let more = more
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .filter(|code| !code.is_empty());
        let mut titles = Vec::new();
        for written in std::iter::once(meeting.session.as_str()).chain(more) {
            let code = written.parse::<SessionCode>().ok();
            let title = code
                .as_ref()
                .and_then(|code| self.editions.iter().find_map(|edition| edition.title(code)));
            let topic = meeting
                .topic
                .as_deref()
                .map(fold::tidy)
                .filter(|topic| !topic.is_empty());
            let open = code.is_some_and(|code| code.no().is_none());
            let title = match (topic.filter(|_| open), title) {
                (Some(topic), _) => topic,
                (None, Some(title)) => title.to_owned(),
                (None, None) => {
                    notes.push(Note::UnknownSession {
                        meeting: meeting.doc,
                        session: written.to_owned(),
                    });
                    written.to_owned()
                }
            };
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }

    /// Titles once each: those of the curriculum in its order, others after them by the alphabet.
    fn in_order<'a>(&self, titles: impl Iterator<Item = &'a String>) -> Vec<String> {
        let titles: BTreeSet<(usize, &String)> = titles
            .map(|title| (self.order.get(title).copied().unwrap_or(usize::MAX), title))
            .collect();
        titles.into_iter().map(|(_, title)| title.clone()).collect()
    }
}

#[cfg(test)]
#[path = "count_tests.rs"]
pub(super) mod tests;
