//! What is left of a condition once part of the answers is known: its *residual*, made by following the steps that are
//! decided and writing down the others.

use super::program::{Asked, FAILS, Program, STEP};

/// A condition with the answers that are known filled in, and room to make it.
#[derive(Debug, Default)]
pub(super) struct Residual {
    /// The steps that are left, in their order: where each stood, its number, and where it goes on.
    steps: Vec<[u32; 4]>,
    /// A bit for each step from the first on: those that are reached and not looked at yet.
    reached: Vec<u64>,
}

impl Residual {
    /// Appends what is left of the condition that starts at `start` to `program`, and says where that starts: an end if it
    /// is decided. `known` gives the answers.
    pub(super) fn write(
        &mut self,
        condition: Program<'_>,
        start: u32,
        known: &mut impl FnMut(Asked) -> Option<bool>,
        program: &mut Vec<u8>,
    ) -> u32 {
        let mut settle = |at| settle(condition, at, known);
        let first = settle(start);
        if first >= FAILS {
            return first;
        }
        self.steps.clear();
        self.reach(first, first);
        let mut word = 0;
        while let Some(bits) = self.reached.get_mut(word) {
            if *bits == 0 {
                word += 1;
                continue;
            }
            let at = first + word as u32 * u64::BITS + bits.trailing_zeros();
            *bits &= *bits - 1;
            let Some(step) = condition.step(at) else { continue };
            let [holds, fails] = [settle(step.holds), settle(step.fails)];
            self.steps.push([at, step.code, holds, fails]);
            self.reach(first, holds);
            self.reach(first, fails);
        }
        self.reached.clear();
        self.append(program)
    }

    fn reach(&mut self, first: u32, at: u32) {
        if at >= FAILS {
            return;
        }
        let bit = (at - first) as usize;
        if self.reached.len() <= bit / 64 {
            self.reached.resize(bit / 64 + 1, 0);
        }
        if let Some(word) = self.reached.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    /// Appends the steps with their new places.
    fn append(&self, program: &mut Vec<u8>) -> u32 {
        let start = (program.len() / (4 * STEP)) as u32;
        let place = |at: u32| match self.steps.binary_search_by_key(&at, |[at, ..]| *at) {
            Ok(index) => start + index as u32,
            Err(_) => at,
        };
        for &[_, code, holds, fails] in &self.steps {
            program.extend([code, place(holds), place(fails)].into_iter().flat_map(u32::to_le_bytes));
        }
        start
    }
}

/// The first step from `at` on whose answer is not known, or the end.
fn settle(condition: Program<'_>, mut at: u32, known: &mut impl FnMut(Asked) -> Option<bool>) -> u32 {
    while let Some(step) = condition.step(at) {
        let verdict = match step.asked {
            Asked::Const(value) => Some(value),
            asked => known(asked),
        };
        match verdict {
            Some(verdict) => at = step.next(verdict),
            None => return at,
        }
    }
    at.max(FAILS)
}

#[cfg(test)]
mod tests {
    use super::super::program::{Answers, HOLDS, Instruction, next_start};
    use super::super::table::{Numbers, bytes};
    use super::*;

    /// Answers to predicates by the bits of a number.
    struct Bits(u32);

    impl Answers for Bits {
        fn predicate(&mut self, index: u32) -> bool {
            self.0 >> index & 1 == 1
        }

        fn lineage(&mut self, index: u16, _: bool) -> bool {
            self.predicate(index.into())
        }
    }

    /// A condition over 8 predicates.
    fn condition(depth: u32, below: &mut dyn FnMut(u32) -> u32) -> Instruction {
        let kind = below(if depth == 0 { 3 } else { 8 });
        let operands = |below: &mut dyn FnMut(u32) -> u32| {
            let count = below(4);
            (0..count).map(|_| condition(depth - 1, below)).collect()
        };
        match kind {
            0 | 1 => Instruction::Predicate(below(8)),
            2 => Instruction::Lineage(below(8) as u16),
            3 => Instruction::Not(Box::new(condition(depth - 1, below))),
            4 | 5 => Instruction::All(operands(below)),
            _ => Instruction::Any(operands(below)),
        }
    }

    #[test]
    fn residuals_say_what_their_conditions_do() {
        let mut seed = 3_u64;
        let mut below = |bound: u32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u32 % bound
        };
        let (mut residual, mut left, mut shorter) = (Residual::default(), Vec::new(), 0);
        for _ in 0..2_000 {
            let mut code = vec![0; STEP * below(3) as usize];
            let start = next_start(&code);
            condition(4, &mut below).write(&mut code);
            let code = bytes(code);
            let whole = Program(Numbers(&code));
            let [decided, facts] = [below(256), below(256)];
            let mut known = |asked| match asked {
                Asked::Predicate(index) if decided >> index & 1 == 1 => Some(facts >> index & 1 == 1),
                _ => None,
            };
            let before = left.len();
            let start_left = residual.write(whole, start, &mut known, &mut left);
            shorter += usize::from(left.len() - before < code.len());
            for open in 0..256 {
                let answers = (facts & decided) | (open & !decided);
                // A lineage is never known here, whatever its number.
                if answers != open {
                    continue;
                }
                let found = Program(Numbers(&left)).evaluate(start_left, &mut Bits(answers));
                assert_eq!(found, whole.evaluate(start, &mut Bits(answers)));
            }
        }
        assert!(shorter > 1_500, "{shorter}");
    }

    #[test]
    fn a_decided_condition_leaves_nothing() {
        let mut code = Vec::new();
        Instruction::All(vec![Instruction::Predicate(0), Instruction::Predicate(1)]).write(&mut code);
        let code = bytes(code);
        let mut left = Vec::new();
        let mut write = |known: fn(Asked) -> Option<bool>| {
            Residual::default().write(Program(Numbers(&code)), 0, &mut { known }, &mut left)
        };
        assert_eq!(write(|_| Some(true)), HOLDS);
        assert_eq!(write(|_| Some(false)), FAILS);
        assert!(left.is_empty());
    }
}
