//! Operators and functions as the Endgame dialect has them (`language.md` §3.4, §4.3, §6 LEG): on what stands at a
//! field, with three-valued logic, and text compared without regard to case.
//!
//! Where the reference engine stops with an error — a remainder by zero, a slice by a fraction — the result is null.

mod arrays;
mod compare;
mod number;
mod strings;
mod text;

pub use arrays::{count_elements, has_element};

use crate::datum::Datum;
use crate::matchers::Glob;
use crate::ops::arithmetic::{Arithmetic, Division, calculate, negate};
use crate::ops::logic;
use crate::ops::scalar::{Comparison, test_address, test_text};
use crate::ops::strings::{ends_with, starts_with};
use crate::reading::Fold;
use crate::value::Scalar;
use std::net::IpAddr;

/// An operator, or a function whose arguments are values. A missing argument is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `a and b and …`
    And,
    /// `arrayContains(list, v, …)`
    ArrayContains,
    /// `a + b`
    Arithmetic(Arithmetic),
    /// `between(source, left, right, greedy)`
    Between,
    /// `a == b`
    Compare(Comparison),
    /// `concat(v, …)`
    Concat,
    /// `endsWith(source, suffix)`
    EndsWith,
    /// `indexOf(source, part, start)`
    IndexOf,
    /// `a == null`
    IsNull,
    /// `length(v)`
    Length,
    /// `-a`
    Negate,
    /// `not a`
    Not,
    /// `number(source, base)`
    Number,
    /// `a in (…)` with two constants or more: values of another type are simply not among them.
    OneOf,
    /// `a or b or …`
    Or,
    /// `startsWith(source, prefix)`
    StartsWith,
    /// `string(v)`
    String,
    /// `stringContains(source, part)`
    StringContains,
    /// `substring(source, start, end)`
    Substring,
}

impl Operation {
    /// Its name in prints of rules.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::ArrayContains => "arrayContains",
            Self::Arithmetic(operator) => operator.symbol(),
            Self::Between => "between",
            Self::Compare(comparison) => comparison.symbol(),
            Self::Concat => "concat",
            Self::EndsWith => "endsWith",
            Self::IndexOf => "indexOf",
            Self::IsNull => "is-null",
            Self::Length => "length",
            Self::Negate => "-",
            Self::Not => "not",
            Self::Number => "number",
            Self::OneOf => "one-of",
            Self::Or => "or",
            Self::StartsWith => "startsWith",
            Self::String => "string",
            Self::StringContains => "stringContains",
            Self::Substring => "substring",
        }
    }
}

/// The result of an operation on its operands.
///
/// ```
/// use eql_runtime::datum::Datum;
/// use eql_runtime::ops::endgame::{Operation, apply};
/// use eql_runtime::Scalar;
/// let text = |text| Datum::Plain(Scalar::Str(std::borrow::Cow::Borrowed(text)));
/// let is_equal = apply(Operation::Compare(eql_runtime::ops::scalar::Comparison::Equal), &[text("A"), text("a")]);
/// assert_eq!(is_equal, Datum::Plain(Scalar::Bool(true)));
/// ```
#[must_use]
pub fn apply<'a>(operation: Operation, operands: &[Datum<'a>]) -> Datum<'a> {
    let at = |at: usize| operands.get(at).unwrap_or(&Datum::NULL);
    let plain = |index: usize| at(index).plain();
    Datum::Plain(match operation {
        Operation::And => combined(operands, true, logic::and),
        Operation::Or => combined(operands, false, logic::or),
        Operation::Not => logic::not(&truth(at(0))),
        Operation::IsNull => Scalar::Bool(at(0).is_null()),
        Operation::Compare(comparison) => compare::compare(comparison, at(0), at(1)),
        Operation::OneOf => compare::one_of(operands),
        Operation::Arithmetic(operator) => calculate(operator, plain(0), plain(1), Division::Floor),
        Operation::Negate => negate(plain(0)),
        Operation::ArrayContains => arrays::contains(operands),
        Operation::Between => strings::between(plain(0).clone(), plain(1), plain(2), is_true(at(3))),
        Operation::Concat => text::concat(operands),
        Operation::EndsWith => ends_with(plain(0), plain(1), Fold::Unicode),
        Operation::StartsWith => starts_with(plain(0), plain(1), Fold::Unicode),
        Operation::IndexOf => strings::index_of(plain(0), plain(1), plain(2)),
        Operation::Length => arrays::length(at(0)),
        Operation::Number => number::number(plain(0), plain(1)),
        Operation::String => text::string(at(0)),
        Operation::StringContains => strings::string_contains(plain(0), plain(1)),
        Operation::Substring => strings::substring(plain(0).clone(), plain(1), plain(2)),
    })
}

fn combined<'a>(
    operands: &[Datum<'_>],
    neutral: bool,
    combine: fn(&Scalar<'_>, &Scalar<'_>) -> Scalar<'static>,
) -> Scalar<'a> {
    operands.iter().fold(Scalar::Bool(neutral), |verdict, operand| combine(&verdict, &truth(operand)))
}

/// What `and`, `or`, `not` and a whole condition make of an operand (§3.4): nothing for null, false for what is zero or
/// empty.
#[must_use]
pub fn truth(operand: &Datum<'_>) -> Scalar<'static> {
    Scalar::Bool(match operand {
        Datum::Plain(Scalar::Null) => return Scalar::Null,
        Datum::Plain(Scalar::Bool(truth)) => *truth,
        Datum::Plain(Scalar::Int(number)) => *number != 0,
        Datum::Plain(Scalar::UInt(number)) => *number != 0,
        Datum::Plain(Scalar::Float(number)) => *number != 0.0,
        Datum::Plain(Scalar::Str(text)) => !text.is_empty(),
        Datum::Plain(Scalar::Ip(_) | Scalar::Time(_)) => true,
        Datum::List(items) => !items.is_empty(),
        Datum::Object(fields) => !fields.is_empty(),
    })
}

/// Whether an operand is true.
#[must_use]
#[inline]
pub fn is_true(operand: &Datum<'_>) -> bool {
    truth(operand) == Scalar::Bool(true)
}

/// Whether an operand is false, and not null.
#[must_use]
#[inline]
pub fn is_false(operand: &Datum<'_>) -> bool {
    truth(operand) == Scalar::Bool(false)
}

/// `wildcard(value, pattern, …)` (§6.11): null where the value is no text.
#[must_use]
pub fn wildcard(value: &Datum<'_>, patterns: &[Glob<'_>]) -> Datum<'static> {
    Datum::Plain(test_text(value.plain(), |text| patterns.iter().any(|pattern| pattern.matches(text))))
}

/// `match(value, regex, …)` (§6.11): null where the value is no text.
#[must_use]
pub fn match_regex(value: &Datum<'_>, matches: impl FnOnce(&str) -> bool) -> Datum<'static> {
    Datum::Plain(test_text(value.plain(), matches))
}

/// `cidrMatch(address, block, …)` (§6.3): what is no address is in no block, and so is null.
#[must_use]
pub fn cidr_match(value: &Datum<'_>, is_within: impl FnOnce(IpAddr) -> bool) -> Datum<'static> {
    Datum::Plain(match test_address(value.plain(), is_within) {
        Scalar::Null => Scalar::Bool(false),
        verdict => verdict,
    })
}

#[cfg(test)]
mod tests;
