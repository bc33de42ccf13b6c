//! The model within bounds that `make test` can afford. `cargo run --release -p sesi-model --example larger` goes further.

use sesi_model::office::{Bounds, Office};
use stateright::{Checker, Model};

/// Looks at every state, and says how many there are.
fn check(hostile: usize, honest: usize) -> usize {
    let bounds = Bounds {
        hostile,
        honest,
        all_sayings: false,
    };
    let checker = Office::new(bounds).checker().threads(2).spawn_bfs().join();
    let states = checker.unique_state_count();
    println!("{hostile} hostile and {honest} honest entries: {states} states");
    checker.assert_properties();
    states
}

#[test]
fn the_rules_hold_where_a_thief_speaks_twice_and_the_office_once() {
    assert!(check(2, 1) > 40_000, "the space is not an empty one");
}

#[test]
fn the_rules_hold_where_a_thief_speaks_once_and_the_office_twice() {
    assert!(check(1, 2) > 20_000, "the space is not an empty one");
}
