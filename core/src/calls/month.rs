//! What a pendamping says about a month: why groups did not meet, and its dynamics, for the rekap.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::terms::Done;
use super::{Command, Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, MonthPatch, YearMonth};
use crate::queries;

/// Asks for what the device's person said.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MyMonth {
    /// The month, `2026-11`.
    pub month: String,
}

/// What they said.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MonthWords {
    /// Alasan jika tidak melaksanakan.
    pub reason: String,
    /// Catatan dinamika.
    pub dynamics: String,
}

/// Says it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveMyMonth {
    /// The month, `2026-11`.
    pub month: String,
    /// Alasan jika tidak melaksanakan; empty for none.
    pub reason: String,
    /// Catatan dinamika; empty for none.
    pub dynamics: String,
}

impl Query for MyMonth {
    type Answer = MonthWords;

    fn answer(self, device: &Device) -> Result<MonthWords, Error> {
        let month = months::month(&self.month)?;
        let staff = device.person()?.ok_or(Refusal::NoStaff)?;
        let (reason, dynamics) =
            queries::months::words(device.reader(), staff, &month.to_string())?;
        Ok(MonthWords { reason, dynamics })
    }
}

impl Command for SaveMyMonth {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let first = months::month(&self.month)?.first_day();
        let staff = device.person()?.ok_or(Refusal::NoStaff)?;
        let month = YearMonth::new(first.year(), first.month()).ok_or(Refusal::Month)?;
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let patch = MonthPatch {
            reason: said(&self.reason).into(),
            dynamics: said(&self.dynamics).into(),
        };
        device.edit(&DocKey::Month { staff, month }, &patch.into())?;
        Ok(Done {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::testkit::Toili;

    fn words(device: &Device, month: &str) -> (String, String) {
        let month = month.to_owned();
        let said = MyMonth { month }.answer(device).unwrap();
        (said.reason, said.dynamics)
    }

    fn say(device: &mut Device, month: &str, reason: &str, dynamics: &str) -> Result<Done, Error> {
        let say = SaveMyMonth {
            month: month.to_owned(),
            reason: reason.to_owned(),
            dynamics: dynamics.to_owned(),
        };
        say.run(device)
    }

    #[test]
    fn what_she_says_of_a_month_is_hers_and_that_months() {
        let mut toili = Toili::new(341);
        let device = &mut toili.phone.device;
        assert_eq!(words(device, "2026-11"), (String::new(), String::new()));
        say(device, "2026-11", " banjir ", "").unwrap();
        say(device, "2026-10", "", "KPM aktif bertanya").unwrap();
        assert_eq!(words(device, "2026-11"), ("banjir".into(), String::new()));
        assert_eq!(
            words(device, "2026-10"),
            (String::new(), "KPM aktif bertanya".into())
        );
        say(device, "2026-11", "", "").unwrap();
        assert_eq!(words(device, "2026-11"), (String::new(), String::new()));
        let kind = |said: Result<Done, Error>| ApiError::from(&said.unwrap_err()).kind;
        assert_eq!(kind(say(device, "2026-13", "x", "")), "month");
        assert_eq!(
            kind(say(device, "2026-11", &"x".repeat(1001), "")),
            "text_too_long"
        );
    }
}
