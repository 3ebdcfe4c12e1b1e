//! Operation numbers: in order from 32, or as `@op` says.

use alloc::{collections::BTreeMap, format, vec::Vec};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Interface, Method},
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
        for handle in &model.interfaces[interface].methods {
            let method = &model.methods[*handle];
            let span = method.number.as_ref().map_or(model.methods.span(*handle), |number| number.span);
            let number = match &method.number {
                Some(number) => self.integer(number).and_then(|number| self.operation(*handle, number, span)),
                None => next,
            };
            // After an error the methods behind it have no number either, and say nothing.
            if method.number.is_none() && number.is_none() && numbers.last() != Some(&None) {
                self.no_number_left(*handle);
            }
            next = number.and_then(|number| number.checked_add(1));
            numbers.push(number.filter(|number| self.is_free(&mut taken, *number, *handle, span)));
        }
        numbers
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
        let (name, first) = (&self.model.methods[handle].name, &self.model.methods[*first].name);
        let diagnostic =
            Diagnostic::new(codes::E0317, format!("`{first}` and `{name}` have the same operation number {number}"))
                .label(span, format!("operation {number} again"))
                .also(*first_span, format!("operation {number} first"))
                .help(
                    "a method without `@op` has the number after the method before it: give one of them another number",
                );
        self.report(diagnostic);
        false
    }
}
