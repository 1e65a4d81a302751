//! Arithmetic (`language.md` §6.1).
//!
//! Null in, null out; what is no number counts as null. Integers are exact: what overflows is null, as is division of
//! integers by zero, where Elasticsearch fails the query.

use crate::ops::number::Number;
use crate::value::Scalar;

/// An arithmetic operator or function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`, `add`
    Add,
    /// `-`, `subtract`
    Subtract,
    /// `*`, `multiply`
    Multiply,
    /// `/`, `divide`
    Divide,
    /// `%`, `modulo`
    Modulo,
}

impl Arithmetic {
    /// How a rule writes it.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
        }
    }
}

/// How integers divide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Division {
    /// Toward zero; a remainder has the sign of the dividend.
    Truncate,
    /// Downward; a remainder has the sign of the divisor, and floats divided by zero are null too: the Endgame dialect.
    Floor,
}

/// `left operator right`.
///
/// ```
/// use eql_runtime::{Scalar, ops::arithmetic::{Arithmetic, Division, calculate}};
/// let half = calculate(Arithmetic::Divide, &Scalar::Int(-7), &Scalar::Int(2), Division::Truncate);
/// assert_eq!(half, Scalar::Int(-3));
/// ```
#[must_use]
#[inline]
pub fn calculate(operator: Arithmetic, left: &Scalar<'_>, right: &Scalar<'_>, division: Division) -> Scalar<'static> {
    let (Some(left), Some(right)) = (Number::from_scalar(left), Number::from_scalar(right)) else {
        return Scalar::Null;
    };
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => {
            signed(operator, left, right, division).map_or(Scalar::Null, Scalar::Int)
        }
        (Number::Float(_), _) | (_, Number::Float(_)) => float(operator, left.to_f64(), right.to_f64(), division),
        (left, right) => match (wide(left), wide(right)) {
            (Some(left), Some(right)) => narrow(unbounded(operator, left, right, division)),
            _ => Scalar::Null,
        },
    }
}

/// `-operand`.
#[must_use]
#[inline]
pub fn negate(operand: &Scalar<'_>) -> Scalar<'static> {
    match operand {
        Scalar::Int(number) => number.checked_neg().map_or(Scalar::Null, Scalar::Int),
        Scalar::UInt(number) => narrow(Some(-i128::from(*number))),
        Scalar::Float(number) => Scalar::Float(-number),
        _ => Scalar::Null,
    }
}

#[inline]
fn signed(operator: Arithmetic, left: i64, right: i64, division: Division) -> Option<i64> {
    match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::Modulo => unbounded(operator, i128::from(left), i128::from(right), division)
            .and_then(|result| i64::try_from(result).ok()),
    }
}

fn unbounded(operator: Arithmetic, left: i128, right: i128, division: Division) -> Option<i128> {
    let remainder = || left.checked_rem(right);
    // Whether the exact quotient lies between two integers and below zero, where the two divisions differ.
    let rounds_down = |remainder: i128| division == Division::Floor && remainder != 0 && (remainder < 0) != (right < 0);
    match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => Some(left.checked_div(right)? - i128::from(rounds_down(remainder()?))),
        Arithmetic::Modulo => {
            remainder().map(|remainder| if rounds_down(remainder) { remainder + right } else { remainder })
        }
    }
}

fn float(operator: Arithmetic, left: f64, right: f64, division: Division) -> Scalar<'static> {
    let divides = matches!(operator, Arithmetic::Divide | Arithmetic::Modulo);
    if divides && right == 0.0 && division == Division::Floor {
        return Scalar::Null;
    }
    Scalar::Float(match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::Modulo => {
            let remainder = left % right;
            let rounds_down = division == Division::Floor && remainder != 0.0 && (remainder < 0.0) != (right < 0.0);
            if rounds_down { remainder + right } else { remainder }
        }
    })
}

fn wide(number: Number) -> Option<i128> {
    match number {
        Number::Int(number) => Some(i128::from(number)),
        Number::UInt(number) => Some(i128::from(number)),
        Number::Float(_) => None,
    }
}

fn narrow(number: Option<i128>) -> Scalar<'static> {
    let Some(number) = number else { return Scalar::Null };
    i64::try_from(number).map(Scalar::Int).or_else(|_| u64::try_from(number).map(Scalar::UInt)).unwrap_or(Scalar::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Arithmetic::{Add, Divide, Modulo, Multiply, Subtract};
    use Scalar::{Float, Int, Null, UInt};

    fn check(operator: Arithmetic, left: Scalar<'_>, right: Scalar<'_>, truncated: Scalar<'_>, floored: Scalar<'_>) {
        for (division, expected) in [(Division::Truncate, truncated), (Division::Floor, floored)] {
            let found = calculate(operator, &left, &right, division);
            assert_eq!(found, expected, "{left:?} {operator:?} {right:?}, {division:?}");
        }
    }

    /// `language.md` §6.1, both families.
    #[test]
    fn the_rules_of_the_language() {
        check(Divide, Int(-7), Int(2), Int(-3), Int(-4));
        check(Divide, Int(7), Int(-2), Int(-3), Int(-4));
        check(Divide, Int(-6), Int(2), Int(-3), Int(-3));
        check(Divide, Int(4), Int(3), Int(1), Int(1));
        check(Divide, Float(4.0), Int(3), Float(4.0 / 3.0), Float(4.0 / 3.0));
        check(Modulo, Int(10), Int(-6), Int(4), Int(-2));
        check(Modulo, Int(-10), Int(-6), Int(-4), Int(-4));
        check(Modulo, Int(-7), Int(3), Int(-1), Int(2));
        check(Modulo, Int(10), Float(0.5), Float(0.0), Float(0.0));
        check(Modulo, Float(-7.5), Int(2), Float(-1.5), Float(0.5));
        check(Divide, Int(1), Int(0), Null, Null);
        check(Modulo, Int(1), Int(0), Null, Null);
        check(Divide, Float(1.0), Int(0), Float(f64::INFINITY), Null);
        check(Add, Int(i64::MAX), Int(1), Null, Null);
        check(Multiply, Int(i64::MIN), Int(-1), Null, Null);
        check(Divide, Int(i64::MIN), Int(-1), Null, Null);
        check(Modulo, Int(i64::MIN), Int(-1), Int(0), Int(0));
        check(Subtract, UInt(u64::MAX), Int(1), UInt(u64::MAX - 1), UInt(u64::MAX - 1));
        check(Subtract, UInt(u64::MAX), UInt(u64::MAX), Int(0), Int(0));
        check(Add, UInt(u64::MAX), Int(1), Null, Null);
        check(Add, Null, Int(1), Null, Null);
        check(Add, Int(1), Scalar::Str("1".into()), Null, Null);
    }

    #[test]
    fn negation() {
        let rows = [
            (Int(4), Int(-4)),
            (Int(i64::MIN), Null),
            (UInt(1 << 63), Int(i64::MIN)),
            (UInt(u64::MAX), Null),
            (Float(1.5), Float(-1.5)),
            (Null, Null),
        ];
        for (operand, expected) in rows {
            assert_eq!(negate(&operand), expected, "-{operand:?}");
        }
    }
}
