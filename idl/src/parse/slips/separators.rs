//! Signs between and behind parts: `;`, `,`, brackets.

use alloc::format;

use tessera_grammar::Rule;

use super::{Site, finding};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::parse::lex::Kind;

pub(super) fn slip(site: &Site<'_>) -> Option<Diagnostic> {
    missing(site).or_else(|| wrong(site)).or_else(|| between(site)).or_else(|| doubled(site))
}

/// Nothing stands where a `;` or a `,` belongs, and what follows is something new.
fn missing(site: &Site<'_>) -> Option<Diagnostic> {
    let sign = site.missing.filter(|sign| site.wants(*sign))?;
    let (end, same_line) = site.end();
    if same_line && !matches!(site.found(), "" | "}") || matches!(site.found(), ";" | ",") {
        return None;
    }
    let (code, text) = if sign == Rule::semi { (codes::E0120, ";") } else { (codes::E0121, ",") };
    let message = format!("{} does not end with `{text}`", site.part);
    let at = site.span(end..end);
    Some(finding(code, message, at, "missing here").fix(at, text, format!("end {} with `{text}`", site.part)))
}

/// `;` in the place of `,`, or the other way round.
fn wrong(site: &Site<'_>) -> Option<Diagnostic> {
    let (written, meant) = match site.found() {
        ";" if site.wants(Rule::comma) && site.before(0) != "," => (";", ","),
        "," if site.wants(Rule::semi) => (",", ";"),
        _ => return None,
    };
    // In parentheses a `;` may as well end a method whose `)` is missing.
    let is_next = matches!(site.next(1), ":") && site.behind().next().is_some_and(|token| token.kind == Kind::Word);
    if written == ";" && site.missing.is_none() && !is_next {
        return None;
    }
    let message = match meant {
        "," => "parts of a list are separated by `,`, not by `;`".into(),
        _ => format!("{} ends with `;`, not with `,`", site.part),
    };
    let span = site.found_span();
    let found = finding(codes::E0122, message, span, "another sign is meant");
    let on_next_line = site.found.as_ref().zip(site.behind().next()).is_some_and(|(sign, next)| {
        site.reader.text.get(sign.range.end..next.range.start).is_some_and(|between| between.contains('\n'))
    });
    let is_certain = meant == "," || on_next_line || matches!(site.next(0), "" | "}");
    let title = format!("write `{meant}`");
    Some(if is_certain { found.fix(span, meant, title) } else { found.help(title) })
}

/// Two parts on one line with nothing between them.
fn between(site: &Site<'_>) -> Option<Diagnostic> {
    let is_field = site.finds_word() && matches!(site.next(0), ":" | "=");
    let is_name = site.finds_word() && matches!(site.why, Rule::why_variant | Rule::why_right) && site.end().1;
    let before_is_whole = site.before_token(0).is_some_and(|token| token.kind != Kind::Sign(b','));
    let begins = is_name || is_field && !site.wants(Rule::equals);
    if !site.wants(Rule::comma) || !before_is_whole || !begins {
        return None;
    }
    let (end, _) = site.end();
    let at = site.span(end..end);
    let message = format!("there is no `,` before `{}`", site.found());
    Some(finding(codes::E0121, message, at, "missing here").also(site.found_span(), "begins something new").fix(
        at,
        ",",
        "separate them with `,`",
    ))
}

/// `a,, b`, `(, a)`
fn doubled(site: &Site<'_>) -> Option<Diagnostic> {
    (site.found() == "," && matches!(site.before(0), "," | "(" | "{" | "[" | "<") && site.wants(Rule::rparen)).then(
        || {
            let span = site.found_span();
            finding(codes::E0123, "nothing stands before this `,`", span, "not needed").fix(span, "", "remove it")
        },
    )
}

/// A bracket that is not closed before something ends that stands around it.
pub(super) fn bracket(site: &Site<'_>) -> Option<Diagnostic> {
    let (_, opening, closing) = [(Rule::rparen, b'(', ")"), (Rule::rbracket, b'[', "]"), (Rule::greater, b'<', ">")]
        .into_iter()
        .find(|(rule, ..)| site.wants(*rule))?;
    if !matches!(site.found(), ")" | "]" | "}" | ">" | ";" | "{" | "" | "-" | ":") || site.wants(Rule::lparen) {
        return None;
    }
    let opened = site.opening(opening)?;
    let (end, _) = site.end();
    let message = format!("the `{}` is not closed", char::from(opening));
    let label = format!("expected `{closing}`");
    Some(
        finding(codes::E0154, message, site.span(end..end), &label)
            .also(opened, "opened here")
            .help(format!("write `{closing}` behind the last part of it")),
    )
}
