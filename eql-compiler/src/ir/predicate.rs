//! Conditions: a two-valued tree over leaves.

#![expect(missing_docs, reason = "the fields of a variant are described by the variant")]

use super::{FieldIndex, Formula, LineageIndex, Script};
use crate::diagnostic::TextRange;
use eql_runtime::Reading;
use std::net::IpAddr;

pub use eql_runtime::ops::scalar::Comparison;

/// A condition on one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// Always, or never.
    Const(bool),
    /// All of them hold; none is as good as `Const(true)`.
    And(Vec<Predicate>),
    /// Some of them holds; none is as good as `Const(false)`.
    Or(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// A leaf.
    Test(Test),
}

impl Predicate {
    /// The predicates directly below, the body of an array search included.
    pub fn children_mut(&mut self) -> std::slice::IterMut<'_, Self> {
        match self {
            Self::And(operands) | Self::Or(operands) => operands.iter_mut(),
            Self::Not(operand) => std::slice::from_mut(operand.as_mut()).iter_mut(),
            Self::Test(Test { kind: TestKind::Elements { body, .. }, .. }) => {
                std::slice::from_mut(body.as_mut()).iter_mut()
            }
            Self::Const(_) | Self::Test(_) => [].iter_mut(),
        }
    }

    /// Calls `visit` with every field that a leaf reads.
    pub(crate) fn visit_fields_mut(&mut self, visit: &mut dyn FnMut(&mut FieldRef)) {
        match self {
            Self::Test(test) => test.kind.visit_fields_mut(visit),
            other => other.children_mut().for_each(|child| child.visit_fields_mut(visit)),
        }
    }

    /// A list of one becomes that one.
    pub(crate) fn unwrap_single(&mut self) {
        if let Self::And(operands) | Self::Or(operands) = self
            && operands.len() == 1
            && let Some(only) = operands.pop()
        {
            *self = only;
        }
    }
}

/// A leaf: true if *some* value of its field satisfies it (`language.md` §3.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is tested.
    pub kind: TestKind,
    /// The text it came from.
    pub range: TextRange,
}

/// The kinds of leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum TestKind {
    /// The field has a value. `f == null` is the negation.
    Exists(FieldRef),
    /// Some value, read as text, is among these.
    Text { field: FieldRef, reading: Reading, test: TextTest },
    /// Some value, read as a number, is in this relation.
    Number { field: FieldRef, reading: Reading, test: NumberTest },
    /// Some value, read as a truth value, is this one.
    Bool { field: FieldRef, reading: Reading, expected: bool },
    /// Some value, read as an address, is in this relation.
    Address { field: FieldRef, test: AddressTest },
    /// Some value, read as an instant, lies in one of these ranges.
    Time { field: FieldRef, ranges: Vec<TimeRange> },
    /// Some value, read as a version, is in this relation (`language.md` §4.2).
    Version { field: FieldRef, comparison: Comparison, version: String },
    /// An expression over one value of each of its operands is true for some choice of values.
    Script(Script),
    /// An expression over fields as they stand comes to this truth value, and not to null.
    Formula { formula: Formula, expect: bool },
    /// Some element of the array satisfies the body, in which [`Source::Element`] of this depth is that element.
    Elements { field: FieldRef, depth: u8, body: Box<Predicate> },
    /// The event stands in this lineage (Endpoint's and Endgame's `descendant of` and its like).
    Lineage(LineageIndex),
}

impl TestKind {
    /// The field whose values are tested; none of a script or formula, which reads several, of a search, which tests
    /// elements, and of a lineage, which is about other events.
    #[must_use]
    pub const fn tested_field(&self) -> Option<FieldRef> {
        match self {
            Self::Exists(field)
            | Self::Text { field, .. }
            | Self::Number { field, .. }
            | Self::Bool { field, .. }
            | Self::Address { field, .. }
            | Self::Time { field, .. }
            | Self::Version { field, .. } => Some(*field),
            Self::Script(_) | Self::Formula { .. } | Self::Elements { .. } | Self::Lineage(_) => None,
        }
    }

    /// Calls `visit` with every field that the leaf reads, also inside the body of an array search.
    pub(crate) fn visit_fields_mut(&mut self, visit: &mut dyn FnMut(&mut FieldRef)) {
        match self {
            Self::Exists(field)
            | Self::Text { field, .. }
            | Self::Number { field, .. }
            | Self::Bool { field, .. }
            | Self::Address { field, .. }
            | Self::Time { field, .. }
            | Self::Version { field, .. } => visit(field),
            Self::Script(script) => script.operands.iter_mut().for_each(|operand| visit(&mut operand.field)),
            Self::Formula { formula, .. } => formula.visit_fields_mut(visit),
            Self::Elements { field, body, .. } => {
                visit(field);
                body.visit_fields_mut(visit);
            }
            Self::Lineage(_) => {}
        }
    }
}

/// A field, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldRef {
    /// Whose field.
    pub source: Source,
    /// Which.
    pub field: FieldIndex,
}

/// Whose field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The event in question.
    Event,
    /// The element that the array search of this nesting depth has bound (`language.md` §6.12).
    Element(u8),
    /// The event that an earlier stage has bound, by its index among the stages as written (Endpoint's `as`).
    Stage(u8),
}

/// What a text is compared with. A text passes if any part says so.
///
/// With a fold other than `None`, texts and patterns here are already folded.
#[derive(Clone, Debug, PartialEq)]
pub struct TextTest {
    /// How case is folded before the comparison.
    pub fold: eql_runtime::Fold,
    /// Texts that are equal to it.
    pub exact: Vec<String>,
    /// Wildcard patterns that match it whole.
    pub patterns: Vec<Pattern>,
    /// A regular expression that matches it whole, in the syntax of `regex-automata` (translated and checked by `sema`;
    /// case folding is part of it).
    pub regex: Option<String>,
}

/// A wildcard pattern (`language.md` §5.2). Lowering makes `General` of wildcards, and the pass `classify-patterns` the
/// rest; `startsWith` and its like are lowered to the specific forms, in whose texts `*` and `?` are plain characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// `*`: any text.
    Any,
    /// `text*`.
    Prefix(String),
    /// `*text`.
    Suffix(String),
    /// `*text*`.
    Contains(String),
    /// `prefix*suffix`.
    Around { prefix: String, suffix: String },
    /// Anything else, as written (folded).
    General(String),
}

/// What a number is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberTest {
    /// It is one of these.
    OneOf(Vec<Number>),
    /// It lies between these, either of which may be open.
    Between { low: Option<Bound>, high: Option<Bound> },
}

/// An end of an interval of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The end.
    pub at: Number,
    /// Whether it belongs to the interval.
    pub inclusive: bool,
}

/// A number of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// An integer above `i64::MAX`.
    UInt(u64),
    /// A number with a fraction, or beyond the integers.
    Float(f64),
}

/// What an address is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum AddressTest {
    /// It lies in one of these blocks; a block without a prefix length is one address. `sema` has checked them.
    Within(Vec<String>),
    /// It is in this order to another.
    Compare(Comparison, IpAddr),
}

/// An interval of instants, both ends included; nanoseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// The first instant in it.
    pub from: Option<i64>,
    /// The last instant in it.
    pub until: Option<i64>,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// An address.
    Address(IpAddr),
    /// An instant, in nanoseconds since the epoch.
    Time(i64),
}
