//! What a person prefers on this device, readable before the device is unlocked. Nothing of it is secret.

use serde::{Deserialize, Serialize};

/// Language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

/// Colours of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a person prefers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Preferences {
    /// Language.
    pub language: Language,
    /// Size of text in percent, 100 to 200.
    pub text_size: u16,
    /// Colours.
    pub theme: Theme,
    /// Minutes without a touch after which the device locks, up to 60; 0 never.
    pub lock_after_minutes: u16,
    /// The device locks when its window is left.
    pub lock_on_leaving: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: Language::default(),
            text_size: 100,
            theme: Theme::default(),
            lock_after_minutes: 10,
            lock_on_leaving: true,
        }
    }
}
