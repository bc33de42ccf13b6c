//! `docs/vectors.json`, as far as it crosses the network: what this crate reads and writes is what the protocol page says.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use sesi_wire::chain::Chain;
use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId, SignKey, TokenHash};
use sesi_wire::statement;
use sesi_wire::sync::{Frame, SyncRequest, from_slice, to_vec};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../docs/vectors.json")).expect("the vectors are JSON")
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER
        .decode(value.as_str().expect("hex text").as_bytes())
        .expect("hex text")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("bytes of this length")
}

#[test]
fn ids_follow_from_keys_and_tokens() {
    let device = &vectors()["device"];
    let key = SigningKey::from_bytes(&array(&device["sign_seed"]));
    let key = SignKey(key.verifying_key().to_bytes());
    assert_eq!(key.0, array(&device["sign_key"]));
    assert_eq!(DeviceId::of_key(&key).0, array(&device["device"]));
    assert_eq!(
        TokenHash::of_token(&array(&device["token"])).0,
        array(&device["token_hash"])
    );
}

#[test]
fn the_chain_runs_as_written() {
    let chain = &vectors()["chain"];
    let feed = FeedId(array(&chain["feed"]));
    let mut link = Chain::start(&array(&chain["incarnation"]), feed);
    let links = chain["chain"].as_array().unwrap();
    assert_eq!(link.0, array(&links[0]));
    for (id, after) in chain["entry_ids"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&links[1..])
    {
        link = link.then(&EntryId(array(id)));
        assert_eq!(link.0, array(after));
    }
    assert_eq!(link.mark().0, array(&chain["mark"]));
}

#[test]
fn entries_read_verify_and_have_their_ids() {
    let vectors = vectors();
    let entry = SealedEntry::parse(bytes(&vectors["entry_stored"]["entry"])).unwrap();
    assert_eq!(
        entry.header_bytes(),
        bytes(&vectors["entry_stored"]["header"])
    );
    assert_eq!(entry.header().to_bytes(), entry.header_bytes());
    assert_eq!(entry.id().0, array(&vectors["entry_stored"]["entry_id"]));

    let enrolment = SealedEntry::parse(bytes(&vectors["enrolment"]["entry"])).unwrap();
    let body: Enrolment = from_slice("enrolment", enrolment.body()).unwrap();
    assert_eq!(enrolment.header().kind, Kind::Enrolment);
    assert_eq!(body.proof, array(&vectors["enrolment"]["proof"]));
    assert!(body.is_proved());
    let scope = array(&vectors["invite"]["invite"]);
    assert_eq!(body.invite_id().0, scope);
    enrolment.verify(&scope, &body.keys.sign).unwrap();
    // An office's scope is another one.
    assert!(
        enrolment
            .verify(&OfficeId::of_root(&body.keys.sign).0, &body.keys.sign)
            .is_err()
    );
}

#[test]
fn statements_requests_and_frames_write_the_same_bytes_again() {
    let vectors = vectors();
    for (name, body) in vectors["statements"]["bodies"].as_object().unwrap() {
        let said = statement::from_body(&bytes(body)).unwrap();
        assert_eq!(statement::to_body(&said), bytes(body), "{name}");
    }
    let sync = &vectors["sync"];
    let request = SyncRequest::from_bytes(&bytes(&sync["request"])).unwrap();
    assert_eq!(to_vec(&request), bytes(&sync["request"]));
    for frame in sync["frames"].as_array().unwrap() {
        let read: Frame = from_slice("frame", &bytes(frame)).unwrap();
        assert_eq!(to_vec(&read), bytes(frame));
    }
}
