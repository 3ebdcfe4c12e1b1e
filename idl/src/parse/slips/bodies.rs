//! Bodies that are missing or too many, parentheses, results, type parameters.

use alloc::format;

use tessera_grammar::Rule;

use super::{Site, finding};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::parse::lex::Kind;

pub(super) fn slip(site: &Site<'_>) -> Option<Diagnostic> {
    results(site)
        .or_else(|| parameters_of_types(site))
        .or_else(|| no_parentheses(site))
        .or_else(|| unexpected(site))
        .or_else(|| missing(site))
        .or_else(|| port(site))
}

/// A part of a system without its port, a port without its method.
fn port(site: &Site<'_>) -> Option<Diagnostic> {
    let name = site.before_token(0).filter(|token| token.kind == Kind::Word)?;
    let name = site.text(name);
    let is_alone = match site.why {
        Rule::why_system => site.finds("->") && site.wants(Rule::colon) || site.found() == ";" && site.wants(Rule::dot),
        Rule::why_component => {
            site.first(0) == "during" && site.wants(Rule::dot) && matches!(site.found(), "calls" | ";" | ",")
        }
        Rule::why_policy => {
            site.wants(Rule::dot) && !site.finds_word() && !site.wants(Rule::outcome) && !site.wants(Rule::semi)
        }
        _ => false,
    };
    let (what, form) = match site.why {
        Rule::why_system => ("the port", "instance.port"),
        Rule::why_component => ("the method", "port.method"),
        _ => ("what is called", "instance.port.method"),
    };
    is_alone.then(|| {
        finding(codes::E0242, format!("{what} is missing behind `{name}`"), site.before_span(0), "not all of the name")
            .help(format!("write `{form}`"))
    })
}

/// `-> u64`, `: u64`, `returns (…)`
fn results(site: &Site<'_>) -> Option<Diagnostic> {
    if site.why != Rule::why_interface {
        return None;
    }
    if site.before(0) == "->" || site.before(0) == ">" && site.before(1) == "-" {
        if !site.wants(Rule::lparen) {
            return None;
        }
        return Some(
            finding(
                codes::E0133,
                "results have names and stand in parentheses",
                site.found_span(),
                "a result without a name",
            )
            .help(format!("write `-> (value: {})`", if site.finds_word() { site.found() } else { "u64" })),
        );
    }
    let is_colon = site.found() == ":" && site.wants(Rule::semi);
    let is_word = matches!(site.found(), "returns" | "return" | "yields");
    (site.before(0) == ")" && (is_colon || is_word)).then(|| {
        finding(codes::E0133, "results stand behind `->`", site.found_span(), "`->` is meant here")
            .help("results have names and stand in parentheses: `-> (value: u64)`")
    })
}

/// `struct Pair<T>`
fn parameters_of_types(site: &Site<'_>) -> Option<Diagnostic> {
    let declares = site.why == Rule::why_entry && site.before_token(0).is_some_and(|token| token.kind == Kind::Word);
    (declares && site.found() == "<" && !site.wants(Rule::less)).then(|| {
        finding(codes::E0131, "declarations have no parameters", site.found_span(), "begins a list of parameters")
            .help("declare one type for each use; the layout of a type is fixed where it is declared")
    })
}

/// `unlock;`, `@requires open unlock();`
fn no_parentheses(site: &Site<'_>) -> Option<Diagnostic> {
    if let Some(attribute) = site.attribute_before().filter(|_| site.before_token(0).is_none())
        && site.found.as_ref().is_some_and(|token| matches!(token.kind, Kind::Number | Kind::Text { .. }))
    {
        let message = "what an attribute takes stands in parentheses";
        let found = finding(codes::E0153, message, site.found_span(), "not in parentheses");
        return Some(found.help(format!("write `@{attribute}({})`", site.found())));
    }
    if site.why != Rule::why_interface || !site.wants(Rule::lparen) {
        return None;
    }
    let (end, _) = site.end();
    let argument = site.first.first().and_then(Option::as_ref);
    if let Some((attribute, argument)) = site.attribute_before().zip(argument)
        && site.before_token(1).is_none()
        && site.finds_word()
    {
        let word = site.text(argument);
        let whole = site.span(argument.range.clone());
        return Some(
            finding(codes::E0153, "what an attribute takes stands in parentheses", whole, "not in parentheses")
                .help(format!("write `@{attribute}({word})`")),
        );
    }
    let is_end = site.found() == ";" || site.finds("->") || site.found() == "fails";
    (is_end && site.before_token(0).is_some_and(|token| token.kind == Kind::Word)).then(|| {
        let at = site.span(end..end);
        finding(codes::E0153, "a method has parentheses, also without parameters", at, "missing here").fix(
            at,
            "()",
            "write `()`",
        )
    })
}

/// A body where a declaration ends.
fn unexpected(site: &Site<'_>) -> Option<Diagnostic> {
    (site.found() == "{" && site.wants(Rule::semi)).then(|| {
        let message = format!("{} has no body", site.part);
        let message = if site.why == Rule::why_entry { "this declaration has no body".into() } else { message };
        let help = match site.first(0) {
            "type" | "alias" => "a type with fields is declared with `struct`",
            _ => "a description says what there is, not how it works: end it with `;`",
        };
        finding(codes::E0157, message, site.found_span(), "a body begins here").help(help)
    })
}

/// Another text where a body begins.
fn missing(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.wants(Rule::lbrace) || site.why != Rule::why_entry {
        return None;
    }
    let keyword = site.keyword();
    if site.found() == ":" && keyword == "interface" {
        return Some(
            finding(
                codes::E0156,
                "an interface takes over another one with `extends`",
                site.found_span(),
                "not `extends`",
            )
            .help("write `extends Base at 0x100`, where `0x100` is the number of its first operation here"),
        );
    }
    if site.found() == "(" {
        return Some(
            finding(
                codes::E0156,
                format!("the body of {} stands in braces", article(keyword)),
                site.found_span(),
                "not a brace",
            )
            .help("fields have names: `{ name: u8 }`"),
        );
    }
    let (end, same_line) = site.end();
    if site.found() == ";" {
        let found =
            finding(codes::E0156, format!("{} has a body", article(keyword)), site.span(end..end), "missing here");
        return Some(found.help("write what belongs to it in braces: `{ … }`"));
    }
    (!same_line || site.found().is_empty()).then(|| {
        let at = site.span(end..end);
        finding(codes::E0156, format!("the body of {} does not begin with `{{`", article(keyword)), at, "missing here")
            .fix(at, " {", "write `{`")
    })
}

fn article(keyword: &str) -> alloc::string::String {
    let article = if keyword.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} `{keyword}`")
}
