//! Time that a launcher declares, or the real one: one page that the launcher writes and every component reads.
//!
//! The page is an anonymous file. The launcher maps it writable, then seals it (`F_SEAL_SHRINK`, `GROW`, `FUTURE_WRITE`, `SEAL`): its
//! own mapping stays, no other writable one can be made, nobody can cut the file under a reader, and nobody can undo it.
//!
//! ```text
//! 0  u64  1: declared, 2: real
//! 8  u64  declared: the time; real: when it began on CLOCK_MONOTONIC. In milliseconds.
//! ```

use std::{
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    ptr,
    sync::atomic::{AtomicU64, Ordering},
};

use rustix::{
    fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, fstat, ftruncate, memfd_create},
    mm::{MapFlags, ProtFlags, mmap},
    time::{ClockId, clock_gettime},
};

use crate::Error;

const SIZE: usize = 4096;
const DECLARED: u64 = 1;
const REAL: u64 = 2;

const NEEDED: SealFlags = SealFlags::SHRINK.union(SealFlags::FUTURE_WRITE).union(SealFlags::SEAL);

type Words = [AtomicU64; 2];

/// The launcher's side: who holds this decides what time it is.
#[derive(Debug)]
pub struct Page {
    file: OwnedFd,
    words: &'static Words,
}

impl Page {
    /// A clock that stands at 0 until it is advanced.
    pub fn declared() -> Result<Self, Error> {
        Self::make(DECLARED, 0)
    }

    /// A clock that starts at 0 now and runs by itself.
    pub fn real() -> Result<Self, Error> {
        Self::make(REAL, monotonic())
    }

    /// Advances a declared clock; a real one does not listen.
    pub fn advance(&self, milliseconds: u64) {
        let [kind, value] = self.words;
        if kind.load(Ordering::Relaxed) == DECLARED {
            value.fetch_add(milliseconds, Ordering::Release);
        }
    }

    /// The time, in milliseconds.
    #[must_use]
    pub fn now(&self) -> u64 {
        read(self.words)
    }

    /// Whether it is advanced by hand.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        let [kind, _] = self.words;
        kind.load(Ordering::Relaxed) == DECLARED
    }

    /// The file to pass on; who gets it can read the time and nothing else.
    #[must_use]
    pub fn file(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    fn make(kind: u64, value: u64) -> Result<Self, Error> {
        let file = memfd_create("tessera-clock", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)
            .map_err(Error::system("memfd_create"))?;
        ftruncate(&file, SIZE as u64).map_err(Error::system("ftruncate"))?;
        let words = map(file.as_fd(), ProtFlags::READ | ProtFlags::WRITE)?;
        let [first, second] = words;
        first.store(kind, Ordering::Relaxed);
        second.store(value, Ordering::Release);
        fcntl_add_seals(&file, NEEDED | SealFlags::GROW).map_err(Error::system("fcntl(F_ADD_SEALS)"))?;
        Ok(Self { file, words })
    }
}

/// A reader's side.
#[derive(Clone, Copy, Debug)]
pub struct Time(Option<&'static Words>);

impl Time {
    /// Real time since the machine started, without a page.
    pub const MONOTONIC: Self = Self(None);

    /// The time of a launcher's page. The mapping stays for the rest of the process's life.
    pub fn of(file: BorrowedFd<'_>) -> Result<Self, Error> {
        let seals = fcntl_get_seals(file).map_err(Error::system("fcntl(F_GET_SEALS)"))?;
        let size = fstat(file).map_err(Error::system("fstat"))?.st_size;
        if !seals.contains(NEEDED) || u64::try_from(size).is_ok_and(|size| size < SIZE as u64) {
            return Err(Error::Unsealed);
        }
        map(file, ProtFlags::READ).map(|words| Self(Some(words)))
    }

    /// Milliseconds: two loads, and a call into the vDSO where the time is real.
    #[inline]
    #[must_use]
    pub fn now(self) -> u64 {
        match self.0 {
            Some(words) => read(words),
            None => monotonic(),
        }
    }
}

#[inline]
fn read([kind, value]: &Words) -> u64 {
    let value = value.load(Ordering::Acquire);
    if kind.load(Ordering::Relaxed) == DECLARED { value } else { monotonic().saturating_sub(value) }
}

#[inline]
fn monotonic() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    // CLOCK_MONOTONIC is never negative (clock_gettime(2): time since boot).
    time.tv_sec.unsigned_abs() * 1000 + time.tv_nsec.unsigned_abs() / 1_000_000
}

/// Maps the page for the rest of the process's life.
fn map(file: BorrowedFd<'_>, protection: ProtFlags) -> Result<&'static Words, Error> {
    // SAFETY: a null hint lets the kernel choose the place, so no mapping of this process is replaced (mmap(2): without MAP_FIXED
    // "the kernel chooses the (page-aligned) address").
    #[expect(unsafe_code, reason = "mmap has no safe form: it may replace mappings")]
    let at =
        unsafe { mmap(ptr::null_mut(), SIZE, protection, MapFlags::SHARED, file, 0) }.map_err(Error::system("mmap"))?;
    // SAFETY: `at` is a page of SIZE readable bytes that is never unmapped, so `'static` holds, and page-aligned, so the words
    // are aligned. The file has SIZE bytes and cannot shrink: `make` has just sized it and seals it before anybody else has it;
    // `of` has checked size and seals (fcntl(2): F_SEAL_SHRINK, F_SEAL_SEAL), so no access faults. Another process writes it while
    // it is read, which is what atomics are for; any bit pattern is a u64. A read-only mapping is only loaded from, with
    // Relaxed and Acquire, which std::sync::atomic ("Atomic accesses to read-only memory") allows for a u64 on our targets.
    #[expect(unsafe_code, reason = "shared memory from a raw address")]
    let words = unsafe { &*at.cast::<Words>() };
    Ok(words)
}
