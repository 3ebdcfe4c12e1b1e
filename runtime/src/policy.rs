//! The policy hook. A decision is pure; then there are two commits: *admission*, in one step with an allowed verdict, and *outcome*, before
//! the answer leaves or when it is lost. A denied request changes nothing.

use core::fmt;

use crate::{Caller, Kernel, Refusal, Served, audit::Trail};

/// Why a request was allowed or denied, in 4 bytes: `decision << 24 | rule << 8 | clause`. The decision is 0 for denied, 1 for busy, 2 for
/// allowed, so that it is one comparison.
///
/// Zero is "no rule allows it": whoever forgets to decide denies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Verdict(u32);

const BUSY: u32 = 1 << 24;
const ALLOWED: u32 = 2 << 24;

impl Verdict {
    /// No rule allows it.
    pub const NO_RULE: Self = Self(0);

    /// A gate has decided about it, and sent it on.
    pub const GATE: Self = Self::allow(0);

    /// Allowed by a rule.
    #[inline(always)]
    #[must_use]
    pub const fn allow(rule: u16) -> Self {
        Self(ALLOWED | (rule as u32) << 8)
    }

    /// Denied by a clause of a rule; clause 0 is the rule itself (`deny`).
    #[inline(always)]
    #[must_use]
    pub const fn deny(rule: u16, clause: u8) -> Self {
        Self((rule as u32) << 8 | clause as u32)
    }

    /// Not now: another request with the same `exclusive` key is open.
    #[inline(always)]
    #[must_use]
    pub const fn busy(rule: u16, clause: u8) -> Self {
        Self(BUSY | (rule as u32) << 8 | clause as u32)
    }

    /// What two `allow` rules say together: the first that allows, else the first that denies.
    #[inline(always)]
    #[must_use]
    pub const fn or(self, next: Self) -> Self {
        if self.0 >= ALLOWED || (self.0 != 0 && next.0 < ALLOWED) { self } else { next }
    }

    /// Whether the request reaches the handler.
    #[inline(always)]
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        self.0 >= ALLOWED
    }

    /// What the caller learns of one that is not allowed.
    #[must_use]
    pub const fn refusal(self) -> Refusal {
        if self.0 >= BUSY { Refusal::Busy } else { Refusal::Denied }
    }

    /// The number of the rule, from 1 in the order of the text; 0 is none.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the bytes in the middle are the rule")]
    pub const fn rule(self) -> u16 {
        (self.0 >> 8) as u16
    }

    /// The clause of the rule that was not met, from 1 in the order of the text; 0 is none.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is the clause")]
    pub const fn clause(self) -> u8 {
        self.0 as u8
    }

    /// As 4 bytes.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// From 4 bytes.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

/// When and by whom: what every rule may read beside the message and the state.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds on the kernel port's clock; 0 for a policy that never asks.
    pub now: u64,
    /// Who calls.
    pub caller: Caller,
}

/// What a policy keeps for all its methods.
pub trait Policy<K: Kernel> {
    /// What outcome rules read of a request, captured at admission.
    type Captured: Copy;
    /// Whether requests leave a record.
    const AUDITED: bool;
    /// The time of this commit. A policy that needs time is a `Policy<K>` only for `K: Clock`.
    fn now(&self, port: &mut K) -> u64;
    /// A wired connection begins: what its limits hold is full again.
    fn opened(&mut self, root: u16);
    /// The outcome of an admitted request that nobody will learn.
    fn lost(&mut self, at: &Moment, captured: Self::Captured, audit: &mut Trail);
}

/// What a policy says about one method. A method that a policy forgot does not compile.
#[diagnostic::on_unimplemented(
    message = "the policy `{Self}` says nothing about the method `{M}`",
    label = "says nothing about `{M}`",
    note = "a policy decides about every method that the component provides"
)]
pub trait Guard<K: Kernel, M: Served>: Policy<K> {
    /// Pure: reads the request and the state.
    fn decide(&self, at: &Moment, m: &M::Request<'_>) -> Verdict;
    /// Admission: takes tokens and exclusive keys, captures what outcome rules read.
    fn admit(&mut self, at: &Moment, verdict: Verdict, m: &M::Request<'_>) -> Self::Captured;
    /// The outcome that is about to leave.
    fn settle(
        &mut self,
        at: &Moment,
        captured: Self::Captured,
        outcome: Result<&M::Reply<'_, K>, &M::Error>,
        audit: &mut Trail,
    );
}

/// A policy that decides: what `idlc` emits for the policy of a system, or one that somebody wrote by hand. [`Unpoliced`] is none, so a
/// component of a system with a policy is not served past it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` decides nothing, and this system has a policy",
    label = "a component of this system is served past its policy only",
    note = "a policy of one's own says `impl tessera::Decides`"
)]
pub trait Decides {}

/// Allows everything and compiles to nothing. Only systems without a policy can be built with it.
#[derive(Clone, Copy, Debug)]
pub struct Unpoliced(());

impl Unpoliced {
    /// `why` stands in the source for whoever reviews it.
    #[must_use]
    pub const fn because(_why: &'static str) -> Self {
        Self(())
    }
}

impl<K: Kernel> Policy<K> for Unpoliced {
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

impl<K: Kernel, M: Served> Guard<K, M> for Unpoliced {
    #[inline(always)]
    fn decide(&self, _: &Moment, _: &M::Request<'_>) -> Verdict {
        Verdict::allow(0)
    }
    #[inline(always)]
    fn admit(&mut self, _: &Moment, _: Verdict, _: &M::Request<'_>) {}
    #[inline(always)]
    fn settle(&mut self, _: &Moment, (): (), _: Result<&M::Reply<'_, K>, &M::Error>, _: &mut Trail) {}
}

/// `limit NAME: N per D burst B`: a bucket that holds at most B tokens and gets N of them back in D milliseconds.
///
/// It counts in parts of a token, `D` parts each, so no remainder is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket<const N: u64, const D: u64, const B: u64> {
    parts: u64,
    at: u64,
}

impl<const N: u64, const D: u64, const B: u64> Bucket<N, D, B> {
    const FULL: u64 = B.saturating_mul(D);
    /// After this many milliseconds it is full, however empty it was.
    const REFILL: u64 = Self::FULL.div_ceil(N);

    /// A full bucket.
    #[must_use]
    pub const fn full() -> Self {
        const { assert!(N > 0 && D > 0 && B > 0) };
        const { assert!(N <= 1 << 32 && Self::FULL <= 1 << 62, "the level does not overflow") };
        Self { parts: Self::FULL, at: 0 }
    }

    /// What it would hold if there were no bound: less than twice FULL and N.
    #[inline(always)]
    fn level(&self, now: u64) -> u64 {
        self.parts.wrapping_add(now.saturating_sub(self.at).min(Self::REFILL).wrapping_mul(N))
    }

    /// Whether a token is there.
    #[inline(always)]
    #[must_use]
    pub fn has(&self, now: u64) -> bool {
        self.level(now) >= D
    }

    /// Takes a token.
    #[inline(always)]
    pub fn take(&mut self, now: u64) {
        self.parts = self.level(now).saturating_sub(D).min(Self::FULL.saturating_sub(D));
        self.at = now;
    }
}

/// `exclusive KEY`: the keys of open requests, of a bounded type with `64 * WORDS` values at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Keys<WORDS> {
    /// No request is open.
    pub const NONE: Self = Self([0; WORDS]);

    /// Whether a request with this key is open. A key outside of the type's bound always is.
    #[inline(always)]
    #[must_use]
    pub fn has(&self, key: usize) -> bool {
        self.0.get(key >> 6).is_none_or(|word| word >> (key & 63) & 1 != 0)
    }

    /// A request with this key opens.
    #[inline(always)]
    pub fn open(&mut self, key: usize) {
        if let Some(word) = self.0.get_mut(key >> 6) {
            *word |= 1 << (key & 63);
        }
    }

    /// It is open no more.
    #[inline(always)]
    pub fn close(&mut self, key: usize) {
        if let Some(word) = self.0.get_mut(key >> 6) {
            *word &= !(1 << (key & 63));
        }
    }
}
