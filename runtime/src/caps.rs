//! The capabilities of an answer, beside the answer.

use crate::{Cap, Kernel, Mention, Received, wire::Malformed};

/// The capabilities that came with an answer, taken out of the port: the answer is read in the port's buffer while they are claimed. What
/// nobody claims is given up when this is dropped.
pub struct Caps<K: Kernel, const N: usize>([Option<K::Cap>; N]);

impl<K: Kernel, const N: usize> Caps<K, N> {
    /// Takes what came with the answer that the port received last, `N` at most.
    #[inline]
    #[must_use]
    pub fn take(port: &mut K, received: Received) -> Self {
        let mut caps = [const { None }; N];
        for (index, place) in (0..received.caps).zip(&mut caps) {
            *place = port.take(index);
        }
        Self(caps)
    }

    /// The capability that the answer mentions; once.
    #[inline]
    pub fn claim<I, R>(&mut self, mention: Mention<I, R>) -> Result<Cap<K, I, R>, Malformed> {
        let place = self.0.get_mut(usize::from(mention.index())).ok_or(Malformed)?;
        place.take().map(Cap::new).ok_or(Malformed)
    }
}

impl<K: Kernel, const N: usize> core::fmt::Debug for Caps<K, N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} capabilities", self.0.iter().flatten().count())
    }
}
