//! The command line of `device`: flags, commands and what `--help` says of them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use uuid::Uuid;

use super::people::What;

const MORE: &str = "\
Output: every command ends with one line of JSON on stdout, `{\"ok\":true,...}` or `{\"ok\":false,\"kind\":...,\"message\":...}`.
Commands that save marks print, for each set of marks and AFTER it is durable, one flushed line before that:
    saved {\"meeting\":ID,\"group\":ID,\"date\":\"2026-10-01\",\"session\":\"M1.1\",\"marks\":{FAMILYKEY:\"H\",...}}
so whoever kills the process knows what was confirmed; `note` prints the same with {\"group\":\"WHAT ID\",\"session\":PART}. Marks are H (hadir), S (sakit), A (alfa).

Exit codes: 0 done. 1 the device failed. 2 the command line does not read. 3 the line or the relay: nothing is lost, try
again. 4 refused: not allowed, revoked, invite used up. 5 the storage is full or fails: make room, try again.

Calls on the same folder go one after another; each finds what the one before left. All but found, enrol, move and sync
work without a network. `shell` keeps the device open and takes the same commands from stdin, one a line, without --db.

A whole round, with a relay at http://127.0.0.1:8080 that founds openly:
    device --db office --relay http://127.0.0.1:8080 found
    device --db office groups 650 --families 25
    device --db office sync
    device --db office invite ANI                    # prints {\"link\":\"sesi:...\"}
    device --db phone enrol 'sesi:...'
    device --db phone sync
    device --db phone record 100 --seed 7
    device --db phone sync
    device --db office sync
    device --db office count

This is a tool for tests: the key of the database lies beside it in the folder, in clear, and the rosters are invented.";

/// A Sesi device in a folder, for tests.
#[derive(Debug, Parser)]
#[command(name = "device", version, about, after_help = MORE)]
pub struct CommandLine {
    /// The folder of the device: `device.db` and its key. Made if it is missing.
    #[arg(long)]
    pub db: PathBuf,
    /// What surrounds it.
    #[command(flatten)]
    pub setting: Setting,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What surrounds a device.
#[derive(Debug, Clone, Args)]
pub struct Setting {
    /// Address of the relay, e.g. `http://127.0.0.1:8080`: to found an office there, or to reach the relay where the device is by another
    /// way. Without, the one that it learned when it joined, or that its office moved to since.
    #[arg(long)]
    pub relay: Option<String>,
    /// SHA-256 of a private relay's certificate, in hex, the only one that is trusted then: to found an office there. Its invites carry it,
    /// and whoever joins by them trusts the same.
    #[arg(long, value_parser = pin)]
    pub pin: Option<[u8; 32]>,
    /// Seconds by which the device's clock is wrong; negative for behind.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub clock: i64,
    /// Milliseconds after which a call to the relay is given up; without, as the app does.
    #[arg(long)]
    pub patience: Option<u64>,
}

fn pin(hex: &str) -> Result<[u8; 32], String> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes());
    let pin = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    pin.ok_or_else(|| "a SHA-256 has 64 hex digits".into())
}

/// One command.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Found an office here and bring it to the relay. Again: brings it to the relay again. `{"office","device","words"}`; the words come once.
    Found {
        /// Its kabupaten, a Kemendagri code.
        #[arg(long, default_value = "72.01")]
        kabupaten: String,
        /// The relay operator's code, where founding takes one.
        #[arg(long)]
        code: Option<String>,
    },
    /// Make groups of invented families (office). The same again makes nothing. `{"groups","families"}`
    Groups {
        /// How many groups there shall be.
        count: usize,
        /// Families in each.
        #[arg(long, default_value_t = 25)]
        families: usize,
        /// Kecamatan, Kemendagri codes; groups are dealt out to them in turn.
        #[arg(long, value_delimiter = ',', default_value = "72.01.09")]
        kecamatan: Vec<String>,
        /// Years in which meetings can be recorded; this one where none is named.
        #[arg(long, value_delimiter = ',')]
        years: Vec<i32>,
    },
    /// Invite a person's device (office): writes the person, makes the invite, and exchanges with the relay. `{"link"}`
    Invite {
        /// The person's name; the same name is the same person.
        staff: String,
        /// Kecamatan to work in.
        #[arg(long, value_delimiter = ',', default_value = "72.01.09")]
        kecamatan: Vec<String>,
        /// A second device of the office itself.
        #[arg(long)]
        office: bool,
        /// The person leads the groups there, as the phone's own screens expect.
        #[arg(long)]
        leads: bool,
    },
    /// Join an office with an invite. Again with the same link: goes on where it was cut off. `{"office","device"}`
    Enrol {
        /// `sesi:...`
        link: String,
    },
    /// Record meetings from a seed, about 25 families each with marks, ratings, times, place and a note. `{"meetings","marks"}`
    Record {
        /// How many.
        count: usize,
        /// The same seed records the same meetings.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Their year; this one unless named.
        #[arg(long)]
        year: Option<i32>,
    },
    /// Change one mark in each of some meetings that are here, from a seed. `{"meetings","marks"}`
    Edit {
        /// How many.
        #[arg(default_value_t = 1)]
        count: usize,
        /// Which, and to what.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Save marks of one meeting: `save GROUP 2026-10-01 M1.1 KEY=H,KEY=A`. `{"meetings","marks"}`
    Save {
        /// The group's id.
        group: Uuid,
        /// ISO date.
        date: String,
        /// Session code.
        session: String,
        /// Family keys with their marks.
        #[arg(value_delimiter = ',', required = true, allow_hyphen_values = true)]
        marks: Vec<String>,
        /// Keep a draft at every tap first, as the screen does.
        #[arg(long)]
        draft: bool,
    },
    /// Say something about the staff: `note training - 2026-03-04 2026-03-04.p sSTAFF=hadir`. Where it is about what is not here, nothing is
    /// saved and `saved` is 0. `{"saved"}`
    Note {
        /// What it is.
        what: What,
        /// Its id, `STAFF/ID` for supervisions and replies, the member of staff for scores, `-` for what the day tells apart.
        id: String,
        /// ISO date; `-` for scores.
        day: String,
        /// The half day, the training of a score or the group of a supervision; otherwise `-`.
        part: String,
        /// Keys with their values.
        #[arg(value_delimiter = ',', required = true)]
        said: Vec<String>,
    },
    /// Move the office to another relay (office), once that one lets this device in; all others follow at their next exchange. `{"relay"}`
    Move {
        /// Its address.
        to: String,
        /// SHA-256 of its certificate, in hex, if it is a private one.
        #[arg(long, value_parser = pin)]
        to_pin: Option<[u8; 32]>,
        /// Its operator's code, where it takes one.
        #[arg(long)]
        code: Option<String>,
    },
    /// Exchange with the relay until all is sent and fetched, wherever the office has moved to. `{"requests","received","acknowledged",...,"stopped"}`
    Sync,
    /// What is here. `{"groups","families","meetings","marks","disagreements","drafts"}`
    Count,
    /// How the device stands with relay and office: pending work, refusals, waiting entries, clocks.
    Status,
    /// All groups with the keys of their families. `{"groups":[{"id","kecamatan","families":[..]}]}`
    Rosters,
    /// All marks. `{"marks":[[GROUP,DATE,SESSION,KEY,MARK],..],"disagreeing":[..]}`
    Marks,
    /// Everything about the staff that `note` says. `{"notes":[[WHAT ID,DAY,PART,KEY,VALUE],..],"disagreeing":[[DOCUMENT,PATH],..]}`
    Notes,
    /// Write the read model as text, to be compared with another device's. `{"bytes"}`
    Dump {
        /// To this file.
        file: PathBuf,
    },
    /// Read every page of the database and build the read model anew. `{"faults":[..],"same":true}`
    Check,
    /// Write sealed entries to a file: what no relay has, or everything. `{"entries"}`
    Export {
        /// To this file.
        file: PathBuf,
        /// Everything: a backup.
        #[arg(long)]
        all: bool,
    },
    /// Take in the entries of a file. `{"received","unreadable"}`
    Import {
        /// From this file.
        file: PathBuf,
    },
    /// Revoke a device (office), by its id in hex. New keys begin with it.
    Revoke {
        /// 16 hex digits.
        device: String,
    },
    /// In a shell: the clock jumps; seconds by which it is wrong from now on.
    Clock {
        /// Seconds.
        #[arg(allow_negative_numbers = true)]
        seconds: i64,
    },
    /// In a shell: calls to the relay are given up after so many milliseconds from now on; 0 for the app's own patience.
    Patience {
        /// Milliseconds.
        millis: u64,
    },
    /// Commands from stdin, one a line, until it ends.
    Shell,
}

/// A line of a shell.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub struct Line {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}
