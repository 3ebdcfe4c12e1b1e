//! Compiles `smart_lock.idl` into stubs for all its components: this program plays each of them.

fn main() {
    idlc::build::compile("smart_lock.idl").run();
}
