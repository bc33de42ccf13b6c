//! Cases that are the same in every run, more of them by `PROPTEST_CASES`.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Plays so many cases unless told otherwise.
pub fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(cases);
    let config = Config {
        cases,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
