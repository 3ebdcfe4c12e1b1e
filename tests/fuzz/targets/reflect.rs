//! Bytes to a package, a message and a body; reflection alone.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tessera_tests::fuzz::any_schema(data));
