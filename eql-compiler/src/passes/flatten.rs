//! `flatten`: `and` within `and`, `or` within `or`, `not not`, and lists of one disappear.

use super::Pass;
use crate::ir::{Predicate, TestKind};

pub(super) const PASS: Pass = Pass { name: "flatten", run: flatten };

fn flatten(predicate: &mut Predicate) {
    match predicate {
        Predicate::And(operands) => {
            operands.iter_mut().for_each(flatten);
            *operands = std::mem::take(operands)
                .into_iter()
                .flat_map(|operand| match operand {
                    Predicate::And(inner) => inner,
                    other => vec![other],
                })
                .collect();
            unwrap_single(predicate);
        }
        Predicate::Or(operands) => {
            operands.iter_mut().for_each(flatten);
            *operands = std::mem::take(operands)
                .into_iter()
                .flat_map(|operand| match operand {
                    Predicate::Or(inner) => inner,
                    other => vec![other],
                })
                .collect();
            unwrap_single(predicate);
        }
        Predicate::Not(operand) => {
            flatten(operand);
            if let Predicate::Not(inner) = operand.as_mut() {
                *predicate = std::mem::replace(inner, Predicate::Const(false));
            }
        }
        Predicate::Test(test) => {
            if let TestKind::Elements { body, .. } = &mut test.kind {
                flatten(body);
            }
        }
        Predicate::Const(_) => {}
    }
}

pub(super) fn unwrap_single(predicate: &mut Predicate) {
    if let Predicate::And(operands) | Predicate::Or(operands) = predicate
        && operands.len() == 1
        && let Some(only) = operands.pop()
    {
        *predicate = only;
    }
}
