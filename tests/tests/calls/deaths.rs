//! A process dies at any moment: the other one learns it, and nothing is left open.

use std::{
    env,
    os::fd::{AsFd, OwnedFd},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};

use tessera::{Connection, Event, Failure, Tickets, serve_with, turn};
use tessera_linux::{Cap, End, Error, Port, connection};

use crate::{
    cage::{Cage, order},
    stubs::zoo::{
        cage::{self, Dispatch},
        failing::{AllRights, Failing},
    },
    watch::Transcript,
    world::{OnLinux, Wish, World, alone},
};

const FAILING: Connection = Connection { port: cage::FAILING, subject: 5, rights: 7 };
const ROLE: &str = "TESSERA_TEST_ROLE";

/// Starts this program again (one test at a time: a process that is just being started has all descriptors of this one): the test `child` plays the role, with one end of a connection as its standard input.
fn start(role: &str, end: impl Into<OwnedFd>) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "deaths::child"])
        .env(ROLE, role)
        .stdin(Stdio::from(end.into()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test of its own: it does nothing unless it was started by one.
#[test]
fn child() {
    static TICKETS: Tickets = Tickets::new();
    let Ok(role) = env::var(ROLE) else { return };
    let end = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let mut port = Port::new();
    if let Some(a) = role.strip_prefix("calls ") {
        let cap: tessera::Cap<Port, Failing, AllRights> = tessera::Cap::new(Cap::from(end));
        let _ = cap.on(&mut port).first(a.parse().unwrap());
        return;
    }
    let mut dispatch = Dispatch::unpoliced(Cage::new(Transcript::default()), "a test of deaths");
    dispatch.monitor.keep_with(&TICKETS);
    turn(&mut port, &mut dispatch, Event::Connect(FAILING, End::from(end)));
    serve_with(&mut port, &mut dispatch, |_, _| false);
}

#[test]
fn a_client_dies_while_its_request_is_open() {
    let _turn = alone();
    let patience = Some((&*Box::leak(Box::new(Tickets::new())), usize::MAX));
    let mut world = OnLinux::open(Wish { more: &[FAILING], patience, ..Wish::default() });
    let cap = world.visitor().2.remove(0);
    let mut client = start(&format!("calls {}", order::KEEP), cap);
    world.said().wait_for(&format!("  server: first {}", order::KEEP));
    client.kill().unwrap();
    client.wait().unwrap();
    world.said().wait_for("  policy: #1 is lost");
    world.said().wait_for("  server: somebody waited: false");
    let remains = world.close();
    assert_eq!((remains.counts.lost_callers(), remains.ok()), (1, 0));
}

#[test]
fn a_client_dies_while_the_handler_runs() {
    static CLIENT: Mutex<Option<Child>> = Mutex::new(None);
    let _turn = alone();
    let meanwhile = |_| {
        let mut client = CLIENT.lock().unwrap().take().unwrap();
        client.kill().unwrap();
        client.wait().unwrap();
    };
    let mut world = OnLinux::open(Wish { more: &[FAILING], meanwhile, ..Wish::default() });
    let cap = world.visitor().2.remove(0);
    // Held until the child is in place, so the handler waits for it.
    let mut place = CLIENT.lock().unwrap();
    *place = Some(start(&format!("calls {}", order::FAIL), cap));
    drop(place);
    // It cannot dodge the outcome.
    world.said().wait_for("  policy: #1 fails");
    let remains = world.close();
    assert_eq!((remains.counts.with_status(17), remains.unanswered), (1, 1));
}

/// Calls a server of its own process, which is told how to end.
fn call(a: u8, end: impl FnOnce(&mut Child)) {
    let _turn = alone();
    let (cap, far) = connection().unwrap();
    let mut server = start("serves", far);
    let cap: tessera::Cap<Port, Failing, AllRights> = tessera::Cap::new(cap);
    let mut port = Port::new();
    assert_eq!(cap.on(&mut port).first(9).map(|answer| answer.b), Ok(900));
    thread::scope(|scope| {
        let call = scope.spawn(|| cap.on(&mut port).first(a).map(drop));
        end(&mut server);
        server.wait().unwrap();
        assert_eq!(call.join().unwrap(), Err(Failure::Kernel(Error::Gone)));
    });
    assert_eq!(cap.on(&mut port).first(9).map(drop), Err(Failure::Kernel(Error::Gone)), "and so it stays");
    assert_eq!(cap.on(&mut port).note("still?"), Err(Failure::Kernel(Error::Gone)));
}

#[test]
fn a_server_dies_while_the_client_waits() {
    call(order::DIE, |_| {});
}

#[test]
fn a_server_dies_with_the_request_open() {
    call(order::KEEP, |server| {
        // Be it before or after it kept the request.
        thread::sleep(Duration::from_millis(50));
        server.kill().unwrap();
    });
}
