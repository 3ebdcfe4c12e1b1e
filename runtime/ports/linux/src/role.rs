//! Which part this process plays, and how it begins.

use std::{
    os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd},
    sync::atomic::{AtomicBool, Ordering},
};

use rustix::{
    io::{FdFlags, fcntl_setfd},
    net::{RecvFlags, SocketType, sockopt::socket_type},
};

use crate::{
    Error, Port,
    clock::Time,
    confine::{self, Confinement, Profile},
    wiring::{News, Wiring},
};

/// The argument that makes a program play a part: `NAME --tessera-role ROLE SUBJECT client|server`.
pub(crate) const ARGUMENT: &str = "--tessera-role";
/// The last argument of a component that provides something.
pub(crate) const SERVER: &str = "server";
/// The last argument of a component that only uses.
pub(crate) const CLIENT: &str = "client";
/// The boot socket's descriptor.
pub(crate) const BOOT: i32 = 3;

/// The part that a launcher gave to this process.
#[derive(Debug)]
pub struct Role {
    name: String,
    profile: Profile,
    confined: bool,
}

/// What a component starts with.
#[derive(Debug)]
pub struct Boot {
    /// The port. Its capabilities are there ([`Port::wired`]); the connections to serve arrive as its first events.
    pub port: Port,
    /// What holds this process.
    pub confinement: Confinement,
}

/// The part that this process plays; `None` when no launcher started it, so that it is the launcher itself.
#[must_use]
pub fn role() -> Option<Role> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next()? != ARGUMENT {
        return None;
    }
    let name = arguments.next()?;
    let subject = arguments.next()?.parse().ok()?;
    let serves = arguments.next()? == SERVER;
    Some(Role { name, profile: Profile { subject, serves }, confined: true })
}

impl Role {
    /// Its name: the instance's, or what the launcher put in its place.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the instance whose place it takes.
    #[must_use]
    pub const fn subject(&self) -> u16 {
        self.profile.subject
    }

    /// Without confinement: the control that shows that its absence is noticed.
    #[must_use]
    pub fn unconfined(self) -> Self {
        Self { confined: false, ..self }
    }

    /// Confines this process, tells the launcher what holds, and waits until it is wired and started.
    pub fn boot(self) -> Result<Boot, Error> {
        let (boot, confinement) = self.enter()?;
        let mut wiring = Wiring::new(boot);
        let mut time = Time::MONOTONIC;
        loop {
            match wiring.read(RecvFlags::empty())? {
                News::Wired => {}
                News::Clock(file) => time = Time::of(file.as_fd())?,
                News::Start => break,
                News::Closed => return Err(Error::Unstarted),
                // Only a non-blocking boot socket has nothing; ours is not.
                News::Nothing => return Err(Error::NoBoot),
            }
        }
        Ok(Boot { port: Port::with(Some(wiring), time), confinement })
    }

    /// Confines this process, tells the launcher what holds, and leaves the boot socket as it is, on descriptor 3: for programs that
    /// speak its records themselves.
    pub fn confine(self) -> Result<Confinement, Error> {
        let (boot, confinement) = self.enter()?;
        // Whoever reads it next knows it by its number.
        std::mem::forget(boot);
        Ok(confinement)
    }

    fn enter(self) -> Result<(OwnedFd, Confinement), Error> {
        let boot = claim()?;
        let confinement = if self.confined { confine::confine(self.profile)? } else { Confinement::none() };
        match confinement.send(boot.as_fd()) {
            // A launcher that lets everybody go has said all that it has to say; whether that was a start is still to be read.
            Ok(()) | Err(Error::Gone) => Ok((boot, confinement)),
            Err(error) => Err(error),
        }
    }
}

/// Takes descriptor 3, once.
fn claim() -> Result<OwnedFd, Error> {
    static CLAIMED: AtomicBool = AtomicBool::new(false);
    // SAFETY: the borrow ends before this function does, and only asks: a descriptor that is not open is an error of the call, one
    // that is something else has another type (fcntl(2), socket(7): SO_TYPE). Nothing is done with either.
    #[expect(unsafe_code, reason = "a descriptor by its number")]
    let probe = unsafe { BorrowedFd::borrow_raw(BOOT) };
    if socket_type(probe) != Ok(SocketType::SEQPACKET) || CLAIMED.swap(true, Ordering::Relaxed) {
        return Err(Error::NoBoot);
    }
    // It came through an exec, so it is not close-on-exec yet.
    fcntl_setfd(probe, FdFlags::CLOEXEC).map_err(Error::system("fcntl"))?;
    // SAFETY: the descriptor is open, as just seen; a process with a role has it from its launcher, which made it for this purpose,
    // so nothing else in this process owns it (std opens none before `main`); and the flag makes this its only owner (std::os::fd:
    // "owned and open").
    #[expect(unsafe_code, reason = "a descriptor by its number")]
    Ok(unsafe { OwnedFd::from_raw_fd(BOOT) })
}
