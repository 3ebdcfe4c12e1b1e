//! What the contract allows only later, in a state where it is too early.
mod stubs {
    include!("../stubs/contracts/all.snap.rs");
}

use stubs::contracts::updater::{AllRights, Idle, Session};
use tessera_linux::Port;

fn early(port: &mut Port, updater: Session<Port, AllRights, Idle>) {
    let _ = updater.chunk(port, b"data");
    let _ = updater.install(port);
}

fn main() {}
