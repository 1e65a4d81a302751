//! Leaves with a plain field on the left and constants on the right: one test in the field's type.

use super::{Truth, folded, test};
use crate::diagnostic::TextRange;
use crate::ir::{
    AddressTest, Bound, Comparison, FieldRef, Literal, Number, NumberTest, Predicate, TestKind, TextTest, TimeRange,
};
use crate::sema::checked::Checked;
use crate::sema::compare::text_of;
use crate::sema::types::Type;
use eql_runtime::{Fold, ops};

/// `field <comparison> literal`; `None` where only a script can tell (the order of texts).
pub(super) fn field_comparison(
    field: FieldRef,
    ty: Type,
    comparison: Comparison,
    value: &Literal,
    range: &TextRange,
) -> Option<Truth> {
    let reading = ty.reading();
    let is_equality = comparison == Comparison::Equal;
    let kind = match (ty, value) {
        (Type::Instant, value) => TestKind::Time { field, ranges: vec![time_range(comparison, value)?] },
        (Type::Version, Literal::Text(version)) => TestKind::Version { field, comparison, version: version.clone() },
        (Type::Address, Literal::Text(block)) if is_equality => {
            TestKind::Address { field, test: AddressTest::Within(vec![block.clone()]) }
        }
        (_, Literal::Address(address)) => TestKind::Address { field, test: AddressTest::Compare(comparison, *address) },
        (_, Literal::Text(text)) if is_equality => {
            TestKind::Text { field, reading, test: exact_test(vec![text.clone()], Fold::None) }
        }
        (_, Literal::Number(number)) => TestKind::Number { field, reading, test: number_test(comparison, *number)? },
        (_, Literal::Bool(expected)) if is_equality => TestKind::Bool { field, reading, expected: *expected },
        _ => return None,
    };
    Some(Truth::test(kind, range))
}

/// `field in (literals)`: one test a type of literal; nulls are ignored, and a list of nulls is null.
pub(super) fn field_membership(
    field: FieldRef,
    ty: Type,
    list: &[Checked],
    insensitive: bool,
    range: &TextRange,
) -> Truth {
    let reading = ty.reading();
    let fold = if insensitive { Fold::Ascii } else { Fold::None };
    let (mut texts, mut blocks, mut numbers, mut ranges) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tests: Vec<Predicate> = Vec::new();
    for value in list.iter().filter_map(Checked::as_literal) {
        match (ty, value) {
            (_, Literal::Null) => {}
            (Type::Instant, value) => ranges.extend(time_range(Comparison::Equal, value)),
            (Type::Version, Literal::Text(version)) => {
                let (comparison, version) = (Comparison::Equal, version.clone());
                tests.push(test(TestKind::Version { field, comparison, version }, range));
            }
            (Type::Address, Literal::Text(block)) => blocks.push(block.clone()),
            (_, Literal::Text(text)) => texts.push(folded(text, fold)),
            (_, Literal::Number(number)) => numbers.push(*number),
            (_, Literal::Bool(expected)) => {
                tests.push(test(TestKind::Bool { field, reading, expected: *expected }, range));
            }
            (_, Literal::Address(_) | Literal::Time(_)) => {}
        }
    }
    if !texts.is_empty() {
        tests.push(test(TestKind::Text { field, reading, test: exact_test(texts, fold) }, range));
    }
    if !blocks.is_empty() {
        tests.push(test(TestKind::Address { field, test: AddressTest::Within(blocks) }, range));
    }
    if !numbers.is_empty() {
        tests.push(test(TestKind::Number { field, reading, test: NumberTest::OneOf(numbers) }, range));
    }
    if !ranges.is_empty() {
        tests.push(test(TestKind::Time { field, ranges }, range));
    }
    match (tests.len(), tests.pop()) {
        (1, Some(only)) => Truth::Is(only),
        (_, Some(last)) => {
            tests.push(last);
            Truth::Is(Predicate::Or(tests))
        }
        (_, None) => Truth::Null,
    }
}

fn exact_test(exact: Vec<String>, fold: Fold) -> TextTest {
    TextTest { fold, exact, patterns: Vec::new(), regex: None }
}

fn number_test(comparison: Comparison, number: Number) -> Option<NumberTest> {
    let bound = |inclusive| Some(Bound { at: number, inclusive });
    Some(match comparison {
        Comparison::Equal => NumberTest::OneOf(vec![number]),
        Comparison::NotEqual => return None,
        Comparison::Less => NumberTest::Between { low: None, high: bound(false) },
        Comparison::LessOrEqual => NumberTest::Between { low: None, high: bound(true) },
        Comparison::Greater => NumberTest::Between { low: bound(false), high: None },
        Comparison::GreaterOrEqual => NumberTest::Between { low: bound(true), high: None },
    })
}

/// The instants in relation to a literal, over the literal's precision (`language.md` §4.1, §4.2).
fn time_range(comparison: Comparison, value: &Literal) -> Option<TimeRange> {
    let span = match value {
        Literal::Text(text) => ops::time::parse_span(text),
        Literal::Number(Number::Int(millis)) => ops::time::millis_span(*millis),
        Literal::Number(_) => ops::time::parse_span(&text_of(value)),
        _ => return None,
    };
    let span = span.ok()?;
    let (first, last) = (span.first.as_nanos(), span.last.as_nanos());
    Some(match comparison {
        Comparison::Equal | Comparison::NotEqual => TimeRange { from: Some(first), until: Some(last) },
        Comparison::Less => TimeRange { from: None, until: Some(first.checked_sub(1)?) },
        Comparison::LessOrEqual => TimeRange { from: None, until: Some(last) },
        Comparison::Greater => TimeRange { from: Some(last.checked_add(1)?), until: None },
        Comparison::GreaterOrEqual => TimeRange { from: Some(first), until: None },
    })
}
