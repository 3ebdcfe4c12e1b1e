//! The smart lock's driver.

use crate::subject::{Call, Subject, hook, int};

mod stubs {
    include!("../../stubs/smart_lock/driver.snap.rs");
}

pub use stubs::smart_lock::lock_policy::Driver;
use stubs::smart_lock::{Pin, UserId, Why, lock, lock_policy::DriverCaptured};

const USERS: &[i128] = &[0, 1, 2, 3, 7, 30, 31];

/// What the gateway may ask, and in which ways it ends.
const CALLS: &[Call] = &[
    Call { name: "unlock", inputs: &[("user", USERS)], errors: &[1, 1, 1, 2] },
    Call { name: "unlock", inputs: &[("user", USERS)], errors: &[1, 2] },
    Call { name: "set_pin", inputs: &[("user", USERS)], errors: &[] },
    Call { name: "history", inputs: &[("from", &[0, 5])], errors: &[] },
    Call { name: "touched", inputs: &[("user", USERS)], errors: &[] },
];

pub fn subject() -> Subject {
    let (model, facts) = Subject::read("examples/smart-lock/smart_lock.idl");
    Subject {
        model,
        facts,
        policy: "LockPolicy",
        home: "driver",
        calls: CALLS,
        // Only the gateway is connected; a badge of anybody else matches no rule.
        callers: &[("gateway", "lock"), ("gateway", "lock"), ("gateway", "lock"), ("motor", "lock")],
        variants: &[],
    }
}

fn pin() -> Pin<'static> {
    Pin::new("0000").expect("a pin")
}

hook!(Driver, DriverCaptured, {
    "unlock": lock::Unlock, |v| lock::UnlockRequest { user: user(v), pin: pin() }, lock::UnlockReply { until: 0 },
        |number| Why::from_number(number as u8).expect("an error");
    "set_pin": lock::SetPin, |v| lock::SetPinRequest { user: user(v), pin: pin() }, (), |_number| never();
    "history": lock::History, |v| lock::HistoryRequest { from: int(v, "from") }, lock::HistoryReply { entries: (&[]).into() }, |_number| never();
    "touched": lock::Touched, |v| lock::TouchedRequest { user: user(v) }, (), |_number| never();
});

fn user(values: &crate::subject::Values) -> UserId {
    UserId::new(int(values, "user")).expect("a user")
}

fn never() -> tessera::Never {
    panic!("this method cannot fail")
}
