//! Capabilities.

use core::hint::black_box;

use tessera::{Call, Cap, List};

use super::super::{
    stock::{key, keys, see_key},
    stubs::zoo::{
        KeyView,
        cage::{DoorServer, KeepCall, KeeperServer, KeysCall, MaybeCall},
        door, keeper,
    },
};
use super::{Animal, Outcome};
use crate::outside::{Outside, any, token};

impl KeeperServer<Outside> for Animal {
    #[inline(never)]
    fn keep(
        &mut self,
        call: &mut KeepCall<'_, Outside>,
        who: u8,
        door: Cap<Outside, door::Door, door::AllRights>,
    ) -> Outcome<()> {
        black_box((call.caller(), who, door.into_raw()));
        Ok(())
    }

    #[inline(never)]
    fn fetch(&mut self, _: &mut Call<Outside, keeper::Fetch>, who: u8) -> Outcome<keeper::FetchReply<Outside>> {
        Ok(keeper::FetchReply { door: Cap::new(token()), left: black_box(who) })
    }

    #[inline(never)]
    fn maybe(
        &mut self,
        call: &mut MaybeCall<'_, Outside>,
        door: Option<Cap<Outside, door::Door, door::Rights<door::Enter>>>,
    ) -> Outcome<keeper::MaybeReply<Outside>> {
        black_box((call.caller(), door.is_some()));
        Ok(keeper::MaybeReply { door: any(true).then(|| key().door) })
    }

    #[inline(never)]
    fn keys<'m>(
        &mut self,
        call: &mut KeysCall<'_, Outside>,
        keys: List<'m, KeyView<'m>>,
        spare: KeyView<'m>,
    ) -> Outcome<keeper::KeysReply> {
        for key in keys {
            see_key(call, key);
        }
        see_key(call, spare);
        Ok(keeper::KeysReply { count: any(1) })
    }

    #[inline(never)]
    fn ring(&mut self, _: &mut Call<Outside, keeper::Ring>, count: u8) -> Outcome<keeper::RingReply<'_, Outside>> {
        black_box(count);
        Ok(keeper::RingReply { name: self.stock.text, keys: keys() })
    }
}

impl DoorServer<Outside> for Animal {
    #[inline(never)]
    fn enter(&mut self, _: &mut Call<Outside, door::EnterMethod>) -> Outcome<door::EnterReply> {
        Ok(door::EnterReply { room: any(1) })
    }

    #[inline(never)]
    fn leave(&mut self, _: &mut Call<Outside, door::LeaveMethod>) -> Outcome<()> {
        Ok(())
    }
}
