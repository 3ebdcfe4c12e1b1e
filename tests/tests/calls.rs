//! Every method is really called, over loopback and over Linux sockets: what arrives, what is refused, what is counted, and who holds what.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    clippy::type_complexity,
    unreachable_pub,
    reason = "a test says what it expects by failing, and includes what others review"
)]

#[path = "calls/answers.rs"]
mod answers;
#[path = "calls/cage.rs"]
mod cage;
#[path = "calls/capabilities.rs"]
mod capabilities;
#[path = "calls/data.rs"]
mod data;
#[path = "calls/deaths.rs"]
mod deaths;
#[path = "calls/deferred.rs"]
mod deferred;
#[path = "calls/derived.rs"]
mod derived;
#[path = "calls/echo.rs"]
mod echo;
#[path = "calls/events.rs"]
mod events;
#[path = "calls/grown.rs"]
mod grown;
#[path = "calls/house.rs"]
mod house;
#[path = "calls/lock.rs"]
mod lock;
#[path = "calls/raw.rs"]
mod raw;
#[path = "calls/refusals.rs"]
mod refusals;
#[path = "calls/standard.rs"]
mod standard;
#[path = "calls/systems.rs"]
mod systems;
#[path = "calls/told.rs"]
mod told;
#[path = "calls/values.rs"]
mod values;
#[path = "calls/watch.rs"]
mod watch;
#[path = "calls/world.rs"]
mod world;
#[expect(dead_code, reason = "the zoo has more than is called")]
mod stubs {
    include!("../stubs/zoo/all.snap.rs");
}
#[expect(dead_code, reason = "the system has more than is called")]
mod systems_stubs {
    include!("../stubs/systems/all.snap.rs");
}
#[expect(dead_code, reason = "the lock has more than is called")]
mod lock_stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}
#[expect(dead_code, reason = "a test fetches only what it needs")]
mod event_stubs {
    include!("../stubs/events/all.snap.rs");
}
#[expect(dead_code, reason = "only the desk is called")]
mod data_stubs {
    include!("../stubs/data/all.snap.rs");
}
#[expect(dead_code, reason = "a gallery is called with little of it")]
mod list_stubs {
    include!("../stubs/lists/all.snap.rs");
}
#[expect(dead_code, reason = "not everything is called in both versions")]
mod old_stubs {
    include!("../stubs/grown_old/all.snap.rs");
}
#[expect(dead_code, reason = "not everything is called in both versions")]
mod new_stubs {
    include!("../stubs/grown_new/all.snap.rs");
}
#[expect(dead_code, reason = "a guest calls only what it needs")]
mod standard_stubs {
    include!("../stubs/standard/all.snap.rs");
}
