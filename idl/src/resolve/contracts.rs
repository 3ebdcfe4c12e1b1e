//! Contracts, and what interfaces take over from others.

use alloc::{format, string::String, vec, vec::Vec};

use super::{Declared, Entry, Resolver, attributes::Target, expr::Context, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, MemberKind, Name},
    codes,
    diagnostic::Diagnostic,
    model::{Clauses, Extends, Failure, Interface, Mentioned, Method, SessionState},
    source::Span,
};

/// The most states of an interface: a set of them is one word.
const MAX_STATES: usize = 32;

/// How much text all interfaces of a build may take over, in bytes: a short line can take over a long interface.
const MAX_TAKEN: u32 = 1 << 20;

/// How many interfaces may extend each other, one behind the other: a server can be called as each of them.
const MAX_CHAIN: usize = 64;

impl<'a> Resolver<'a> {
    /// The interfaces and objects of the build, each after the one that it extends.
    pub(super) fn interfaces(&mut self) -> Vec<Entry<'a>> {
        let mut entries: Vec<Option<Entry<'a>>> = vec![None; self.model.interfaces.len()];
        for entry in self.entries() {
            let (handle, extends) = match entry.item {
                Declared::Interface(tree, handle) => (handle, &tree.extends),
                Declared::Object(_, handle) => (handle, &None),
                _ => continue,
            };
            if let Some(place) = entries.get_mut(handle.index()) {
                *place = Some(entry);
            }
            let Some(extends) = extends else { continue };
            let base = self.interface_named(entry.scope, &extends.base);
            let at = self.expr(entry.scope, &extends.at, Context::Constant);
            let interface = self.model.interfaces.get_mut(handle);
            match base {
                Some(base) => interface.extends = Some(Extends { base, at, span: extends.span }),
                None => interface.gaps.add(None),
            }
        }
        self.cut_circles();
        self.cut_chains();
        let order = self.model.bases_first().into_iter();
        order.filter_map(|handle| entries.get(handle.index()).copied().flatten()).collect()
    }

    /// Reports interfaces that extend themselves, and takes the last step of each circle away.
    fn cut_circles(&mut self) {
        // The walk on which each interface was seen, from 1.
        let mut seen = vec![0_usize; self.model.interfaces.len()];
        for (walk, start) in (1..).zip(self.model.interfaces.handles()) {
            let mut path: Vec<Handle<Interface>> = Vec::new();
            let mut next = Some(start);
            while let Some(handle) = next {
                match seen.get_mut(handle.index()) {
                    Some(mark) if *mark == 0 => *mark = walk,
                    Some(mark) if *mark == walk => {
                        let begin = path.iter().position(|other| *other == handle).unwrap_or_default();
                        self.circle(path.get(begin..).unwrap_or_default());
                        break;
                    }
                    _ => break,
                }
                path.push(handle);
                next = self.model.interfaces[handle].extends.as_ref().map(|extends| extends.base);
            }
        }
    }

    fn circle(&mut self, path: &[Handle<Interface>]) {
        const SHOWN: usize = 8;
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return };
        let model = &self.model;
        let name = |handle: &Handle<Interface>| format!("`{}`", model.interfaces[*handle].name);
        let mut names: Vec<String> = path.iter().take(SHOWN).map(name).collect();
        if path.len() > SHOWN {
            names.push("…".into());
        }
        names.push(name(first));
        let message = format!("{} extends itself: {}", name(first), names.join(" → "));
        let mut diagnostic = Diagnostic::new(codes::E0601, message);
        for handle in path.iter().take(SHOWN) {
            if let Some(extends) = &model.interfaces[*handle].extends {
                let text = format!("{} takes over {}", name(handle), name(&extends.base));
                diagnostic = diagnostic.label(extends.span, text);
            }
        }
        self.report(diagnostic.help("remove one of them: methods come from an interface that is there before"));
        let interface = self.model.interfaces.get_mut(*last);
        interface.extends = None;
        interface.gaps.add(None);
    }

    /// Reports interfaces with too many behind each other, and takes the last step away.
    fn cut_chains(&mut self) {
        let mut depths = vec![0_usize; self.model.interfaces.len()];
        for handle in self.model.bases_first() {
            let Some(extends) = &self.model.interfaces[handle].extends else { continue };
            let (span, depth) = (extends.span, depths.get(extends.base.index()).map_or(0, |depth| depth + 1));
            if depth <= MAX_CHAIN {
                if let Some(place) = depths.get_mut(handle.index()) {
                    *place = depth;
                }
                continue;
            }
            let message = format!("more than {MAX_CHAIN} interfaces extend each other");
            let help = "extend one of the first: what the others add is theirs";
            self.report(Diagnostic::new(codes::E0316, message).label(span, "one too many").help(help));
            let interface = self.model.interfaces.get_mut(handle);
            interface.extends = None;
            interface.gaps.add(None);
        }
    }

    /// Takes over the rights and states of the interface that another extends.
    pub(super) fn take_over_rights(&mut self, handle: Handle<Interface>, rights: &mut Seen) {
        let Some(extends) = &self.model.interfaces[handle].extends else { return };
        let base = &self.model.interfaces[extends.base];
        let (taken, states, gaps) = (base.rights.clone(), base.states.clone(), base.gaps.clone());
        for right in &taken {
            rights.insert(&Name { text: right.name.clone(), span: right.span });
        }
        let interface = self.model.interfaces.get_mut(handle);
        interface.rights = taken;
        interface.states = states;
        interface.gaps.extend(&gaps);
    }

    /// Fills in the states of an interface's sessions.
    pub(super) fn states_of(&mut self, tree: &ast::Interface, handle: Handle<Interface>) {
        let mut seen = Seen::default();
        let mut first = self.model.interfaces[handle].states.first().map(|state| state.span);
        let taken = first.is_some();
        for member in &tree.members {
            let MemberKind::States(list) = &member.kind else { continue };
            self.attributes(&member.head, Target::Other("a list of states"), None);
            if let Some(first) = first {
                let (message, label, help) = if taken {
                    (
                        "an interface has one contract, and this one takes over another's",
                        "the states taken over",
                        "remove the list: its methods may name the states that are taken over",
                    )
                } else {
                    ("an interface lists its states once", "the first list", "move these states into the first list")
                };
                self.report(
                    Diagnostic::new(codes::E0604, message)
                        .label(list.keyword, "a second list")
                        .also(first, label)
                        .help(help),
                );
            }
            first = first.or(Some(list.keyword));
            for bad in &list.bad {
                self.model.interfaces.get_mut(handle).gaps.add(bad.name.as_ref().map(|name| name.text.as_str()));
            }
            for state in &list.states {
                if taken {
                    self.model.interfaces.get_mut(handle).gaps.add(Some(&state.name.text));
                } else if self.is_new(&mut seen, "state", &state.name) {
                    let state = SessionState {
                        name: state.name.text.clone(),
                        span: state.name.span,
                        last: state.last.is_some(),
                    };
                    self.model.interfaces.get_mut(handle).states.push(state);
                }
            }
        }
        let interface = self.model.interfaces.get_mut(handle);
        let count = interface.states.len();
        if count > MAX_STATES {
            let extra = interface.states.split_off(MAX_STATES);
            for state in &extra {
                interface.gaps.add(Some(&state.name));
            }
            let span = extra.first().map_or_else(Span::default, |state| state.span);
            let message = format!("an interface has at most {MAX_STATES} states, this one has {count}");
            let help = "keep what varies more in the server, and let its methods fail";
            self.report(Diagnostic::new(codes::E0316, message).label(span, "one too many").help(help));
        }
    }

    /// Takes over the methods of the interface that another extends.
    pub(super) fn take_over_methods(&mut self, handle: Handle<Interface>, seen: &mut Seen) {
        let Some(extends) = &self.model.interfaces[handle].extends else { return };
        let (base, span) = (extends.base, extends.span);
        for origin in self.model.interfaces[base].methods.clone() {
            let size = self.sizes.get(origin.index()).copied().unwrap_or_default();
            self.taken_over = self.taken_over.saturating_add(size);
            if self.taken_over > MAX_TAKEN {
                self.took_too_much(span, size);
                self.model.interfaces.get_mut(handle).gaps.add(None);
                return;
            }
            let place = self.model.methods.span(origin);
            let method =
                Method { interface: handle, origin: Some(origin), number: None, ..self.model.methods[origin].clone() };
            seen.insert(&Name { text: method.name.clone(), span: place });
            self.add_method(method, place, size);
        }
    }

    /// Reports the first interface that is too much.
    fn took_too_much(&mut self, span: Span, size: u32) {
        self.bad();
        if self.taken_over.saturating_sub(size) > MAX_TAKEN {
            return;
        }
        let message = format!("the interfaces of a build take over more than {MAX_TAKEN} bytes of declarations");
        let help = "let fewer interfaces extend long ones";
        self.report(Diagnostic::new(codes::E0316, message).label(span, "one too many").help(help));
    }

    /// The clauses of a method about the state of the session.
    pub(super) fn clauses(&mut self, handle: Handle<Interface>, tree: &ast::Method) -> Clauses {
        let edges = tree.fails.as_ref().map(|fails| fails.edges.as_slice()).unwrap_or_default();
        let mut clauses = Clauses { broken: self.refuse_clauses(handle, tree, edges), ..Clauses::default() };
        if self.model.interfaces[handle].states.is_empty() {
            return clauses;
        }
        for name in tree.from.iter().flat_map(|from| &from.states) {
            self.from(handle, name, &mut clauses);
        }
        if let Some(to) = &tree.to {
            clauses.to = self.session_state(handle, &to.state);
            clauses.broken |= clauses.to.is_none();
        }
        for edge in edges {
            let variant = edge.variant.as_ref().map(|name| (name.text.clone(), name.span));
            match self.session_state(handle, &edge.state) {
                Some(to) => clauses.failures.push(Failure { variant, to }),
                None => clauses.broken = true,
            }
        }
        clauses
    }

    fn from(&mut self, handle: Handle<Interface>, name: &Name, clauses: &mut Clauses) {
        let Some(from) = self.session_state(handle, name) else {
            clauses.broken = true;
            return;
        };
        match clauses.from.iter().find(|first| first.state == from.state) {
            None => clauses.from.push(from),
            Some(first) => {
                let message = format!("the state `{name}` stands here twice");
                let diagnostic = Diagnostic::new(codes::E0202, message).label(name.span, "again");
                self.report(diagnostic.also(first.span, "first").help("name each state once"));
            }
        }
    }

    /// The state that a clause names.
    fn session_state(&mut self, handle: Handle<Interface>, name: &Name) -> Option<Mentioned> {
        let interface = &self.model.interfaces[handle];
        let state = interface.states.iter().position(|state| state.name == name.text);
        if let Some(state) = state {
            return Some(Mentioned { state, span: name.span });
        }
        if interface.gaps.may_hide(&name.text) {
            self.bad();
            return None;
        }
        let names: Vec<String> = interface.states.iter().map(|state| state.name.clone()).collect();
        let (owner, first) =
            (format!("interface `{}`", interface.name), interface.states.first().map(|state| state.span));
        let mut diagnostic = self.unknown_member("state", name, &owner, &names);
        if let Some(first) = first {
            diagnostic = diagnostic.also(first, "its states");
        }
        self.report_missing(None, diagnostic);
        None
    }

    /// Reports clauses that cannot stand at this method, whatever they name. Whether there are any.
    fn refuse_clauses(&mut self, handle: Handle<Interface>, tree: &ast::Method, edges: &[ast::FailureEdge]) -> bool {
        let edge = tree.to.as_ref().map(|to| to.span).or_else(|| edges.first().map(|edge| edge.state.span));
        let Some(first) = tree.from.as_ref().map(|from| from.span).or(edge) else { return false };
        let interface = &self.model.interfaces[handle];
        let name = &tree.name;
        let diagnostic = match (edge, tree.oneway) {
            _ if interface.states.is_empty() && interface.gaps.may_hide("states") => {
                self.bad();
                return true;
            }
            _ if interface.states.is_empty() => {
                let message = format!("interface `{}` has no states, but its methods name some", interface.name);
                let diagnostic = Diagnostic::new(codes::E0605, message)
                    .label(first, "a clause of a contract")
                    .also(self.model.interfaces.span(handle), "has no contract")
                    .help("list the states in the interface, the first one first: `states { idle, busy }`");
                self.report_missing(None, diagnostic);
                return true;
            }
            (Some(edge), Some(oneway)) => {
                Diagnostic::new(codes::E0606, format!("the one-way method `{name}` cannot change the state"))
                    .label(edge, "leads to another state")
                    .also(oneway, "may be lost, so its sender would not know the state")
                    .help("remove the word `oneway`, or the edge")
            }
            // What could not be read behind it may be the `from`.
            (Some(_), None) if tree.is_cut => return true,
            (Some(edge), None) if tree.from.is_none() => {
                Diagnostic::new(codes::E0606, format!("`{name}` says where it leads, but not from where"))
                    .label(edge, "leads to another state")
                    .also(name.span, "may be called in every state, and then leaves it as it is")
                    .help("add `from` and the states in which it may be called")
            }
            _ => return false,
        };
        self.report(diagnostic);
        true
    }
}
