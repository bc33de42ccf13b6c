//! `POST /v1/sync`: judge what is pushed, make it durable, then answer what each feed has.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use sesi_wire::VERSION;
use sesi_wire::chain::{Chain, ChainMark};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{FeedId, OfficeId, TokenHash};
use sesi_wire::limits::MAX_PUSH;
use sesi_wire::sync::{Frame, PushResult, SyncRequest, to_vec};
use tokio::sync::Semaphore;

use super::entry_validator::EntryValidator;
use super::offered::{self, Keys, Offered};
use super::pull::{self, Asked, Pages};
use super::{Answer, RelayTime, Rules, bounds, check_version, fault, malformed, storage_fault};
use crate::storage::{Session, Storage, StorageError, Verdict};

/// Why a token opens nothing.
#[derive(Debug)]
pub enum Refusal {
    /// No device has it, or the named office is not here.
    Unknown,
    /// Devices of several offices have it, and the request does not say which office is meant.
    Several,
    /// The office revoked its device.
    Revoked(Session),
    /// The storage does not answer.
    Storage(Fault),
}

/// Who holds this token, in the office that the request names. Cheap: ask before reading a body.
pub async fn authenticate(
    storage: &dyn Storage,
    token: TokenHash,
    named: Option<OfficeId>,
) -> Result<Session, Refusal> {
    let sessions = storage
        .read(move |txn| txn.sessions(&token, named.as_ref()))
        .await
        .map_err(|error| Refusal::Storage(storage_fault(&error)))?;
    let mut sessions = sessions.into_iter();
    match (sessions.next(), sessions.next()) {
        (None, _) => Err(Refusal::Unknown),
        (Some(_), Some(_)) => Err(Refusal::Several),
        (Some(session), None) if session.revoked => Err(Refusal::Revoked(session)),
        (Some(session), None) => Ok(session),
    }
}

/// A device that asks for its office's feeds.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who it is.
    pub session: Session,
    /// Whether the request named the office. If not, another office may have taken the token's hash while the device's own was away.
    pub named: bool,
}

/// Why a sync request is not answered.
#[derive(Debug)]
pub enum Unanswered {
    /// With this.
    Fault(Fault),
    /// The office revoked the device meanwhile.
    Revoked(Session),
}

impl From<Fault> for Unanswered {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The fault of a request that does not say which office it means.
pub fn which_office() -> Fault {
    fault(Code::Office, "name the office")
}

/// Answers a sync request of the caller's device.
pub async fn sync(
    storage: &Arc<dyn Storage>,
    caller: Caller,
    body: &[u8],
    rules: Rules,
    now: RelayTime,
) -> Result<Answer, Unanswered> {
    let request = read(body)?;
    let session = caller.session;
    let cursors = Cursors::of(&request, caller.named);
    check_cursors(storage, &session, cursors).await?;
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
            None => return Err(Unanswered::Revoked(session)),
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
        .map_err(|error| storage_fault(&error).into())
}

/// What a request says of the logs that must be true before anything of it is judged.
struct Cursors {
    /// Feeds whose cursors one mark vouches for, and that mark.
    joint: (Vec<(FeedId, u64)>, Option<ChainMark>),
    /// The cursor in the control feed, where the request does not name its office.
    control: Option<(u64, ChainMark)>,
}

impl Cursors {
    fn of(request: &SyncRequest, named: bool) -> Self {
        let joint = request.feeds.iter().filter(|state| state.is_joint());
        let mut control = request
            .feeds
            .iter()
            .filter(|state| !named && state.feed == FeedId::CONTROL && state.since > 0);
        Self {
            joint: (
                joint.map(|state| (state.feed, state.since)).collect(),
                request.joint,
            ),
            control: control.find_map(|state| Some((state.since, state.chain?))),
        }
    }
}

/// Whether the device's cursors fit the logs here. Where the joint one does not, the device has to say each. Where that of the control feed does
/// not, the office lost entries here, or it is another one: the device has to say which it means.
async fn check_cursors(
    storage: &Arc<dyn Storage>,
    session: &Session,
    cursors: Cursors,
) -> Result<(), Fault> {
    let (joint, said) = cursors.joint;
    if joint.is_empty() && cursors.control.is_none() {
        return Ok(());
    }
    let (session, control) = (session.clone(), cursors.control);
    let read = storage.read(move |txn| {
        let feeds = joint.iter().map(|(feed, _)| *feed);
        let readable = pull::readable(txn, &session, feeds)?;
        let mut chains = Some(Vec::with_capacity(joint.len()));
        for (feed, since) in &joint {
            let chain = match readable.get(feed) {
                Some(feed) => pull::chain_at(txn, feed, *since)?,
                None => None,
            };
            chains = chains.zip(chain).map(|(mut chains, chain)| {
                chains.push(chain);
                chains
            });
        }
        let together =
            joint.is_empty() || (said.is_some() && chains.map(Chain::joint_mark) == said);
        let office = match (control, readable.get(&FeedId::CONTROL)) {
            (Some((since, mark)), Some(feed)) => {
                pull::chain_at(txn, feed, since)?.is_some_and(|chain| chain.mark() == mark)
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        Ok((together, office))
    });
    match read.await.map_err(|error| storage_fault(&error))? {
        (false, _) => Err(fault(Code::Marks, "say the chain mark of each feed")),
        (_, false) => Err(which_office()),
        _ => Ok(()),
    }
}

fn read(body: &[u8]) -> Result<SyncRequest, Fault> {
    if let Some(version) = bounds::version(body) {
        check_version(version)?;
    }
    bounds::check("sync request", body, MAX_PUSH).map_err(|error| malformed(&error))?;
    let request = SyncRequest::from_bytes(body).map_err(|error| malformed(&error))?;
    check_version(request.version.into())?;
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

/// As many requests are worked on at the same time as there are processors; the others wait in the order in which they came.
static MEMBERS: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism();
    Semaphore::new(processors.map_or(1, NonZeroUsize::get))
});
/// Those of strangers one at a time, so that members go on however many signatures strangers have checked.
static STRANGERS: Semaphore = Semaphore::const_new(1);

/// Runs work that takes the processor for a while.
pub(super) async fn off_the_threads<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    run_by(&MEMBERS, work).await
}

/// The same for a caller without a token.
pub(super) async fn for_a_stranger<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    run_by(&STRANGERS, work).await
}

async fn run_by<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let broken = || fault(Code::Internal, "a fault of the relay");
    let turn = turns.acquire().await.map_err(|_| broken())?;
    // The turn lasts as long as the work, which goes on where its caller is gone.
    let run = move || {
        let result = work();
        drop(turn);
        result
    };
    tokio::task::spawn_blocking(run).await.map_err(|_| broken())
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
            let results =
                EntryValidator::new(txn, office, Some(sender), rules, now).all(&offered)?;
            Ok(Verdict::Keep(Some(results)))
        })
        .await
        .map_err(|error| storage_fault(&error))
}
