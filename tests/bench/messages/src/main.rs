//! The wire format beside its peers, on the data sets of the public benchmark. `tessera-bench messages` runs this program and makes the tables;
//! by hand it is
//!
//! ```text
//! tessera-messages once SET PEER OPERATION    once to warm up, then once in the function `measured`; OPERATION is serialize, access or read
//! tessera-messages times SET OPERATION        PEER nanoseconds: the least processor time, all peers in turns
//! tessera-messages sizes SET                  PEER bytes
//!
//! valgrind --tool=callgrind --toggle-collect='*case*measured*' tessera-messages once log tessera access
//! ```

mod case;
mod draw;
mod peers;
mod sets;

use std::{env, error::Error, process::ExitCode};

use self::{
    case::{Begin, Case, Operation, begin, measured, time},
    peers::{
        Compiled, Peer,
        bitcode::Bitcode,
        postcard::Postcard,
        rkyv::Rkyv,
        tessera::{Tessera, mesh::Whole},
        wincode::Wincode,
    },
    sets::{log::Log, mesh::Mesh, minecraft::Minecraft, mk48::Mk48},
};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// How often all peers take their turn, and how long a turn is at least, in nanoseconds.
const ROUNDS: u32 = 25;
const TURN: i64 = 2_000_000;

#[expect(clippy::print_stderr, reason = "the command's errors")]
fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tessera-messages: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result {
    match arguments {
        ["once", set, peer, operation] => once(set, peer, operation),
        ["times", set, operation] => times(set, operation),
        ["sizes", set] => sizes(set),
        _ => Err("usage: tessera-messages once SET PEER OPERATION | times SET OPERATION | sizes SET".into()),
    }
}

/// A peer by its name, on a set.
type Named<'a> = (&'static str, Box<dyn Case + 'a>);

/// Draws a set and puts the peers on it, all or the one that is named.
fn on(set: &str, peer: Option<&str>, act: impl FnOnce(Vec<Named<'_>>) -> Result) -> Result {
    match set {
        "log" => act(cases(&Log::draw(), &[], peer)?),
        "mesh" => act(cases(&Mesh::draw(), &[("tessera-block", begin::<Mesh, Whole>)], peer)?),
        "minecraft" => act(cases(&Minecraft::draw(), &[], peer)?),
        "mk48" => act(cases(&Mk48::draw(), &[], peer)?),
        _ => Err(format!("no set `{set}`").into()),
    }
}

/// The peers of all sets, and those of this one alone.
fn cases<'a, S>(set: &'a S, more: &[(&'static str, Begin<'a, S>)], only: Option<&str>) -> Result<Vec<Named<'a>>>
where
    Tessera: Peer<S>,
    Rkyv: Peer<S>,
    Bitcode: Peer<S>,
    Wincode: Peer<S>,
    Postcard: Peer<S>,
    S: Compiled,
{
    let mut peers: Vec<(&'static str, Begin<'a, S>)> = vec![("tessera", begin::<S, Tessera>)];
    peers.extend(more);
    peers.push(("rkyv", begin::<S, Rkyv>));
    peers.extend(S::peers());
    peers.extend([
        ("bitcode", begin::<S, Bitcode> as Begin<'a, S>),
        ("wincode", begin::<S, Wincode>),
        ("postcard", begin::<S, Postcard>),
    ]);
    let wanted = peers.into_iter().filter(|(name, _)| only.is_none_or(|only| *name == only));
    let cases: Vec<_> = wanted.map(|(name, begin)| Ok((name, begin(set)?))).collect::<Result<_>>()?;
    if cases.is_empty() { Err(format!("no peer `{}`", only.unwrap_or_default()).into()) } else { Ok(cases) }
}

fn operation(name: &str) -> Result<Operation> {
    let found = Operation::ALL.iter().find(|(_, known)| *known == name);
    found.map(|(operation, _)| *operation).ok_or_else(|| format!("no operation `{name}`").into())
}

fn once(set: &str, peer: &str, name: &str) -> Result {
    let operation = operation(name)?;
    on(set, Some(peer), |cases| {
        for (_, mut case) in cases {
            case.once(operation)?;
            line(&measured(&mut *case, operation)?.to_string());
        }
        Ok(())
    })
}

fn times(set: &str, name: &str) -> Result {
    let operation = operation(name)?;
    on(set, None, |mut cases| {
        let mut turns = Vec::new();
        for (_, case) in &mut cases {
            let once = time(&mut **case, operation, 1)?.max(1);
            turns.push((u32::try_from(TURN.div_euclid(once))?.max(1), i64::MAX));
        }
        for _ in 0..ROUNDS {
            for ((_, case), (times, least)) in cases.iter_mut().zip(&mut turns) {
                *least = (*least).min(time(&mut **case, operation, *times)?);
            }
        }
        for ((peer, _), (times, least)) in cases.iter().zip(turns) {
            line(&format!("{peer} {}", least.div_euclid(i64::from(times))));
        }
        Ok(())
    })
}

fn sizes(set: &str) -> Result {
    on(set, None, |cases| {
        for (peer, case) in cases {
            line(&format!("{peer} {}", case.bytes().len()));
        }
        Ok(())
    })
}

#[expect(clippy::print_stdout, reason = "the command's output")]
fn line(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sets are those of the public benchmark when rkyv makes them as long as there. Everybody reads the same, and we are no longer than rkyv.
    fn agrees(set: &str, length: usize) -> Result {
        on(set, None, |mut cases| {
            let mut read = Vec::new();
            for (peer, case) in &mut cases {
                match *peer {
                    "rkyv" => assert_eq!(case.bytes().len(), length),
                    "tessera" | "tessera-block" => assert!(case.bytes().len() <= length, "{}", case.bytes().len()),
                    _ => {}
                }
                read.push(case.once(Operation::Read)?);
            }
            assert!(read.iter().all(|sum| Some(sum) == read.first() && *sum != 0), "{read:?}");
            Ok(())
        })
    }

    #[test]
    fn log() -> Result {
        agrees("log", 1_011_488)
    }

    #[test]
    fn mesh() -> Result {
        agrees("mesh", 6_000_008)
    }

    #[test]
    fn minecraft() -> Result {
        agrees("minecraft", 603_776)
    }

    #[test]
    fn mk48() -> Result {
        agrees("mk48", 2_075_936)
    }
}
