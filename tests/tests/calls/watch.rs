//! What happened, in order, as one text: what the policy was asked and told, what the handlers saw, what the callers got.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tessera::{Guard, Kernel, Method, Moment, Policy, Served, Verdict, audit::Trail};

/// Lines that several threads write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript(Arc<Mutex<Vec<String>>>);

impl Transcript {
    pub(crate) fn say(&self, line: fmt::Arguments<'_>) {
        self.lines().push(line.to_string());
    }

    /// Waits until this is said. What is never said fails the test.
    pub(crate) fn wait_for(&self, line: &str) {
        let start = Instant::now();
        while !self.lines().iter().any(|said| said == line) {
            assert!(start.elapsed() < Duration::from_secs(20), "nobody says `{line}`: {:#?}", self.lines());
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was said since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines())
    }
}

/// A policy that says what it is asked, and decides what a test wants of it.
#[derive(Debug)]
pub(crate) struct Watch {
    said: Transcript,
    answer: fn(&'static str) -> Verdict,
    admitted: u32,
}

/// Allows everything.
pub(crate) fn allow(_: &'static str) -> Verdict {
    Verdict::allow(1)
}

impl Watch {
    pub(crate) const fn new(said: Transcript, answer: fn(&'static str) -> Verdict) -> Self {
        Self { said, answer, admitted: 0 }
    }
}

/// The number of an admitted request, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admitted(u32);

impl<K: Kernel> Policy<K> for Watch {
    type Captured = Admitted;
    const AUDITED: bool = true;

    fn now(&self, _: &mut K) -> u64 {
        0
    }

    fn opened(&mut self, _: u16) {}

    fn lost(&mut self, _: &Moment, Admitted(number): Admitted, _: &mut Trail) {
        self.said.say(format_args!("  policy: #{number} is lost"));
    }
}

impl<K: Kernel, M: Served> Guard<K, M> for Watch {
    fn decide(&self, _: &Moment, _: &M::Request<'_>) -> Verdict {
        (self.answer)(M::NAME)
    }

    fn admit(&mut self, _: &Moment, _: Verdict, _: &M::Request<'_>) -> Admitted {
        self.admitted += 1;
        self.said.say(format_args!("  policy: {} is admitted as #{}", short::<M>(), self.admitted));
        Admitted(self.admitted)
    }

    fn settle(
        &mut self,
        _: &Moment,
        Admitted(number): Admitted,
        outcome: Result<&M::Reply<'_, K>, &M::Error>,
        _: &mut Trail,
    ) {
        self.said.say(format_args!("  policy: #{number} {}", if outcome.is_ok() { "is ok" } else { "fails" }));
    }
}

/// `method` of `package.Interface.method`.
fn short<M: Method>() -> &'static str {
    M::NAME.rsplit('.').next().unwrap_or(M::NAME)
}
