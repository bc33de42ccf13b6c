//! `POST /v1/held` as HTTP: how much of the device's last request, which was cut, is here.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use sesi_wire::VERSION;
use sesi_wire::fault::Fault;
use sesi_wire::held::{HeldResponse, beginning_hash};
use sesi_wire::sync::to_vec;

use super::app::App;
use super::sync::admit;
use crate::protocol::Answer;

/// The route.
pub async fn held(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("held", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let admitted = admit(app, &parts).await;
    app.bodies.discard(body).await;
    let token = admitted?.token;
    let answer = app.beginnings.look(&token, |beginning| HeldResponse {
        version: VERSION,
        length: beginning.len() as u64,
        hash: beginning_hash(beginning),
    });
    Ok(Answer::of_bytes(to_vec(&answer)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use data_encoding::BASE64URL_NOPAD;
    use sesi_wire::fault::Code;
    use sesi_wire::held::{HeldResponse, beginning_hash};
    use sesi_wire::sync::{PushResult, from_slice, to_vec};

    use crate::fixture::caller::{pushing, results};
    use crate::fixture::kabupaten::{EAST, Kabupaten, kabupaten};

    fn held(k: &mut Kabupaten) -> HeldResponse {
        let reply = k.caller.post("/v1/held", Some(&k.ani.token), &[]);
        assert_eq!(reply.status, 200, "{}", reply.head);
        from_slice("held response", &reply.body).unwrap()
    }

    /// Sends the first bytes of a request and hangs up; waits until the relay has noticed.
    fn cut(k: &mut Kabupaten, path: &str, body: &[u8], sent: usize) {
        let before = held(k).length;
        let token = BASE64URL_NOPAD.encode(&k.ani.token);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: relay\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(k.relay.address()).unwrap();
        stream
            .write_all(&[head.as_bytes(), &body[..sent]].concat())
            .unwrap();
        drop(stream);
        let start = Instant::now();
        while held(k).length == before && start.elapsed() < Duration::from_secs(20) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_request_that_was_cut_twice_goes_on_where_it_ended() {
        let mut k = kabupaten();
        let entry = k.ani.data(&k.staff, EAST, 1, &[7; 9_000]);
        let body = to_vec(&pushing(&[&entry]));
        assert_eq!(held(&mut k).length, 0);
        cut(&mut k, "/v1/sync", &body, 3_000);
        let first = held(&mut k);
        assert_eq!(
            (first.length, first.hash),
            (3_000, beginning_hash(&body[..3_000]))
        );
        cut(&mut k, "/v1/sync?after=3000", &body[3_000..], 2_000);
        let second = held(&mut k);
        assert_eq!(
            (second.length, second.hash),
            (5_000, beginning_hash(&body[..5_000]))
        );
        let rest = k
            .caller
            .post("/v1/sync?after=5000", Some(&k.ani.token), &body[5_000..]);
        assert_eq!(results(&rest), vec![PushResult::Accepted(1)]);
        assert_eq!(held(&mut k).length, 0, "what became whole is not kept");
    }

    #[test]
    fn what_is_not_held_is_said_and_a_new_request_replaces_what_is() {
        let mut k = kabupaten();
        let entry = k.ani.data(&k.staff, EAST, 1, &[7; 9_000]);
        let body = to_vec(&pushing(&[&entry]));
        for path in [
            "/v1/sync?after=3000",
            "/v1/sync?after=99999999999999999999",
            "/v1/sync?after=x",
        ] {
            let reply = k.caller.post(path, Some(&k.ani.token), &body[3_000..]);
            assert_eq!(reply.fault().code, Code::NotHeld, "{path}");
        }
        cut(&mut k, "/v1/sync", &body, 3_000);
        let whole = k.caller.post("/v1/sync", Some(&k.ani.token), &body);
        assert_eq!(results(&whole), vec![PushResult::Accepted(1)]);
        assert_eq!(held(&mut k).length, 0);
    }

    #[test]
    fn nobody_learns_or_continues_what_another_device_began() {
        let mut k = kabupaten();
        let entry = k.ani.data(&k.staff, EAST, 1, &[7; 9_000]);
        let body = to_vec(&pushing(&[&entry]));
        cut(&mut k, "/v1/sync", &body, 3_000);
        let other = k.staff.root.token;
        let reply = k.caller.post("/v1/held", Some(&other), &[]);
        let held: HeldResponse = from_slice("held response", &reply.body).unwrap();
        assert_eq!(held.length, 0);
        let reply = k
            .caller
            .post("/v1/sync?after=3000", Some(&other), &body[3_000..]);
        assert_eq!(reply.fault().code, Code::NotHeld);
        let reply = k.caller.post("/v1/held", None, &[]);
        assert_eq!(reply.fault().code, Code::UnknownToken);
    }
}
