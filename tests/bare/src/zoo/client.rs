//! The client's half: every call, every answer looked at.

use core::hint::black_box;

use tessera::Cap;

use super::{
    stock::{Stock, key, keys, see, see_holds, see_outer, see_pairs, some},
    stubs::zoo::{
        door::{self, Door},
        failing::{self, Failing},
        keeper::Keeper,
        options::Options,
        scalars::Scalars,
        sequences::Sequences,
    },
};
use crate::outside::{Outside, any, token};

/// Calls whose answers the outside gives.
#[inline(never)]
pub fn calls() {
    let (Some(stock), mut port) = (Stock::new(), Outside::new()) else { return };
    scalars(&stock, &mut port);
    sequences(&stock, &mut port);
    options(&stock, &mut port);
    failing(&stock, &mut port);
    keeper(&mut port);
}

#[inline(never)]
fn scalars(stock: &Stock, port: &mut Outside) {
    let cap: Cap<Outside, Scalars, ()> = Cap::new(token());
    let mut client = cap.on(port);
    black_box(client.ints(any(1), any(2), any(3), any(4), any(5), any(6), any(7), any(8)).is_ok());
    black_box(client.floats(any(1.0), any(2.0), any(true)).is_ok());
    black_box(client.refined(stock.small, stock.signed, stock.pair).is_ok());
    black_box(client.enums(stock.plain, stock.wide, stock.minus, stock.open).is_ok());
    black_box(client.sets(stock.days, stock.loose).is_ok());
    black_box(client.gaps(stock.gaps).is_ok());
    black_box(client.nothing().is_ok());
}

#[inline(never)]
fn sequences(stock: &Stock, port: &mut Outside) {
    let cap: Cap<Outside, Sequences, ()> = Cap::new(token());
    let (pairs, gaps, inners) = ([stock.pair; 3], [stock.gaps; 4], [stock.inner; 4]);
    black_box(cap.on(port).arrays(any([1; 4]), any([2; 3]), [stock.pair; 2], any([true; 5])).is_ok());
    let words = any(&[1, 2, 3, 4, 5]);
    if let Ok(answer) = cap.on(port).inlines(stock.word, stock.code, stock.blob, some(words), some(&pairs).into()) {
        black_box(answer.w.get().as_str());
        see(answer.l);
    }
    if let Ok(answer) = cap.on(port).texts(stock.text, stock.name, stock.bytes) {
        black_box((answer.s, answer.b));
    }
    if let Ok(answer) = cap.on(port).lists(stock.bytes, some(any(&[1, 2, 3, 4, 5])), some(&gaps).into()) {
        see_pairs(answer.p);
        see(answer.e);
    }
    let outer = stock.outer(some(&inners));
    if let Ok(answer) = cap.on(port).deep(outer, some(&[outer; 3]).into()) {
        see_outer(answer.o);
    }
    let holds = stock.holds(any(&[1, 2, 3, 4]));
    if let Ok(answer) = cap.on(port).words(some(&[stock.word; 5]).into(), some(&[stock.text; 4]).into(), holds) {
        for holds in answer.h {
            see_holds(holds);
        }
    }
    black_box(cap.on(port).large(some(any(&[1; 4000]))).is_ok());
}

#[inline(never)]
fn options(stock: &Stock, port: &mut Outside) {
    let cap: Cap<Outside, Options, ()> = Cap::new(token());
    let (pair, plain) = (any(true).then_some(stock.pair), any(true).then_some(stock.plain));
    black_box(cap.on(port).plain(any(Some(1)), any(Some(2)), pair, plain).is_ok());
    let (text, bytes) = (any(true).then_some(stock.text), any(true).then_some(stock.bytes));
    if let Ok(answer) = cap.on(port).out(text, bytes, any(true).then_some(some(any(&[1, 2, 3, 4, 5])))) {
        black_box(answer.s);
    }
    let (small, word) = (any(true).then_some(stock.small), any(true).then_some(stock.word));
    let (inner, list) = (any(true).then_some(stock.inner), any(&[Some(1), None, Some(2), None]));
    if let Ok(answer) = cap.on(port).nested(small, word, inner, any(Some(Some(1))), some(list)) {
        black_box(answer.i);
    }
}

#[inline(never)]
fn failing(stock: &Stock, port: &mut Outside) {
    let cap: Cap<Outside, Failing, failing::AllRights> = Cap::new(token());
    let mut client = cap.on(port);
    black_box((client.first(any(1)).is_ok(), client.second().is_ok(), client.note(stock.text).is_ok()));
    black_box((client.numbered(any(1)).is_ok(), client.secret(stock.word).is_ok()));
}

#[inline(never)]
fn keeper(port: &mut Outside) {
    let door: Cap<Outside, Door, door::AllRights> = Cap::new(token());
    black_box((door.on(port).enter().is_ok(), door.on(port).leave().is_ok()));
    let cap: Cap<Outside, Keeper, ()> = Cap::new(token());
    black_box(cap.on(port).keep(any(1), door).is_ok());
    if let Ok(answer) = cap.on(port).fetch(any(1)) {
        black_box((answer.door.into_raw(), answer.left));
    }
    if let Ok(answer) = cap.on(port).maybe(any(true).then(|| key().door)) {
        black_box(answer.door.map(Cap::into_raw));
    }
    black_box(cap.on(port).keys(keys(), key()).is_ok());
    if let Ok(mut answer) = cap.on(port).ring(any(1)) {
        black_box(answer.name);
        for key in answer.keys {
            black_box((key.label(), answer.caps.claim(key.door()).is_ok()));
        }
    }
}
