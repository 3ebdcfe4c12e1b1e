//! What is lent, what is handed out and what is passed on, really called: over loopback and over Linux sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    reason = "a test says what it expects by failing"
)]

#[path = "authority/leases.rs"]
mod leases;
#[path = "authority/liars.rs"]
mod liars;
#[path = "authority/own.rs"]
mod own;
#[path = "authority/server.rs"]
mod server;
#[path = "authority/sessions.rs"]
mod sessions;
mod stubs {
    #![expect(dead_code, unreachable_pub, reason = "there is more than is called")]
    include!("../stubs/authority/all.snap.rs");
}
#[path = "authority/worlds.rs"]
mod worlds;
