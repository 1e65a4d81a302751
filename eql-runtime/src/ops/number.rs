//! Values read as numbers, and their exact order.

use crate::reading::Reading;
use crate::value::{Scalar, Value};
use std::cmp::Ordering;

/// A number of any of the three kinds. Equality and order are those of the numbers themselves, not of a common type:
/// `2⁵³ + 1` is above `2⁵³` as a float, and `4` is `4.0` (`language.md` §4.1, §4.2). As in Java, NaN is equal to itself
/// and above everything.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A signed integer.
    Int(i64),
    /// An unsigned integer, usually above `i64::MAX`.
    UInt(u64),
    /// A number with a fraction.
    Float(f64),
}

/// The number that `value` is under this reading (`language.md` §3.5). Numeric text is read, fractions are cut off and
/// what does not fit is no value where the reading is of such a number. Numeric text is also read under
/// [`Reading::Dynamic`]: agents write `user.id` as `0` and as `"0"`, and a rule that says `user.id == 0` means both.
///
/// ```
/// use eql_runtime::{Reading, Value, ops::{Number, read_number}};
/// assert_eq!(read_number(Value::Str("4"), Reading::Integer), Some(Number::Int(4)));
/// assert_eq!(read_number(Value::Str("4"), Reading::Dynamic), Some(Number::Int(4)));
/// assert_eq!(read_number(Value::Str("S-1-5-18"), Reading::Dynamic), None);
/// ```
#[must_use]
#[inline]
pub fn read_number(value: Value<'_>, reading: Reading) -> Option<Number> {
    let number = match value {
        Value::Int(number) => Number::Int(number),
        Value::UInt(number) => Number::UInt(number),
        Value::Float(number) => Number::Float(number),
        Value::Str(text) if reads_text(reading) => parse(text)?,
        _ => return None,
    };
    match (reading, number) {
        (Reading::Integer, Number::Int(_)) => Some(number),
        (Reading::Integer, number) => number.to_integer().and_then(|n| i64::try_from(n).ok()).map(Number::Int),
        (Reading::Unsigned, number) => {
            number.to_integer().and_then(|n| u64::try_from(n).ok()).map(Number::from_unsigned)
        }
        (Reading::Float, number) => Some(Number::Float(number.to_f64())),
        (_, number) => Some(number),
    }
}

const fn reads_text(reading: Reading) -> bool {
    matches!(reading, Reading::Dynamic | Reading::Integer | Reading::Unsigned | Reading::Float)
}

/// A number as events write it in text.
fn parse(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(Number::Int(number));
    }
    if let Ok(number) = text.parse::<u64>() {
        return Some(Number::UInt(number));
    }
    // `inf`, `nan` and the like are words, not numbers.
    let numeric = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if numeric { text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Number::Float) } else { None }
}

fn truncate(number: f64) -> Option<i128> {
    number.is_finite().then_some(number as i128)
}

impl Number {
    /// The number that `scalar` is, if it is one.
    #[must_use]
    #[inline]
    pub const fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Int(number) => Some(Self::Int(*number)),
            Scalar::UInt(number) => Some(Self::UInt(*number)),
            Scalar::Float(number) => Some(Self::Float(*number)),
            _ => None,
        }
    }

    /// An unsigned integer in its smallest kind.
    #[must_use]
    #[inline]
    pub fn from_unsigned(number: u64) -> Self {
        i64::try_from(number).map_or(Self::UInt(number), Self::Int)
    }

    /// The nearest double.
    #[must_use]
    #[inline]
    pub const fn to_f64(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::UInt(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// The number without its fraction.
    fn to_integer(self) -> Option<i128> {
        match self {
            Self::Int(number) => Some(i128::from(number)),
            Self::UInt(number) => Some(i128::from(number)),
            Self::Float(number) => truncate(number),
        }
    }
}

impl From<Number> for Scalar<'_> {
    #[inline]
    fn from(number: Number) -> Self {
        match number {
            Number::Int(number) => Self::Int(number),
            Number::UInt(number) => Self::UInt(number),
            Number::Float(number) => Self::Float(number),
        }
    }
}

impl PartialEq for Number {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Int(left), Self::Int(right)) => left.cmp(&right),
            (Self::UInt(left), Self::UInt(right)) => left.cmp(&right),
            (Self::Int(left), Self::UInt(right)) => u64::try_from(left).map_or(Ordering::Less, |left| left.cmp(&right)),
            (Self::UInt(left), Self::Int(right)) => {
                u64::try_from(right).map_or(Ordering::Greater, |right| left.cmp(&right))
            }
            (Self::Float(left), Self::Float(right)) => compare_floats(left, right),
            (Self::Int(left), Self::Float(right)) => compare_integer(i128::from(left), right),
            (Self::UInt(left), Self::Float(right)) => compare_integer(i128::from(left), right),
            (Self::Float(left), Self::Int(right)) => compare_integer(i128::from(right), left).reverse(),
            (Self::Float(left), Self::UInt(right)) => compare_integer(i128::from(right), left).reverse(),
        }
    }
}

#[inline]
fn compare_floats(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}

/// An integer of 65 bits against a float, without rounding either.
fn compare_integer(left: i128, right: f64) -> Ordering {
    if right.is_nan() {
        return Ordering::Less;
    }
    // Out of range the conversion saturates far beyond every integer on the left, so the comparison stays right.
    let whole = right.trunc();
    left.cmp(&(whole as i128)).then_with(|| compare_floats(whole, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Number::{Float, Int, UInt};

    /// `language.md` §4.1, §4.2: exact over all kinds.
    #[test]
    fn order_is_exact() {
        let ascending = [
            Float(f64::NEG_INFINITY),
            Float(-1e300),
            Int(i64::MIN),
            Int(-5),
            Float(-4.5),
            Int(-4),
            Float(-0.5),
            Int(0),
            Float(f64::MIN_POSITIVE),
            Int(4),
            Float(4.5),
            UInt(5),
            Int(1 << 53),
            Int((1 << 53) + 1),
            Int(i64::MAX - 1),
            Int(i64::MAX),
            Float(9_223_372_036_854_775_808.0),
            UInt((1 << 63) + 1),
            UInt(u64::MAX),
            Float(18_446_744_073_709_551_616.0),
            Float(f64::INFINITY),
            Float(f64::NAN),
        ];
        for (at, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                assert_eq!(left.cmp(right), at.cmp(&other), "{left:?} and {right:?}");
            }
        }
        let equal = [(Int(4), Float(4.0)), (Int(0), Float(-0.0)), (UInt(1 << 63), Float(9_223_372_036_854_775_808.0))];
        for (left, right) in equal {
            assert_eq!(left, right);
            assert_eq!(right, left);
        }
    }

    /// `language.md` §3.5: what each field type stores.
    #[test]
    fn readings() {
        use Reading::{Dynamic, Float as Double, Integer as Long, Unsigned as UnsignedLong};
        let rows = [
            (Value::Int(4), Dynamic, Some(Int(4))),
            (Value::Str("4"), Dynamic, Some(Int(4))),
            (Value::Str("S-1-5-18"), Dynamic, None),
            (Value::Bool(true), Dynamic, None),
            (Value::Str("4"), Long, Some(Int(4))),
            (Value::Str("4.7"), Long, Some(Int(4))),
            (Value::Str("-4.7"), Long, Some(Int(-4))),
            (Value::Float(-4.7), Long, Some(Int(-4))),
            (Value::Str("1e3"), Long, Some(Int(1000))),
            (Value::Str("x"), Long, None),
            (Value::Str("nan"), Long, None),
            (Value::Str(""), Long, None),
            (Value::Float(1e30), Long, None),
            (Value::UInt(u64::MAX), Long, None),
            (Value::Bool(true), Long, None),
            (Value::UInt(u64::MAX), UnsignedLong, Some(UInt(u64::MAX))),
            (Value::Str("18446744073709551615"), UnsignedLong, Some(UInt(u64::MAX))),
            (Value::Int(-1), UnsignedLong, None),
            (Value::Int(4), Double, Some(Float(4.0))),
            (Value::Str("4.5"), Double, Some(Float(4.5))),
        ];
        for (value, reading, expected) in rows {
            assert_eq!(read_number(value, reading), expected, "{value:?} as {reading:?}");
        }
    }
}
