//! What a combination of literals says: which units may hold, and what it leaves of their conditions.

use super::index::PackIndex;
use super::memo::{Leavings, OpenUnit};
use super::program::{Asked, FAILS};
use super::residual::Residual;

/// Room for surveys of the combinations of one pack.
#[derive(Debug)]
pub(super) struct Survey {
    /// A bit for each predicate: those that hold because a literal stands there.
    holding: Vec<u64>,
    /// Of each predicate how many of the literals do not stand there without which it does not hold.
    missing: Vec<u8>,
    needed: Vec<u8>,
    /// A bit for each unit: those that are worth looking at now, and those that always are.
    woken: Vec<u64>,
    always: Vec<u64>,
    /// The lists of units that the literals wake, by their starts and ends.
    wake: Vec<(u32, u32)>,
    residual: Residual,
}

impl Survey {
    pub(super) fn new(index: &PackIndex<'_>) -> Self {
        let bits = |count: usize| vec![0; count.div_ceil(64)];
        let mut always = bits(index.unit_count());
        index.always().for_each(|unit| set(&mut always, unit));
        let mut needed = vec![0; index.asked as usize];
        let effects = (0..index.literal_count() as u32).filter_map(|literal| index.effect(literal));
        effects.for_each(|effect| index.list(effect.allows).for_each(|at| count(&mut needed, at, u8::saturating_add)));
        Self {
            holding: bits(index.predicates as usize),
            missing: Vec::new(),
            needed,
            woken: always.clone(),
            always,
            wake: Vec::new(),
            residual: Residual::default(),
        }
    }

    /// Appends the units that may hold where these literals stand, and what is left of their conditions. Returns where that
    /// starts for those that say that a process ends and that a host has started.
    pub(super) fn run(
        &mut self,
        index: &PackIndex<'_>,
        literals: impl Iterator<Item = u32>,
        Leavings { units, program }: &mut Leavings,
    ) -> [u32; 2] {
        self.hear(index, literals);
        let Self { holding, missing, woken, residual, .. } = self;
        let mut known = |asked| match asked {
            Asked::Const(value) => Some(value),
            Asked::Predicate(at) if has(holding, at) => Some(true),
            // Literals decide all but the first.
            Asked::Predicate(at) => missing.get(at as usize).is_none_or(|&count| count > 0).then_some(false),
            Asked::Lineage(..) => None,
        };
        for (word, first) in woken.iter().zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                let unit = first + rest.trailing_zeros();
                rest &= rest - 1;
                let Some(entry) = index.unit(unit) else { continue };
                let condition = residual.write(index.program(), entry.condition, &mut known, program);
                if condition != FAILS {
                    units.push(OpenUnit { unit, rule: entry.rule, predicate: entry.predicate, condition });
                }
            }
        }
        let ends = index.ended_and_booted().unwrap_or([FAILS; 2]);
        ends.map(|condition| residual.write(index.program(), condition, &mut known, program))
    }

    /// Notes what the literals say of predicates, and which units are worth looking at.
    fn hear(&mut self, index: &PackIndex<'_>, literals: impl Iterator<Item = u32>) {
        let Self { holding, missing, needed, woken, always, wake, .. } = self;
        holding.fill(0);
        missing.clone_from(needed);
        woken.copy_from_slice(always);
        wake.clear();
        let mut guards = 0;
        for effect in literals.filter_map(|literal| index.effect(literal)) {
            guards |= effect.guards;
            wake.push(effect.wakes);
            index.list(effect.holds).for_each(|predicate| set(holding, predicate));
            index.list(effect.allows).for_each(|predicate| count(missing, predicate, u8::saturating_sub));
        }
        for unit in wake.iter().flat_map(|&list| index.list(list)) {
            if index.unit_guards(unit).is_some_and(|required| required & !guards == 0) {
                set(woken, unit);
            }
        }
    }
}

fn count(counts: &mut [u8], at: u32, step: fn(u8, u8) -> u8) {
    if let Some(count) = counts.get_mut(at as usize) {
        *count = step(*count, 1);
    }
}

fn set(bits: &mut [u64], at: u32) {
    if let Some(word) = bits.get_mut(at as usize / 64) {
        *word |= 1 << (at % 64);
    }
}

fn has(bits: &[u64], at: u32) -> bool {
    bits.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}
