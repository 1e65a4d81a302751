//! Leaves that compute: a three-valued expression over single values (`language.md` §3.1, §3.4).

#![expect(missing_docs, reason = "the fields of a variant are described by the variant")]

use super::{AddressTest, Comparison, FieldRef, Literal, TextTest};
use eql_runtime::Reading;

pub use eql_runtime::ops::arithmetic::Arithmetic as ArithmeticOperator;

/// An expression that is evaluated for every choice of one value a field occurrence; a field without a value
/// contributes null. The leaf is true if some choice makes the expression equal to `expect`.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The field occurrences, each of which takes its values independently, in order of writing.
    pub operands: Vec<Operand>,
    /// The expression.
    pub expr: Expr,
    /// The truth value that counts; `false` serves the negations of three-valued dialects.
    pub expect: bool,
}

/// One occurrence of a field in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The field.
    pub field: FieldRef,
    /// How its values are read.
    pub reading: Reading,
}

/// A three-valued expression; null stands for "unknown".
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Literal(Literal),
    /// The value chosen for an operand.
    Operand(u16),
    /// A function.
    Call { function: Function, arguments: Vec<Expr> },
    /// `-e`.
    Negate(Box<Expr>),
    /// Arithmetic.
    Arithmetic { operator: ArithmeticOperator, left: Box<Expr>, right: Box<Expr> },
    /// A comparison; null on either side is null.
    Compare { comparison: Comparison, left: Box<Expr>, right: Box<Expr> },
    /// Whether it is null; never null itself.
    IsNull(Box<Expr>),
    /// Kleene's `not`.
    Not(Box<Expr>),
    /// Kleene's `and`.
    And(Vec<Expr>),
    /// Kleene's `or`.
    Or(Vec<Expr>),
    /// Membership: true if equal to some element, else null if a null is involved, else false.
    In { value: Box<Expr>, list: Vec<Expr>, insensitive: bool },
    /// A text among texts; null for anything but text.
    Text { value: Box<Expr>, test: TextTest },
    /// An address among addresses (also text that is one); null for anything else.
    Address { value: Box<Expr>, test: AddressTest },
}

/// The functions (`language.md` §6) as the runtime has them. Arguments that a rule leaves out are filled in with `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `between(source, left, right, greedy)`.
    Between { insensitive: bool },
    /// `concat(v, …)`.
    Concat,
    /// `endsWith(source, sub)`.
    EndsWith { insensitive: bool },
    /// `indexOf(source, sub, start)`.
    IndexOf { insensitive: bool },
    /// `length(s)`.
    Length,
    /// `number(s, base)`.
    Number,
    /// `startsWith(source, sub)`.
    StartsWith { insensitive: bool },
    /// `string(v)`.
    String,
    /// `stringContains(source, sub)`.
    StringContains { insensitive: bool },
    /// `substring(s, start, end)`.
    Substring,
}
