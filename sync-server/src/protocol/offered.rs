//! Entries as a caller offers them: layout read, id computed, signature checked, before the writer is asked.
//!
//! Checking a signature takes longer than storing an entry, and there is one writer; so it happens here, on any thread.
//! A device's key never changes (its id is derived from it), so a check made now still holds when the entry is judged.

use std::collections::HashMap;

use minicbor::bytes::ByteVec;
use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, OfficeId, SignKey};
use sesi_wire::statement::{self, Statement};
use sesi_wire::sync::{Rejection, from_slice};

/// One entry of a push.
#[derive(Debug, Clone)]
pub enum Offered {
    /// Not an entry that this relay reads.
    Unreadable(Rejection),
    /// An entry.
    Entry(Box<Candidate>),
}

/// An entry that can be judged.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The entry.
    pub entry: SealedEntry,
    /// Its id.
    pub id: EntryId,
    /// What is said in it.
    pub body: Body,
    /// What is known of its signature.
    pub signature: Signature,
}

/// The readable part of a body.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing that concerns the relay.
    Opaque,
    /// Statements of the office.
    Statements(Vec<Statement>),
    /// A device presents itself.
    Enrolment(Enrolment),
    /// Of a kind that should be readable, and is not.
    Unreadable,
}

/// What is known of an entry's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// Not looked at: the author's key was not known.
    Unchecked,
    /// It is this key's.
    Of(SignKey),
    /// It is not this key's.
    NotOf(SignKey),
}

/// Keys of authors, as far as they are known.
pub type Keys = HashMap<DeviceId, SignKey>;

/// Reads the layout of what was pushed, and the bodies that concern the relay.
pub fn read(pushed: Vec<ByteVec>) -> Vec<Offered> {
    pushed
        .into_iter()
        .map(|bytes| read_one(bytes.into()))
        .collect()
}

/// Reads one entry.
pub fn read_one(bytes: Vec<u8>) -> Offered {
    match SealedEntry::parse(bytes) {
        Ok(entry) => {
            let body =
                match entry.header().kind {
                    Kind::Data | Kind::Unknown(_) => Body::Opaque,
                    Kind::Statements => statement::from_body(entry.body())
                        .map_or(Body::Unreadable, Body::Statements),
                    Kind::Enrolment => from_slice("enrolment", entry.body())
                        .map_or(Body::Unreadable, Body::Enrolment),
                };
            Offered::Entry(Box::new(Candidate {
                id: entry.id(),
                entry,
                body,
                signature: Signature::Unchecked,
            }))
        }
        Err(EntryFault::Malformed(_) | EntryFault::Signature) => {
            Offered::Unreadable(Rejection::Malformed)
        }
        Err(EntryFault::Version(_)) => Offered::Unreadable(Rejection::Version),
        Err(EntryFault::TooLarge(_)) => Offered::Unreadable(Rejection::TooLarge),
    }
}

/// The keys that the pushed statements themselves bring: a grant makes the next entry's author known.
pub fn keys_within(offered: &[Offered]) -> Keys {
    let mut keys = Keys::new();
    for candidate in candidates(offered) {
        match &candidate.body {
            Body::Statements(said) => keys.extend(said.iter().filter_map(|statement| {
                let presented = match statement {
                    Statement::Found(found) => found.root,
                    Statement::Grant(grant) => grant.keys,
                    _ => return None,
                };
                Some((presented.device(), presented.sign))
            })),
            Body::Enrolment(enrolment) => {
                keys.insert(enrolment.keys.device(), enrolment.keys.sign);
            }
            Body::Opaque | Body::Unreadable => {}
        }
    }
    keys
}

/// Authors whose keys are not among `keys`.
pub fn authors_without_key(offered: &[Offered], keys: &Keys) -> Vec<DeviceId> {
    let mut missing: Vec<DeviceId> = candidates(offered)
        .map(|candidate| candidate.entry.header().device)
        .filter(|device| !keys.contains_key(device))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Checks every signature whose key is among `keys`. Takes some 50 µs an entry: not on a thread that serves others.
pub fn check_signatures(offered: &mut [Offered], office: &OfficeId, keys: &Keys) {
    for offered in offered {
        if let Offered::Entry(candidate) = offered {
            let author = candidate.entry.header().device;
            if let Some(key) = keys.get(&author) {
                candidate.signature = candidate.check(office, key);
            }
        }
    }
}

impl Candidate {
    /// Checks the signature under `key`, within the scope that the entry's kind calls for.
    pub fn check(&self, office: &OfficeId, key: &SignKey) -> Signature {
        let signed = match &self.body {
            // The scope of an enrolment is its invite, which signs too.
            Body::Enrolment(enrolment) => {
                let scope = enrolment.invite_id();
                self.entry.verify(&scope.0, key).is_ok() && enrolment.is_proved()
            }
            _ => self.entry.verify(office.as_bytes(), key).is_ok(),
        };
        if signed {
            Signature::Of(*key)
        } else {
            Signature::NotOf(*key)
        }
    }

    /// Whether the entry is signed by `key`; checks it if that was not done under this very key.
    pub fn is_signed_by(&self, office: &OfficeId, key: &SignKey) -> bool {
        match self.signature {
            Signature::Of(checked) if checked == *key => true,
            Signature::NotOf(checked) if checked == *key => false,
            _ => self.check(office, key) == Signature::Of(*key),
        }
    }
}

fn candidates(offered: &[Offered]) -> impl Iterator<Item = &Candidate> {
    offered.iter().filter_map(|offered| match offered {
        Offered::Entry(candidate) => Some(&**candidate),
        Offered::Unreadable(_) => None,
    })
}
