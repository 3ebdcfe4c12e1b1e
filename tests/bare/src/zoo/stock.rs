//! A value of every type, from outside; and a look at every view.

use core::hint::black_box;

use tessera::{Cap, List};

use super::stubs::zoo::{
    Blob, Code, Days, Gaps, GapsView, Holds, HoldsView, Inner, InnerView, Key, KeyView, Loose, Minus, Name, Open,
    Outer, OuterView, Pair, PairView, Plain, Signed, Small, Wide, Word, cage::KeysCall,
};
use crate::outside::{Outside, any, token};

/// What there is of each type.
#[derive(Clone, Copy)]
pub struct Stock {
    pub small: Small,
    pub signed: Signed,
    pub word: Word<'static>,
    pub code: Code<'static>,
    pub blob: Blob<'static>,
    pub name: Name<'static>,
    pub plain: Plain,
    pub wide: Wide,
    pub minus: Minus,
    pub open: Open,
    pub days: Days,
    pub loose: Loose,
    pub pair: Pair,
    pub gaps: Gaps,
    pub inner: Inner<'static>,
    pub text: &'static str,
    pub bytes: &'static [u8],
}

impl Stock {
    /// `None` when the outside gave what no type takes.
    #[inline(never)]
    pub fn new() -> Option<Self> {
        let (text, bytes): (&str, &[u8]) = (any("text"), any(b"bytes"));
        let (small, plain) = (Small::new(any(1))?, Plain::from_number(any(1))?);
        Some(Self {
            small,
            signed: Signed::new(any(1))?,
            word: Word::new(text)?,
            code: Code::new(text)?,
            blob: Blob::new(bytes)?,
            name: Name::new(text)?,
            plain,
            wide: Wide::from_number(any(1))?,
            minus: Minus::from_number(any(3))?,
            open: Open::from_number(any(1)),
            days: Days::from_bits(any(1))?,
            loose: Loose::from_bits(any(1)),
            pair: Pair::new(any(1), any(2))?,
            gaps: Gaps { a: any(1), b: any(2), c: any(true), d: any(3), e: small },
            inner: Inner { name: text, tag: plain },
            text,
            bytes,
        })
    }

    pub fn outer<'a>(&self, more: &'a [Inner<'a>]) -> Outer<'a> {
        Outer { id: any(1), inner: self.inner, more: more.into(), last: self.bytes }
    }

    pub fn holds<'a>(&self, nums: &'a [u32]) -> Holds<'a> {
        Holds { word: self.word, nums, raw: self.bytes }
    }
}

pub fn key() -> Key<Outside> {
    Key { label: any(1), door: Cap::new(token()) }
}

pub fn keys() -> [Option<Key<Outside>>; 3] {
    [any(true).then(key), any(true).then(key), any(true).then(key)]
}

/// The first `len` elements, however many the outside says.
pub fn some<T>(all: &[T]) -> &[T] {
    all.get(any(0)..any(1)).unwrap_or_default()
}

pub fn see_pairs<'a>(pairs: List<'a, PairView<'a>>) {
    for pair in pairs {
        black_box((pair.lo(), pair.hi()));
    }
}

pub fn see_gaps<'a>(gaps: List<'a, GapsView<'a>>) {
    for gaps in gaps {
        black_box((gaps.a(), gaps.b(), gaps.c(), gaps.d(), gaps.e()));
        black_box(Gaps::from(gaps));
    }
}

pub fn see_inner(inner: InnerView<'_>) {
    black_box((inner.name().as_bytes(), inner.tag()));
    black_box(Inner::from(inner));
}

pub fn see_outer(outer: OuterView<'_>) {
    black_box((outer.id(), outer.last()));
    see_inner(outer.inner());
    black_box((outer.more().len(), outer.more().get(any(1)).is_some()));
    for inner in outer.more() {
        see_inner(inner);
    }
}

pub fn see_holds(holds: HoldsView<'_>) {
    black_box((holds.word().get().as_str(), holds.raw()));
    see(holds.nums());
}

pub fn see<'a, V: tessera::View<'a>>(list: List<'a, V>) {
    black_box((list.len(), list.is_empty(), list.get(any(1)).is_some()));
    for element in list {
        black_box(element);
    }
}

pub fn see_key(call: &mut KeysCall<'_, Outside>, key: KeyView<'_>) {
    black_box(key.label());
    black_box(call.claim(key.door()).is_ok());
}
