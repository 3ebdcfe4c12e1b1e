//! Fit: which method goes over which kernel, and what to change about the others.
//!
//! ```text
//! fit : Model, Facts, Kernel -> rows, findings
//! ```
//!
//! A system that names its kernel is checked while it is built; this is for everybody else, before there is a port.

mod advice;
mod kernels;

use alloc::{format, string::String, vec::Vec};

pub use kernels::{KERNELS, Kernel, Leases};

use self::advice::Advice;
use crate::{
    arena::Handle,
    codes,
    diagnostic::{self, Diagnostic},
    facts::{Body, Complete, MethodFacts},
    model::{FieldDef, Method, Model},
};

/// How the messages of one method go over a kernel.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The method.
    pub method: Handle<Method>,
    /// What the client sends.
    pub request: Load,
    /// What the server answers; `None` of a one-way message.
    pub reply: Option<Load>,
    /// What it answers when it fails.
    pub error: Option<Load>,
    /// The worst place of all of them.
    pub place: Place,
}

/// What one message takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Bytes: the body, and where the kernel lends no memory the copies of what is lent.
    pub bytes: u64,
    /// Capabilities.
    pub caps: u32,
    /// Leases that the kernel lends.
    pub leases: u32,
    /// Where it travels.
    pub place: Place,
}

/// Where a message travels, the best place first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In registers.
    Registers,
    /// In the kernel's buffer.
    Buffer,
    /// Not at all.
    Nowhere,
}

/// Puts every method of the sources to a kernel. The findings, in the order of the sources, say what does not fit.
#[must_use]
pub fn fit(model: &Model, facts: &Complete<'_>, kernel: &Kernel) -> (Vec<Fit>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let rows = model
        .methods
        .handles()
        .map(|method| Judge { model, facts, kernel, method, findings: &mut findings }.method())
        .collect();
    diagnostic::sort(&mut findings);
    (rows, findings)
}

/// Looks at one method.
struct Judge<'j> {
    model: &'j Model,
    facts: &'j Complete<'j>,
    kernel: &'j Kernel,
    method: Handle<Method>,
    findings: &'j mut Vec<Diagnostic>,
}

impl Judge<'_> {
    fn method(&mut self) -> Fit {
        let def = &self.model.methods[self.method];
        let MethodFacts { request, reply, error, .. } = &self.facts.methods[self.method];
        let request = self.load("request", request, &def.params, true);
        let reply = reply.as_ref().map(|reply| self.load("reply", reply, &def.results, false));
        let error = error.as_ref().map(|error| self.load("error", error, &[], false));
        let places = [Some(request), reply, error].into_iter().flatten().map(|load| load.place);
        let mut place = places.max().unwrap_or(Place::Nowhere);
        if reply.is_none() && !self.kernel.oneway {
            place = Place::Nowhere;
            let finding = self.finding(codes::E0703, "is one-way", "is sent without an answer");
            self.findings.push(finding.help("let it have an answer: leave out `oneway`"));
        }
        Fit { method: self.method, request, reply, error, place }
    }

    fn load(&mut self, what: &str, body: &Body, defs: &[FieldDef], is_request: bool) -> Load {
        let (beside, leases) = self.beside(is_request);
        let bytes = u64::from(body.max).saturating_add(beside);
        let limit = self.kernel.limit(body.caps.saturating_add(leases));
        let is_small = bytes <= u64::from(self.kernel.registers) && body.caps == 0 && leases == 0;
        let mut place = if is_small { Place::Registers } else { Place::Buffer };
        if limit.is_some_and(|limit| bytes > limit) {
            place = Place::Nowhere;
            let label = format!("up to {bytes} bytes, there is room for {}", limit.unwrap_or_default());
            let mut finding = self.finding(codes::E0701, &format!("has too large a {what}"), &label);
            let advice = Advice { facts: self.facts, body, defs };
            for (span, cost) in advice.costs() {
                finding = finding.also(span, format!("up to {cost} bytes"));
            }
            let room = limit.unwrap_or_default().saturating_sub(beside);
            let help = advice.bound(room).or_else(|| self.lend(is_request)).unwrap_or_else(|| {
                let over = bytes.saturating_sub(limit.unwrap_or_default());
                format!("it is {over} bytes too long: lower the bounds, or make two methods of it")
            });
            self.findings.push(finding.help(help));
        }
        if let Some(most) = self.kernel.caps.filter(|most| body.caps > u32::from(*most)) {
            place = Place::Nowhere;
            let label = format!("up to {}, the kernel passes {most}", body.caps);
            let finding = self.finding(codes::E0702, &format!("has too many capabilities in its {what}"), &label);
            self.findings.push(finding.help("pass them one by one, or let the system wire them"));
        }
        Load { bytes, caps: body.caps, leases, place }
    }

    /// The bytes that leases take in a message, and how many of them the kernel lends itself.
    fn beside(&self, is_request: bool) -> (u64, u32) {
        let leases = &self.facts.methods[self.method].leases;
        let count = u32::try_from(leases.len()).unwrap_or(u32::MAX);
        if let Leases::Lent(_) = self.kernel.leases {
            return (0, if is_request { count } else { 0 });
        }
        let copied =
            leases.iter().filter(|lease| if is_request { lease.lend.is_read() } else { lease.lend.is_written() });
        let copied = copied.fold(0, |sum: u64, lease| sum.saturating_add(u64::from(lease.max)));
        let lengths = if is_request { u64::from(count).saturating_mul(4) } else { 0 };
        (lengths.next_multiple_of(8).saturating_add(copied.next_multiple_of(8)), 0)
    }

    fn lend(&self, is_request: bool) -> Option<String> {
        let is_twoway = self.facts.methods[self.method].reply.is_some();
        let sign = if is_request { "&" } else { "&out " };
        (is_twoway && matches!(self.kernel.leases, Leases::Lent(_)))
            .then(|| format!("lend it: a parameter `{sign}bytes<…>` takes no room in the message"))
    }

    fn finding(&self, code: &'static codes::Code, what: &str, label: &str) -> Diagnostic {
        let method = &self.model.methods[self.method];
        let interface = &self.model.interfaces[method.interface].name;
        let message = format!("`{interface}.{}` {what} for {}", method.name, self.kernel.title);
        Diagnostic::new(code, message).label(self.model.methods.span(self.method), label)
    }
}
