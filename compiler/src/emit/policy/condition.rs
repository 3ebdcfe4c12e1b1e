//! Conditions as Rust.

use tessera_idl::{
    facts::Comparison,
    policy::{Condition, Number, Operand},
};

use super::code::{Code, long};
use crate::tokens::{TokenStream, quote};

/// How strongly a condition's outermost operator binds, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Comparison,
    Value,
}

impl Code<'_> {
    /// The condition, or its opposite. One that [may have no result](Self::is_partial) stands in a closure.
    pub(super) fn condition(&self, condition: &Condition, wanted: bool) -> TokenStream {
        match condition {
            Condition::Is(Operand::Literal(value)) => {
                let value = (*value != 0) == wanted;
                quote!(#value)
            }
            Condition::Is(operand) => {
                let value = self.operand(operand);
                if wanted { value } else { quote!(!#value) }
            }
            Condition::Compare(comparison, left, right) => {
                let comparison = if wanted { *comparison } else { opposite(*comparison) };
                self.compare(comparison, left, right)
            }
            Condition::Within(value, low, high) => self.within(value, low, high, wanted),
            Condition::SameVariant { of, left, right } => {
                let sign = sign(if wanted { Comparison::Equal } else { Comparison::Unequal });
                let (left, right) = (self.variant(*of, left), self.variant(*of, right));
                quote!(#left #sign #right)
            }
            Condition::Same(left, right) => {
                let sign = sign(if wanted { Comparison::Equal } else { Comparison::Unequal });
                let (left, right) = (self.nested(left, true, Level::Value), self.nested(right, true, Level::Value));
                quote!(#left #sign #right)
            }
            Condition::Now(comparison, place) => {
                let sign = sign(if wanted { *comparison } else { opposite(*comparison) });
                let time = self.place(place);
                quote!(at.now #sign #time)
            }
            Condition::Not(inner) => self.condition(inner, !wanted),
            Condition::And(left, right) => self.joined(left, wanted, wanted, right, wanted),
            Condition::Or(left, right) => self.joined(left, wanted, !wanted, right, wanted),
            Condition::Implies(left, right) => self.joined(left, !wanted, !wanted, right, wanted),
        }
    }

    /// Two conditions with `&&` or `||` between them.
    fn joined(
        &self,
        left: &Condition,
        left_wanted: bool,
        and: bool,
        right: &Condition,
        right_wanted: bool,
    ) -> TokenStream {
        let level = if and { Level::Comparison } else { Level::And };
        let (left, right) = (self.nested(left, left_wanted, level), self.nested(right, right_wanted, level));
        if and { quote!(#left && #right) } else { quote!(#left || #right) }
    }

    /// A part of an `&&`.
    pub(super) fn part(&self, condition: &Condition) -> TokenStream {
        self.nested(condition, true, Level::Comparison)
    }

    /// In parentheses where it binds weaker than what is around it.
    fn nested(&self, condition: &Condition, wanted: bool, least: Level) -> TokenStream {
        let inner = self.condition(condition, wanted);
        if level(condition, wanted) < least { quote!((#inner)) } else { inner }
    }

    fn compare(&self, comparison: Comparison, left: &Number, right: &Number) -> TokenStream {
        // What is never less than 0 is 0 where it is at most that.
        let is_zero = comparison == Comparison::AtMost && right.as_literal() == Some(0) && left.low == 0;
        let sign = sign(if is_zero { Comparison::Equal } else { comparison });
        if let (Some((l, native)), Some(r)) = (self.native(left), self.native_or_literal(right, left)) {
            if r.1.is_none_or(|other| other == native) {
                let r = r.0;
                return quote!(#l #sign #r);
            }
        } else if let (Some(l), Some((r, native))) = (self.native_or_literal(left, right), self.native(right))
            && l.1.is_none_or(|other| other == native)
        {
            let l = l.0;
            return quote!(#l #sign #r);
        }
        let wide = self.wide(&[left, right]);
        let (left, right) = (self.number(left, wide), self.number(right, wide));
        quote!(#left #sign #right)
    }

    fn within(&self, value: &Number, low: &Number, high: &Number, wanted: bool) -> TokenStream {
        let native = self.native(value);
        let literals = (low.as_literal(), high.as_literal());
        if let (Some((native, _)), (Some(least), Some(most))) = (native, literals)
            && value.low <= least
            && most <= value.high
        {
            let (least, most) = (long(least), long(most));
            let not = (!wanted).then(|| quote!(!));
            return quote!(#not (#least..=#most).contains(&#native));
        }
        let wide = self.wide(&[value, low, high]);
        let (value, low, high) = (self.number(value, wide), self.number(low, wide), self.number(high, wide));
        let not = (!wanted).then(|| quote!(!));
        quote!(#not (#low..=#high).contains(&#value))
    }

    /// Whether a condition may have no result.
    pub(super) fn is_partial(&self, condition: &Condition) -> bool {
        !self.proven
            && match condition {
                Condition::Compare(_, left, right) => left.is_partial() || right.is_partial(),
                Condition::Within(value, low, high) => [value, low, high].iter().any(|number| number.is_partial()),
                Condition::Not(inner) => self.is_partial(inner),
                Condition::Same(left, right)
                | Condition::And(left, right)
                | Condition::Or(left, right)
                | Condition::Implies(left, right) => self.is_partial(left) || self.is_partial(right),
                Condition::Is(_) | Condition::SameVariant { .. } | Condition::Now(..) => false,
            }
    }
}

fn level(condition: &Condition, wanted: bool) -> Level {
    match condition {
        Condition::Is(_) | Condition::Within(..) => Level::Value,
        Condition::Compare(..) | Condition::SameVariant { .. } | Condition::Same(..) | Condition::Now(..) => {
            Level::Comparison
        }
        Condition::Not(inner) => level(inner, !wanted),
        Condition::And(..) if wanted => Level::And,
        Condition::Or(..) | Condition::Implies(..) if !wanted => Level::And,
        Condition::And(..) | Condition::Or(..) | Condition::Implies(..) => Level::Or,
    }
}

const fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Unequal,
        Comparison::Unequal => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
    }
}

fn sign(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(==),
        Comparison::Unequal => quote!(!=),
        Comparison::Less => quote!(<),
        Comparison::AtMost => quote!(<=),
        Comparison::Greater => quote!(>),
        Comparison::AtLeast => quote!(>=),
    }
}
