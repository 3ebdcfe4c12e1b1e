//! A handler that no `during` names makes no calls.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}

use stubs::smart_lock::{Mode, lock};
use tessera::Call;
use tessera_linux::Port;

fn set_pin(call: &mut Call<Port, lock::SetPin>) {
    let _ = call.bolt().drive(Mode::Open);
}

fn main() {}
