//! Answers whose lists are told: they pass monitor and policy as others do, and one that is told wrongly is never sent.

#[path = "told/hall.rs"]
mod hall;

use std::{fmt::Debug, thread};

use tessera::{
    Call, Cap, Client, Connection, Elements, Ended, Event, Failure, Guard, Kernel, List, Method, Moment, Monitor,
    Never, Policy, Refusal, Reply, Served, Status, Stop, Tickets, Verdict,
    audit::{Kind, Record, Trail},
    loopback::{Frame, Loopback},
    serve_with, turn,
};
use tessera_linux::{Port, connection};

use self::hall::{Hall, Spots, WAYS, Way, spot};
use crate::{
    cage::Patience,
    list_stubs::lists::{
        NamedView, PointView, Spot, SpotView,
        gallery::{Dispatch, WALL, WallServer},
        wall::{self, Wall},
    },
    watch::Transcript,
    world::together,
};

/// What is asked for from here on is answered later.
const LATER: u8 = 100;

/// The handler: it keeps what it answers with.
struct Gallery {
    hall: Hall,
    spots: Spots,
    open: Vec<(Way, Reply<wall::Show>)>,
}

impl<K: Patience> WallServer<K> for Gallery {
    fn points<'m>(&mut self, _: &mut Call<K, wall::Points>, _: List<'m, PointView<'m>>) -> Result<(), Stop<Never>> {
        Ok(())
    }

    /// Read in place: as many as came, told as the first of them says.
    fn spots<'m>(
        &mut self,
        _: &mut Call<K, wall::Spots>,
        spots: List<'m, SpotView<'m>>,
    ) -> Result<wall::SpotsReply<'_>, Stop<Never>> {
        let tells = spots.get(0).map_or(0, |spot| spot.at().x() as usize);
        self.spots = Spots { says: spots.len(), tells };
        Ok(wall::SpotsReply { spots: Elements::of(&self.spots) })
    }

    fn names<'m>(
        &mut self,
        _: &mut Call<K, wall::Names>,
        _: List<'m, NamedView<'m>>,
    ) -> Result<wall::NamesReply<'_>, Stop<Never>> {
        Err(Stop::Refused(Refusal::Busy))
    }

    /// Copied out.
    fn show(&mut self, call: &mut Call<K, wall::Show>, which: u8) -> Result<wall::ShowReply<'_>, Stop<Never>> {
        let way = WAYS[usize::from(which % LATER)];
        if which >= LATER {
            let (reply, later) = K::keep(call)?;
            self.open.push((way, reply));
            return Err(later);
        }
        self.hall = Hall(way);
        Ok(wall::ShowReply { names: Elements::of(&self.hall) })
    }
}

/// A policy that looks at answers.
#[derive(Debug)]
struct Critic(Transcript);

impl<K: Kernel> Policy<K> for Critic {
    type Captured = ();
    const AUDITED: bool = true;

    fn now(&self, _: &mut K) -> u64 {
        0
    }

    fn opened(&mut self, _: u16) {}

    fn lost(&mut self, _: &Moment, (): (), _: &mut Trail) {
        self.0.say(format_args!("lost"));
    }
}

impl<K: Kernel, M: for<'a> Served<Reply<'a, K>: Debug>> Guard<K, M> for Critic {
    /// Names are shown to nobody.
    fn decide(&self, _: &Moment, _: &M::Request<'_>) -> Verdict {
        if M::OPERATION == wall::Names::OPERATION { Verdict::deny(7, 1) } else { Verdict::allow(7) }
    }

    fn admit(&mut self, _: &Moment, _: Verdict, _: &M::Request<'_>) {}

    fn settle(&mut self, _: &Moment, (): (), outcome: Result<&M::Reply<'_, K>, &M::Error>, _: &mut Trail) {
        self.0.say(format_args!("{:?}", outcome.ok()));
    }
}

fn gallery<K: Patience>(said: &Transcript) -> Dispatch<K, Gallery, Critic> {
    let server = Gallery { hall: Hall(Way::Well), spots: Spots { says: 0, tells: 0 }, open: Vec::new() };
    Dispatch { server, monitor: Monitor::new(Critic(said.clone())) }
}

const WIRE: Connection = Connection { port: WALL, subject: 3, rights: 0 };

/// What is known at the end: how many answers were sent and how many did not fit, and the first records.
fn remains<K: tessera::Server>(mut dispatch: Dispatch<K, Gallery, Critic>) -> (u64, u64, Vec<Record>) {
    let counts = *dispatch.monitor.counts();
    let trail = dispatch.monitor.trail();
    let requests = std::iter::from_fn(|| trail.pop()).filter(|record: &Record| record.kind == Kind::Request);
    (counts.with_status(Status::OK.0), counts.with_status(Refusal::DoesNotFit.status().0), requests.take(2).collect())
}

/// What all calls of [`shows`], so often, and of [`spots`] leave.
fn check((sent, unfit, records): (u64, u64, Vec<Record>), rounds: u64) {
    let ways = WAYS.len() as u64;
    assert_eq!((sent, unfit), (rounds * ways + 2, rounds * (ways - 1) + 3));
    let (operation, verdict) = (wall::Show::OPERATION, Verdict::allow(7));
    let records: Vec<_> = records.iter().map(|one| (one.operation, one.verdict, one.status, one.count)).collect();
    assert_eq!(records, [(operation, verdict, 16, 1), (operation, verdict, 23, 1)]);
}

/// One answer, and what the policy heard of it.
fn show<K: Client<Error: Debug>>(port: &mut K, wall: &Cap<K, Wall, ()>, said: &Transcript, which: u8) {
    let way = WAYS[usize::from(which % LATER)];
    match (way, wall.on(port).show(which)) {
        (Way::Well, Ok(answer)) => {
            let names: Vec<_> = answer.names.iter().map(|named| named.name().as_str().to_owned()).collect();
            assert_eq!(names, ["ADA", "BLAISE"]);
            for named in answer.names {
                let spots: Vec<_> = named.spots().iter().map(Spot::from).collect();
                assert_eq!((spots, named.mark().as_str()), (vec![spot(0), spot(1)], "é"));
            }
            assert_eq!(said.take(), ["Some(ShowReply { names: [2 elements] })"], "{way:?}");
        }
        (_, Err(Failure::Refused(Refusal::DoesNotFit))) => assert_eq!(said.take(), ["lost"], "{way:?}"),
        (way, answer) => panic!("{way:?} from {which}: {answer:?}"),
    }
}

/// Each way, and behind each one that is told well: nothing of what went wrong stays.
fn shows<K: Client<Error: Debug>>(port: &mut K, wall: &Cap<K, Wall, ()>, said: &Transcript, first: u8) {
    show(port, wall, said, first);
    for which in 1..WAYS.len() as u8 {
        show(port, wall, said, first + which);
        show(port, wall, said, first);
    }
}

/// The same for answers to requests that are read in place; and one that is denied there never reaches its handler, which is busy.
fn spots<K: Client<Error: Debug>>(port: &mut K, wall: &Cap<K, Wall, ()>, said: &Transcript) {
    for (says, tells) in [(3, 3), (3, 2), (3, 4), (8, 9), (8, 8)] {
        let sent: Vec<_> = (0..says).map(|number| spot(if number == 0 { tells } else { number })).collect();
        let answer = wall.on(port).spots(sent.as_slice().into());
        if says == tells {
            let came: Vec<_> = answer.unwrap().spots.iter().map(Spot::from).collect();
            assert_eq!(came, (0..says).map(spot).collect::<Vec<_>>());
            assert_eq!(said.take(), [format!("Some(SpotsReply {{ spots: [{says} elements] }})")]);
        } else {
            assert!(matches!(answer, Err(Failure::Refused(Refusal::DoesNotFit))), "{says} and {tells}: {answer:?}");
            assert_eq!(said.take(), ["lost"]);
        }
    }
    let denied = wall.on(port).names((&[]).into());
    assert!(matches!(denied, Err(Failure::Refused(Refusal::Denied))), "{denied:?}");
    assert_eq!(said.take(), [""; 0]);
}

#[test]
fn on_loopback() {
    let _turn = together();
    let said = Transcript::default();
    let mut port: Loopback<_, Frame<4096>> = Loopback::new(gallery(&said));
    let wall = Cap::new(port.connect(0, WIRE).unwrap());
    shows(&mut port, &wall, &said, 0);
    spots(&mut port, &wall, &said);
    check(remains(port.services), 1);
}

/// At once, and later: what is answered in a second half is told in the same ways.
#[test]
fn on_linux() {
    let _turn = together();
    let said = Transcript::default();
    let ((cap, end), heard) = (connection().unwrap(), said.clone());
    let server = thread::spawn(move || {
        let (mut port, mut dispatch) = (Port::new(), gallery(&heard));
        dispatch.monitor.keep_with(Box::leak(Box::new(Tickets::new())));
        turn(&mut port, &mut dispatch, Event::Connect(WIRE, end));
        let ended = serve_with(&mut port, &mut dispatch, |port, dispatch| {
            let Some((way, reply)) = dispatch.server.open.pop() else { return false };
            dispatch.finish_show(port, reply, |server, _| {
                server.hall = Hall(way);
                Ok(wall::ShowReply { names: Elements::of(&server.hall) })
            })
        });
        assert_eq!(ended, Ended::Nobody);
        remains(dispatch)
    });
    let (mut port, wall) = (Port::new(), Cap::new(cap));
    shows(&mut port, &wall, &said, 0);
    shows(&mut port, &wall, &said, LATER);
    spots(&mut port, &wall, &said);
    drop(wall);
    check(server.join().unwrap(), 2);
}
