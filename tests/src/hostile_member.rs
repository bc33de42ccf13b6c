//! A hostile member: holds every key of their kecamatan and writes what the app never would.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use ed25519_dalek::SigningKey;
use minicbor::bytes::ByteVec;
use sesi_core::kinds::DocKey;
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::store::{ArchivedEntry, Fact, FeedRow, HeldKey, PendingChange, StoreError};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::transport::Transport;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{EntryId, FeedId, OfficeId};
use sesi_wire::sync::{Frame, FrameReader, PushResult, SyncRequest, to_vec};
use sesi_wire::varint;

use crate::seeded_rng::SeededRng;
use crate::world::Station;

/// Puts the changes that `from` has made and not sent into the hands of `to`, who will seal and sign them as their own.
///
/// # Panics
/// If a database fails.
pub fn steal_pending(from: &mut Station, to: &mut Station) {
    type Stolen = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let stolen: Vec<Stolen> = from
        .device
        .reader()
        .prepare(
            "SELECT id, key, pending.purpose, contents FROM pending JOIN document ON document.id = pending.document",
        )
        .and_then(|mut statement| {
            let rows =
                statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
            rows.collect()
        })
        .expect("the database can be read");
    for (id, key, purpose, contents) in stolen {
        put(to, &id, &key, &purpose, &contents);
    }
}

/// Lets `station` send `contents` as a change of the document `key`, whatever they are.
///
/// # Panics
/// If the database fails, or the meetings feed of the document's group is not there.
pub fn plant(station: &mut Station, key: &DocKey, like: &DocKey, contents: &[u8]) {
    let office = station.device.office();
    let purpose: Vec<u8> = station
        .device
        .reader()
        .query_row(
            "SELECT purpose FROM document WHERE id = ?1",
            [like.id(&office).as_bytes()],
            |r| r.get(0),
        )
        .expect("a document of the same feed");
    put(
        station,
        key.id(&office).as_bytes(),
        &key.to_bytes(),
        &purpose,
        contents,
    );
}

fn put(station: &mut Station, id: &[u8], key: &[u8], purpose: &[u8], contents: &[u8]) {
    station
        .device
        .write(|tx, _| {
            tx.execute(
                "INSERT OR IGNORE INTO document (id, key, purpose, heads, saved) VALUES (?1, ?2, ?3, x'', x'')",
                (id, key, purpose),
            )
            .map_err(StoreError::Sqlite)?;
            tx.execute(
                "INSERT INTO pending (document, purpose, contents) VALUES (?1, ?2, ?3)",
                (id, purpose, contents),
            )
            .map_err(StoreError::Sqlite)
        })
        .expect("the database can be written");
}

/// Everything that a member holds, taken out of the phone: to seal and sign by hand what the app would refuse to.
pub struct Insider {
    identity: DeviceIdentity,
    signing: SigningKey,
    office: OfficeId,
    feed: FeedRow,
    key: HeldKey,
    ambient: Arc<Seeded>,
    http: Http,
}

impl std::fmt::Debug for Insider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Insider({})", self.identity.device())
    }
}

impl Insider {
    /// The owner of `station`, who writes in the feed of the document `like`. The phone itself must not seal any more.
    ///
    /// # Panics
    /// If the database fails, or lacks the document, its feed or the feed's key.
    pub fn of(station: &Station, relay: &str, like: &DocKey) -> Self {
        let conn = station.device.reader();
        let secret = Fact::Identity.get(conn).expect("the database can be read");
        let secret = secret.expect("a joined device has an identity");
        let mut seed = [0; 32];
        seed.copy_from_slice(&secret[..32]);
        let purpose: Vec<u8> = conn
            .query_row(
                "SELECT purpose FROM document WHERE id = ?1",
                [like.id(&station.device.office()).as_bytes()],
                |row| row.get(0),
            )
            .expect("a document of the feed");
        let feed = FeedRow::of_purpose(conn, &purpose).expect("the database can be read");
        let feed = feed.expect("the document has a feed");
        let key = HeldKey::newest(conn, feed.id).expect("the database can be read");
        Self {
            identity: DeviceIdentity::from_secret_bytes(&secret).expect("an identity"),
            signing: SigningKey::from_bytes(&seed),
            office: station.device.office(),
            feed,
            key: key.expect("the feed has a key"),
            ambient: Arc::clone(&station.ambient),
            http: Http::new(relay, None).expect("the relay's address is one"),
        }
    }

    /// The bearer token, as the relay wants it.
    pub fn bearer(&self) -> String {
        self.identity.bearer().to_string()
    }

    /// The next entry, holding these parts as the app would pack them.
    pub fn seal(&mut self, parts: &[DocumentPart]) -> Vec<u8> {
        self.seal_packed(&[&[0], &packed(parts)[..]].concat())
    }

    /// The next entry, holding this packed content (method, then content) behind its length.
    pub fn seal_packed(&mut self, packed: &[u8]) -> Vec<u8> {
        let mut payload = Vec::new();
        varint::put(&mut payload, packed.len() as u64);
        payload.extend_from_slice(packed);
        self.seal_payload(&payload)
    }

    /// The next entry, which opens to exactly these bytes.
    ///
    /// # Panics
    /// If they are more than an entry holds.
    pub fn seal_payload(&mut self, payload: &[u8]) -> Vec<u8> {
        let header = self.header(Kind::Data);
        let bytes = header.to_bytes();
        let nonce = blake3::derive_key("sesi/1 entry nonce", &bytes);
        let nonce: [u8; 24] = nonce[..24].try_into().expect("24 of 32 bytes");
        let aad = [&self.office.0[..], &bytes].concat();
        let sealed = XChaCha20Poly1305::new(&(*self.key.key).into())
            .encrypt(
                &nonce.into(),
                Payload {
                    msg: payload,
                    aad: &aad,
                },
            )
            .expect("a short body can be encrypted");
        self.sign(header, &sealed)
    }

    /// The next entry, of any kind, with any body, properly signed.
    ///
    /// # Panics
    /// If the body is more than an entry holds.
    pub fn sign_body(&mut self, kind: Kind, body: &[u8]) -> Vec<u8> {
        let header = self.header(kind);
        self.sign(header, body)
    }

    /// The next entry, with these parts in one zstd frame, so that a lot of them is a small entry.
    ///
    /// # Panics
    /// If zstd fails.
    pub fn seal_squeezed(&mut self, parts: &[DocumentPart]) -> Vec<u8> {
        let squeezed = zstd::bulk::compress(&packed(parts), 19).expect("bytes compress");
        // Frames travel without their magic number.
        self.seal_packed(&[&[1], &squeezed[4..]].concat())
    }

    /// The next entry is numbered as if so many had come before it.
    pub fn leave_out(&mut self, numbers: u64) {
        self.feed.own_seq += numbers;
    }

    /// Where the next entry stands.
    pub fn place(&self) -> FeedRow {
        self.feed.clone()
    }

    /// Numbers on from here.
    pub fn set_place(&mut self, place: FeedRow) {
        self.feed = place;
    }

    /// Talks by another connection from now on.
    pub fn call(&mut self, http: Http) {
        self.http = http;
    }

    /// An entry that somebody else wrote, as this member has it.
    pub fn some_entry_of_others(&self, station: &Station, rng: &SeededRng) -> Option<Vec<u8>> {
        let mut entries = Vec::new();
        let conn = station.device.reader();
        let read = ArchivedEntry::each(conn, self.feed.id, false, |entry| {
            entries.push(entry.bytes);
            Ok::<_, StoreError>(())
        });
        (read.is_ok() && !entries.is_empty()).then(|| rng.pick(&entries).clone())
    }

    /// An entry in another feed than their own, of any kind, with any body, properly signed.
    pub fn sign_body_in(&mut self, feed: FeedId, kind: Kind, body: &[u8]) -> Vec<u8> {
        let own = std::mem::replace(&mut self.feed.id, feed);
        let entry = self.sign_body(kind, body);
        self.feed.id = own;
        entry
    }

    /// The next entry, which opens to garbage for everybody: sealed under a key that nobody has.
    pub fn seal_under_no_key(&mut self) -> Vec<u8> {
        let mut noise = vec![0; 200];
        self.ambient.fill(&mut noise);
        self.sign_body(Kind::Data, &noise)
    }

    /// The next number is used up: the relay holds gapless what it accepted, and refuses the number again.
    fn sign(&mut self, header: Header, body: &[u8]) -> Vec<u8> {
        let seq = header.device_seq;
        let entry = SealedEntry::sign(header, body, &self.office.0, &self.signing);
        let entry = entry.expect("a body within the limit");
        self.feed.own_seq = seq;
        self.feed.own_last = Some(entry.id());
        entry.into_bytes()
    }

    fn header(&self, kind: Kind) -> Header {
        let mut salt = [0; 12];
        self.ambient.fill(&mut salt);
        Header {
            kind,
            feed: self.feed.id,
            device: self.identity.device(),
            device_seq: self.feed.own_seq + 1,
            previous: self.feed.own_last.map_or([0; 16], |last| last.short().0),
            epoch: self.key.epoch,
            seen_seq: 0,
            seen_chain: sesi_wire::chain::ChainMark::default(),
            salt,
        }
    }

    /// Posts entries and gives the relay's verdict on each.
    ///
    /// # Panics
    /// If the relay refuses the call as a whole.
    pub fn push(&mut self, entries: &[Vec<u8>]) -> Vec<PushResult> {
        self.try_push(entries)
            .expect("the relay answers, and the call itself is in order")
    }

    /// The same, where the relay may be gone, or know nothing of them.
    pub fn try_push(&mut self, entries: &[Vec<u8>]) -> Option<Vec<PushResult>> {
        let request = SyncRequest {
            version: sesi_wire::VERSION,
            feeds: Vec::new(),
            push: Some(entries.iter().cloned().map(ByteVec::from).collect()),
            budget: None,
            want: None,
            joint: None,
        };
        let bearer = self.bearer();
        let posted = self.http.post("/v1/sync", Some(&bearer), to_vec(&request));
        let mut answer = posted.ok().filter(|answer| answer.status == 200)?;
        let mut body = Vec::new();
        answer.body.read_to_end(&mut body).ok()?;
        let mut reader = FrameReader::default();
        reader.feed(&body);
        match reader.next_frame() {
            Ok(Some(Frame::Head { results, .. })) => Some(results),
            _ => None,
        }
    }
}

/// Parts as the app packs them.
fn packed(parts: &[DocumentPart]) -> Vec<u8> {
    let mut plain = Vec::new();
    varint::put(&mut plain, parts.len() as u64);
    for part in parts {
        varint::put(&mut plain, part.key.len() as u64);
        plain.extend_from_slice(&part.key);
        varint::put(&mut plain, part.changes.len() as u64);
        for change in &part.changes {
            varint::put(&mut plain, change.len() as u64);
            plain.extend_from_slice(change);
        }
    }
    plain
}

/// One change of one document.
pub fn part(key: &DocKey, change: Vec<u8>) -> DocumentPart {
    DocumentPart {
        key: key.to_bytes(),
        changes: vec![change],
    }
}

/// The columns of a change that puts the text "x" at the key "p" of the root.
pub const PUT: [(u32, &[u8]); 6] = [
    (0x15, &[0x7f, 1, b'p']),
    (0x34, &[1]),
    (0x42, &[0x7f, 1]),
    (0x56, &[0x7f, 0x16]),
    (0x57, b"x"),
    (0x70, &[0x7f, 0]),
];

/// A change that walks well: depends on `deps`, by an actor of the device `author`, with `columns` as (specification, bytes). Without an
/// author it is by a device that nobody knows.
///
/// # Panics
/// If there are more than 255 dependencies or columns.
pub fn change(deps: &[[u8; 32]], columns: &[(u32, &[u8])], author: Option<[u8; 8]>) -> Vec<u8> {
    let mut out = vec![u8::try_from(deps.len()).expect("few dependencies")];
    for dep in deps {
        out.extend_from_slice(dep);
    }
    out.push(14);
    out.extend_from_slice(&author.unwrap_or([0xee; 8]));
    out.extend_from_slice(&[1, 2, 3, 4, 5, 6]); // the run
    out.extend_from_slice(&[1, 1, 0, 0, 0]); // seq, start_op, time, message, other actors
    out.push(u8::try_from(columns.len()).expect("few columns"));
    for (spec, bytes) in columns {
        varint::put(&mut out, u64::from(*spec));
        varint::put(&mut out, bytes.len() as u64);
    }
    for (_, bytes) in columns {
        out.extend_from_slice(bytes);
    }
    out
}

/// Contents of the changes that `station` has made and not sealed, with their documents' keys.
///
/// # Panics
/// If the database fails.
pub fn unsealed(station: &Station) -> Vec<DocumentPart> {
    let conn = station.device.reader();
    let purposes = PendingChange::purposes(conn).expect("the database can be read");
    let of_purpose = |purpose: Vec<u8>| {
        PendingChange::unsealed(conn, &purpose).expect("the database can be read")
    };
    let changes = purposes.into_iter().flat_map(of_purpose);
    changes
        .map(|change| DocumentPart {
            key: change.key,
            changes: vec![change.contents],
        })
        .collect()
}

/// The id by which a parked or refused entry is found again.
pub fn id_of(entry: &[u8]) -> EntryId {
    EntryId::of(entry)
}

/// The most memory that this process ever held, in KiB; 0 where the system does not say.
pub fn peak_memory(pid: Option<u32>) -> u64 {
    let of = pid.map_or("self".to_owned(), |pid| pid.to_string());
    let status = std::fs::read_to_string(format!("/proc/{of}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The first line in which two texts differ; what a person can read of two read models that should be equal.
pub fn first_difference(a: &str, b: &str) -> Option<String> {
    let (mut left, mut right) = (a.lines(), b.lines());
    for no in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => return Some(format!("line {no}: {one:?} against {other:?}")),
        }
    }
    None
}
