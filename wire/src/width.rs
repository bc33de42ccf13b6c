//! Numbers of a later version that are larger than this version's types: clamped to the largest value, never a fault of the whole
//! message.

use minicbor::Decoder;
use minicbor::decode::Error;

/// An unsigned integer, as far as a byte goes.
pub(crate) fn byte<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<u8, Error> {
    Ok(u8::try_from(d.u64()?).unwrap_or(u8::MAX))
}

/// An unsigned integer, as far as 32 bits go; none where it is null.
pub(crate) fn word<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Option<u32>, Error> {
    if d.datatype()? == minicbor::data::Type::Null {
        d.null()?;
        return Ok(None);
    }
    Ok(Some(u32::try_from(d.u64()?).unwrap_or(u32::MAX)))
}

/// Two versions; none where they are null.
pub(crate) fn versions<C>(d: &mut Decoder<'_>, ctx: &mut C) -> Result<Option<(u8, u8)>, Error> {
    if d.datatype()? == minicbor::data::Type::Null {
        d.null()?;
        return Ok(None);
    }
    let items = d.array()?.filter(|items| *items >= 2);
    let items = items.ok_or_else(|| Error::message("the oldest and the newest version"))?;
    let both = (byte(d, ctx)?, byte(d, ctx)?);
    for _ in 2..items {
        d.skip()?;
    }
    Ok(Some(both))
}

/// What an optional field is that is left out.
#[allow(
    clippy::unnecessary_wraps,
    clippy::option_option,
    reason = "as minicbor asks for it"
)]
pub(crate) fn absent<T>() -> Option<Option<T>> {
    Some(None)
}
