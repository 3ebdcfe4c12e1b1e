//! Bytes to a body of a fixed set of packages; generated code and reflection.

#![no_main]

use std::{fs, path::Path, sync::LazyLock};

use tessera_idl::Sources;
use tessera_tests::{fuzz::any_body, reflected::Reflected};

#[allow(dead_code, unused_imports, unused_parens, reason = "what is generated is not all called")]
mod stubs {
    include!(concat!(env!("OUT_DIR"), "/part0.rs"));
}

#[allow(deprecated, reason = "it reads everything")]
mod glue {
    use super::stubs::*;
    use tessera_tests::voice::{Back, Paper, Probe, Room, Said, Say, keep, take, take_error};

    include!(concat!(env!("OUT_DIR"), "/part0.glue.rs"));
}

static REFLECTED: LazyLock<Reflected> = LazyLock::new(|| {
    let mut sources = Sources::new();
    for file in fs::read_dir(Path::new(env!("OUT_DIR")).join("part0")).expect("the build script wrote it") {
        let path = file.expect("the build script wrote it").path();
        let text = fs::read_to_string(&path).expect("the build script wrote it");
        sources.add(path.display().to_string(), text).expect("it is short");
    }
    Reflected::new(&sources)
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| any_body(&REFLECTED, glue::MESSAGES, data));
