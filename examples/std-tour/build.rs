//! Compiles `tour.idl` into stubs for all its components, which live in this one process.

fn main() {
    idlc::build::compile("tour.idl").run();
}
