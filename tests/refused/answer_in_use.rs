//! An answer that is read in the port's buffer ends before the next call.
mod stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}

use stubs::smart_lock::{UserId, gateway};
use tessera_linux::Port;

fn look(port: &mut Port, lock: &gateway::LockCap<Port>, user: UserId) {
    let Ok(history) = lock.on(port).history(0) else { return };
    let _ = lock.on(port).touched(user);
    let _ = history.entries.len();
}

fn main() {}
