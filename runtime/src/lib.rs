//! Skeleton.
#![no_std]
#![forbid(unsafe_code)]

mod badge;
mod error;
mod kernel;

pub mod system;
pub mod wire;

pub use badge::{Badge, Caller, Connection, Connections, DERIVED};
pub use error::{Failure, Never, Refusal, Status};
pub use kernel::{Client, Clock, Deferred, Delivery, Ended, Event, Facts, Kernel, OneWay, Received, Server};
