//! The first half of the packages.

#![deny(deprecated, unused_variables, unused_mut, unused_assignments, unreachable_code, unreachable_patterns)]
#![allow(
    dead_code,
    unused_imports,
    unused_qualifications,
    unused_parens,
    clippy::all,
    reason = "what is generated is not all called"
)]

mod agree;

mod stubs {
    include!(concat!(env!("OUT_DIR"), "/part0.rs"));
}

#[allow(deprecated, reason = "it reads everything")]
mod glue {
    use super::stubs::*;
    use tessera_tests::voice::{Back, Paper, Probe, Room, Said, Say, keep, take, take_error};

    include!(concat!(env!("OUT_DIR"), "/part0.glue.rs"));
}

#[test]
fn all_agree() {
    agree::agree("part0", glue::MESSAGES);
}
