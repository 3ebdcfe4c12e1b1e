//! Operators and ranges.

use alloc::format;

use tessera_grammar::Rule;

use super::{Site, finding};
use crate::codes;
use crate::diagnostic::Diagnostic;

pub(super) fn slip(site: &Site<'_>) -> Option<Diagnostic> {
    equals(site)
        .or_else(|| range(site))
        .or_else(|| word_operator(site))
        .or_else(|| bits(site))
        .or_else(|| colons(site))
        .or_else(|| arrow(site))
}

/// `=` in the place of `==`, and the other way round; `:` in the place of `=`.
fn equals(site: &Site<'_>) -> Option<Diagnostic> {
    if site.finds("=") && !site.finds("==") && !site.finds("=>") && site.wants(Rule::infix) && is_condition(site) {
        let span = site.here(1);
        return Some(finding(codes::E0135, "`=` does not compare", span, "a comparison is meant here").fix(
            span,
            "==",
            "write `==` to compare",
        ));
    }
    let turned = [("=>", ">="), ("=<", "<=")].into_iter().find(|(written, _)| site.finds(written));
    if let Some((written, meant)) = turned.filter(|_| site.wants(Rule::infix) && is_condition(site)) {
        let span = site.here(written.len());
        let found = finding(codes::E0135, format!("`{written}` does not compare"), span, "a comparison is meant here");
        return Some(found.fix(span, meant, format!("write `{meant}`")));
    }
    let declares = site.wants(Rule::equals) || site.wants(Rule::assign_op);
    if site.finds("==") && declares {
        let span = site.here(2);
        let found = finding(codes::E0136, "`==` gives no value", span, "it compares two values");
        return Some(found.fix(span, "=", "write `=`"));
    }
    let is_instance = site.why == Rule::why_system && site.wants(Rule::colon);
    if site.finds("=") && !site.finds("=>") && is_instance {
        let span = site.here(1);
        return Some(
            finding(codes::E0136, "an instance gets its component behind `:`", span, "`:` is meant here").fix(
                span,
                ":",
                "write `:`",
            ),
        );
    }
    let defines = matches!(site.first(0), "type" | "alias") && site.wants(Rule::equals) && site.finds_word();
    if defines && site.before(1) == site.first(0) {
        let message = format!("`=` stands between the name of {} and what it is", article(site.first(0)));
        let at = site.before_span(0).after();
        return Some(finding(codes::E0136, message, at, "missing here").fix(at, " =", "write `=`"));
    }
    if site.found() == ":" && declares && !site.wants(Rule::colon) && !site.finds("::") {
        let message = match site.first(0) {
            "type" | "alias" => format!("`=` stands between the name of {} and what it is", article(site.first(0))),
            _ => "a value stands behind `=`".into(),
        };
        let span = site.here(1);
        return Some(finding(codes::E0136, message, span, "`=` is meant here").fix(span, " =", "write `=`"));
    }
    None
}

fn article(word: &str) -> &'static str {
    if word == "alias" { "an alias" } else { "a type" }
}

/// Whether a truth value is wanted, so that nothing can be given a value here.
fn is_condition(site: &Site<'_>) -> bool {
    matches!(site.why, Rule::why_condition | Rule::why_clause)
        || matches!(site.first(0), "if" | "type" | "struct" | "allow" | "deny" | "on")
}

/// `1..9`
fn range(site: &Site<'_>) -> Option<Diagnostic> {
    (site.finds("..") && !site.finds("..=") && site.wants(Rule::through)).then(|| {
        finding(
            codes::E0137,
            "a range is written `..=`",
            site.here(2),
            "leaves open whether the last value belongs to it",
        )
        .help("write `..=`, such as `1..=9`: both ends belong to it")
    })
}

/// `and`, `or`, `not`
fn word_operator(site: &Site<'_>) -> Option<Diagnostic> {
    let (word, sign, span) = match (site.found(), site.before(0)) {
        ("and", _) if site.wants(Rule::infix) => ("and", "&&", site.found_span()),
        ("or", _) if site.wants(Rule::infix) => ("or", "||", site.found_span()),
        (_, "not") if site.wants(Rule::infix) => {
            let not = site.before_span(0);
            ("not", "!", crate::Span::new(not.start, site.here(0).start))
        }
        _ => return None,
    };
    let message = format!("`{word}` is no operator");
    Some(finding(codes::E0138, message, span, "not an operator here").fix(span, sign, format!("write `{sign}`")))
}

/// `&`, `<<`, `>>`
fn bits(site: &Site<'_>) -> Option<Diagnostic> {
    let is_shift = |sign: &str| site.found() == sign && site.before(0) == sign;
    if site.found() == "&" && site.wants(Rule::infix) {
        let found = finding(codes::E0139, "there are no operations on bits", site.here(1), "works on bits elsewhere");
        return Some(
            found.help("write `&&` where both conditions must hold; flags have names, which are compared as a whole"),
        );
    }
    (is_shift("<") || is_shift(">")).then(|| {
        let span = site.before_span(0).to(site.here(1));
        finding(codes::E0139, "there are no operations on bits", span, "shifts bits elsewhere")
            .help("multiply or divide by a power of two")
    })
}

/// `a::b`
fn colons(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.finds("::") || !site.before_token(0).is_some_and(|token| token.kind == super::Kind::Word) {
        return None;
    }
    let mut found =
        finding(codes::E0130, "names are joined with `.`, not with `::`", site.here(2), "not a sign of the language");
    found = found.fix(site.here(2), ".", "write `.`");
    // The rest of the same path.
    let mut tokens = site.behind().skip(1);
    while let (Some(_), Some(first), Some(_)) = (tokens.next(), tokens.next(), tokens.next()) {
        if !site.starts(first.range.start, "::") {
            break;
        }
        found = found.fix(site.span(first.range.start..first.range.start + 2), ".", "write `.`");
    }
    Some(found)
}

/// `=>`, `-->`, `-` and `<-` in the place of `->`
fn arrow(site: &Site<'_>) -> Option<Diagnostic> {
    let wants = site.wants(Rule::arrow) || site.wants(Rule::results) || site.before(0) == ")";
    let similar = ["=>", "-->", "==>", "~>", "--", "-"].into_iter().find(|sign| site.finds(sign));
    if let Some(written) = similar.filter(|_| wants && !site.finds("->")) {
        let span = site.here(written.len());
        let found = finding(codes::E0132, "an arrow is written `->`", span, "not an arrow of the language");
        return Some(found.fix(span, "->", "write `->`"));
    }
    (site.finds("<-") && wants).then(|| {
        finding(codes::E0132, "an arrow is written `->`", site.here(2), "not an arrow of the language")
            .help("it goes from who calls to who answers: `gateway.lock -> driver.lock`")
    })
}
