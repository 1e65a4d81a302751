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
/// Each node is a number: an operation in the three lowest bits, and above them its operand: a truth value, the index of
/// a predicate or lineage, or how many numbers the nodes below take.
#[derive(Clone, Copy, Debug)]
pub struct Program<'s>(pub(super) Numbers<'s>);

const CONST: u32 = 0;
const PREDICATE: u32 = 1;
const ALL: u32 = 2;
const ANY: u32 = 3;
const NOT: u32 = 4;
const LINEAGE: u32 = 5;

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

    /// Appends the numbers of this condition.
    pub(super) fn write(&self, code: &mut Vec<u32>) {
        match self {
            Self::Const(value) => code.push(CONST | u32::from(*value) << 3),
            Self::Predicate(index) => code.push(PREDICATE | index << 3),
            Self::All(operands) => Self::write_below(ALL, operands, code),
            Self::Any(operands) => Self::write_below(ANY, operands, code),
            Self::Not(operand) => Self::write_below(NOT, std::slice::from_ref(operand), code),
            Self::Lineage(index) => code.push(LINEAGE | u32::from(*index) << 3),
        }
    }

    fn write_below(operation: u32, operands: &[Self], code: &mut Vec<u32>) {
        let at = code.len();
        code.push(operation);
        operands.iter().for_each(|operand| operand.write(code));
        let below = (code.len() - at - 1) as u32;
        if let Some(node) = code.get_mut(at) {
            *node |= below << 3;
        }
    }
}

impl Program<'_> {
    /// Whether the condition that starts at `at` holds. A malformed program gives an arbitrary answer.
    pub(super) fn evaluate(&self, at: u32, answers: &mut impl Answers) -> bool {
        self.evaluate_below(at, false, answers)
    }

    /// Whether the condition that starts at `at` asks for a lineage.
    #[cfg(feature = "json")]
    pub(super) fn reads_lineage(&self, at: u32) -> bool {
        let Some(node) = self.0.get(at as usize) else { return false };
        match node & 7 {
            LINEAGE => true,
            ALL | ANY | NOT => self.below(at as usize, node >> 3).any(|child| self.reads_lineage(child)),
            _ => false,
        }
    }

    fn evaluate_below(&self, at: u32, negated: bool, answers: &mut impl Answers) -> bool {
        let at = at as usize;
        let Some(node) = self.0.get(at) else { return false };
        let operand = node >> 3;
        match node & 7 {
            CONST => operand != 0,
            PREDICATE => answers.predicate(operand),
            ALL => self.below(at, operand).all(|child| self.evaluate_below(child, negated, answers)),
            ANY => self.below(at, operand).any(|child| self.evaluate_below(child, negated, answers)),
            NOT => self.below(at, operand).any(|child| !self.evaluate_below(child, !negated, answers)),
            LINEAGE => answers.lineage(operand as u16, negated),
            _ => false,
        }
    }

    /// Where the nodes below the one at `at` start.
    fn below(&self, at: usize, length: u32) -> impl Iterator<Item = u32> {
        let end = (at + 1).saturating_add(length as usize).min(self.0.len());
        let first = (at + 1 < end).then_some(at + 1);
        let next = move |&child: &usize| {
            let node = self.0.get(child)?;
            let own = if matches!(node & 7, ALL | ANY | NOT) { node as usize >> 3 } else { 0 };
            Some(child + 1 + own).filter(|&next| next < end)
        };
        std::iter::successors(first, next).map(|child| child as u32)
    }
}

/// The verdicts on predicates, so that each is asked for once an event.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// The event that a verdict is about, doubled, and the verdict in the lowest bit.
    verdicts: Vec<u32>,
    event: u32,
    evaluated: u64,
}

impl Memo {
    pub(super) fn new(predicates: usize) -> Self {
        Self { verdicts: vec![0; predicates], event: 0, evaluated: 0 }
    }

    /// Forgets all verdicts.
    pub(super) fn next_event(&mut self) {
        self.event += 1;
        if self.event > u32::MAX >> 1 {
            self.verdicts.fill(0);
            self.event = 1;
        }
    }

    /// The verdict on a predicate, from `evaluate` if it is not known.
    #[inline]
    pub(super) fn verdict(&mut self, predicate: u32, evaluate: impl FnOnce() -> bool) -> bool {
        let Some(slot) = self.verdicts.get_mut(predicate as usize) else { return false };
        if *slot >> 1 != self.event {
            self.evaluated += 1;
            *slot = self.event << 1 | u32::from(evaluate());
        }
        *slot & 1 == 1
    }

    /// How many verdicts were not known.
    pub(super) const fn evaluated(&self) -> u64 {
        self.evaluated
    }
}

#[cfg(test)]
mod tests {
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
            starts.push(code.len() as u32);
            instruction.write(&mut code);
        }
        let code = bytes(code);
        let program = Program(Numbers(&code));
        for (start, (instruction, expected)) in starts.into_iter().zip(rows) {
            assert_eq!(program.evaluate(start, &mut Fixed), expected, "{instruction:?}");
        }
    }

    #[test]
    fn a_verdict_is_asked_for_once_an_event() {
        let mut memo = Memo::new(2);
        for event in 0..3 {
            memo.next_event();
            for _ in 0..4 {
                assert_eq!(memo.verdict(1, || event == 1), event == 1);
            }
        }
        assert_eq!(memo.evaluated(), 3);
        assert!(!memo.verdict(7, || true));
    }
}
