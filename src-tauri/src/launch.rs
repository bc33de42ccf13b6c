//! How the program was started: `sesi [--profile DIR] [--relay URL] [--window WxH] [--handover DIR]`.

use std::path::PathBuf;

use sesi_core::app::Launch;
use tauri::Manager;

/// Told with `--help`, and to whoever asks for something else.
const HELP: &str = "Usage: sesi [--profile DIR] [--relay URL] [--window WxH] [--handover DIR]

  --profile DIR   keep everything in DIR; several copies run side by side with a folder each
  --relay URL     the relay to propose when an office is founded
  --window WxH    the window's size at start, e.g. 390x844
  --handover DIR  where profiles of one person hand sums over; the same for all of them, without it a folder of this app's";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    profile: Option<PathBuf>,
    handover: Option<PathBuf>,
    relay: Option<String>,
    size: Option<(u16, u16)>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// With what to tell the person, if they do not read or ask for help.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| HELP.to_owned());
            match argument.as_str() {
                "--profile" => options.profile = Some(value()?.into()),
                "--handover" => options.handover = Some(value()?.into()),
                "--relay" => options.relay = Some(value()?),
                "--window" => options.size = Some(size(&value()?).ok_or_else(|| HELP.to_owned())?),
                _ => return Err(HELP.to_owned()),
            }
        }
        Ok(options)
    }

    /// Makes the window as large as was asked for.
    pub(crate) fn fit(&self, app: &tauri::App) -> tauri::Result<()> {
        match (self.size, app.get_webview_window("main")) {
            (Some((width, height)), Some(window)) => {
                window.set_size(tauri::LogicalSize::new(f64::from(width), f64::from(height)))
            }
            _ => Ok(()),
        }
    }

    /// The core's view of it; without a profile, the system's folder for this app.
    pub(crate) fn launch(&self, app: &tauri::App) -> tauri::Result<Launch> {
        let own = app.path().app_data_dir()?;
        // The same for every profile of this person, whichever folder it has: that is what it is for.
        let handover = self.handover.clone();
        let handover = handover.unwrap_or_else(|| own.join("handover"));
        let profile = self.profile.clone().unwrap_or(own);
        Ok(Launch {
            profile,
            handover,
            proposed_relay: self.relay.clone(),
            version: app.package_info().version.to_string(),
        })
    }
}

fn size(text: &str) -> Option<(u16, u16)> {
    let (width, height) = text.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        Options::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn arguments_read_and_others_are_explained() {
        let both = parse(&["--relay", "http://127.0.0.1:1", "--profile", "p"]).unwrap();
        assert_eq!(both.profile, Some("p".into()));
        assert_eq!(both.relay.as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(parse(&[]).unwrap(), Options::default());
        assert_eq!(
            parse(&["--window", "390x844"]).unwrap().size,
            Some((390, 844))
        );
        for wrong in [
            &["--help"][..],
            &["--profile"],
            &["--handover"],
            &["x"],
            &["--window", "390"],
        ] {
            assert_eq!(parse(wrong).unwrap_err(), HELP);
        }
    }
}
