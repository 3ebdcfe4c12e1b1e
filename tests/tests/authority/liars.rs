//! A server that gives back what no value is, or too much or too little: its caller takes none of it.

use tessera::{
    Answer, Badge, Cap, Connection, Delivery, Failure, Kernel, Refusal, Service, Status,
    lease::{Lent, LentMut},
    loopback::{Frame, Local, Loopback},
};

use crate::stubs::authority::{
    Level,
    disk::{AllRights, Disk},
};

/// Answers everything with this status and this message.
struct Liar(u16, Vec<u8>);

type Inside = Frame<512>;

const NOBODY: Badge = Badge { index: 0, generation: std::num::NonZeroU16::MIN };

impl Service<Inside> for Liar {
    fn dispatch(&mut self, port: &mut Inside, _: Delivery<()>) -> Answer<()> {
        port.buffer()[..self.1.len()].copy_from_slice(&self.1);
        Answer { to: Some(()), status: self.0, len: self.1.len() }
    }

    fn connect(&mut self, _: &mut Inside, _: Connection) -> Option<Badge> {
        None
    }

    fn disconnect(&mut self, _: &mut Inside, _: Badge) {}

    fn reap(&mut self, _: &mut Inside) {}
}

/// What `lines` says when the server gives back two levels and no number, and what the levels are then.
fn lines(status: Status, message: &[u8]) -> (Result<u64, Refusal>, [Option<u8>; 2]) {
    let mut port = Loopback::new(Liar(status.0, message.to_vec()));
    let disk: Cap<_, Disk, AllRights> = Cap::new(Local::new(NOBODY));
    let mut places = [7; 2];
    let (mut levels, mut none) = (LentMut::<Level>::new(&mut places), LentMut::<u32>::new(&mut []));
    let answer = match disk.on(&mut port).lines(Lent::new(&[]), &mut levels, &mut none) {
        Ok(answer) => Ok(answer.sum),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(failure) => panic!("{failure:?}"),
    };
    let levels = [0, 1].map(|index| levels.get(index).map(Level::get));
    (answer, levels)
}

#[test]
fn what_is_given_back_is_validated() {
    let sum = 9_u64.to_le_bytes();
    let said = |levels: [u8; 8]| [levels, sum].concat();
    assert_eq!(lines(Status::OK, &said([100, 3, 0, 0, 0, 0, 0, 0])), (Ok(9), [Some(100), Some(3)]));
    // A level above 100, in each place. Nobody reads it as a level either.
    assert_eq!(lines(Status::OK, &said([101, 3, 0, 0, 0, 0, 0, 0])), (Err(Refusal::Malformed), [None, Some(3)]));
    assert_eq!(lines(Status::OK, &said([3, 101, 0, 0, 0, 0, 0, 0])), (Err(Refusal::Malformed), [Some(3), None]));
    // Padding behind what is given back; a body that is missing, or too long.
    assert_eq!(lines(Status::OK, &said([1, 2, 1, 0, 0, 0, 0, 0])).0, Err(Refusal::Malformed));
    assert_eq!(lines(Status::OK, &[1, 2, 0, 0, 0, 0, 0, 0]).0, Err(Refusal::Malformed));
    assert_eq!(lines(Status::OK, &[&said([1, 2, 0, 0, 0, 0, 0, 0])[..], &[0; 8]].concat()).0, Err(Refusal::Malformed));
    // Less than was lent, and nothing at all.
    assert_eq!(lines(Status::OK, &[1]).0, Err(Refusal::Malformed));
    assert_eq!(lines(Status::OK, &[]).0, Err(Refusal::Malformed));
    // A refusal gives nothing back, whatever it says: what could be written is zeros.
    assert_eq!(lines(Refusal::Busy.status(), &[]), (Err(Refusal::Busy), [Some(0), Some(0)]));
    assert_eq!(
        lines(Refusal::Busy.status(), &said([9, 9, 0, 0, 0, 0, 0, 0])),
        (Err(Refusal::Malformed), [Some(0), Some(0)])
    );
}
