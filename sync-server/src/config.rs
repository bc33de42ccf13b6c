//! The command line, and what each command does.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

use crate::http::limits::Limits;
use crate::protocol::founding_code::{self, FoundingCode};
use crate::protocol::{RelayTime, Rules};
use crate::serve::{Relay, Settings, StartError};
use crate::storage::Writing;
use crate::storage::backend::BackendError;
use crate::storage::backends::of_directory;

const EXAMPLES: &str = "Examples:
  Try it on this machine, no certificate, no codes:
    sesi-relay serve --data ./relay --listen 127.0.0.1:8080 --open-founding
  Serve the world:
    sesi-relay serve --data /var/lib/sesi-relay --listen 0.0.0.0:443 \\
        --tls-cert /etc/sesi-relay/fullchain.pem --tls-key /etc/sesi-relay/privkey.pem
  Let one office in, while the relay runs (valid for two days, shown once):
    sesi-relay found-code --data /var/lib/sesi-relay --hours 48
  Every night, while the relay runs:
    sesi-relay backup --data /var/lib/sesi-relay /backup/relay-$(date +%F).sqlite
  After a restore, or when in doubt:
    sesi-relay check --data /var/lib/sesi-relay

The relay keeps sealed entries that it cannot read. Every option of `serve` may be given as the environment variable
that its help names. Logs go to stderr and hold no names, ids, tokens or contents.";

/// The relay of Sesi: carries sealed entries between the devices of many offices.
#[derive(Debug, Parser)]
#[command(name = "sesi-relay", version, about, after_help = EXAMPLES)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve devices until SIGTERM or SIGINT. Prints a line to stdout when ready: `listening on URL`, and with --metrics another.
    #[command(after_help = EXAMPLES)]
    Serve(Box<Serve>),
    /// Copy the data to FILE while the relay runs, and check the copy. FILE must not exist.
    Backup {
        /// The data directory.
        #[arg(long, env = "SESI_RELAY_DATA")]
        data: PathBuf,
        /// Where the copy goes. To restore: stop the relay, empty the data directory, put the copy there as relay.sqlite.
        file: PathBuf,
    },
    /// Compute every id and chain anew and look for gaps. Exit code 1 if anything is wrong.
    Check {
        /// The data directory.
        #[arg(long, env = "SESI_RELAY_DATA")]
        data: PathBuf,
    },
    /// Make a code with which one office can be founded here, once. It is shown now and never again.
    FoundCode {
        /// The data directory.
        #[arg(long, env = "SESI_RELAY_DATA")]
        data: PathBuf,
        /// Hours until the code ends.
        #[arg(long, default_value_t = 72, value_parser = clap::value_parser!(u32).range(1..=8784))]
        hours: u32,
    },
}

#[derive(Debug, Args)]
struct Serve {
    /// The data directory; made if it is missing. One relay a directory.
    #[arg(long, env = "SESI_RELAY_DATA")]
    data: PathBuf,
    /// Address and port; port 0 takes a free one and tells it on stdout.
    #[arg(long, env = "SESI_RELAY_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Certificate chain, PEM. Without, the relay speaks plain HTTP: for loopback, or behind a proxy that does TLS.
    #[arg(long, env = "SESI_RELAY_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, env = "SESI_RELAY_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Address and port of a listener of its own for `GET /metrics`, which asks for no password: `127.0.0.1:9464`, say. None if absent.
    #[arg(long, env = "SESI_RELAY_METRICS")]
    metrics: Option<SocketAddr>,
    /// Found offices without a code. For loopback and an office's own network.
    #[arg(long, env = "SESI_RELAY_OPEN_FOUNDING")]
    open_founding: bool,
    /// MiB of entries that one office may store. Data stops there; what the office says of its members, at twice of it.
    #[arg(long, env = "SESI_RELAY_QUOTA_MIB", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(1..))]
    quota_mib: u32,
    /// MiB that the database file may grow to; the relay then refuses pushes instead of filling the disk.
    #[arg(long, env = "SESI_RELAY_DATABASE_MIB", value_parser = clap::value_parser!(u32).range(1..=8_000_000))]
    database_mib: Option<u32>,
    #[command(flatten)]
    limits: Limits,
    /// How log lines look.
    #[arg(long, env = "SESI_RELAY_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// What is logged: error, warn, info, debug, or a filter such as `sesi_relay=debug`.
    #[arg(long, env = "SESI_RELAY_LOG", default_value = "info")]
    log: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Why a command ended without doing its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// `serve` does not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The data cannot be opened, copied or written.
    #[error(transparent)]
    Data(#[from] BackendError),
    /// The data are not sound; the findings were printed.
    #[error("the data are not sound: restore a backup; the devices bring back what it lacks")]
    Unsound,
    /// The system refused.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// The system gave no randomness.
    #[error("no randomness is to be had: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The log filter cannot be read.
    #[error("--log: {0}")]
    Log(#[from] tracing_subscriber::filter::ParseError),
}

impl CommandLine {
    /// Does what was asked for.
    pub fn run(self) -> Result<(), CommandError> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Backup { data, file } => {
                let findings = of_directory(&data).backup(&data, &file)?;
                say(&format!("{findings}\nbackup written to {}", file.display()))
            }
            Command::Check { data } => {
                let findings = of_directory(&data).check(&data)?;
                say(&findings.to_string())?;
                if findings.is_sound() {
                    Ok(())
                } else {
                    Err(CommandError::Unsound)
                }
            }
            Command::FoundCode { data, hours } => {
                let code = FoundingCode::draw()?;
                let expires = founding_code::expiry(RelayTime::now(), hours);
                let store =
                    Box::new(|txn: &mut dyn Writing| txn.add_founding_code(&code.hash, expires));
                of_directory(&data).write_beside(&data, store)?;
                say(&code.shown)
            }
        }
    }
}

impl Serve {
    fn run(self) -> Result<(), CommandError> {
        let filter = EnvFilter::try_new(&self.log)?;
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            // A log that cannot be written (its disk is full) would be told on stderr, which panics for the same reason, and
            // takes the thread that only wanted to log with it.
            .log_internal_errors(false)
            .with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().init(),
        }
        let settings = Settings {
            data: self.data,
            listen: self.listen,
            tls: self.tls_cert.zip(self.tls_key),
            metrics: self.metrics,
            rules: Rules {
                quota: u64::from(self.quota_mib) * 1024 * 1024,
                open_founding: self.open_founding,
            },
            limits: self.limits,
            max_bytes: self.database_mib.map(|mib| u64::from(mib) << 20),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            // Signature checks and reads; more threads would not make either quicker.
            .max_blocking_threads(32)
            .build()?;
        runtime.block_on(async {
            let relay = Relay::start(settings).await?;
            say(&format!("listening on {}", relay.url()))?;
            if let Some(metrics) = relay.metrics() {
                say(&format!("metrics on http://{metrics}/metrics"))?;
            }
            wait_for_the_end().await?;
            relay.shutdown().await;
            Ok(())
        })
    }
}

/// One line to stdout, at once: somebody may be waiting for it.
fn say(line: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

#[cfg(unix)]
async fn wait_for_the_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_its_defaults_are_the_defaults() {
        CommandLine::command().debug_assert();
        let parsed =
            CommandLine::try_parse_from(["sesi-relay", "serve", "--data", "somewhere"]).unwrap();
        let Command::Serve(serve) = parsed.command else {
            panic!("not serve");
        };
        assert_eq!(serve.limits, Limits::default());
        assert!(!serve.open_founding, "founding is closed unless asked for");
        assert_eq!(serve.metrics, None, "nobody reads numbers unless asked for");
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        let args = ["sesi-relay", "serve", "--data", "d", "--tls-cert", "c"];
        assert!(CommandLine::try_parse_from(args).is_err());
    }
}
