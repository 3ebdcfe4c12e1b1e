//! What a printer sees of a token: little, and nothing that it must ask twice.

/// A token of a row, without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a lifetime or a keyword.
    Word(Word),
    /// A number, a string, a character.
    Literal,
    /// A line of documentation; its text is what stands behind `///`.
    Doc,
    /// A sign. `is_prefix` as in `-1`, `&x`, `!x`; not as in `a - b`.
    Sign { sign: Sign, is_prefix: bool },
    /// The begin of a group.
    Open(Group),
    /// Its end.
    Close(Group),
    /// What stands behind the last token.
    End,
}

/// A group of tokens, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// `(…)`
    Paren,
    /// `[…]`
    Bracket,
    /// `<…>` around generics.
    Angle,
    /// `|…|` around the parameters of a closure.
    Pipe,
    /// `{…}` at the end of a `use`.
    Use,
    /// `{…}` behind the name of a struct, in expressions and patterns.
    List,
    /// `{…}` of a struct or an enum that is declared.
    Fields,
    /// `{…}` of a module, a trait, an `impl`.
    Items,
    /// `{…}` of a `match`.
    Arms,
    /// `{…}` of a function, of a loop: never on one line.
    Body,
    /// `{…}` behind `if`: on one line only if there is an `else`.
    Then,
    /// Any other `{…}` with statements.
    Block,
}

impl Group {
    /// Whether there are statements in it.
    pub(super) const fn is_block(self) -> bool {
        matches!(self, Self::Body | Self::Then | Self::Block)
    }

    /// Whether it is in braces.
    pub(super) const fn is_braced(self) -> bool {
        !matches!(self, Self::Paren | Self::Bracket | Self::Angle | Self::Pipe)
    }
}

/// The words that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A name: it may be called, or asked for something.
    Name,
    Lifetime,
    /// A keyword that only stands between others.
    Plain,
    Const,
    Else,
    Enum,
    Fn,
    For,
    If,
    Impl,
    In,
    Let,
    Loop,
    Match,
    Mod,
    Move,
    Pub,
    Return,
    Static,
    Struct,
    Trait,
    Type,
    Use,
    Where,
    While,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        match text {
            "as" | "async" | "await" | "break" | "continue" | "dyn" | "extern" | "mut" | "ref" | "unsafe" => {
                Self::Plain
            }
            "const" => Self::Const,
            "else" => Self::Else,
            "enum" => Self::Enum,
            "fn" => Self::Fn,
            "for" => Self::For,
            "if" => Self::If,
            "impl" => Self::Impl,
            "in" => Self::In,
            "let" => Self::Let,
            "loop" => Self::Loop,
            "match" => Self::Match,
            "mod" => Self::Mod,
            "move" => Self::Move,
            "pub" => Self::Pub,
            "return" => Self::Return,
            "static" => Self::Static,
            "struct" => Self::Struct,
            "trait" => Self::Trait,
            "type" => Self::Type,
            "use" => Self::Use,
            "where" => Self::Where,
            "while" => Self::While,
            _ => Self::Name,
        }
    }
}

/// A sign of one letter or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `=`
    Equals,
    /// `?`
    Question,
    /// `!`
    Not,
    /// `&`
    Amp,
    /// `*`
    Star,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `^`
    Caret,
    /// `|`
    Bar,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `#`
    Hash,
    /// `::`
    Path,
    /// `->`
    Arrow,
    /// `=>`
    Leads,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `<<`; `>>` stays two signs, as it ends two groups.
    Shift,
    /// `==`, `!=`, `<=`, `>=`
    Compares,
    /// `+=` and its like.
    Changes,
    /// `..`, `..=`
    Range,
    /// `'` before the name of a lifetime, until both are one token.
    Mark,
    /// Any other.
    Other,
}

impl Sign {
    pub(super) fn new(text: &str) -> Self {
        match text {
            "," => Self::Comma,
            ";" => Self::Semicolon,
            ":" => Self::Colon,
            "." => Self::Dot,
            "=" => Self::Equals,
            "?" => Self::Question,
            "!" => Self::Not,
            "&" => Self::Amp,
            "*" => Self::Star,
            "+" => Self::Plus,
            "-" => Self::Minus,
            "/" => Self::Slash,
            "%" => Self::Percent,
            "^" => Self::Caret,
            "|" => Self::Bar,
            "<" => Self::Less,
            ">" => Self::Greater,
            "#" => Self::Hash,
            "'" => Self::Mark,
            "::" => Self::Path,
            "->" => Self::Arrow,
            "=>" => Self::Leads,
            "&&" => Self::And,
            "||" => Self::Or,
            "<<" => Self::Shift,
            "==" | "!=" | "<=" | ">=" => Self::Compares,
            "+=" | "-=" | "*=" | "|=" | "&=" | "^=" => Self::Changes,
            ".." | "..=" => Self::Range,
            _ => Self::Other,
        }
    }

    /// How tightly it binds what is on both sides of it, from 1; `None` if it stands between no values.
    pub(super) const fn binds(self) -> Option<u8> {
        match self {
            Self::Or => Some(1),
            Self::And => Some(2),
            Self::Compares | Self::Less | Self::Greater => Some(3),
            Self::Bar => Some(4),
            Self::Caret => Some(5),
            Self::Amp => Some(6),
            Self::Shift => Some(7),
            Self::Plus | Self::Minus => Some(8),
            Self::Star | Self::Slash | Self::Percent => Some(9),
            _ => None,
        }
    }

    /// Whether it may stand before a value.
    pub(super) const fn is_prefix(self) -> bool {
        matches!(
            self,
            Self::Amp
                | Self::Star
                | Self::Minus
                | Self::Not
                | Self::Question
                | Self::And
                | Self::Or
                | Self::Path
                | Self::Range
        )
    }
}
