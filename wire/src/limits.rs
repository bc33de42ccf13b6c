//! Every bound of the protocol. A reader checks a length against these before it allocates.

/// Largest sealed entry: header, body and signature, in bytes.
pub const MAX_ENTRY: usize = 32 * 1024;
/// Largest request body of any call, in bytes.
pub const MAX_REQUEST: usize = 1024 * 1024;
/// Entries in one request at the most.
pub const MAX_PUSH: usize = 4096;
/// Feeds named in one request at the most.
pub const MAX_FEEDS: usize = 512;
/// Seqs asked for by number in one request at the most, over all feeds.
pub const MAX_WANT: usize = 1024;
/// Entry ids in one listing frame at the most.
pub const MAX_LISTING: usize = 4096;
/// Smallest response budget that a device may ask for, in bytes of entries.
pub const MIN_BUDGET: u32 = 4 * 1024;
/// Response budget that a device starts with, in bytes of entries.
pub const START_BUDGET: u32 = 16 * 1024;
/// Largest response budget that a relay serves, in bytes of entries; a larger wish is cut to this.
pub const MAX_BUDGET: u32 = 512 * 1024;
/// Largest extension block of an entry header, in bytes.
pub const MAX_HEADER_EXTENSION: usize = 1024;
/// Statements in one control entry at the most.
pub const MAX_STATEMENTS: usize = 1024;
/// Feeds in the access list of one grant or invite, and devices in one access statement, at the most.
pub const MAX_ACCESS: usize = 1024;
/// Keys of the epoch before that an epoch statement hands on at the most.
pub const MAX_PREVIOUS_KEYS: usize = 16;
/// Bytes of one of them, sealed, at the most.
pub const MAX_PREVIOUS_KEY: usize = 256;
/// Longest address of a relay, in bytes.
pub const MAX_ADDRESS: usize = 512;
/// Largest sealed welcome inside an invite, in bytes.
pub const MAX_WELCOME: usize = 24 * 1024;
/// Largest body of a data entry after decompression, in bytes.
pub const MAX_UNPACKED_BODY: usize = 1024 * 1024;
/// Bytes of entries with which a relay proves that a device was revoked, at the most.
pub const MAX_PROOF: usize = 4 * MAX_ENTRY;
