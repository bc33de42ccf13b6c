//! The calls that work before a device is open: found, join, recover, unlock, look around in sample data.

pub(super) mod progress;
pub(super) mod steps;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[cfg(test)]
use crate::app::handover::WaitingSums;
use crate::app::handover::{AskHanded, AskWaiting, HandToProvince, TakeFromOffice};
use crate::app::preferences::Preferences;
use crate::app::running::App;
#[cfg(test)]
use crate::calls::province::{HandedSums, ToldMonth};
#[cfg(test)]
use crate::calls::terms::{Choice, Done};
use crate::calls::{answer, read};
use crate::error::ApiError;
use progress::Progress;
use sesi_engine::job::JobProgress;

/// Asks where the program stands.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskStanding {}

/// Where the program stands.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Standing {
    /// What is in front of the device.
    pub stage: Stage,
    /// What the person prefers.
    pub preferences: Preferences,
    /// Version of the app.
    pub version: String,
    /// The relay to propose when an office is founded or joined.
    pub proposed_relay: Option<String>,
    /// The program ended while the camera stood over the joining form: they go on there, by typing the invite.
    pub ended_at_camera: bool,
    /// A sample office was made on this device.
    pub has_sample: bool,
    /// Who is in, once it is open.
    pub inside: Option<Inside>,
}

/// What is in front of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no device yet: found, join, recover, or look at the sample.
    Fresh,
    /// A PIN.
    Locked,
    /// Nothing.
    Open,
}

/// Whose the open device is.
#[derive(Debug, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Inside {
    /// It shows the sample office.
    pub sample: bool,
    /// It may do what the office does.
    pub office: bool,
    /// Its member of staff.
    pub staff: Option<Uuid>,
    /// Name of that person.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// What a greeting calls them.
    pub greeted: String,
    /// They lead groups.
    pub leads_groups: bool,
    /// Name of the office.
    pub office_name: String,
    /// Name of the kabupaten, or of the province.
    pub kabupaten: String,
    /// What the workspace is.
    pub workspace: Workspace,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i16,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Id of the device in hex.
    pub device: String,
    /// The recovery words wait to be written down: `recovery_words`, then `words_noted`.
    pub words_wait: bool,
}

/// Changes what the person prefers.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Prefer {
    /// All of it.
    pub preferences: Preferences,
}

/// Asks for the kabupaten and kota that an office can be of.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Kabupaten {}

/// Asks for the provinces.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskProvinces {}

/// What the workspace of the open device is, and whom the device speaks for in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Workspace {
    /// A kabupaten's or kota's own: staff, groups, families.
    Office,
    /// A province's, whose members are offices of kabupaten; the device is the province's.
    Province,
    /// The same; the device is a kabupaten's.
    Kabupaten,
}

/// Founds an office, with this device as its first. Works without network; the relay is told at the first exchange.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundOffice {
    /// E.g. `Dinas Sosial Kabupaten Banggai`.
    pub name: String,
    /// Kemendagri code of the kabupaten or kota, or of the province.
    pub kabupaten: String,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i16,
    /// Name of the person who founds it.
    pub founder: String,
    /// Role of that person, as a stable name.
    pub role: String,
    /// The relay's address.
    pub relay: String,
    /// SHA-256 of the relay's certificate, where no public authority vouches for it; else empty.
    #[serde(default)]
    pub relay_pin: String,
    /// The relay operator's one-time code; empty where none is needed.
    pub code: String,
    /// The PIN or passphrase of this device.
    pub pin: String,
}

/// A founded office.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundedOffice {
    /// The recovery words, to be printed and locked away. They are kept on this device until `words_noted`.
    pub words: Vec<String>,
    /// The relay has taken the office in. If not: it is tried again at each exchange.
    pub relay_knows: bool,
}

/// Asks for the recovery words once more, until `words_noted`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskWords {}

/// Says some of the recovery words back, from the sheet: then this device forgets them.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WordsNoted {
    /// At least three of them, of different places.
    pub said: Vec<SaidWord>,
}

/// A recovery word said back.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaidWord {
    /// Its place on the sheet, from 1.
    pub place: u32,
    /// The word.
    pub word: String,
}

/// Brings the office to its relay with a one-time code of the relay's operator, after `needs_code`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GiveCode {
    /// The code.
    pub code: String,
}

/// Moves the office to another relay, which has to let this device in first. Only an office device may. Devices hear of it from the relay
/// that is left, from the new one, or by file.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MoveRelay {
    /// The new relay's address.
    pub relay: String,
    /// SHA-256 of its certificate, where no public authority vouches for it; otherwise empty.
    pub pin: String,
    /// Its operator's one-time code; empty where none is needed.
    pub code: String,
}

/// Exchanges with another relay of the office, whose address a person typed because this device could not hear of it. That relay has to let
/// the device in first.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UseRelay {
    /// The relay's address.
    pub relay: String,
    /// SHA-256 of its certificate, where no public authority vouches for it; otherwise empty.
    pub pin: String,
}

/// Says that the camera is about to be opened over the joining form. Android may end the program behind it; the next start then leads
/// back to the form. The invite and the PIN are secrets and are not kept.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenCamera {
    /// The relay's address in the form.
    pub relay: String,
}

/// Says that the person is back from the camera, with a photo or without.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeaveCamera {}

/// Reads an invite while it is typed or pasted.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadInvite {
    /// What was typed or pasted; text around the invite does no harm.
    pub text: String,
}

/// Reads an invite from a photo of its QR code.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadPhoto {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Brightness of each pixel, row by row, as base64.
    pub luma: String,
}

/// A whole invite.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InviteRead {
    /// The invite itself, for `join`.
    pub text: String,
    /// The relay that it leads to; none if only the code was typed: then the person types the relay's address too.
    pub relay: Option<String>,
    /// Name of the office, as the invite says; empty if it does not.
    pub office: String,
    /// Name of the person whom it is for, as the invite says.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub person: String,
    /// What that person does there, as the invite says.
    pub role: String,
}

/// Joins an office with an invite. The one call here that needs the network.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Join {
    /// The invite, as `read_invite` or `read_photo` gave it.
    pub text: String,
    /// The relay's address, where the invite does not say it; otherwise empty.
    pub relay: String,
    /// The PIN or passphrase of this device.
    pub pin: String,
}

/// Founds this device anew as the office's, from the recovery words.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recover {
    /// The words.
    pub words: String,
    /// The relay's address.
    pub relay: String,
    /// SHA-256 of the relay's certificate, where no public authority vouches for it; else empty.
    #[serde(default)]
    pub relay_pin: String,
    /// The PIN or passphrase of this device.
    pub pin: String,
}

/// Opens the device.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unlock {
    /// The PIN or passphrase.
    pub pin: String,
}

/// What came of a PIN.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unlocking {
    /// It is open.
    pub open: bool,
    /// Wrong tries in a row.
    pub failures: u32,
    /// For how many seconds no try is taken.
    pub wait_seconds: u32,
}

/// Closes the device.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Lock {}

/// Changes the PIN.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangePin {
    /// The present one.
    pub old: String,
    /// The next one.
    pub new: String,
}

/// Says whether a PIN may be chosen.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckPin {
    /// The PIN or passphrase.
    pub pin: String,
}

/// Whether a PIN may be chosen.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PinStrength {
    /// It may.
    Fine,
    /// Fewer than six characters.
    TooShort,
    /// Among the first that anybody tries.
    Trivial,
}

/// Opens the sample office, making it if there is none: invented people, three kecamatan, some months of meetings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenSample {}

/// Removes the sample office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RemoveSample {}

macro_rules! onboarding_calls {
    (
        at_once { $($call:ident: $Call:ty => $Answer:ty),+ $(,)? }
        at_length { $($slow:ident: $Slow:ty => $Entered:ty),+ $(,)? }
    ) => {
        impl App {
            /// Answers the call of that name. Of those that take a while, `on` is told how far they are, and [`App::stop_job`] stops
            /// them.
            pub fn enter(
                &self,
                name: &str,
                question: Value,
                mut on: impl FnMut(&JobProgress),
            ) -> Result<Value, ApiError> {
                match name {
                    $(stringify!($call) => answer(self.$call(&read::<$Call>(question)?)),)+
                    $(stringify!($slow) => {
                        let wish = read::<$Slow>(question)?;
                        answer(self.at_length(&mut on, |watch, stop| self.$slow(&wish, &mut Progress { watch, stop })))
                    })+
                    _ => Err(ApiError::no_such_call(name)),
                }
            }

            /// The same where nobody watches.
            pub fn onboarding(&self, name: &str, question: Value) -> Result<Value, ApiError> {
                self.enter(name, question, |_| ())
            }
        }

        #[cfg(test)]
        pub(crate) fn write_schema(schema: &mut crate::calls::Schema) {
            schema.calls("OnboardingCalls", |calls| {
                $(calls.call::<$Call, $Answer>(stringify!($call));)+
                $(calls.call::<$Slow, $Entered>(stringify!($slow));)+
            });
            schema.add::<super::synchronising::SyncProgress>();
            schema.add::<super::synchronising::SyncDone>();
        }
    };
}

onboarding_calls! {
    at_once {
        standing: AskStanding => Standing,
        prefer: Prefer => Done,
        kabupaten: Kabupaten => Vec<Choice>,
        provinces: AskProvinces => Vec<Choice>,
        hand_to_province: HandToProvince => HandedSums,
        handed_sums: AskHanded => Vec<HandedSums>,
        waiting_sums: AskWaiting => WaitingSums,
        take_from_office: TakeFromOffice => Vec<ToldMonth>,
        check_pin: CheckPin => PinStrength,
        recovery_words: AskWords => Vec<String>,
        words_noted: WordsNoted => Done,
        open_camera: OpenCamera => Done,
        leave_camera: LeaveCamera => Done,
        read_invite: ReadInvite => InviteRead,
        read_photo: ReadPhoto => InviteRead,
        unlock: Unlock => Unlocking,
        lock: Lock => Done,
        change_pin: ChangePin => Done,
        remove_sample: RemoveSample => Done,
    }
    at_length {
        found_office: FoundOffice => FoundedOffice,
        give_code: GiveCode => Done,
        move_relay: MoveRelay => Done,
        use_relay: UseRelay => Done,
        join: Join => Done,
        recover: Recover => Done,
        open_sample: OpenSample => Done,
    }
}
