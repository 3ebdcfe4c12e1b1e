//! Launching, wiring, replacing, ending.

use std::{
    io::{BufRead, BufReader},
    process::{Command, ExitCode, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tessera::system::{Instance, System, Trust, Wire};
use tessera_linux::{
    Error, Page,
    launch::{Launch, Report, Stream},
};

const fn instance(name: &'static str, uses: &'static [&'static str], provides: &'static [&'static str]) -> Instance {
    Instance { name, component: name, trust: Trust::Unlabelled, uses, provides }
}

/// client.one -> server.b with rights 5; client.two hangs loose; second.x -> server.a.
pub(crate) static SYSTEM: System = System {
    name: "Test",
    instances: &[
        instance("client", &["one", "two"], &[]),
        instance("server", &[], &["a", "b"]),
        instance("second", &["x"], &["y"]),
    ],
    wires: &[
        Wire { from: 0, uses: 0, to: 1, provides: 1, rights: 5 },
        Wire { from: 2, uses: 0, to: 1, provides: 0, rights: 0xffff },
    ],
};

pub(crate) const CLIENT: u16 = 0;
pub(crate) const SERVER: u16 = 1;
const SECOND: u16 = 2;

/// A system of one instance, which only uses.
pub(crate) static SINGLE: System = System { name: "Single", instances: &[instance("only", &["x"], &[])], wires: &[] };

/// A launch, and what it reported that no test has asked for yet.
pub(crate) struct Play {
    pub(crate) launch: Launch,
    seen: Vec<Report>,
}

impl Play {
    pub(crate) fn start(clock: Page) -> Self {
        Self::of(Launch::start(&SYSTEM, clock).unwrap())
    }

    pub(crate) const fn of(launch: Launch) -> Self {
        Self { launch, seen: vec![] }
    }

    /// Waits for a report that fits, and takes it.
    pub(crate) fn wait<T>(&mut self, what: &str, fits: impl Fn(&Report) -> Option<T>) -> T {
        let mut next = 0;
        loop {
            for at in next..self.seen.len() {
                if let Some(found) = fits(&self.seen[at]) {
                    self.seen.remove(at);
                    return found;
                }
            }
            next = self.seen.len();
            match self.launch.next(Some(Duration::from_secs(20))).unwrap() {
                Some(report) => self.seen.push(report),
                None => panic!("no {what}: {:#?}", self.seen),
            }
        }
    }

    /// Waits for a line of an instance that begins so.
    pub(crate) fn line(&mut self, who: u16, begin: &str) -> String {
        self.wait(&format!("line {begin:?} of {who}"), |report| match report {
            Report::Line { subject, text, .. } if *subject == who && text.starts_with(begin) => Some(text.clone()),
            _ => None,
        })
    }

    /// Waits until everybody runs.
    fn ready(&mut self) {
        self.line(CLIENT, "ready");
        self.line(SERVER, "connect 1 0");
        self.line(SERVER, "connect 0 2");
        self.line(SECOND, "serving");
    }
}

/// Waits for the end of everybody, and returns all reports.
pub(crate) fn all(launch: &mut Launch) -> Vec<Report> {
    std::iter::from_fn(|| launch.next(Some(Duration::from_secs(20))).unwrap()).collect()
}

/// The lines of a single process in a role, and how it ended.
pub(crate) fn alone(system: &'static System, role: &str) -> (Vec<String>, std::process::ExitStatus) {
    let mut launch = Launch::start_as(system, Page::declared().unwrap(), |_, _| role.to_owned()).unwrap();
    let reports = all(&mut launch);
    let lines = reports.iter().filter_map(|report| match report {
        Report::Line { text, .. } => Some(text.clone()),
        _ => None,
    });
    let status = reports.iter().find_map(|report| match report {
        Report::Ended { status, .. } => Some(*status),
        _ => None,
    });
    (lines.collect(), status.expect("it ends"))
}

pub(crate) fn wires_exactly_what_is_declared() {
    let mut play = Play::start(Page::declared().unwrap());
    // 0 to 3, and the capabilities: one for the client, two ends for the server. The clock's file is mapped and closed.
    assert_eq!(play.line(CLIENT, "ready"), "ready true 0,1,2,3,4");
    assert_eq!(play.line(SERVER, "serving"), "serving 0,1,2,3,4,5");
    assert_eq!(play.line(SERVER, "connect"), "connect 1 0 5");
    assert_eq!(play.line(SERVER, "connect"), "connect 0 2 65535");
    assert_eq!(play.line(SECOND, "serving"), "serving 0,1,2,3,4");
}

pub(crate) fn a_call_crosses_two_confined_processes() {
    let mut play = Play::start(Page::declared().unwrap());
    for _ in 0..3 {
        play.launch.say(CLIENT, "call").unwrap();
        assert_eq!(play.line(CLIENT, "answer"), "answer 16 [0, 0, 5, 0, 1, 0, 0, 0]");
    }
}

pub(crate) fn a_replaced_client_is_a_new_connection() {
    let mut play = Play::start(Page::declared().unwrap());
    play.ready();
    for _ in 0..70 {
        play.launch.replace(CLIENT, "client").unwrap();
        assert_eq!(play.line(CLIENT, "ready"), "ready true 0,1,2,3,4");
        play.line(SERVER, "closed 0");
        play.line(SERVER, "connect 1 0 5");
    }
    play.launch.say(CLIENT, "call").unwrap();
    assert_eq!(play.line(CLIENT, "answer"), "answer 16 [0, 0, 5, 0, 1, 0, 0, 0]");
    assert_eq!(play.launch.replace(9, "client"), Err(Error::NoInstance));
}

pub(crate) fn a_replaced_server_is_wired_anew() {
    let mut play = Play::start(Page::declared().unwrap());
    play.ready();
    play.launch.kill(SERVER).unwrap();
    play.launch.say(CLIENT, "call").unwrap();
    assert_eq!(play.line(CLIENT, "error"), "error nobody holds the other end any more");
    play.launch.replace(SERVER, "server").unwrap();
    play.launch.say(CLIENT, "again").unwrap();
    assert_eq!(play.line(CLIENT, "answer"), "answer 16 [0, 0, 5, 0, 1, 0, 0, 0]");
    play.launch.say(CLIENT, "fds").unwrap();
    assert_eq!(play.line(CLIENT, "fds"), "fds 0,1,2,3,5", "the old capability is closed");
}

pub(crate) fn ends_are_reported_behind_the_last_line() {
    let mut launch = Launch::start_as(&SINGLE, Page::declared().unwrap(), |_, _| "talker".to_owned()).unwrap();
    let reports = all(&mut launch);
    let lines = reports.iter().filter(|report| matches!(report, Report::Line { stream: Stream::Report, .. })).count();
    assert_eq!(lines, 2000);
    assert!(reports.contains(&Report::Line { subject: 0, stream: Stream::Error, text: "bye".to_owned() }));
    assert!(matches!(reports.first(), Some(Report::Confined { .. })));
    assert!(matches!(reports.last(), Some(Report::Ended { status, .. }) if status.code() == Some(7)));
    assert!(launch.next(None).unwrap().is_none());
}

pub(crate) fn a_release_lets_everybody_go() {
    let mut play = Play::start(Page::declared().unwrap());
    play.ready();
    play.launch.release();
    let ends = all(&mut play.launch)
        .into_iter()
        .filter(|report| matches!(report, Report::Ended { status, .. } if status.success()));
    assert_eq!(ends.count(), 3);
}

pub(crate) const ORPHANS: &str = "--orphans";

/// Starts a system, prints the process ids, and waits to be killed.
pub(crate) fn orphan() -> ExitCode {
    let mut play = Play::start(Page::declared().unwrap());
    play.ready();
    println!("{} {} {}", play.launch.id(0).unwrap(), play.launch.id(1).unwrap(), play.launch.id(2).unwrap());
    sleep(Duration::from_secs(3600));
    ExitCode::SUCCESS
}

pub(crate) fn nobody_survives_a_killed_launcher() {
    let mut launcher = Command::new("/proc/self/exe").arg(ORPHANS).stdout(Stdio::piped()).spawn().unwrap();
    let mut ids = String::new();
    BufReader::new(launcher.stdout.take().unwrap()).read_line(&mut ids).unwrap();
    let ids: Vec<u32> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    // Stopped, so that they cannot notice by themselves that their boot socket is closed.
    for id in &ids {
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(*id as i32).unwrap(),
            rustix::process::Signal::STOP,
        )
        .unwrap();
    }
    launcher.kill().unwrap();
    launcher.wait().unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    let state = |id: &u32| std::fs::read_to_string(format!("/proc/{id}/stat"));
    while ids.iter().any(|id| state(id).is_ok_and(|stat| !stat.contains(") Z"))) {
        assert!(Instant::now() < end, "somebody survives");
        sleep(Duration::from_millis(5));
    }
}

pub(crate) fn a_launch_leaves_no_descriptor_and_no_child() {
    let descriptors = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    let before = descriptors();
    for _ in 0..3 {
        let mut play = Play::start(Page::declared().unwrap());
        play.launch.replace(CLIENT, "client").unwrap();
        play.launch.kill(SERVER).unwrap();
        assert_eq!(play.launch.kill(SERVER), Err(Error::NoInstance));
        assert_eq!(play.launch.running(), 2);
    }
    assert_eq!(descriptors(), before);
    let children = std::fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
    assert_eq!(children.trim(), "");
}

pub(crate) fn an_unread_line_is_lost_and_not_waited_for() {
    let mut launch = Launch::start_as(&SINGLE, Page::declared().unwrap(), |_, _| "idle".to_owned()).unwrap();
    let long = "x".repeat(4000);
    let full = (0..100).find_map(|_| launch.say(0, &long).err());
    assert_eq!(full, Some(Error::Full));
    assert!(launch.next(Some(Duration::from_millis(10))).unwrap().is_none());
}

pub(crate) fn the_clock_is_the_launchers() {
    let mut play = Play::start(Page::declared().unwrap());
    for time in ["time 0", "time 30000", "time 60000"] {
        play.launch.say(CLIENT, "time").unwrap();
        assert_eq!(play.line(CLIENT, "time"), time);
        play.launch.clock().advance(30_000);
    }
    assert_eq!(play.launch.clock().now(), 90_000);
    let mut play = Play::start(Page::real().unwrap());
    play.launch.clock().advance(1_000_000);
    sleep(Duration::from_millis(5));
    play.launch.say(CLIENT, "time").unwrap();
    let time: u64 = play.line(CLIENT, "time")[5..].parse().unwrap();
    assert!((5..500_000).contains(&time), "a real clock runs, and cannot be advanced: {time}");
}

pub(crate) fn nobody_else_writes_or_cuts_the_clock() {
    let (lines, status) = alone(&SINGLE, "clockmaker");
    assert!(status.success());
    let refused =
        ["map", "protect", "write", "shrink", "grow", "punch", "seal", "reopen"].map(|name| format!("{name} refused"));
    let expected: Vec<_> = std::iter::once("read ok".to_owned()).chain(refused).chain(["done".to_owned()]).collect();
    assert_eq!(lines, expected);
}
