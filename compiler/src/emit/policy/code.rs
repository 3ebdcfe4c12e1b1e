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
    super::{fields::FieldNames, place::Here, types::variants},
    names::{Captures, Names, in_order},
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
    /// Whether every number is proven to have a result: in effects, where nothing could be done without one.
    pub(super) proven: bool,
}

/// How a record is reached.
#[derive(Clone, Debug)]
pub(super) enum Record {
    /// A reference to it has this name.
    Reference(Ident),
    /// It is a field of the policy.
    Field(Ident),
    /// It is looked up each time: another record of the rule may be the same one. The field of the policy, and the
    /// places of its keys.
    Apart(Ident, Vec<TokenStream>),
}

/// The Rust type of a number that is read as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Native {
    Int(Int),
    Usize,
}

/// How strongly a condition's outermost operator binds, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Comparison,
    Value,
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
            let (least, most) = (long(least), long(most));
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

impl Code<'_> {
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

    /// An operand as it is.
    pub(super) fn operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Literal(value) => long(*value),
            Operand::Input(input) => self.input(input),
            Operand::State(place) => self.place(place),
        }
    }

    /// A field of a record.
    fn place(&self, place: &Place) -> TokenStream {
        let field = self.field(place);
        match self.record(&place.slot) {
            Some(Record::Reference(record)) => quote!(#record.#field),
            Some(Record::Field(state)) => quote!(self.#state.#field),
            Some(Record::Apart(state, places)) => {
                let get = get(&quote!(self.#state), places.iter().cloned(), false);
                let record = self.names.records.get(place.slot.state);
                quote!(#get.map_or(#record::INITIAL.#field, |record| record.#field))
            }
            None => quote!(missing),
        }
    }

    pub(super) fn record(&self, slot: &Slot) -> Option<&Record> {
        self.records.iter().find(|(known, _)| known == slot).map(|(_, record)| record)
    }

    pub(super) fn field(&self, place: &Place) -> Option<Ident> {
        let state = self.program.states.get(place.slot.state)?;
        fields_of(state).into_iter().nth(place.field)
    }

    /// A value of the enum, also a written one.
    pub(super) fn variant(&self, of: Handle<TypeDef>, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Literal(number) => variant(self.here, of, *number),
            other => self.operand(other),
        }
    }

    /// A value of the request.
    fn input(&self, input: &Input) -> TokenStream {
        let tail = input.path.len().saturating_sub(input.tail);
        let (way, tail) = input.path.split_at_checked(tail).unwrap_or((&input.path, &[]));
        if let Some(captures) = self.captured {
            let name = captures.name(input);
            let unwraps = tail.iter().filter(|step| **step == Step::Unwrap).map(|_| quote!(.get()));
            return if input.is_len() { quote!(#name) } else { quote!(#name #(#unwraps)*) };
        }
        let way = self.way(way);
        let tail = tail.iter().map(|step| if *step == Step::Len { quote!(.len()) } else { quote!(.get()) });
        quote!(#way #(#tail)*)
    }

    /// What is captured of a request: the value before the tail of an input, or a length.
    pub(super) fn capture(&self, input: &Input) -> TokenStream {
        if input.is_len() {
            let length = self.input(input);
            return quote!(u32::try_from(#length).unwrap_or(u32::MAX));
        }
        let tail = input.path.len().saturating_sub(input.tail);
        self.way(input.path.get(..tail).unwrap_or_default())
    }

    /// The steps into a request. A field of a view is a function.
    fn way(&self, steps: &[Step]) -> TokenStream {
        let shapes = self.here.shapes();
        let mut code = quote!(m);
        let mut at: Option<&Shape> = None;
        let mut in_view = false;
        for step in steps {
            let Step::Field(name) = step else {
                code = quote!(#code.get());
                at = at.map(|shape| self.inside(shape));
                continue;
            };
            let Some(shape) = at else {
                let position = self.fields.iter().position(|field| field.name == *name).unwrap_or_default();
                let field = FieldNames::new(self.fields).fields.into_iter().nth(position);
                code = quote!(#code.#field);
                at = self.fields.get(position).map(|field| &field.shape);
                in_view = at.is_some_and(|shape| !shapes.uniform(shape));
                continue;
            };
            let ShapeKind::Named(definition) = &shape.kind else { continue };
            let Meaning::Struct { fields, .. } = shapes.meaning(*definition) else { continue };
            let position = fields.iter().position(|field| field.name == *name).unwrap_or_default();
            at = fields.get(position).map(|field| &field.shape);
            code = if in_view {
                let mut scope = Scope::with(&["check", "view"]);
                let getter = fields.iter().map(|field| scope.claim(&snake(&field.name))).nth(position);
                let getter = getter.map(|getter| ident(&getter));
                quote!(#code.#getter())
            } else {
                let field = FieldNames::new(fields).fields.into_iter().nth(position);
                quote!(#code.#field)
            };
        }
        code
    }

    /// What a new type is made of.
    fn inside<'s>(&'s self, shape: &'s Shape) -> &'s Shape {
        let ShapeKind::Named(definition) = &shape.kind else { return shape };
        match self.here.shapes().meaning(*definition) {
            Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => inner,
            _ => shape,
        }
    }

    /// The place of a key, as a `usize`.
    pub(super) fn key(&self, key: &Key) -> TokenStream {
        if let Some(value) = key.value.as_literal() {
            return long(key.space.place(value).and_then(|place| i128::try_from(place).ok()).unwrap_or_default());
        }
        match &key.space {
            Space::Bool => {
                let value = self.key_operand(key);
                quote!(usize::from(#value))
            }
            Space::Variants { of, numbers } => {
                let value = self.key_operand(key);
                if in_order(numbers) {
                    let repr = self.here.shapes().meaning(*of);
                    let small = matches!(repr, Meaning::Enum { repr: Int::U8 | Int::U16, .. });
                    return if small {
                        quote!(usize::from(#value.number()))
                    } else {
                        quote!(usize::try_from(#value.number()).unwrap_or(usize::MAX))
                    };
                }
                let place = self.names.places.get(of);
                quote!(#place(#value))
            }
            Space::Integers { low, .. } => self.integer_key(&key.value, *low),
        }
    }

    fn key_operand(&self, key: &Key) -> TokenStream {
        match &key.value.kind {
            NumberKind::Operand(operand) => self.operand(operand),
            _ => TokenStream::new(),
        }
    }

    /// The place of a number. One outside of the key's values, which no number has, is found nowhere.
    fn integer_key(&self, number: &Number, low: i128) -> TokenStream {
        match (self.native(number), low) {
            (Some((value, Native::Int(Int::U8 | Int::U16))), 0) => quote!(usize::from(#value)),
            (Some((value, Native::Int(Int::U8 | Int::U16))), low) => {
                let low = long(low);
                quote!(usize::from(#value).wrapping_sub(#low))
            }
            (Some((value, Native::Int(_))), 0) => quote!(usize::try_from(#value).unwrap_or(usize::MAX)),
            (Some((value, Native::Usize)), 0) => value,
            (Some((value, Native::Usize)), low) => {
                let low = long(low);
                quote!(#value.wrapping_sub(#low))
            }
            (_, low) => {
                let wide = self.wide(&[number]);
                let (value, ty, low) = (self.number(number, wide), wide.ty(), long(low));
                quote!(usize::try_from(#ty::wrapping_sub(#value, #low)).unwrap_or(usize::MAX))
            }
        }
    }

    /// A number in the type of a field, given that it has a value of that type. `high` stands for one that has none.
    pub(super) fn stored(&self, number: &Number, int: Int, high: i128) -> TokenStream {
        if let Some(value) = number.as_literal() {
            return long(value);
        }
        if let Some((value, Native::Int(native))) = self.native(number)
            && native == int
        {
            return value;
        }
        if let Some((op, left, right)) = self.one_step(number, int) {
            return quote!(#left.#op(#right));
        }
        let wide = self.wide(&[number]);
        let (value, ty, high) = (self.number(number, wide), ident(int.word()), long(high));
        quote!(#ty::try_from(#value).unwrap_or(#high))
    }

    /// The nearest number between two.
    pub(super) fn saturated(&self, number: &Number, int: Int, low: i128, high: i128) -> TokenStream {
        let ty = ident(int.word());
        if let Some((op, left, right)) = self.one_step(number, int) {
            let (least, most) = (long(low), long(high));
            let value = quote!(#left.#op(#right));
            // What grows from within the range cannot fall below it, and the other way round.
            let (falls, grows) = self.ways(number, low, high);
            return match (falls && low > int.least(), grows && high < int.greatest()) {
                (false, false) => value,
                (true, false) => quote!(#value.max(#least)),
                (false, true) => quote!(#value.min(#most)),
                (true, true) => quote!(#value.clamp(#least, #most)),
            };
        }
        let wide = self.wide(&[number, &bound(low), &bound(high)]);
        let (value, least, most) = (self.number(number, wide), long(low), long(high));
        let wide = wide.ty();
        quote!(#ty::try_from(#wide::clamp(#value, #least, #most)).unwrap_or(#most))
    }

    /// Whether a step can give less than the range, and more.
    fn ways(&self, number: &Number, low: i128, high: i128) -> (bool, bool) {
        match &number.kind {
            NumberKind::Binary(op, left, right) if low <= left.low && left.high <= high => match op {
                Arithmetic::Add => (right.low < 0, right.high > 0),
                Arithmetic::Sub => (right.high > 0, right.low < 0),
                _ => (true, true),
            },
            _ => (true, true),
        }
    }

    /// `a + b` or `a - b` in the type of a field, where both are of it: saturating gives the exact result or the nearest.
    fn one_step(&self, number: &Number, int: Int) -> Option<(Ident, TokenStream, TokenStream)> {
        let NumberKind::Binary(op @ (Arithmetic::Add | Arithmetic::Sub), left, right) = &number.kind else {
            return None;
        };
        let (left, of) = self.native(left)?;
        let right = match right.as_literal() {
            Some(value) if int.least() <= value && value <= int.greatest() => long(value),
            Some(_) => return None,
            None => self.native(right).filter(|(_, of)| *of == Native::Int(int))?.0,
        };
        let op = ident(if *op == Arithmetic::Add { "saturating_add" } else { "saturating_sub" });
        (of == Native::Int(int)).then_some((op, left, right))
    }
}

/// A number with `_` between its thousands, if it is a long one.
pub(super) fn long(value: i128) -> TokenStream {
    let magnitude = value.unsigned_abs();
    let text = if magnitude < 10_000 { magnitude.to_string() } else { grouped(magnitude, '_') };
    let literal = text.parse().unwrap_or_else(|_| Literal::u128_unsuffixed(magnitude));
    if value < 0 { quote!(-#literal) } else { quote!(#literal) }
}

/// A number with a sign between its thousands.
pub(super) fn grouped(number: u128, sign: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(sign);
        }
        text.push(digit);
    }
    text
}

/// The fields of a record.
pub(super) fn fields_of(state: &tessera_idl::policy::State) -> Vec<Ident> {
    let mut scope = Scope::with(&["self"]);
    state.fields.iter().map(|field| ident(&scope.claim(&snake(&field.name)))).collect()
}

/// `a.get(i)`, `a.get(i).and_then(|row| row.get(j))`
pub(super) fn get(array: &TokenStream, keys: impl Iterator<Item = TokenStream>, mutable: bool) -> TokenStream {
    let step = |key: TokenStream| match (key.to_string().as_str(), mutable) {
        ("0", false) => quote!(first()),
        ("0", true) => quote!(first_mut()),
        (_, false) => quote!(get(#key)),
        (_, true) => quote!(get_mut(#key)),
    };
    let mut code = TokenStream::new();
    for key in keys {
        let step = step(key);
        code = if code.is_empty() { quote!(#array.#step) } else { quote!(#code.and_then(|row| row.#step)) };
    }
    code
}

/// `Why::WrongPin`
pub(super) fn variant(here: Here<'_>, of: Handle<TypeDef>, number: i128) -> TokenStream {
    let name = here.value_name(of);
    let Meaning::Enum { numbers, .. } = here.shapes().meaning(of) else { return name };
    let position = numbers.iter().position(|own| *own == number).unwrap_or_default();
    let variant = variants(here, of).into_iter().nth(position);
    quote!(#name::#variant)
}

const fn bound(value: i128) -> Number {
    Number { kind: NumberKind::Operand(Operand::Literal(value)), low: value, high: value }
}

const fn native_of(kind: Kind) -> Option<Native> {
    match kind {
        Kind::Int(int) | Kind::Enum { repr: int, .. } => Some(Native::Int(int)),
        Kind::Bool | Kind::Time => None,
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
