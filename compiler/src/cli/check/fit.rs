//! `idlc check --fit`: which method goes over which kernel.

use std::time::Duration;

use tessera_idl::{
    fit::{KERNELS, Kernel, fit},
    suggest,
};

use crate::{
    analyse,
    cli::{Console, Exit, Format, Stop},
    has_errors,
    input::Inputs,
    report::fit::{Fitted, json, overview, table},
};

/// Every kernel.
pub(super) const ALL: &str = "all";

/// Puts the methods of sound sources to a kernel or to all. For one kernel, what does not fit is a finding.
pub(super) fn show(
    name: &str,
    inputs: &Inputs,
    format: Format,
    took: impl Fn() -> Duration,
    console: &mut Console<'_>,
) -> Result<Exit, Stop> {
    let kernel = match Kernel::named(name) {
        None if name != ALL => return Err(Stop::Usage(unknown(name))),
        kernel => kernel,
    };
    let sources = &inputs.sources;
    let (model, facts, mut findings) = analyse(sources);
    let Some(facts) = facts.complete().filter(|_| !has_errors(&findings)) else {
        return console.show(&findings, sources, format, took());
    };
    let mut fitted = Vec::new();
    for candidate in KERNELS.iter().filter(|candidate| kernel.is_none_or(|kernel| kernel.name == candidate.name)) {
        let (methods, unfit) = fit(&model, &facts, candidate);
        if kernel.is_some() {
            findings.extend(unfit);
        }
        fitted.push(Fitted { kernel: candidate, methods });
    }
    tessera_idl::diagnostic::sort(&mut findings);
    match (format, fitted.as_slice()) {
        (Format::Json, fitted) => {
            console.print_findings(&json(&model, fitted, &findings, sources))?;
            return Ok(if has_errors(&findings) { Exit::Findings } else { Exit::Clean });
        }
        (_, [one]) => console.print_findings(&table(&model, one))?,
        (_, several) => console.print_findings(&overview(&model, several))?,
    }
    console.show(&findings, sources, format, took())
}

fn unknown(written: &str) -> String {
    let names = KERNELS.iter().map(|kernel| kernel.name);
    match suggest::closest(written, names.clone().chain([ALL])) {
        Some(close) => format!("no kernel is called `{written}`; did you mean `{close}`?"),
        None => {
            format!("no kernel is called `{written}`; known are {} and `{ALL}`", names.collect::<Vec<_>>().join(", "))
        }
    }
}
