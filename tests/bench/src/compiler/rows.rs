//! The compilers, and how each is called.

use std::{path::Path, process::Command};

use super::{schema::Language, tools::Tools};

/// One line of a table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) language: Language,
    /// Compiles a schema into a folder.
    pub(crate) command: fn(&Tools, &Path, &Path) -> Command,
    /// The crate that generated code needs, as a line of a `Cargo.toml`; none if the code is not Rust.
    pub(crate) library: Option<&'static str>,
    /// The generated file.
    pub(crate) file: &'static str,
}

impl Row {
    const fn schema(name: &'static str, language: Language, command: fn(&Tools, &Path, &Path) -> Command) -> Self {
        Self { name, language, command, library: None, file: "" }
    }
}

/// Reading and checking alone.
pub(crate) const SCHEMA: [Row; 4] = [
    Row::schema("idlc check", Language::Tessera, |tools, schema, _| call(&tools.idlc(), &["check"], schema)),
    Row::schema("flatc", Language::FlatBuffers, |_, schema, out| {
        let mut flatc = call(Path::new("flatc"), &["--schema", "--binary", "-o"], out);
        flatc.arg(schema);
        flatc
    }),
    Row::schema("capnp", Language::CapnProto, |_, schema, _| call(Path::new("capnp"), &["compile", "-o-"], schema)),
    Row::schema("protoc", Language::Protobuf, |_, schema, _| {
        let mut protoc = Command::new("protoc");
        protoc.arg("--descriptor_set_out=/dev/null").arg(option("-I", parent(schema))).arg(schema);
        protoc
    }),
];

/// Up to Rust code.
pub(crate) const CODE: [Row; 5] = [
    Row {
        name: "idlc build, a method for each chain of 8",
        language: Language::Tessera,
        command: build,
        library: Some("tessera-runtime"),
        file: "all.rs",
    },
    Row {
        name: "idlc build, a method for each struct",
        language: Language::Calls,
        command: build,
        library: Some("tessera-runtime"),
        file: "all.rs",
    },
    Row {
        name: "flatc --rust",
        language: Language::FlatBuffers,
        command: |_, schema, out| {
            let mut flatc = call(Path::new("flatc"), &["--rust", "-o"], out);
            flatc.arg(schema);
            flatc
        },
        // The library of the flatc that Debian 12 has; its code needs nothing newer.
        library: Some("flatbuffers = \"=2.1.2\""),
        file: "big_generated.rs",
    },
    Row {
        name: "capnp and capnpc-rust",
        language: Language::CapnProto,
        command: |tools, schema, out| {
            let mut capnp = Command::new("capnp");
            let plugin = format!("-o{}:{}", tools.installed("capnpc-rust").display(), out.display());
            capnp.args(["compile", &plugin]).arg(option("--src-prefix=", parent(schema))).arg(schema);
            capnp
        },
        library: Some("capnp = \"0.27\""),
        file: "big_capnp.rs",
    },
    Row {
        name: "protoc and prost",
        language: Language::Protobuf,
        command: |tools, schema, out| {
            let mut protoc = Command::new("protoc");
            protoc.arg(format!("--plugin=protoc-gen-prost={}", tools.installed("protoc-gen-prost").display()));
            protoc.arg(option("--prost_out=", out)).arg(option("-I", parent(schema))).arg(schema);
            protoc
        },
        library: Some("prost = \"0.14\""),
        file: "big/big.rs",
    },
];

fn build(tools: &Tools, schema: &Path, out: &Path) -> Command {
    let mut idlc = call(&tools.idlc(), &["build"], schema);
    idlc.arg("--out").arg(out);
    idlc
}

fn call(program: &Path, arguments: &[&str], last: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(last);
    command
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}{}", path.display())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}
