//! The messages of `stubs/data/data.idl`: tables and unions, in every position.

use bumpalo::Bump;
use tessera::List;

use crate::{
    back::Back,
    data_stubs::data::{door::*, keeper::*, oddities::*, tables::*, unions::*, *},
    json::{Json, object},
    laws::{Draw, draw, elements, fields, getters, scalars, sent, view},
    numbered::{arrays, draw_variant, tables, union_views, unions},
    paper::Paper,
    probe::{Probe, messages},
};

pub(crate) const MESSAGES: &[Probe] = messages! {
    SettingsMethod: "Tables.settings" request reply;
    ProfileMethod: "Tables.profile" request reply;
    EmptyMethod: "Tables.empty" request reply;
    Lists: "Tables.lists" request reply;
    PlainMethod: "Unions.plain" request reply;
    CredentialMethod: "Unions.credential" request reply error;
    NoteMethod: "Unions.note" request reply;
    ShapeMethod: "Unions.shape" request reply;
    HolderMethod: "Unions.holder" request reply;
    EnterMethod: "Door.enter" request reply;
    LeaveMethod: "Door.leave" request reply;
    RingMethod: "Keeper.ring" request reply;
    LaterMethod: "Keeper.later" request reply;
    Many: "Keeper.many" request reply;
    OddMethod: "Oddities.odd" request reply;
};

scalars! {
    Pin<'a>: get, |source| Pin::new(Draw::draw(source)?);
    Tone: number, |source| Tone::from_number(u8::draw(source)? % 2 + 1);
    Choice<'a>: get, |source| Some(Choice::new(Draw::draw(source)?));
}

elements! {
    String5<'a> => &'a str: |element| element.get().as_str();
}

fields! {
    Point: Point { x, y }
    Label: Label<'a> { text, id }
    Uniform: Uniform { plain, one }

    PlainReply: PlainReply { p }
    CredentialRequest: CredentialRequest<'a> { c, h, o }
    CredentialReply: CredentialReply<'a> { c }
    ManyReply: ManyReply { count }
}

unions! {
    Plain: Plain { Small small, Wide wide }
    Credential: Credential<'a> { Pin pin, Badge badge, Spot spot }
    One: One { Only only }
    Odd: Odd { Some some, None none, Self_ Self }
    Fault: Fault { Code code, Tone tone, Point point }
}

union_views! {
    CredentialView: CredentialView<'a> => Credential: Credential<'a> { Pin pin, Badge badge, Spot spot };
    NoteView: NoteView<'a> => Note: Note<'a> { Text text, Label label, Many many, Credential credential, Settings settings };
    ShapeView: ShapeView<'a> => Shape: Shape<'a> { Dot dot, Line line, Name name, Settings settings } Unknown;
    MarkView: MarkView => Mark: Mark { A a, Unknown_ unknown } Unknown;
    KeyView: KeyView<'a> => Key: Key<'a, Paper> { Number number, Door door, Ring ring };
    GrantView: GrantView => Grant: Grant<Paper> { Door door, Code code } Unknown;
}

draw_variant! { Note: Note<'a> { Text, Label, Many, Credential, Settings } }
draw_variant! { Shape: Shape<'a> { Dot, Line, Name, Settings } }
draw_variant! { Mark: Mark { A, Unknown_ } }
draw_variant! { Key: Key<'a, Paper> { Number, Door, Ring } }
draw_variant! { Grant: Grant<Paper> { Door, Code } }

tables! {
    SettingsView<'a> => Settings: Settings<'a> { auto_lock, delay, tone, pin }
    ProfileView<'a> => Profile: Profile<'a> { name, raw, home, labels, settings, credential, bits, words, late, note }
    EmptyView<'a> => Empty: Empty { }
    GoneView<'a> => Gone: Gone { }
    RingView<'a> => Ring: Ring<'a, Paper> { label, door, spare }
    LaterView<'a> => Later: Later { note }
}

getters! {
    PointView<'a> => Point: Point { x, y }
    LabelView<'a> => Label: Label<'a> { text, id }
    UniformView<'a> => Uniform: Uniform { plain, one }
    HolderView<'a> => Holder: Holder<'a> { settings, credential, shape, last }
}

sent! {
    Holder: Holder<'a> { settings, credential, shape, last }
}

view! {
    SettingsRequestView<'a> => SettingsRequest: SettingsRequest<'a> { s }
    SettingsReplyView<'a> => SettingsReply: SettingsReply<'a> { s }
    ProfileRequestView<'a> => ProfileRequest: ProfileRequest<'a> { p }
    ProfileReplyView<'a> => ProfileReply: ProfileReply<'a> { p }
    EmptyRequestView<'a> => EmptyRequest: EmptyRequest { e, g }
    EmptyReplyView<'a> => EmptyReply: EmptyReply { e, g }
    ListsRequestView<'a> => ListsRequest: ListsRequest<'a> { l, a, o, w }
    ListsReplyView<'a> => ListsReply: ListsReply<'a> { l }
    PlainRequestView<'a> => PlainRequest: PlainRequest<'a> { p, o, l, a }
    NoteRequestView<'a> => NoteRequest: NoteRequest<'a> { n, l, o }
    NoteReplyView<'a> => NoteReply: NoteReply<'a> { n }
    ShapeRequestView<'a> => ShapeRequest: ShapeRequest<'a> { s, o, l, m }
    ShapeReplyView<'a> => ShapeReply: ShapeReply<'a> { s, m }
    HolderRequestView<'a> => HolderRequest: HolderRequest<'a> { h, l, u, us }
    HolderReplyView<'a> => HolderReply: HolderReply<'a> { h, u }
    RingRequestView<'a> => RingRequest: RingRequest<'a, Paper> { r, k, last }
    RingReplyView => RingReply: RingReply<Paper> { g }
    LaterRequestView<'a> => LaterRequest: LaterRequest<Paper> { l, last }
    LaterReplyView<'a> => LaterReply: LaterReply<'a, Paper> { l, r }
    OddRequestView<'a> => OddRequest: OddRequest<'a> { m, n }
    OddReplyView => OddReply: OddReply { o, n }
    ManyRequestView<'a> => ManyRequest: ManyRequest<'a, Paper> { k, g }
}

arrays! {
    SettingsView<'a> => Settings<'a>;
    PointView<'a> => Point;
    Plain => Plain;
    MarkView => Mark;
}

// Some names mean something to the generated code: those of getters move aside, those on the wire stay.
impl Json for NamesView<'_> {
    fn json(&self, to: &mut String) {
        let (a, b, c, d, e, f) =
            (self.check_(), self.view_(), self.fixed(), self.self_(), self.table(), self.default());
        fn said<'v>(name: &'v str, value: &'v Option<impl Json>) -> Option<(&'v str, &'v dyn Json)> {
            value.as_ref().map(|value| (name, value as &dyn Json))
        }
        let all = [
            said("check", &a),
            said("view", &b),
            said("fixed", &c),
            said("self", &d),
            said("table", &e),
            said("default", &f),
        ];
        object(&all.into_iter().flatten().collect::<Vec<_>>(), to);
    }
}

impl Back<'_, Names> for NamesView<'_> {
    fn back(self, _: &Bump) -> Names {
        self.into()
    }
}

draw! {
    Names: |source| Some(Names {
        check: Draw::draw(source)?,
        view: Draw::draw(source)?,
        fixed: Draw::draw(source)?,
        self_: Draw::draw(source)?,
        table: Draw::draw(source)?,
        default: Draw::draw(source)?,
    });
}

impl Json for MarkedView {
    fn json(&self, to: &mut String) {
        self.get().json(to);
    }
}

impl<'a> Back<'a, Marked> for MarkedView {
    fn back(self, room: &'a Bump) -> Marked {
        Marked::new(self.get().back(room))
    }
}

impl Draw<'_> for Marked {
    fn draw(source: &mut crate::laws::Source<'_>) -> Option<Self> {
        Draw::draw(source).map(Self::new)
    }
}

// A new type of a table is read as a new type of its view.
impl Json for WrappedView<'_> {
    fn json(&self, to: &mut String) {
        self.get().json(to);
    }
}

impl<'a> Back<'a, Wrapped<'a>> for WrappedView<'a> {
    fn back(self, room: &'a Bump) -> Wrapped<'a> {
        Wrapped::new(self.get().back(room))
    }
}

impl<'a> Draw<'a> for Wrapped<'a> {
    fn draw(source: &mut crate::laws::Source<'a>) -> Option<Self> {
        Draw::draw(source).map(Self::new)
    }
}

/// A list that holds capabilities is written from places.
impl<'a, const N: usize> Back<'a, [Option<Key<'a, Paper>>; N]> for List<'a, KeyView<'a>> {
    fn back(self, room: &'a Bump) -> [Option<Key<'a, Paper>>; N] {
        assert!(self.len() <= N);
        std::array::from_fn(|index| self.get(index).map(|key| key.back(room)))
    }
}
