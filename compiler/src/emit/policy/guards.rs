//! What a home says about one method: the decision, the admission, the outcome.

use tessera_idl::{
    arena::Handle,
    facts::{Instance, Meaning},
    model::{Component, TypeDef},
    policy::{Event, Guard, Home, Input, On, Outcome, Rule},
};

use super::{Module, code::variant as value_of, homes::kernel, names::Captures};
use crate::{
    emit::{condition::literal, gate, serve, types},
    tokens::{TokenStream, Tokens, quote},
};

impl Module<'_> {
    /// Everything about one method.
    pub(super) fn guard(&self, home: &Home, guard: &Guard) -> TokenStream {
        let Some(name) = self.names.homes.get(&home.instance) else { return TokenStream::new() };
        let (decide, decisions) = self.decide(home, guard);
        let admit = self.admit(home, guard);
        let (settle, outcomes) = self.settle(home, guard);
        let functions =
            (!decisions.is_empty() || !outcomes.is_empty()).then(|| quote!(impl #name { #decisions #outcomes }));
        let (kernel, marker) = (kernel(home), self.served(home, guard));
        quote! {
            #functions

            impl<K: #kernel> tessera::Guard<K, #marker> for #name {
                #decide
                #admit
                #settle
            }
        }
    }

    /// The component of a home that is a gate, which passes on what it allows.
    fn gate(&self, home: &Home) -> Option<Handle<Component>> {
        let shapes = self.here.shapes();
        let component = shapes.facts.instances[home.instance].component;
        shapes.model.components[component].is_gate.then_some(component)
    }

    /// The method that is decided about: `lock::Unlock`
    fn served(&self, home: &Home, guard: &Guard) -> TokenStream {
        let marker = serve::marker(self.here, guard.method);
        match self.gate(home) {
            Some(component) => gate::passed(self.here, component, &marker),
            None => marker,
        }
    }

    /// Its request.
    fn asked(&self, home: &Home, guard: &Guard) -> TokenStream {
        if self.gate(home).is_some() {
            let marker = serve::marker(self.here, guard.method);
            return quote!(tessera::gate::Forward<'_, #marker>);
        }
        self.request(guard.method)
    }

    /// Its results.
    fn answered(&self, home: &Home, guard: &Guard) -> TokenStream {
        if let Some(component) = self.gate(home) {
            let caps = gate::caps(self.here, component);
            return quote!(tessera::gate::Relayed<'_, K, #caps>);
        }
        serve::reply(self.here, guard.method)
    }

    /// What a rule asks of the caller and the port, where not every request of the method has it.
    fn from(&self, home: &Home, guard: &Guard, event: &Event) -> Option<TokenStream> {
        let caller = event.from.as_ref().and_then(|from| self.called_by(from));
        let ports: Vec<_> = event
            .ports_of(home.instance)
            .map(|provides| literal(self.here.shapes().facts.provides[provides].index.into()))
            .collect();
        let port = match ports.as_slice() {
            _ if guard.ports.len() == ports.len() => None,
            [index] => Some(quote!(at.caller.connection.port == #index)),
            several => Some(quote!(matches!(at.caller.connection.port, #(#several)|*))),
        };
        all([caller, port].into_iter().flatten().collect())
    }

    /// Whether one of these calls.
    fn called_by(&self, from: &[Handle<Instance>]) -> Option<TokenStream> {
        let subjects: Vec<_> = from.iter().filter_map(|from| self.names.subjects.get(from)).collect();
        match subjects.as_slice() {
            [] => None,
            [subject] => Some(quote!(at.caller.connection.subject == #subject)),
            several => Some(quote!(matches!(at.caller.connection.subject, #(#several)|*))),
        }
    }

    fn rules<'g>(&'g self, numbers: &'g [u16]) -> impl Iterator<Item = &'g Rule> {
        numbers.iter().filter_map(|number| self.program.rule(*number))
    }

    /// When a rule is about a request, and the function behind it.
    fn matches(&self, home: &Home, guard: &Guard, rule: &Rule) -> (Option<TokenStream>, TokenStream) {
        let (when, function) = self.when(rule).unzip();
        let conditions = self.from(home, guard, &rule.event).into_iter().chain(when).collect();
        (all(conditions), function.unwrap_or_default())
    }

    /// The function that decides, and those of the rules.
    fn decide(&self, home: &Home, guard: &Guard) -> (TokenStream, TokenStream) {
        let mut functions = TokenStream::new();
        let mut denies = TokenStream::new();
        for rule in self.rules(&guard.deny) {
            let (condition, function) = self.matches(home, guard, rule);
            let number = literal(rule.number.into());
            let deny = quote!(return tessera::Verdict::deny(#number, 0););
            functions.extend(function);
            denies.extend(condition.map_or(deny.clone(), |condition| quote!(if #condition { #deny })));
        }
        let allows: Vec<_> = self
            .rules(&guard.allow)
            .map(|rule| {
                let (condition, when) = self.matches(home, guard, rule);
                let (verdict, function) = self.allow(rule);
                functions.extend(when);
                functions.extend(function);
                (condition, verdict)
            })
            .collect();
        // What comes from a gate was decided there.
        denies.extend(self.called_by(&guard.gates).map(|gate| quote!(if #gate { return tessera::Verdict::GATE; })));
        let body = match allows.as_slice() {
            [] => quote!(#denies tessera::Verdict::NO_RULE),
            [(None, verdict)] => quote!(#denies #verdict),
            [(Some(condition), verdict)] => {
                quote!(#denies if #condition { #verdict } else { tessera::Verdict::NO_RULE })
            }
            several => {
                let several = several.iter().map(|(condition, verdict)| {
                    let next = quote!(verdict = verdict.or(#verdict););
                    condition.as_ref().map_or(next.clone(), |condition| quote!(if #condition { #next }))
                });
                quote!(#denies let mut verdict = tessera::Verdict::NO_RULE; #(#several)* verdict)
            }
        };
        let (at, m, request) = (used(&body, "at"), used(&body, "m"), self.asked(home, guard));
        let decide = quote! {
            #[inline(always)]
            fn decide(&self, #at: &tessera::Moment, #m: &#request) -> tessera::Verdict {
                #body
            }
        };
        (decide, functions)
    }

    fn admit(&self, home: &Home, guard: &Guard) -> TokenStream {
        let captures = Captures::new(home, guard);
        let arms: Vec<_> = self
            .rules(&guard.allow)
            .filter_map(|rule| Some((rule.number, self.admission(home, guard, &captures, rule)?)))
            .collect();
        let nothing = self.names.captured.get(&home.instance).map(|name| {
            let nothing = self.names.nothing();
            quote!(#name::#nothing)
        });
        let body = match arms.as_slice() {
            [] => quote!(#nothing),
            // No other rule allows anything.
            [(_, arm)] if guard.allow.len() == 1 && guard.gates.is_empty() => arm.clone(),
            [(number, arm)] => {
                let number = literal((*number).into());
                let otherwise = nothing.map(|nothing| quote!(else { #nothing }));
                quote!(if verdict.rule() == #number { #arm } #otherwise)
            }
            arms => {
                let arms = arms.iter().map(|(number, arm)| {
                    let number = literal((*number).into());
                    quote!(#number => { #arm })
                });
                let nothing = nothing.unwrap_or_else(|| quote!({}));
                quote!(match verdict.rule() { #(#arms)* _ => #nothing })
            }
        };
        let (at, verdict, m) = (used(&body, "at"), used(&body, "verdict"), used(&body, "m"));
        let (request, enumeration) = (self.asked(home, guard), self.captured_name(home));
        let result = (!enumeration.is_same(&quote!(()))).then(|| quote!(-> #enumeration));
        quote! {
            #[inline(always)]
            fn admit(&mut self, #at: &tessera::Moment, #verdict: tessera::Verdict, #m: &#request) #result {
                #body
            }
        }
    }

    /// What happens when a rule admits a request; `None` if nothing does.
    fn admission(&self, home: &Home, guard: &Guard, captures: &Captures, rule: &Rule) -> Option<TokenStream> {
        let code = self.of_request(guard.method);
        let mut body = TokenStream::new();
        for (clause, limit) in rule.limits() {
            let field = self.names.clauses.get(&(rule.number, clause.number));
            let key = Self::bucket(limit.key.as_ref(), &code);
            body.extend(quote!(if let Some(bucket) = self.#field.get_mut(#key) { bucket.take(at.now); }));
        }
        for (clause, key) in rule.exclusives() {
            let (field, key) = (self.names.clauses.get(&(rule.number, clause.number)), code.key(key));
            body.extend(quote!(self.#field.open(#key);));
        }
        let capture =
            home.captures.iter().find(|capture| capture.method == guard.method && capture.rule == rule.number);
        let is_silent = body.is_empty() && capture.is_none();
        if let Some(enumeration) = self.names.captured.get(&home.instance) {
            body.extend(match capture {
                None => {
                    let nothing = self.names.nothing();
                    quote!(#enumeration::#nothing)
                }
                Some(capture) => {
                    let name = self.names.variant(rule.number);
                    let fields = capture.inputs.iter().map(|input| {
                        let (name, value) = (captures.name(input), code.capture(input));
                        quote!(#name: #value)
                    });
                    quote!(#enumeration::#name { #(#fields),* })
                }
            });
        }
        (!is_silent).then_some(body)
    }

    /// The function that settles, and those of the rules.
    fn settle(&self, home: &Home, guard: &Guard) -> (TokenStream, TokenStream) {
        let captures = Captures::new(home, guard);
        let own: Vec<_> = home.captures.iter().filter(|capture| capture.method == guard.method).collect();
        let closing = self.closing(home, guard);
        let enumeration = self.captured_name(home);
        let mut functions = TokenStream::new();
        let mut steps = TokenStream::new();
        let is_only = own.len() == 1 && guard.allow.len() == 1 && guard.gates.is_empty();
        for (position, on) in guard.on.iter().filter_map(|on| Some((*on, self.program.outcomes.get(*on)?))) {
            let (call, inputs, function) = self.on(position, on, &captures);
            functions.extend(function);
            let mut conditions: Vec<_> = self.outcome_condition(home, guard, on).into_iter().collect();
            if !inputs.is_empty() && !is_only {
                conditions.insert(0, self.captured_by(home, guard, &captures, &inputs));
            }
            let step = all(conditions).map_or_else(|| quote!(#call;), |condition| quote!(if #condition { #call; }));
            steps.extend(step);
        }
        let body = if let (true, [capture]) = (is_only, own.as_slice()) {
            let name = self.names.variant(capture.rule);
            let close = closing.into_iter().map(|(_, close)| close);
            let inner = quote!(#(#close)* #steps);
            let fields = capture
                .inputs
                .iter()
                .map(|input| captures.name(input))
                .filter(|name| inner.mentions(&name.to_string()));
            let fields: Vec<_> = fields.collect();
            let rest = (fields.len() < capture.inputs.len()).then(|| quote!(..));
            quote!(let #enumeration::#name { #(#fields,)* #rest } = captured else { return; }; #inner)
        } else {
            let close = match closing.as_slice() {
                [] => TokenStream::new(),
                [(pattern, close)] => quote!(if let #enumeration::#pattern = captured { #close }),
                several => {
                    let arms = several.iter().map(|(pattern, close)| quote!(#enumeration::#pattern => { #close }));
                    quote!(match captured { #(#arms)* _ => {} })
                }
            };
            quote!(#close #steps)
        };
        let [at, request, outcome, audit] = ["at", "captured", "outcome", "audit"].map(|name| used(&body, name));
        let (reply, error) = (self.answered(home, guard), serve::error(self.here, guard.method));
        let settle = quote! {
            #[inline(always)]
            fn settle(
                &mut self,
                #at: &tessera::Moment,
                #request: #enumeration,
                #outcome: Result<&#reply, &#error>,
                #audit: &mut tessera::audit::Trail,
            ) {
                #body
            }
        };
        (settle, functions)
    }

    /// `let A { user, .. } | B { user, .. } = captured`
    fn captured_by(&self, home: &Home, guard: &Guard, captures: &Captures, inputs: &[Input]) -> TokenStream {
        let enumeration = self.captured_name(home);
        let patterns = home
            .captures
            .iter()
            .filter(|capture| capture.method == guard.method)
            .filter(|capture| inputs.iter().all(|input| capture.inputs.contains(input)))
            .map(|capture| {
                let name = self.names.variant(capture.rule);
                let fields = inputs.iter().map(|input| captures.name(input));
                let rest = (inputs.len() < capture.inputs.len()).then(|| quote!(..));
                quote!(#enumeration::#name { #(#fields,)* #rest })
            });
        quote!(let #(#patterns)|* = captured)
    }

    /// Whether a rule is about how a request ended, and about its caller, where that is not known already.
    fn outcome_condition(&self, home: &Home, guard: &Guard, on: &On) -> Option<TokenStream> {
        let admits = |rule: &Rule| on.event.covers(&rule.event);
        let from = if self.rules(&guard.allow).all(admits) { None } else { self.from(home, guard, &on.event) };
        let facts = &self.here.shapes().facts.methods[guard.method];
        let outcome = match on.outcome {
            Outcome::Ok if facts.error.is_none() => None,
            Outcome::Ok => Some(quote!(outcome.is_ok())),
            Outcome::Fails => Some(quote!(outcome.is_err())),
            Outcome::FailsWith { of, number } => {
                let error = self.error(of, number);
                Some(quote!(let Err(#error) = outcome))
            }
        };
        all(outcome.into_iter().chain(from).collect())
    }
}

impl Module<'_> {
    /// The pattern of one variant of an error.
    fn error(&self, of: Handle<TypeDef>, number: i128) -> TokenStream {
        let Meaning::Union { variants, .. } = self.here.shapes().meaning(of) else {
            return value_of(self.here, of, number);
        };
        let position = variants.iter().position(|variant| i128::from(variant.number) == number);
        let name = position.and_then(|position| types::variant(self.here, of, position));
        let union = self.here.value_name(of);
        quote!(#union::#name(_))
    }
}

/// Conditions with `&&` between them.
fn all(conditions: Vec<TokenStream>) -> Option<TokenStream> {
    let mut conditions = conditions.into_iter().filter(|condition| !condition.is_empty());
    let first = conditions.next()?;
    let rest = conditions;
    Some(quote!(#first #(&& #rest)*))
}

/// The name of a parameter: with `_` before it where the body does not use it.
fn used(body: &TokenStream, name: &str) -> crate::tokens::Ident {
    crate::plan::names::ident(&if body.mentions(name) { name.to_owned() } else { format!("_{name}") })
}
