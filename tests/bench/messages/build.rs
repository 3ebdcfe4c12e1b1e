//! Generates everybody's code from everybody's schema.

fn main() {
    idlc::build::compile("sets.idl").file("small.idl").run();
}
