//! Reading the files that a build is given, for the command line and for build scripts.

use std::{
    collections::BTreeMap,
    error, fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use tessera_idl::{Sources, source::MAX_TOTAL};

/// The files of a build, in the order in which they were given.
#[derive(Debug)]
pub struct Inputs {
    /// Their texts.
    pub sources: Sources,
    /// Their paths as given: what the outcome depends on.
    pub paths: Vec<PathBuf>,
}

/// Reads all files. Every file that cannot be read is reported, not only the first.
pub fn read<P: AsRef<Path>>(paths: &[P]) -> Result<Inputs, InputErrors> {
    let mut inputs = Inputs { sources: Sources::new(), paths: Vec::new() };
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        match add(path, &mut inputs.sources, &mut seen) {
            Ok(()) => inputs.paths.push(path.to_owned()),
            Err(error) => errors.push(error),
        }
    }
    if paths.is_empty() {
        errors.push(InputError::NoFiles);
    }
    if errors.is_empty() { Ok(inputs) } else { Err(InputErrors(errors)) }
}

fn add(path: &Path, sources: &mut Sources, seen: &mut BTreeMap<PathBuf, PathBuf>) -> Result<(), InputError> {
    let unreadable = |error| InputError::Unreadable(path.to_owned(), error);
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(InputError::Directory(path.to_owned()));
    }
    // Opening a pipe waits for its writer, and a device may have no end.
    if !metadata.is_file() {
        return Err(InputError::NotAFile(path.to_owned()));
    }
    if metadata.len() > u64::from(MAX_TOTAL) {
        return Err(InputError::TooLarge(path.to_owned()));
    }
    if let Some(first) = seen.insert(fs::canonicalize(path).map_err(unreadable)?, path.to_owned()) {
        return Err(InputError::Duplicate(first, path.to_owned()));
    }
    let mut bytes = Vec::new();
    // One byte more than is taken: the file may grow while it is read.
    let most = u64::from(MAX_TOTAL) + 1;
    fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or(0);
        InputError::NotUtf8 { path: path.to_owned(), at, byte }
    })?;
    sources.add(path.display().to_string(), text).map_err(|_| InputError::TooLarge(path.to_owned()))?;
    Ok(())
}

/// Why the inputs of a build could not be read. Every reason names its file.
#[derive(Debug)]
pub enum InputError {
    /// No file was given.
    NoFiles,
    /// The same file was given twice; the first spelling and the second.
    Duplicate(PathBuf, PathBuf),
    /// A directory where a file is wanted.
    Directory(PathBuf),
    /// A pipe, a socket or a device where a file is wanted.
    NotAFile(PathBuf),
    /// The operating system refused to read it.
    Unreadable(PathBuf, io::Error),
    /// The file is not UTF-8.
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The offset of the first byte that is not, from 0.
        at: usize,
        /// That byte.
        byte: u8,
    },
    /// With this file all files together are longer than [`MAX_TOTAL`].
    TooLarge(PathBuf),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFiles => f.write_str("no input files"),
            Self::Duplicate(first, second) if first == second => write!(f, "`{}` is given twice", first.display()),
            Self::Duplicate(first, second) => {
                write!(f, "`{}` and `{}` are the same file", first.display(), second.display())
            }
            Self::Directory(path) => write!(f, "`{}` is a directory: name the files in it", path.display()),
            Self::NotAFile(path) => write!(f, "`{}` is a pipe or a device: name a file", path.display()),
            Self::Unreadable(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            Self::NotUtf8 { path, at, byte } => {
                write!(f, "`{}` is not UTF-8: byte {at} is {byte:#04x}", path.display())
            }
            Self::TooLarge(path) => {
                let most = MAX_TOTAL >> 20;
                write!(f, "`{}` does not fit: all files together have at most {most} MiB", path.display())
            }
        }
    }
}

impl error::Error for InputError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}

/// All that is wrong with the inputs, at least one, in the order in which they were given. Shown one a line.
#[derive(Debug)]
pub struct InputErrors(pub Vec<InputError>);

impl fmt::Display for InputErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// More of them say nothing new.
        const MOST: usize = 50;
        let mut between = "";
        for error in self.0.iter().take(MOST) {
            write!(f, "{between}{error}")?;
            between = "\n";
        }
        match self.0.len().saturating_sub(MOST) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more files cannot be read"),
        }
    }
}

impl error::Error for InputErrors {}
