//! A policy of one's own says something about each method.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}
#[path = "door.rs"]
mod door;

use door::Door;
use stubs::smart_lock::{
    driver::{Dispatch, Uses},
    lock,
};
use tessera::{Decides, Guard, Kernel, Moment, Policy, Served, Verdict, audit::Trail};
use tessera_linux::Port;

struct OnlyUnlock;

impl Decides for OnlyUnlock {}

impl<K: Kernel> Policy<K> for OnlyUnlock {
    type Captured = ();
    const AUDITED: bool = true;
    fn now(&self, _: &mut K) -> u64 {
        0
    }
    fn opened(&mut self, _: u16) {}
    fn lost(&mut self, _: &Moment, (): (), _: &mut Trail) {}
}

impl<K: Kernel> Guard<K, lock::Unlock> for OnlyUnlock {
    fn decide(&self, _: &Moment, _: &<lock::Unlock as Served>::Request<'_>) -> Verdict {
        Verdict::allow(1)
    }
    fn admit(&mut self, _: &Moment, _: Verdict, _: &<lock::Unlock as Served>::Request<'_>) {}
    fn settle(
        &mut self,
        _: &Moment,
        (): (),
        _: Result<&<lock::Unlock as Served>::Reply<'_, K>, &<lock::Unlock as Served>::Error>,
        _: &mut Trail,
    ) {
    }
}

fn serve(uses: Uses<Port>) {
    let _ = Dispatch::new(Door, OnlyUnlock, uses);
}

fn main() {}
