//! A session that has moved on is in another state, and no longer in this one.
mod stubs {
    include!("../stubs/contracts/all.snap.rs");
}

use stubs::contracts::updater::{AllRights, Idle, Session};
use tessera_linux::Port;

fn twice(port: &mut Port, updater: Session<Port, AllRights, Idle>) {
    let Ok(receiving) = updater.begin(port, 4) else { return };
    let _ = updater.begin(port, 4);
    let Ok(idle) = receiving.abort(port) else { return };
    let _ = receiving.chunk(port, b"data");
    drop(idle);
}

fn main() {}
