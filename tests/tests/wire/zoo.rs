//! The messages of `stubs/zoo/zoo.idl`: every type, in every position.

use bumpalo::Bump;
use tessera::List;

use crate::{
    back::{Back, same},
    json::{Json, object},
    laws::{Draw, draw, elements, fields, getters, scalars, sent, view},
    paper::Paper,
    probe::{Probe, messages},
    zoo_stubs::zoo::{door::*, failing::*, keeper::*, options::*, scalars::*, sequences::*, *},
};

pub(crate) const MESSAGES: &[Probe] = messages! {
    Ints: "Scalars.ints" request reply;
    Floats: "Scalars.floats" request reply;
    Refined: "Scalars.refined" request reply;
    Enums: "Scalars.enums" request reply;
    Sets: "Scalars.sets" request reply;
    GapsMethod: "Scalars.gaps" request reply;
    Nothing: "Scalars.nothing" request reply;
    Arrays: "Sequences.arrays" request reply;
    Inlines: "Sequences.inlines" request reply;
    Texts: "Sequences.texts" request reply;
    Lists: "Sequences.lists" request reply;
    Deep: "Sequences.deep" request reply;
    Words: "Sequences.words" request reply;
    Large: "Sequences.large" request reply;
    PlainMethod: "Options.plain" request reply;
    Out: "Options.out" request reply;
    Nested: "Options.nested" request reply;
    First: "Failing.first" request reply error;
    Second: "Failing.second" request reply error;
    Note: "Failing.note" request;
    Numbered: "Failing.numbered" request reply;
    Secret: "Failing.secret" request reply;
    EnterMethod: "Door.enter" request reply;
    LeaveMethod: "Door.leave" request reply;
    Keep: "Keeper.keep" request reply;
    Fetch: "Keeper.fetch" request reply;
    Maybe: "Keeper.maybe" request reply;
    Keys: "Keeper.keys" request reply;
    Ring: "Keeper.ring" request reply;
};

scalars! {
    Small: get, |source| Small::new(u8::draw(source)? % 10);
    Signed: get, |source| Signed::new(i32::from(i8::draw(source)? % 6));
    Word<'a>: get, |source| Word::new(Draw::draw(source)?);
    Code<'a>: get, |source| Code::new(Draw::draw(source)?);
    Blob<'a>: get, |source| Blob::new(Draw::draw(source)?);
    Name<'a>: get, |source| Name::new(Draw::draw(source)?);
    Plain: number, |source| Plain::from_number([0, 1, 200][usize::from(u8::draw(source)? % 3)]);
    Wide: number, |source| Wide::from_number([1, 70000][usize::from(u8::draw(source)? % 2)]);
    Minus: number, |source| Minus::from_number([-3, 3][usize::from(u8::draw(source)? % 2)]);
    Open: number, |source| Some(Open::from_number(u16::draw(source)?));
    Days: bits, |source| Days::from_bits(u8::draw(source)? & 0x7f);
    Loose: bits, |source| Some(Loose::from_bits(u16::draw(source)?));
    Trouble: number, |source| Trouble::from_number(u16::draw(source)? % 2 + 1);
}

elements! {
    OptionU16<'a> => Option<u16>: |element| element.get();
    String5<'a> => &'a str: |element| element.get().as_str();
}

fields! {
    Gaps: Gaps { a, b, c, d, e }
    Inner: Inner<'a> { name, tag }
    Report: Report { code, r#where }

    IntsRequest: IntsRequest { a, b, c, d, e, f, g, h }
    IntsReply: IntsReply { a, h }
    FloatsRequest: FloatsRequest { x, y, b }
    FloatsReply: FloatsReply { y }
    RefinedRequest: RefinedRequest { s, t, p }
    RefinedReply: RefinedReply { p }
    EnumsRequest: EnumsRequest { p, w, m, o }
    EnumsReply: EnumsReply { o }
    SetsRequest: SetsRequest { d, l }
    SetsReply: SetsReply { d, l }
    GapsRequest: GapsRequest { g }
    GapsReply: GapsReply { g }

    ArraysReply: ArraysReply { n }
    TextsRequest: TextsRequest<'a> { s, n, b }
    TextsReply: TextsReply<'a> { s, b }
    LargeRequest: LargeRequest<'a> { image }
    LargeReply: LargeReply { size }

    PlainRequest: PlainRequest { a, b, p, e }
    PlainReply: PlainReply { a }
    OutReply: OutReply<'a> { s }
    NestedReply: NestedReply<'a> { i }

    FirstRequest: FirstRequest { a }
    FirstReply: FirstReply { b }
    NoteRequest: NoteRequest<'a> { text }
    NumberedRequest: NumberedRequest { x }
    NumberedReply: NumberedReply { x }
    SecretRequest: SecretRequest<'a> { pin }

    EnterReply: EnterReply { room }
    FetchRequest: FetchRequest { who }
    KeysReply: KeysReply { count }
    RingRequest: RingRequest { count }
}

view! {
    ArraysRequestView<'a> => ArraysRequest: ArraysRequest { d, n, p, b }
    InlinesRequestView<'a> => InlinesRequest: InlinesRequest<'a> { w, c, b, l, p }
    InlinesReplyView<'a> => InlinesReply: InlinesReply<'a> { w, l }
    ListsRequestView<'a> => ListsRequest: ListsRequest<'a> { a, b, g }
    ListsReplyView<'a> => ListsReply: ListsReply<'a> { p, e }
    DeepRequestView<'a> => DeepRequest: DeepRequest<'a> { o, os }
    DeepReplyView<'a> => DeepReply: DeepReply<'a> { o }
    WordsRequestView<'a> => WordsRequest: WordsRequest<'a> { ws, ss, h }
    WordsReplyView<'a> => WordsReply: WordsReply<'a> { h }
    OutRequestView<'a> => OutRequest: OutRequest<'a> { s, b, l }
    NestedRequestView<'a> => NestedRequest: NestedRequest<'a> { n, w, i, oo, l }
    KeepRequestView => KeepRequest: KeepRequest<Paper> { who, door }
    FetchReplyView => FetchReply: FetchReply<Paper> { door, left }
    MaybeRequestView => MaybeRequest: MaybeRequest<Paper> { door }
    MaybeReplyView => MaybeReply: MaybeReply<Paper> { door }
    KeysRequestView<'a> => KeysRequest: KeysRequest<Paper> { keys, spare }
    RingReplyView<'a> => RingReply: RingReply<'a, Paper> { name, keys }
}

getters! {
    GapsView<'a> => Gaps: Gaps { a, b, c, d, e }
    InnerView<'a> => Inner: Inner<'a> { name, tag }
    OuterView<'a> => Outer: Outer<'a> { id, inner, more, last }
    HoldsView<'a> => Holds: Holds<'a> { word, nums, raw }
    KeyView<'a> => Key: Key<Paper> { label, door }
}

sent! {
    Outer: Outer<'a> { id, inner, more, last }
    Holds: Holds<'a> { word, nums, raw }
    Key: Key<Paper> { label, door }
}

// A struct with a `where` is made by `new`, and its fields are read by getters.
impl Json for Pair {
    fn json(&self, to: &mut String) {
        object(&[("lo", &self.lo()), ("hi", &self.hi())], to);
    }
}

impl Json for PairView<'_> {
    fn json(&self, to: &mut String) {
        object(&[("lo", &self.lo()), ("hi", &self.hi())], to);
    }
}

same! { Pair }
draw! { Pair: |source| Pair::new(Draw::draw(source)?, Draw::draw(source)?); }

impl<'a> Back<'a, Pair> for PairView<'a> {
    fn back(self, _: &'a Bump) -> Pair {
        let pair = Pair::new(self.lo(), self.hi()).unwrap();
        assert_eq!(pair, Pair::from(self));
        pair
    }
}

/// An array of structs is read as a list.
impl<'a, const N: usize> Back<'a, [Pair; N]> for List<'a, PairView<'a>> {
    fn back(self, _: &'a Bump) -> [Pair; N] {
        assert_eq!(self.len(), N);
        std::array::from_fn(|index| self.get(index).unwrap().into())
    }
}

/// A list that holds capabilities is written from places.
impl<'a, const N: usize> Back<'a, [Option<Key<Paper>>; N]> for List<'a, KeyView<'a>> {
    fn back(self, room: &'a Bump) -> [Option<Key<Paper>>; N] {
        assert!(self.len() <= N);
        std::array::from_fn(|index| self.get(index).map(|key| key.back(room)))
    }
}
