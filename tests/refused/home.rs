//! A kernel that lacks what a kernel may lack.
#![allow(dead_code)]

use tessera::{Badge, Client, Ended, Event, Facts, Kernel, Received, Server, wire::DoesNotFit};

/// A kernel of sixteen words and one capability, without a clock, without one-way messages, without open requests.
pub struct Tiny;

impl Kernel for Tiny {
    const FACTS: Facts = Facts { name: "tiny", words: 16, body: 128, caps: 1, open: 1, leases: tessera::lease::Leases::None, own: false };
    type Cap = u32;
    type Reply = ();
    type End = ();
    type Error = u8;

    fn buffer(&mut self) -> &mut [u8] {
        &mut []
    }
    fn message(&self) -> &[u8] {
        &[]
    }
    fn give(&mut self, _: u32) -> Result<(), DoesNotFit> {
        Err(DoesNotFit)
    }
    fn take(&mut self, _: u16) -> Option<u32> {
        None
    }
    fn close_rest(&mut self) {}
}

impl Client for Tiny {
    fn call(&mut self, _: &u32, _: u16, _: usize) -> Result<Received, u8> {
        Err(1)
    }
}

impl Server for Tiny {
    fn receive(&mut self) -> Result<Event<Self>, Ended<u8>> {
        Err(Ended::Nobody)
    }
    fn reply(&mut self, _: (), _: u16, _: usize) {}
    fn bind(&mut self, _: (), _: Badge) -> Result<(), DoesNotFit> {
        Err(DoesNotFit)
    }
    fn mint(&mut self, _: Badge) -> Result<u32, DoesNotFit> {
        Err(DoesNotFit)
    }
    fn unbind(&mut self, _: Badge) {}
}
