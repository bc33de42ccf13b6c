//! Counts of a request, looked at before anything is built from it: a body of 1 MiB of empty lists would otherwise
//! become thirty times as much memory.

use minicbor::Decoder;
use minicbor::data::Type;
use sesi_wire::Malformed;

/// Refuses a request (a CBOR map) in which one of the map's lists has more than `most` items or no definite length, and
/// reads the version first, so that a newer request is told apart from a broken one.
pub fn check(what: &'static str, bytes: &[u8], most: usize) -> Result<(), Malformed> {
    let cbor = |e: minicbor::decode::Error| Malformed::new(what, e.to_string());
    let mut decoder = Decoder::new(bytes);
    let Some(fields) = decoder.map().map_err(cbor)? else {
        return Err(Malformed::new(what, "an indefinite map"));
    };
    for _ in 0..fields {
        decoder.skip().map_err(cbor)?;
        match decoder.datatype().map_err(cbor)? {
            Type::Array => {
                let count = decoder.probe().array().map_err(cbor)?;
                if count.is_none_or(|count| count > most as u64) {
                    return Err(Malformed::new(what, "a list is out of bounds"));
                }
            }
            Type::ArrayIndef | Type::MapIndef | Type::BytesIndef | Type::StringIndef => {
                return Err(Malformed::new(what, "an item of indefinite length"));
            }
            _ => {}
        }
        decoder.skip().map_err(cbor)?;
    }
    Ok(())
}

/// The version that a request says it has: field 0, wherever it stands. `None` where it cannot be read.
pub fn version(bytes: &[u8]) -> Option<u64> {
    let mut decoder = Decoder::new(bytes);
    for _ in 0..decoder.map().ok()?? {
        if decoder.u64().ok()? == 0 {
            return decoder.u64().ok();
        }
        decoder.skip().ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_too_long_or_endless_are_refused_before_they_are_read() {
        let list = |head: &[u8]| [&[0xa1, 0x01][..], head].concat();
        assert!(check("request", &list(&[0x82, 1, 2]), 2).is_ok());
        assert!(check("request", &list(&[0x83, 1, 2, 3]), 2).is_err());
        assert!(check("request", &list(&[0x9f, 1, 0xff]), 2).is_err());
        assert!(
            check(
                "request",
                &list(&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255]),
                2
            )
            .is_err()
        );
        assert!(check("request", &[0x80], 2).is_err());
        for endless in [&[0xbf, 0xff][..], &[0x5f, 0xff], &[0x7f, 0xff]] {
            assert!(check("request", &list(endless), 2).is_err(), "{endless:x?}");
        }
        assert!(check("request", &[0xbf, 0xff], 2).is_err());
        // Every field is looked at, not the first alone.
        assert!(check("request", &[0xa2, 0, 1, 1, 0x83, 1, 2, 3], 2).is_err());
        assert!(check("request", &[0xa2, 0, 1, 1, 0x82, 1, 2], 2).is_ok());
    }

    #[test]
    fn the_version_is_found_in_requests_that_a_later_version_changed() {
        assert_eq!(version(&[0xa2, 0x01, 0x80, 0x00, 0x09]), Some(9));
        assert_eq!(
            version(&[0xa1, 0x00, 0x1b, 255, 255, 255, 255, 255, 255, 255, 255]),
            Some(u64::MAX)
        );
        assert_eq!(version(&[0xa1, 0x01, 0x80]), None);
        assert_eq!(version(b"nonsense"), None);
    }
}
