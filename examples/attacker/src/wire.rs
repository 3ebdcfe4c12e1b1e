//! The documented bytes, written by hand.

/// Asks whether both ends have the same fingerprint.
pub(crate) const BIND: u16 = 16;
/// Asks the server for another capability.
pub(crate) const DERIVE: u16 = 17;
/// Ends the connection.
pub(crate) const CLOSE: u16 = 20;
/// The lock's operations.
pub(crate) const UNLOCK: u16 = 32;
pub(crate) const SET_PIN: u16 = 33;
pub(crate) const HISTORY: u16 = 34;
pub(crate) const TOUCHED: u16 = 35;

/// Statuses.
pub(crate) const OK: u16 = 16;
pub(crate) const FAILS: u16 = 17;
pub(crate) const MALFORMED: u16 = 19;
pub(crate) const RIGHT_MISSING: u16 = 21;
/// Every status that an answer may have.
pub(crate) const STATUSES: std::ops::RangeInclusive<u16> = 16..=26;

/// The rights, one bit each, in the order of the interface: open, admin, read.
pub(crate) const OPEN: u16 = 1;
const ADMIN: u16 = 2;
pub(crate) const READ: u16 = 4;

/// A datagram: `number: u16`, zero, `sequence: u32`, body.
pub(crate) fn datagram(number: u16, sequence: u32, body: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes()[..], &[0; 2], &sequence.to_le_bytes(), body].concat()
}

/// What a datagram says of itself: number and sequence; `None` without a whole header.
pub(crate) fn header(datagram: &[u8]) -> Option<(u16, u32)> {
    let word = u64::from_le_bytes(*datagram.first_chunk()?);
    Some(((word & 0xffff) as u16, (word >> 32) as u32))
}

/// `user: u16, pin: inline string<8>`: a length of one byte and 8 places, padded to 16.
pub(crate) fn guess(user: u16, pin: &str) -> Vec<u8> {
    let len = u8::try_from(pin.len()).unwrap_or(u8::MAX);
    padded(&[&user.to_le_bytes()[..], &[len], pin.as_bytes()].concat(), 16)
}

/// `from: u32`.
pub(crate) fn history(from: u32) -> Vec<u8> {
    padded(&from.to_le_bytes(), 8)
}

/// `user: u16`.
pub(crate) fn touched(user: u16) -> Vec<u8> {
    padded(&user.to_le_bytes(), 8)
}

/// `rights: u16, label: u16`.
pub(crate) fn derive(rights: u16, label: u16) -> Vec<u8> {
    padded(&[rights.to_le_bytes(), label.to_le_bytes()].concat(), 8)
}

/// A body that the operation could have.
pub(crate) fn plausible(operation: u16) -> Vec<u8> {
    match operation {
        UNLOCK | SET_PIN => guess(operation % 32, "000000"),
        HISTORY => history(0),
        DERIVE => derive(0xffff, 1),
        BIND => vec![0x5a; 8],
        _ => touched(operation % 32),
    }
}

/// Whether a body is the encoding of some parameters of this operation; an operation that does not exist has none.
pub(crate) fn is_valid(operation: u16, body: &[u8]) -> bool {
    match (operation, body) {
        (UNLOCK | SET_PIN, [user, 0, len @ 4..=8, rest @ ..]) if *user < 32 && rest.len() == 13 => {
            let (pin, padding) = rest.split_at(usize::from(*len));
            std::str::from_utf8(pin).is_ok() && padding.iter().all(|byte| *byte == 0)
        }
        (HISTORY | DERIVE, [_, _, _, _, 0, 0, 0, 0]) | (BIND, [_, _, _, _, _, _, _, _]) | (CLOSE, []) => true,
        (TOUCHED, [user, 0, 0, 0, 0, 0, 0, 0]) => *user < 32,
        _ => false,
    }
}

fn padded(bytes: &[u8], len: usize) -> Vec<u8> {
    let mut body = bytes.to_vec();
    body.resize(len, 0);
    body
}

/// The right that an operation of the lock needs.
pub(crate) fn right_for(operation: u16) -> u16 {
    match operation {
        UNLOCK => OPEN,
        SET_PIN => ADMIN,
        HISTORY => READ,
        _ => 0,
    }
}
