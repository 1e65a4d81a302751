//! Instants.

use crate::ops::time::{format_nanos, instant};
use crate::value::Value;
use std::fmt;

/// An instant: nanoseconds since the Unix epoch, which reaches from the year 1677 to 2262.
///
/// Use it in a typed event for every field that holds a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `nanos` nanoseconds after the epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant that a value stands for: ISO 8601 of any precision, or milliseconds since the epoch as a number or in
    /// digits (`language.md` §3.5).
    ///
    /// ```
    /// use eql_runtime::{Timestamp, Value};
    /// assert_eq!(Timestamp::from_value(Value::Int(1)), Some(Timestamp::from_nanos(1_000_000)));
    /// assert_eq!(Timestamp::from_value(Value::Str("yesterday")), None);
    /// ```
    #[must_use]
    pub fn from_value(value: Value<'_>) -> Option<Self> {
        instant(value)
    }

    /// Nanoseconds since the epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
}

/// ISO 8601 in UTC, to the nanosecond.
///
/// ```
/// use eql_runtime::Timestamp;
/// assert_eq!(Timestamp::from_nanos(100).to_string(), "1970-01-01T00:00:00.000000100Z");
/// ```
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        format_nanos(*self).fmt(f)
    }
}
