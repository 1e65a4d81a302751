//! Comparisons and tests inside an expression (`language.md` §3.4, §4): every one gives true, false or null.

use crate::matchers::fold::lower_char;
use crate::ops::address::{compare_addresses, parse_address, read_address};
use crate::ops::boolean::read_boolean;
use crate::ops::logic::from_truth;
use crate::ops::number::{Number, read_number};
use crate::ops::text::with_text;
use crate::ops::time::instant;
use crate::reading::{Fold, Reading};
use crate::time::Timestamp;
use crate::value::{Scalar, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether two operands in this order satisfy the operator.
    #[must_use]
    #[inline]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// How a rule writes it.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The operator with its operands swapped.
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

/// The value of a field in an expression; null where it has no value under the reading.
#[must_use]
#[inline]
pub fn read<'a>(value: Value<'a>, reading: Reading) -> Scalar<'a> {
    match (reading, value) {
        (Reading::Dynamic, value) => value.into(),
        (Reading::Keyword | Reading::Version, Value::Str(text)) => Scalar::Str(Cow::Borrowed(text)),
        (Reading::Keyword | Reading::Version, value) => {
            let text = with_text(value, reading, str::to_owned);
            text.map_or(Scalar::Null, |text| Scalar::Str(Cow::Owned(text)))
        }
        (Reading::Integer | Reading::Unsigned | Reading::Float, value) => {
            read_number(value, reading).map_or(Scalar::Null, Scalar::from)
        }
        (Reading::Boolean, value) => from_truth(read_boolean(value, reading)),
        (Reading::Address, value) => read_address(value).map_or(Scalar::Null, Scalar::Ip),
        (Reading::Instant, value) => instant(value).map_or(Scalar::Null, Scalar::Time),
    }
}

/// `left operator right`; null where a side is null or the two can't be compared (`language.md` §3.4, §4.1).
///
/// Texts are compared by code points after folding, numbers exactly, `false` is below `true`. Against an address or an
/// instant, text is read as one.
#[must_use]
#[inline]
pub fn compare(comparison: Comparison, left: &Scalar<'_>, right: &Scalar<'_>, fold: Fold) -> Scalar<'static> {
    from_truth(order(left, right, fold).map(|order| comparison.holds(order)))
}

/// The order of two scalars; nothing where a side is null or they can't be compared.
#[must_use]
pub fn order(left: &Scalar<'_>, right: &Scalar<'_>, fold: Fold) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Str(left), Scalar::Str(right)) => Some(compare_texts(left, right, fold)),
        (Scalar::Bool(left), Scalar::Bool(right)) => Some(left.cmp(right)),
        (Scalar::Ip(_), Scalar::Ip(_) | Scalar::Str(_)) | (Scalar::Str(_), Scalar::Ip(_)) => {
            Some(compare_addresses(address(left)?, address(right)?))
        }
        (Scalar::Time(_), _) | (_, Scalar::Time(_)) => Some(time(left)?.cmp(&time(right)?)),
        _ => Some(Number::from_scalar(left)?.cmp(&Number::from_scalar(right)?)),
    }
}

fn address(scalar: &Scalar<'_>) -> Option<std::net::IpAddr> {
    match scalar {
        Scalar::Ip(address) => Some(address.to_canonical()),
        Scalar::Str(text) => parse_address(text),
        _ => None,
    }
}

fn time(scalar: &Scalar<'_>) -> Option<Timestamp> {
    scalar.as_value().and_then(instant)
}

/// Compares two texts by code points after folding both.
#[must_use]
#[inline]
pub fn compare_texts(left: &str, right: &str, fold: Fold) -> Ordering {
    match fold {
        Fold::None => left.cmp(right),
        Fold::Ascii => {
            left.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
        }
        Fold::Unicode => left.chars().map(lower_char).cmp(right.chars().map(lower_char)),
    }
}

/// `value in (items)`: true if an item is equal, else null if the value or an item is null, else false
/// (`language.md` §3.4).
#[must_use]
pub fn in_list(value: &Scalar<'_>, items: &[Scalar<'_>], fold: Fold) -> Scalar<'static> {
    if items.iter().any(|item| order(value, item, fold) == Some(Ordering::Equal)) {
        return Scalar::Bool(true);
    }
    let unknown = matches!(value, Scalar::Null) || items.iter().any(|item| matches!(item, Scalar::Null));
    if unknown { Scalar::Null } else { Scalar::Bool(false) }
}

/// A test of text — a pattern, a set — on a scalar: null where it is not text (`language.md` §5.2).
///
/// ```
/// use eql_runtime::{Fold, Scalar, matchers::Glob, ops::scalar::test_text};
/// let name = Scalar::Str("cmd.exe".into());
/// assert_eq!(test_text(&name, |text| Glob::new("*.exe", Fold::Ascii).matches(text)), Scalar::Bool(true));
/// ```
#[must_use]
#[inline]
pub fn test_text(scalar: &Scalar<'_>, test: impl FnOnce(&str) -> bool) -> Scalar<'static> {
    match scalar {
        Scalar::Str(text) => Scalar::Bool(test(text)),
        _ => Scalar::Null,
    }
}

/// A test of an address — `cidrMatch` — on a scalar: null where it is none (`language.md` §6.3).
#[must_use]
#[inline]
pub fn test_address(scalar: &Scalar<'_>, test: impl FnOnce(std::net::IpAddr) -> bool) -> Scalar<'static> {
    from_truth(address(scalar).map(test))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Str(text.into())
    }

    fn check(left: Scalar<'_>, comparison: Comparison, right: Scalar<'_>, expected: Option<bool>) {
        let found = compare(comparison, &left, &right, Fold::None);
        assert_eq!(found, from_truth(expected), "{left:?} {comparison:?} {right:?}");
        let swapped = compare(comparison.swapped(), &right, &left, Fold::None);
        assert_eq!(swapped, from_truth(expected), "{right:?} {:?} {left:?}", comparison.swapped());
    }

    /// `language.md` §3.4, §4.1, §4.2: comparisons inside expressions.
    #[test]
    fn comparisons() {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        check(Scalar::Null, Equal, Scalar::Int(1), None);
        check(Scalar::Null, Less, Scalar::Int(1), None);
        check(Scalar::Null, NotEqual, Scalar::Null, None);
        check(text("1"), Equal, Scalar::Int(1), None);
        check(text("Foo"), Less, text("foo"), Some(true));
        check(text("Foo"), Greater, text("Bar"), Some(true));
        check(Scalar::Bool(false), Less, Scalar::Bool(true), Some(true));
        check(Scalar::Bool(true), Equal, Scalar::Int(1), None);
        check(Scalar::Int(4), Equal, Scalar::Float(4.0), Some(true));
        check(Scalar::Int(4), GreaterOrEqual, Scalar::Float(4.5), Some(false));
        check(Scalar::UInt(u64::MAX), Greater, Scalar::Int(-1), Some(true));
        check(Scalar::Ip([1, 2, 3, 4].into()), Equal, text("::ffff:1.2.3.4"), Some(true));
        check(Scalar::Ip([1, 2, 3, 4].into()), Equal, text("x"), None);
        check(Scalar::Time(Timestamp::from_nanos(1_000_000)), LessOrEqual, Scalar::Int(1), Some(true));
        check(Scalar::Time(Timestamp::from_nanos(0)), Equal, text("1970-01-01"), Some(true));
    }

    #[test]
    fn folded_comparisons() {
        let rows = [("Foo", "fOO", false, true, true), ("Í", "í", false, false, true), ("a", "b", false, false, false)];
        for (left, right, none, ascii, unicode) in rows {
            for (fold, expected) in [(Fold::None, none), (Fold::Ascii, ascii), (Fold::Unicode, unicode)] {
                let found = compare(Comparison::Equal, &text(left), &text(right), fold);
                assert_eq!(found, Scalar::Bool(expected), "{left} = {right} under {fold:?}");
            }
        }
    }

    /// `in` of `language.md` §3.4.
    #[test]
    fn lists() {
        let items = [Scalar::Int(3), Scalar::Int(4), Scalar::Null];
        let rows = [
            (Scalar::Int(4), 3, Scalar::Bool(true)),
            (Scalar::Int(5), 3, Scalar::Null),
            (Scalar::Int(5), 2, Scalar::Bool(false)),
            (Scalar::Null, 2, Scalar::Null),
            (text("4"), 2, Scalar::Bool(false)),
            (Scalar::Float(4.0), 2, Scalar::Bool(true)),
        ];
        for (value, count, expected) in rows {
            assert_eq!(in_list(&value, &items[..count], Fold::None), expected, "{value:?} in the first {count}");
        }
    }

    #[test]
    fn readings() {
        let rows = [
            (Value::Int(4), Reading::Dynamic, Scalar::Int(4)),
            (Value::Int(4), Reading::Keyword, text("4")),
            (Value::Str("4"), Reading::Integer, Scalar::Int(4)),
            (Value::Str("x"), Reading::Integer, Scalar::Null),
            (Value::Str("true"), Reading::Boolean, Scalar::Bool(true)),
            (Value::Str("::1"), Reading::Address, Scalar::Ip(std::net::Ipv6Addr::LOCALHOST.into())),
            (Value::Str("1970"), Reading::Instant, Scalar::Time(Timestamp::from_nanos(0))),
        ];
        for (value, reading, expected) in rows {
            assert_eq!(read(value, reading), expected, "{value:?} as {reading:?}");
        }
    }
}
