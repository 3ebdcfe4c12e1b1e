//! Which method goes over which kernel, as a table and for programs.

use std::fmt::Write;

use serde::Serialize;
use tessera_idl::{
    Diagnostic, Model, Sources,
    arena::Handle,
    fit::{Fit, Kernel, Leases, Load, Place},
    model::Method,
};

use super::json::{FORMAT_VERSION, Finding, finding};

/// The methods put to one kernel.
#[derive(Debug)]
pub struct Fitted {
    /// The kernel.
    pub kernel: &'static Kernel,
    /// One row for each method.
    pub methods: Vec<Fit>,
}

/// The table for one kernel: every method with the greatest bytes of its messages.
#[must_use]
pub fn table(model: &Model, Fitted { kernel, methods }: &Fitted) -> String {
    let mut text = format!("{}\n{}\n\n", said(kernel), kernel.source);
    let names: Vec<_> = methods.iter().map(|fit| name(model, fit.method)).collect();
    let width = widest(&names);
    // Writing to a `String` cannot fail.
    _ = writeln!(text, "{:width$}  {:>9}  {:>9}  {:>9}  travels", "method", "request", "reply", "error");
    for (fit, name) in methods.iter().zip(&names) {
        let bytes = |load: Option<Load>| load.map_or(String::from("-"), |load| load.bytes.to_string());
        let (request, reply, error) = (bytes(Some(fit.request)), bytes(fit.reply), bytes(fit.error));
        let travels = match fit.place {
            Place::Registers => "in registers",
            Place::Buffer => "in the buffer",
            Place::Nowhere => "does not fit",
        };
        _ = writeln!(text, "{name:width$}  {request:>9}  {reply:>9}  {error:>9}  {travels}");
    }
    text.push('\n');
    text
}

/// The table for all kernels: for each method where it fits best, and where not at all.
#[must_use]
pub fn overview(model: &Model, fitted: &[Fitted]) -> String {
    let mut text = String::new();
    for Fitted { kernel, .. } in fitted {
        _ = writeln!(text, "{:<10}  {}", kernel.name, said(kernel));
    }
    let methods: Vec<_> = model.methods.handles().collect();
    let names: Vec<_> = methods.iter().map(|method| name(model, *method)).collect();
    let width = widest(&names);
    _ = writeln!(text, "\n{:width$}  {:<14}  does not fit", "method", "in registers");
    for (row, name) in names.iter().enumerate() {
        let at = |place| {
            let fits = |fitted: &&Fitted| fitted.methods.get(row).is_some_and(|fit| fit.place == place);
            let kernels: Vec<_> = fitted.iter().filter(fits).map(|fitted| fitted.kernel.name).collect();
            if kernels.is_empty() { String::from("-") } else { kernels.join(", ") }
        };
        _ = writeln!(text, "{name:width$}  {:<14}  {}", at(Place::Registers), at(Place::Nowhere));
    }
    text
}

/// `seL4: 32 bytes in registers, 960 in the buffer, 1 capability, …`
fn said(kernel: &Kernel) -> String {
    let mut text = format!("{}: ", kernel.title);
    if kernel.registers > 0 {
        _ = write!(text, "{} bytes in registers, ", kernel.registers);
    }
    match kernel.body {
        Some(body) => _ = write!(text, "{body} bytes in the buffer"),
        None => text.push_str("messages of any size"),
    }
    match kernel.caps {
        Some(0) => text.push_str(", no capabilities"),
        Some(1) => text.push_str(", 1 capability"),
        Some(caps) => _ = write!(text, ", {caps} capabilities"),
        None => text.push_str(", any number of capabilities"),
    }
    match kernel.leases {
        Leases::Lent(Some(most)) => _ = write!(text, ", {most} leases"),
        Leases::Lent(None) => text.push_str(", any number of leases"),
        Leases::Copied => text.push_str(", leases are copied into the message"),
    }
    text.push_str(if kernel.oneway { ", one-way messages" } else { ", no one-way messages" });
    text
}

/// `Lock.unlock`
fn name(model: &Model, method: Handle<Method>) -> String {
    let method = &model.methods[method];
    format!("{}.{}", model.interfaces[method.interface].name, method.name)
}

fn widest(names: &[String]) -> usize {
    names.iter().map(|name| name.chars().count()).max().unwrap_or_default().max("method".len())
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    format_version: u32,
    kernels: Vec<KernelJson>,
    findings: Vec<Finding<'a>>,
}

/// `null` stands for no limit.
#[derive(Debug, Serialize)]
struct KernelJson {
    name: &'static str,
    title: &'static str,
    registers: u32,
    body: Option<u32>,
    caps: Option<u16>,
    lends: bool,
    leases: Option<u16>,
    oneway: bool,
    source: &'static str,
    methods: Vec<MethodJson>,
}

#[derive(Debug, Serialize)]
struct MethodJson {
    interface: String,
    method: String,
    place: &'static str,
    request: LoadJson,
    reply: Option<LoadJson>,
    error: Option<LoadJson>,
}

#[derive(Debug, Serialize)]
struct LoadJson {
    bytes: u64,
    caps: u32,
    leases: u32,
    place: &'static str,
}

impl From<Load> for LoadJson {
    fn from(Load { bytes, caps, leases, place }: Load) -> Self {
        Self { bytes, caps, leases, place: word(place) }
    }
}

const fn word(place: Place) -> &'static str {
    match place {
        Place::Registers => "registers",
        Place::Buffer => "buffer",
        Place::Nowhere => "nowhere",
    }
}

/// The same for programs, as indented JSON with a line end.
#[must_use]
pub fn json(model: &Model, fitted: &[Fitted], findings: &[Diagnostic], sources: &Sources) -> String {
    let kernels = fitted.iter().map(|fitted| kernel(model, fitted)).collect();
    let findings = findings.iter().map(|found| finding(found, sources)).collect();
    let report = Report { format_version: FORMAT_VERSION, kernels, findings };
    // No map with keys that are not strings, so this cannot fail.
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn kernel(model: &Model, Fitted { kernel, methods }: &Fitted) -> KernelJson {
    let method = |fit: &Fit| {
        let method = &model.methods[fit.method];
        let interface = &model.interfaces[method.interface];
        MethodJson {
            interface: format!("{}.{}", model.packages[interface.package].name, interface.name),
            method: method.name.clone(),
            place: word(fit.place),
            request: fit.request.into(),
            reply: fit.reply.map(LoadJson::from),
            error: fit.error.map(LoadJson::from),
        }
    };
    let Kernel { name, title, registers, body, caps, leases, oneway, source, .. } = **kernel;
    let (lends, leases) = match leases {
        Leases::Lent(most) => (true, most),
        Leases::Copied => (false, None),
    };
    let methods = methods.iter().map(method).collect();
    KernelJson { name, title, registers, body, caps, lends, leases, oneway, source, methods }
}
