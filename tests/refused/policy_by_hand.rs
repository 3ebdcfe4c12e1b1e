//! Nor does it help to build a dispatcher from its parts.
mod stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}

use stubs::smart_lock::{Mode, bolt, motor};
use tessera::{Call, Kernel, Monitor, Never, Stop, Unpoliced};
use tessera_linux::Port;

struct Bolt;

impl<K: Kernel> motor::BoltServer<K> for Bolt {
    fn drive(&mut self, _: &mut Call<K, bolt::Drive>, _: Mode) -> Result<bolt::DriveReply, Stop<Never>> {
        Ok(bolt::DriveReply { moved: true })
    }
}

fn serve(mut port: Port) {
    let monitor = Monitor::new(Unpoliced::because("nobody looks"));
    let mut dispatch = motor::Dispatch { server: Bolt, monitor };
    tessera::serve(&mut port, &mut dispatch);
}

fn main() {}
