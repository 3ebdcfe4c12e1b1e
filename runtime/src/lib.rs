//! One call from start to end.
//!
//! ```text
//!  client stub        port           kernel            port       monitor               handler
//!  Write::write  ->  buffer  ->  (registers, copy)  ->  message  ->  Read::read, Guard  ->  fn unlock(…)
//!  Read::read    <-  message <-                     <-  buffer   <-  Write::write       <-  Result<Reply, Stop<Why>>
//! ```
//!
//! Everything between the two buffers is the port: the [`Kernel`] traits. Everything else is the same on every kernel.
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::arithmetic_side_effects)]

#[cfg(feature = "alloc")]
extern crate alloc;

mod badge;
mod call;
mod caps;
mod client;
mod contract;
mod counts;
mod elements;
mod error;
mod kernel;
mod list;
mod monitor;
mod policy;
mod rights;
mod serve;

pub mod audit;
pub mod build;
pub mod events;
pub mod framework;
pub mod gate;
pub mod grow;
pub mod lease;
pub mod loopback;
#[cfg(feature = "alloc")]
pub mod owned;
pub mod system;
pub mod view;
pub mod wire;

pub use badge::{Badge, Caller, Connection, Connections, DERIVED, Gone, Pool, Rows};
pub use call::{Call, HandedOut, Kept, OPEN, Reply, Stop, Tickets};
pub use caps::Caps;
pub use client::{
    Called, Cap, Interface, Mention, Method, Named, Served, Waits, answer, answer_behind, call, claim, fits, lend,
    request, send,
};
pub use contract::{Contract, In, Stopped};
pub use counts::Counts;
pub use elements::{Block, Bytes, Each, Element, Elements, Kind, Places, Plain, Source, each};
pub use error::{Failure, Never, Refusal, Status, Unwired};
pub use kernel::{Client, Clock, Deferred, Delivery, Ended, Event, Facts, Kernel, Notify, OneWay, Received, Server};
pub use list::{Iter, List, View, elements};
pub use monitor::{Answer, COPY, Desk, Handing, Monitor, Request};
pub use policy::{Bucket, Decides, Guard, Keys, Moment, Policy, Unpoliced, Verdict};
pub use rights::{Has, No, Right, RightSet, SubsetOf};
pub use serve::{Service, serve, serve_with, turn};

/// Includes what the build script generated: `mod stubs { tessera::stubs!(); }`.
#[macro_export]
macro_rules! stubs {
    () => {
        include!(concat!(env!("OUT_DIR"), "/stubs.rs"));
    };
}

#[cfg(feature = "derive")]
pub use tessera_macros::Component;
