//! Leases: parameters that are lent beside the body.

use tessera_idl::{
    arena::Handle,
    ast::Lend,
    facts::{Lease, Shape, ShapeKind},
    model::{Method, TypeDef},
};

use super::{
    clear,
    fields::FieldNames,
    message,
    place::{Here, Life, number},
    read::Reader,
    write::{Source, Writer},
};
use crate::{
    plan::names::{Scope, ident, snake},
    tokens::{Ident, TokenStream, format_ident, quote},
};

/// Names that the functions around leases use for their own variables.
const LOCALS: [&str; 17] = [
    "server", "m", "uses", "desk", "monitor", "request", "loan", "returned", "leases", "caps", "answer", "port",
    "call", "self", "lent", "cap", "gone",
];

/// One parameter of a method, in the body or beside it.
pub(super) struct Parameter {
    pub(super) name: Ident,
    pub(super) ty: TokenStream,
}

/// What a method lends.
pub(super) fn of(here: Here<'_>, method: Handle<Method>) -> &[Lease] {
    &here.plan.shapes.facts.methods[method].leases
}

/// The variables of a method's leases, in their order.
pub(super) fn locals(here: Here<'_>, method: Handle<Method>) -> Vec<Ident> {
    let mut scope = Scope::with(&LOCALS);
    if let Some(request) = message::request(here, method) {
        for local in &request.field_names().locals {
            scope.claim(&local.to_string());
        }
    }
    of(here, method).iter().map(|lease| ident(&scope.claim(&snake(&lease.name)))).collect()
}

/// All parameters in the order of the text, given those of the body.
pub(super) fn among(here: Here<'_>, method: Handle<Method>, body: Vec<Parameter>) -> Vec<Parameter> {
    let mut all = body;
    let places = here.shapes().model.methods[method].leases.iter().map(|lease| lease.place);
    for ((place, lease), name) in places.zip(of(here, method)).zip(locals(here, method)) {
        all.insert(place.min(all.len()), Parameter { name, ty: ty(here, lease) });
    }
    all
}

/// The type of a lent parameter, for both sides.
fn ty(here: Here<'_>, lease: &Lease) -> TokenStream {
    match (element(lease), lease.lend) {
        (None, Lend::In) => quote!(&[u8]),
        (None, Lend::Out | Lend::InOut) => quote!(&mut [u8]),
        (Some(element), lend) => {
            let element = here.value(element, Life::Elided);
            match lend {
                Lend::In => quote!(tessera::lease::Lent<'_, #element>),
                Lend::Out | Lend::InOut => quote!(&mut tessera::lease::LentMut<'_, #element>),
            }
        }
    }
}

/// The element of a lent list; none for bytes.
fn element(lease: &Lease) -> Option<&Shape> {
    match &lease.shape.kind {
        ShapeKind::List { element, .. } => Some(element),
        _ => None,
    }
}

/// `const LEASES` of a method that lends.
pub(super) fn constant(here: Here<'_>, method: Handle<Method>) -> Option<TokenStream> {
    let leases = of(here, method);
    let each = leases.iter().map(|lease| {
        let lend = match lease.lend {
            Lend::In => quote!(In),
            Lend::Out => quote!(Out),
            Lend::InOut => quote!(InOut),
        };
        if let ShapeKind::List { element, bound } = &lease.shape.kind {
            let (element, bound) = (here.value(element, Life::Elided), number(*bound));
            quote!(tessera::lease::Lending::list::<#element>(tessera::lease::Lend::#lend, #bound))
        } else {
            let most = number(lease.max);
            quote!(tessera::lease::Lending::bytes(tessera::lease::Lend::#lend, #most))
        }
    });
    (!leases.is_empty()).then(|| quote!(const LEASES: &'static [tessera::lease::Lending] = &[#(#each),*];))
}

/// The leases as the client passes them on.
pub(super) fn passed(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    let each = of(here, method).iter().zip(locals(here, method)).map(|(lease, name)| {
        let bytes = if element(lease).is_some() { quote!(#name.bytes()) } else { quote!(#name) };
        match lease.lend {
            Lend::In => quote!(tessera::lease::Lease::In(#bytes)),
            Lend::Out => quote!(tessera::lease::Lease::Out(#bytes)),
            Lend::InOut => quote!(tessera::lease::Lease::InOut(#bytes)),
        }
    });
    quote!(&mut [#(#each),*])
}

/// What the dispatcher does with the parts that the monitor gives it: statements that bind them, and the handler's arguments.
pub(super) fn handed(here: Here<'_>, method: Handle<Method>) -> (TokenStream, Vec<TokenStream>) {
    let (mut bind, mut arguments) = (TokenStream::new(), Vec::new());
    for (lease, name) in of(here, method).iter().zip(locals(here, method)) {
        match (element(lease), lease.lend) {
            (None, _) => arguments.push(quote!(#name)),
            (Some(_), Lend::In) => arguments.push(quote!(tessera::lease::Lent::new(#name))),
            (Some(_), Lend::Out | Lend::InOut) => {
                bind.extend(quote!(let mut #name = tessera::lease::LentMut::new(#name);));
                arguments.push(quote!(&mut #name));
            }
        }
    }
    (bind, arguments)
}

/// The room that the leases of a method take at most, in bytes.
pub(super) fn room(here: Here<'_>, method: Handle<Method>) -> u32 {
    of(here, method).iter().fold(0, |sum, lease| sum.saturating_add(lease.max))
}

/// A type as an element of a lent list.
pub(super) fn implementation(here: Here<'_>, definition: Handle<TypeDef>) -> TokenStream {
    let extent = here.shapes().facts.types[definition].extent;
    let shape = Shape { kind: ShapeKind::Named(definition), extent };
    let (name, size) = (here.value_name(definition), number(extent.size));
    let clear = clear::check(&here.shapes().clear(&shape, true), 0, shape.extent.size);
    let read = Reader { here, owns_objects: false }.read(&shape, 0, &format_ident!("value"));
    let write = Writer { here, owns_objects: false }.put(&shape, 0, &Source::behind(quote!(self)));
    quote! {
        impl tessera::lease::Element for #name {
            const SIZE: usize = #size;

            #[inline]
            fn read(bytes: &[u8]) -> Result<Self, tessera::wire::Malformed> {
                let fixed = tessera::view::Fixed::<#size>::whole(tessera::wire::Message { body: bytes, caps: 0 })?;
                #clear
                #read
                Ok(value)
            }

            #[inline]
            fn write(&self, bytes: &mut [u8]) -> Result<(), tessera::wire::DoesNotFit> {
                let mut fixed = tessera::build::FixedMut::<#size>::whole(bytes)?;
                #write
                Ok(())
            }
        }
    }
}

/// The parameters of a client's method, in the order of the text.
pub(super) fn parameters(here: Here<'_>, method: Handle<Method>, names: &FieldNames) -> TokenStream {
    let each = passed_in(here, method, names).into_iter().map(|Parameter { name, ty }| quote!(#name: #ty));
    quote!(#(#each),*)
}

/// The client's parameters, one by one.
pub(super) fn passed_in(here: Here<'_>, method: Handle<Method>, names: &FieldNames) -> Vec<Parameter> {
    let Some(request) = message::request(here, method) else { return Vec::new() };
    let body = request
        .fields()
        .iter()
        .zip(&names.locals)
        .map(|(field, name)| Parameter { name: name.clone(), ty: here.value(&field.shape, Life::Elided) });
    among(here, method, body.collect())
}
