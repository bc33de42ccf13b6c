//! Orang & perangkat: staff, their phones, invites and revocations.

mod hiring;
mod inviting;
mod listing;
#[cfg(test)]
mod tests;

pub(super) use hiring::must_be_kecamatan;
pub(super) use listing::kecamatan as kecamatan_choices;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sesi_engine::device::DoubtfulEnrolment;
use uuid::Uuid;

use super::terms::{Choice, Person};

/// Asks for staff and devices.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct People {}

/// Staff and devices.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PeopleView {
    /// Members of staff, by name.
    pub staff: Vec<StaffRow>,
    /// Invites that nobody has used and that have not expired.
    pub invites: Vec<InviteRow>,
    /// Devices of the office that belong to no member of staff.
    pub unowned: Vec<DeviceRow>,
    /// Kecamatan of the kabupaten, to choose from.
    pub kecamatan: Vec<Choice>,
    /// Roles that the office uses, as stable names; the window or the office's settings have labels.
    pub roles: Vec<String>,
}

/// A member of staff.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffRow {
    /// Who.
    pub person: Person,
    /// Their name as it was typed: what a form that changes it begins with.
    pub typed: String,
    /// Role, as a stable name.
    pub role: String,
    /// NIP.
    pub nip: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Where they work.
    pub kecamatan: Vec<Choice>,
    /// Groups that they lead today.
    pub groups: u32,
    /// Those of them that have no meeting of this month here. Whether one waits on a phone, nobody but that phone knows.
    pub unmet: u32,
    /// Their devices.
    pub devices: Vec<DeviceRow>,
}

/// A device.
#[allow(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeviceRow {
    /// Its id in hex.
    pub id: String,
    /// It is the one that asks.
    pub this: bool,
    /// It may do what the office does.
    pub office: bool,
    /// The office revoked it.
    pub revoked: bool,
    /// When the office last got something that it wrote.
    pub last_heard: Option<DateTime<Utc>>,
    /// It is a phone in service, and that is longer ago than the office's threshold: those that Ringkasan counts.
    pub silent: bool,
    /// Version of the app, as far as the device said.
    pub app: Option<String>,
    /// Entries of its that are here.
    pub entries: u32,
    /// Those of them that could not be taken in yet, or not wholly.
    pub waiting: Vec<Waiting>,
}

/// Entries that wait for the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Waiting {
    /// Stable name of what for; see [`ParkReason`](sesi_engine::store::ParkReason).
    pub reason: &'static str,
    /// How many.
    pub entries: u32,
}

/// An invite.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InviteRow {
    /// Its id in hex.
    pub id: String,
    /// For whom.
    pub person: Option<Person>,
    /// Until when.
    pub expires: DateTime<Utc>,
    /// For a device of the office.
    pub office: bool,
}

/// Makes or changes a member of staff. Empty text is none.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveStaff {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Role, as a stable name.
    pub role: String,
    /// NIP.
    pub nip: String,
    /// Phone number.
    pub phone: String,
    /// Codes of the kecamatan where they work.
    pub kecamatan: BTreeSet<String>,
}

/// Invites a device. The invite works when the office has next exchanged with the relay.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Invite {
    /// Whose it will be.
    pub staff: Uuid,
    /// It may do what the office does.
    pub office: bool,
    /// How many days it is good for.
    pub days: u16,
}

/// An invite, to be shown once: whoever has it can join.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InviteCard {
    /// Its id in hex.
    pub id: String,
    /// The text to paste or type.
    pub text: String,
    /// The QR code, row by row: true is dark.
    pub qr: Vec<Vec<bool>>,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// Withdraws an invite.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WithdrawInvite {
    /// Its id in hex.
    pub id: String,
}

/// Asks which devices enrolled and wait for a person's decision.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EnrolmentQuestions {}

/// Devices that enrolled with this office device's invites and are not let in without a person.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EnrolmentsInDoubt {
    /// They.
    pub enrolments: Vec<DoubtfulEnrolment>,
}

/// Decides about a device that enrolled and waits: it is let in, which only one that came late can be, or shown no more.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AnswerEnrolment {
    /// Its id in hex.
    pub device: String,
    /// Whether it is let in.
    pub accept: bool,
}

/// Revokes a device: nothing that it writes from now on is accepted; what it wrote stays.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Revoke {
    /// Its id in hex.
    pub device: String,
}
