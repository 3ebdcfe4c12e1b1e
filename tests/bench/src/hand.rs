//! The same driver by hand, against the port's own interface: the same bytes, the same checks, the same policy with the same state, counts and
//! records, written by somebody who has read the format. Tuned: a body in two registers, one branch for many facts where they can
//! share it, one look at a bucket, everything that is rare out of the way. Without deferred answers, capabilities and `derive`, which
//! nobody here asks for.

mod client;
mod lock;
mod server;
mod trail;

pub(crate) use self::{
    client::{unlock, unlock_raw},
    lock::Lock,
    server::{Checked, Policed, Raw},
};

use crate::home::Door;

/// The right PIN, for every user.
pub(crate) const PIN: &str = "493817";

const UNLOCK: u16 = 32;
const SET_PIN: u16 = 33;
const HISTORY: u16 = 34;
const TOUCHED: u16 = 35;

const OK: u16 = 16;
const FAILS: u16 = 17;
const UNKNOWN: u16 = 18;
const MALFORMED: u16 = 19;
const DENIED: u16 = 20;
const RIGHT_MISSING: u16 = 21;
const BUSY: u16 = 24;
const GONE: u16 = 25;

const WRONG_PIN: u8 = 1;
const JAMMED: u8 = 2;

const MAY_OPEN: u16 = 1;
const MAY_ADMIN: u16 = 2;
const MAY_READ: u16 = 4;
const MAY_TOUCH: u16 = 0;

const GATEWAY: u16 = 0;

/// The handler as a function.
#[inline(never)]
pub(crate) fn direct(door: &Door, _: u16, pin: &str) -> Result<u64, u16> {
    door.open(pin.as_bytes()).ok_or(u16::from(WRONG_PIN))
}
