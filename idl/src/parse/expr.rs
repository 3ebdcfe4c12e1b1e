//! Expressions: the levels of the operators are sorted out here, on two stacks, so a long expression costs no depth.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::reader::{Expression, Kids, Reader};
use crate::ast::{BinaryOp, Expr, ExprKind, FieldValue, MAX_EXPRESSION, Range, UnaryOp};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// An operator that waits for its right side.
#[derive(Clone, Copy)]
struct Waiting {
    op: BinaryOp,
    span: Span,
}

impl Reader<'_> {
    /// Reads a whole expression: an `expr` or a `sum`.
    pub(super) fn expr(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        self.expression = Expression::default();
        let expr = self.inner(pair);
        if self.expression.chained {
            return Expr { kind: ExprKind::Bad, span };
        }
        if self.expression.parts <= MAX_EXPRESSION {
            return expr;
        }
        let diagnostic = Diagnostic::new(codes::E0113, format!("an expression has more than {MAX_EXPRESSION} parts"))
            .label(span, "too long")
            .help("give parts of it a name with `const`, or split the condition");
        self.report(diagnostic);
        Expr { kind: ExprKind::Bad, span }
    }

    /// An expression that may be a part of another one.
    fn inner(&mut self, pair: Pair<'_>) -> Expr {
        let whole = self.span(&pair);
        let mut values: Vec<Expr> = Vec::new();
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut compared: Option<Span> = None;
        let mut op_span = whole;
        for kid in Kids::of(pair) {
            if self.expression.parts > MAX_EXPRESSION {
                break;
            }
            match kid.as_rule() {
                Rule::operand => values.push(self.operand(kid)),
                Rule::infix | Rule::arithmetic => {
                    self.expression.parts += 1;
                    let Some(op) = binary(kid.as_str()) else { continue };
                    let op_span = self.span(&kid);
                    self.chain(op, op_span, &mut compared);
                    reduce(&mut values, &mut waiting, level(op));
                    waiting.push(Waiting { op, span: op_span });
                }
                Rule::kw_in => op_span = self.span(&kid),
                Rule::range => {
                    self.expression.parts += 1;
                    self.chain(BinaryOp::Equal, op_span, &mut compared);
                    reduce(&mut values, &mut waiting, level(BinaryOp::Equal));
                    if let (Some(value), Some(range)) = (values.pop(), self.range_of(kid, false)) {
                        let span = value.span.to(range.span);
                        let kind = ExprKind::In { value: Box::new(value), range: Box::new(range) };
                        values.push(Expr { kind, span });
                    }
                }
                _ => {}
            }
        }
        reduce(&mut values, &mut waiting, 0);
        values.pop().unwrap_or(Expr { kind: ExprKind::Bad, span: whole })
    }

    /// Reads `1..=9`; `outermost` where it stands outside an expression.
    pub(super) fn range_of(&mut self, pair: Pair<'_>, outermost: bool) -> Option<Range> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let (low, high) = (kids.want(Rule::sum)?, kids.want(Rule::sum)?);
        let (low, high) =
            if outermost { (self.expr(low), self.expr(high)) } else { (self.inner(low), self.inner(high)) };
        Some(Range { low, high, span })
    }

    /// Reports a comparison whose left side is a comparison.
    fn chain(&mut self, op: BinaryOp, span: Span, compared: &mut Option<Span>) {
        if op.is_logical() {
            *compared = None;
        } else if op.is_comparison()
            && let Some(first) = compared.replace(span)
        {
            let diagnostic = Diagnostic::new(codes::E0114, "comparisons do not chain")
                .label(span, "a second comparison")
                .also(first, "the first comparison")
                .help("join two comparisons with `&&`: `a < b && b < c`");
            self.report(diagnostic);
            self.expression.chained = true;
        }
    }

    /// Reads the last expression of a declaration. Where the declaration breaks off inside its line the expression means nothing.
    pub(super) fn last_expr(&mut self, pair: Pair<'_>) -> Expr {
        let mut expr = self.expr(pair);
        if self.cut {
            expr.kind = ExprKind::Bad;
        }
        expr
    }

    fn operand(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut prefixes: Vec<(UnaryOp, Span)> = Vec::new();
        let mut value = Expr { kind: ExprKind::Bad, span };
        for kid in Kids::of(pair) {
            self.expression.parts += 1;
            if self.expression.parts > MAX_EXPRESSION {
                break;
            }
            match kid.as_rule() {
                Rule::prefix => {
                    let op = if kid.as_str() == "!" { UnaryOp::Not } else { UnaryOp::Negate };
                    prefixes.push((op, self.span(&kid)));
                }
                Rule::selection | Rule::index => value = self.postfix(value, kid),
                _ => value = self.primary(kid),
            }
        }
        for (op, at) in prefixes.into_iter().rev() {
            let span = at.to(value.span);
            value = Expr { kind: ExprKind::Unary { op, operand: Box::new(value) }, span };
        }
        value
    }

    /// Reads `.name` or `[key]` behind a value.
    pub(super) fn postfix(&mut self, base: Expr, pair: Pair<'_>) -> Expr {
        let span = base.span.to(self.span(&pair));
        let is_index = pair.as_rule() == Rule::index;
        let mut kids = Kids::of(pair);
        let kind = if is_index {
            let keys = kids.filter(|kid| kid.as_rule() == Rule::expr).map(|kid| self.inner(kid)).collect();
            ExprKind::Index { base: Box::new(base), keys }
        } else if let Some(name) = kids.want(Rule::name) {
            ExprKind::Field { base: Box::new(base), name: self.name(&name) }
        } else {
            ExprKind::Bad
        };
        Expr { kind, span }
    }

    fn primary(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::group => match Kids::of(pair).want(Rule::expr) {
                Some(inner) => self.inner(inner).kind,
                None => ExprKind::Bad,
            },
            Rule::number => self.number(&pair).map_or(ExprKind::Bad, ExprKind::Int),
            Rule::duration => self.duration(&pair).map_or(ExprKind::Bad, ExprKind::Duration),
            Rule::version => self
                .version(&pair)
                .map_or(ExprKind::Bad, |version| ExprKind::Version { major: version.major, minor: version.minor }),
            Rule::string => ExprKind::Str(self.string(&pair)),
            Rule::variant_name => match Kids::of(pair).want(Rule::name) {
                Some(name) => ExprKind::Variant(self.name(&name)),
                None => ExprKind::Bad,
            },
            Rule::name => match pair.as_str() {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                _ => ExprKind::Name(self.name(&pair)),
            },
            _ => ExprKind::Bad,
        };
        Expr { kind, span }
    }

    /// Reads `tries[m.user].count`, the left side of an assignment.
    pub(super) fn place(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        self.expression = Expression::default();
        let mut value = Expr { kind: ExprKind::Bad, span };
        for kid in Kids::of(pair) {
            self.expression.parts += 1;
            match kid.as_rule() {
                _ if self.expression.parts > MAX_EXPRESSION => {
                    let diagnostic =
                        Diagnostic::new(codes::E0113, format!("an expression has more than {MAX_EXPRESSION} parts"));
                    self.report(diagnostic.label(span, "too long"));
                    return Expr { kind: ExprKind::Bad, span };
                }
                Rule::name => value = self.primary(kid),
                _ => value = self.postfix(value, kid),
            }
        }
        value
    }

    /// Reads `{ count: 0 }`, the right side of an assignment.
    pub(super) fn record(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let fields = Kids::of(pair)
            .filter(|kid| kid.as_rule() == Rule::record_field)
            .filter_map(|kid| {
                let mut kids = Kids::of(kid);
                let name = self.name(&kids.want(Rule::name)?);
                Some(FieldValue { name, value: self.expr(kids.want(Rule::expr)?) })
            })
            .collect();
        Expr { kind: ExprKind::Record(fields), span }
    }
}

/// Joins what waits with at least this level; `implies` binds to the right, so it waits for its own kind.
fn reduce(values: &mut Vec<Expr>, waiting: &mut Vec<Waiting>, down_to: u8) {
    let implies = level(BinaryOp::Implies);
    while let Some(top) = waiting.last().copied() {
        if level(top.op) < down_to || (down_to == implies && level(top.op) == implies) {
            return;
        }
        waiting.pop();
        let (Some(right), Some(left)) = (values.pop(), values.pop()) else { return };
        let span = left.span.to(right.span);
        let kind = ExprKind::Binary { op: top.op, op_span: top.span, left: Box::new(left), right: Box::new(right) };
        values.push(Expr { kind, span });
    }
}

/// How strongly an operator binds, from 1.
const fn level(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Implies => 1,
        BinaryOp::Or => 2,
        BinaryOp::And => 3,
        BinaryOp::Add | BinaryOp::Subtract => 5,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 6,
        _ => 4,
    }
}

fn binary(symbol: &str) -> Option<BinaryOp> {
    const ALL: [BinaryOp; 14] = [
        BinaryOp::Implies,
        BinaryOp::Or,
        BinaryOp::And,
        BinaryOp::Equal,
        BinaryOp::NotEqual,
        BinaryOp::Less,
        BinaryOp::LessEqual,
        BinaryOp::Greater,
        BinaryOp::GreaterEqual,
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
        BinaryOp::Remainder,
    ];
    ALL.into_iter().find(|op| op.symbol() == symbol)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use crate::ast::{Expr, ExprKind, ItemKind, UnaryOp};
    use crate::source::Sources;

    /// The expression with a pair of parentheses around every operation, then the text that its span covers.
    fn read(text: &str) -> Option<(String, String)> {
        let sources = Sources::single("t", format!("package p; const A: u8 = {text} // a remark\n ;")).ok()?;
        let (mut ast, _) = crate::parse(&sources);
        let ItemKind::Const(item) = ast.files.pop()?.items.pop()?.kind else { return None };
        Some((show(&item.value), sources.text(item.value.span)?.to_string()))
    }

    fn show(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Int(value) => value.to_string(),
            ExprKind::Name(name) => name.text.clone(),
            ExprKind::Variant(name) => format!(".{name}"),
            ExprKind::Field { base, name } => format!("{}.{name}", show(base)),
            ExprKind::Index { base, keys } => {
                let keys: alloc::vec::Vec<_> = keys.iter().map(show).collect();
                format!("{}[{}]", show(base), keys.join(", "))
            }
            ExprKind::Unary { op: UnaryOp::Not, operand } => format!("(!{})", show(operand)),
            ExprKind::Unary { op: UnaryOp::Negate, operand } => format!("(-{})", show(operand)),
            ExprKind::Binary { op, left, right, .. } => format!("({} {} {})", show(left), op.symbol(), show(right)),
            ExprKind::In { value, range } => {
                format!("({} in {}..={})", show(value), show(&range.low), show(&range.high))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn levels() {
        for (text, shown) in [
            ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
            ("a || b && !c == d", "(a || (b && ((!c) == d)))"),
            ("a implies b implies c || d", "(a implies (b implies (c || d)))"),
            ("a + 1 in 2..=3 * 4 && b", "(((a + 1) in 2..=(3 * 4)) && b)"),
            ("(1 + 2) * 3", "((1 + 2) * 3)"),
            ("-a.b[c, 1].d % -(2)", "((-a.b[c, 1].d) % (-2))"),
            ("m.x == .wrong", "(m.x == .wrong)"),
        ] {
            assert_eq!(read(text), Some((shown.to_string(), text.to_string())));
        }
    }

    #[test]
    fn limits() {
        let sum = |terms: usize| alloc::vec!["1"; terms].join(" + ");
        assert!(read(&sum(128)).is_some_and(|(shown, _)| shown != "Bad"));
        assert!(read(&sum(129)).is_some_and(|(shown, _)| shown == "Bad"));
    }
}
