//! Why a command of the program did not do its work, and how it says so.

use serde_json::{Value, json};
use sesi_core::error::ApiError;

use crate::handset::answer::Trouble;

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Refused {
    /// A call answered so.
    Call(ApiError),
    /// The folder, or what was said on the command line.
    Trouble(Box<Trouble>),
}

impl Refused {
    /// The process's exit code, as the program `device` has them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Call(error) if error.kind == "missing" || error.kind == "not_allowed" => 4,
            Self::Call(_) => 1,
            Self::Trouble(trouble) => trouble.exit_code(),
        }
    }

    /// The line that is printed.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Call(error) => json!({"ok": false, "kind": error.kind, "message": error.message}),
            Self::Trouble(trouble) => trouble.to_json(),
        }
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Call(error)
    }
}

impl<T: Into<Trouble>> From<T> for Refused {
    fn from(trouble: T) -> Self {
        Self::Trouble(Box::new(trouble.into()))
    }
}
