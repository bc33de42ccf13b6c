//! Many phones at once: pushes entries of 1 KiB from as many connections as asked for and prints what it came to.
//!
//! ```text
//! sesi-relay serve --data DIR --listen 127.0.0.1:8080 --open-founding --device-rate 0 --stranger-rate 0
//! cargo run --release -p sesi-relay --example load -- 127.0.0.1:8080 [CONNECTIONS] [ENTRIES_EACH]
//! ```

#![allow(clippy::unwrap_used)]

#[path = "../src/fixture/caller.rs"]
#[allow(dead_code)]
mod caller;
#[path = "../src/fixture/people.rs"]
#[allow(dead_code)]
mod people;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use caller::{Caller, pushing, results};
use people::{Person, Staff, grant};
use sesi_wire::ids::FeedId;
use sesi_wire::statement::Rights;
use sesi_wire::sync::{PushResult, to_vec};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let address: SocketAddr = args
        .next()
        .ok_or("the relay's address is missing")?
        .parse()?;
    let connections: u64 = args.next().map_or(Ok(200), |n| n.parse())?;
    let each: u64 = args.next().map_or(Ok(150), |n| n.parse())?;

    let random: [u8; 4] = sesi_relay::random::bytes()?;
    let seed = u64::from(u32::from_be_bytes(random)) << 20;
    let mut caller = Caller::to(address);
    let staff = Staff::founded(&mut caller, seed);
    // Ten feeds, as an office with ten kecamatan.
    let feed = |n: u64| FeedId([u8::try_from(n % 10).unwrap_or(0) + 1; 8]);
    let people: Vec<Person> = (1..=connections).map(|n| Person::new(seed + n)).collect();
    let said: Vec<_> = (0..)
        .zip(&people)
        .map(|(n, person)| grant(person, &[(feed(n), Rights::Write)]))
        .collect();
    for (device_seq, said) in (2..).zip(said.chunks(100)) {
        caller.push(
            &staff.root,
            &[&staff.root.statements(&staff, device_seq, said)],
        );
    }
    // Sealed beforehand: the phones' work is not what is measured.
    let bodies: Vec<Vec<Vec<u8>>> = (0..)
        .zip(&people)
        .map(|(n, person)| {
            (1..=each)
                .map(|seq| to_vec(&pushing(&[&person.data(&staff, feed(n), seq, &[7; 900])])))
                .collect()
        })
        .collect();

    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = people
            .iter()
            .zip(&bodies)
            .map(|(person, bodies)| {
                scope.spawn(move || {
                    let mut caller = Caller::to(address);
                    let mut times = Vec::with_capacity(bodies.len());
                    for body in bodies {
                        let sent = Instant::now();
                        let reply = caller.post("/v1/sync", Some(&person.token), body);
                        assert!(matches!(results(&reply)[..], [PushResult::Accepted(_)]));
                        times.push(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    });
    let took = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| {
        times
            .get(times.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    let total = u32::try_from(times.len())?;
    println!(
        "{total} durable pushes from {connections} connections in {took:.2} s: {:.0}/s, median {:?}, 99 % within {:?}",
        f64::from(total) / took,
        at(50),
        at(99)
    );
    Ok(())
}
