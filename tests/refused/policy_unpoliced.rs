//! Nor does the word of a system without a policy stand for one.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}
#[path = "door.rs"]
mod door;

use door::Door;
use stubs::smart_lock::driver::{Dispatch, Uses};
use tessera::Unpoliced;
use tessera_linux::Port;

fn serve(uses: Uses<Port>) {
    let _ = Dispatch::new(Door, Unpoliced::because("nobody looks"), uses);
}

fn main() {}
