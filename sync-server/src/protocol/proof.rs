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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::people::{end, grant, office_grant, revoke};
    use crate::fixture::{Person, Staff};

    fn proof(device: &Person, heard: &[(&Person, &Vec<u8>)]) -> Vec<Vec<u8>> {
        let mut said = Said::default();
        for (author, bytes) in heard {
            said.hear(device.id(), author.id(), bytes);
        }
        said.in_order()
    }

    #[test]
    fn a_revocation_comes_after_the_grants_by_which_its_author_speaks_and_nothing_else_comes() {
        let staff = Staff::new(1);
        let (root, [lost, first, second, other]) = (&staff.root, [2, 3, 4, 5].map(Person::new));
        let first_granted = [grant(&lost, &[]), office_grant(&first, &[])];
        let first_granted = root.statements(&staff, 2, &first_granted);
        let again = root.statements(&staff, 3, &[office_grant(&first, &[])]);
        let second_granted = first.statements(&staff, 2, &[office_grant(&second, &[])]);
        let member = first.statements(&staff, 3, &[grant(&second, &[])]);
        let unrelated = second.statements(&staff, 2, &[revoke(&other, &[])]);
        let revocation = second.statements(&staff, 3, &[revoke(&lost, &[])]);
        let by_root = root.statements(&staff, 4, &[revoke(&lost, &[])]);
        let heard = [
            (root, &first_granted),
            (root, &again),
            (&first, &member),
            (&first, &second_granted),
            (&second, &unrelated),
            (&second, &revocation),
            (root, &by_root),
        ];
        let expected = [&first_granted, &second_granted, &revocation, &by_root];
        assert!(proof(&lost, &heard).iter().eq(expected));
    }

    #[test]
    fn office_devices_that_granted_each_other_have_an_end() {
        let staff = Staff::new(1);
        let [lost, first, second] = [2, 3, 4].map(Person::new);
        let of_second = first.statements(&staff, 2, &[office_grant(&second, &[])]);
        let of_first = second.statements(&staff, 2, &[office_grant(&first, &[])]);
        let revocation = first.statements(&staff, 3, &[revoke(&lost, &[])]);
        let heard = [
            (&first, &of_second),
            (&second, &of_first),
            (&first, &revocation),
        ];
        let expected = [&of_second, &of_first, &revocation];
        assert!(proof(&lost, &heard).iter().eq(expected));
    }

    #[test]
    fn what_has_no_room_is_left_out_and_what_has_is_not() {
        let (staff, lost) = (Staff::new(1), Person::new(2));
        let long = vec![end(&staff.founding_entry()); 640];
        let said = |seq, last: &[_]| staff.root.statements(&staff, seq, &[revoke(&lost, last)]);
        let mut revocations: Vec<Vec<u8>> = (2..7).map(|seq| said(seq, &long)).collect();
        revocations.push(said(7, &[]));
        let (long, short) = (revocations[0].len(), revocations[5].len());
        assert!(4 * long + short <= MAX_PROOF && 5 * long > MAX_PROOF);
        let heard: Vec<_> = revocations.iter().map(|said| (&staff.root, said)).collect();
        let shown = proof(&lost, &heard);
        revocations.remove(4);
        assert_eq!(shown, revocations);
    }
}
