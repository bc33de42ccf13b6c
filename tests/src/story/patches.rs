//! What was entered, as edits of documents.

use sesi_core::kinds::{Aspect, FamilyKey, Mark, MeetingPatch, Patch, Rating, SpeakerPatch};
use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::record::Meeting;

/// A family with its mark and rating.
type Marked<'a> = (&'a Uuid, &'a (String, Option<String>));

pub(super) fn marks_patch<'a>(marks: impl IntoIterator<Item = Marked<'a>>) -> Patch {
    let mut patch = MeetingPatch::default();
    put_marks(&mut patch, marks);
    patch.into()
}

pub(super) fn full_patch<'a>(
    meeting: &Meeting,
    marks: impl IntoIterator<Item = Marked<'a>>,
) -> Patch {
    let speakers = (1..).zip(&meeting.speakers).map(|(no, name)| {
        (
            no,
            SpeakerPatch {
                name: Set::To(name.clone()),
                ..SpeakerPatch::default()
            },
        )
    });
    let mut patch = MeetingPatch {
        starts: Set::To(meeting.starts),
        ends: Set::To(meeting.ends),
        place: Set::To(meeting.place.clone()),
        notes: [(Aspect::Proses, Some(meeting.note.clone()))].into(),
        speakers: speakers.collect(),
        ..MeetingPatch::default()
    };
    if meeting.cancelled {
        patch.cancelled = Set::To(true);
    }
    put_marks(&mut patch, marks);
    patch.into()
}

fn put_marks<'a>(patch: &mut MeetingPatch, marks: impl IntoIterator<Item = Marked<'a>>) {
    for (family, (mark, rating)) in marks {
        let key = FamilyKey::of(*family);
        let mark = Mark::ALL.iter().copied().find(|known| known.code() == mark);
        patch.marks.insert(key.clone(), mark);
        if let Some(rating) = rating {
            let rating = Rating::ALL
                .iter()
                .copied()
                .find(|known| known.code() == rating);
            patch.ratings.insert(key, rating);
        }
    }
}
