//! The version of a document that somebody saw before saying something of it: what is written upon it never writes over what was not seen.

use sesi_engine::documents::{Heads, first_change};

use super::recording::read_version;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::DocKey;

/// The version that a window gave back.
pub(super) fn version(base: &str) -> Result<Heads, Error> {
    read_version(base).ok_or(Error::Missing("such version"))
}

/// What somebody saw of a document; without a `base` it was not there, so that they write upon its beginning where it is by now. None while it is
/// not there.
pub(super) fn seen(
    device: &Device,
    key: &DocKey,
    base: Option<&str>,
) -> Result<Option<Heads>, Error> {
    if device.document(key)?.is_none() {
        return Ok(None);
    }
    let beginning = || Heads::new([first_change(key.kind()).1]);
    Ok(Some(base.map_or_else(|| Ok(beginning()), version)?))
}
