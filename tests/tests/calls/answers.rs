//! A client believes no answer: each is validated, from whatever server it comes.

use std::sync::{Arc, Mutex};

use tessera::{
    Answer, Badge, Connection, Delivery, Kernel, OneWay, Server, Service,
    loopback::{Frame, Local, Loopback},
    serve,
};
use tessera_linux::{Port, connection};

use crate::{
    stubs::zoo::{
        failing::{AllRights, Failing},
        keeper::Keeper,
        sequences::Sequences,
    },
    world::{compare, together},
};

/// Status, body, capabilities.
type Said = (u16, Vec<u8>, usize);

/// A server that says what it was told to say.
struct Liar(Arc<Mutex<Said>>);

/// A capability that leads nowhere.
trait Strays: Kernel {
    fn stray() -> Self::Cap;
}

impl Strays for Port {
    fn stray() -> tessera_linux::Cap {
        connection().unwrap().0
    }
}

impl<const N: usize> Strays for Frame<N> {
    fn stray() -> Local {
        Local::new(BADGE)
    }
}

const BADGE: Badge = Badge { index: 0, generation: std::num::NonZeroU16::MIN };

impl<K: Server + Strays> Service<K> for Liar {
    fn dispatch(&mut self, port: &mut K, delivery: Delivery<K::Reply>) -> Answer<K::Reply> {
        let (status, body, caps) = &*self.0.lock().unwrap();
        port.buffer()[..body.len()].copy_from_slice(body);
        for _ in 0..*caps {
            port.give(K::stray()).unwrap();
        }
        Answer { to: delivery.reply, status: *status, len: body.len() }
    }

    fn connect(&mut self, _: &mut K, _: Connection) -> Option<Badge> {
        Some(BADGE)
    }

    fn disconnect(&mut self, _: &mut K, _: Badge) {}

    fn reap(&mut self, _: &mut K) {}
}

#[test]
fn on_loopback() {
    let _turn = together();
    let said = Arc::new(Mutex::default());
    let mut port: Loopback<_, Frame<4096>> = Loopback::new(Liar(Arc::clone(&said)));
    answers(&mut port, &said, || Local::new(BADGE));
}

#[test]
fn on_linux() {
    let _turn = together();
    let said = Arc::new(Mutex::default());
    let (cap, end) = connection().unwrap();
    let mut liar = Liar(Arc::clone(&said));
    let server = std::thread::spawn(move || {
        let mut port = Port::new();
        port.bind(end, BADGE).unwrap();
        serve(&mut port, &mut liar)
    });
    // Each client takes the same connection in turn.
    let mut cap = Some(OwnedOnce(cap));
    let again = || cap.as_mut().unwrap().again();
    answers(&mut Port::new(), &said, again);
    drop(cap);
    assert_eq!(server.join().unwrap(), tessera::Ended::Nobody);
}

/// Another descriptor of the same connection: only one of them is used at a time.
struct OwnedOnce(tessera_linux::Cap);

impl OwnedOnce {
    fn again(&mut self) -> tessera_linux::Cap {
        use std::os::fd::AsFd;
        self.0.as_fd().try_clone_to_owned().unwrap().into()
    }
}

fn answers<K: OneWay<Error: std::fmt::Debug>>(port: &mut K, said: &Mutex<Said>, mut cap: impl FnMut() -> K::Cap) {
    let failing: tessera::Cap<K, Failing, AllRights> = tessera::Cap::new(cap());
    let sequences: tessera::Cap<K, Sequences, ()> = tessera::Cap::new(cap());
    let keeper: tessera::Cap<K, Keeper, ()> = tessera::Cap::new(cap());
    let mut lines = Vec::new();
    let mut ask = |what: &str, status: u16, body: &[u8], caps: usize| {
        *said.lock().unwrap() = (status, body.to_vec(), caps);
        let answer = match what {
            "first" => format!("{:?}", failing.on(port).first(0)),
            "second" => format!("{:?}", failing.on(port).second()),
            "numbered" => format!("{:?}", failing.on(port).numbered(0)),
            "fetch" => format!("{:?}", keeper.on(port).fetch(0)),
            "maybe" => format!("{:?}", keeper.on(port).maybe(None)),
            "ring" => format!("{:?}", keeper.on(port).ring(0)),
            "derive" => format!("{:?}", failing.derive::<AllRights>(port, 0)),
            "bind" => format!("{:?}", failing.bind(port)),
            _ => format!("{:?}", sequences.on(port).lists(&[], &[], (&[]).into())),
        };
        let caps = if caps == 0 { String::new() } else { format!(", {caps} capabilities") };
        let body = if body.len() > 32 { format!("{} bytes", body.len()) } else { format!("{body:?}") };
        lines.push(format!("{what}: status {status}, {body}{caps} -> {answer}"));
    };
    let eight = |first: u8| [first, 0, 0, 0, 0, 0, 0, 0];
    ask("first", 16, &eight(7), 0);
    ask("first", 16, &[7, 0, 0, 1, 0, 0, 0, 0], 0);
    ask("first", 16, &[], 0);
    ask("first", 16, &[7, 0, 0, 0], 0);
    ask("first", 16, &[0; 16], 0);
    ask("first", 16, &[0; 4096], 0);
    ask("first", 16, &eight(7), 1);
    ask("first", 17, &eight(2), 0);
    ask("first", 17, &eight(3), 0);
    ask("first", 17, &eight(2), 1);
    ask("first", 17, &[], 0);
    for status in (0..16).chain(18..30).chain([0x10, 0x1010, u16::MAX]) {
        ask("first", status, &[], 0);
    }
    ask("first", 20, &eight(0), 0);
    ask("first", 20, &[], 1);
    ask("second", 16, &[], 0);
    ask("second", 16, &[0; 8], 0);
    ask("second", 17, &[9, 0, 0, 0, 200, 0, 0, 0], 0);
    ask("second", 17, &[9, 0, 0, 0, 199, 0, 0, 0], 0);
    ask("numbered", 17, &[], 0);
    ask("numbered", 17, &eight(0), 0);
    ask("fetch", 16, &[0, 0, 5, 0, 0, 0, 0, 0], 1);
    ask("fetch", 16, &[0, 0, 5, 0, 0, 0, 0, 0], 0);
    ask("fetch", 16, &[0, 0, 5, 0, 0, 0, 0, 0], 2);
    ask("fetch", 16, &[1, 0, 5, 0, 0, 0, 0, 0], 2);
    ask("fetch", 16, &[255, 255, 5, 0, 0, 0, 0, 0], 0);
    ask("maybe", 16, &[255, 255, 0, 0, 0, 0, 0, 0], 0);
    ask("maybe", 16, &[255, 255, 0, 0, 0, 0, 0, 0], 1);
    ask("maybe", 16, &eight(0), 1);
    ask("ring", 16, &[0; 16], 0);
    ask("ring", 16, &[0; 16], 1);
    ask("ring", 16, &[0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0], 1);
    ask("ring", 16, &[0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0], 1);
    ask("derive", 16, &eight(0), 1);
    ask("derive", 16, &eight(0), 0);
    ask("derive", 16, &eight(1), 2);
    ask("derive", 16, &eight(0), 2);
    ask("derive", 16, &[0, 0, 0, 1, 0, 0, 0, 0], 1);
    ask("derive", 16, &[0; 16], 1);
    ask("derive", 24, &[], 0);
    ask("bind", 16, &eight(0), 0);
    ask("bind", 16, &eight(1), 0);
    ask("bind", 16, &eight(2), 0);
    ask("bind", 16, &[1, 0, 0, 0, 0, 0, 0, 1], 0);
    ask("bind", 16, &eight(1), 1);
    ask("bind", 16, &[], 0);
    ask("bind", 16, &[1; 16], 0);
    ask("bind", 17, &eight(1), 0);
    ask("lists", 16, &[0; 16], 0);
    ask("lists", 16, &[16, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0);
    ask("lists", 16, &[16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0], 0);
    compare("answers", &lines);
}
