//! A roster with what people say of it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: sesi_fuzz::let_panics_be_caught(),
    |data: &[u8]| sesi_tests::fuzzed::list(data)
);
