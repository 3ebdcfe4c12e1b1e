//! Events between confined processes: the subscriber sleeps until the server wakes it, and fetches.

use tessera::{Kernel, Notify, Stop, serve};
use tessera_linux::{Boot, Page, Port, launch::Launch};

use crate::{gate::command, systems::Play};

use stubs::test::events::{COUNT, tally, told, watcher};

mod stubs {
    #![expect(dead_code, unreachable_pub, reason = "there is more than is called")]
    include!("../../../../../tests/stubs/events/all.snap.rs");
}

/// Plays an instance of the system.
pub(crate) fn play(name: &str, Boot { mut port, .. }: Boot) {
    if name == "tally" {
        println!("ready");
        serve(&mut port, &mut tally::Dispatch::new(Tally, told::Tally::new()));
        return;
    }
    let uses = watcher::Uses::connect(|uses| port.wired(uses)).unwrap();
    command(|line| watch(&mut port, &uses.counter, line));
}

struct Tally;

impl<K: Kernel> tally::CounterServer<K> for Tally {
    fn count(&mut self, call: &mut tally::CountCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        let by = call.caller().connection.subject;
        call.events().counted(by);
        Ok(())
    }
}

fn watch(port: &mut Port, cap: &watcher::CounterCap<Port>, line: &str) {
    match line {
        "subscribe" => println!("{:?}", cap.on(port).subscribe_counted()),
        "next" => println!("{:?}", cap.on(port).next_counted().map(|told| told.map(|told| (told.lost, told.by)))),
        "count" => println!("{:?}", cap.on(port).count()),
        "woken" => println!("{}", port.woken(cap.raw())),
        "wait" => println!("{:?}", port.wait(cap.raw(), None)),
        "wait a little" => println!("{:?}", port.wait(cap.raw(), Some(20))),
        other => panic!("{other}"),
    }
}

pub(crate) fn a_subscriber_sleeps_until_it_is_woken() {
    let mut play = Play::of(Launch::start(&COUNT, Page::declared().unwrap()).unwrap());
    let [tally, watcher, other] = [0, 1, 2];
    for subject in [tally, watcher, other] {
        play.line(subject, "ready");
    }
    fn say(play: &mut Play, who: u16, line: &str, answer: &str) {
        play.launch.say(who, line).unwrap();
        assert_eq!(play.line(who, ""), answer, "{line}");
    }
    say(&mut play, watcher, "woken", "false");
    say(&mut play, watcher, "wait a little", "Ok(false)");
    say(&mut play, watcher, "subscribe", "Ok(())");
    // Asleep in the kernel until the other one counts.
    play.launch.say(watcher, "wait").unwrap();
    say(&mut play, other, "count", "Ok(())");
    assert_eq!(play.line(watcher, ""), "Ok(true)");
    say(&mut play, watcher, "woken", "false");
    // Woken once for several; who has not subscribed is never woken.
    say(&mut play, other, "count", "Ok(())");
    say(&mut play, other, "woken", "false");
    say(&mut play, watcher, "next", "Ok(Some((1, 2)))");
    // The wake met the answer; it is told after it.
    say(&mut play, watcher, "woken", "false");
    say(&mut play, watcher, "count", "Ok(())");
    say(&mut play, watcher, "woken", "true");
    say(&mut play, watcher, "woken", "false");
    say(&mut play, watcher, "next", "Ok(Some((0, 1)))");
    // The end of the server wakes, too.
    play.launch.say(watcher, "wait").unwrap();
    play.launch.kill(tally).unwrap();
    assert_eq!(play.line(watcher, ""), "Ok(true)");
}
