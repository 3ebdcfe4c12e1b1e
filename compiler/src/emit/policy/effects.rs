//! What `on` rules do: `on_1`, one function for each.

use tessera_idl::policy::{
    Effect, EffectKind, Input, Instant, Kind, On, Place, Slot, Value,
    visit::{self, Access},
};

use super::{
    Module,
    code::{Code, Record, fields_of, get, long},
    functions::{Needs, Slots},
    names::Captures,
    text,
};
use crate::{
    emit::condition::literal,
    plan::names::ident,
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// How many values of a request are parameters of their own.
const MOST_PARAMETERS: usize = 4;

impl Module<'_> {
    /// The call of an `on` rule's function, the inputs that it takes, and the function.
    pub(super) fn on(&self, position: usize, on: &On, captures: &Captures) -> (TokenStream, Vec<Input>, TokenStream) {
        let mut slots = Slots::default();
        let mut needs = Needs { audit: audits(&on.effects), ..Needs::default() };
        let mut inputs: Vec<Input> = Vec::new();
        visit::on(on, &mut |access| {
            slots.see(access);
            match access {
                Access::Input(input) if !inputs.contains(input) => inputs.push(input.clone()),
                Access::Input(_) => {}
                other => needs.see(other),
            }
        });
        needs.at |= needs.audit;
        let writes = slots.all.iter().any(|(_, written)| *written);
        let mut scope = captures.scope();
        let (records, lookups) = self.look_up(on.event.method, Some(captures), &slots, &mut scope, &quote!(return;));
        let code = self.code(on.event.method, Some(captures), &records);
        let mut body = self.effects(&code, &on.effects);
        if let Some(when) = &on.when {
            let when = code.condition(when, true);
            body = quote!(if #when { #body });
        }
        let docs = docs(&format!("`{}`", text::head(self.here.plan.sources, on.span)));
        let name = ident(&format!("on_{}", position + 1));
        let this = match (needs.policy, writes) {
            (false, _) => TokenStream::new(),
            (true, false) => quote!(&self,),
            (true, true) => quote!(&mut self,),
        };
        let names: Vec<_> = inputs.iter().map(|input| captures.name(input)).collect();
        let types: Vec<_> = inputs.iter().map(|input| self.captured_type(input)).collect();
        let (at, audit) = (needs.moment(), needs.audit.then(|| quote!(audit: &mut tessera::audit::Trail,)));
        // What is read of the request goes in one parameter where every value would have one of many.
        let (given, call) = if inputs.len() > MOST_PARAMETERS {
            (quote!((#(#names),*): (#(#types),*),), needs.call(&name, &[quote!((#(#names),*))]))
        } else {
            let each: Vec<_> = names.iter().map(|name| quote!(#name)).collect();
            (quote!(#(#names: #types,)*), needs.call(&name, &each))
        };
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#this #at #given #audit) {
                #lookups
                #body
            }
        };
        (call, inputs, function)
    }

    fn effects(&self, code: &Code<'_>, effects: &[Effect]) -> TokenStream {
        effects.iter().map(|effect| self.effect(code, effect)).collect()
    }

    fn effect(&self, code: &Code<'_>, effect: &Effect) -> TokenStream {
        match &effect.kind {
            EffectKind::Set(place, value) => {
                let value = self.value(code, place, value);
                write(code, &place.slot, code.field(place).as_ref(), &value)
            }
            EffectKind::Replace(slot, values) => {
                let Some(state) = self.program.states.get(slot.state) else { return TokenStream::new() };
                let (record, fields) = (self.names.records.get(slot.state), fields_of(state));
                let values = values.iter().enumerate().map(|(field, value)| {
                    let place = Place { slot: slot.clone(), field };
                    self.value(code, &place, value)
                });
                write(code, slot, None, &quote!(#record { #(#fields: #values),* }))
            }
            EffectKind::If { condition, then, otherwise } => {
                let (condition, then) = (code.condition(condition, true), self.effects(code, then));
                let otherwise = match otherwise.as_slice() {
                    [] => TokenStream::new(),
                    [Effect { kind: EffectKind::If { .. }, .. }] => {
                        let chained = self.effects(code, otherwise);
                        quote!(else #chained)
                    }
                    _ => {
                        let otherwise = self.effects(code, otherwise);
                        quote!(else { #otherwise })
                    }
                };
                quote!(if #condition { #then } #otherwise)
            }
            EffectKind::Audit(note) => {
                let note = literal(i128::try_from(*note).unwrap_or_default());
                quote!(audit.note(at.now, &at.caller, #note);)
            }
        }
    }

    fn value(&self, code: &Code<'_>, place: &Place, value: &Value) -> TokenStream {
        let state = self.program.states.get(place.slot.state);
        let Some(field) = state.and_then(|state| state.fields.get(place.field)) else { return TokenStream::new() };
        let Kind::Int(int) = field.kind else {
            return match value {
                Value::Truth(condition) => code.condition(condition, true),
                Value::Variant(of, operand) => code.variant(*of, operand),
                Value::Instant(Instant::Never) => quote!(0),
                Value::Instant(Instant::After(millis)) => {
                    let millis = long((*millis).into());
                    quote!(at.now.saturating_add(#millis))
                }
                Value::Number(_) | Value::Saturating(_) => TokenStream::new(),
            };
        };
        match value {
            Value::Number(number) => code.stored(number, int, field.high),
            Value::Saturating(number) => code.saturated(number, int, field.low, field.high),
            Value::Truth(_) | Value::Variant(..) | Value::Instant(_) => TokenStream::new(),
        }
    }
}

/// Writes a record, or a field of it.
fn write(code: &Code<'_>, slot: &Slot, field: Option<&Ident>, value: &TokenStream) -> TokenStream {
    match (code.record(slot), field) {
        (Some(Record::Reference(record)), Some(field)) => quote!(#record.#field = #value;),
        (Some(Record::Reference(record)), None) => quote!(*#record = #value;),
        (Some(Record::Field(state)), Some(field)) => quote!(self.#state.#field = #value;),
        (Some(Record::Field(state)), None) => quote!(self.#state = #value;),
        (Some(Record::Apart(state, places)), field) => {
            let get = get(&quote!(self.#state), places.iter().cloned(), true);
            let target = field.map_or_else(|| quote!(*record), |field| quote!(record.#field));
            quote!(let value = #value; if let Some(record) = #get { #target = value; })
        }
        (None, _) => TokenStream::new(),
    }
}

fn audits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| match &effect.kind {
        EffectKind::Audit(_) => true,
        EffectKind::If { then, otherwise, .. } => audits(then) || audits(otherwise),
        EffectKind::Set(..) | EffectKind::Replace(..) => false,
    })
}
