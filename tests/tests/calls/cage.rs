//! The server of the zoo: says what arrives, does what it is told, and keeps what it is given.

use std::{collections::BTreeMap, fmt};

use tessera::{Call, Caller, Cap, Kernel, List, Never, Refusal, Reply, Server, Stop, Waits};
use tessera_linux::Port;

use crate::{
    stubs::zoo::{
        cage::{DoorServer, FailingServer, KeepCall, KeeperServer, KeysCall, MaybeCall},
        door::{self, AllRights, Door, Enter, Rights},
        failing, keeper, *,
    },
    watch::Transcript,
};

/// A kernel on which a request can be left open, or one on which that is refused: what the handler says is the same.
pub(crate) trait Patience: Server {
    fn keep<M: Waits>(call: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>>;
}

impl Patience for Port {
    fn keep<M: Waits>(call: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>> {
        call.keep()
    }
}

impl<const N: usize> Patience for tessera::loopback::Frame<N> {
    fn keep<M: Waits>(_: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>> {
        Err(Stop::Refused(Refusal::Busy))
    }
}

impl<S: tessera::Service<P>, P: tessera::loopback::InProcess> Patience for tessera::loopback::Loopback<S, P> {
    fn keep<M: Waits>(_: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>> {
        Err(Stop::Refused(Refusal::Busy))
    }
}

/// Numbers that `first` takes for orders.
pub(crate) mod order {
    pub(crate) const FAIL: u8 = 1;
    pub(crate) const REFUSE: u8 = 2;
    pub(crate) const KEEP_TWICE: u8 = 3;
    pub(crate) const KEEP_AND_DROP: u8 = 4;
    pub(crate) const KEEP_AND_ANSWER: u8 = 5;
    pub(crate) const DIE: u8 = 6;
    /// This and what is above.
    pub(crate) const KEEP: u8 = 100;
}

/// The handler.
#[derive(Debug)]
pub(crate) struct Cage<K: Kernel> {
    said: Transcript,
    /// What was kept, by whom.
    doors: BTreeMap<u8, Cap<K, Door, AllRights>>,
    /// What `keys` claimed.
    ring: Vec<Key<K>>,
    /// Requests that stay open, with what they asked.
    pub(crate) open: Vec<(u8, Reply<failing::First>)>,
    /// Whether all of them are answered now.
    pub(crate) hurry: bool,
    /// Runs while the first half of `first` does, with its parameter.
    pub(crate) meanwhile: fn(u8),
}

impl<K: Kernel> Cage<K> {
    pub(crate) const fn new(said: Transcript) -> Self {
        Self { said, doors: BTreeMap::new(), ring: Vec::new(), open: Vec::new(), hurry: false, meanwhile: |_| {} }
    }

    pub(crate) fn say(&self, line: fmt::Arguments<'_>) {
        self.said.say(format_args!("  server: {line}"));
    }
}

impl<K: Patience> FailingServer<K> for Cage<K> {
    fn first(&mut self, call: &mut Call<K, failing::First>, a: u8) -> Result<failing::FirstReply, Stop<Trouble>> {
        self.say(format_args!("first {a}"));
        (self.meanwhile)(a);
        match a {
            order::FAIL => Err(Trouble::Broken.into()),
            order::REFUSE => Err(Stop::Refused(Refusal::Busy)),
            order::DIE => std::process::abort(),
            order::KEEP_TWICE | order::KEEP.. => {
                let (reply, later) = K::keep(call)?;
                if a == order::KEEP_TWICE {
                    self.say(format_args!("keeps again: {:?}", K::keep(call).map(drop)));
                }
                self.open.push((a, reply));
                Err(later)
            }
            order::KEEP_AND_DROP => K::keep(call).and_then(|(_, later)| Err(later)),
            order::KEEP_AND_ANSWER => {
                self.open.push((a, K::keep(call)?.0));
                Ok(failing::FirstReply { b: 1 })
            }
            a => Ok(failing::FirstReply { b: u16::from(a) * 100 }),
        }
    }

    fn second(&mut self, _: &mut Call<K, failing::Second>) -> Result<(), Stop<Report>> {
        self.say(format_args!("second"));
        Err(Report { code: 404, r#where: Plain::Z }.into())
    }

    fn note(&mut self, _: &mut Call<K, failing::Note>, text: &str) {
        self.say(format_args!("note {text:?}"));
    }

    fn numbered(&mut self, _: &mut Call<K, failing::Numbered>, x: u32) -> Result<failing::NumberedReply, Stop<Never>> {
        self.say(format_args!("numbered {x}"));
        Ok(failing::NumberedReply { x })
    }

    fn secret(&mut self, _: &mut Call<K, failing::Secret>, pin: Word<'_>) -> Result<(), Stop<Never>> {
        self.say(format_args!("secret of {} bytes", pin.get().len()));
        Ok(())
    }

    fn closed(&mut self, caller: &Caller) {
        self.say(format_args!("{:#05b} of Failing is closed", caller.connection.rights));
        self.hurry = true;
    }
}

impl<K: Patience> KeeperServer<K> for Cage<K> {
    /// What nobody fetches is given back.
    fn keep(&mut self, _: &mut KeepCall<'_, K>, who: u8, door: Cap<K, Door, AllRights>) -> Result<(), Stop<Never>> {
        let before = self.doors.insert(who, door);
        self.say(format_args!("keeps a door for {who}, before it was {before:?}"));
        Ok(())
    }

    fn fetch(&mut self, _: &mut Call<K, keeper::Fetch>, who: u8) -> Result<keeper::FetchReply<K>, Stop<Never>> {
        let door = self.doors.remove(&who).ok_or(Stop::Refused(Refusal::Gone))?;
        let left = self.doors.len() as u8;
        self.say(format_args!("gives back the door of {who}, {left} left"));
        Ok(keeper::FetchReply { door, left })
    }

    fn maybe(
        &mut self,
        _: &mut MaybeCall<'_, K>,
        door: Option<Cap<K, Door, Rights<Enter>>>,
    ) -> Result<keeper::MaybeReply<K>, Stop<Never>> {
        self.say(format_args!("maybe {door:?}"));
        Ok(keeper::MaybeReply { door })
    }

    /// Claims the keys with an even label, and the spare one if its label is 1.
    fn keys<'m>(
        &mut self,
        call: &mut KeysCall<'_, K>,
        keys: List<'m, KeyView<'m>>,
        spare: KeyView<'m>,
    ) -> Result<keeper::KeysReply, Stop<Never>> {
        let even = keys.iter().filter(|key| key.label() % 2 == 0);
        for key in even.chain((spare.label() == 1).then_some(spare)) {
            let door = call.claim(key.door())?;
            let again = call.claim(key.door()).is_ok();
            self.say(format_args!("claims {} of {keys:?} and {spare:?}, again: {again}", key.label()));
            self.ring.push(Key { label: key.label(), door });
        }
        Ok(keeper::KeysReply { count: self.ring.len() as u8 })
    }

    fn ring(&mut self, _: &mut Call<K, keeper::Ring>, count: u8) -> Result<keeper::RingReply<'_, K>, Stop<Never>> {
        self.say(format_args!("rings with {count} of {}", self.ring.len()));
        let mut ring = self.ring.drain(..usize::from(count).min(self.ring.len()));
        // Places may be empty anywhere; what is sent has no gaps.
        let keys = if count == 2 { [ring.next(), None, ring.next()] } else { std::array::from_fn(|_| ring.next()) };
        Ok(keeper::RingReply { name: "ring", keys })
    }

    /// The server's own capabilities to itself would keep it running.
    fn closed(&mut self, _: &Caller) {
        self.doors.clear();
        self.ring.clear();
    }
}

impl<K: Patience> DoorServer<K> for Cage<K> {
    fn enter(&mut self, _: &mut Call<K, door::EnterMethod>) -> Result<door::EnterReply, Stop<Never>> {
        self.say(format_args!("enter"));
        Ok(door::EnterReply { room: 101 })
    }

    fn leave(&mut self, _: &mut Call<K, door::LeaveMethod>) -> Result<(), Stop<Never>> {
        self.say(format_args!("leave"));
        Ok(())
    }
}
