//! The standard packages: interfaces that many systems need, the same for all of them.
//!
//! They are part of the compiler; nothing is read from a disk. A build has those that its files name in `use` lines.

/// The first word of their names. No other package begins with it.
pub const ROOT: &str = "std";

/// Their names and their texts, one file each.
pub const PACKAGES: [(&str, &str); 8] = [
    ("std.block", include_str!("../std/block.idl")),
    ("std.clock", include_str!("../std/clock.idl")),
    ("std.console", include_str!("../std/console.idl")),
    ("std.log", include_str!("../std/log.idl")),
    ("std.memory", include_str!("../std/memory.idl")),
    ("std.net", include_str!("../std/net.idl")),
    ("std.random", include_str!("../std/random.idl")),
    ("std.store", include_str!("../std/store.idl")),
];
