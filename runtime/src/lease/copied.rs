//! The copy in the message.

use super::{Lease, Loan, round_up};
use crate::{Received, Status, wire::DoesNotFit};

/// Writes lengths and contents to the front of a message.
pub(super) fn lend(out: &mut [u8], leases: &mut [Lease<'_>]) -> Result<usize, DoesNotFit> {
    let mut writer = Writer { out, at: 0 };
    for lease in &*leases {
        let len = u32::try_from(lease.bytes().len()).map_err(|_| DoesNotFit)?;
        writer.put(&len.to_le_bytes())?;
    }
    writer.pad()?;
    for lease in leases {
        match lease {
            Lease::Out(bytes) => bytes.fill(0),
            lease => writer.put(lease.bytes())?,
        }
    }
    writer.pad()?;
    Ok(writer.at)
}

/// Copies back what could be written. Says where the body begins; beyond every message if the server did not give all back.
pub(super) fn take_back(message: &[u8], received: Received, leases: &mut [Lease<'_>]) -> usize {
    if !matches!(Status(received.status), Status::OK | Status::FAILS) {
        return 0;
    }
    let mut reader = Reader { bytes: message.get(..received.len).unwrap_or_default(), at: 0 };
    for bytes in leases.iter_mut().filter_map(Lease::written) {
        let Some(from) = reader.take(bytes.len()) else { return usize::MAX };
        copy(bytes, from);
    }
    reader.pad().map_or(usize::MAX, |()| reader.at)
}

/// Reads the lengths. What is lent to be read is there, too.
pub(super) fn look<const L: usize>(message: &[u8], loan: &mut Loan<'_, L>) -> Option<usize> {
    let mut reader = Reader { bytes: message, at: 0 };
    let mut sum = 0_usize;
    for (len, of) in loan.lens.iter_mut().zip(loan.of) {
        let found = u32::from_le_bytes(*reader.take(4)?.first_chunk()?) as usize;
        if !of.takes(found) {
            return None;
        }
        *len = found;
        if of.lend.is_read() {
            sum = sum.saturating_add(found);
        }
    }
    reader.pad()?;
    reader.take(sum)?;
    reader.pad()?;
    Some(reader.at)
}

/// Copies what may be read; what may only be written is zeros.
pub(super) fn borrow<const L: usize>(message: &[u8], loan: &mut Loan<'_, L>) -> Option<()> {
    let mut reader = Reader { bytes: message, at: 0 };
    reader.take(L.saturating_mul(4))?;
    reader.pad()?;
    let of = loan.of;
    for (part, of) in loan.parts().into_iter().zip(of) {
        if of.lend.is_read() {
            copy(part, reader.take(part.len())?);
        } else {
            part.fill(0);
        }
    }
    Some(())
}

/// Writes what could be written to the front of an answer.
pub(super) fn give_back<const L: usize>(out: &mut [u8], loan: &mut Loan<'_, L>) -> Result<usize, DoesNotFit> {
    let mut writer = Writer { out, at: 0 };
    let of = loan.of;
    for (part, of) in loan.parts().into_iter().zip(of) {
        if of.lend.is_written() {
            writer.put(part)?;
        }
    }
    writer.pad()?;
    Ok(writer.at)
}

/// Puts bytes one behind the other.
struct Writer<'a> {
    out: &'a mut [u8],
    at: usize,
}

impl Writer<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), DoesNotFit> {
        let end = self.at.saturating_add(bytes.len());
        let place = self.out.get_mut(self.at..end).ok_or(DoesNotFit)?;
        copy(place, bytes);
        self.at = end;
        Ok(())
    }

    fn pad(&mut self) -> Result<(), DoesNotFit> {
        let end = round_up(self.at);
        self.out.get_mut(self.at..end).ok_or(DoesNotFit)?.fill(0);
        self.at = end;
        Ok(())
    }
}

/// Takes bytes one behind the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let end = self.at.saturating_add(len);
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// Steps over the zeros up to a multiple of 8.
    fn pad(&mut self) -> Option<()> {
        let padding = self.take(round_up(self.at).saturating_sub(self.at))?;
        padding.iter().all(|byte| *byte == 0).then_some(())
    }
}

/// Copies bytes of equal length. `copy_from_slice` would keep a panic where their lengths are not known to be equal.
fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
