//! Conditions, prepared and evaluated: two-valued logic over leaves (`language.md` §3.1).

use super::leaf::Leaf;
use super::scope::Scope;
use eql_compiler::ir::Predicate;
use eql_runtime::Event;

/// A condition whose matchers are built.
#[derive(Debug)]
pub(super) enum Condition {
    /// Always, or never.
    Const(bool),
    /// All of them hold.
    All(Box<[Condition]>),
    /// Some of them holds.
    Any(Box<[Condition]>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A leaf.
    Leaf(Leaf),
}

impl Condition {
    /// Builds the matchers of a condition.
    pub(super) fn prepare(predicate: &Predicate) -> Self {
        match predicate {
            Predicate::Const(value) => Self::Const(*value),
            Predicate::And(operands) => Self::All(operands.iter().map(Self::prepare).collect()),
            Predicate::Or(operands) => Self::Any(operands.iter().map(Self::prepare).collect()),
            Predicate::Not(operand) => Self::Not(Box::new(Self::prepare(operand))),
            Predicate::Test(test) => Self::Leaf(Leaf::prepare(&test.kind)),
        }
    }

    /// Whether it holds.
    pub(super) fn holds<E: Event>(&self, scope: &Scope<'_, E>) -> bool {
        match self {
            Self::Const(value) => *value,
            Self::All(operands) => operands.iter().all(|operand| operand.holds(scope)),
            Self::Any(operands) => operands.iter().any(|operand| operand.holds(scope)),
            Self::Not(operand) => !operand.holds(scope),
            Self::Leaf(leaf) => leaf.holds(scope),
        }
    }
}
