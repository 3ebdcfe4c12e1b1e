//! Bytes to text to the front end.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tessera_tests::fuzz::any_text(data));
