//! The membership of an office from entries that were verified when they came: no signature is checked again, and what counts is decided
//! once.

use std::collections::BTreeSet;

use sesi_wire::belief::Spoken;
use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{EntryId, SignKey};
use sesi_wire::statement;
use sesi_wire::sync::from_slice;

use super::{Membership, Waiting};

/// A control entry from the archive.
#[derive(Debug)]
pub struct Stored {
    /// Its id.
    pub id: EntryId,
    /// It.
    pub entry: SealedEntry,
    /// Its signature held, under a key whose id is its author's.
    pub proved: bool,
}

impl Membership {
    /// The office of this root, of which these entries are known. Those that were not proved before are verified as if they came now;
    /// what cannot be taken in is left out.
    pub fn load(root: SignKey, stored: Vec<Stored>) -> Self {
        let mut membership = Self::found(root);
        membership.unsettled = true;
        let (proved, mut waiting): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|stored| stored.proved);
        let mut heard = Vec::with_capacity(proved.len());
        for Stored { id, entry, .. } in proved {
            let header = entry.header();
            membership.weigh(id, header.device, entry.as_bytes().len());
            match header.kind {
                Kind::Statements => {
                    if let Ok(said) = statement::from_body(entry.body()) {
                        membership.name_keys(&said);
                        heard.push((id, entry, said));
                    }
                }
                Kind::Enrolment => {
                    if let Ok(enrolment) = from_slice::<Enrolment>("enrolment", entry.body()) {
                        let presented = Waiting {
                            invite: enrolment.invite_id(),
                            keys: enrolment.keys,
                            entry: id,
                        };
                        membership.add_enrolment(id, &entry, presented);
                    }
                }
                Kind::Data | Kind::Unknown(_) => {}
            }
        }
        for (id, entry, said) in heard {
            if let Some(signed) = membership.signer(&entry) {
                let spoken = Spoken::of(entry.header(), signed, &said);
                membership.add(id, spoken, said);
            }
        }
        // An author may be presented by an entry further down.
        loop {
            let before = waiting.len();
            waiting.retain(|stored| membership.insert(&stored.entry).is_err());
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        membership.settle();
        membership.news = super::News::default();
        membership
    }

    /// The key that signed a proved entry: the only one of its author, but where two keys have one id.
    fn signer(&mut self, entry: &SealedEntry) -> Option<SignKey> {
        let none = BTreeSet::new();
        let keys = self.keyring.get(&entry.header().device).unwrap_or(&none);
        if keys.len() == 1 {
            return keys.first().copied();
        }
        self.work.signatures += keys.len() as u64;
        let office = &self.root.office.0;
        let signed = keys.iter().find(|key| entry.verify(office, key).is_ok());
        signed.copied()
    }
}
