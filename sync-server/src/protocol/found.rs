//! `POST /v1/found`: an office comes to this relay, for the first time or after the relay forgot it.

use std::sync::Arc;

use sesi_wire::VERSION;
use sesi_wire::entry::Kind;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_PUSH;
use sesi_wire::statement::{DeviceKeys, Statement};
use sesi_wire::sync::{Frame, PushResult, from_slice, to_vec};

use super::entry_validator::EntryValidator;
use super::offered::{self, Body, Offered};
use super::sync::for_a_stranger;
use super::{
    Answer, RelayTime, Rules, bounds, check_version, fault, founding_code, malformed, storage_fault,
};
use crate::storage::{Storage, Verdict};

/// What founding came to.
enum Outcome {
    /// The office is here; one result an entry.
    Here(Vec<PushResult>),
    /// A code is needed, and none that counts was given.
    NoCode,
    /// The founding entry contradicts itself.
    Contradiction,
}

/// Answers a founding request.
pub async fn found(
    storage: &Arc<dyn Storage>,
    body: &[u8],
    rules: Rules,
    now: RelayTime,
) -> Result<Answer, Fault> {
    let request = read(body)?;
    let bytes_in = request.entries.iter().map(|entry| entry.len() as u64).sum();
    let code = request.code.as_deref().map(founding_code::hash);
    let incarnation: [u8; 8] = crate::random::bytes()
        .map_err(|_| fault(Code::Unavailable, "no randomness is to be had"))?;

    let entries = request.entries;
    let prepared = for_a_stranger(move || prepare(entries)).await?;
    let (root, offered) = prepared.ok_or_else(|| {
        fault(
            Code::Malformed,
            "the first entry is not the founding entry of an office",
        )
    })?;
    let id = OfficeId::of_root(&root.sign);
    let outcome = storage
        .write(move |txn| {
            let known = txn.office(&id)?;
            let new = known.is_none();
            let office = if let Some(office) = known {
                office
            } else {
                let admitted = rules.open_founding
                    || match &code {
                        Some(code) => txn.use_founding_code(code, now.seconds())?,
                        None => false,
                    };
                if !admitted {
                    return Ok(Verdict::Undo(Outcome::NoCode));
                }
                txn.create_office(&id, &root, incarnation)?
            };
            let results = EntryValidator::new(txn, office, None, rules, now).all(&offered)?;
            // An office is made together with its founding entry or not at all; its code is then not used up either.
            if new && !matches!(results.first(), Some(PushResult::Accepted(1))) {
                return Ok(Verdict::Undo(Outcome::Contradiction));
            }
            Ok(Verdict::Keep(Outcome::Here(results)))
        })
        .await
        .map_err(|error| storage_fault(&error))?;
    let results = match outcome {
        Outcome::Here(results) => results,
        Outcome::NoCode => {
            return Err(fault(
                Code::FoundCode,
                "founding takes a code from this relay's operator; this one is not, was used or has expired",
            ));
        }
        Outcome::Contradiction => {
            return Err(fault(
                Code::Malformed,
                "the founding entry contradicts itself",
            ));
        }
    };
    let mut body = to_vec(&Frame::Head {
        version: VERSION,
        relay_time: now.0,
        results: results.clone(),
    });
    body.extend_from_slice(&to_vec(&Frame::End));
    Ok(Answer {
        body,
        results,
        bytes_in,
        entries_out: 0,
        bytes_out: 0,
    })
}

fn read(body: &[u8]) -> Result<FoundRequest, Fault> {
    if let Some(version) = bounds::version(body) {
        check_version(version)?;
    }
    bounds::check("founding request", body, MAX_PUSH).map_err(|error| malformed(&error))?;
    let request: FoundRequest =
        from_slice("founding request", body).map_err(|error| malformed(&error))?;
    check_version(request.version.into())?;
    Ok(request)
}

/// Reads the entries; `None` unless the first one founds an office and is signed by its root.
fn prepare(entries: Vec<minicbor::bytes::ByteVec>) -> Option<(DeviceKeys, Vec<Offered>)> {
    let mut offered = offered::read(entries);
    let Some(Offered::Entry(first)) = offered.first() else {
        return None;
    };
    let header = first.entry.header();
    let Body::Statements(said) = &first.body else {
        return None;
    };
    let Some(Statement::Found(found)) = said.first() else {
        return None;
    };
    let root = found.root;
    let office = OfficeId::of_root(&root.sign);
    let founds = header.kind == Kind::Statements
        && header.feed == FeedId::CONTROL
        && header.device == root.device()
        && header.device_seq == 1
        && first.is_signed_by(&office, &root.sign);
    if !founds {
        return None;
    }
    let keys = offered::keys_within(&offered);
    offered::check_signatures(&mut offered, &office, &keys);
    Some((root, offered))
}
