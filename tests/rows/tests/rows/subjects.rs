//! The descriptions, compiled.

use tessera_tests::{
    make::{Maker, Written},
    voice::{Heard, Probe},
};

/// A description, and its messages.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    messages: &'static [Probe],
    makers: &'static [Maker],
}

impl Subject {
    /// How a message is read.
    pub(crate) fn read(&self, message: &str, body: &[u8], caps: u16) -> Option<Heard> {
        self.messages.iter().find(|probe| probe.name == message).unwrap().read(body, caps)
    }

    /// How it is written.
    pub(crate) fn maker(&self, message: &str) -> fn(&serde_json::Value, usize) -> Option<Written> {
        self.makers.iter().find(|maker| maker.name == message).unwrap().write
    }
}

macro_rules! subjects {
    ($($name:ident)*) => {
        $(
            #[allow(
                dead_code,
                unused_imports,
                unused_qualifications,
                unused_parens,
                unreachable_pub,
                clippy::all,
                clippy::pedantic,
                clippy::restriction,
                reason = "what is generated is not all called"
            )]
            mod $name {
                use bumpalo::Bump;
                use serde_json::Value as Json;
                use tessera_tests::{
                    make::{Make, Maker, among, make, only, optional, places, sized, write, write_error},
                    voice::{Back, Paper, Probe, Room, Said, Say, keep, take, take_error},
                };

                include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));
            }
        )*

        /// All of them.
        pub(crate) const SUBJECTS: &[Subject] =
            &[$(Subject { name: stringify!($name), messages: $name::MESSAGES, makers: $name::MAKERS }),*];
    };
}

subjects! {
    numbers strict inline objects numbered options capabilities order text refinements messages corners old new
}
