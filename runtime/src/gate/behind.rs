//! The connections of a gate to what it guards.

use core::fmt;

use crate::{
    Badge, Caller, Client, Failure, Kernel, Refusal, call,
    framework::{CLOSE, Derive, DeriveArgs},
};

/// One connection behind the gate for each before it, in the place that it has in the gate's table.
pub struct Behind<K: Kernel, const CONNECTIONS: usize> {
    places: [Place<K>; CONNECTIONS],
}

/// Whose it is, and the capability.
type Place<K> = Option<(Badge, <K as Kernel>::Cap)>;

impl<K: Kernel, const CONNECTIONS: usize> Behind<K, CONNECTIONS> {
    /// Nobody has called.
    #[must_use]
    pub const fn new() -> Self {
        Self { places: [const { None }; CONNECTIONS] }
    }

    /// How this caller reaches what the gate's own capability leads to.
    #[inline]
    pub fn of<'w>(&'w mut self, wired: &'w K::Cap, caller: &Caller) -> Way<'w, K> {
        Way { wired, place: self.places.get_mut(usize::from(caller.badge.index)), caller: *caller }
    }

    /// A connection before the gate has ended: ends the one behind it, and waits until the server has heard it.
    pub fn close(&mut self, port: &mut K, badge: Badge)
    where
        K: Client,
    {
        if let Some(place) = self.places.get_mut(usize::from(badge.index))
            && let Some((_, cap)) = place.take_if(|(of, _)| *of == badge)
        {
            end(port, &cap);
        }
    }
}

impl<K: Kernel, const CONNECTIONS: usize> Default for Behind<K, CONNECTIONS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Kernel, const CONNECTIONS: usize> fmt::Debug for Behind<K, CONNECTIONS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.places.iter().flatten().map(|(badge, _)| badge)).finish()
    }
}

/// How one caller of a gate reaches the server.
pub struct Way<'w, K: Kernel> {
    wired: &'w K::Cap,
    place: Option<&'w mut Place<K>>,
    caller: Caller,
}

impl<'w, K: Client> Way<'w, K> {
    /// The caller's own capability. The first time it is derived from the gate's, with the caller's rights and its subject as
    /// the label.
    pub(super) fn cap(self, port: &mut K) -> Result<&'w K::Cap, Refusal> {
        let Self { wired, place, caller } = self;
        let place = place.ok_or(Refusal::Gone)?;
        if place.as_ref().is_none_or(|(of, _)| *of != caller.badge) {
            if let Some((_, cap)) = place.take() {
                end(port, &cap);
            }
            let (rights, label) = (caller.connection.rights, caller.connection.subject);
            let mention = match call::<Derive, K>(port, wired, DeriveArgs { rights, label }) {
                Ok(mention) => mention,
                Err(Failure::Refused(Refusal::Busy)) => return Err(Refusal::Busy),
                Err(_) => return Err(Refusal::Gone),
            };
            *place = port.take(mention.index()).map(|cap| (caller.badge, cap));
        }
        place.as_ref().map(|(_, cap)| cap).ok_or(Refusal::Gone)
    }
}

impl<K: Kernel> fmt::Debug for Way<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the way of {:?}", self.caller)
    }
}

/// Ends a connection. A server that does not hear it is gone, or hears that nobody holds the capability.
fn end<K: Client>(port: &mut K, cap: &K::Cap) {
    let _ = port.call(cap, CLOSE, 0);
}
