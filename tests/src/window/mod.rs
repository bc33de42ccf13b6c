//! Sesi's own window, driven as a person would: the real binary in a `WebKit` view, under whatever display there is. One [`Window`] is one
//! copy of the app with a profile of its own; several run side by side.

mod driver;
mod hands;
pub mod places;
pub mod story;

pub use driver::Window;

use std::path::PathBuf;

/// The app with its pages inside, built with the feature `automation`; `SESI_APP` names another one.
///
/// # Panics
/// If it was not built.
pub fn binary() -> PathBuf {
    let beside = || {
        let own = std::env::current_exe().expect("a program knows its own file");
        let folder = own
            .ancestors()
            .find(|folder| folder.join("sesi-app").exists())
            .expect(
                "sesi-app is built: cargo build -p sesi-app --features custom-protocol,automation",
            );
        folder.join("sesi-app")
    };
    std::env::var_os("SESI_APP").map_or_else(beside, PathBuf::from)
}
