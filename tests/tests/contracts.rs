//! Contracts, interfaces that extend others, and those that grow, really called: over loopback and over Linux sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    clippy::type_complexity,
    reason = "a test says what it expects by failing"
)]

#[path = "contracts/crane.rs"]
mod crane;
#[path = "contracts/device.rs"]
mod device;
#[path = "contracts/extends.rs"]
mod extends;
#[path = "contracts/gated.rs"]
mod gated;
#[path = "contracts/open.rs"]
mod open;
#[path = "contracts/order.rs"]
mod order;
#[path = "contracts/sessions.rs"]
mod sessions;
mod stubs {
    #![expect(dead_code, unreachable_pub, reason = "there is more than is called")]
    include!("../stubs/contracts/all.snap.rs");
}
mod newer {
    #![expect(unreachable_pub, reason = "there is more than is called")]
    include!("../stubs/contracts/wearer.snap.rs");
}
