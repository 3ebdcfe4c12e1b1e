//! A gate as a process of its own, between confined processes: sessions, memory that is lent and events go through it.

use std::io::BufRead;

use tessera::{Cap, Kernel, Refusal, RightSet, Stop, lease::LentMut, serve};
use tessera_linux::{Boot, Page, Port, launch::Launch};

use crate::systems::Play;

use stubs::contracts::{
    ARCHIVE, Bad, Trouble, archive_rules, clerk, reader, shelf,
    store::{self, Read, Store},
    writer,
};

mod stubs {
    #![expect(dead_code, unreachable_pub, reason = "there is more than is called")]
    include!("../../../../../tests/stubs/contracts/all.snap.rs");
}

/// Whether an instance of the archive is called so.
pub(crate) fn knows(name: &str) -> bool {
    ARCHIVE.instances.iter().any(|instance| instance.name == name)
}

/// Plays an instance of the archive.
pub(crate) fn play(name: &str, Boot { mut port, .. }: Boot) {
    match name {
        "shelf" => {
            println!("ready");
            serve(&mut port, &mut shelf::Dispatch::new(Shelf, archive_rules::Shelf::new()));
        }
        "clerk" => {
            let uses = clerk::Uses::connect(|uses| port.wired(uses)).unwrap();
            println!("ready");
            serve(&mut port, &mut clerk::Dispatch::new(archive_rules::Clerk::new(), uses));
        }
        "reader" => {
            let uses = reader::Uses::connect(|uses| port.wired(uses)).unwrap();
            command(|line| read(&mut port, &uses.store, line));
        }
        _ => {
            let uses = writer::Uses::connect(|uses| port.wired(uses)).unwrap();
            command(|line| write(&mut port, &uses.store, line));
        }
    }
}

struct Shelf;

impl<K: Kernel> shelf::StoreServer<K> for Shelf {
    fn fill(
        &mut self,
        call: &mut shelf::FillCall<'_, K>,
        data: &[u8],
        sum: &mut LentMut<'_, u16>,
    ) -> Result<store::FillReply, Stop<Bad>> {
        assert_eq!(call.caller().connection.subject, archive_rules::CLERK);
        let all = data.iter().map(|byte| u16::from(*byte)).sum();
        sum.set(0, &all).map_err(|_| Stop::Refused(Refusal::DoesNotFit))?;
        call.events().stored(data.len() as u32);
        Ok(store::FillReply { used: data.len() as u32 })
    }

    fn add(&mut self, _: &mut shelf::AddCall<'_, K>, by: u8, all: &mut [u8]) -> Result<(), Stop<Trouble>> {
        all.iter_mut().for_each(|byte| *byte += by);
        Ok(())
    }

    fn clear(&mut self, _: &mut shelf::ClearCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        Ok(())
    }

    fn closed(&mut self, _: &tessera::Caller) {
        println!("closed");
    }
}

/// Does what it is told, line by line.
pub(crate) fn command(mut run: impl FnMut(&str)) {
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        run(&line.unwrap());
    }
}

fn write(port: &mut Port, cap: &Cap<Port, Store, store::AllRights>, line: &str) {
    let (mut sum, mut all) = ([0; 8], [1, 2, 3]);
    match line {
        "fill" => {
            let answer = cap.on(port).unordered().fill(b"abc", &mut LentMut::new(&mut sum));
            println!("{:?} {:?}", answer.map(|answer| answer.used), &sum[..2]);
        }
        "add" => println!("{:?} {all:?}", cap.on(port).unordered().add(1, &mut all)),
        other => panic!("{other}"),
    }
}

fn read<R: RightSet + tessera::Has<Read>>(port: &mut Port, cap: &Cap<Port, Store, R>, line: &str) {
    match line {
        "subscribe" => println!("{:?}", cap.on(port).subscribe_stored()),
        "next" => println!("{:?}", cap.on(port).next_stored().map(|told| told.map(|told| told.bytes))),
        other => panic!("{other}"),
    }
}

pub(crate) fn a_gate_is_a_process() {
    let launch = Launch::start(&ARCHIVE, Page::declared().unwrap()).unwrap();
    let mut play = Play::of(launch);
    let [first, second, reader] = [0, 1, 2];
    for subject in 0..5 {
        play.line(subject, "ready");
    }
    let mut say = |who: u16, line: &str, answer: &str| {
        play.launch.say(who, line).unwrap();
        assert_eq!(play.line(who, ""), answer, "{line}");
    };
    say(reader, "next", "Err(Refused(OutOfOrder))");
    say(reader, "subscribe", "Ok(())");
    say(reader, "next", "Ok(None)");
    say(first, "fill", "Ok(3) [38, 1]");
    say(second, "add", "Err(Refused(OutOfOrder)) [1, 2, 3]");
    say(first, "add", "Ok(()) [2, 3, 4]");
    say(first, "fill", "Err(Refused(OutOfOrder)) [0, 0]");
    say(second, "fill", "Ok(3) [38, 1]");
    say(reader, "next", "Ok(Some(3))");
    say(reader, "next", "Ok(Some(3))");
    say(reader, "next", "Ok(None)");
    // Whoever replaces a caller begins anew: the session behind the gate has ended, too.
    play.launch.replace(first, "writers[0]").unwrap();
    play.line(3, "closed");
    play.line(first, "ready");
    play.launch.say(first, "add").unwrap();
    assert_eq!(play.line(first, ""), "Err(Refused(OutOfOrder)) [1, 2, 3]");
}
