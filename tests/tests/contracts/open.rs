//! An open interface: a newer client and an older server.

use tessera::{Cap, Failure, Interface, Refusal};

use crate::{
    device::{Caller, Caps, Test, on_linux, on_loopback},
    newer::contracts::clock as newer,
    stubs::contracts::clock as older,
};

struct Grown;

impl Test for Grown {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        let clock: Cap<K, newer::Clock, newer::AllRights> = Cap::new(caps.clock.into_raw());
        // Both ends agree: an open interface is its name.
        assert!(clock.bind(port).unwrap());
        assert_eq!(clock.on(port).now().unwrap().at, 1234);
        assert!(matches!(clock.on(port).zone(), Err(Failure::Refused(Refusal::UnknownOperation))));
        assert_eq!(clock.on(port).now().unwrap().at, 1234);
    }
}

#[test]
fn an_older_server_says_what_it_does_not_know() {
    assert_eq!(<newer::Clock as Interface>::FINGERPRINT, <older::Clock as Interface>::FINGERPRINT);
    for counts in [on_loopback(&Grown), on_linux(&Grown)] {
        assert_eq!((counts.with_status(16), counts.with_status(18)), (3, 1));
    }
}
