//! What is asked about a list, for the window, and the answers as the plan takes them.

use std::collections::BTreeMap;

use super::counting::{counted, name_of};
use super::{ImportAnswer, ListChoice, ListQuestion};
use crate::reference::{Regions, fold};
use crate::roster::preview::Asked;
use crate::roster::{Answer, Answers, KeptPlace, Preview, spelling};

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
