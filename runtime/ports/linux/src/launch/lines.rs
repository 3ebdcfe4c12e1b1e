//! Lines of text from somebody who may not mean well.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::{fs, io::Errno};

/// Longer lines come in pieces of this many bytes.
const LONGEST: usize = 4096;
/// How much is read in one turn.
const TURN: usize = 16 << 10;

/// One output of a component.
#[derive(Debug)]
pub(super) struct Lines {
    pipe: Option<OwnedFd>,
    rest: Vec<u8>,
}

impl Lines {
    pub(super) fn new(pipe: OwnedFd) -> rustix::io::Result<Self> {
        let flags = fs::fcntl_getfl(&pipe)?;
        fs::fcntl_setfl(&pipe, flags | fs::OFlags::NONBLOCK)?;
        Ok(Self { pipe: Some(pipe), rest: Vec::new() })
    }

    /// What to poll; `None` when the other side is closed.
    pub(super) fn source(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// Reads one turn's worth and hands over the complete lines. Says whether there may be more at once.
    pub(super) fn read(&mut self, mut each: impl FnMut(String)) -> bool {
        let Some(pipe) = &self.pipe else { return false };
        let mut bytes = [0; TURN];
        let count = match rustix::io::read(pipe, &mut bytes) {
            Ok(count) if count > 0 => count,
            Err(Errno::INTR) => return true,
            Err(Errno::AGAIN) => return false,
            // The end, or a pipe that cannot be read any more.
            Ok(_) | Err(_) => {
                self.pipe = None;
                if !self.rest.is_empty() {
                    each(printable(&std::mem::take(&mut self.rest)));
                }
                return false;
            }
        };
        for &byte in bytes.iter().take(count) {
            if byte != b'\n' {
                self.rest.push(byte);
            }
            if byte == b'\n' || self.rest.len() >= LONGEST {
                each(printable(&self.rest));
                self.rest.clear();
            }
        }
        true
    }
}

/// The text without anything that a terminal obeys.
fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() { line.extend(character.escape_default()) } else { line.push(character) }
    }
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::{LONGEST, Lines};

    fn read(bytes: &[u8]) -> Vec<String> {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        let mut lines = Lines::new(reader).unwrap();
        assert_eq!(rustix::io::write(&writer, bytes), Ok(bytes.len()));
        drop(writer);
        let mut all = Vec::new();
        while lines.read(|line| all.push(line)) {}
        assert!(lines.source().is_none());
        all
    }

    #[test]
    fn lines_are_lines_and_the_last_needs_no_end() {
        assert_eq!(read(b"a\n\nb c\nd"), ["a", "", "b c", "d"]);
        assert_eq!(read(b""), [""; 0]);
    }

    #[test]
    fn a_terminal_is_not_commanded() {
        assert_eq!(read(b"\x1b[2J\r\x07\n\xff\xc2\x9b\n"), ["\\u{1b}[2J\\r\\u{7}", "\u{fffd}\\u{9b}"]);
    }

    #[test]
    fn a_long_line_comes_in_pieces() {
        let pieces = read(&[b'x'; 2 * LONGEST + 1]);
        assert_eq!(pieces.iter().map(String::len).collect::<Vec<_>>(), [LONGEST, LONGEST, 1]);
    }
}
