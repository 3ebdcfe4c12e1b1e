//! The texts: a name, the code of a finding, and what makes the text.

/// One build, file by file, of about so many bytes.
type Make = fn(usize) -> Vec<String>;

pub(crate) const TEXTS: &[(&str, &str, Make)] = &[
    ("brackets", "E0112", |long| file("(".repeat(long))),
    ("braces", "E0112", |long| file("{".repeat(long))),
    ("closing braces", "E0103", |long| file("}".repeat(long))),
    ("nesting", "E0112", |_| file(format!("const A: u8 = {}1{};", "(".repeat(10_000), ")".repeat(10_000)))),
    ("brackets behind many mistakes", "E0105", |long| file(format!("{}{}", "§ ".repeat(300), "(".repeat(long)))),
    ("brackets of many kinds", "E0112", |long| file("{[(option<list<".repeat(long / 15))),
    ("deep again and again", "E0112", |_| {
        file("struct A { a: ".to_owned() + &format!("{}u8{};\n", "[".repeat(70), "; 1]".repeat(70)).repeat(2000))
    }),
    ("nothing but names", "E0119", |long| file("a ".repeat(long / 2))),
    ("bad items", "E0101", |long| file(up_to(long, |number| format!("struct {number};\n")))),
    ("unknown types", "E0201", |long| {
        file(up_to(long, |number| format!("struct S{number} {{ a: Missing{number} }}\n")))
    }),
    ("unknown types in an interface", "E0201", |long| {
        file(format!("interface I {{ {} }}", up_to(long / 4 - 200, |number| format!("m{number}(a: X{number});"))))
    }),
    ("one name for all", "E0202", |long| file("struct A { a: u8 }\n".repeat(long / 19))),
    ("one variant for all", "E0202", |long| file(format!("enum A: u32 {{ {} }}", "a,".repeat(long / 8 - 200)))),
    ("one field for all", "E0202", |long| file(format!("struct A {{ {} }}", "a:u8,".repeat(long / 20 - 200)))),
    ("constants that do not fit", "E0303", |long| file(up_to(long, |number| format!("const C{number}: u8 = 300;\n")))),
    ("a declaration without an end", "E0119", |long| file(format!("enum A: u32 {{ {} }}", "a,".repeat(long / 2)))),
    ("many structs", "none", |long| {
        file(up_to(long, |number| format!("struct S{number} {{ a: u8, b: list<u16, 4> }}\n")))
    }),
    ("many interfaces", "none", |long| {
        file(up_to(long, |number| format!("interface I{number} {{ m(a: u8) -> (b: u16); }}\n")))
    }),
    ("a name", "E0160", |long| file(format!("struct {} {{ a: u8 }}", "a".repeat(long / 4 - 200)))),
    ("an unknown name", "E0160", |long| file(format!("struct A {{ a: {} }}", "B".repeat(long / 4 - 200)))),
    ("a number", "E0106", |long| file(format!("const A: u8 = {};", "9".repeat(long / 4 - 200)))),
    ("a text", "none", |long| file(format!("interface I {{ @deprecated(\"{}\") m(); }}", "x".repeat(long / 4 - 200)))),
    ("escapes", "E0108", |long| {
        file(format!("interface I {{ @deprecated(\"{}\") m(); }}", "\\u{".repeat(long / 12 - 200)))
    }),
    ("a text without an end", "E0119", |long| file(format!("interface I {{ @deprecated(\"{}", "x".repeat(long)))),
    ("zero bytes", "E0105", |long| file("\0".repeat(long))),
    ("marks that nobody sees", "E0118", |long| file("\u{202e}".repeat(long / 3))),
    ("a long line", "E0119", |long| file(format!("{}struct A {{ a: u8 }};;", " ".repeat(long)))),
    ("comments", "E0110", |long| vec!["// a\n".repeat(long / 5)]),
    ("documentation", "E0119", |long| file(format!("{}struct A {{ a: u8 }}", "///\n".repeat(long / 4)))),
    ("attributes", "E0208", |long| file(format!("{}struct A {{ a: u8 }}", "@a ".repeat(long / 12 - 200)))),
    ("a sum", "E0113", |long| file(format!("const A: u32 = {}1;", "1+".repeat(long / 8 - 200)))),
    ("a condition", "E0113", |long| {
        file(format!("type A = u8 where {}true;", "self != 1 && ".repeat(long / 52 - 200)))
    }),
    ("a chain of aliases", "none", |long| {
        file(format!("alias A0 = u8;{}", chain(long, |number, before| format!("alias A{number} = A{before};"))))
    }),
    ("a cycle of aliases", "E0301", |long| {
        file(format!("alias A0 = A9;{}", chain(long, |number, before| format!("alias A{number} = A{before};"))))
    }),
    ("arrays of arrays", "E0308", |long| {
        file(format!("alias A0 = u8;{}", chain(long, |number, before| format!("alias A{number} = [A{before}; 999];"))))
    }),
    ("arrays in arrays", "E0308", |_| file(format!("alias A = {}u8{};", "[".repeat(25), "; 4294967295]".repeat(25)))),
    ("structs that double", "E0308", |long| {
        file(format!(
            "struct A0 {{ a: u64 }}{}",
            chain(long, |number, before| format!("struct A{number} {{ a: A{before}, b: A{before} }}"))
        ))
    }),
    ("lists that double", "E0315", |long| {
        let lists = |number, before| format!("struct A{number} {{ a: list<A{before}, 9>, b: list<A{before}, 9> }}");
        file(format!("struct A0 {{ a: u64 }}{}", chain(long, lists)))
    }),
    ("structs that double in place", "none", |_| {
        used(&levels(26, "struct S0 { a: bool }", "struct # { a: @, b: @ }"), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("text that doubles", "none", |_| {
        used(&levels(22, "struct S0 { a: string<1> }", "struct # { a: @, b: @ }"), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("new types that double", "none", |_| {
        used(
            &levels(26, "struct S0 { a: u8 }", "type N# = @; struct # { a: N#, b: N# }"),
            "f(v: list<T, 1>) -> (v: T);",
        )
    }),
    ("options that double", "none", |_| {
        let options = "struct # { a: option<@>, b: option<@> }";
        used(&levels(24, "struct S0 { a: u8 }", options), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("arrays that double", "none", |_| {
        used(&levels(26, "struct S0 { a: u8 }", "struct # { a: [@; 1], b: [@; 1] }"), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("unions that double", "none", |_| {
        let unions = "union # { 1: a: @, 2: b: @ }";
        used(&levels(60, "struct S0 { a: list<u8, 1> }", unions), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("unions of arrays that double", "none", |_| {
        used(&levels(30, "struct S0 { a: u8 }", "union # { 1: a: [@; 1], 2: b: @ }"), "f(v: list<T, 1>) -> (v: T);")
    }),
    ("capabilities that double", "none", |_| {
        let resources = "resource union # { 1: a: @, 2: b: @ }";
        let types = levels(60, "interface J { m(); } resource struct S0 { a: cap<J> }", resources);
        let server = "component E { provides i: I; uses j: J; hands out J max 3; }";
        used(&format!("{types}{server}"), "f(v: T) -> (v: T);")
    }),
    ("errors that double", "none", |_| {
        used(&levels(60, "struct S0 { a: u8 }", "union # { 1: a: @, 2: b: @ }"), "f() fails T;")
    }),
    ("leases that double", "none", |_| {
        used(&levels(26, "struct S0 { a: u8 }", "struct # { a: @, b: @ }"), "f(v: &out list<T, 1>);")
    }),
    ("options in options", "E0315", |long| {
        file(format!("alias A0 = u8;{}", chain(long, |number, before| format!("alias A{number} = option<A{before}>;"))))
    }),
    ("options in options, named often", "none", |long| {
        let types = up_to_level(8, |number| format!("alias A{number} = option<A{}>;\n", number - 1));
        let fields = up_to(long / 4 - 200, |number| format!("a{number}: A7,"));
        used(&format!("alias A0 = u8;\n{types} struct T {{ {fields} }}"), "f(v: T) -> (v: T);")
    }),
    ("new types in new types, named often", "none", |long| {
        let level = |number| format!("type A{number} = A{} where self < {};\n", number - 1, 99 - number);
        let types = up_to_level(8, level);
        let fields = up_to(long / 4 - 200, |number| format!("a{number}: A7,"));
        used(&format!("alias A0 = u8;\n{types} struct T {{ {fields} }}"), "f(v: T) -> (v: T);")
    }),
    ("lists in lists, named often", "none", |long| {
        let types = up_to_level(8, |number| format!("alias A{number} = list<A{}, 1>;\n", number - 1));
        let fields = up_to(long / 4 - 200, |number| format!("a{number}: A7,"));
        used(&format!("alias A0 = u8;\n{types} struct T {{ {fields} }}"), "f(v: T) -> (v: T);")
    }),
    ("interfaces that extend each other", "E0316", |long| {
        let chain = chain(long, |number, before| format!("interface I{number} extends I{before} at 32 {{ }}"));
        file(format!("interface I0 {{ @op(32) m(); }}{chain}"))
    }),
    ("capabilities that lead to each other", "none", |long| {
        let chain = chain(long, |number, before| format!("interface I{before} {{ m() -> (c: cap<I{number}>); }}"));
        let last = chain.lines().count();
        file(format!("{chain}interface I{last} {{ m(); }} component C {{ uses i: I0; }}"))
    }),
    ("types beside interfaces", "none", |long| {
        let types = up_to(long / 2, |number| format!("enum E{number}: u8 {{ a }}\n"));
        file(types + &up_to(long / 2, |number| format!("interface I{number} {{ m(); }}\n")))
    }),
    ("components beside interfaces", "none", |long| {
        file(up_to(long, |number| {
            format!("interface I{number} {{ m(); }} component C{number} {{ provides i: I{number}; }}\n")
        }))
    }),
    ("variants, and what names them", "none", |long| {
        let variants = up_to(long / 4 - 200, |number| format!("a{number},"));
        let fields = up_to(long / 4 - 200, |number| format!("a{number}: A,"));
        let used = "interface I { m(t: T) -> (t: T); } component C { uses i: I; provides p: I; }";
        file(format!("enum A: u32 {{ {variants} }} struct T {{ {fields} }} {used}"))
    }),
    ("variants of a union", "none", |long| {
        let variants = up_to(long / 4 - 200, |number| format!("{}: a{number}: S,", number + 1));
        used(&format!("struct S {{ a: u8 }} union T {{ {variants} }}"), "f(v: T) -> (v: T);")
    }),
    ("elements of many rights", "none", |long| {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];
        let rights =
            |set: usize| names.iter().enumerate().filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, name)| *name);
        let of = |set| rights(set).collect::<Vec<_>>().join(", ");
        let interface = format!("interface I {{ rights {{ {} }} @requires(none) m(); }}", names.join(", "));
        file(
            interface
                + &up_to(long, |number| {
                    format!("interface I{number} {{ m(c: list<cap<I, {}>, 2>); }}\n", of(number + 1))
                }),
        )
    }),
    ("packages in packages", "none", |long| {
        (0..long / 64)
            .map(|number| format!("package p.q{number} @1.0; struct S {{ a: u8 }} interface I {{ m(); }}"))
            .collect()
    }),
    ("constants that double", "E0303", |long| {
        file(format!(
            "const A0: u64 = 1;{}",
            chain(long, |number, before| format!("const A{number}: u64 = A{before} * 2;"))
        ))
    }),
    ("constants that are used twice", "none", |long| {
        file(format!(
            "const A0: u64 = 0;{}",
            chain(long, |number, before| format!("const A{number}: u64 = A{before} + A{before};"))
        ))
    }),
    ("names of one use", "E0205", |long| {
        file(format!("use q.{{ {} }};", up_to(long / 4 - 200, |number| format!("A{number},"))))
    }),
    ("the same use", "E0205", |long| file("use q.{A};\n".repeat(long / 11))),
    ("packages that use each other", "none", |_| {
        let text = |number| {
            format!(
                "package p{number} @1.0; use p{}.{{A{}}}; struct A{number} {{ b: u8 }}",
                (number + 1) % 2000,
                (number + 1) % 2000
            )
        };
        (0..2000).map(text).collect()
    }),
    ("a hundred thousand files", "none", |_| (0..100_000).map(|number| format!("package p{number};")).collect()),
    ("rights", "E0402", |long| {
        file(format!("interface A {{ rights {{ {} }} }}", up_to(long / 4 - 200, |number| format!("r{number},"))))
    }),
    ("states", "E0316", |long| {
        file(format!("interface A {{ states {{ {} }} }}", up_to(long / 4 - 200, |number| format!("s{number},"))))
    }),
    ("fields of a table", "E0323", |long| {
        file(format!(
            "table T max 256 {{ {} }}",
            up_to(long / 4 - 200, |number| format!("{}: reserved u8,", number + 1))
        ))
    }),
    ("instances", "E0419", |long| {
        file(format!("component C {{}} system S {{ {} }}", up_to(long / 4 - 200, |number| format!("c{number}: C;"))))
    }),
    ("systems of systems", "E0419", |long| {
        let system = |number, before| format!("system A{number} {{ a: A{before}; b: A{before}; }}");
        file(format!("component C {{ }} system A0 {{ a: C; }}{}", chain(long, system)))
    }),
    ("a ring of calls", "E0407", |_| {
        let ring = (0..100).map(|number| format!("c{number}: C; c{number}.b -> c{}.a;", (number + 1) % 100));
        let ring: String = ring.collect();
        file(format!("interface I {{ m(); }} component C {{ provides a: I; uses b: I; }} system S {{ {ring} }}"))
    }),
];

#[expect(clippy::needless_pass_by_value, reason = "what is passed is made for this")]
fn file(text: String) -> Vec<String> {
    vec![format!("package p @1.0;\n{text}")]
}

/// `S0`, then `S1` to `T`: in what each is, `#` is its own name and `@` that of the one before.
fn levels(count: usize, first: &str, level: &str) -> String {
    let name = |number| if number + 1 == count { "T".to_owned() } else { format!("S{number}") };
    let levels = (1..count).map(|number| level.replace('#', &name(number)).replace('@', &name(number - 1)) + "\n");
    format!("{first}\n{}", levels.collect::<String>())
}

/// Types, a method that names them, and both of its ends.
fn used(types: &str, method: &str) -> Vec<String> {
    file(format!("{types}interface I {{ {method} }} component C {{ uses i: I; }} component D {{ provides i: I; }}"))
}

/// Pieces from 1 on, below a number.
fn up_to_level(end: usize, piece: impl Fn(usize) -> String) -> String {
    (1..end).map(piece).collect()
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

/// Pieces from 1 on, each with the number of the one before, together at most so many bytes.
fn chain(length: usize, piece: impl Fn(usize, usize) -> String) -> String {
    up_to(length - 200, |number| piece(number + 1, number) + "\n")
}
