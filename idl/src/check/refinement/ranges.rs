//! Between which values a number lies.

use alloc::boxed::Box;

use crate::{
    ast::BinaryOp,
    facts::{Arithmetic, Number, NumberKind},
};

impl Number {
    /// A number that is written.
    pub(super) const fn literal(value: i128) -> Self {
        Self { kind: NumberKind::Literal, low: value, high: value }
    }

    /// The number with its sign changed, unless that may need more than 128 bits.
    pub(super) fn negated(inner: Self) -> Option<Self> {
        let (low, high) = (inner.high.checked_neg()?, inner.low.checked_neg()?);
        let kind = match inner.kind {
            NumberKind::Literal => NumberKind::Literal,
            _ => NumberKind::Neg(Box::new(inner)),
        };
        Some(Self { kind, low, high })
    }

    /// Two numbers combined, unless that may need more than 128 bits. A divisor must not be zero.
    pub(super) fn combined(how: Arithmetic, left: Self, right: Self) -> Option<Self> {
        let (low, high) = match how {
            Arithmetic::Rem => remainder(&left, &right)?,
            _ => corners(how, &left, &right)?,
        };
        let kind = match (&left.kind, &right.kind) {
            (NumberKind::Literal, NumberKind::Literal) => {
                let exact = apply(how, left.low, right.low)?;
                return Some(Self::literal(exact));
            }
            _ => NumberKind::Binary(how, Box::new(left), Box::new(right)),
        };
        Some(Self { kind, low, high })
    }
}

/// The arithmetic of an operator.
pub(super) const fn arithmetic(op: BinaryOp) -> Option<Arithmetic> {
    Some(match op {
        BinaryOp::Add => Arithmetic::Add,
        BinaryOp::Subtract => Arithmetic::Sub,
        BinaryOp::Multiply => Arithmetic::Mul,
        BinaryOp::Divide => Arithmetic::Div,
        BinaryOp::Remainder => Arithmetic::Rem,
        _ => return None,
    })
}

fn apply(how: Arithmetic, left: i128, right: i128) -> Option<i128> {
    match how {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Sub => left.checked_sub(right),
        Arithmetic::Mul => left.checked_mul(right),
        Arithmetic::Div => left.checked_div(right),
        Arithmetic::Rem => left.checked_rem(right),
    }
}

/// All but the remainder are greatest and least at the ends of their operands, as long as a divisor keeps its sign.
fn corners(how: Arithmetic, left: &Number, right: &Number) -> Option<(i128, i128)> {
    let all = [
        apply(how, left.low, right.low)?,
        apply(how, left.low, right.high)?,
        apply(how, left.high, right.low)?,
        apply(how, left.high, right.high)?,
    ];
    Some((all.into_iter().min()?, all.into_iter().max()?))
}

/// A remainder is smaller than the divisor, no greater than the dividend, and has the dividend's sign.
fn remainder(left: &Number, right: &Number) -> Option<(i128, i128)> {
    let most = right.low.checked_abs()?.max(right.high.checked_abs()?).checked_sub(1)?;
    let low = if left.low < 0 { left.low.max(-most) } else { 0 };
    let high = if left.high > 0 { left.high.min(most) } else { 0 };
    // The least of `i128` divided by -1 does not fit.
    left.low.checked_neg()?;
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Arithmetic; 5] = [Arithmetic::Add, Arithmetic::Sub, Arithmetic::Mul, Arithmetic::Div, Arithmetic::Rem];

    fn range(low: i128, high: i128) -> Number {
        Number { kind: NumberKind::Value(crate::facts::Operand::Itself), low, high }
    }

    #[test]
    fn ranges_hold_every_result_and_are_met() {
        let ranges = [(-7, -3), (-4, 5), (0, 9), (2, 2), (1, 3), (-2, -1)];
        for how in ALL {
            for (a, b) in ranges {
                for (c, d) in ranges {
                    let divides = matches!(how, Arithmetic::Div | Arithmetic::Rem);
                    if divides && c <= 0 && d >= 0 {
                        continue;
                    }
                    let found = Number::combined(how, range(a, b), range(c, d)).map(|n| (n.low, n.high));
                    let mut results = (a..=b).flat_map(|x| (c..=d).filter_map(move |y| apply(how, x, y)));
                    let first = results.next().unwrap_or_default();
                    let (low, high) = results.fold((first, first), |(l, h), x| (l.min(x), h.max(x)));
                    let (least, greatest) = found.unwrap_or((1, 0));
                    assert!(least <= low && high <= greatest, "{how:?} {a}..{b} {c}..{d}");
                    if how != Arithmetic::Rem {
                        assert_eq!((least, greatest), (low, high), "{how:?} {a}..{b} {c}..{d}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_may_not_fit_is_refused() {
        let wide = range(0, i128::from(u64::MAX));
        let square = Number::combined(Arithmetic::Mul, wide.clone(), wide.clone());
        assert!(square.is_none());
        assert!(Number::negated(range(i128::MIN, 0)).is_none());
    }
}
