//! The model within bounds given on the command line: `larger HOSTILE HONEST [all]`.

use sesi_model::office::{Bounds, Office};
use stateright::report::WriteReporter;
use stateright::{Checker, Model};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, otherwise| {
        words
            .get(at)
            .and_then(|word| word.parse().ok())
            .unwrap_or(otherwise)
    };
    let bounds = Bounds {
        hostile: number(0, 2),
        honest: number(1, 2),
        all_sayings: words.iter().any(|word| word == "all"),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = Office::new(bounds).checker().threads(threads).spawn_bfs();
    let checker = checker.join_and_report(&mut WriteReporter::new(&mut std::io::stdout()));
    checker.assert_properties();
}
