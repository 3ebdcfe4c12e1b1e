//! What a handler may do with the server's table: hand out sessions, and know its own capabilities.

use crate::{Badge, Caller, Cap, Connections, Pool, Refusal, RightSet, Server, lease::Beside, wire::DoesNotFit};

/// The most sessions that one answer brings.
const MOST: usize = 4;

/// A request whose handler may hand out capabilities; in it what the request lends.
#[derive(Debug)]
pub struct Handing<B>(pub B);

impl<K, B: Beside<K, L>, const L: usize> Beside<K, L> for Handing<B> {
    const HANDS_OUT: bool = true;
    #[inline(always)]
    fn look(&mut self, port: &K, len: usize) -> Option<usize> {
        self.0.look(port, len)
    }
    #[inline(always)]
    fn take(&mut self, port: &mut K, len: usize) -> Option<()> {
        self.0.take(port, len)
    }
    #[inline(always)]
    fn parts(&mut self) -> [&mut [u8]; L] {
        self.0.parts()
    }
    #[inline(always)]
    fn give_back(&mut self, port: &mut K) -> Result<usize, DoesNotFit> {
        self.0.give_back(port)
    }
}

/// The server's table, as the handler of one request reaches it.
#[derive(Debug)]
pub struct Desk<'d, const CONNECTIONS: usize> {
    connections: &'d mut Connections<CONNECTIONS>,
    caller: Caller,
    handed: &'d mut Handed,
}

/// What the handler of one request handed out.
pub(super) type Handed = [Option<Badge>; MOST];

impl<'d, const CONNECTIONS: usize> Desk<'d, CONNECTIONS> {
    #[inline(always)]
    pub(super) const fn new(
        connections: &'d mut Connections<CONNECTIONS>,
        caller: Caller,
        handed: &'d mut Handed,
    ) -> Self {
        Self { connections, caller, handed }
    }

    /// The session of this pool that the request came over; its number is from 0.
    #[must_use]
    pub fn session(&self, pool: Pool) -> u16 {
        self.connections.session(&self.caller, pool).unwrap_or_default()
    }

    /// Opens a session: its number, and the capability for the caller. What the answer does not bring is closed again when the handler
    /// fails. Says *busy* when all of the pool are open, or the request has four already.
    pub fn hand_out<K: Server, I, R: RightSet>(
        &mut self,
        port: &mut K,
        pool: Pool,
    ) -> Result<(u16, Cap<K, I, R>), Refusal> {
        let place = self.handed.iter_mut().find(|place| place.is_none()).ok_or(Refusal::Busy)?;
        let badge = self.connections.hand_out(&self.caller, pool, R::MASK).ok_or(Refusal::Busy)?;
        let Ok(cap) = port.mint(badge) else {
            self.connections.close(badge);
            return Err(Refusal::Busy);
        };
        *place = Some(badge);
        Ok((badge.index.saturating_sub(pool.first), Cap::new(cap)))
    }

    /// Who is at the other end of a capability that leads to this server itself; `None` for one of others, and on kernels that cannot
    /// tell ([`crate::Facts::own`]).
    pub fn own<K: Server, I, R>(&self, port: &K, cap: &Cap<K, I, R>) -> Option<Caller> {
        self.connections.caller(port.own(cap.raw())?)
    }
}
