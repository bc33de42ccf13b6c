//! What is asked about a list, as the window shows it, and what was answered, as the plan takes it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::counting::{counted, name_of};
use crate::reference::{Regions, fold};
use crate::roster::preview::Asked;
use crate::roster::{Answer, Answers, KeptPlace, Preview, spelling};

/// An answer to something that a preview asked or proposed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportAnswer {
    /// Id of the change, the conflict, the question or the missing family.
    pub id: String,
    /// Of a change or a conflict: `keep` or `list`. Of a question: one of its options. Of a missing family: `keep`, `tidak_aktif`,
    /// `graduasi` or `pindah`.
    pub choice: String,
    /// From which day; today without.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// The group to which a missing family moved; without, it moved out of the office's area.
    #[serde(default)]
    pub group: Option<Uuid>,
}

/// Something that an import asks.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListQuestion {
    /// Under which it is answered.
    pub id: String,
    /// Stable name of the question: `same_kk`, `former_nik`, `two_groups`, `spelling`; `hidden_row`, `hidden_sheet`, `sheet_of_others`
    /// (rows wait for a choice in the profile), `group_spelling`, `pendamping_titles` (spellings that are taken for one), `cut_column`
    /// (a column whose numbers lost digits), `odd_column` (one whose numbers cannot be NIK of these people), `kept_place` (where another list
    /// of this shape belonged), `group_merged` and `group_closed` (new families of a group that no longer exists).
    pub kind: String,
    /// The spellings, or the stable name of the column's field.
    pub names: Vec<String>,
    /// Rows that it is about.
    pub rows: u32,
    /// Name of the sheet of the row that waits.
    pub sheet: Option<String>,
    /// Its number.
    pub row: Option<u32>,
    /// Whom or what the row names.
    pub name: String,
    /// Whom or what it may be.
    pub other: String,
    /// What can be answered.
    pub options: Vec<ListChoice>,
    /// What holds while nobody answers; none where the row waits.
    pub default: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
}

/// A choice of a question.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListChoice {
    /// The answer: `same`, `other`, or the id of a group.
    pub choice: String,
    /// Name of the group; empty otherwise.
    pub name: String,
}

/// Answers as the plan takes them.
pub(super) fn answers(given: &[ImportAnswer]) -> Answers {
    let answer = |given: &ImportAnswer| Answer {
        choice: given.choice.clone(),
        since: given.since,
        group: given.group,
    };
    given
        .iter()
        .map(|given| (given.id.clone(), answer(given)))
        .collect()
}

/// A question of the plan, for the window.
pub(super) fn question(asked: &crate::roster::question::Question) -> ListQuestion {
    let place = asked.place.as_ref();
    ListQuestion {
        id: asked.id.clone(),
        kind: name_of(asked.kind).unwrap_or_default(),
        names: vec![asked.name.clone(), asked.other.clone()],
        rows: counted(0..asked.about).max(u32::from(place.is_some())),
        sheet: place.map(|place| place.sheet.clone()),
        row: place.map(|place| place.row),
        name: asked.name.clone(),
        other: asked.other.clone(),
        options: asked
            .options
            .iter()
            .map(|option| ListChoice {
                choice: option.choice.clone(),
                name: option.name.clone(),
            })
            .collect(),
        default: asked.default.clone(),
        answer: asked.answer.clone(),
    }
}

/// Where other lists of a shape belonged, which is answered in the profile.
pub(super) fn kept_places(places: &[KeptPlace]) -> impl Iterator<Item = ListQuestion> + '_ {
    places.iter().map(|place| {
        let kecamatan = place.kecamatan.as_ref();
        let kecamatan = kecamatan.map(|code| Regions::own().name(code).to_owned());
        let said = [
            kecamatan,
            place.desa.clone(),
            place.group.clone(),
            place.pendamping.clone(),
        ];
        let names = said.into_iter().flatten().collect();
        open("kept_place", Some(&place.sheet), names, 0)
    })
}

/// Something that is answered in the profile, or that nobody has to answer.
fn open(kind: &str, sheet: Option<&str>, names: Vec<String>, rows: u32) -> ListQuestion {
    ListQuestion {
        id: format!("{kind}:{}:{}", sheet.unwrap_or_default(), names.join("|")),
        kind: kind.to_owned(),
        names,
        rows,
        sheet: sheet.map(str::to_owned),
        row: None,
        name: String::new(),
        other: String::new(),
        options: Vec::new(),
        default: None,
        answer: None,
    }
}

/// What the reading of a list leaves open, or takes to be so unless somebody says otherwise.
pub(super) fn left_open(previews: &[Preview]) -> Vec<ListQuestion> {
    let mut questions = Vec::new();
    for preview in previews {
        let mut asked: BTreeMap<Asked, u32> = BTreeMap::new();
        for row in &preview.asked {
            *asked.entry(row.why).or_default() += 1;
        }
        for (why, rows) in asked {
            let kind = match why {
                Asked::HiddenRow => "hidden_row",
                Asked::HiddenSheet => "hidden_sheet",
                Asked::SheetOfOthers => "sheet_of_others",
            };
            questions.push(open(kind, Some(&preview.sheet), Vec::new(), rows));
        }
        questions.extend(preview.cut.iter().map(|cut| {
            let names = name_of(cut.field).into_iter().collect();
            open(
                "cut_column",
                Some(&preview.sheet),
                names,
                counted(0..cut.zeros),
            )
        }));
        questions.extend(preview.odd.iter().map(|odd| {
            let names = name_of(odd.field).into_iter().collect();
            open(
                "odd_column",
                Some(&preview.sheet),
                names,
                counted(0..odd.impossible),
            )
        }));
    }
    let families = || {
        let rows = previews.iter().flat_map(|preview| &preview.rows);
        rows.filter_map(crate::roster::PreviewRow::family)
    };
    let people = families().filter_map(|family| {
        let name = family.pendamping.as_ref()?;
        let key = (family.kecamatan.clone(), None, spelling::person(name));
        Some((key, fold::words(name), name))
    });
    questions.extend(spelled("pendamping_titles", people));
    questions
}

/// Names that are taken for one though they differ by more than case and punctuation.
fn spelled<'f>(
    kind: &str,
    names: impl Iterator<Item = ((String, Option<String>, String), String, &'f String)>,
) -> Vec<ListQuestion> {
    type Spellings = BTreeMap<String, (String, u32)>;
    let mut keys: BTreeMap<_, Spellings> = BTreeMap::new();
    for (key, spelling, name) in names {
        let spelled = keys.entry(key).or_default();
        spelled
            .entry(spelling)
            .or_insert_with(|| (name.clone(), 0))
            .1 += 1;
    }
    let several = keys.into_values().filter(|spellings| spellings.len() > 1);
    several
        .map(|spellings| {
            let rows = spellings.values().map(|(_, rows)| rows).sum();
            let names = spellings.into_values().map(|(name, _)| name).collect();
            open(kind, None, names, rows)
        })
        .collect()
}
