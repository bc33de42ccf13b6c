//! One month of one pendamping: meetings, reasons, families who move, marks that are corrected.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use sesi_core::kinds::{DocKey, FamilyPatch, MonthPatch, Patch, SessionCode, Since, YearMonth};
use sesi_core::reference::Curriculum;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::cast::Story;
use super::patches::{full_patch, marks_patch};
use crate::record::{Meeting, Record};
use crate::seeded_rng::SeededRng;

const NOTES: [&str; 5] = [
    "Diskusi kelompok berjalan lancar dan semua ibu ikut bercerita tentang pengalaman di rumah masing-masing sejak pertemuan lalu.",
    "Peserta menonton video lalu berlatih berpasangan; beberapa masih malu berbicara tetapi mau mencoba setelah diberi contoh.",
    "Hujan deras, pertemuan mulai terlambat tiga puluh menit; materi inti tersampaikan, permainan peran ditunda ke bulan depan.",
    "Ketua kelompok membantu membagikan buku kerja; tugas rumah dibahas bersama dan tiga keluarga berbagi hasilnya.",
    "Pembahasan hangat tentang kebiasaan sehari-hari; disepakati rencana tindak lanjut yang akan dicek pada kunjungan berikutnya.",
];
const PLACES: [&str; 4] = [
    "Balai Desa",
    "Rumah Ketua Kelompok",
    "Posyandu Melati",
    "Gedung Serbaguna Dusun II",
];
const SPEAKERS: [&str; 4] = [
    "Bidan Rosmawati",
    "Pak Kades Arifin",
    "Ibu Guru Salma",
    "Petugas Puskesmas Hendra",
];
const REASONS: [&str; 3] = [
    "Cuti melahirkan",
    "Jalan putus karena banjir",
    "Mengikuti diklat di Palu",
];

impl Story {
    pub(super) fn month_of(&mut self, phone: usize, month: NaiveDate) {
        let staff = self.phones[phone].station.staff;
        let own: Vec<usize> = (0..self.groups.len())
            .filter(|at| self.groups[*at].pendamping == Some(staff))
            .collect();
        // Somebody is away for a whole month now and then.
        let away = self.rng.chance(6);
        let mut missed = away;
        for &group in &own {
            if away || self.rng.chance(5) {
                missed = true;
                continue;
            }
            let day = 1 + self.rng.below(26);
            self.record(phone, group, month, day);
            if self.rng.chance(8) {
                self.record(phone, group, month, day + 1 + self.rng.below(2));
            }
        }
        if !own.is_empty() && missed {
            self.explain(phone, month);
        }
        if own.len() > 1 && self.rng.chance(60) {
            self.move_family(phone, &own, month);
        }
    }

    /// Records one meeting: sometimes with a colleague, who has the other half of the list.
    fn record(&mut self, phone: usize, group: usize, month: NaiveDate, day: usize) {
        let codes: Vec<_> = Curriculum::own().codes().collect();
        let kelompok = self.groups[group].clone();
        let code = &codes[kelompok.delivered % codes.len()];
        let title = Curriculum::own().title(code).unwrap_or_default().to_owned();
        let session = SessionCode::new(&code.to_string()).expect("a session of the curriculum");
        let date = month
            .with_day(u32::try_from(day).unwrap_or(1))
            .expect("a day of the month");
        let key = DocKey::meeting(kelompok.id, date, session).expect("a day since 2000");
        let starts = 8 * 60 + 15 * u16::try_from(self.rng.below(24)).unwrap_or(0);
        let office = self.world.office.device.office();
        let mut meeting = Meeting {
            id: key.id(&office).0,
            group: kelompok.id,
            date: date.to_string(),
            session: code.to_string(),
            title,
            starts,
            ends: starts + 90,
            place: (*self.rng.pick(&PLACES)).to_owned(),
            speakers: vec![(*self.rng.pick(&SPEAKERS)).to_owned()],
            note: (*self.rng.pick(&NOTES)).to_owned(),
            cancelled: self.rng.chance(2),
            recorded_by: self.phones[phone].station.staff,
            marks: BTreeMap::new(),
        };
        for family in &kelompok.members {
            if let Some(mark) = self.mark() {
                let stays_away = family.as_bytes()[15] % 23 == 0;
                let mark = if stays_away { ("A".into(), None) } else { mark };
                meeting.marks.insert(*family, mark);
            }
        }
        let colleague = (0..self.phones.len())
            .find(|at| *at != phone && self.phones[*at].kecamatan == self.phones[phone].kecamatan)
            .filter(|_| self.rng.chance(10));
        let (first, second): (Vec<_>, Vec<_>) = meeting
            .marks
            .iter()
            .enumerate()
            .partition(|(at, _)| colleague.is_none() || at % 2 == 0);
        let patch = full_patch(&meeting, first.into_iter().map(|(_, mark)| mark));
        self.edit(phone, &key, &patch);
        if let Some(colleague) = colleague {
            let half = marks_patch(second.into_iter().map(|(_, mark)| mark));
            self.edit(colleague, &key, &half);
        }
        if !meeting.cancelled {
            self.groups[group].delivered += 1;
        }
        self.meetings.insert(meeting.id, meeting);
    }

    fn mark(&self) -> Option<(String, Option<String>)> {
        let rating = |rng: &SeededRng| {
            rng.chance(88)
                .then(|| (*rng.pick(&["K", "B", "B", "B", "SB", "SB", "TDD"])).to_owned())
        };
        match self.rng.below(100) {
            0..=78 => Some(("H".into(), rating(&self.rng))),
            79..=85 => Some(("S".into(), None)),
            86..=94 => Some(("A".into(), None)),
            _ => None,
        }
    }

    /// A few marks of the month are corrected by whoever recorded them.
    pub(super) fn corrections(&mut self, month: NaiveDate) {
        let prefix = month.format("%Y-%m").to_string();
        let ids: Vec<Uuid> = self
            .meetings
            .values()
            .filter(|m| m.date.starts_with(&prefix) && !m.marks.is_empty())
            .map(|m| m.id)
            .collect();
        for id in ids {
            if !self.rng.chance(10) {
                continue;
            }
            let mut meeting = self.meetings[&id].clone();
            let families: Vec<Uuid> = meeting.marks.keys().copied().collect();
            let family = *self.rng.pick(&families);
            let corrected = ("H".to_owned(), Some("SB".to_owned()));
            let Some(phone) = self
                .phones
                .iter()
                .position(|p| p.station.staff == meeting.recorded_by)
            else {
                continue;
            };
            // Somebody corrects what is on the phone: the colleague's half of the list must have arrived.
            self.world.office.synced();
            self.phones
                .iter_mut()
                .for_each(|phone| drop(phone.station.synced()));
            self.phones[phone].station.synced();
            let key = crate::world::meeting(meeting.group, &meeting.date, &meeting.session);
            self.edit(phone, &key, &marks_patch([(&family, &corrected)]));
            meeting.marks.insert(family, corrected);
            self.meetings.insert(id, meeting);
        }
    }

    fn explain(&mut self, phone: usize, month: NaiveDate) {
        let staff = self.phones[phone].station.staff;
        let reason = (*self.rng.pick(&REASONS)).to_owned();
        let text = (*self.rng.pick(&NOTES)).to_owned();
        let patch = MonthPatch {
            reason: Set::To(reason.clone()),
            dynamics: Set::To(text.clone()),
        };
        let key = YearMonth::new(month.year(), month.month()).expect("a month since 2000");
        self.edit(phone, &DocKey::Month { staff, month: key }, &patch.into());
        let month = month.format("%Y-%m").to_string();
        self.records.push(Record::Reason {
            staff,
            month: month.clone(),
            reason,
        });
        self.records.push(Record::Dynamics { staff, month, text });
    }

    /// A family goes to another group of the same pendamping in the middle of the month, after it was marked.
    fn move_family(&mut self, phone: usize, own: &[usize], month: NaiveDate) {
        let (from, to) = (*self.rng.pick(own), *self.rng.pick(own));
        if from == to || self.groups[from].members.len() < 3 {
            return;
        }
        let family = self.groups[from].members.remove(0);
        let to_id = self.groups[to].id;
        let since = month.with_day(15).expect("a day of the month");
        let patch = FamilyPatch {
            groups: [(Since(Some(since)), Some(to_id))].into(),
            ..FamilyPatch::default()
        };
        self.edit(phone, &DocKey::Family(family), &patch.into());
        self.groups[to].members.push(family);
        self.records.push(Record::Move {
            family,
            to: to_id,
            since: since.to_string(),
        });
    }

    pub(super) fn edit(&mut self, phone: usize, key: &DocKey, patch: &Patch) {
        self.phones[phone]
            .station
            .device
            .edit(key, patch)
            .expect("the phone accepts the edit");
    }
}
