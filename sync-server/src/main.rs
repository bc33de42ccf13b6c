//! Starts what the command line asks for, and tells what went wrong.

use std::process::ExitCode;

use clap::Parser;
use sesi_relay::config::CommandLine;

fn main() -> ExitCode {
    match CommandLine::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sesi-relay: {error}");
            ExitCode::FAILURE
        }
    }
}
