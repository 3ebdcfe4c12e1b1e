//! Refinements: what a `where` says, type-checked, with every constant evaluated.
//!
//! Arithmetic is exact. Each [`Number`] says between which values it lies, so a back end can choose a width in which
//! nothing overflows (`i64` if everything fits, else `i128`); a divisor is never zero.

use alloc::{boxed::Box, string::String};

/// A condition that every value of a type fulfils, checked before anyone sees the value.
#[derive(Clone, Debug)]
pub struct Refinement {
    /// What must hold.
    pub condition: Condition,
    /// As it was written, on one line, for documentation.
    pub text: String,
}

/// Something that is true or false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Always the same.
    Literal(bool),
    /// A `bool`.
    Is(Operand),
    /// Two numbers compared.
    Compare {
        /// How.
        comparison: Comparison,
        /// The left one.
        left: Number,
        /// The right one.
        right: Number,
    },
    /// `value in low..=high`: both ends belong to it.
    Within {
        /// What is looked at.
        value: Number,
        /// The least that is allowed.
        low: Number,
        /// The greatest that is allowed.
        high: Number,
    },
    /// Two `bool`s (or conditions) are the same.
    Same(Box<Condition>, Box<Condition>),
    /// Every byte of a text is of a class. True for an empty text.
    Text {
        /// The class.
        class: TextClass,
        /// The string, or the bytes.
        of: Operand,
    },
    /// `!a`
    Not(Box<Condition>),
    /// `a && b`
    And(Box<Condition>, Box<Condition>),
    /// `a || b`
    Or(Box<Condition>, Box<Condition>),
    /// `a implies b`: `!a || b`.
    Implies(Box<Condition>, Box<Condition>),
}

/// A number, with the values that it can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it comes about.
    pub kind: NumberKind,
    /// The least value that it can have.
    pub low: i128,
    /// The greatest value that it can have.
    pub high: i128,
}

/// How a number comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A number that is written, or the value of a constant.
    Literal,
    /// The value of an integer, an enum, or of a new type of them.
    Value(Operand),
    /// The length of a string, bytes (in bytes), or list (in elements).
    Len(Operand),
    /// `-a`
    Neg(Box<Number>),
    /// Two numbers combined.
    Binary(Arithmetic, Box<Number>, Box<Number>),
}

/// What a refinement looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `self`: the value of a new type.
    Itself,
    /// The field of a struct with this position, from 0.
    Field(usize),
}

/// Arithmetic on exact integers; `/` and `%` round towards zero, as in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// Comparisons of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// Classes of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextClass {
    /// `ascii`: 0 to 127.
    Ascii,
    /// `digits`: `0` to `9`.
    Digits,
}
