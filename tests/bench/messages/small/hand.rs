//! By hand: a struct of numbers, then text and bytes behind their lengths.

mod buffer;
mod driver;

use std::{process::ExitCode, str};

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};

/// `id: u64, count: u32, port: u16, on: u8, name: u8 and so many bytes, key: u8 and so many bytes`
#[derive(Default)]
struct Hand(Buffer);

impl Wire for Hand {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let (numbers, rest) = self.0.0.split_first_chunk_mut::<15>()?;
        numbers[..8].copy_from_slice(&small.id.to_le_bytes());
        numbers[8..12].copy_from_slice(&small.count.to_le_bytes());
        numbers[12..14].copy_from_slice(&small.port.to_le_bytes());
        numbers[14] = u8::from(small.on);
        let rest = put(rest, small.name.as_bytes())?;
        let left = put(rest, &small.key)?.len();
        self.0.0.get(..self.0.0.len().checked_sub(left)?)
    }

    fn read(bytes: &[u8]) -> Option<()> {
        let (numbers, rest) = bytes.split_first_chunk::<15>()?;
        let [id @ .., c0, c1, c2, c3, p0, p1, on] = numbers;
        if *on > 1 {
            return None;
        }
        let (name, rest) = take(rest)?;
        let (key, rest) = take(rest)?;
        if !rest.is_empty() {
            return None;
        }
        see(Seen {
            id: u64::from_le_bytes(*id),
            count: u32::from_le_bytes([*c0, *c1, *c2, *c3]),
            port: u16::from_le_bytes([*p0, *p1]),
            on: *on == 1,
            name: str::from_utf8(name).ok()?.as_bytes(),
            key,
        });
        Some(())
    }
}

/// Its length and the bytes; what is left behind them.
#[inline(always)]
fn put<'a>(to: &'a mut [u8], bytes: &[u8]) -> Option<&'a mut [u8]> {
    let (len, rest) = to.split_first_mut()?;
    *len = u8::try_from(bytes.len()).ok()?;
    let (place, rest) = rest.split_at_mut_checked(bytes.len())?;
    place.copy_from_slice(bytes);
    Some(rest)
}

#[inline(always)]
fn take(from: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = from.split_first()?;
    rest.split_at_checked(usize::from(*len))
}

fn main() -> ExitCode {
    driver::run::<Hand>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Hand>(2), Some(()));
}
