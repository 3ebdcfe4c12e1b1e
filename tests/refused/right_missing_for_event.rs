//! With `open` alone one unlocks; what the bolt tells is for those with `read`.
mod stubs {
    include!("../stubs/events/all.snap.rs");
}

use stubs::test::events::lock::{Lock, Open, Rights};
use tessera_linux::Port;

fn listen(port: &mut Port, lock: &tessera::Cap<Port, Lock, Rights<Open>>) {
    let _ = lock.on(port).subscribe_bolted();
    let _ = lock.on(port).next_bolted();
}

fn main() {}
