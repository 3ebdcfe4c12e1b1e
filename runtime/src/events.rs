//! Events: what happened, kept for each connection that subscribed until its holder fetches it.
//!
//! The server keeps the newest ones and counts what it lost; it never waits. The kernel's notification only wakes; the subscriber
//! fetches. A connection has its own subscription, a derived one too, and both end together.

use core::fmt;

use crate::{
    Badge, Called, Client, Failure, Kernel, Never, Server, Status,
    client::{answer, call, fits},
    framework::{EventArgs, NEXT, Subscribe},
    wire::{DoesNotFit, Give, Write},
};

/// The newest `KEEP` occurrences of one event, for each of up to `SUBSCRIBERS` connections. A body has `MAX` bytes at most; its first
/// four are `lost: u32`.
pub struct Rings<const KEEP: usize, const MAX: usize, const SUBSCRIBERS: usize = 16> {
    rings: [Ring<KEEP, MAX>; SUBSCRIBERS],
    /// What happened last: written once, copied for each subscriber.
    fresh: Place<MAX>,
}

impl<const KEEP: usize, const MAX: usize, const SUBSCRIBERS: usize> Rings<KEEP, MAX, SUBSCRIBERS> {
    /// Nobody has subscribed.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(KEEP > 0, "an event keeps something") };
        const { assert!(MAX >= 4, "a body begins with what was lost") };
        Self { rings: [const { Ring::NEW }; SUBSCRIBERS], fresh: Place::NEW }
    }

    /// Whether this connection has subscribed.
    #[must_use]
    pub fn has(&self, badge: Badge) -> bool {
        self.ring(badge).is_some()
    }

    /// From now on what happens is kept for this connection. A second time changes nothing. Says whether there was room.
    pub fn subscribe(&mut self, badge: Badge) -> bool {
        if self.has(badge) {
            return true;
        }
        let free = self.rings.iter_mut().find(|ring| ring.subscriber.is_none());
        let has_room = free.is_some();
        if let Some(ring) = free {
            ring.forget();
            ring.subscriber = Some(badge);
        }
        has_room
    }

    /// The connection ends, and with it what is kept for it.
    pub fn close(&mut self, badge: Badge) {
        if let Some(ring) = self.ring_mut(badge) {
            ring.subscriber = None;
        }
    }

    /// It happened: keeps it for every subscriber. What is larger than its bounds reaches nobody; everybody counts it as lost.
    pub fn tell(&mut self, occurrence: &impl Write) {
        self.tell_those(occurrence, |_| true);
    }

    /// The same for one subscriber alone.
    pub fn tell_to(&mut self, only: Badge, occurrence: &impl Write) {
        self.tell_those(occurrence, |subscriber| subscriber == only);
    }

    fn tell_those(&mut self, occurrence: &impl Write, who: impl Fn(Badge) -> bool) {
        let len = occurrence.write(&mut self.fresh.body);
        for ring in self.rings.iter_mut().filter(|ring| ring.subscriber.is_some_and(&who)) {
            match len {
                Ok(len) => {
                    self.fresh.len = len;
                    ring.push(&self.fresh);
                }
                Err(DoesNotFit) => ring.missed = ring.missed.saturating_add(1),
            }
        }
    }

    /// The oldest that is kept for this connection.
    #[must_use]
    pub fn oldest(&self, badge: Badge) -> Occurrence<'_> {
        let kept = self.ring(badge).and_then(Ring::oldest);
        Occurrence(kept.and_then(|kept| kept.body.get(..kept.len)).unwrap_or_default())
    }

    /// Its holder has it.
    pub fn fetched(&mut self, badge: Badge) {
        if let Some(ring) = self.ring_mut(badge) {
            ring.pop();
        }
    }

    /// Wakes every subscriber for whom something new is kept.
    pub fn wake<K: Server>(&mut self, port: &mut K) {
        for ring in self.rings.iter_mut().filter(|ring| ring.news) {
            ring.news = false;
            if let Some(badge) = ring.subscriber {
                port.wake(badge);
            }
        }
    }

    fn ring(&self, badge: Badge) -> Option<&Ring<KEEP, MAX>> {
        self.rings.iter().find(|ring| ring.subscriber == Some(badge))
    }

    fn ring_mut(&mut self, badge: Badge) -> Option<&mut Ring<KEEP, MAX>> {
        self.rings.iter_mut().find(|ring| ring.subscriber == Some(badge))
    }
}

impl<const KEEP: usize, const MAX: usize, const SUBSCRIBERS: usize> Default for Rings<KEEP, MAX, SUBSCRIBERS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const KEEP: usize, const MAX: usize, const SUBSCRIBERS: usize> fmt::Debug for Rings<KEEP, MAX, SUBSCRIBERS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subscribed = self.rings.iter().filter(|ring| ring.subscriber.is_some());
        f.debug_map().entries(subscribed.map(|ring| (ring.subscriber, ring.len))).finish()
    }
}

/// What is kept for one connection.
struct Ring<const KEEP: usize, const MAX: usize> {
    subscriber: Option<Badge>,
    places: [Place<MAX>; KEEP],
    /// The place of the oldest.
    first: usize,
    len: usize,
    /// How many were lost since the newest that is kept.
    missed: u32,
    /// Whether something was kept since the subscriber was woken last.
    news: bool,
}

impl<const KEEP: usize, const MAX: usize> Ring<KEEP, MAX> {
    const NEW: Self =
        Self { subscriber: None, places: [const { Place::NEW }; KEEP], first: 0, len: 0, missed: 0, news: false };

    fn forget(&mut self) {
        (self.first, self.len, self.missed, self.news) = (0, 0, 0, false);
    }

    fn oldest(&self) -> Option<&Place<MAX>> {
        self.places.get(self.first).filter(|_| self.len > 0)
    }

    fn pop(&mut self) {
        if self.len > 0 {
            self.first = around::<KEEP>(self.first.wrapping_add(1));
            self.len = self.len.wrapping_sub(1);
        }
    }

    /// Keeps one more. What it pushes out is lost before the one that is the oldest then.
    fn push(&mut self, fresh: &Place<MAX>) {
        let mut pushed_out = 0;
        if self.len == KEEP {
            pushed_out = self.oldest().map_or(0, Place::lost).saturating_add(1);
            self.pop();
        }
        let newest = around::<KEEP>(self.first.wrapping_add(self.len));
        if let Some(place) = self.places.get_mut(newest) {
            place.copy(fresh);
            place.lose(self.missed);
        }
        self.len = self.len.wrapping_add(1);
        self.missed = 0;
        self.news = true;
        if let Some(oldest) = self.places.get_mut(self.first) {
            oldest.lose(pushed_out);
        }
    }
}

/// A place of a ring of `KEEP`, after the last comes the first.
const fn around<const KEEP: usize>(place: usize) -> usize {
    if place >= KEEP { place.wrapping_sub(KEEP) } else { place }
}

/// One occurrence, as the body of the answer that brings it.
struct Place<const MAX: usize> {
    len: usize,
    body: [u8; MAX],
}

impl<const MAX: usize> Place<MAX> {
    const NEW: Self = Self { len: 0, body: [0; MAX] };

    fn copy(&mut self, from: &Self) {
        self.len = from.len;
        for (to, byte) in self.body.iter_mut().zip(&from.body).take(from.len) {
            *to = *byte;
        }
    }

    fn lost(&self) -> u32 {
        self.body.first_chunk().map_or(0, |lost| u32::from_le_bytes(*lost))
    }

    fn lose(&mut self, more: u32) {
        let lost = self.lost().saturating_add(more);
        if let Some(place) = self.body.first_chunk_mut() {
            *place = lost.to_le_bytes();
        }
    }
}

/// What a subscriber is answered: the body of an occurrence, or nothing when none is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence<'a>(&'a [u8]);

impl Write for Occurrence<'_> {
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let place = out.get_mut(..self.0.len()).ok_or(DoesNotFit)?;
        for (to, byte) in place.iter_mut().zip(self.0) {
            *to = *byte;
        }
        Ok(self.0.len())
    }
}

impl<K: Kernel> Give<K> for Occurrence<'_> {}

/// Operation 18: asks the server to keep what happens for this connection.
#[inline]
pub fn subscribe<M: Called<Error = Never>, K: Client>(
    port: &mut K,
    to: &K::Cap,
) -> Result<(), Failure<Never, K::Error>> {
    call::<Subscribe, K>(port, to, EventArgs { event: M::OPERATION })
}

/// Operation 19: fetches the oldest that is kept, in place; `None` when nothing happened since. Never waits for it to happen.
#[inline]
pub fn next<'p, M: Called<Error = Never>, K: Client>(
    port: &'p mut K,
    to: &K::Cap,
) -> Result<Option<M::Answer<'p>>, Failure<Never, K::Error>> {
    const { fits::<K, M>() };
    let len = EventArgs { event: M::OPERATION }.write(port.buffer())?;
    let received = port.call(to, NEXT, len).map_err(Failure::Kernel)?;
    if Status(received.status) == Status::OK && received.len == 0 && received.caps == 0 {
        return Ok(None);
    }
    answer::<M, K>(port, received).map(Some)
}
