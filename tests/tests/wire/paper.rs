//! A kernel on which nothing moves: it notes which capabilities a message was given, and in which order.

use tessera::{Facts, Kernel, Never, wire::DoesNotFit};

/// A capability is its number.
#[derive(Debug, Default)]
pub(crate) struct Paper {
    /// What the next message was given.
    pub(crate) given: Vec<u16>,
}

impl Kernel for Paper {
    const FACTS: Facts = Facts {
        name: "paper",
        words: 0,
        body: 1 << 16,
        caps: 16,
        open: 1,
        leases: tessera::lease::Leases::None,
        own: false,
    };
    type Cap = u16;
    type Reply = ();
    type End = ();
    type Error = Never;

    fn buffer(&mut self) -> &mut [u8] {
        &mut []
    }

    fn message(&self) -> &[u8] {
        &[]
    }

    fn give(&mut self, cap: u16) -> Result<(), DoesNotFit> {
        self.given.push(cap);
        Ok(())
    }

    fn take(&mut self, index: u16) -> Option<u16> {
        Some(index)
    }

    fn close_rest(&mut self) {}
}
