//! Conditions, numbers and keys as Rust.
//!
//! Arithmetic is exact: it is done in `i64`, or in `i128` where a step may leave `i64`. A step without a result makes an
//! `Option`, and a condition with such a step is the body of a closure that gives one.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use tessera_idl::{
    arena::Handle,
    facts::{Arithmetic, Comparison, Meaning, Shape, ShapeKind},
    model::{Int, TypeDef},
    policy::{Condition, Input, Key, Kind, Number, NumberKind, Operand, Place, Program, Slot, Space, Step},
};

use super::{
    super::{
        condition::literal,
        place::Here,
        structure::FieldNames,
        types::variants,
    },
    names::{Captures, Names},
};
use crate::plan::names::{Scope, ident, snake};

/// Where code finds what it reads.
#[derive(Clone, Copy)]
pub(super) struct Code<'c> {
    pub(super) here: Here<'c>,
    pub(super) program: &'c Program,
    pub(super) names: &'c Names,
    /// The parameters of the method that the code is about.
    pub(super) fields: &'c [tessera_idl::facts::Field],
    /// What was captured, where the code runs after admission.
    pub(super) captured: Option<&'c Captures>,
    /// The records that the code has looked up.
    pub(super) records: &'c [(Slot, Record)],
}

/// How a record is reached.
#[derive(Clone, Debug)]
pub(super) enum Record {
    /// A reference to it has this name.
    Reference(Ident),
    /// It is a field of the policy.
    Field(Ident),
    /// It is looked up each time: another record of the rule may be the same one. The field of the policy, and the
    /// names of the places.
    Apart(Ident, Vec<Ident>),
}

/// The Rust type of a number that is read as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Native {
    Int(Int),
    Usize,
}

/// A width in which arithmetic is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wide {
    I64,
    I128,
}

impl Wide {
    fn ty(self) -> Ident {
        ident(match self {
            Self::I64 => "i64",
            Self::I128 => "i128",
        })
    }
}

impl Code<'_> {
    /// The condition, or its opposite. Not for one that [may have no result](is_partial), but in a closure.
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
                let (left, right) = (self.nested(left, true), self.nested(right, true));
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
    fn joined(&self, left: &Condition, left_wanted: bool, and: bool, right: &Condition, right_wanted: bool) -> TokenStream {
        let (left, right) = (self.nested(left, left_wanted), self.nested(right, right_wanted));
        if and { quote!(#left && #right) } else { quote!(#left || #right) }
    }

    /// In parentheses where it is made of several parts.
    fn nested(&self, condition: &Condition, wanted: bool) -> TokenStream {
        let inner = self.condition(condition, wanted);
        match condition {
            Condition::Is(_) => inner,
            Condition::Not(nested) => self.nested(nested, !wanted),
            Condition::Compare(..) | Condition::Now(..) | Condition::SameVariant { .. } if !is_partial(condition) => {
                quote!((#inner))
            }
            _ => quote!((#inner)),
        }
    }

    fn compare(&self, comparison: Comparison, left: &Number, right: &Number) -> TokenStream {
        let sign = sign(comparison);
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
            let (least, most) = (literal(least), literal(most));
            let not = (!wanted).then(|| quote!(!));
            return quote!(#not (#least..=#most).contains(&#native));
        }
        let wide = self.wide(&[value, low, high]);
        let (value, low, high) = (self.number(value, wide), self.number(low, wide), self.number(high, wide));
        let not = (!wanted).then(|| quote!(!));
        quote!(#not (#low..=#high).contains(&#value))
    }

    /// A number that is read as it is, with its type.
    fn native(&self, number: &Number) -> Option<(TokenStream, Native)> {
        match &number.kind {
            NumberKind::Operand(Operand::Literal(_)) => None,
            NumberKind::Operand(operand) => Some((self.numeric(operand), self.native_type(operand)?)),
            _ => None,
        }
    }

    /// The same, or a literal that belongs to the type of another number.
    fn native_or_literal(&self, number: &Number, other: &Number) -> Option<(TokenStream, Option<Native>)> {
        if let Some(value) = number.as_literal() {
            return (other.low <= value && value <= other.high).then(|| (literal(value), None));
        }
        self.native(number).map(|(value, native)| (value, Some(native)))
    }

    fn native_type(&self, operand: &Operand) -> Option<Native> {
        match operand {
            Operand::Literal(_) => None,
            Operand::Input(input) if input.is_len() && self.captured.is_none() => Some(Native::Usize),
            Operand::Input(input) => native_of(input.kind),
            Operand::State(place) => native_of(self.kind(place)?),
        }
    }

    /// An operand as a number: an enum as that of its variant.
    fn numeric(&self, operand: &Operand) -> TokenStream {
        let value = self.operand(operand);
        let kind = match operand {
            Operand::Literal(_) => None,
            Operand::Input(input) => Some(input.kind),
            Operand::State(place) => self.kind(place),
        };
        if matches!(kind, Some(Kind::Enum { .. })) { quote!(#value.number()) } else { value }
    }

    fn kind(&self, place: &Place) -> Option<Kind> {
        Some(self.program.states.get(place.slot.state)?.fields.get(place.field)?.kind)
    }

    /// The least width for some numbers and all that they are made of.
    fn wide(&self, numbers: &[&Number]) -> Wide {
        if numbers.iter().all(|number| self.is_narrow(number)) { Wide::I64 } else { Wide::I128 }
    }

    fn is_narrow(&self, number: &Number) -> bool {
        let here = i64::try_from(number.low).is_ok() && i64::try_from(number.high).is_ok();
        here && match &number.kind {
            NumberKind::Operand(operand) => self.native_type(operand) != Some(Native::Int(Int::U64)),
            NumberKind::Negate(inner) => self.is_narrow(inner),
            NumberKind::Binary(_, left, right) => self.is_narrow(left) && self.is_narrow(right),
        }
    }

    /// A number in a width. A step that may have no result ends with `?`.
    fn number(&self, number: &Number, wide: Wide) -> TokenStream {
        let ty = wide.ty();
        match &number.kind {
            NumberKind::Operand(Operand::Literal(value)) => literal(*value),
            NumberKind::Operand(operand) => {
                let value = self.numeric(operand);
                match self.native_type(operand) {
                    Some(Native::Usize) => quote!(#ty::from(u32::try_from(#value).unwrap_or(u32::MAX))),
                    Some(Native::Int(int)) if int.word() == ty.to_string().as_str() => value,
                    _ => quote!(#ty::from(#value)),
                }
            }
            NumberKind::Negate(inner) => {
                let value = self.number(inner, wide);
                if number.is_partial() && !inner.is_partial() {
                    quote!(#ty::checked_neg(#value)?)
                } else {
                    quote!(#ty::wrapping_neg(#value))
                }
            }
            NumberKind::Binary(op, left, right) => {
                // Where parts have a result and the whole may have none, it is this step that may have none.
                let may_fail = number.is_partial();
                let divisor = right.as_literal().is_some_and(|value| value > 0);
                let (left, right) = (self.number(left, wide), self.number(right, wide));
                match (op, may_fail) {
                    (Arithmetic::Add, false) => quote!(#ty::wrapping_add(#left, #right)),
                    (Arithmetic::Sub, false) => quote!(#ty::wrapping_sub(#left, #right)),
                    (Arithmetic::Mul, false) => quote!(#ty::wrapping_mul(#left, #right)),
                    (Arithmetic::Div, false) if divisor => quote!(#ty::wrapping_div(#left, #right)),
                    (Arithmetic::Rem, false) if divisor => quote!(#ty::wrapping_rem(#left, #right)),
                    (Arithmetic::Div, false) => quote!(#ty::checked_div(#left, #right).unwrap_or(0)),
                    (Arithmetic::Rem, false) => quote!(#ty::checked_rem(#left, #right).unwrap_or(0)),
                    (Arithmetic::Add, true) => quote!(#ty::checked_add(#left, #right)?),
                    (Arithmetic::Sub, true) => quote!(#ty::checked_sub(#left, #right)?),
                    (Arithmetic::Mul, true) => quote!(#ty::checked_mul(#left, #right)?),
                    (Arithmetic::Div, true) => quote!(#ty::checked_div(#left, #right)?),
                    (Arithmetic::Rem, true) => quote!(#ty::checked_rem(#left, #right)?),
                }
            }
        }
    }
}
