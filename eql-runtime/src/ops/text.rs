//! Values read as text.

use crate::ops::time;
use crate::reading::Reading;
use crate::value::{Scalar, Value};
use std::borrow::Cow;
use std::fmt::{self, Write};

/// Calls `read` with the text of `value`, if it has one under this reading. Allocates nothing.
///
/// Without a known type, text is text, and so is what events hold as text before it is decoded: addresses and instants.
/// With one, numbers and truth values are their text too: `4624` is `"4624"` (`language.md` §3.5).
///
/// ```
/// use eql_runtime::{Reading, Value, ops::with_text};
/// assert_eq!(with_text(Value::Int(4624), Reading::Keyword, |text| text == "4624"), Some(true));
/// assert_eq!(with_text(Value::Int(4624), Reading::Dynamic, |text| text == "4624"), None);
/// ```
#[inline]
pub fn with_text<R>(value: Value<'_>, reading: Reading, read: impl FnOnce(&str) -> R) -> Option<R> {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) if reading == Reading::Dynamic => None,
        value => Some(with_canonical(value, read)),
    }
}

/// Calls `read` with the text of any value: what `string()` gives (`language.md` §6.9).
#[inline]
pub(crate) fn with_canonical<R>(value: Value<'_>, read: impl FnOnce(&str) -> R) -> R {
    let formatted;
    let text = match value {
        Value::Str(text) => text,
        value => {
            formatted = format(value);
            formatted.as_str()
        }
    };
    read(text)
}

/// Out of line, so that a leaf on a field of text stays small.
#[inline(never)]
fn format(value: Value<'_>) -> ShortText {
    let mut text = ShortText::new();
    match value {
        Value::Str(short) => text.push(short),
        Value::Bool(truth) => text.push(if truth { "true" } else { "false" }),
        Value::Int(number) => text.push_display(number),
        Value::UInt(number) => text.push_display(number),
        Value::Float(number) => write_double(&mut text, number),
        Value::Ip(address) => text.push_display(address.to_canonical()),
        Value::Time(instant) => time::write_iso(&mut text, instant),
    }
    text
}

/// The text of `scalar`, null for null: `string()` (`language.md` §6.9).
#[must_use]
pub fn string<'a>(scalar: &Scalar<'a>) -> Scalar<'a> {
    match scalar {
        Scalar::Str(text) => Scalar::Str(text.clone()),
        scalar => match scalar.as_value() {
            Some(value) => Scalar::Str(Cow::Owned(with_canonical(value, str::to_owned))),
            None => Scalar::Null,
        },
    }
}

/// A text of a rule as a scalar.
#[must_use]
#[inline]
pub const fn constant_text(text: &str) -> Scalar<'_> {
    Scalar::Str(Cow::Borrowed(text))
}

/// The text that a scalar is, if it is text.
#[must_use]
#[inline]
pub fn as_text<'s>(scalar: &'s Scalar<'_>) -> Option<&'s str> {
    match scalar {
        Scalar::Str(text) => Some(text),
        _ => None,
    }
}

/// Java's `Double.toString`, which is how Elasticsearch writes a double: the shortest digits that read back as the same
/// number, with at least one behind the point, as `1.0E10` from 10⁷ on and below 10⁻³.
pub(crate) fn write_double(text: &mut ShortText, number: f64) {
    let size = number.abs();
    if number.is_nan() {
        text.push("NaN");
    } else if number.is_infinite() {
        text.push(if number > 0.0 { "Infinity" } else { "-Infinity" });
    } else if size == 0.0 || (1e-3..1e7).contains(&size) {
        text.push_debug(number);
    } else {
        let mut scientific = ShortText::new();
        scientific.push_exponent(number);
        let (digits, exponent) = scientific.as_str().split_once('E').unwrap_or((scientific.as_str(), "0"));
        text.push(digits);
        text.push(if digits.contains('.') { "E" } else { ".0E" });
        text.push(exponent);
    }
}

/// A short text on the stack: every number, address and instant fits; what would not is cut off.
#[derive(Debug)]
pub(crate) struct ShortText {
    bytes: [u8; 64],
    length: usize,
}

impl ShortText {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; 64], length: 0 }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    pub(crate) fn push(&mut self, text: &str) {
        if let Some(room) = self.bytes.get_mut(self.length..self.length + text.len()) {
            room.copy_from_slice(text.as_bytes());
            self.length += text.len();
        }
    }

    pub(crate) fn push_display(&mut self, value: impl fmt::Display) {
        // Writing to the stack can't fail.
        let _ = write!(self, "{value}");
    }

    fn push_debug(&mut self, number: f64) {
        let _ = write!(self, "{number:?}");
    }

    fn push_exponent(&mut self, number: f64) {
        let _ = write!(self, "{number:E}");
    }
}

impl fmt::Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use std::net::IpAddr;

    fn text(value: Value<'_>, reading: Reading) -> Option<String> {
        with_text(value, reading, str::to_owned)
    }

    /// `language.md` §3.5 (keyword) and §6.9.
    #[test]
    fn values_as_text() {
        let v6 = "2001:DB8:0:0::1".parse::<IpAddr>().expect("an address");
        let mapped = "::ffff:1.2.3.4".parse::<IpAddr>().expect("an address");
        let rows = [
            (Value::Str("a"), Some("a"), Some("a")),
            (Value::Int(4624), None, Some("4624")),
            (Value::Int(i64::MIN), None, Some("-9223372036854775808")),
            (Value::UInt(u64::MAX), None, Some("18446744073709551615")),
            (Value::Bool(true), None, Some("true")),
            (Value::Float(42.5), None, Some("42.5")),
            (Value::Ip(v6), Some("2001:db8::1"), Some("2001:db8::1")),
            (Value::Ip(mapped), Some("1.2.3.4"), Some("1.2.3.4")),
            (Value::Time(Timestamp::from_nanos(0)), Some("1970-01-01T00:00:00.000Z"), Some("1970-01-01T00:00:00.000Z")),
        ];
        for (value, dynamic, keyword) in rows {
            assert_eq!(text(value, Reading::Dynamic).as_deref(), dynamic, "{value:?}");
            assert_eq!(text(value, Reading::Keyword).as_deref(), keyword, "{value:?}");
        }
    }

    /// `language.md` §6.9: doubles as in Java.
    #[test]
    fn doubles_as_in_java() {
        let rows = [
            (42.5, "42.5"),
            (5.0, "5.0"),
            (1.0E10, "1.0E10"),
            (1e7, "1.0E7"),
            (9_999_999.0, "9999999.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (1.234e-5, "1.234E-5"),
            (-1.5e300, "-1.5E300"),
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (100.0, "100.0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::MIN_POSITIVE, "2.2250738585072014E-308"),
        ];
        for (number, expected) in rows {
            let mut text = ShortText::new();
            write_double(&mut text, number);
            assert_eq!(text.as_str(), expected);
        }
    }
}
