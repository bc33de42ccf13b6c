//! Which families may be one and the same: by NIK, by Id PKH, by No. KK, or by a similar name in one desa or under a NIK that differs in
//! a slip of the pen. The work stays bounded for a whole kabupaten; of whom somebody said that they are not the same, nobody is asked again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;
use uuid::Uuid;

use super::likeness::Likeness;
use crate::error::Error;
use crate::kinds::FamilyKey;
use crate::queries::families::{FamilyRecord as Family, not_the_same};
use crate::readmodel::Merged;

/// Most pairs of one answer, of those to look at and of those that are merged.
const MOST: usize = 100;
/// How many neighbours by name a family of one desa is compared with.
const NEIGHBOURS: usize = 12;
/// From which likeness on (Jaro-Winkler) names are similar, and from which on they are enough to ask within a desa.
const ON_A_CARD: f64 = 0.85;
const IN_A_DESA: f64 = 0.93;
/// Digits in which a NIK that was typed twice may differ.
const SLIP: usize = 2;

/// Two families that may be the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub a: Uuid,
    pub b: Uuid,
    pub why: Vec<Likeness>,
    pub merged: bool,
    /// Somebody said that they are not the same.
    pub others: bool,
}

/// The surest first, then by id; then those that somebody said are not the same, and merged ones at the end.
pub(super) fn find(conn: &Connection) -> Result<Vec<Candidate>, Error> {
    let families = Family::all(conn)?;
    let merged = Merged::read(conn)?;
    let place: HashMap<Uuid, usize> = families
        .iter()
        .enumerate()
        .map(|(at, family)| (family.id, at))
        .collect();
    let counted: Vec<&Family> = families
        .iter()
        .filter(|family| !merged.is_part(family.id))
        .collect();
    let others = Others::read(conn)?;
    let mut found: Vec<Candidate> = pairs(&counted)
        .into_iter()
        .filter_map(|(a, b)| {
            let (a, b) = (counted.get(a)?, counted.get(b)?);
            let why = why(a, b);
            (!why.is_empty() && !others.say(a.id, b.id)).then_some(Candidate {
                a: a.id,
                b: b.id,
                why,
                merged: false,
                others: false,
            })
        })
        .collect();
    let sure = |one: &Candidate| {
        (
            one.why.first().copied(),
            Reverse(one.why.len()),
            one.a,
            one.b,
        )
    };
    found.sort_by_key(sure);
    found.truncate(MOST);
    let refused = others.pairs(&families).into_iter().filter_map(|(a, b)| {
        let apart = !merged.is_part(a) && !merged.is_part(b);
        let (one, other) = (
            families.get(*place.get(&a)?)?,
            families.get(*place.get(&b)?)?,
        );
        apart.then(|| Candidate {
            a,
            b,
            why: likenesses(one, other),
            merged: false,
            others: true,
        })
    });
    found.extend(refused.take(MOST));
    let merged = merged.all().filter_map(|(part, kept)| {
        let (a, b) = (
            families.get(*place.get(&kept)?)?,
            families.get(*place.get(&part)?)?,
        );
        Some(Candidate {
            a: kept,
            b: part,
            why: likenesses(a, b),
            merged: true,
            others: others.say(kept, part),
        })
    });
    found.extend(merged.take(MOST));
    Ok(found)
}

/// Who is not the same as whom, by what people said in either family.
struct Others(HashMap<Uuid, Vec<FamilyKey>>);

impl Others {
    fn read(conn: &Connection) -> Result<Self, Error> {
        let mut said: HashMap<Uuid, Vec<FamilyKey>> = HashMap::new();
        for (family, other) in not_the_same(conn)? {
            said.entry(family).or_default().extend(other);
        }
        Ok(Self(said))
    }

    fn say(&self, a: Uuid, b: Uuid) -> bool {
        let says = |of: Uuid, other: Uuid| {
            let keys = self.0.get(&of);
            keys.is_some_and(|keys| keys.iter().any(|key| key.names(other)))
        };
        says(a, b) || says(b, a)
    }

    /// The pairs of families that are here, the smaller id first.
    fn pairs(&self, families: &[Family]) -> BTreeSet<(Uuid, Uuid)> {
        let mut by_key: HashMap<String, Vec<Uuid>> = HashMap::new();
        for family in families {
            let key = FamilyKey::of(family.id).as_str().to_owned();
            by_key.entry(key).or_default().push(family.id);
        }
        let here: BTreeSet<Uuid> = families.iter().map(|family| family.id).collect();
        let said = self.0.iter().filter(|(of, _)| here.contains(of));
        let pairs = said.flat_map(|(of, keys)| keys.iter().map(move |key| (*of, key)));
        let named = pairs.flat_map(|(of, key)| {
            let meant = by_key.get(key.key8()).into_iter().flatten();
            let meant = meant.filter(move |id| key.names(**id) && **id != of);
            meant.map(move |other| (of.min(*other), of.max(*other)))
        });
        named.collect()
    }
}

/// Places of families that are worth comparing, the smaller first.
fn pairs(families: &[&Family]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let keys: [fn(&Family) -> Option<&str>; 3] = [
        |family| family.nik.as_deref(),
        |family| family.pkh_id.as_deref(),
        |family| family.kk.as_deref(),
    ];
    for key in keys {
        let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, family) in families.iter().enumerate() {
            if let Some(value) = key(family) {
                alike.entry(value).or_default().push(at);
            }
        }
        for places in alike.values() {
            neighbours(places, &mut pairs);
        }
    }
    // NIK that differ in a digit or two stand side by side, from the front or from the back.
    let mut by_nik: Vec<usize> = (0..families.len()).collect();
    by_nik.retain(|at| families.get(*at).is_some_and(|family| family.nik.is_some()));
    for backwards in [false, true] {
        by_nik.sort_by_cached_key(|at| {
            let nik = families.get(*at).and_then(|family| family.nik.as_deref());
            let nik = nik.unwrap_or_default();
            if backwards {
                nik.chars().rev().collect::<String>()
            } else {
                nik.to_owned()
            }
        });
        neighbours(&by_nik, &mut pairs);
    }
    let mut by_desa: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, family) in families.iter().enumerate() {
        by_desa.entry(&family.desa).or_default().push(at);
    }
    for places in by_desa.values_mut() {
        // Spelled alike stands side by side, from the front and from the back of the name.
        for backwards in [false, true] {
            places.sort_by_cached_key(|at| {
                let name = families.get(*at).map_or("", |family| &family.folded);
                if backwards {
                    name.chars().rev().collect::<String>()
                } else {
                    name.to_owned()
                }
            });
            neighbours(places, &mut pairs);
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Each with those that follow it closely.
fn neighbours(places: &[usize], pairs: &mut Vec<(usize, usize)>) {
    for (from, one) in places.iter().enumerate() {
        for other in places.iter().skip(from + 1).take(NEIGHBOURS) {
            pairs.push((*one.min(other), *one.max(other)));
        }
    }
}

/// What two families have in common, the surest first; nothing where that is not enough to ask.
fn why(a: &Family, b: &Family) -> Vec<Likeness> {
    let found = likenesses(a, b);
    let has = |likeness| found.contains(&likeness);
    let named = has(Likeness::Name) || has(Likeness::NameAlmost);
    let number = has(Likeness::Nik) || has(Likeness::PkhId) || has(Likeness::Kk);
    let close = named && may_be_one(a, b) && has(Likeness::Desa) && alike(a, b, IN_A_DESA);
    if number || close || (named && has(Likeness::NikAlmost)) {
        found
    } else {
        Vec::new()
    }
}

/// All that two families have in common.
fn likenesses(a: &Family, b: &Family) -> Vec<Likeness> {
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let nik = same(&a.nik, &b.nik);
    let slip = !nik && a.nik.is_some() && b.nik.is_some() && may_be_one(a, b);
    let name = !a.folded.is_empty() && a.folded == b.folded;
    let found = [
        (Likeness::Nik, nik),
        (Likeness::PkhId, same(&a.pkh_id, &b.pkh_id)),
        (Likeness::NikAlmost, slip),
        (Likeness::Kk, same(&a.kk, &b.kk)),
        (Likeness::Name, name),
        (Likeness::NameAlmost, !name && alike(a, b, ON_A_CARD)),
        (Likeness::Desa, !a.desa.is_empty() && a.desa == b.desa),
    ];
    let found = found.into_iter().filter(|(_, is)| *is);
    found.map(|(likeness, _)| likeness).collect()
}

fn alike(a: &Family, b: &Family, least: f64) -> bool {
    let named = !a.folded.is_empty() && !b.folded.is_empty();
    named && strsim::jaro_winkler(&a.folded, &b.folded) >= least
}

/// Whether the numbers allow that a name of one desa is one person.
fn may_be_one(a: &Family, b: &Family) -> bool {
    let (Some(one), Some(other)) = (&a.nik, &b.nik) else {
        return true;
    };
    let differ = one.bytes().zip(other.bytes()).filter(|(x, y)| x != y);
    differ.count() <= SLIP
}
