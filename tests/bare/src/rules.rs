//! A policy with one of every form: `rules.idl`. Its arithmetic is where an overflow would hide.

use core::hint::black_box;

use tessera::{Call, Never, Stop, serve};

use self::stubs::rules::{
    Color, Level, NamedView, Range, Slot, Small, Why,
    every::{self, explain},
    server::{BackServer, Dispatch, FrontServer},
    store,
};
use crate::outside::{Outside, any};

/// The stubs under review.
#[allow(dead_code, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/rules/all.snap.rs");
}

/// A handler that answers whatever the outside says.
struct Shelf;

/// Both ports are the same interface.
macro_rules! serves {
    ($($port:ident)*) => {$(
        impl $port<Outside> for Shelf {
            #[inline(never)]
            fn put(
                &mut self,
                _: &mut Call<Outside, store::Put>,
                slot: Slot,
                size: u32,
                urgent: bool,
                color: Color,
            ) -> Result<store::PutReply, Stop<Why>> {
                black_box((slot, size, urgent, color));
                if any(true) { Ok(store::PutReply { id: any(1) }) } else { Err(any(Why::Broken).into()) }
            }

            #[inline(never)]
            fn r#move(
                &mut self,
                _: &mut Call<Outside, store::Move>,
                from: Small,
                to: Small,
                many: i16,
            ) -> Result<(), Stop<Why>> {
                black_box((from, to, many));
                if any(true) { Ok(()) } else { Err(any(Why::Refused).into()) }
            }

            #[inline(never)]
            fn label(
                &mut self,
                _: &mut Call<Outside, store::Label>,
                named: NamedView<'_>,
                range: Range,
                data: &[u8],
            ) -> Result<store::LabelReply, Stop<Never>> {
                black_box((named.name().as_str(), named.owner(), range, data));
                Ok(store::LabelReply { fine: any(true) })
            }

            #[inline(never)]
            fn reset(&mut self, _: &mut Call<Outside, store::Reset>) -> Result<(), Stop<Never>> {
                Ok(())
            }

            #[inline(never)]
            fn ping(&mut self, _: &mut Call<Outside, store::Ping>, level: Level, n: i64, d: i16) {
                black_box((level, n, d));
            }
        }
    )*};
}

serves! { FrontServer BackServer }

/// All methods of both ports, until nobody can call any more.
#[inline(never)]
pub fn served() {
    let mut dispatch = Dispatch::new(Shelf, every::Server::new());
    black_box(serve(&mut Outside::new(), black_box(&mut dispatch)));
    while let Some(record) = dispatch.monitor.trail().pop() {
        black_box(explain(record.verdict));
    }
}
