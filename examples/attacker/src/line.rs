//! A capability, used raw: datagrams out, answers in, and a judgement of each.

use std::{
    collections::BTreeMap,
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{BorrowedFd, OwnedFd},
    sync::Arc,
};

use rustix::{
    cmsg_space,
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
        recvmsg, sendmsg,
    },
};

use crate::{
    tally::Tally,
    wire::{
        self, BIND, CLOSE, DERIVE, FAILS, HISTORY, MALFORMED, OK, OPEN, RIGHT_MISSING, SET_PIN, STATUSES, TOUCHED,
        UNLOCK,
    },
};

/// Who is silent for so long does not answer any more. In seconds.
const PATIENCE: i64 = 10;
/// As many questions are open at once where nothing else is wanted.
const WINDOW: usize = 48;

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// What came with it.
    pub(crate) descriptor: Option<OwnedFd>,
}

/// What was asked.
#[derive(Clone, Copy)]
struct Question {
    operation: u16,
    /// It is one of the lock's, in a form that no caller could mean.
    malformed: bool,
}

/// One end of a connection to the lock.
pub(crate) struct Line {
    socket: Arc<OwnedFd>,
    /// What it may do, as far as its holder knows.
    rights: u16,
    sequence: u32,
    open: BTreeMap<u32, Question>,
    dead: bool,
}

impl Line {
    pub(crate) fn new(socket: OwnedFd, rights: u16) -> Self {
        Self { socket: Arc::new(socket), rights, sequence: 0, open: BTreeMap::new(), dead: false }
    }

    /// The end itself, to give away.
    pub(crate) fn end(&self) -> Arc<OwnedFd> {
        Arc::clone(&self.socket)
    }

    /// What it may do.
    pub(crate) fn rights(&self) -> u16 {
        self.rights
    }

    /// Nobody is at the other end any more; waits for it, because an answer comes before the end.
    pub(crate) fn ends(&self) -> bool {
        let mut end = [PollFd::new(&*self.socket, PollFlags::RDHUP)];
        let patience = Timespec { tv_sec: PATIENCE, tv_nsec: 0 };
        self.dead || poll(&mut end, Some(&patience)).is_ok_and(|ended| ended > 0)
    }

    /// Asks, and waits for this answer.
    pub(crate) fn call(&mut self, tally: &mut Tally, operation: u16, body: &[u8]) -> Option<Answer> {
        self.settle(tally);
        self.ask(tally, operation, body, &[]);
        self.settle(tally).pop()
    }

    /// Asks, with descriptors attached; does not wait for the answer, nor for any other.
    pub(crate) fn ask(&mut self, tally: &mut Tally, operation: u16, body: &[u8], gifts: &[BorrowedFd<'_>]) {
        self.sequence += 1;
        self.throw(tally, &wire::datagram(operation, self.sequence, body), gifts);
    }

    /// Asks when not too many questions are open; answers are judged and forgotten.
    pub(crate) fn ask_on(&mut self, tally: &mut Tally, operation: u16, body: &[u8]) {
        if self.open.len() >= WINDOW {
            while self.open.len() > WINDOW / 2 && self.answer(tally).is_some() {}
        }
        self.ask(tally, operation, body, &[]);
    }

    /// Sends without asking for an answer.
    pub(crate) fn tell(&mut self, tally: &mut Tally, operation: u16, body: &[u8]) {
        self.throw(tally, &wire::datagram(operation, 0, body), &[]);
    }

    /// The next number for a question.
    pub(crate) fn number(&mut self) -> u32 {
        self.sequence += 1;
        self.sequence
    }

    /// Sends these very bytes. Says whether the kernel took them.
    pub(crate) fn throw(&mut self, tally: &mut Tally, datagram: &[u8], gifts: &[BorrowedFd<'_>]) -> bool {
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(253))];
        let mut control = SendAncillaryBuffer::default();
        if !gifts.is_empty() {
            control = SendAncillaryBuffer::new(&mut space);
            control.push(SendAncillaryMessage::ScmRights(gifts));
        }
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        while !self.dead {
            match sendmsg(&*self.socket, &[IoSlice::new(datagram)], &mut control, flags) {
                Ok(_) => {
                    let asked = wire::header(datagram).filter(|(_, sequence)| *sequence != 0);
                    tally.sent(asked.is_none(), gifts.len());
                    if let Some((operation, sequence)) = asked {
                        let valid =
                            gifts.is_empty() && wire::is_valid(operation, datagram.get(8..).unwrap_or_default());
                        let malformed = !valid && matches!(operation, UNLOCK | SET_PIN | HISTORY | DERIVE);
                        self.open.insert(sequence, Question { operation, malformed });
                    }
                    return true;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => self.dead = !ready(&self.socket, PollFlags::OUT),
                Err(Errno::PIPE | Errno::CONNRESET) => self.dead = true,
                Err(_) => break,
            }
        }
        tally.add("refused-by-the-kernel", 1);
        false
    }

    /// Waits for the answers to everything that was asked.
    pub(crate) fn settle(&mut self, tally: &mut Tally) -> Vec<Answer> {
        let mut answers = Vec::new();
        while !self.open.is_empty() {
            match self.answer(tally) {
                Some(answer) => answers.push(answer),
                None => break,
            }
        }
        tally.add("unanswered", self.open.len() as u64);
        self.open.clear();
        answers
    }

    /// The next answer that was asked for; `None` when nobody answers any more.
    fn answer(&mut self, tally: &mut Tally) -> Option<Answer> {
        loop {
            if self.dead || !ready(&self.socket, PollFlags::IN) {
                return None;
            }
            let mut bytes = [0; 4096];
            let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(20))];
            let mut control = RecvAncillaryBuffer::new(&mut space);
            let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
            let count = match recvmsg(&*self.socket, &mut [IoSliceMut::new(&mut bytes)], &mut control, flags) {
                Ok(message) => message.bytes,
                Err(Errno::INTR | Errno::AGAIN | Errno::CONNRESET) => continue,
                Err(_) => 0,
            };
            let mut descriptors: Vec<OwnedFd> = control
                .drain()
                .filter_map(|part| match part {
                    RecvAncillaryMessage::ScmRights(fds) => Some(fds),
                    _ => None,
                })
                .flatten()
                .collect();
            if count == 0 {
                self.dead = true;
                return None;
            }
            let bytes = bytes.get(..count).unwrap_or_default();
            let asked = wire::header(bytes).and_then(|(status, sequence)| Some((status, self.open.remove(&sequence)?)));
            let Some((status, question)) = asked else {
                tally.breach("an answer came to what was never asked");
                continue;
            };
            self.judge(tally, question, status, bytes.len() - 8, descriptors.len());
            return Some(Answer { status, descriptor: descriptors.pop() });
        }
    }

    /// Says what must not be. That a handler's limits hold is for those to say who see more than one answer.
    fn judge(&self, tally: &mut Tally, question: Question, status: u16, body: usize, descriptors: usize) {
        let Question { operation, malformed } = question;
        tally.add(&format!("status-{status}"), 1);
        let ran = matches!(status, OK | FAILS);
        if !STATUSES.contains(&status) {
            tally.breach(format_args!("operation {operation} was answered with status {status}"));
        }
        if malformed && !matches!(status, MALFORMED | RIGHT_MISSING) {
            tally
                .breach(format_args!("a malformed message of operation {operation} was answered with status {status}"));
        }
        if !ran && (body > 0 || descriptors > 0) {
            tally.breach(format_args!("the refusal {status} brings something"));
        }
        if descriptors > 0 && (operation, status) != (DERIVE, OK) {
            tally.breach(format_args!("operation {operation} brings a descriptor"));
        }
        tally.add("guesses-checked", u64::from((operation, status) == (UNLOCK, FAILS)));
        let needed = wire::right_for(operation);
        if needed & !self.rights != 0 && !ran && !matches!(status, MALFORMED | RIGHT_MISSING) {
            tally.breach(format_args!("operation {operation} passed the check of its right (status {status})"));
        }
        match operation {
            UNLOCK if status == OK => tally.breach("a wrong PIN opened the door"),
            UNLOCK if ran && self.rights & OPEN == 0 => tally.breach("a PIN was checked without the right to open"),
            HISTORY if ran && self.rights & wire::READ == 0 => tally.breach("the history was read without the right"),
            SET_PIN if ran => tally.breach("a PIN was set without the right"),
            TOUCHED if ran => tally.breach("a one-way message was answered as a call"),
            UNLOCK | HISTORY | BIND | DERIVE | CLOSE => {}
            _ if ran => tally.breach(format_args!("operation {operation} does not exist, and ran")),
            _ => {}
        }
    }
}

/// Waits until it can be read or written; `false` after a long silence.
fn ready(socket: &OwnedFd, flags: PollFlags) -> bool {
    let patience = Timespec { tv_sec: PATIENCE, tv_nsec: 0 };
    loop {
        match poll(&mut [PollFd::new(socket, flags)], Some(&patience)) {
            Err(Errno::INTR) => {}
            Ok(count) => return count > 0,
            Err(_) => return false,
        }
    }
}
