//! A policy that decides nothing and costs nothing: what is left is the price of the rest.

use tessera::{Decides, Guard, Kernel, Moment, Policy, Served, Verdict, audit::Trail};

/// Allows everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Free;

impl Decides for Free {}

impl<K: Kernel> Policy<K> for Free {
    type Captured = ();
    const AUDITED: bool = false;

    #[inline(always)]
    fn now(&self, _: &mut K) -> u64 {
        0
    }

    #[inline(always)]
    fn opened(&mut self, _: u16) {}

    #[inline(always)]
    fn lost(&mut self, _: &Moment, (): (), _: &mut Trail) {}
}

impl<K: Kernel, M: Served> Guard<K, M> for Free {
    #[inline(always)]
    fn decide(&self, _: &Moment, _: &M::Request<'_>) -> Verdict {
        Verdict::allow(0)
    }

    #[inline(always)]
    fn admit(&mut self, _: &Moment, _: Verdict, _: &M::Request<'_>) {}

    #[inline(always)]
    fn settle(&mut self, _: &Moment, (): (), _: Result<&M::Reply<'_, K>, &M::Error>, _: &mut Trail) {}
}
