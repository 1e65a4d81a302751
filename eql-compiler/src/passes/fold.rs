//! `fold`: constants disappear, and tests that nothing can satisfy become constants.

use super::{Pass, Scope};
use crate::ir::{AddressTest, NumberTest, Predicate, TestKind};

pub(super) const PASS: Pass = Pass { name: "fold", run: Scope::Predicate(fold) };

pub(super) fn fold(predicate: &mut Predicate) {
    predicate.children_mut().for_each(fold);
    match predicate {
        Predicate::And(operands) => {
            operands.retain(|operand| *operand != Predicate::Const(true));
            settle(predicate, false);
        }
        Predicate::Or(operands) => {
            operands.retain(|operand| *operand != Predicate::Const(false));
            settle(predicate, true);
        }
        Predicate::Not(operand) => {
            if let Predicate::Const(value) = operand.as_ref() {
                *predicate = Predicate::Const(!value);
            }
        }
        Predicate::Test(test) => {
            if is_never(&test.kind) {
                *predicate = Predicate::Const(false);
            }
        }
        Predicate::Const(_) => {}
    }
}

/// Replaces a list by `absorbing` if that stands in it, and a list of none or one by what it says.
fn settle(predicate: &mut Predicate, absorbing: bool) {
    let (Predicate::And(operands) | Predicate::Or(operands)) = predicate else { return };
    if operands.contains(&Predicate::Const(absorbing)) {
        *predicate = Predicate::Const(absorbing);
    } else if operands.is_empty() {
        *predicate = Predicate::Const(!absorbing);
    } else {
        predicate.unwrap_single();
    }
}

fn is_never(kind: &TestKind) -> bool {
    match kind {
        TestKind::Text { test, .. } => test.exact.is_empty() && test.patterns.is_empty() && test.regex.is_none(),
        TestKind::Number { test: NumberTest::OneOf(numbers), .. } => numbers.is_empty(),
        TestKind::Address { test: AddressTest::Within(blocks), .. } => blocks.is_empty(),
        TestKind::Time { ranges, .. } => ranges.is_empty(),
        TestKind::Elements { body, .. } => **body == Predicate::Const(false),
        _ => false,
    }
}
