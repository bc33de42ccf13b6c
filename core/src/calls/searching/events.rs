//! What a search finds besides rosters and meetings: letters, voices, rakor and trainings, each where this device may open it. Words are those
//! that the screens of these things show.

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::hits::{Hit, HitKind, MOST, joined};
use crate::calls::Query;
use crate::calls::folded::Wanted;
use crate::calls::letters::{LetterRow, seen_here};
use crate::calls::voices::{Matter, Voices};
use crate::device::Device;
use crate::error::Error;
use crate::queries::letters::Letter;
use crate::queries::rakor::Rakor;
use crate::queries::training::Training;
use crate::reference::month::indonesian_day;
use crate::reference::naming;

/// Of a text that is shown as a title: more of it is on its screen.
const TITLE: usize = 80;

/// Letters, voices, rakor and, of an office's devices, trainings.
pub(super) fn found(device: &Device, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    let conn = device.reader();
    let mut hits = letters(device, wanted)?;
    hits.extend(voices(device, wanted)?);
    hits.extend(rakors(conn, wanted)?);
    if device.membership().is_office(device.id()) {
        hits.extend(trainings(conn, wanted)?);
    }
    Ok(hits)
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn hit(kind: HitKind, id: Uuid, title: String, detail: &[&str]) -> Hit {
    Hit {
        kind,
        id: id.to_string(),
        title,
        detail: joined(detail),
    }
}

/// Letters by number, by the family's name as the register has it, by group and by day.
fn letters(device: &Device, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    // Offices without letters pay nothing for them.
    if Letter::all(device.reader())?.is_empty() {
        return Ok(Vec::new());
    }
    let fits = |row: &LetterRow| {
        let number = row.number.as_deref().unwrap_or_default();
        let written = row.day.map(indonesian_day).unwrap_or_default();
        wanted.all(
            wanted.in_text(number)
                | wanted.in_text(&row.name)
                | wanted.in_text(&row.group.name)
                | wanted.in_text(&row.group.desa)
                | wanted.in_text(&written),
        )
    };
    let rows = seen_here(device)?.into_iter().filter(fits).take(MOST);
    let hits = rows.map(|row| {
        let written = row.day.map(day).unwrap_or_default();
        let number = row.number.unwrap_or_default();
        let title = naming::shown(&row.name);
        hit(
            HitKind::Letter,
            row.id,
            title,
            &[&number, &written, &row.group.name],
        )
    });
    Ok(hits.collect())
}

/// Voices by what was said, by whom and where, and by what was answered; those that were joined are one.
fn voices(device: &Device, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    let fits = |matter: &Matter| {
        let mut found = wanted.in_text(&matter.topic);
        for text in [&matter.answer, &matter.task].into_iter().flatten() {
            found |= wanted.in_text(text);
        }
        for voice in &matter.voices {
            found |= wanted.in_text(&voice.text) | wanted.in_text(&indonesian_day(voice.day));
            found |= voice
                .from
                .as_ref()
                .map_or(0, |person| wanted.in_text(&person.name));
            for place in &voice.kecamatan {
                found |= wanted.in_text(place);
            }
        }
        wanted.all(found)
    };
    let matters = Voices {}.answer(device)?.matters.into_iter().filter(fits);
    let hits = matters.take(MOST).filter_map(|matter| {
        let said = matter.voices.first()?;
        let (title, day) = (shortened(&said.text), day(said.day));
        Some(hit(
            HitKind::Voice,
            matter.id,
            title,
            &[&day, &matter.topic],
        ))
    });
    Ok(hits.collect())
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line).trim_end()),
        None => line.to_owned(),
    }
}

/// Rakor by name, place, number, day, and what they were about.
fn rakors(conn: &Connection, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    let fits = |rakor: &Rakor| {
        let texts = [&rakor.place, &rakor.number, &rakor.leader, &rakor.agenda];
        let texts = texts.into_iter().flatten();
        let found = texts.fold(wanted.in_text(&rakor.title), |found, text| {
            found | wanted.in_text(text)
        });
        wanted.all(found | wanted.in_text(&indonesian_day(rakor.day)))
    };
    let rakors = Rakor::all(conn)?.into_iter().filter(fits).take(MOST);
    let hits = rakors.map(|rakor| {
        let place = rakor.place.unwrap_or_default();
        hit(
            HitKind::Rakor,
            rakor.doc,
            rakor.title,
            &[&day(rakor.day), &place],
        )
    });
    Ok(hits.collect())
}

/// Trainings by name, theme, place, organizer and day.
fn trainings(conn: &Connection, wanted: &Wanted) -> Result<Vec<Hit>, Error> {
    let fits = |one: &Training| {
        let texts = [&one.theme, &one.place, &one.organizer, &one.batch];
        let texts = texts.into_iter().flatten();
        let found = texts.fold(wanted.in_text(&one.name), |found, text| {
            found | wanted.in_text(text)
        });
        wanted.all(found | wanted.in_text(&indonesian_day(one.starts)))
    };
    let trainings = Training::all(conn)?.into_iter().filter(fits).take(MOST);
    let hits = trainings.map(|one| {
        let place = one.place.unwrap_or_default();
        hit(
            HitKind::Training,
            one.doc,
            one.name,
            &[&day(one.starts), &place],
        )
    });
    Ok(hits.collect())
}

#[cfg(test)]
mod tests {
    use super::HitKind::{Family, Letter, Rakor, Staff, Training, Voice};
    use super::*;
    use crate::calls::Command;
    use crate::calls::letters::{Letters, WriteLetter};
    use crate::calls::rakor::{RakorFacts, SaveRakor};
    use crate::calls::searching::Search;
    use crate::calls::training::{SaveTraining, TrainingFacts};
    use crate::calls::voices::SayVoice;
    use crate::kinds::{DocKey, Mark, SessionCode, TrainingKind, VoiceKind};
    use crate::testkit::{LUWUK, Toili};

    fn date(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn kinds(device: &Device, text: &str) -> Vec<HitKind> {
        let text = text.to_owned();
        let hits = Search { text }.answer(device).unwrap();
        hits.into_iter().map(|hit| hit.kind).collect()
    }

    /// A letter and a voice from a phone, a rakor and a training from the office.
    fn scene(seed: u64) -> Toili {
        let mut toili = Toili::new(seed);
        let (group, family) = (toili.group.id, toili.group.families[0]);
        for month in 9..=11 {
            let session = SessionCode::new("M1.1").unwrap();
            let key = DocKey::meeting(group, date(month, 4), session).unwrap();
            toili.phone.mark(&key, family, Mark::Alfa);
        }
        let device = &mut toili.phone.device;
        let due = Letters { kecamatan: None }.answer(device).unwrap().due;
        let write = WriteLetter {
            family,
            step: due[0].steps[0],
            number: "007/PKH/TOILI/XI/2026".to_owned(),
            day: date(11, 18),
            invited: None,
            place: String::new(),
        };
        write.run(device).unwrap();
        let say = SayVoice {
            voice: VoiceKind::Kendala,
            topic: "Jarak/lokasi".to_owned(),
            text: "Jembatan gantung putus, kelompok menyeberang".to_owned(),
            meeting: None,
        };
        say.run(device).unwrap();
        let office = &mut toili.stage.office.device;
        let rakor = SaveRakor {
            id: None,
            base: String::new(),
            facts: RakorFacts {
                title: "Rakor November".to_owned(),
                day: Some(date(11, 16)),
                place: "Aula Dinas".to_owned(),
                agenda: "Capaian semester".to_owned(),
                ..RakorFacts::default()
            },
        };
        rakor.run(office).unwrap();
        let training = SaveTraining {
            id: None,
            base: String::new(),
            facts: TrainingFacts {
                name: "Coaching fasilitasi".to_owned(),
                kind: Some(TrainingKind::Coaching),
                starts: Some(date(9, 3)),
                ends: Some(date(9, 4)),
                place: "Aula Dinas".to_owned(),
                ..TrainingFacts::default()
            },
        };
        training.run(office).unwrap();
        for _ in 0..2 {
            toili.synced_phone();
            toili.synced_office();
        }
        toili
    }

    #[test]
    fn one_search_finds_letters_voices_rakor_and_trainings() {
        let toili = scene(355);
        let office = &toili.stage.office.device;
        assert_eq!(kinds(office, "007 pkh"), [Letter]);
        assert_eq!(kinds(office, "melati keluarga 0"), [Family, Letter]);
        assert_eq!(kinds(office, "jembatan menyeberang"), [Voice]);
        assert_eq!(kinds(office, "jarak lokasi"), [Voice], "its topic");
        assert_eq!(kinds(office, "ani"), [Staff, Voice], "and what they said");
        assert_eq!(kinds(office, "rakor november"), [Rakor]);
        assert_eq!(kinds(office, "capaian semester"), [Rakor], "its agenda");
        assert_eq!(kinds(office, "aula dinas"), [Rakor, Training]);
        assert_eq!(kinds(office, "coaching 3 september"), [Training]);
        assert_eq!(kinds(office, "coaching 5 september"), []);
        let text = "007".to_owned();
        let hit = Search { text }.answer(office).unwrap().remove(0);
        let said = (hit.title.as_str(), hit.detail.as_str());
        let detail = "007/PKH/TOILI/XI/2026 · 18/11/2026 · MELATI";
        assert_eq!(said, ("Melati Keluarga 0", detail));
    }

    #[test]
    fn nobody_finds_what_their_device_may_not_open() {
        let mut toili = scene(356);
        let phone = &toili.phone.device;
        assert_eq!(kinds(phone, "007 pkh"), [Letter]);
        assert_eq!(kinds(phone, "coaching"), [], "a register of the office");
        assert_eq!(kinds(phone, "aula dinas"), [Rakor]);
        let budi = toili.stage.hire("BUDI", &[LUWUK]);
        let other = toili.stage.phone(budi, &[LUWUK]);
        assert_eq!(kinds(&other.device, "007 pkh"), []);
        assert_eq!(kinds(&other.device, "jembatan"), [Voice], "all staff read");
    }

    #[test]
    fn a_long_voice_is_shown_by_its_beginning() {
        assert_eq!(shortened("jalan rusak\nsejak Juni"), "jalan rusak");
        let long = "á".repeat(200);
        assert_eq!(shortened(&long).chars().count(), TITLE + 1);
        assert_eq!(shortened(&"á".repeat(TITLE)).chars().count(), TITLE);
    }
}
