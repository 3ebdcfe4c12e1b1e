//! A capability that was given away is in other hands.
mod stubs {
    include!("../stubs/zoo/all.snap.rs");
}

use stubs::zoo::visitor;
use tessera_linux::Port;

fn give(port: &mut Port, uses: visitor::Uses<Port>) {
    let _ = uses.keeper.on(port).keep(1, uses.door);
    let _ = uses.door.on(port).enter();
}

fn main() {}
