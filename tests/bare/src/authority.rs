//! What is lent and what is handed out: `authority.idl`.

use core::hint::black_box;

use tessera::{
    Call, Cap, Never, Stop,
    lease::{Element, Lent, LentMut},
    serve,
};

use self::stubs::authority::{
    Level, Line, Region, RegionView, Why,
    client::Uses,
    disk, door, memory,
    server::{
        BackCall, Dispatch, DiskServer, DoorServer, EnterCall, LeaveCall, PairCall, SayCall, SessionLeaveCall,
        SessionServer, WriteCall,
    },
    session,
};
use crate::outside::{Outside, any, token};

/// The stubs under review.
#[allow(dead_code, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/authority/all.snap.rs");
}

/// A handler of all methods.
struct Board;

type Outcome<T, E = Never> = Result<T, Stop<E>>;

fn outcome<T, E>(reply: T, error: E) -> Outcome<T, E> {
    if any(true) { Ok(reply) } else { Err(error.into()) }
}

impl DiskServer<Outside> for Board {
    #[inline(never)]
    fn put(&mut self, _: &mut Call<Outside, disk::Put>, at: u64, data: &[u8]) -> Outcome<disk::PutReply, Why> {
        black_box((at, data));
        outcome(disk::PutReply { seen: any(0), sum: any(0) }, any(Why::Full))
    }

    #[inline(never)]
    fn get(&mut self, _: &mut Call<Outside, disk::Get>, data: &mut [u8], with: u8) -> Outcome<disk::GetReply, Why> {
        black_box((data, with));
        outcome(disk::GetReply { left: any(0) }, any(Why::Full))
    }

    #[inline(never)]
    fn turn(&mut self, _: &mut Call<Outside, disk::Turn>, data: &mut [u8]) -> Outcome<(), Why> {
        black_box(data);
        outcome((), any(Why::Full))
    }

    #[inline(never)]
    fn copy(
        &mut self,
        _: &mut Call<Outside, disk::CopyMethod>,
        from: &[u8],
        times: u8,
        to: &mut [u8],
        both: &mut [u8],
    ) -> Outcome<disk::CopyReply<'_>> {
        black_box((from, times, to, both));
        Ok(disk::CopyReply { text: any("text") })
    }

    #[inline(never)]
    fn lines(
        &mut self,
        _: &mut Call<Outside, disk::Lines>,
        all: Lent<'_, Line>,
        levels: &mut LentMut<'_, Level>,
        numbers: &mut LentMut<'_, u32>,
    ) -> Outcome<disk::LinesReply> {
        for line in all.iter() {
            black_box((line, levels.set(any(0), &line.level).is_ok(), numbers.set(any(0), &any(0)).is_ok()));
        }
        black_box((all.get(any(0)), levels.get(any(0)), numbers.len()));
        Ok(disk::LinesReply { sum: any(0) })
    }
}

impl DoorServer<Outside> for Board {
    #[inline(never)]
    fn enter(&mut self, call: &mut EnterCall<'_, Outside>, times: u32) -> Outcome<door::EnterReply<Outside>, Why> {
        let (number, session) = call.hand_out_session()?;
        black_box((number, times));
        outcome(door::EnterReply { session }, any(Why::Full))
    }

    #[inline(never)]
    fn pair(
        &mut self,
        call: &mut PairCall<'_, Outside>,
        both: bool,
        name: &[u8],
    ) -> Outcome<door::PairReply<Outside>, Why> {
        black_box(name);
        let (_, one) = call.hand_out_session()?;
        let other = if both { Some(call.hand_out_session()?.1) } else { None };
        outcome(door::PairReply { one, other }, any(Why::Full))
    }

    #[inline(never)]
    fn back(
        &mut self,
        call: &mut BackCall<'_, Outside>,
        session: Cap<Outside, session::Session, session::AllRights>,
    ) -> Outcome<door::BackReply<Outside>> {
        let subject = call.own(&session).map(|caller| caller.connection.subject);
        Ok(door::BackReply { subject, session })
    }

    #[inline(never)]
    fn leave(&mut self, call: &mut LeaveCall<'_, Outside>, region: RegionView<'_>) -> Outcome<()> {
        black_box((region.size(), call.claim(region.memory())?.into_raw()));
        Ok(())
    }

    #[inline(never)]
    fn fetch(&mut self, _: &mut Call<Outside, door::Fetch>) -> Outcome<door::FetchReply<Outside>> {
        Ok(door::FetchReply { memory: Cap::new(token()) })
    }
}

impl SessionServer<Outside> for Board {
    #[inline(never)]
    fn say(&mut self, call: &mut SayCall<'_, Outside>, text: &str) -> Outcome<session::SayReply, Why> {
        black_box(text);
        outcome(session::SayReply { session: call.session(), times: any(0) }, any(Why::Full))
    }

    #[inline(never)]
    fn write(&mut self, call: &mut WriteCall<'_, Outside>, data: &[u8]) -> Outcome<session::WriteReply> {
        black_box(data);
        Ok(session::WriteReply { session: call.session(), sum: any(0) })
    }

    #[inline(never)]
    fn leave(&mut self, call: &mut SessionLeaveCall<'_, Outside>, late: bool) {
        black_box((call.session(), late));
    }

    #[inline(never)]
    fn closed(&mut self, session: u16) {
        black_box(session);
    }
}

/// The plain loop.
#[inline(never)]
pub fn served() {
    let mut dispatch = Dispatch::unpoliced(Board, "the proof");
    black_box(serve(&mut Outside::new(), black_box(&mut dispatch)));
}

/// Every method is called.
#[inline(never)]
pub fn called() {
    let mut port = Outside::new();
    let Ok(uses) = Uses::<Outside>::connect(|_| any(true).then(token)) else { return };
    let (mut one, mut two, mut three) = ([0; 64], [0; 64], [0; 64]);
    let (one, two, three) = (black_box(&mut one[..]), black_box(&mut two[..]), black_box(&mut three[..]));
    black_box(uses.disk.on(&mut port).put(any(0), one).is_ok());
    black_box(uses.disk.on(&mut port).get(one, any(0)).is_ok());
    black_box(uses.disk.on(&mut port).turn(one).is_ok());
    black_box(uses.disk.on(&mut port).copy(one, any(0), two, three).is_ok());
    let (mut lines, mut levels) = (LentMut::<Line>::new(one), LentMut::<Level>::new(two));
    let mut numbers = LentMut::<u32>::new(three);
    let Some(level) = Level::new(any(0)) else { return };
    black_box(lines.set(any(0), &Line { at: any(0), level, ok: any(true) }).is_ok());
    black_box((Line::SIZE, uses.disk.on(&mut port).lines(lines.lent(), &mut levels, &mut numbers).is_ok()));
    if let Ok(answer) = uses.door.on(&mut port).enter(any(0)) {
        black_box(answer.session.on(&mut port).say(any("text")).is_ok());
        black_box(answer.session.on(&mut port).write(lines.bytes()).is_ok());
        black_box(answer.session.on(&mut port).leave(any(true)).is_ok());
        if let Ok(answer) = uses.door.on(&mut port).back(answer.session) {
            black_box((answer.subject, answer.session.close(&mut port).is_ok()));
        }
    }
    if let Ok(answer) = uses.door.on(&mut port).pair(any(true), lines.bytes()) {
        black_box((answer.one.into_raw(), answer.other.is_some()));
    }
    let memory: Cap<Outside, memory::Memory, memory::Rights<memory::Read>> = Cap::new(token());
    black_box(uses.door.on(&mut port).leave(Region { memory, size: any(0) }).is_ok());
    black_box(uses.door.on(&mut port).fetch().map(|answer| answer.memory.into_raw()).ok());
}

