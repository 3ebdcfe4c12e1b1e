//! The server of the standard packages.

use std::collections::{BTreeMap, VecDeque};

use tessera::{Badge, Caller, Kernel, Stop, loopback::Local};

use crate::standard_stubs::{
    std_::{
        block::{self, Block, disk::GeometryReply},
        clock::{Instant, clock::NowReply, timer::CancelReply},
        log::Level,
        memory::{self, Size, pool::AllocateReply},
        net::{
            self, Address,
            link::{AddressReply, ReceiveReply},
        },
        random::{
            Count,
            random::{DrawReply, NumberReply},
        },
        store::{
            self, Key,
            store::{GetReply, KeysReply},
        },
    },
    test::tour::board::{
        AddressCall, AllocateCall, CancelCall, ClockServer, ConsoleServer, ConsoleWriteCall, DiskServer, DiskWriteCall,
        DrawCall, FlushCall, GeometryCall, GetCall, KeysCall, LinkServer, LogServer, NowCall, NumberCall, PoolServer,
        PutCall, RandomServer, ReadCall, ReceiveCall, RemoveCall, SendCall, SetCall, StoreServer, TimerServer,
        WriteCall,
    },
};

type Never = tessera::Never;

/// Blocks of 512 bytes.
pub(super) const BLOCK: usize = 512;

#[derive(Default)]
pub(super) struct Board {
    pub(super) now: u64,
    /// What each timer is set to.
    pub(super) timers: BTreeMap<u16, (Badge, Instant)>,
    pub(super) disk: Vec<u8>,
    pub(super) frames: VecDeque<Vec<u8>>,
    pub(super) screen: String,
    pub(super) values: BTreeMap<&'static str, Vec<u8>>,
    pub(super) listed: Vec<Key<'static>>,
    pub(super) seed: u64,
    pub(super) drawn: Vec<u8>,
    pub(super) regions: u16,
}

impl<K: Kernel> ClockServer<K> for Board {
    fn now(&mut self, _: &mut NowCall<'_, K>) -> Result<NowReply, Stop<Never>> {
        Ok(NowReply { at: Instant::new(self.now) })
    }
}

impl<K: Kernel> TimerServer<K> for Board {
    fn set(&mut self, call: &mut SetCall<'_, K>, at: Instant) -> Result<(), Stop<Never>> {
        let badge = call.caller().badge;
        self.timers.insert(badge.index, (badge, at));
        Ok(())
    }

    fn cancel(&mut self, call: &mut CancelCall<'_, K>) -> Result<CancelReply, Stop<Never>> {
        Ok(CancelReply { was_set: self.timers.remove(&call.caller().badge.index).is_some() })
    }

    fn closed(&mut self, caller: &Caller) {
        self.timers.remove(&caller.badge.index);
    }
}

impl<K: Kernel> LogServer<K> for Board {
    fn write(&mut self, call: &mut WriteCall<'_, K>, level: Level, text: &str) {
        let (at, source) = (Instant::new(self.now), call.caller().connection.subject);
        call.events().written(at, source, level, text);
    }
}

impl Board {
    /// The bytes of so many blocks.
    fn blocks(&mut self, first: Block, bytes: usize) -> Result<&mut [u8], Stop<block::Why>> {
        if !bytes.is_multiple_of(BLOCK) {
            return Err(block::Why::NotWhole.into());
        }
        let first = usize::try_from(first.get()).unwrap_or(usize::MAX).saturating_mul(BLOCK);
        self.disk.get_mut(first..first.saturating_add(bytes)).ok_or(Stop::Fails(block::Why::OutOfRange))
    }
}

impl<K: Kernel> DiskServer<K> for Board {
    fn geometry(&mut self, _: &mut GeometryCall<'_, K>) -> Result<GeometryReply, Stop<Never>> {
        Ok(GeometryReply { blocks: (self.disk.len() / BLOCK) as u64, bytes: BLOCK as u32 })
    }

    fn read(&mut self, _: &mut ReadCall<'_, K>, first: Block, into: &mut [u8]) -> Result<(), Stop<block::Why>> {
        into.copy_from_slice(self.blocks(first, into.len())?);
        Ok(())
    }

    fn write(&mut self, _: &mut DiskWriteCall<'_, K>, first: Block, data: &[u8]) -> Result<(), Stop<block::Why>> {
        self.blocks(first, data.len())?.copy_from_slice(data);
        Ok(())
    }

    fn flush(&mut self, _: &mut FlushCall<'_, K>) -> Result<(), Stop<block::Why>> {
        Ok(())
    }
}

impl<K: Kernel> LinkServer<K> for Board {
    fn address(&mut self, _: &mut AddressCall<'_, K>) -> Result<AddressReply, Stop<Never>> {
        Ok(AddressReply { address: Address::new([2, 0, 0, 0, 0, 1]) })
    }

    /// What is sent comes back.
    fn send(&mut self, call: &mut SendCall<'_, K>, frame: &[u8]) -> Result<(), Stop<net::Why>> {
        if self.frames.len() == 4 {
            return Err(net::Why::Full.into());
        }
        self.frames.push_back(frame.to_vec());
        call.events().arrived(self.frames.len() as u16);
        Ok(())
    }

    fn receive(&mut self, _: &mut ReceiveCall<'_, K>, into: &mut [u8]) -> Result<ReceiveReply, Stop<net::Why>> {
        let frame = self.frames.pop_front().ok_or(Stop::Fails(net::Why::Nothing))?;
        into[..frame.len()].copy_from_slice(&frame);
        Ok(ReceiveReply { length: frame.len() as u16 })
    }
}

impl<K: Kernel> ConsoleServer<K> for Board {
    fn write(&mut self, _: &mut ConsoleWriteCall<'_, K>, text: &str) -> Result<(), Stop<Never>> {
        self.screen += text;
        Ok(())
    }
}

impl<K: Kernel> StoreServer<K> for Board {
    fn get(&mut self, _: &mut GetCall<'_, K>, key: Key<'_>) -> Result<GetReply<'_>, Stop<store::Why>> {
        let value = self.values.get(key.get().as_str()).ok_or(Stop::Fails(store::Why::Missing))?;
        Ok(GetReply { value })
    }

    fn put(&mut self, call: &mut PutCall<'_, K>, key: Key<'_>, value: &[u8]) -> Result<(), Stop<store::Why>> {
        let name: &'static str = key.get().as_str().to_owned().leak();
        self.values.insert(name, value.to_vec());
        call.events().changed(key);
        Ok(())
    }

    fn remove(&mut self, call: &mut RemoveCall<'_, K>, key: Key<'_>) -> Result<(), Stop<store::Why>> {
        self.values.remove(key.get().as_str()).ok_or(Stop::Fails(store::Why::Missing))?;
        call.events().changed(key);
        Ok(())
    }

    fn keys(&mut self, _: &mut KeysCall<'_, K>, behind: Option<Key<'_>>) -> Result<KeysReply<'_>, Stop<Never>> {
        let behind = behind.map_or(String::new(), |key| key.get().as_str().to_owned());
        let names = self.values.keys().filter(|name| **name > behind.as_str()).take(8);
        self.listed = names.map(|name| Key::new(name).unwrap()).collect();
        Ok(KeysReply { keys: self.listed.as_slice().into() })
    }
}

impl<K: Kernel> RandomServer<K> for Board {
    fn draw(&mut self, _: &mut DrawCall<'_, K>, count: Count) -> Result<DrawReply<'_>, Stop<Never>> {
        self.drawn = (0..count.get()).map(|_| self.next() as u8).collect();
        Ok(DrawReply { bytes: &self.drawn })
    }

    fn number(&mut self, _: &mut NumberCall<'_, K>) -> Result<NumberReply, Stop<Never>> {
        Ok(NumberReply { number: self.next() })
    }
}

impl Board {
    /// Everybody foresees it: this is a test.
    fn next(&mut self) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.seed >> 32
    }
}

impl<K: Kernel<Cap = Local>> PoolServer<K> for Board {
    fn allocate(&mut self, _: &mut AllocateCall<'_, K>, size: Size) -> Result<AllocateReply<K>, Stop<memory::Why>> {
        let size = Size::new(size.get().div_ceil(4096) * 4096).filter(|size| size.get() <= 8192);
        let size = size.ok_or(Stop::Fails(memory::Why::NoRoom))?;
        self.regions += 1;
        let region = Local::new(Badge { index: 100 + self.regions, generation: std::num::NonZeroU16::MIN });
        Ok(AllocateReply { region: tessera::Cap::new(region), size })
    }
}
