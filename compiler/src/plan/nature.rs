//! What is true of a type wherever it is named.
//!
//! Types are looked at in the order in which they are made of each other, so a question about one asks its own parts and looks up what
//! those name. It takes as long as the type is written, however many values there are inside.

use std::collections::BTreeMap;

use tessera_idl::{
    arena::Handle,
    facts::{Complete, Meaning, UnionForm},
    model::{Model, TypeDef},
};

use super::{
    clear::Bits,
    shapes::{Shapes, parts},
};

/// The answers for one type. What each means is said at the question of [`Shapes`].
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
pub(crate) struct Nature {
    pub(super) carries: bool,
    pub(super) borrows: bool,
    pub(super) partial: bool,
    pub(super) floats: bool,
    pub(super) tells: bool,
    pub(super) uniform: bool,
    pub(super) put_fails: bool,
    pub(super) has_view: bool,
    pub(super) view_borrows: bool,
    pub(super) settled: Option<Bits>,
    pub(super) weight: u32,
}

/// The nature of every type.
#[derive(Debug, Default)]
pub(crate) struct Natures(BTreeMap<Handle<TypeDef>, Nature>);

impl Natures {
    /// Works them out.
    pub(crate) fn new(model: &Model, facts: &Complete<'_>) -> Self {
        let mut natures = Self::default();
        for definition in facts.order {
            let nature = Nature::new(Shapes { model, facts, natures: &natures }, *definition);
            natures.0.insert(*definition, nature);
        }
        natures
    }

    /// That of a type; `None` only for one that is looked at before.
    pub(super) fn get(&self, definition: Handle<TypeDef>) -> Option<&Nature> {
        self.0.get(&definition)
    }
}

impl Nature {
    /// That of a type whose parts have theirs.
    fn new(shapes: Shapes<'_>, definition: Handle<TypeDef>) -> Self {
        let meaning = shapes.meaning(definition);
        let of_parts = || parts(meaning);
        let uniform = match meaning {
            // Only what is read has variants that nobody knows, and fields of which a part is unknown.
            Meaning::Table { .. } | Meaning::Union { form: UnionForm::Flexible { .. }, .. } => false,
            _ => of_parts().all(|part| shapes.uniform(part)),
        };
        Self {
            carries: of_parts().any(|part| shapes.carries(part)),
            borrows: of_parts().any(|part| shapes.borrows(part)),
            partial: matches!(meaning, Meaning::Union { form: UnionForm::Flexible { .. }, .. })
                || of_parts().any(|part| shapes.partial(part)),
            floats: of_parts().any(|part| shapes.floats(part)),
            tells: of_parts().any(|part| shapes.tells(part)),
            uniform,
            put_fails: match meaning {
                Meaning::Table { .. } | Meaning::Union { form: UnionForm::Flexible { .. }, .. } => true,
                Meaning::Struct { .. } | Meaning::Union { .. } => of_parts().any(|part| shapes.fallible(part)),
                _ => false,
            },
            has_view: match meaning {
                Meaning::Struct { .. } => true,
                Meaning::Union { .. } => !uniform || of_parts().any(|part| shapes.is_viewed(part)),
                _ => !uniform,
            },
            view_borrows: match meaning {
                Meaning::Union { .. } | Meaning::Newtype { .. } => of_parts().any(|part| shapes.borrows_viewed(part)),
                _ => true,
            },
            settled: shapes.settled_definition(definition),
            weight: of_parts().map(|part| shapes.weight(part)).fold(0, u32::saturating_add).max(1),
        }
    }
}
