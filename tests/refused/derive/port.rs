//! A kernel port of which only the type matters.

use tessera::loopback::{Frame, Loopback};

/// Nobody answers.
pub struct Nobody;
/// The port.
pub type Port = Loopback<Nobody, Frame<64>>;

impl tessera::Service<Frame<64>> for Nobody {
    fn dispatch(&mut self, _: &mut Frame<64>, delivery: tessera::Delivery<()>) -> tessera::Answer<()> {
        tessera::Answer { to: delivery.reply, status: 25, len: 0 }
    }
    fn connect(&mut self, _: &mut Frame<64>, _: tessera::Connection) -> Option<tessera::Badge> {
        None
    }
    fn disconnect(&mut self, _: &mut Frame<64>, _: tessera::Badge) {}
    fn reap(&mut self, _: &mut Frame<64>) {}
}
