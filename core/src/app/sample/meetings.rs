//! Six months of meetings of the sample office, up to today: some groups are ahead, some have not met yet.

use chrono::{Datelike, Days, Months, NaiveDate};
use sesi_engine::documents::Set;

use super::builder::Builder;
use super::people::SampleGroup;
use super::seeded_rng::SeededRng;
use super::words::{HASIL, PROSES, SPEAKERS};
use crate::error::Error;
use crate::kinds::{
    Aspect, CheckPatch, DocKey, FamilyKey, Mark, MeetingPatch, Patch, Rating, SessionCode,
    SpeakerPatch, Verdict,
};
use crate::reference::Curriculum;

const MONTHS: u32 = 6;

pub(super) fn hold(
    builder: &mut Builder<'_>,
    rng: &mut SeededRng,
    groups: &[SampleGroup],
    today: NaiveDate,
) -> Result<(), Error> {
    let sessions: Vec<SessionCode> = Curriculum::own()
        .codes()
        .filter_map(|code| SessionCode::new(&code.to_string()).ok())
        .collect();
    let first = today.with_day(1).unwrap_or(today);
    let mut edits = Vec::new();
    for group in groups {
        let mut delivered = rng.below(3);
        for back in (0..MONTHS).rev() {
            let month = first - Months::new(back);
            let day = month + Days::new(rng.below(26) as u64);
            if day > today || rng.chance(12) {
                continue;
            }
            let session = sessions[delivered % sessions.len()].clone();
            delivered += 1;
            if let Some(key) = DocKey::meeting(group.id, day, session.clone()) {
                let patch = meeting(rng, group, &session);
                edits.push((key, patch, back));
            }
        }
    }
    let written: Vec<_> = edits
        .iter()
        .map(|(key, patch, _)| (key.clone(), Patch::Meeting(patch.clone())))
        .collect();
    builder.write(&written)?;
    check(builder, rng, &edits)
}

fn meeting(rng: &mut SeededRng, group: &SampleGroup, session: &SessionCode) -> MeetingPatch {
    let starts = 8 * 60 + 30 * u16::try_from(rng.below(10)).unwrap_or(0);
    let (name, agency) = *rng.pick(&SPEAKERS);
    let mut patch = MeetingPatch {
        starts: Set::To(starts),
        ends: Set::To(starts + 90 + 15 * u16::try_from(rng.below(4)).unwrap_or(0)),
        place: Set::To(group.place.clone()),
        topic: topic(session).into(),
        notes: [
            (Aspect::Proses, Some((*rng.pick(&PROSES)).to_owned())),
            (Aspect::Hasil, Some((*rng.pick(&HASIL)).to_owned())),
        ]
        .into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: Set::To(name.into()),
                agency: Set::To(agency.into()),
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    for family in &group.families {
        let key = FamilyKey::of(*family);
        let mark = match rng.below(100) {
            0..=84 => Mark::Hadir,
            85..=91 => Mark::Sakit,
            92..=97 => Mark::Alfa,
            _ => continue,
        };
        patch.marks.insert(key.clone(), Some(mark));
        if mark == Mark::Hadir && !rng.chance(8) {
            let rating = match rng.below(10) {
                0..=1 => Rating::Kurang,
                2..=7 => Rating::Baik,
                _ => Rating::SangatBaik,
            };
            patch.ratings.insert(key, Some(rating));
        }
    }
    patch
}

fn topic(session: &SessionCode) -> Option<String> {
    let code = session.as_str().parse().ok()?;
    Curriculum::own().siks_materi(&code).map(str::to_owned)
}

/// The office has checked what is older than this month; two of those meetings changed afterwards.
fn check(
    builder: &mut Builder<'_>,
    rng: &mut SeededRng,
    meetings: &[(DocKey, MeetingPatch, u32)],
) -> Result<(), Error> {
    let by = builder.device.person()?;
    let mut edits = Vec::new();
    for (key, _, back) in meetings.iter().filter(|(_, _, back)| *back > 0) {
        if *back == 1 && rng.chance(20) {
            continue;
        }
        let Some(document) = builder.device.document(key)? else {
            continue;
        };
        let wrong = rng.chance(6);
        let patch = MeetingPatch {
            check: CheckPatch {
                verdict: Set::To(if wrong {
                    Verdict::Perbaiki
                } else {
                    Verdict::Sesuai
                }),
                note: if wrong {
                    Set::To("Jam selesai belum sesuai daftar hadir.".into())
                } else {
                    Set::Keep
                },
                by: by.into(),
                heads: Set::To(document.heads()),
            },
            ..MeetingPatch::default()
        };
        edits.push((key.clone(), Patch::Meeting(patch)));
    }
    builder.write(&edits)?;
    let late: Vec<_> = edits
        .iter()
        .rev()
        .take(2)
        .map(|(key, _)| {
            let patch = MeetingPatch {
                place: Set::To("Balai Desa (pindah)".into()),
                ..MeetingPatch::default()
            };
            (key.clone(), Patch::Meeting(patch))
        })
        .collect();
    builder.write(&late)
}
