//! The siren.

use tessera::Call;
use tessera_linux::{Boot, Port};

use crate::{
    say,
    smart_lock::{
        UserId,
        horn::{Dispatch, SirenServer},
        lock_policy, siren,
    },
};

/// Serves until the house is empty.
pub fn run(boot: Boot) -> Result<(), String> {
    let mut port = boot.port;
    let mut siren = Dispatch::new(Horn { sounded: 0 }, lock_policy::Horn::new());
    let ended = tessera::serve_with(&mut port, &mut siren, |_, siren| {
        say::audit(siren.monitor.trail());
        false
    });
    say::audit(siren.monitor.trail());
    say::count("sounded", siren.server.sounded);
    say::ended(&ended)
}

struct Horn {
    sounded: u64,
}

impl SirenServer<Port> for Horn {
    fn sound(&mut self, _: &mut Call<Port, siren::Sound>, user: UserId, seconds: u16) {
        self.sounded += 1;
        say::event(format_args!("SIREN for {seconds} s: somebody guesses the PIN of user {}", user.get()));
    }
}
