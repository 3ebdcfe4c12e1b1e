//! Types where they are used.

use alloc::boxed::Box;
use alloc::format;

use tessera_grammar::{Pair, Rule};

use super::reader::{Kids, Reader};
use crate::ast::{Capability, Expr, Lend, Primitive, Sequence, SequenceKind, Type, TypeKind};
use crate::codes;
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    /// Reads an `any_type`.
    pub(super) fn ty(&mut self, pair: Pair<'_>) -> Type {
        let span = self.span(&pair);
        let kind = match Kids::of(pair).next() {
            Some(form) => self.type_kind(form),
            None => TypeKind::Bad,
        };
        Type { kind, span }
    }

    fn type_kind(&mut self, pair: Pair<'_>) -> TypeKind {
        let rule = pair.as_rule();
        match rule {
            // `Vec<u8>`, `u8[4]`, `a::B`: what stands behind is reported, and the name alone means nothing.
            Rule::path | Rule::primitive | Rule::text_type if self.goes_on(&pair) => TypeKind::Bad,
            Rule::primitive => Primitive::from_word(pair.as_str()).map_or(TypeKind::Bad, TypeKind::Primitive),
            Rule::path => TypeKind::Path(self.path(pair)),
            Rule::lease_type => self.lease(pair),
            Rule::text_type | Rule::list_type => self.sequence(pair).map_or(TypeKind::Bad, TypeKind::Sequence),
            Rule::array_type => {
                let mut kids = Kids::of(pair);
                match (kids.want(Rule::any_type), kids.want(Rule::expr)) {
                    (Some(element), Some(length)) => {
                        TypeKind::Array { element: Box::new(self.ty(element)), length: self.expr(length) }
                    }
                    _ => TypeKind::Bad,
                }
            }
            Rule::option_type => match Kids::of(pair).want(Rule::any_type) {
                Some(inner) => TypeKind::Option(Box::new(self.ty(inner))),
                None => TypeKind::Bad,
            },
            Rule::capability_type => {
                let mut kids = Kids::of(pair);
                match kids.want(Rule::path) {
                    Some(path) => {
                        TypeKind::Capability(Capability { interface: self.path(path), rights: self.names(kids) })
                    }
                    None => TypeKind::Bad,
                }
            }
            _ => TypeKind::Bad,
        }
    }

    fn lease(&mut self, pair: Pair<'_>) -> TypeKind {
        let mut kids = Kids::of(pair);
        kids.accept(Rule::ampersand);
        let lend = if kids.accept(Rule::kw_out).is_some() {
            Lend::Out
        } else if kids.accept(Rule::kw_mut).is_some() {
            Lend::InOut
        } else {
            Lend::In
        };
        let Some(of) = kids.next() else { return TypeKind::Bad };
        let span = self.span(&of);
        TypeKind::Lease { lend, lent: Box::new(Type { kind: self.type_kind(of), span }) }
    }

    /// Whether a type goes on with a sign that the language has not there.
    fn goes_on(&self, pair: &Pair<'_>) -> bool {
        let end = self.range(pair).end;
        let next = self.token_at(end).and_then(|token| self.text.get(token.range.start..)).unwrap_or_default();
        ["<", "[", "::"].iter().any(|sign| next.starts_with(sign))
    }

    fn sequence(&mut self, pair: Pair<'_>) -> Option<Sequence> {
        let mut kids = Kids::of(pair);
        let inline = kids.accept(Rule::kw_inline).map(|word| self.span(&word));
        let word = kids.next()?;
        let mut element = None;
        let mut bound: Option<Expr> = None;
        for kid in kids {
            match kid.as_rule() {
                Rule::any_type => element = Some(self.ty(kid)),
                Rule::sum => bound = Some(self.expr(kid)),
                Rule::no_bound => self.missing_bound(&word),
                _ => {}
            }
        }
        let kind = match word.as_rule() {
            Rule::kw_string => SequenceKind::String,
            Rule::kw_bytes => SequenceKind::Bytes,
            _ => SequenceKind::List(Box::new(element?)),
        };
        Some(Sequence { kind, bound: bound?, inline })
    }

    fn missing_bound(&mut self, word: &Pair<'_>) {
        let (form, unit) = match word.as_rule() {
            Rule::kw_string => ("string<N>", "bytes of UTF-8"),
            Rule::kw_bytes => ("bytes<N>", "bytes"),
            _ => ("list<T, N>", "elements"),
        };
        let diagnostic = Diagnostic::new(codes::E0109, format!("`{}` needs a bound", word.as_str()))
            .label(self.span(word), "without a bound")
            .help(format!(
                "write `{form}`: `N` is the greatest number of {unit}, so that every message has a greatest size"
            ));
        self.report(diagnostic);
    }
}
