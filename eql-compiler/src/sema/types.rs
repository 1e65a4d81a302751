//! The types of fields and expressions.

use eql_runtime::Reading;
use std::fmt;

/// What is known of an expression's values before any event is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// Nothing; compatible with everything.
    Unknown,
    /// Always null; compatible with everything.
    Null,
    Boolean,
    Integer,
    Unsigned,
    Float,
    Text,
    Address,
    Instant,
    Version,
}

impl Type {
    /// How a field of this type reads its values.
    pub(crate) const fn reading(self) -> Reading {
        match self {
            Self::Unknown | Self::Null => Reading::Dynamic,
            Self::Boolean => Reading::Boolean,
            Self::Integer => Reading::Integer,
            Self::Unsigned => Reading::Unsigned,
            Self::Float => Reading::Float,
            Self::Text => Reading::Keyword,
            Self::Address => Reading::Address,
            Self::Instant => Reading::Instant,
            Self::Version => Reading::Version,
        }
    }

    /// Whether an expression of this type may stand where `wanted` is asked for.
    pub(crate) fn fits(self, wanted: Wanted) -> bool {
        matches!(self, Self::Unknown | Self::Null)
            || match wanted {
                Wanted::Any => true,
                Wanted::Text => self == Self::Text,
                Wanted::Number => self.is_number(),
                Wanted::Integer => matches!(self, Self::Integer | Self::Unsigned),
                Wanted::Address => self == Self::Address,
                Wanted::Boolean => self == Self::Boolean,
            }
    }

    /// Whether it is one of the number types.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Unsigned | Self::Float)
    }

    /// Whether values of the two types can be equal.
    pub(crate) fn is_comparable_with(self, other: Self) -> bool {
        let open = |side| matches!(side, Self::Unknown | Self::Null);
        open(self) || open(other) || self == other || (self.is_number() && other.is_number())
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "long",
            Self::Unsigned => "unsigned_long",
            Self::Float => "double",
            Self::Text => "keyword",
            Self::Address => "ip",
            Self::Instant => "date",
            Self::Version => "version",
        })
    }
}

/// What an operator or a function asks of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    Text,
    Number,
    Integer,
    Address,
    Boolean,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any type",
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Integer => "an integer",
            Self::Address => "an ip",
            Self::Boolean => "a boolean",
        })
    }
}
