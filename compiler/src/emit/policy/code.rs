//! How code reaches what it reads: the request, what was captured of it, records.

use tessera_idl::{
    arena::Handle,
    facts::{Field, Meaning, Shape, ShapeKind},
    model::TypeDef,
    policy::{Input, Operand, Place, Program, Slot, State, Step},
};

use super::{
    super::{fields::FieldNames, place::Here, types},
    names::{Captures, Names},
};
use crate::{
    plan::names::{Scope, ident, snake},
    tokens::{Ident, TokenStream, quote, spelled},
};

/// Where code finds what it reads.
#[derive(Clone, Copy)]
pub(super) struct Code<'c> {
    pub(super) here: Here<'c>,
    pub(super) program: &'c Program,
    pub(super) names: &'c Names,
    /// The parameters of the method that the code is about.
    pub(super) fields: &'c [Field],
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

impl Code<'_> {
    /// An operand as it is.
    pub(super) fn operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Literal(value) => long(*value),
            Operand::Input(input) => self.input(input),
            Operand::State(place) => self.place(place),
        }
    }

    /// A field of a record.
    pub(super) fn place(&self, place: &Place) -> TokenStream {
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
}

/// The fields of a record.
pub(super) fn fields_of(state: &State) -> Vec<Ident> {
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
    let variant = types::variant(here, of, position);
    quote!(#name::#variant)
}

/// A number with `_` between its thousands, if it is a long one.
pub(super) fn long(value: i128) -> TokenStream {
    let magnitude = value.unsigned_abs();
    let text = if magnitude < 10_000 { magnitude.to_string() } else { grouped(magnitude, '_') };
    let literal = spelled(&text, magnitude);
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
