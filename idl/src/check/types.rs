//! Type definitions: what they mean and what they take.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::{Checker, MAX_LAYERS, MAX_LEVELS, layout::Measure, refinement::Subject};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Meaning, ShapeKind, TypeFacts},
    model::{Expr, FlagDef, Int, StructDef, Type, TypeDef, TypeDefKind, TypeKind, VariantDef},
    source::Span,
};

impl Checker<'_> {
    /// Works out a type whose parts are worked out.
    pub(super) fn type_def(&mut self, handle: Handle<TypeDef>) {
        let model = self.model;
        let def = &model.types[handle];
        let span = model.types.span(handle);
        let found = match &def.kind {
            TypeDefKind::Alias(ty) => self.shape(ty).map(|(shape, measure)| (Meaning::Alias(shape), measure)),
            TypeDefKind::Newtype { inner, condition } => self.newtype(&def.name, inner, condition.as_ref()),
            TypeDefKind::Enum { repr, variants, .. } => self.enumeration(def, span, repr.as_ref(), variants),
            TypeDefKind::Flags { repr, flags, .. } => self.flags(def, span, repr.as_ref(), flags),
            TypeDefKind::Struct(tree) => self.structure(def, span, tree),
            TypeDefKind::Table(tree) => self.table(&def.name, span, tree),
            TypeDefKind::Union(tree) => self.union(&def.name, span, tree),
            TypeDefKind::Bad => None,
        };
        let Some((meaning, measure)) = found else { return };
        if measure.levels > MAX_LEVELS {
            // Only the first type above the limit is reported: those that hold it have no facts either.
            self.report(
                Diagnostic::new(codes::E0315, format!("`{}` nests deeper than {MAX_LEVELS} types", def.name))
                    .label(span, "holds types in types in types …")
                    .help("make the data flatter: a list of elements that name each other by number"),
            );
            return;
        }
        if measure.layers > MAX_LAYERS {
            self.too_many_layers(&format!("`{}`", def.name), span);
            return;
        }
        let Some(extent) = measure.extent() else { return };
        if let (TypeDefKind::Enum { variants, .. }, Meaning::Enum { numbers, .. }) = (&def.kind, &meaning) {
            let names = variants.iter().map(|variant| variant.name.as_str());
            self.variants.insert(handle, names.zip(numbers.iter().copied()).collect());
        }
        self.measures.set(handle, measure);
        let nature = self.nature_of(handle, &meaning);
        self.natures.set(handle, nature);
        self.facts.types.set(handle, TypeFacts { extent, meaning, objects: measure.objects });
        self.facts.order.push(handle);
    }

    fn newtype(&mut self, name: &str, inner: &Type, condition: Option<&Expr>) -> Option<(Meaning, Measure)> {
        let (shape, measure) = self.shape(inner)?;
        if measure.resource {
            self.report(
                Diagnostic::new(codes::E0311, format!("the type `{name}` cannot hold a capability"))
                    .label(inner.span, "may hold capabilities")
                    .help(format!("write `alias {name} = …;`, or a `resource struct`")),
            );
            return None;
        }
        let refinement = match condition {
            Some(condition) => Some(self.refinement(condition, Subject::Itself(&shape))?),
            None => None,
        };
        let measure = measure.wrapped();
        Some((Meaning::Newtype { inner: shape, refinement }, measure))
    }

    fn structure(&mut self, def: &TypeDef, span: Span, tree: &StructDef) -> Option<(Meaning, Measure)> {
        let name = &def.name;
        if tree.fields.is_empty() {
            self.report(
                Diagnostic::new(codes::E0307, format!("the struct `{name}` has no fields"))
                    .label(span, "takes no bytes")
                    .help("give it a field, or leave the struct out: a method without parameters needs no struct"),
            );
            return None;
        }
        let laid = self.lay_out(&tree.fields, &format!("the struct `{name}`"), span);
        if !tree.resource {
            self.refuse_capabilities("struct", name, span, tree.fields.iter().map(|field| &field.ty));
        }
        let laid = laid?;
        if laid.measure.resource && !tree.resource {
            return None;
        }
        let refinement = match &tree.condition {
            Some(condition) => Some(self.refinement(condition, Subject::Fields(&laid.fields))?),
            None => None,
        };
        let measure = Measure { resource: tree.resource, ..laid.measure };
        Some((Meaning::Struct { fields: laid.fields, padding: laid.padding, refinement }, measure))
    }

    /// Reports a plain struct, table or union of parts that may hold capabilities.
    pub(super) fn refuse_capabilities<'t>(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        parts: impl Iterator<Item = &'t Type>,
    ) {
        let mut found = parts.filter(|ty| self.may_hold_capabilities(ty));
        let Some(first) = found.next() else { return };
        let mut diagnostic = Diagnostic::new(codes::E0311, format!("the {what} `{name}` cannot hold a capability"))
            .label(first.span, "may hold capabilities");
        for ty in found.take(4) {
            diagnostic = diagnostic.also(ty.span, "this as well");
        }
        let help = format!("write `resource {what} {name}`: only resources may hold capabilities, now or ever");
        self.report(diagnostic.also(span, "not a resource").help(help));
    }

    fn may_hold_capabilities(&self, ty: &Type) -> bool {
        match &ty.kind {
            TypeKind::Cap { .. } => true,
            TypeKind::Named(handle) => self.measures.get(*handle).is_some_and(|measure| measure.resource),
            TypeKind::Array(inner, _) | TypeKind::List { element: inner, .. } | TypeKind::Option(inner) => {
                self.may_hold_capabilities(inner)
            }
            _ => false,
        }
    }

    fn enumeration(
        &mut self,
        def: &TypeDef,
        span: Span,
        repr: Option<&Type>,
        variants: &[VariantDef],
    ) -> Option<(Meaning, Measure)> {
        let repr = self.representation("enum", &def.name, span, repr);
        if variants.is_empty() {
            self.no_values("enum", &def.name, span, "variant");
            return None;
        }
        let repr = repr?;
        let mut values = Values::new("variant", "number");
        let mut next = Some(0);
        let mut healthy = true;
        for variant in variants {
            let number = match &variant.value {
                Some(value) => self.number(value, repr, &format!("the variant `{}`", variant.name)),
                None => self.implied(next, repr, "variant", &variant.name, variant.span),
            };
            next = number.and_then(|number| number.checked_add(1));
            let place = variant.value.as_ref().map_or(variant.span, |value| value.span);
            healthy &= number.is_some_and(|number| self.is_new_value(&mut values, number, &variant.name, place));
        }
        let meaning = Meaning::Enum { repr, numbers: values.numbers };
        healthy.then_some((meaning, Measure::plain(repr.size())))
    }

    fn flags(
        &mut self,
        def: &TypeDef,
        span: Span,
        repr: Option<&Type>,
        flags: &[FlagDef],
    ) -> Option<(Meaning, Measure)> {
        let repr = self.representation("flags", &def.name, span, repr);
        if flags.is_empty() {
            self.no_values("flags", &def.name, span, "flag");
            return None;
        }
        let repr = repr?;
        let mut values = Values::new("flag", "value");
        let mut next = Some(1);
        let mut healthy = true;
        for flag in flags {
            let value = match &flag.value {
                Some(value) => self.mask(flag, value, repr),
                None => self.implied(next, repr, "flag", &flag.name, flag.span),
            };
            next = value.and_then(|value| value.checked_mul(2));
            let place = flag.value.as_ref().map_or(flag.span, |value| value.span);
            healthy &= value.is_some_and(|value| self.is_new_value(&mut values, value, &flag.name, place));
        }
        if !healthy {
            return None;
        }
        let masks: Vec<u64> = values.numbers.iter().filter_map(|value| u64::try_from(*value).ok()).collect();
        let bits = masks.iter().filter_map(|mask| u8::try_from(mask.trailing_zeros()).ok()).collect();
        let all = masks.iter().fold(0, |all, mask| all | mask);
        Some((Meaning::Flags { repr, bits, all }, Measure::plain(repr.size())))
    }

    /// The value of a flag: one bit.
    fn mask(&mut self, flag: &FlagDef, value: &Expr, repr: Int) -> Option<i128> {
        let number = self.integer(value)?;
        if number > 0 && number.count_ones() == 1 {
            return self.in_range(number, repr, value.span, &format!("the flag `{}`", flag.name)).then_some(number);
        }
        self.report(
            Diagnostic::new(codes::E0320, format!("the value of the flag `{}` is not one bit", flag.name))
                .label(value.span, format!("{number} is no power of two"))
                .help("write a power of two: `0x1`, `0x2`, `0x4`; a flag without a value is the next higher bit"),
        );
        None
    }

    fn no_values(&mut self, what: &str, name: &str, span: Span, member: &str) {
        self.report(
            Diagnostic::new(codes::E0307, format!("the {what} `{name}` has no {member}"))
                .label(span, "has no values")
                .help(format!("give it a {member}, or leave it out")),
        );
    }

    /// The integer that stores an enum or flags.
    fn representation(&mut self, what: &str, name: &str, span: Span, repr: Option<&Type>) -> Option<Int> {
        let unsigned = what == "flags";
        let Some(repr) = repr else {
            self.report(
                Diagnostic::new(
                    codes::E0309,
                    format!("the {what} `{name}` does not say how {} stored", stored(unsigned)),
                )
                .label(span, "an integer type is missing")
                .help(format!("write `{what} {name}: u8`")),
            );
            return None;
        };
        let (shape, _) = self.shape(repr)?;
        match shape.kind {
            ShapeKind::Int(int) if !(unsigned && int.is_signed()) => Some(int),
            _ => {
                let wanted = if unsigned { "an unsigned integer" } else { "an integer" };
                self.report(
                    Diagnostic::new(codes::E0309, format!("the {what} `{name}` must be stored as {wanted}"))
                        .label(repr.span, format!("not {wanted}"))
                        .help("write `u8`, `u16`, `u32` or `u64`"),
                );
                None
            }
        }
    }

    /// The number of a variant or flag that none is written for.
    fn implied(&mut self, next: Option<i128>, repr: Int, what: &str, name: &str, span: Span) -> Option<i128> {
        let number = next?;
        if number <= repr.greatest() {
            return Some(number);
        }
        let label = format!("follows the {what} before it; `{}` ends at {}", repr.word(), repr.greatest());
        self.report(
            Diagnostic::new(codes::E0303, format!("{number} does not fit the {what} `{name}`"))
                .label(span, label)
                .help("write its number, or choose a wider type"),
        );
        None
    }

    fn is_new_value(&mut self, values: &mut Values, number: i128, name: &str, span: Span) -> bool {
        values.numbers.push(number);
        let Some((first, first_span)) = values.seen.get(&number) else {
            values.seen.insert(number, (name.into(), span));
            return true;
        };
        let (what, kind) = (values.what, values.kind);
        self.report(
            Diagnostic::new(codes::E0310, format!("the {what}s `{first}` and `{name}` have the same {kind} {number}"))
                .label(span, format!("{kind} {number} again"))
                .also(*first_span, format!("{kind} {number} first"))
                .help(format!("give each {what} a {kind} of its own")),
        );
        false
    }
}

/// The numbers of an enum, or the bits of flags.
struct Values {
    what: &'static str,
    kind: &'static str,
    numbers: Vec<i128>,
    seen: BTreeMap<i128, (String, Span)>,
}

impl Values {
    const fn new(what: &'static str, kind: &'static str) -> Self {
        Self { what, kind, numbers: Vec::new(), seen: BTreeMap::new() }
    }
}

const fn stored(plural: bool) -> &'static str {
    if plural { "they are" } else { "it is" }
}
