//! A Sesi device worked from the command line; `--help` says everything.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;
use sesi_tests::handset::answer::Trouble;
use sesi_tests::handset::folder::Folder;
use sesi_tests::handset::words::{Command, CommandLine, Line};
use sesi_tests::handset::work::Handset;

fn main() -> ExitCode {
    let said = CommandLine::parse();
    let mut handset = Handset::new(Folder::at(&said.db), &said.setting);
    match said.command {
        Command::Shell => shell(&mut handset),
        command => {
            let done = handset.obey(command, &mut std::io::stdout());
            let code = done.as_ref().err().map_or(0, Trouble::exit_code);
            match tell(&done) {
                Ok(()) => ExitCode::from(code),
                Err(_) => ExitCode::FAILURE,
            }
        }
    }
}

/// Commands from stdin until it ends, an answer after each.
fn shell(handset: &mut Handset) -> ExitCode {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else {
            return ExitCode::FAILURE;
        };
        if line.trim().is_empty() {
            continue;
        }
        let done = match Line::try_parse_from(line.split_whitespace()) {
            Ok(line) => handset.obey(line.command, &mut std::io::stdout()),
            Err(error) => Err(Trouble::Usage(error.render().to_string())),
        };
        if tell(&done).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn tell(done: &Result<Value, Trouble>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match done {
        Ok(value) => writeln!(out, "{value}")?,
        Err(trouble) => writeln!(out, "{}", trouble.to_json())?,
    }
    out.flush()
}
