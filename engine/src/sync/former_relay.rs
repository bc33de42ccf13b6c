//! Calls relays that this device has left: tells them what the office said since, and fetches what came there since, such as the work of a
//! phone that did not know of the move. Their answer is treated like a file; nothing of their log is noted but how far it was read.

use std::time::Duration;

use sesi_wire::chain::Chain;
use sesi_wire::fault::Code;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::limits::{MAX_ENTRY, MAX_FEEDS, START_BUDGET};
use sesi_wire::sync::{FeedState, Frame, FrameReader, PushResult, SyncRequest, to_vec};

use super::admission::{Log, contradict};
use super::expected_answer::ExpectedAnswer;
use super::file;
use super::former_relay_push::FormerRelayPush;
use super::naming::Naming;
use super::report::Report;
use super::shared_device::SharedDevice;
use super::sync_error::{FaultRead, SyncError, read_fault};
use super::transport::{ReadFault, Transport, read_all};
use crate::error::Error;
use crate::store::{Cursor, FeedRow, FormerRelay};

/// Requests to one relay that was left in one run. The next run goes on where this one ended.
const REQUESTS: u32 = 64;

/// Asks until nothing more is there, and nothing more to be told, and no more than one question after `until`, by how long the process has
/// run. `former` says afterwards how far that came, whatever ended it.
pub(super) fn ask(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    former: &mut FormerRelay,
    until: Duration,
    report: &mut Report,
) -> Result<(), SyncError> {
    let mut telling = {
        let device = device.lend();
        FormerRelayPush::of(device.me().backlog_of(device.reader(), former)?)
    };
    let mut contradicted = false;
    for _ in 0..REQUESTS {
        match ask_once(device, transport, former, &mut telling, report) {
            // Somebody whom the office revoked may have been there first.
            Err(SyncError::Revoked) if !contradicted && !device.lend().me().is_revoked() => {
                contradicted = true;
                contradict(device, transport, Log::Another)?;
            }
            Ok(true) => {}
            ended => return ended.map(drop),
        }
        if device.lend().me().ambient().uptime() >= until {
            // Whatever it has more, others wait for this device.
            break;
        }
    }
    Ok(())
}

/// One request. True if there is more.
fn ask_once(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    former: &mut FormerRelay,
    telling: &mut FormerRelayPush,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let (request, office, bearer) = {
        let device = device.lend();
        let feeds = FeedRow::all(device.reader()).map_err(Error::from)?;
        let states = feeds.iter().take(MAX_FEEDS);
        let request = SyncRequest {
            version: sesi_wire::VERSION,
            feeds: states.map(|feed| state_of(former, feed.id)).collect(),
            push: telling.next(),
            budget: None,
            want: None,
            joint: None,
        };
        (request, device.office(), device.me().identity().bearer())
    };
    let transport = &mut Naming::new(transport, office, true);
    let answer = transport.post("/v1/sync", Some(&bearer), to_vec(&request))?;
    if answer.status != 200 {
        let status = answer.status;
        return Err(match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::Revoked => SyncError::Revoked,
            _ => SyncError::Refused(format!("status {status}")),
        });
    }
    let mut heard = Heard::default();
    let mut answering = ExpectedAnswer::to(&request);
    let mut reader = FrameReader::default();
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        // Nothing counts as read before it is kept. What came before a frame that is none stands.
        let mut read = former.clone();
        let garbled = loop {
            match reader.next_frame() {
                Ok(Some(frame)) if answering.accepts(&frame) => {
                    if let Err(error) = heard.frame(frame, &mut read) {
                        break Some(error);
                    }
                }
                Ok(Some(_)) => break Some(nonsense()),
                Ok(None) => break None,
                Err(malformed) => break Some(malformed.into()),
            }
        };
        file::import_batch(&mut device.lend(), &std::mem::take(&mut heard.came), report)?;
        *former = read;
        garbled.map_or(Ok(()), Err)
    });
    match read {
        Ok(()) if heard.ended => {}
        Ok(()) => return Err(SyncError::NotARelay("the answer ended early".into())),
        Err(ReadFault::Line(why)) => return Err(SyncError::NotARelay(why)),
        Err(ReadFault::Device(error)) => return Err(error.into()),
    }
    telling.judged(&heard.results, former);
    Ok(heard.more || !telling.is_done())
}

/// Nothing is spared: what this device wrote there is asked for as well, for its numbers may be a copy's.
fn state_of(former: &FormerRelay, feed: FeedId) -> FeedState {
    let read = former.cursors.iter().find(|cursor| cursor.feed == feed);
    FeedState {
        feed,
        since: read.map_or(0, |cursor| cursor.since),
        chain: read.map(|cursor| cursor.chain.mark()),
        own_seq: 0,
        mode: None,
    }
}

/// How far an answer is read.
#[derive(Default)]
struct Heard {
    /// Entries that were not handed on yet.
    came: Vec<Vec<u8>>,
    bytes: usize,
    page: Option<Page>,
    /// How it judged what was pushed.
    results: Vec<PushResult>,
    more: bool,
    ended: bool,
}

struct Page {
    feed: FeedId,
    since: u64,
    chain: Chain,
    /// It goes on from where this device had read.
    fits: bool,
}

impl Heard {
    fn frame(&mut self, frame: Frame, former: &mut FormerRelay) -> Result<(), Error> {
        match frame {
            Frame::Head { results, .. } => self.results = results,
            Frame::Page { feed, since, chain } => {
                let read = former.cursors.iter().find(|cursor| cursor.feed == feed);
                let fits = match read {
                    Some(read) => (read.since, read.chain) == (since, chain),
                    None => since == 0,
                };
                self.page = Some(Page {
                    feed,
                    since,
                    chain,
                    fits,
                });
            }
            Frame::Entry(bytes) => {
                let page = self.page.as_mut().ok_or_else(nonsense)?;
                self.bytes += bytes.len();
                if self.bytes > START_BUDGET as usize + MAX_ENTRY {
                    return Err(nonsense());
                }
                page.since += 1;
                page.chain = page.chain.then(&EntryId::of(&bytes));
                self.came.push(bytes);
            }
            Frame::PageEnd { chain, head } => {
                let page = self.page.take().ok_or_else(nonsense)?;
                let moved = read_to(former, &page, chain);
                self.more |= moved && head > page.since;
            }
            // Its log is another one: it is read from the beginning, and the relay may have forgotten what it was told.
            Frame::Diverged { feed, .. } => {
                let known = former.cursors.len();
                former.cursors.retain(|cursor| cursor.feed != feed);
                let was_known = former.cursors.len() < known;
                if was_known && feed == FeedId::CONTROL {
                    former.told.clear();
                }
                self.more |= was_known;
            }
            Frame::End => self.ended = true,
            Frame::Own(_) => return Err(nonsense()),
            Frame::Refused(_)
            | Frame::Listing { .. }
            | Frame::Wanted { .. }
            | Frame::Unknown(_) => {}
        }
        Ok(())
    }
}

/// Notes how far a page went, if it bears out. False if it brought nothing new.
fn read_to(former: &mut FormerRelay, page: &Page, chain: Chain) -> bool {
    let known = former
        .cursors
        .iter()
        .position(|read| read.feed == page.feed);
    let known = known.map(|at| former.cursors.remove(at));
    if !page.fits || page.chain != chain {
        // From the beginning, next time.
        return false;
    }
    former.cursors.push(Cursor {
        feed: page.feed,
        since: page.since,
        chain,
    });
    known.is_none_or(|known| known.since < page.since)
}

fn nonsense() -> Error {
    Error::NotARelay("it does not answer what was asked".into())
}

#[cfg(test)]
#[path = "former_relay_tests.rs"]
mod tests;
