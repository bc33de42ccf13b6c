//! Trainings and meetings of the staff.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Asking, figure};
use crate::owed::reading::Said;
use crate::owed::{Figure, Owed};
use crate::record::Training;

impl Asking<'_> {
    pub(super) fn training(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let Some(training) = self
            .known
            .trainings
            .iter()
            .find(|training| Some(training.id) == owed.about)
        else {
            return vec![figure("training", "one of the record", "none")];
        };
        let marks = |word: &str| {
            training
                .marks
                .values()
                .flat_map(BTreeMap::values)
                .filter(|mark| *mark == word)
                .count()
        };
        vec![
            figure("Hadir", marks("hadir"), said.cells("V")),
            figure("Izin", marks("izin"), said.cells("I")),
            figure(
                "Tanpa keterangan",
                marks("tanpa_keterangan"),
                said.cells("T"),
            ),
            figure(
                "what it says that it counted",
                format!(
                    "{} orang dan {} paruh hari",
                    training.taking.len(),
                    training.halves.len()
                ),
                said.between("Dihitung dari ", ", versi"),
            ),
        ]
    }

    pub(super) fn trained(&self, said: &Said) -> Vec<Figure> {
        let trained: BTreeSet<Uuid> = self
            .known
            .trainings
            .iter()
            .flat_map(|training| took_part(training))
            .collect();
        let mut places: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for (id, (_, kecamatan)) in &self.known.staff {
            let place = places.entry(kecamatan).or_default();
            place.0 += 1;
            place.1 += u32::from(trained.contains(id));
        }
        let recorded = places
            .values()
            .map(|(staff, trained)| format!("{staff} {trained} {}", staff - trained));
        // The rows of kecamatan: a number, a name, four figures and a share; the founder is posted in none.
        let rows = said.lines.iter().filter(|line| {
            line.len() == 7 && line[0].parse::<u32>().is_ok() && line[1] != "Seluruh kabupaten"
        });
        let read = rows.map(|line| line[2..5].join(" "));
        let staff = self.known.staff.len() + 1;
        vec![
            figure(
                "staff of every kecamatan, trained and not",
                sorted(recorded),
                sorted(read),
            ),
            figure(
                "whoever has had none",
                staff - trained.len(),
                said.between("Belum pernah diklat FDS: ", " orang"),
            ),
        ]
    }

    pub(super) fn rakor(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let Some(rakor) = self
            .known
            .rakors
            .iter()
            .find(|rakor| Some(rakor.id) == owed.about)
        else {
            return vec![figure("rakor", "one of the record", "none")];
        };
        // The founder is posted too, and has no mark.
        let staff = self.known.staff.len() + 1;
        let marks = |word: &str| rakor.marks.values().filter(|mark| *mark == word).count();
        let (hadir, izin, absent) = (marks("hadir"), marks("izin"), marks("tanpa_keterangan"));
        let unmarked = staff - rakor.marks.len();
        let mut figures = Vec::new();
        if owed.document == "undangan" {
            return vec![figure(
                "its name",
                1,
                said.between("Acara", "Hari/Tanggal")
                    .matches(&rakor.title)
                    .count(),
            )];
        }
        if owed.document != "rhk8" {
            figures.push(figure(
                "Tanpa keterangan",
                absent,
                said.cells("Tanpa keterangan"),
            ));
            figures.push(figure(
                "Hadir, with guests",
                hadir + rakor.guests.len(),
                said.cells("Hadir"),
            ));
        }
        if owed.document != "daftar_hadir_rakor" {
            let counted = format!(
                "{hadir} dari {staff} staf hadir; izin {izin}, tanpa keterangan {absent}, belum ditandai {unmarked}, tamu {}",
                rakor.guests.len()
            );
            figures.push(figure(
                "attendance",
                1,
                usize::from(said.flowing().contains(&counted)),
            ));
            let points = rakor.points.iter().filter(|point| {
                let flowing = said.flowing();
                flowing.contains(&point.said) && flowing.contains(&point.decided)
            });
            figures.push(figure(
                "points of the minutes",
                rakor.points.len(),
                points.count(),
            ));
        }
        figures
    }
}

/// Whoever was registered and there on 8 of 10 half days.
fn took_part(training: &Training) -> Vec<Uuid> {
    let registered = training
        .taking
        .iter()
        .filter(|(_, taking)| *taking == "terdaftar");
    let there = |who: &Uuid| {
        training
            .marks
            .values()
            .filter(|marks| marks.get(who).is_some_and(|mark| mark == "hadir"))
            .count()
    };
    let enough = registered.filter(|(who, _)| there(who) * 10 >= training.halves.len() * 8);
    enough.map(|(who, _)| *who).collect()
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.join("; ")
}
