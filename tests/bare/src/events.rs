//! Events: told, subscribed to, fetched. Their rings are where an index would hide.

use core::{hint::black_box, str};

use tessera::{Cap, Never, Stop, serve};

use self::stubs::test::events::{
    Millis, Side, counter,
    driver::{
        CountCall as LeftCall, Dispatch, EngraveCall, LeftServer, LockServer, RightCountCall, RightServer, ShakeCall,
        TouchedCall, UnlockCall, Uses,
    },
    lock,
    tally::{self, CountCall, CounterServer},
    told,
};
use crate::outside::{Outside, any, badge, token};

/// The stubs under review.
#[allow(dead_code, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/events/all.snap.rs");
}

/// A server that tells whatever the outside says.
struct Bell;

type Outcome = Result<(), Stop<Never>>;

impl LockServer<Outside> for Bell {
    #[inline(never)]
    fn unlock(&mut self, call: &mut UnlockCall<'_, Outside>, at: Millis) -> Outcome {
        call.events().bolted(at, any(Side::Left));
        black_box(call.other().next_counted().is_ok());
        Ok(())
    }

    #[inline(never)]
    fn shake(&mut self, call: &mut ShakeCall<'_, Outside>, count: u32) -> Outcome {
        if let Some(at) = Millis::new(count.into()) {
            call.events().bolted_to(badge(), at, any(Side::Right));
        }
        Ok(())
    }

    #[inline(never)]
    fn engrave(&mut self, call: &mut EngraveCall<'_, Outside>, text: &str) -> Outcome {
        call.events().engraved(text, any(1));
        Ok(())
    }

    #[inline(never)]
    fn touched(&mut self, call: &mut TouchedCall<'_, Outside>) {
        call.events().jammed();
        call.events().code(any([1, 2, 3, 4]));
    }
}

impl LeftServer<Outside> for Bell {
    #[inline(never)]
    fn count(&mut self, call: &mut LeftCall<'_, Outside>) -> Outcome {
        call.events().left_counted(any(1));
        Ok(())
    }
}

impl RightServer<Outside> for Bell {
    #[inline(never)]
    fn count(&mut self, call: &mut RightCountCall<'_, Outside>) -> Outcome {
        call.events().right_counted(any(2));
        Ok(())
    }
}

impl CounterServer<Outside> for Bell {
    #[inline(never)]
    fn count(&mut self, call: &mut CountCall<'_, Outside>) -> Outcome {
        call.events().counted(any(3));
        Ok(())
    }
}

/// With a policy and without, until nobody can call any more.
#[inline(never)]
pub fn served() {
    let mut port = Outside::new();
    let mut policed = tally::Dispatch::new(Bell, told::Tally::new());
    black_box(serve(&mut port, black_box(&mut policed)));
    let Ok(uses) = Uses::connect(|_| Some(token())) else { return };
    let mut dispatch = Dispatch::unpoliced(Bell, "a proof", uses);
    dispatch.tell(&mut port, |events| events.engraved(str::from_utf8(any(b"text")).unwrap_or_default(), any(4)));
    black_box(serve(&mut port, black_box(&mut dispatch)));
}

/// Fetches whose answers the outside gives.
#[inline(never)]
pub fn fetched() {
    let mut port = Outside::new();
    let lock: Cap<Outside, lock::Lock, lock::AllRights> = Cap::new(token());
    black_box(lock.on(&mut port).subscribe_bolted().is_ok());
    black_box(lock.on(&mut port).next_bolted().is_ok());
    black_box(lock.on(&mut port).next_code().is_ok());
    if let Ok(Some(event)) = lock.on(&mut port).next_engraved() {
        black_box((event.lost, event.text, event.by));
    }
    let counter: Cap<Outside, counter::Counter, ()> = Cap::new(token());
    black_box(counter.on(&mut port).subscribe_counted().is_ok());
    black_box(counter.on(&mut port).next_counted().is_ok());
}
