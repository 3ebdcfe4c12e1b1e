//! Tables and unions, strict and flexible, in every position: `data.idl`.

use core::hint::black_box;

use tessera::{
    Cap,
    wire::{Give, Message, Read},
};

use self::stubs::data::{
    Credential, Empty, Fault, Gone, Grant, Holder, Key, Label, Later, Mark, Note, One, Pin, Plain, Point, Profile,
    Ring, Settings, Shape, Tone, Uniform, Wrapped, door, keeper::*, tables::*, unions::*,
};
use crate::outside::{Outside, any, token};

/// The stubs under review.
#[allow(dead_code, missing_docs, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/data/all.snap.rs");
}

/// Validates every message, and looks at all that is in it.
#[inline(never)]
pub fn read() {
    let message = Message { body: any(&[7; 512]), caps: any(3) };
    look::<SettingsRequestView<'_>>(message);
    look::<ProfileRequestView<'_>>(message);
    look::<EmptyRequestView<'_>>(message);
    look::<ListsRequestView<'_>>(message);
    look::<ListsReplyView<'_>>(message);
    look::<PlainRequestView<'_>>(message);
    look::<CredentialRequest<'_>>(message);
    look::<Fault>(message);
    look::<NoteRequestView<'_>>(message);
    look::<ShapeRequestView<'_>>(message);
    look::<ShapeReplyView<'_>>(message);
    look::<HolderRequestView<'_>>(message);
    look::<RingRequestView<'_>>(message);
    look::<LaterReplyView<'_>>(message);
    look::<ManyRequestView<'_>>(message);
    if let Ok(request) = SettingsRequestView::read(message) {
        black_box(Settings::from(request.s));
    }
    if let Ok(request) = HolderRequestView::read(message) {
        black_box((Settings::from(request.h.settings()), Credential::from(request.h.credential())));
    }
}

/// To compare two values is to call all getters.
#[inline(never)]
fn look<'a, R: Read<'a> + PartialEq>(message: Message<'a>) {
    if let (Ok(one), Ok(other)) = (R::read(message), R::read(Message { caps: any(2), ..message })) {
        black_box(one == other);
    }
}

/// Writes every kind of them.
#[inline(never)]
pub fn written() {
    let (Some(pin), text, mut port) = (Pin::new(any("1234")), any("text"), Outside::new()) else { return };
    let point = Point { x: any(1), y: any(2) };
    let words = [text; 4];
    let labels = [Label { text, id: any(1) }; 3];
    let settings = any(Settings { auto_lock: Some(true), delay: Some(2), tone: Some(Tone::Loud), pin: Some(pin) });
    let credential = any(Credential::Spot(point));
    let note = any(Note::Many(any(&[1, 2, 3])));
    let profile = any(Profile {
        name: Some(text),
        raw: Some(any(&[1, 2])),
        home: Some(point),
        labels: Some(any((&labels).into())),
        settings: Some(settings),
        credential: Some(credential),
        bits: Some(any([1; 3])),
        words: Some(any((&words).into())),
        late: Some(any(&[1, 2, 3])),
        note: Some(note),
    });
    let shape = any(Shape::Settings(settings));
    let plain = any(Plain::Wide(1));
    let holder = Holder { settings, credential, shape, last: any(1) };
    let uniform = Uniform { plain, one: any(1) };
    write(SettingsRequest { s: settings }, &mut port);
    write(ProfileRequest { p: profile }, &mut port);
    write(EmptyRequest { e: Empty {}, g: Gone {} }, &mut port);
    let (all, wrapped) = ([settings; 4], [Wrapped::new(settings); 3]);
    write(ListsRequest { l: any((&all).into()), a: [settings; 2], o: any(Some(settings)), w: wrapped[0] }, &mut port);
    write(ListsReply { l: any((&wrapped).into()) }, &mut port);
    write(PlainRequest { p: plain, o: any(Some(plain)), l: any((&[plain; 4]).into()), a: [plain; 2] }, &mut port);
    write(NoteRequest { n: note, l: any((&[note; 3]).into()), o: One::Only(any([1; 2])) }, &mut port);
    let told = tessera::each::<Note<'static>, _, _>(any(&[1_u16, 2]), |number, out| out.push(&Note::Many(&[*number])));
    write(NoteRequest { n: note, l: any(tessera::Elements::of(&told)), o: One::Only(any([1; 2])) }, &mut port);
    let marks = [any(Mark::A(1)); 2];
    write(ShapeRequest { s: shape, o: any(Some(shape)), l: any((&[shape; 3]).into()), m: marks }, &mut port);
    write(
        HolderRequest { h: holder, l: any((&[holder; 3]).into()), u: uniform, us: any((&[uniform; 3]).into()) },
        &mut port,
    );
    let ring = || any(Ring { label: Some(text), door: Some(cap()), spare: Some(cap()) });
    write(RingRequest { r: ring(), k: any(Key::Ring(ring())), last: cap() }, &mut port);
    write(RingReply { g: any(Grant::Door(cap())) }, &mut port);
    write(LaterReply { l: any(Later { note: Some(1) }), r: ring() }, &mut port);
    write(ManyRequest { k: any([Some(Key::Door(cap())), None]), g: any(Some(Grant::Code(1))) }, &mut port);
}

fn cap() -> Cap<Outside, door::Door, door::Rights<door::Enter, tessera::No>> {
    Cap::new(token())
}

#[inline(never)]
fn write<W: Give<Outside>>(value: W, port: &mut Outside) {
    let mut buffer = [0; 2048];
    let room = any(2048_usize);
    black_box(buffer.get_mut(..room).map(|buffer| value.write(buffer)));
    black_box(value.give(port).is_ok());
}
