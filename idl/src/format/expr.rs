//! Expressions: they break before the operators that bind least.

use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::builder::Builder;
use super::layout::Op;

impl<'text> Builder<'text> {
    /// Gives an `expr` or a `sum`.
    pub(super) fn expr(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        let kids: Vec<_> = pair.into_inner().collect();
        self.operands(&kids, rule);
    }

    /// Gives operands with operators between them.
    fn operands(&mut self, kids: &[Pair<'text>], rule: Rule) {
        let Some(weakest) = kids.iter().filter_map(level).min() else {
            for kid in kids {
                self.walk(kid.clone(), rule);
            }
            return;
        };
        if let Some(first) = kids.first() {
            self.begin(first);
        }
        self.op(Op::Hang);
        let mut rest = kids;
        while let Some(at) = rest.iter().position(|kid| level(kid) == Some(weakest))
            && let Some((left, [operator, behind @ ..])) = rest.split_at_checked(at)
        {
            self.operands(left, rule);
            self.line();
            self.token(operator, rule);
            rest = behind;
        }
        self.operands(rest, rule);
        self.op(Op::Unhang);
        self.end_group();
    }
}

/// How strongly an operator binds; `None` for an operand.
fn level(pair: &Pair<'_>) -> Option<u8> {
    Some(match (pair.as_rule(), pair.as_str()) {
        (Rule::infix, "implies") => 1,
        (Rule::infix, "||") => 2,
        (Rule::infix, "&&") => 3,
        (Rule::infix | Rule::arithmetic, "+" | "-") => 5,
        (Rule::infix | Rule::arithmetic, "*" | "/" | "%") => 6,
        (Rule::infix | Rule::arithmetic | Rule::kw_in, _) => 4,
        _ => return None,
    })
}
