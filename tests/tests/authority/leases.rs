//! Leases in all directions, at their limits, and from callers that write their own messages.

use tessera::{
    Counts, Failure, Refusal, Status,
    lease::{Element, Lent, LentMut},
};

use crate::{
    own::on_own,
    stubs::authority::{Level, Line, Why, client},
    worlds::{Caller, Test, Uses, everywhere, refused},
};

/// Runs a test where leases are copies in messages, and where they are not.
fn however_lent(test: impl Test) -> Counts {
    let own = on_own(&test);
    let counts = everywhere(test);
    assert_eq!(own, counts, "counted where leases are no part of messages, and where they are");
    counts
}

/// Sizes around the bounds: 0, 1, as many as there may be, one more.
struct Sizes;

impl Test for Sizes {
    fn run<K: Caller>(&self, port: &mut K, Uses { disk, .. }: Uses<K>) {
        for len in [0, 1, 7, 8, 9, 63, 64] {
            let data: Vec<u8> = (1..=len).collect();
            let sum = data.iter().map(|byte| u32::from(*byte)).sum();
            let answer = disk.on(port).put(9, &data).unwrap();
            assert_eq!((answer.seen, answer.sum), (u32::from(len), sum));

            let mut data = vec![0xAA; usize::from(len)];
            assert_eq!(disk.on(port).get(&mut data, 7).unwrap().left, 0, "it starts as zeros");
            let expected: Vec<u8> = (0..len).map(|index| if index == 0 { 0 } else { 7 }).collect();
            assert_eq!(data, expected, "what is not written is zero");

            let mut data: Vec<u8> = (1..=len).collect();
            match disk.on(port).turn(&mut data) {
                Ok(()) => assert_eq!(data, (1..=len).rev().collect::<Vec<_>>()),
                Err(error) => assert!(len == 0 && matches!(error, Failure::Error(Why::Full))),
            }
        }
        // One too many is not sent.
        let mut data = [1; 65];
        assert!(matches!(disk.on(port).put(9, &data), Err(Failure::Refused(Refusal::DoesNotFit))));
        assert!(matches!(disk.on(port).get(&mut data, 7), Err(Failure::Refused(Refusal::DoesNotFit))));
        assert!(matches!(disk.on(port).turn(&mut data), Err(Failure::Refused(Refusal::DoesNotFit))));
        assert_eq!(data, [1; 65]);
    }
}

#[test]
fn sizes() {
    let counts = however_lent(Sizes);
    assert_eq!((counts.requests(), refused(&counts, Refusal::Malformed)), (21, 0));
}

/// Several leases in one request, and a result that is not in them.
struct Several;

impl Test for Several {
    fn run<K: Caller>(&self, port: &mut K, Uses { disk, .. }: Uses<K>) {
        let (mut to, mut both) = ([9; 48], [1, 2, 3]);
        let text = disk.on(port).copy(b"abc", 5, &mut to, &mut both).unwrap().text.to_owned();
        assert_eq!(text, "3 48 3");
        assert_eq!(&to[..17], b"abcabcabcabcabc\0\0");
        assert_eq!(both, [6, 7, 8]);
        let (mut to, mut both) = ([9; 0], [0; 8]);
        assert_eq!(disk.on(port).copy(&[], 0, &mut to, &mut both).unwrap().text, "0 0 8");
    }
}

#[test]
fn several() {
    however_lent(Several);
}

/// A handler that fails has written what it has written; one that is refused gives nothing back.
struct Failing;

impl Test for Failing {
    fn run<K: Caller>(&self, port: &mut K, Uses { disk, .. }: Uses<K>) {
        assert!(matches!(disk.on(port).put(1, &[1, 2]), Err(Failure::Error(Why::Broken))));
        assert!(matches!(disk.on(port).put(2, &[1, 2]), Err(Failure::Refused(Refusal::Busy))));
        let mut data = [8; 4];
        assert!(matches!(disk.on(port).get(&mut data, 1), Err(Failure::Error(Why::Broken))));
        assert_eq!(data, [0, 1, 1, 1]);
        let mut data = [8; 4];
        assert!(matches!(disk.on(port).get(&mut data, 2), Err(Failure::Refused(Refusal::Busy))));
        assert_eq!(data, [0; 4], "what it was before is not what the caller has now");
        // A capability without the right: what is lent to be both stays as it was.
        let reader = disk.derive::<crate::stubs::authority::disk::Rights>(port, 0).unwrap();
        let all: client::DiskCap<K> = tessera::Cap::new(reader.into_raw());
        let mut data = [8; 4];
        assert!(matches!(all.on(port).get(&mut data, 7), Err(Failure::Refused(Refusal::RightMissing))));
        assert_eq!(data, [0; 4]);
        assert!(matches!(all.on(port).put(7, &data), Err(Failure::Refused(Refusal::RightMissing))));
    }
}

#[test]
fn a_handler_that_fails() {
    let counts = however_lent(Failing);
    assert_eq!((counts.with_status(Status::FAILS.0), refused(&counts, Refusal::RightMissing)), (2, 2));
}

/// Lent lists: elements with values that are none.
struct Lists;

impl Test for Lists {
    fn run<K: Caller>(&self, port: &mut K, Uses { disk, .. }: Uses<K>) {
        let mut room = [0; 4 * Line::SIZE];
        let mut lines = LentMut::<Line>::new(&mut room);
        for index in 0..4_u8 {
            let line = Line { at: u64::from(index) * 10, level: Level::new(index * 20).unwrap(), ok: index % 2 == 0 };
            lines.set(usize::from(index), &line).unwrap();
        }
        assert!(lines.set(4, &lines.get(0).unwrap()).is_err(), "there is no fifth place");
        let (mut levels, mut numbers) = ([7; 4], [1, 0, 0, 0, 2, 0, 0, 0]);
        let mut levels = LentMut::<Level>::new(&mut levels);
        let mut numbers = LentMut::<u32>::new(&mut numbers);
        let sum = disk.on(port).lines(lines.lent(), &mut levels, &mut numbers).unwrap().sum;
        assert_eq!(sum, 60);
        assert_eq!(levels.lent().iter().map(Level::get).collect::<Vec<_>>(), [0, 20, 40, 60]);
        assert_eq!(numbers.lent().iter().collect::<Vec<_>>(), [5, 6]);

        // A level above 100, a bool of 2, padding that is not zero: the server does not see them.
        for (at, byte) in [(8, 101), (9, 2), (10, 1)] {
            let mut bytes = [0; 2 * Line::SIZE];
            bytes[Line::SIZE + at] = byte;
            let lines = Lent::<Line>::new(&bytes);
            let (mut none, mut nothing) = (LentMut::new(&mut []), LentMut::new(&mut []));
            let answer = disk.on(port).lines(lines, &mut none, &mut nothing);
            assert!(matches!(answer, Err(Failure::Refused(Refusal::Malformed))), "{at}");
        }
        // What does not hold whole elements is not lent.
        let mut odd = [0; 7];
        assert_eq!(LentMut::<u32>::new(&mut odd).len(), 1);
    }
}

#[test]
fn lists() {
    assert_eq!(refused(&however_lent(Lists), Refusal::Malformed), 3);
}

/// A caller that writes lengths by hand: the handler of each request that is not whole never runs.
struct Malicious;

impl Test for Malicious {
    fn run<K: Caller>(&self, port: &mut K, Uses { disk, .. }: Uses<K>) {
        let mut say = |operation: u16, message: &[u8]| {
            port.buffer()[..message.len()].copy_from_slice(message);
            let received = port.call(disk.raw(), operation, message.len()).unwrap();
            (received.status, port.message()[..received.len].to_vec())
        };
        let malformed = (Refusal::Malformed.status().0, Vec::new());
        let word = |low: u32, high: u32| (u64::from(low) | u64::from(high) << 32).to_le_bytes();
        // `put`: a length and its padding, the contents and theirs, `at`.
        let put = |len: u32, gap: u32, contents: &[u8], body: &[u8]| [&word(len, gap), contents, body].concat();
        let body = word(9, 0);
        assert_eq!(say(32, &put(8, 0, &[1; 8], &body)), (16, word(8, 8).to_vec()));
        assert_eq!(say(32, &put(3, 0, &[1, 1, 1, 0, 0, 0, 0, 0], &body)), (16, word(3, 3).to_vec()));
        // Nothing at all, half a length, a length alone.
        assert_eq!(say(32, &[]), malformed);
        assert_eq!(say(32, &[0; 4]), malformed);
        assert_eq!(say(32, &word(8, 0)), malformed);
        // Longer than there is, than may be, than can be.
        assert_eq!(say(32, &put(9, 0, &[1; 8], &body)), malformed);
        assert_eq!(say(32, &put(65, 0, &[1; 72], &body)), malformed);
        assert_eq!(say(32, &put(u32::MAX, 0, &[1; 8], &body)), malformed);
        // Padding behind the lengths and behind the contents.
        assert_eq!(say(32, &put(8, 1, &[1; 8], &body)), malformed);
        assert_eq!(say(32, &put(7, 0, &[1; 8], &body)), malformed);
        // A body that is not there, or too long: so is one with a lease too many, or in the wrong direction.
        assert_eq!(say(32, &put(8, 0, &[1; 8], &[])), malformed);
        assert_eq!(say(32, &put(8, 0, &[1; 16], &body)), malformed);
        assert_eq!(say(33, &put(8, 0, &[1; 8], &body)), malformed);
        assert_eq!(say(33, &put(8, 0, &[], &body)), (16, [[0, 9, 9, 9, 9, 9, 9, 9], [0; 8]].concat()));
        // Elements that are not whole: `lines` with 17 bytes.
        let lines = |all: u32| [&word(all, 0)[..], &word(0, 0), &[0; 24]].concat();
        assert_eq!(say(36, &lines(17)), malformed);
        assert_eq!(say(36, &[&word(16, 0)[..], &word(0, 0), &[0; 16]].concat()), (16, vec![0; 8]));
        // A method that lends nothing takes no lengths: derive.
        assert_eq!(say(17, &put(0, 0, &[], &body)), malformed);
    }
}

#[test]
fn a_malicious_caller() {
    let counts = everywhere(Malicious);
    assert_eq!((counts.requests(), counts.with_status(16)), (17, 4));
}
