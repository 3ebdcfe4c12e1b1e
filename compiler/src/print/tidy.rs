//! Lines that the printer breaks where a person would not.
//!
//! `prettyplease` breaks a long call between the angle brackets of its type arguments, and puts a lone method call on a line
//! of its own. Both are joined again. Only blanks and line ends change, and trailing commas between angle brackets.

/// A joined line is no longer than this, without the indentation of the modules around the item.
const WIDEST: usize = 92;

/// The text of an item without such breaks.
pub(super) fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut at = 0;
    while at < lines.len() {
        join_type_arguments(&mut lines, at);
        at += 1;
    }
    // Joining a call moves what is inside of it to the left, which may leave room for another.
    for _ in 0..3 {
        for at in (0..lines.len()).rev() {
            join_lone_call(&mut lines, at);
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn line(lines: &[String], at: usize) -> &str {
    lines.get(at).map_or("", String::as_str)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// `answer::<`, `    A,`, `    B,`, `>(` become `answer::<A, B>(`.
fn join_type_arguments(lines: &mut Vec<String>, at: usize) {
    let first = line(lines, at);
    if !first.ends_with("::<") || first.contains("//") {
        return;
    }
    let depth = indent(first);
    let Some(close) = (at + 1..lines.len()).find(|other| indent(line(lines, *other)) <= depth) else { return };
    let is_flat =
        (at + 1..close).all(|other| indent(line(lines, other)) == depth + 4 && line(lines, other).ends_with(','));
    if !is_flat || !line(lines, close).trim_start().starts_with('>') {
        return;
    }
    let arguments: Vec<_> = (at + 1..close).map(|other| line(lines, other).trim().trim_end_matches(',')).collect();
    let last = line(lines, close).trim_start();
    let joined = format!("{first}{}{last}", arguments.join(", "));
    if joined.len() <= WIDEST {
        lines.splice(at..=close, [joined]);
        return;
    }
    // Then the values go on lines of their own.
    let Some((values, behind)) = last.strip_prefix(">(").and_then(|rest| rest.rsplit_once(')')) else { return };
    let blank = " ".repeat(depth);
    let mut broken = vec![format!("{first}{}>(", arguments.join(", "))];
    broken.extend(parts(values).into_iter().map(|value| format!("{blank}    {},", value.trim())));
    broken.push(format!("{blank}){behind}"));
    if broken.iter().all(|line| line.len() <= WIDEST) {
        lines.splice(at..=close, broken);
    }
}

/// The arguments of a call: parted by commas that are neither in brackets nor among the parameters of a closure.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut in_closure) = (Vec::new(), 0, 0_usize, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => in_closure = !in_closure,
            ',' if depth == 0 && !in_closure => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..).filter(|last| !last.trim().is_empty()));
    parts
}

/// `monitor`, `    .answer(`, … become `monitor.answer(`, …, unless other calls follow in the chain.
fn join_lone_call(lines: &mut Vec<String>, at: usize) {
    let first = line(lines, at);
    let depth = indent(first);
    let is_call = |line: &str| {
        indent(line) == depth + 4 && line.trim_start().starts_with('.') && !line.trim_start().starts_with("..")
    };
    if first.trim().is_empty() || first.contains("//") || !is_call(line(lines, at + 1)) {
        return;
    }
    let end = (at + 2..lines.len()).find(|other| indent(line(lines, *other)) < depth + 4).unwrap_or(lines.len());
    let joined = format!("{first}{}", line(lines, at + 1).trim_start());
    let has_others = (at + 2..end).any(|other| is_call(line(lines, other)));
    let is_chain = first.trim_start().starts_with('.') || first.ends_with([')', '}']);
    if has_others || is_chain || joined.len() > WIDEST {
        return;
    }
    let rest: Vec<_> = (at + 2..end).map(|other| line(lines, other).get(4..).unwrap_or_default().to_owned()).collect();
    lines.splice(at..end, std::iter::once(joined).chain(rest));
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_call_is_one_line_again() {
        let text = "\
fn f() {
    monitor
        .answer::<
            lock::Unlock,
            16,
        >(
            request,
            |port| {
                server
                    .unlock(port)
            },
        )
}
";
        let tidied = "\
fn f() {
    monitor.answer::<lock::Unlock, 16>(
        request,
        |port| {
            server.unlock(port)
        },
    )
}
";
        assert_eq!(tidy(text), tidied);
    }

    #[test]
    fn a_chain_stays() {
        let text = "fn f() {\n    f.debug_struct(\"X\")\n        .field(\"a\")\n        .finish()\n}\n";
        assert_eq!(tidy(text), text);
        let text = "fn f() {\n    tessera::claim(port)\n        .map_err(|_| 1)\n}\n";
        assert_eq!(tidy(text), text);
    }
}
