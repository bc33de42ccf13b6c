//! The network itself: real sockets on loopback that answer, keep silent, or stop in the middle.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use sesi_engine::sync::http::Http;
use sesi_engine::sync::transport::{Pace, ReadFault, Transport, Unreachable, read_all};
use tokio_util::sync::CancellationToken;

use crate::error::Error;

/// Something that listens where a relay would, and does `answer` with each connection, one after the other.
fn listener(mut answer: impl FnMut(TcpStream) + Send + 'static) -> String {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    thread::spawn(move || {
        for stream in socket.incoming() {
            answer(stream.unwrap());
        }
    });
    url
}

/// Reads a request that ends with `!`.
fn heard(stream: &mut TcpStream) {
    let mut byte = [0];
    while stream.read(&mut byte).unwrap() > 0 && byte != *b"!" {}
}

fn says(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_call_that_waits_for_an_answer_is_stopped_and_the_next_one_is_not() {
    let stop = CancellationToken::new();
    let stopper = stop.clone();
    let mut calls = 0;
    let url = listener(move |mut stream| {
        heard(&mut stream);
        calls += 1;
        if calls == 1 {
            stopper.cancel();
            // Silent until the other side gives up.
            assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
        } else {
            says(
                &mut stream,
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
            );
        }
    });
    let mut http = Http::new(&url, None).unwrap();
    http.stop_by(stop);
    let first = http.post("/v1/sync", None, b"ask!".to_vec()).err();
    assert!(matches!(first, Some(Unreachable::Cancelled(_))));
    http.stop_by(CancellationToken::new());
    let answer = http.post("/v1/sync", None, b"ask!".to_vec()).unwrap();
    let mut body = String::new();
    { answer.body }.read_to_string(&mut body).unwrap();
    assert_eq!((answer.status, body.as_str()), (200, "hi"));
}

#[test]
fn an_answer_that_stalls_is_stopped() {
    let url = listener(|mut stream| {
        heard(&mut stream);
        says(
            &mut stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
        );
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    });
    let stop = CancellationToken::new();
    let mut http = Http::new(&url, None).unwrap();
    http.stop_by(stop.clone());
    let mut answer = http.post("/v1/sync", None, b"ask!".to_vec()).unwrap();
    let mut came = [0; 4];
    answer.body.read_exact(&mut came).unwrap();
    assert_eq!(&came, b"half");
    thread::scope(|scope| {
        scope.spawn(|| stop.cancel());
        let read = read_all(answer, |_| Ok(()));
        assert!(matches!(read, Err(ReadFault::Device(Error::Cancelled(_)))));
    });
}

#[test]
fn a_line_that_is_silent_too_long_breaks_before_and_within_an_answer() {
    let mut calls = 0;
    let url = listener(move |mut stream| {
        heard(&mut stream);
        calls += 1;
        if calls == 2 {
            says(
                &mut stream,
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
            );
        }
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    });
    let patience = Duration::from_millis(200);
    let mut http = Http::with_patience(&url, None, patience).unwrap();
    let silent = http.post("/v1/sync", None, b"ask!".to_vec()).err();
    assert!(matches!(silent, Some(Unreachable::Broken(_))), "{silent:?}");
    let answer = http.post("/v1/sync", None, b"ask!".to_vec()).unwrap();
    let mut came = Vec::new();
    let read = read_all(answer, |bytes| {
        came.extend_from_slice(bytes);
        Ok(())
    });
    assert!(matches!(read, Err(ReadFault::Line(_))));
    assert_eq!(came, b"half");
}

/// A byte now and then keeps each wait short, and the whole for ever.
#[test]
fn an_answer_that_only_drips_is_ended() {
    let url = listener(|mut stream| {
        heard(&mut stream);
        says(
            &mut stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n",
        );
        while stream.write_all(b"x").is_ok() {
            #[expect(clippy::disallowed_methods, reason = "a line that drips")]
            thread::sleep(Duration::from_millis(1));
        }
    });
    let second = Duration::from_secs(1);
    let too_few = Pace {
        window: Duration::from_millis(20),
        floor: 1000,
        whole: second * 3600,
    };
    let too_long = Pace {
        window: second * 3600,
        floor: 0,
        whole: Duration::from_millis(20),
    };
    for pace in [too_few, too_long] {
        let mut http = Http::new(&url, None).unwrap().paced(pace);
        let answer = http.post("/v1/sync", None, b"ask!".to_vec()).unwrap();
        let mut came = 0;
        let read = read_all(answer, |bytes| {
            came += bytes.len();
            Ok(())
        });
        let Err(ReadFault::Line(why)) = read else {
            panic!("it goes on");
        };
        assert!(why.contains("slow") && came < 1_000_000, "{why}, {came}");
    }
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    drop(socket);
    let mut http = Http::new(&url, None).unwrap();
    let nobody = http.post("/v1/sync", None, Vec::new()).err();
    let Some(Unreachable::NoConnection(why)) = nobody else {
        panic!("{nobody:?}");
    };
    // The cause is told, and the address is not, which somebody may show around.
    assert!(why.contains("refused"), "{why}");
    assert!(!why.contains("http"), "{why}");
}
