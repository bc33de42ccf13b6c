//! The latest that this office recorded for a form, by which a template is tried before it is in force.

use super::attendance::{ListOf, lists};
use super::letters;
use super::meetings::{self, MeetingsOf};
use super::rhk;
use crate::calls::{plans, rakor, recaps, sent, training};
use crate::device::Device;
use crate::error::Error;
use crate::forms::template::Fields;
use crate::forms::{activity, attendance, letter, monitoring, recap};
use crate::kinds::LetterStep;
use crate::queries::groups::Groups;
use crate::queries::letters::Letter;
use crate::queries::meetings::held_between;
use crate::reference::month::YearMonth;

/// Days before today in which a meeting is looked for.
const BACK: chrono::Days = chrono::Days::new(400);

/// The data of the latest; none where nothing was recorded.
pub(in crate::calls) fn latest(device: &Device, form: &str) -> Result<Option<Fields>, Error> {
    match form {
        "surat_teguran" => letter_of(device, |step| step != LetterStep::Commitment),
        "komitmen" => letter_of(device, |step| step == LetterStep::Commitment),
        "nota_dinas" | "hadir_rakor" | "notulen" | "rhk8" => rakor::latest_fields(device, form),
        "perubahan_rekap" | "terkirim_kabupaten" | "terkirim_kecamatan" => {
            sent::latest_fields(device, form)
        }
        "rtl" | "jadwal" => plans::latest_fields(device, form),
        "hadir_diklat" | "rekap_diklat" => training::latest_fields(device, form),
        "register_surat" => letters::register_fields(device),
        // Nothing of what a school sends is kept.
        "verifikasi_pendidikan" => Ok(None),
        _ => of_meetings(device, form),
    }
}

fn letter_of(device: &Device, is: fn(LetterStep) -> bool) -> Result<Option<Fields>, Error> {
    let letters = Letter::all(device.reader())?;
    let fit = letters.iter().filter(|letter| is(letter.step));
    let Some(last) = fit.max_by_key(|letter| (letter.day, letter.id)) else {
        return Ok(None);
    };
    let facts = letters::facts_of(device, last.id)?;
    Ok(Some(letter::fields(&facts)))
}

fn of_meetings(device: &Device, form: &str) -> Result<Option<Fields>, Error> {
    let conn = device.reader();
    let today = device.today()?;
    let from = today.checked_sub_days(BACK).unwrap_or(today);
    let held = held_between(conn, from, today)?;
    let Some((meeting, group, day)) = held.into_iter().max_by_key(|(id, _, day)| (*day, *id))
    else {
        return Ok(None);
    };
    if form.starts_with("hadir_") {
        let lists = lists(device, &ListOf::Meeting(meeting))?;
        return Ok(lists.first().map(attendance::fields));
    }
    if form == "kegiatan" || form == "pemantauan" {
        let read = meetings::read(device, &MeetingsOf::Meeting(meeting), |_, _| Ok(()))?;
        let facts = read.found.first().map(|(_, facts)| facts);
        return Ok(facts.map(|facts| match form {
            "kegiatan" => activity::fields(facts),
            _ => monitoring::fields(facts, true),
        }));
    }
    let month = YearMonth::of(day).map(|month| month.to_string());
    if let (Some(month), "rekap_kabupaten" | "rekap_kecamatan") = (&month, form) {
        return super::rekap::fields_of(device, month, form);
    }
    if let (Some(month), Some(_)) = (&month, recap::kind_of(form)) {
        return recaps::fields_of(device, form, month);
    }
    let leader = Groups::read(conn)?
        .get(group)
        .and_then(|group| group.pendamping_on(day));
    let (Some(month), Some(leader)) = (month, leader) else {
        return Ok(None);
    };
    if form == "rhk2" || form == "ringkasan_p2k2" {
        let of = MeetingsOf::Pendamping(month, leader);
        return match form {
            "rhk2" => meetings::report_fields(device, &of),
            _ => meetings::summary_fields(device, &of),
        };
    }
    let facts = rhk::facts(device, &month, Some(leader), None)?;
    Ok(Some(crate::forms::rhk::fields(&facts)))
}
