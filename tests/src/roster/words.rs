//! The command line of `roster`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const MORE: &str = r#"
Every command ends with one line of JSON on stdout; what fails, with {"ok":false,"kind":...,"message":...} and an exit code that is not 0.

preview and import answer
    {"rows":n,"imported":n,"unchanged":n,"updated":[{"family","field","from","to"}],"asked":n,"tasks":[{"sheet","row","reason"}],
     "left_out":[{"sheet","row","reason"}],"conflicts":[..],"missing":[..],"groups":[{"name","desa","pendamping","families"}],
     "questions":[{"id","kind","name","other","options":[{"choice","name"}],"default","sheet","row"}]}
rows = imported + unchanged + the different families of updated + asked + tasks + left_out, over every row of every sheet.
tasks answers {"tasks":[{"id","sheet","row","reasons","name","nik"}]}, state {"families":[{"name","nik","kk","desa","group","status"}],"groups":[..]}.

A profile says what the list does not; each part may be left out:
    {"columns": {"NO IDENTITAS": "nik", "KETERANGAN": null},
     "sheets": {"*": {"kecamatan": "72.01.09", "desa": "Samalore", "group": "MELATI 1", "pendamping": "NURDIANA", "header_row": 3},
                "GRADUASI 2025": {"rows": "leave_out"},
                "KPM": {"rows": "import", "hidden_rows": {"with": {"status": "graduasi", "since": "2025-12-31"}}}}}
`columns` goes by a column's label, however it is spelled; null: it is not read. `*` speaks of every sheet that says nothing itself.
`rows` and `hidden_rows` are "import", "leave_out" or {"with": {"status": "aktif" | "tidak_aktif" | "graduasi", "since": DAY}}.
Fields: no, pkh_id, name, nik, kk, address, desa, kecamatan, group, group_role, hamil, aud, sd, smp, sma, disabilitas, lansia, status, tahap,
phone, pendamping, dusun, rt, rw, birth, dtks, region, payment.
A column without a name of its own, or with the name of one before it, goes by its letter: "kolom C".
What `import --profile` was told is kept in the office for lists of the same shape (the same column names, in any order): preview and import
without --profile read them so. `profiles` answers {"profiles":[{"shape","files","profile","differing"}]}; `forget SHAPE` forgets one.
An empty profile ({}) reads a list as if nothing were kept.

The folder is an office's, as `device --db DIR --relay URL found` makes it; the relay need not be there any more.
Members of staff whom the list names and nobody knows are made, as with the screen's tick."#;

/// An office's rosters, for tests.
#[derive(Debug, Parser)]
#[command(name = "roster", version, about, after_help = MORE)]
pub struct CommandLine {
    /// The folder of the office's device: `device.db` and its key.
    #[arg(long)]
    pub db: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// What a list would bring. Nothing is written.
    Preview(List),
    /// Import a list.
    Import(List),
    /// Take back what the last import wrote.
    Undo,
    /// The rows that wait.
    Tasks,
    /// The families and groups that are here.
    State,
    /// How the office reads lists that it was told about: what `import --profile` keeps.
    Profiles,
    /// Forget how the lists of a shape are read.
    Forget {
        /// The shape, as `profiles` names it.
        shape: String,
    },
}

/// A list.
#[derive(Debug, Clone, Args)]
pub struct List {
    /// The spreadsheet.
    pub file: PathBuf,
    /// Kemendagri code of the kecamatan for rows and sheets that name none.
    #[arg(long)]
    pub kecamatan: Option<String>,
    /// `same`: whoever stands on a known family's No. KK is that family's new pengurus (import only).
    #[arg(value_parser = ["same"])]
    pub same: Option<String>,
    /// A JSON file of what people say about the list, see below.
    #[arg(long)]
    pub profile: Option<PathBuf>,
}
