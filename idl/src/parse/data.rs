//! Constants, types, enums, flags and structures.

use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{Alias, Bad, Const, Enum, Expr, Field, Flags, Head, ItemKind, Name, NewType, Struct, Type, Variant};
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn const_item(&mut self, pair: Pair<'_>) -> Option<Const> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let ty = self.ty(kids.want(Rule::any_type)?);
        Some(Const { name, ty, value: self.last_expr(kids.want(Rule::expr)?) })
    }

    pub(super) fn alias_item(&mut self, pair: Pair<'_>) -> Option<Alias> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        Some(Alias { name, ty: self.ty(kids.want(Rule::any_type)?) })
    }

    pub(super) fn newtype_item(&mut self, pair: Pair<'_>) -> Option<NewType> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let ty = self.ty(kids.want(Rule::any_type)?);
        Some(NewType { name, ty, condition: kids.accept(Rule::condition).and_then(|kid| self.condition(kid)) })
    }

    fn condition(&mut self, pair: Pair<'_>) -> Option<Expr> {
        Kids::of(pair).want(Rule::expr).map(|kid| self.last_expr(kid))
    }

    /// Reads an `enum_item` or a `flags_item`.
    pub(super) fn enum_item(&mut self, pair: Pair<'_>) -> Option<ItemKind> {
        let is_flags = pair.as_rule() == Rule::flags_item;
        let mut kids = Kids::of(pair);
        let flexible = kids.accept(Rule::kw_flexible).map(|word| self.span(&word));
        let name = self.name(&kids.want(Rule::name)?);
        let base = kids.accept(Rule::base).and_then(|kid| Kids::of(kid).want(Rule::any_type)).map(|kid| self.ty(kid));
        let body = kids.want(Rule::variants)?;
        let what = if is_flags { "the flags" } else { "the enum" };
        let (variants, bad) = self.entries(body, &Context::variants(what), Self::variant);
        Some(if is_flags {
            ItemKind::Flags(Flags { name, flexible, base, bits: variants, bad })
        } else {
            ItemKind::Enum(Enum { name, flexible, base, variants, bad })
        })
    }

    fn variant(&mut self, head: Head, pair: Pair<'_>) -> Option<Variant> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        Some(Variant { head, name, value: kids.want(Rule::expr).map(|kid| self.expr(kid)), span })
    }

    pub(super) fn struct_item(&mut self, pair: Pair<'_>) -> Option<Struct> {
        let mut kids = Kids::of(pair);
        let resource = kids.accept(Rule::kw_resource).map(|word| self.span(&word));
        let name = self.name(&kids.want(Rule::name)?);
        let body = kids.want(Rule::fields)?;
        let (fields, bad) = self.entries(body, &Context::FIELDS, |reader, head, pair| {
            let (name, ty, span) = reader.typed_name(pair)?;
            Some(Field { head, name, ty, span })
        });
        Some(Struct {
            name,
            resource,
            fields,
            bad,
            condition: kids.accept(Rule::condition).and_then(|kid| self.condition(kid)),
        })
    }

    /// Reads `name: type` and where it stands.
    pub(super) fn typed_name(&mut self, pair: Pair<'_>) -> Option<(Name, Type, Span)> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        Some((name, self.ty(kids.want(Rule::any_type)?), span))
    }

    /// Reads the entries of a body between braces, with commas between them; reports what does not belong there.
    pub(super) fn entries<T>(
        &mut self,
        body: Pair<'_>,
        context: &Context,
        mut read: impl FnMut(&mut Self, Head, Pair<'_>) -> Option<T>,
    ) -> (Vec<T>, Vec<Bad>) {
        let mut entries = Vec::new();
        let mut bads = Vec::new();
        let mut kids = Kids::of(body);
        let brace = kids.want(Rule::lbrace);
        let mut start = None;
        loop {
            let head = self.head(&mut kids);
            let Some(kid) = kids.next() else { break };
            match kid.as_rule() {
                Rule::dangling => self.dangling_before(&head, kids.sees(Rule::no_rbrace)),
                // The missing brace says it already.
                Rule::no_comma if kids.sees(Rule::no_rbrace) => {}
                Rule::no_comma => self.missing_sign(&kid, start.unwrap_or(0), context),
                Rule::bad_entry => bads.push(self.bad_node(&kid, context)),
                Rule::no_rbrace => self.unclosed(brace.as_ref(), &kid, context),
                Rule::comma | Rule::rbrace => {}
                _ => {
                    start = Some(self.range(&kid).start);
                    entries.extend(read(self, head, kid));
                }
            }
        }
        (entries, bads)
    }
}
