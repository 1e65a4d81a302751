//! The witness of each unit: literals of which one must stand in the event for the unit to hold.

use super::literals::LiteralTable;
use eql_runtime::pack::{Instruction, Unit};

/// Gives every unit the witness that is there most rarely; a unit without one is always evaluated.
pub(super) fn choose(units: &mut [Unit], literals: &mut LiteralTable) {
    for (number, unit) in (0..).zip(units) {
        let mut witness = Vec::new();
        unit.always = chance(&unit.condition, literals).is_none();
        if !unit.always {
            collect(&unit.condition, literals, &mut witness);
        }
        witness.sort_unstable();
        witness.dedup();
        for literal in witness {
            literals.wake(literal, number);
        }
    }
}

/// How likely some literal of the condition's witness is to stand in an event; nothing where it has no witness.
pub(super) fn chance(condition: &Instruction, literals: &LiteralTable) -> Option<u64> {
    match condition {
        Instruction::Const(false) => Some(0),
        Instruction::Const(true) | Instruction::Not(_) | Instruction::Lineage(_) => None,
        Instruction::Predicate(index) => {
            let witness = literals.witness(*index)?;
            Some(witness.iter().map(|&literal| literals.chance(literal)).sum())
        }
        Instruction::All(operands) => operands.iter().filter_map(|operand| chance(operand, literals)).min(),
        Instruction::Any(operands) => operands.iter().map(|operand| chance(operand, literals)).sum(),
    }
}

/// Adds the literals of a condition that has a witness.
fn collect(condition: &Instruction, literals: &LiteralTable, witness: &mut Vec<u32>) {
    match condition {
        Instruction::Const(_) | Instruction::Not(_) | Instruction::Lineage(_) => {}
        Instruction::Predicate(index) => witness.extend(literals.witness(*index).unwrap_or_default()),
        Instruction::All(operands) => {
            let chances = operands.iter().filter_map(|operand| Some((chance(operand, literals)?, operand)));
            if let Some((_, rarest)) = chances.min_by_key(|(chance, _)| *chance) {
                collect(rarest, literals, witness);
            }
        }
        Instruction::Any(operands) => operands.iter().for_each(|operand| collect(operand, literals, witness)),
    }
}
