//! The day: morning with an honest gateway, evening with a compromised one, then the reckoning.

use std::{
    process::ExitStatus,
    thread,
    time::{Duration, Instant},
};

use tessera_linux::{
    Confinement, Error, Page,
    launch::{Launch, Report, Stream},
};

use crate::{ATTACKER, audit::Scene, ledger::Ledger, smart_lock::SMART_LOCK, verdict};

/// The instance that is compromised.
pub const GATEWAY: u16 = 0;
/// Who lives this long without a word hangs.
const PATIENCE: Duration = Duration::from_secs(120);
/// Who was let go and still lives after this long holds on to something.
const FAREWELL: Duration = Duration::from_secs(10);
/// The longest wait that an instance may ask for, and how often.
const LONGEST_WAIT: u64 = 120_000;
const WAITS: u32 = 1_000;

/// Plays the day; says whether the lock held.
pub fn live(real_time: bool) -> Result<bool, Error> {
    let begin = Instant::now();
    let clock = if real_time { Page::real() } else { Page::declared() }?;
    let mut day = Day {
        launch: Launch::start(&SMART_LOCK, clock)?,
        ledger: Ledger::new(&SMART_LOCK),
        scene: Scene::new(),
        waits: 0,
    };

    println!("MORNING: the gateway is honest\n");
    day.until_gone(GATEWAY)?;
    println!("\nEVENING: the gateway is compromised; a raw program takes its place\n");
    day.scene.summarise();
    day.ledger.evening();
    day.launch.replace(GATEWAY, ATTACKER)?;
    day.until_gone(GATEWAY)?;
    day.launch.release();
    while day.hear(FAREWELL)? {}
    day.scene.flush();
    let held = verdict::print(&day.ledger);
    println!("({:.1} s)", begin.elapsed().as_secs_f32());
    Ok(held)
}

struct Day {
    launch: Launch,
    ledger: Ledger,
    scene: Scene,
    waits: u32,
}

impl Day {
    /// Hears reports until this instance has ended.
    fn until_gone(&mut self, subject: u16) -> Result<(), Error> {
        while self.launch.id(subject).is_some() {
            self.hear(PATIENCE)?;
        }
        // What the others still say about it comes while they live on.
        while let Some(report) = self.launch.next(Some(Duration::from_millis(200)))? {
            self.take(report)?;
        }
        self.scene.flush();
        Ok(())
    }

    /// Hears one report; says whether there may be more. Whoever keeps everybody waiting is killed, and that is a fault.
    fn hear(&mut self, patience: Duration) -> Result<bool, Error> {
        if let Some(report) = self.launch.next(Some(patience))? {
            self.take(report)?;
            return Ok(true);
        }
        for subject in 0..u16::try_from(SMART_LOCK.instances.len()).unwrap_or(u16::MAX) {
            if self.launch.id(subject).is_some() {
                self.ledger.fault(subject, "says nothing any more, and does not end");
                self.launch.kill(subject)?;
            }
        }
        // Its last words are reports, too.
        while let Some(report) = self.launch.next(Some(Duration::ZERO))? {
            self.take(report)?;
        }
        Ok(false)
    }

    fn take(&mut self, report: Report) -> Result<(), Error> {
        match report {
            Report::Confined { subject, confinement } => self.confined(subject, confinement),
            Report::Line { subject, stream: Stream::Report, text } => self.line(subject, &text)?,
            Report::Line { subject, stream: Stream::Error, text } => {
                self.scene.event(self.launch.clock().now(), subject, &format!("writes to its standard error: {text}"));
            }
            Report::Ended { subject, status } => self.ended(subject, status),
        }
        Ok(())
    }

    fn confined(&mut self, subject: u16, confinement: Confinement) {
        self.scene.event(self.launch.clock().now(), subject, &format!("is confined: {confinement}"));
        self.ledger.confined(subject, confinement);
    }

    fn ended(&mut self, subject: u16, status: ExitStatus) {
        if !status.success() {
            self.ledger.fault(subject, &format!("ended with {status}"));
        }
        self.scene.event(self.launch.clock().now(), subject, &format!("ends: {status}"));
    }

    fn line(&mut self, subject: u16, text: &str) -> Result<(), Error> {
        let now = self.launch.clock().now();
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        match word {
            "event" => self.scene.event(now, subject, rest),
            "audit" => match self.scene.record(subject, rest) {
                Some(record) => self.ledger.record(subject, &record),
                None => self.ledger.fault(subject, &format!("wrote an audit record that is none: {rest}")),
            },
            "count" => match rest.rsplit_once(' ').and_then(|(name, number)| Some((name, number.parse().ok()?))) {
                Some((name, number)) => self.ledger.count(subject, name, number),
                None => self.ledger.fault(subject, &format!("counts what is no number: {rest}")),
            },
            "seen" => self.ledger.seen(subject, rest),
            "breach" => self.ledger.breach(subject, rest),
            "wait" => self.wait(subject, rest.parse().unwrap_or(0))?,
            _ => self.scene.event(now, subject, text),
        }
        Ok(())
    }

    /// Somebody waits: a declared clock is advanced, a real one goes by itself.
    fn wait(&mut self, subject: u16, milliseconds: u64) -> Result<(), Error> {
        let milliseconds = milliseconds.min(LONGEST_WAIT);
        self.waits += 1;
        if self.waits > WAITS {
            self.ledger.fault(subject, "waits for ever");
            return self.launch.kill(subject);
        }
        if self.launch.clock().is_declared() {
            self.launch.clock().advance(milliseconds);
        } else {
            thread::sleep(Duration::from_millis(milliseconds));
        }
        match self.launch.say(subject, "go on") {
            Err(Error::Full | Error::Gone | Error::NoInstance) => Ok(()),
            said => said,
        }
    }
}
