//! The texts: a name, the code of a finding, and what makes the text.

/// One build, file by file.
type Make = fn() -> Vec<String>;

/// A mebibyte.
const LONG: usize = 1 << 20;
/// As much as one declaration may take, and little more.
const ONE: usize = 1 << 18;

pub(crate) const TEXTS: &[(&str, &str, Make)] = &[
    ("brackets", "E0112", || file("(".repeat(LONG))),
    ("braces", "E0112", || file("{".repeat(LONG))),
    ("closing braces", "E0103", || file("}".repeat(LONG))),
    ("nesting", "E0112", || file(format!("const A: u8 = {}1{};", "(".repeat(10_000), ")".repeat(10_000)))),
    ("brackets behind many mistakes", "E0105", || file(format!("{}{}", "§ ".repeat(300), "(".repeat(LONG)))),
    ("brackets of many kinds", "E0112", || file("{[(option<list<".repeat(LONG / 15))),
    ("deep again and again", "E0112", || {
        file("struct A { a: ".to_owned() + &format!("{}u8{};\n", "[".repeat(70), "; 1]".repeat(70)).repeat(2000))
    }),
    ("nothing but names", "E0119", || file("a ".repeat(LONG / 2))),
    ("bad items", "E0101", || file(up_to(LONG, |number| format!("struct {number};\n")))),
    ("unknown types", "E0201", || file(up_to(LONG, |number| format!("struct S{number} {{ a: Missing{number} }}\n")))),
    ("unknown types in an interface", "E0201", || {
        file(format!("interface I {{ {} }}", up_to(ONE - 200, |number| format!("m{number}(a: X{number});"))))
    }),
    ("one name for all", "E0202", || file("struct A { a: u8 }\n".repeat(LONG / 19))),
    ("one variant for all", "E0202", || file(format!("enum A: u32 {{ {} }}", "a,".repeat(ONE / 2 - 200)))),
    ("one field for all", "E0202", || file(format!("struct A {{ {} }}", "a:u8,".repeat(ONE / 5 - 200)))),
    ("constants that do not fit", "E0303", || file(up_to(LONG, |number| format!("const C{number}: u8 = 300;\n")))),
    ("a declaration without an end", "E0119", || file(format!("enum A: u32 {{ {} }}", "a,".repeat(LONG / 2)))),
    ("many structs", "none", || file(up_to(LONG, |number| format!("struct S{number} {{ a: u8, b: list<u16, 4> }}\n")))),
    ("many interfaces", "none", || {
        file(up_to(LONG, |number| format!("interface I{number} {{ m(a: u8) -> (b: u16); }}\n")))
    }),
    ("a name", "E0160", || file(format!("struct {} {{ a: u8 }}", "a".repeat(ONE - 200)))),
    ("an unknown name", "E0160", || file(format!("struct A {{ a: {} }}", "B".repeat(ONE - 200)))),
    ("a number", "E0106", || file(format!("const A: u8 = {};", "9".repeat(ONE - 200)))),
    ("a text", "none", || file(format!("interface I {{ @deprecated(\"{}\") m(); }}", "x".repeat(ONE - 200)))),
    ("escapes", "E0108", || file(format!("interface I {{ @deprecated(\"{}\") m(); }}", "\\u{".repeat(ONE / 3 - 200)))),
    ("a text without an end", "E0119", || file(format!("interface I {{ @deprecated(\"{}", "x".repeat(LONG)))),
    ("zero bytes", "E0105", || file("\0".repeat(LONG))),
    ("marks that nobody sees", "E0118", || file("\u{202e}".repeat(LONG / 3))),
    ("a long line", "E0119", || file(format!("{}struct A {{ a: u8 }};;", " ".repeat(LONG)))),
    ("comments", "E0110", || vec!["// a\n".repeat(LONG / 5)]),
    ("documentation", "E0119", || file(format!("{}struct A {{ a: u8 }}", "///\n".repeat(LONG / 4)))),
    ("attributes", "E0208", || file(format!("{}struct A {{ a: u8 }}", "@a ".repeat(ONE / 3 - 200)))),
    ("a sum", "E0113", || file(format!("const A: u32 = {}1;", "1+".repeat(ONE / 2 - 200)))),
    ("a condition", "E0113", || file(format!("type A = u8 where {}true;", "self != 1 && ".repeat(ONE / 13 - 200)))),
    ("a chain of aliases", "none", || {
        file(format!("alias A0 = u8;{}", chain(|number, before| format!("alias A{number} = A{before};"))))
    }),
    ("a cycle of aliases", "E0301", || {
        file(format!("alias A0 = A9;{}", chain(|number, before| format!("alias A{number} = A{before};"))))
    }),
    ("arrays of arrays", "E0308", || {
        file(format!("alias A0 = u8;{}", chain(|number, before| format!("alias A{number} = [A{before}; 2];"))))
    }),
    ("arrays in arrays", "E0308", || file(format!("alias A = {}u8{};", "[".repeat(25), "; 4294967295]".repeat(25)))),
    ("structs that double", "E0308", || {
        file(format!(
            "struct A0 {{ a: u64 }}{}",
            chain(|number, before| format!("struct A{number} {{ a: A{before}, b: A{before} }}"))
        ))
    }),
    ("lists that double", "E0315", || {
        let lists = |number, before| format!("struct A{number} {{ a: list<A{before}, 9>, b: list<A{before}, 9> }}");
        file(format!("struct A0 {{ a: u64 }}{}", chain(lists)))
    }),
    ("constants that double", "E0303", || {
        file(format!("const A0: u64 = 1;{}", chain(|number, before| format!("const A{number}: u64 = A{before} * 2;"))))
    }),
    ("constants that are used twice", "none", || {
        file(format!(
            "const A0: u64 = 0;{}",
            chain(|number, before| format!("const A{number}: u64 = A{before} + A{before};"))
        ))
    }),
    ("names of one use", "E0205", || {
        file(format!("use q.{{ {} }};", up_to(ONE - 200, |number| format!("A{number},"))))
    }),
    ("the same use", "E0205", || file("use q.{A};\n".repeat(LONG / 11))),
    ("packages that use each other", "none", || {
        let text = |number| {
            format!(
                "package p{number} @1.0; use p{}.{{A{}}}; struct A{number} {{ b: u8 }}",
                (number + 1) % 2000,
                (number + 1) % 2000
            )
        };
        (0..2000).map(text).collect()
    }),
    ("a hundred thousand files", "none", || (0..100_000).map(|number| format!("package p{number};")).collect()),
    ("rights", "E0402", || {
        file(format!("interface A {{ rights {{ {} }} }}", up_to(ONE - 200, |number| format!("r{number},"))))
    }),
    ("states", "E0316", || {
        file(format!("interface A {{ states {{ {} }} }}", up_to(ONE - 200, |number| format!("s{number},"))))
    }),
    ("fields of a table", "E0323", || {
        file(format!("table T max 256 {{ {} }}", up_to(ONE - 200, |number| format!("{}: reserved u8,", number + 1))))
    }),
    ("instances", "E0419", || {
        file(format!("component C {{}} system S {{ {} }}", up_to(ONE - 200, |number| format!("c{number}: C;"))))
    }),
    ("systems of systems", "E0419", || {
        let system = |number, before| format!("system A{number} {{ a: A{before}; b: A{before}; }}");
        file(format!("component C {{ }} system A0 {{ a: C; }}{}", chain(system)))
    }),
    ("a ring of calls", "E0407", || {
        let ring = (0..100).map(|number| format!("c{number}: C; c{number}.b -> c{}.a;", (number + 1) % 100));
        let ring: String = ring.collect();
        file(format!("interface I {{ m(); }} component C {{ provides a: I; uses b: I; }} system S {{ {ring} }}"))
    }),
];

#[expect(clippy::needless_pass_by_value, reason = "what is passed is made for this")]
fn file(text: String) -> Vec<String> {
    vec![format!("package p @1.0;\n{text}")]
}

/// Numbered pieces, together at most so many bytes.
fn up_to(length: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() > length {
            break;
        }
        text.push_str(&piece);
    }
    text
}

/// Pieces from 1 on, each with the number of the one before, together a mebibyte.
fn chain(piece: impl Fn(usize, usize) -> String) -> String {
    up_to(LONG - 200, |number| piece(number + 1, number) + "\n")
}
