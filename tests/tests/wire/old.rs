//! The messages of `conformance/old.idl`: what grows, as an older version knows it.

use bumpalo::Bump;
use tessera::{Cap, List};

use crate::{
    back::Back,
    json::Json,
    laws::{Draw, getters, scalars, sent, view},
    numbered::{draw_variant, tables, union_views},
    old_stubs::grown::{grown::*, *},
    paper::Paper,
    probe::{Probe, messages},
};

pub(crate) const MESSAGES: &[Probe] = messages! {
    One: "Grown.one" request reply;
    Options: "Grown.options" request reply;
    Caps: "Grown.caps" request reply;
    Strict: "Grown.strict" request reply;
};

scalars! {
    Pin<'a>: get, |source| Pin::new(Draw::draw(source)?);
}

union_views! {
    CredentialView: CredentialView<'a> => Credential: Credential<'a> { Pin pin, Badge badge, Words words };
    ProofView: ProofView<'a> => Proof: Proof<'a> { Pin pin, Tall tall } Unknown;
    GiftView: GiftView => Gift: Gift<Paper> { Door door } Unknown;
}

draw_variant! { Credential: Credential<'a> { Pin, Badge, Words } }
draw_variant! { Proof: Proof<'a> { Pin, Tall } }
draw_variant! { Gift: Gift<Paper> { Door } }

tables! {
    SettingsView<'a> => Settings: Settings<'a> { auto_lock, name }
    BagView<'a> => Bag: Bag<Paper> { door }
}

getters! {
    BothView<'a> => Both: Both<'a> { settings, proof, tail }
}

sent! {
    Both: Both<'a> { settings, proof, tail }
}

view! {
    OneRequestView<'a> => OneRequest: OneRequest<'a> { settings, behind }
    OneReplyView<'a> => OneReply: OneReply<'a> { proof }
    OptionsRequestView<'a> => OptionsRequest: OptionsRequest<'a> { a, b, c }
    OptionsReplyView<'a> => OptionsReply: OptionsReply<'a> { all }
    CapsRequestView<'a> => CapsRequest: CapsRequest<Paper> { bag, door, gift, last }
    StrictRequestView<'a> => StrictRequest: StrictRequest<'a> { c, cs }
}

impl Json for CapDoor<'_> {
    fn json(&self, to: &mut String) {
        self.get().json(to);
    }
}

/// A list of capabilities is written from places.
impl<'a, const N: usize> Back<'a, [Option<Cap<Paper, door::Door, door::AllRights>>; N]> for List<'a, CapDoor<'a>> {
    fn back(self, room: &'a Bump) -> [Option<Cap<Paper, door::Door, door::AllRights>>; N] {
        std::array::from_fn(|index| self.get(index).map(|door| door.get().back(room)))
    }
}
