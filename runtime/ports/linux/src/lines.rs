//! The server ends of a port, and whose turn it is.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use tessera::{Badge, wire::DoesNotFit};

use crate::{Error, wiring::Wiring};

/// How many connections a port serves at once. A badge's index is a place in this table.
pub const CONNECTIONS: usize = 64;

#[derive(Debug)]
struct Line {
    badge: Badge,
    end: OwnedFd,
}

/// Where something may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The boot socket: new wiring.
    Boot,
    /// A connection.
    Line(usize),
}

/// The connections of one port.
pub(crate) struct Lines {
    places: Box<[Option<Line>]>,
    /// One bit for each place that is taken.
    taken: u64,
    /// One bit for each place that the last poll found ready and that had no turn since.
    ready: u64,
    boot_ready: bool,
    /// One bit for each place whose client was woken and has asked for nothing since.
    woken: u64,
    /// The place that had the last turn.
    last: usize,
}

impl Lines {
    pub(crate) fn new() -> Self {
        const { assert!(CONNECTIONS == u64::BITS as usize, "one bit for each place") };
        let places = (0..CONNECTIONS).map(|_| None).collect();
        Self { places, taken: 0, ready: 0, boot_ready: false, woken: 0, last: 0 }
    }

    pub(crate) fn put(&mut self, end: OwnedFd, badge: Badge) -> Result<(), DoesNotFit> {
        let place = usize::from(badge.index);
        *self.places.get_mut(place).ok_or(DoesNotFit)? = Some(Line { badge, end });
        self.taken |= 1 << place;
        self.ready &= !(1 << place);
        self.woken &= !(1 << place);
        Ok(())
    }

    /// The end to wake; `None` where that was done already, and for a badge that names nothing.
    pub(crate) fn wake(&mut self, badge: Badge) -> Option<BorrowedFd<'_>> {
        let bit = 1_u64.checked_shl(badge.index.into())?;
        if self.woken & bit != 0 || self.with(badge).is_none() {
            return None;
        }
        self.woken |= bit;
        self.with(badge)
    }

    /// The client of a place is awake: it asks for something.
    #[inline]
    pub(crate) const fn asks(&mut self, place: usize) {
        self.woken &= !(1 << place);
    }

    /// The end that has this badge now.
    #[inline]
    pub(crate) fn with(&self, badge: Badge) -> Option<BorrowedFd<'_>> {
        let line = self.places.get(usize::from(badge.index))?.as_ref()?;
        (line.badge == badge).then(|| line.end.as_fd())
    }

    /// The end in a place, and its badge.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> Option<(BorrowedFd<'_>, Badge)> {
        let line = self.places.get(place)?.as_ref()?;
        Some((line.end.as_fd(), line.badge))
    }

    pub(crate) fn close(&mut self, badge: Badge) {
        if self.with(badge).is_none() {
            return;
        }
        let place = usize::from(badge.index);
        if let Some(line) = self.places.get_mut(place) {
            *line = None;
        }
        self.taken &= !(1 << place);
        self.ready &= !(1 << place);
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.taken == 0
    }

    /// The one place that anything can come from, if there is just one: it needs no poll.
    #[inline]
    pub(crate) const fn only(&self, boot: bool) -> Option<Place> {
        match (boot, self.taken.count_ones()) {
            (true, 0) => Some(Place::Boot),
            (false, 1) => Some(Place::Line(self.taken.trailing_zeros() as usize)),
            _ => None,
        }
    }

    /// The next place in turn that was ready at the last poll. After a turn a place waits until all others that are ready had theirs.
    #[inline]
    pub(crate) fn turn(&mut self) -> Option<Place> {
        if self.boot_ready {
            self.boot_ready = false;
            return Some(Place::Boot);
        }
        if self.ready == 0 {
            return None;
        }
        let behind = self.ready & (u64::MAX << self.last << 1);
        let place = if behind == 0 { self.ready } else { behind }.trailing_zeros() as usize;
        self.ready &= !(1 << place);
        self.last = place;
        Some(Place::Line(place))
    }

    /// Asks the kernel who is ready; waits for the first one if asked to.
    pub(crate) fn poll(&mut self, boot: Option<&Wiring>, wait: bool) -> Result<(), Error> {
        let lines = (0..CONNECTIONS).filter_map(|place| self.at(place).map(|(end, _)| (Place::Line(place), end)));
        let mut all = boot.map(|boot| (Place::Boot, boot.as_fd())).into_iter().chain(lines);
        let Some(first) = all.next() else { return Ok(()) };
        // The places are filled in order; those behind the last are not handed to the kernel.
        let mut count = 1;
        let mut places = [first.0; CONNECTIONS + 1];
        let mut fds = places.each_ref().map(|_| PollFd::from_borrowed_fd(first.1, PollFlags::IN));
        for ((place, fd), (which, end)) in places.iter_mut().zip(&mut fds).skip(1).zip(all) {
            *place = which;
            *fd = PollFd::from_borrowed_fd(end, PollFlags::IN);
            count += 1;
        }
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        let fds = fds.get_mut(..count).unwrap_or_default();
        while let Err(errno) = poll(fds, if wait { None } else { Some(&now) }) {
            if errno != Errno::INTR {
                return Err(Error::System { call: "poll", errno });
            }
        }
        let (mut ready, mut boot_ready) = (0, false);
        for (place, _) in places.iter().zip(&*fds).filter(|(_, fd)| !fd.revents().is_empty()) {
            match place {
                Place::Boot => boot_ready = true,
                Place::Line(place) => ready |= 1 << place,
            }
        }
        (self.ready, self.boot_ready) = (ready, boot_ready);
        Ok(())
    }
}
