//! Who is there, with their devices: from the read model, the membership and what came of each device.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use sesi_engine::keys::membership::{DeviceInfo, DeviceState};
use sesi_engine::store::{ArchivedEntry, Parked};
use sesi_wire::ids::{DeviceId, InviteId};
use sesi_wire::statement::DeviceRole;
use uuid::Uuid;

use super::{DeviceRow, InviteRow, People, PeopleView, StaffRow, Waiting};
use crate::calls::Query;
use crate::calls::office::OfficeSettings;
use crate::calls::ringkasan::Hearing;
use crate::calls::terms::{Choice, Person};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::meetings::groups_met;
use crate::queries::office::Office;
use crate::queries::staff::Who;
use crate::queries::staff::{StaffMember, workplaces};
use crate::reference::{Regions, fold};
use crate::rekap::YearMonth;

/// Roles that every office has.
const ROLES: [&str; 4] = ["pendamping", "supervisor", "korkab", "korwil"];

impl Query for People {
    type Answer = PeopleView;

    fn answer(self, device: &Device) -> Result<PeopleView, Error> {
        let conn = device.reader();
        let who = Who::read(conn)?;
        let today = device.today()?;
        let mut staff = staff(conn, today)?;
        let mut unowned = Vec::new();
        let word = Word::read(conn)?;
        let hearing = Hearing::read(device, OfficeSettings::read(conn)?.silent_days)?;
        for info in device.membership().devices() {
            if info.is_root {
                continue;
            }
            let row = device_row(device, &info, &word, &hearing);
            let owner = who.staff_of(info.device);
            match staff.iter_mut().find(|row| Some(row.person.id) == owner) {
                Some(owner) => owner.devices.push(row),
                None => unowned.push(row),
            }
        }
        for devices in staff
            .iter_mut()
            .map(|row| &mut row.devices)
            .chain([&mut unowned])
        {
            // Those in service first, then whoever was heard last.
            devices.sort_by(|a, b| {
                (a.revoked, b.last_heard, &a.id).cmp(&(b.revoked, a.last_heard, &b.id))
            });
        }
        Ok(PeopleView {
            roles: roles(conn)?,
            invites: invites(device, &who)?,
            kecamatan: kecamatan(conn, today)?,
            staff,
            unowned,
        })
    }
}

/// What came of devices.
struct Word {
    /// How many entries, and when the latest came.
    heard: HashMap<DeviceId, (u32, Option<i64>)>,
    waiting: HashMap<DeviceId, Vec<Waiting>>,
    apps: HashMap<DeviceId, String>,
}

impl Word {
    fn read(conn: &Connection) -> Result<Self, Error> {
        let mut heard = HashMap::new();
        for of_feed in ArchivedEntry::heard_of(conn)? {
            let (entries, at) = heard.entry(of_feed.device).or_insert((0, None));
            *entries += of_feed.entries;
            *at = of_feed.at_millis.max(*at);
        }
        let mut waiting: HashMap<DeviceId, Vec<Waiting>> = HashMap::new();
        for (device, reason, entries) in Parked::by_author(conn)? {
            let reason = reason.name();
            let of_device = waiting.entry(device).or_default();
            of_device.push(Waiting { reason, entries });
        }
        Ok(Self {
            heard,
            waiting,
            apps: ArchivedEntry::apps(conn)?,
        })
    }

    fn of_app(&self, device: &Device, of: DeviceId) -> Option<String> {
        if of == device.id() {
            // What it runs now, whether or not it has said so yet.
            return Some(device.me().app.to_string());
        }
        self.apps.get(&of).cloned()
    }
}

fn device_row(device: &Device, info: &DeviceInfo, word: &Word, hearing: &Hearing) -> DeviceRow {
    let (entries, at) = word.heard.get(&info.device).copied().unwrap_or_default();
    DeviceRow {
        id: info.device.to_string(),
        this: info.device == device.id(),
        office: info.role == DeviceRole::Office,
        revoked: info.state == DeviceState::Revoked,
        last_heard: at.and_then(DateTime::<Utc>::from_timestamp_millis),
        silent: hearing.silent_phone(info.device),
        app: word.of_app(device, info.device),
        entries,
        waiting: word.waiting.get(&info.device).cloned().unwrap_or_default(),
    }
}

/// Members of staff by name, without their devices.
fn staff(conn: &Connection, today: NaiveDate) -> Result<Vec<StaffRow>, Error> {
    let mut works = workplaces(conn)?;
    // The groups of the month as the rekap counts them: who leads them at its end, all that exist on a day of it.
    let month = YearMonth::of(today).ok_or(Error::Missing("month of today"))?;
    let (first, last) = (month.first_day(), month.last_day());
    let met = groups_met(conn, first, last)?;
    let mut led: HashMap<Uuid, (u32, u32)> = HashMap::new();
    let groups = Groups::read(conn)?;
    for group in groups.all().filter(|group| group.exists_in(first, last)) {
        if let Some(staff) = group.pendamping_on(last) {
            let (of_them, unmet) = led.entry(staff).or_default();
            *of_them += 1;
            *unmet += u32::from(!met.contains(&group.id));
        }
    }
    let row = |member: StaffMember| {
        let (groups, unmet) = led.get(&member.id).copied().unwrap_or_default();
        let kecamatan = works.remove(&member.id).unwrap_or_default();
        StaffRow {
            typed: member.name.clone(),
            person: Person {
                id: member.id,
                name: member.name,
            },
            role: member.role,
            nip: member.nip,
            phone: member.phone,
            kecamatan: kecamatan.into_iter().map(choice).collect(),
            groups,
            unmet,
            devices: Vec::new(),
        }
    };
    let mut staff: Vec<StaffRow> = StaffMember::all(conn)?.into_iter().map(row).collect();
    staff.sort_by_cached_key(|row| (fold::words(&row.person.name), row.person.id));
    Ok(staff)
}

/// Invites of every office device; for whom, only the one that made it knows.
fn invites(device: &Device, who: &Who) -> Result<Vec<InviteRow>, Error> {
    let conn = device.reader();
    let now = device.me().relay_now(conn)?;
    let mut person_of: HashMap<InviteId, Uuid> = HashMap::new();
    let mut statement = conn.prepare_cached("SELECT id, staff FROM invite")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        person_of.insert(InviteId(row.get(0)?), Uuid::from_bytes(row.get(1)?));
    }
    let open = device.membership().open_invites(now).into_iter();
    let mut invites: Vec<InviteRow> = open
        .filter(|open| open.enrolled.is_empty())
        .map(|open| InviteRow {
            id: open.invite.invite.to_string(),
            person: person_of
                .get(&open.invite.invite)
                .and_then(|staff| who.person(*staff)),
            expires: i64::try_from(open.invite.expires)
                .ok()
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
            office: open.invite.role == DeviceRole::Office,
        })
        .collect();
    invites.sort_by(|a, b| (a.expires, &a.id).cmp(&(b.expires, &b.id)));
    Ok(invites)
}

/// Kecamatan that there are today, and those in which somebody works whatever the list of regions says.
pub(in crate::calls) fn kecamatan(
    conn: &Connection,
    today: NaiveDate,
) -> Result<Vec<Choice>, Error> {
    let mut codes: BTreeSet<String> = workplaces(conn)?.into_values().flatten().collect();
    if let Some(office) = Office::read(conn)? {
        let parts = Regions::own().parts_of(&office.kabupaten);
        let there = parts.filter(|region| region.exists_on(today));
        codes.extend(there.map(|region| region.code.clone()));
    }
    let mut choices: Vec<Choice> = codes.into_iter().map(choice).collect();
    choices.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    Ok(choices)
}

fn choice(code: String) -> Choice {
    Choice {
        name: Regions::own().name(&code).to_owned(),
        code,
    }
}

/// The roles that every office has, and those that somebody here has, in a steady order.
fn roles(conn: &Connection) -> Result<Vec<String>, Error> {
    let mut roles: Vec<String> = ROLES.map(str::to_owned).into();
    let staff = StaffMember::all(conn)?;
    let known: BTreeSet<String> = staff.into_iter().map(|member| member.role).collect();
    for role in known {
        if !role.is_empty() && !roles.contains(&role) {
            roles.push(role);
        }
    }
    Ok(roles)
}
