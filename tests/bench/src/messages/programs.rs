//! The programs of `messages/`: built, and asked.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::{OPERATIONS, Row, Set};
use crate::{
    Result,
    tools::{build, callgrind, cargo, here, install, succeeds, target},
};

/// What the peers' compilers need, with the Debian packages that have it.
const PACKAGES: [(&str, &str); 4] =
    [("capnp", "capnproto"), ("protoc", "protobuf-compiler"), ("cmake", "cmake"), ("valgrind", "valgrind")];

/// Collects in the function `measured` of the module `case` only.
const COLLECT: &str = "--toggle-collect=*case*measured*";

/// Where they lie.
#[derive(Debug)]
pub(super) struct Programs {
    target: PathBuf,
}

impl Programs {
    /// Installs what is missing and builds everything.
    pub(super) fn ready() -> Result<Self> {
        install(&PACKAGES)?;
        let (folder, target) = (here().join("messages"), target()?.join("messages"));
        cargo(&folder.join("flatc"), &target, &["--locked"])?;
        let flatc = target.join("debug/tessera-flatc");
        for profile in ["release", "s"] {
            let mut build = build(&folder, &target, &["--features", "schemas", "--profile", profile]);
            succeeds(build.env("FLATC", &flatc))?;
        }
        Ok(Self { target })
    }

    /// The program of a way to write the small message.
    pub(super) fn small(&self, name: &str) -> PathBuf {
        self.target.join("s").join(format!("small-{name}"))
    }

    /// Every peer on a set.
    pub(super) fn set(&self, name: &'static str) -> Result<Set> {
        let program = self.target.join("release/tessera-messages");
        let times = OPERATIONS.iter().map(|operation| numbers(&program, &["times", name, operation]));
        let times = times.collect::<Result<Vec<BTreeMap<_, _>>>>()?;
        let row = |(peer, bytes): (String, u64)| -> Result<Row> {
            let (mut instructions, mut time) = ([0; 3], [0; 3]);
            for (place, operation) in instructions.iter_mut().zip(OPERATIONS) {
                *place = callgrind(&program, &[COLLECT], &["once", name, &peer, operation])?;
            }
            for (place, times) in time.iter_mut().zip(&times) {
                *place = times.get(&peer).copied().ok_or("a peer has no time")?;
            }
            Ok(Row { peer, bytes, instructions, time })
        };
        let rows = numbers::<Vec<_>>(&program, &["sizes", name])?.into_iter().map(row).collect::<Result<_>>()?;
        Ok(Set { name, rows })
    }
}

/// What the program says: a peer and a number in each line.
fn numbers<C: FromIterator<(String, u64)>>(program: &Path, arguments: &[&str]) -> Result<C> {
    let output = Command::new(program).args(arguments).output()?;
    if !output.status.success() {
        return Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let line = |line: &str| {
        let (peer, number) = line.split_once(' ').ok_or("a line without a number")?;
        Ok((peer.to_owned(), number.parse()?))
    };
    String::from_utf8(output.stdout)?.lines().map(line).collect()
}
