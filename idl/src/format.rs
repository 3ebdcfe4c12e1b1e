//! One layout for every description.
//!
//! The tokens of a file are given again in their order, with the comments between them; only commas before closing brackets come and
//! go. So the meaning cannot change. What changes is space:
//!
//! - a level is four spaces, nothing is aligned, a line ends with `\n` and without blanks;
//! - each member of a body has its own line, unless the author wrote the whole body on one line and it fits the width;
//! - what stands in parentheses, brackets or `<…>` is on one line if it fits, else each part is on its own, with a comma behind the last
//!   one where the language takes one;
//! - a line that is too long breaks in the outermost place, and in an expression before the operators that bind least;
//! - one empty line between members stays, more become one;
//! - a comment stays behind the token that it followed, or above the one that it preceded. Its text is not changed;
//! - proofs, tests and machines keep the author's lines and get the indentation of their brackets.

use alloc::string::String;
use alloc::vec::Vec;

use tessera_grammar::{Rule, step};

use self::builder::{Builder, Empty};
use self::layout::{Layout, Op};
use crate::diagnostic::Diagnostic;
use crate::parse::{MAX_DECLARATION, parse};
use crate::source::{MAX_TOTAL, Sources};

mod body;
mod builder;
mod expr;
mod free;
mod layout;
mod list;
mod spacing;
mod walk;

/// The width of a line where nobody asks for another one, in characters.
pub const WIDTH: usize = 100;

/// Lays out every file so that its lines have at most `width` characters where they can break.
///
/// The texts come in the order of the sources, with `None` for a file that has a syntax error; the diagnostics are those of [`parse`].
/// A formatted text gives the same tree but for the places in it, and is formatted to itself. Time and memory are bounded by a constant
/// times the length of the sources.
///
/// A declaration whose layout would be longer than the parser takes stays as it is written, and so does a file.
///
/// ```
/// use tessera_idl::{Sources, format};
///
/// let sources = Sources::single("door.idl", "package door @1.0; enum Why:u8{jammed=1,} // why not\n")?;
/// let (texts, findings) = format::format(&sources, format::WIDTH);
/// assert!(findings.is_empty());
/// assert_eq!(texts, [Some(String::from("package door @1.0;\nenum Why: u8 { jammed = 1 } // why not\n"))]);
/// # Ok::<(), tessera_idl::source::TooLarge>(())
/// ```
#[must_use]
pub fn format(sources: &Sources, width: usize) -> (Vec<Option<String>>, Vec<Diagnostic>) {
    let (_, diagnostics) = parse(sources);
    let texts = sources.files().map(|(_, file)| {
        let next = diagnostics.partition_point(|found| found.primary().is_none_or(|at| at.start < file.span().start));
        let is_sound = diagnostics.get(next).and_then(Diagnostic::primary).is_none_or(|at| at.start > file.span().end);
        is_sound.then(|| lay_out(file.text(), width))
    });
    (texts.collect(), diagnostics)
}

/// Lays out a text without syntax errors, declaration by declaration, so that memory follows the largest one.
fn lay_out(text: &str, width: usize) -> String {
    let mut builder = Builder::new(text);
    let mut layout = Layout::new(width);
    let mut empty = Empty::KeepInside;
    loop {
        let (from, printed) = (builder.taken(), layout.len());
        let rest = text.get(builder.origin..).unwrap_or_default();
        let Some(entry) = step(rest) else { break };
        let is_end = entry.as_rule() == Rule::EOI;
        builder.op(Op::Hard);
        if is_end {
            builder.comments(text.len(), if empty == Empty::Keep { Empty::KeepBefore } else { Empty::KeepInside });
        } else {
            builder.comments(builder.start(&entry), empty);
        }
        let end = entry.as_span().end();
        builder.part(&mut entry.into_inner().peekable(), Rule::entry);
        layout.print(&mut builder.ops);
        builder.ops.clear();
        if layout.len() - printed >= MAX_DECLARATION {
            layout.replace_from(printed, text.get(from..builder.taken()).unwrap_or_default());
        }
        if layout.len() >= MAX_TOTAL as usize || is_end || end == 0 {
            break;
        }
        builder.origin += end;
        empty = Empty::Keep;
    }
    let text_of = layout.finish();
    if text_of.len() < MAX_TOTAL as usize { text_of } else { String::from(text) }
}
