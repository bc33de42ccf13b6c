//! The office holds a training and a rakor: who takes part, who was there, minutes that are closed, and a task that follows.

use std::collections::BTreeMap;

use chrono::Days;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::cast::{Scale, Story, months};
use crate::asked::{ask, tell};
use crate::record::{Point, Rakor, Record, Training};

impl Story {
    pub(super) fn hold_events(&mut self, scale: Scale) {
        let staff: Vec<Uuid> = self
            .phones
            .iter()
            .map(|phone| phone.station.staff)
            .collect();
        self.train(scale, &staff);
        self.meet_staff(scale, &staff);
    }

    fn train(&mut self, scale: Scale, staff: &[Uuid]) {
        let rng = scale.rng(8);
        let last = months(scale.months).pop().expect("a month is played");
        let days = [19, 20].map(|day| last.checked_add_days(Days::new(day)).expect("a day"));
        let halves: Vec<String> = days
            .iter()
            .flat_map(|day| [format!("{day}.p"), format!("{day}.s")])
            .collect();
        let mut training = Training {
            id: Uuid::nil(),
            name: "Diklat FDS Angkatan I".into(),
            kind: "diklat".into(),
            starts: days[0].to_string(),
            ends: days[1].to_string(),
            fds: true,
            halves: halves.clone(),
            taking: BTreeMap::new(),
            marks: BTreeMap::new(),
        };
        let office = &mut self.world.office.device;
        let topics: BTreeMap<&String, &str> =
            halves.iter().map(|half| (half, "Praktik FDS")).collect();
        let id = tell(
            office,
            "save_training",
            json!({ "id": null, "base": "", "facts": {
            "name": training.name, "kind": training.kind, "theme": "Fasilitasi P2K2", "organizer": "Dinas Sosial", "batch": "I",
            "mode": "tatap_muka", "place": "Aula Dinas Sosial", "starts": training.starts, "ends": training.ends, "jp": 16, "fds": true,
            "cancelled": false, "halves": topics,
        } }),
        );
        training.id = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
        for who in staff {
            if rng.chance(70) {
                let taking = if rng.chance(10) {
                    "diusulkan"
                } else {
                    "terdaftar"
                };
                training.taking.insert(*who, taking.to_owned());
            }
        }
        let base = |office: &sesi_core::device::Device| {
            ask(office, "training", json!({ "id": id }))["base"].clone()
        };
        let taking: Map<String, Value> = training
            .taking
            .iter()
            .map(|(who, taking)| (named(*who), json!(taking)))
            .collect();
        let seen = base(office);
        tell(
            office,
            "save_training_people",
            json!({ "id": id, "base": seen, "taking": taking, "facilitators": {}, "guests": [] }),
        );
        for half in &halves {
            let registered = training
                .taking
                .iter()
                .filter(|(_, taking)| *taking == "terdaftar");
            let marks: BTreeMap<Uuid, String> = registered
                .map(|(who, _)| {
                    let there = [
                        "hadir",
                        "hadir",
                        "hadir",
                        "hadir",
                        "hadir",
                        "izin",
                        "tanpa_keterangan",
                    ];
                    (*who, (*rng.pick(&there)).to_owned())
                })
                .collect();
            let said: Map<String, Value> = marks
                .iter()
                .map(|(who, mark)| (named(*who), json!(mark)))
                .collect();
            let seen = base(office);
            tell(
                office,
                "mark_training",
                json!({ "id": id, "base": seen, "half": half, "marks": said }),
            );
            training.marks.insert(half.clone(), marks);
        }
        self.records.push(Record::Training(training));
    }

    fn meet_staff(&mut self, scale: Scale, staff: &[Uuid]) {
        let rng = scale.rng(9);
        let day = months(scale.months)
            .pop()
            .expect("a month is played")
            .checked_add_days(Days::new(27))
            .expect("a day");
        let there = ["hadir", "hadir", "hadir", "izin", "tanpa_keterangan"];
        let marked = staff.iter().filter(|_| rng.chance(90));
        let marks: BTreeMap<Uuid, String> = marked
            .map(|who| (*who, (*rng.pick(&there)).to_owned()))
            .collect();
        let points = [
            (
                "Katim",
                "Rekap bulan ini belum lengkap.",
                "Semua pendamping melengkapi sebelum tanggal 5.",
            ),
            (
                "Pendamping Luwuk",
                "Dua kelompok sulit dijangkau saat hujan.",
                "Jadwal dipindah ke awal bulan.",
            ),
        ];
        let points: Vec<Point> = points
            .iter()
            .map(|(speaker, said, decided)| Point {
                speaker: (*speaker).to_owned(),
                said: (*said).to_owned(),
                decided: (*decided).to_owned(),
            })
            .collect();
        let mut rakor = Rakor {
            id: Uuid::nil(),
            title: "Rapat Koordinasi Bulanan".into(),
            day: day.to_string(),
            marks,
            guests: vec!["Ibu Rahma".into()],
            points,
            task: staff.first().map(|who| ("Lengkapi rekap".to_owned(), *who)),
        };
        let office = &mut self.world.office.device;
        let id = tell(
            office,
            "save_rakor",
            json!({ "id": null, "base": "", "facts": {
            "title": rakor.title, "day": rakor.day, "starts": 540, "ends": 720, "place": "Aula Dinas Sosial", "number": "005/12/2026",
            "sender": "Kepala Dinas Sosial", "addressee": "Pendamping PKH", "nature": "penting", "leader": "Drs. AMIR HAMZAH",
            "secretary": "Ratna Dewi", "agenda": "Rekap bulanan\nRencana bulan depan", "conclusion": "Rekap dilengkapi.", "cancelled": false,
        } }),
        );
        rakor.id = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
        let base = |office: &sesi_core::device::Device| {
            ask(office, "rakor", json!({ "id": id }))["base"].clone()
        };
        let marks: Map<String, Value> = rakor
            .marks
            .iter()
            .map(|(who, mark)| (named(*who), json!(mark)))
            .collect();
        let guests: Vec<Value> = rakor
            .guests
            .iter()
            .map(|name| json!({ "name": name, "agency": "Puskesmas" }))
            .collect();
        let seen = base(office);
        tell(
            office,
            "mark_rakor",
            json!({ "id": id, "base": seen, "marks": marks, "reasons": {}, "guests": guests }),
        );
        for point in &rakor.points {
            let seen = base(office);
            tell(
                office,
                "save_rakor_point",
                json!({ "id": id, "base": seen, "point": {
                "key": "", "speaker": point.speaker, "said": point.said, "decided": point.decided,
            } }),
            );
        }
        if let Some((task, who)) = &rakor.task {
            let due = scale.today().checked_add_days(Days::new(7)).expect("a day");
            tell(
                office,
                "task_of_rakor",
                json!({ "id": id, "task": task, "who": who, "due": due }),
            );
        }
        let seen = base(office);
        tell(
            office,
            "close_rakor",
            json!({ "id": id, "base": seen, "closed": true }),
        );
        self.records.push(Record::Rakor(rakor));
    }
}

/// A member of staff as marks name them.
fn named(staff: Uuid) -> String {
    format!("s{}", staff.simple())
}
