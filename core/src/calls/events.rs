//! Where an event of the staff is filed, and under which id. Knows no kind of events.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::reference::fold;

/// Where it is filed: on its first day, or on the nearest day of this year, whose forum there is.
pub(super) fn filed_on(starts: NaiveDate, today: NaiveDate) -> NaiveDate {
    let year = today.year();
    if starts.year() == year {
        return starts;
    }
    let (month, day) = if starts.year() < year {
        (1, 1)
    } else {
        (12, 31)
    };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(today)
}

/// Its id: two devices that write down one of the same name and day mean the same.
pub(super) fn id_of(kind: &str, name: &str, starts: NaiveDate) -> Uuid {
    let mut hasher = blake3::Hasher::new_derive_key("sesi event 1");
    for part in [kind, &starts.to_string(), &fold::words(name)] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_event_of_another_year_is_filed_in_this_one() {
        let today = day("2026-11-18");
        let filed = |starts| filed_on(day(starts), today).to_string();
        assert_eq!(filed("2026-03-02"), "2026-03-02");
        assert_eq!(filed("2019-10-10"), "2026-01-01");
        assert_eq!(filed("2027-01-05"), "2026-12-31");
    }

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        let of = |kind, name| id_of(kind, name, day("2026-03-02"));
        assert_eq!(of("rakor", "Rakor Maret"), of("rakor", " RAKOR  maret "));
        assert_ne!(of("rakor", "Rakor Maret"), of("training", "Rakor Maret"));
        assert_ne!(of("rakor", "Rakor Maret"), of("rakor", "Rakor April"));
    }
}
