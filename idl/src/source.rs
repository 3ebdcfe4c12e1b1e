//! All files of one build in one offset space.
//!
//! A [`Span`] is two `u32` and names its file by itself, so a tree needs no file handles and a diagnostic can point
//! into several files at once.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::standard;

/// The greatest sum of all texts of one build, in bytes (4 MiB).
///
/// The limit keeps the memory of a build bounded: a tree of ordinary descriptions takes about 20 times the memory of its text, the
/// densest text about 150 times.
pub const MAX_TOTAL: u32 = 4 << 20;

/// A half-open range of bytes in the offset space of one [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte, never below `start`.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; an `end` before `start` gives an empty span at `start`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span where this one ends.
    #[must_use]
    pub const fn after(self) -> Self {
        Self::at(self.end)
    }

    /// Whether `other` lies inside this span; an empty span lies inside if it touches it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The handle of a file in its [`Sources`]: the first added file is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The position of the file in [`Sources::files`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether it is the file of a standard package, which is not among [`Sources::files`].
    #[must_use]
    pub const fn is_standard(self) -> bool {
        self.0 >= STANDARD
    }

    fn nth(base: u32, index: usize) -> Self {
        Self(base.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }
}

/// The first handle of a standard file: there are never as many others.
const STANDARD: u32 = 1 << 31;

/// One file: its name, its text and where it lies in the offset space.
#[derive(Clone, Debug)]
pub struct File {
    name: String,
    text: String,
    start: u32,
    lines: Vec<u32>,
}

impl File {
    fn new(name: String, text: String, start: u32) -> Self {
        let breaks = text.bytes().zip(start..).filter(|(byte, _)| *byte == b'\n').map(|(_, offset)| offset + 1);
        let lines = core::iter::once(start).chain(breaks).collect();
        Self { name, text, start, lines }
    }

    /// The name as given to [`Sources::add`], usually a path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range of offsets that the text takes.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.start + length(&self.text) }
    }

    /// The text of one line without its line end; lines count from 1.
    #[must_use]
    pub fn line(&self, number: u32) -> Option<&str> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let start = *self.lines.get(index)?;
        let end = self.lines.get(index + 1).copied().unwrap_or(self.span().end);
        let line = self.text.get((start - self.start) as usize..(end - self.start) as usize)?;
        Some(line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line)))
    }

    /// How many lines the file has; an empty file has one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The number of the line in which an offset lies; lines count from 1.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> Option<u32> {
        u32::try_from(self.lines.partition_point(|start| *start <= offset)).ok().filter(|number| *number > 0)
    }

    /// The offset at which a line starts; lines count from 1.
    #[must_use]
    pub fn line_start(&self, number: u32) -> Option<u32> {
        self.lines.get(usize::try_from(number.checked_sub(1)?).ok()?).copied()
    }
}

/// A place for people: line and column count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
    /// The column in Unicode scalar values, from 1.
    pub column: u32,
}

/// The texts of all files together are longer than [`MAX_TOTAL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The length in bytes that was asked for.
    pub bytes: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the sources have {} bytes together, at most {MAX_TOTAL} are taken", self.bytes)
    }
}

impl core::error::Error for TooLarge {}

/// All files of one build, and behind them in the offset space those of the standard packages.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// There as soon as there is another file.
    standard: Vec<File>,
    end: u32,
}

impl Sources {
    /// No files.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: Vec::new(), standard: Vec::new(), end: 0 }
    }

    /// One file, for tests and tools.
    ///
    /// # Errors
    /// When the text is longer than [`MAX_TOTAL`].
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Result<Self, TooLarge> {
        let mut sources = Self::new();
        sources.add(name, text)?;
        Ok(sources)
    }

    /// Adds a file behind the ones that are there.
    ///
    /// One offset between two files belongs to neither, so that the end of a file is not the start of the next.
    ///
    /// # Errors
    /// When all texts together would be longer than [`MAX_TOTAL`]; the file is not added then.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Result<FileId, TooLarge> {
        let text = text.into();
        let bytes = (self.end as usize).saturating_add(text.len()).saturating_add(1);
        let (Ok(end), Ok(id)) = (u32::try_from(bytes), u32::try_from(self.files.len())) else {
            return Err(TooLarge { bytes });
        };
        if end > MAX_TOTAL {
            return Err(TooLarge { bytes });
        }
        if self.standard.is_empty() {
            self.standard = standard_files();
        }
        self.files.push(File::new(name.into(), text, self.end));
        self.end = end;
        Ok(FileId(id))
    }

    /// The files with their handles, in the order in which they were added.
    #[must_use]
    pub fn files(&self) -> impl ExactSizeIterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId::nth(0, index), file))
    }

    /// The files of the standard packages, in the order of [`standard::PACKAGES`].
    #[must_use]
    pub fn standard(&self) -> impl ExactSizeIterator<Item = (FileId, &File)> {
        self.standard.iter().enumerate().map(|(index, file)| (FileId::nth(STANDARD, index), file))
    }

    /// One file.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&File> {
        match id.0.checked_sub(STANDARD) {
            Some(place) => self.standard.get(place as usize),
            None => self.files.get(id.index()),
        }
    }

    /// The file in which an offset lies; the end of a file lies in it.
    #[must_use]
    pub fn file_at(&self, offset: u32) -> Option<(FileId, &File)> {
        let (files, base) = if offset > MAX_TOTAL { (&self.standard, STANDARD) } else { (&self.files, 0) };
        let index = files.partition_point(|file| file.start <= offset).checked_sub(1)?;
        let file = files.get(index)?;
        (offset <= file.span().end).then_some((FileId::nth(base, index), file))
    }

    /// The text that a span covers, if it lies inside one file and between characters.
    #[must_use]
    pub fn text(&self, span: Span) -> Option<&str> {
        let (_, file) = self.file_at(span.start)?;
        file.text.get((span.start - file.start) as usize..(span.end.checked_sub(file.start)?) as usize)
    }

    /// The line and column of an offset.
    #[must_use]
    pub fn place(&self, offset: u32) -> Option<Place> {
        let (id, file) = self.file_at(offset)?;
        let index = file.lines.partition_point(|start| *start <= offset).checked_sub(1)?;
        let start = *file.lines.get(index)?;
        let before = file.text.get((start - file.start) as usize..(offset - file.start) as usize)?;
        let column = u32::try_from(before.chars().count()).ok()?;
        Some(Place { file: id, line: u32::try_from(index).ok()? + 1, column: column + 1 })
    }
}

/// The files of the standard packages. They begin where no other file can.
fn standard_files() -> Vec<File> {
    let mut start = MAX_TOTAL + 1;
    let file = |(name, text): &(&str, &str)| {
        let name = name.strip_prefix("std.").unwrap_or(name);
        let file = File::new(format!("<std>/{name}.idl"), String::from(*text), start);
        start = file.span().end + 1;
        file
    };
    standard::PACKAGES.iter().map(file).collect()
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_across_files() -> Result<(), TooLarge> {
        let mut sources = Sources::new();
        let first = sources.add("a", "x\nyé z")?;
        let second = sources.add("b", "")?;
        let third = sources.add("c", "q\r\n")?;
        assert_eq!(sources.place(6), Some(Place { file: first, line: 2, column: 4 }));
        assert_eq!(sources.place(7), Some(Place { file: first, line: 2, column: 5 }));
        assert_eq!(sources.place(8), Some(Place { file: second, line: 1, column: 1 }));
        assert_eq!(sources.place(9), Some(Place { file: third, line: 1, column: 1 }));
        assert_eq!(sources.place(13), None);
        assert_eq!(sources.text(Span::new(2, 5)), Some("yé"));
        assert_eq!(sources.text(Span::new(2, 4)), None);
        assert_eq!(sources.text(Span::new(2, 9)), None);
        let file = sources.file(third);
        assert_eq!(file.and_then(|file| file.line(1)), Some("q"));
        assert_eq!(file.and_then(|file| file.line(2)), Some(""));
        assert_eq!(file.and_then(|file| file.line(3)), None);
        assert_eq!(file.and_then(|file| file.line(0)), None);
        Ok(())
    }

    #[test]
    fn refuses_what_is_too_large() {
        let mut sources = Sources::new();
        let text = " ".repeat(MAX_TOTAL as usize - 1);
        assert!(sources.add("a", text.as_str()).is_ok());
        assert_eq!(sources.add("b", ""), Err(TooLarge { bytes: MAX_TOTAL as usize + 1 }));
    }
}
