//! Whoever derives a capability takes rights away, and adds none.
mod stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}

use stubs::smart_lock::{gateway, lock};
use tessera::No;
use tessera_linux::Port;

fn amplify(port: &mut Port, lock: &gateway::LockCap<Port>) {
    let _ = lock.derive::<lock::Rights<No, lock::Admin, lock::Read>>(port, 0);
}

fn main() {}
