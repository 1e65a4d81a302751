//! Conditions prepared for explaining: the tree as written, over the interpreter's own leaves.

use super::form::Forms;
use super::leaf::ExplainedLeaf;
use super::tree::{Node, NodeKind};
use crate::dynamic::scope::Scope;
use eql_compiler::TextRange;
use eql_compiler::ir::{Fields, Predicate};
use eql_runtime::Event;

/// A condition whose every part says what it came to.
#[derive(Debug)]
pub(super) enum ExplainedCondition {
    Constant(bool),
    All(Vec<ExplainedCondition>),
    Any(Vec<ExplainedCondition>),
    Not(Box<ExplainedCondition>),
    Leaf(Box<ExplainedLeaf>),
}

impl ExplainedCondition {
    /// Prepares a condition that no pass has rewritten.
    pub(super) fn prepare(predicate: &Predicate, fields: &Fields, forms: &Forms) -> Self {
        let mut negations = 0_usize;
        let mut core = predicate;
        while let Predicate::Not(operand) = core {
            negations += 1;
            core = operand;
        }
        let mut range = None;
        let (condition, negated) = if is_one_test(core, &mut range) {
            let leaf = ExplainedLeaf::prepare(core, range.unwrap_or_default(), fields, forms);
            let outer = negations + usize::from(leaf.is_inverted());
            (Self::Leaf(Box::new(leaf)), outer % 2 == 1)
        } else {
            (Self::prepare_several(core, fields, forms), negations % 2 == 1)
        };
        match (condition, negated) {
            (Self::Constant(value), true) => Self::Constant(!value),
            (condition, true) => Self::Not(Box::new(condition)),
            (condition, false) => condition,
        }
    }

    fn prepare_several(predicate: &Predicate, fields: &Fields, forms: &Forms) -> Self {
        match predicate {
            Predicate::And(operands) => {
                let mut all = Vec::with_capacity(operands.len());
                for operand in operands {
                    // `a and (b and c)`: the category and the condition behind it, too.
                    match Self::prepare(operand, fields, forms) {
                        Self::All(inner) => all.extend(inner),
                        other => all.push(other),
                    }
                }
                Self::All(all)
            }
            Predicate::Or(operands) => {
                Self::Any(operands.iter().map(|operand| Self::prepare(operand, fields, forms)).collect())
            }
            Predicate::Const(value) => Self::Constant(*value),
            // Both are taken care of before.
            Predicate::Not(_) | Predicate::Test(_) => Self::prepare(predicate, fields, forms),
        }
    }

    /// What it comes to on one event.
    pub(super) fn explain<E: Event>(&self, scope: &Scope<'_, E>) -> Node {
        let all = |operands: &[Self]| operands.iter().map(|operand| operand.explain(scope)).collect::<Vec<Node>>();
        match self {
            Self::Constant(value) => Node { holds: *value, kind: NodeKind::Constant },
            Self::All(operands) => {
                let operands = all(operands);
                Node { holds: operands.iter().all(|operand| operand.holds), kind: NodeKind::All(operands) }
            }
            Self::Any(operands) => {
                let operands = all(operands);
                Node { holds: operands.iter().any(|operand| operand.holds), kind: NodeKind::Any(operands) }
            }
            Self::Not(operand) => {
                let operand = operand.explain(scope);
                Node { holds: !operand.holds, kind: NodeKind::Not(Box::new(operand)) }
            }
            Self::Leaf(leaf) => leaf.explain(scope),
        }
    }

    /// Whether the event is of the category that the condition asks for, if it asks for one.
    pub(super) fn is_of_category<E: Event>(&self, scope: &Scope<'_, E>) -> bool {
        match self {
            Self::All(operands) => operands.iter().all(|operand| match operand {
                Self::Leaf(leaf) if leaf.is_category() => leaf.holds(scope),
                _ => true,
            }),
            Self::Leaf(leaf) if leaf.is_category() => leaf.holds(scope),
            _ => true,
        }
    }
}

/// Whether all tests of a predicate stand at one place of the text, which one operator of the language became.
fn is_one_test(predicate: &Predicate, range: &mut Option<TextRange>) -> bool {
    match predicate {
        Predicate::Const(_) => false,
        Predicate::And(operands) | Predicate::Or(operands) => {
            !operands.is_empty() && operands.iter().all(|operand| is_one_test(operand, range))
        }
        Predicate::Not(operand) => is_one_test(operand, range),
        Predicate::Test(test) => *range.get_or_insert_with(|| test.range.clone()) == test.range,
    }
}
