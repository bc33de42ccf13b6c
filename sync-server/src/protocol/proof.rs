//! Why a device is refused for good, in the office's own words: a phone need not take a relay's word for it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::limits::MAX_PROOF;
use sesi_wire::statement::{self, DeviceRole, Statement};

use crate::storage::{Reading, Session, StorageError};

/// Entries of the control feed that show that the session's device was revoked: the revocations, and the grants by which their authors
/// speak for the office, each before what it allows.
pub fn of_revocation(txn: &dyn Reading, session: &Session) -> Result<Vec<Vec<u8>>, StorageError> {
    let Some(control) = txn.feed(session.office, &FeedId::CONTROL)? else {
        return Ok(Vec::new());
    };
    let mut said = Said::default();
    txn.entries_after(control.no, 0, &mut |stored| {
        said.hear(session.device, stored.device, stored.bytes);
        ControlFlow::Continue(())
    })?;
    Ok(said.in_order())
}

/// What the control feed says of the matter.
#[derive(Default)]
struct Said {
    /// Author and bytes.
    revocations: Vec<(DeviceId, Vec<u8>)>,
    /// By the device that got the office role: who gave it, and the bytes.
    offices: BTreeMap<DeviceId, (DeviceId, Vec<u8>)>,
}

impl Said {
    fn hear(&mut self, device: DeviceId, author: DeviceId, bytes: &[u8]) {
        let Ok(entry) = SealedEntry::parse(bytes.to_vec()) else {
            return;
        };
        if entry.header().kind != Kind::Statements {
            return;
        }
        // What does not read says nothing.
        for statement in statement::from_body(entry.body()).unwrap_or_default() {
            match statement {
                Statement::Revoke(revoke) if revoke.device == device => {
                    self.revocations.push((author, bytes.to_vec()));
                }
                Statement::Grant(grant) if grant.role == DeviceRole::Office => {
                    let first = || (author, bytes.to_vec());
                    self.offices
                        .entry(grant.keys.device())
                        .or_insert_with(first);
                }
                _ => {}
            }
        }
    }

    fn in_order(&self) -> Vec<Vec<u8>> {
        let (mut proof, mut room) = (Vec::new(), MAX_PROOF);
        for (author, revocation) in &self.revocations {
            let mut steps = vec![revocation];
            let (mut author, mut seen) = (*author, BTreeSet::new());
            while let Some((giver, grant)) = self.offices.get(&author)
                && seen.insert(author)
            {
                steps.push(grant);
                author = *giver;
            }
            steps.reverse();
            steps.retain(|step| !proof.contains(*step));
            let size: usize = steps.iter().map(|step| step.len()).sum();
            if size <= room {
                room -= size;
                proof.extend(steps.into_iter().cloned());
            }
        }
        proof
    }
}
