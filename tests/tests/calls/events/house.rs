//! A bolt that tells when it moves, a tally that tells who counted, and ports to both.

use tessera::{
    Caller, Client, Connection, Failure, Kernel, Refusal, Stop,
    loopback::{Frame, Local, Loopback},
};

use crate::event_stubs::test::events::{
    Millis, Side, counter,
    driver::{
        self, CountCall as LeftCall, EngraveCall, LeftServer, LockServer, RightCountCall, RightServer, ShakeCall,
        TouchedCall, UnlockCall,
    },
    lock::{self, AllRights},
    tally::{self, CountCall, CounterServer},
    told,
};

/// Unlocks at once, and tells.
pub(super) struct Bolt {
    /// What unlocking has heard of the tally.
    pub(super) heard: Vec<Option<(u32, u16)>>,
    pub(super) gone: usize,
}

impl<K: Client> LockServer<K> for Bolt {
    fn unlock(&mut self, call: &mut UnlockCall<'_, K>, at: Millis) -> Result<(), Stop<tessera::Never>> {
        call.events().bolted(at, Side::Left);
        let _ = call.other().count();
        let counted = call.other().next_counted();
        self.heard.push(counted.ok().flatten().map(|counted| (counted.lost, counted.by)));
        call.events().left_counted(7);
        Ok(())
    }

    fn shake(&mut self, call: &mut ShakeCall<'_, K>, count: u32) -> Result<(), Stop<tessera::Never>> {
        for at in 0..count {
            call.events().bolted(Millis::new(at.into()).unwrap(), Side::Right);
        }
        Ok(())
    }

    fn engrave(&mut self, call: &mut EngraveCall<'_, K>, text: &str) -> Result<(), Stop<tessera::Never>> {
        call.events().engraved(text, 3);
        Ok(())
    }

    fn touched(&mut self, call: &mut TouchedCall<'_, K>) {
        call.events().jammed();
        call.events().code([1, 2, 3, 4]);
    }

    fn closed(&mut self, _: &Caller) {
        self.gone += 1;
    }
}

impl<K: Client> LeftServer<K> for Bolt {
    fn count(&mut self, call: &mut LeftCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        call.events().left_counted(1);
        Ok(())
    }
}

impl<K: Client> RightServer<K> for Bolt {
    fn count(&mut self, call: &mut RightCountCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        call.events().right_counted(2);
        Ok(())
    }
}

pub(super) struct Tally;

impl<K: Kernel> CounterServer<K> for Tally {
    fn count(&mut self, call: &mut CountCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        let by = call.caller().connection.subject;
        call.events().counted(by);
        Ok(())
    }
}

pub(super) type Inside = Frame<512>;
pub(super) type Counting = Loopback<tally::Dispatch<Inside, Tally, told::Tally>, Inside>;
pub(super) type Bolting = Loopback<driver::Dispatch<Counting, Bolt, tessera::Unpoliced>, Counting>;
pub(super) type Cap<R = AllRights> = tessera::Cap<Bolting, lock::Lock, R>;

pub(super) const OPEN: u16 = 1;
pub(super) const READ: u16 = 2;

pub(super) fn counting() -> Counting {
    Loopback::new(tally::Dispatch::new(Tally, told::Tally::new()))
}

pub(super) fn counter(port: &mut Counting, subject: u16) -> tessera::Cap<Counting, counter::Counter, ()> {
    tessera::Cap::new(port.connect(0, Connection { port: tally::COUNTER, subject, rights: 0 }).unwrap())
}

pub(super) fn bolting() -> Bolting {
    let mut counting = counting();
    let mut other = Some(counter(&mut counting, told::WATCHER));
    let uses = driver::Uses::connect(|_| other.take().map(tessera::Cap::into_raw)).unwrap();
    let server = Bolt { heard: Vec::new(), gone: 0 };
    Loopback::before(driver::Dispatch::unpoliced(server, "a test", uses), counting)
}

pub(super) fn wire(port: &mut Bolting, rights: u16) -> Local {
    port.connect(0, Connection { port: driver::LOCK, subject: 0, rights }).unwrap()
}

pub(super) fn cap(port: &mut Bolting) -> Cap {
    tessera::Cap::new(wire(port, OPEN | READ))
}

/// Everything that is kept of `bolted`: what was lost before it, and when it was.
pub(super) fn bolted(port: &mut Bolting, cap: &Cap) -> Vec<(u32, u64)> {
    let mut all = Vec::new();
    while let Some(event) = cap.on(port).next_bolted().unwrap() {
        all.push((event.lost, event.at.get()));
    }
    all
}

pub(super) fn refused<T: std::fmt::Debug, X: std::fmt::Debug>(
    result: Result<T, Failure<tessera::Never, X>>,
) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}
