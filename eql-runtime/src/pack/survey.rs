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
    /// A bit for each literal: those that stand there.
    standing: Vec<u64>,
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
        Self {
            holding: bits(index.predicates as usize),
            standing: bits(index.literal_count()),
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
        let Self { holding, standing, woken, residual, .. } = self;
        let mut known = |asked| match asked {
            Asked::Const(value) => Some(value),
            Asked::Predicate(at) if has(holding, at) => Some(true),
            // Literals decide all but the first.
            Asked::Predicate(at) => {
                (at >= index.asked || index.needs(at).any(|literal| !has(standing, literal))).then_some(false)
            }
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
        let Self { holding, standing, woken, always, wake, .. } = self;
        holding.fill(0);
        standing.fill(0);
        woken.copy_from_slice(always);
        wake.clear();
        let mut guards = 0;
        for literal in literals {
            set(standing, literal);
            let Some(effect) = index.effect(literal) else { continue };
            guards |= effect.guards;
            wake.push(effect.wakes);
            index.list(effect.holds).for_each(|predicate| set(holding, predicate));
        }
        for unit in wake.iter().flat_map(|&list| index.list(list)) {
            if index.unit_guards(unit).is_some_and(|required| required & !guards == 0) {
                set(woken, unit);
            }
        }
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
