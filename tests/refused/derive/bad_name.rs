mod stubs {
    include!("../../stubs/smart_lock/driver.snap.rs");
}
#[path = "port.rs"]
mod port;

use port::Port;
use stubs::smart_lock::driver;
use tessera::Component;

#[derive(Component)]
#[component(driver, kernel = Port)]
struct Driver {
    bolt: driver::BoltCap<Port>,
    siren: driver::HornCap<Port>,
}

fn main() {}
