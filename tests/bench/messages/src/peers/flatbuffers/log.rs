//! Lines of a log.

use flatbuffers::{FlatBufferBuilder, InvalidFlatbuffer, WIPOffset};

use super::{Sent, sets, verified};
use crate::{
    peers::sum,
    sets::log::{self, Entry, Log},
};

impl Sent for Log {
    type Root<'a> = sets::Log<'a>;

    fn write<'a>(&self, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Log<'a>> {
        let entries: Vec<_> = self.entries.iter().map(|from| entry(from, builder)).collect();
        let entries = Some(builder.create_vector(&entries));
        sets::Log::create(builder, &sets::LogArgs { entries })
    }

    fn root(bytes: &[u8]) -> Result<sets::Log<'_>, InvalidFlatbuffer> {
        verified(bytes)
    }

    fn looked_at(root: &sets::Log<'_>) -> u64 {
        sum(root.entries(), |entry| log::looked_at(entry.address().0, entry.code(), entry.size()))
    }
}

fn entry<'a>(from: &Entry, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Entry<'a>> {
    let [x0, x1, x2, x3] = from.address.bytes();
    let entry = sets::EntryArgs {
        address: Some(&sets::Address::new(x0, x1, x2, x3)),
        identity: Some(builder.create_string(&from.identity)),
        userid: Some(builder.create_string(&from.userid)),
        date: Some(builder.create_string(&from.date)),
        request: Some(builder.create_string(&from.request)),
        code: from.code,
        size: from.size,
    };
    sets::Entry::create(builder, &entry)
}
