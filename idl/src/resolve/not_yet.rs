//! Parts of the language that are not taken yet: named, never misread.

use alloc::format;

use super::Resolver;
use crate::{
    ast::{ItemKind, NotYet, PolicyMemberKind},
    codes,
    diagnostic::Diagnostic,
};

impl Resolver<'_> {
    /// Reports each item and member of a kind that is not taken yet. What stands inside of types and policies' rules is
    /// reported where it is met.
    pub(super) fn report_not_yet(&mut self) {
        let ast = self.ast;
        for item in ast.files.iter().flat_map(|file| &file.items) {
            match &item.kind {
                ItemKind::NotYet(not_yet) => self.not_yet(not_yet),
                ItemKind::Policy(policy) => {
                    for member in &policy.members {
                        if let PolicyMemberKind::NotYet(not_yet) = &member.kind {
                            self.not_yet(not_yet);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Reports one of them.
    pub(super) fn not_yet(&mut self, not_yet: &NotYet) {
        self.report(
            Diagnostic::new(codes::E0210, format!("{} are not taken yet", not_yet.what))
                .label(not_yet.span, "this version of the compiler cannot give it its meaning")
                .help("leave it out for now; a later version takes it as it is written"),
        );
    }
}
