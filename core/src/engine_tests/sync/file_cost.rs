//! What a file of entries costs in memory, and that one which is too large is refused unread. Each is read in a process of its own, whose
//! peak of memory Linux tells.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use minicbor::Encoder;
use sesi_engine::ambient::{Seeded, random};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::sync::file::{MAGIC, import_path};
use sesi_wire::entry::{Header, SealedEntry};
use sesi_wire::ids::OfficeId;
use sesi_wire::limits::MAX_ENTRY;

use crate::kinds::Mark;
use crate::testkit::{Toili, start};

const FILE: &str = "SESI_TEST_ENTRIES_FILE";
const SEED: u64 = 610;
/// What reading any file may add to a process, in KiB: some pieces of 64 entries of at most 32 KiB, and the database's own pages. It does
/// not grow with the file.
const BUDGET: u64 = 32 * 1024;
const MIB: u64 = 1024 * 1024;

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

#[test]
#[ignore = "one file of the tests below, in a process of its own"]
fn one_file() {
    let Ok(path) = std::env::var(FILE) else {
        return;
    };
    let mut toili = Toili::new(SEED);
    let office = &mut toili.stage.office.device;
    // What came before does not count: from here on the peak is a new one (proc(5), clear_refs).
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = peak_kib();
    let mut steps = 0;
    let read = import_path(office, Path::new(&path), &mut |_| {
        steps += 1;
        Ok(())
    });
    let cost = peak_kib() - before;
    let told = match read {
        Ok(report) => format!("received {} left {}", report.received, report.not_kept),
        Err(error) => format!("refused after {steps} steps: {error}"),
    };
    println!("cost: {cost} {told}");
}

/// What came of the file, and by how many KiB the peak of its process rose.
fn in_a_process(path: &Path) -> (String, u64) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "engine_tests::sync::file_cost::one_file",
            "--ignored",
            "--nocapture",
        ])
        .env(FILE, path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout).into_owned();
    let line = told.lines().find_map(|line| line.split_once("cost: "));
    let (cost, answer) = line
        .unwrap_or_else(|| panic!("{child:?}"))
        .1
        .split_once(' ')
        .unwrap();
    println!(
        "{} bytes: {cost} KiB: {answer}",
        path.metadata().unwrap().len()
    );
    (answer.to_owned(), cost.parse().unwrap())
}

/// Writes a file of at least `length` bytes of entries, each of which `entry` makes.
fn write(path: &Path, office: OfficeId, length: u64, entry: impl Fn(u64) -> Vec<u8>) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    out.write_all(MAGIC).unwrap();
    out.write_all(&office.0).unwrap();
    let mut written = 0;
    for no in 0.. {
        let mut framed = Vec::new();
        Encoder::new(&mut framed).bytes(&entry(no)).unwrap();
        out.write_all(&framed).unwrap();
        written += framed.len() as u64;
        if written >= length {
            break;
        }
    }
    out.flush().unwrap();
}

/// The header of an entry of the phone in its feed of meetings.
fn header(toili: &mut Toili) -> Header {
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    let log = toili.stage.relay.log(toili.meetings_feed());
    SealedEntry::parse(log[0].clone()).unwrap().header().clone()
}

/// An entry of the largest size like that one, whose body does not open.
fn entry(like: &Header, office: OfficeId, by: &DeviceIdentity, no: u64) -> Vec<u8> {
    let header = Header {
        device: by.device(),
        device_seq: no + 2,
        salt: random(&Seeded::new(no, start())),
        ..like.clone()
    };
    let body = vec![no.to_be_bytes()[7]; MAX_ENTRY - 300];
    by.sign(header, &body, &office.0).unwrap().into_bytes()
}

#[test]
fn a_file_of_64_mib_is_read_within_32_mib_whoever_wrote_it() {
    let mut toili = Toili::new(SEED);
    let header = header(&mut toili);
    let office = toili.phone.device.office();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.sesi");
    // By a member, whose every entry is kept; then by nobody that is known, of whose the first are.
    let member = toili.phone.device.me().identity();
    write(&path, office, 64 * MIB, |no| {
        entry(&header, office, member, no)
    });
    let (answer, cost) = in_a_process(&path);
    assert!(
        answer.starts_with("received 2") && answer.ends_with("left 0"),
        "{answer}"
    );
    assert!(cost <= BUDGET, "{cost} KiB");
    let stranger = DeviceIdentity::generate(&Seeded::new(7, start()));
    write(&path, office, 64 * MIB, |no| {
        entry(&header, office, &stranger, no)
    });
    let (answer, cost) = in_a_process(&path);
    assert!(
        answer.starts_with("received 2") && !answer.ends_with("left 0"),
        "{answer}"
    );
    assert!(cost <= BUDGET, "{cost} KiB");
}

#[test]
fn a_file_above_512_mib_is_refused_before_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("huge.sesi");
    let office = Toili::new(SEED).phone.device.office();
    write(&path, office, 1, |_| vec![0; 200]);
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(512 * MIB + 1).unwrap();
    let (answer, cost) = in_a_process(&path);
    assert!(answer.starts_with("refused after 0 steps"), "{answer}");
    assert!(answer.contains("512 MiB"), "{answer}");
    assert!(cost <= 1024, "{cost} KiB");
    // One byte less is read, as far as there is something to read.
    file.set_len(512 * MIB).unwrap();
    let (answer, cost) = in_a_process(&path);
    assert!(answer.starts_with("received 0"), "{answer}");
    assert!(cost <= BUDGET, "{cost} KiB");
}
