//! How a rule reads values: what type it takes a field for, and how it folds case.

/// The type that a rule takes a field for (from a schema, from ECS, or not at all), and with it what the values that
/// events hold become (`language.md` §3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reading {
    /// Nothing is known: every value is what the event says it is, and values of different types do not compare.
    Dynamic,
    /// Text; numbers and truth values become their text.
    Keyword,
    /// An integer; numeric text is parsed and a fraction is cut off.
    Integer,
    /// An integer from 0 to `u64::MAX`.
    Unsigned,
    /// A number; numeric text is parsed.
    Float,
    /// A truth value; `"true"`, `"false"` and `""` (false) are parsed.
    Boolean,
    /// An address; text is parsed.
    Address,
    /// An instant; ISO 8601 text is parsed, numbers are milliseconds since the epoch.
    Instant,
    /// A software version: text with an order of its own (`language.md` §4.2).
    Version,
}

/// How case is folded before texts are compared (`language.md` §5.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fold {
    /// Not at all.
    #[default]
    None,
    /// ASCII letters.
    Ascii,
    /// Every letter that has a lower-case form.
    Unicode,
}
