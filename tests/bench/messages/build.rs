//! Generates everybody's code from everybody's schema.

#[cfg(not(feature = "schemas"))]
fn main() {
    ours();
}

#[cfg(feature = "schemas")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    ours();
    schemas::compile()
}

fn ours() {
    idlc::build::compile("sets.idl").file("small.idl").run();
}

/// The peers that have a compiler of their own: `capnp` and `protoc` are installed (Debian's `capnproto`, `protobuf-compiler`). `flatc` is the program that
/// `FLATC` names, for it must have the very version of its library: `flatc/` builds it.
#[cfg(feature = "schemas")]
mod schemas {
    use std::{env, error::Error, process::Command};

    const FLATBUFFERS: [&str; 2] = ["schemas/sets.fbs", "schemas/small.fbs"];

    pub(super) fn compile() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed=schemas");
        println!("cargo::rerun-if-env-changed=FLATC");
        let mut capnp = capnpc::CompilerCommand::new();
        capnp.src_prefix("schemas").file("schemas/small.capnp").run()?;
        let mut capnp = capnpc::CompilerCommand::new();
        capnp.src_prefix("schemas").default_parent_module(vec!["peers".into(), "capnp".into()]);
        capnp.file("schemas/sets.capnp").run()?;
        prost_build::compile_protos(&["schemas/sets.proto", "schemas/small.proto"], &["schemas"])?;
        let flatc = env::var_os("FLATC").ok_or("FLATC names no flatc: `cargo build` in flatc/ makes one")?;
        let status = Command::new(flatc).args(["--rust", "-o"]).arg(env::var("OUT_DIR")?).args(FLATBUFFERS).status()?;
        if status.success() { Ok(()) } else { Err(format!("flatc: {status}").into()) }
    }
}
