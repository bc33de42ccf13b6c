//! Trainings: who was there on how many half days, who took part, and who is trained on a day.

use std::collections::BTreeMap;

use super::{Figures, People, listed, months_before};
use crate::record::people::{Entered, Line};

/// A training.
#[derive(Debug, Default)]
pub struct Training<'r> {
    /// Its kind.
    pub kind: &'r str,
    /// Its first day.
    pub starts: &'r str,
    /// Its last day.
    pub ends: &'r str,
    fds: bool,
    cancelled: bool,
    /// Half days.
    pub halves: &'r [String],
    /// What people are to it.
    pub taking: BTreeMap<&'r str, &'r str>,
    /// Who facilitates.
    pub facilitators: Vec<&'r str>,
    /// By half day and person.
    pub marks: BTreeMap<(&'r str, &'r str), &'r str>,
    results: BTreeMap<&'r str, Got<'r>>,
}

#[derive(Debug, Clone, Copy)]
struct Got<'r> {
    pre: Option<u32>,
    post: Option<u32>,
    outcome: Option<&'r str>,
    certificate: &'r str,
}

impl Got<'_> {
    fn text(&self) -> String {
        let number = |score: Option<u32>| score.map_or("-".to_owned(), |score| score.to_string());
        format!(
            "{} {} {} {}",
            number(self.pre),
            number(self.post),
            self.outcome.unwrap_or("-"),
            self.certificate
        )
    }
}

impl Training<'_> {
    fn there(&self, who: &str) -> usize {
        let halves = self.halves.iter();
        halves
            .filter(|half| self.marks.get(&(half.as_str(), who)) == Some(&"hadir"))
            .count()
    }

    fn took_part(&self, who: &str) -> bool {
        let enough = self.there(who) * 10 >= self.halves.len() * 8;
        match self.taking.get(who) {
            _ if self.cancelled => false,
            Some(&"hadir") => true,
            Some(&"terdaftar") => {
                !self.halves.is_empty() && enough && !self.facilitators.contains(&who)
            }
            _ => false,
        }
    }

    /// How many marks say that, of a half day or of all.
    pub fn marked(&self, mark: &str, half: Option<&str>) -> usize {
        let marks = self.marks.iter();
        marks
            .filter(|((at, _), said)| **said == mark && half.is_none_or(|half| half == *at))
            .count()
    }

    fn takes_part(&self) -> impl Iterator<Item = &str> {
        let taking = self.taking.iter();
        taking
            .filter(|(_, taking)| ["terdaftar", "hadir"].contains(taking))
            .map(|(who, _)| *who)
    }
}

/// People of a place: all, trained, not, coached in twelve months.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Count {
    pub staff: u32,
    pub trained: u32,
    pub coached: u32,
}

impl Count {
    fn text(self) -> String {
        let Self {
            staff,
            trained,
            coached,
        } = self;
        format!(
            "{staff} staf, {trained} sudah, {} belum, {coached} coaching",
            staff - trained
        )
    }
}

impl<'r> People<'r> {
    pub(super) fn add_training(&mut self, line: &'r Line) {
        match &line.entered {
            Entered::Training {
                name,
                kind,
                starts,
                ends,
                fds,
                halves,
            } => {
                let training = Training {
                    kind,
                    starts,
                    ends,
                    fds: *fds,
                    halves,
                    ..Training::default()
                };
                self.trainings.insert(name, training);
            }
            Entered::TrainingCancelled { training } => {
                of(&mut self.trainings, training).cancelled = true;
            }
            Entered::Takes {
                training,
                who,
                taking,
            } => drop(of(&mut self.trainings, training).taking.insert(who, taking)),
            Entered::Facilitates { training, who } => {
                of(&mut self.trainings, training).facilitators.push(who);
            }
            Entered::HalfDay {
                training,
                half,
                who,
                mark,
            } => drop(
                of(&mut self.trainings, training)
                    .marks
                    .insert((half, who), mark),
            ),
            Entered::Result {
                training,
                who,
                pre,
                post,
                outcome,
                certificate,
            } => {
                let got = Got {
                    pre: *pre,
                    post: *post,
                    outcome: outcome.as_deref(),
                    certificate,
                };
                of(&mut self.trainings, training).results.insert(who, got);
            }
            _ => {}
        }
    }

    /// Whether somebody took part, by a day, in what counts as FDS training.
    pub(super) fn is_trained(&self, who: &str, day: &str) -> bool {
        self.trainings.values().any(|one| {
            one.ends <= day && one.fds && self.kinds.contains(one.kind) && one.took_part(who)
        })
    }

    fn is_coached(&self, who: &str, day: &str) -> bool {
        let since = months_before(day, 12);
        self.trainings.values().any(|one| {
            let in_time = one.ends <= day && one.ends > since.as_str();
            in_time && one.kind == "coaching" && one.took_part(who)
        })
    }

    /// By kecamatan, and of the kabupaten, where everybody counts once.
    pub(super) fn trained(&self, day: &str) -> (BTreeMap<&'r str, Count>, Count) {
        let (mut places, mut all) = (BTreeMap::new(), Count::default());
        for (who, posted) in self.on(day) {
            let (trained, coached) = (self.is_trained(who, day), self.is_coached(who, day));
            let count = |count: &mut Count| {
                count.staff += 1;
                count.trained += u32::from(trained);
                count.coached += u32::from(coached);
            };
            count(&mut all);
            for place in posted {
                count(places.entry(place).or_default());
            }
        }
        (places, all)
    }

    /// A row for each kecamatan as the rekap prints it: all, trained, not.
    pub fn trained_rows(&self) -> Vec<String> {
        let (places, _) = self.trained(self.today);
        let rows = places.values();
        rows.map(|one| format!("{} {} {}", one.staff, one.trained, one.staff - one.trained))
            .collect()
    }

    /// Who has had none.
    pub fn untrained(&self) -> Vec<&'r str> {
        let on = self.on(self.today).into_keys();
        on.filter(|who| !self.is_trained(who, self.today)).collect()
    }

    pub(super) fn figures_of_training(&self, figures: &mut Figures) {
        let (places, all) = self.trained(self.today);
        for (place, count) in places {
            figures.insert(format!("diklat: {place}"), count.text());
        }
        figures.insert("diklat: kabupaten".into(), all.text());
        figures.insert("belum pernah diklat".into(), listed(self.untrained()));
        for (name, training) in &self.trainings {
            let part = training.taking.keys();
            let part = part.filter(|who| training.took_part(who)).count();
            figures.insert(
                format!("pelatihan {name}: peserta, yang ikut"),
                format!("{} {part}", training.takes_part().count()),
            );
            for half in training.halves {
                let [h, i, t] = ["hadir", "izin", "tanpa_keterangan"]
                    .map(|mark| training.marked(mark, Some(half)));
                figures.insert(
                    format!("pelatihan {name}: {half}"),
                    format!("{h} hadir, {i} izin, {t} tanpa keterangan"),
                );
            }
            for (who, got) in &training.results {
                figures.insert(format!("nilai {name}: {who}"), got.text());
            }
            let pairs: Vec<(u32, u32)> = training
                .results
                .values()
                .filter_map(|got| got.pre.zip(got.post))
                .collect();
            let before: u32 = pairs.iter().map(|pair| pair.0).sum();
            let after: u32 = pairs.iter().map(|pair| pair.1).sum();
            figures.insert(
                format!("nilai {name}: keduanya, jumlah"),
                format!("{} {before} {after}", pairs.len()),
            );
        }
    }

    pub(super) fn own_training(&self, name: &str, figures: &mut Figures) {
        let trained = self.is_trained(name, self.today);
        figures.insert("sudah diklat".into(), trained.to_string());
        for (training, one) in &self.trainings {
            let takes = one.taking.contains_key(name) || one.facilitators.contains(&name);
            if !takes && !one.results.contains_key(name) {
                continue;
            }
            let got = one.results.get(name).copied().unwrap_or(Got {
                pre: None,
                post: None,
                outcome: None,
                certificate: "",
            });
            figures.insert(
                format!("riwayat {training}"),
                format!(
                    "{} dari {}, ikut {}, nilai {}",
                    one.there(name),
                    one.halves.len(),
                    one.took_part(name),
                    got.text()
                ),
            );
        }
    }
}

fn of<'p, 'r>(all: &'p mut BTreeMap<&'r str, Training<'r>>, name: &str) -> &'p mut Training<'r> {
    all.get_mut(name).expect("a training that was entered")
}
