//! Lines of a log.

use super::{Sent, len, sets_capnp as sets};
use crate::sets::log::{self, Entry, Log};

impl Sent for Log {
    type Root = sets::log::Owned;

    fn write(&self, root: sets::log::Builder<'_>) -> capnp::Result<()> {
        let mut entries = root.init_entries(len(&self.entries));
        for (index, from) in (0..).zip(&self.entries) {
            entry(from, entries.reborrow().get(index));
        }
        Ok(())
    }

    fn looked_at(root: sets::log::Reader<'_>) -> capnp::Result<u64> {
        let mut sum = 0_u64;
        for entry in root.get_entries()? {
            let address = entry.get_address()?;
            let address = [address.get_x0(), address.get_x1(), address.get_x2(), address.get_x3()];
            sum = sum.wrapping_add(log::looked_at(address, entry.get_code(), entry.get_size()));
        }
        Ok(sum)
    }
}

fn entry(from: &Entry, mut to: sets::entry::Builder<'_>) {
    let mut address = to.reborrow().init_address();
    address.set_x0(from.address.x0);
    address.set_x1(from.address.x1);
    address.set_x2(from.address.x2);
    address.set_x3(from.address.x3);
    to.set_identity(&from.identity);
    to.set_userid(&from.userid);
    to.set_date(&from.date);
    to.set_request(&from.request);
    to.set_code(from.code);
    to.set_size(from.size);
}
