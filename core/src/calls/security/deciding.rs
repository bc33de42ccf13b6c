//! What a person does about a finding.

use std::collections::BTreeSet;

use sesi_engine::store::Fact;
use sesi_wire::ids::DeviceId;

use super::finding::findings;
use super::{AcceptBeyondEnd, SeenFindings, seen};
use crate::calls::Command;
use crate::calls::terms::Done;
use crate::calls::who::id_of_hex;
use crate::device::Device;
use crate::error::Error;

impl Command for SeenFindings {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let conn = device.reader();
        let mut there: BTreeSet<String> = seen::own(conn)?.into_iter().map(str::to_owned).collect();
        if device.membership().is_office(device.id()) {
            there.extend(findings(device)?.into_iter().map(|finding| finding.mark));
        }
        // What is gone is forgotten: there are never more marks than findings.
        let mut marks = seen::marks(conn)?;
        marks.extend(self.marks);
        let kept: Vec<String> = marks
            .into_iter()
            .filter(|mark| there.contains(mark))
            .collect();
        device.write(|conn, _| {
            Fact::SeenFindings.set(conn, kept.join("\n").as_bytes())?;
            Ok::<_, Error>(Done {})
        })
    }
}

impl Command for AcceptBeyondEnd {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let id = id_of_hex(&self.device)
            .and_then(|id| DeviceId::from_slice(&id))
            .ok_or(Error::Missing("such device"))?;
        device.accept_beyond_end(id, self.upto)?;
        Ok(Done {})
    }
}
