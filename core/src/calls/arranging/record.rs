//! An arrangement while it is made: its id, and the edits of the documents that it changes, each with the words that name it.

use chrono::NaiveDate;
use sesi_engine::ambient::random;
use sesi_engine::store::StoreError;
use uuid::Uuid;

use super::effects::{Changing, Effects};
use crate::calls::families::from;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    Arranged, Arranging, DocKey, FamilyPatch, FamilyView, GroupPatch, GroupState, Patch, Since,
    Status,
};
use crate::queries::arrangements;

/// An arrangement that is being made.
pub(in crate::calls) struct Arrangement {
    /// A number that grows with every arrangement that this device knows, then the device. Nothing is ordered by a clock.
    pub id: String,
    what: Arranging,
    since: Option<NaiveDate>,
    status: Option<Status>,
    edits: Vec<(DocKey, Patch)>,
    changing: Changing,
}

impl Arrangement {
    /// Begins one.
    pub(crate) fn new(
        device: &Device,
        what: Arranging,
        since: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let last = arrangements::last(device.reader())?;
        let number = last.and_then(|id| id.split('.').next()?.parse::<u32>().ok());
        let number = number.unwrap_or_default().saturating_add(1);
        Ok(Self {
            // The number is for people's order; nobody else makes the same id, whatever is written into documents.
            id: format!(
                "{number:06}.{}.{:08x}",
                device.id(),
                u32::from_be_bytes(random(device.me().ambient()))
            ),
            what,
            since,
            status: None,
            edits: Vec::new(),
            changing: Changing::default(),
        })
    }

    fn said(
        &self,
        from: Option<Uuid>,
        to: Option<Uuid>,
    ) -> Result<(String, Option<String>), Error> {
        let said = Arranged {
            what: self.what,
            since: self.since,
            from,
            to,
            status: self.status,
            undone: false,
        };
        let text = said.to_text().ok_or(StoreError::Damaged("arrangement"))?;
        Ok((self.id.clone(), Some(text)))
    }

    /// Moves a family by it: what was before, what is after.
    pub(crate) fn moves(
        &mut self,
        family: &FamilyView,
        patch: FamilyPatch,
        way: (Option<Uuid>, Option<Uuid>),
    ) -> Result<(), Error> {
        self.changing
            .family(family.id, family.groups.clone(), &patch.groups);
        self.family(family.id, patch, way)
    }

    /// Gives a family a status by it, from its day on.
    pub(super) fn gives(&mut self, family: &FamilyView, status: Status) -> Result<(), Error> {
        let Some(since) = self.since else {
            return Err(StoreError::Damaged("arrangement").into());
        };
        self.status = Some(status);
        self.changing.status(family, status, since);
        let patch = FamilyPatch {
            statuses: from(&family.statuses, since, status),
            ..FamilyPatch::default()
        };
        self.family(family.id, patch, (None, None))
    }

    /// Changes a family by it: what was before, what is after.
    pub(crate) fn family(
        &mut self,
        id: Uuid,
        mut patch: FamilyPatch,
        (from, to): (Option<Uuid>, Option<Uuid>),
    ) -> Result<(), Error> {
        patch.arranged.extend([self.said(from, to)?]);
        self.edits.push((DocKey::Family(id), patch.into()));
        Ok(())
    }

    /// Changes a group by it.
    pub(crate) fn group(
        &mut self,
        id: Uuid,
        mut patch: GroupPatch,
        (from, to): (Option<Uuid>, Option<Uuid>),
    ) -> Result<(), Error> {
        patch.arranged.extend([self.said(from, to)?]);
        if let Some(since) = self.since
            && patch.states.get(&Since(Some(since))) == Some(&Some(GroupState::Closed))
        {
            self.changing.closes(id, since);
        }
        self.edits.push((DocKey::Group(id), patch.into()));
        Ok(())
    }

    /// Writes all of it or nothing; says under which id, and what it did beyond what it says.
    pub(crate) fn write(self, device: &mut Device) -> Result<(String, Effects), Error> {
        let effects = match self.since {
            Some(since) => self.changing.effects(device, since)?,
            None => Effects::default(),
        };
        device.edit_all(&self.edits)?;
        Ok((self.id, effects))
    }
}
