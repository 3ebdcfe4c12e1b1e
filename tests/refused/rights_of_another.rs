//! A method says which rights it wants with a capability: neither fewer nor more are passed.
mod stubs {
    include!("../stubs/zoo/all.snap.rs");
}

use stubs::zoo::visitor;
use tessera_linux::Port;

fn pass(port: &mut Port, uses: visitor::Uses<Port>) {
    let _ = uses.keeper.on(port).maybe(Some(uses.door));
}

fn main() {}
