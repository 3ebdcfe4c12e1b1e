//! Lines of a log.

use super::{Sent, sets};
use crate::{
    peers::sum,
    sets::log::{self, Entry, Log},
};

impl Sent for Log {
    type Message = sets::Log;

    fn message(&self) -> sets::Log {
        sets::Log { entries: self.entries.iter().map(entry).collect() }
    }

    fn looked_at(message: &sets::Log) -> u64 {
        sum(&message.entries, |entry| {
            let address = entry.address.unwrap_or_default();
            let address = [address.x0, address.x1, address.x2, address.x3].map(|byte| byte.to_le_bytes()[0]);
            log::looked_at(address, u16::try_from(entry.code).unwrap_or_default(), entry.size)
        })
    }
}

fn entry(from: &Entry) -> sets::Entry {
    let [x0, x1, x2, x3] = from.address.bytes().map(u32::from);
    sets::Entry {
        address: Some(sets::Address { x0, x1, x2, x3 }),
        identity: from.identity.clone(),
        userid: from.userid.clone(),
        date: from.date.clone(),
        request: from.request.clone(),
        code: from.code.into(),
        size: from.size,
    }
}
