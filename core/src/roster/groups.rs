//! Which group a row means: a group is kecamatan, desa and name, found by what lists called it and by its own name.
//!
//! A row that names no desa means the one group of that name. A group has the pendamping that most of its rows name, and the first
//! row marked as ketua is its ketua.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::reference::fold;

use super::answers::{Answers, OTHER, SAME};
use super::existing::{Existing, KnownFamily, KnownGroup};
use super::family::{Desa, RosterFamily};
use super::field::Field;
use super::identity::{Identity, group_key, staff_key};
use super::listed::Said;
use super::merge::{Verdict, decide, judge};
use super::plan::{GroupChange, GroupConflict, GroupPlan, StaffPlan};
use super::question::{Choice, Question, QuestionKind};
use super::spelling;

/// Kecamatan, desa (by code; empty if nobody says it) and name as it is compared.
type Place = (String, String, String);

/// The staff and groups that the rows of an import name.
pub(super) struct Named {
    staff: BTreeMap<(String, String), StaffPlan>,
    places: BTreeMap<Place, Uuid>,
    groups: BTreeMap<Uuid, GroupPlan>,
    desa_of_name: BTreeMap<(String, String), BTreeSet<String>>,
    known: BTreeMap<String, Vec<KnownGroup>>,
    pub questions: Vec<Question>,
}

/// A row for its group: the family that it describes, its id, and as whom it is known.
pub(super) struct Row<'r> {
    pub id: Uuid,
    pub family: &'r RosterFamily,
    pub known: Option<&'r KnownFamily>,
    /// Whether it goes into the group by it: not of a row that waits.
    pub counts: bool,
}

impl Named {
    /// Reads the groups and staff of all rows.
    pub(super) fn of(
        rows: &[Row<'_>],
        identity: Identity,
        existing: &dyn Existing,
        answers: &Answers,
    ) -> Self {
        let mut named = Self {
            staff: BTreeMap::new(),
            places: BTreeMap::new(),
            groups: BTreeMap::new(),
            desa_of_name: BTreeMap::new(),
            known: BTreeMap::new(),
            questions: Vec::new(),
        };
        for Row { family, .. } in rows {
            let kecamatan = &family.kecamatan;
            if !named.known.contains_key(kecamatan) {
                let groups = existing.groups_of(kecamatan);
                named.known.insert(kecamatan.clone(), groups);
            }
            if let (Some(name), Some(desa)) = (&family.group, code(family)) {
                let key = (kecamatan.clone(), group_key(name));
                named.desa_of_name.entry(key).or_default().insert(desa);
            }
        }
        named.follow_merges(existing);
        let mut gathered: BTreeMap<Place, Gathered> = BTreeMap::new();
        for row in rows {
            let pendamping = named.pendamping(row.family, identity, existing);
            let Some((place, name)) = named.place(row.family, row.known) else {
                continue;
            };
            let group = gathered
                .entry(place)
                .or_insert_with(|| Gathered::named(name));
            group.add(row, pendamping);
        }
        for (place, gathered) in gathered {
            named.resolve(place, gathered, identity, answers);
        }
        for plan in named.groups.values_mut() {
            let known = named.known.values().flatten();
            let known = known.into_iter().find(|known| known.id == plan.id);
            plan.compare(known, answers);
        }
        named
    }

    /// Reads the kecamatan into which people merged groups of those that the rows name, over however many merges.
    fn follow_merges(&mut self, existing: &dyn Existing) {
        loop {
            let known = || self.known.values().flatten();
            let there: BTreeSet<Uuid> = known().map(|group| group.id).collect();
            let beyond: BTreeSet<String> = known()
                .filter(|group| !group.open)
                .filter_map(|group| group.merged_into)
                .filter(|into| !there.contains(into))
                .filter_map(|into| existing.kecamatan_of(into))
                .filter(|kecamatan| !self.known.contains_key(kecamatan))
                .collect();
            if beyond.is_empty() {
                return;
            }
            for kecamatan in beyond {
                let groups = existing.groups_of(&kecamatan);
                self.known.insert(kecamatan, groups);
            }
        }
    }

    /// The kecamatan of a group that is there.
    pub(super) fn kecamatan_of(&self, group: Uuid) -> Option<&str> {
        let mut known = self.known.iter();
        let (kecamatan, _) = known.find(|(_, of)| of.iter().any(|known| known.id == group))?;
        Some(kecamatan)
    }

    /// The group that a row means.
    pub(super) fn group_of(
        &self,
        family: &RosterFamily,
        known: Option<&KnownFamily>,
    ) -> Option<Uuid> {
        let (place, _) = self.place(family, known)?;
        self.places.get(&place).copied()
    }

    /// Its plan.
    pub(super) fn plan_of(&self, group: Uuid) -> Option<&GroupPlan> {
        self.groups.get(&group)
    }

    /// Whether the group of that id is there and no longer exists.
    pub(super) fn is_closed(&self, group: Uuid) -> bool {
        let mut known = self.known.values().flatten();
        known.any(|known| known.id == group && !known.open)
    }

    /// The open group into which a closed one was merged, over however many merges.
    pub(super) fn successor(&self, group: Uuid) -> Option<&KnownGroup> {
        let of = |id: Uuid| self.known.values().flatten().find(|known| known.id == id);
        let mut seen = BTreeSet::new();
        let mut known = of(group)?;
        while !known.open && seen.insert(known.id) {
            known = of(known.merged_into?)?;
        }
        Some(known).filter(|known| known.open)
    }

    /// A group that is there.
    pub(super) fn known(&self, group: Uuid) -> Option<&KnownGroup> {
        self.known
            .values()
            .flatten()
            .find(|known| known.id == group)
    }

    /// The staff and the groups.
    pub(super) fn into_plans(self) -> (Vec<StaffPlan>, Vec<GroupPlan>, Vec<Question>) {
        (
            self.staff.into_values().collect(),
            self.groups.into_values().collect(),
            self.questions,
        )
    }

    fn pendamping(
        &mut self,
        family: &RosterFamily,
        identity: Identity,
        existing: &dyn Existing,
    ) -> Option<Uuid> {
        let name = family.pendamping.as_ref()?;
        let kecamatan = &family.kecamatan;
        let key = staff_key(name);
        let plan = self
            .staff
            .entry((kecamatan.clone(), key.clone()))
            .or_insert_with(|| {
                let known = existing.staff_by_name(kecamatan, &key);
                StaffPlan {
                    id: known.unwrap_or_else(|| identity.staff(kecamatan, name)),
                    name: name.clone(),
                    kecamatan: kecamatan.clone(),
                    is_new: known.is_none(),
                }
            });
        Some(plan.id)
    }

    /// Where a row's group is, and what the row calls it.
    fn place<'f>(
        &self,
        family: &'f RosterFamily,
        known: Option<&KnownFamily>,
    ) -> Option<(Place, &'f str)> {
        let name = family.group.as_deref()?;
        let key = group_key(name);
        let kecamatan = &family.kecamatan;
        let desa = match code(family) {
            Some(desa) => desa,
            None => self.desa_of(kecamatan, &key, known),
        };
        Some(((kecamatan.clone(), desa, key), name))
    }

    /// The desa of a group of which a row says only the name: that of the one group of that name, or of its own.
    fn desa_of(&self, kecamatan: &str, key: &str, known: Option<&KnownFamily>) -> String {
        let of_name = self
            .known
            .get(kecamatan)
            .into_iter()
            .flatten()
            .filter(|group| is_called(group, key));
        let of_name: Vec<&KnownGroup> = of_name.collect();
        let hers = known.and_then(|known| {
            let listed = known.listed.says.get(&Field::Group);
            let listed = listed.and_then(|id| Uuid::parse_str(id).ok());
            let mut groups = of_name.iter();
            groups.find(|group| Some(group.id) == listed || Some(group.id) == known.group)
        });
        if let Some(group) = hers {
            return listed_desa(group).to_owned();
        }
        let in_file = self
            .desa_of_name
            .get(&(kecamatan.to_owned(), key.to_owned()));
        let mut desa: BTreeSet<&str> = of_name.iter().map(|group| listed_desa(group)).collect();
        desa.extend(in_file.into_iter().flatten().map(String::as_str));
        match desa.len() {
            1 => desa.into_iter().next().unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    /// Finds the group of a place, or plans a new one.
    fn resolve(&mut self, place: Place, gathered: Gathered, identity: Identity, answers: &Answers) {
        let (kecamatan, desa, key) = &place;
        let several = self
            .desa_of_name
            .get(&(kecamatan.clone(), key.clone()))
            .is_some_and(|desa| desa.len() > 1);
        let known = self.known.get(kecamatan).map(Vec::as_slice);
        let known = known.unwrap_or_default();
        let said = Some(desa.as_str()).filter(|desa| !desa.is_empty());
        let derived = identity.group(kecamatan, said, &gathered.name);
        let words = fold::words(&gathered.name);
        let here = |group: &&KnownGroup| {
            let theirs = listed_desa(group);
            theirs == desa || (theirs.is_empty() && !several)
        };
        // What a list called so stays that group, whatever people call it now.
        let called = |group: &&KnownGroup| {
            here(group)
                && group
                    .listed
                    .names
                    .iter()
                    .any(|name| fold::words(name) == words)
        };
        let named =
            |group: &&KnownGroup| here(group) && group.open && group_key(&group.name) == *key;
        let spelled = |group: &&KnownGroup| here(group) && is_called(group, key);
        // Of several that lists call so, the one that people call so too: where somebody refused a spelling and somebody else did not, both
        // have it then.
        let both = |group: &&KnownGroup| called(group) && named(group);
        let found = known
            .iter()
            .find(both)
            .or_else(|| known.iter().find(called))
            .or_else(|| known.iter().find(named))
            .or_else(|| known.iter().find(spelled));
        let found = found.map(|group| group.id);
        let id = match found {
            Some(id) => id,
            None => match self.alike(&place, &gathered.name, answers) {
                Some((id, true)) => id,
                Some((_, false)) => identity.second_group(kecamatan, desa, &gathered.name),
                None => derived,
            },
        };
        self.places.insert(place.clone(), id);
        let (kecamatan, desa, _) = place;
        match self.groups.get_mut(&id) {
            Some(plan) => plan.join(gathered),
            None => {
                self.groups
                    .insert(id, gathered.planned(id, kecamatan, desa));
            }
        }
    }

    /// The group of another spelling of the same place, and whether it is the same: so it is taken unless somebody refused it.
    fn alike(&mut self, place: &Place, name: &str, answers: &Answers) -> Option<(Uuid, bool)> {
        let (kecamatan, desa, key) = place;
        let alike = spelling::group(name);
        let in_file = self.groups.values().filter(|plan| {
            plan.kecamatan == *kecamatan && plan.desa_key == *desa && group_key(&plan.name) != *key
        });
        let in_file = in_file.map(|plan| (plan.id, plan.name.clone()));
        let known = self.known.get(kecamatan).into_iter().flatten();
        let known = known
            .filter(|group| group.open && listed_desa(group) == desa)
            .map(|group| (group.id, group.name.clone()));
        let (id, other) = known
            .chain(in_file)
            .find(|(_, other)| spelling::group(other) == alike)?;
        let asked = format!("spelling:{kecamatan}:{desa}:{}:{}", group_key(&other), key);
        let answer = answers.get(&asked).map(|answer| answer.choice.clone());
        let one = answer.as_deref() != Some(OTHER);
        self.questions.push(Question {
            id: asked,
            kind: QuestionKind::Spelling,
            place: None,
            name: name.to_owned(),
            family: None,
            other,
            options: vec![Choice::bare(SAME), Choice::bare(OTHER)],
            default: Some(SAME.to_owned()),
            answer,
            about: 0,
        });
        Some((id, one))
    }
}

/// The code of a row's desa; a desa that the list of regions does not know says nothing about groups.
fn code(family: &RosterFamily) -> Option<String> {
    family.desa.as_ref().and_then(|desa| desa.code.clone())
}

/// The desa in which lists have a group, or else the one that it has.
fn listed_desa(group: &KnownGroup) -> &str {
    group
        .listed
        .says
        .get(&Field::Desa)
        .map_or(group.desa.as_str(), String::as_str)
}

/// Whether a list calls a group so, in any spelling, or it is an open one that is called so.
fn is_called(group: &KnownGroup, key: &str) -> bool {
    let listed = group.listed.names.iter().any(|name| group_key(name) == key);
    listed || (group.open && group_key(&group.name) == key)
}

/// What the rows of one group say.
struct Gathered {
    name: String,
    names: BTreeSet<String>,
    families: usize,
    ketua: Option<Uuid>,
    pendamping: BTreeMap<Uuid, usize>,
    desa: Option<Desa>,
}

impl Gathered {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            names: BTreeSet::new(),
            families: 0,
            ketua: None,
            pendamping: BTreeMap::new(),
            desa: None,
        }
    }

    fn add(&mut self, row: &Row<'_>, pendamping: Option<Uuid>) {
        let family = row.family;
        self.names.extend(family.group.clone());
        self.families += usize::from(row.counts);
        let ketua = family.is_ketua && row.counts;
        self.ketua = self.ketua.or(ketua.then_some(row.id));
        if let Some(pendamping) = pendamping {
            *self.pendamping.entry(pendamping).or_default() += 1;
        }
        let coded = |desa: &Option<Desa>| desa.as_ref().is_some_and(|desa| desa.code.is_some());
        if !coded(&self.desa) && (self.desa.is_none() || coded(&family.desa)) {
            self.desa.clone_from(&family.desa);
        }
    }

    fn planned(self, id: Uuid, kecamatan: String, desa_key: String) -> GroupPlan {
        GroupPlan {
            id,
            name: self.name,
            names: self.names,
            kecamatan,
            desa_key,
            desa: self.desa,
            votes: self.pendamping.clone(),
            pendamping: most(self.pendamping),
            ketua: self.ketua,
            was: (None, None),
            families: self.families,
            change: GroupChange::Create,
            conflicts: Vec::new(),
            said: Said::default(),
        }
    }
}

impl GroupPlan {
    /// Another spelling of the same group.
    fn join(&mut self, gathered: Gathered) {
        self.names.extend(gathered.names);
        self.families += gathered.families;
        self.ketua = self.ketua.or(gathered.ketua);
        for (staff, votes) in gathered.pendamping {
            *self.votes.entry(staff).or_default() += votes;
        }
        self.pendamping = most(self.votes.clone());
    }

    /// What changes of the group that is there.
    fn compare(&mut self, known: Option<&KnownGroup>, answers: &Answers) {
        let listed = known.map(|known| &known.listed);
        let heard = |name: &&String| listed.is_none_or(|listed| !listed.names.contains(*name));
        self.said.names = self.names.iter().filter(heard).cloned().collect();
        let says_desa = listed.is_some_and(|listed| listed.says.contains_key(&Field::Desa));
        if !self.desa_key.is_empty() && !says_desa {
            self.said.says.insert(Field::Desa, self.desa_key.clone());
        }
        let Some(known) = known else {
            for (field, id) in [
                (Field::Pendamping, self.pendamping),
                (Field::GroupRole, self.ketua),
            ] {
                let said = id.map(|id| (field, id.to_string()));
                self.said.says.extend(said);
            }
            return;
        };
        self.was = (known.pendamping, known.ketua);
        self.name.clone_from(&known.name);
        let pendamping = self.merge(Field::Pendamping, known, known.pendamping, answers);
        let ketua = self.merge(Field::GroupRole, known, known.ketua, answers);
        self.change = if pendamping || ketua {
            GroupChange::Update { pendamping, ketua }
        } else {
            GroupChange::Unchanged
        };
    }

    /// Whether what the list says in a field is written.
    fn merge(
        &mut self,
        field: Field,
        group: &KnownGroup,
        known: Option<Uuid>,
        answers: &Answers,
    ) -> bool {
        let said = match field {
            Field::Pendamping => self.pendamping,
            _ => self.ketua,
        };
        let Some(now) = said else { return false };
        let listed = group.listed.says.get(&field).map(String::as_str);
        let word = now.to_string();
        let verdict = judge(
            field,
            known.map(|id| id.to_string()).as_deref(),
            listed,
            &word,
        );
        let id = super::plan::change_id(group.id, field);
        let choice = answers.get(&id).map(|answer| answer.choice.as_str());
        let decided = decide(verdict, choice);
        if decided.heard && listed != Some(word.as_str()) {
            self.said.says.insert(field, word);
        }
        if verdict == Verdict::Asks && !decided.heard {
            self.conflicts.push(GroupConflict {
                id,
                field,
                known,
                now,
            });
        }
        decided.written
    }
}

/// What most rows say; among equals the first in order, so that every device chooses the same.
fn most<T: Ord>(votes: BTreeMap<T, usize>) -> Option<T> {
    votes
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(value, _)| value)
}
