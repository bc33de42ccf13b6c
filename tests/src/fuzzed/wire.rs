//! The wire codec: entries, requests, answers, statements, faults. The first byte chooses which.

use minicbor::{Decode, Encode};
use sesi_wire::enrol::{EnrolRequest, EnrolResponse};
use sesi_wire::entry::SealedEntry;
use sesi_wire::fault::Fault;
use sesi_wire::found::FoundRequest;
use sesi_wire::sync::{FrameReader, SyncRequest, from_slice, to_vec};
use sesi_wire::{statement, varint};

/// Reads `data[1..]` as one of the things that cross the network. What reads is written again, and reads the same.
///
/// # Panics
/// If it does not.
pub fn wire(data: &[u8]) {
    let Some((which, bytes)) = data.split_first() else {
        return;
    };
    match which % 8 {
        0 => sealed(bytes),
        1 => {
            if let Ok(request) = SyncRequest::from_bytes(bytes) {
                let again = SyncRequest::from_bytes(&to_vec(&request));
                assert_eq!(again.as_ref(), Ok(&request));
            }
        }
        2 => frames(bytes),
        3 => again::<FoundRequest>(bytes),
        4 => again::<EnrolRequest>(bytes),
        5 => again::<EnrolResponse>(bytes),
        6 => again::<Fault>(bytes),
        _ => {
            if let Ok(statements) = statement::from_body(bytes) {
                for statement in &statements {
                    drop(to_vec(statement));
                }
            }
            let mut rest = bytes;
            while let Ok(number) = varint::take(&mut rest) {
                let mut out = Vec::new();
                varint::put(&mut out, number);
                assert_eq!(varint::take(&mut &out[..]), Ok(number));
            }
        }
    }
}

fn sealed(bytes: &[u8]) {
    if let Ok(entry) = SealedEntry::parse(bytes.to_vec()) {
        assert_eq!(entry.as_bytes(), bytes, "an entry is kept byte by byte");
        drop(entry.header().to_bytes());
    }
}

fn again<T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    if let Ok(value) = from_slice::<T>("fuzzed", bytes) {
        let written = to_vec(&value);
        let read = from_slice::<T>("fuzzed", &written);
        assert_eq!(read.as_ref(), Ok(&value));
    }
}

/// An answer reads the same however the line cuts it into pieces.
fn frames(bytes: &[u8]) {
    let read = |piece: usize| {
        let (mut reader, mut frames) = (FrameReader::default(), Vec::new());
        for part in bytes.chunks(piece) {
            reader.feed(part);
            loop {
                match reader.next_frame() {
                    Ok(Some(frame)) => frames.push(frame),
                    Ok(None) => break,
                    Err(_) => return frames,
                }
            }
        }
        frames
    };
    let whole = read(bytes.len().max(1));
    assert_eq!(read(7), whole);
}
