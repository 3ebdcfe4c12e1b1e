//! The messages of the smart lock.

use crate::{
    laws::{Draw, fields, getters, scalars, view},
    lock_stubs::smart_lock::{bolt::*, lock::*, siren::*, *},
    probe::{Probe, messages},
};

pub(crate) const MESSAGES: &[Probe] = messages! {
    Unlock: "Lock.unlock" request reply error;
    SetPin: "Lock.set_pin" request reply;
    History: "Lock.history" request reply;
    Touched: "Lock.touched" request;
    Drive: "Bolt.drive" request reply;
    Sound: "Siren.sound" request;
};

scalars! {
    UserId: get, |source| UserId::new(u16::draw(source)? % 33);
    Pin<'a>: get, |source| Pin::new(Draw::draw(source)?);
    Why: number, |source| Why::from_number(u8::draw(source)? % 3);
    Mode: number, |source| Mode::from_number(u8::draw(source)? % 2);
}

fields! {
    Entry: Entry { at, user, granted }
    UnlockRequest: UnlockRequest<'a> { user, pin }
    UnlockReply: UnlockReply { until }
    SetPinRequest: SetPinRequest<'a> { user, pin }
    HistoryRequest: HistoryRequest { from }
    TouchedRequest: TouchedRequest { user }
    DriveRequest: DriveRequest { mode }
    DriveReply: DriveReply { moved }
    SoundRequest: SoundRequest { user, seconds }
}

view! {
    HistoryReplyView<'a> => HistoryReply: HistoryReply<'a> { entries }
}

getters! {
    EntryView<'a> => Entry: Entry { at, user, granted }
}
