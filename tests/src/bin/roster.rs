//! An office's rosters worked from the command line; `--help` says everything.

use std::process::ExitCode;

use clap::Parser;
use sesi_tests::roster::{CommandLine, obey};

fn main() -> ExitCode {
    match obey(&CommandLine::parse()) {
        Ok(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            println!("{}", trouble.to_json());
            ExitCode::from(trouble.exit_code())
        }
    }
}
