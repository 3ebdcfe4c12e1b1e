//! What the generated code of five messages becomes on `x86_64`: how each is written and read. `tests/tests/golden.rs` keeps it.

#![no_std]
#![forbid(unsafe_code)]

#[expect(
    dead_code,
    unreachable_pub,
    clippy::unnecessary_wraps,
    reason = "as its users have it; not all of it is called"
)]
mod stubs {
    include!("../../stubs/golden/all.snap.rs");
}

use stubs::golden::golden::{
    HistoryReply, HistoryReplyView, NestedRequest, PointsRequest, PointsRequestView, ScalarRequest, TextRequest,
};
pub use stubs::golden::{Entry, Inner, Point};
use tessera::{
    Elements, List, Places, Source,
    view::Text,
    wire::{DoesNotFit, Malformed, Message, Read, Write},
};

/// A message without capabilities.
const fn message(body: &[u8]) -> Message<'_> {
    Message { body, caps: 0 }
}

/// A scalar request: 16 bytes.
#[inline(never)]
pub fn scalar_write(out: &mut [u8], a: u64, b: u32, c: u16, on: bool) -> Result<usize, DoesNotFit> {
    ScalarRequest { a, b, c, on }.write(out)
}

/// The same, read; its fields mixed into one number.
#[inline(never)]
pub fn scalar_read(body: &[u8]) -> Result<u64, Malformed> {
    let read = ScalarRequest::read(message(body))?;
    Ok(read.a ^ u64::from(read.b) ^ u64::from(read.c) ^ u64::from(read.on))
}

/// A small string: 16 bytes.
#[inline(never)]
pub fn text_write(out: &mut [u8], name: &str) -> Result<usize, DoesNotFit> {
    TextRequest { name: Text::new(name) }.write(out)
}

/// The same, read.
#[inline(never)]
pub fn text_read(body: &[u8]) -> Result<&[u8], Malformed> {
    TextRequest::read(message(body)).map(|read| read.name.as_bytes())
}

/// A plain struct list: 8 bytes for each.
#[inline(never)]
pub fn points_write(out: &mut [u8], points: &[Point]) -> Result<usize, DoesNotFit> {
    PointsRequest { points: points.into() }.write(out)
}

/// The same, read: nothing is looked at but where it lies.
#[inline(never)]
pub fn points_read(body: &[u8]) -> Result<&[[u8; 8]], Malformed> {
    PointsRequestView::read(message(body)).map(|read| read.points.places())
}

/// A nested message: 40 bytes.
#[inline(never)]
pub fn nested_write(out: &mut [u8], id: u32, inner: Inner<'_>, spare: Option<Point>) -> Result<usize, DoesNotFit> {
    NestedRequest { id, inner, spare }.write(out)
}

/// The same, read; its fields mixed into one number.
#[inline(never)]
pub fn nested_read(body: &[u8]) -> Result<i32, Malformed> {
    let NestedRequest { id, inner, spare } = NestedRequest::read(message(body))?;
    let spare = spare.map_or(0, |spare| spare.x ^ spare.y);
    Ok(id.cast_signed() ^ inner.at.x ^ inner.at.y ^ i32::from(inner.on) ^ spare)
}

/// The last entries of a log, in two pieces.
#[derive(Debug)]
pub struct Ring<'a> {
    /// The older ones.
    pub old: &'a [Entry],
    /// Those after them.
    pub new: &'a [Entry],
}

impl Source<Entry> for Ring<'_> {
    fn len(&self) -> usize {
        self.old.len().saturating_add(self.new.len())
    }

    fn tell(&self, out: &mut Places<'_, '_, Entry>) -> Result<(), DoesNotFit> {
        self.old.iter().chain(self.new).try_for_each(|entry| out.push(entry))
    }
}

/// A reply in place: from where the entries are kept into the buffer, 16 bytes for each.
#[inline(never)]
pub fn history_write(out: &mut [u8], ring: &Ring<'_>) -> Result<usize, DoesNotFit> {
    HistoryReply { entries: Elements::of(ring) }.write(out)
}

/// The same, read.
#[inline(never)]
pub fn history_read(body: &[u8]) -> Result<usize, Malformed> {
    HistoryReplyView::read(message(body)).as_ref().map(|read| List::len(&read.entries)).map_err(|_| Malformed)
}
