//! Parts of the language that are not taken yet: named, never misread.

use alloc::format;

use super::Resolver;
use crate::{
    ast::{ItemKind, MemberKind, NotYet, PolicyMemberKind, SystemMemberKind},
    codes,
    diagnostic::Diagnostic,
};

impl<'a> Resolver<'a> {
    /// Reports each item and member of a kind that is not taken yet. What stands inside of types and policies' rules is
    /// reported where it is met.
    pub(super) fn report_not_yet(&mut self) {
        let ast = self.ast;
        for item in ast.files.iter().flat_map(|file| &file.items) {
            match &item.kind {
                ItemKind::NotYet(not_yet) => self.not_yet(not_yet),
                ItemKind::Interface(interface) => {
                    self.all_not_yet(&interface.not_yet);
                    for member in &interface.members {
                        match &member.kind {
                            MemberKind::NotYet(not_yet) => self.not_yet(not_yet),
                            MemberKind::Method(method) => self.all_not_yet(&method.not_yet),
                            MemberKind::Rights(_) | MemberKind::Event(_) | MemberKind::Bad(_) => {}
                        }
                    }
                }
                ItemKind::System(system) => {
                    for member in &system.members {
                        if let SystemMemberKind::NotYet(not_yet) = &member.kind {
                            self.not_yet(not_yet);
                        }
                    }
                }
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

    fn all_not_yet(&mut self, all: &'a [NotYet]) {
        for (index, not_yet) in all.iter().enumerate() {
            // `from a to b` is one contract.
            if all.iter().take(index).all(|before| before.what != not_yet.what) {
                self.not_yet(not_yet);
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
