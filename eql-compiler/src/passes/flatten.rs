//! `flatten`: `and` within `and`, `or` within `or`, `not not`, and lists of one disappear.

use super::{Pass, Scope};
use crate::ir::Predicate;

pub(super) const PASS: Pass = Pass { name: "flatten", run: Scope::Predicate(flatten) };

pub(super) fn flatten(predicate: &mut Predicate) {
    predicate.children_mut().for_each(flatten);
    match predicate {
        Predicate::And(operands) => splice(operands, |operand| match operand {
            Predicate::And(inner) => Some(std::mem::take(inner)),
            _ => None,
        }),
        Predicate::Or(operands) => splice(operands, |operand| match operand {
            Predicate::Or(inner) => Some(std::mem::take(inner)),
            _ => None,
        }),
        Predicate::Not(operand) => {
            if let Predicate::Not(inner) = operand.as_mut() {
                *predicate = std::mem::replace(inner, Predicate::Const(false));
            }
        }
        Predicate::Const(_) | Predicate::Test(_) => {}
    }
    predicate.unwrap_single();
}

/// Puts the members of an operand that `open` opens in its place.
fn splice(operands: &mut Vec<Predicate>, open: impl Fn(&mut Predicate) -> Option<Vec<Predicate>>) {
    for mut operand in std::mem::take(operands) {
        match open(&mut operand) {
            Some(inner) => operands.extend(inner),
            None => operands.push(operand),
        }
    }
}
