//! What two ends must agree on is in an interface's fingerprint, and nothing else: each change of a description changes it or does not.

use std::error::Error;

use tessera_idl::{Sources, check, parse, resolve};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// One of everything; `Other` is there to be named.
const TEXT: &str = "package home @1.0;
const MOST: u32 = 16;
type Pin = inline string<8> where len >= 4;
alias Digest = [u8; 4];
enum Why: u8 { wrong = 1, jammed = 2 }
flexible enum Kind: u16 { lamp = 1 }
flags Days: u8 { mon, tue }
flexible flags More: u8 { a }
struct Entry { at: u64, user: u16, granted: bool }
struct Range { lo: u32, hi: u32 } where lo <= hi;
table Settings max 256 { 1: auto: bool, 2: delay: u64 }
union Proof { 1: pin: Pin, 2: badge: [u8; 16], 3: reserved }
flexible union Sign max 64 { 1: word: string<8> }
resource table Bag max 64 caps 1 { 1: door: cap<Other, open> }
interface Other { rights { open, shut } @requires(open) open(); }
interface Lock {
    rights { open, admin }
    states { idle, final busy }
    @requires(open) unlock(user: u16, pin: Pin) -> (until: u64) from idle to busy fails Why { .jammed to busy };
    @requires(admin) list(from: u32) -> (entries: list<Entry, MOST>, range: Range);
    @requires(none) oneway touch(kind: Kind, days: Days, more: More, digest: Digest);
    @requires(none) set(settings: Settings, proof: Proof, sign: option<Sign>);
    @requires(none) give(bag: Bag, door: cap<Other, open>);
    @requires(none) lend(data: &bytes<64>, back: &out list<u16, 4>);
    @requires(none) @op(50) event rang(at: u64) keep 4;
}";

/// An edit, and whether it is another interface then.
const EDITS: [(&str, &str, bool); 54] = [
    // Names that are not on the wire.
    ("unlock(", "open_up(", false),
    ("user: u16, pin", "who: u16, code", false),
    ("until: u64", "till: u64", false),
    ("granted: bool", "allowed: bool", false),
    ("Entry", "Line", false),
    ("Pin", "Code", false),
    ("Why", "Reason", false),
    ("wrong = 1", "bad = 1", false),
    ("jammed", "stuck", false),
    ("mon, tue", "sat, sun", false),
    ("auto: bool", "self_lock: bool", false),
    ("badge:", "card:", false),
    ("idle", "calm", false),
    ("rang(", "knocked(", false),
    // What is worked out, or says the same.
    ("const MOST: u32 = 16", "const MOST: u32 = 4 * 4", false),
    ("alias Digest = [u8; 4];", "type Digest = [u8; 4];", false),
    ("data: &bytes<64>", "@sensitive data: &bytes<64>", false),
    // A `where` changes no bytes.
    ("len >= 4", "len >= 5", false),
    ("lo <= hi", "lo < hi", false),
    // What grows, and how much is kept.
    ("2: delay: u64", "2: delay: u64, 3: tone: Why", false),
    ("1: word: string<8>", "1: word: string<8>, 2: n: u8", false),
    ("{ lamp = 1 }", "{ lamp = 1, lock = 2 }", false),
    ("{ a }", "{ a, b }", false),
    ("keep 4", "keep 5", false),
    // A reserved variant is none.
    (", 3: reserved", "", false),
    // Names that are: of the interface, of rights, of what grows and what a capability is to.
    ("Lock", "Bolt", true),
    ("package home", "package house", true),
    ("admin", "owner", true),
    ("Settings", "Options", true),
    ("Kind", "Sort", true),
    ("Other", "Another", true),
    // Rights.
    ("rights { open, admin }", "rights { admin, open }", true),
    ("@requires(none) set", "@requires(open) set", true),
    ("cap<Other, open>);\n    @requires(none) lend", "cap<Other, shut>);\n    @requires(none) lend", true),
    // Numbers.
    ("@requires(open) unlock", "@requires(open) @op(40) unlock", true),
    ("@op(50)", "@op(51)", true),
    ("jammed = 2", "jammed = 3", true),
    ("wrong = 1, jammed", "wrong = 1, lost = 9, jammed", true),
    ("mon, tue", "mon, tue, wed", true),
    ("1: pin: Pin, 2: badge: [u8; 16], 3: reserved", "1: reserved, 2: badge: [u8; 16], 3: pin: Pin", true),
    // Shapes and bounds.
    ("user: u16, pin", "user: u32, pin", true),
    ("user: u16, granted", "user: i16, granted", true),
    ("at: u64, user: u16, granted: bool", "user: u16, at: u64, granted: bool", true),
    ("inline string<8>", "string<8>", true),
    ("inline string<8>", "inline string<9>", true),
    ("u32 = 16", "u32 = 17", true),
    ("option<Sign>", "Sign", true),
    ("max 256", "max 264", true),
    ("caps 1", "caps 2", true),
    ("&out list", "&mut list", true),
    ("&bytes<64>", "&bytes<65>", true),
    // Forms: one-way, what fails, the contract.
    ("oneway touch", "touch", true),
    (" fails Why { .jammed to busy }", "", true),
    (".jammed to busy", ".jammed to idle", true),
];

#[test]
fn what_must_agree_is_in_it_and_nothing_else() -> Result {
    let before = fingerprint(TEXT)?;
    for (old, new, changes) in EDITS {
        let text = TEXT.replace(old, new);
        assert_ne!(text, TEXT, "nothing says `{old}`");
        let after = fingerprint(&text).map_err(|error| format!("`{old}` as `{new}`: {error}"))?;
        assert_eq!(after != before, changes, "`{old}` as `{new}`");
    }
    Ok(())
}

/// The text that is hashed is the one that the head of `fingerprint.rs` describes.
#[test]
fn the_text_is_the_one_that_is_described() -> Result {
    let hash = |text: &str| format!("{:016x}", fnv1a(text));
    let entry = hash("struct u64,u16,bool");
    let (why, days) = (hash("enum u8 1,2"), hash("flags u8 0x3"));
    let (kind, more) = (hash("flexible enum home.Kind u16 grows"), hash("flexible flags home.More u8 grows"));
    let (range, proof) = (hash("struct u32,u32"), hash("union 1:inline string<8>,2:[u8;16]"));
    let settings = hash("table home.Settings max 256 caps 0 grows");
    let sign = hash("flexible union home.Sign max 64 caps 0 grows");
    let bag = hash("table home.Bag max 64 caps 1 grows");
    let text = format!(
        "tessera 1
interface home.Lock rights open,admin states 2
32 requires 0x1 from 0 to 1 (u16,inline string<8>)->(u64) fails {why} 2 to 1
33 requires 0x2 (u32)->(list<{entry},16>,{range})
34 requires 0x0 oneway ({kind},{days},{more},[u8;4])
35 requires 0x0 ({settings},{proof},option<{sign}>)->()
36 requires 0x0 ({bag},cap<home.Other,0x1>)->()
37 requires 0x0 ()&bytes<64>&out list<u16,4>->()
50 requires 0x0 event (u64)
"
    );
    assert_eq!(fingerprint(TEXT)?, fnv1a(&text), "{text}");
    let open =
        TEXT.replace("interface Lock {", "open interface Lock {").replace("    states { idle, final busy }\n", "");
    let open: String = open.split_once("    @requires(open) unlock").ok_or("a method")?.0.to_owned();
    let open = open + "@requires(none) @op(32) ring(); }";
    assert_eq!(fingerprint(&open)?, fnv1a("tessera 1\nopen interface home.Lock grows\n"), "{open}");
    Ok(())
}

/// Of the last interface.
fn fingerprint(text: &str) -> Result<u64> {
    let sources = Sources::single("home.idl", text)?;
    let (model, _) = resolve(&parse(&sources).0);
    let (facts, findings) = check(&model);
    let facts = facts.complete().ok_or_else(|| format!("{findings:?}"))?;
    let (last, _) = model.interfaces.iter().last().ok_or("an interface")?;
    Ok(facts.interfaces[last].fingerprint)
}

/// Written once more, from its definition.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(14_695_981_039_346_656_037, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211))
}
