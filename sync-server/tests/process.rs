//! The real program: its commands, its one line on stdout, its death by SIGKILL, its certificate.

#![allow(clippy::unwrap_used)]

#[path = "../src/fixture/caller.rs"]
#[allow(dead_code)]
mod caller;
#[path = "../src/fixture/people.rs"]
#[allow(dead_code)]
mod people;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use caller::{Caller, results};
use people::{Person, Staff, grant};
use rustls::pki_types::ServerName;
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::Rights;
use sesi_wire::sync::{FeedState, PushResult};

const FEED: FeedId = FeedId([1; 8]);

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sesi-relay"))
}

fn run(args: &[&str], data: &Path, more: &[&Path]) -> Output {
    let mut command = program();
    command.args(args).arg("--data").arg(data).args(more);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A relay process; ends with the test.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn serve(data: &Path, more: &[&str]) -> Self {
        Self::serve_logging(data, more, Stdio::inherit())
    }

    fn serve_logging(data: &Path, more: &[&str], log: Stdio) -> Self {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            .args(["--device-rate", "0", "--stranger-rate", "0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .strip_prefix("listening on ")
            .unwrap()
            .trim()
            .to_owned();
        Self { child, url }
    }

    fn address(&self) -> SocketAddr {
        let (_, address) = self.url.split_once("://").unwrap();
        address.parse().unwrap()
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

#[test]
fn a_killed_relay_has_everything_that_it_answered() {
    const CALLERS: u64 = 6;
    let dir = tempfile::tempdir().unwrap();
    let mut relay = Process::serve(dir.path(), &["--open-founding"]);
    let address = relay.address();
    let mut office_caller = Caller::to(address);
    let staff = Staff::founded(&mut office_caller, 1);
    let people: Vec<Person> = (0..CALLERS).map(|n| Person::new(100 + n)).collect();
    let said: Vec<_> = people
        .iter()
        .map(|person| grant(person, &[(FEED, Rights::Write)]))
        .collect();
    office_caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &said)]);

    let (answers, answered) = std::sync::mpsc::channel();
    let kept: Vec<Vec<(Vec<u8>, PushResult)>> = std::thread::scope(|scope| {
        let threads: Vec<_> = people
            .iter()
            .map(|person| {
                let (staff, answers) = (&staff, answers.clone());
                scope.spawn(move || {
                    let mut caller = Caller::to(address);
                    let mut kept = Vec::new();
                    for device_seq in 1.. {
                        let entry = person.data(staff, FEED, device_seq, &[7; 500]);
                        let body = sesi_wire::sync::to_vec(&caller::pushing(&[&entry]));
                        let Ok(reply) = caller.try_post("/v1/sync", Some(&person.token), &body)
                        else {
                            break;
                        };
                        kept.push((entry, results(&reply)[0]));
                        answers.send(()).unwrap();
                    }
                    kept
                })
            })
            .collect();
        for () in answered.iter().take(300) {}
        relay.kill();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });

    let found = run(&["check"], dir.path(), &[]);
    assert!(found.status.success(), "{}", text(&found.stdout));
    let relay = Process::serve(dir.path(), &[]);
    let mut caller = Caller::to(relay.address());
    let mut seqs = std::collections::HashSet::new();
    for (person, kept) in people.iter().zip(&kept) {
        for (entry, answer) in kept {
            let PushResult::Accepted(seq) = *answer else {
                panic!("{answer:?}");
            };
            assert!(seqs.insert(seq), "seq {seq} was given twice");
            let again = caller.push(person, &[entry]);
            assert_eq!(again, vec![PushResult::Duplicate(seq)]);
        }
    }
    assert!(seqs.len() >= 300);
}

/// Found by `make chaos`: the log was on the disk that was full, and telling so ended the thread that writes the database.
#[test]
#[cfg(target_os = "linux")]
fn a_full_database_that_cannot_even_be_logged_refuses_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let flags = ["--open-founding", "--database-mib", "1"];
    let relay = Process::serve_logging(dir.path(), &flags, Stdio::from(full));
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let person = Person::new(7);
    let said = grant(&person, &[(FEED, Rights::Write)]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let first = person.data(&staff, FEED, 1, &[7; 16_000]);
    caller.push(&person, &[&first]);
    let mut refused = 0;
    for device_seq in 2..100 {
        let entry = person.data(&staff, FEED, device_seq, &[7; 16_000]);
        let body = sesi_wire::sync::to_vec(&caller::pushing(&[&entry]));
        let reply = caller.post("/v1/sync", Some(&person.token), &body);
        refused += u32::from(reply.status == 503);
    }
    assert!(refused > 0, "a MiB holds no two");
    // The same again changes nothing, so there is room for it: whoever writes is still there.
    assert_eq!(
        caller.push(&person, &[&first]),
        vec![PushResult::Duplicate(1)]
    );
}

#[test]
fn the_operators_commands_work_beside_a_running_relay() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let missing = run(&["check"], &data, &[]);
    assert!(!missing.status.success());
    assert!(
        text(&missing.stderr).contains("does not exist"),
        "{}",
        text(&missing.stderr)
    );

    let relay = Process::serve(&data, &[]);
    let second = run(&["serve", "--listen", "127.0.0.1:0"], &data, &[]);
    assert!(!second.status.success());
    assert!(
        text(&second.stderr).contains("already serves"),
        "{}",
        text(&second.stderr)
    );

    let mut caller = Caller::to(relay.address());
    let staff = Staff::new(1);
    let founding = staff.founding_entry();
    assert_eq!(
        caller.found(None, &[&founding]).fault().code,
        Code::FoundCode
    );
    let code = run(&["found-code"], &data, &[]);
    assert!(code.status.success(), "{}", text(&code.stderr));
    let code = text(&code.stdout);
    let reply = caller.found(Some(code.trim()), &[&founding]);
    assert_eq!(results(&reply), vec![PushResult::Accepted(1)]);

    let copy = dir.path().join("copy.sqlite");
    let made = run(&["backup"], &data, &[&copy]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(
        text(&made.stdout).contains("1 entries"),
        "{}",
        text(&made.stdout)
    );
    let again = run(&["backup"], &data, &[&copy]);
    assert!(!again.status.success(), "a backup was overwritten");

    // Restored, the copy serves: the office is there.
    let restored = dir.path().join("restored");
    std::fs::create_dir(&restored).unwrap();
    std::fs::copy(&copy, restored.join("relay.sqlite")).unwrap();
    let relay = Process::serve(&restored, &[]);
    let reply = Caller::to(relay.address()).found(None, &[&founding]);
    assert_eq!(results(&reply), vec![PushResult::Duplicate(1)]);
}

#[test]
fn a_check_finds_what_was_changed_behind_the_relays_back() {
    let harms = [
        (
            "UPDATE entries SET bytes = x'00' WHERE seq = 2",
            "not those of the id",
        ),
        ("UPDATE entries SET seq = 9 WHERE seq = 2", "where 2 should"),
        (
            "UPDATE entries SET chain = zeroblob(16) WHERE seq = 1",
            "chain is wrong",
        ),
        ("DELETE FROM entries WHERE seq = 2", "its row says head 2"),
        ("UPDATE offices SET used = 1", "count their bytes wrongly"),
    ];
    for (harm, told) in harms {
        let dir = tempfile::tempdir().unwrap();
        let mut relay = Process::serve(dir.path(), &["--open-founding"]);
        let mut caller = Caller::to(relay.address());
        let staff = Staff::founded(&mut caller, 1);
        caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[])]);
        relay.kill();
        #[expect(clippy::disallowed_methods, reason = "somebody harms the relay's file")]
        let conn = rusqlite::Connection::open(dir.path().join("relay.sqlite")).unwrap();
        conn.execute_batch(harm).unwrap();
        drop(conn);
        let found = run(&["check"], dir.path(), &[]);
        assert_eq!(found.status.code(), Some(1), "{harm}");
        let said = text(&found.stdout);
        assert!(said.contains(told), "{harm}: {said}");
        let copy = dir.path().join("copy");
        assert!(!run(&["backup"], dir.path(), &[&copy]).status.success());
        assert!(!copy.exists(), "a wrong copy was kept");
    }
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_ends_well() {
    let dir = tempfile::tempdir().unwrap();
    let mut relay = Process::serve(dir.path(), &["--open-founding"]);
    let mut caller = Caller::to(relay.address());
    Staff::founded(&mut caller, 1);
    let pid = relay.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(relay.child.wait().unwrap().success());
    // The log was folded into the database: one file is the whole of it.
    assert!(!dir.path().join("relay.sqlite-wal").exists());
    assert!(
        Caller::to(relay.address())
            .try_post("/v1/sync", None, &[])
            .is_err()
    );
}

#[test]
fn with_a_certificate_it_speaks_tls_and_with_a_wrong_one_it_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let (cert_arg, key_arg) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let relay = Process::serve(dir.path(), &["--tls-cert", cert_arg, "--tls-key", key_arg]);
    assert!(relay.url.starts_with("https://"));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(relay.address()).unwrap();
    let mut stream = rustls::Stream::new(&mut session, &mut socket);
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = text(&answer);
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"),
        "{answer}"
    );

    let other = tempfile::tempdir().unwrap();
    let args = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        key_arg,
        "--tls-key",
        cert_arg,
    ];
    let refused = run(&args, other.path(), &[]);
    assert!(!refused.status.success());
    assert!(
        text(&refused.stderr).contains("cannot be used for TLS"),
        "{}",
        text(&refused.stderr)
    );
}

/// Resident memory of a process, in KiB: now, and the most that it ever had.
fn memory(process: &Process) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.unwrap().trim().trim_end_matches(" kB");
        number.parse().unwrap()
    };
    (of("VmRSS:"), of("VmHWM:"))
}

/// An office with a member, at a relay.
fn member(address: SocketAddr) -> (Staff, Person) {
    let mut caller = Caller::to(address);
    let staff = Staff::founded(&mut caller, 1);
    let member = Person::new(100);
    let said = vec![grant(&member, &[(FEED, Rights::Write)])];
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &said)]);
    (staff, member)
}

#[test]
fn silent_sockets_of_one_address_leave_an_honest_device_its_exchange() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Process::serve(dir.path(), &["--open-founding"]);
    let address = relay.address();
    let (staff, member) = member(address);
    let silent: Vec<TcpStream> = (0..1024)
        .map(|at| {
            let mut stream = TcpStream::connect(address).unwrap();
            // Some say nothing, others begin a request or its body and never end it.
            let begun: &[u8] = match at % 3 {
                0 => b"",
                1 => b"POST /v1/sync HTTP/1.1\r\nHost: r\r\n",
                _ => b"POST /v1/found HTTP/1.1\r\nHost: r\r\nContent-Length: 9\r\n\r\n1",
            };
            // It may have been cut already to make room.
            drop(stream.write_all(begun));
            stream
        })
        .collect();
    let mut caller = Caller::to(address);
    for device_seq in 1..=20 {
        let entry = member.data(&staff, FEED, device_seq, &[7; 500]);
        let pushed = caller.push(&member, &[&entry]);
        assert_eq!(pushed, vec![PushResult::Accepted(device_seq)]);
    }
    drop(silent);
}

#[test]
fn stalled_bodies_of_strangers_take_bounded_memory() {
    // 8 MiB of bodies, and what 256 connections buffer of theirs.
    const BOUND: u64 = 32 * 1024;
    let dir = tempfile::tempdir().unwrap();
    let relay = Process::serve(dir.path(), &["--open-founding"]);
    let address = relay.address();
    let (staff, member) = member(address);
    let before = memory(&relay).0;
    let stalled: Vec<TcpStream> = (0..200)
        .map(|at| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_write_timeout(Some(std::time::Duration::from_millis(50)))
                .unwrap();
            let path = ["/v1/found", "/v1/sync", "/v1/held"][at % 3];
            let head =
                format!("POST {path} HTTP/1.1\r\nHost: r\r\nContent-Length: 1000000\r\n\r\n");
            // As much as the relay takes of it.
            drop(stream.write_all(head.as_bytes()));
            drop(stream.write_all(&vec![0xa0; 999_999]));
            stream
        })
        .collect();
    let grown = memory(&relay).1.saturating_sub(before);
    assert!(grown < BOUND, "{grown} KiB more");
    let entry = member.data(&staff, FEED, 1, &[7; 500]);
    let pushed = Caller::to(address).push(&member, &[&entry]);
    assert_eq!(pushed, vec![PushResult::Accepted(1)]);
    drop(stalled);
}

/// Nobody outside is told when a reader is given up.
#[expect(
    clippy::disallowed_methods,
    reason = "the only thing to wait for is time"
)]
fn wait() {
    std::thread::sleep(std::time::Duration::from_millis(200));
}

#[test]
fn readers_who_do_not_take_their_answers_hold_bounded_memory_for_a_bounded_time() {
    // A quarter of 8 MiB, what the connections buffer of theirs (64 KiB each), and the answers that are being made: 17 to 22 MiB by run.
    // Without a bound it is over 60: each reader's answer of half a MiB.
    const BOUND: u64 = 32 * 1024;
    const READERS: usize = 96;
    // The system takes the first few of each.
    const ANSWERS: usize = 10;
    const TRIES: usize = 60;
    let dir = tempfile::tempdir().unwrap();
    let bounds = [
        "--open-founding",
        "--body-seconds",
        "4",
        "--answers-mib",
        "8",
    ];
    let relay = Process::serve(dir.path(), &bounds);
    let address = relay.address();
    let (staff, member) = member(address);
    let mut caller = Caller::to(address);
    for device_seq in 1..=20 {
        let entry = member.data(&staff, FEED, device_seq, &vec![7; 30_000]);
        caller.push(&member, &[&entry]);
    }
    let mut pull = caller::pulling(vec![FeedState {
        feed: FEED,
        since: 0,
        chain: None,
        own_seq: 0,
        mode: None,
    }]);
    pull.budget = Some(524_288);
    let body = sesi_wire::sync::to_vec(&pull);
    let mut long = || caller.post("/v1/sync", Some(&member.token), &body);
    assert!(long().body.len() > 500_000);
    let before = memory(&relay).0;
    let token = data_encoding::BASE64URL_NOPAD.encode(&member.token);
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: r\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let requests = [head.as_bytes(), &body].concat().repeat(ANSWERS);
    let slow: Vec<TcpStream> = (0..READERS)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(&requests).unwrap();
            stream
        })
        .collect();
    let mut until = |status: u16| {
        let tries = (0..TRIES).take_while(|_| {
            let other = long().status != status;
            if other {
                wait();
            }
            other
        });
        assert!(tries.count() < TRIES, "no answer of status {status}");
    };
    until(503);
    let grown = memory(&relay).1.saturating_sub(before);
    assert!(grown < BOUND, "{grown} KiB more");
    // Somebody who asks for little is answered meanwhile.
    pull.budget = None;
    let little = Caller::to(address).sync(&member, &pull);
    assert_eq!(little.status, 200);
    // They are given up; then long answers are to be had again.
    until(200);
    drop(slow);
}
