//! Messages that are kept.

use tessera_idl::facts::Shape;

use super::{
    convert::{Form, back, from},
    fields::{Fields, Part},
};
use crate::{
    emit::{fields::field_docs, message::Message, place::Life},
    print::docs,
    tokens::{TokenStream, quote},
};

/// The owned type of a message whose parts are read in place or borrowed, the way to it, and the way back.
pub(crate) fn message(message: &Message<'_>, written: bool, read: bool) -> TokenStream {
    let (here, shapes) = (message.here, message.here.shapes());
    let kept = |shape| shapes.keeps(shape) || !shapes.uniform(shape);
    if !here.plan.owned || message.carries() || !message.fields().iter().any(|field| kept(&field.shape)) {
        return TokenStream::new();
    }
    let names = message.field_names();
    let parts = message.fields().iter().zip(names.fields).enumerate().map(|(index, (field, name))| Part {
        shape: &field.shape,
        optional: false,
        docs: field_docs(here, field, message.declared(index)),
        getter: quote!(#name),
        name,
        title: &field.name,
        secret: message.is_secret(index),
    });
    let (fields, ty) = (Fields { here, parts: parts.collect() }, message.owned_name());
    let declaration = fields.declare(&quote!(#ty), &docs(&message.title(", owned: ")), true, false);
    let form = |shape: &Shape| if shapes.uniform(shape) { Form::Value } else { Form::View };
    let read = read.then(|| from(&quote!(#ty), &message.read_type_of_all(Life::Elided), &fields.own(form)));
    let partial = message.fields().iter().any(|field| shapes.partial(&field.shape));
    let back = written.then(|| back(&quote!(#ty), &message.value_type(Life::Named), &fields.lend(), partial));
    quote!(#declaration #read #back)
}
