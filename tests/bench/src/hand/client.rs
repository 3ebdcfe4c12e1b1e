//! The caller's side by hand.

use tessera::{Client, Never, Received};

use super::{FAILS, JAMMED, MALFORMED, OK, UNKNOWN, UNLOCK, WRONG_PIN};

/// With the checks: what it sends, and what comes back.
#[inline(never)]
pub(crate) fn unlock<K: Client<Error = Never>>(port: &mut K, to: &K::Cap, user: u16, pin: &str) -> Result<u64, u16> {
    if user >= 32 {
        return Err(0);
    }
    let Received { status, len, caps } = send(port, to, user, pin.as_bytes()).ok_or(0_u16)?;
    let Some(word) = port.message().first_chunk().map(|bytes| u64::from_le_bytes(*bytes)) else {
        return Err(MALFORMED);
    };
    match (status, len, caps) {
        (OK, 8, 0) => Ok(word),
        _ => Err(not_ok(status, len, caps, word)),
    }
}

#[cold]
fn not_ok(status: u16, len: usize, caps: u16, word: u64) -> u16 {
    match (status, len, caps) {
        (FAILS, 8, 0) if word == u64::from(WRONG_PIN) || word == u64::from(JAMMED) => {
            u16::try_from(word).unwrap_or(MALFORMED)
        }
        (UNKNOWN..=26, ..) => status,
        _ => MALFORMED,
    }
}

/// Without.
#[inline(never)]
pub(crate) fn unlock_raw<K: Client<Error = Never>>(
    port: &mut K,
    to: &K::Cap,
    user: u16,
    pin: &str,
) -> Result<u64, u16> {
    let Received { status, .. } = send(port, to, user, pin.as_bytes()).ok_or(0_u16)?;
    let word = port.message().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    if status == OK { Ok(word) } else { Err(u16::try_from(word).unwrap_or(0)) }
}

/// The request, written as two words.
#[inline(always)]
fn send<K: Client<Error = Never>>(port: &mut K, to: &K::Cap, user: u16, pin: &[u8]) -> Option<Received> {
    if pin.len() > 8 {
        return None;
    }
    let (head, tail) = (pin.first_chunk::<4>()?, pin.last_chunk::<4>()?);
    let shift = pin.len().wrapping_sub(4) * 8;
    let word = u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << (shift & 63);
    let body = u128::from(user) | (pin.len() as u128) << 16 | u128::from(word) << 24;
    *port.buffer().first_chunk_mut()? = body.to_le_bytes();
    let Ok(received) = port.call(to, UNLOCK, 16);
    Some(received)
}
