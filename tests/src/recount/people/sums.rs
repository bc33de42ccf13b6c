//! The sums of the month before this one, by kecamatan and of the kabupaten: what the province reads.

use std::collections::BTreeSet;

use super::{Figures, People, months_before};

/// The figures, in order.
pub const SUMS: [&str; 16] = [
    "staff",
    "trained",
    "untrained",
    "groups",
    "groups_met",
    "families",
    "hadir",
    "tidak_hadir",
    "kurang",
    "baik",
    "sangat_baik",
    "tidak_dapat_dinilai",
    "supervised",
    "letters",
    "voices_open",
    "voices_overdue",
];

impl People<'_> {
    /// The month of which sums are told, `2026-10`.
    pub fn told_month(&self) -> String {
        months_before(self.today, 1)[..7].to_owned()
    }

    /// The figures of a kecamatan, or of the kabupaten.
    pub fn sums(&self, place: Option<&str>) -> [u32; SUMS.len()] {
        let month = self.told_month();
        let last = last_day(&month);
        let (places, all) = self.trained(&last);
        let people = match place {
            Some(place) => places.get(place).copied().unwrap_or_default(),
            None => all,
        };
        let [mut groups, mut met, mut families, mut hadir] = [0; 4];
        let [mut kurang, mut baik, mut sangat_baik] = [0; 3];
        for (name, (here, _, members)) in &self.groups {
            if place.is_some_and(|place| place != *here) {
                continue;
            }
            groups += 1;
            families += u32::try_from(members.len()).expect("a few");
            let of = self.met.iter().filter(|(group, _, _)| group == name);
            let Some((_, _, marks)) = of.filter(|(_, day, _)| day.starts_with(&month)).last()
            else {
                continue;
            };
            met += 1;
            for (mark, rating) in marks.values().filter(|mark| mark.0 == "hadir") {
                hadir += u32::from(mark == "hadir");
                kurang += u32::from(rating.as_deref() == Some("kurang"));
                baik += u32::from(rating.as_deref() == Some("baik"));
                sangat_baik += u32::from(rating.as_deref() == Some("sangat_baik"));
            }
        }
        let (open, overdue) = self.open_and_overdue(place);
        [
            people.staff,
            people.trained,
            people.staff - people.trained,
            groups,
            met,
            families,
            hadir,
            families - hadir,
            kurang,
            baik,
            sangat_baik,
            families - kurang - baik - sangat_baik,
            self.supervised(&month, place),
            0,
            open,
            overdue,
        ]
    }

    /// Kecamatan with anything in them.
    pub fn places(&self) -> BTreeSet<&str> {
        let last = last_day(&self.told_month());
        let mut places: BTreeSet<&str> = self.groups.values().map(|group| group.0).collect();
        places.extend(self.on(&last).into_values().flatten());
        places.extend(self.places_with_open());
        places
    }

    pub(super) fn figures_of_sums(&self, figures: &mut Figures) {
        let mut say = |name: &str, sums: [u32; SUMS.len()]| {
            for (key, value) in SUMS.iter().zip(sums) {
                figures.insert(format!("jumlah {name}: {key}"), value.to_string());
            }
        };
        for place in self.places() {
            say(place, self.sums(Some(place)));
        }
        say("kabupaten", self.sums(None));
    }
}

/// The last day of a month.
fn last_day(month: &str) -> String {
    let first = super::date(&format!("{month}-01"));
    let next = first.checked_add_months(chrono::Months::new(1));
    next.and_then(|next| next.pred_opt())
        .expect("a day")
        .to_string()
}
