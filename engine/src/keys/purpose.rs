//! What a feed is for, as data: a number that the field gives its kinds of feeds, and the place and the year that a feed is of. Only those
//! who hold a feed's key learn it; the relay does not.

use minicbor::data::Type;
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};

use super::cbor::definite;

/// Longest name of a place, in bytes; a longer one would be read back as none.
pub const MAX_PLACE: usize = 32;

/// What a feed is for. CBOR: an array of the kind, the place if it is of one, the year if it is of one.
///
/// Of a later version's purpose more may be there; what is not read is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose {
    /// The number of its kind of feeds.
    pub kind: u64,
    /// The place that it is of, at most 32 bytes.
    pub place: Option<String>,
    /// The calendar year in the office's zone that it is of.
    pub year: Option<u16>,
}

/// Bytes that say no purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what a feed is for does not read")]
pub struct NotAPurpose;

impl Purpose {
    /// The CBOR form, for storing.
    pub fn to_bytes(&self) -> Vec<u8> {
        sesi_wire::sync::to_vec(self)
    }

    /// Reads what [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAPurpose> {
        sesi_wire::sync::from_slice("feed purpose", bytes).map_err(|_| NotAPurpose)
    }
}

impl<C> Encode<C> for Purpose {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let items = 1 + u64::from(self.place.is_some()) + u64::from(self.year.is_some());
        e.array(items)?.u64(self.kind)?;
        if let Some(place) = &self.place {
            e.str(place)?;
        }
        if let Some(year) = self.year {
            e.u16(year)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Purpose {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let mut left = definite(d)?;
        let mut purpose = Self {
            kind: d.u64()?,
            place: None,
            year: None,
        };
        left = left.saturating_sub(1);
        if left > 0 && d.datatype()? == Type::String {
            let place = d.str()?;
            purpose.place = Some(place.to_owned()).filter(|place| place.len() <= MAX_PLACE);
            left -= 1;
        }
        if left > 0 && matches!(d.datatype()?, Type::U8 | Type::U16) {
            purpose.year = Some(d.u16()?);
            left -= 1;
        }
        for _ in 0..left {
            d.skip()?;
        }
        Ok(purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_version_adds_is_passed_over() {
        // [77, 1, 2] and a number more: something behind the purpose.
        let mut d = Decoder::new(&[0x83, 0x18, 77, 0x01, 0x02, 0x03]);
        let later = Purpose {
            kind: 77,
            place: None,
            year: Some(1),
        };
        assert_eq!(d.decode::<Purpose>().unwrap(), later);
        assert_eq!(d.position(), 5);
        // [5, h'00'], and a place that is too long.
        for bytes in [&[0x82, 0x05, 0x41, 0x00][..], &{
            let mut long = vec![0x82, 0x05, 0x78, 33];
            long.extend([b'7'; 33]);
            long
        }] {
            let read = Purpose::from_bytes(bytes).unwrap();
            assert_eq!((read.kind, read.place, read.year), (5, None, None));
        }
    }

    #[test]
    fn what_is_no_purpose_is_refused() {
        for bytes in [
            &[][..],
            &[0x80],
            &[0x9f, 0x00, 0xff],
            &[0x81, 0x20],
            &[0x01],
        ] {
            assert!(Purpose::from_bytes(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn a_purpose_of_neither_place_nor_year_is_read_back() {
        let purpose = Purpose {
            kind: 1,
            place: None,
            year: None,
        };
        assert_eq!(Purpose::from_bytes(&purpose.to_bytes()).ok(), Some(purpose));
    }
}
