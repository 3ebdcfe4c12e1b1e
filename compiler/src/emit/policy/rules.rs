//! One function for each rule: `allow_1` says what a rule says, `on_1` does what a rule does.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tessera_idl::{
    arena::Handle,
    facts::Field,
    model::Method,
    policy::{
        ClauseKind, Condition, Effect, EffectKind, Input, Instant, Key, Kind, On, Place, Rule, Slot, Value,
        visit::{self, Access},
    },
};

use super::{
    Module,
    code::{Code, Record, fields_of, get, long},
    names::Captures,
    text,
};
use crate::{
    emit::{condition::literal, message},
    plan::names::{Scope, ident, snake},
    print::docs,
};

/// What a function needs from its caller.
#[derive(Clone, Copy, Debug, Default)]
struct Needs {
    policy: bool,
    at: bool,
    m: bool,
    audit: bool,
}

impl Needs {
    fn see(&mut self, access: Access<'_>) {
        match access {
            Access::Input(_) => self.m = true,
            Access::Read(_) | Access::Write(_) | Access::Replace(_) => self.policy = true,
            Access::Now => self.at = true,
        }
    }
}

impl Module<'_> {
    fn fields(&self, method: Handle<Method>) -> &[Field] {
        &self.here.shapes().facts.methods[method].request.fields
    }

    fn code<'c>(
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

    /// The expression that says what an `allow` rule says of a request, and the function behind it, where there is one.
    pub(super) fn allow(&self, rule: &Rule) -> (TokenStream, TokenStream) {
        let number = literal(rule.number.into());
        if rule.clauses().is_empty() {
            return (quote!(tessera::Verdict::allow(#number)), TokenStream::new());
        }
        let mut needs = Needs::default();
        let mut slots = Slots::default();
        for clause in rule.clauses() {
            if let ClauseKind::Require(condition) = &clause.kind {
                visit::condition(condition, &mut |access| slots.see(access));
            }
            needs.policy |= !matches!(clause.kind, ClauseKind::Require(_));
            needs.at |= matches!(&clause.kind, ClauseKind::Limit(limit) if limit.key.is_none());
        }
        let plain = Rule { when: None, ..rule.clone() };
        visit::rule(&plain, &mut |access| needs.see(access));
        let mut scope = Scope::with(&["at", "m", "self", "holds", "row"]);
        let denied = quote!(tessera::Verdict::deny(#number, 0));
        let (records, lookups) = self.look_up(rule.event.method, None, &slots, &mut scope, &quote!(return #denied;));
        let code = self.code(rule.event.method, None, &records);
        let mut buckets = TokenStream::new();
        let mut checks = TokenStream::new();
        for clause in rule.clauses() {
            let place = literal(clause.number.into());
            let deny = quote!(return tessera::Verdict::deny(#number, #place););
            match &clause.kind {
                ClauseKind::Require(condition) => checks.extend(unless(&code, condition, &deny)),
                ClauseKind::Exclusive(key) => {
                    let (field, key) = (self.names.clauses.get(&(rule.number, clause.number)), code.key(key));
                    checks.extend(quote!(if self.#field.has(#key) { return tessera::Verdict::busy(#number, #place); }));
                }
                ClauseKind::Limit(limit) => {
                    let field = self.names.clauses.get(&(rule.number, clause.number));
                    let name = clause.name.as_deref().unwrap_or("limit");
                    let name = snake(name);
                    let bucket = ident(&scope.claim_or(&name, &format!("{name}_2")));
                    let key = self.bucket(limit.key.as_ref(), &code);
                    buckets.extend(quote!(let Some(#bucket) = self.#field.get(#key) else { return #denied; };));
                    checks.extend(quote!(if !#bucket.has(at.now) { #deny }));
                }
            }
        }
        let docs = docs(&format!("`{}`", text::head(self.here.plan.sources, rule.span)));
        let name = ident(&format!("allow_{}", rule.number));
        let (this, at, m) = (
            needs.policy.then(|| quote!(&self,)),
            needs.at.then(moment),
            needs.m.then(|| self.message(rule.event.method)),
        );
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#this #at #m) -> tessera::Verdict {
                #lookups
                #buckets
                #checks
                tessera::Verdict::allow(#number)
            }
        };
        (self.call(&name, needs, &[]), function)
    }

    /// The condition behind `when`, and the function behind it, where there is one.
    pub(super) fn when(&self, rule: &Rule) -> Option<(TokenStream, TokenStream)> {
        let condition = rule.when.as_ref()?;
        let mut slots = Slots::default();
        let mut needs = Needs::default();
        visit::condition(condition, &mut |access| {
            slots.see(access);
            needs.see(access);
        });
        let plain = self.code(rule.event.method, None, &[]);
        if slots.all.is_empty() && !plain.is_partial(condition) {
            return Some((plain.part(condition), TokenStream::new()));
        }
        // What has no answer denies: an `allow` is not about it, a `deny` is.
        let otherwise = !rule.allows();
        let mut scope = Scope::with(&["at", "m", "self", "holds", "row"]);
        let (records, lookups) = self.look_up(rule.event.method, None, &slots, &mut scope, &quote!(return #otherwise;));
        let code = self.code(rule.event.method, None, &records);
        let holds = code.condition(condition, true);
        let body = if code.is_partial(condition) {
            quote!(let holds = || Some(#holds); holds().unwrap_or(#otherwise))
        } else {
            holds
        };
        let docs = docs(&format!("When rule {} is about a request.", rule.number));
        let name = ident(&format!("when_{}", rule.number));
        let (this, at, m) = (
            needs.policy.then(|| quote!(&self,)),
            needs.at.then(moment),
            needs.m.then(|| self.message(rule.event.method)),
        );
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#this #at #m) -> bool {
                #lookups
                #body
            }
        };
        Some((self.call(&name, needs, &[]), function))
    }

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
        let types = inputs.iter().map(|input| self.captured_type(input));
        let (at, audit) = (needs.at.then(moment), needs.audit.then(|| quote!(audit: &mut tessera::audit::Trail,)));
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#this #at #(#names: #types,)* #audit) {
                #lookups
                #body
            }
        };
        (self.call(&name, needs, &names), inputs, function)
    }

    /// `self.allow_1(at, m)`
    fn call(&self, name: &Ident, needs: Needs, inputs: &[Ident]) -> TokenStream {
        let this = if needs.policy { quote!(self.) } else { quote!(Self::) };
        let at = needs.at.then(|| quote!(at,));
        let m = needs.m.then(|| quote!(m,));
        let audit = needs.audit.then(|| quote!(audit,));
        quote!(#this #name(#at #m #(#inputs,)* #audit))
    }

    /// `m: &lock::UnlockRequest<'_>,`
    fn message(&self, method: Handle<Method>) -> TokenStream {
        let ty = self.request(method);
        quote!(m: &#ty,)
    }

    /// The type of the view of a method's request.
    pub(super) fn request(&self, method: Handle<Method>) -> TokenStream {
        let module = self.here.interface(self.here.shapes().model.methods[method].interface);
        match message::request(self.here, method).filter(|request| !request.is_empty()) {
            Some(request) => {
                let ty = request.read_type_of_all(crate::emit::place::Life::Elided);
                quote!(#module::#ty)
            }
            None => quote!(()),
        }
    }

    /// Finds the records that a function uses, each once.
    fn look_up(
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
                    let known = apart.iter().find(|(known, _)| *known == key);
                    let name = known.map(|(_, name)| name.clone()).unwrap_or_else(|| {
                        let name = ident(&scope.claim_or(&format!("{state}_at"), &format!("{state}_at_2")));
                        lookups.extend(quote!(let #name = #place;));
                        apart.push((key, name.clone()));
                        name
                    });
                    quote!(#name)
                });
                let places = places.collect();
                records.push((slot.clone(), Record::Apart(state.clone(), places)));
            }
        }
        (records, lookups)
    }

    /// The place of a limit's bucket.
    pub(super) fn bucket(&self, key: Option<&Key>, code: &Code<'_>) -> TokenStream {
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

    fn effects(&self, code: &Code<'_>, effects: &[Effect]) -> TokenStream {
        effects.iter().map(|effect| self.effect(code, effect)).collect()
    }

    fn effect(&self, code: &Code<'_>, effect: &Effect) -> TokenStream {
        match &effect.kind {
            EffectKind::Set(place, value) => {
                let value = self.value(code, place, value);
                let field = code.field(place);
                self.write(code, &place.slot, Some(&field), &value)
            }
            EffectKind::Replace(slot, values) => {
                let Some(state) = self.program.states.get(slot.state) else { return TokenStream::new() };
                let (record, fields) = (self.names.records.get(slot.state), fields_of(state));
                let values = values.iter().enumerate().map(|(field, value)| {
                    let place = Place { slot: slot.clone(), field };
                    self.value(code, &place, value)
                });
                self.write(code, slot, None::<&Option<Ident>>, &quote!(#record { #(#fields: #values),* }))
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

    /// Writes a record, or a field of it.
    fn write(&self, code: &Code<'_>, slot: &Slot, field: Option<&Option<Ident>>, value: &TokenStream) -> TokenStream {
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

/// `at: &tessera::Moment,`
fn moment() -> TokenStream {
    quote!(at: &tessera::Moment,)
}

/// Code for the case that a condition does not hold, or has no answer.
fn unless(code: &Code<'_>, condition: &Condition, deny: &TokenStream) -> TokenStream {
    if code.is_partial(condition) {
        let holds = code.condition(condition, true);
        return quote! {
            let holds = || Some(#holds);
            if holds() != Some(true) { #deny }
        };
    }
    let fails = code.condition(condition, false);
    quote!(if #fails { #deny })
}

fn audits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| match &effect.kind {
        EffectKind::Audit(_) => true,
        EffectKind::If { then, otherwise, .. } => audits(then) || audits(otherwise),
        EffectKind::Set(..) | EffectKind::Replace(..) => false,
    })
}

/// The records that a function uses, and whether it writes them.
#[derive(Clone, Debug, Default)]
struct Slots {
    all: Vec<(Slot, bool)>,
}

impl Slots {
    fn see(&mut self, access: Access<'_>) {
        let Some(slot) = access.slot() else { return };
        let writes = matches!(access, Access::Write(_) | Access::Replace(_));
        match self.all.iter_mut().find(|(known, _)| known == slot) {
            Some((_, written)) => *written |= writes,
            None => self.all.push((slot.clone(), writes)),
        }
    }
}
