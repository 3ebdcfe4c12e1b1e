//! What is worked out, as data: each `facts/CASE.idl` has beside it in `facts/CASE.txt` where every byte lies, which number
//! each operation has, and who may call whom.
//!
//! `BLESS=1 cargo test -p tessera-tests --test facts` writes what is worked out now into the texts; review the difference.
//! The oracle, which is written from the description of the format and not from this code, must agree on the layouts.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    ops::Range,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tessera_idl::{
    Facts, Model, Sources,
    arena::Handle,
    check,
    facts::{
        Body, Edges, Exported, Extent, FailureEdge, Field, InterfaceFacts, Lease, Meaning, MethodFacts, TableField,
        UnionForm, UnionVariant,
    },
    model::Method,
    parse, resolve,
};
use tessera_tests::repository;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn facts() -> Result {
    let mut wrong = Vec::new();
    for path in cases()? {
        let (model, facts) = front(&path)?;
        let found = describe(&model, &facts)?;
        let expected = path.with_extension("txt");
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &found)?;
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&found) {
            wrong.push(format!("{} means:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn the_oracle_agrees_on_layouts() -> Result {
    // Beside the cases, the descriptions whose generated code is put to the oracle too.
    let others = ["tests/stubs/zoo/zoo.idl", "examples/smart-lock/smart_lock.idl"].map(|path| repository().join(path));
    for path in cases()?.into_iter().chain(others) {
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("facts");
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
    for (handle, constant) in model.constants.iter() {
        writeln!(text, "{} = {:?}", constant.name, facts.constants.get(handle).ok_or("a constant has no facts")?)?;
    }
    for (handle, def) in model.types.iter() {
        let facts = facts.types.get(handle).ok_or("a type has no facts")?;
        write!(text, "{}: {}", def.name, extent(facts.extent))?;
        let refinement = match &facts.meaning {
            Meaning::Struct { fields, padding, refinement } => {
                write!(text, "{}{}", members(fields), gaps(padding))?;
                refinement.as_ref()
            }
            Meaning::Newtype { refinement, .. } => refinement.as_ref(),
            Meaning::Enum { numbers, .. } => {
                write!(text, ", numbers {numbers:?}")?;
                None
            }
            Meaning::Flags { bits, all, .. } => {
                write!(text, ", bits {bits:?}, all {all:#x}")?;
                None
            }
            Meaning::Table { fields, room, caps } => {
                for TableField { number, name, offset, shape, reserved } in fields {
                    let name = if *reserved { "reserved" } else { name };
                    write!(text, "\n    {number} {name} at {offset}: {}", extent(shape.extent))?;
                }
                write!(text, "\n    room {room}, caps {caps}")?;
                None
            }
            Meaning::Union { variants, form } => {
                for UnionVariant { number, name, shape } in variants {
                    match shape {
                        Some(shape) => write!(text, "\n    {number} {name}: {}", extent(shape.extent))?,
                        None => write!(text, "\n    {number} reserved")?,
                    }
                }
                match form {
                    UnionForm::Strict { slot } => write!(text, "\n    slot at {slot}")?,
                    UnionForm::Flexible { room, caps } => write!(text, "\n    room {room}, caps {caps}")?,
                }
                None
            }
            Meaning::Alias(_) => None,
        };
        writeln!(text, "{}", refinement.map_or(String::new(), |refinement| format!(", where {}", refinement.text)))?;
    }
    for (handle, interface) in model.interfaces.iter() {
        let InterfaceFacts { rights, fingerprint, max_request, max_reply, max_caps, states, .. } =
            facts.interfaces.get(handle).ok_or("an interface has no facts")?;
        writeln!(
            text,
            "interface {}: rights {rights:#b}, fingerprint {fingerprint:016x}, requests {max_request}, replies {max_reply}, \
             caps {max_caps}",
            interface.name
        )?;
        if !states.is_empty() {
            writeln!(text, "  states {}", states.join(", "))?;
        }
        for method in &interface.methods {
            describe_method(&mut text, model, facts, *method)?;
        }
    }
    describe_components(&mut text, model, facts)?;
    describe_systems(&mut text, model, facts)?;
    Ok(text)
}

fn describe_method(text: &mut String, model: &Model, facts: &Facts, method: Handle<Method>) -> Result {
    let MethodFacts { number, required, request, leases, reply, error, edges, keep, .. } =
        facts.methods.get(method).ok_or("a method has no facts")?;
    let kept = keep.map(|keep| format!(", an event, keeps {keep}")).unwrap_or_default();
    let edges = describe_edges(edges);
    writeln!(text, "  {} {number}, rights {required:#b}{edges}{kept}", model.methods[method].name)?;
    for Lease { name, lend, max, .. } in leases {
        writeln!(text, "    lends {}{name}, at most {max}", lend.sign())?;
    }
    let others = [("reply", reply.as_ref()), ("error", error.as_ref())];
    let others = others.into_iter().filter_map(|(what, body)| Some((what, body?)));
    for (what, body) in [("request", request)].into_iter().chain(others) {
        let Body { fields, padding, fixed, max, caps, depth } = body;
        let (fields, gaps) = (members(fields), gaps(padding));
        writeln!(text, "    {what}: fixed {fixed}, max {max}, caps {caps}, depth {depth}{fields}{gaps}")?;
    }
    Ok(())
}

/// Where a method may be called and where it leads, as places of states; nothing where every outcome leaves every state.
fn describe_edges(Edges { from, to, fails }: &Edges) -> String {
    let from = if from.is_empty() { String::new() } else { format!(", from {from:?}") };
    let to = to.map_or(String::new(), |to| format!(" to {to}"));
    let fails = fails.iter().map(|FailureEdge { variant, to }| match variant {
        Some(variant) => format!(", variant {variant} to {to}"),
        None => format!(", failing to {to}"),
    });
    from + &to + &fails.collect::<String>()
}

fn describe_components(text: &mut String, model: &Model, facts: &Facts) -> Result {
    let name = |method: &Handle<Method>| model.methods[*method].name.as_str();
    for (handle, component) in model.components.iter() {
        let most = facts.components.get(handle).ok_or("a component has no facts")?;
        writeln!(
            text,
            "component {}: bodies {}, caps {}, leases {}, connections {}, pools {:?}",
            component.name, most.max_body, most.max_caps, most.max_leases, most.connections, most.pools
        )?;
        for handle in &component.uses {
            let (uses, facts) = (&model.uses[*handle], facts.uses.get(*handle).ok_or("a port has no facts")?);
            let callable: Vec<_> = facts.callable(model, uses).collect();
            let callable: Vec<_> = callable.iter().map(name).collect();
            let listed = if facts.listed.is_some() { " (listed)" } else { "" };
            let (index, rights) = (facts.index, uses.rights);
            writeln!(text, "  uses {index} {}: rights {rights:#b}, calls {}{listed}", uses.name, callable.join(", "))?;
        }
        for handle in &component.provides {
            let facts = facts.provides.get(*handle).ok_or("a port has no facts")?;
            writeln!(text, "  provides {} {}", facts.index, model.provides[*handle].name)?;
            for nested in &facts.nested {
                write!(text, "    during {}:", name(&nested.method))?;
                for call in &nested.calls {
                    let methods: Vec<_> = call.methods.iter().map(name).collect();
                    write!(text, " {}.{{{}}}", model.uses[call.uses].name, methods.join(", "))?;
                }
                writeln!(text)?;
            }
        }
    }
    Ok(())
}

fn describe_systems(text: &mut String, model: &Model, facts: &Facts) -> Result {
    for (handle, system) in model.systems.iter() {
        writeln!(text, "system {}", system.name)?;
        let laid = facts.systems.get(handle).ok_or("a system has no facts")?;
        let path = |instance| facts.instances[instance].path.as_str();
        for handle in &laid.instances {
            let instance = &facts.instances[*handle];
            writeln!(text, "  subject {} {}: {:?}", instance.subject, instance.path, instance.trust)?;
            for (port, clients) in instance.clients.iter().enumerate() {
                let clients: Vec<_> = clients.iter().map(|client| path(facts.connections[*client].from)).collect();
                writeln!(text, "    port {port} serves {}", clients.join(", "))?;
            }
            for (index, feed) in instance.feeds.iter().enumerate() {
                let server = feed.map(|feed| path(facts.connections[feed].to));
                writeln!(text, "    uses {index} calls {}", server.unwrap_or("nobody"))?;
            }
        }
        for handle in &laid.connections {
            let connection = &facts.connections[*handle];
            let interface = &model.interfaces[connection.interface].name;
            writeln!(text, "  connection {} {interface}: rights {:#b}", connection.index, connection.rights)?;
        }
        for export in &system.exports {
            let (item, inside) = (&model.exports[*export], laid.exports.get(export).ok_or("an export has no facts")?);
            let inside = match inside {
                Exported::Uses(uses) => uses.iter().map(|(subject, _)| format!("{subject}")).collect::<Vec<_>>(),
                Exported::Provides(subject, _) => vec![format!("{subject}")],
            };
            let (name, rights) = (&item.name, item.rights);
            writeln!(text, "  {} {name}: rights {rights:#b}, of {}", item.side.word(), inside.join(", "))?;
        }
        for gated in &laid.gated {
            let port = &model.provides[gated.port].name;
            writeln!(text, "  gate {} before {}.{port}", gated.gate, gated.to)?;
        }
    }
    Ok(())
}

fn extent(extent: Extent) -> String {
    let Extent { size, align, depth, caps } = extent;
    format!("size {size}, align {align}, depth {depth}, caps {caps}")
}

fn members(fields: &[Field]) -> String {
    let field = |field: &Field| format!(", {} {}+{}", field.name, field.offset, field.shape.extent.size);
    fields.iter().map(field).collect::<Vec<_>>().concat()
}

fn gaps(padding: &[Range<u32>]) -> String {
    let gap = |gap: &Range<u32>| format!(", zero {}..{}", gap.start, gap.end);
    padding.iter().map(gap).collect::<Vec<_>>().concat()
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
