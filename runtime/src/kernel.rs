//! The seam. A port implements these traits for one kernel; nothing else knows which kernel it runs on.
//!
//! A port is one thread's message buffer (registers, IPC buffer, UTCB, a page, an array) and the calls into the kernel
//! that move it. Messages are built and read in the buffer. Whoever holds `&mut` to the port holds the buffer, so what
//! borrows the buffer ends before the next trap can overwrite it.

use core::fmt;

use crate::{Badge, Connection, lease::Leases, wire::DoesNotFit};

/// What a kernel can carry. A method that does not fit is a compile error that names this kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The kernel's name, for messages.
    pub name: &'static str,
    /// Payload words that travel in registers.
    pub words: usize,
    /// Greatest body of a message, in bytes.
    pub body: usize,
    /// Capabilities in one message.
    pub caps: usize,
    /// Requests that may be open at once; 1 where the kernel keeps the only reply right itself.
    pub open: usize,
    /// How memory is lent.
    pub leases: Leases,
    /// Whether a server can tell a capability that it made itself from one of others: [`Server::own`].
    pub own: bool,
}

/// One thread's port: its types, its facts, its buffer and the capabilities of the message in it.
pub trait Kernel: Sized {
    /// What this kernel can carry.
    const FACTS: Facts;
    /// An owned capability. It has one holder; dropping it gives it up.
    type Cap;
    /// The linear right to answer one request; zero-sized where the kernel keeps it itself.
    type Reply;
    /// A new connection's server end that waits to be bound to its badge.
    type End;
    /// What the kernel reports when a call fails.
    type Error: fmt::Debug;

    /// Where the next message is built, at least `FACTS.body` bytes.
    fn buffer(&mut self) -> &mut [u8];
    /// The message that arrived last. Its contents are stable until the next trap, and until [`Kernel::buffer`] is used.
    fn message(&self) -> &[u8];
    /// Puts a capability behind those already given to the next message. What is given and never sent is closed with the port's
    /// next trap.
    fn give(&mut self, cap: Self::Cap) -> Result<(), DoesNotFit>;
    /// Takes the received capability with this index; once.
    fn take(&mut self, index: u16) -> Option<Self::Cap>;
    /// Closes every received capability that was not taken. Every trap does so too.
    fn close_rest(&mut self);
}

/// The answer to a call; its body lies in [`Kernel::message`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// The status of the reply.
    pub status: u16,
    /// Bytes of the body.
    pub len: usize,
    /// Capabilities that came with it.
    pub caps: u16,
}

/// A port that can call.
pub trait Client: Kernel {
    /// Sends the first `len` bytes of the buffer and what was given, and waits for the answer.
    fn call(&mut self, to: &Self::Cap, operation: u16, len: usize) -> Result<Received, Self::Error>;
}

/// A port that can send without an answer: at most once, and perhaps never.
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` sends no one-way messages",
    label = "needs a kernel that sends without waiting for an answer"
)]
pub trait OneWay: Client {
    /// Sends the first `len` bytes of the buffer and what was given; never waits for the receiver.
    fn send(&mut self, to: &Self::Cap, operation: u16, len: usize) -> Result<(), Self::Error>;
}

/// A request; its body lies in [`Kernel::message`].
#[derive(Debug)]
pub struct Delivery<R> {
    /// The operation.
    pub operation: u16,
    /// Bytes of the body.
    pub len: usize,
    /// Capabilities that came with it.
    pub caps: u16,
    /// What the kernel did not deliver whole: a body longer than the buffer, or more capabilities than there was room for.
    pub truncated: bool,
    /// Who calls, as the kernel says.
    pub badge: Badge,
    /// Where the answer goes; `None` for a one-way message.
    pub reply: Option<R>,
}

/// What a server is woken for.
#[derive(Debug)]
pub enum Event<K: Kernel> {
    /// A request.
    Request(Delivery<K::Reply>),
    /// Whoever wires the system brings a new connection. It is bound with [`Server::bind`], or refused by dropping the end.
    Connect(Connection, K::End),
    /// Nobody holds the other end of this connection any more.
    Closed(Badge),
}

/// Why there are no more events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended<E> {
    /// Nobody can call any more.
    Nobody,
    /// What the kernel says.
    Kernel(E),
}

/// A port that can serve.
pub trait Server: Kernel {
    /// Waits for an event. Connections with something to say take turns.
    fn receive(&mut self) -> Result<Event<Self>, Ended<Self::Error>>;
    /// Answers with the first `len` bytes of the buffer and what was given. Never waits for the client: an answer that it has no
    /// room for is lost, and its capabilities are closed.
    fn reply(&mut self, to: Self::Reply, status: u16, len: usize);
    /// Answers and waits: one trap where the kernel can.
    fn reply_and_receive(
        &mut self,
        to: Self::Reply,
        status: u16,
        len: usize,
    ) -> Result<Event<Self>, Ended<Self::Error>> {
        self.reply(to, status, len);
        self.receive()
    }
    /// From now on what arrives at this end carries the badge.
    fn bind(&mut self, end: Self::End, badge: Badge) -> Result<(), DoesNotFit>;
    /// Makes a connection of its own: requests through the capability carry the badge.
    fn mint(&mut self, badge: Badge) -> Result<Self::Cap, DoesNotFit>;
    /// Ends the connection with this badge.
    fn unbind(&mut self, badge: Badge);
    /// The badge behind a capability that leads to this server itself; `None` for one of others, and where the kernel cannot tell.
    fn own(&self, cap: &Self::Cap) -> Option<Badge> {
        let _ = cap;
        None
    }
    /// Wakes whoever holds the other end: something is there to fetch. Says nothing else, never waits, and leaves the buffer as it
    /// is. A kernel that wakes nobody does nothing: then subscribers ask.
    fn wake(&mut self, badge: Badge) {
        let _ = badge;
    }
}

/// A port that can leave requests open while it serves others.
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` leaves no request open",
    label = "needs a kernel that can serve others meanwhile",
    note = "answer before the handler returns, or serve at a port that is `tessera::Deferred`"
)]
pub trait Deferred: Server {
    /// An event that is there already; `None` where [`Server::receive`] would wait.
    fn poll(&mut self) -> Result<Option<Event<Self>>, Ended<Self::Error>>;
}

/// A port that hears when a server wakes it: see [`Server::wake`].
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` is woken by nobody",
    label = "needs a kernel that notifies",
    note = "ask for the next event from time to time, or use a port that is `tessera::Notify`"
)]
pub trait Notify: Client {
    /// Whether the server behind this capability has woken its holder since this was asked last. Never waits.
    fn woken(&mut self, by: &Self::Cap) -> bool;
}

/// A port that knows the time. A policy that compares times compiles only on these.
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` does not tell the time",
    label = "this policy compares times, or limits how often",
    note = "such a policy needs a kernel port that is `tessera::Clock`"
)]
pub trait Clock: Kernel {
    /// Milliseconds of one monotone clock.
    fn now(&mut self) -> u64;
}
