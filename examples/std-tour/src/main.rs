//! A thermometer on a window sill, and a keeper who remembers the coldest night.
//!
//! `cargo run -p std-tour` lets all components of `tour.idl` live in this process: a call is a function call, past the same monitor and the same
//! policy as between processes. Clock, log and store are interfaces of the standard packages; `board` provides them, `keeper` lives from them.
//! Exit code 0: everything went as the description says.

mod board;
mod keeper;

use std::{error::Error, process::ExitCode};

use tessera::{
    Connection, Failure,
    loopback::{Frame, Local, Loopback},
    system::Wire,
};

use self::{board::Board, keeper::Keeper};
use crate::stubs::{
    std_::log::Level,
    tour::{Celsius, SILL, Why, guest, rules, thermometer},
};

/// What `idlc` made of `tour.idl`, for all its components.
#[expect(dead_code, reason = "the sill needs a part of what the standard packages offer")]
mod stubs {
    tessera::stubs!();
}

/// The innermost port: nobody behind the board is called.
type Inside = Frame<2048>;
/// Where the board is called.
type ToBoard = Loopback<stubs::tour::board::Dispatch<Inside, Board, rules::Board>, Inside>;
/// Where the keeper is called, who calls the board.
type ToKeeper = Loopback<stubs::tour::keeper::Dispatch<ToBoard, Keeper, rules::Keeper>, ToBoard>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    // What a launcher does between processes: each instance gets the capabilities that the system gives it.
    let mut board = ToBoard::new(stubs::tour::board::Dispatch::new(Board::default(), rules::Board::new()));
    let mut from_board = |who, place| {
        let wire = wire(who, place)?;
        board.connect(0, Connection { port: wire.provides, subject: wire.from, rights: wire.rights })
    };
    let uses = stubs::tour::keeper::Uses::connect(|place| from_board(rules::KEEPER, place)).map_err(unwired)?;
    let lines = guest::LogCap::new(from_board(rules::GUEST, 1).ok_or("the guest reads no log")?);
    let dispatch = stubs::tour::keeper::Dispatch::new(Keeper, rules::Keeper::new(), uses);
    let mut keeper = Loopback::before(dispatch, board);
    let mut from_keeper = |who| -> Option<Local> {
        let wire = wire(who, 0)?;
        keeper.connect(0, Connection { port: wire.provides, subject: wire.from, rights: wire.rights })
    };
    let thermometer = thermometer::StationCap::new(from_keeper(rules::THERMOMETER).ok_or("no thermometer")?);
    let guest = guest::StationCap::new(from_keeper(rules::GUEST).ok_or("no guest")?);

    lines.on(&mut keeper.port).subscribe_written().map_err(|why| format!("{why:?}"))?;
    let nothing = guest.on(&mut keeper).coldest();
    expect(matches!(nothing, Err(Failure::Error(Why::NothingYet))), "nobody has measured yet")?;
    println!("nobody has measured yet");

    for (hour, celsius) in (20_u64..).zip([4, 1, -3, -7, -5, -6, 0]) {
        pass_to(&mut keeper, hour * 3_600_000);
        let celsius = Celsius::new(celsius).ok_or("no such temperature")?;
        let coldest = thermometer.on(&mut keeper).measured(celsius).map_err(|why| format!("{why:?}"))?.coldest;
        println!("{:02}:00 {:>3}°{}", hour % 24, celsius.get(), if coldest { "  the coldest so far" } else { "" });
    }
    // A thermometer that has gone mad is slowed down by the policy, and fills no log.
    let mut answered = 0;
    while thermometer.on(&mut keeper).measured(Celsius::new(50).ok_or("no such temperature")?).is_ok() {
        answered += 1;
    }
    println!("a mad thermometer is heard {answered} more times, then denied");
    expect(answered == 1, "the policy lets pass two at once")?;

    let coldest = guest.on(&mut keeper).coldest().map_err(|why| format!("{why:?}"))?;
    println!("the night's coldest: {}° at {:02}:00", coldest.celsius.get(), coldest.at.get() / 3_600_000 % 24);
    expect((coldest.celsius.get(), coldest.at.get()) == (-7, 23 * 3_600_000), "the store has it")?;

    let mut told = 0;
    while let Some(line) = lines.on(&mut keeper.port).next_written().map_err(|why| format!("{why:?}"))? {
        told += 1;
        expect((line.source, line.level) == (rules::KEEPER, Level::Info), "the keeper says so")?;
        println!("log: {}", line.text);
    }
    expect(told == 4, "each coldest hour leaves a line")
}

/// The connection that feeds a port of an instance.
fn wire(who: u16, place: u8) -> Option<Wire> {
    SILL.wires.iter().copied().find(|wire| (wire.from, wire.uses) == (who, place))
}

/// Time passes, for the policies and for the board's clock.
fn pass_to(keeper: &mut ToKeeper, now: u64) {
    keeper.port.port.now = now;
    keeper.port.services.server.now = now;
}

fn unwired(why: tessera::Unwired) -> String {
    format!("the keeper's `{}` is not connected", why.0)
}

fn expect(holds: bool, what: &str) -> Result<(), Box<dyn Error>> {
    if holds { Ok(()) } else { Err(format!("it is not so: {what}").into()) }
}
