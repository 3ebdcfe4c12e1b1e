//! A kept request is answered once.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}
#[path = "door.rs"]
mod door;

use door::Door;
use stubs::smart_lock::{Why, driver::Dispatch, lock, lock_policy};
use tessera_linux::Port;

fn finish(
    port: &mut Port,
    dispatch: &mut Dispatch<Port, Door, lock_policy::Driver>,
    reply: tessera::Reply<lock::Unlock>,
) {
    dispatch.finish_unlock(port, reply, |_, _| Err(Why::Jammed.into()));
    dispatch.finish_unlock(port, reply, |_, _| Ok(lock::UnlockReply { until: 0 }));
}

fn main() {}
