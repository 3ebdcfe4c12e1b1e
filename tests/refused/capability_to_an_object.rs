//! An object has no server: nobody derives from it, calls it, or ends its connection.
mod stubs {
    include!("../stubs/authority/all.snap.rs");
}

use stubs::authority::memory::{AllRights, Memory, Read, Rights};
use tessera::Cap;
use tessera_linux::Port;

fn derive(port: &mut Port, memory: Cap<Port, Memory, AllRights>) {
    let _ = memory.derive::<Rights<Read, tessera::No>>(port, 1);
    let _ = memory.on(port);
    let _ = memory.close(port);
}

fn main() {}
