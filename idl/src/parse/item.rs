//! The entries of a file.

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{Bad, File, Head, Item, ItemKind, NotYet, Package, Use};
use crate::codes;
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    /// Reads one entry into the file.
    pub(super) fn entry(&mut self, pair: Pair<'_>, file: &mut File) {
        let mut kids = Kids::of(pair);
        let head = self.head(&mut kids);
        let Some(kind) = kids.next() else { return };
        match kind.as_rule() {
            Rule::dangling => self.dangling(&head),
            Rule::package_line => self.package(head, kind, file),
            Rule::use_line => {
                self.dangling(&head);
                let is_whole = !self.is_cut_short(&kind);
                let line = self.use_line(kind).filter(|_| is_whole);
                file.hides_names |= line.is_none();
                file.uses.extend(line);
            }
            Rule::bad_item => self.bad_item(head, &kind, file),
            _ => {
                let span = self.span(&kind);
                let bad = self.bad(&kind);
                self.previous = self.range(&kind).start;
                self.lost = false;
                // A `}` that is known to come too late would have come before this.
                self.unclosed = 0;
                self.missing_end(&kind, &Context::FILE);
                let kind = self.item(kind).unwrap_or(ItemKind::Bad(bad));
                file.items.push(Item { head, kind, span });
            }
        }
    }

    fn item(&mut self, pair: Pair<'_>) -> Option<ItemKind> {
        Some(match pair.as_rule() {
            Rule::const_item => ItemKind::Const(self.const_item(pair)?),
            Rule::alias_item => ItemKind::Alias(self.alias_item(pair)?),
            Rule::newtype_item => ItemKind::Type(self.newtype_item(pair)?),
            Rule::enum_item | Rule::flags_item => self.enum_item(pair)?,
            Rule::struct_item => ItemKind::Struct(self.struct_item(pair)?),
            Rule::table_item => ItemKind::Table(self.table_item(pair)?),
            Rule::union_item => ItemKind::Union(self.union_item(pair)?),
            Rule::interface_item => ItemKind::Interface(self.interface_item(pair)?),
            Rule::object_item => ItemKind::Object(self.object_item(pair)?),
            Rule::component_item => ItemKind::Component(self.component_item(pair)?),
            Rule::system_item => ItemKind::System(self.system_item(pair)?),
            Rule::policy_item => ItemKind::Policy(self.policy_item(pair)?),
            Rule::test_item => ItemKind::NotYet(NotYet { what: "tests", name: None, span: self.span(&pair) }),
            _ => return None,
        })
    }

    fn package(&mut self, head: Head, pair: Pair<'_>, file: &mut File) {
        let span = self.span(&pair);
        self.missing_end(&pair, &Context::FILE);
        self.lost = false;
        let mut kids = Kids::of(pair);
        let Some(path) = kids.want(Rule::path).map(|path| self.path(path)) else { return };
        let version = kids.want(Rule::version).and_then(|version| self.version(&version));
        let Head { docs, attributes } = head;
        self.dangling(&Head { attributes, ..Head::default() });
        let first = file.package.as_ref().map(|package| package.span);
        let behind =
            file.items.first().map(|item| item.span).into_iter().chain(file.uses.first().map(|line| line.span)).min();
        let misplaced = match (first, behind) {
            (Some(first), _) => {
                Some(("a file belongs to one package", first, "the first package line", "remove one of them"))
            }
            (None, Some(behind)) => Some((
                "the package line is the first of its file",
                behind,
                "stands before it",
                "move the line to the top",
            )),
            (None, None) => None,
        };
        if let Some((message, other, label, help)) = misplaced {
            let diagnostic = Diagnostic::new(codes::E0111, message);
            self.report(diagnostic.label(span, "out of place").also(other, label).help(help));
        }
        if file.package.is_none() {
            file.package = Some(Package { docs, path, version, span });
        }
    }

    /// Whether a `use` line goes on in a way that changes what it names: `use a::b;`, `use a.*;`, `use a as b;`
    fn is_cut_short(&self, line: &Pair<'_>) -> bool {
        let end = self.range(line).end;
        self.text.get(..end).is_some_and(|line| !line.ends_with(';'))
            && self
                .token_at(end)
                .and_then(|token| self.text.get(token.range))
                .is_some_and(|next| matches!(next, ":" | "." | "as"))
    }

    fn use_line(&mut self, pair: Pair<'_>) -> Option<Use> {
        let span = self.span(&pair);
        self.missing_end(&pair, &Context::FILE);
        self.lost = false;
        let mut kids = Kids::of(pair);
        let path = self.path(kids.want(Rule::path)?);
        let names = kids.accept(Rule::use_names).map(|kid| self.names(Kids::of(kid)));
        Some(Use { path, names, span })
    }

    fn bad_item(&mut self, head: Head, pair: &Pair<'_>, file: &mut File) {
        let range = self.range(pair);
        let name = self.declared(range.clone(), &Context::FILE);
        file.hides_names |= self.word_at(range.start).is_some_and(|word| matches!(word, "use" | "import" | "include"));
        self.blame_item(range.clone());
        self.lost = true;
        self.bad_items += 1;
        let span = self.span_of(range.clone());
        let rest = name.clone().filter(|_| self.listens()).and_then(|name| self.rest_of_interface(name, range));
        let kind = rest.map_or(ItemKind::Bad(Bad { name, span }), ItemKind::Interface);
        file.items.push(Item { head, kind, span });
    }
}
