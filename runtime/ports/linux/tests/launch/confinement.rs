//! What holds a component.

use std::{collections::BTreeMap, os::unix::process::ExitStatusExt};

use tessera_linux::{Confinement, Outcome, Page, launch::Report};

use crate::systems::{CLIENT, Play, SERVER, SINGLE, alone};

/// The parts that no machine refuses that this port runs on.
const ALWAYS: [&str; 6] = [
    "no new privileges",
    "no capabilities of the system",
    "limits",
    "not dumpable",
    "dies with its launcher",
    "system calls",
];

fn confinement(play: &mut Play, who: u16) -> Confinement {
    play.wait(&format!("confinement of {who}"), |report| match report {
        Report::Confined { subject, confinement } if *subject == who => Some(confinement.clone()),
        _ => None,
    })
}

pub(crate) fn every_part_holds_or_says_why_not() {
    let mut play = Play::start(Page::declared().unwrap());
    for confinement in [0, 1, 2].map(|who| confinement(&mut play, who)) {
        let parts: BTreeMap<_, _> = confinement.parts().iter().copied().collect();
        assert_eq!(parts.len(), 12);
        for name in ALWAYS {
            assert_eq!(parts.get(name), Some(&Outcome::Held), "{name}");
        }
        let refused = parts.values().filter(|outcome| **outcome != Outcome::Held).count();
        assert_eq!(confinement.is_complete(), refused == 0);
    }
}

pub(crate) fn the_kernel_agrees() {
    let mut play = Play::start(Page::declared().unwrap());
    let confinement = confinement(&mut play, CLIENT);
    play.line(CLIENT, "ready");
    let id = play.launch.id(CLIENT).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name}")).split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(field("NoNewPrivs"), ["1"]);
    assert_eq!(field("Seccomp"), ["2"]);
    assert_eq!(field("Threads"), ["1"]);
    for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
        assert_eq!(field(set), ["0000000000000000"], "{set}");
    }
    let held = |part: &str| confinement.parts().contains(&(part, Outcome::Held));
    if held("a user of its own") {
        assert_eq!(field("Uid"), ["61184"; 4]);
        assert_eq!(field("Gid"), ["61184"; 4]);
        assert!(field("Groups").is_empty());
    }
    for (part, name) in [("a network of its own", "net"), ("System V and POSIX queues of its own", "ipc")] {
        let space = |who: &str| std::fs::read_link(format!("/proc/{who}/ns/{name}")).ok();
        // Not dumpable: only who may trace it sees more of it than its status.
        let (Some(theirs), Some(ours)) = (space(&id.to_string()), space("self")) else { continue };
        assert_eq!(held(part), theirs != ours, "{part}");
    }
}

/// The outcomes by name.
fn attempts(role: &str) -> BTreeMap<String, String> {
    let (lines, status) = alone(&SINGLE, role);
    assert!(status.success(), "{status}: {lines:?}");
    assert_eq!(lines.last().map(String::as_str), Some("done"));
    lines
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, outcome)| (name.to_owned(), outcome.to_owned()))
        .collect()
}

pub(crate) fn every_other_system_call_is_refused() {
    let mut outcomes = attempts("prisoner");
    let tried: usize = outcomes.remove("tried").unwrap().parse().unwrap();
    assert!(tried > 500, "{tried}");
    assert!(outcomes.len() >= 20, "{outcomes:?}");
    for (name, outcome) in outcomes {
        assert_eq!(outcome, libc::EPERM.to_string(), "{name}");
    }
}

pub(crate) fn a_server_can_make_pairs_and_nothing_else() {
    let mut play = Play::start(Page::declared().unwrap());
    play.launch.replace(SERVER, "prisoner").unwrap();
    assert_eq!(play.line(SERVER, "pair"), "pair ok");
    let mut count = 0;
    loop {
        let line = play.line(SERVER, "");
        match line.split_once(' ') {
            None => break assert_eq!(line, "done"),
            Some(("serving" | "connect" | "tried", _)) => {}
            Some((name, outcome)) => {
                assert_eq!(outcome, libc::EPERM.to_string(), "{name}");
                count += 1;
            }
        }
    }
    assert!(count >= 19, "{count}");
}

pub(crate) fn a_foreign_architecture_is_death() {
    if cfg!(target_arch = "x86_64") {
        let (lines, status) = alone(&SINGLE, "foreign");
        // SIGSEGV: a kernel without 32-bit calls.
        assert!(matches!(status.signal(), Some(libc::SIGSYS | libc::SIGSEGV)), "{status}: {lines:?}");
    }
}

pub(crate) fn abort_and_panic_still_end_it() {
    let (_, status) = alone(&SINGLE, "abort");
    assert_eq!(status.signal(), Some(libc::SIGABRT));
    assert!(!status.core_dumped());
    let (lines, status) = alone(&SINGLE, "panic");
    assert_eq!(status.code(), Some(101));
    assert!(lines.iter().any(|line| line == "on purpose"), "{lines:?}");
}

pub(crate) fn more_descriptors_are_no_start() {
    let (lines, _) = alone(&SINGLE, "opener");
    assert_eq!(lines, ["the process holds descriptors that nobody declared: boot before anything else"]);
}

pub(crate) fn without_a_launcher_there_is_no_boot() {
    let arguments = ["--tessera-role", "client", "0", "client"];
    let output = std::process::Command::new("/proc/self/exe").args(arguments).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("NoBoot"), "{output:?}");
}

/// What the table would show if nothing held: otherwise it could be refusals of another kind that it counts.
pub(crate) fn the_unconfined_control_gets_through() {
    let outcomes = attempts("free");
    for name in [
        "openat",
        "socket(unix)",
        "memfd_create",
        "kill",
        "pidfd_open",
        "mmap(exec)",
        "mprotect(exec)",
        "dup",
        "socketpair",
    ] {
        assert_eq!(outcomes.get(name).map(String::as_str), Some("ok"), "{name}");
    }
}
