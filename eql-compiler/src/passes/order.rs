//! `order`: what is cheap comes first. Predicates have no effects, so any order gives the same verdict.

use super::Pass;
use crate::ir::{AddressTest, NumberTest, Pattern, Predicate, TestKind, TextTest};

pub(super) const PASS: Pass = Pass { name: "order", run: order };

fn order(predicate: &mut Predicate) {
    match predicate {
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter_mut().for_each(order);
            operands.sort_by_key(cost);
        }
        Predicate::Not(operand) => order(operand),
        Predicate::Test(test) => {
            if let TestKind::Elements { body, .. } = &mut test.kind {
                order(body);
            }
        }
        Predicate::Const(_) => {}
    }
}

/// A rough cost in nanoseconds on a typed event; only the order matters.
fn cost(predicate: &Predicate) -> usize {
    match predicate {
        Predicate::Const(_) => 0,
        Predicate::And(operands) | Predicate::Or(operands) => operands.iter().map(cost).sum(),
        Predicate::Not(operand) => cost(operand),
        Predicate::Test(test) => match &test.kind {
            TestKind::Exists(_) | TestKind::Bool { .. } => 1,
            TestKind::Number { test: NumberTest::OneOf(numbers), .. } => 1 + numbers.len() / 4,
            TestKind::Number { .. } => 1,
            TestKind::Text { test, .. } => text_cost(test),
            TestKind::Address { test: AddressTest::Within(blocks), .. } => 4 + blocks.len() / 4,
            TestKind::Address { .. } => 4,
            TestKind::Time { .. } => 20,
            TestKind::Version { .. } => 50,
            TestKind::Script(_) => 100,
            TestKind::Elements { body, .. } => 200 + 4 * cost(body),
        },
    }
}

fn text_cost(test: &TextTest) -> usize {
    let exact = match test.exact.len() {
        0 => 0,
        count => 2 + count.min(16) / 4,
    };
    let patterns: usize = test
        .patterns
        .iter()
        .map(|pattern| match pattern {
            Pattern::Any => 1,
            Pattern::Prefix(_) | Pattern::Suffix(_) | Pattern::Around { .. } => 2,
            Pattern::Contains(_) => 10,
            Pattern::General(_) => 15,
        })
        .sum();
    exact + patterns + if test.regex.is_some() { 150 } else { 0 }
}
