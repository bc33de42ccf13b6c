//! A relay in memory that can be told to misbehave. It judges nothing but what a test tells it to refuse, and numbers that are
//! taken; what it answers to an honest office is what the real one answers, which `tests/tests/relay_in_memory.rs` compares.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Read;

use minicbor::bytes::ByteVec;
use sesi_engine::job::Cancelled;
use sesi_engine::keys::enrolment::read_enrolment;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::chain::Chain;
use sesi_wire::enrol::{EnrolRequest, EnrolResponse};
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::found::FoundRequest;
use sesi_wire::held::{HeldResponse, beginning_hash};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId, TokenHash};
use sesi_wire::limits::{MAX_BUDGET, MIN_BUDGET, START_BUDGET};
use sesi_wire::statement::{DeviceKeys, Statement};
use sesi_wire::sync::{
    FeedState, Frame, Mode, PushResult, Rejection, SyncRequest, from_slice, to_vec,
};

/// What happens to one call of `sync`; without any, the relay answers honestly.
pub enum Turn {
    /// An honest answer.
    Honest,
    /// The line breaks after so many bytes of the honest answer.
    CutAt(usize),
    /// The request arrives and is dealt with; the answer does not come back.
    AnswerLost,
    /// The request does not arrive.
    NotReached(Unreachable),
    /// So many bytes of the request arrive, and are kept.
    BreaksAt(usize),
    /// The same, and it is the person who ends it.
    StoppedAt(usize),
    /// Another answer: status, what `Retry-After` says, body.
    Says(u16, Option<u32>, Vec<u8>),
    /// The honest frames, changed.
    Frames(Box<dyn FnOnce(Vec<Frame>) -> Vec<Frame>>),
    /// The honest bytes, changed.
    Bytes(Box<dyn FnOnce(Vec<u8>) -> Vec<u8>>),
}

impl Turn {
    pub fn frames(change: impl FnOnce(Vec<Frame>) -> Vec<Frame> + 'static) -> Self {
        Self::Frames(Box::new(change))
    }

    /// A fault in the relay's own words.
    pub fn fault(code: Code, retry_after: Option<u32>) -> Self {
        let fault = Fault {
            code,
            message: "no".into(),
            retry_after,
            versions: (code == Code::Version).then_some((7, 9)),
            proof: None,
            offices: None,
        };
        Self::Says(code.status(), None, to_vec(&fault))
    }
}

/// Sealed entries by feed, in the order of their seqs.
pub struct FakeRelay {
    pub incarnation: [u8; 8],
    pub feeds: BTreeMap<FeedId, Vec<Vec<u8>>>,
    /// What it refuses, and why.
    pub refuses: BTreeMap<EntryId, Rejection>,
    /// Feeds that a device may not have.
    pub closed: BTreeSet<(DeviceId, FeedId)>,
    /// What happens to the next calls.
    pub turns: VecDeque<Turn>,
    /// Every later call, once the turns are used up.
    pub always: Option<fn() -> Turn>,
    /// Takes a code for founding.
    pub wants_code: bool,
    /// Milliseconds since 1970.
    pub clock: u64,
    /// The requests that arrived.
    pub requests: Vec<SyncRequest>,
    /// How many pushes it refused because the number was taken.
    pub taken: u32,
    /// The paths that were called.
    pub calls: Vec<String>,
    /// The bytes that came with each call.
    pub bodies: Vec<usize>,
    /// What came of a request that broke off.
    pub beginning: Vec<u8>,
}

impl FakeRelay {
    pub fn new(seed: u64) -> Self {
        Self {
            incarnation: seed.to_le_bytes(),
            feeds: BTreeMap::new(),
            refuses: BTreeMap::new(),
            closed: BTreeSet::new(),
            turns: VecDeque::new(),
            always: None,
            wants_code: false,
            clock: 1_795_000_000_000,
            requests: Vec::new(),
            taken: 0,
            calls: Vec::new(),
            bodies: Vec::new(),
            beginning: Vec::new(),
        }
    }

    /// Another relay that holds the same and goes on from there.
    pub fn twin(&self) -> Self {
        Self {
            incarnation: self.incarnation,
            feeds: self.feeds.clone(),
            refuses: self.refuses.clone(),
            closed: self.closed.clone(),
            clock: self.clock,
            ..Self::new(0)
        }
    }

    /// As a disk that died: everything is gone.
    pub fn wipe(&mut self) {
        self.incarnation[7] ^= 0xff;
        self.feeds.clear();
    }

    pub fn log(&self, feed: FeedId) -> &[Vec<u8>] {
        self.feeds.get(&feed).map_or(&[], Vec::as_slice)
    }

    /// The chain after each entry of a feed; the first is that of the empty feed.
    pub fn chains(&self, feed: FeedId) -> Vec<Chain> {
        let mut chains = vec![Chain::start(&self.incarnation, feed)];
        for entry in self.log(feed) {
            let last = chains[chains.len() - 1];
            chains.push(last.then(&EntryId::of(entry)));
        }
        chains
    }

    fn held(&self) -> HeldResponse {
        HeldResponse {
            version: 1,
            length: self.beginning.len() as u64,
            hash: beginning_hash(&self.beginning),
        }
    }

    fn presented(&self) -> Vec<(Option<OfficeId>, DeviceKeys)> {
        let mut presented = Vec::new();
        for entry in self.control() {
            if entry.header().kind == Kind::Enrolment {
                presented.push((None, read_enrolment(&entry).unwrap().1));
            } else {
                // Somebody may have put in what is none.
                let said = sesi_wire::statement::from_body(entry.body());
                for statement in said.unwrap_or_default() {
                    match statement {
                        Statement::Found(found) => {
                            let office = OfficeId::of_root(&found.root.sign);
                            presented.push((Some(office), found.root));
                        }
                        Statement::Grant(grant) => presented.push((None, grant.keys)),
                        _ => {}
                    }
                }
            }
        }
        presented
    }

    fn control(&self) -> Vec<SealedEntry> {
        let log = self.log(FeedId::CONTROL).iter();
        log.map(|bytes| SealedEntry::parse(bytes.clone()).unwrap())
            .collect()
    }

    fn caller(&self, bearer: &str) -> Option<DeviceId> {
        let token = data_encoding::BASE64URL_NOPAD.decode(bearer.as_bytes());
        let hash = TokenHash::of_token(&token.unwrap().try_into().unwrap());
        let presented = self.presented();
        let of_token = presented.iter().find(|(_, keys)| keys.token == hash);
        of_token.map(|(_, keys)| keys.device())
    }

    /// Stores an entry, or says why not.
    pub fn push(&mut self, bytes: &[u8]) -> PushResult {
        let id = EntryId::of(bytes);
        if let Some(reason) = self.refuses.get(&id) {
            return PushResult::Rejected(*reason);
        }
        let entry = SealedEntry::parse(bytes.to_vec()).unwrap();
        let header = entry.header();
        let log = self.feeds.entry(header.feed).or_default();
        for (seq, stored) in (1..).zip(log.iter()) {
            if stored == bytes {
                return PushResult::Duplicate(seq);
            }
            let other = SealedEntry::parse(stored.clone()).unwrap();
            if (other.header().device, other.header().device_seq)
                == (header.device, header.device_seq)
            {
                self.taken += 1;
                return PushResult::Rejected(Rejection::SeqTaken);
            }
        }
        log.push(bytes.to_vec());
        PushResult::Accepted(log.len() as u64)
    }

    fn sync(&mut self, caller: DeviceId, request: &SyncRequest) -> Vec<Frame> {
        let pushed = request.push.iter().flatten();
        let results = pushed.map(|entry| self.push(entry)).collect();
        let mut frames = vec![Frame::Head {
            version: 1,
            relay_time: self.clock,
            results,
        }];
        let budget = request.budget.unwrap_or(START_BUDGET);
        let mut budget = Budget {
            left: budget.clamp(MIN_BUDGET, MAX_BUDGET) as usize,
            entries: 0,
            spent: false,
        };
        for state in &request.feeds {
            if self.closed.contains(&(caller, state.feed)) {
                frames.push(Frame::Refused(state.feed));
            } else {
                self.pull(caller, state, &mut budget, &mut frames);
            }
        }
        for want in request.want.iter().flatten() {
            for &seq in &want.seqs {
                let entry = self.log(want.feed).get(at(seq) - 1);
                if let Some(entry) = entry.filter(|entry| budget.pays(entry.len())) {
                    budget.entries += 1;
                    frames.push(Frame::Wanted {
                        feed: want.feed,
                        seq,
                        entry: entry.clone(),
                    });
                }
            }
        }
        frames.push(Frame::End);
        frames
    }

    /// Whether the cursors that the joint mark stands for are those of the logs here.
    fn vouches(&self, caller: DeviceId, request: &SyncRequest) -> bool {
        let joint = request.feeds.iter().filter(|state| state.is_joint());
        let chains: Option<Vec<Chain>> = joint
            .map(|state| {
                let open = !self.closed.contains(&(caller, state.feed));
                let chains = open.then(|| self.chains(state.feed))?;
                chains.get(at(state.since)).copied()
            })
            .collect();
        chains.is_some_and(|chains| {
            chains.is_empty() || request.joint == Some(Chain::joint_mark(chains))
        })
    }

    fn pull(
        &self,
        caller: DeviceId,
        state: &FeedState,
        budget: &mut Budget,
        frames: &mut Vec<Frame>,
    ) {
        let (feed, chains, log) = (state.feed, self.chains(state.feed), self.log(state.feed));
        let head = log.len() as u64;
        let at_since = chains.get(at(state.since));
        let fits = |chain: &&Chain| {
            state.since == 0 || state.chain.is_none_or(|mark| chain.mark() == mark)
        };
        let Some(&chain) = at_since.filter(fits) else {
            let chain = chains[chains.len() - 1];
            return frames.push(Frame::Diverged { feed, head, chain });
        };
        if state.since == head {
            return;
        }
        frames.push(Frame::Page {
            feed,
            since: state.since,
            chain,
        });
        if state.mode == Some(Mode::Ids) {
            frames.push(Frame::Listing {
                feed,
                since: state.since,
                ids: log[at(state.since)..]
                    .iter()
                    .map(|entry| EntryId::of(entry).short())
                    .collect(),
            });
            let chain = chains[chains.len() - 1];
            return frames.push(Frame::PageEnd { chain, head });
        }
        let mut sent = at(state.since);
        for entry in &log[sent..] {
            let parsed = SealedEntry::parse(entry.clone()).ok();
            let own = parsed
                .as_ref()
                .map(SealedEntry::header)
                .filter(|header| header.device == caller && header.device_seq <= state.own_seq);
            if !budget.pays(own.map_or(entry.len(), |_| OWN_COST)) {
                break;
            }
            sent += 1;
            budget.entries += usize::from(own.is_none());
            frames.push(match own {
                Some(header) => Frame::Own(header.device_seq),
                None => Frame::Entry(entry.clone()),
            });
        }
        let chain = chains[sent];
        frames.push(Frame::PageEnd { chain, head });
    }

    fn found(&mut self, body: &[u8]) -> Answer {
        let request: FoundRequest = from_slice("found", body).unwrap();
        if self.wants_code && self.log(FeedId::CONTROL).is_empty() && request.code.is_none() {
            return said(Turn::fault(Code::FoundCode, None));
        }
        let results = request
            .entries
            .iter()
            .map(|entry| self.push(entry))
            .collect();
        let head = Frame::Head {
            version: 1,
            relay_time: self.clock,
            results,
        };
        ok([head, Frame::End].iter().flat_map(to_vec).collect(), None)
    }

    fn enrol(&mut self, body: &[u8]) -> Answer {
        let request: EnrolRequest = from_slice("enrol", body).unwrap();
        let entry = SealedEntry::parse(request.entry.to_vec()).unwrap();
        let (wanted, _) = read_enrolment(&entry).unwrap();
        let control = self.control();
        let used = control.iter().any(|other| {
            other.header().kind == Kind::Enrolment
                && *other != entry
                && read_enrolment(other).unwrap().0 == wanted
        });
        let statements = control
            .iter()
            .filter(|entry| entry.header().kind == Kind::Statements)
            .flat_map(|entry| sesi_wire::statement::from_body(entry.body()).unwrap());
        let invites = statements.filter_map(|statement| match statement {
            Statement::Invite(invite) if invite.invite == wanted => Some(invite),
            _ => None,
        });
        let Some(invite) = invites
            .max_by_key(|invite| invite.expires)
            .filter(|_| !used)
        else {
            return said(Turn::fault(Code::Invite, None));
        };
        let (PushResult::Accepted(seq) | PushResult::Duplicate(seq)) = self.push(entry.as_bytes())
        else {
            return said(Turn::fault(Code::Invite, None));
        };
        let office = self.presented().iter().find_map(|(office, _)| *office);
        let response = EnrolResponse {
            version: 1,
            relay_time: self.clock,
            office: office.unwrap(),
            welcome: ByteVec::from(invite.welcome.to_vec()),
            seq,
        };
        ok(to_vec(&response), None)
    }
}

impl Transport for FakeRelay {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        mut body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        // It has one office, so a name says nothing new.
        let path = path
            .split_once("office=")
            .map_or(path, |(path, _)| path.trim_end_matches(['?', '&']));
        self.calls.push(path.to_owned());
        self.bodies.push(body.len());
        let turn = self.turns.pop_front();
        let turn = turn.or_else(|| self.always.map(|turn| turn()));
        match turn {
            Some(Turn::NotReached(why)) => return Err(why),
            Some(turn @ Turn::Says(..)) => return Ok(said(turn)),
            _ => {}
        }
        if path == "/v1/held" {
            if bearer.and_then(|bearer| self.caller(bearer)).is_none() {
                return Ok(said(Turn::fault(Code::UnknownToken, None)));
            }
            return Ok(ok(to_vec(&self.held()), None));
        }
        if let Some((_, after)) = path.split_once("?after=") {
            let beginning = std::mem::take(&mut self.beginning);
            if after != beginning.len().to_string() {
                return Ok(said(Turn::fault(Code::NotHeld, None)));
            }
            body.splice(0..0, beginning);
        }
        if let Some(Turn::BreaksAt(at) | Turn::StoppedAt(at)) = turn {
            // Counted from where the request went on.
            self.beginning = body[..body.len() - self.bodies[self.bodies.len() - 1] + at].to_vec();
            return Err(match turn {
                Some(Turn::StoppedAt(_)) => Cancelled.into(),
                _ => Unreachable::Broken("it broke".into()),
            });
        }
        let answer = match path {
            "/v1/found" => return Ok(self.found(&body)),
            "/v1/enrol" => {
                let answer = self.enrol(&body);
                return match turn {
                    Some(Turn::AnswerLost) => Err(Unreachable::Broken("lost".into())),
                    _ => Ok(answer),
                };
            }
            _ => {
                let Some(caller) = self.caller(bearer.unwrap()) else {
                    return Ok(said(Turn::fault(Code::UnknownToken, None)));
                };
                let request = SyncRequest::from_bytes(&body).unwrap();
                if !self.vouches(caller, &request) {
                    return Ok(said(Turn::fault(Code::Marks, None)));
                }
                let frames = self.sync(caller, &request);
                self.requests.push(request);
                frames
            }
        };
        let bytes = |frames: Vec<Frame>| frames.iter().flat_map(to_vec).collect::<Vec<u8>>();
        match turn {
            Some(Turn::CutAt(at)) => Ok(ok(bytes(answer), Some(at))),
            Some(Turn::AnswerLost) => Err(Unreachable::Broken("lost".into())),
            Some(Turn::Frames(change)) => Ok(ok(bytes(change(answer)), None)),
            Some(Turn::Bytes(change)) => Ok(ok(change(bytes(answer)), None)),
            _ => Ok(ok(bytes(answer), None)),
        }
    }
}

/// What an own entry costs of a budget: the bytes of its frame.
const OWN_COST: usize = 4;

/// Bytes of entries that one answer may bring. The first entry always fits; the first that does not ends it.
struct Budget {
    left: usize,
    entries: usize,
    spent: bool,
}

impl Budget {
    fn pays(&mut self, cost: usize) -> bool {
        self.spent |= cost > self.left && self.entries > 0;
        if !self.spent {
            self.left = self.left.saturating_sub(cost);
        }
        !self.spent
    }
}

fn ok(body: Vec<u8>, cut: Option<usize>) -> Answer {
    Answer {
        status: 200,
        retry_after: None,
        body: Box::new(Line { body, at: 0, cut }),
    }
}

fn said(turn: Turn) -> Answer {
    let Turn::Says(status, retry_after, body) = turn else {
        panic!("only words are said");
    };
    Answer {
        status,
        retry_after,
        body: Box::new(std::io::Cursor::new(body)),
    }
}

/// A body that may break off.
struct Line {
    body: Vec<u8>,
    at: usize,
    cut: Option<usize>,
}

impl Read for Line {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let end = self.cut.unwrap_or(self.body.len()).min(self.body.len());
        if self.at == end && self.cut.is_some() {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        // A few bytes at a time, as a thin line brings them.
        let read = out.len().min(end - self.at).min(700);
        out[..read].copy_from_slice(&self.body[self.at..self.at + read]);
        self.at += read;
        Ok(read)
    }
}

/// A seq as a place in a log.
fn at(seq: u64) -> usize {
    usize::try_from(seq).unwrap()
}
