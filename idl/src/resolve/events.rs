//! Events of interfaces.

use alloc::{format, vec, vec::Vec};

use super::{Entry, Resolver, attributes::Target, docs, expr::Context, interfaces::size, unique::Seen};
use crate::{
    arena::Handle,
    ast, codes,
    diagnostic::Diagnostic,
    model::{Attributes, Clauses, EventDef, FieldDef, Int, Interface, Method, Type, TypeKind},
    source::Span,
};

/// The result that stands before what an event says: how many were lost before it.
const LOST: &str = "lost";

impl<'a> Resolver<'a> {
    /// An event becomes a method by which subscribers fetch it.
    pub(super) fn event_method(
        &mut self,
        entry: Entry<'a>,
        interface: Handle<Interface>,
        member: &ast::Member,
        tree: &ast::Event,
        rights: Option<Span>,
    ) {
        let (head, scope) = (&member.head, entry.scope);
        let marks = self.attributes(head, Target::Event, Some(scope));
        let required = self.required(interface, &tree.name, &marks, rights);
        let mut seen = Seen::default();
        let mut results = vec![lost(tree.name.span)];
        for param in &tree.params {
            self.refuse_lost(&param.name);
            results.push(self.field(scope, &mut seen, "parameter", &param.head, &param.name, &param.ty));
        }
        if let Some(answer) = tree.answer {
            self.refuse_answer_of_event(&tree.name, answer);
        }
        let method = Method {
            name: tree.name.text.clone(),
            docs: docs(&head.docs),
            interface,
            origin: None,
            attributes: marks.attributes,
            required,
            number: marks.number,
            oneway: false,
            event: Some(EventDef { keep: tree.keep.as_ref().map(|keep| self.expr(scope, keep, Context::Constant)) }),
            params: Vec::new(),
            leases: Vec::new(),
            results,
            fails: None,
            clauses: Clauses::default(),
        };
        self.add_method(method, tree.name.span, size(member));
    }

    fn refuse_lost(&mut self, name: &ast::Name) {
        if super::unique::fold(&name.text) == LOST {
            self.report(
                Diagnostic::new(codes::E0617, format!("no parameter of an event is called `{name}`"))
                    .label(name.span, "every event has it already")
                    .help("a subscriber reads in `lost` how many occurrences it missed: give this one another name"),
            );
        }
    }

    fn refuse_answer_of_event(&mut self, name: &ast::Name, answer: Span) {
        self.report(
            Diagnostic::new(codes::E0618, format!("the event `{name}` cannot be answered"))
                .label(answer, "an answer")
                .help("remove it; what the server says stands in the parentheses behind the name"),
        );
    }
}

fn lost(span: Span) -> FieldDef {
    FieldDef {
        name: LOST.into(),
        span,
        docs: vec!["How many occurrences before this one were lost.".into()],
        attributes: Attributes::default(),
        ty: Type { kind: TypeKind::Int(Int::U32), span },
    }
}
