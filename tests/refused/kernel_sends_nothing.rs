//! A one-way message needs a kernel that sends without waiting.
mod stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}

#[path = "home.rs"]
mod home;

use home::Tiny;
use stubs::smart_lock::{UserId, gateway};

fn touch(port: &mut Tiny, lock: &gateway::LockCap<Tiny>, user: UserId) {
    let _ = lock.on(port).touched(user);
}

fn main() {}
