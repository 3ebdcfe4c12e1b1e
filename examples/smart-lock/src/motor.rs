//! The motor: it moves the bolt and says how often.

use tessera::{Call, Never, Stop};
use tessera_linux::{Boot, Port};

use crate::{
    say,
    smart_lock::{
        Mode, bolt, lock_policy,
        motor::{BoltServer, Dispatch},
    },
};

/// Serves until the house is empty.
pub fn run(boot: Boot) -> Result<(), String> {
    let mut port = boot.port;
    let mut service = Dispatch::new(Motor { moves: 0 }, lock_policy::Motor::new());
    let ended = tessera::serve_with(&mut port, &mut service, |_, service| {
        say::audit(service.monitor.trail());
        false
    });
    say::audit(service.monitor.trail());
    say::count("moves", service.server.moves);
    say::ended(&ended)
}

struct Motor {
    moves: u64,
}

impl BoltServer<Port> for Motor {
    fn drive(&mut self, _: &mut Call<Port, bolt::Drive>, mode: Mode) -> Result<bolt::DriveReply, Stop<Never>> {
        self.moves += 1;
        say::event(format_args!("the bolt is {}", if mode == Mode::Open { "open" } else { "bolted" }));
        Ok(bolt::DriveReply { moved: true })
    }
}
