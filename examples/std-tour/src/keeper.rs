//! The keeper: knows nothing but what is in the store, so it may be restarted at any time.

use tessera::{Client, OneWay, Stop};

use crate::stubs::{
    std_::{clock::Instant, log::Level, store},
    tour::{
        Celsius, Why,
        keeper::{ColdestCall, MeasuredCall, StationServer},
        station::{ColdestReply, MeasuredReply},
    },
};

pub(crate) struct Keeper;

/// Under which name the store has it.
const NAME: &str = "coldest";

impl<K: Client + OneWay> StationServer<K> for Keeper {
    fn measured(&mut self, call: &mut MeasuredCall<'_, K>, celsius: Celsius) -> Result<MeasuredReply, Stop<Why>> {
        let key = store::Key::new(NAME).ok_or(Why::NothingYet)?;
        let before = call.store().get(key).ok().and_then(|reply| parsed(reply.value));
        if before.is_some_and(|(before, _)| before <= celsius) {
            return Ok(MeasuredReply { coldest: false });
        }
        let now = call.clock().now().map_err(|_| Why::NoRoom)?.at;
        call.store().put(key, &written(celsius, now)).map_err(|_| Why::NoRoom)?;
        // Whether somebody reads it is not the keeper's business.
        let _ = call.log().write(Level::Info, &format!("{}° is the coldest so far", celsius.get()));
        Ok(MeasuredReply { coldest: true })
    }

    fn coldest(&mut self, call: &mut ColdestCall<'_, K>) -> Result<ColdestReply, Stop<Why>> {
        let key = store::Key::new(NAME).ok_or(Why::NothingYet)?;
        let value = call.store().get(key).map_err(|_| Why::NothingYet)?.value;
        let (celsius, at) = parsed(value).ok_or(Why::NothingYet)?;
        Ok(ColdestReply { celsius, at })
    }
}

/// Two bytes of degrees, eight of time.
fn written(celsius: Celsius, at: Instant) -> [u8; 10] {
    let mut bytes = [0; 10];
    let (degrees, time) = bytes.split_at_mut(2);
    degrees.copy_from_slice(&celsius.get().to_le_bytes());
    time.copy_from_slice(&at.get().to_le_bytes());
    bytes
}

/// What is stored, if it is what this component stores.
fn parsed(bytes: &[u8]) -> Option<(Celsius, Instant)> {
    let (degrees, time) = bytes.split_first_chunk()?;
    let celsius = Celsius::new(i16::from_le_bytes(*degrees))?;
    Some((celsius, Instant::new(u64::from_le_bytes(time.try_into().ok()?))))
}
