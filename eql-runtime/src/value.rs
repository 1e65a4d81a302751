//! Values of fields and of expressions.

use crate::time::Timestamp;
use std::borrow::Cow;
use std::net::IpAddr;

/// One value of a field, borrowed from its event. A field with no value yields none, and one with several yields each
/// of them: see [`Event::visit`](crate::Event::visit).
///
/// An event says what it holds; how a rule reads it (a number as text, text as an address) is the rule's affair.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A truth value.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer; events use it only above `i64::MAX`.
    UInt(u64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Str(&'a str),
    /// An address.
    Ip(IpAddr),
    /// An instant.
    Time(Timestamp),
}

impl Value<'_> {
    /// An integer as the instant so many nanoseconds after the epoch; anything else as it is.
    #[must_use]
    #[inline(always)]
    pub fn nanoseconds_as_time(self) -> Self {
        match self {
            Self::Int(nanoseconds) => Self::Time(Timestamp::from_nanos(nanoseconds)),
            other => other,
        }
    }
}

/// The result of an expression: a value, or null.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Scalar<'a> {
    /// No value; also the third truth value, "unknown".
    Null,
    /// A truth value.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer above `i64::MAX`.
    UInt(u64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Str(Cow<'a, str>),
    /// An address.
    Ip(IpAddr),
    /// An instant.
    Time(Timestamp),
}

impl<'a> From<Value<'a>> for Scalar<'a> {
    #[inline]
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(value),
            Value::Int(value) => Self::Int(value),
            Value::UInt(value) => Self::UInt(value),
            Value::Float(value) => Self::Float(value),
            Value::Str(value) => Self::Str(Cow::Borrowed(value)),
            Value::Ip(value) => Self::Ip(value),
            Value::Time(value) => Self::Time(value),
        }
    }
}

impl Scalar<'_> {
    /// The value, borrowed; nothing for null.
    #[must_use]
    #[inline]
    pub fn as_value(&self) -> Option<Value<'_>> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::Int(*value),
            Self::UInt(value) => Value::UInt(*value),
            Self::Float(value) => Value::Float(*value),
            Self::Str(value) => Value::Str(value),
            Self::Ip(value) => Value::Ip(*value),
            Self::Time(value) => Value::Time(*value),
        })
    }

    /// The same, borrowed from here.
    #[must_use]
    #[inline]
    pub fn reborrow(&self) -> Scalar<'_> {
        self.as_value().map_or(Scalar::Null, Scalar::from)
    }

    /// The same with text of its own, free of the event it came from.
    #[must_use]
    pub fn into_owned(self) -> Scalar<'static> {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Int(value) => Scalar::Int(value),
            Self::UInt(value) => Scalar::UInt(value),
            Self::Float(value) => Scalar::Float(value),
            Self::Str(value) => Scalar::Str(Cow::Owned(value.into_owned())),
            Self::Ip(value) => Scalar::Ip(value),
            Self::Time(value) => Scalar::Time(value),
        }
    }
}
