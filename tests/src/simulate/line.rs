//! The line between a device and the relay: what is lost, cut, sent twice, and what a relay says that lies, chosen by the seed.

use std::io::Read;

use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::relays::Lines;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::chain::Chain;
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, PushResult, Rejection, to_vec};

use super::disk::Disk;
use super::relay::{Said, SimRelay, refusal};
use crate::seeded_rng::SeededRng;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weather {
    /// Calls of a hundred that something happens to.
    pub rough: usize,
    /// Answers of a hundred that are lies.
    pub lies: usize,
}

impl Weather {
    /// A line that holds and a relay that tells the truth.
    pub const FINE: Self = Self { rough: 0, lies: 0 };
}

/// The line, for one run.
pub struct Line<'a> {
    /// The relays there are.
    pub relays: &'a mut [SimRelay],
    /// Which of them it leads to.
    pub at: usize,
    /// Where what happens is drawn from.
    pub rng: &'a SeededRng,
    /// How bad it is.
    pub weather: Weather,
    /// A device without a battery calls nobody.
    pub disk: Option<&'a Disk>,
    /// Entries that a lying relay may say it was given.
    pub forged: &'a [Vec<u8>],
    /// What happened, a word for each call.
    pub told: String,
}

impl Lines for Line<'_> {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        let at = self
            .relays
            .iter()
            .position(|relay| relay.address == address.url);
        self.at = at.ok_or_else(|| Unreachable::NoConnection("there is no such relay".into()))?;
        Ok(self)
    }
}

impl Transport for Line<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        if self.disk.is_some_and(Disk::is_dead) {
            return Err(Unreachable::NoConnection("there is no battery".into()));
        }
        if !self.rng.chance(self.weather.rough) {
            let said = self.call(path, bearer, &body);
            let said = if path.starts_with("/v1/sync") && self.rng.chance(self.weather.lies) {
                self.lie(said)
            } else {
                self.tell('.');
                said
            };
            return Ok(answer(said, None));
        }
        match self.rng.below(6) {
            0 => {
                self.tell('0');
                Err(Unreachable::NoConnection("nobody is there".into()))
            }
            1 => {
                self.tell('<');
                Err(Unreachable::Broken("the request was lost".into()))
            }
            2 => {
                self.call(path, bearer, &body);
                self.tell('>');
                Err(Unreachable::Broken("the answer was lost".into()))
            }
            3 => {
                self.call(path, bearer, &body);
                self.tell('2');
                Ok(answer(self.call(path, bearer, &body), None))
            }
            _ => {
                let said = self.call(path, bearer, &body);
                let at = self.rng.below(said.2.len() + 1);
                self.tell('|');
                Ok(answer(said, Some(at)))
            }
        }
    }
}

impl Line<'_> {
    fn call(&mut self, path: &str, bearer: Option<&str>, body: &[u8]) -> Said {
        self.relays[self.at].call(path, bearer, body)
    }

    fn tell(&mut self, what: char) {
        self.told.push(what);
    }

    /// Something that a relay could say instead.
    fn lie(&mut self, (status, wait, body): Said) -> Said {
        if status != 200 || self.rng.chance(15) {
            let code = *self.rng.pick(&[
                Code::UnknownToken,
                Code::Revoked,
                Code::Internal,
                Code::TooMany,
                Code::Unavailable,
                Code::TooLarge,
                Code::NotHeld,
            ]);
            self.tell('!');
            return refusal(&sesi_relay::protocol::fault(code, "so it says"));
        }
        let mut reader = FrameReader::default();
        reader.feed(&body);
        let mut frames = Vec::new();
        while let Ok(Some(frame)) = reader.next_frame() {
            frames.push(frame);
        }
        self.change(&mut frames);
        (status, wait, frames.iter().flat_map(to_vec).collect())
    }

    fn change(&mut self, frames: &mut Vec<Frame>) {
        let which = self.rng.below(10);
        self.tell(char::from(b'a' + u8::try_from(which).unwrap_or_default()));
        let number = *self.rng.pick(&[0, 1, 7, u64::MAX >> 1, u64::MAX]);
        let feed = frames.iter().find_map(|frame| match frame {
            Frame::Page { feed, .. } => Some(*feed),
            _ => None,
        });
        let at = self.rng.below(frames.len());
        match which {
            0 => drop(frames.remove(at)),
            1 => {
                let other = self.rng.below(frames.len());
                frames.swap(at, other);
            }
            2 => {
                let results = frames.iter_mut().find_map(|frame| match frame {
                    Frame::Head { results, .. } if !results.is_empty() => Some(results),
                    _ => None,
                });
                if let Some(results) = results {
                    let one = self.rng.below(results.len());
                    results[one] = match self.rng.below(3) {
                        0 => PushResult::Accepted(number),
                        1 => PushResult::Duplicate(number),
                        _ => PushResult::Rejected(Rejection::of_number(
                            u16::try_from(self.rng.below(13)).unwrap_or_default(),
                        )),
                    };
                }
            }
            3 => frames.insert(
                1,
                Frame::Diverged {
                    feed: feed.unwrap_or(FeedId::CONTROL),
                    head: number,
                    chain: Chain(self.rng.bytes()),
                },
            ),
            4 => frames.insert(1, Frame::Refused(feed.unwrap_or(FeedId::CONTROL))),
            5 => {
                for frame in frames.iter_mut() {
                    if let Frame::PageEnd { head, .. } = frame {
                        *head = head.wrapping_add(number);
                    }
                }
            }
            6 => {
                for frame in frames.iter_mut() {
                    if let Frame::PageEnd { chain, .. } = frame {
                        *chain = Chain(self.rng.bytes());
                    }
                }
            }
            7 => frames.insert(at, Frame::Own(number)),
            8 => {
                if let Frame::Entry(bytes) = &mut frames[at] {
                    let byte = self.rng.below(bytes.len());
                    bytes[byte] ^= 1 << self.rng.below(8);
                }
            }
            _ => {
                if let (Some(forged), Some(page)) = (
                    (!self.forged.is_empty()).then(|| self.rng.pick(self.forged)),
                    frames
                        .iter()
                        .position(|frame| matches!(frame, Frame::Page { .. })),
                ) {
                    frames.insert(page + 1, Frame::Entry(forged.clone()));
                }
            }
        }
    }
}

fn answer((status, retry_after, body): Said, cut: Option<usize>) -> Answer {
    Answer {
        status,
        retry_after,
        body: Box::new(Arriving { body, at: 0, cut }),
    }
}

/// A body that may break off.
struct Arriving {
    body: Vec<u8>,
    at: usize,
    cut: Option<usize>,
}

impl Read for Arriving {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let end = self.cut.unwrap_or(self.body.len());
        if self.at == end && self.cut.is_some() {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        let read = out.len().min(end - self.at);
        out[..read].copy_from_slice(&self.body[self.at..self.at + read]);
        self.at += read;
        Ok(read)
    }
}
