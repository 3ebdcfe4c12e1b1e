//! The cases of `ui/AREA`: a file `CASE.idl`, or a folder `CASE` of several files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tessera_idl::Sources;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The folders of all areas.
///
/// # Errors
/// When the folder cannot be read.
pub fn areas() -> io::Result<Vec<PathBuf>> {
    sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"))
}

/// The cases of an area, without their expected reports.
///
/// # Errors
/// When the folder cannot be read.
pub fn cases(area: &Path) -> io::Result<Vec<PathBuf>> {
    let mut cases = sorted(area)?;
    cases.retain(|path| path.extension().is_none_or(|extension| extension != "txt"));
    Ok(cases)
}

/// The files of a case.
///
/// # Errors
/// When a file cannot be read.
pub fn read(path: &Path) -> Result<Sources> {
    let files = if path.is_dir() { sorted(path)? } else { vec![path.to_path_buf()] };
    let mut sources = Sources::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.add(name, fs::read_to_string(&file)?)?;
    }
    Ok(sources)
}

/// The entries of a folder, in the order of their names.
///
/// # Errors
/// When the folder cannot be read.
pub fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
