//! Invites and revocations, as a window hands them out: text and QR code once, ids in hex.

use chrono::Duration;
use qrcode::{Color, EcLevel, QrCode};
use sesi_engine::device::InviteWish;
use sesi_engine::keys::invite_link::InviteWords;
use sesi_engine::store::Fact;
use sesi_wire::ids::{DeviceId, InviteId};
use uuid::Uuid;

use super::{
    AnswerEnrolment, EnrolmentQuestions, EnrolmentsInDoubt, Invite, InviteCard, Revoke,
    WithdrawInvite,
};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::{id_of_hex, must_be_office};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::queries::office::Office;
use crate::queries::staff::{StaffMember, works_in};

/// Light modules around a QR code (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

impl Command for Invite {
    type Answer = InviteCard;

    fn run(self, device: &mut Device) -> Result<InviteCard, Error> {
        must_be_office(device)?;
        if !(1..=366).contains(&self.days) {
            return Err(Refusal::InviteDays.into());
        }
        // The sample office's is empty.
        if Fact::Relay
            .text(device.reader())?
            .unwrap_or_default()
            .is_empty()
        {
            return Err(Refusal::NoRelay.into());
        }
        let kecamatan = works_in(device.reader(), self.staff)?;
        // A kabupaten's office in a province's workspace has a feed of its own and needs no other.
        let of_kabupaten = StaffMember::one(device.reader(), self.staff)?
            .is_some_and(|member| member.kabupaten.is_some());
        if kecamatan.is_empty() && !self.office && !of_kabupaten {
            return Err(Refusal::NoKecamatan.into());
        }
        let valid_for = Duration::days(self.days.into());
        let expires = device.me().relay_now(device.reader())? + valid_for;
        let invited = device.invite(&InviteWish {
            person: self.staff,
            places: kecamatan.into_iter().collect(),
            office: self.office,
            valid_for,
        })?;
        let text = invited.link.saying(words(device, self.staff)?).to_uri();
        Ok(InviteCard {
            id: invited.id.to_string(),
            qr: qr(&text)?,
            text: text.to_string(),
            expires,
        })
    }
}

/// What the invite says of itself to whoever is about to use it.
fn words(device: &Device, staff: Uuid) -> Result<InviteWords, Error> {
    let conn = device.reader();
    let office = Office::read(conn)?;
    let person = StaffMember::all(conn)?
        .into_iter()
        .find(|one| one.id == staff);
    let (person, role) = person.map(|one| (one.name, one.role)).unwrap_or_default();
    Ok(InviteWords {
        office: office.map(|office| office.name).unwrap_or_default(),
        person,
        role,
    })
}

/// The modules of a QR code, row by row, with the quiet zone around them.
fn qr(text: &str) -> Result<Vec<Vec<bool>>, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Error::from(Refusal::QrTooLong))?;
    let width = code.width();
    let colors = code.to_colors();
    let empty = vec![false; width + 2 * QUIET];
    let mut rows = vec![empty.clone(); QUIET];
    for line in colors.chunks(width) {
        let dark = line.iter().map(|color| *color == Color::Dark);
        let mut row = vec![false; QUIET];
        row.extend(dark);
        row.resize(width + 2 * QUIET, false);
        rows.push(row);
    }
    rows.extend(vec![empty; QUIET]);
    Ok(rows)
}

impl Command for WithdrawInvite {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let none = || Error::Missing("such invite");
        let id = id_of_hex(&self.id)
            .and_then(|id| InviteId::from_slice(&id))
            .ok_or_else(none)?;
        let now = device.me().relay_now(device.reader())?;
        let open = device.membership().open_invites(now);
        if !open.iter().any(|open| open.invite.invite == id) {
            return Err(none());
        }
        device.withdraw_invite(id)?;
        Ok(Done {})
    }
}

impl Query for EnrolmentQuestions {
    type Answer = EnrolmentsInDoubt;

    fn answer(self, device: &Device) -> Result<EnrolmentsInDoubt, Error> {
        let enrolments = device.doubtful_enrolments()?;
        Ok(EnrolmentsInDoubt { enrolments })
    }
}

impl Command for AnswerEnrolment {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let id = id_of_hex(&self.device)
            .and_then(|id| DeviceId::from_slice(&id))
            .ok_or(Error::Missing("such device"))?;
        if self.accept {
            device.accept_late_enrolment(id)?;
        } else {
            device.turn_down_enrolment(id)?;
        }
        Ok(Done {})
    }
}

impl Command for Revoke {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let id = id_of_hex(&self.device)
            .and_then(|id| DeviceId::from_slice(&id))
            .ok_or(Error::Missing("such device"))?;
        device.revoke(id)?;
        Ok(Done {})
    }
}
