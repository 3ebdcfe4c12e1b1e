//! Only tests: see `tests/rows.rs`.
