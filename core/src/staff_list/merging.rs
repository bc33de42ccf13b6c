//! A list of staff against what is known: for each field what lists said last, what this list says, and what people said since decide; where
//! both changed, somebody chooses. Nobody is removed because a list does not have them: they are asked about.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::columns::StaffField;
use super::reading::{PersonRow, StaffDoubt, StaffFault, StaffPlace};
use crate::roster::identity::staff_key;
use crate::roster::{Answers, Verdict, decide, judge_words};

/// The choice that says that somebody left.
pub const LEFT: &str = "left";

/// Somebody as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownStaff {
    /// Their document.
    pub id: Uuid,
    /// What is known, in the words that are merged.
    pub knows: BTreeMap<StaffField, String>,
    /// What lists of staff said last; none if no such list ever had them.
    pub listed: Option<BTreeMap<StaffField, String>>,
    /// They are posted, and have not left.
    pub posted: bool,
}

impl KnownStaff {
    fn name(&self) -> &str {
        self.knows.get(&StaffField::Name).map_or("", String::as_str)
    }
}

/// A field that the list says otherwise than it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: StaffField,
    /// What is known.
    pub was: Option<String>,
    /// What lists said last.
    pub listed: Option<String>,
    /// What this list says.
    pub now: String,
}

/// A field in which list and people both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldConflict {
    /// Under which it is answered.
    pub id: String,
    /// The field.
    pub change: FieldChange,
    /// Somebody chose the list's word.
    pub takes_list: bool,
}

/// Somebody whom the list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPerson {
    /// The row.
    pub place: StaffPlace,
    /// The person's document.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Nobody knew them.
    pub new: bool,
    /// What is written.
    pub writes: Vec<FieldChange>,
    /// What people said since the last list, which stays.
    pub stays: Vec<FieldChange>,
    /// What somebody chooses; without a choice it stays as it is known.
    pub conflicts: Vec<FieldConflict>,
    /// What lists have said from now on, where that is new.
    pub heard: BTreeMap<StaffField, String>,
    /// Values that were not taken.
    pub doubts: Vec<StaffDoubt>,
}

/// A row that waits: the list has to be corrected, and nothing of it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPerson {
    /// The row.
    pub place: StaffPlace,
    /// The name.
    pub name: String,
    /// Why.
    pub fault: StaffFault,
}

/// Somebody whom earlier lists had and this one has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPerson {
    /// Under which it is answered.
    pub id: String,
    /// The person's document.
    pub staff: Uuid,
    /// Their name.
    pub name: String,
    /// Somebody said that they left.
    pub left: bool,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffPlan {
    /// Those whom the list has, in its order.
    pub people: Vec<PlannedPerson>,
    /// Rows that wait.
    pub waits: Vec<WaitingPerson>,
    /// Those whom it has no more, by name.
    pub missing: Vec<MissingPerson>,
}

/// Plans it. `make` gives the id of somebody who is not known, by NIP or else by name.
pub fn plan(
    rows: Vec<PersonRow>,
    known: &[KnownStaff],
    answers: &Answers,
    make: impl Fn(&str) -> Uuid,
) -> StaffPlan {
    let mut plan = StaffPlan::default();
    let mut named: BTreeSet<Uuid> = BTreeSet::new();
    // A row that waits is about somebody of that name all the same: they are not missing.
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    for row in rows {
        let name = row.says.get(&StaffField::Name).cloned().unwrap_or_default();
        let found = find(&row, &name, known);
        let (id, before) = match found {
            Ok(Some(before)) => (before.id, Some(before)),
            Ok(None) => {
                let nip = row.says.get(&StaffField::Nip);
                let key = match nip {
                    Some(nip) => format!("staff:list:nip:{nip}"),
                    None => format!("staff:list:name:{}", staff_key(&name)),
                };
                (make(&key), None)
            }
            Err(fault) => {
                waiting.insert(staff_key(&name));
                plan.waits.push(WaitingPerson {
                    place: row.place,
                    name,
                    fault,
                });
                continue;
            }
        };
        if !named.insert(id) {
            plan.waits.push(WaitingPerson {
                place: row.place,
                name,
                fault: StaffFault::Doubled,
            });
            continue;
        }
        plan.people.push(person(row, name, id, before, answers));
    }
    let gone = known.iter().filter(|one| {
        let expected = one.listed.is_some() && one.posted;
        expected && !named.contains(&one.id) && !waiting.contains(&staff_key(one.name()))
    });
    plan.missing = gone
        .map(|one| {
            let id = format!("missing:{}", one.id);
            MissingPerson {
                left: answers.get(&id).is_some_and(|answer| answer.choice == LEFT),
                id,
                staff: one.id,
                name: one.name().to_owned(),
            }
        })
        .collect();
    plan.missing
        .sort_by(|a, b| (&a.name, a.staff).cmp(&(&b.name, b.staff)));
    plan
}

/// Who a row is about: by NIP, else by name; nobody known, or why it cannot be told.
fn find<'k>(
    row: &PersonRow,
    name: &str,
    known: &'k [KnownStaff],
) -> Result<Option<&'k KnownStaff>, StaffFault> {
    let digits = |text: &String| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let nip = row.says.get(&StaffField::Nip);
    let nip_of = |one: &KnownStaff| one.knows.get(&StaffField::Nip).map(digits);
    if let Some(nip) = nip.map(digits).filter(|nip| nip.len() >= 15) {
        let mut same = known
            .iter()
            .filter(|one| nip_of(one).as_ref() == Some(&nip));
        match (same.next(), same.next()) {
            (Some(one), None) => return Ok(Some(one)),
            (Some(_), Some(_)) => return Err(StaffFault::TwoPeople),
            _ => {}
        }
        let key = staff_key(name);
        let named: Vec<&KnownStaff> = known
            .iter()
            .filter(|one| staff_key(one.name()) == key)
            .collect();
        // Of one name, whoever has no NIP yet; whoever has another is somebody else, or one of the two NIP is wrong.
        let open: Vec<&&KnownStaff> = named
            .iter()
            .filter(|one| nip_of(one).is_none_or(|nip| nip.len() < 15))
            .collect();
        return match (open.as_slice(), named.len()) {
            ([one], 1) => Ok(Some(one)),
            ([], 0) => Ok(None),
            ([], _) => Err(StaffFault::NipDiffers),
            _ => Err(StaffFault::TwoPeople),
        };
    }
    let key = staff_key(name);
    let mut same = known.iter().filter(|one| staff_key(one.name()) == key);
    match (same.next(), same.next()) {
        (Some(_), Some(_)) => Err(StaffFault::TwoPeople),
        (one, _) => Ok(one),
    }
}

fn person(
    row: PersonRow,
    name: String,
    id: Uuid,
    before: Option<&KnownStaff>,
    answers: &Answers,
) -> PlannedPerson {
    let mut planned = PlannedPerson {
        place: row.place,
        id,
        name,
        new: before.is_none(),
        writes: Vec::new(),
        stays: Vec::new(),
        conflicts: Vec::new(),
        heard: BTreeMap::new(),
        doubts: row.doubts,
    };
    for (field, now) in row.says {
        let known = before.and_then(|one| one.knows.get(&field));
        let listed = before
            .and_then(|one| one.listed.as_ref())
            .and_then(|said| said.get(&field));
        let verdict = judge_words(
            known.map(String::as_str),
            listed.map(|word| Some(word.as_str())),
            Some(now.as_str()),
        );
        let question = format!("field:{id}:{}", key_of(field));
        let choice = answers.get(&question).map(|answer| answer.choice.as_str());
        let decided = decide(verdict, choice.filter(|_| verdict == Verdict::Asks));
        let change = FieldChange {
            field,
            was: known.cloned(),
            listed: listed.cloned(),
            now: now.clone(),
        };
        match verdict {
            Verdict::Asks => planned.conflicts.push(FieldConflict {
                id: question,
                change: change.clone(),
                takes_list: decided.written,
            }),
            Verdict::Stays => planned.stays.push(change.clone()),
            Verdict::Same | Verdict::Changes => {}
        }
        if decided.written {
            planned.writes.push(change);
        }
        if decided.heard && listed != Some(&now) {
            planned.heard.insert(field, now);
        }
    }
    planned
}

/// The name of a field in answers and in what is kept.
pub fn key_of(field: StaffField) -> &'static str {
    match field {
        StaffField::No => "no",
        StaffField::Name => "name",
        StaffField::Nip => "nip",
        StaffField::Role => "role",
        StaffField::Employment => "employment",
        StaffField::Kecamatan => "kecamatan",
        StaffField::Desa => "desa",
        StaffField::Phone => "phone",
        StaffField::Email => "email",
        StaffField::Started => "started",
        StaffField::Address => "address",
        StaffField::Bank => "bank",
        StaffField::Nik => "nik",
    }
}
