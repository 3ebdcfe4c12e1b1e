//! Text that the grammar reads without understanding it: proofs, tests, machines.

use alloc::vec::Vec;

use super::builder::Builder;
use super::layout::Op;
use super::spacing::Sides;
use crate::trivia::{Kind, Piece};

/// An open bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// `(`, `[`
    List,
    /// `{`, between two statements.
    Body,
    /// `{`, inside a statement.
    Statement,
}

impl<'text> Builder<'text> {
    /// Gives such text: lines end where the author ended them, brackets indent what is inside them, and a statement in braces
    /// indents its second line.
    pub(super) fn free(&mut self, start: usize, end: usize) {
        self.comments(start, super::builder::Empty::Drop);
        let mut levels: Vec<Level> = Vec::new();
        // As behind a `;`, space may stand before the first token.
        let mut last = ";";
        for piece in self.trivia.pieces(start, end) {
            let closes = matches!(piece.text, "}" | ")" | "]") && !levels.is_empty();
            if closes {
                self.leave(levels.pop());
            }
            if piece.gap.lines > 0 {
                self.op(Op::Hard);
            }
            if piece.gap.lines > 1 && !closes && last != "{" {
                self.op(Op::Blank);
            }
            match piece.kind {
                Kind::Comment => self.comment(piece.text, piece.gap.lines > 0),
                Kind::Token => self.free_token(&piece, last, closes, &mut levels),
            }
            last = piece.text;
        }
        while let Some(level) = levels.pop() {
            self.leave(Some(level));
            self.op(Op::Close);
        }
        self.skip_to(end);
    }

    fn free_token(&mut self, piece: &Piece<'text>, last: &str, closes: bool, levels: &mut Vec<Level>) {
        let text = piece.text;
        if let Some(level @ Level::Body) = levels.last_mut()
            && !closes
        {
            self.op(Op::Hang);
            *level = Level::Statement;
        }
        let sides = match text {
            "}" if last == "{" => Sides::LEFT,
            _ => Sides::of_free(text, piece.gap.apart || matches!(last, ";" | ",")),
        };
        self.text(text, sides);
        if closes {
            self.op(Op::Close);
        }
        if matches!(text, ";" | "}")
            && let Some(level @ Level::Statement) = levels.last_mut()
        {
            self.op(Op::Unhang);
            *level = Level::Body;
        }
        if matches!(text, "{" | "(" | "[") {
            self.op(Op::Open);
            levels.push(if text == "{" { Level::Body } else { Level::List });
        }
    }

    /// Goes back to the depth of the bracket.
    fn leave(&mut self, level: Option<Level>) {
        if level == Some(Level::Statement) {
            self.op(Op::Unhang);
        }
        self.op(Op::Shut);
    }
}
