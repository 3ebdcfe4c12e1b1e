//! The server of the tests.

use std::marker::PhantomData;

use tessera::{
    Call, Kernel, Never, Refusal, Stop,
    lease::{Lent, LentMut},
};

use crate::stubs::authority::{
    Level, Line, Why,
    disk::{self, CopyReply, GetReply, LinesReply, PutReply},
    server::DiskServer,
};

/// The handler.
#[derive(Debug)]
pub(crate) struct Board<K> {
    text: String,
    kernel: PhantomData<fn() -> K>,
}

impl<K> Board<K> {
    pub(crate) const fn new() -> Self {
        Self { text: String::new(), kernel: PhantomData }
    }
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(*byte)).sum()
}

impl<K: Kernel> DiskServer<K> for Board<K> {
    fn put(&mut self, call: &mut Call<K, disk::Put>, at: u64, data: &[u8]) -> Result<PutReply, Stop<Why>> {
        assert_eq!(call.caller().connection.subject, 0);
        match at {
            1 => Err(Why::Broken.into()),
            2 => Err(Stop::Refused(Refusal::Busy)),
            _ => Ok(PutReply { seen: data.len() as u32, sum: sum(data) }),
        }
    }

    fn get(&mut self, _: &mut Call<K, disk::Get>, data: &mut [u8], with: u8) -> Result<GetReply, Stop<Why>> {
        // What an earlier request left in this memory is not seen.
        let left = sum(data);
        for byte in data.iter_mut().skip(1) {
            *byte = with;
        }
        match with {
            1 => Err(Why::Broken.into()),
            2 => Err(Stop::Refused(Refusal::Busy)),
            _ => Ok(GetReply { left }),
        }
    }

    fn turn(&mut self, _: &mut Call<K, disk::Turn>, data: &mut [u8]) -> Result<(), Stop<Why>> {
        data.reverse();
        if data.is_empty() { Err(Why::Full.into()) } else { Ok(()) }
    }

    fn copy(
        &mut self,
        _: &mut Call<K, disk::CopyMethod>,
        from: &[u8],
        times: u8,
        to: &mut [u8],
        both: &mut [u8],
    ) -> Result<CopyReply<'_>, Stop<Never>> {
        for (to, from) in to.iter_mut().zip(from.iter().cycle().take(from.len() * usize::from(times))) {
            *to = *from;
        }
        for byte in both.iter_mut() {
            *byte = byte.wrapping_add(times);
        }
        self.text = format!("{} {} {}", from.len(), to.len(), both.len());
        Ok(CopyReply { text: &self.text })
    }

    fn lines(
        &mut self,
        _: &mut Call<K, disk::Lines>,
        all: Lent<'_, Line>,
        levels: &mut LentMut<'_, Level>,
        numbers: &mut LentMut<'_, u32>,
    ) -> Result<LinesReply, Stop<Never>> {
        for (index, line) in all.iter().enumerate() {
            let _ = levels.set(index, &line.level);
        }
        for index in 0..numbers.len() {
            let number = numbers.get(index).unwrap_or_default();
            let _ = numbers.set(index, &(number + all.len() as u32));
        }
        Ok(LinesReply { sum: all.iter().map(|line| line.at).sum() })
    }
}
