//! Calls relays that this device has left: tells them where the office went, and fetches what came there since, such as the work of a
//! phone that did not know of the move. Their answer is treated like a file; nothing of their log is noted but how far it was read.

use minicbor::bytes::ByteVec;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::limits::{MAX_ENTRY, MAX_FEEDS, START_BUDGET};
use sesi_wire::sync::{FeedState, Frame, FrameReader, PushResult, SyncRequest, to_vec};

use super::file;
use super::naming::Naming;
use super::report::Report;
use super::shared_device::SharedDevice;
use super::sync_error::SyncError;
use super::transport::{ReadFault, Transport, read_all};
use crate::error::Error;
use crate::store::{ArchivedEntry, Cursor, FeedRow, FormerRelay};

/// Requests to one relay that was left in one run. The next run goes on where this one ended.
const REQUESTS: u32 = 64;

/// Asks until nothing more is there. `former` says afterwards how far that came, whatever ended it.
pub(super) fn ask(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    former: &mut FormerRelay,
    report: &mut Report,
) -> Result<(), SyncError> {
    for _ in 0..REQUESTS {
        if !ask_once(device, transport, former, report)? {
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
    report: &mut Report,
) -> Result<bool, SyncError> {
    let (request, tells, office, bearer) = {
        let device = device.lend();
        let conn = device.reader();
        let said = device.me().said_relay().map(|(_, entry)| entry);
        let untold = said.filter(|entry| former.told != Some(*entry));
        let entry = match &untold {
            Some(entry) => ArchivedEntry::get(conn, entry).map_err(Error::from)?,
            None => None,
        };
        let feeds = FeedRow::all(conn).map_err(Error::from)?;
        let states = feeds.iter().take(MAX_FEEDS);
        let request = SyncRequest {
            version: sesi_wire::VERSION,
            feeds: states.map(|feed| state_of(former, feed.id)).collect(),
            push: entry.map(|entry| vec![ByteVec::from(entry.bytes)]),
            budget: None,
            want: None,
            joint: None,
        };
        (
            request,
            untold,
            device.office(),
            device.me().identity().bearer(),
        )
    };
    let transport = &mut Naming::new(transport, office, true);
    let answer = transport.post("/v1/sync", Some(&bearer), to_vec(&request))?;
    if answer.status != 200 {
        return Err(SyncError::Refused(format!("status {}", answer.status)));
    }
    let mut heard = Heard::default();
    let mut reader = FrameReader::default();
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        while let Some(frame) = reader.next_frame()? {
            heard.frame(frame, former)?;
        }
        file::take_in(&mut device.lend(), &std::mem::take(&mut heard.came), report)
    });
    match read {
        Ok(()) if heard.ended => {}
        Ok(()) => return Err(SyncError::NotARelay("the answer ended early".into())),
        Err(ReadFault::Line(why)) => return Err(SyncError::NotARelay(why)),
        Err(ReadFault::Device(error)) => return Err(error.into()),
    }
    if heard.took {
        former.told = tells;
    }
    Ok(heard.more)
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
    /// It has the statement that was pushed.
    took: bool,
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
            Frame::Head { results, .. } => {
                self.took = results
                    .iter()
                    .any(|result| !matches!(result, PushResult::Rejected(_)));
            }
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
            // Its log is another one: it is read from the beginning.
            Frame::Diverged { feed, .. } => {
                let known = former.cursors.len();
                former.cursors.retain(|cursor| cursor.feed != feed);
                self.more |= former.cursors.len() < known;
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
