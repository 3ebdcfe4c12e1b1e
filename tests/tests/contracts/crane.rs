//! A union as an error: each variant leads where its edge says, and rules tell the variants apart.

use tessera::{
    Call, Cap, Connection, Kernel, Refusal, Stop, Stopped,
    loopback::{Frame, Loopback},
};

use crate::stubs::contracts::{
    Jam, PORT, Place, captain,
    crane::{self, AllRights, Crane, LiftFailed, LowerFailed, Session},
    harbour, port_rules,
};

/// Lifts what weighs less than 100; the rest says how it fails.
struct Harbour;

fn jam(weight: u32) -> Jam {
    match weight {
        100..=199 => Jam::Weight(weight),
        200..=299 => Jam::Where(Place { x: -1, y: 2 }),
        _ => Jam::Gone(true),
    }
}

impl<K: Kernel> harbour::CraneServer<K> for Harbour {
    fn lift(&mut self, _: &mut Call<K, crane::Lift>, weight: u32) -> Result<crane::LiftReply, Stop<Jam>> {
        if weight < 100 { Ok(crane::LiftReply { height: weight as u8 }) } else { Err(jam(weight).into()) }
    }

    fn lower(&mut self, _: &mut Call<K, crane::Lower>) -> Result<(), Stop<Jam>> {
        Err(jam(100).into())
    }
}

type Port = Loopback<harbour::Dispatch<Frame<256>, Harbour, port_rules::Harbour>, Frame<256>>;

fn port() -> (Port, Cap<Port, Crane, AllRights>) {
    let wire = PORT.wires[0];
    let mut port: Port = Loopback::new(harbour::Dispatch::new(Harbour, port_rules::Harbour::new()));
    let mut cap = port.connect(0, Connection { port: wire.provides, subject: wire.from, rights: wire.rights });
    let uses = captain::Uses::connect(|_| cap.take()).unwrap();
    (port, uses.crane)
}

#[test]
fn each_variant_has_its_way() {
    let (mut port, cap) = port();
    let free = Session::from(cap);
    // Without an edge it stays.
    let stays = free.lift(&mut port, 150);
    let Err(Stopped::Fails(LiftFailed::Stays(free), Jam::Weight(150))) = stays else { panic!("{stays:?}") };
    let loaded = free.lift(&mut port, 250);
    let Err(Stopped::Fails(LiftFailed::Loaded(loaded), Jam::Where(place))) = loaded else { panic!("{loaded:?}") };
    assert_eq!(place, Place { x: -1, y: 2 });
    // The server is there, too: a variant of each way is total.
    let broken = loaded.lower(&mut port);
    let Err(Stopped::Fails(LowerFailed::Broken(broken), Jam::Weight(100))) = broken else { panic!("{broken:?}") };
    let cap: &Cap<Port, Crane, AllRights> = broken.as_ref();
    let out = cap.on(&mut port).unordered().lift(1);
    assert!(matches!(out, Err(tessera::Failure::Refused(Refusal::OutOfOrder))));
}

#[test]
fn a_rule_is_about_one_variant() {
    let (mut port, cap) = port();
    let mut free = Session::from(cap);
    for weight in [150, 199] {
        let Err(Stopped::Fails(LiftFailed::Stays(same), _)) = free.lift(&mut port, weight) else { panic!() };
        free = same;
    }
    let denied = free.lift(&mut port, 1);
    assert!(matches!(denied, Err(Stopped::Refused(_, Refusal::Denied))), "{denied:?}");
}
