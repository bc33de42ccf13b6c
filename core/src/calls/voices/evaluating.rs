//! Voices evaluated: what was said in which month about what and where, how long an answer took, and how many are closed.
//!
//! It counts voices, each once in every sum, from the list that [`super::listing`] tells, so that both screens say the same of one voice.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{
    Evaluated, EvaluatedPlace, EvaluatedTopic, Matter, MatterState, VoiceLine, Voices,
    VoicesEvaluation, VoicesEvaluationView,
};
use crate::calls::Query;
use crate::calls::months::month;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::rekap::YearMonth;

/// So many months are shown where nobody said which.
const MONTHS: u32 = 6;
/// More are not shown: two years.
const MOST_MONTHS: usize = 24;

/// A voice with the matter that it is part of.
struct Told<'m> {
    voice: &'m VoiceLine,
    matter: &'m Matter,
}

impl Told<'_> {
    /// Days until the answer; none if there is none. One that was joined with what had been answered before waited for none.
    fn waited(&self) -> Option<i64> {
        let answered = self.matter.answered?;
        Some((answered - self.voice.day).num_days().max(0))
    }
}

impl Query for VoicesEvaluation {
    type Answer = VoicesEvaluationView;

    fn answer(self, device: &Device) -> Result<VoicesEvaluationView, Error> {
        must_be_office(device)?;
        let view = Voices {}.answer(device)?;
        let last = self.last.as_deref().map(month).transpose()?;
        let last = last.or_else(|| YearMonth::of(view.today));
        let last = last.ok_or(Error::Missing("month of today"))?;
        let first = self.first.as_deref().map(month).transpose()?;
        let months = months(first, last);
        let in_time = |voice: &VoiceLine| {
            let month = YearMonth::of(voice.day);
            month.is_some_and(|month| months.contains(&month))
        };
        let told: Vec<Told<'_>> = view
            .matters
            .iter()
            .flat_map(|matter| {
                matter
                    .voices
                    .iter()
                    .map(move |voice| Told { voice, matter })
            })
            // A task that an office gave at a rakor is nothing that staff said.
            .filter(|told| told.voice.rakor.is_none() && in_time(told.voice))
            .collect();
        Ok(VoicesEvaluationView {
            total: evaluated(&told),
            topics: topics(&told, &months),
            places: places(&told),
            months: months.iter().map(ToString::to_string).collect(),
        })
    }
}

/// From the first month to the last; the last months where nobody said from when on.
fn months(first: Option<YearMonth>, last: YearMonth) -> Vec<YearMonth> {
    let mut months = vec![last];
    let enough = |months: &[YearMonth]| match first {
        Some(first) => months.last().is_none_or(|month| *month <= first),
        None => months.len() >= MONTHS as usize,
    };
    while !enough(&months) && months.len() < MOST_MONTHS {
        let Some(before) = months.last().and_then(|month| before(*month)) else {
            break;
        };
        months.push(before);
    }
    months.reverse();
    months
}

fn before(month: YearMonth) -> Option<YearMonth> {
    let day: NaiveDate = month.first_day().pred_opt()?;
    YearMonth::new(day.year(), day.month()).ok()
}

fn evaluated(told: &[Told<'_>]) -> Evaluated {
    let count = |fits: fn(&Told<'_>) -> bool| {
        u32::try_from(told.iter().filter(|one| fits(one)).count()).unwrap_or(u32::MAX)
    };
    let mut waited: Vec<i64> = told.iter().filter_map(Told::waited).collect();
    waited.sort_unstable();
    Evaluated {
        voices: count(|_| true),
        answered: count(|one| one.matter.answered.is_some()),
        closed: count(|one| one.matter.state == MatterState::Closed),
        overdue: count(|one| one.matter.overdue),
        median_half_days: median(&waited),
    }
}

/// Twice the median, so that it is whole: of an even number the sum of both in the middle.
fn median(sorted: &[i64]) -> Option<u32> {
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle)?;
    let twice = if sorted.len() % 2 == 1 {
        upper * 2
    } else {
        upper + sorted.get(middle.checked_sub(1)?)?
    };
    u32::try_from(twice).ok()
}

fn topics(told: &[Told<'_>], months: &[YearMonth]) -> Vec<EvaluatedTopic> {
    let mut of: BTreeMap<&str, Vec<Told<'_>>> = BTreeMap::new();
    for Told { voice, matter } in told {
        of.entry(&matter.topic)
            .or_default()
            .push(Told { voice, matter });
    }
    let mut topics: Vec<EvaluatedTopic> = of
        .into_iter()
        .map(|(topic, told)| {
            let in_month = |month: &YearMonth| {
                let here = told
                    .iter()
                    .filter(|one| YearMonth::of(one.voice.day) == Some(*month));
                u32::try_from(here.count()).unwrap_or(u32::MAX)
            };
            EvaluatedTopic {
                topic: topic.to_owned(),
                by_month: months.iter().map(in_month).collect(),
                sum: evaluated(&told),
            }
        })
        .collect();
    topics.sort_by(|a, b| {
        b.sum
            .voices
            .cmp(&a.sum.voices)
            .then_with(|| a.topic.cmp(&b.topic))
    });
    topics
}

fn places(told: &[Told<'_>]) -> Vec<EvaluatedPlace> {
    let mut of: BTreeMap<Option<&str>, Vec<Told<'_>>> = BTreeMap::new();
    for Told { voice, matter } in told {
        let nowhere = voice.kecamatan.is_empty().then_some(None);
        let places = voice.kecamatan.iter().map(|place| Some(place.as_str()));
        for place in places.chain(nowhere) {
            of.entry(place).or_default().push(Told { voice, matter });
        }
    }
    let mut places: Vec<EvaluatedPlace> = of
        .into_iter()
        .map(|(kecamatan, told)| EvaluatedPlace {
            kecamatan: kecamatan.map(str::to_owned),
            sum: evaluated(&told),
        })
        .collect();
    places.sort_by(|a, b| {
        b.sum
            .voices
            .cmp(&a.sum.voices)
            .then_with(|| a.kecamatan.cmp(&b.kecamatan))
    });
    places
}
