//! In which order the parts of a condition are evaluated: first those that say soonest what the whole is.

use super::literals::LiteralTable;
use super::witness::chance;
use eql_runtime::pack::Instruction;
use std::cmp::Reverse;

/// Puts the parts of a condition in order: those that ask nothing before others, and among these what is rarely so first where
/// all must hold, and last where some must. What the pack knows before it evaluates a condition (its witness, its guards) is
/// common, and so comes late.
pub(super) fn arrange(condition: &mut Instruction, asked: u32, literals: &LiteralTable) {
    match condition {
        Instruction::Const(_) | Instruction::Predicate(_) | Instruction::Lineage(_) => {}
        Instruction::Not(operand) => arrange(operand, asked, literals),
        Instruction::All(operands) => {
            operands.iter_mut().for_each(|operand| arrange(operand, asked, literals));
            operands.sort_by_cached_key(|operand| (asks(operand, asked), likely(operand, literals)));
        }
        Instruction::Any(operands) => {
            operands.iter_mut().for_each(|operand| arrange(operand, asked, literals));
            operands.sort_by_cached_key(|operand| (asks(operand, asked), Reverse(likely(operand, literals))));
        }
    }
}

/// Whether some part has to be asked: the first `asked` predicates are.
fn asks(condition: &Instruction, asked: u32) -> bool {
    match condition {
        Instruction::Const(_) | Instruction::Lineage(_) => false,
        Instruction::Predicate(index) => *index < asked,
        Instruction::Not(operand) => asks(operand, asked),
        Instruction::All(operands) | Instruction::Any(operands) => operands.iter().any(|operand| asks(operand, asked)),
    }
}

/// How likely it holds; exceptions usually do not apply.
fn likely(condition: &Instruction, literals: &LiteralTable) -> u64 {
    chance(condition, literals).unwrap_or(u64::MAX)
}
