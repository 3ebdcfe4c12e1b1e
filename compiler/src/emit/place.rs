//! Where code is generated, and how it names what it uses from there.

use tessera_idl::{
    arena::Handle,
    facts::{Shape, ShapeKind},
    model::{Int, Interface, Package, Rights, TypeDef},
};

use crate::{
    plan::{
        Plan,
        names::ident,
        naming::ElementNames,
        shapes::{Shapes, is_byte_array},
        signature,
    },
    tokens::{Ident, Literal, TokenStream, Tokens, quote, spelled},
};

/// A module of the generated code: that of a package, or one inside of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here<'p> {
    pub(crate) plan: &'p Plan<'p>,
    pub(crate) package: Handle<Package>,
    /// Whether this is a module inside of the package's, which sees the package's names.
    pub(crate) inside: bool,
}

/// The lifetime of what a type borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// `'a`
    Named,
    /// `'_`, and none behind `&`.
    Elided,
    /// `'p`: what a client's answer borrows from its port.
    Port,
    /// `'s`: what a server's answer borrows from it.
    Server,
    /// `'m`: what a handler is given of the message.
    Message,
}

impl Life {
    /// Between `<` and `>`.
    pub(crate) fn argument(self) -> TokenStream {
        match self {
            Self::Named => quote!('a),
            Self::Elided => quote!('_),
            Self::Port => quote!('p),
            Self::Server => quote!('s),
            Self::Message => quote!('m),
        }
    }

    /// Behind `&`.
    fn reference(self) -> TokenStream {
        match self {
            Self::Elided => TokenStream::new(),
            other => other.argument(),
        }
    }
}

impl<'p> Here<'p> {
    pub(crate) fn new(plan: &'p Plan<'p>, package: Handle<Package>) -> Self {
        Self { plan, package, inside: false }
    }

    pub(crate) fn inside(self) -> Self {
        Self { inside: true, ..self }
    }

    pub(crate) fn shapes(self) -> Shapes<'p> {
        self.plan.shapes
    }

    /// What stands before a name of another package; nothing before one of our own.
    fn path(self, package: Handle<Package>) -> TokenStream {
        let packages = &self.plan.names.packages;
        if package == self.package {
            return TokenStream::new();
        }
        let from = packages.get(&self.package).map(Vec::as_slice).unwrap_or_default();
        let to = packages.get(&package).map(Vec::as_slice).unwrap_or_default();
        let common = from.iter().zip(to).take_while(|(from, to)| from == to).count();
        let up = std::iter::repeat_n(quote!(super::), from.len() - common + usize::from(self.inside));
        let down = to.iter().skip(common).map(|segment| ident(segment));
        quote!(#(#up)* #(#down::)*)
    }

    /// How private helpers of a type are shared: with the module below, or with the other packages.
    pub(crate) fn shared(self) -> TokenStream {
        if self.plan.packages.len() > 1 { quote!(pub(crate)) } else { TokenStream::new() }
    }

    /// The type to write of a definition, without generic arguments.
    pub(crate) fn value_name(self, definition: Handle<TypeDef>) -> TokenStream {
        let names = self.plan.names.types.get(&definition).map(|names| ident(&names.value));
        let path = self.path(self.shapes().model.types[definition].package);
        quote!(#path #names)
    }

    /// The type to read in place of a definition, without generic arguments.
    pub(crate) fn view_name(self, definition: Handle<TypeDef>) -> TokenStream {
        let names = self.plan.names.types.get(&definition).map(|names| ident(&names.view));
        let path = self.path(self.shapes().model.types[definition].package);
        quote!(#path #names)
    }

    /// The type that is kept of a definition.
    pub(crate) fn owned_name(self, definition: Handle<TypeDef>) -> TokenStream {
        let names = self.plan.names.types.get(&definition).map(|names| ident(&names.owned));
        let path = self.path(self.shapes().model.types[definition].package);
        quote!(#path #names)
    }

    /// The module of an interface.
    pub(crate) fn interface(self, interface: Handle<Interface>) -> TokenStream {
        let names = self.plan.names.interfaces.get(&interface).map(|names| ident(&names.module));
        let path = self.path(self.shapes().model.interfaces[interface].package);
        quote!(#path #names)
    }

    /// The type that names an interface.
    pub(crate) fn marker(self, interface: Handle<Interface>) -> TokenStream {
        let module = self.interface(interface);
        let marker = self.plan.names.interfaces.get(&interface).map(|names| ident(&names.marker));
        quote!(#module::#marker)
    }

    /// The type of a set of rights of an interface.
    pub(crate) fn rights(self, interface: Handle<Interface>, rights: Rights) -> TokenStream {
        let module = self.interface(interface);
        let Some(names) = self.plan.names.interfaces.get(&interface) else { return TokenStream::new() };
        if rights == Rights::first(names.rights.len()) {
            return quote!(#module::AllRights);
        }
        let places = names.rights.iter().enumerate().map(|(position, name)| {
            let name = ident(name);
            if rights.contains(Rights::single(position)) { quote!(#module::#name) } else { quote!(tessera::No) }
        });
        quote!(#module::Rights<#(#places),*>)
    }

    /// The type of a value: what a sender has.
    pub(crate) fn value(self, shape: &Shape, life: Life) -> TokenStream {
        let (reference, argument) = (life.reference(), life.argument());
        match &shape.kind {
            ShapeKind::Array { element, len } => {
                let (element, len) = (self.value(element, life), number(*len));
                quote!([#element; #len])
            }
            ShapeKind::Text { .. } => quote!(&#reference str),
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => quote!(&#reference [u8]),
            ShapeKind::InlineText { .. } => quote!(tessera::view::Text<#argument>),
            ShapeKind::List { element, bound } if self.shapes().carries(element) => {
                let (value, bound) = (self.value(element, life), number(*bound));
                quote!([Option<#value>; #bound])
            }
            ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => {
                let value = self.value(element, life);
                if !self.shapes().is_told(element) {
                    return quote!(&#reference [#value]);
                }
                let kind = Some(self.kind(element)).filter(|kind| !kind.is_same(&value)).map(|kind| quote!(, #kind));
                quote!(tessera::Elements<#argument, #value #kind>)
            }
            ShapeKind::Option { value, .. } => {
                let value = self.value(value, life);
                quote!(Option<#value>)
            }
            ShapeKind::Named(definition) => {
                let name = self.value_name(*definition);
                let generics = self.generics(shape, life);
                quote!(#name #generics)
            }
            ShapeKind::Cap { interface, rights } => {
                let (marker, rights) = (self.marker(*interface), self.rights(*interface, *rights));
                quote!(tessera::Cap<K, #marker, #rights>)
            }
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => primitive(shape),
        }
    }

    /// What a list that is told calls its elements.
    pub(crate) fn kind(self, element: &Shape) -> TokenStream {
        if let ShapeKind::Named(definition) = element.kind {
            let (name, forever) =
                (self.value_name(definition), self.shapes().borrows(element).then(|| quote!(<'static>)));
            return quote!(#name #forever);
        }
        let name = self.element_names(element).map(|names| ident(&names.kind));
        quote!(#name)
    }

    /// The names of an element that has none.
    fn element_names(self, element: &Shape) -> Option<&'p ElementNames> {
        self.plan.names.elements.get(&(self.package, signature::shape(self.shapes().model, element)))
    }

    /// `<'a, K>`, as far as a value of the shape needs them.
    pub(crate) fn generics(self, shape: &Shape, life: Life) -> TokenStream {
        let argument = life.argument();
        match (self.shapes().borrows(shape), self.shapes().carries(shape)) {
            (false, false) => TokenStream::new(),
            (true, false) => quote!(<#argument>),
            (false, true) => quote!(<K>),
            (true, true) => quote!(<#argument, K>),
        }
    }

    /// The type that is read from a message.
    pub(crate) fn read(self, shape: &Shape, life: Life) -> TokenStream {
        if self.shapes().uniform(shape) { self.value(shape, life) } else { self.view(shape, life) }
    }

    /// The type that is read in place, from bytes that were validated before.
    pub(crate) fn view(self, shape: &Shape, life: Life) -> TokenStream {
        let argument = life.argument();
        match &shape.kind {
            ShapeKind::Text { .. } => quote!(tessera::view::Text<#argument>),
            ShapeKind::Array { .. } if self.shapes().scalar(shape) => self.value(shape, life),
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => {
                let element = self.element(element, life);
                quote!(tessera::List<#argument, #element>)
            }
            ShapeKind::Option { value, .. } => {
                let value = self.view(value, life);
                quote!(Option<#value>)
            }
            ShapeKind::Named(definition) if self.shapes().has_view(*definition) => {
                let name = self.view_name(*definition);
                if self.shapes().view_borrows(*definition) { quote!(#name<#argument>) } else { name }
            }
            ShapeKind::Cap { interface, rights } => {
                let (marker, rights) = (self.marker(*interface), self.rights(*interface, *rights));
                quote!(tessera::Mention<#marker, #rights>)
            }
            _ => self.value(shape, life),
        }
    }

    /// A new type around a value that was validated before; no check is left to be done.
    pub(crate) fn valid(self, definition: Handle<TypeDef>, value: &TokenStream) -> TokenStream {
        let name =
            if self.shapes().has_view(definition) { self.view_name(definition) } else { self.value_name(definition) };
        if self.package == self.shapes().model.types[definition].package {
            quote!(#name(#value))
        } else {
            quote!(#name::from_valid(#value))
        }
    }

    /// The type of an element of a list that is read.
    pub(crate) fn element(self, shape: &Shape, life: Life) -> TokenStream {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => primitive(shape),
            ShapeKind::Named(_) => self.view(shape, life),
            _ => {
                let name = self.element_names(shape).map(|names| ident(&names.view));
                let argument = life.argument();
                quote!(#name<#argument>)
            }
        }
    }
}

/// Whether a type that is read has several lifetimes that must be one: a list of what borrows.
pub(crate) fn needs_one_life(ty: &TokenStream) -> bool {
    ty.mentions("List") && ty.count_of("'_") > 1
}

/// `u16`
pub(crate) fn primitive(shape: &Shape) -> TokenStream {
    let word = match &shape.kind {
        ShapeKind::Int(int) => int.word(),
        ShapeKind::Float(float) => float.word(),
        _ => "bool",
    };
    let word = ident(word);
    quote!(#word)
}

/// The method of `Fixed` and `FixedMut` for an integer.
pub(crate) fn integer(int: Int) -> Ident {
    ident(int.word())
}

/// `8`, without a suffix.
pub(crate) fn number(value: u32) -> Literal {
    wide_number(value.into())
}

/// `70_000`, without a suffix.
pub(crate) fn wide_number(value: u128) -> Literal {
    let digits = value.to_string();
    if digits.len() < 5 {
        return Literal::u128_unsuffixed(value);
    }
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    spelled(&grouped, value)
}

/// Whether a shape is read as `[u8; N]`.
pub(crate) fn bytes_of_array(shape: &Shape) -> Option<u32> {
    is_byte_array(shape).then_some(shape.extent.size)
}
