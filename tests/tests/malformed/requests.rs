//! Bytes that are no requests, sent to a real relay.

use crate::cases::runner;
use crate::scene::*;
use proptest::prelude::*;
use sesi_engine::sync::request;
use sesi_tests::hostile_member::{first_difference, peak_memory};
use sesi_tests::relay::RelayProcess;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::found::FoundRequest;
use sesi_wire::limits::MAX_REQUEST;
use sesi_wire::sync::to_vec;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sends bytes as they are and reads what comes until the other side closes or goes quiet.
fn exchange_bytes(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    send(address, bytes, false)
}

/// The same, and says that nothing follows, so that nobody waits for the rest of what is no request.
fn send_and_close(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    send(address, bytes, true)
}

fn send(address: SocketAddr, bytes: &[u8], close: bool) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    // The relay may refuse and close before it has read everything.
    if stream.write_all(bytes).is_ok() && close {
        drop(stream.shutdown(std::net::Shutdown::Write));
    }
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    answer
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "{method} {path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        out += &[name, ": ", value, "\r\n"].concat();
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    out.extend_from_slice(body);
    out
}

/// Status and body of an answer.
fn read_answer(answer: &[u8]) -> (u16, Vec<u8>) {
    let text = String::from_utf8_lossy(answer);
    let status = text
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .unwrap_or_else(|| panic!("no answer: {:?}", &text[..text.len().min(80)]));
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n");
    (status, answer[at.unwrap() + 4..].to_vec())
}

/// A call must end in 200, or in a fault in the relay's own words that says it was the caller's.
fn call(
    relay: &RelayProcess,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> u16 {
    let sent = request(method, path, headers, body);
    let (status, body) = read_answer(&exchange_bytes(relay.address, &sent));
    if status != 200 {
        let fault: Fault = minicbor::decode(&body)
            .unwrap_or_else(|e| panic!("{method} {path}: {status} without a fault: {e}"));
        assert_eq!(fault.code.status(), status);
        assert!(
            (400..500).contains(&status),
            "{method} {path}: {status}: {}",
            fault.message
        );
    }
    status
}

fn healthy(relay: &RelayProcess, began: u64) {
    let sent = request("GET", "/healthz", &[], b"");
    let (status, _) = read_answer(&exchange_bytes(relay.address, &sent));
    assert_eq!(status, 200);
    let grown = peak_memory(Some(relay.pid())).saturating_sub(began);
    assert!(grown < MEMORY, "the relay took {grown} KiB");
}

/// A real request of each endpoint, to be spoilt.
fn real_requests(scene: &mut Scene) -> Vec<(&'static str, Vec<u8>)> {
    let sync = request::prepare(&mut scene.phone.device).unwrap().body;
    let found = to_vec(&FoundRequest {
        version: sesi_wire::VERSION,
        code: Some("KODE".into()),
        entries: vec![vec![1, 0, 3].into(); 3],
    });
    // An enrolment is a map of a version and an entry.
    let mut enrol = vec![0xa2, 0, 1, 1, 0x58, 200];
    enrol.extend((0..200_u8).map(|n| n.wrapping_mul(7)));
    vec![
        ("/v1/sync", sync),
        ("/v1/found", found),
        ("/v1/enrol", enrol),
    ]
}

#[test]
fn random_and_spoilt_requests_get_a_clean_refusal() {
    let mut scene = scene(71);
    let real = real_requests(&mut scene);
    let token = bearer(&scene.phone);
    let began = peak_memory(Some(scene.relay.pid()));
    let mutation = (
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        prop::option::weighted(0.3, any::<prop::sample::Index>()),
        prop::collection::vec(any::<u8>(), 0..40),
    );
    let strategy = prop_oneof![
        3 => (0..3_usize, mutation, any::<bool>()).prop_map(|(at, how, known)| (at, Some(how), Vec::new(), known)),
        1 => (0..3_usize, prop::collection::vec(any::<u8>(), 0..2000), any::<bool>())
            .prop_map(|(at, bytes, known)| (at, None, bytes, known)),
    ];
    let ran = runner(300).run(&strategy, |(at, how, bytes, known)| {
        let (path, real) = &real[at];
        let body = match how {
            None => bytes,
            Some((turned, cut, tail)) => {
                let mut body = real.clone();
                for (at, byte) in turned {
                    let at = at.index(body.len());
                    body[at] ^= byte;
                }
                if let Some(cut) = cut {
                    body.truncate(cut.index(body.len()));
                }
                body.extend(tail);
                body
            }
        };
        let headers = [("Authorization", token.as_str())];
        let headers: &[_] = if known { &headers } else { &[] };
        call(&scene.relay, "POST", path, headers, &body);
        Ok(())
    });
    ran.unwrap();
    healthy(&scene.relay, began);
    // The phone whose requests were spoilt, and everybody else, go on.
    scene.phone.synced();
    scene.world.office.synced();
    scene.phone.synced();
    let difference = first_difference(&scene.phone.dump(), &scene.world.office.dump());
    assert_eq!(difference, None);
}

#[test]
fn claims_that_are_too_large_cost_the_relay_nothing() {
    let scene = scene(72);
    let token = bearer(&scene.phone);
    let auth = [("Authorization", token.as_str())];
    let began = peak_memory(Some(scene.relay.pid()));
    let huge_list = |field: u8| vec![0xa2, 0, 1, field, 0x9b, 0, 0, 0, 255, 255, 255, 255, 255];
    let huge_bytes = vec![0xa2, 0, 1, 2, 0x81, 0x5b, 0, 0, 0, 255, 255, 255, 255, 255];
    let deep = vec![0x81; 500_000];
    let empty_lists = {
        let mut body = vec![0xa2, 0, 1, 1, 0x9a, 0, 0x0f, 0, 0];
        body.resize(MAX_REQUEST - 10, 0x80);
        body
    };
    let endless = [&[0xbf_u8][..], &[0, 1].repeat(2000)].concat();
    for path in ["/v1/sync", "/v1/found", "/v1/enrol"] {
        for body in [
            huge_list(1),
            huge_list(2),
            huge_list(4),
            huge_bytes.clone(),
            deep.clone(),
            empty_lists.clone(),
            endless.clone(),
            Vec::new(),
        ] {
            let status = call(&scene.relay, "POST", path, &auth, &body);
            assert!((400..500).contains(&status), "{path}: {status}");
        }
        // Longer than may be: said beforehand, and found out on the way.
        let said = format!(
            "POST {path} HTTP/1.1\r\nHost: relay\r\nAuthorization: {token}\r\nContent-Length: 99999999999\r\n\r\n"
        );
        let (status, _) = read_answer(&exchange_bytes(scene.relay.address, said.as_bytes()));
        assert_eq!(status, 413, "{path}");
    }
    // A version of later is told apart from nonsense.
    let later = [0xa2, 0, 0x18, 99, 1, 0x80];
    let sent = request("POST", "/v1/sync", &auth, &later);
    let (status, body) = read_answer(&exchange_bytes(scene.relay.address, &sent));
    let fault: Fault = minicbor::decode(&body).unwrap();
    assert_eq!((status, fault.code), (400, Code::Version));
    assert!(fault.versions.is_some());
    healthy(&scene.relay, began);
}

#[test]
fn other_methods_paths_headers_and_no_http_at_all_are_answered_cleanly() {
    let scene = scene(73);
    let began = peak_memory(Some(scene.relay.pid()));
    for path in ["/v1/sync", "/v1/found", "/v1/enrol"] {
        for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
            assert_eq!(call(&scene.relay, method, path, &[], b"x"), 404);
        }
    }
    for path in [
        "/",
        "/v1",
        "/v1/sync/",
        "/v2/sync",
        "/v1/sync?x=1%00",
        "/../../etc/passwd",
        "/%2e%2e/relay.db",
        "/v1/%F0%9F%92%A9",
    ] {
        let status = call(&scene.relay, "POST", path, &[], b"");
        assert!(status == 404 || status == 401, "{path}: {status}");
    }
    let long = "A".repeat(5000);
    for token in [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer ====",
        "bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        long.as_str(),
    ] {
        let status = call(
            &scene.relay,
            "POST",
            "/v1/sync",
            &[("Authorization", token)],
            b"\xa1\x00\x01",
        );
        assert_eq!(status, 401, "{token:.40}");
    }
    let bytes = prop::collection::vec(any::<u8>(), 0..600);
    let ran = runner(60).run(&bytes, |mut bytes| {
        // What is no HTTP gets a status or a closed door, never silence and never the end of the process.
        bytes.extend_from_slice(b"\r\n\r\n");
        let answer = send_and_close(scene.relay.address, &bytes);
        prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"));
        Ok(())
    });
    ran.unwrap();
    // Two lengths, a body in endless pieces, a head without end.
    let token = bearer(&scene.phone);
    let twice =
        "POST /v1/sync HTTP/1.1\r\nHost: r\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd";
    let mut pieces = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: r\r\nAuthorization: {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    .into_bytes();
    for _ in 0..40 {
        pieces.extend_from_slice(b"10000\r\n");
        pieces.extend(vec![0x80; 0x10000]);
        pieces.extend_from_slice(b"\r\n");
    }
    let head = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(1 << 20));
    for bytes in [twice.as_bytes(), &pieces, head.as_bytes()] {
        let answer = send_and_close(scene.relay.address, bytes);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"));
    }
    healthy(&scene.relay, began);
}
