//! What a component sends and answers fits the kernel that it is built for.
//!
//! `history` answers with up to 264 bytes; the kernel carries 128.
#[path = "home.rs"]
mod home;
mod stubs {
    include!("../stubs/tiny/gateway.snap.rs");
}

fn main() {}
