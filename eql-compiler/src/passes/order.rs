//! `order`: what decides soonest for least comes first. Predicates have no effects, so any order gives the same verdict.
//!
//! Every operand has a cost and a chance to be true. Of two operands of an `and`, the one that costs less for each event
//! that it rejects goes first; of an `or`, the one that costs less for each event that it lets through. The numbers are
//! rough guesses about security events: equality rejects, and negations, which list exceptions, rarely do.

use super::{Pass, Scope};
use crate::ir::{AddressTest, NumberTest, Pattern, Predicate, TestKind, TextTest};

pub(super) const PASS: Pass = Pass { name: "order", run: Scope::Predicate(order) };

fn order(predicate: &mut Predicate) {
    predicate.children_mut().for_each(order);
    match predicate {
        Predicate::And(operands) => sort(operands, |estimate| estimate.cost / (1.0 - estimate.chance)),
        Predicate::Or(operands) => sort(operands, |estimate| estimate.cost / estimate.chance),
        Predicate::Const(_) | Predicate::Not(_) | Predicate::Test(_) => {}
    }
}

/// A stable sort: of equals, the one that was written first stays first.
fn sort(operands: &mut [Predicate], rank: impl Fn(&Estimate) -> f64) {
    operands.sort_by(|left, right| rank(&Estimate::of(left)).total_cmp(&rank(&Estimate::of(right))));
}

/// What is guessed of a predicate.
#[derive(Clone, Copy)]
struct Estimate {
    /// Nanoseconds on a typed event.
    cost: f64,
    /// The chance to be true, which is never quite 0 nor 1.
    chance: f64,
}

impl Estimate {
    fn new(cost: f64, chance: f64) -> Self {
        Self { cost, chance: chance.clamp(0.01, 0.99) }
    }

    fn of(predicate: &Predicate) -> Self {
        match predicate {
            Predicate::Const(truth) => Self::new(0.1, if *truth { 1.0 } else { 0.0 }),
            // What comes later is reached only if what comes before has not decided.
            Predicate::And(operands) => {
                let (cost, reached) = operands.iter().map(Self::of).fold((0.0, 1.0), |(cost, reached), operand| {
                    (cost + reached * operand.cost, reached * operand.chance)
                });
                Self::new(cost, reached)
            }
            Predicate::Or(operands) => {
                let (cost, reached) = operands.iter().map(Self::of).fold((0.0, 1.0), |(cost, reached), operand| {
                    (cost + reached * operand.cost, reached * (1.0 - operand.chance))
                });
                Self::new(cost, 1.0 - reached)
            }
            Predicate::Not(operand) => {
                let operand = Self::of(operand);
                Self::new(operand.cost, 1.0 - operand.chance)
            }
            Predicate::Test(test) => Self::of_test(&test.kind),
        }
    }

    fn of_test(kind: &TestKind) -> Self {
        match kind {
            TestKind::Exists(_) => Self::new(1.0, 0.7),
            TestKind::Bool { .. } => Self::new(1.0, 0.5),
            TestKind::Number { test: NumberTest::OneOf(numbers), .. } => Self::new(1.0 + count(numbers) / 4.0, 0.2),
            TestKind::Number { .. } => Self::new(1.0, 0.5),
            TestKind::Text { test, .. } => Self::of_text(test),
            TestKind::Address { test: AddressTest::Within(blocks), .. } => Self::new(4.0 + count(blocks) / 4.0, 0.5),
            TestKind::Address { .. } => Self::new(4.0, 0.5),
            TestKind::Time { .. } => Self::new(20.0, 0.5),
            TestKind::Version { .. } => Self::new(50.0, 0.5),
            TestKind::Script(_) | TestKind::Formula { .. } => Self::new(100.0, 0.3),
            // It is known before any condition is evaluated.
            TestKind::Lineage(_) => Self::new(0.5, 0.1),
            TestKind::Elements { body, .. } => Self::new(200.0 + 4.0 * Self::of(body).cost, 0.2),
        }
    }

    fn of_text(test: &TextTest) -> Self {
        let exact = if test.exact.is_empty() { 0.0 } else { 1.5 + count(&test.exact).min(16.0) / 4.0 };
        let patterns: f64 = test.patterns.iter().map(pattern_cost).sum();
        let regex = if test.regex.is_some() { 150.0 } else { 0.0 };
        let any = test.patterns.contains(&Pattern::Any);
        Self::new(1.0 + exact + patterns + regex, if any { 0.7 } else { 0.15 })
    }
}

fn count<T>(all: &[T]) -> f64 {
    all.len() as f64
}

fn pattern_cost(pattern: &Pattern) -> f64 {
    match pattern {
        Pattern::Any => 1.0,
        Pattern::Prefix(_) | Pattern::Suffix(_) | Pattern::Around { .. } => 2.0,
        Pattern::Contains(_) => 10.0,
        Pattern::General(_) => 15.0,
    }
}
