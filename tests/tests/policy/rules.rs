//! A policy with one of every form.

use tessera::wire::{Message, Read, Write};

use crate::subject::{Call, Subject, Values, hook, int};

#[expect(dead_code, reason = "only the policy is called here")]
mod stubs {
    include!("../../stubs/rules/all.snap.rs");
}

pub use stubs::rules::every::{Idle, Server};
use stubs::rules::{Color, Level, Named, Range, Slot, Small, Tag, Why, every::ServerCaptured, store};

const SMALL: &[i128] = &[0, 3, 3, 7];
const SLOTS: &[i128] = &[10, 11, 17, 25];
const COLORS: &[i128] = &[1, 2, 7];

const CALLS: &[Call] = &[
    Call {
        name: "put",
        inputs: &[
            ("slot", SLOTS),
            ("size", &[0, 1, 2, 3, 7, 8, 10, 20, 900, 3000, 3001, 3998, 4000, 4096, 4097, 5000, u32::MAX as i128]),
            ("urgent", &[0, 1]),
            ("color", COLORS),
        ],
        errors: &[1, 2, 2],
    },
    Call {
        name: "move",
        inputs: &[
            ("from", SMALL),
            ("to", SMALL),
            ("many", &[0, 1, -1, 3, 10, -10, 11, i16::MIN as i128, i16::MAX as i128]),
        ],
        errors: &[1, 2],
    },
    Call {
        name: "label",
        inputs: &[
            ("named.name.len", &[0, 3, 4, 16]),
            ("named.tags.len", &[0, 2, 3, 4]),
            ("named.color", COLORS),
            ("named.owner", &[10, 11, 25]),
            ("named.inner.lo", &[0, 8, 400]),
            ("named.inner.hi", &[0, 999, i32::MIN as i128, i32::MAX as i128]),
            ("range.lo", &[0, 8, 400]),
            ("range.hi", &[0, -7, 1000, i32::MIN as i128, i32::MAX as i128]),
            ("data.len", &[0, 1, 2, 64]),
        ],
        errors: &[],
    },
    Call { name: "reset", inputs: &[], errors: &[] },
    Call {
        name: "ping",
        inputs: &[
            ("level", &[0, 1, 200, 255]),
            ("n", &[0, 2, 3, -5, 100_000, 100_001, i64::MIN as i128, i64::MAX as i128]),
            ("d", &[1, -1, 2, 0, i16::MIN as i128]),
        ],
        errors: &[],
    },
];

const CALLERS: &[(&str, &str)] =
    &[("alice", "front"), ("alice", "front"), ("bob", "front"), ("boss", "back"), ("boss", "front"), ("alice", "back")];

const VARIANTS: &[(&str, &[(i128, &str)])] = &[("Color", &[(1, "Red"), (2, "Green"), (7, "Blue")])];

pub fn subject() -> Subject {
    let (model, facts) = Subject::read("tests/stubs/rules/rules.idl");
    Subject { model, facts, policy: "Every", home: "server", calls: CALLS, callers: CALLERS, variants: VARIANTS }
}

/// A policy that never asks for the time is one on kernels without a clock.
const _: () = {
    const fn guards<K: tessera::Kernel, M: tessera::Served, P: tessera::Guard<K, M>>() {}
    const fn on_any<K: tessera::Kernel>() {
        guards::<K, store::Put, Idle>();
        guards::<K, store::Ping, Idle>();
    }
    on_any::<crate::subject::Kernel>();
};

pub fn idle() -> Subject {
    Subject { home: "idle", callers: &[("boss", "front"), ("alice", "front")], ..subject() }
}

macro_rules! store {
    ($home:ty, $captured:ty) => {
        hook!($home, $captured, {
            "put": store::Put, |v| put(v), store::PutReply { id: 0 }, |number| why(number);
            "move": store::Move, |v| store::MoveRequest { from: small(v, "from"), to: small(v, "to"), many: int(v, "many") }, (),
                |number| why(number);
            "label": store::Label, |v| store::LabelRequestView::read(Message { body: &label(v), caps: 0 }).expect("a label"),
                store::LabelReply { fine: true }, |_number| never();
            "reset": store::Reset, |_v| (), (), |_number| never();
            "ping": store::Ping, |v| ping(v), (), |_number| never();
        });
    };
}

store!(Server, ServerCaptured);
store!(Idle, ());

fn put(values: &Values) -> store::PutRequest {
    store::PutRequest {
        slot: Slot::new(int(values, "slot")).expect("a slot"),
        size: int(values, "size"),
        urgent: int::<u8>(values, "urgent") != 0,
        color: Color::from_number(int(values, "color")).expect("a color"),
    }
}

fn ping(values: &Values) -> store::PingRequest {
    store::PingRequest { level: Level::from_number(int(values, "level")), n: int(values, "n"), d: int(values, "d") }
}

fn small(values: &Values, name: &str) -> Small {
    Small::new(int(values, name)).expect("a small number")
}

fn why(number: i128) -> Why {
    Why::from_number(number as u8).expect("an error")
}

fn never() -> tessera::Never {
    panic!("this method cannot fail")
}

/// The body of a label.
fn label(values: &Values) -> Vec<u8> {
    let (name, tags, data) = ("x".repeat(int(values, "named.name.len")), [7; 4], [9; 64]);
    let named = Named {
        name: &name,
        tags: tags.get(..int(values, "named.tags.len")).expect("few tags"),
        color: Color::from_number(int(values, "named.color")).expect("a color"),
        owner: Tag::new(Slot::new(int(values, "named.owner")).expect("a slot")).expect("a tag"),
        inner: Range { lo: int(values, "named.inner.lo"), hi: int(values, "named.inner.hi") },
    };
    let range = Range { lo: int(values, "range.lo"), hi: int(values, "range.hi") };
    let data = data.get(..int(values, "data.len")).expect("few bytes");
    let mut body = vec![0; 128];
    let len = store::LabelRequest { named, range, data }.write(&mut body).expect("it fits");
    body.truncate(len);
    body
}
