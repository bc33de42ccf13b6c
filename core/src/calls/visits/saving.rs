//! What a family was given becomes one change of that family's day, upon the version that was shown.

use std::collections::BTreeSet;

use sesi_engine::documents::{Heads, Set, first_change};

use super::{SaveVisit, WithdrawVisit};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, SessionCode, VISIT, View, VisitPatch, VisitView};
use crate::queries::families::FamilyRecord;

impl Command for SaveVisit {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let codes = self.sessions.iter().map(|code| SessionCode::new(code));
        let codes: Result<BTreeSet<SessionCode>, _> = codes.collect();
        let codes = codes.map_err(|_| Refusal::SessionMissing)?;
        let note = self.note.trim().to_owned();
        if codes.is_empty() && note.is_empty() {
            return Err(Refusal::VisitEmpty.into());
        }
        if FamilyRecord::one(device.reader(), self.family)?.is_none() {
            return Err(Error::Missing("such family"));
        }
        let key = DocKey::visit(self.family, self.day).filter(|_| {
            let today = device.today();
            today.is_ok_and(|today| self.day <= today)
        });
        let key = key.ok_or(Refusal::VisitDay)?;
        let there = device.document(&key)?;
        let is_withdrawn = |view: &VisitView| view.withdrawn;
        let withdrawn = there
            .as_ref()
            .is_some_and(|there| matches!(there.view(), View::Visit(view) if is_withdrawn(&view)));
        // Who records without having seen what is there writes upon the beginning: where two differ, both stay. What was withdrawn counts for
        // nothing, so a record of that day stands in its place.
        let seen = match (&there, &self.base) {
            (None, _) => None,
            (Some(document), None) if withdrawn => Some(document.heads()),
            (Some(_), None) => Some(Heads::new([first_change(&VISIT).1])),
            (Some(_), Some(base)) => Some(seen::version(base)?),
        };
        let shown = match (&there, &seen) {
            (Some(document), Some(seen)) => match document.view_at(seen) {
                Some(View::Visit(view)) => Some(view),
                _ => return Err(Error::Missing("such version of the visit")),
            },
            _ => None,
        };
        let mut patch = self.patch(device, &codes, note, shown.as_ref());
        if shown.as_ref().is_some_and(is_withdrawn) {
            // Recorded by somebody who saw that, it did happen.
            patch.withdrawn = Set::Clear;
        }
        let name = format!("visit:{}", key.id(&device.office()).0);
        device.save_draft(&name, &key, &patch.into(), seen.as_ref())?;
        Ok(Done {})
    }
}

impl SaveVisit {
    /// What differs from the version that was shown.
    fn patch(
        &self,
        device: &Device,
        codes: &BTreeSet<SessionCode>,
        note: String,
        shown: Option<&VisitView>,
    ) -> VisitPatch {
        let before: BTreeSet<SessionCode> = shown
            .map(|view| view.sessions.iter().cloned().collect())
            .unwrap_or_default();
        let gone = before.difference(codes).map(|code| (code, None));
        let new = codes.difference(&before).map(|code| (code, Some(true)));
        let mut patch = VisitPatch {
            sessions: gone
                .chain(new)
                .map(|(code, yes)| (code.to_string(), yes))
                .collect(),
            ..VisitPatch::default()
        };
        // The beginning says no way: there the default would be taken for one that was said.
        let was_said = self.base.is_some();
        if !was_said || shown.map(|view| view.way) != Some(self.way) {
            patch.way = Set::To(self.way);
        }
        let note_before = shown.and_then(|view| view.note.clone()).unwrap_or_default();
        if note != note_before {
            patch.note = Some(note).filter(|note| !note.is_empty()).into();
        }
        if !was_said && let Ok(Some(person)) = device.person() {
            patch.by = Set::To(person);
        }
        patch
    }
}

impl Command for WithdrawVisit {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, document) = ids::document(device, self.id)?
            .filter(|(key, _)| matches!(key, DocKey::Visit { .. }))
            .ok_or(Error::Missing("such a visit"))?;
        let shown = document.view_at(&seen::version(&self.base)?);
        if shown.is_none_or(|shown| shown != document.view()) {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let patch = VisitPatch {
            withdrawn: Set::To(self.withdrawn),
            ..VisitPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}
