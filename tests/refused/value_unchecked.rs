//! A value with a `where` is made by `new`, which checks it.
mod stubs {
    include!("../stubs/smart_lock/driver.snap.rs");
}

use stubs::smart_lock::UserId;

fn main() {
    let _ = UserId(32);
}
