//! Counts the requests in what a client of HTTP/1.1 sends, by reading along. Knows no call and no content.

use std::mem;

/// Longest head that is read along; one that is longer is counted and its connection read no further.
const LONGEST_HEAD: usize = 64 * 1024;

/// Reads along one connection, from the client's end.
#[derive(Debug, Default)]
pub struct RequestCounter {
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// In a head; what came of it.
    Head(Vec<u8>),
    /// In a body of known length; how much is to come.
    Body(u64),
    /// In a body that comes in chunks; what came of its last bytes.
    Chunks(Vec<u8>),
    /// In something that is no HTTP/1.1.
    Lost,
}

impl Default for Place {
    fn default() -> Self {
        Self::Head(Vec::new())
    }
}

/// The end of a body in chunks that has no trailers.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

impl RequestCounter {
    /// How many heads end within `bytes`, which follow those of the call before.
    pub fn feed(&mut self, bytes: &[u8]) -> u32 {
        let mut count = 0;
        for &byte in bytes {
            self.place = match mem::replace(&mut self.place, Place::Lost) {
                Place::Head(mut head) => {
                    head.push(byte);
                    if head.ends_with(b"\r\n\r\n") {
                        count += 1;
                        after(&head)
                    } else if head.len() > LONGEST_HEAD {
                        Place::Lost
                    } else {
                        Place::Head(head)
                    }
                }
                Place::Body(1) => Place::default(),
                Place::Body(left) => Place::Body(left - 1),
                Place::Chunks(mut last) => {
                    if last.len() == LAST_CHUNK.len() {
                        last.remove(0);
                    }
                    last.push(byte);
                    // The first chunk may be the last one.
                    if last == LAST_CHUNK || last == LAST_CHUNK[2..] {
                        Place::default()
                    } else {
                        Place::Chunks(last)
                    }
                }
                Place::Lost => Place::Lost,
            };
        }
        count
    }
}

/// What follows a head.
fn after(head: &[u8]) -> Place {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let field = |name: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
    };
    match (field("transfer-encoding"), field("content-length")) {
        (Some(_), _) => Place::Chunks(Vec::new()),
        (None, Some(length)) => match length.parse() {
            Ok(0) => Place::default(),
            Ok(length) => Place::Body(length),
            Err(_) => Place::Lost,
        },
        (None, None) => Place::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: &[u8] = b"GET /db HTTP/1.1\r\nhost: a\r\n\r\n\
        POST /v1/sync HTTP/1.1\r\nContent-Length: 30\r\n\r\nGET / HTTP/1.1\r\n\r\nnot a head...\
        POST /db/_bulk_docs HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n\
        PUT /db HTTP/1.1\r\ncontent-length: 0\r\n\r\n\
        POST /db HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /db HTTP/1.1\r\n\r\n";

    #[test]
    fn requests_are_counted_however_they_are_cut_into_pieces() {
        for piece in 1..TALK.len() {
            let mut counter = RequestCounter::default();
            let count: u32 = TALK.chunks(piece).map(|piece| counter.feed(piece)).sum();
            assert_eq!(count, 6, "in pieces of {piece}");
        }
    }

    #[test]
    fn what_is_no_http_counts_as_nothing() {
        let mut counter = RequestCounter::default();
        assert_eq!(counter.feed(&vec![0x16; 100_000]), 0);
        assert_eq!(counter.feed(TALK), 0);
    }
}
