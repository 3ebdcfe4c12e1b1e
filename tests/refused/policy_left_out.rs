//! In a system with a policy there is no dispatcher without one.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}
#[path = "door.rs"]
mod door;

use door::Door;
use stubs::smart_lock::driver::{Dispatch, Uses};
use tessera_linux::Port;

fn serve(uses: Uses<Port>) {
    let _: Dispatch<Port, _, _> = Dispatch::unpoliced(Door, "nobody looks", uses);
}

fn main() {}
