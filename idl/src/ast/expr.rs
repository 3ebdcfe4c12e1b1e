//! Expressions: constants, refinements, conditions and effects of policies share one form.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::Name;
use crate::source::Span;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where, with the parentheses around it.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `32`, `0x100`, `1_000`
    Int(u64),
    /// `true`, `false`
    Bool(bool),
    /// `"text"`, with escapes resolved
    Str(String),
    /// `30s`
    Duration(Duration),
    /// `1.2`: a version, in `@since(1.2)`
    Version {
        /// Before the dot.
        major: u32,
        /// After the dot.
        minor: u32,
    },
    /// A bare name: a constant, a field, `self`, `len`, `ascii`, `digits`, `now`, `m`
    Name(Name),
    /// `.wrong_pin`: a variant of the enum that the context asks for
    Variant(Name),
    /// `m.user`, `time.LIMIT`
    Field {
        /// Before the dot.
        base: Box<Expr>,
        /// After the dot.
        name: Name,
    },
    /// `tries[m.user]`
    Index {
        /// Before the bracket.
        base: Box<Expr>,
        /// In the brackets, at least one.
        keys: Vec<Expr>,
    },
    /// `!a`, `-a`
    Unary {
        /// Which.
        op: UnaryOp,
        /// Of what.
        operand: Box<Expr>,
    },
    /// `a + b`
    Binary {
        /// Which.
        op: BinaryOp,
        /// The operator alone.
        op_span: Span,
        /// Before it.
        left: Box<Expr>,
        /// Behind it.
        right: Box<Expr>,
    },
    /// `self in 1..=9`
    In {
        /// What is compared.
        value: Box<Expr>,
        /// With what.
        range: Box<Range>,
    },
    /// `{ count: 0, until: now + 30s }`: only as the value of an assignment
    Record(Vec<FieldValue>),
    /// Reported by the parser.
    Bad,
}

/// `1..=9`: both ends belong to it.
#[derive(Clone, Debug)]
pub struct Range {
    /// The first value.
    pub low: Expr,
    /// The last value.
    pub high: Expr,
    /// From the first to the last.
    pub span: Span,
}

/// `count: 0` in a record.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The field.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator between two operands. From weak to strong: `implies`, `||`, `&&`, comparisons and `in`, sums, products.
/// `implies` binds to the right, comparisons do not chain, all others bind to the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `implies`
    Implies,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl BinaryOp {
    /// The operator as it is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Implies => "implies",
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }

    /// Whether it compares two values.
    #[must_use]
    pub const fn is_comparison(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual)
    }

    /// Whether it joins two conditions.
    #[must_use]
    pub const fn is_logical(self) -> bool {
        matches!(self, Self::Implies | Self::Or | Self::And)
    }
}

/// `30s`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub count: u64,
    /// Of what.
    pub unit: TimeUnit,
}

impl Duration {
    /// The same in milliseconds, if it fits.
    #[must_use]
    pub const fn millis(self) -> Option<u64> {
        self.count.checked_mul(self.unit.millis())
    }
}

/// A unit of time. The smallest is the millisecond, the unit of a policy's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// `ms`
    Millisecond,
    /// `s`
    Second,
    /// `min`
    Minute,
    /// `h`
    Hour,
    /// `d`, 24 hours
    Day,
}

impl TimeUnit {
    /// The length in milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        match self {
            Self::Millisecond => 1,
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }

    /// The unit as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Millisecond => "ms",
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
        }
    }
}
