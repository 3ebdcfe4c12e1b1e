//! The board: a clock, a log and a store, in the memory of this process.

use std::collections::BTreeMap;

use tessera::{Elements, Kernel, Never, Stop};

use crate::stubs::{
    std_::{
        clock::{Instant, clock::NowReply},
        log::Level,
        store::{
            Key, Why,
            store::{GetReply, KeysReply},
        },
    },
    tour::board::{ClockServer, GetCall, KeysCall, LogServer, NowCall, PutCall, RemoveCall, StoreServer, WriteCall},
};

/// As much as it keeps.
const MOST: usize = 16;

#[derive(Default)]
pub(crate) struct Board {
    /// Milliseconds.
    pub(crate) now: u64,
    values: BTreeMap<String, Vec<u8>>,
}

impl<K: Kernel> ClockServer<K> for Board {
    fn now(&mut self, _: &mut NowCall<'_, K>) -> Result<NowReply, Stop<Never>> {
        Ok(NowReply { at: Instant::new(self.now) })
    }
}

impl<K: Kernel> LogServer<K> for Board {
    fn write(&mut self, call: &mut WriteCall<'_, K>, level: Level, text: &str) {
        let source = call.caller().connection.subject;
        call.events().written(Instant::new(self.now), source, level, text);
    }
}

impl<K: Kernel> StoreServer<K> for Board {
    fn get(&mut self, _: &mut GetCall<'_, K>, key: Key<'_>) -> Result<GetReply<'_>, Stop<Why>> {
        let value = self.values.get(key.get().as_str()).ok_or(Stop::Fails(Why::Missing))?;
        Ok(GetReply { value })
    }

    fn put(&mut self, call: &mut PutCall<'_, K>, key: Key<'_>, value: &[u8]) -> Result<(), Stop<Why>> {
        let name = key.get().as_str();
        if self.values.len() >= MOST && !self.values.contains_key(name) {
            return Err(Why::Full.into());
        }
        self.values.insert(name.to_owned(), value.to_vec());
        call.events().changed(key);
        Ok(())
    }

    fn remove(&mut self, call: &mut RemoveCall<'_, K>, key: Key<'_>) -> Result<(), Stop<Why>> {
        self.values.remove(key.get().as_str()).ok_or(Stop::Fails(Why::Missing))?;
        call.events().changed(key);
        Ok(())
    }

    /// Nobody on the sill asks for names.
    fn keys(&mut self, _: &mut KeysCall<'_, K>, _: Option<Key<'_>>) -> Result<KeysReply<'_>, Stop<Never>> {
        Ok(KeysReply { keys: Elements::default() })
    }
}
