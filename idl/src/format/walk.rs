//! The tree of a declaration, piece by piece.
//!
//! A piece without a rule here is given token by token, with the spaces that its tokens want: whatever the grammar reads can be
//! formatted.

use tessera_grammar::{Pair, Rule};

use super::body::Body;
use super::builder::Builder;
use super::layout::Op;
use super::list::List;

impl<'text> Builder<'text> {
    /// Gives a piece of `parent`.
    pub(super) fn walk(&mut self, pair: Pair<'text>, parent: Rule) {
        let rule = pair.as_rule();
        match rule {
            Rule::attribute | Rule::capability_type | Rule::interface_use | Rule::index | Rule::group | Rule::state => {
                self.list(pair, List::PLAIN);
            }
            Rule::use_names | Rule::record | Rule::failure_edges | Rule::params => self.list(pair, List::WITH_COMMA),
            Rule::variants
            | Rule::fields
            | Rule::numbered_fields
            | Rule::state_fields
            | Rule::rights
            | Rule::states => self.body(pair, Body { commas: true, grouped: true }),
            Rule::interface_body
            | Rule::component_body
            | Rule::system_body
            | Rule::policy_body
            | Rule::clauses
            | Rule::effects => self.body(pair, Body { commas: false, grouped: true }),
            Rule::param => self.headed(pair),
            Rule::struct_item => self.structure(pair),
            Rule::method | Rule::event => self.method(pair),
            Rule::during | Rule::gate => self.listing(pair),
            Rule::verdict_rule | Rule::on_rule | Rule::branch => self.rule(pair),
            Rule::else_if | Rule::else_last => self.head_and_bodies(pair),
            Rule::expr | Rule::sum => self.expr(pair),
            Rule::condition => self.condition(pair),
            Rule::later_member | Rule::obligation | Rule::test_item => self.free_piece(&pair),
            Rule::semi => self.separator(&pair),
            _ if pair.clone().into_inner().next().is_none() => self.leaf(&pair, parent),
            _ => self.pieces(pair),
        }
    }

    fn pieces(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        for kid in pair.into_inner() {
            self.walk(kid, rule);
        }
    }

    /// Gives a token, but not a place where the grammar has seen that something is missing.
    fn leaf(&mut self, pair: &Pair<'text>, parent: Rule) {
        if !pair.as_str().is_empty() {
            self.token(pair, parent);
        }
    }

    /// Gives text that the grammar reads without understanding it.
    fn free_piece(&mut self, pair: &Pair<'text>) {
        self.free(self.start(pair), self.start(pair) + pair.as_str().trim_end().len());
    }

    /// `struct Range { lo: u32, hi: u32 } where lo <= hi;`: where it does not fit on one line the fields break first.
    fn structure(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        self.begin(&pair);
        for kid in pair.into_inner() {
            match kid.as_rule() {
                Rule::fields => self.body(kid, Body { commas: true, grouped: false }),
                Rule::condition => self.pieces(kid),
                _ => self.walk(kid, rule),
            }
        }
        self.end_group();
    }

    /// `where lo <= hi`: on a line of its own where it does not fit behind the type.
    fn condition(&mut self, pair: Pair<'text>) {
        self.begin(&pair);
        self.line();
        self.pieces(pair);
        self.end_group();
    }

    /// A method or an event: where it does not fit on one line the parameters break first.
    fn method(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        let mut has_clauses = false;
        self.begin(&pair);
        for kid in pair.into_inner() {
            match kid.as_rule() {
                Rule::params => {
                    self.glue();
                    self.list(kid, List { trailing: true, grouped: false });
                }
                Rule::from_states | Rule::to_state | Rule::fails | Rule::kw_keep => {
                    if !has_clauses {
                        self.begin(&kid);
                        has_clauses = true;
                    }
                    self.line();
                    self.walk(kid, rule);
                }
                Rule::semi => {
                    if has_clauses {
                        self.end_group();
                    }
                    has_clauses = false;
                    self.separator(&kid);
                }
                _ => self.walk(kid, rule),
            }
        }
        if has_clauses {
            self.end_group();
        }
        self.end_group();
    }

    /// `during lock.unlock calls bolt.drive, horn.sound;`: where it does not fit on one line each name behind the word is on its own.
    fn listing(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        self.begin(&pair);
        for kid in pair.into_inner() {
            match kid.as_rule() {
                Rule::kw_calls | Rule::kw_guards => {
                    self.walk(kid, rule);
                    self.line();
                }
                Rule::comma => {
                    self.separator(&kid);
                    self.line();
                }
                _ => self.walk(kid, rule),
            }
        }
        self.end_group();
    }

    /// `allow a -> b.c.d(m) when m.user != 0 { … }`: where it does not fit on one line the body breaks first.
    fn rule(&mut self, pair: Pair<'text>) {
        self.begin(&pair);
        self.head_and_bodies(pair);
        self.end_group();
    }

    /// What has a head and a body, or several: where the head does not fit on one line the brace behind it has its own.
    ///
    /// The bodies break with the group around them: in `if c { … } else { … }` all of them are on one line, or none.
    fn head_and_bodies(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        let mut is_head = true;
        self.begin(&pair);
        for kid in pair.into_inner() {
            match kid.as_rule() {
                Rule::reason | Rule::guard => {
                    self.line();
                    self.walk(kid, rule);
                }
                Rule::clauses | Rule::effects => {
                    is_head = false;
                    self.op(Op::Unhang);
                    self.line();
                    self.end_group();
                    self.op(Op::Hang);
                    self.body(kid, Body { commas: false, grouped: false });
                }
                _ => self.walk(kid, rule),
            }
        }
        if is_head {
            self.end_group();
        }
    }
}
