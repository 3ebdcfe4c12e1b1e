//! Names and types in a declaration.

use alloc::format;

use tessera_grammar::Rule;

use super::{Site, finding, is_type_word, looks_like_type};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::parse::lex::Kind;

pub(super) fn slip(site: &Site<'_>) -> Option<Diagnostic> {
    order(site)
        .or_else(|| constant(site))
        .or_else(|| default_value(site))
        .or_else(|| no_length(site))
        .or_else(|| foreign_form(site))
        .or_else(|| missing_type(site))
        .or_else(|| missing_name(site))
}

/// `u32 count` and `count u32`
fn order(site: &Site<'_>) -> Option<Diagnostic> {
    if site.why == Rule::why_numbered && site.finds_word() && site.wants(Rule::colon) && site.before_token(1).is_none()
    {
        let end = site.before_span(0).after();
        let message = format!("there is no `:` between the number {} and the name", site.before(0));
        return Some(finding(codes::E0124, message, end, "missing here").fix(end, ":", "write `:` behind the number"));
    }
    let before = site.before_token(0).filter(|token| token.kind == Kind::Word)?;
    let (name, found) = (site.text(before), site.found());
    if site.why == Rule::why_interface && site.wants(Rule::lparen) && looks_like_type(name) && site.next(0) == "(" {
        return Some(
            finding(codes::E0133, "results stand behind `->`", site.before_span(0), "a result before the name")
                .help(format!("results have names and stand in parentheses: `{found}(…) -> (value: {name});`")),
        );
    }
    if !site.wants(Rule::colon) || !site.finds_word() {
        return None;
    }
    if looks_like_type(name) && !looks_like_type(found) || is_type_word(name) && !is_type_word(found) {
        let whole = site.before_span(0).to(site.found_span());
        return Some(finding(codes::E0125, "a name stands before its type", whole, "the other way round").fix(
            whole,
            format!("{found}: {name}"),
            format!("write `{found}: {name}`"),
        ));
    }
    looks_like_type(found).then(|| {
        let end = site.before_span(0).after();
        finding(codes::E0124, format!("there is no `:` between `{name}` and its type"), end, "missing here").fix(
            end,
            ":",
            "write `:` behind the name",
        )
    })
}

/// `const N = 4;`, `const N: u8;`, a field of a state without its first value.
fn constant(site: &Site<'_>) -> Option<Diagnostic> {
    let is_constant = site.first(0) == "const" && site.why == Rule::why_entry;
    if is_constant && site.finds("=") && site.wants(Rule::colon) {
        return Some(
            finding(codes::E0147, "a constant says its type", site.before_span(0), "without a type")
                .help(format!("write `const {}: u32 = …;`", site.before(0))),
        );
    }
    let is_state = site.why == Rule::why_state;
    ((is_constant || is_state) && site.wants(Rule::equals) && matches!(site.found(), ";" | "," | "}")).then(|| {
        let (end, _) = site.end();
        let (message, help) = if is_constant {
            ("a constant says its value", "write it behind the type: `= 8`")
        } else {
            ("a field of a state says with which value it starts", "write it behind the type: `= 0`")
        };
        finding(codes::E0148, message, site.span(end..end), "missing here").help(help)
    })
}

/// `count: u32 = 4`
fn default_value(site: &Site<'_>) -> Option<Diagnostic> {
    let is_field = matches!(site.why, Rule::why_field | Rule::why_interface | Rule::why_numbered);
    (is_field && site.finds("=") && !site.finds("==") && site.wants(Rule::comma)).then(|| {
        finding(codes::E0151, "fields and parameters have no default value", site.here(1), "begins a value")
            .help("leave it out: whoever sends a message says everything that is in it")
    })
}

/// `[u8]`
fn no_length(site: &Site<'_>) -> Option<Diagnostic> {
    let is_it = site.found() == "]" && site.wants(Rule::semi) && site.opening(b'[').is_some();
    is_it.then(|| {
        let element = site.before(0);
        finding(codes::E0109, "an array says its length", site.before_span(0).after(), "missing here")
            .help(format!("write `[{element}; 4]`, or `list<{element}, 4>` for at most so many"))
    })
}

/// `u8[4]`, `string[4]`, `Vec<u8>`, `b(u8)` in an enum
fn foreign_form(site: &Site<'_>) -> Option<Diagnostic> {
    let ends = site.wants(Rule::comma) || site.wants(Rule::semi) || site.wants(Rule::equals);
    let word = site.before_token(0).filter(|token| token.kind == Kind::Word && ends)?;
    let (name, span) = (site.text(word), site.before_span(0));
    if site.why == Rule::why_component {
        return (site.found() == "<" && site.first(0) == "provides").then(|| {
            finding(
                codes::E0243,
                "a port that is provided has every right",
                site.found_span(),
                "begins a list of rights",
            )
            .help("leave the list out; who calls says in its `uses` which rights it wants")
        });
    }
    if site.why == Rule::why_variant {
        return (site.found() == "(").then(|| {
            finding(codes::E0346, "a variant of an enum carries no value", site.found_span(), "begins a value")
                .also(span, "the variant")
                .help("a `union` says of each variant what it carries: `union Key { 1: pin: u32, 2: badge: u64 }`")
        });
    }
    if site.found() == "[" && looks_like_type(name) {
        let length = site.next(0);
        let help = match name {
            "string" | "bytes" => format!("write `{name}<{length}>`"),
            _ => format!("write `[{name}; {length}]`"),
        };
        let found = finding(
            codes::E0158,
            "the length stands inside the brackets of an array",
            span.to(site.here(1)),
            "not a type of the language",
        );
        return Some(found.help(help));
    }
    (site.found() == "<" && looks_like_type(name) && !site.wants(Rule::infix)).then(|| {
        let element = match site.next(0) {
            "" | ">" => "u8",
            element => element,
        };
        let help = match name {
            "Option" | "Optional" | "Maybe" => format!("write `option<{element}>`"),
            "Vec" | "List" | "Array" | "vector" | "vec" | "array" | "Sequence" | "sequence" | "HashSet" | "Set" => {
                format!("write `list<{element}, 16>`, where 16 is the greatest length")
            }
            "Result" => "what can go wrong stands behind `fails`".into(),
            "HashMap" | "Map" | "BTreeMap" | "map" | "dict" => {
                "write a list of pairs, such as `list<Entry, 16>`, with a `struct Entry` of key and value".into()
            }
            "Box" | "Rc" | "Arc" => format!("write `{element}`: values hold no pointers"),
            "client_end" | "server_end" | "handle" | "Cap" | "capability" => format!("write `cap<{element}>`"),
            _ => "the types with `<…>` are `string`, `bytes`, `list`, `option` and `cap`".into(),
        };
        let whole = span.to(closing(site));
        finding(codes::E0158, format!("`{name}` takes nothing in `<…>`"), whole, "not a type of the language")
            .help(help)
    })
}

/// The `>` that closes the `<` which stands here, on its line; that sign itself where none does.
fn closing(site: &Site<'_>) -> crate::Span {
    let mut open = 1_usize;
    let inside = site.behind().take_while(|token| !matches!(site.text(token), "{" | "}" | ";" | "(" | ")"));
    for token in inside {
        match token.kind {
            Kind::Sign(b'<') => open += 1,
            Kind::Sign(b'>') => open -= 1,
            _ => {}
        }
        if open == 0 {
            return site.span(token.range);
        }
    }
    site.here(1)
}

/// `a(b, c: u8)`, `at: ,`
fn missing_type(site: &Site<'_>) -> Option<Diagnostic> {
    if !matches!(site.found(), "," | ")" | "}" | ";" | "=") || site.finds("==") {
        return None;
    }
    if site.wants(Rule::any_type) && site.before(0) == ":" {
        let at = site.before_span(0).after();
        return Some(
            finding(codes::E0149, format!("`{}` has no type", site.before(1)), at, "missing here")
                .help("write a type, such as `u32`"),
        );
    }
    let name = site.before_token(0).filter(|token| token.kind == Kind::Word)?;
    let name = site.text(name);
    if !site.wants(Rule::colon) || site.found() == "=" {
        return None;
    }
    if looks_like_type(name) {
        let help = match site.first(0) {
            "uses" | "provides" => {
                format!("write a name before it, such as `{} {}: {name};`", site.first(0), name.to_ascii_lowercase())
            }
            _ => format!("write a name before it, such as `value: {name}`"),
        };
        return Some(
            finding(codes::E0150, format!("`{name}` has no name before it"), site.before_span(0), "a type alone")
                .help(help),
        );
    }
    Some(
        finding(codes::E0149, format!("`{name}` has no type"), site.before_span(0).after(), "missing here")
            .help(format!("write a type behind it, such as `{name}: u32`")),
    )
}

/// `struct { … }`
fn missing_name(site: &Site<'_>) -> Option<Diagnostic> {
    let declares = site.why == Rule::why_entry && site.wants(Rule::name) && site.before(0) == site.keyword();
    (declares && matches!(site.found(), "{" | ":" | "=" | ";")).then(|| {
        finding(codes::E0150, "this declaration has no name", site.before_span(0).after(), "missing here")
            .help(format!("write a name behind `{}`", site.before(0)))
    })
}
