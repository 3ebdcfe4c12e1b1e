//! A handler of the lock.

use tessera::{Call, Never, Stop};

use crate::stubs::smart_lock::{Pin, UserId, Why, driver, lock};

pub struct Door;

impl<K: tessera::Client> driver::LockServer<K> for Door {
    fn unlock(
        &mut self,
        _: &mut driver::UnlockCall<'_, K>,
        _: UserId,
        _: Pin<'_>,
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        Err(Why::Jammed.into())
    }
    fn set_pin(&mut self, _: &mut Call<K, lock::SetPin>, _: UserId, _: Pin<'_>) -> Result<(), Stop<Never>> {
        Ok(())
    }
    fn history(&mut self, _: &mut Call<K, lock::History>, _: u32) -> Result<lock::HistoryReply<'_>, Stop<Never>> {
        Ok(lock::HistoryReply { entries: (&[]).into() })
    }
    fn touched(&mut self, _: &mut Call<K, lock::Touched>, _: UserId) {}
}
