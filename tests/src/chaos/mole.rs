//! State of a hostile member between its turns in a scene.

use uuid::Uuid;

use crate::hostile_member::Insider;
use crate::world::Station;

/// Sessions that the hostile member writes under: what it does there is its own affair.
pub const HOSTILE_SESSION: &str = "M2.1";

/// What a hostile member took out of its phone.
#[derive(Debug)]
pub struct Mole {
    /// Its keys, and a line of its own making to the relay.
    pub insider: Insider,
    /// The phone that it joined with.
    pub station: Station,
    /// The group that it writes about.
    pub group: Uuid,
    /// The year of its meetings.
    pub year: i32,
    /// How many days of that year it used.
    pub days: u32,
}
