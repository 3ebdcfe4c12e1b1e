//! 10,000 lines of a web server's log: mostly text.
//!
//! `T` is text: owned, or where decoders can leave it, `&str`.

use bitcode::{Decode, Encode};
use rand::Rng;
use rkyv::{Archive, Serialize};
use wincode::{SchemaRead, SchemaWrite};

use crate::draw::{Source, many, pick, source, text};

/// The set.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Log<T = String> {
    pub(crate) entries: Vec<Entry<T>>,
}

/// A line.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Entry<T = String> {
    pub(crate) address: Address,
    pub(crate) identity: T,
    pub(crate) userid: T,
    pub(crate) date: T,
    pub(crate) request: T,
    pub(crate) code: u16,
    pub(crate) size: u64,
}

/// An IPv4 address.
#[derive(
    Clone,
    Copy,
    Debug,
    Archive,
    Serialize,
    Encode,
    Decode,
    SchemaWrite,
    SchemaRead,
    serde::Serialize,
    serde::Deserialize,
)]
pub(crate) struct Address {
    pub(crate) x0: u8,
    pub(crate) x1: u8,
    pub(crate) x2: u8,
    pub(crate) x3: u8,
}

impl Address {
    /// The four bytes.
    #[inline(always)]
    pub(crate) fn bytes(self) -> [u8; 4] {
        [self.x0, self.x1, self.x2, self.x3]
    }
}

/// What is read of a line.
#[inline(always)]
pub(crate) fn looked_at(address: [u8; 4], code: u16, size: u64) -> u64 {
    u64::from(u32::from_le_bytes(address)).wrapping_add(u64::from(code)).wrapping_add(size)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const USERS: [&str; 9] = ["-", "alice", "bob", "carmen", "david", "eric", "frank", "george", "harry"];
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "UPDATE", "DELETE"];
const ROUTES: [&str; 7] = [
    "/favicon.ico",
    "/css/index.css",
    "/css/font-awsome.min.css",
    "/img/logo-full.svg",
    "/img/splash.jpg",
    "/api/login",
    "/api/logout",
];
const PROTOCOLS: [&str; 4] = ["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"];
const CODES: [u16; 63] = [
    100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424,
    425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
];

impl Log {
    /// Draws the set.
    pub(crate) fn draw() -> Self {
        Self { entries: many(&mut source(), 10_000..10_001, Entry::draw) }
    }
}

impl Entry {
    fn draw(source: &mut Source) -> Self {
        let (date, request) = (date(source), request(source));
        Self {
            address: Address {
                x0: source.gen_range(0..=255),
                x1: source.gen_range(0..=255),
                x2: source.gen_range(0..=255),
                x3: source.gen_range(0..=255),
            },
            identity: "-".to_owned(),
            userid: text(source, &USERS),
            date,
            request,
            code: pick(source, &CODES),
            size: source.gen_range(0..100_000_000),
        }
    }
}

fn date(source: &mut Source) -> String {
    let (day, month, year) = (source.gen_range(1..=28), pick(source, &MONTHS), source.gen_range(1970..=2021));
    let (hour, minute, second) = (source.gen_range(0..24), source.gen_range(0..60), source.gen_range(0..60));
    let zone = source.gen_range(0..25_usize);
    let (sign, offset) = if zone < 12 { ('-', 12 - zone) } else { ('+', zone - 12) };
    format!("{day}/{month}/{year}:{hour}:{minute}:{second} {sign}{offset:02}00")
}

fn request(source: &mut Source) -> String {
    format!("{} {} {}", pick(source, &METHODS), pick(source, &ROUTES), pick(source, &PROTOCOLS))
}
