//! Leaves, prepared and evaluated: true if some value of the field passes (`language.md` §3.1).

use super::address::AddressMatcher;
use super::formula::Formula;
use super::number::NumberMatcher;
use super::predicate::Condition;
use super::scope::{BoundElement, Scope};
use super::script::Computation;
use super::text::TextMatcher;
use eql_compiler::ir::{FieldRef, LineageIndex, TestKind, TimeRange};
use eql_runtime::ops::scalar::Comparison;
use eql_runtime::ops::version::compare_versions;
use eql_runtime::{Event, Reading, leaf};

/// A leaf whose matchers are built.
#[derive(Debug)]
pub(super) enum Leaf {
    /// The field has a value.
    Exists(FieldRef),
    /// Some value, read as text, passes.
    Text(FieldRef, Reading, Box<TextMatcher>),
    /// Some value, read as a number, passes.
    Number(FieldRef, Reading, NumberMatcher),
    /// Some value, read as a truth value, is this one.
    Bool(FieldRef, Reading, bool),
    /// Some value, read as an address, passes.
    Address(FieldRef, AddressMatcher),
    /// Some value, read as an instant, lies in one of these ranges.
    Time(FieldRef, Box<[TimeRange]>),
    /// Some value, read as a version, is in this relation to another.
    Version(FieldRef, Comparison, Box<str>),
    /// The computation comes to the truth value that counts, for some choice of values.
    Script(Box<Computation>),
    /// The expression comes to this truth value.
    Formula(Box<Formula>, bool),
    /// Some element of the array satisfies the body.
    Elements(FieldRef, u8, Box<Condition>),
    /// The event stands in this lineage.
    Lineage(LineageIndex),
}

impl Leaf {
    /// Builds the matchers of a leaf.
    pub(super) fn prepare(test: &TestKind) -> Self {
        match test {
            TestKind::Exists(field) => Self::Exists(*field),
            TestKind::Text { field, reading, test } => {
                Self::Text(*field, *reading, Box::new(TextMatcher::prepare(test)))
            }
            TestKind::Number { field, reading, test } => Self::Number(*field, *reading, NumberMatcher::prepare(test)),
            TestKind::Bool { field, reading, expected } => Self::Bool(*field, *reading, *expected),
            TestKind::Address { field, test } => Self::Address(*field, AddressMatcher::prepare(test)),
            TestKind::Time { field, ranges } => Self::Time(*field, ranges.as_slice().into()),
            TestKind::Version { field, comparison, version } => {
                Self::Version(*field, *comparison, version.as_str().into())
            }
            TestKind::Script(script) => Self::Script(Box::new(Computation::prepare(script))),
            TestKind::Formula { formula, expect } => Self::Formula(Box::new(Formula::prepare(formula)), *expect),
            TestKind::Elements { field, depth, body } => {
                Self::Elements(*field, *depth, Box::new(Condition::prepare(body)))
            }
            TestKind::Lineage(index) => Self::Lineage(*index),
        }
    }

    /// Whether the leaf is true.
    pub(super) fn holds<E: Event>(&self, scope: &Scope<'_, E>) -> bool {
        let verdict = match self {
            Self::Exists(field) => scope.read(*field, leaf::exists),
            Self::Text(field, reading, matcher) => {
                scope.read(*field, |of, name| leaf::some_text(of, name, *reading, |text| matcher.matches(text)))
            }
            Self::Number(field, reading, matcher) => {
                scope.read(*field, |of, name| leaf::some_number(of, name, *reading, |number| matcher.matches(number)))
            }
            Self::Bool(field, reading, expected) => {
                scope.read(*field, |of, name| leaf::some_truth(of, name, *reading, |truth| truth == *expected))
            }
            Self::Address(field, matcher) => {
                scope.read(*field, |of, name| leaf::some_address(of, name, |address| matcher.matches(address)))
            }
            Self::Time(field, ranges) => scope.read(*field, |of, name| {
                leaf::some_instant(of, name, |instant| ranges.iter().any(|range| contains(range, instant.as_nanos())))
            }),
            Self::Version(field, comparison, version) => scope.read(*field, |of, name| {
                let passes = |text: &str| comparison.holds(compare_versions(text, version));
                leaf::some_text(of, name, Reading::Version, passes)
            }),
            Self::Script(computation) => return computation.holds(scope),
            Self::Formula(formula, expect) => return formula.comes_to(*expect, scope),
            Self::Lineage(index) => return scope.held.contains(index.0),
            Self::Elements(field, depth, body) => scope.read(*field, |of, name| {
                leaf::some_element(of, name, |element| {
                    let bound = BoundElement { depth: *depth, element: *element, outer: scope.element };
                    body.holds(&scope.with_element(&bound))
                })
            }),
        };
        verdict.unwrap_or(false)
    }
}

fn contains(range: &TimeRange, nanos: i64) -> bool {
    range.from.is_none_or(|from| from <= nanos) && range.until.is_none_or(|until| nanos <= until)
}
