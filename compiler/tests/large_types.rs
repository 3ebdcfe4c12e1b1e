//! What a type costs the compiler follows from its text, not from its size or its depth.

use std::fmt::Write as _;

use idlc::{Target, compile, idl::Sources};

const USED: &str =
    "interface I { f(v: T, l: list<T, 1>) -> (v: T); }\ncomponent C { uses i: I; }\ncomponent D { provides i: I; }\n";

fn builds(types: &str) {
    let sources = Sources::single("large.idl", format!("package large @1.0;\n{types}{USED}")).expect("a file");
    let outcome = compile(&sources, &Target::default());
    let files = outcome.files.expect("it is valid");
    assert!(files.iter().map(|file| file.text.len()).sum::<usize>() < 1 << 20);
}

#[test]
fn structs_in_structs() {
    let mut types = "struct A0 { on: bool, x: u32 }\n".to_owned();
    for depth in 1..40 {
        writeln!(types, "struct A{depth} {{ a: A{} }}", depth - 1).expect("a text");
    }
    builds(&(types + "alias T = A39;\n"));
}

#[test]
fn half_a_thousand_million_bytes() {
    builds("struct T { a: [u8; 500000000], on: bool }\n");
}

#[test]
fn padding_in_a_large_array() {
    builds("struct Gap { on: bool, x: u32 }\nstruct T { a: [Gap; 10000000], on: bool }\n");
}
