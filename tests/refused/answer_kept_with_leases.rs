//! What a request lends is given back with its answer, and a one-way message has none: neither can be kept.
mod stubs {
    include!("../stubs/authority/all.snap.rs");
}

use stubs::authority::{Why, disk, session};
use tessera::{Call, Stop};
use tessera_linux::Port;

fn put(call: &mut Call<Port, disk::Put>) -> Result<disk::PutReply, Stop<Why>> {
    let (reply, later) = call.keep()?;
    drop(reply);
    Err(later)
}

fn leave(call: &mut Call<Port, session::LeaveMethod>) {
    let _ = call.keep();
}

fn main() {}
