//! Words: of other languages, and in another place than theirs.

use alloc::format;

use tessera_grammar::Rule;

use super::{Site, finding, quoted};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::parse::lex::Kind;

pub(super) fn slip(site: &Site<'_>) -> Option<Diagnostic> {
    import(site)
        .or_else(|| member_word(site))
        .or_else(|| failure(site))
        .or_else(|| guard(site))
        .or_else(|| listed(site))
        .or_else(|| event(site))
        .or_else(|| order(site))
        .or_else(|| version(site))
}

/// A first word of a declaration or a member as other languages have it, and what to write instead.
pub(in crate::parse) fn foreign_word(why: Rule, word: &str) -> Option<&'static str> {
    Some(match (why, word) {
        (Rule::why_entry, "class" | "record" | "message" | "data" | "dictionary") => {
            "a type with fields is a `struct`, which is frozen, or a `table`, which may grow"
        }
        (Rule::why_entry, "service" | "protocol" | "trait" | "endpoint" | "api") => {
            "what can be called is an `interface`"
        }
        (Rule::why_entry, "typedef" | "using" | "newtype") => {
            "write `type Name = u32;` for a new type, `alias Name = u32;` for another name"
        }
        (Rule::why_entry, "module" | "namespace" | "mod" | "library") => {
            "a file belongs to one package, which its first line names: `package home.lock @1.0;`"
        }
        (Rule::why_entry, "pub" | "public" | "export" | "private") => {
            "everything in a package can be used by others; leave the word out"
        }
        (Rule::why_entry, "fn" | "func" | "def" | "function" | "void") => "methods are members of an `interface`",
        (Rule::why_entry, "let" | "var" | "static" | "define") => {
            "a value with a name is a constant: `const LIMIT: u32 = 8;`"
        }
        (Rule::why_entry, "strict") => "what is not `flexible` is strict; leave the word out",
        (Rule::why_entry, "variant" | "oneof" | "choice" | "sum") => "one of several types is a `union`",
        (Rule::why_entry, "bits" | "bitflags" | "bitset") => "a set of bits with names is declared with `flags`",
        (Rule::why_entry, "error" | "exception") => {
            "an error is an `enum`, a `union` or a `struct` that methods name behind `fails`"
        }
        (Rule::why_entry, "process" | "program" | "task" | "app" | "actor") => "what runs is a `component`",
        (Rule::why_component, "requires" | "needs" | "imports" | "consumes" | "client") => {
            "what a component calls stands behind `uses`: `uses lock: Lock;`"
        }
        (Rule::why_component, "implements" | "exports" | "serves" | "offers" | "exposes" | "server") => {
            "what a component answers stands behind `provides`: `provides lock: Lock;`"
        }
        (Rule::why_policy, "permit" | "grant" | "accept") => "what may be called stands behind `allow`",
        (Rule::why_policy, "forbid" | "reject" | "block" | "drop") => "what must not be called stands behind `deny`",
        (Rule::why_policy, "when" | "after" | "upon") => "what follows on an outcome stands behind `on`",
        (Rule::why_clause, "assert" | "check" | "ensure" | "when" | "if") => {
            "a condition of a rule stands behind `require`: `require m.user != 0;`"
        }
        (Rule::why_clause, "rate" | "throttle" | "quota") => "a rate is written `limit 5 per 1s;`",
        _ => return None,
    })
}

/// `import`, `#include`, `use "file"`, `use a.*`, `use a as b`
fn import(site: &Site<'_>) -> Option<Diagnostic> {
    if site.first(0) != "use" || site.why != Rule::why_entry {
        return None;
    }
    if site.found.as_ref().is_some_and(|token| matches!(token.kind, Kind::Text { .. })) {
        return Some(
            finding(codes::E0129, "a `use` line names a package, not a file", site.found_span(), "not a package")
                .help("write `use home.time;`, and give the file to the compiler beside this one"),
        );
    }
    if site.found() == "*" {
        return Some(
            finding(codes::E0240, "names are imported one by one", site.found_span(), "does not say which names")
                .help("name the package alone, `use home.time;`, and write `time.Millis`; or list the names: `use home.time.{Millis};`"),
        );
    }
    (site.found() == "as").then(|| {
        finding(codes::E0241, "an import keeps its name", site.found_span(), "gives it another one")
            .help("leave `as …` out; where two names clash name the package alone and write `time.Millis`")
    })
}

/// `fn unlock()`, `void unlock()`, `async unlock()`, `pub a: u8`
fn member_word(site: &Site<'_>) -> Option<Diagnostic> {
    let word = site.before(0);
    let is_first = site.before_token(1).is_none_or(|token| matches!(site.text(token), ")" | "}"));
    if !is_first || !site.finds_word() {
        return None;
    }
    let help = match (site.why, word) {
        (
            Rule::why_interface,
            "fn" | "func" | "def" | "function" | "rpc" | "method" | "void" | "async" | "pub" | "public" | "call"
            | "sync",
        ) => "a method is written `unlock(user: u16) -> (until: u64);`",
        (Rule::why_interface, "notify" | "signal" | "send") => {
            "a method without an answer is `oneway`, what a server tells its clients is an `event`"
        }
        (
            Rule::why_field | Rule::why_state,
            "pub" | "public" | "required" | "const" | "let" | "var" | "mut" | "private",
        ) => "a field is written `name: u8`",
        (Rule::why_field, "optional" | "repeated") => "write `name: option<u8>`, `name: list<u8, 16>`",
        (Rule::why_system, "instance" | "component" | "part" | "let" | "var" | "new" | "connect" | "bind" | "wire") => {
            "an instance is written `driver: Driver;`, a connection `gateway.lock -> driver.lock;`"
        }
        _ => return None,
    };
    let span = site.before_span(0);
    let found =
        finding(codes::E0128, format!("`{word}` is a word of other languages"), span, "not needed here").help(help);
    let whole = crate::Span::new(span.start, site.here(0).start);
    let is_plain =
        matches!(word, "fn" | "func" | "def" | "function" | "rpc" | "method" | "pub" | "public" | "async" | "instance");
    Some(if is_plain { found.fix(whole, "", format!("leave `{word}` out")) } else { found })
}

/// `throws E`, `error E`
fn failure(site: &Site<'_>) -> Option<Diagnostic> {
    let word = site.found();
    let is_it = matches!(word, "throws" | "raises" | "error" | "errors" | "throw" | "fail" | "or_fails" | "except");
    (is_it && site.why == Rule::why_interface && matches!(site.before(0), ")")).then(|| {
        let span = site.found_span();
        let message = format!("what a method fails with stands behind `fails`, not behind `{word}`");
        finding(codes::E0134, message, span, "`fails` is meant here").fix(span, "fails", "write `fails`")
    })
}

/// `allow … if …`
fn guard(site: &Site<'_>) -> Option<Diagnostic> {
    let is_it = matches!(site.found(), "if" | "where" | "unless" | "provided") && site.wants(Rule::kw_when);
    is_it.then(|| {
        let (word, span) = (site.found(), site.found_span());
        let found =
            finding(codes::E0128, format!("`{word}` is a word of other languages"), span, "not a word of rules");
        if word == "unless" {
            return found.help("write `when` and the opposite condition: `when !(m.user == 0)`");
        }
        found.help("which requests a rule is about stands behind `when`").fix(span, "when", "write `when`")
    })
}

/// `from idle or busy`
fn listed(site: &Site<'_>) -> Option<Diagnostic> {
    let is_list = site.why == Rule::why_interface && site.wants(Rule::comma) && matches!(site.found(), "or" | "and");
    is_list.then(|| {
        let message = format!("parts of a list are separated by `,`, not by `{}`", site.found());
        let word = site.found_span();
        let whole = crate::Span::new(site.before_span(0).end, word.end);
        finding(codes::E0122, message, word, "another sign is meant").fix(whole, ",", "write `,`")
    })
}

/// Clauses of methods behind an event, and `keep` behind a method.
fn event(site: &Site<'_>) -> Option<Diagnostic> {
    if site.why != Rule::why_interface || !site.wants(Rule::semi) {
        return None;
    }
    let word = if site.finds("->") { "->" } else { site.found() };
    let span = site.here(word.len());
    match (site.member() == "event", word) {
        (true, "from" | "to") => Some(
            finding(codes::E0622, "an event has no part in the contract", span, "not a clause of an event")
                .help("remove it: a subscriber fetches in every state, and stays in it; what is only sometimes allowed is a method"),
        ),
        (true, "->" | "fails") => Some(
            finding(codes::E0618, "an event cannot be answered", span, "an answer")
                .help("remove it; what the server says stands in the parentheses behind the name"),
        ),
        (false, "keep") => Some(
            finding(codes::E0155, "`keep` stands behind an event", span, "a method keeps nothing")
                .help("what a server tells whoever subscribed is an event: `event bolted(at: u64) keep 4;`"),
        ),
        _ => None,
    }
}

/// Clauses and words in another order than the language's, or twice.
fn order(site: &Site<'_>) -> Option<Diagnostic> {
    const METHOD: [&str; 4] = ["->", "from", "to", "fails"];
    let word = if site.finds("->") { "->" } else { site.found() };
    let span = site.here(word.len());
    if site.why == Rule::why_interface && METHOD.contains(&word) && site.wants(Rule::semi) {
        return Some(
            finding(codes::E0155, format!("`{word}` stands at another place of a method"), span, "out of order")
                .help("the clauses of a method come in this order, each once: `name(…) -> (…) from … to … fails …;`"),
        );
    }
    let modifier = site.before(0);
    if site.why == Rule::why_entry
        && matches!(modifier, "flexible" | "resource" | "open")
        && site.finds_word()
        && matches!(site.before(1), "enum" | "flags" | "union" | "struct" | "table" | "interface")
    {
        let (word, keyword) = (site.before_span(0), site.before_span(1));
        let whole = crate::Span::new(keyword.start, word.end);
        let text = format!("{modifier} {}", site.before(1));
        return Some(
            finding(codes::E0155, format!("`{modifier}` stands before `{}`", site.before(1)), word, "out of order")
                .fix(whole, text, format!("write `{modifier} {}`", site.before(1))),
        );
    }
    if site.why == Rule::why_entry && matches!(site.before(0), "flexible" | "resource" | "open") && site.finds_word() {
        let allowed = match site.before(0) {
            "flexible" => ["enum", "flags", "union"].as_slice(),
            "resource" => &["struct", "table", "union"],
            _ => &["interface"],
        };
        let message = format!("`{}` does not go with `{}`", site.before(0), site.found());
        return Some(
            finding(codes::E0155, message, site.before_span(0), "not a word for this declaration")
                .also(site.found_span(), "what is declared")
                .help(format!("it stands before {}", quoted(allowed))),
        );
    }
    None
}

/// `package a 1.0;`, `package a @1;`, `package a @1.0.0;`
fn version(site: &Site<'_>) -> Option<Diagnostic> {
    if site.first(0) != "package" {
        return None;
    }
    let is_number = site.found.as_ref().is_some_and(|token| token.kind == Kind::Number);
    let form = "a version has two numbers, `@1.0`";
    if is_number && site.before(0) != "@" && site.before(0) != "." {
        let at = site.here(0);
        return Some(finding(codes::E0159, "a version stands behind `@`", at, "`@` is missing").fix(
            at,
            "@",
            "write `@` before the version",
        ));
    }
    let is_short = is_number && site.wants(Rule::version) && site.found().bytes().all(|byte| byte.is_ascii_digit());
    if is_short && site.next(0) == ";" {
        let end = site.here(site.found().len()).after();
        let found = finding(codes::E0159, form, site.found_span(), "the second number is missing");
        return Some(found.fix(end, ".0", "write the second number, too"));
    }
    let is_long = site.found() == "."
        && site.wants(Rule::semi)
        && site.behind().next().is_some_and(|token| token.kind == Kind::Number);
    (is_long || site.wants(Rule::version)).then(|| {
        finding(codes::E0159, form, if is_long { site.found_span().to(site.here(1 + site.next(0).len())) } else { site.found_span() }, "not a version")
            .help("write `@1.0`: the first number changes when older programs no longer fit, the second when something is added")
    })
}
