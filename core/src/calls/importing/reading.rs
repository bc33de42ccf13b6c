//! A spreadsheet, read by its profile and set beside what is there, for whoever looks at it and whoever imports it. It writes nothing.

use std::path::Path;

use sesi_engine::job::{Phase, Watch};

use super::kept::{self, ListProfile};
use super::questions::{ImportAnswer, answers};
use crate::calls::who::must_be_office;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::{Rosters, plan_roster};
use crate::reference::Regions;
use crate::roster::kept::Entries;
use crate::roster::plan::RosterPlan;
use crate::roster::{Context, KeptPlace, Preview, Profile, Reading, Workbook};

/// A file, read and planned.
pub(super) struct Roster {
    /// Its name.
    pub file: String,
    pub previews: Vec<Preview>,
    pub plan: RosterPlan,
    /// Under which it was read.
    pub profile: Profile,
    /// The kept profiles of which that is.
    pub read_like: Vec<ListProfile>,
    /// Where other lists of its shapes belonged: asked about.
    pub kept_places: Vec<KeptPlace>,
    /// The entries by which the profile is kept for the next list.
    pub keep: Entries,
}

impl Roster {
    /// Reads a spreadsheet and sets it beside what is there: a step for each row read, and one for each compared.
    pub(super) fn read(
        device: &mut impl SharedDevice,
        path: &Path,
        profile: Option<&Profile>,
        given: &[ImportAnswer],
        watch: &mut Watch<'_>,
    ) -> Result<Self, Error> {
        let (kabupaten, kept) = {
            let lent = device.lend();
            must_be_office(&lent)?;
            (lent.kabupaten()?, kept::read(lent.reader())?)
        };
        watch(Phase::Reading.at(0, 1))?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan: None,
        };
        let workbook = Workbook::read(path)?;
        let file = workbook.file_name.clone();
        let (profile, shapes) = if let Some(said) = profile {
            (said.clone(), Vec::new())
        } else {
            let proposal = kept.propose(&workbook, &context);
            (proposal.profile, proposal.shapes)
        };
        let kept_places = kept.places(&workbook, &profile, &context);
        let told = |shape: &String| Some(kept::told(shape, kept.of(shape)?));
        let read_like = shapes.iter().filter_map(told).collect();
        let reading = Reading::of(&workbook, &profile)?;
        let mut previews = reading.previews(&context, |done, total| {
            watch(Phase::Reading.at(done, 2 * total))
        })?;
        let keep = kept.entries(&workbook, &profile);
        // The rows are in the previews by now.
        drop(reading);
        drop(workbook);
        let plan = plan_roster(
            device,
            &mut previews,
            &answers(given),
            &mut |done, total| watch(Phase::Reading.at(total + done, 2 * total)),
        )?;
        Ok(Self {
            file,
            previews,
            plan,
            profile,
            read_like,
            kept_places,
            keep,
        })
    }
}
