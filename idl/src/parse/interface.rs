//! Interfaces and their methods.

use alloc::vec::Vec;
use core::mem::replace;
use core::ops::Range;

use tessera_grammar::{Pair, Rule, body};

use super::context::Context;
use super::lex::{Kind, Tokens};
use super::reader::{Kids, Reader};
use crate::ast::{
    Event, Extends, Fails, FailureEdge, FromStates, Head, Interface, Member, MemberKind, Method, Name, Object, Param,
    Results, Rights, SessionState, States, ToState,
};

impl Reader<'_> {
    pub(super) fn interface_item(&mut self, pair: Pair<'_>) -> Option<Interface> {
        let mut kids = Kids::of(pair);
        let open = kids.accept(Rule::kw_open).map(|word| self.span(&word));
        let name = self.name(&kids.want(Rule::name)?);
        let extends = kids.accept(Rule::extends).and_then(|extends| self.extends(extends));
        let members = self.interface_members(kids.want(Rule::interface_body)?);
        Some(Interface { name, open, extends, members, is_broken: false })
    }

    /// Reads the members of an interface whose head could not be read: the names in them are as good as any others.
    pub(super) fn rest_of_interface(&mut self, name: Name, range: Range<usize>) -> Option<Interface> {
        let text = self.text.get(range.clone())?;
        let brace = Tokens::new(self.text, range.start).find(|token| token.kind == Kind::Sign(b'{'))?.range.start;
        let head = self.text.get(range.start..brace).filter(|head| !head.contains(['<', '(', ';', '@']))?;
        let is_interface = head.split_whitespace().any(|word| word == "interface");
        let pair = body(Rule::interface_body, text.get(brace - range.start..)?).filter(|_| is_interface)?;
        let origin = replace(&mut self.origin, brace);
        let members = self.interface_members(pair);
        self.origin = origin;
        Some(Interface { name, open: None, extends: None, members, is_broken: true })
    }

    fn extends(&mut self, pair: Pair<'_>) -> Option<Extends> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let base = self.path(kids.want(Rule::path)?);
        Some(Extends { base, at: self.expr(kids.want(Rule::sum)?), span })
    }

    pub(super) fn object_item(&mut self, pair: Pair<'_>) -> Option<Object> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let members = self.interface_members(kids.want(Rule::interface_body)?);
        Some(Object { name, members })
    }

    fn interface_members(&mut self, body: Pair<'_>) -> Vec<Member> {
        self.members(body, &Context::INTERFACE, |reader, head, pair| {
            let span = reader.span(&pair);
            let kind = reader.interface_member(pair)?;
            Some(Member { head, kind, span })
        })
    }

    fn interface_member(&mut self, pair: Pair<'_>) -> Option<MemberKind> {
        let bad = self.bad(&pair);
        self.missing_end(&pair, &Context::INTERFACE);
        let kind = match pair.as_rule() {
            Rule::rights => {
                let mut kids = Kids::of(pair.clone());
                let keyword = self.span(&kids.next()?);
                let (names, bad) = self.entries(pair, &Context::RIGHTS, |reader, _, name| reader.listed(&name));
                Some(MemberKind::Rights(Rights { names, keyword, bad }))
            }
            Rule::states => {
                let mut kids = Kids::of(pair.clone());
                let keyword = self.span(&kids.next()?);
                let (states, bad) =
                    self.entries(pair, &Context::STATES, |reader, _, state| reader.session_state(state));
                Some(MemberKind::States(States { states, keyword, bad }))
            }
            Rule::event => self.event(pair).map(MemberKind::Event),
            Rule::method => self.method(pair).map(MemberKind::Method),
            Rule::bad_member => Some(MemberKind::Bad(self.bad_node(&pair, &Context::INTERFACE))),
            _ => None,
        };
        Some(kind.unwrap_or(MemberKind::Bad(bad)))
    }

    fn listed(&mut self, pair: &Pair<'_>) -> Option<Name> {
        (pair.as_rule() == Rule::name).then(|| self.name(pair))
    }

    fn session_state(&mut self, pair: Pair<'_>) -> Option<SessionState> {
        let mut kids = Kids::of(pair);
        let last = kids.accept(Rule::kw_final).map(|word| self.span(&word));
        Some(SessionState { name: self.name(&kids.want(Rule::name)?), last })
    }

    fn method(&mut self, pair: Pair<'_>) -> Option<Method> {
        let mut kids = Kids::of(pair);
        let oneway = kids.accept(Rule::kw_oneway).map(|word| self.span(&word));
        let name = self.name(&kids.want(Rule::name)?);
        let params = kids.want(Rule::params)?;
        let params_span = self.span(&params);
        let params = self.params(params);
        let mut method = Method {
            name,
            oneway,
            params,
            results: None,
            from: None,
            to: None,
            fails: None,
            params_span,
            is_cut: self.cut,
        };
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::results => {
                    let values = Kids::of(kid).want(Rule::params).map(|kid| self.params(kid)).unwrap_or_default();
                    method.results = Some(Results { values, span });
                }
                Rule::from_states => method.from = Some(FromStates { states: self.names(Kids::of(kid)), span }),
                Rule::to_state => {
                    let state = Kids::of(kid).want(Rule::name).map(|name| self.name(&name));
                    method.to = state.map(|state| ToState { state, span });
                }
                Rule::fails => {
                    let mut kids = Kids::of(kid);
                    let keyword = self.span(&kids.want(Rule::kw_fails)?);
                    let ty = self.ty(kids.want(Rule::any_type)?);
                    let edges = kids.accept(Rule::failure_edges).map(|edges| self.failure_edges(edges));
                    let span = keyword.to(ty.span);
                    method.fails = Some(Fails { ty, edges: edges.unwrap_or_default(), span });
                }
                _ => {}
            }
        }
        Some(method)
    }

    fn event(&mut self, pair: Pair<'_>) -> Option<Event> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let params = self.params(kids.want(Rule::params)?);
        let answer = kids.accept(Rule::results).or_else(|| kids.accept(Rule::fails));
        let answer = answer.map(|answer| self.span(&answer));
        let keep = kids.want(Rule::expr).map(|kid| self.last_expr(kid));
        Some(Event { name, params, answer, keep })
    }

    /// `to idle`, or pairs of a variant and a state in braces.
    fn failure_edges(&mut self, pair: Pair<'_>) -> Vec<FailureEdge> {
        let mut kids = Kids::of(pair);
        let all = kids.accept(Rule::kw_to).is_some();
        let mut names = self.names(kids).into_iter();
        let mut edges = Vec::new();
        while let Some(name) = names.next() {
            let (variant, state) = if all { (None, Some(name)) } else { (Some(name), names.next()) };
            edges.extend(state.map(|state| FailureEdge { variant, state }));
        }
        edges
    }

    fn params(&mut self, pair: Pair<'_>) -> Vec<Param> {
        Kids::of(pair).filter(|kid| kid.as_rule() == Rule::param).filter_map(|kid| self.param(kid)).collect()
    }

    fn param(&mut self, pair: Pair<'_>) -> Option<Param> {
        let mut kids = Kids::of(pair);
        let head = self.head(&mut kids);
        let name = self.name(&kids.want(Rule::name)?);
        let ty = self.ty(kids.want(Rule::any_type)?);
        let span = name.span.to(ty.span);
        Some(Param { head, name, ty, span })
    }

    /// Reads the members of a body between braces; reports what does not belong there.
    pub(super) fn members<T>(
        &mut self,
        body: Pair<'_>,
        context: &Context,
        mut read: impl FnMut(&mut Self, Head, Pair<'_>) -> Option<T>,
    ) -> Vec<T> {
        let mut members = Vec::new();
        let mut kids = Kids::of(body);
        let brace = kids.next();
        while let Some(kid) = kids.next() {
            match kid.as_rule() {
                Rule::rbrace => {}
                Rule::no_rbrace => self.unclosed(brace.as_ref(), &kid, context),
                _ => {
                    let mut inner = Kids::of(kid);
                    let head = self.head(&mut inner);
                    let Some(kind) = inner.next() else { continue };
                    if kind.as_rule() == Rule::dangling {
                        self.dangling_before(&head, kids.sees(Rule::no_rbrace));
                    } else {
                        members.extend(read(self, head, kind));
                    }
                }
            }
        }
        members
    }
}
