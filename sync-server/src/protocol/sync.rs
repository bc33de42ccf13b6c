//! `POST /v1/sync`: judge what is pushed, make it durable, then answer what each feed has.

use std::sync::Arc;

use sesi_wire::VERSION;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::TokenHash;
use sesi_wire::limits::MAX_PUSH;
use sesi_wire::sync::{Frame, PushResult, SyncRequest, to_vec};

use super::judge::Judge;
use super::offered::{self, Keys, Offered};
use super::pull::{Asked, Pages};
use super::{
    Answer, RelayTime, Rules, bounds, check_version, fault, malformed, proof, storage_fault,
};
use crate::storage::{Session, Storage, StorageError, Verdict};

/// Who holds this token; refuses unknown tokens and revoked devices. Cheap: ask before reading a body.
pub async fn authenticate(storage: &dyn Storage, token: TokenHash) -> Result<Session, Fault> {
    let session = storage
        .read(move |txn| txn.session(&token))
        .await
        .map_err(|error| storage_fault(&error))?;
    match session {
        None => Err(fault(Code::UnknownToken, "no device has this token")),
        Some(session) if session.revoked => Err(revoked(storage, session).await),
        Some(session) => Ok(session),
    }
}

/// The fault that a revoked device is told, with the office's own words.
async fn revoked(storage: &dyn Storage, session: Session) -> Fault {
    let found = storage.read(move |txn| proof::of_revocation(txn, &session));
    match found.await {
        Ok(proof) => Fault {
            proof: Some(proof.into_iter().map(Into::into).collect()),
            ..fault(Code::Revoked, "the office revoked this device")
        },
        Err(error) => storage_fault(&error),
    }
}

/// Answers a sync request of `session`'s device.
pub async fn sync(
    storage: &Arc<dyn Storage>,
    session: Session,
    body: &[u8],
    rules: Rules,
    now: RelayTime,
) -> Result<Answer, Fault> {
    let request = read(body)?;
    let pushed = request.push.unwrap_or_default();
    let asked = Asked {
        feeds: request.feeds,
        want: request.want.unwrap_or_default(),
        budget: request.budget,
    };
    let bytes_in = pushed.iter().map(|entry| entry.len() as u64).sum();
    let results = if pushed.is_empty() {
        Vec::new()
    } else {
        let offered = prepare(storage, &session, pushed).await?;
        match push(storage, &session, offered, rules, now).await? {
            Some(results) => results,
            None => return Err(revoked(&**storage, session).await),
        }
    };
    let head = to_vec(&Frame::Head {
        version: VERSION,
        relay_time: now.0,
        results: results.clone(),
    });
    let mut answer = Answer {
        body: head,
        results,
        bytes_in,
        entries_out: 0,
        bytes_out: 0,
    };
    if asked.feeds.is_empty() && asked.want.is_empty() {
        answer.body.extend_from_slice(&to_vec(&Frame::End));
        return Ok(answer);
    }
    storage
        .read(move |txn| {
            // A push of this very request may have revoked the device: then every feed is refused, and only then.
            let session = Session {
                revoked: txn.is_revoked(session.office, &session.device)?,
                ..session
            };
            let office = txn
                .office_of(session.office)?
                .ok_or_else(|| StorageError::Corrupt("a device without an office".into()))?;
            let head = std::mem::take(&mut answer.body);
            let pages = Pages::new(txn, &office, &session, head, asked.budget).answer(&asked)?;
            answer.entries_out = pages.entries;
            answer.bytes_out = pages.bytes;
            answer.body = pages.into_body();
            Ok(answer)
        })
        .await
        .map_err(|error| storage_fault(&error))
}

fn read(body: &[u8]) -> Result<SyncRequest, Fault> {
    if let Some(version) = bounds::version(body) {
        check_version(version)?;
    }
    bounds::check("sync request", body, MAX_PUSH).map_err(|error| malformed(&error))?;
    let request = SyncRequest::from_bytes(body).map_err(|error| malformed(&error))?;
    check_version(request.version)?;
    Ok(request)
}

/// Reads the pushed entries and checks their signatures, away from the threads that serve connections.
async fn prepare(
    storage: &Arc<dyn Storage>,
    session: &Session,
    pushed: Vec<minicbor::bytes::ByteVec>,
) -> Result<Vec<Offered>, Fault> {
    let own = (session.device, session.sign);
    let office = session.office_id;
    let first = move || {
        let mut offered = offered::read(pushed);
        let mut keys = offered::keys_within(&offered);
        keys.extend([own]);
        offered::check_signatures(&mut offered, &office, &keys);
        let missing = offered::authors_without_key(&offered, &keys);
        (offered, missing)
    };
    let (mut offered, missing) = off_the_threads(first).await?;
    if missing.is_empty() {
        return Ok(offered);
    }
    let no = session.office;
    let found: Keys = storage
        .read(move |txn| {
            let mut keys = Keys::new();
            for device in missing {
                if let Some(known) = txn.device(no, &device)? {
                    keys.insert(device, known.keys.sign);
                }
            }
            Ok(keys)
        })
        .await
        .map_err(|error| storage_fault(&error))?;
    off_the_threads(move || {
        offered::check_signatures(&mut offered, &office, &found);
        offered
    })
    .await
}

/// Runs work that takes the processor for a while.
pub(super) async fn off_the_threads<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| fault(Code::Internal, "a fault of the relay"))
}

/// What became of each entry; `None` if the sender was revoked meanwhile.
async fn push(
    storage: &Arc<dyn Storage>,
    session: &Session,
    offered: Vec<Offered>,
    rules: Rules,
    now: RelayTime,
) -> Result<Option<Vec<PushResult>>, Fault> {
    let (no, sender) = (session.office, session.device);
    storage
        .write(move |txn| {
            // Between the token's check and now another request may have revoked the sender.
            if txn.is_revoked(no, &sender)? {
                return Ok(Verdict::Undo(None));
            }
            let office = txn
                .office_of(no)?
                .ok_or_else(|| StorageError::Corrupt("a device without an office".into()))?;
            let results = Judge::new(txn, office, Some(sender), rules, now).all(&offered)?;
            Ok(Verdict::Keep(Some(results)))
        })
        .await
        .map_err(|error| storage_fault(&error))
}
