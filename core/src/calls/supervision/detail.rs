//! One supervision in full, and what a new one begins with.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::following::FollowUp;
use super::instruments::InstrumentText;
use super::reading::{PointsView, Reading, SupervisionState, asked, safe};
use super::{SupervisionFacts, TaskFacts, following, instruments};
use crate::calls::recording::written_version;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::{GroupName, MeetingRow, Person, Safe};
use crate::calls::who::must_be_office;
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::sessions::Sessions;
use crate::queries::supervisions::Supervision;
use crate::queries::{disagreements, meetings};

/// Asks for one supervision, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadSupervision {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// Of a new one: whose meeting.
    pub staff: Option<Uuid>,
}

/// A supervision.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing that its screen shows or hides"
)]
pub struct SupervisionDetail {
    /// Document; none of a new one.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Whose meeting.
    pub person: Person,
    /// It is the person of this device, who agrees and replies.
    pub own: bool,
    /// The person of this device observed it, and may change and sign it.
    pub observed_here: bool,
    /// This device is the office's.
    pub office: bool,
    /// Who observed.
    pub observer: Option<Person>,
    /// What it says.
    pub facts: SupervisionFacts,
    /// The group that met.
    pub group: Option<GroupName>,
    /// Of a new one: groups that the person leads today, by name.
    pub groups: Vec<GroupName>,
    /// The version with which it was made; none where that one is not here.
    pub instrument: Option<InstrumentText>,
    /// Its score.
    pub points: PointsView,
    /// Meetings of the group on the day as they were recorded; beside their attendance stands what the observer counted.
    pub recorded: Vec<MeetingRow>,
    /// How far it is signed.
    pub state: SupervisionState,
    /// It changed after the observer had signed.
    pub changed: bool,
    /// What the person agreed with was another version.
    pub agreed_before: bool,
    /// The office took it back.
    pub withdrawn: bool,
    /// The digest of what there is to sign.
    pub content: String,
    /// When the observer signed.
    pub signed_on: Option<NaiveDate>,
    /// When the person agreed.
    pub agreed_on: Option<NaiveDate>,
    /// What the person replied.
    pub reply: String,
    /// What was agreed, and what became of it.
    pub follow_ups: Vec<FollowUp>,
    /// Fields on which people disagree.
    pub disagreements: u32,
    /// Where it is safe.
    pub safe: Safe,
}

impl Query for ReadSupervision {
    type Answer = SupervisionDetail;

    fn answer(self, device: &Device) -> Result<SupervisionDetail, Error> {
        let Some(id) = self.id else {
            return begin(device, self.staff);
        };
        let missing = || Error::Missing("such supervision");
        let conn = device.reader();
        let one = Supervision::one(conn, id)?.ok_or_else(missing)?;
        asked(device, Some(one.staff))?;
        let (_, document) = ids::document(device, id)?.ok_or_else(missing)?;
        let reading = Reading::new(device)?;
        let (today, own) = (device.today()?, device.person()?);
        let person = reading.who.person(one.staff).ok_or_else(missing)?;
        let office = device.membership().is_office(device.id());
        let (signed, agreed) = (one.signature(&reading.who), one.agreement(&reading.who));
        let other = agreed.is_some_and(|agreed| agreed.content != one.content);
        Ok(SupervisionDetail {
            id: Some(id),
            base: written_version(&document.heads()),
            today,
            own: own == Some(one.staff) && !office,
            observed_here: office && own.is_some() && own == one.observer,
            office,
            observer: one
                .observer
                .and_then(|observer| reading.who.person(observer)),
            group: Some(reading.groups.named(one.group)),
            groups: Vec::new(),
            instrument: reading
                .instruments
                .get(&one.instrument)
                .map(instruments::written),
            points: reading.points(&one),
            recorded: recorded(device, &reading.groups, one.group, one.day)?,
            state: reading.state(&one),
            changed: one.changed(&reading.who),
            agreed_before: other,
            withdrawn: one.withdrawn,
            content: one.content.clone(),
            signed_on: signed.and_then(|signed| signed.day),
            agreed_on: agreed.and_then(|agreed| agreed.day),
            reply: one.reply(&reading.who).unwrap_or_default().to_owned(),
            follow_ups: following::of(&one, &reading.who, today, own),
            disagreements: disagreements::count_of(conn, id)?,
            safe: safe(&one),
            person,
            facts: facts(one),
        })
    }
}

/// What a new one begins with: nothing is answered before somebody has looked.
fn begin(device: &Device, staff: Option<Uuid>) -> Result<SupervisionDetail, Error> {
    must_be_office(device)?;
    let reading = Reading::new(device)?;
    let today = device.today()?;
    let staff = staff.ok_or(Error::Missing("such member of staff"))?;
    let person = reading.who.person(staff);
    let person = person.ok_or(Error::Missing("such member of staff"))?;
    let own = device.person()?;
    let observer: Option<Person> = own.and_then(|own| reading.who.person(own));
    let (_, instrument) = reading.instruments.in_force();
    let mut groups: Vec<GroupName> = reading
        .groups
        .led_by(staff, today)
        .filter(|group| group.open_on(today))
        .map(crate::queries::groups::Kelompok::named)
        .collect();
    groups.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(SupervisionDetail {
        id: None,
        base: String::new(),
        today,
        person,
        own: false,
        observed_here: true,
        office: true,
        observer,
        facts: SupervisionFacts {
            day: Some(today),
            group: groups
                .first()
                .map(|group| group.id)
                .filter(|_| groups.len() == 1),
            ..SupervisionFacts::default()
        },
        group: None,
        groups,
        points: PointsView {
            score: None,
            band: None,
            level: 0,
            levels: u32::try_from(instrument.bands.len()).unwrap_or(u32::MAX),
            observed: 0,
            answered: 0,
            items: u32::try_from(instrument.items.len()).unwrap_or(u32::MAX),
        },
        instrument: Some(instruments::written(instrument)),
        recorded: Vec::new(),
        state: SupervisionState::Draft,
        changed: false,
        agreed_before: false,
        withdrawn: false,
        content: String::new(),
        signed_on: None,
        agreed_on: None,
        reply: String::new(),
        follow_ups: Vec::new(),
        disagreements: 0,
        safe: Safe::Here,
    })
}

/// Meetings of a group on a day that took place, as every other screen counts them.
fn recorded(
    device: &Device,
    groups: &Groups,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<MeetingRow>, Error> {
    let conn = device.reader();
    let held = meetings::held_between(conn, day, day)?.into_iter();
    let of_group = held.filter(|(_, met, _)| *met == group);
    let ids: Vec<Uuid> = of_group.map(|(meeting, _, _)| meeting).collect();
    meeting_rows(conn, &ids, groups, &Sessions::read(conn)?)
}

fn facts(one: Supervision) -> SupervisionFacts {
    let tasks = one.tasks.into_iter().map(|(key, task)| TaskFacts {
        key,
        what: task.what,
        who: task.who,
        due: task.due,
    });
    SupervisionFacts {
        day: Some(one.day),
        group: Some(one.group),
        counted: one.counted,
        answers: one.answers,
        notes: one.notes,
        note: one.note.unwrap_or_default(),
        coaching: one.coaching.unwrap_or_default(),
        tasks: tasks.collect(),
    }
}
