//! A method that lends memory needs a kernel that lends, or a port that copies.
#[path = "home.rs"]
mod home;
mod stubs {
    include!("../stubs/authority/all.snap.rs");
}

use home::Tiny;
use stubs::authority::disk::{AllRights, Disk};

fn put(port: &mut Tiny, disk: &tessera::Cap<Tiny, Disk, AllRights>) {
    let _ = disk.on(port).put(7, b"lent");
}

fn main() {}
