//! What a document is about, from which its id is derived, so that identity and id never disagree. Knows no contents.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use sesi_wire::ids::OfficeId;
use sesi_wire::varint;
use uuid::Uuid;

use super::kind::Kind;
use super::month::YearMonth;
use super::session::SessionCode;

/// The identity of a document in clear.
///
/// Keys sort by kind, so that the meetings of one group are neighbours, in order of date and session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocKey {
    /// The one document about the office.
    Office,
    /// The one document of all curriculum editions.
    Curriculum,
    /// One member of staff.
    Staff(Uuid),
    /// One group.
    Group(Uuid),
    /// One family.
    Family(Uuid),
    /// The meeting of a group on a date about a session: two people who record it offline mean the same document.
    Meeting {
        /// The group that met.
        group: Uuid,
        /// The day, in the office's time zone.
        date: NaiveDate,
        /// The first session held.
        session: SessionCode,
    },
    /// One month of one member of staff.
    Month {
        /// Whose month.
        staff: Uuid,
        /// Which month.
        month: YearMonth,
    },
}

/// The id of a document: a UUID, shown in its usual form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId(pub Uuid);

impl DocId {
    /// The 16 bytes, as stored in the read model's `doc` columns.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocId({})", self.0)
    }
}

/// Why bytes are not a document key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key was written by a newer app: keep what belongs to it and try again after an update.
    #[error(
        "the key is of kind {kind} version {version}, which a newer app wrote; update the app and try again"
    )]
    Newer {
        /// The unknown kind, or the known kind of an unknown version.
        kind: u8,
        /// The version that was found.
        version: u8,
    },
    /// The bytes break the key's format.
    #[error("malformed document key: {0}")]
    Malformed(&'static str),
}

impl From<sesi_wire::Malformed> for KeyError {
    fn from(fault: sesi_wire::Malformed) -> Self {
        Self::Malformed(fault.what)
    }
}

/// The day 0 and month 0 of keys.
pub(super) fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()
}

impl DocKey {
    /// What kind of document it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Office => Kind::Office,
            Self::Curriculum => Kind::Curriculum,
            Self::Staff(_) => Kind::Staff,
            Self::Group(_) => Kind::Group,
            Self::Family(_) => Kind::Family,
            Self::Meeting { .. } => Kind::Meeting,
            Self::Month { .. } => Kind::Month,
        }
    }

    /// The document's id in `office`.
    ///
    /// Staff, groups and families are their own UUID; every other id is the `UUIDv5` of the key's bytes under the office's id.
    pub fn id(&self, office: &OfficeId) -> DocId {
        DocId(match self {
            Self::Staff(id) | Self::Group(id) | Self::Family(id) => *id,
            _ => Uuid::new_v5(&Uuid::from_bytes(*office.as_bytes()), &self.to_bytes()),
        })
    }

    /// The key's one byte form: kind, version of the kind, then what identifies it. See `docs/protocol.md`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32);
        self.write(&mut out);
        out
    }

    /// Appends [`Self::to_bytes`] to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend([self.kind() as u8, Kind::VERSION]);
        match self {
            Self::Office | Self::Curriculum => {}
            Self::Staff(id) | Self::Group(id) | Self::Family(id) => out.extend(id.as_bytes()),
            Self::Meeting {
                group,
                date,
                session,
            } => {
                out.extend(group.as_bytes());
                let days = date.signed_duration_since(epoch()).num_days();
                varint::put(out, days.unsigned_abs());
                varint::put(out, session.as_str().len() as u64);
                out.extend(session.as_str().as_bytes());
            }
            Self::Month { staff, month } => {
                out.extend(staff.as_bytes());
                varint::put(out, month.since_epoch());
            }
        }
    }

    /// The key of a meeting, if its date is one that a key can carry (2000-01-01 to 9999-12-31).
    pub fn meeting(group: Uuid, date: NaiveDate, session: SessionCode) -> Option<Self> {
        (epoch() <= date && date.year() <= 9999).then_some(Self::Meeting {
            group,
            date,
            session,
        })
    }

    /// Takes a key off the front of `input`, which is left untouched on an error.
    pub fn read(input: &mut &[u8]) -> Result<Self, KeyError> {
        let mut rest = *input;
        let [kind, version] = take_array(&mut rest)?;
        let known = Kind::from_byte(kind).ok_or(KeyError::Newer { kind, version })?;
        match version {
            Kind::VERSION => {}
            0 => return Err(KeyError::Malformed("version 0")),
            _ => return Err(KeyError::Newer { kind, version }),
        }
        let key = match known {
            Kind::Office => Self::Office,
            Kind::Curriculum => Self::Curriculum,
            Kind::Staff => Self::Staff(take_uuid(&mut rest)?),
            Kind::Group => Self::Group(take_uuid(&mut rest)?),
            Kind::Family => Self::Family(take_uuid(&mut rest)?),
            Kind::Meeting => {
                let group = take_uuid(&mut rest)?;
                let date = epoch()
                    .checked_add_days(Days::new(varint::take(&mut rest)?))
                    .ok_or(KeyError::Malformed("date"))?;
                let len = varint::take_len(&mut rest, SessionCode::MAX, "session")?;
                let session = std::str::from_utf8(varint::take_bytes(&mut rest, len, "session")?)
                    .ok()
                    .and_then(|text| SessionCode::new(text).ok())
                    .ok_or(KeyError::Malformed("session"))?;
                Self::meeting(group, date, session).ok_or(KeyError::Malformed("date"))?
            }
            Kind::Month => Self::Month {
                staff: take_uuid(&mut rest)?,
                month: YearMonth::from_epoch(varint::take(&mut rest)?)
                    .ok_or(KeyError::Malformed("month"))?,
            },
        };
        *input = rest;
        Ok(key)
    }

    /// Reads a key that fills all of `bytes`.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Self::read(&mut bytes)?;
        if bytes.is_empty() {
            Ok(key)
        } else {
            Err(KeyError::Malformed("bytes after the key"))
        }
    }
}

fn take_array<const N: usize>(input: &mut &[u8]) -> Result<[u8; N], KeyError> {
    let (head, rest) = input
        .split_first_chunk::<N>()
        .ok_or(KeyError::Malformed("key ends early"))?;
    *input = rest;
    Ok(*head)
}

fn take_uuid(input: &mut &[u8]) -> Result<Uuid, KeyError> {
    take_array(input).map(Uuid::from_bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in super::super) fn any_key() -> impl Strategy<Value = DocKey> {
        let id = any::<u128>().prop_map(Uuid::from_u128);
        prop_oneof![
            Just(DocKey::Office),
            Just(DocKey::Curriculum),
            id.clone().prop_map(DocKey::Staff),
            id.clone().prop_map(DocKey::Group),
            id.clone().prop_map(DocKey::Family),
            (id.clone(), 0u64..2_000_000, "[A-Z0-9.]{1,12}").prop_map(|(group, days, session)| {
                DocKey::Meeting {
                    group,
                    date: epoch().checked_add_days(Days::new(days)).unwrap(),
                    session: SessionCode::new(&session).unwrap(),
                }
            }),
            (id, 2000i32..=9999, 1u32..=12).prop_map(|(staff, year, month)| DocKey::Month {
                staff,
                month: YearMonth::new(year, month).unwrap(),
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_key_survives_its_bytes_and_leaves_what_follows(key in any_key(), tail in any::<[u8; 3]>()) {
            let mut bytes = key.to_bytes();
            bytes.extend(tail);
            let mut rest = &bytes[..];
            prop_assert_eq!(DocKey::read(&mut rest).unwrap(), key);
            prop_assert_eq!(rest, &tail[..]);
        }

        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..48)) {
            if let Ok(key) = DocKey::from_bytes(&bytes) {
                prop_assert_eq!(key.to_bytes(), bytes);
            }
        }

        #[test]
        fn a_newer_kind_or_version_is_told_from_a_broken_one(kind in 1u8..=255, version in 1u8..=255) {
            prop_assume!(kind > 7 || version > 1);
            prop_assert_eq!(DocKey::from_bytes(&[kind, version, 9, 9]), Err(KeyError::Newer { kind, version }));
        }
    }

    #[test]
    fn ids_are_the_uuid_itself_or_derived_under_the_office() {
        let (here, there) = (OfficeId([1; 16]), OfficeId([2; 16]));
        let staff = DocKey::Staff(Uuid::from_u128(5));
        assert_eq!(staff.id(&here), DocId(Uuid::from_u128(5)));
        assert_ne!(DocKey::Office.id(&here), DocKey::Office.id(&there));
        assert_ne!(DocKey::Office.id(&here), DocKey::Curriculum.id(&here));
    }

    #[test]
    fn the_bytes_of_a_meeting_are_pinned() {
        let key = DocKey::Meeting {
            group: Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
            date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
            session: SessionCode::new("M1.1").unwrap(),
        };
        assert_eq!(
            data_encoding::HEXLOWER.encode(&key.to_bytes()),
            "06010102030405060708090a0b0c0d0e0f10dd4c044d312e31"
        );
        assert_eq!(
            key.id(&OfficeId([7; 16])).to_string(),
            "c4cfc021-b287-5746-bbd2-3924097d1365"
        );
    }

    #[test]
    fn meetings_of_one_group_are_neighbours() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        let meeting = |group, date, session| DocKey::Meeting {
            group: Uuid::from_u128(group),
            date: day(date),
            session: SessionCode::new(session).unwrap(),
        };
        let mut keys = [
            meeting(2, 1, "M1.1"),
            meeting(1, 9, "M1.1"),
            meeting(1, 2, "M1.2"),
            DocKey::Office,
        ];
        keys.sort();
        assert_eq!(
            keys,
            [
                DocKey::Office,
                meeting(1, 2, "M1.2"),
                meeting(1, 9, "M1.1"),
                meeting(2, 1, "M1.1")
            ]
        );
    }

    #[test]
    fn a_date_before_2000_has_no_key() {
        let date = NaiveDate::from_ymd_opt(1999, 12, 31).unwrap();
        assert_eq!(
            DocKey::meeting(Uuid::nil(), date, SessionCode::new("M1.1").unwrap()),
            None
        );
    }
}
