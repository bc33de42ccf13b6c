//! Meetings of the staff: who was there of those who were posted on the day, what was said, and what was open.

use std::collections::BTreeMap;

use super::{Figures, People, listed};
use crate::record::people::{Entered, Line};

/// A meeting of the staff.
#[derive(Debug, Default)]
pub struct Rakor<'r> {
    /// When.
    pub day: &'r str,
    marks: BTreeMap<&'r str, (&'r str, &'r str)>,
    /// Guests.
    pub guests: Vec<&'r str>,
    /// Who spoke, what was said, what was decided.
    pub points: Vec<(&'r str, &'r str, &'r str)>,
    tasks: Vec<&'r str>,
    closed: bool,
}

/// People counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct There {
    /// Posted on the day, or marked.
    pub staff: usize,
    /// Hadir.
    pub hadir: usize,
    /// Izin.
    pub izin: usize,
    /// Tanpa keterangan.
    pub absent: usize,
    /// Guests.
    pub guests: usize,
}

impl There {
    /// Belum ditandai.
    pub fn unmarked(self) -> usize {
        self.staff - self.hadir - self.izin - self.absent
    }

    fn text(self) -> String {
        let Self {
            hadir,
            izin,
            absent,
            guests,
            ..
        } = self;
        let unmarked = self.unmarked();
        format!(
            "{hadir} hadir, {izin} izin, {absent} tanpa keterangan, {unmarked} belum ditandai, {guests} tamu"
        )
    }
}

impl<'r> People<'r> {
    pub(super) fn add_rakor(&mut self, line: &'r Line) {
        match &line.entered {
            Entered::Rakor { title, day } => {
                let rakor = self.rakors.entry(title).or_default();
                rakor.day = day;
            }
            Entered::RakorMark {
                rakor,
                who,
                mark,
                reason,
            } => drop(
                of(&mut self.rakors, rakor)
                    .marks
                    .insert(who, (mark, reason)),
            ),
            Entered::Guest { rakor, name } => of(&mut self.rakors, rakor).guests.push(name),
            Entered::Point {
                rakor,
                speaker,
                said,
                decided,
            } => of(&mut self.rakors, rakor)
                .points
                .push((speaker, said, decided)),
            Entered::RakorTask { rakor, task, .. } => of(&mut self.rakors, rakor).tasks.push(task),
            Entered::RakorClosed { rakor } => of(&mut self.rakors, rakor).closed = true,
            _ => {}
        }
    }

    /// Who was there.
    pub fn there(&self, rakor: &Rakor<'_>) -> There {
        let mut all: Vec<&str> = self.on(rakor.day).into_keys().collect();
        all.extend(rakor.marks.keys().copied());
        all.sort_unstable();
        all.dedup();
        let marked = |word: &str| rakor.marks.values().filter(|mark| mark.0 == word).count();
        There {
            staff: all.len(),
            hadir: marked("hadir"),
            izin: marked("izin"),
            absent: marked("tanpa_keterangan"),
            guests: rakor.guests.len(),
        }
    }

    pub(super) fn figures_of_rakor(&self, figures: &mut Figures) {
        for (title, rakor) in &self.rakors {
            let mut say = |what: &str, value: String| {
                figures.insert(format!("rakor {title}: {what}"), value);
            };
            say("kehadiran", self.there(rakor).text());
            let reasons = rakor.marks.iter().filter(|(_, mark)| !mark.1.is_empty());
            let reasons: Vec<String> = reasons
                .map(|(who, (_, reason))| format!("{who}: {reason}"))
                .collect();
            say("alasan", listed(reasons.iter().map(String::as_str)));
            let points = rakor.points.iter();
            let points: Vec<String> = points
                .map(|(speaker, said, decided)| format!("{speaker}: {said} {decided}"))
                .collect();
            say("notulen", listed(points.iter().map(String::as_str)));
            say("tugas", listed(rakor.tasks.iter().copied()));
            say("ditutup, diubah", format!("{} 0", rakor.closed));
            let open = self.open_by(rakor.day, title);
            say("masih terbuka", listed(open));
        }
    }

    pub(super) fn own_rakor(&self, name: &str, figures: &mut Figures) {
        for (title, rakor) in &self.rakors {
            figures.insert(
                format!("rakor {title}: kehadiran"),
                self.there(rakor).text(),
            );
            let own = rakor.marks.get(name).map_or("-", |mark| mark.0);
            figures.insert(format!("rakor {title}: saya"), own.to_owned());
        }
    }
}

fn of<'p, 'r>(all: &'p mut BTreeMap<&'r str, Rakor<'r>>, title: &str) -> &'p mut Rakor<'r> {
    all.get_mut(title).expect("a rakor that was entered")
}
