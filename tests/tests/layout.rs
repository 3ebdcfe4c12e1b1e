//! Where every byte lies, as data: each `layout/CASE.idl` has its layouts beside it in `layout/CASE.txt`.
//!
//! `BLESS=1 cargo test -p tessera-tests --test layout` writes what is worked out now into the texts; review the
//! difference. The oracle, which is written from the description of the format and not from this code, must agree.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tessera_idl::{
    Facts, Model, Sources, check,
    facts::{Body, Extent, Field, Meaning, MethodFacts},
    parse, resolve,
};
use tessera_tests::repository;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn layouts() -> Result {
    let mut wrong = Vec::new();
    for path in cases()? {
        let (model, facts) = front(&path)?;
        let found = describe(&model, &facts)?;
        let expected = path.with_extension("txt");
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &found)?;
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&found) {
            wrong.push(format!("{} is laid out:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn the_oracle_agrees() -> Result {
    for path in cases()? {
        let (model, facts) = front(&path)?;
        let (mut questions, mut expected) = (String::new(), Vec::new());
        for (name, body) in bodies(&model, &facts)? {
            writeln!(questions, "layout {name}")?;
            expected.push((name, answer(body)));
        }
        let answers = ask(&path, &questions)?;
        assert_eq!(answers.len(), expected.len(), "{answers:?}");
        for (said, (name, ours)) in answers.iter().zip(&expected) {
            assert_eq!(said, ours, "{name} of {}", path.display());
        }
    }
    Ok(())
}

fn cases() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("layout");
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "idl"));
    paths.sort();
    assert!(!paths.is_empty());
    Ok(paths)
}

fn front(path: &Path) -> Result<(Model, Facts)> {
    let sources = Sources::single(path.display().to_string(), fs::read_to_string(path)?)?;
    let (ast, parsed) = parse(&sources);
    let (model, resolved) = resolve(&ast);
    let (facts, checked) = check(&model);
    assert!(parsed.is_empty() && resolved.is_empty() && checked.is_empty(), "{resolved:?} {checked:?}");
    assert!(facts.complete().is_some());
    Ok((model, facts))
}

fn describe(model: &Model, facts: &Facts) -> Result<String> {
    let mut text = String::new();
    for (handle, def) in model.types.iter() {
        let facts = facts.types.get(handle).ok_or("a type has no facts")?;
        write!(text, "{}: {}", def.name, extent(facts.extent))?;
        match &facts.meaning {
            Meaning::Struct { fields, padding, .. } => {
                writeln!(text, "{}{}", members(fields), gaps(padding))?;
            }
            Meaning::Enum { numbers, .. } => writeln!(text, ", numbers {numbers:?}")?,
            Meaning::Flags { bits, all, .. } => writeln!(text, ", bits {bits:?}, all {all:#x}")?,
            Meaning::Alias(_) | Meaning::Newtype { .. } => writeln!(text)?,
        }
    }
    for (handle, method) in model.methods.iter() {
        let MethodFacts { number, required, request, reply, error } =
            facts.methods.get(handle).ok_or("a method has no facts")?;
        writeln!(text, "{} {number}, rights {:#b}", method.name, required)?;
        let others = [("reply", reply.as_ref()), ("error", error.as_ref())];
        let others = others.into_iter().filter_map(|(what, body)| Some((what, body?)));
        for (what, body) in [("request", request)].into_iter().chain(others) {
            let Body { fields, padding, fixed, max, caps, depth } = body;
            let (fields, gaps) = (members(fields), gaps(padding));
            writeln!(text, "  {what}: fixed {fixed}, max {max}, caps {caps}, depth {depth}{fields}{gaps}")?;
        }
    }
    Ok(text)
}

fn extent(extent: Extent) -> String {
    let Extent { size, align, depth, caps } = extent;
    format!("size {size}, align {align}, depth {depth}, caps {caps}")
}

fn members(fields: &[Field]) -> String {
    fields.iter().map(|field| format!(", {} {}+{}", field.name, field.offset, field.shape.extent.size)).collect()
}

fn gaps(padding: &[std::ops::Range<u32>]) -> String {
    padding.iter().map(|gap| format!(", zero {}..{}", gap.start, gap.end)).collect()
}

/// Every message of a model under the name that the oracle has for it.
fn bodies<'f>(model: &Model, facts: &'f Facts) -> Result<Vec<(String, &'f Body)>> {
    let mut bodies = Vec::new();
    for (handle, method) in model.methods.iter() {
        let facts = facts.methods.get(handle).ok_or("a method has no facts")?;
        let name = format!("{}.{}", model.interfaces[method.interface].name, method.name);
        bodies.push((format!("{name}.request"), &facts.request));
        bodies.extend(facts.reply.as_ref().map(|body| (format!("{name}.reply"), body)));
        // Of an error the oracle lays out the type itself, not a body that holds it.
    }
    Ok(bodies)
}

/// What the oracle says of a body, if it agrees.
fn answer(body: &Body) -> String {
    let align = body.fields.iter().map(|field| field.shape.extent.align).max().unwrap_or(1);
    let offsets: Vec<_> = body.fields.iter().map(|field| format!("\"{}\":{}", field.name, field.offset)).collect();
    let (size, offsets) = (body.fixed, offsets.join(","));
    let (max, caps) = (body.max, body.caps);
    format!("ok {{\"size\":{size},\"align\":{align},\"offsets\":{{{offsets}}},\"max_body\":{max},\"max_caps\":{caps}}}")
}

fn ask(path: &Path, questions: &str) -> Result<Vec<String>> {
    let mut oracle = Command::new("python3")
        .arg(repository().join("tests/oracle.py"))
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    // A few hundred lines: they fit the pipe.
    oracle.stdin.take().ok_or("no pipe")?.write_all(questions.as_bytes())?;
    let output = oracle.wait_with_output()?;
    assert!(output.status.success());
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}
