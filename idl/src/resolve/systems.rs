//! Systems: their parts, and the connections between them.

use alloc::{format, vec::Vec};

use super::{Declared, Entry, Resolver, attributes::Target, docs, expr::Context, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, Name, SystemMemberKind},
    codes,
    diagnostic::Diagnostic,
    model::{Link, Part, Scope, System, Trust},
};

impl<'a> Resolver<'a> {
    /// Fills in every system: first what each is made of and what it exports, then what refers to that.
    pub(super) fn define_systems(&mut self) {
        let systems: Vec<_> = self.entries().into_iter().filter_map(system_of).collect();
        for (entry, tree, system) in &systems {
            self.attributes(entry.head, Target::Other("a system"), None);
            let (mut parts, mut exports) = (Seen::default(), Seen::default());
            for member in &tree.members {
                self.attributes(&member.head, Target::Other(noun(&member.kind)), None);
                match &member.kind {
                    SystemMemberKind::Instance(part) => self.part(*entry, *system, member, part, &mut parts),
                    SystemMemberKind::Gate(gate) => self.gate(*entry, *system, member, gate, &mut parts),
                    SystemMemberKind::Export(export) => self.export(*entry, *system, member, export, &mut exports),
                    SystemMemberKind::Bad(bad) => {
                        self.bad();
                        self.lost(*system, bad.name.as_ref());
                    }
                    SystemMemberKind::Connection(_) => {}
                }
            }
        }
        for (entry, tree, system) in &systems {
            for member in &tree.members {
                if let SystemMemberKind::Gate(gate) = &member.kind {
                    self.guards(entry.scope, *system, gate);
                }
            }
        }
        for (entry, tree, system) in &systems {
            for member in &tree.members {
                match &member.kind {
                    SystemMemberKind::Connection(link) => self.link(entry.scope, *system, link),
                    SystemMemberKind::Export(export) => self.export_target(entry.scope, *system, export),
                    _ => {}
                }
            }
        }
    }

    fn part(
        &mut self,
        entry: Entry<'a>,
        system: Handle<System>,
        member: &ast::SystemMember,
        tree: &'a ast::Instance,
        seen: &mut Seen,
    ) {
        let trust = self.trust(tree);
        let size = tree.size.as_ref().map(|size| self.expr(entry.scope, size, Context::Constant));
        if !self.is_new(seen, "instance", &tree.name) {
            return;
        }
        let Some(of) = self.part_of(entry.scope, &tree.of) else {
            self.model.systems.get_mut(system).gaps.add(Some(&tree.name.text));
            return;
        };
        let (name, docs) = (tree.name.text.clone(), docs(&member.head.docs));
        self.add_part(&tree.name, Part { name, docs, system, of, size, trust });
    }

    /// Puts a part into its system.
    pub(super) fn add_part(&mut self, name: &Name, part: Part) -> Handle<Part> {
        let system = part.system;
        let handle = self.model.parts.push(part, name.span);
        self.members.parts.insert((system, name.text.clone()), handle);
        self.model.systems.get_mut(system).parts.push(handle);
        handle
    }

    /// A member of a system has an error, and may have been a connection.
    fn lost(&mut self, system: Handle<System>, name: Option<&Name>) {
        let system = self.model.systems.get_mut(system);
        system.gaps.add(name.map(|name| name.text.as_str()));
        system.unfed.add(None);
    }

    fn trust(&mut self, tree: &ast::Instance) -> Trust {
        let Some(label) = &tree.trust else { return Trust::Unlabelled };
        match label.text.as_str() {
            "trusted" => Trust::Trusted,
            "untrusted" => Trust::Untrusted,
            _ => {
                let help = match self.suggestions.closest(&label.text, ["trusted", "untrusted"]) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => "write `trusted` or `untrusted`; the levels of a policy are not taken yet".into(),
                };
                self.report(
                    Diagnostic::new(codes::E0204, format!("there is no trust label `{label}`"))
                        .label(label.span, "not a label")
                        .help(help),
                );
                Trust::Unlabelled
            }
        }
    }

    fn link(&mut self, scope: Handle<Scope>, system: Handle<System>, tree: &ast::Connection) {
        let from = self.direct_part(scope, system, &tree.from);
        let to = self.direct_part(scope, system, &tree.to);
        if let (Some(from), Some(to)) = (&from, &to)
            && self.is_reversed(from.part, to.part, tree)
        {
            self.reversed(system, tree);
            return;
        }
        let found = from.is_some();
        let fed = from.and_then(|from| self.client(from, &tree.from));
        let served = to.and_then(|to| self.server(to, &tree.to));
        match (fed, served) {
            (Some(from), Some(to)) => {
                let span = tree.from.span.to(tree.to.span);
                self.model.systems.get_mut(system).links.push(Link { from, to, span });
            }
            (Some(_), None) => self.leave_unfed(system, &tree.from, true),
            (None, _) if found => self.leave_unfed(system, &tree.from, false),
            (None, _) => self.model.systems.get_mut(system).unfed.add(None),
        }
    }

    /// A port, or any port of a part, is not fed because of an error.
    fn leave_unfed(&mut self, system: Handle<System>, tree: &ast::PortRef, knows_port: bool) {
        let Some(part) = tree.path.parts.last() else { return };
        let name = if knows_port { format!("{}.{}", part.name, tree.port) } else { part.name.text.clone() };
        self.model.systems.get_mut(system).unfed.add(Some(&name));
    }

    /// Whether the connection makes sense only when it is turned around.
    fn is_reversed(&self, from: Handle<Part>, to: Handle<Part>, tree: &ast::Connection) -> bool {
        self.use_of(from, &tree.from.port).is_none()
            && self.provide_of(to, &tree.to.port).is_none()
            && self.provide_of(from, &tree.from.port).is_some()
            && self.use_of(to, &tree.to.port).is_some()
    }

    fn reversed(&mut self, system: Handle<System>, tree: &ast::Connection) {
        let written = |port: &ast::PortRef| {
            let parts: Vec<_> = port.path.parts.iter().map(|part| part.name.text.as_str()).collect();
            format!("{}.{}", parts.join("."), port.port)
        };
        let help = format!("write `{} -> {};`", written(&tree.to), written(&tree.from));
        self.leave_unfed(system, &tree.to, true);
        self.report(
            Diagnostic::new(codes::E0404, "the connection goes from a server to its client")
                .label(tree.from.span, "this is provided")
                .also(tree.to.span, "this is used")
                .help(help),
        );
    }
}

/// An entry that is a system.
fn system_of(entry: Entry<'_>) -> Option<(Entry<'_>, &ast::System, Handle<System>)> {
    match entry.item {
        Declared::System(tree, handle) => Some((entry, tree, handle)),
        _ => None,
    }
}

/// What a member is, with its article.
const fn noun(kind: &SystemMemberKind) -> &'static str {
    match kind {
        SystemMemberKind::Instance(_) | SystemMemberKind::Bad(_) => "an instance",
        SystemMemberKind::Connection(_) => "a connection",
        SystemMemberKind::Export(_) => "an exported port",
        SystemMemberKind::Gate(_) => "a gate",
    }
}
