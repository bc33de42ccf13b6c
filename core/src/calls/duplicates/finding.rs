//! Which families may be one and the same. Names are compared within a family card and within a desa only, so that the work stays
//! bounded for a whole kabupaten; two sound NIK that differ in more than a slip of the pen are two people.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use uuid::Uuid;

use super::likeness::Likeness;
use crate::error::Error;
use crate::readmodel::Merged;

/// Most pairs of one answer, of those to look at and of those that are merged.
const MOST: usize = 100;
/// How many neighbours by name a family of one desa is compared with.
const NEIGHBOURS: usize = 12;
/// From which likeness on (Jaro-Winkler) names of one family card, and of one desa, are similar.
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
}

struct Family {
    id: Uuid,
    folded: String,
    nik: Option<String>,
    kk: Option<String>,
    pkh_id: Option<String>,
    desa: String,
}

/// The surest first, then by id; merged ones at the end.
pub(super) fn find(conn: &Connection) -> Result<Vec<Candidate>, Error> {
    let families = read(conn)?;
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
    let mut found: Vec<Candidate> = pairs(&counted)
        .into_iter()
        .filter_map(|(a, b)| {
            let (a, b) = (counted.get(a)?, counted.get(b)?);
            let why = why(a, b);
            (!why.is_empty()).then_some(Candidate {
                a: a.id,
                b: b.id,
                why,
                merged: false,
            })
        })
        .collect();
    found.sort_by(|x, y| (&x.why, x.a, x.b).cmp(&(&y.why, y.a, y.b)));
    found.truncate(MOST);
    let merged = merged.all().filter_map(|(part, kept)| {
        let (a, b) = (
            families.get(*place.get(&kept)?)?,
            families.get(*place.get(&part)?)?,
        );
        Some(Candidate {
            a: kept,
            b: part,
            why: why(a, b),
            merged: true,
        })
    });
    found.extend(merged.take(MOST));
    Ok(found)
}

fn read(conn: &Connection) -> Result<Vec<Family>, Error> {
    let mut statement = conn
        .prepare_cached("SELECT doc, folded, nik, kk, pkh_id, desa FROM rm_family ORDER BY doc")?;
    let rows = statement.query_map([], |row| {
        Ok(Family {
            id: Uuid::from_bytes(row.get(0)?),
            folded: row.get(1)?,
            nik: row.get(2)?,
            kk: row.get(3)?,
            pkh_id: row.get(4)?,
            desa: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
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

/// What two families have in common, the surest first.
fn why(a: &Family, b: &Family) -> Vec<Likeness> {
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    // Names are compared last: it costs more than all the rest.
    let similar = |least: f64| {
        let named = !a.folded.is_empty() && !b.folded.is_empty();
        named && strsim::jaro_winkler(&a.folded, &b.folded) >= least
    };
    let neighbours = !a.desa.is_empty() && a.desa == b.desa;
    let found = [
        (Likeness::Nik, same(&a.nik, &b.nik)),
        (Likeness::PkhId, same(&a.pkh_id, &b.pkh_id)),
        (Likeness::Kk, same(&a.kk, &b.kk) && similar(ON_A_CARD)),
        (
            Likeness::NameAndDesa,
            neighbours && may_be_one(a, b) && similar(IN_A_DESA),
        ),
    ];
    let found = found.into_iter().filter(|(_, is)| *is);
    found.map(|(likeness, _)| likeness).collect()
}

/// Whether the numbers allow that a name of one desa is one person.
fn may_be_one(a: &Family, b: &Family) -> bool {
    let (Some(one), Some(other)) = (&a.nik, &b.nik) else {
        return true;
    };
    let differ = one.bytes().zip(other.bytes()).filter(|(x, y)| x != y);
    differ.count() <= SLIP
}
