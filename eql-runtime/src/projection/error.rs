//! What can be wrong with a line.

use std::fmt;

/// Why a line is no event, and where.
///
/// What is refused is what `serde_json::from_slice` refuses, and JSON that is no object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Bytes from the start of the line to what is wrong, or to its end where something is missing.
    pub offset: usize,
    /// What is wrong.
    pub fault: JsonFault,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFault {
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// The line ends inside an array.
    EndInArray,
    /// The line ends inside an object.
    EndInObject,
    /// The line ends inside a string.
    EndInString,
    /// The line ends where a value should stand.
    EndBeforeValue,
    /// No value begins with this byte.
    ExpectedValue,
    /// A key is not followed by its colon.
    ExpectedColon,
    /// An element is not followed by a comma or the end of the array.
    ExpectedElementEnd,
    /// A member is not followed by a comma or the end of the object.
    ExpectedMemberEnd,
    /// A key is no string.
    ExpectedKey,
    /// A comma before the end of an object or array.
    TrailingComma,
    /// Something after the end of the event.
    TrailingCharacters,
    /// A number with a leading zero, without digits or with a bare point or exponent.
    InvalidNumber,
    /// A number beyond what `f64` holds.
    NumberOutOfRange,
    /// A backslash before a character that can't be escaped.
    InvalidEscape,
    /// One half of a surrogate pair.
    LoneSurrogate,
    /// A control character in a string, where only its escape may stand.
    ControlCharacter,
    /// Objects and arrays nested too deep.
    TooDeep,
    /// More than 4 GiB.
    TooLong,
    /// Good JSON, but no object: it is this.
    NotAnObject(&'static str),
}

impl JsonFault {
    pub(super) const fn at(self, offset: usize) -> JsonError {
        JsonError { offset, fault: self }
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let invalid = |f: &mut fmt::Formatter<'_>, what: &str| write!(f, "invalid JSON: {what}");
        match self {
            Self::InvalidUtf8 => f.write_str("invalid UTF-8"),
            Self::TooLong => f.write_str("the event is longer than 4 GiB"),
            Self::NotAnObject(kind) => write!(f, "an event is a JSON object, not {kind}"),
            Self::EndInArray => invalid(f, "EOF while parsing an array"),
            Self::EndInObject => invalid(f, "EOF while parsing an object"),
            Self::EndInString => invalid(f, "EOF while parsing a string"),
            Self::EndBeforeValue => invalid(f, "EOF while parsing a value"),
            Self::ExpectedValue => invalid(f, "expected value"),
            Self::ExpectedColon => invalid(f, "expected `:`"),
            Self::ExpectedElementEnd => invalid(f, "expected `,` or `]`"),
            Self::ExpectedMemberEnd => invalid(f, "expected `,` or `}`"),
            Self::ExpectedKey => invalid(f, "key must be a string"),
            Self::TrailingComma => invalid(f, "trailing comma"),
            Self::TrailingCharacters => invalid(f, "trailing characters"),
            Self::InvalidNumber => invalid(f, "invalid number"),
            Self::NumberOutOfRange => invalid(f, "number out of range"),
            Self::InvalidEscape => invalid(f, "invalid escape"),
            Self::LoneSurrogate => invalid(f, "lone surrogate in an escape"),
            Self::ControlCharacter => invalid(f, "control character in a string"),
            Self::TooDeep => invalid(f, "nested deeper than 127 levels"),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.fault, self.offset)
    }
}

impl std::error::Error for JsonError {}
