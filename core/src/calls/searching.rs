//! One search over everything: groups, families, meetings and people, and what [`events`] finds.

mod events;
mod hits;

pub use hits::{Hit, HitKind};

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Deserialize;
use uuid::Uuid;

use self::hits::{MOST, joined};
use super::Query;
use super::families::listing::family_rows;
use super::families::{Families, finding};
use super::folded::{Hits, Wanted};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::{Groups, Kelompok, by_name};
use crate::queries::ids::day;
use crate::queries::meetings;
use crate::queries::sessions::Sessions;
use crate::queries::staff::StaffMember;
use crate::reference::month::indonesian_day;
use crate::reference::{Regions, fold, naming};

/// Asks for what fits a few words.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Search {
    /// The words.
    pub text: String,
}

impl Query for Search {
    type Answer = Vec<Hit>;

    fn answer(self, device: &Device) -> Result<Vec<Hit>, Error> {
        let wanted = Wanted::of(&self.text);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let conn = device.reader();
        let today = device.today()?;
        let groups = Groups::read(conn)?;
        let mut hits = found_groups(&wanted, &groups, today);
        if device.membership().is_office(device.id()) {
            hits.extend(found_desa(&wanted, &groups, today));
        }
        hits.extend(found_families(conn, self.text, &groups, today)?);
        hits.extend(found_staff(conn, &wanted)?);
        hits.extend(found_meetings(conn, &wanted, &groups)?);
        hits.extend(events::found(device, &wanted)?);
        Ok(hits)
    }
}

fn group_hits(wanted: &Wanted, group: &Kelompok) -> Hits {
    wanted.in_text(&group.name)
        | wanted.in_folded(&fold::numbered(&group.name))
        | wanted.in_text(Regions::own().name(&group.desa))
}

fn found_groups(wanted: &Wanted, groups: &Groups, today: NaiveDate) -> Vec<Hit> {
    let fitting = groups
        .all()
        .filter(|group| wanted.all(group_hits(wanted, group)));
    let mut fitting: Vec<&Kelompok> = fitting.collect();
    // Those that still exist first.
    fitting.sort_by_cached_key(|group| (!group.open_on(today), by_name(&group.name), group.id));
    let hit = |group: &Kelompok| {
        let names = group.named();
        Hit {
            kind: HitKind::Group,
            id: group.id.to_string(),
            title: names.name,
            detail: joined(&[&names.desa, &names.kecamatan]),
        }
    };
    fitting.into_iter().take(MOST).map(hit).collect()
}

/// Desa of groups that still exist, by the names of desa and kecamatan.
fn found_desa(wanted: &Wanted, groups: &Groups, today: NaiveDate) -> Vec<Hit> {
    let regions = Regions::own();
    let mut desa: BTreeSet<&str> = BTreeSet::new();
    let open = groups.all().filter(|group| group.open_on(today));
    desa.extend(open.map(|group| group.desa.as_str()));
    let hits = desa.into_iter().filter_map(|desa| {
        let (name, kecamatan) = (regions.name(desa), regions.name(desa.get(..8)?));
        let fits = wanted.all(wanted.in_text(name) | wanted.in_text(kecamatan));
        fits.then(|| Hit {
            kind: HitKind::Desa,
            id: desa.to_owned(),
            title: name.to_owned(),
            detail: kecamatan.to_owned(),
        })
    });
    hits.take(MOST).collect()
}

fn found_families(
    conn: &Connection,
    text: String,
    groups: &Groups,
    today: NaiveDate,
) -> Result<Vec<Hit>, Error> {
    let asked = Families {
        search: text,
        kecamatan: None,
        group: None,
        status: None,
        offset: 0,
        limit: 0,
    };
    let mut found = finding::find(conn, &asked, groups, today)?;
    found.truncate(MOST);
    let rows = family_rows(conn, &found, groups, today)?;
    let hits = rows.into_iter().map(|row| Hit {
        kind: HitKind::Family,
        id: row.id.to_string(),
        detail: joined(&[row.group.as_deref().unwrap_or_default(), &row.desa]),
        title: naming::shown(&row.name),
    });
    Ok(hits.collect())
}

fn found_staff(conn: &Connection, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    let all = StaffMember::all(conn)?.into_iter();
    let fitting = all.filter(|member| wanted.all(wanted.in_text(&member.name)));
    let hits = fitting.take(MOST).map(|member| Hit {
        kind: HitKind::Staff,
        id: member.id.to_string(),
        title: naming::shown(&member.name),
        detail: member.role,
    });
    Ok(hits.collect())
}

/// Meetings by group, desa, session, title, place or day, the latest first.
fn found_meetings(conn: &Connection, wanted: &Wanted, groups: &Groups) -> Result<Vec<Hit>, Error> {
    let by_group: HashMap<Uuid, Hits> = groups
        .all()
        .map(|group| (group.id, group_hits(wanted, group)))
        .collect();
    let sessions = Sessions::read(conn)?;
    let mut by_session: HashMap<String, Hits> = HashMap::new();
    let mut hits = Vec::new();
    meetings::search(conn, |meeting| {
        let mut found = by_group.get(&meeting.group).copied().unwrap_or_default();
        found |= if let Some(known) = by_session.get(meeting.session) {
            *known
        } else {
            let new = wanted.in_text(&sessions.name(meeting.session).title);
            by_session.insert(meeting.session.to_owned(), new);
            new
        };
        if !wanted.all(found) {
            found |= wanted.in_text(&indonesian_day(day(meeting.date)));
            found |= wanted.in_text(meeting.date);
            found |= wanted.in_text(meeting.title) | wanted.in_text(meeting.place);
        }
        if wanted.all(found) {
            let date = day(meeting.date).format("%d/%m/%Y").to_string();
            hits.push(Hit {
                kind: HitKind::Meeting,
                id: meeting.id.to_string(),
                title: groups.named(meeting.group).name,
                detail: joined(&[&date, &sessions.name(meeting.session).title]),
            });
        }
        hits.len() == MOST
    })?;
    Ok(hits)
}

#[cfg(test)]
mod tests {
    use super::HitKind::{Family, Group, Meeting, Staff};
    use super::*;
    use crate::kinds::{DocKey, FamilyPatch, Mark};
    use crate::testkit::Toili;
    use sesi_engine::documents::Set;

    fn found(device: &Device, text: &str) -> Vec<(HitKind, String)> {
        let text = text.to_owned();
        let hits = Search { text }.answer(device).unwrap();
        hits.into_iter().map(|hit| (hit.kind, hit.title)).collect()
    }

    #[test]
    fn one_search_finds_groups_families_people_and_meetings() {
        let mut toili = Toili::new(351);
        let siti = FamilyPatch {
            name: Set::To("Sitti NU'MÁN".into()),
            nik: Set::To("7201045612879213".into()),
            ..FamilyPatch::default()
        };
        let family = DocKey::Family(toili.group.families[0]);
        toili.phone.device.edit(&family, &siti.into()).unwrap();
        toili.record(5, 0, Mark::Hadir);
        let device = &toili.phone.device;
        let kinds = |text: &str| -> Vec<HitKind> {
            found(device, text)
                .into_iter()
                .map(|(kind, _)| kind)
                .collect()
        };
        assert_eq!(
            kinds("melati"),
            [Group, Family, Family, Family, Family, Meeting]
        );
        assert_eq!(
            found(device, "numan SITTI"),
            [(Family, "Sitti Nu'mán".into())]
        );
        assert_eq!(kinds("numan melati"), [Family], "its name and its group's");
        assert_eq!(kinds("5612879"), [Family]);
        assert_eq!(kinds("ani"), [Staff]);
        assert_eq!(kinds("5 oktober melati"), [Meeting]);
        assert_eq!(kinds("menjadi orangtua"), [Meeting]);
        assert_eq!(kinds("  "), []);
        assert_eq!(kinds("tidak ada"), []);
        let detail = Search {
            text: "5 oktober".into(),
        }
        .answer(device)
        .unwrap();
        assert_eq!(
            detail[0].detail,
            "05/10/2026 · Menjadi Orangtua yang Lebih Baik"
        );
    }

    #[test]
    fn an_office_finds_the_desa_of_groups_that_there_are() {
        let mut toili = Toili::new(352);
        let named = Regions::own().name("72.01.09.2001");
        let desa = |device: &Device| -> Vec<(String, String, String)> {
            let text = named.to_owned();
            let hits = Search { text }.answer(device).unwrap().into_iter();
            let hits = hits.filter(|hit| hit.kind == HitKind::Desa);
            hits.map(|hit| (hit.id, hit.title, hit.detail)).collect()
        };
        let there = (
            "72.01.09.2001".to_owned(),
            named.to_owned(),
            "Toili".to_owned(),
        );
        assert_eq!(desa(&toili.stage.office.device), [there]);
        assert_eq!(desa(&toili.phone.device), [], "its list of groups says it");
        let group = toili.group.clone();
        toili.stage.close(&group, "2026-11-01");
        assert_eq!(desa(&toili.stage.office.device), []);
    }
}
