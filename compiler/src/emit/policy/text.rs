//! What the policy says, as it is written: for documentation, and for whoever asks which line denied.

use tessera_idl::{Sources, Span, source::File};

/// The text of a span on one line, without comments, up to the body of a rule or the `;`.
pub(super) fn line(sources: &Sources, span: Span) -> String {
    let text = sources.text(span).unwrap_or_default();
    let code = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    let words = code.flat_map(str::split_whitespace);
    words.fold(String::new(), |line, word| if line.is_empty() { word.to_owned() } else { format!("{line} {word}") })
}

/// The first line of a rule: what stands before its body.
pub(super) fn head(sources: &Sources, span: Span) -> String {
    let line = line(sources, span);
    line.split(['{', ';']).next().unwrap_or_default().trim_end().to_owned()
}

/// A clause without its `;`.
pub(super) fn clause(sources: &Sources, span: Span) -> String {
    line(sources, span).trim_end_matches(';').trim_end().to_owned()
}

/// `lock.idl:43`, without folders: the same on every machine.
pub(super) fn place(sources: &Sources, span: Span) -> String {
    let Some(place) = sources.place(span.start) else { return String::new() };
    let name = sources.file(place.file).map(File::name).unwrap_or_default();
    format!("{}:{}", name.rsplit(['/', '\\']).next().unwrap_or_default(), place.line)
}
