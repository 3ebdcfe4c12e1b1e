"""What the self test knows without the oracle: bodies computed by hand, and questions and files without meaning.

The hexadecimal below is written from the format's description, never copied from the oracle's output.
"""

TIMES = """
package home.time @1.0;
alias Millis = u64;
const DAY: u32 = 24 * 60 * 60 * 1_000;
"""
FILE = """
package test.oracle @1.0;       // comments go
use home.time.{Millis, DAY};

const FOUR: u32 = (1 + 1) * 2 + 7 % 7;
type UserId = u16 where self < FOUR * 8;
type Pin    = inline string<8> where len >= FOUR && digits;
type Name   = string<8> where len > 0 implies ascii;
type Hour   = i8 where self in -11..=12 && self / 2 * 2 == self;
type Cut    = i8 where self >= 0 || self / 2 == -3 && self % 4 == -3;
type Half   = u8 where self in 2..4;
type Month  = u8 where self in 1..=12;
type Early  = Millis where self < DAY;
enum Why: u8 { wrong_pin = 1, jammed }
flexible enum Kind: i16 { lamp = -1, lock = 2 }
flags Days: u8 { mon, tue, sun = 0x40 }
flexible flags More: u32 { a }
struct Entry { at: u64, user: UserId, granted: bool }
struct Range { lo: u32, hi: u32 } where lo <= hi && (hi != lo || hi / lo == 1);
type Ten = Range where self.hi - self.lo <= 10;
struct Tagged { id: u8, why: Why, name: string<8>, bolt: Why } where why == .jammed implies name.len == id;
resource struct Grant { who: UserId, door: cap<T, open> }
struct Settings { @sensitive name: Name, days: option<Days> }
table Skipped max 256 { 1: auto_lock: bool, 2: reserved u32 }
component Nobody { uses t: T<open>; during a.b calls c.d, e.f; }

/// One method a type, so that a message's name says what it tests.
interface T {
    rights { open, read }
    @requires(none) @since(1.2) empty();
    number(a: u8, b: i16, c: u64, d: i32);
    truth(a: bool, b: bool);
    real(a: f32, b: f64);
    array(a: [u16; 3], b: [Why; 2]);
    text(a: string<8>, b: string<8>, c: u8);
    octets(a: bytes<4>, b: list<u32, 2>);
    deep(a: list<Settings, 3>, b: list<list<u64, 2>, 2>);
    inlined(a: inline string<4>, b: inline bytes<300>, c: inline list<u32, 2>);
    inlinetexts(a: inline list<string<4>, 2>);
    maybe(a: option<string<4>>, b: option<u32>, c: option<Pin>, d: option<option<u8>>);
    maybename(a: option<Name>, b: option<list<u8, 4>>, c: option<Settings>);
    maybecap(a: option<cap<T>>, b: option<option<cap<T>>>, c: option<Grant>);
    days(a: Days, b: More, c: Why, d: Kind);
    entry(a: Entry, b: u8) -> (entries: list<Entry, 16>) fails Range;
    refined(a: UserId, b: Hour, c: Early);
    counted(a: Cut, b: Half, c: Month);
    ten(a: Ten);
    tagged(a: Tagged);
    grant(a: list<Grant, 2>, b: cap<T>, c: inline list<cap<T>, 2>) fails Why;
    oneway once(a: u8);
    event bolted(at: Millis) keep 4;
    leased(a: &out bytes<4>, b: u8, c: &list<Entry, 4>, d: &mut bytes<4>) -> (e: u8);
    wide(a: inline bytes<255>, b: inline bytes<256>, c: inline string<65535>, d: inline string<65536>);
}
system Home { t: Nobody untrusted; t.a -> t.b; }
policy P for Home { allow t -> t.a { limit reads: 10 per 1s; } }
"""

ACCEPTED = [
    ("empty.request", "{}", "", 0),
    # only `b`: what is lent has no bytes in the body
    ("leased.request", '{"b":7}', "0700000000000000", 0),
    ("empty.reply", "{}", "", 0),
    # how many were lost, four of padding, a u64
    ("bolted.request", "{}", "", 0),
    ("bolted.reply", '{"lost":2,"at":3}', "02000000 00000000 0300000000000000", 0),
    # u8, one byte of padding, i16, four of padding, u64, i32, four to the tail of the struct
    ("number.request", '{"a":1,"b":-2,"c":3,"d":-4}', "01 00 feff 00000000 0300000000000000 fcffffff 00000000", 0),
    ("truth.request", '{"a":true,"b":false}', "01 00 000000000000", 0),
    # a NaN with a payload, and minus zero
    (
        "real.request",
        '{"a":{"bits":2143289345},"b":{"bits":9223372036854775808}}',
        "0100c07f 00000000 0000000000000080",
        0,
    ),
    ("array.request", '{"a":[1,2,3],"b":[1,2]}', "0100 0200 0300 01 02", 0),
    # two slices and a u8, padded to 20: "hé" stands at 20, "x" right behind it at 23, 24 ends the body
    ("text.request", '{"a":"hé","b":"x","c":9}', "14000000 03000000 17000000 01000000 09 000000 68c3a9 78", 0),
    ("text.request", '{"a":"","b":"","c":0}', "00000000 00000000 00000000 00000000 00 000000 00000000", 0),
    # bytes at 16, then the list rounded up from 17 to 20
    (
        "octets.request",
        '{"a":"ff","b":[1,2]}',
        "10000000 01000000 14000000 02000000 ff 000000 01000000 02000000 00000000",
        0,
    ),
    # two elements of 12 at 16, their names at 40 and 41; b's two slices at 44 (from 43), b[1]'s u64 at 64 (from 60)
    (
        "deep.request",
        '{"a":[{"name":"A","days":null},{"name":"BC","days":{"some":65}}],"b":[[],[7]]}',
        "10000000 02000000 2c000000 02000000"
        "28000000 01000000 00 00 0000 29000000 02000000 01 41 0000"
        "41 4243 00 00000000 00000000 40000000 01000000 00000000 0700000000000000",
        0,
    ),
    # 1 + 4, then a u16 length at 6 and 300 places to 308, then a u8 length, 3 of padding, 8 of places: 320
    (
        "inlined.request",
        '{"a":"ab","b":"0102","c":[5]}',
        "02 6162 0000 00 0200 0102" + 298 * "00" + "01 000000 05000000 00000000",
        0,
    ),
    # u8 length, 3 of padding, two slices: 20. "cd" stands at 20; the unused place is zero
    ("inlinetexts.request", '{"a":["cd"]}', "01 000000 14000000 02000000 00000000 00000000 6364 0000", 0),
    # slice; {u8, u32} at 8; {u8, 9 bytes} at 16; {u8, {u8, u8}} at 26; 29 rounds up to 32
    (
        "maybe.request",
        '{"a":null,"b":null,"c":null,"d":null}',
        "ffffffff 00000000 00 000000 00000000 00 00 0000000000000000 00 00 00 000000",
        0,
    ),
    (
        "maybe.request",
        '{"a":{"some":""},"b":{"some":0},"c":{"some":"1234"},"d":{"some":null}}',
        "00000000 00000000 01 000000 00000000 01 04 3132333400000000 01 00 00 000000",
        0,
    ),
    # new types are looked through; an absent struct is all zero, its slice too; {u8, {slice, {u8, u8}, 2}} at 16
    ("maybename.request", '{"a":null,"b":null,"c":null}', "ffffffff00000000 ffffffff00000000" + 16 * "00", 0),
    (
        "maybename.request",
        '{"a":{"some":"n"},"b":{"some":[8,9]},"c":{"some":{"name":"m","days":null}}}',
        "20000000 01000000 21000000 02000000 01 000000 23000000 01000000 00 00 0000 6e 0809 6d 00000000",
        0,
    ),
    # index, {u8, index}, {u8, {u16, index}}: 2 + 4 + 6
    ("maybecap.request", '{"a":null,"b":null,"c":null}', "ffff 00 00 0000 00 00 0000 0000 00000000", 0),
    ("maybecap.request", '{"a":null,"b":{"some":null},"c":null}', "ffff 01 00 ffff 00 00 0000 0000 00000000", 0),
    (
        "maybecap.request",
        '{"a":{"some":{"cap":0}},"b":{"some":{"some":{"cap":1}}},"c":{"some":{"who":3,"door":{"cap":2}}}}',
        "0000 01 00 0100 01 00 0300 0200 00000000",
        3,
    ),
    ("days.request", '{"a":67,"b":4294967295,"c":2,"d":300}', "43 000000 ffffffff 02 00 2c01 00000000", 0),
    (
        "entry.request",
        '{"a":{"at":1,"user":31,"granted":true},"b":2}',
        "0100000000000000 1f00 01 0000000000 02 00000000000000",
        0,
    ),
    (
        "entry.reply",
        '{"entries":[{"at":1,"user":2,"granted":false}]}',
        "08000000 01000000 0100000000000000 0200 00 0000000000",
        0,
    ),
    ("entry.error", '{"lo":1,"hi":2}', "01000000 02000000", 0),
    ("refined.request", '{"a":31,"b":-10,"c":86399999}', "1f00 f6 0000000000 ff5b260500000000", 0),
    # division rounds towards zero: -7 / 2 is -3, and -7 % 4 is -3
    ("counted.request", '{"a":-7,"b":3,"c":12}', "f9 03 0c 0000000000", 0),
    ("counted.request", '{"a":4,"b":2,"c":1}', "04 02 01 0000000000", 0),
    ("ten.request", '{"a":{"lo":5,"hi":15}}', "05000000 0f000000", 0),
    (
        "tagged.request",
        '{"a":{"id":1,"why":2,"name":"x","bolt":1}}',
        "01 02 0000 10000000 01000000 01 000000 78 00000000000000",
        0,
    ),
    # the list's capabilities come first: the walk goes into a list before it goes on
    (
        "grant.request",
        '{"a":[{"who":1,"door":{"cap":0}},{"who":2,"door":{"cap":1}}],"b":{"cap":2},"c":[{"cap":3}]}',
        "10000000 02000000 0200 01 00 0300 0000 0100 0000 0200 0100",
        4,
    ),
    ("grant.error", "2", "02 00000000000000", 0),
    ("once.request", '{"a":7}', "07 00000000000000", 0),
]

REFUSED = [
    ("empty.request", "00 00000000000000", 0, "trailing"),
    ("bolted.reply", "02000000 01000000 0300000000000000", 0, "padding"),
    ("empty.request", "", 1, "capability"),
    ("once.request", "", 0, "length"),
    ("once.request", "07 000000", 0, "length"),
    ("once.request", "07 00000000000001", 0, "padding"),
    ("once.request", "07 00000000000000 0000000000000000", 0, "trailing"),
    ("number.request", "01 01 feff 00000000 0300000000000000 fcffffff 00000000", 0, "padding"),
    ("number.request", "01 00 feff 00000000 0300000000000000 fcffffff 00000001", 0, "padding"),
    ("truth.request", "02 00 000000000000", 0, "bool"),
    ("array.request", "0100 0200 0300 01 03", 0, "enum"),
    ("days.request", "04 000000 00000000 02 00 0000 00000000", 0, "flags"),
    ("days.request", "00 000000 00000000 00 00 0000 00000000", 0, "enum"),
    # overlong, a surrogate, cut short
    ("text.request", "14000000 02000000 00000000 00000000 09 000000 c080 0000", 0, "utf8"),
    ("text.request", "14000000 03000000 00000000 00000000 09 000000 eda080 00", 0, "utf8"),
    ("text.request", "14000000 01000000 00000000 00000000 09 000000 c3 000000", 0, "utf8"),
    # swapped, shared, with a gap, empty but placed, beyond the body, absent where there is no option
    ("text.request", "15000000 01000000 14000000 01000000 09 000000 6162 0000", 0, "offset"),
    ("text.request", "14000000 01000000 14000000 01000000 09 000000 61 000000", 0, "offset"),
    ("text.request", "15000000 01000000 00000000 00000000 09 000000 00 61 0000", 0, "offset"),
    ("text.request", "14000000 00000000 00000000 00000000 09 000000 00000000", 0, "offset"),
    ("text.request", "14000000 05000000 00000000 00000000 09 000000 61616161", 0, "length"),
    ("text.request", "ffffffff 00000000 00000000 00000000 09 000000 00000000", 0, "offset"),
    ("text.request", "14000000 09000000 00000000 00000000 09 000000 61616161 6161616161000000", 0, "bound"),
    ("octets.request", "10000000 01000000 14000000 01000000 ff 000001 01000000", 0, "padding"),
    ("octets.request", "00000000 00000000 10000000 ffffffff", 0, "bound"),
    ("inlined.request", "05 61626364 00 0000" + 300 * "00" + "00 000000 00000000 00000000", 0, "bound"),
    ("inlined.request", "02 61626300 00 0000" + 300 * "00" + "00 000000 00000000 00000000", 0, "padding"),
    ("inlined.request", "02 61ff0000 00 0000" + 300 * "00" + "00 000000 00000000 00000000", 0, "utf8"),
    ("inlined.request", "02 61620000 00 0000" + 300 * "00" + "01 000001 00000000 00000000", 0, "padding"),
    ("maybe.request", "ffffffff 01000000 00 000000 00000000 00 00 0000000000000000 00 00 00 000000", 0, "offset"),
    ("maybe.request", "ffffffff 00000000 02 000000 00000000 00 00 0000000000000000 00 00 00 000000", 0, "option"),
    ("maybe.request", "ffffffff 00000000 00 000000 01000000 00 00 0000000000000000 00 00 00 000000", 0, "padding"),
    ("maybe.request", "ffffffff 00000000 01 010000 00000000 00 00 0000000000000000 00 00 00 000000", 0, "padding"),
    ("maybe.request", "ffffffff 00000000 00 000000 00000000 00 00 0000000000000000 00 01 00 000000", 0, "padding"),
    ("maybe.request", "ffffffff 00000000 00 000000 00000000 01 00 0000000000000000 00 00 00 000000", 0, "refinement"),
    ("maybename.request", "ffffffff00000000 ffffffff00000000 00 000000 ffffffff 00000000 00000000", 0, "padding"),
    ("maybecap.request", "0100 00 00 0000 00 00 0000 0000 00000000", 2, "capability"),
    ("maybecap.request", "0000 00 00 0000 00 00 0000 0000 00000000", 0, "capability"),
    ("maybecap.request", "0000 00 00 0000 00 00 0000 0000 00000000", 2, "capability"),
    ("grant.request", "00000000 00000000 ffff 00 00 0000 0000", 0, "capability"),
    ("grant.request", "00000000 00000000 0000 02 00 0200 0100", 3, "capability"),
    ("refined.request", "2000 f6 0000000000 0000000000000000", 0, "refinement"),
    ("refined.request", "1f00 f5 0000000000 0000000000000000", 0, "refinement"),
    ("refined.request", "1f00 03 0000000000 0000000000000000", 0, "refinement"),
    ("refined.request", "1f00 00 0000000000 005c260500000000", 0, "refinement"),
    ("counted.request", "fa 02 01 0000000000", 0, "refinement"),
    ("counted.request", "00 04 01 0000000000", 0, "refinement"),
    ("counted.request", "00 01 01 0000000000", 0, "refinement"),
    ("counted.request", "00 02 0d 0000000000", 0, "refinement"),
    ("counted.request", "00 02 00 0000000000", 0, "refinement"),
    ("ten.request", "05000000 10000000", 0, "refinement"),
    ("ten.request", "05000000 04000000", 0, "refinement"),
    # 0 / 0 is reached, so the refinement is false
    ("entry.error", "00000000 00000000", 0, "refinement"),
    ("entry.error", "02000000 01000000", 0, "refinement"),
    ("tagged.request", "02 02 0000 10000000 01000000 01 000000 78 00000000000000", 0, "refinement"),
    ("maybename.request", "18000000 02000000 ffffffff00000000" + 16 * "00" + "c3a9 000000000000", 0, "offset"),
    ("maybename.request", "20000000 02000000 ffffffff00000000" + 16 * "00" + "c3a9 000000000000", 0, "refinement"),
]

LAYOUTS = [
    ("grant.request", '{"size":16,"align":4,"offsets":{"a":0,"b":8,"c":10},"max_body":24,"max_caps":5}'),
    # 1 + 255; 2 + 256; 2 + 65535 and one to its tail; from 66052, 4 + 65536
    (
        "wide.request",
        '{"size":131592,"align":4,"offsets":{"a":0,"b":256,"c":514,"d":66052},"max_body":131592,"max_caps":0}',
    ),
    # 8, sixteen of 16
    ("entry.reply", '{"size":8,"align":4,"offsets":{"entries":0},"max_body":264,"max_caps":0}'),
    # two slices; three of 12 end at 52, with names at 76; two slices from 76, twice two u64 from 96 (92)
    ("deep.request", '{"size":16,"align":4,"offsets":{"a":0,"b":8},"max_body":128,"max_caps":0}'),
    ("empty.reply", '{"size":0,"align":1,"offsets":{},"max_body":0,"max_caps":0}'),
]

UNCLEAR = [
    "",
    "x",
    "T.none.request - 0",
    "T.once.request 0 0",
    "T.once.request zz 0",
    "T.once.request - -1",
    "T.once.request - 1 2",
    "encode T.once.request",
    "encode T.once.request {",
    "encode T.once.request " + 100_000 * "[",
    "layout",
]

BROKEN = [
    "struct A { a: A } interface I { m(a: A); }",
    "struct A { a: u8 } where b > 0; interface I { m(a: A); }",
    "type A = u8 where self < self < 1;",
    "alias A = B; alias B = A; interface I { m(a: A); }",
    "interface I { m(a: f16); }",
    "interface I { m(a: [u8; 0]); }",
    "interface I { m(a: list<bytes<1 * 65536>, 65536>); }",
    "struct A { a: u8 ",
    "component C { ) }",
    "} struct A {",
    "const A: u8 = 1s;",
    "(" * 100_000,
    'interface I { m(a: string<"8">); }',
]
