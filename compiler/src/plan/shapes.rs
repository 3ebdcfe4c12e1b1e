//! What a shape means for Rust: whether its value borrows, whether reading and writing have one type, what can fail.

use tessera_idl::{
    arena::Handle,
    facts::{Complete, Meaning, Shape, ShapeKind},
    model::{Float, Model, TypeDef, TypeDefKind},
};

use super::{
    clear::Bits,
    nature::{Nature, Natures},
};

/// The most values without parts in one whose code is repeated: parts that are repeated in parts double with each level.
const LIGHT: u32 = 128;

/// The questions that every back end asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shapes<'a> {
    pub(crate) model: &'a Model,
    pub(crate) facts: &'a Complete<'a>,
    pub(crate) natures: &'a Natures,
}

impl<'a> Shapes<'a> {
    pub(crate) fn meaning(self, definition: Handle<TypeDef>) -> &'a Meaning {
        &self.facts.types[definition].meaning
    }

    /// A definition as a shape.
    pub(crate) fn named(self, definition: Handle<TypeDef>) -> Shape {
        Shape { kind: ShapeKind::Named(definition), extent: self.facts.types[definition].extent }
    }

    /// Where the slot of an out-of-line value lies in it: behind the tag of a flexible union.
    pub(crate) fn slot(self, shape: &Shape) -> u32 {
        let ShapeKind::Named(definition) = shape.kind else { return 0 };
        match self.meaning(definition) {
            Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.slot(inner),
            Meaning::Union { .. } => 4,
            _ => 0,
        }
    }

    /// What is known of a definition.
    fn nature(self, definition: Handle<TypeDef>) -> Option<&'a Nature> {
        self.natures.get(definition)
    }

    /// Whether `test` holds for some shape inside of this one, or `known` for one that is named inside of it.
    fn any(self, shape: &Shape, test: &dyn Fn(&Shape) -> bool, known: fn(&Nature) -> bool) -> bool {
        if test(shape) {
            return true;
        }
        match &shape.kind {
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => self.any(element, test, known),
            ShapeKind::Named(definition) => self.nature(*definition).is_some_and(known),
            _ => false,
        }
    }

    /// Whether a value borrows: its type has a lifetime.
    pub(crate) fn borrows(self, shape: &Shape) -> bool {
        let itself = |shape: &Shape| match shape.kind {
            // Capabilities are moved, so a list of them is an array.
            ShapeKind::List { .. } => !self.carries(shape),
            ShapeKind::Text { .. }
            | ShapeKind::Bytes { .. }
            | ShapeKind::InlineText { .. }
            | ShapeKind::InlineBytes { .. }
            | ShapeKind::InlineList { .. } => true,
            _ => false,
        };
        self.any(shape, &itself, |nature| nature.borrows)
    }

    /// Whether what is kept of it has another type than its value: one that borrows nothing, and knows of what is unknown.
    pub(crate) fn keeps(self, shape: &Shape) -> bool {
        (self.borrows(shape) || self.partial(shape)) && !self.carries(shape)
    }

    /// Whether what is kept may be no value: a flexible union that is read may be of a variant that nobody knows. A list is told, so
    /// that is found when it is written.
    pub(crate) fn partial(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { element: inner, .. } | ShapeKind::Option { value: inner, .. } => self.partial(inner),
            ShapeKind::Named(definition) => self.nature(*definition).is_some_and(|nature| nature.partial),
            _ => false,
        }
    }

    /// Whether equality is no equivalence.
    pub(crate) fn floats(self, shape: &Shape) -> bool {
        let itself = |shape: &Shape| matches!(shape.kind, ShapeKind::Float(Float::F32 | Float::F64));
        self.any(shape, &itself, |nature| nature.floats)
    }

    /// Whether a value is one number, or an array of such: it is read without looking elsewhere.
    pub(crate) fn scalar(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => true,
            ShapeKind::Array { element, .. } => self.scalar(element),
            ShapeKind::Named(definition) => match self.meaning(*definition) {
                Meaning::Enum { .. } | Meaning::Flags { .. } => true,
                Meaning::Newtype { inner, .. } => self.scalar(inner),
                Meaning::Alias(_) | Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => false,
            },
            _ => false,
        }
    }

    /// Whether one type serves to write and to read.
    pub(crate) fn uniform(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { .. } => self.scalar(shape),
            ShapeKind::List { .. } | ShapeKind::InlineList { .. } | ShapeKind::Cap { .. } => false,
            ShapeKind::Option { value, .. } => self.uniform(value),
            ShapeKind::Named(definition) => self.uniform_definition(*definition),
            _ => true,
        }
    }

    /// Whether one type serves to write and to read this definition.
    pub(crate) fn uniform_definition(self, definition: Handle<TypeDef>) -> bool {
        self.nature(definition).is_some_and(|nature| nature.uniform)
    }

    /// Whether a definition is read in place as another type than its value: structs, unions of what is, and what is no
    /// value.
    pub(crate) fn has_view(self, definition: Handle<TypeDef>) -> bool {
        self.nature(definition).is_some_and(|nature| nature.has_view)
    }

    /// Whether a shape is read in place as another type than its value.
    pub(super) fn is_viewed(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { .. } => !self.scalar(shape),
            ShapeKind::Text { .. } | ShapeKind::List { .. } | ShapeKind::InlineList { .. } | ShapeKind::Cap { .. } => {
                true
            }
            ShapeKind::Option { value, .. } => self.is_viewed(value),
            ShapeKind::Named(definition) => self.has_view(*definition),
            _ => false,
        }
    }

    /// Whether a view has a lifetime: those of structs and tables in any case, those of unions and new types if a part has one.
    pub(crate) fn view_borrows(self, definition: Handle<TypeDef>) -> bool {
        self.nature(definition).is_some_and(|nature| nature.view_borrows)
    }

    /// Whether what is read in place of a shape has a lifetime.
    pub(super) fn borrows_viewed(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { .. } => !self.scalar(shape),
            ShapeKind::Option { value, .. } => self.borrows_viewed(value),
            ShapeKind::Named(definition) if self.has_view(*definition) => self.view_borrows(*definition),
            ShapeKind::List { .. } => true,
            _ => self.borrows(shape),
        }
    }

    /// Whether it is a struct, a table or a union: its type has functions that write and read it.
    pub(crate) fn is_compound(self, shape: &Shape) -> bool {
        let ShapeKind::Named(definition) = shape.kind else { return false };
        matches!(self.meaning(definition), Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. })
    }

    /// Whether a list of these is written from a row of values or from whatever tells them one by one. A list of numbers, or of what
    /// is made of some in place, is a slice.
    pub(crate) fn is_told(self, element: &Shape) -> bool {
        (self.is_compound(element) || self.borrows(element) || self.partial(element)) && !self.carries(element)
    }

    /// Whether a value has a list that is told element by element: then it has no order.
    pub(crate) fn tells(self, shape: &Shape) -> bool {
        let itself = |shape: &Shape| match &shape.kind {
            ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => self.is_told(element),
            _ => false,
        };
        self.any(shape, &itself, |nature| nature.tells)
    }

    /// Whether a value holds capabilities: its type has the kernel as a parameter. What later versions add counts in the
    /// capabilities of a shape, but this version has no place for it.
    pub(crate) fn carries(self, shape: &Shape) -> bool {
        let itself = |shape: &Shape| matches!(shape.kind, ShapeKind::Cap { .. });
        shape.extent.caps > 0 && self.any(shape, &itself, |nature| nature.carries)
    }

    /// Whether a flexible enum or flexible flags: every number is a value.
    pub(crate) fn flexible(self, definition: Handle<TypeDef>) -> bool {
        matches!(
            self.model.types[definition].kind,
            TypeDefKind::Enum { flexible: true, .. } | TypeDefKind::Flags { flexible: true, .. }
        )
    }

    /// Whether a new type's constructor can say no: for a refinement, or for a bound.
    pub(crate) fn checked_constructor(self, definition: Handle<TypeDef>) -> bool {
        match self.meaning(definition) {
            Meaning::Newtype { inner, refinement } => {
                refinement.is_some()
                    || matches!(
                        inner.kind,
                        ShapeKind::Text { .. }
                            | ShapeKind::Bytes { .. }
                            | ShapeKind::List { .. }
                            | ShapeKind::InlineText { .. }
                            | ShapeKind::InlineBytes { .. }
                            | ShapeKind::InlineList { .. }
                    )
            }
            _ => false,
        }
    }

    /// Whether writing a value can find that it does not fit.
    pub(crate) fn fallible(self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => false,
            ShapeKind::Array { .. } => !is_byte_array(shape),
            ShapeKind::Option { value, .. } => needs_objects(shape) || self.fallible(value),
            ShapeKind::Named(definition) => match self.meaning(*definition) {
                Meaning::Enum { .. } | Meaning::Flags { .. } => false,
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.fallible(inner),
                Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => true,
            },
            _ => true,
        }
    }

    /// How many values without parts one has; an element counts once, however many there are.
    pub(super) fn weight(self, shape: &Shape) -> u32 {
        match &shape.kind {
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => self.weight(element),
            ShapeKind::Named(definition) => self.nature(*definition).map_or(1, |nature| nature.weight),
            _ => 1,
        }
    }

    /// Whether what is written of a value, with all of its parts, is short enough to stand wherever one is written.
    pub(crate) fn is_light(self, shape: &Shape) -> bool {
        self.weight(shape) <= LIGHT
    }

    /// Whether the own `put` of a struct, a table or a union can find that something does not fit.
    pub(crate) fn put_fails(self, shape: &Shape) -> bool {
        let ShapeKind::Named(definition) = shape.kind else { return false };
        self.nature(definition).is_some_and(|nature| nature.put_fails)
    }

    /// What is known by [`settled`](Self::settled) of a definition.
    pub(super) fn settled_of(self, definition: Handle<TypeDef>) -> Option<Bits> {
        self.nature(definition)?.settled.clone()
    }

    /// Finds the shapes without a name that are elements of lists or of arrays that are read as lists.
    pub(crate) fn elements(self, shape: &Shape, found: &mut dyn FnMut(&Shape)) {
        match &shape.kind {
            ShapeKind::Array { element, .. } if self.scalar(element) => {}
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => {
                if is_unnamed(element) {
                    found(element);
                }
                self.elements(element, found);
            }
            ShapeKind::Option { value, .. } => self.elements(value, found),
            _ => {}
        }
    }
}

/// The shapes that a definition is made of, where a value has them: none that is reserved.
pub(crate) fn parts(meaning: &Meaning) -> Box<dyn Iterator<Item = &Shape> + '_> {
    match meaning {
        Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => Box::new(std::iter::once(inner)),
        Meaning::Struct { fields, .. } => Box::new(fields.iter().map(|field| &field.shape)),
        Meaning::Table { fields, .. } => {
            Box::new(fields.iter().filter(|field| !field.reserved).map(|field| &field.shape))
        }
        Meaning::Union { variants, .. } => Box::new(variants.iter().filter_map(|variant| variant.shape.as_ref())),
        Meaning::Enum { .. } | Meaning::Flags { .. } => Box::new(std::iter::empty()),
    }
}

/// The shapes that a reader of a definition validates, those of reserved fields included.
pub(crate) fn read_parts(meaning: &Meaning) -> Box<dyn Iterator<Item = &Shape> + '_> {
    match meaning {
        Meaning::Table { fields, .. } => Box::new(fields.iter().map(|field| &field.shape)),
        other => parts(other),
    }
}

/// Whether a shape needs a generated view to be an element of a list.
pub(crate) fn is_unnamed(shape: &Shape) -> bool {
    !matches!(shape.kind, ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) | ShapeKind::Named(_))
}

/// Whether it is `[u8; N]`.
pub(crate) fn is_byte_array(shape: &Shape) -> bool {
    use tessera_idl::model::Int;
    matches!(&shape.kind, ShapeKind::Array { element, .. } if element.kind == ShapeKind::Int(Int::U8))
}

/// Whether a value mentions objects or capabilities.
pub(crate) const fn needs_objects(shape: &Shape) -> bool {
    shape.extent.has_objects() || shape.extent.caps > 0
}
