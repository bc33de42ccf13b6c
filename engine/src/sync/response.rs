//! How a response is read: applied as it arrives, so that what a cut response brought stays.

use rusqlite::Connection;
use sesi_wire::sync::FrameReader;

use super::frames::State;
use super::report::Report;
use super::request::{Request, has_to_do};
use super::sealing;
use crate::device::{Device, Me};
use crate::error::Error;
use crate::field::Field;
use crate::store::{FeedRow, Parked};

/// Applies a response as its bytes arrive. Each call of [`Receiver::bytes`] is one transaction: entries and the cursor
/// move together. Between the calls the device is whoever's.
#[derive(Debug)]
pub struct Receiver {
    request: Request,
    reader: FrameReader,
    state: State,
    brought: Brought,
}

/// What is committed of a response.
#[derive(Debug, Default)]
struct Brought {
    report: Report,
    ended: bool,
    advanced: bool,
}

/// What a response brought, once it is over.
#[derive(Debug)]
pub struct Outcome {
    /// What it brought.
    pub report: Report,
    /// It was complete.
    pub ended: bool,
    /// A feed came further, whether or not what it held was new here.
    pub advanced: bool,
}

impl Receiver {
    /// A receiver for the answer to `request`.
    pub fn new(request: Request) -> Self {
        Self {
            state: State::of(&request),
            request,
            reader: FrameReader::default(),
            brought: Brought::default(),
        }
    }

    /// Takes the next bytes of the response. What is whole is durable when this returns.
    pub fn bytes<F: Field>(&mut self, device: &mut Device<F>, bytes: &[u8]) -> Result<(), Error> {
        self.reader.feed(bytes);
        let (reader, state, request) = (&mut self.reader, &mut self.state, &self.request);
        // Of a piece that was rolled back nothing is told.
        state.report = Report::default();
        let garbled = device.write(|conn, me| {
            state.look_again(conn)?;
            let garbled = loop {
                match reader.next_frame() {
                    Ok(Some(frame)) => state.frame(conn, me, request, frame)?,
                    Ok(None) => break None,
                    // What came before the garbled frame stands.
                    Err(malformed) => break Some(malformed),
                }
            };
            let retry = std::mem::take(&mut state.retry);
            let retried = me.retry_parked(conn, retry)?;
            state.report.changed.extend(retried.changed);
            state.report.tries += retried.tries;
            if state.ended {
                me.say_again(conn)?;
                state.report.changed.extend(me.grant_enrolled(conn)?);
                me.open_lacked(conn)?;
                me.mend_access(conn)?;
            }
            Ok::<_, Error>(garbled)
        })?;
        self.brought.add(&mut self.state);
        garbled.map_or(Ok(()), |malformed| Err(malformed.into()))
    }

    /// What it brought so far.
    pub fn report(&self) -> &Report {
        &self.brought.report
    }

    /// The response is over, whether or not it was complete. Says what it brought.
    pub fn finish<F: Field>(self, device: &Device<F>) -> Result<Outcome, Error> {
        let Brought {
            mut report,
            ended,
            advanced,
        } = self.brought;
        let (conn, me) = (device.reader(), device.me());
        report.parked = Parked::count(conn)?;
        report.more = report.more || work_remains(conn, me, &self.request)?;
        Ok(Outcome {
            report,
            ended,
            advanced,
        })
    }
}

impl Brought {
    /// Adds a piece that is committed.
    fn add(&mut self, state: &mut State) {
        let piece = std::mem::take(&mut state.report);
        let more = self.report.more || piece.more;
        self.report.merge(piece);
        self.report.more = more;
        self.ended = state.ended;
        self.advanced = state.advanced;
    }
}

/// Whether another request would have something to say that this one had not.
fn work_remains<F: Field>(conn: &Connection, me: &Me<F>, request: &Request) -> Result<bool, Error> {
    if sealing::count_sealable(conn, me)? > request.unsealable {
        return Ok(true);
    }
    for feed in FeedRow::all(conn)? {
        // A feed whose key has just come has never been asked for.
        if !request.known.contains(&feed.id) || has_to_do(conn, &feed)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_an_answer_add_up_and_whichever_said_that_there_is_more_is_heard() {
        for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
            let (mut brought, mut state) = (Brought::default(), State::default());
            for more in [first, second] {
                state.report.received = 1;
                state.report.more = more;
                brought.add(&mut state);
                assert_eq!(state.report, Report::default());
            }
            assert_eq!(brought.report.received, 2);
            assert_eq!(brought.report.more, first || second);
            assert!(!brought.ended && !brought.advanced);
            (state.ended, state.advanced) = (true, true);
            brought.add(&mut state);
            assert!(brought.ended && brought.advanced);
        }
    }
}
