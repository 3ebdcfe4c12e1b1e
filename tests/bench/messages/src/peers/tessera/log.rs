//! Lines of a log.

use tessera::{
    Elements, each,
    wire::{DoesNotFit, Write},
};

use super::{
    Sent,
    stubs::sets::{self, sets::LogRequest, sets::LogRequestView},
};
use crate::{
    peers::sum,
    sets::log::{self, Entry, Log},
};

impl Sent for Log {
    type Method = sets::sets::Log;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let entries = each::<sets::Entry<'static>, _, _>(&self.entries, |from, out| out.push(&entry(from)));
        LogRequest { entries: Elements::of(&entries) }.write(out)
    }

    fn looked_at(request: &LogRequestView<'_>) -> u64 {
        sum(request.entries, |entry| log::looked_at(entry.address(), entry.code(), entry.size()))
    }
}

#[inline(always)]
fn entry(entry: &Entry) -> sets::Entry<'_> {
    sets::Entry {
        size: entry.size,
        date: &entry.date,
        request: &entry.request,
        address: entry.address.bytes(),
        code: entry.code,
        identity: entry.identity.as_str().into(),
        userid: entry.userid.as_str().into(),
    }
}
