//! A meeting as SIKS-NG's form takes it: texts in the form's order and within its limits. From a meeting's words alone, so that an earlier
//! version is put into the same form and compared.

use std::collections::BTreeMap;

use super::SiksWarning;
use crate::kinds::{Aspect, FamilyKey, Mark, MeetingView, SiksField};
use crate::queries::sessions::Sessions;

/// Most characters of the name.
pub(super) const NAME: usize = 100;
/// Most characters of the uraian.
pub(super) const NOTES: usize = 1000;

/// Words that name what somebody is. A speaker of such words alone is no person to the form.
const ROLES: &[&str] = &[
    "bidan",
    "camat",
    "desa",
    "dinas",
    "dokter",
    "gizi",
    "guru",
    "kader",
    "katim",
    "kecamatan",
    "kelompok",
    "kepala",
    "kesehatan",
    "ketua",
    "koordinator",
    "korkab",
    "lurah",
    "narasumber",
    "pemateri",
    "pendamping",
    "penyuluh",
    "perawat",
    "petugas",
    "pkh",
    "puskesmas",
    "sosial",
    "supervisor",
    "tim",
];

/// Most characters of a field; none where the form has no limit that is known.
pub(super) fn limit(field: SiksField) -> Option<usize> {
    match field {
        SiksField::Name => Some(NAME),
        SiksField::Notes => Some(NOTES),
        _ => None,
    }
}

/// The texts of a meeting, in the order of the form; nothing where the meeting says nothing. `names` has the families by key.
pub(super) fn texts(
    meeting: &MeetingView,
    sessions: &Sessions,
    names: &BTreeMap<FamilyKey, String>,
) -> BTreeMap<SiksField, String> {
    let mut texts = BTreeMap::new();
    let mut put = |field, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            texts.insert(field, text);
        }
    };
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    put(SiksField::Name, meeting.title.clone());
    put(SiksField::Topic, sessions.materi(meeting.session.as_str()));
    put(
        SiksField::Date,
        Some(meeting.date.format("%d-%m-%Y").to_string()),
    );
    put(SiksField::Starts, meeting.starts.map(time));
    put(SiksField::Ends, meeting.ends.map(time));
    put(SiksField::Place, meeting.place.clone());
    let fields = [
        (SiksField::Speaker1, SiksField::Agency1),
        (SiksField::Speaker2, SiksField::Agency2),
        (SiksField::Speaker3, SiksField::Agency3),
    ];
    for (number, (name, agency)) in (1..).zip(fields) {
        let speaker = meeting.speakers.get(&number);
        put(name, speaker.and_then(|speaker| speaker.name.clone()));
        put(agency, speaker.and_then(|speaker| speaker.agency.clone()));
    }
    put(SiksField::Notes, Some(uraian(&meeting.notes).0));
    put(SiksField::Participants, Some(participants(meeting, names)));
    texts
}

fn participants(meeting: &MeetingView, names: &BTreeMap<FamilyKey, String>) -> String {
    let mark = |key: &FamilyKey| match meeting.marks.get(key) {
        Some(Mark::Hadir) => "HADIR",
        Some(Mark::Sakit) => "SAKIT",
        Some(Mark::Alfa) => "ALFA",
        None => "belum ditandai",
    };
    let mut lines: Vec<String> = names
        .iter()
        .map(|(key, name)| format!("{name}: {}", mark(key)))
        .collect();
    lines.sort();
    lines.join("\n")
}

/// The uraian within the form's limit: its aspects in order, each whole while there is room, then cut at the end of a sentence; and what of it
/// was left out.
pub(super) fn uraian(notes: &BTreeMap<Aspect, String>) -> (String, Vec<Aspect>) {
    let (mut text, mut left_out) = (String::new(), Vec::new());
    for aspect in Aspect::ALL {
        let Some(note) = notes.get(aspect).map(|note| note.trim()) else {
            continue;
        };
        let gap = usize::from(!text.is_empty());
        let room = NOTES.saturating_sub(text.chars().count() + gap);
        let fits = whole_sentences(note, room);
        if fits.len() < note.len() {
            left_out.push(*aspect);
        }
        if fits.is_empty() {
            continue;
        }
        if gap == 1 {
            text.push('\n');
        }
        text.push_str(fits);
    }
    (text, left_out)
}

/// As much of a text as fits into so many characters, up to the end of a sentence.
fn whole_sentences(text: &str, room: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(room) else {
        return text;
    };
    let (fits, rest) = text.split_at(end);
    let mut ends = fits.char_indices().rev().filter(|(at, c)| {
        let after = fits.get(at + c.len_utf8()..).unwrap_or_default();
        let next = after.chars().next().or_else(|| rest.chars().next());
        matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace)
    });
    let last = ends.next().map(|(at, c)| at + c.len_utf8());
    fits.get(..last.unwrap_or(0)).unwrap_or_default()
}

/// What is odd about a field.
pub(super) fn warning(field: SiksField, text: &str) -> Option<SiksWarning> {
    let is_name = matches!(
        field,
        SiksField::Speaker1 | SiksField::Speaker2 | SiksField::Speaker3
    );
    let is_role = |word: &str| ROLES.contains(&word.to_lowercase().as_str());
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    if is_name && words.all(is_role) {
        return Some(SiksWarning::RoleAsName);
    }
    let is_long = limit(field).is_some_and(|limit| text.chars().count() > limit);
    is_long.then_some(SiksWarning::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn notes(texts: &[(Aspect, String)]) -> BTreeMap<Aspect, String> {
        texts.iter().cloned().collect()
    }

    #[test]
    fn the_uraian_is_cut_at_sentences_and_says_what_it_left_out() {
        let all: Vec<(Aspect, String)> = Aspect::ALL
            .iter()
            .map(|aspect| (*aspect, format!("{}.", "a".repeat(199))))
            .collect();
        // 1,000 characters and four line breaks do not fit: the last gives way, being one sentence.
        let (text, left) = uraian(&notes(&all));
        assert_eq!(text.chars().count(), 4 * 200 + 3);
        assert_eq!(left, [Aspect::Kendala]);
        let last = format!("Hujan deras. {}.", "b".repeat(300));
        let (text, left) = uraian(&notes(&[
            all[0].clone(),
            all[1].clone(),
            all[2].clone(),
            all[3].clone(),
            (Aspect::Kendala, last),
        ]));
        assert!(text.ends_with("\nHujan deras."));
        assert_eq!(left, [Aspect::Kendala]);
        assert_eq!(uraian(&BTreeMap::new()), (String::new(), vec![]));
    }

    #[test]
    fn a_role_is_no_person() {
        for role in [
            "Bidan Desa",
            "Pendamping PKH",
            "PETUGAS PUSKESMAS",
            "Ketua Tim",
        ] {
            assert_eq!(
                warning(SiksField::Speaker2, role),
                Some(SiksWarning::RoleAsName),
                "{role}"
            );
        }
        assert_eq!(warning(SiksField::Speaker1, "Bidan Ratna"), None);
        assert_eq!(warning(SiksField::Place, "Puskesmas"), None);
        assert_eq!(
            warning(SiksField::Name, &"x".repeat(101)),
            Some(SiksWarning::TooLong)
        );
        assert_eq!(warning(SiksField::Name, &"x".repeat(100)), None);
    }

    proptest! {
        #[test]
        fn no_uraian_is_too_long_and_what_is_missing_is_named(texts in prop::collection::vec("[a-z .!é\\n]{0,420}", 5)) {
            let all: Vec<(Aspect, String)> = Aspect::ALL.iter().copied().zip(texts).collect();
            let all = notes(&all);
            let (text, left) = uraian(&all);
            prop_assert!(text.chars().count() <= NOTES);
            for (aspect, note) in &all {
                let note = note.trim();
                prop_assert!(text.contains(note) || left.contains(aspect));
            }
        }
    }
}
