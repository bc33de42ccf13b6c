//! The test vectors that `docs/protocol.md` cites, in `docs/vectors.json`.
//!
//! Everything random is replaced by bytes that count up from a stated start, so that any implementation can repeat them. The
//! test compares with the file; `UPDATE_VECTORS=1` rewrites it, which after a release means that the protocol changed.
//! Compressed bytes depend on the version of zstd: they are taken from the file and opened, not compared.

#![allow(
    clippy::unwrap_used,
    reason = "a test may end by an unexpected absence"
)]

use sesi_core::kinds::Pkh;
use sesi_engine::field::Field as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use automerge::legacy::{Key, ObjectId, OpId};
use automerge::{ActorId, Change, ExpandedChange};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sesi_core::kinds::{
    Aspect, DocKey, Document, FamilyKey, HalfYear, KINDS, Mark, MeetingPatch, SessionCode,
    YearMonth, meetings_feed,
};
use sesi_engine::ambient::Ambient;
use sesi_engine::documents::{
    ActorSeed, Authorship, Keys, Kind, PartKey, PlainChange, Provenance, Rule, Set, Shape,
    first_change, growth_change, map,
};
use sesi_engine::keys::enrolment::{enrol, read_enrolment};
use sesi_engine::keys::epoch::EpochKey;
use sesi_engine::keys::identity::{DeviceIdentity, IDENTITY_LEN};
use sesi_engine::keys::invite::{InviteKeys, InviteSecret};
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::recovery::{RecoveryWords, RootIdentity};
use sesi_engine::keys::secret::FeedKey;
use sesi_engine::keys::welcome::{Welcome, WelcomeFeed};
use sesi_engine::seal::author_notes::{AppVersion, lacks};
use sesi_engine::seal::body::PackedBody;
use sesi_engine::seal::entry::{open, seal};
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_wire::chain::{Chain, ChainMark};
use sesi_wire::entry::SealedEntry;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId};
use sesi_wire::statement::{
    Access, DeviceRole, End, Epoch, Found, GiveAccess, Given, Grant, Invite, Move, Previous,
    Revoke, Rights, Statement, Withdraw, to_body,
};
use sesi_wire::sync::{
    FeedState, Frame, Mode, PushResult, Rejection, SyncRequest, Want, from_slice, to_vec,
};
use uuid::Uuid;

const FEED: FeedId = FeedId([0xf1; 8]);
const OTHER_FEED: FeedId = FeedId([0xf2; 8]);
/// The last of <https://github.com/trezor/python-mnemonic/blob/master/vectors.json>.
const WORDS: &str = "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen \
                     patrol group space point ten exist slush involve unfold";

const ABOUT: &str = "Test vectors of the Sesi protocol, version 1; section 21 of protocol.md says how they hang together. \
                     Bytes are lower-case hex. 'counts from 10' means the random bytes are 10, 11, 12 ... (hex).";

/// Bytes that count up: `start`, `start + 1` ... and 255 is followed by 0.
#[derive(Debug)]
struct Counting(Mutex<u8>);

impl Counting {
    fn from(start: u8) -> Self {
        Self(Mutex::new(start))
    }
}

impl Ambient for Counting {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut next = self.0.lock().unwrap();
        for byte in bytes {
            *byte = *next;
            *next = next.wrapping_add(1);
        }
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> Value {
    Value::String(HEXLOWER.encode(bytes.as_ref()))
}

fn device() -> DeviceIdentity {
    let mut secret = [0; IDENTITY_LEN];
    Counting::from(0x00).fill(&mut secret);
    DeviceIdentity::from_secret_bytes(&secret).unwrap()
}

fn root() -> RootIdentity {
    RootIdentity::from_words(&RecoveryWords::parse(WORDS).unwrap())
}

fn invite() -> (InviteSecret, InviteKeys) {
    let mut secret = [0; 10];
    Counting::from(0xa0).fill(&mut secret);
    let secret = InviteSecret::from_secret_bytes(&secret).unwrap();
    let keys = secret.keys().unwrap();
    (secret, keys)
}

fn epoch_key() -> EpochKey {
    EpochKey {
        feed: FEED,
        epoch: 3,
        purpose: meetings_feed("72.01.05", 2026),
        key: FeedKey::generate(&Counting::from(0x40)),
    }
}

/// The key of the epoch before.
fn before_key() -> EpochKey {
    EpochKey {
        epoch: 2,
        key: FeedKey::generate(&Counting::from(0x60)),
        ..epoch_key()
    }
}

/// The key of the epoch before, sealed under the key of its successor.
fn before() -> Previous {
    before_key().seal_under(&epoch_key(), &root().office(), &Counting::from(0x80))
}

/// An identity's secrets and what follows from them.
fn identity(identity: &DeviceIdentity) -> Value {
    let secret = identity.to_secret_bytes();
    let public = identity.public();
    json!({
        "sign_seed": hex(&secret[..32]),
        "seal_secret": hex(&secret[32..64]),
        "token": hex(&secret[64..]),
        "bearer": *identity.bearer(),
        "sign_key": hex(public.sign.0),
        "seal_key": hex(public.seal.0),
        "token_hash": hex(public.token.0),
        "device": hex(identity.device().0),
    })
}

fn recovery() -> Value {
    json!({
        "words": WORDS,
        "root": identity(root().identity()),
        "office": hex(root().office().0),
    })
}

fn founding() -> Value {
    let entries = sign_statements(
        &[Statement::Found(Found {
            root: root().identity().public(),
        })],
        &Place::first(FeedId::CONTROL),
        root().identity(),
        &root().office(),
        &Counting::from(0x10),
    )
    .unwrap();
    json!({ "salt_counts_from": "10", "entry": hex(entries[0].as_bytes()), "entry_id": hex(entries[0].id().0) })
}

fn invites() -> Value {
    let (secret, keys) = invite();
    let (welcome_key, sign_seed) = keys.to_secret_bytes();
    let plain = InviteLink::new("https://relay.example", secret.clone(), None).unwrap();
    let pinned = InviteLink::new("https://10.0.0.1:8443", secret.clone(), Some([7; 32])).unwrap();
    json!({
        "secret": hex(*secret.to_secret_bytes()),
        "text": *secret.to_text(),
        "link": *plain.to_uri(),
        "link_with_pin": *pinned.to_uri(),
        "invite": hex(keys.invite.0),
        "welcome_key": hex(*welcome_key),
        "sign_seed": hex(*sign_seed),
    })
}

fn enrolment() -> Value {
    let (_, keys) = invite();
    let entry = enrol(&device(), &keys, &Counting::from(0x10)).unwrap();
    assert_eq!(read_enrolment(&entry), Ok((keys.invite, device().public())));
    let proof = &entry.body()[entry.body().len() - 64..];
    json!({ "salt_counts_from": "10", "proof": hex(proof), "body": hex(entry.body()), "entry": hex(entry.as_bytes()) })
}

fn welcome() -> Value {
    let (_, keys) = invite();
    let key = epoch_key();
    let welcome = Welcome {
        office_name: "Dinas Sosial Kabupaten Banggai".into(),
        office: root().office(),
        root: root().identity().public().sign,
        person: [0x5f; 16],
        person_name: "Ni Luh Sulastri".into(),
        role_label: "Pendamping".into(),
        utc_offset_minutes: 480,
        feeds: vec![WelcomeFeed {
            feed: key.feed,
            purpose: key.purpose.clone(),
            rights: Rights::Write,
            keys: vec![(key.epoch, key.key.clone())],
        }],
    };
    let sealed = welcome.seal(&keys, &Counting::from(0x20)).unwrap();
    assert_eq!(Welcome::open(&sealed, &keys), Ok(welcome));
    json!({
        "office_name": "Dinas Sosial Kabupaten Banggai", "staff_id": "5f".repeat(16), "staff_name": "Ni Luh Sulastri",
        "role_label": "Pendamping", "utc_offset_minutes": 480, "feed_key": "see epoch_key; rights: write",
        "nonce_counts_from": "20", "sealed": hex(sealed),
    })
}

fn epoch() -> Value {
    let key = epoch_key();
    let office = root().office();
    let wrapped = key
        .wrap(&office, &device().public(), &Counting::from(0x30))
        .unwrap();
    let opened = EpochKey::unwrap(
        &wrapped.sealed,
        &office,
        key.feed,
        key.epoch,
        key.id(),
        &device(),
    );
    assert_eq!(opened, Ok(key.clone()));
    assert_eq!(key.open_before(&before(), &office), Ok(before_key()));
    json!({
        "feed": hex(key.feed.0),
        "epoch": key.epoch,
        "purpose": "meetings of 72.01.05 in 2026",
        "key": hex(*key.key.to_secret_bytes()),
        "plain": hex(key.to_secret_bytes()),
        "ikm_of_ephemeral_key_counts_from": "30",
        "wrapped_to_device": hex(&*wrapped.sealed),
        "key_before": hex(*before_key().key.to_secret_bytes()),
        "nonce_of_previous_counts_from": "80",
        "key_id": hex(key.id().0),
        "key_before_id": hex(before_key().id().0),
        "previous": hex(&*before().sealed),
    })
}

fn place() -> Place {
    Place {
        device_seq: 300,
        previous: [0x22; 16],
        ..Place::first(FEED).having_seen(70_000, ChainMark([0x33; 8]))
    }
}

/// `method` is the first byte of what was packed: an assertion, not a choice.
fn data_entry(parts: &[DocumentPart], method: u8) -> Value {
    let (key, office) = (epoch_key(), root().office());
    let body = PackedBody::pack(parts, Pkh::dictionary()).unwrap();
    let length_of_length = if body.payload().len() < 128 { 1 } else { 2 };
    assert_eq!(body.payload()[length_of_length], method);
    let entry = seal(
        &place(),
        &body,
        &key,
        &device(),
        &office,
        &Counting::from(0x10),
    )
    .unwrap();
    assert_eq!(
        open(&entry, &key.key, &office, Pkh::dictionary()).unwrap(),
        parts
    );
    let parts: Vec<Value> = parts
        .iter()
        .map(|part| json!({ "key": hex(&part.key), "changes": part.changes.iter().map(hex).collect::<Vec<_>>() }))
        .collect();
    json!({
        "parts": parts,
        "device_seq": 300, "previous": "22".repeat(16), "seen_seq": 70_000, "seen_chain": "33".repeat(8),
        "salt_counts_from": "10",
        "payload": hex(body.payload()),
        "header": hex(entry.header_bytes()),
        "entry": hex(entry.as_bytes()),
        "entry_id": hex(entry.id().0),
    })
}

fn part(key: u8, changes: &[&[u8]]) -> DocumentPart {
    DocumentPart {
        key: vec![key; 4],
        changes: changes.iter().map(|change| change.to_vec()).collect(),
    }
}

fn stored() -> Value {
    data_entry(&[part(1, &[b"abc", b""]), part(2, &[&[1, 2, 3]])], 0)
}

/// A part of the first, and which app sealed it.
fn with_version() -> Value {
    let app = AppVersion::new("1.2.0-rc.1").unwrap();
    data_entry(&[part(1, &[b"abc"]), app.to_part()], 0)
}

/// Two years that are lacked, and nothing else.
fn lacking() -> Value {
    data_entry(&[lacks(2025), lacks(2021)], 0)
}

fn compressed_parts() -> Vec<DocumentPart> {
    // Nothing like it is in the dictionary, whose statistics of letters only harm here.
    let few: Vec<u8> = (0..600_u32)
        .map(|at| 0xf0 | (at * at / 7 % 13).to_le_bytes()[0])
        .collect();
    vec![part(1, &[&few])]
}

fn compressed() -> Value {
    data_entry(&compressed_parts(), 1)
}

fn chain() -> Value {
    let start = Chain::start(&[9; 8], FEED);
    let first = start.then(&EntryId([1; 32]));
    let second = first.then(&EntryId([2; 32]));
    json!({
        "incarnation": "09".repeat(8), "feed": hex(FEED.0),
        "entry_ids": ["01".repeat(32), "02".repeat(32)],
        "chain": [hex(start.0), hex(first.0), hex(second.0)],
        "mark": hex(second.mark().0),
    })
}

/// One of each statement, and the device's grant as the root would sign it.
fn statements() -> Value {
    let (_, invite) = invite();
    let keys = device().public();
    let access = Access {
        feed: FEED,
        rights: Rights::Write,
    };
    let wrapped = epoch_key()
        .wrap(&root().office(), &keys, &Counting::from(0x30))
        .unwrap();
    let grant = Statement::Grant(Grant {
        keys,
        role: DeviceRole::Member,
        access: vec![access],
    });
    let one_of_each = [
        grant.clone(),
        Statement::Revoke(Revoke {
            device: keys.device(),
            last: vec![End {
                feed: FEED,
                device_seq: 300,
                entry: EntryId([0xe1; 32]),
            }],
        }),
        Statement::Epoch(Epoch {
            feed: FEED,
            epoch: 3,
            key: epoch_key().id(),
            keys: vec![wrapped],
            previous: Some(vec![before()]),
        }),
        Statement::Invite(Invite {
            invite: invite.invite,
            role: DeviceRole::Member,
            access: vec![access],
            expires: 1_800_000_000,
            welcome: vec![0xee; 4].into(),
        }),
        Statement::Withdraw(Withdraw {
            invite: invite.invite,
        }),
        Statement::Access(GiveAccess {
            feed: FEED,
            devices: vec![Given {
                device: keys.device(),
                rights: Rights::Write,
            }],
        }),
        Statement::Relay(Move {
            serial: 1,
            address: "https://sesi.example".into(),
            pin: Some([0x77; 32].into()),
        }),
    ];
    let founding = founding();
    let place = Place::after(&SealedEntry::parse(unhex(&founding["entry"])).unwrap());
    let granting = sign_statements(
        &[grant],
        &place,
        root().identity(),
        &root().office(),
        &Counting::from(0x10),
    )
    .unwrap();
    let bodies: Vec<Value> = one_of_each
        .iter()
        .map(|said| hex(to_body(std::slice::from_ref(said))))
        .collect();
    json!({
        "bodies": { "grant": bodies[0], "revoke": bodies[1], "epoch": bodies[2], "invite": bodies[3], "withdraw": bodies[4],
            "access": bodies[5], "relay": bodies[6] },
        "granting_entry": { "salt_counts_from": "10", "entry": hex(granting[0].as_bytes()), "entry_id": hex(granting[0].id().0) },
    })
}

/// The first change of each kind of document.
fn first_changes() -> Value {
    let of = |kind: &&'static Kind| {
        let (contents, hash) = first_change(kind);
        json!({ "kind": kind.number(), "contents": hex(contents), "hash": hash })
    };
    KINDS.iter().map(of).collect()
}

/// A kind that no document has, and how a part names changes that need a later step.
fn growth() -> Value {
    const NAMED: Keys = Keys::Named(20, Rule::Yes);
    static EXAMPLE: Kind = Kind::new(Shape {
        number: 255,
        name: "example",
        root: &[],
        steps: &[
            &[map("a", "a", NAMED), map("b", "b", NAMED)],
            &[map("c", "c", NAMED)],
            &[map("d", "d", NAMED)],
        ],
        rights: &[],
    });
    let step = |number| {
        let (contents, hash) = growth_change(&EXAMPLE, number).unwrap();
        json!({ "contents": hex(contents), "hash": hash })
    };
    let named = PartKey::new(meeting(), 2).to_bytes();
    json!({ "steps": [step(1), step(2), step(3)], "part_key": hex(named) })
}

fn meeting() -> DocKey {
    let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let session = SessionCode::new("M1.1").unwrap();
    DocKey::meeting(uuid(0x01), date, session).unwrap()
}

/// 16 bytes that count up.
fn uuid(start: u8) -> Uuid {
    let mut bytes = [0; 16];
    Counting::from(start).fill(&mut bytes);
    Uuid::from_bytes(bytes)
}

/// A key and an id of each kind of document.
fn documents() -> Value {
    let id = uuid(0x01);
    let month = YearMonth::new(2026, 11).unwrap();
    let keys = [
        DocKey::Office,
        DocKey::Curriculum,
        DocKey::Staff(id),
        DocKey::Group(id),
        DocKey::Family(id),
        meeting(),
        DocKey::Month { staff: id, month },
        DocKey::Semester {
            group: id,
            semester: HalfYear::new(2026, 2).unwrap(),
        },
    ];
    keys.iter()
        .map(|key| json!({ "key": hex(key.to_bytes()), "id": hex(key.id(&root().office()).as_bytes()) }))
        .collect()
}

/// Two changes of a meeting by the device: what a phone sends that records one and then corrects a mark.
fn meeting_changes() -> Vec<PlainChange> {
    let family = |start| FamilyKey::of(uuid(start));
    let patches = [
        MeetingPatch {
            date: Set::To(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()),
            session: Set::To(SessionCode::new("M1.1").unwrap()),
            starts: Set::To(510),
            marks: [
                (family(0x20), Some(Mark::Hadir)),
                (family(0x40), Some(Mark::Alfa)),
            ]
            .into(),
            notes: [(Aspect::Proses, Some("lancar".into()))].into(),
            ..MeetingPatch::default()
        },
        MeetingPatch {
            marks: [(family(0x40), Some(Mark::Sakit))].into(),
            notes: [(Aspect::Proses, None)].into(),
            ..MeetingPatch::default()
        },
    ];
    let mut document = Document::new(meeting(), &root().office());
    let by = Authorship {
        device: device().device(),
        actor: ActorSeed(*b"\x50\x51\x52\x53\x54\x55"),
        time: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
    };
    let commit = |patch: MeetingPatch| document.commit(&patch.into(), by).unwrap().unwrap();
    patches.into_iter().map(commit).collect()
}

fn changes() -> Value {
    let mut document = Document::new(meeting(), &root().office());
    let changes = meeting_changes();
    let applied = document.apply(&changes, Provenance::Device(device().device()));
    assert!(applied.is_whole());
    let told: Vec<Value> = changes
        .iter()
        .map(|change| {
            json!({ "contents": hex(change.contents()), "chunk": hex(change.to_chunk()), "hash": change.hash() })
        })
        .collect();
    json!({
        "document": hex(meeting().to_bytes()),
        "actor": hex(changes[0].actor()), "time": 1_795_000_000,
        "puts": [
            { "d": "2026-11-21", "s": "M1.1", "b": 510, "m": { "ICEiIyQl": 1, "QEFCQ0RF": 3 }, "n": { "proses": "lancar" } },
            { "m": { "QEFCQ0RF": 2 }, "n": { "proses": null } },
        ],
        "changes": told,
        "heads": hex(document.heads().to_bytes()),
    })
}

/// A change with something about it changed, as automerge would write that.
fn tampered(change: &PlainChange, tamper: impl FnOnce(&mut ExpandedChange)) -> PlainChange {
    let mut expanded = Change::try_from(&change.to_chunk()[..]).unwrap().decode();
    tamper(&mut expanded);
    let chunk = Change::from(expanded).raw_bytes().to_vec();
    // Magic, checksum and type, then the length.
    let mut rest = &chunk[9..];
    let len = sesi_wire::varint::take(&mut rest).unwrap();
    assert_eq!(rest.len() as u64, len);
    PlainChange::from_contents(rest.to_vec()).unwrap()
}

/// Somebody else's change, or another run's, of a meeting that holds `before`.
fn change_by(before: &[PlainChange], device: DeviceId, run: u8, place: &str) -> PlainChange {
    let mut document = Document::new(meeting(), &root().office());
    document.apply(before, Provenance::Office(device));
    let by = Authorship {
        device,
        actor: ActorSeed([run; 6]),
        time: DateTime::from_timestamp(1_795_000_100, 0).unwrap(),
    };
    let patch = MeetingPatch {
        place: Set::To(place.to_owned()),
        ..MeetingPatch::default()
    };
    document.commit(&patch.into(), by).unwrap().unwrap()
}

/// One actor says two things in one place; somebody else builds upon the one that does not count.
fn contradiction() -> Value {
    let mut both =
        ["Balai desa", "Masjid"].map(|place| change_by(&[], device().device(), 7, place));
    both.sort_by_key(PlainChange::hash);
    let upon = change_by(&both[1..], DeviceId([0xb2; 8]), 8, "Rumah ketua");
    let mut document = Document::new(meeting(), &root().office());
    let all = [both[1].clone(), upon.clone(), both[0].clone()];
    document.apply(&all, Provenance::Office(device().device()));
    assert!(document.contains(both[0].hash()));
    json!({
        "document": hex(meeting().to_bytes()),
        "changes": all.iter().map(|change| hex(change.contents())).collect::<Vec<_>>(),
        "hashes": all.iter().map(PlainChange::hash).collect::<Vec<_>>(),
        "heads": hex(document.heads().to_bytes()),
        "out": [both[1].hash(), upon.hash()],
    })
}

/// Changes that a reader of both of `changes` leaves out, and why.
fn unfit_changes() -> Value {
    let held = meeting_changes();
    let next = change_by(&held, device().device(), 9, "Balai desa");
    let first = Document::new(meeting(), &root().office()).heads();
    let first = automerge::ChangeHash(first.as_slice()[0].0);
    let id = |counter, change: &PlainChange| OpId(counter, ActorId::from(change.actor()));
    let other_field = id(6, &held[0]);
    let unseen = other_field.clone();
    let changes = [
        tampered(&next, |it| it.start_op = it.start_op.saturating_add(1)),
        tampered(&next, |it| it.seq = 2),
        tampered(&next, |it| it.operations[0].pred = vec![other_field].into()),
        tampered(&next, |it| {
            it.deps = vec![first];
            it.start_op = 6.try_into().unwrap();
            it.operations[0].key = Key::Map("p".into());
            it.operations[0].pred = vec![unseen].into();
        }),
        tampered(&next, |it| {
            let mut again = it.operations[0].clone();
            again.pred = vec![].into();
            it.operations.push(again);
        }),
        tampered(&next, |it| it.operations[0].key = Key::Map("m".into())),
        tampered(&next, |it| {
            it.operations[0].obj = ObjectId::Id(OpId(6, ActorId::from(&[0u8][..])));
        }),
    ];
    let told: Vec<Value> = changes
        .iter()
        .map(|change| {
            let mut document = Document::new(meeting(), &root().office());
            let from = Provenance::Device(device().device());
            document.apply(&held, from);
            let applied = document.apply(std::slice::from_ref(change), from);
            assert_eq!(applied.unfit.len(), 1, "{applied:?}");
            json!({ "contents": hex(change.contents()), "reason": applied.unfit[0].1 })
        })
        .collect();
    told.into()
}

fn dictionary_parts() -> Vec<DocumentPart> {
    let contents = meeting_changes()
        .into_iter()
        .map(PlainChange::into_contents);
    vec![DocumentPart {
        key: meeting().to_bytes(),
        changes: contents.collect(),
    }]
}

fn with_dictionary() -> Value {
    data_entry(&dictionary_parts(), 2)
}

/// A request with everything in it, one frame of each kind, and a fault.
fn sync() -> Value {
    let chain = Chain([0xc1; 16]);
    let request = SyncRequest {
        version: 1,
        feeds: vec![
            FeedState {
                feed: FeedId::CONTROL,
                since: 0,
                chain: Some(ChainMark::default()),
                own_seq: 0,
                mode: Some(Mode::Ids),
            },
            FeedState {
                feed: FEED,
                since: 70_000,
                chain: None,
                own_seq: 300,
                mode: None,
            },
            FeedState {
                feed: OTHER_FEED,
                since: 5,
                chain: None,
                own_seq: 0,
                mode: None,
            },
        ],
        push: Some(vec![vec![0xee; 4].into()]),
        budget: Some(4096),
        want: Some(vec![Want {
            feed: FEED,
            seqs: vec![3, 5],
        }]),
        joint: Some(Chain::joint_mark([chain, Chain([0xc2; 16])])),
    };
    let entry = vec![0xee; 4];
    let frames = [
        Frame::Head {
            version: 1,
            relay_time: 1_795_000_000_000,
            results: vec![
                PushResult::Accepted(7),
                PushResult::Duplicate(6),
                PushResult::Rejected(Rejection::SeqTaken),
            ],
        },
        Frame::Page {
            feed: FEED,
            since: 6,
            chain,
        },
        Frame::Entry(entry.clone()),
        Frame::Own(300),
        Frame::PageEnd { chain, head: 9 },
        Frame::Diverged {
            feed: FEED,
            head: 9,
            chain,
        },
        Frame::Refused(FEED),
        Frame::Listing {
            feed: FEED,
            since: 0,
            ids: vec![EntryId([1; 32]).short(), EntryId([2; 32]).short()],
        },
        Frame::Wanted {
            feed: FEED,
            seq: 3,
            entry,
        },
        Frame::End,
    ];
    let fault = Fault {
        code: Code::Version,
        message: "update".into(),
        retry_after: None,
        versions: Some((1, 2)),
        proof: None,
        offices: None,
    };
    json!({
        "request": hex(to_vec(&request)),
        "frames": frames.iter().map(|frame| hex(to_vec(frame))).collect::<Vec<_>>(),
        "fault": hex(to_vec(&fault)),
    })
}

/// A file of three entries: founding, grant, data.
fn export_file() -> Value {
    let entries = [
        founding()["entry"].clone(),
        statements()["granting_entry"]["entry"].clone(),
        stored()["entry"].clone(),
    ];
    let mut file = b"SESI\x00\x01\x00\x00".to_vec();
    file.extend(root().office().0);
    for entry in &entries {
        file.extend(to_vec(&minicbor::bytes::ByteVec::from(unhex(entry))));
    }
    json!({ "file": hex(file) })
}

fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn produced() -> Value {
    json!({
        "about": ABOUT,
        "device": identity(&device()),
        "recovery": recovery(),
        "founding": founding(),
        "invite": invites(),
        "enrolment": enrolment(),
        "welcome": welcome(),
        "epoch_key": epoch(),
        "entry_stored": stored(),
        "entry_version": with_version(),
        "entry_lacks": lacking(),
        "entry_zstd": compressed(),
        "chain": chain(),
        "entry_dictionary": with_dictionary(),
        "statements": statements(),
        "first_changes": first_changes(),
        "growth": growth(),
        "documents": documents(),
        "changes": changes(),
        "contradiction": contradiction(),
        "unfit_changes": unfit_changes(),
        "sync": sync(),
        "file": export_file(),
    })
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors.json")
}

fn published() -> Value {
    let text = std::fs::read_to_string(file())
        .expect("docs/vectors.json is there; UPDATE_VECTORS=1 makes it");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn this_build_produces_and_reads_the_published_vectors() {
    let mut produced = produced();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&produced).unwrap() + "\n";
        std::fs::write(file(), text).unwrap();
    }
    let mut published = published();
    for vectors in [&mut produced, &mut published] {
        for compressed in ["entry_zstd", "entry_dictionary"] {
            for depends_on_zstd in ["payload", "entry", "entry_id"] {
                vectors[compressed][depends_on_zstd].take();
            }
        }
    }
    let names: Vec<String> = produced.as_object().unwrap().keys().cloned().collect();
    for name in names {
        assert_eq!(produced[&name], published[&name], "{name}");
    }
    assert_eq!(produced, published);
    opens("entry_zstd", &compressed_parts());
    opens("entry_dictionary", &dictionary_parts());
    reads_the_frames();
}

fn opens(name: &str, parts: &[DocumentPart]) {
    let vectors = published();
    let entry = SealedEntry::parse(unhex(&vectors[name]["entry"])).unwrap();
    let office: OfficeId = root().office();
    entry.verify(&office.0, &device().public().sign).unwrap();
    assert_eq!(
        entry.id().0.to_vec(),
        unhex(&vectors[name]["entry_id"]),
        "{name}"
    );
    assert_eq!(
        open(&entry, &epoch_key().key, &office, Pkh::dictionary()).unwrap(),
        parts,
        "{name}"
    );
}

/// What is written is read as what it was.
fn reads_the_frames() {
    let sync = &published()["sync"];
    for frame in sync["frames"].as_array().unwrap() {
        let bytes = unhex(frame);
        let read: Frame = from_slice("frame", &bytes).unwrap();
        assert_eq!(to_vec(&read), bytes);
    }
    let request = unhex(&sync["request"]);
    assert_eq!(to_vec(&SyncRequest::from_bytes(&request).unwrap()), request);
}
