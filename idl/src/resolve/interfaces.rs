//! Interfaces: rights first, because capabilities name them, then methods.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use super::{
    Declared, Entry, Resolver,
    attributes::{Marks, Target, required},
    docs,
    packages::reserved,
    unique::Seen,
};
use crate::{
    arena::Handle,
    ast::{self, MemberKind, Name},
    codes,
    diagnostic::Diagnostic,
    model::{Interface, Method, Right, Rights},
    source::Span,
    suggest::closest,
};

/// The most rights of an interface.
const MAX_RIGHTS: usize = 16;

impl<'a> Resolver<'a> {
    /// Fills in the rights of every interface.
    pub(super) fn define_rights(&mut self, interfaces: &[Entry<'a>]) {
        for entry in interfaces {
            match entry.item {
                Declared::Interface(tree, handle) => {
                    self.model.interfaces.get_mut(handle).attributes =
                        self.attributes(entry.head, Target::Interface, None).attributes;
                    self.rights_of(&tree.members, handle);
                    self.states_of(tree, handle);
                }
                Declared::Object(tree, handle) => {
                    self.model.interfaces.get_mut(handle).attributes =
                        self.attributes(entry.head, Target::Object, None).attributes;
                    self.refuse_methods(tree);
                    self.rights_of(&tree.members, handle);
                }
                _ => {}
            }
        }
    }

    fn rights_of(&mut self, members: &[ast::Member], handle: Handle<Interface>) {
        let mut seen = Seen::default();
        self.take_over_rights(handle, &mut seen);
        let mut first: Option<&ast::Rights> = None;
        for member in members {
            match &member.kind {
                MemberKind::Rights(list) => {
                    self.attributes(&member.head, Target::Other("a list of rights"), None);
                    if let Some(first) = first {
                        self.report(
                            Diagnostic::new(codes::E0402, "an interface lists its rights once")
                                .label(list.keyword, "a second list")
                                .also(first.keyword, "the first list")
                                .help("move these rights into the first list"),
                        );
                    }
                    first = first.or(Some(list));
                    for name in &list.names {
                        self.right(name, handle, &mut seen);
                    }
                    for bad in &list.bad {
                        self.model
                            .interfaces
                            .get_mut(handle)
                            .gaps
                            .add(bad.name.as_ref().map(|name| name.text.as_str()));
                    }
                }
                MemberKind::Bad(bad) => {
                    self.bad();
                    // It may be a list of names that nobody knows now.
                    let is_list = |name: &str| closest(name, ["rights", "states"]).is_some();
                    let name = bad.name.as_ref().map(|name| name.text.as_str()).filter(|name| !is_list(name));
                    self.model.interfaces.get_mut(handle).gaps.add(name);
                }
                MemberKind::States(_) | MemberKind::Method(_) | MemberKind::Event(_) => {}
            }
        }
        self.refuse_many_rights(handle);
    }

    /// Reports rights beyond the sixteenth, and takes them away: whoever names them stays silent.
    fn refuse_many_rights(&mut self, handle: Handle<Interface>) {
        let interface = self.model.interfaces.get_mut(handle);
        let count = interface.rights.len();
        if count <= MAX_RIGHTS {
            return;
        }
        let extra = interface.rights.split_off(MAX_RIGHTS);
        for right in &extra {
            interface.gaps.add(Some(&right.name));
        }
        let span = extra.first().map_or_else(Span::default, |right| right.span);
        self.report(
            Diagnostic::new(
                codes::E0402,
                format!("an interface has at most {MAX_RIGHTS} rights, this one has {count}"),
            )
            .label(span, "one too many")
            .help("let one right stand for several methods, or split the interface"),
        );
    }

    fn right(&mut self, name: &Name, handle: Handle<Interface>, seen: &mut Seen) {
        if name.text == "none" {
            self.report(reserved(name, "`@requires(none)` says that no right is needed"));
        }
        if self.is_new(seen, "right", name) {
            let right = Right { name: name.text.clone(), span: name.span };
            self.model.interfaces.get_mut(handle).rights.push(right);
        }
    }

    /// The named rights of an interface. `None` after an error.
    pub(super) fn rights(&mut self, handle: Handle<Interface>, names: &[Name]) -> Option<Rights> {
        let mut rights = Rights::NONE;
        let mut complete = true;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for name in names {
            let interface = &self.model.interfaces[handle];
            let position = interface.rights.iter().position(|right| right.name == name.text);
            match position {
                Some(_) if !seen.insert(&name.text) => {
                    self.report(
                        Diagnostic::new(codes::E0202, format!("the right `{name}` stands here twice"))
                            .label(name.span, "again")
                            .help("name each right once"),
                    );
                }
                Some(position) => rights = rights.with(Rights::single(position)),
                None if interface.gaps.may_hide(&name.text) => {
                    self.bad();
                    complete = false;
                }
                None => {
                    self.unknown_right(handle, name);
                    complete = false;
                }
            }
        }
        complete.then_some(rights)
    }

    fn unknown_right(&mut self, handle: Handle<Interface>, name: &Name) {
        let interface = &self.model.interfaces[handle];
        let span = self.model.interfaces.span(handle);
        let names: Vec<String> = interface.rights.iter().map(|right| right.name.clone()).collect();
        let kind = if interface.object { "object" } else { "interface" };
        let owner = format!("{kind} `{}`", interface.name);
        let mut diagnostic = self.unknown_member("right", name, &owner, &names).also(span, format!("the {kind}"));
        if names.is_empty() {
            diagnostic = diagnostic.help(format!("declare it there: `rights {{ {name} }}`"));
        }
        self.report_missing(None, diagnostic);
    }

    /// Fills in the methods of every interface.
    pub(super) fn define_methods(&mut self, interfaces: &[Entry<'a>]) {
        for entry in interfaces {
            let Declared::Interface(tree, handle) = entry.item else { continue };
            let own = tree.members.iter().find_map(|member| match &member.kind {
                MemberKind::Rights(list) => Some(list.keyword),
                _ => None,
            });
            let rights = own.or_else(|| self.model.interfaces[handle].rights.first().map(|right| right.span));
            let mut seen = Seen::default();
            self.take_over_methods(handle, &mut seen);
            for member in &tree.members {
                match &member.kind {
                    MemberKind::Method(method) => {
                        self.is_new(&mut seen, "method", &method.name);
                        self.method(*entry, handle, member, method, rights);
                    }
                    MemberKind::Event(event) => {
                        self.is_new(&mut seen, "event", &event.name);
                        self.event_method(*entry, handle, member, event, rights);
                    }
                    MemberKind::Bad(_) => self.required_of_bad(handle, &member.head),
                    MemberKind::Rights(_) | MemberKind::States(_) => {}
                }
            }
        }
    }

    /// Looks up the rights that a member requires which could not be read.
    fn required_of_bad(&mut self, interface: Handle<Interface>, head: &ast::Head) {
        for attribute in head.attributes.iter().filter(|attribute| attribute.name.text == "requires") {
            if let Ok(names) = required(attribute) {
                self.rights(interface, &names);
            }
        }
    }

    fn method(
        &mut self,
        entry: Entry<'a>,
        interface: Handle<Interface>,
        member: &ast::Member,
        tree: &ast::Method,
        rights: Option<Span>,
    ) {
        let (head, scope) = (&member.head, entry.scope);
        let marks = self.attributes(head, Target::Method, Some(scope));
        let required = self.required(interface, &tree.name, &marks, rights);
        let (params, leases) = self.parameters(scope, tree);
        let mut seen = Seen::default();
        let results = tree.results.iter().flat_map(|results| &results.values);
        let results = results
            .map(|result| self.field(scope, &mut seen, "result", &result.head, &result.name, &result.ty))
            .collect();
        let fails = tree.fails.as_ref().map(|fails| self.ty(scope, &fails.ty));
        self.refuse_answer(tree);
        let clauses = self.clauses(interface, tree);
        let method = Method {
            name: tree.name.text.clone(),
            docs: docs(&head.docs),
            interface,
            origin: None,
            attributes: marks.attributes,
            required,
            number: marks.number,
            oneway: tree.oneway.is_some(),
            event: None,
            params,
            leases,
            results,
            fails,
            clauses,
        };
        self.add_method(method, tree.name.span, size(member));
    }

    /// Adds a method to its interface. `size` is the length of its declaration, in bytes. All of a sensitive interface is sensitive.
    pub(super) fn add_method(&mut self, mut method: Method, span: Span, size: u32) {
        let (interface, name) = (method.interface, method.name.clone());
        method.attributes.sensitive |= self.model.interfaces[interface].attributes.sensitive;
        let handle = self.model.methods.push(method, span);
        self.sizes.push(size);
        self.members.methods.entry((interface, name)).or_insert(handle);
        self.model.interfaces.get_mut(interface).methods.push(handle);
    }

    pub(super) fn required(
        &mut self,
        interface: Handle<Interface>,
        name: &Name,
        marks: &Marks,
        rights: Option<Span>,
    ) -> Rights {
        match (&marks.requires, rights) {
            (Some((names, _)), _) => self.rights(interface, names).unwrap_or(Rights::NONE),
            (None, Some(rights)) if !marks.broken => {
                let first = self.model.interfaces[interface].rights.first();
                let example = first.map_or("none", |right| right.name.as_str());
                self.report(
                    Diagnostic::new(codes::E0401, format!("`{name}` does not say which rights it requires"))
                        .label(name.span, "`@requires` is missing")
                        .also(rights, "in an interface with rights every method says so")
                        .help(format!(
                            "write `@requires({example})` before it, or `@requires(none)` if everybody may call it"
                        )),
                );
                Rights::NONE
            }
            (None, _) => Rights::NONE,
        }
    }

    fn refuse_answer(&mut self, tree: &ast::Method) {
        let Some(oneway) = tree.oneway else { return };
        let answer = match (&tree.results, &tree.fails) {
            (Some(results), _) => results.span,
            (None, Some(fails)) => fails.span,
            (None, None) => return,
        };
        self.report(
            Diagnostic::new(codes::E0319, format!("the one-way method `{}` cannot answer", tree.name))
                .label(answer, "an answer")
                .also(oneway, "nobody waits for one")
                .help("remove the answer, or the word `oneway`"),
        );
    }
}

/// How long a declaration is with its documentation, in bytes.
pub(super) fn size(member: &ast::Member) -> u32 {
    let docs = member.head.docs.lines.iter().map(|line| line.span.len()).sum::<u32>();
    docs.saturating_add(member.span.len())
}
