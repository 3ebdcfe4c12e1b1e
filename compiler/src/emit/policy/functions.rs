//! The functions of a policy: what each needs from its caller, and how it finds its records.

use tessera_idl::{
    arena::Handle,
    facts::Field,
    model::Method,
    policy::{Key, Slot, visit::Access},
};

use super::{
    Module,
    code::{Code, Record, get},
    names::Captures,
};
use crate::{
    emit::{message, place::Life},
    plan::names::{Scope, ident},
    tokens::{Ident, TokenStream, quote},
};

/// What a function needs from its caller.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter, and every set of them occurs")]
pub(super) struct Needs {
    pub(super) policy: bool,
    pub(super) at: bool,
    pub(super) m: bool,
    pub(super) audit: bool,
}

impl Needs {
    pub(super) fn see(&mut self, access: Access<'_>) {
        match access {
            Access::Input(_) => self.m = true,
            Access::Read(_) | Access::Write(_) | Access::Replace(_) => self.policy = true,
            Access::Now => self.at = true,
        }
    }

    /// `self.allow_1(at, m)`
    pub(super) fn call(self, name: &Ident, inputs: &[TokenStream]) -> TokenStream {
        let this = if self.policy { quote!(self.) } else { quote!(Self::) };
        let at = self.at.then(|| quote!(at,));
        let m = self.m.then(|| quote!(m,));
        let audit = self.audit.then(|| quote!(audit,));
        quote!(#this #name(#at #m #(#inputs,)* #audit))
    }

    /// `&self, at: &tessera::Moment, m: &lock::UnlockRequest<'_>,`: for functions that write nothing.
    pub(super) fn parameters(self, module: &Module<'_>, method: Handle<Method>) -> TokenStream {
        let this = self.policy.then(|| quote!(&self,));
        let at = self.moment();
        let m = self.m.then(|| {
            let request = module.request(method);
            quote!(m: &#request,)
        });
        quote!(#this #at #m)
    }

    /// `at: &tessera::Moment,`
    pub(super) fn moment(self) -> Option<TokenStream> {
        self.at.then(|| quote!(at: &tessera::Moment,))
    }
}

/// The records that a function uses, and whether it writes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    pub(super) all: Vec<(Slot, bool)>,
}

impl Slots {
    pub(super) fn see(&mut self, access: Access<'_>) {
        let Some(slot) = access.slot() else { return };
        let writes = matches!(access, Access::Write(_) | Access::Replace(_));
        match self.all.iter_mut().find(|(known, _)| known == slot) {
            Some((_, written)) => *written |= writes,
            None => self.all.push((slot.clone(), writes)),
        }
    }
}

impl Module<'_> {
    fn fields(&self, method: Handle<Method>) -> &[Field] {
        &self.here.shapes().facts.methods[method].request.fields
    }

    pub(super) fn code<'c>(
        &'c self,
        method: Handle<Method>,
        captured: Option<&'c Captures>,
        records: &'c [(Slot, Record)],
    ) -> Code<'c> {
        Code {
            here: self.here,
            program: self.program,
            names: &self.names,
            fields: self.fields(method),
            captured,
            records,
            proven: captured.is_some(),
        }
    }

    /// The type of the view of a method's request.
    pub(super) fn request(&self, method: Handle<Method>) -> TokenStream {
        let module = self.here.interface(self.here.shapes().model.methods[method].interface);
        let Some(request) = message::request(self.here, method).filter(|request| !request.is_empty()) else {
            return quote!(());
        };
        let ty = request.read_type_of_all(Life::Elided);
        quote!(#module::#ty)
    }

    /// Finds the records that a function uses, each once.
    pub(super) fn look_up(
        &self,
        method: Handle<Method>,
        captured: Option<&Captures>,
        slots: &Slots,
        scope: &mut Scope,
        otherwise: &TokenStream,
    ) -> (Vec<(Slot, Record)>, TokenStream) {
        let code = self.code(method, captured, &[]);
        let (mut records, mut lookups) = (Vec::new(), TokenStream::new());
        let mut apart: Vec<(&Key, Ident)> = Vec::new();
        for (slot, written) in &slots.all {
            let Some(state) = self.names.states.get(slot.state) else { continue };
            if slot.keys.is_empty() {
                records.push((slot.clone(), Record::Field(state.clone())));
                continue;
            }
            let keys: Vec<_> = slot.keys.iter().map(|key| code.key(key)).collect();
            let is_alone = slots.all.iter().filter(|(other, _)| other.state == slot.state).count() == 1;
            let any_written = slots.all.iter().any(|(other, written)| *written && other.state == slot.state);
            if is_alone || !any_written {
                let name = ident(&scope.claim_or(&state.to_string(), &format!("{state}_2")));
                let get = get(&quote!(self.#state), keys.into_iter(), *written);
                lookups.extend(quote!(let Some(#name) = #get else { #otherwise };));
                records.push((slot.clone(), Record::Reference(name)));
            } else {
                let places = slot.keys.iter().zip(keys).map(|(key, place)| {
                    if key.value.as_literal().is_some() {
                        return place;
                    }
                    if let Some((_, name)) = apart.iter().find(|(known, _)| *known == key) {
                        return quote!(#name);
                    }
                    let name = ident(&scope.claim_or(&format!("{state}_at"), &format!("{state}_at_2")));
                    lookups.extend(quote!(let #name = #place;));
                    let code = quote!(#name);
                    apart.push((key, name));
                    code
                });
                let places = places.collect();
                records.push((slot.clone(), Record::Apart(state.clone(), places)));
            }
        }
        (records, lookups)
    }

    /// The place of a limit's bucket.
    pub(super) fn bucket(key: Option<&Key>, code: &Code<'_>) -> TokenStream {
        key.map_or_else(|| quote!(usize::from(at.caller.root)), |key| code.key(key))
    }

    /// Code that reads the request of a method.
    pub(super) fn of_request(&self, method: Handle<Method>) -> Code<'_> {
        self.code(method, None, &[])
    }

    /// Code that reads what was captured of a request.
    pub(super) fn of_captured<'c>(&'c self, method: Handle<Method>, captures: &'c Captures) -> Code<'c> {
        self.code(method, Some(captures), &[])
    }
}
