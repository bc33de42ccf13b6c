//! Rejects CBOR items of indefinite length, so that each value has exactly one encoding. One pass over the heads of all items, however
//! deep; nothing is built.
//!
//! A structure's items follow its head, so one pass over all heads sees everything, however deep; nothing is built.

/// Says what is wrong where `bytes` are not a sequence of whole heads, or one of them leaves its length open.
pub(crate) fn check(mut bytes: &[u8]) -> Result<(), &'static str> {
    while let Some((&head, rest)) = bytes.split_first() {
        let argument = match head & 0x1f {
            short @ 0..=23 => (u64::from(short), rest),
            24 => take::<1>(rest)?,
            25 => take::<2>(rest)?,
            26 => take::<4>(rest)?,
            27 => take::<8>(rest)?,
            31 => return Err("a length is indefinite"),
            _ => return Err("a head is none of CBOR"),
        };
        let (value, rest) = argument;
        bytes = match head >> 5 {
            // Strings: what they hold is no heads.
            2 | 3 => {
                let len = usize::try_from(value).map_err(|_| ENDS)?;
                rest.get(len..).ok_or(ENDS)?
            }
            _ => rest,
        };
    }
    Ok(())
}

const ENDS: &str = "it ends within an item";

fn take<const N: usize>(bytes: &[u8]) -> Result<(u64, &[u8]), &'static str> {
    let (argument, rest) = bytes.split_first_chunk::<N>().ok_or(ENDS)?;
    let mut value = [0; 8];
    value[8 - N..].copy_from_slice(argument);
    Ok((u64::from_be_bytes(value), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lengths_are_found_at_any_depth_and_strings_are_skipped() {
        let deep: Vec<u8> = std::iter::repeat_n(0x81, 10_000)
            .chain([0x9f, 0xff])
            .collect();
        for open in [
            &[0x9f, 0xff][..],
            &[0xbf, 0xff],
            &[0x5f, 0xff],
            &[0x7f, 0xff],
            &deep,
        ] {
            assert_eq!(check(open), Err("a length is indefinite"));
        }
        // The same bytes inside a string, and as the argument of a head.
        assert_eq!(check(&[0x82, 0x42, 0x9f, 0xff, 0x19, 0x9f, 0xff]), Ok(()));
        for cut in [
            &[0x42, 0x01][..],
            &[0x19, 0x01],
            &[0x5b, 255, 255, 255, 255, 255, 255, 255, 255],
        ] {
            assert!(check(cut).is_err());
        }
        assert_eq!(check(&[0x1c]), Err("a head is none of CBOR"));
    }
}
