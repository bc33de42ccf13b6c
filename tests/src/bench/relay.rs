//! The relay: durable pushes from many connections, beside what the same machine's SQLite does with bare inserts; and a relay
//! with a nation's devices, a twentieth of them awake.

use sesi_core::kinds::Pkh;
use sesi_engine::field::Field as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use serde::Serialize;
use sesi_core::kinds::forum_feed;
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::keys::epoch::EpochKey;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::seal::body::PackedBody;
use sesi_engine::seal::entry::seal;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::statement::{Access, DeviceRole, Found, Grant, Rights, Statement};
use sesi_wire::sync::{FeedState, Frame, FrameReader, PushResult, SyncRequest, to_vec};

use super::failure::Failure;
use super::memory;
use crate::relay::RelayProcess;

const CONNECTIONS: usize = 200;
/// Pushes of each connection.
const PUSHES: usize = 100;
/// Random bytes in a push, so that the whole entry has about 1 KB.
const NOISE: usize = 850;
const FEEDS: usize = 10;
/// Rows that bare SQLite commits together: as many as connections wait at once.
const BARE_BATCH: usize = CONNECTIONS;
const ENROLLED: usize = 33_000;
const OFFICES: usize = 33;
/// One in so many devices is awake.
const ACTIVE: usize = 20;
/// Idle checks of each active device.
const CHECKS: usize = 10;

/// What the relay can do.
#[derive(Debug, Clone, Serialize)]
pub struct RelayFigures {
    /// Connections that push at once.
    pub connections: usize,
    /// Durable accepted pushes of one entry of about 1 KB.
    pub pushes: usize,
    /// Of them, each second.
    pub pushes_a_second: f64,
    /// Half of them answered within, in ms.
    pub p50_ms: f64,
    /// 99 of 100 answered within, in ms.
    pub p99_ms: f64,
    /// The most memory that the relay ever held, in MB.
    pub memory_mb: f64,
    /// Rows of the same size a second that a bare program puts into SQLite, committing two hundred at a time as durably.
    pub bare_inserts_a_second: f64,
    /// Pushes for each bare insert.
    pub ratio: f64,
    /// Devices that the relay knows.
    pub enrolled: usize,
    /// Of them, those that check.
    pub active: usize,
    /// Idle checks a second.
    pub idle_checks_a_second: f64,
    /// 99 of 100 idle checks answered within, in ms.
    pub idle_p99_ms: f64,
    /// The most memory that this relay ever held, in MB.
    pub idle_memory_mb: f64,
}

/// An office of devices that only the relay knows.
struct Office {
    root: DeviceIdentity,
    id: OfficeId,
    devices: Vec<DeviceIdentity>,
    ambient: Seeded,
}

impl Office {
    /// Founds it and lets everybody in.
    fn found(address: SocketAddr, seed: u64, devices: usize) -> Result<Self, Failure> {
        let ambient = Seeded::new(seed, chrono::DateTime::UNIX_EPOCH);
        let root = DeviceIdentity::generate(&ambient);
        let id = OfficeId::of_root(&root.public().sign);
        let devices: Vec<_> = (0..devices)
            .map(|_| DeviceIdentity::generate(&ambient))
            .collect();
        let place = Place::first(FeedId::CONTROL);
        let found = [Statement::Found(Found {
            root: root.public(),
        })];
        let founding = sign_statements(&found, &place, &root, &id, &ambient)?;
        let first = founding.first().ok_or("a founding entry")?;
        let grants: Vec<Statement> = devices
            .iter()
            .enumerate()
            .map(|(no, device)| {
                Statement::Grant(Grant {
                    keys: device.public(),
                    role: DeviceRole::Member,
                    access: vec![Access {
                        feed: feed(no),
                        rights: Rights::Write,
                    }],
                })
            })
            .collect();
        let granting = sign_statements(&grants, &Place::after(first), &root, &id, &ambient)?;
        let mut caller = Caller::to(address)?;
        let request = FoundRequest {
            version: sesi_wire::VERSION,
            code: None,
            entries: vec![ByteVec::from(first.as_bytes().to_vec())],
        };
        caller.post("/v1/found", None, &to_vec(&request))?;
        for entry in granting {
            caller.push(&root, &pushing(entry.into_bytes()))?;
        }
        Ok(Self {
            root,
            id,
            devices,
            ambient,
        })
    }

    /// The requests by which each device pushes, sealed beforehand: the phones' work is not what is measured.
    fn pushes(&self) -> Result<Vec<Vec<Vec<u8>>>, Failure> {
        let mut of_all = Vec::with_capacity(self.devices.len());
        for (no, device) in self.devices.iter().enumerate() {
            let key = EpochKey::first(feed(no), forum_feed(2026), &self.ambient);
            let mut place = Place::first(feed(no));
            let mut of_one = Vec::with_capacity(PUSHES);
            for _ in 0..PUSHES {
                let mut noise = vec![0; NOISE];
                self.ambient.fill(&mut noise);
                let part = DocumentPart {
                    key: vec![6; 17],
                    changes: vec![noise],
                };
                let body = PackedBody::pack(&[part], Pkh::dictionary())?;
                let entry = seal(&place, &body, &key, device, &self.id, &self.ambient)?;
                place = Place::after(&entry);
                of_one.push(pushing(entry.into_bytes()));
            }
            of_all.push(of_one);
        }
        Ok(of_all)
    }
}

fn feed(no: usize) -> FeedId {
    FeedId([u8::try_from(no % FEEDS).unwrap_or_default() + 1; 8])
}

fn pushing(entry: Vec<u8>) -> Vec<u8> {
    to_vec(&SyncRequest {
        version: sesi_wire::VERSION,
        feeds: Vec::new(),
        push: Some(vec![ByteVec::from(entry)]),
        budget: None,
        want: None,
        joint: None,
    })
}

/// A connection that writes HTTP by hand: what it costs is not the relay's.
struct Caller(TcpStream);

impl Caller {
    fn to(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    fn post(
        &mut self,
        path: &str,
        who: Option<&DeviceIdentity>,
        body: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        let bearer = who.map_or_else(String::new, |who| {
            format!("authorization: Bearer {}\r\n", *who.bearer())
        });
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: relay\r\n{bearer}content-length: {}\r\n\r\n",
            body.len()
        );
        self.0.write_all(&[head.as_bytes(), body].concat())?;
        let mut got = Vec::with_capacity(1024);
        let mut piece = [0; 16 * 1024];
        loop {
            let read = self.0.read(&mut piece)?;
            if read == 0 {
                return Err("the relay hung up".into());
            }
            got.extend_from_slice(&piece[..read]);
            let Some(end) = got.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&got[..end]).to_ascii_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .ok_or("an answer without a length")?
                .trim()
                .parse()?;
            if got.len() >= end + 4 + length {
                if !head.starts_with("http/1.1 200") {
                    return Err(head.into());
                }
                return Ok(got.split_off(end + 4));
            }
        }
    }

    /// Pushes one entry, which must be accepted.
    fn push(&mut self, who: &DeviceIdentity, body: &[u8]) -> Result<(), Failure> {
        let mut reader = FrameReader::default();
        reader.feed(&self.post("/v1/sync", Some(who), body)?);
        match reader.next_frame()? {
            Some(Frame::Head { results, .. })
                if matches!(results[..], [PushResult::Accepted(_)]) =>
            {
                Ok(())
            }
            other => Err(format!("not accepted: {other:?}").into()),
        }
    }
}

/// Runs `work` on as many threads as there are `tasks`, at once, and says how long each of its steps took and all together.
fn at_once<T: Send>(
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<Vec<Duration>, String> + Sync,
) -> Result<(Vec<Duration>, Duration), Failure> {
    let started = Instant::now();
    let results: Vec<Result<Vec<Duration>, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = tasks
            .into_iter()
            .map(|task| scope.spawn(|| work(task)))
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err("a caller fell".into()))
            })
            .collect()
    });
    let took = started.elapsed();
    let mut times = Vec::new();
    for result in results {
        times.extend(result?);
    }
    times.sort_unstable();
    Ok((times, took))
}

fn share_ms(times: &[Duration], percent: usize) -> f64 {
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times
        .get(at)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of some ten thousand")]
fn a_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<RelayFigures, Failure> {
    eprintln!("the relay: {CONNECTIONS} connections, {PUSHES} pushes each");
    let unlimited = [
        "--open-founding",
        "--device-rate",
        "0",
        "--stranger-rate",
        "0",
    ];
    let relay = RelayProcess::start_with(&folder.join("pushed"), &unlimited);
    let address = relay.address;
    let office = Office::found(address, 77, CONNECTIONS)?;
    let tasks: Vec<_> = office.devices.iter().zip(office.pushes()?).collect();
    let bytes = tasks
        .first()
        .and_then(|(_, bodies)| bodies.first())
        .map_or(0, Vec::len);
    let (times, took) = at_once(tasks, |(device, bodies)| {
        let mut caller = Caller::to(address).map_err(|error| error.to_string())?;
        let mut times = Vec::with_capacity(bodies.len());
        for body in bodies {
            let sent = Instant::now();
            caller
                .push(device, &body)
                .map_err(|error| error.to_string())?;
            times.push(sent.elapsed());
        }
        Ok(times)
    })?;
    let memory_mb = memory::highest_mb(relay.pid())?;
    drop(relay);
    let bare = bare_inserts(&folder.join("bare.sqlite"), times.len(), bytes)?;
    let pushes_a_second = a_second(times.len(), took);
    let (idle, idle_took, active, idle_memory_mb) = idle_checks(folder)?;
    let figures = RelayFigures {
        connections: CONNECTIONS,
        pushes: times.len(),
        pushes_a_second,
        p50_ms: share_ms(&times, 50),
        p99_ms: share_ms(&times, 99),
        memory_mb,
        bare_inserts_a_second: bare,
        ratio: pushes_a_second / bare,
        enrolled: ENROLLED,
        active,
        idle_checks_a_second: a_second(idle.len(), idle_took),
        idle_p99_ms: share_ms(&idle, 99),
        idle_memory_mb,
    };
    eprintln!("  {figures:?}");
    Ok(figures)
}

/// What the same machine does without a network, a signature or a rule: the relay's two unique indexes, its journal and its
/// durability, so many rows a commit.
fn bare_inserts(path: &Path, count: usize, bytes: usize) -> Result<f64, Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the bare file that the relay is compared with"
    )]
    let mut conn = Connection::open(path)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 2000)?;
    conn.execute_batch(
        "CREATE TABLE entries (feed INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL, device BLOB NOT NULL,
         device_seq INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (feed, seq), UNIQUE (feed, id), UNIQUE (feed, device, device_seq))",
    )?;
    let ambient = Seeded::new(5, chrono::DateTime::UNIX_EPOCH);
    let mut row = vec![0; bytes];
    ambient.fill(&mut row);
    let started = Instant::now();
    let mut seq = 0_u64;
    while seq < count as u64 {
        let txn = conn.transaction()?;
        for _ in 0..BARE_BATCH {
            seq += 1;
            let id = blake3::hash(&seq.to_le_bytes());
            txn.prepare_cached("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)")?
                .execute((
                    seq % FEEDS as u64,
                    seq,
                    id.as_bytes(),
                    &id.as_bytes()[..8],
                    seq,
                    &row,
                ))?;
        }
        txn.commit()?;
    }
    Ok(a_second(count, started.elapsed()))
}

type Idle = (Vec<Duration>, Duration, usize, f64);

/// A nation's devices; a twentieth of them ask whether there is anything.
fn idle_checks(folder: &Path) -> Result<Idle, Failure> {
    eprintln!("the relay: {ENROLLED} devices");
    let unlimited = [
        "--open-founding",
        "--device-rate",
        "0",
        "--stranger-rate",
        "0",
    ];
    let relay = RelayProcess::start_with(&folder.join("nation"), &unlimited);
    let address = relay.address;
    let mut awake = Vec::new();
    for office in 0..OFFICES {
        let office = Office::found(address, 1_000 + office as u64, ENROLLED / OFFICES)?;
        // What was said is all there is: the check has nothing to fetch but the control feed's head.
        let control = control_state(address, &office)?;
        let devices = office.devices.into_iter().enumerate().step_by(ACTIVE);
        awake.extend(devices.map(|(no, device)| (device, idle_request(control, no))));
    }
    let active = awake.len();
    let mut shares: Vec<Vec<(DeviceIdentity, Vec<u8>)>> =
        (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for (no, one) in awake.into_iter().enumerate() {
        shares[no % CONNECTIONS].push(one);
    }
    let (times, took) = at_once(shares, |devices| {
        let mut caller = Caller::to(address).map_err(|error| error.to_string())?;
        let mut times = Vec::new();
        for _ in 0..CHECKS {
            for (device, request) in &devices {
                let sent = Instant::now();
                let answer = caller.post("/v1/sync", Some(device), request);
                let answer = answer.map_err(|error| error.to_string())?;
                times.push(sent.elapsed());
                if answer.len() > 20 {
                    return Err(format!("an idle check brought {} bytes", answer.len()));
                }
            }
        }
        Ok(times)
    })?;
    Ok((times, took, active, memory::highest_mb(relay.pid())?))
}

/// Where a device stands that has the whole control feed.
fn control_state(address: SocketAddr, office: &Office) -> Result<FeedState, Failure> {
    let mut state = FeedState {
        feed: FeedId::CONTROL,
        since: 0,
        chain: None,
        own_seq: 0,
        mode: None,
    };
    let mut caller = Caller::to(address)?;
    loop {
        let request = SyncRequest {
            version: sesi_wire::VERSION,
            feeds: vec![state],
            push: None,
            budget: Some(sesi_wire::limits::MAX_BUDGET),
            want: None,
            joint: None,
        };
        let answer = caller.post("/v1/sync", Some(&office.root), &to_vec(&request))?;
        let mut reader = FrameReader::default();
        reader.feed(&answer);
        let mut at_head = true;
        while let Some(frame) = reader.next_frame()? {
            match frame {
                Frame::Entry(_) | Frame::Own(_) => state.since += 1,
                Frame::PageEnd { chain, head } => {
                    state.chain = Some(chain.mark());
                    at_head = state.since == head;
                }
                _ => {}
            }
        }
        if at_head {
            return Ok(state);
        }
    }
}

fn idle_request(control: FeedState, no: usize) -> Vec<u8> {
    let data = FeedState {
        feed: feed(no),
        since: 0,
        ..control
    };
    to_vec(&SyncRequest {
        version: sesi_wire::VERSION,
        feeds: vec![control, data],
        push: None,
        budget: None,
        want: None,
        joint: None,
    })
}
