//! What calls about people share: names of roles, ids from a window, and who may speak for the office.

use crate::device::Device;
use crate::error::Error;

/// Whether a text can be the stable name of a role: a lower-case word of 1 to 40 letters.
pub(super) fn is_role(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c == '_';
    (1..=40).contains(&text.len()) && text.chars().all(letter)
}

/// An id that a window gave back in hex.
pub(super) fn id_of_hex(text: &str) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .ok()
}

/// Refuses what only a device of the office may do.
pub(super) fn must_be_office(device: &Device) -> Result<(), Error> {
    if device.membership().is_office(device.id()) {
        Ok(())
    } else {
        Err(Error::NotAllowed("speak for the office"))
    }
}
