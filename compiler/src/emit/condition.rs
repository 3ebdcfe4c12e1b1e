//! Refinements as Rust: what a `where` says, over values that were read or are about to be sent.

use tessera_idl::facts::{
    Arithmetic, Comparison, Condition, Field, Meaning, Number, NumberKind, Operand, Refinement, Shape, ShapeKind,
    TextClass,
};

use super::{
    exact::{Wide, native},
    place::{Here, wide_number},
};
use crate::tokens::{TokenStream, Tokens, quote};

/// The condition over the value of a new type, which is bound to `value`.
pub(crate) fn of_value(here: Here<'_>, shape: &Shape, refinement: &Refinement, value: &TokenStream) -> TokenStream {
    let look = |_: usize| (shape.clone(), value.clone());
    Conditions { here, look: &look }.condition(&refinement.condition)
}

/// The condition over the fields of a struct; `of` says how each is reached.
pub(crate) fn of_fields(
    here: Here<'_>,
    fields: &[Field],
    refinement: &Refinement,
    of: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let look = |position: usize| match fields.get(position) {
        Some(field) => (field.shape.clone(), of(field)),
        // No refinement names a field that is not there.
        None => (bool_shape(), quote!(false)),
    };
    Conditions { here, look: &look }.condition(&refinement.condition)
}

/// Whether a condition looks at the value: what holds for every value is not asked.
pub(crate) fn looks(condition: &Condition) -> bool {
    match condition {
        Condition::Literal(_) => false,
        Condition::Is(_) | Condition::Text { .. } => true,
        Condition::Compare { comparison, left, right } => !always(*comparison, left, right),
        Condition::Within { value, low, high } => {
            !always(Comparison::AtLeast, value, low) || !always(Comparison::AtMost, value, high)
        }
        Condition::Not(inner) => looks(inner),
        Condition::Same(left, right)
        | Condition::And(left, right)
        | Condition::Or(left, right)
        | Condition::Implies(left, right) => looks(left) || looks(right),
    }
}

/// Whether a comparison holds for every value: the compiler would warn of `value >= 0`.
fn always(comparison: Comparison, left: &Number, right: &Number) -> bool {
    match comparison {
        Comparison::Less => left.high < right.low,
        Comparison::AtMost => left.high <= right.low,
        Comparison::Greater => left.low > right.high,
        Comparison::AtLeast => left.low >= right.high,
        Comparison::Equal | Comparison::Unequal => false,
    }
}

struct Conditions<'c> {
    here: Here<'c>,
    look: &'c dyn Fn(usize) -> (Shape, TokenStream),
}

impl Conditions<'_> {
    fn condition(&self, condition: &Condition) -> TokenStream {
        match condition {
            Condition::Literal(truth) => quote!(#truth),
            Condition::Is(operand) => {
                let (shape, value) = self.operand(*operand);
                self.inner(&shape, &value)
            }
            Condition::Compare { comparison, left, right } => self.compare(*comparison, left, right),
            Condition::Within { value, low, high } => {
                let above = self.compare(Comparison::AtLeast, value, low);
                let below = self.compare(Comparison::AtMost, value, high);
                join(&above, &below)
            }
            Condition::Same(left, right) => {
                let (left, right) = (self.nested(left), self.nested(right));
                quote!(#left == #right)
            }
            Condition::Text { class, of } => {
                let (shape, value) = self.operand(*of);
                let bytes = self.bytes(&shape, &value);
                match class {
                    TextClass::Ascii => quote!(#bytes.is_ascii()),
                    TextClass::Digits => quote!(#bytes.iter().all(u8::is_ascii_digit)),
                }
            }
            Condition::Not(inner) => {
                let inner = self.nested(inner);
                quote!(!#inner)
            }
            Condition::And(left, right) => {
                let (left, right) = (self.joined(left), self.joined(right));
                quote!(#left && #right)
            }
            Condition::Or(left, right) => {
                let (left, right) = (self.joined(left), self.joined(right));
                quote!(#left || #right)
            }
            Condition::Implies(left, right) => {
                let (left, right) = (self.nested(left), self.joined(right));
                quote!(!#left || #right)
            }
        }
    }

    /// In parentheses where it is made of several parts.
    fn nested(&self, condition: &Condition) -> TokenStream {
        let inner = self.condition(condition);
        match condition {
            Condition::Literal(_) | Condition::Is(_) | Condition::Text { .. } => inner,
            _ => quote!((#inner)),
        }
    }

    /// Between `&&` or `||`: a comparison binds tighter.
    fn joined(&self, condition: &Condition) -> TokenStream {
        match condition {
            Condition::Compare { .. } => self.condition(condition),
            _ => self.nested(condition),
        }
    }

    fn compare(&self, comparison: Comparison, left: &Number, right: &Number) -> TokenStream {
        if always(comparison, left, right) {
            return quote!(true);
        }
        if let (NumberKind::Len(operand), NumberKind::Literal) = (&left.kind, &right.kind) {
            let (shape, value) = self.operand(*operand);
            let value = self.inner(&shape, &value);
            match (comparison, right.low) {
                (Comparison::Greater | Comparison::Unequal, 0) | (Comparison::AtLeast, 1) => {
                    return quote!(!#value.is_empty());
                }
                (Comparison::Equal | Comparison::AtMost, 0) | (Comparison::Less, 1) => return quote!(#value.is_empty()),
                _ => {}
            }
        }
        let sign = match comparison {
            Comparison::Equal => quote!(==),
            Comparison::Unequal => quote!(!=),
            Comparison::Less => quote!(<),
            Comparison::AtMost => quote!(<=),
            Comparison::Greater => quote!(>),
            Comparison::AtLeast => quote!(>=),
        };
        let (left, right) = if native(left, right) {
            (self.direct(left), literal(right.low))
        } else if self.same_type(left, right) {
            (self.direct(left), self.direct(right))
        } else {
            let wide = Wide::of(&[left, right]);
            (self.wide(left, wide), self.wide(right, wide))
        };
        quote!(#left #sign #right)
    }

    /// Whether both are values of the same integer type, or lengths.
    fn same_type(&self, left: &Number, right: &Number) -> bool {
        match (&left.kind, &right.kind) {
            (NumberKind::Value(left), NumberKind::Value(right)) => {
                self.int(&self.operand(*left).0) == self.int(&self.operand(*right).0)
            }
            (NumberKind::Len(_), NumberKind::Len(_)) => true,
            _ => false,
        }
    }

    /// The integer type behind a shape.
    fn int(&self, shape: &Shape) -> Option<tessera_idl::model::Int> {
        match &shape.kind {
            ShapeKind::Int(int) => Some(*int),
            ShapeKind::Named(definition) => match self.here.shapes().meaning(*definition) {
                Meaning::Enum { repr, .. } | Meaning::Flags { repr, .. } => Some(*repr),
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.int(inner),
                Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => None,
            },
            _ => None,
        }
    }

    /// A value in its own integer type, or a length as a `usize`.
    fn direct(&self, number: &Number) -> TokenStream {
        match &number.kind {
            NumberKind::Value(operand) => {
                let (shape, value) = self.operand(*operand);
                self.integer(&shape, &value)
            }
            NumberKind::Len(operand) => {
                let (shape, value) = self.operand(*operand);
                let value = self.inner(&shape, &value);
                quote!(#value.len())
            }
            _ => literal(number.low),
        }
    }

    /// A number as `i64` or `i128`, in which nothing overflows.
    fn wide(&self, number: &Number, wide: Wide) -> TokenStream {
        let ty = wide.ty();
        match &number.kind {
            NumberKind::Literal => {
                let value = literal(number.low);
                quote!(#value)
            }
            NumberKind::Value(_) => {
                let value = self.direct(number);
                quote!(#ty::from(#value))
            }
            NumberKind::Len(_) => {
                // A bound is below 2^31, and so is a length within it.
                let value = self.direct(number);
                quote!(#ty::from(u32::try_from(#value).unwrap_or(u32::MAX)))
            }
            NumberKind::Neg(inner) => {
                let inner = self.wide(inner, wide);
                quote!((#inner).wrapping_neg())
            }
            NumberKind::Binary(arithmetic, left, right) => {
                let (left, right) = (self.wide(left, wide), self.wide(right, wide));
                // The width has room for every result, so nothing wraps; no divisor is zero, so nothing is replaced.
                match arithmetic {
                    Arithmetic::Add => quote!(#ty::wrapping_add(#left, #right)),
                    Arithmetic::Sub => quote!(#ty::wrapping_sub(#left, #right)),
                    Arithmetic::Mul => quote!(#ty::wrapping_mul(#left, #right)),
                    Arithmetic::Div => quote!(#ty::checked_div(#left, #right).unwrap_or(0)),
                    Arithmetic::Rem => quote!(#ty::checked_rem(#left, #right).unwrap_or(0)),
                }
            }
        }
    }

    fn operand(&self, operand: Operand) -> (Shape, TokenStream) {
        (self.look)(match operand {
            Operand::Itself => 0,
            Operand::Field(position) => position,
        })
    }

    /// A value without the new types around it.
    fn inner(&self, shape: &Shape, value: &TokenStream) -> TokenStream {
        match &shape.kind {
            ShapeKind::Named(definition) => match self.here.shapes().meaning(*definition) {
                Meaning::Newtype { inner, .. } => self.inner(inner, &quote!(#value.get())),
                _ => value.clone(),
            },
            _ => value.clone(),
        }
    }

    fn integer(&self, shape: &Shape, value: &TokenStream) -> TokenStream {
        match &shape.kind {
            ShapeKind::Named(definition) => match self.here.shapes().meaning(*definition) {
                Meaning::Enum { .. } => quote!(#value.number()),
                Meaning::Flags { .. } => quote!(#value.bits()),
                Meaning::Newtype { inner, .. } => self.integer(inner, &quote!(#value.get())),
                _ => value.clone(),
            },
            _ => value.clone(),
        }
    }

    fn bytes(&self, shape: &Shape, value: &TokenStream) -> TokenStream {
        let value = self.inner(shape, value);
        let is_text = |shape: &Shape| matches!(shape.kind, ShapeKind::Text { .. } | ShapeKind::InlineText { .. });
        let mut innermost = shape;
        while let ShapeKind::Named(definition) = &innermost.kind {
            match self.here.shapes().meaning(*definition) {
                Meaning::Newtype { inner, .. } => innermost = inner,
                _ => break,
            }
        }
        if is_text(innermost) { quote!(#value.as_bytes()) } else { value }
    }
}

fn join(above: &TokenStream, below: &TokenStream) -> TokenStream {
    match (above.is_name("true"), below.is_name("true")) {
        (true, _) => below.clone(),
        (_, true) => above.clone(),
        _ => quote!(#above && #below),
    }
}

/// A number without a suffix.
pub(super) fn literal(value: i128) -> TokenStream {
    let magnitude = wide_number(value.unsigned_abs());
    if value < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}

fn bool_shape() -> Shape {
    use tessera_idl::facts::Extent;
    Shape { kind: ShapeKind::Bool, extent: Extent { size: 1, align: 1, depth: 0, caps: 0 } }
}
