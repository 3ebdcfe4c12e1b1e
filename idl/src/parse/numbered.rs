//! Tables and unions.

use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{Bad, Head, Numbered, NumberedKind, Room, Table, Union};

impl Reader<'_> {
    pub(super) fn table_item(&mut self, pair: Pair<'_>) -> Option<Table> {
        let mut kids = Kids::of(pair);
        let resource = kids.accept(Rule::kw_resource).map(|word| self.span(&word));
        let name = self.name(&kids.want(Rule::name)?);
        let room = self.room(&mut kids);
        let (fields, bad) = self.numbered_fields(kids.want(Rule::numbered_fields)?, &Context::NUMBERED_FIELDS);
        Some(Table { name, resource, room, fields, bad })
    }

    pub(super) fn union_item(&mut self, pair: Pair<'_>) -> Option<Union> {
        let mut kids = Kids::of(pair);
        let (mut flexible, mut resource) = (None, None);
        while let Some(word) = kids.accept(Rule::kw_flexible).or_else(|| kids.accept(Rule::kw_resource)) {
            let place = if word.as_rule() == Rule::kw_flexible { &mut flexible } else { &mut resource };
            *place = Some(self.span(&word));
        }
        let name = self.name(&kids.want(Rule::name)?);
        let room = self.room(&mut kids);
        let (variants, bad) = self.numbered_fields(kids.want(Rule::numbered_fields)?, &Context::NUMBERED_VARIANTS);
        Some(Union { name, flexible, resource, room, variants, bad })
    }

    fn room(&mut self, kids: &mut Kids<'_>) -> Room {
        let mut after = |word| kids.accept(word).and_then(|_| kids.accept(Rule::sum));
        let (max, caps) = (after(Rule::kw_max), after(Rule::kw_caps));
        Room { max: max.map(|kid| self.expr(kid)), caps: caps.map(|kid| self.expr(kid)) }
    }

    fn numbered_fields(&mut self, body: Pair<'_>, context: &Context) -> (Vec<Numbered>, Vec<Bad>) {
        self.entries(body, context, Self::numbered)
    }

    fn numbered(&mut self, head: Head, pair: Pair<'_>) -> Option<Numbered> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let number = kids.want(Rule::number)?;
        let (number, number_span) = (self.number(&number), self.span(&number));
        kids.want(Rule::colon)?;
        let kind = if kids.accept(Rule::kw_reserved).is_some() {
            NumberedKind::Reserved { ty: kids.accept(Rule::any_type).map(|kid| self.ty(kid)) }
        } else {
            let name = self.name(&kids.want(Rule::name)?);
            NumberedKind::Named { name, ty: self.ty(kids.want(Rule::any_type)?) }
        };
        Some(Numbered { head, number, number_span, kind, span })
    }
}
