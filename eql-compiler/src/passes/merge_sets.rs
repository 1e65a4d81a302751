//! `merge-sets`: several tests of one field under one `or` become one set, and so do the negated ones under one `and`.
//!
//! Sound because a leaf is true if *some* value satisfies it: `some v: A(v)` or `some v: B(v)` is `some v: A(v) or B(v)`.

use super::{Pass, Scope};
use crate::ir::{AddressTest, NumberTest, Pattern, Predicate, Test, TestKind, TextTest};

pub(super) const PASS: Pass = Pass { name: "merge-sets", run: Scope::Predicate(merge_sets) };

fn merge_sets(predicate: &mut Predicate) {
    predicate.children_mut().for_each(merge_sets);
    match predicate {
        Predicate::Or(operands) => merge_operands(operands, as_test, as_test_mut),
        Predicate::And(operands) => merge_operands(operands, as_negated_test, as_negated_test_mut),
        Predicate::Const(_) | Predicate::Not(_) | Predicate::Test(_) => {}
    }
    predicate.unwrap_single();
}

/// Moves the members of each mergeable operand into the first one that takes them.
fn merge_operands(
    operands: &mut Vec<Predicate>,
    view: fn(&Predicate) -> Option<&Test>,
    view_mut: fn(&mut Predicate) -> Option<&mut Test>,
) {
    let mut kept: Vec<Predicate> = Vec::with_capacity(operands.len());
    for operand in operands.drain(..) {
        let merged = view(&operand).is_some_and(|test| {
            kept.iter_mut().filter_map(view_mut).any(|earlier| merge_into(&mut earlier.kind, &test.kind))
        });
        if !merged {
            kept.push(operand);
        }
    }
    *operands = kept;
}

fn as_test(predicate: &Predicate) -> Option<&Test> {
    match predicate {
        Predicate::Test(test) => Some(test),
        _ => None,
    }
}

fn as_test_mut(predicate: &mut Predicate) -> Option<&mut Test> {
    match predicate {
        Predicate::Test(test) => Some(test),
        _ => None,
    }
}

fn as_negated_test(predicate: &Predicate) -> Option<&Test> {
    match predicate {
        Predicate::Not(operand) => as_test(operand),
        _ => None,
    }
}

fn as_negated_test_mut(predicate: &mut Predicate) -> Option<&mut Test> {
    match predicate {
        Predicate::Not(operand) => as_test_mut(operand),
        _ => None,
    }
}

/// Adds the members of `other` to `test` if both read one field in one way; says whether it did.
fn merge_into(test: &mut TestKind, other: &TestKind) -> bool {
    match (test, other) {
        (
            TestKind::Text { field, reading, test },
            TestKind::Text { field: other_field, reading: other_reading, test: other },
        ) => field == other_field && reading == other_reading && merge_texts(test, other),
        (
            TestKind::Number { field, reading, test: NumberTest::OneOf(numbers) },
            TestKind::Number { field: other_field, reading: other_reading, test: NumberTest::OneOf(other) },
        ) if field == other_field && reading == other_reading => {
            numbers.extend(other);
            true
        }
        (
            TestKind::Address { field, test: AddressTest::Within(blocks) },
            TestKind::Address { field: other_field, test: AddressTest::Within(other) },
        ) if field == other_field => {
            blocks.extend(other.iter().cloned());
            true
        }
        (TestKind::Time { field, ranges }, TestKind::Time { field: other_field, ranges: other })
            if field == other_field =>
        {
            ranges.extend(other);
            true
        }
        _ => false,
    }
}

fn merge_texts(test: &mut TextTest, other: &TextTest) -> bool {
    if test.fold != other.fold || test.regex.is_some() || other.regex.is_some() {
        return false;
    }
    test.exact.extend(other.exact.iter().cloned());
    test.exact.sort_unstable();
    test.exact.dedup();
    test.patterns.extend(other.patterns.iter().cloned());
    test.patterns.sort_unstable();
    test.patterns.dedup();
    if test.patterns.contains(&Pattern::Any) {
        test.exact.clear();
        test.patterns = vec![Pattern::Any];
    }
    true
}
