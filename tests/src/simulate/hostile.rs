//! A device whose owner holds all its keys and writes what the app never would: by a grammar, so that a seed repeats it.

use sesi_core::kinds::Pkh;
use sesi_engine::field::Field as _;
use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, KeyId, OfficeId, SealKey, TokenHash};
use sesi_wire::statement::{
    Access, DeviceKeys, DeviceRole, End, Epoch, Grant, Move, Revoke, Rights, Statement, Withdraw,
    Wrapped, to_body,
};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use ed25519_dalek::SigningKey;
use minicbor::bytes::ByteVec;
use sesi_core::kinds::{DocKey, Patch};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::secret::FeedKey;
use sesi_engine::seal::body::PackedBody;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::store::{Fact, FeedRow, HeldKey, PendingChange};

use super::station::Station;
use crate::seeded_rng::SeededRng;

/// Where a thief says that the office's relay is.
pub const NOBODYS_RELAY: &str = "http://thief.test";

/// A feed that the device writes, and where it stands in it.
#[derive(Debug, Clone)]
struct Writing {
    feed: FeedId,
    epoch: u32,
    key: [u8; 32],
    last: u64,
    last_id: Option<EntryId>,
    previous: [u8; 16],
}

/// A hostile device.
#[derive(Clone)]
pub struct Hostile {
    /// Its id.
    pub device: DeviceId,
    bearer: String,
    signing: SigningKey,
    office: OfficeId,
    control: Writing,
    meetings: Writing,
    ready: Vec<DocumentPart>,
    /// How many of its ready changes it has used.
    used: usize,
}

/// What it made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The entry, or what should be one.
    pub bytes: Vec<u8>,
    /// What it is, for the trace.
    pub what: &'static str,
}

impl Hostile {
    /// Takes everything out of a device; `work` is what it will have ready to say in documents.
    ///
    /// # Panics
    /// If its database fails.
    pub fn of(station: &mut Station, work: &[(DocKey, Patch)]) -> Self {
        let device = station.device();
        for (key, patch) in work {
            device.edit(key, patch).expect("the device writes");
        }
        let conn = device.reader();
        let secret = Fact::Identity.get(conn).expect("the database reads");
        let secret = secret.expect("an identity");
        let identity = DeviceIdentity::from_secret_bytes(&secret).expect("an identity");
        let seed: [u8; 32] = secret[..32].try_into().expect("32 bytes");
        let purposes = PendingChange::purposes(conn).expect("the database reads");
        let purpose = purposes.first().expect("the work is of one feed");
        let writing = |row: &FeedRow| {
            let key = HeldKey::newest(conn, row.id).expect("the database reads");
            Writing {
                feed: row.id,
                epoch: key.as_ref().map_or(0, |key| key.epoch),
                key: key.map_or([0; 32], |key| *key.key),
                last: row.own_seq,
                last_id: row.own_last,
                previous: row.own_last.map_or([0; 16], |last| last.short().0),
            }
        };
        let meetings = FeedRow::of_purpose(conn, purpose).expect("the database reads");
        let control = FeedRow::get(conn, FeedId::CONTROL).expect("the database reads");
        let pending = PendingChange::unsealed(conn, purpose).expect("the database reads");
        Self {
            device: identity.device(),
            bearer: identity.bearer().to_string(),
            signing: SigningKey::from_bytes(&seed),
            office: device.office(),
            control: writing(&control.expect("the control feed")),
            meetings: writing(&meetings.expect("the meetings feed")),
            ready: pending
                .into_iter()
                .map(|change| DocumentPart {
                    key: change.key,
                    changes: vec![change.contents],
                })
                .collect(),
            used: 0,
        }
    }

    /// Its token, as the relay wants it.
    pub fn bearer(&self) -> &str {
        &self.bearer
    }

    /// The device that its statements bring in, which nobody else ever does.
    pub fn accomplice(&self) -> DeviceKeys {
        let signing = SigningKey::from_bytes(&[77; 32]);
        DeviceKeys {
            sign: sesi_wire::ids::SignKey(signing.verifying_key().to_bytes()),
            seal: SealKey([9; 32]),
            token: TokenHash([77; 32]),
        }
    }

    /// A data entry, honest or not. `victim` is a colleague; `seen` fetches what colleagues wrote.
    pub fn data(
        &mut self,
        rng: &SeededRng,
        victim: DeviceId,
        seen: impl FnOnce() -> Vec<Vec<u8>>,
    ) -> Made {
        let mut header = self.header(Kind::Data, false, rng);
        let part = self.ready[self.used % self.ready.len()].clone();
        self.used += 1;
        let (what, body) = match rng.below(9) {
            0 | 1 => ("job", self.sealed(&header, &[part])),
            2 => {
                Self::twin(&mut header);
                ("twin", self.sealed(&header, &[part]))
            }
            3 => {
                header.device_seq += 1 << rng.below(62);
                ("jump", self.sealed(&header, &[part]))
            }
            4 => match stolen_actor(&part, &self.read_all(&seen())) {
                Some(part) => ("stolen actor", self.sealed(&header, &[part])),
                None => ("job", self.sealed(&header, &[part])),
            },
            5 => ("noise", rng.bytes::<96>().to_vec()),
            6 => {
                header.device = victim;
                header.device_seq = *rng.pick(&[1, 2, 3, 1 << 62, (1 << 63) - 1]);
                ("impersonation", self.sealed(&header, &[part]))
            }
            7 => {
                let field = Self::spoil(&mut header, rng);
                (field, self.sealed(&header, &[part]))
            }
            _ => {
                let body = self.sealed(&header, &[part]);
                let bytes = self.sign(header, &body).into_bytes();
                return Made {
                    bytes: spoilt(bytes, rng),
                    what: "spoilt bytes",
                };
            }
        };
        self.finish(header, &body, what)
    }

    /// An entry of the control feed that only an office device may make; what it says, an honest one would not.
    pub fn statement(&mut self, rng: &SeededRng, others: &[DeviceId]) -> Made {
        let mut header = self.header(Kind::Statements, true, rng);
        let accomplice = self.accomplice();
        let grant = |role, keys| {
            Statement::Grant(Grant {
                keys,
                role,
                access: vec![Access {
                    feed: self.meetings.feed,
                    rights: Rights::Write,
                }],
            })
        };
        let epoch = |number| {
            Statement::Epoch(Epoch {
                feed: self.meetings.feed,
                epoch: number,
                key: KeyId([1; 16]),
                keys: vec![Wrapped {
                    device: self.device,
                    sealed: ByteVec::from(vec![1; 80]),
                }],
                previous: None,
            })
        };
        let (what, statement) = match rng.below(10) {
            0 => ("grants office", grant(DeviceRole::Office, accomplice)),
            1 => ("grants member", grant(DeviceRole::Member, accomplice)),
            2 => {
                let device = *rng.pick(others);
                (
                    "revokes another",
                    Statement::Revoke(Revoke {
                        device,
                        last: vec![],
                    }),
                )
            }
            3 => {
                let end = |writing: &Writing| {
                    writing.last_id.map(|entry| End {
                        feed: writing.feed,
                        device_seq: writing.last,
                        entry,
                    })
                };
                let last = [&self.control, &self.meetings];
                let last = last.into_iter().filter_map(end).collect();
                let device = self.device;
                ("raises itself", Statement::Revoke(Revoke { device, last }))
            }
            4 => ("next epoch", epoch(self.meetings.epoch + 1)),
            5 => ("last epoch", epoch(u32::MAX)),
            6 => {
                let keys = DeviceKeys {
                    seal: SealKey([0; 32]),
                    ..accomplice
                };
                ("poisoned key", grant(DeviceRole::Member, keys))
            }
            7 => {
                let invite = InviteId(rng.bytes());
                ("withdraws", Statement::Withdraw(Withdraw { invite }))
            }
            8 => {
                let away = Move {
                    serial: 1 + rng.below(20) as u64,
                    address: NOBODYS_RELAY.into(),
                    pin: None,
                };
                ("moves away", Statement::Relay(away))
            }
            _ => ("says nothing", Statement::Unknown(9)),
        };
        match rng.below(4) {
            0 => Self::twin(&mut header),
            1 => header.device_seq += 1 << rng.below(62),
            _ => {}
        }
        let body = to_body(&[statement]);
        self.finish(header, &body, what)
    }

    fn finish(&mut self, header: Header, body: &[u8], what: &'static str) -> Made {
        let feed = header.feed;
        let number = header.device_seq;
        let entry = self.sign(header, body);
        let id: EntryId = entry.id();
        let writing = if feed == FeedId::CONTROL {
            &mut self.control
        } else {
            &mut self.meetings
        };
        if number == writing.last + 1 {
            writing.last = number;
            writing.last_id = Some(id);
            writing.previous = id.short().0;
        }
        Made {
            bytes: entry.into_bytes(),
            what,
        }
    }

    fn header(&self, kind: Kind, control: bool, rng: &SeededRng) -> Header {
        let writing = if control {
            &self.control
        } else {
            &self.meetings
        };
        Header {
            kind,
            feed: writing.feed,
            device: self.device,
            device_seq: writing.last + 1,
            previous: writing.previous,
            epoch: if control { 0 } else { writing.epoch },
            seen_seq: 0,
            seen_chain: ChainMark::default(),
            salt: rng.bytes(),
        }
    }

    /// Under a number that it has used.
    fn twin(header: &mut Header) {
        header.device_seq = (header.device_seq - 1).max(1);
        header.previous = [0; 16];
    }

    /// Changes one field of a header before it is signed.
    fn spoil(header: &mut Header, rng: &SeededRng) -> &'static str {
        let huge = *rng.pick(&[0, 2, 1 << 32, (1 << 63) - 1]);
        match rng.below(9) {
            0 => {
                header.kind = Kind::Unknown(7);
                "header: kind"
            }
            1 => {
                header.kind = Kind::Statements;
                "header: statements"
            }
            2 => {
                header.feed = FeedId(rng.bytes());
                "header: feed"
            }
            3 => {
                header.feed = FeedId::CONTROL;
                "header: control"
            }
            4 => {
                header.device_seq = huge.max(1);
                "header: number"
            }
            5 => {
                header.previous = rng.bytes();
                "header: previous"
            }
            6 => {
                header.epoch = *rng.pick(&[0, 2, u32::MAX]);
                "header: epoch"
            }
            7 => {
                header.seen_seq = huge;
                "header: seen seq"
            }
            _ => {
                header.seen_chain = ChainMark(rng.bytes());
                "header: seen chain"
            }
        }
    }

    fn sealed(&self, header: &Header, parts: &[DocumentPart]) -> Vec<u8> {
        let packed = PackedBody::pack(parts, Pkh::dictionary()).expect("a small body packs");
        let bytes = header.to_bytes();
        let nonce = blake3::derive_key("sesi/1 entry nonce", &bytes);
        let nonce: [u8; 24] = nonce[..24].try_into().expect("24 of 32 bytes");
        let aad = [&self.office.0[..], &bytes].concat();
        let payload = Payload {
            msg: packed.payload(),
            aad: &aad,
        };
        let cipher = XChaCha20Poly1305::new(&self.meetings.key.into());
        cipher
            .encrypt(&nonce.into(), payload)
            .expect("a short body can be encrypted")
    }

    fn sign(&self, header: Header, body: &[u8]) -> SealedEntry {
        let entry = SealedEntry::sign(header, body, &self.office.0, &self.signing);
        entry.expect("a body within the limit")
    }

    fn read_all(&self, entries: &[Vec<u8>]) -> Vec<DocumentPart> {
        entries.iter().flat_map(|bytes| self.read(bytes)).collect()
    }

    /// What a data entry of the meetings feed holds, for whoever has its key.
    fn read(&self, bytes: &[u8]) -> Vec<DocumentPart> {
        let Ok(entry) = SealedEntry::parse(bytes.to_vec()) else {
            return Vec::new();
        };
        let Ok(key) = FeedKey::from_secret_bytes(&self.meetings.key) else {
            return Vec::new();
        };
        sesi_engine::seal::entry::open(&entry, &key, &self.office, Pkh::dictionary())
            .unwrap_or_default()
    }

    /// The feed in which it writes its documents.
    pub fn feed(&self) -> FeedId {
        self.meetings.feed
    }
}

/// One byte, anywhere, is another one: every field of the header comes to that in its turn.
fn spoilt(mut bytes: Vec<u8>, rng: &SeededRng) -> Vec<u8> {
    let header = bytes.len().min(64);
    let at = if rng.chance(80) {
        rng.below(header)
    } else {
        rng.below(bytes.len())
    };
    bytes[at] ^= 1 << rng.below(8);
    bytes
}

/// The device's own change under the actor of a colleague's.
fn stolen_actor(part: &DocumentPart, seen: &[DocumentPart]) -> Option<DocumentPart> {
    let actor = seen
        .iter()
        .flat_map(|part| &part.changes)
        .find_map(|change| actor_of(change))?;
    let mut part = part.clone();
    let change = part.changes.first_mut()?;
    let place = place_of_actor(change)?;
    if place.len() != actor.len() {
        return None;
    }
    change[place].copy_from_slice(&actor);
    Some(part)
}

fn actor_of(change: &[u8]) -> Option<Vec<u8>> {
    Some(change[place_of_actor(change)?].to_vec())
}

/// Contents of a change begin with the dependencies (a count below 128, 32 bytes each), then the actor behind its length.
fn place_of_actor(change: &[u8]) -> Option<std::ops::Range<usize>> {
    let deps = usize::from(*change.first().filter(|count| **count < 128)?);
    let at = 1 + 32 * deps;
    let len = usize::from(*change.get(at)?);
    (at + 1 + len <= change.len()).then(|| at + 1..at + 1 + len)
}
