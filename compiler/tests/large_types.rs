//! What a type costs the compiler follows from its text, not from its size or its depth, nor from how many values it holds.

use std::error::Error;

use idlc::{Target, compile, idl::Sources, ir};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// `T` as a parameter, as a result and as an element.
const USED: &str = "interface I { f(v: T, l: list<T, 1>) -> (v: T); }\n";

/// Whether there is a build of at most a mebibyte, of types and what uses `T`.
fn builds(types: &str, used: &str) -> Result {
    let text =
        format!("package large @1.0;\n{types}{used}component C {{ uses i: I; }}\ncomponent D {{ provides i: I; }}\n");
    let sources = Sources::single("large.idl", text)?;
    let outcome = compile(&sources, &Target::default());
    let files = outcome.files.map_err(|_| format!("{:?}", outcome.diagnostics))?;
    assert!(files.iter().map(|file| file.text.len()).sum::<usize>() < 1 << 20);
    let (ast, _) = idlc::idl::parse(&sources);
    let (model, _) = idlc::idl::resolve(&ast);
    let (facts, _) = idlc::idl::check(&model);
    let text = ir::render(&model, &facts.complete().ok_or("it is valid")?);
    assert!(text.len() < 1 << 20);
    Ok(())
}

/// `S0`, then `S1` to `T`, each made of the one before; `#` is a number that doubles.
fn levels(count: usize, first: &str, level: impl Fn(&str, &str) -> String) -> String {
    let name = |number| if number + 1 == count { "T".to_owned() } else { format!("S{number}") };
    let levels = (1..count)
        .map(|number| level(&name(number), &name(number - 1)).replace('#', &(64_u64 << number).to_string()) + "\n");
    format!("{first}\n{}", levels.collect::<String>())
}

#[test]
fn structs_in_structs() -> Result {
    let types = levels(40, "struct S0 { on: bool, x: u32 }", |name, before| format!("struct {name} {{ a: {before} }}"));
    builds(&types, USED)
}

#[test]
fn half_a_thousand_million_bytes() -> Result {
    builds("struct T { a: [u8; 500000000], on: bool }\n", USED)
}

#[test]
fn padding_in_a_large_array() -> Result {
    builds("struct Gap { on: bool, x: u32 }\nstruct T { a: [Gap; 10000000], on: bool }\n", USED)
}

#[test]
fn structs_that_double() -> Result {
    let double = |name: &str, before: &str| format!("struct {name} {{ a: {before}, b: {before} }}");
    for first in ["u8", "bool", "f32", "string<1>", "list<u8, 1>", "inline string<3>", "option<u16>"] {
        builds(&levels(25, &format!("struct S0 {{ a: {first} }}"), double), USED)?;
    }
    Ok(())
}

#[test]
fn parts_that_double() -> Result {
    let parts = ["option<P>", "[P; 1]", "list<P, 1>", "inline list<P, 1>", "list<option<P>, 1>", "[[P; 1]; 1]"];
    for part in parts {
        let double = |name: &str, before: &str| {
            let part = part.replace('P', before);
            format!("struct {name} {{ a: {part}, b: {part} }}")
        };
        builds(&levels(14, "struct S0 { a: u8 }", double), USED)?;
    }
    Ok(())
}

#[test]
fn new_types_that_double() -> Result {
    let double =
        |name: &str, before: &str| format!("type N{name} = {before};\nstruct {name} {{ a: N{name}, b: N{name} }}");
    builds(&levels(25, "struct S0 { a: u8 }", double), USED)
}

#[test]
fn unions_that_double() -> Result {
    let double = |name: &str, before: &str| format!("union {name} {{ 1: a: {before}, 2: b: {before} }}");
    for first in ["u8", "string<1>", "list<u8, 1>"] {
        builds(&levels(50, &format!("struct S0 {{ a: {first} }}"), double), USED)?;
    }
    let arrays = |name: &str, before: &str| format!("union {name} {{ 1: a: [{before}; 1], 2: b: option<{before}> }}");
    builds(&levels(25, "struct S0 { a: u8 }", arrays), USED)?;
    let double = |name: &str, before: &str| format!("flexible union {name} max # {{ 1: a: {before}, 2: b: {before} }}");
    builds(&levels(22, "struct S0 { a: u8 }", double), USED)
}

#[test]
fn tables_that_double() -> Result {
    let double = |name: &str, before: &str| format!("table {name} max # - 24 {{ 1: a: {before}, 2: b: {before} }}");
    builds(&levels(20, "struct S0 { a: u8 }", double), USED)
}

#[test]
fn resources_that_double() -> Result {
    let first = "interface J { g(); }\nresource struct S0 { a: cap<J> }";
    let structs = |name: &str, before: &str| format!("resource struct {name} {{ a: {before}, b: {before} }}");
    builds(&levels(14, first, structs), USED)?;
    let unions = |name: &str, before: &str| format!("resource union {name} {{ 1: a: {before}, 2: b: {before} }}");
    let hands_out = "component E { provides i: I; uses j: J; hands out J max 3; }\n";
    builds(&levels(50, first, unions), &format!("{USED}{hands_out}"))
}

#[test]
fn errors_that_double() -> Result {
    let double = |name: &str, before: &str| format!("union {name} {{ 1: a: {before}, 2: b: {before} }}");
    builds(&levels(50, "struct S0 { a: u8 }", double), "interface I { f() fails T; }\n")
}

#[test]
fn leases_that_double() -> Result {
    let double = |name: &str, before: &str| format!("struct {name} {{ a: {before}, b: {before} }}");
    builds(&levels(25, "struct S0 { a: u8 }", double), "interface I { f(v: &out list<T, 1>); }\n")
}

#[test]
fn what_is_written_in_place_of_a_call_is_short() -> Result {
    let levels =
        levels(20, "struct S0 { a: u16 }", |name, before| format!("struct {name} {{ a: {before}, b: {before} }}"));
    let lists = (0..19).map(|number| format!("l{number}: list<S{number}, 1>")).collect::<Vec<_>>().join(", ");
    let text = format!("package large @1.0;\n{levels}struct L {{ {lists} }}\ninterface I {{ f(l: L); }}\n");
    let outcome = compile(&Sources::single("large.idl", text)?, &Target::default());
    let files = outcome.files.map_err(|_| format!("{:?}", outcome.diagnostics))?;
    let text: String = files.iter().flat_map(|file| file.text.lines()).map(str::trim).collect();
    assert!(text.contains("#[inline(always)]fn put("));
    assert!(text.matches("#[inline(always)]fn put(").count() < 10);
    assert!(text.matches("#[inline]fn put(").count() > 10);
    Ok(())
}
