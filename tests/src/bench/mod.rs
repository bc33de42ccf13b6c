//! What `make bench` measures, and how it is told.
//!
//! - [`line`](mod@line): what crosses the network, side by side with a peer ([`peer`]), in the same run.
//! - [`relay`], [`office`], [`phone`]: the engine; [`probe`] opens a database in a process of its own.
//! - [`lists`]: all families of an office in one list, looked at and imported.
//! - [`forms`]: printed forms.
//! - [`decade`]: opening after ten years, beside a new office.
//! - [`window`]: the real window over a year of data.
//! - [`records`]: the meetings that both carry; [`transfer`]: one transfer, measured; [`report`]: all of it as a page.

pub mod decade;
mod elapsed;
mod failure;
pub mod forms;
pub mod line;
pub mod lists;
pub mod memory;
pub mod office;
pub mod peer;
pub mod phone;
pub mod probe;
pub mod records;
pub mod relay;
pub mod report;
pub mod transfer;
pub mod window;

pub use failure::Failure;

/// Everything measured: `out/bench.json`.
#[derive(Debug, Default, serde::Serialize)]
pub struct Results {
    /// The line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<line::LineFigures>,
    /// The relay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relay: Option<relay::RelayFigures>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<office::OfficeFigures>,
    /// Ten years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decade: Option<decade::DecadeFigures>,
    /// A list of all families.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lists: Option<lists::ListFigures>,
    /// The phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<phone::PhoneFigures>,
    /// Forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forms: Option<forms::FormsFigures>,
    /// The window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<window::WindowFigures>,
}
