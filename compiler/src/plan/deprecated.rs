//! Whether something deprecated is generated.

use tessera_idl::model::{Attributes, FieldDef, Interface, TypeDef, TypeDefKind};

use super::Plan;

impl Plan<'_> {
    /// Whether generated code uses something that is deprecated in it.
    pub(crate) fn keeps_deprecated(&self) -> bool {
        let model = self.shapes.model;
        let mut types = self.needs.types.keys().map(|handle| &model.types[*handle]);
        let mut interfaces = self.needs.roles.keys().map(|handle| &model.interfaces[*handle]);
        let of_methods = |interface: &Interface| {
            let mut methods = interface.methods.iter().map(|method| &model.methods[*method]);
            methods.any(|method| has_old(&method.params) || has_old(&method.results))
        };
        types.any(is_partly_old) || interfaces.any(|interface| is_old(&interface.attributes) || of_methods(interface))
    }
}

const fn is_old(attributes: &Attributes) -> bool {
    attributes.deprecated.is_some()
}

fn has_old(fields: &[FieldDef]) -> bool {
    fields.iter().any(|field| is_old(&field.attributes))
}

fn is_partly_old(def: &TypeDef) -> bool {
    let part = match &def.kind {
        TypeDefKind::Enum { variants, .. } => variants.iter().any(|variant| is_old(&variant.attributes)),
        TypeDefKind::Flags { flags, .. } => flags.iter().any(|flag| is_old(&flag.attributes)),
        TypeDefKind::Struct(def) => has_old(&def.fields),
        TypeDefKind::Table(def) => def.fields.iter().any(|field| is_old(&field.attributes)),
        TypeDefKind::Union(def) => def.variants.iter().any(|variant| is_old(&variant.attributes)),
        TypeDefKind::Alias(_) | TypeDefKind::Newtype { .. } | TypeDefKind::Bad => false,
    };
    part || is_old(&def.attributes)
}
