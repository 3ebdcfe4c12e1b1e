//! What is handed out is open with the answer: a request that may hand out cannot be kept.
mod stubs {
    include!("../stubs/authority/all.snap.rs");
}

use stubs::authority::{Why, door, server::EnterCall};
use tessera::Stop;
use tessera_linux::Port;

fn enter(call: &mut EnterCall<'_, Port>) -> Result<door::EnterReply<Port>, Stop<Why>> {
    let (reply, later) = call.keep()?;
    drop(reply);
    Err(later)
}

fn main() {}
