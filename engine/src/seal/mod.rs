//! How changes of documents become an entry that nobody on the way can read, and back.
//!
//! ```text
//! DocumentPart ... -> plain -> packed -> padded (PackedBody) -> encrypted, signed (SealedEntry)
//!      parts         parts      body         body                    entry
//! ```
//!
//! [`author_notes`] is what an entry says of itself beside documents, [`place`] says where in its feed an entry stands, [`dictionary`] what bodies of the field often say, [`split`] cuts what is too much for one entry, [`statements`] makes the
//! entries of the control feed. Documents are opaque bytes here; so is everything above `wire` for the relay.

pub mod author_notes;
pub mod body;
pub mod dictionary;
pub mod entry;
pub mod parts;
pub mod place;
pub mod split;
pub mod statements;

use sesi_wire::entry::SIGNATURE_LEN;
use sesi_wire::limits::MAX_ENTRY;

/// The longest header that this build writes: every varint at its longest, no extension.
pub const MAX_HEADER: usize = 1 + 1 + 8 + 8 + 9 + 16 + 5 + 9 + 8 + 12 + 1;
/// What is left of an entry for its body, in bytes.
pub const MAX_BODY: usize = MAX_ENTRY - MAX_HEADER - SIGNATURE_LEN;

#[cfg(test)]
mod tests {
    use super::*;
    use sesi_wire::chain::ChainMark;
    use sesi_wire::entry::{Header, Kind};
    use sesi_wire::ids::{DeviceId, FeedId};

    #[test]
    fn no_header_is_longer_than_the_longest() {
        let longest = i64::MAX.cast_unsigned();
        let header = Header {
            kind: Kind::Data,
            feed: FeedId([0; 8]),
            device: DeviceId([0; 8]),
            device_seq: longest,
            previous: [0; 16],
            epoch: u32::MAX,
            seen_seq: longest,
            seen_chain: ChainMark([0; 8]),
            salt: [0; 12],
        };
        assert_eq!(header.to_bytes().len(), MAX_HEADER);
    }
}
