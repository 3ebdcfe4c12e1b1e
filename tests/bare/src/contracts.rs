//! Sessions with states, interfaces that extend others, and gates: `contracts.idl`.

use core::hint::black_box;

use tessera::{Call, Cap, Never, Stop, Stopped, lease::LentMut, serve};

use self::stubs::contracts::{
    Bad, Jam, Place, Trouble, archive_rules, clerk,
    client::Uses,
    clock,
    crane::{self, Crane},
    device::{self, BridgeServer, ClockServer, GateServer, UpdaterServer},
    door::{AllRights, Door},
    drawbridge, gate,
    harbour::{self, CraneServer},
    port_rules,
    store::{self, Store},
    updater,
};
use crate::outside::{Outside, any, token};

/// The stubs under review.
#[allow(dead_code, deprecated, missing_docs, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/contracts/all.snap.rs");
}

/// A handler of everything.
struct Hand {
    text: &'static str,
    bytes: &'static [u8],
}

type Outcome<T, E = Never> = Result<T, Stop<E>>;

fn outcome<T, E>(reply: T, error: E) -> Outcome<T, E> {
    if any(true) { Ok(reply) } else { Err(error.into()) }
}

fn trouble() -> Trouble {
    Trouble { code: any(1), at: any(2) }
}

fn jam() -> Jam {
    match any(0_u8) {
        0 => Jam::Weight(any(1)),
        1 => Jam::Where(Place { x: any(1), y: any(2) }),
        _ => Jam::Gone(any(true)),
    }
}

impl UpdaterServer<Outside> for Hand {
    #[inline(never)]
    fn begin(&mut self, _: &mut Call<Outside, updater::Begin>, size: u32) -> Outcome<()> {
        black_box(size);
        Ok(())
    }

    #[inline(never)]
    fn chunk(&mut self, _: &mut Call<Outside, updater::Chunk>, data: &[u8]) -> Outcome<updater::ChunkReply, Trouble> {
        black_box(data);
        outcome(updater::ChunkReply { left: any(0) }, trouble())
    }

    #[inline(never)]
    fn verify(
        &mut self,
        _: &mut Call<Outside, updater::Verify>,
        sig: [u8; 16],
    ) -> Outcome<updater::VerifyReply<'_>, Bad> {
        black_box(sig);
        outcome(updater::VerifyReply { name: self.text }, any(Bad::Version))
    }

    #[inline(never)]
    fn install(&mut self, _: &mut Call<Outside, updater::Install>) -> Outcome<updater::InstallReply, Trouble> {
        outcome(updater::InstallReply { at: any(0) }, trouble())
    }

    #[inline(never)]
    fn abort(&mut self, _: &mut Call<Outside, updater::Abort>) -> Outcome<()> {
        Ok(())
    }

    #[inline(never)]
    fn peek(&mut self, _: &mut Call<Outside, updater::Peek>) -> Outcome<updater::PeekReply<'_>> {
        Ok(updater::PeekReply { data: self.bytes })
    }

    #[inline(never)]
    fn status(&mut self, _: &mut Call<Outside, updater::Status>) -> Outcome<updater::StatusReply> {
        Ok(updater::StatusReply { percent: any(0) })
    }

    #[inline(never)]
    fn poke(&mut self, call: &mut Call<Outside, updater::Poke>) {
        black_box(call.caller());
    }

    #[inline(never)]
    fn lend(
        &mut self,
        _: &mut Call<Outside, updater::Lend>,
        to: Cap<Outside, Door, AllRights>,
    ) -> Outcome<updater::LendReply<Outside>, Bad> {
        outcome(updater::LendReply { back: to }, any(Bad::Busy))
    }
}

impl GateServer<Outside> for Hand {
    #[inline(never)]
    fn unlock(&mut self, _: &mut Call<Outside, gate::Unlock>, pin: u32) -> Outcome<gate::UnlockReply> {
        Ok(gate::UnlockReply { until: any(pin.into()) })
    }

    #[inline(never)]
    fn knock(&mut self, _: &mut Call<Outside, gate::Knock>) -> Outcome<()> {
        Ok(())
    }

    #[inline(never)]
    fn lift(&mut self, _: &mut Call<Outside, gate::Lift>, by: u8) -> Outcome<gate::LiftReply> {
        Ok(gate::LiftReply { height: any(by) })
    }
}

impl BridgeServer<Outside> for Hand {
    #[inline(never)]
    fn unlock(&mut self, _: &mut Call<Outside, drawbridge::Unlock>, pin: u32) -> Outcome<drawbridge::UnlockReply> {
        Ok(drawbridge::UnlockReply { until: any(pin.into()) })
    }

    #[inline(never)]
    fn knock(&mut self, _: &mut Call<Outside, drawbridge::Knock>) -> Outcome<()> {
        Ok(())
    }

    #[inline(never)]
    fn lift(&mut self, _: &mut Call<Outside, drawbridge::Lift>, by: u8) -> Outcome<drawbridge::LiftReply> {
        Ok(drawbridge::LiftReply { height: any(by) })
    }

    #[inline(never)]
    fn lower(&mut self, _: &mut Call<Outside, drawbridge::Lower>) -> Outcome<()> {
        Ok(())
    }
}

impl ClockServer<Outside> for Hand {
    #[inline(never)]
    fn now(&mut self, _: &mut Call<Outside, clock::Now>) -> Outcome<clock::NowReply> {
        Ok(clock::NowReply { at: any(0) })
    }
}

impl CraneServer<Outside> for Hand {
    #[inline(never)]
    fn lift(&mut self, _: &mut Call<Outside, crane::Lift>, weight: u32) -> Outcome<crane::LiftReply, Jam> {
        black_box(weight);
        outcome(crane::LiftReply { height: any(0) }, jam())
    }

    #[inline(never)]
    fn lower(&mut self, _: &mut Call<Outside, crane::Lower>) -> Outcome<(), Jam> {
        outcome((), jam())
    }
}

/// Without a policy, with one, and a gate with one.
#[inline(never)]
pub fn served() {
    let mut port = Outside::new();
    let hand = || Hand { text: any("text"), bytes: any(&[1, 2]) };
    let mut device = device::Dispatch::unpoliced(hand(), "the proof");
    black_box(serve(&mut port, black_box(&mut device)));
    let mut harbour = harbour::Dispatch::new(hand(), port_rules::Harbour::new());
    black_box(serve(&mut port, black_box(&mut harbour)));
    let Ok(uses) = clerk::Uses::connect(|_| Some(token())) else { return };
    let mut gate = clerk::Dispatch::new(archive_rules::Clerk::new(), uses);
    black_box(serve(&mut port, black_box(&mut gate)));
}

/// Steps of sessions, and what is left of those that do not succeed.
#[inline(never)]
pub fn called() {
    let mut port = Outside::new();
    let Ok(uses) = Uses::<Outside>::connect(|_| any(true).then(token)) else { return };
    black_box(uses.updater.bind(&mut port).is_ok());
    black_box(uses.updater.on(&mut port).status().is_ok());
    black_box((uses.door.on(&mut port).unlock(any(1)).is_ok(), uses.bridge.on(&mut port).lower().is_ok()));
    black_box((uses.bridge.on(&mut port).lift(any(1)).is_ok(), uses.clock.on(&mut port).now().is_ok()));
    updated(&mut port, uses.updater.into());
    lent(&mut port, Cap::new(token()));
    stored(&mut port, Cap::new(token()));
    lifted(&mut port, Cap::new(token()));
}

#[inline(never)]
fn updated(port: &mut Outside, session: updater::Session<Outside, updater::AllRights, updater::Idle>) {
    let Ok(receiving) = session.begin(port, any(1)) else { return };
    black_box((receiving.chunk(port, any(&[1, 2])).is_ok(), receiving.poke(port).is_ok()));
    black_box(receiving.peek(port).map(|answer| answer.data.len()).ok());
    let verified = match receiving.verify(port, any([1; 16])) {
        Ok((verified, answer)) => {
            black_box(answer.name);
            verified
        }
        Err(Stopped::Fails(updater::VerifyFailed::Idle(idle), _)) => {
            black_box(idle.begin(port, any(2)).is_ok());
            return;
        }
        Err(Stopped::Unfit(receiving, _)) => {
            black_box(receiving.abort(port).is_ok());
            return;
        }
        Err(_) => return,
    };
    black_box(verified.install(port).is_ok());
}

#[inline(never)]
fn lent(port: &mut Outside, updater: Cap<Outside, updater::Updater, updater::AllRights>) {
    let session: updater::Session<_, _, updater::Idle> = updater.into();
    if let Ok((_, answer)) = session.lend(port, Cap::new(token())) {
        black_box(answer.back.into_raw());
    }
}

#[inline(never)]
fn stored(port: &mut Outside, store: Cap<Outside, Store, store::AllRights>) {
    black_box((store.on(port).subscribe_stored().is_ok(), store.on(port).next_quiet().is_ok()));
    let (mut bytes, mut sum) = ([0; 64], [0; 8]);
    let mut all = LentMut::<u16>::new(black_box(&mut sum));
    let session: store::Session<_, _, store::Empty> = store.into();
    if let Ok((filled, _)) = session.fill(port, black_box(&bytes), &mut all) {
        let Some(bytes) = bytes.get_mut(..any(8)) else { return };
        black_box(filled.add(port, any(1), bytes).is_ok());
    }
}

#[inline(never)]
fn lifted(port: &mut Outside, crane: Cap<Outside, Crane, crane::AllRights>) {
    let session: crane::Session<_, _, crane::Free> = crane.into();
    match session.lift(port, any(1)) {
        Ok((loaded, _)) | Err(Stopped::Fails(crane::LiftFailed::Loaded(loaded), _)) => {
            black_box(loaded.lower(port).is_ok());
        }
        Err(_) => {}
    }
}
