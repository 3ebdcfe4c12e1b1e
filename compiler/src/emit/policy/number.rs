//! Numbers as Rust. Arithmetic is exact: it is done in `i64`, or in `i128` where a step may leave `i64`. A step without a result
//! ends with `?`, in a closure that gives an `Option`.

use tessera_idl::{
    facts::Arithmetic,
    model::Int,
    policy::{Kind, Number, NumberKind, Operand, Place},
};

use super::code::{Code, long};
use crate::{
    plan::names::ident,
    tokens::{Ident, TokenStream, quote},
};

/// The Rust type of a number that is read as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Native {
    Int(Int),
    Usize,
}

/// A width in which arithmetic is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    I64,
    I128,
}

impl Wide {
    pub(super) fn ty(self) -> Ident {
        ident(match self {
            Self::I64 => "i64",
            Self::I128 => "i128",
        })
    }
}

impl Code<'_> {
    /// A number that is read as it is, with its type.
    pub(super) fn native(&self, number: &Number) -> Option<(TokenStream, Native)> {
        match &number.kind {
            NumberKind::Operand(Operand::Literal(_)) => None,
            NumberKind::Operand(operand) => Some((self.numeric(operand), self.native_type(operand)?)),
            _ => None,
        }
    }

    /// The same, or a literal that belongs to the type of another number.
    pub(super) fn native_or_literal(&self, number: &Number, other: &Number) -> Option<(TokenStream, Option<Native>)> {
        if let Some(value) = number.as_literal() {
            return (other.low <= value && value <= other.high).then(|| (long(value), None));
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
    pub(super) fn wide(&self, numbers: &[&Number]) -> Wide {
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
    pub(super) fn number(&self, number: &Number, wide: Wide) -> TokenStream {
        let ty = wide.ty();
        match &number.kind {
            NumberKind::Operand(Operand::Literal(value)) => long(*value),
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
                if number.is_partial() && !self.proven {
                    quote!(#ty::checked_neg(#value)?)
                } else {
                    quote!(#ty::wrapping_neg(#value))
                }
            }
            NumberKind::Binary(op, left, right) => {
                let may_fail = number.is_partial() && !self.proven;
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

const fn native_of(kind: Kind) -> Option<Native> {
    match kind {
        Kind::Int(int) | Kind::Enum { repr: int, .. } => Some(Native::Int(int)),
        Kind::Bool | Kind::Time => None,
    }
}
