//! Conditions of units as numbers, and their evaluation.

use super::table::Numbers;

/// A step of a condition, as the compiler writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Always, or never.
    Const(bool),
    /// The predicate with this index.
    Predicate(u32),
    /// All of them hold.
    All(Vec<Instruction>),
    /// Some of them holds.
    Any(Vec<Instruction>),
    /// It does not hold.
    Not(Box<Instruction>),
    /// The event stands in this lineage of those that the rules share.
    Lineage(u16),
}

/// Conditions, one after the other.
///
/// A condition is a row of steps of three numbers: what is asked, and where to go on if it holds and if it does not; only
/// ever forward, or to an end. Where a condition starts may be an end too: then it is decided.
#[derive(Clone, Copy, Debug)]
pub struct Program<'s>(pub(super) Numbers<'s>);

/// What is asked stands in the two lowest bits, and above them which predicate or lineage.
const CONST: u32 = 0;
const PREDICATE: u32 = 1;
const LINEAGE: u32 = 2;
/// Of a lineage: the condition rather holds if the event does not stand in it.
const NEGATED: u32 = 3;

/// The ends of a condition: it holds, and it does not.
pub(super) const HOLDS: u32 = u32::MAX;
pub(super) const FAILS: u32 = u32::MAX - 1;

/// What a step asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    Const(bool),
    Predicate(u32),
    /// Whether it stands under an odd number of negations too.
    Lineage(u16, bool),
}

/// A step, and where it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) asked: Asked,
    /// The same as its number.
    pub(super) code: u32,
    pub(super) holds: u32,
    pub(super) fails: u32,
}

/// Answers to what conditions are made of.
pub(super) trait Answers {
    /// Whether the predicate with this index holds.
    fn predicate(&mut self, index: u32) -> bool;

    /// Whether the event stands in a lineage. Who does not know says what makes the whole condition rather hold: that it
    /// does, or where it is `negated` that it does not.
    fn lineage(&mut self, index: u16, negated: bool) -> bool;
}

impl Instruction {
    /// Whether the answer depends on a lineage.
    #[must_use]
    pub fn reads_lineage(&self) -> bool {
        match self {
            Self::Const(_) | Self::Predicate(_) => false,
            Self::All(operands) | Self::Any(operands) => operands.iter().any(Self::reads_lineage),
            Self::Not(operand) => operand.reads_lineage(),
            Self::Lineage(_) => true,
        }
    }

    /// Appends the steps of this condition.
    pub(super) fn write(&self, code: &mut Vec<u32>) {
        self.write_between(Ends { holds: HOLDS, fails: FAILS, negated: false }, code);
    }

    fn write_between(&self, ends: Ends, code: &mut Vec<u32>) {
        let Ends { holds, fails, negated } = ends;
        match self {
            Self::Const(value) => code.extend([CONST | u32::from(*value) << 2, holds, fails]),
            Self::Predicate(index) => code.extend([PREDICATE | index << 2, holds, fails]),
            Self::Lineage(index) => {
                let asked = if negated { NEGATED } else { LINEAGE };
                code.extend([asked | u32::from(*index) << 2, holds, fails]);
            }
            Self::Not(operand) => {
                operand.write_between(Ends { holds: fails, fails: holds, negated: !negated }, code);
            }
            Self::All(operands) => {
                Self::write_row(operands, true, |next| Ends { holds: next.unwrap_or(holds), fails, negated }, code);
            }
            Self::Any(operands) => {
                Self::write_row(operands, false, |next| Ends { holds, fails: next.unwrap_or(fails), negated }, code);
            }
        }
    }

    /// Operands one after the other; `ends` are those of one that stands before the step `next`, or is the last.
    fn write_row(operands: &[Self], empty: bool, ends: impl Fn(Option<u32>) -> Ends, code: &mut Vec<u32>) {
        let Some((last, before)) = operands.split_last() else {
            return Self::Const(empty).write_between(ends(None), code);
        };
        for operand in before {
            let next = (code.len() / STEP + operand.steps()) as u32;
            operand.write_between(ends(Some(next)), code);
        }
        last.write_between(ends(None), code);
    }

    fn steps(&self) -> usize {
        match self {
            Self::Const(_) | Self::Predicate(_) | Self::Lineage(_) => 1,
            Self::Not(operand) => operand.steps(),
            Self::All(operands) | Self::Any(operands) => operands.iter().map(Self::steps).sum::<usize>().max(1),
        }
    }
}

/// The numbers of a step.
pub(super) const STEP: usize = 3;

/// Where the evaluation goes on behind a part of a condition.
#[derive(Clone, Copy)]
struct Ends {
    holds: u32,
    fails: u32,
    /// Whether the part stands under an odd number of negations.
    negated: bool,
}

/// Where the next condition starts.
pub(super) const fn next_start(code: &[u32]) -> u32 {
    (code.len() / STEP) as u32
}

impl Step {
    /// Where to go on after this verdict.
    #[inline(always)]
    pub(super) const fn next(&self, verdict: bool) -> u32 {
        if verdict { self.holds } else { self.fails }
    }
}

impl Program<'_> {
    /// Whether the condition that starts at `at` holds. A malformed program gives an arbitrary answer.
    pub(super) fn evaluate(&self, mut at: u32, answers: &mut impl Answers) -> bool {
        while let Some(step) = self.step(at) {
            let verdict = match step.asked {
                Asked::Const(value) => value,
                Asked::Predicate(index) => answers.predicate(index),
                Asked::Lineage(index, negated) => answers.lineage(index, negated),
            };
            at = step.next(verdict);
        }
        at == HOLDS
    }

    /// The step at `at`; none at an end. Of a malformed one, that does not go forward, both ways fail.
    #[inline(always)]
    pub(super) fn step(&self, at: u32) -> Option<Step> {
        let [code, holds, fails] = self.0.record::<STEP>(at as usize)?;
        let operand = code >> 2;
        let asked = match code & 3 {
            CONST => Asked::Const(operand != 0),
            PREDICATE => Asked::Predicate(operand),
            kind => Asked::Lineage(operand as u16, kind == NEGATED),
        };
        let forward = |to: u32| if to > at { to } else { FAILS };
        Some(Step { asked, code, holds: forward(holds), fails: forward(fails) })
    }

    /// Whether the condition that starts at `at` asks for a lineage.
    #[cfg(feature = "json")]
    pub(super) fn reads_lineage(&self, at: u32) -> bool {
        let mut last = at;
        for at in at.. {
            let Some(step) = self.step(at).filter(|_| at <= last) else { break };
            if matches!(step.asked, Asked::Lineage(..)) {
                return true;
            }
            last = [step.holds, step.fails].into_iter().filter(|&next| next < FAILS).fold(last, u32::max);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::residual::Residual;
    use super::super::table::bytes;
    use super::*;

    /// Predicates 1 and 2 hold, 0 does not; of lineages nothing is known.
    struct Fixed;

    impl Answers for Fixed {
        fn predicate(&mut self, index: u32) -> bool {
            index > 0
        }

        fn lineage(&mut self, _: u16, negated: bool) -> bool {
            !negated
        }
    }

    #[test]
    fn programs_say_what_their_instructions_do() {
        use Instruction::{All, Any, Const, Lineage, Not, Predicate};
        let not = |inner| Not(Box::new(inner));
        let rows = [
            (Const(true), true),
            (Const(false), false),
            (Predicate(0), false),
            (Predicate(2), true),
            (All(vec![]), true),
            (Any(vec![]), false),
            (All(vec![Predicate(1), Predicate(2)]), true),
            (All(vec![Any(vec![Predicate(0), Predicate(1)]), not(Predicate(0)), Const(true)]), true),
            (All(vec![Any(vec![Predicate(0), Predicate(1)]), not(Predicate(1)), Const(true)]), false),
            (Any(vec![All(vec![Predicate(1), Predicate(0)]), not(All(vec![Predicate(0)]))]), true),
            (not(not(Any(vec![]))), false),
            // What may hold.
            (All(vec![Lineage(0), Predicate(1)]), true),
            (All(vec![not(Lineage(0)), Predicate(1)]), true),
            (not(Any(vec![Lineage(0), not(Lineage(1))])), true),
            (not(Any(vec![Lineage(0), Predicate(1)])), false),
        ];
        let (mut code, mut starts) = (vec![], vec![]);
        for (instruction, _) in &rows {
            starts.push(next_start(&code));
            instruction.write(&mut code);
        }
        let code = bytes(code);
        let program = Program(Numbers(&code));
        for (start, (instruction, expected)) in starts.into_iter().zip(rows) {
            assert_eq!(program.evaluate(start, &mut Fixed), expected, "{instruction:?}");
        }
    }

    /// Steps that go round, nowhere, or say nothing.
    #[test]
    fn malformed_programs_come_to_an_end() {
        let mut seed = 1_u64;
        for length in 0..200 {
            let numbers = (0..length).map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33) as u32 % 12
            });
            let code = bytes(numbers);
            for at in 0..8 {
                Program(Numbers(&code)).evaluate(at, &mut Fixed);
                Residual::default().write(Program(Numbers(&code)), at, &mut |_| None, &mut Vec::new());
            }
        }
    }
}
