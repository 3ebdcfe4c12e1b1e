//! One of every type, in every position: `zoo.idl`.

mod client;
mod server;
mod stock;

pub use self::{client::calls, server::served};

/// The stubs under review.
#[allow(dead_code, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/zoo/all.snap.rs");
}
