//! Who takes part in an event of the staff, as a window names them: somebody who is known here, or a guest by the name that was typed. Knows no
//! kind of events.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::refusal::Refusal;
use crate::error::Error;
use crate::kinds::Attendee;
use crate::queries::staff::is_staff;
use crate::reference::fold;

/// Who is named by a text: a member of staff whom this device knows or who is among those of the event, or one of its guests.
pub(super) fn participant(
    conn: &Connection,
    text: &str,
    guests: &BTreeMap<Attendee, String>,
    is_among: impl Fn(&Attendee) -> bool,
) -> Result<Attendee, Error> {
    let missing = || Error::Missing("such participant");
    let who = Attendee::parse(text).ok_or_else(missing)?;
    let is_here = match who {
        Attendee::Staff(staff) => is_staff(conn, staff)? || is_among(&who),
        Attendee::Guest(_) => guests.contains_key(&who),
    };
    is_here.then_some(who).ok_or_else(missing)
}

/// A guest, as typed.
#[derive(Debug, PartialEq)]
pub(super) struct Guest {
    /// Under whom documents have it.
    pub who: Attendee,
    /// The name.
    pub name: String,
    /// From where, if that is said.
    pub agency: Option<String>,
}

impl Guest {
    /// Reads what was typed: a guest has a name.
    pub(super) fn typed(name: &str, agency: &str) -> Result<Self, Error> {
        let name = fold::tidy(name);
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        Ok(Self {
            who: Attendee::guest(&name),
            agency: Some(fold::tidy(agency)).filter(|agency| !agency.is_empty()),
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::error::ApiError;
    use crate::testkit::Stage;

    #[test]
    fn a_guest_has_a_name_and_is_the_same_however_it_is_typed() {
        let typed = |name, agency| Guest::typed(name, agency).unwrap();
        let camat = typed("  Pak   Camat ", " Kantor  Camat ");
        assert_eq!(camat.name, "Pak Camat");
        assert_eq!(camat.agency.as_deref(), Some("Kantor Camat"));
        let again = typed("PAK CAMAT", " ");
        assert_eq!((again.who, again.agency), (camat.who, None));
        let nameless = ApiError::from(&Guest::typed("  ", "BBPPKS").unwrap_err());
        assert_eq!(nameless.kind, "name_missing");
    }

    #[test]
    fn nobody_takes_part_who_is_not_known_here_nor_to_the_event() {
        let stage = Stage::new(1811);
        let device = &stage.office.device;
        let own = Attendee::Staff(device.person().unwrap().unwrap());
        let former = Attendee::Staff(Uuid::from_u128(7));
        let camat = Attendee::guest("Pak Camat");
        let guests = BTreeMap::from([(camat, "Pak Camat".to_owned())]);
        let named = |text: &str, among: &[Attendee]| {
            let is_among = |who: &Attendee| among.contains(who);
            participant(device.reader(), text, &guests, is_among).ok()
        };
        assert_eq!(named(&own.to_string(), &[]), Some(own));
        assert_eq!(named(&camat.to_string(), &[]), Some(camat));
        // Who is no member of staff any more stays who was there.
        assert_eq!(named(&former.to_string(), &[]), None);
        assert_eq!(named(&former.to_string(), &[former]), Some(former));
        // Marks alone make nobody a guest.
        let other = Attendee::guest("Pak Lurah");
        assert_eq!(named(&other.to_string(), &[other]), None);
        assert_eq!(named("Pak Camat", &[]), None);
    }
}
