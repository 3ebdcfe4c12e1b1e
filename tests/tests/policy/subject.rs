//! A policy under test: its lowered form, and its generated hook behind functions that take plain values.

use std::{collections::BTreeMap, fmt::Debug, fs};

use tessera::{Moment, Verdict, audit::Trail};
use tessera_idl::{
    Sources,
    arena::Handle,
    check,
    facts::Facts,
    model::{Method, Model, Provide},
    parse,
    policy::{Home, Program},
    resolve,
};
use tessera_tests::repository;

/// What is asked: the values that rules can read, by name.
pub type Values = BTreeMap<String, i128>;

/// How a request ended: with results, or with an error of this number.
pub type Outcome = Result<(), i128>;

/// A generated hook. Methods are named as in the description.
pub trait Hook: Debug {
    /// What is captured at admission.
    type Captured: Copy;
    /// A wired connection begins.
    fn opened(&mut self, root: u16);
    fn decide(&self, method: &str, at: &Moment, values: &Values) -> Verdict;
    fn admit(&mut self, method: &str, at: &Moment, verdict: Verdict, values: &Values) -> Self::Captured;
    fn settle(&mut self, method: &str, at: &Moment, captured: Self::Captured, outcome: Outcome, audit: &mut Trail);
    fn lost(&mut self, at: &Moment, captured: Self::Captured, audit: &mut Trail);
}

/// A method that is called.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub name: &'static str,
    /// What rules can read of a request, each with its values.
    pub inputs: &'static [(&'static str, &'static [i128])],
    /// The numbers of its errors.
    pub errors: &'static [i128],
}

/// A policy in its lowered form, with everything that events choose from.
pub struct Subject {
    pub model: Model,
    pub facts: Facts,
    pub policy: &'static str,
    /// The instance whose dispatcher enforces the rules under test.
    pub home: &'static str,
    pub calls: &'static [Call],
    /// Who calls over which port.
    pub callers: &'static [(&'static str, &'static str)],
    /// For each record type the names of its enum variants, as `Debug` writes them.
    pub variants: &'static [(&'static str, &'static [(i128, &'static str)])],
}

impl Subject {
    /// Compiles a description of the repository.
    pub fn read(path: &str) -> (Model, Facts) {
        let text = fs::read_to_string(repository().join(path)).expect("the description is there");
        let sources = Sources::single(path, text).expect("it is small");
        let (model, _) = resolve(&parse(&sources).0);
        let (facts, findings) = check(&model);
        assert!(facts.complete().is_some(), "{findings:?}");
        (model, facts)
    }

    pub fn program(&self) -> &Program {
        let mut policies = self.model.policies.iter().filter(|(_, policy)| policy.name == self.policy);
        let (handle, _) = policies.next().expect("the policy is there");
        self.facts.policies.get(handle).expect("it has no error")
    }

    pub fn home_of<'p>(&self, program: &'p Program) -> &'p Home {
        let instance = self.facts.instance(program.system, self.home).expect("the instance is there");
        program.home(instance).expect("it serves somebody")
    }

    pub fn method(&self, home: &Home, name: &str) -> Handle<Method> {
        let guard = home.guards.iter().find(|guard| self.model.methods[guard.method].name == name);
        guard.expect("the method is there").method
    }

    pub fn port(&self, home: &Home, name: &str) -> Handle<Provide> {
        let component = self.facts.instances[home.instance].component;
        self.model.provide_named(component, name).expect("the port is there")
    }
}

/// Implements [`Hook`]: for each method its name, its type, a request from values, its results, and an error from a number.
macro_rules! hook {
    ($home:ty, $captured:ty, {
        $($name:literal: $method:ty, |$values:ident| $request:expr, $reply:expr, |$number:ident| $error:expr;)*
    }) => {
        impl $crate::subject::Hook for $home {
            type Captured = $captured;

            fn opened(&mut self, root: u16) {
                tessera::Policy::<$crate::subject::Kernel>::opened(self, root);
            }

            fn decide(&self, method: &str, at: &tessera::Moment, values: &$crate::subject::Values) -> tessera::Verdict {
                match method {
                    $($name => {
                        let $values = values;
                        tessera::Guard::<$crate::subject::Kernel, $method>::decide(self, at, &$request)
                    })*
                    other => panic!("no method {other}"),
                }
            }

            fn admit(
                &mut self,
                method: &str,
                at: &tessera::Moment,
                verdict: tessera::Verdict,
                values: &$crate::subject::Values,
            ) -> Self::Captured {
                match method {
                    $($name => {
                        let $values = values;
                        tessera::Guard::<$crate::subject::Kernel, $method>::admit(self, at, verdict, &$request)
                    })*
                    other => panic!("no method {other}"),
                }
            }

            fn settle(
                &mut self,
                method: &str,
                at: &tessera::Moment,
                captured: Self::Captured,
                outcome: $crate::subject::Outcome,
                audit: &mut tessera::audit::Trail,
            ) {
                match method {
                    $($name => {
                        let error = |$number: i128| $error;
                        let outcome = outcome.map_err(error);
                        let reply = $reply;
                        let outcome = outcome.as_ref().map(|()| &reply);
                        tessera::Guard::<$crate::subject::Kernel, $method>::settle(self, at, captured, outcome, audit);
                    })*
                    other => panic!("no method {other}"),
                }
            }

            fn lost(&mut self, at: &tessera::Moment, captured: Self::Captured, audit: &mut tessera::audit::Trail) {
                tessera::Policy::<$crate::subject::Kernel>::lost(self, at, captured, audit);
            }
        }
    };
}

pub(crate) use hook;

/// A kernel port with a clock; nothing is sent.
pub type Kernel = tessera::loopback::Frame<512>;

/// A value of a request as an integer type.
pub fn int<T: TryFrom<i128>>(values: &Values, name: &str) -> T {
    let value = *values.get(name).unwrap_or_else(|| panic!("no value {name}"));
    T::try_from(value).ok().unwrap_or_else(|| panic!("{name} does not fit"))
}
