//! A component with used ports, a provided port and a state of its own.
mod stubs {
    include!("../../stubs/smart_lock/driver.snap.rs");
}
#[path = "port.rs"]
mod port;

use port::Port;
use stubs::smart_lock::{Pin, UserId, Why, driver, lock};
use tessera::{Call, Component, Never, Stop};

#[derive(Default)]
struct Handler;

impl driver::LockServer<Port> for Handler {
    fn unlock(
        &mut self,
        _: &mut driver::UnlockCall<'_, Port>,
        _: UserId,
        _: Pin<'_>,
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        Err(Why::Jammed.into())
    }
    fn set_pin(&mut self, _: &mut Call<Port, lock::SetPin>, _: UserId, _: Pin<'_>) -> Result<(), Stop<Never>> {
        Ok(())
    }
    fn history(&mut self, _: &mut Call<Port, lock::History>, _: u32) -> Result<lock::HistoryReply<'_>, Stop<Never>> {
        Ok(lock::HistoryReply { entries: (&[]).into() })
    }
    fn touched(&mut self, _: &mut Call<Port, lock::Touched>, _: UserId) {}
}

#[derive(Component)]
#[component(driver, kernel = Port)]
struct Driver {
    bolt: driver::BoltCap<Port>,
    horn: driver::HornCap<Port>,
    #[component(provides)]
    lock: Handler,
    #[component(state)]
    opened: u64,
}

fn main() {
    let unwired = Driver::connect(|_| None).map(|driver| (driver.bolt, driver.horn, driver.lock, driver.opened));
    assert_eq!(unwired.err().map(|unwired| unwired.to_string()).as_deref(), Some("nothing feeds the used port `bolt`"));
}
