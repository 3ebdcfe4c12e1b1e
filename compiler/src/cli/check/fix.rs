//! `idlc check --fix`: makes the edits that findings offer, and writes the files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::super::{Console, Stop};
use crate::{Fixed, input::Inputs};

pub(super) fn refuse_standard_input(files: &[PathBuf]) -> Result<(), Stop> {
    if files.iter().any(|path| path == Path::new("-")) {
        return Err(Stop::Usage("`--fix` writes the files that it mends, and the standard input is none".into()));
    }
    Ok(())
}

/// Mends what can be mended, writes the files that change, and says what was done. No file is written if one of them cannot be.
pub(super) fn fix(inputs: Inputs, console: &mut Console<'_>) -> Result<Fixed, Stop> {
    let Inputs { sources, paths } = inputs;
    let before: Vec<String> = sources.files().map(|(_, file)| file.text().to_owned()).collect();
    let fixed = crate::fix(sources);
    let changed: Vec<_> = fixed
        .sources
        .files()
        .zip(&before)
        .zip(&paths)
        .filter(|(((_, file), before), _)| file.text() != *before)
        .map(|(((id, file), _), path)| (path, file.text(), fixed.made.get(id.index())))
        .collect();
    for (path, ..) in &changed {
        writable(path).map_err(|error| Stop::File((*path).clone(), error))?;
    }
    for (path, text, made) in changed {
        replace(path, text).map_err(|error| Stop::File(path.clone(), error))?;
        for (line, title) in made.into_iter().flatten() {
            console.say(&format!("{}:{line}: {title}", path.display()));
        }
        console.say(&format!("wrote {}", path.display()));
    }
    Ok(fixed)
}

/// A rename would replace a file that its owner has protected.
fn writable(path: &Path) -> io::Result<()> {
    if fs::metadata(path)?.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only; nothing was written"));
    }
    Ok(())
}

/// Puts the text in the place of the file in one step: whoever reads it sees the old text or the new one. A symbolic link stays one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.fix", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The error that is reported is the first one.
        _ = fs::remove_file(&beside);
    }
    written
}
