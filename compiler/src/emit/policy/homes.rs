//! What an instance's dispatcher keeps and enforces: one type for each instance that serves anything.

use tessera_idl::policy::{
    ClauseKind, Guard, Home, Input, Kind, Limit, Rule, State,
    visit::{self, Access},
};

use super::{
    Module,
    code::{fields_of, grouped, long},
    names::Captures,
    text,
};
use crate::{
    emit::types::described,
    print::docs,
    tokens::{Ident, Literal, TokenStream, quote},
};

/// A field of a home's type.
struct Field {
    docs: TokenStream,
    name: Ident,
    ty: TokenStream,
    initial: TokenStream,
}

impl Module<'_> {
    /// The type of a state's records.
    pub(super) fn record(&self, position: usize) -> TokenStream {
        let (Some(state), Some(name)) = (self.program.states.get(position), self.names.records.get(position)) else {
            return TokenStream::new();
        };
        let docs_of_type = described(&format!("`{}`", self.declaration(state)), &state.docs);
        let fields = fields_of(state);
        let members = fields.iter().zip(&state.fields).map(|(name, field)| {
            let declared = text::line(self.here.plan.sources, field.span);
            let docs = described(&format!("`{declared}`"), &field.docs);
            let ty = self.kind(field.kind);
            quote!(#docs pub #name: #ty)
        });
        let initial = state.fields.iter().map(|field| self.initial(field.kind, field.initial));
        quote! {
            #docs_of_type
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct #name { #(#members),* }

            impl #name {
                /// As it starts.
                pub const INITIAL: Self = Self { #(#fields: #initial),* };
            }
        }
    }

    /// `state tries[user: UserId]`
    fn declaration(&self, state: &State) -> String {
        let end = if state.keys.is_empty() { "" } else { "]" };
        format!("state {}{end}", text::line(self.here.plan.sources, state.head))
    }

    fn kind(&self, kind: Kind) -> TokenStream {
        match kind {
            Kind::Bool => quote!(bool),
            Kind::Int(int) => {
                let int = crate::plan::names::ident(int.word());
                quote!(#int)
            }
            Kind::Enum { of, .. } => self.here.value_name(of),
            Kind::Time => quote!(u64),
        }
    }

    fn initial(&self, kind: Kind, value: i128) -> TokenStream {
        match kind {
            Kind::Bool => {
                let value = value != 0;
                quote!(#value)
            }
            Kind::Enum { of, .. } => super::code::variant(self.here, of, value),
            Kind::Int(_) | Kind::Time => long(value),
        }
    }

    /// How the system names the instance of a home.
    pub(super) fn path(&self, home: &Home) -> &str {
        &self.here.shapes().facts.instances[home.instance].path
    }

    /// What is captured at a home.
    pub(super) fn captured(&self, home: &Home) -> TokenStream {
        let Some(name) = self.names.captured.get(&home.instance) else { return TokenStream::new() };
        let model = self.here.shapes().model;
        let instance = self.path(home);
        let docs_of_type = docs(&format!("What the outcome rules at `{instance}` read of an open request."));
        let variants = home.guards.iter().flat_map(|guard| {
            let captures = Captures::new(home, guard);
            home.captures.iter().filter(|capture| capture.method == guard.method).map(move |capture| {
                let name = self.names.variant(capture.rule);
                let method = &model.methods[guard.method];
                let port = guard.ports.first().map(|port| model.provides[*port].name.as_str()).unwrap_or_default();
                let docs_of_variant = docs(&format!("Of `{port}.{}`, allowed by rule {}.", method.name, capture.rule));
                let fields = capture.inputs.iter().map(|input| {
                    let docs = docs(&format!("`m.{}`", input.name()));
                    let (name, ty) = (captures.name(input), self.captured_type(input));
                    quote!(#docs #name: #ty)
                });
                quote!(#docs_of_variant #name { #(#fields),* })
            })
        });
        let nothing = self.names.nothing();
        quote! {
            #docs_of_type
            #[derive(Clone, Copy, Debug)]
            pub enum #name {
                /// Nothing.
                #nothing,
                #(#variants,)*
            }
        }
    }

    /// The type of a captured value.
    pub(super) fn captured_type(&self, input: &Input) -> TokenStream {
        if input.is_len() {
            return quote!(u32);
        }
        self.here.value(&input.shape, crate::emit::place::Life::Elided)
    }

    /// The type of a home, and what it says whatever the method.
    pub(super) fn home(&self, home: &Home) -> TokenStream {
        let Some(name) = self.names.homes.get(&home.instance) else { return TokenStream::new() };
        let instance = self.path(home);
        let fields = self.fields_of_home(home);
        let docs_of_type = docs(&if fields.is_empty() {
            format!("The rules that `{instance}` enforces.")
        } else {
            format!(
                "The rules that `{instance}` enforces, with their state: {} bytes.",
                grouped(home.bytes.into(), ',')
            )
        });
        let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
        let members = fields.iter().map(|Field { docs, name, ty, .. }| quote!(#docs #name: #ty));
        let initial = fields.iter().map(|field| &field.initial);
        let (body, value) = if fields.is_empty() {
            (quote!(;), quote!(Self))
        } else {
            (quote!({ #(#members),* }), quote!(Self { #(#names: #initial),* }))
        };
        let policy = self.policy_of(home, name);
        quote! {
            #docs_of_type
            #[derive(Clone, Debug)]
            pub struct #name #body

            impl #name {
                /// As it starts.
                #[must_use]
                pub const fn new() -> Self {
                    #value
                }
            }

            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }

            #policy
        }
    }

    fn policy_of(&self, home: &Home, name: &Ident) -> TokenStream {
        let kernel = kernel(home);
        let captured = self.captured_name(home);
        let now = if home.timed {
            quote! {
                #[inline(always)]
                fn now(&self, port: &mut K) -> u64 {
                    port.now()
                }
            }
        } else {
            quote! {
                #[inline(always)]
                fn now(&self, _port: &mut K) -> u64 {
                    0
                }
            }
        };
        let full = self.rules_of(home).flat_map(|rule| rule.limits().map(move |(clause, limit)| (rule, clause, limit)));
        let full: TokenStream = full
            .filter(|(_, _, limit)| limit.key.is_none())
            .map(|(rule, clause, _)| {
                let field = self.names.clauses.get(&(rule.number, clause.number));
                quote! {
                    if let Some(bucket) = self.#field.get_mut(usize::from(root)) {
                        *bucket = tessera::Bucket::full();
                    }
                }
            })
            .collect();
        let root = if full.is_empty() { quote!(_root) } else { quote!(root) };
        let lost = self.lost(home);
        let given = if lost.is_empty() { quote!(_captured) } else { quote!(captured) };
        quote! {
            impl tessera::Decides for #name {}

            impl<K: #kernel> tessera::Policy<K> for #name {
                type Captured = #captured;
                const AUDITED: bool = true;

                #now

                fn opened(&mut self, #root: u16) {
                    #full
                }

                fn lost(&mut self, _at: &tessera::Moment, #given: #captured, _audit: &mut tessera::audit::Trail) {
                    #lost
                }
            }
        }
    }

    /// Gives back the exclusive keys of a request whose outcome nobody learns.
    fn lost(&self, home: &Home) -> TokenStream {
        let arms: Vec<_> = home.guards.iter().flat_map(|guard| self.closing(home, guard)).collect();
        let name = self.captured_name(home);
        match arms.as_slice() {
            [] => TokenStream::new(),
            [(pattern, close)] => quote!(if let #name::#pattern = captured { #close }),
            arms => {
                let arms = arms.iter().map(|(pattern, close)| quote!(#name::#pattern => { #close }));
                let all = home.captures.len() == arms.len();
                let nothing = self.names.nothing();
                let rest = if all { quote!(#name::#nothing) } else { quote!(_) };
                quote!(match captured { #(#arms)* #rest => {} })
            }
        }
    }

    /// For each rule about a method that has exclusive keys: the pattern of what it captures, and how the keys are given
    /// back.
    pub(super) fn closing(&self, home: &Home, guard: &Guard) -> Vec<(TokenStream, TokenStream)> {
        let captures = Captures::new(home, guard);
        let code = self.of_captured(guard.method, &captures);
        let mut arms = Vec::new();
        for capture in home.captures.iter().filter(|capture| capture.method == guard.method) {
            let Some(rule) = self.program.rule(capture.rule) else { continue };
            let mut read: Vec<Ident> = Vec::new();
            let mut close = TokenStream::new();
            for (clause, key) in rule.exclusives() {
                visit::number(&key.value, &mut |access| {
                    if let Access::Input(input) = access {
                        let name = captures.name(input);
                        if !read.contains(&name) {
                            read.push(name);
                        }
                    }
                });
                let (field, key) = (self.names.clauses.get(&(rule.number, clause.number)), code.key(key));
                close.extend(quote!(self.#field.close(#key);));
            }
            if !close.is_empty() {
                let name = self.names.variant(capture.rule);
                let rest = (read.len() < capture.inputs.len()).then(|| quote!(..));
                arms.push((quote!(#name { #(#read,)* #rest }), close));
            }
        }
        arms
    }

    /// The type of what is captured at a home.
    pub(super) fn captured_name(&self, home: &Home) -> TokenStream {
        self.names.captured.get(&home.instance).map_or_else(|| quote!(()), |name| quote!(#name))
    }

    /// The `allow` rules of a home, in the order of its guards.
    pub(super) fn rules_of<'h>(&'h self, home: &'h Home) -> impl Iterator<Item = &'h Rule> {
        home.guards.iter().flat_map(|guard| &guard.allow).filter_map(|number| self.program.rule(*number))
    }

    fn fields_of_home(&self, home: &Home) -> Vec<Field> {
        let mut fields = Vec::new();
        for position in &home.states {
            let (Some(state), Some(name), Some(record)) = (
                self.program.states.get(*position),
                self.names.states.get(*position),
                self.names.records.get(*position),
            ) else {
                continue;
            };
            let (mut ty, mut initial) = (quote!(#record), quote!(#record::INITIAL));
            for key in state.keys.iter().rev() {
                let count = Literal::u32_unsuffixed(key.count());
                (ty, initial) = (quote!([#ty; #count]), quote!([#initial; #count]));
            }
            let docs = docs(&format!("`{}`", self.declaration(state)));
            fields.push(Field { docs, name: name.clone(), ty, initial });
        }
        for rule in self.rules_of(home) {
            for clause in rule.clauses() {
                let Some(name) = self.names.clauses.get(&(rule.number, clause.number)) else { continue };
                let written = text::clause(self.here.plan.sources, clause.span);
                let (docs_of_field, ty, initial) = match &clause.kind {
                    ClauseKind::Require(_) => continue,
                    ClauseKind::Exclusive(key) => {
                        let words = Literal::u32_unsuffixed(key.space.count().div_ceil(64));
                        let docs = docs(&format!("`{written}` of rule {}.", rule.number));
                        (docs, quote!(tessera::Keys<#words>), quote!(tessera::Keys::NONE))
                    }
                    ClauseKind::Limit(limit) => {
                        let (per, count) = Self::buckets(limit);
                        let docs = docs(&format!("`{written}` of rule {}, per {per}.", rule.number));
                        let [n, d, b] = [limit.count, limit.period, limit.burst].map(|number| long(number.into()));
                        let bucket = quote!(tessera::Bucket<#n, #d, #b>);
                        (docs, quote!([#bucket; #count]), quote!([tessera::Bucket::full(); #count]))
                    }
                };
                fields.push(Field { docs: docs_of_field, name: name.clone(), ty, initial });
            }
        }
        fields
    }

    /// What a limit has a bucket for, and how many.
    fn buckets(limit: &Limit) -> (&'static str, TokenStream) {
        match &limit.key {
            None => ("connection", quote!(CONNECTIONS)),
            Some(key) => {
                let count = Literal::u32_unsuffixed(key.space.count());
                ("key", quote!(#count))
            }
        }
    }
}

/// What the kernel port must be able to do.
pub(super) fn kernel(home: &Home) -> TokenStream {
    if home.timed { quote!(tessera::Clock) } else { quote!(tessera::Kernel) }
}
