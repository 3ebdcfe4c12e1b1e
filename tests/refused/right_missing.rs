//! The gateway's capability carries `open` and `read`; a PIN is set with `admin`.
mod stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}

use stubs::smart_lock::{Pin, UserId, gateway};
use tessera_linux::Port;

fn backdoor(port: &mut Port, lock: &gateway::LockCap<Port>, user: UserId, pin: Pin<'_>) {
    let _ = lock.on(port).set_pin(user, pin);
}

fn main() {}
