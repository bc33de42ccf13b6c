//! What every reader of CBOR in this room asks of it.

use minicbor::Decoder;

/// The number of items of an array that says it.
pub(super) fn definite(d: &mut Decoder<'_>) -> Result<u64, minicbor::decode::Error> {
    d.array()?
        .ok_or_else(|| message("arrays have a definite length"))
}

pub(super) fn message(text: &'static str) -> minicbor::decode::Error {
    minicbor::decode::Error::message(text)
}
