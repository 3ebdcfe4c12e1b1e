//! A rule that compares times needs a kernel that tells the time.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}
#[path = "door.rs"]
mod door;
#[path = "home.rs"]
mod home;

use door::Door;
use home::Tiny;
use stubs::smart_lock::{
    driver::{Dispatch, Uses},
    lock_policy,
};

fn serve(uses: Uses<Tiny>) {
    let _ = Dispatch::new(Door, lock_policy::Driver::new(), uses);
}

fn main() {}
