//! Tessera on Linux.
//!
//! A *capability* is one end of a `SOCK_SEQPACKET` pair, with exactly one holder. Who calls is which end the message arrived at, and
//! nothing else: the server's table says what that end may do. A *component* is a process that confines itself before its own code
//! runs and then holds its capabilities and four descriptors: 0 and 1 to its launcher (lines of text), 2 for its errors, 3 for
//! its wiring. A *launcher* is a program that starts itself once more for each instance of a [`tessera::system::System`].
//!
//! - [`Port`] is the kernel seam: it calls, serves and tells the time.
//! - [`role`] tells a process which part it plays; [`Role::boot`] confines it and gives it its port.
//! - [`launch::Launch`] starts a system, hears its components, and puts others in their place.
//!
//! The facts of this port, each with the test that measured it, and the list of its `unsafe` blocks are in `README.md`.

pub mod launch;

mod cap;
mod clock;
mod confine;
mod datagram;
mod error;
mod lines;
mod port;
mod record;
mod role;
mod serve;
mod wiring;

pub use cap::{Cap, End, connection};
pub use clock::{Page, Time};
pub use confine::{Confinement, Outcome, descriptors};
pub use datagram::{BODY, CAPS};
pub use error::Error;
pub use lines::CONNECTIONS;
pub use port::{Port, Reply};
pub use role::{Boot, Role, role};
pub use wiring::USES;
