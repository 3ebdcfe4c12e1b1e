//! A request is left open only on a kernel that can serve others meanwhile.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}

use stubs::smart_lock::{driver, lock};
use tessera::{Call, Client, loopback::Frame};

fn on_loopback(call: &mut Call<Frame<64>, lock::SetPin>) {
    let _ = call.keep();
}

fn on_any<K: Client>(call: &mut driver::UnlockCall<'_, K>) {
    let _ = call.keep();
}

fn main() {}
