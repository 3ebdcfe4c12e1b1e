//! Operation numbers: in order from 32, or as `@op` says.

use alloc::{collections::BTreeMap, format, vec::Vec};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Extends, Interface, Method},
    source::Span,
};

/// The first number of an interface's own operations. Below are those of kernels (0 to 15) and of the framework.
pub(super) const FIRST_OPERATION: u16 = 32;

impl Checker<'_> {
    /// The number of each method of an interface: what `@op` says, or one more than the method before it has. `None` for
    /// a method whose number has an error.
    pub(super) fn operation_numbers(&mut self, interface: Handle<Interface>) -> Vec<Option<u16>> {
        let model = self.model;
        let mut taken: BTreeMap<u16, (Handle<Method>, Span)> = BTreeMap::new();
        let mut next = Some(FIRST_OPERATION);
        let mut numbers = Vec::new();
        let item = &model.interfaces[interface];
        let shift = item.extends.as_ref().and_then(|extends| self.shift(extends));
        // Where methods come and go, a number that depends on the methods before it would not stay.
        let explicit = item.open || item.extends.is_some();
        for handle in &item.methods {
            let method = &model.methods[*handle];
            let span = method.number.as_ref().map_or(model.methods.span(*handle), |number| number.span);
            let number = match (&method.number, method.origin) {
                (_, Some(origin)) => self.facts.methods.get(origin).and_then(|facts| facts.number.checked_add(shift?)),
                (Some(number), None) => self.integer(number).and_then(|number| self.operation(*handle, number, span)),
                (None, None) if explicit => None,
                (None, None) => next,
            };
            // After an error the methods behind it have no number either, and say nothing.
            if method.number.is_none() && !explicit && number.is_none() && numbers.last() != Some(&None) {
                self.no_number_left(*handle);
            }
            next = number.and_then(|number| number.checked_add(1));
            numbers.push(number.filter(|number| self.is_free(&mut taken, *number, *handle, span)));
        }
        if explicit {
            self.refuse_implied_numbers(interface, &numbers);
        }
        numbers
    }

    /// What is added to the numbers of operations that are taken over. `None` if they would not fit.
    fn shift(&mut self, extends: &Extends) -> Option<u16> {
        let model = self.model;
        let at = self.integer(&extends.at)?;
        let base = &model.interfaces[extends.base];
        let numbers = base.methods.iter().filter_map(|method| Some((self.facts.methods.get(*method)?.number, *method)));
        let greatest = numbers.max();
        let shift = at.checked_sub(FIRST_OPERATION.into()).and_then(|shift| u16::try_from(shift).ok());
        if let Some(shift) = shift
            && greatest.is_none_or(|(number, _)| number.checked_add(shift).is_some())
        {
            return Some(shift);
        }
        let name = &base.name;
        let diagnostic = Diagnostic::new(codes::E0602, format!("the operations of `{name}` do not fit at {at}"));
        let least = FIRST_OPERATION;
        let most = u16::MAX - greatest.map_or(least, |(number, _)| number) + least;
        let label = match greatest {
            _ if at < least.into() => format!("numbers below {least} belong to kernels and the framework"),
            Some((number, method)) => {
                let shifted = at.saturating_add(i128::from(number - least));
                format!("`{}` would have the number {shifted}", model.methods[method].name)
            }
            None => "not a 16-bit number".into(),
        };
        self.report(diagnostic.label(extends.at.span, label).help(format!("write a number from {least} to {most}")));
        None
    }

    fn operation(&mut self, handle: Handle<Method>, number: i128, span: Span) -> Option<u16> {
        let name = &self.model.methods[handle].name;
        let found = u16::try_from(number).ok();
        if let Some(number) = found
            && number >= FIRST_OPERATION
        {
            return Some(number);
        }
        let (message, label) = if found.is_some() {
            let owner = if number < 16 { "kernels" } else { "the framework" };
            (format!("the operation number {number} of `{name}` belongs to {owner}"), "reserved")
        } else {
            (format!("the operation number {number} of `{name}` does not fit 16 bits"), "not a 16-bit number")
        };
        self.report(
            Diagnostic::new(codes::E0318, message)
                .label(span, label)
                .help(format!("choose a number from {FIRST_OPERATION} to {}", u16::MAX)),
        );
        None
    }

    fn no_number_left(&mut self, handle: Handle<Method>) {
        let name = &self.model.methods[handle].name;
        self.report(
            Diagnostic::new(codes::E0318, format!("no operation number is left for `{name}`"))
                .label(self.model.methods.span(handle), format!("comes after number {}", u16::MAX))
                .help("give it a number by `@op(…)`"),
        );
    }

    fn is_free(
        &mut self,
        taken: &mut BTreeMap<u16, (Handle<Method>, Span)>,
        number: u16,
        handle: Handle<Method>,
        span: Span,
    ) -> bool {
        let Some((first, first_span)) = taken.get(&number) else {
            taken.insert(number, (handle, span));
            return true;
        };
        let is_taken_over = |method: Handle<Method>| self.model.methods[method].origin.is_some();
        let help = if is_taken_over(*first) {
            "the interface takes it over at this number: give the other one another number"
        } else {
            "a method without `@op` has the number after the method before it: give one of them another number"
        };
        let (name, first) = (&self.model.methods[handle].name, &self.model.methods[*first].name);
        let diagnostic =
            Diagnostic::new(codes::E0317, format!("`{first}` and `{name}` have the same operation number {number}"))
                .label(span, format!("operation {number} again"))
                .also(*first_span, format!("operation {number} first"))
                .help(help);
        self.report(diagnostic);
        false
    }
}
