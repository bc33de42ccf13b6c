//! A rakor at two desks at once, which wrote it down apart: everybody present or not, minutes by point, tasks, and minutes that are closed.

use serde_json::{Map, Value, json};

use super::training::split;
use super::voices::RAKOR;
use super::{At, Play, base, days_ago, mark_of, uuid};
use crate::asked::tell;
use crate::record::people::Entered;

/// Its name.
pub const TITLE: &str = "Rakor Evaluasi P2K2";

impl Play {
    pub(super) fn hold_rakor(&mut self) {
        let day = self.day(RAKOR);
        let facts = json!({
            "title": TITLE, "day": day, "starts": 540, "ends": 720, "place": "Aula Dinas Sosial", "number": "005/12/2026",
            "sender": "Kepala Dinas Sosial", "addressee": "SDM PKH", "nature": "penting", "leader": "Drs. AMIR HAMZAH",
            "secretary": "Ratna Dewi", "agenda": "Kendala terbuka\nSupervisi", "conclusion": "Semua tugas punya penanggung jawab.",
            "cancelled": false,
        });
        let now = self.now;
        // Neither has heard of the other's: by name and day it is one.
        for at in [At::Kantor, At::Meja] {
            let save = json!({ "id": null, "base": "", "facts": facts });
            let id = days_ago(self.office(at), now, RAKOR, |device| {
                tell(device, "save_rakor", save)
            });
            let id = uuid(&id);
            let before = self.documents.insert(TITLE.to_owned(), id);
            assert!(before.is_none_or(|before| before == id), "one rakor");
            let entered = Entered::Rakor {
                title: TITLE.to_owned(),
                day: day.clone(),
            };
            self.note(at, RAKOR, entered);
        }
        self.mark_everybody();
        self.take_minutes();
        self.sync(false);
        let id = self.documents[TITLE];
        self.give_tasks();
        self.sync(false);
        let seen = base(&self.world.office.device, "rakor", id);
        let close = json!({ "id": id, "base": seen, "closed": true });
        days_ago(&mut self.world.office, now, RAKOR, |device| {
            tell(device, "close_rakor", close)
        });
        let rakor = TITLE.to_owned();
        self.note(At::Kantor, RAKOR, Entered::RakorClosed { rakor });
        self.sync(false);
    }

    /// Each desk marks half of the list, with guests of its own.
    fn mark_everybody(&mut self) {
        let id = self.documents[TITLE];
        let now = self.now;
        // Whom the player knows to be posted, not whom a device lists.
        let people = crate::recount::people::People::of(&self.lines);
        let on = people.on(&self.day(RAKOR));
        let posted: Vec<String> = self
            .staff
            .iter()
            .filter(|one| on.contains_key(one.name.as_str()))
            .map(|one| one.name.clone())
            .collect();
        let guests = ["Ibu Rahma", "Kepala Puskesmas Batui"];
        for ((at, part), guest) in split(&posted).into_iter().zip(guests) {
            let (mut marks, mut reasons) = (Map::new(), Map::new());
            for (no, who) in part.into_iter().enumerate() {
                // One in thirteen is not marked at all.
                let (mark, reason) = match no % 13 {
                    12 => continue,
                    4 => ("izin", "Sakit"),
                    8 => ("izin", "Mengantar KPM ke rumah sakit"),
                    6 => ("tanpa_keterangan", ""),
                    _ => ("hadir", ""),
                };
                marks.insert(mark_of(self.id(&who)), mark.into());
                if !reason.is_empty() {
                    reasons.insert(mark_of(self.id(&who)), reason.into());
                }
                let entered = Entered::RakorMark {
                    rakor: TITLE.to_owned(),
                    who,
                    mark: mark.to_owned(),
                    reason: reason.to_owned(),
                };
                self.note(at, RAKOR, entered);
            }
            let seen = base(&self.office(at).device, "rakor", id);
            let mark = json!({
                "id": id, "base": seen, "marks": marks, "reasons": reasons, "guests": [{ "name": guest, "agency": "Dinas Kesehatan" }],
            });
            days_ago(self.office(at), now, RAKOR, |device| {
                tell(device, "mark_rakor", mark)
            });
            let entered = Entered::Guest {
                rakor: TITLE.to_owned(),
                name: guest.to_owned(),
            };
            self.note(at, RAKOR, entered);
        }
    }

    /// Minutes at both desks while people talk.
    fn take_minutes(&mut self) {
        let id = self.documents[TITLE];
        let now = self.now;
        let points = [
            (
                At::Kantor,
                "Katim",
                "Rekap bulan lalu belum lengkap.",
                "Dilengkapi sebelum tanggal 5.",
            ),
            (
                At::Meja,
                "Pendamping Batui",
                "Sinyal di tiga desa tidak ada.",
                "Didata dan disampaikan ke Diskominfo.",
            ),
            (
                At::Kantor,
                "Pendamping Bunta",
                "Flipchart modul kesehatan rusak.",
                "",
            ),
            (
                At::Meja,
                "Kabid Linjamsos",
                "Supervisi dimulai bulan ini.",
                "Sepuluh pertemuan diamati.",
            ),
        ];
        for (at, speaker, said, decided) in points {
            let seen = base(&self.office(at).device, "rakor", id);
            let point = json!({ "key": "", "speaker": speaker, "said": said, "decided": decided });
            let save = json!({ "id": id, "base": seen, "point": point });
            days_ago(self.office(at), now, RAKOR, |device| {
                tell(device, "save_rakor_point", save)
            });
            let entered = Entered::Point {
                rakor: TITLE.to_owned(),
                speaker: speaker.to_owned(),
                said: said.to_owned(),
                decided: decided.to_owned(),
            };
            self.note(at, RAKOR, entered);
        }
    }

    fn give_tasks(&mut self) {
        let id = self.documents[TITLE];
        let who = self.with_phones();
        let tasks = [
            (
                At::Kantor,
                "Menyusun daftar desa tanpa sinyal",
                who[0].clone(),
                self.day(2),
            ),
            (
                At::Meja,
                "Menggandakan flipchart",
                who[1].clone(),
                self.later(7),
            ),
        ];
        let now = self.now;
        for (at, task, who, due) in tasks {
            let give = json!({ "id": id, "task": task, "who": self.id(&who), "due": due });
            let done: Value = days_ago(self.office(at), now, RAKOR, |device| {
                tell(device, "task_of_rakor", give)
            });
            assert!(done.is_object());
            let entered = Entered::RakorTask {
                rakor: TITLE.to_owned(),
                task: task.to_owned(),
                who,
                due,
            };
            self.note(at, RAKOR, entered);
        }
    }
}
