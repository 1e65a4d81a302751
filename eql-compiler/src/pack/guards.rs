//! Which tests are decided before any unit is evaluated.

use super::literals::LiteralTable;
use super::required;
use crate::ir::TestKind;
use eql_runtime::pack::Unit;
use std::cmp::Reverse;

/// As many as bits.
const MOST: usize = 64;

/// A test of fewer units is not worth a bit.
const FEWEST_UNITS: usize = 3;

/// Guards are about fields of few values.
const MOST_TEXTS: usize = 8;

/// Makes guards of the tests that most units require, and tells the units; gives their predicates.
pub(super) fn choose(predicates: &[TestKind], units: &mut [Unit], literals: &mut LiteralTable) -> Vec<u32> {
    let mut counts = vec![0_usize; predicates.len()];
    for predicate in units.iter().flat_map(|unit| required(&unit.condition)) {
        if let Some(count) = counts.get_mut(predicate as usize) {
            *count += 1;
        }
    }
    let mut guards: Vec<u32> = (0..predicates.len() as u32)
        .filter(|&at| counts[at as usize] >= FEWEST_UNITS && lists_texts(&predicates[at as usize]))
        .collect();
    guards.sort_by_key(|&at| Reverse(counts[at as usize]));
    guards.truncate(MOST);
    for (bit, &predicate) in guards.iter().enumerate() {
        literals.guard(predicate, 1 << bit);
    }
    for unit in units {
        let bits =
            required(&unit.condition).filter_map(|predicate| guards.iter().position(|&guard| guard == predicate));
        unit.guards = bits.fold(0, |bits, bit| bits | 1 << bit);
    }
    guards
}

/// Whether a test compares with a few whole texts: those cost nothing to find.
fn lists_texts(kind: &TestKind) -> bool {
    match kind {
        TestKind::Text { test, .. } => {
            (1..=MOST_TEXTS).contains(&test.exact.len()) && test.patterns.is_empty() && test.regex.is_none()
        }
        _ => false,
    }
}
