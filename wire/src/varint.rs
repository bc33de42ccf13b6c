//! Unsigned LEB128, as in the entry header and in the body of a data entry. Shortest form only.

use crate::Malformed;

/// Appends `value`: seven bits a byte, low bits first, the high bit set on all but the last.
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        let [low, ..] = value.to_le_bytes();
        out.push(low | 0x80);
        value >>= 7;
    }
    let [last, ..] = value.to_le_bytes();
    out.push(last);
}

/// Takes a value off the front of `input`.
pub fn take(input: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value: u64 = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = input
            .split_first()
            .ok_or_else(|| Malformed::new("varint", "ends early"))?;
        *input = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(Malformed::new("varint", "exceeds 64 bits"));
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            if byte == 0 && shift > 0 {
                return Err(Malformed::new("varint", "is not in its shortest form"));
            }
            return Ok(value);
        }
    }
    Err(Malformed::new("varint", "exceeds 64 bits"))
}

/// Takes `len` bytes off the front of `input`.
pub fn take_bytes<'a>(
    input: &mut &'a [u8],
    len: usize,
    what: &'static str,
) -> Result<&'a [u8], Malformed> {
    if input.len() < len {
        return Err(Malformed::new(what, "ends early"));
    }
    let (head, rest) = input.split_at(len);
    *input = rest;
    Ok(head)
}

/// Takes a length that must not exceed `max` nor what is left of `input`.
pub fn take_len(input: &mut &[u8], max: usize, what: &'static str) -> Result<usize, Malformed> {
    let len = take(input)?;
    match usize::try_from(len) {
        Ok(len) if len <= max && len <= input.len() => Ok(len),
        _ => Err(Malformed::new(
            what,
            format!("length {len} is out of bounds"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_and_longer_forms_are_refused() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            put(&mut bytes, value);
            let mut rest = &bytes[..];
            assert_eq!(take(&mut rest).unwrap(), value);
            assert!(rest.is_empty());
        }
        for bad in [&[0x80][..], &[0x80, 0x00], &[0xff; 10], &[]] {
            assert!(take(&mut &bad[..]).is_err(), "{bad:?}");
        }
    }
}
