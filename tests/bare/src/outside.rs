//! A port whose kernel is the outside: what it delivers is unknown to the compiler.

use core::{hint::black_box, num::NonZeroU16};

use tessera::{
    Badge, Client, Clock, Connection, Deferred, Delivery, Ended, Event, Facts, Kernel, OneWay, Received, Server,
    lease::{Borrows, Leases, Lends},
    wire::DoesNotFit,
};

/// The port.
pub struct Outside([u8; 4096]);

/// A capability of the outside.
pub struct Token(u32);

impl Drop for Token {
    #[inline(never)]
    fn drop(&mut self) {
        black_box(self.0);
    }
}

/// Any value.
#[inline(never)]
pub fn any<T>(value: T) -> T {
    black_box(value)
}

impl Outside {
    #[inline(never)]
    pub fn new() -> Self {
        black_box(Self([0; 4096]))
    }

    /// Somebody wrote something to the buffer.
    fn trap(&mut self) {
        black_box(&mut self.0);
    }

    fn event(&mut self) -> Event<Self> {
        self.trap();
        let badge = badge();
        match any(0_u8) {
            0 => Event::Request(Delivery {
                operation: any(0),
                len: any(0),
                caps: any(0),
                truncated: any(false),
                badge,
                reply: any(true).then(token),
            }),
            1 => Event::Connect(connection(), token()),
            _ => Event::Closed(badge),
        }
    }
}

pub fn token() -> Token {
    Token(any(0))
}

pub fn badge() -> Badge {
    Badge { index: any(0), generation: any(NonZeroU16::MIN) }
}

pub fn connection() -> Connection {
    Connection { port: any(0), subject: any(0), rights: any(0) }
}

impl Kernel for Outside {
    const FACTS: Facts = Facts { name: "outside", words: 0, body: 4096, caps: 8, open: 16, leases: Leases::Copied, own: true };
    type Cap = Token;
    type Reply = Token;
    type End = Token;
    type Error = u32;

    fn buffer(&mut self) -> &mut [u8] {
        let len = any(4096);
        self.0.get_mut(..len).unwrap_or_default()
    }

    fn message(&self) -> &[u8] {
        let len = any(4096);
        self.0.get(..len).unwrap_or_default()
    }

    fn give(&mut self, cap: Token) -> Result<(), DoesNotFit> {
        black_box(cap);
        any(Ok(()))
    }

    fn take(&mut self, index: u16) -> Option<Token> {
        black_box(index);
        any(true).then(token)
    }

    fn close_rest(&mut self) {
        self.trap();
    }
}

impl Client for Outside {
    #[inline(never)]
    fn call(&mut self, to: &Token, operation: u16, len: usize) -> Result<Received, u32> {
        black_box((to.0, operation, len));
        self.trap();
        any(true).then(|| Received { status: any(0), len: any(0), caps: any(0) }).ok_or_else(|| any(0))
    }
}

impl OneWay for Outside {
    #[inline(never)]
    fn send(&mut self, to: &Token, operation: u16, len: usize) -> Result<(), u32> {
        black_box((to.0, operation, len));
        self.trap();
        any(Ok(()))
    }
}

impl Server for Outside {
    #[inline(never)]
    fn receive(&mut self) -> Result<Event<Self>, Ended<u32>> {
        if any(false) { Err(any(Ended::Nobody)) } else { Ok(self.event()) }
    }

    #[inline(never)]
    fn reply(&mut self, to: Token, status: u16, len: usize) {
        black_box((to, status, len));
        self.trap();
    }

    fn bind(&mut self, end: Token, badge: Badge) -> Result<(), DoesNotFit> {
        black_box((end, badge));
        any(Ok(()))
    }

    fn mint(&mut self, badge: Badge) -> Result<Token, DoesNotFit> {
        black_box(badge);
        any(true).then(token).ok_or(DoesNotFit)
    }

    fn unbind(&mut self, badge: Badge) {
        black_box(badge);
    }

    fn own(&self, cap: &Token) -> Option<Badge> {
        black_box(cap.0);
        any(true).then(badge)
    }
}

impl Lends for Outside {}

impl Borrows for Outside {}

impl Deferred for Outside {
    #[inline(never)]
    fn poll(&mut self) -> Result<Option<Event<Self>>, Ended<u32>> {
        if any(false) { Err(any(Ended::Nobody)) } else { Ok(any(true).then(|| self.event())) }
    }
}

impl Clock for Outside {
    fn now(&mut self) -> u64 {
        any(0)
    }
}
